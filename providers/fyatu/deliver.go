package fyatu

import (
	"cmp"
	"context"
	"strings"

	"simdesk/providers"
)

// deliver turns eSIMs into what the customer gets, reading what is missing.
// The result is completed once every eSIM has its activation.
func (c *Client) deliver(ctx context.Context, orderID string, esims []esim) providers.Result {
	r := providers.Result{State: providers.StateCompleted, ProviderOrderID: orderID}
	for _, e := range esims {
		if e.ICCID == "" || e.Activation.V.activation() == nil {
			got, _ := c.get(ctx, e.id()) // what cannot be read is not there yet
			e = e.over(got)
		}
		a := e.Activation.V.activation()
		if e.ICCID == "" || a == nil {
			r.State = providers.StateProcessing
			continue
		}
		r.Delivery = append(r.Delivery, providers.Delivery{Type: providers.DeliverESIM, ICCID: string(e.ICCID), Activation: a})
		r.ProviderStatus = string(e.Status)
		r.ProviderOrderID = cmp.Or(r.ProviderOrderID, e.id())
	}
	if len(esims) == 0 {
		r.State = providers.StateProcessing
	}
	return r
}

// trail is the provider's order id with the eSIMs behind it, "ORD-1/ESIM-1":
// Fyatu looks no order up by its id, so an unfinished one is followed by them.
func trail(orderID string, esims []esim) string {
	if len(esims) == 0 {
		return orderID
	}
	var ids []string
	for _, e := range esims {
		ids = append(ids, e.id())
	}
	return orderID + "/" + strings.Join(ids, ",")
}

// parseTrail reads what trail wrote; an eSIM id by itself counts too.
func parseTrail(s string) (orderID string, esims []string) {
	if strings.HasPrefix(s, "ESIM-") {
		return "", []string{s}
	}
	orderID, ids, _ := strings.Cut(s, "/")
	if ids != "" {
		esims = strings.Split(ids, ",")
	}
	return orderID, esims
}
