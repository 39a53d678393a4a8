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

// sale is what has to be known of an order to name its delivery.
type sale struct {
	kind  providers.Kind
	phone string
	sim   string
}

func processing(env envelope, requestID string) providers.Result {
	return providers.Result{State: providers.StateProcessing, ProviderOrderID: env.held().number(),
		ProviderStatus: string(env.Code), Message: string(env.Message), RequestID: requestID}
}

// deliver turns a successful transaction into what the customer gets.
func (c *Client) deliver(ctx context.Context, tx transaction, s sale) providers.Result {
	r := providers.Result{State: providers.StateCompleted, ProviderOrderID: tx.number(), ProviderStatus: codeOK}
	if tx.Invoice.IsPositive() {
		r.Cost = tx.Invoice.Money(c.c.Currency)
	}
	switch s.kind {
	case providers.KindESIM:
		c.deliverESIM(ctx, tx, &r)
	case providers.KindAirtime, providers.KindData:
		r.Delivery = append(r.Delivery, tx.airtime(s.phone))
	case providers.KindGiftCard:
		c.deliverCard(ctx, tx, &r)
	case providers.KindBill:
		r.Delivery = append(r.Delivery, tx.bill())
		if tx.Bill != nil {
			r.Message = string(tx.Bill.Narration)
		}
	case providers.KindSIMActivation:
		r.Delivery = append(r.Delivery, tx.simCard(s))
	case providers.KindSIMPortIn:
		r.Delivery = append(r.Delivery, tx.simCard(s))
		c.portIn(ctx, &r)
	default:
	}
	// PINs belong to the customer whatever was sold.
	r.Delivery = append(r.Delivery, tx.pinCodes()...)
	if len(r.Delivery) == 0 {
		r.State = providers.StateProcessing
	}
	return r
}

func (t transaction) airtime(phone string) providers.Delivery {
	d := providers.Delivery{Type: providers.DeliverAirtime, Phone: strings.TrimSpace(phone)}
	if t.TopUp == nil {
		return d
	}
	amount := t.TopUp.LocalNet
	if !amount.IsPositive() && !amount.Odd {
		amount = t.TopUp.Local
	}
	if amount.IsPositive() {
		d.Delivered = amount.Money(strings.TrimSpace(string(t.TopUp.Currency)))
	}
	d.OperatorReference = string(t.TopUp.OperatorRef)
	return d
}

func (t transaction) pinCodes() []providers.Delivery {
	var codes []providers.Delivery
	for _, p := range t.PINs {
		if p.Number != "" {
			codes = append(codes, providers.Delivery{Type: providers.DeliverPIN, PIN: string(p.Number), Serial: string(p.Control),
				Expires: string(p.Expires), Instructions: loose.Plain(t.Product.Instructions)})
		}
	}
	return codes
}

func (t transaction) bill() providers.Delivery {
	d := providers.Delivery{Type: providers.DeliverBill}
	if t.Bill != nil {
		d.Token, d.Units = string(t.Bill.Token), string(t.Bill.Unit)
	}
	return d
}

func (t transaction) simCard(s sale) providers.Delivery {
	d := providers.Delivery{Type: providers.DeliverSIM, SIMNumber: strings.TrimSpace(s.sim)}
	if t.SIM != nil {
		d.SIMNumber, d.Phone = cmp.Or(string(t.SIM.Number), d.SIMNumber), string(t.SIM.Mobile)
	}
	return d
}

// deliverCard takes the card from the answer, else from where it can be
// fetched; until then the order stays in progress.
func (c *Client) deliverCard(ctx context.Context, tx transaction, r *providers.Result) {
	card := tx.Card
	if card.empty() {
		var fetched giftCard
		if err := c.read(ctx, "gift card", "/transaction/giftcard/fetch/"+tx.number(), nil, &fetched); err == nil {
			card = &fetched
		}
	}
	if card.empty() {
		return
	}
	r.Delivery = append(r.Delivery, providers.Delivery{Type: providers.DeliverGiftCard, CardNumber: string(card.Number),
		PIN: string(card.PIN), Expires: string(card.Expires), Link: string(card.Link)})
}

// deliverESIM takes the activation from the answer, else from the eSIM's
// status; until then the order stays in progress.
func (c *Client) deliverESIM(ctx context.Context, tx transaction, r *providers.Result) {
	if tx.ESIM == nil {
		r.State = providers.StateProcessing
		return
	}
	d := providers.Delivery{Type: providers.DeliverESIM, ICCID: cleanICCID(string(tx.ESIM.ICCID)), Activation: tx.ESIM.activation()}
	if bare(d.Activation) {
		// Without an ICCID nothing is asked.
		if e, _ := c.ESIM(ctx, d.ICCID); e.Activation != nil {
			d.Activation = e.Activation
			d.Activation.ConfirmationCode = strings.TrimSpace(string(tx.ESIM.Confirmation)) // only the sale tells it
		}
	}
	switch link := string(tx.ESIM.QRLink); {
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

// activation is the QR code's text, else built from address and code; nil
// while neither is complete.
func (e esimDetail) activation() *providers.Activation {
	return activationOf(string(e.QR), string(e.Code), string(e.SMDP), string(e.Confirmation))
}

// activationOf prefers a code with a matching id. An empty one is legal (GSMA
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

func cleanICCID(s string) string {
	if iccid, ok := providers.CleanICCID(s); ok {
		return iccid
	}
	return strings.TrimSpace(s)
}

// portInStatus is how far a number has come from one operator to another.
type portInStatus struct {
	Status loose.Text `json:"status"`
	Date   loose.Text `json:"portInDate"`
	Mobile loose.Text `json:"mobile"`
	Code   loose.Text `json:"rejectCode"`
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
	if d := &r.Delivery[len(r.Delivery)-1]; d.Phone == "" {
		d.Phone = string(s.Mobile)
	}
}
