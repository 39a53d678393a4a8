package reloadly

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"simdesk/providers"
	"simdesk/providers/wire/loose"
)

// topup is one transaction: the answer to a sale, a row of the report and the
// inside of a status.
type topup struct {
	loose.Forgiving
	ID                loose.Text   `json:"transactionId"`
	Status            loose.Text   `json:"status"`
	OperatorReference loose.Text   `json:"operatorTransactionId"`
	CustomIdentifier  loose.Text   `json:"customIdentifier"`
	Phone             loose.Text   `json:"recipientPhone"`
	Email             loose.Text   `json:"recipientEmail"`
	Country           loose.Text   `json:"countryCode"`
	OperatorID        loose.Number `json:"operatorId"`
	OperatorName      loose.Text   `json:"operatorName"`
	Requested         loose.Number `json:"requestedAmount"`
	RequestedCurrency loose.Text   `json:"requestedAmountCurrencyCode"`
	Delivered         loose.Number `json:"deliveredAmount"`
	DeliveredCurrency loose.Text   `json:"deliveredAmountCurrencyCode"`
	Date              loose.Text   `json:"transactionDate"`
	PIN               pinDetail    `json:"pinDetail"`
	Wallet            struct {
		Cost     loose.Number `json:"cost"`
		Currency loose.Text   `json:"currencyCode"`
	} `json:"balanceInfo"`
	message string // from the status around it
}

type pinDetail struct {
	Serial   loose.Text `json:"serial"`
	Info1    loose.Text `json:"info1"`
	Info2    loose.Text `json:"info2"`
	Info3    loose.Text `json:"info3"`
	Value    loose.Text `json:"value"`
	Code     loose.Text `json:"code"`
	IVR      loose.Text `json:"ivr"`
	Validity loose.Text `json:"validity"`
}

// state maps Reloadly's word. A word that is not known is neither success nor
// failure: it is asked for again.
func (t topup) state() providers.State {
	return cmp.Or(states[strings.ToUpper(strings.TrimSpace(string(t.Status)))], providers.StateProcessing)
}

var states = map[string]providers.State{
	"SUCCESSFUL": providers.StateCompleted, "FAILED": providers.StateFailed, "REFUNDED": providers.StateRefunded,
}

// result is a transaction in the contract's words. A finished sale whose PIN
// is missing is asked about once more and otherwise stays in progress, so
// that tracking brings the PIN later.
func (c *Client) result(ctx context.Context, t topup, kind providers.Kind, target string) providers.Result {
	noPIN := kind == providers.KindPIN && t.state() == providers.StateCompleted && !t.PIN.usable()
	if noPIN {
		t, noPIN = c.fetchPIN(ctx, t)
	}
	r := providers.Result{
		State: t.state(), ProviderOrderID: string(t.ID), ProviderStatus: string(t.Status), Message: t.message,
	}
	switch r.State {
	case providers.StateFailed:
		r.Why, r.Charged = providers.Because("reloadly.topup_failed"), providers.No // "not debited", their guide says
	case providers.StateRefunded:
		r.Why = providers.Because("reloadly.topup_refunded")
	case providers.StateCompleted:
		r.Cost = t.cost()
		if noPIN {
			r.State, r.Why = providers.StateProcessing, providers.Because("reloadly.no_pin_yet")
			break
		}
		r.Delivery = []providers.Delivery{t.delivery(target)}
	default:
		r.Cost = t.cost()
	}
	return r
}

// pinPatience is how long a finished sale may wait for its PIN: the sale's
// own answer is there and wants to be written down.
const pinPatience = 20 * time.Second

// fetchPIN reads a finished transaction again for its PIN. missing reports
// that it is still not there; t is then as it was.
func (c *Client) fetchPIN(ctx context.Context, t topup) (whole topup, missing bool) {
	ctx, cancel := context.WithTimeout(ctx, pinPatience)
	defer cancel()
	for _, read := range []func(context.Context, string) (topup, error){c.status, c.report} {
		got, _ := read(ctx, string(t.ID)) // an error brings no PIN
		same := got.CustomIdentifier == t.CustomIdentifier || got.CustomIdentifier == "" || t.CustomIdentifier == ""
		if same && got.PIN.usable() {
			t.PIN = got.PIN
			return t, false
		}
	}
	return t, true
}

// cost is what the wallet lost, nil where the answer does not say.
func (t topup) cost() *providers.Money { return t.Wallet.Cost.Money(string(t.Wallet.Currency)) }

func (t topup) delivery(target string) providers.Delivery {
	if t.PIN.usable() {
		return providers.Delivery{
			Type: providers.DeliverPIN, PIN: string(t.PIN.Code), Serial: string(t.PIN.Serial),
			Expires: loose.Plain(t.PIN.Validity), Instructions: t.PIN.instructions(),
		}
	}
	phone := international(string(t.Phone), strings.ToUpper(string(t.Country)))
	return providers.Delivery{
		Type: providers.DeliverAirtime, Phone: cmp.Or(phone, string(t.Email), target),
		Delivered: t.Delivered.Money(string(t.DeliveredCurrency)), OperatorReference: string(t.OperatorReference),
	}
}

// usable reports whether there is a PIN to hand over.
func (p pinDetail) usable() bool { return p.Code != "" }

// instructions are Reloadly's lines on using the PIN, each once.
func (p pinDetail) instructions() string {
	var lines []string
	for _, t := range []loose.Text{p.Info1, p.Info2, p.Info3, p.Value} {
		if s := loose.Plain(t); s != "" && !slices.Contains(lines, s) {
			lines = append(lines, s)
		}
	}
	if ivr := loose.Plain(p.IVR); ivr != "" {
		lines = append(lines, "By phone: "+ivr)
	}
	return strings.Join(lines, ". ")
}
