package roamify

import (
	"context"

	"simdesk/providers"
)

// Track finds an order by our reference and fetches what it delivered; a
// profile that nobody asked for yet is asked for. It never charges.
// Errors: Roamify is down or its answer cannot be read.
// Source: Roamify docs, "Get Order", "Get eSIM", "Generate eSIM Profile".
func (c *Client) Track(ctx context.Context, q providers.Query) (providers.Finding, error) {
	if q.Reference == "" {
		return providers.Finding{}, refuse(providers.KindInternal, "The order has no reference to look for.")
	}
	orders, resp, err := c.findOrder(ctx, q.Reference)
	if err != nil {
		return providers.Finding{}, err
	}
	o, ok := ours(orders, q)
	if !ok {
		return providers.Finding{Verdict: providers.NotFound}, nil
	}
	if q.Kind == providers.KindTopUp {
		return providers.Finding{Verdict: providers.Found, Result: o.topUpResult(q.Target, q.ProductName, resp.RequestID)}, nil
	}
	wish := profileWish{start: q.Fields[providers.FieldStartDate]}
	return providers.Finding{Verdict: providers.Found, Result: c.deliver(ctx, o, resp.RequestID, wish)}, nil
}

// ours picks the order with exactly our reference: a filter that the provider
// ignored must not pass another customer's order off as this one.
func ours(orders []order, q providers.Query) (order, bool) {
	for _, o := range orders {
		if string(o.ReferenceID) == q.Reference && o.ID != "" {
			return o, true
		}
	}
	return order{}, false
}
