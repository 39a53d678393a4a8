package giftapi

import (
	"cmp"
	"context"
	"regexp"
	"slices"
	"strings"
	"time"

	"simdesk/providers"
	"simdesk/providers/wire/loose"
)

// activationTimeout bounds the look at the eSIM after its sale: the customer
// waits, and tracking brings the code later.
const activationTimeout = 15 * time.Second

// result reads an order that is known to be ours. A completed eSIM, voucher or
// gift card without anything to hand over counts as processing, so that it is
// asked for again until it is there.
func (c *Client) result(ctx context.Context, o orderJSON, w wanted) providers.Result {
	r := providers.Result{State: o.state(), ProviderOrderID: string(o.ID), ProviderStatus: string(o.Status), Message: o.errors(), Delivery: o.delivered(w)}
	switch r.State {
	case providers.StateFailed, providers.StateUnknown:
		fail(&r)
	case providers.StateCompleted:
		r.Cost = o.Total.Money(string(o.Currency))
		o.complete(&r, w)
		c.addActivations(ctx, &r)
	default:
	}
	return r
}

// fail says what is known of an order that did not go through. One that handed
// over a code all the same contradicts itself: the code is kept, and nobody
// knows whether it was paid for.
func fail(r *providers.Result) {
	switch {
	case slices.ContainsFunc(r.Delivery, usable):
		r.State = providers.StateUnknown
		r.Why = providers.Because("giftapi.handed_over", "status", r.ProviderStatus)
		return
	case r.State == providers.StateUnknown:
		r.Why = providers.Because("giftapi.cancelled")
	}
	r.Delivery = nil
}

// usable reports whether a delivery is something that somebody can redeem.
func usable(d providers.Delivery) bool {
	return d.PIN != "" || d.CardNumber != "" || d.Link != "" || d.Activation != nil
}

// complete checks a finished order for what is missing.
func (o orderJSON) complete(r *providers.Result, w wanted) {
	if len(r.Delivery) == 0 && (handsOver(w.kind) || o.open()) {
		r.State = providers.StateProcessing
		r.Why = providers.Because("giftapi.nothing_yet", "status", r.ProviderStatus)
		return
	}
	var asked int64
	for _, i := range o.Items {
		asked += i.Quantity.Int()
	}
	got, taken := int64(len(r.Delivery)), asked
	asked = max(asked, w.quantity)
	partial := strings.EqualFold(r.ProviderStatus, "partially_completed")
	said := providers.Quoted(r.Message)
	switch {
	case handsOver(w.kind) && got < asked:
		r.Missing = providers.Because("giftapi.delivered", "got", got, "asked", asked, "said", said)
	case taken > 0 && taken < asked:
		r.Missing = providers.Because("giftapi.taken", "taken", taken, "asked", asked, "said", said)
	case partial:
		r.Missing = providers.Because("giftapi.part", "said", said)
	}
}

// handsOver reports whether a sale of this kind must deliver something that
// the customer takes away. An unknown kind might.
func handsOver(k providers.Kind) bool { return k == providers.KindESIM || k == providers.KindGiftCard }

// addActivations asks for the activation code of every eSIM that came without
// one. While one is missing the order stays in progress.
func (c *Client) addActivations(ctx context.Context, r *providers.Result) {
	ctx, cancel := context.WithTimeout(ctx, activationTimeout)
	defer cancel()
	for i := range r.Delivery {
		d := &r.Delivery[i]
		if d.Type != providers.DeliverESIM || d.Activation != nil {
			continue
		}
		e, _ := c.ESIM(ctx, d.ICCID) // one that cannot be read has no code yet
		if d.Activation = e.Activation; d.Activation == nil {
			r.State = providers.StateProcessing
			r.Why = providers.Because("giftapi.no_activation")
		}
	}
}

// delivered is everything the order has handed over so far.
func (o orderJSON) delivered(w wanted) []providers.Delivery {
	var all []providers.Delivery
	for _, i := range o.Items {
		for _, entry := range i.Delivery {
			if len(entry) > 0 {
				all = append(all, deliveryOf(slices.Clone(entry), i, w))
			}
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
		return providers.Delivery{Type: providers.DeliverESIM, ICCID: cmp.Or(iccidIn(f), iccidIn(i.Customer)), Activation: activationIn(f)}
	case providers.KindAirtime:
		if f.value(pinKeys...) == "" {
			return providers.Delivery{
				Type: providers.DeliverAirtime, Phone: cmp.Or(w.phone, i.Customer.value("phone", "phonenumber", "msisdn", "mobile")),
				OperatorReference: f.value("operatorreference", "operatortransactionid", "transactionid", "reference"),
				Message:           f.value("message", ""),
			}
		}
	default:
	}
	return codeDelivery(f)
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
	d := providers.Delivery{Type: providers.DeliverPIN,
		PIN: f.take(pinKeys...), Serial: f.take(serialKeys...), Expires: f.take(expiryKeys...), Instructions: loose.Plain(f.take(howToRedeem...))}
	card := slices.Clone(f)
	number, link := card.take(cardKeys...), card.take(linkKeys...)
	if len(f) > 0 && len(card) == 0 && d.Serial+d.Instructions == "" {
		d.Type, d.CardNumber, d.Link = providers.DeliverGiftCard, number, link
		return d
	}
	said := []string{}
	if d.Instructions != "" {
		said = append(said, d.Instructions)
	}
	for _, x := range f {
		said = append(said, humanized(x.Key)+": "+x.Value)
	}
	d.Instructions = strings.Join(said, " · ")
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
