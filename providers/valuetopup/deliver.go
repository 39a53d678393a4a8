package valuetopup

import (
	"cmp"
	"context"
	"net/url"
	"regexp"
	"strings"

	"simdesk/providers"
	"simdesk/providers/wire/loose"
)

func processing(env envelope, requestID string) providers.Result {
	return providers.Result{State: providers.StateProcessing, ProviderOrderID: env.held().number(),
		ProviderStatus: string(env.Code), Message: string(env.Message), RequestID: requestID}
}

// deliver turns a successful transaction into what the customer gets; target is
// the phone or the SIM card that it is for.
func (c *Client) deliver(ctx context.Context, tx transaction, kind providers.Kind, target string) providers.Result {
	r := providers.Result{State: providers.StateCompleted, ProviderOrderID: tx.number(), ProviderStatus: codeOK}
	if tx.Invoice.IsPositive() {
		r.Cost = tx.Invoice.Money(c.c.Currency)
	}
	switch kind {
	case providers.KindESIM:
		c.deliverESIM(ctx, tx, &r)
	case providers.KindAirtime, providers.KindData:
		r.Delivery = append(r.Delivery, tx.airtime(target))
	case providers.KindGiftCard:
		c.deliverCard(ctx, tx, &r)
	case providers.KindBill:
		r.Delivery = append(r.Delivery, providers.Delivery{Type: providers.DeliverBill, Token: string(tx.Bill.Token), Units: string(tx.Bill.Unit)})
		r.Message = string(tx.Bill.Narration)
	case providers.KindSIMActivation, providers.KindSIMPortIn:
		r.Delivery = append(r.Delivery, providers.Delivery{Type: providers.DeliverSIM,
			SIMNumber: cmp.Or(string(tx.SIM.Number), strings.TrimSpace(target)), Phone: string(tx.SIM.Mobile)})
		if kind == providers.KindSIMPortIn {
			c.portIn(ctx, &r)
		}
	default:
	}
	// PINs belong to the customer whatever was sold.
	for _, p := range tx.PINs {
		if p.Number != "" {
			r.Delivery = append(r.Delivery, providers.Delivery{Type: providers.DeliverPIN, PIN: string(p.Number), Serial: string(p.Control),
				Expires: string(p.Expires), Instructions: loose.Plain(tx.Product.Instructions)})
		}
	}
	if len(r.Delivery) == 0 {
		r.State = providers.StateProcessing
	}
	return r
}

func (t transaction) airtime(phone string) providers.Delivery {
	d := providers.Delivery{Type: providers.DeliverAirtime, Phone: strings.TrimSpace(phone), OperatorReference: string(t.TopUp.OperatorRef)}
	amount := t.TopUp.LocalNet
	if !amount.IsPositive() && !amount.Odd {
		amount = t.TopUp.Local
	}
	if amount.IsPositive() {
		d.Delivered = amount.Money(strings.TrimSpace(string(t.TopUp.Currency)))
	}
	return d
}

// deliverCard takes the card from the answer, else from where it can be
// fetched; until then the order stays in progress.
func (c *Client) deliverCard(ctx context.Context, tx transaction, r *providers.Result) {
	card := tx.Card
	if card.empty() {
		var fetched giftCard
		if c.read(ctx, "gift card", "/transaction/giftcard/fetch/"+tx.number(), nil, &fetched) == nil {
			card = fetched
		}
	}
	if !card.empty() {
		r.Delivery = append(r.Delivery, providers.Delivery{Type: providers.DeliverGiftCard, CardNumber: string(card.Number),
			PIN: string(card.PIN), Expires: string(card.Expires), Link: string(card.Link)})
	}
}

// deliverESIM takes the activation from the answer, else from the eSIM's
// status; until then the order stays in progress.
func (c *Client) deliverESIM(ctx context.Context, tx transaction, r *providers.Result) {
	told := tx.ESIM
	d := providers.Delivery{Type: providers.DeliverESIM, ICCID: strings.TrimSpace(string(told.ICCID)),
		Activation: activationOf(string(told.QR), string(told.Code), string(told.SMDP), string(told.Confirmation))}
	if iccid, ok := providers.CleanICCID(d.ICCID); ok {
		d.ICCID = iccid
	}
	if bare(d.Activation) {
		// Without an ICCID nothing is asked.
		if e, _ := c.ESIM(ctx, d.ICCID); e.Activation != nil {
			d.Activation = e.Activation
			d.Activation.ConfirmationCode = strings.TrimSpace(string(told.Confirmation)) // only the sale tells it
		}
	}
	switch link := string(told.QRLink); {
	case d.Activation == nil:
		r.State = providers.StateProcessing
		if link != "" {
			r.Why = providers.Because("valuetopup.qr_link", "link", link)
		}
	case bare(d.Activation) && link != "":
		r.Missing = providers.Because("valuetopup.no_matching_id", "link", link)
	}
	if d.ICCID != "" || d.Activation != nil {
		r.Delivery = append(r.Delivery, d)
	}
}

// activationOf is the QR code's text, else built from address and code; nil while
// neither is complete. It prefers a code with a matching id. An empty one is legal (GSMA
// SGP.22 4.1): the address knows the eSIM by the phone then.
func activationOf(qr, code, smdp, confirmation string) *providers.Activation {
	var best *providers.Activation
	for _, whole := range []string{qr, code, "LPA:1$" + smdp + "$" + code} {
		a, err := providers.ParseActivation(whole)
		if err == nil && bare(best) && (best == nil || !bare(&a)) {
			best = &a
		}
	}
	if best != nil {
		best.ConfirmationCode = strings.TrimSpace(confirmation)
	}
	return best
}

// bare reports whether there is no more than an address.
func bare(a *providers.Activation) bool { return a == nil || a.MatchingID == "" }

// portInStatus is how far a number has come from one operator to another.
type portInStatus struct {
	Status loose.Text `json:"status"`
	Mobile loose.Text `json:"mobile"`
	Reason loose.Text `json:"rejectReason"`
}

var portedWords = regexp.MustCompile(`(?i)^(complete|completed|success|successful|ported|done)$`)

// portIn asks how far the number is. The words are not documented: only one
// that plainly means the end ends the order, a rejection stays open with its
// reason shown, because nothing says what becomes of the money.
func (c *Client) portIn(ctx context.Context, r *providers.Result) {
	var s portInStatus
	r.State = providers.StateProcessing
	if c.read(ctx, "port-in status", "/transaction/sim/portin/status/"+url.PathEscape(r.ProviderOrderID), nil, &s) != nil {
		return
	}
	r.ProviderStatus, r.Message = cmp.Or(string(s.Status), codeOK), string(s.Reason)
	if portedWords.MatchString(strings.TrimSpace(string(s.Status))) {
		r.State = providers.StateCompleted
	}
	r.Delivery[0].Phone = cmp.Or(r.Delivery[0].Phone, string(s.Mobile))
}
