package roamify

import (
	"context"
	"errors"
	"net/http"
	"net/url"
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
	switch strings.ToUpper(string(o.Status)) {
	case "COMPLETED":
		return providers.StateCompleted
	case "CANCELLED", "CANCELED", archived:
		return providers.StateUnknown
	case "REFUNDED":
		return providers.StateRefunded
	}
	return providers.StateProcessing
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
	switch {
	case r.State == providers.StateRefunded:
		return r
	case r.State == providers.StateUnknown && !o.archived():
		r.Delivery = o.handedOver() // nobody makes a profile for it any more
		return r
	}
	if wish.patient {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, c.c.Patience)
		defer cancel()
	}
	whole := true
	esims := o.profiles()
	for _, e := range esims {
		a := e.activation()
		if a == nil {
			e = c.profile(ctx, e, wish)
			a = e.activation()
		}
		if a == nil {
			whole = false
			continue
		}
		r.Delivery = append(r.Delivery, providers.Delivery{Type: providers.DeliverESIM, ICCID: string(e.ICCID), Activation: a})
	}
	switch {
	case o.archived() && whole && len(esims) > 0:
		r.State, r.Cost, r.Why = providers.StateCompleted, money(o.Total, o.Currency), providers.Reason{} // put away, but delivered
	case o.archived():
	case !whole || len(esims) == 0:
		r.State = providers.StateProcessing
	}
	return r
}

// handedOver is what the order itself holds for a customer.
func (o order) handedOver() []providers.Delivery {
	var out []providers.Delivery
	for _, e := range o.ESIMs {
		if a := e.activation(); a != nil {
			out = append(out, providers.Delivery{Type: providers.DeliverESIM, ICCID: string(e.ICCID), Activation: a})
		}
	}
	return out
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
	got, _, _ := c.esims(ctx, wire.Request{
		Op: opApply, Method: http.MethodPost, Path: "/api/esim/apply", Timeout: c.timeout(applyTimeout),
		Body: applyRequest{string(e.ID), start},
	})
	return e.among(got)
}

// look reads an eSIM by its id, or by its ICCID where there is no id.
func (c *Client) look(ctx context.Context, e esim) esim {
	query := url.Values{"esimId": {string(e.ID)}}
	if e.ID == "" {
		query = url.Values{"iccid": {string(e.ICCID)}}
	}
	got, _, err := c.findESIM(ctx, query)
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

// findESIM looks eSIM objects up; none is an empty list.
func (c *Client) findESIM(ctx context.Context, query url.Values) ([]esim, wire.Response, error) {
	return c.esims(ctx, wire.Request{Op: opESIM, Path: "/api/esim", Query: query})
}

// esims sends a request that answers with one eSIM object or with several.
func (c *Client) esims(ctx context.Context, r wire.Request) ([]esim, wire.Response, error) {
	resp, err := c.w.Do(ctx, r)
	if err != nil {
		return nil, resp, err
	}
	got, err := data[loose.List[esim]](c, resp)
	return got, resp, err
}

// findOrder reads the orders with a reference; none is an empty list.
func (c *Client) findOrder(ctx context.Context, reference string) ([]order, wire.Response, error) {
	resp, err := c.w.Do(ctx, wire.Request{Op: opFind, Path: "/api/esim/order", Query: url.Values{"referenceId": {reference}}})
	var e *providers.Error
	if errors.As(err, &e) && e.Kind == providers.KindNotFound {
		return nil, wire.Response{}, nil
	}
	if err != nil {
		return nil, resp, err
	}
	got, err := data[loose.List[order]](c, resp)
	return got, resp, err
}
