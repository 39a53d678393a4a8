package roamify

import (
	"cmp"
	"context"
	"net/http"
	"strings"
	"time"

	"simdesk/providers"
	"simdesk/providers/wire"
	"simdesk/providers/wire/loose"
)

// profileWish says how an eSIM's profile is to be got.
type profileWish struct {
	start     string // start_date where the package needs one
	untouched bool   // just ordered: ask for the profile without looking first
	patient   bool   // wait for it, up to Config.Patience
}

// archived is a state of orders that the documents only list. It may be an order
// that was put away when it was done, or one that never will be.
const archived = "ARCHIVED"

func (o order) archived() bool { return strings.EqualFold(string(o.Status), archived) }

// state maps an order's status. A word that is not documented is neither a
// success nor a failure. A cancelled order is over, but whether its money came
// back nobody says: there is a word of its own for that, REFUNDED.
func (o order) state() providers.State {
	return cmp.Or(orderStates[strings.ToUpper(string(o.Status))], providers.StateProcessing)
}

var orderStates = map[string]providers.State{
	"COMPLETED": providers.StateCompleted, "REFUNDED": providers.StateRefunded,
	"CANCELLED": providers.StateUnknown, "CANCELED": providers.StateUnknown, archived: providers.StateUnknown,
}

// result is an order without what it delivered.
func (o order) result(requestID string) providers.Result {
	r := providers.Result{State: o.state(), ProviderOrderID: string(o.ID), ProviderStatus: string(o.Status), RequestID: requestID}
	if r.State == providers.StateCompleted || r.State == providers.StateProcessing {
		r.Cost = money(o.Total, o.Currency)
	}
	switch {
	case o.archived():
		r.Why = providers.Because("roamify.archived", "status", r.ProviderStatus)
	case r.State == providers.StateUnknown:
		r.Why = providers.Because("roamify.over", "status", r.ProviderStatus)
	}
	return r
}

// deliver adds the eSIMs to an order that Roamify took. An order is complete
// once each has its activation; until then it is processing, and Track goes on.
func (c *Client) deliver(ctx context.Context, o order, requestID string, wish profileWish) providers.Result {
	r := o.result(requestID)
	if r.State == providers.StateRefunded {
		return r
	}
	if wish.patient {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, c.c.Patience)
		defer cancel()
	}
	over := r.State == providers.StateUnknown && !o.archived() // nobody makes a profile for it any more
	esims := o.profiles()
	whole := len(esims) > 0
	for _, e := range esims {
		if e.activation() == nil && !over {
			e = c.profile(ctx, e, wish)
		}
		if a := e.activation(); a != nil {
			r.Delivery = append(r.Delivery, providers.Delivery{Type: providers.DeliverESIM, ICCID: string(e.ICCID), Activation: a})
		} else {
			whole = false
		}
	}
	switch {
	case o.archived() && whole:
		r.State, r.Cost, r.Why = providers.StateCompleted, money(o.Total, o.Currency), providers.Reason{} // put away, but delivered
	case !whole && r.State != providers.StateUnknown:
		r.State = providers.StateProcessing
	}
	return r
}

// profiles are the eSIMs of an order, with no more than their id where the
// order names no more.
func (o order) profiles() []esim {
	if len(o.ESIMs) > 0 {
		return o.ESIMs
	}
	var out []esim
	for _, i := range o.Items {
		out = append(out, esim{ID: i.ESIMID})
	}
	return out
}

// profile looks an eSIM up and has its profile made where nobody did yet; none
// of that charges. What it returns has no activation when that took too long
// or failed.
func (c *Client) profile(ctx context.Context, e esim, wish profileWish) esim {
	if e.ID == "" && e.ICCID == "" {
		return esim{} // there is nothing to ask by, and any answer would be about another
	}
	known := e
	if !wish.untouched {
		known = c.look(ctx, e)
	}
	for {
		if known.activation() == nil && fresh(known) && known.ID != "" {
			known = c.apply(ctx, known, wish.start)
		}
		if known.activation() != nil || !wish.patient || !c.pause(ctx) {
			return known
		}
		known = c.look(ctx, e)
	}
}

// fresh reports whether nobody has asked for the profile yet.
func fresh(e esim) bool { return e.Status == "" || strings.EqualFold(string(e.Status), "NEW") }

// pause waits before the next look; false means that time is up.
func (c *Client) pause(ctx context.Context) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(c.c.Poll):
		return true
	}
}

type applyRequest struct {
	ESIMID    string `json:"esimId"`
	StartDate string `json:"startDate,omitempty"`
}

// apply has the profile made. It charges nothing, so it may be repeated; an
// answer that says "pending" or never came is no reason to worry.
func (c *Client) apply(ctx context.Context, e esim, start string) esim {
	got, _, _ := ask[loose.List[esim]](ctx, c, wire.Request{
		Op: opApply, Method: http.MethodPost, Path: "/api/esim/apply", Body: applyRequest{string(e.ID), start},
	})
	return e.among(got)
}

// look reads an eSIM by its id, or by its ICCID where there is no id.
func (c *Client) look(ctx context.Context, e esim) esim {
	key, id := "esimId", string(e.ID)
	if id == "" {
		key, id = "iccid", string(e.ICCID)
	}
	got, _, err := read[esim](ctx, c, opESIM, "/api/esim", key, id)
	if err != nil {
		return esim{} // not known is not new: without an id nothing is asked for
	}
	return e.among(got)
}

// among picks the eSIM out of an answer, e itself when it is not there.
func (e esim) among(list []esim) esim {
	for _, got := range list {
		if e.ID != "" && got.ID == e.ID || e.ID == "" && providers.SameICCID(string(got.ICCID), string(e.ICCID)) {
			return got
		}
	}
	return e
}
