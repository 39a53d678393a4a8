package giftapi

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"simdesk/providers"
	"simdesk/providers/wire/loose"
)

type orderJSON struct {
	loose.Forgiving
	ID         loose.Text   `json:"id"`
	ExternalID loose.Text   `json:"external_id"`
	Status     loose.Text   `json:"status"`
	Total      loose.Number `json:"total_amount"`
	Currency   loose.Text   `json:"currency"`
	CreatedAt  loose.Text   `json:"created_at"`
	Items      []itemJSON   `json:"items"`
}

type itemJSON struct {
	SKU      loose.Text   `json:"sku_id"`
	Quantity loose.Number `json:"quantity"`
	Status   loose.Text   `json:"status"`
	Delivery deliveries   `json:"delivery_data"`
	Customer facts        `json:"customer_data"`
	Error    words        `json:"error_message"`
}

// wanted is what an order was for, as far as it decides how to read the
// answer.
type wanted struct {
	kind     providers.Kind
	sku      string
	iccid    string // of a top-up
	phone    string
	quantity int64 // 0 for one
}

// ours returns why this is not the order that was sent, nil when it is.
func (o orderJSON) ours(reference string, w wanted) error {
	switch {
	case o.ID == "" || o.Status == "":
		return fmt.Errorf("the order has no id or no status")
	case string(o.ExternalID) != reference:
		return fmt.Errorf("the order is for reference %q", o.ExternalID)
	}
	if sku := o.otherSKU(w.sku); sku != "" {
		return fmt.Errorf("the order is for SKU %q", sku)
	}
	if iccid := o.otherICCID(w.iccid); iccid != "" {
		return fmt.Errorf("the order is for eSIM …%s", iccid[len(iccid)-4:])
	}
	return nil
}

// otherSKU returns the SKU of an item that is not want, "" when there is none.
func (o orderJSON) otherSKU(want string) string {
	for _, i := range o.Items {
		if want != "" && i.SKU != "" && !strings.EqualFold(string(i.SKU), want) {
			return string(i.SKU)
		}
	}
	return ""
}

func (o orderJSON) otherICCID(want string) string {
	if want == "" {
		return ""
	}
	for _, i := range o.Items {
		for _, f := range append(deliveries{i.Customer}, i.Delivery...) {
			if got, ok := providers.CleanICCID(f.value("iccid")); ok && !providers.SameICCID(got, want) {
				return got
			}
		}
	}
	return ""
}

// orderStates are the six documented states. A failed order is final, its item
// says why. A cancelled one is over, too, but nobody says whether its money came
// back: it is not known to have cost nothing. partially_completed took money and delivered
// something: it is completed, and Missing says what did not come. Any other word is
// neither success nor failure.
var orderStates = map[string]providers.State{
	"created":             providers.StateProcessing,
	"processing":          providers.StateProcessing,
	"completed":           providers.StateCompleted,
	"partially_completed": providers.StateCompleted,
	"failed":              providers.StateFailed,
	"cancelled":           providers.StateUnknown,
	"canceled":            providers.StateUnknown,
}

func (o orderJSON) state() providers.State {
	if s, known := orderStates[strings.ToLower(string(o.Status))]; known {
		return s
	}
	return providers.StateProcessing
}

// activationTimeout bounds the look at the eSIM after its sale: the customer
// waits, and tracking brings the code later.
const activationTimeout = 15 * time.Second

// result reads an order that is known to be ours. A completed eSIM, voucher or
// gift card without anything to hand over counts as processing, so that it is
// asked for again until it is there.
func (c *Client) result(ctx context.Context, o orderJSON, w wanted) providers.Result {
	state := o.state()
	r := providers.Result{State: state, ProviderOrderID: string(o.ID), ProviderStatus: string(o.Status), Message: o.errors()}
	r.Delivery = o.delivered(w)
	if state == providers.StateFailed || state == providers.StateUnknown {
		o.fail(&r)
		return r
	}
	if state == providers.StateCompleted {
		r.Cost = o.Total.Money(string(o.Currency))
		o.complete(&r, w)
		c.addActivations(ctx, &r)
	}
	return r
}

// fail says what is known of an order that did not go through. One that handed
// over a code all the same contradicts itself: the code is kept, and nobody
// knows whether it was paid for.
func (o orderJSON) fail(r *providers.Result) {
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

// open reports whether an item is not done by its own word: of what hands
// nothing over, an order's "completed" is then no proof.
func (o orderJSON) open() bool {
	return slices.ContainsFunc(o.Items, func(i itemJSON) bool {
		s, known := orderStates[strings.ToLower(string(i.Status))]
		return known && s != providers.StateCompleted
	})
}

// handsOver reports whether a sale of this kind must deliver something that
// the customer takes away. An unknown kind might.
func handsOver(k providers.Kind) bool { return k == providers.KindESIM || k == providers.KindGiftCard }

func (o orderJSON) errors() string {
	var all []string
	for _, i := range o.Items {
		if s := tidy(string(i.Error)); s != "" {
			all = append(all, s)
		}
	}
	return strings.Join(all, " ")
}

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
