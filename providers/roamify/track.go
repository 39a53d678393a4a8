package roamify

import (
	"context"
	"slices"

	"simdesk/providers"
)

// Track finds an order by our reference and fetches what it delivered; a
// profile that nobody asked for yet is asked for. It never charges.
// Errors: Roamify is down or its answer cannot be read.
// Source: Roamify docs, "Get Order", "Get eSIM", "Generate eSIM Profile".
func (c *Client) Track(ctx context.Context, q providers.Query) (providers.Finding, error) {
	if q.Reference == "" {
		return providers.Finding{}, providers.Unsent(name, providers.KindInternal, providers.Because("roamify.no_reference"))
	}
	orders, resp, err := read[order](ctx, c, opFind, "/api/esim/order", "referenceId", q.Reference)
	if err != nil && !providers.IsKind(err, providers.KindNotFound) {
		return providers.Finding{}, err
	}
	found := ours(orders, q)
	if len(found) == 0 {
		return providers.Finding{Verdict: providers.NotFound}, nil
	}
	o := found[0]
	f := providers.Finding{Verdict: providers.Found}
	if q.Kind == providers.KindTopUp {
		f.Result = o.topUpResult(q.Target, q.ProductName, resp.RequestID)
	} else {
		f.Result = c.deliver(ctx, o, resp.RequestID, profileWish{start: q.Fields[providers.FieldStartDate]})
	}
	f.Evidence = providers.OpenEnded(f.Result, "COMPLETED")
	if f.Result.State == providers.StateUnknown && o.archived() {
		// Not Found: of an order that was completed before, this is no news.
		f.Verdict, f.Result = providers.Unclear, providers.Result{}
	}
	if len(found) > 1 {
		f = providers.Several(title, f, listed(found))
	}
	return f, nil
}

func listed(found []order) []providers.Listed {
	out := make([]providers.Listed, len(found))
	for i, o := range found {
		cost := money(o.Total, o.Currency)
		seen := string(o.Status)
		if cost != nil {
			seen += ", " + cost.String()
		}
		out[i] = providers.Listed{ID: string(o.ID), Seen: seen, State: o.state(), Cost: cost}
	}
	return out
}

// ours picks the orders with exactly our reference: a filter that the provider
// ignored must not pass another customer's order off as this one. Of several,
// which Roamify does not rule out, the one that went through is the first: one
// that was cancelled must not hide it.
func ours(orders []order, q providers.Query) []order {
	var found []order
	for _, o := range orders {
		if string(o.ReferenceID) == q.Reference && o.ID != "" && !slices.ContainsFunc(found, func(x order) bool { return x.ID == o.ID }) {
			found = append(found, o)
		}
	}
	slices.SortStableFunc(found, func(a, b order) int { return providers.MostTelling(a.state(), b.state()) })
	return found
}
