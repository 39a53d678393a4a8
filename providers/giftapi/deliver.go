package giftapi

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"simdesk/providers"
)

// deliveries is an item's delivery_data: a list of objects as documented, or
// one object, one text or nothing.
type deliveries []facts

// UnmarshalJSON leaves out entries that hold nothing.
func (d *deliveries) UnmarshalJSON(b []byte) error {
	v := anyJSON(b)
	list, ok := v.([]any)
	if !ok {
		list = []any{v}
	}
	var all deliveries
	for _, e := range list {
		if f := flattened(e); len(f) > 0 {
			all = append(all, f)
		}
	}
	*d = all
	return nil
}

// delivered is everything the order has handed over so far.
func (o orderJSON) delivered(w wanted) []providers.Delivery {
	var all []providers.Delivery
	for _, i := range o.Items {
		for _, entry := range i.Delivery {
			all = append(all, deliveryOf(slices.Clone(entry), i, w))
		}
	}
	if len(all) == 0 && strings.EqualFold(string(o.Status), "completed") && !o.open() {
		// Nothing is handed over for these: that they are done is the delivery.
		switch w.kind {
		case providers.KindTopUp:
			return []providers.Delivery{{Type: providers.DeliverTopUp, ICCID: w.iccid}}
		case providers.KindAirtime:
			return []providers.Delivery{{Type: providers.DeliverAirtime, Phone: w.phone}}
		default:
		}
	}
	return all
}

// deliveryOf reads one entry. The shape is documented for vouchers (in two
// spellings) and for top-ups only; an eSIM shows itself by what it holds.
func deliveryOf(f facts, i itemJSON, w wanted) providers.Delivery {
	switch w.kind {
	case providers.KindTopUp:
		return providers.Delivery{Type: providers.DeliverTopUp, ICCID: w.iccid, Message: f.value("message", "status", "")}
	case providers.KindESIM:
		return esimDelivery(f, i.Customer)
	case providers.KindAirtime:
		if f.value(pinKeys...) == "" {
			return airtimeDelivery(f, i.Customer, w)
		}
	default:
	}
	return codeDelivery(f)
}

func esimDelivery(f, customer facts) providers.Delivery {
	return providers.Delivery{Type: providers.DeliverESIM, ICCID: cmp.Or(iccidIn(f), iccidIn(customer)), Activation: activationIn(f)}
}

func airtimeDelivery(f, customer facts, w wanted) providers.Delivery {
	return providers.Delivery{
		Type: providers.DeliverAirtime, Phone: cmp.Or(w.phone, customer.value("phone", "phonenumber", "msisdn", "mobile")),
		OperatorReference: f.value("operatorreference", "operatortransactionid", "transactionid", "reference"),
		Message:           f.value("message", ""),
	}
}

var (
	pinKeys = []string{
		"pin", "pincode", "code", "vouchercode", "redemptioncode", "redeemcode", "giftcode", "activationcode", "key", "",
	}
	serialKeys  = []string{"serialnumber", "serial", "serialno"}
	expiryKeys  = []string{"expiration", "expirationdate", "expires", "expiresat", "expirydate", "expiry", "validuntil"}
	cardKeys    = []string{"cardnumber", "card"}
	linkKeys    = []string{"link", "url", "redeemurl", "redemptionurl", "claimurl", "activationurl"}
	howToRedeem = []string{"instructions", "redeeminstructions", "redemptioninstructions", "howtoredeem"}
)

// codeDelivery is a PIN with its serial number, as the document prints it for
// a gift card too. Only what has a card number or a link, and nothing that a
// gift card's delivery could not show, is one. Whatever else the provider
// sent goes into the instructions: nothing that was paid for is dropped.
func codeDelivery(f facts) providers.Delivery {
	d := providers.Delivery{
		PIN: f.take(pinKeys...), Serial: f.take(serialKeys...), Expires: f.take(expiryKeys...),
		CardNumber: f.take(cardKeys...), Link: f.take(linkKeys...), Instructions: tidy(f.take(howToRedeem...)),
	}
	rest := []string{}
	for _, x := range f {
		rest = append(rest, x.Key+": "+x.Value)
	}
	if d.CardNumber+d.Link != "" && d.Serial == "" && d.Instructions == "" && len(rest) == 0 {
		d.Type = providers.DeliverGiftCard
		return d
	}
	d.Type = providers.DeliverPIN
	for _, more := range []struct{ label, value string }{{"Card number", d.CardNumber}, {"Link", d.Link}} {
		if more.value != "" {
			rest = append(rest, more.label+": "+more.value)
		}
	}
	d.CardNumber, d.Link = "", ""
	if d.Instructions != "" {
		rest = append([]string{d.Instructions}, rest...)
	}
	d.Instructions = strings.Join(rest, " · ")
	return d
}

// iccidIn finds an ICCID: under a key that says so, else the one value that
// looks like one.
func iccidIn(f facts) string {
	for _, x := range f {
		if strings.Contains(x.whole, "iccid") {
			if iccid, ok := providers.CleanICCID(x.Value); ok {
				return iccid
			}
		}
	}
	found := ""
	for _, x := range f {
		if iccid, ok := providers.CleanICCID(x.Value); ok && strings.HasPrefix(iccid, "89") && iccid != found {
			if found != "" {
				return ""
			}
			found = iccid
		}
	}
	return found
}

var lpaText = regexp.MustCompile(`(?i)LPA:1\$[^\s"'<>&]+`)

// activationIn finds an activation code: a text that is one under any key, or
// its two halves under keys that say so. Nil when there is none.
func activationIn(f facts) *providers.Activation {
	for _, x := range f {
		// A link carries the code with its dollar signs escaped.
		text := strings.NewReplacer("%24", "$", "%3A", ":", "%3a", ":").Replace(x.Value)
		if a, err := providers.ParseActivation(lpaText.FindString(text)); err == nil {
			return withCode(a, f)
		}
	}
	smdp := f.value("smdp", "smdpaddress", "smdpplus", "smdpplusaddress", "smdpserver", "smdp+", "smdp+address")
	matching := f.value("matchingid", "activationcode", "matching")
	a, err := providers.ParseActivation("LPA:1$" + smdp + "$" + matching)
	if err != nil || matching == "" {
		return nil
	}
	return withCode(a, f)
}

func withCode(a providers.Activation, f facts) *providers.Activation {
	a.ConfirmationCode = f.value("confirmationcode")
	return &a
}
