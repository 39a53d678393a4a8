package giftapi

import (
	"cmp"
	"context"
	"net/url"
	"slices"
	"strings"

	"simdesk/providers"
)

// maxFound bounds the search for one reference: "search" may match parts of
// other references, but not pages of them.
const maxFound = 500

// Track finds the order with exactly our reference. A provider that cannot be
// asked is an error, an empty answer is NotFound, and an order under our
// reference for something else is Unclear. It never charges.
// Source: Partner S2S API, "Get order by UUID", "Get order history with
// filters".
func (c *Client) Track(ctx context.Context, q providers.Query) (providers.Finding, error) {
	if q.ProviderOrderID != "" {
		o, err := c.orderByID(ctx, q)
		if err != nil || o != nil {
			return c.finding(ctx, q, o), err
		}
	}
	if q.Reference == "" {
		return providers.Finding{}, nil
	}
	found, err := c.ordersByReference(ctx, q.Reference)
	if err != nil || len(found) == 0 {
		return providers.Finding{}, err
	}
	slices.SortStableFunc(found, mostTelling)
	f := c.finding(ctx, q, &found[0])
	if len(found) > 1 {
		f = providers.Several(title, f, severals(found))
	}
	return f, nil
}

func severals(found []orderJSON) []providers.Listed {
	out := make([]providers.Listed, len(found))
	for i, o := range found {
		cost := o.Total.Money(string(o.Currency))
		seen := string(o.Status)
		if cost != nil {
			seen += ", " + cost.String()
		}
		out[i] = providers.Listed{ID: string(o.ID), Seen: seen, State: o.state(), Cost: cost}
	}
	return out
}

// orderByID returns nil when the provider does not know the id or it belongs
// to another reference: the reference then decides.
func (c *Client) orderByID(ctx context.Context, q providers.Query) (*orderJSON, error) {
	o, _, err := get[orderJSON](ctx, c, opOrder, withID(c.paths.Orders, q.ProviderOrderID), nil)
	if providers.IsKind(err, providers.KindNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if !strings.EqualFold(string(o.ID), q.ProviderOrderID) || (q.Reference != "" && string(o.ExternalID) != q.Reference) {
		return nil, nil
	}
	return &o, nil
}

func (c *Client) ordersByReference(ctx context.Context, reference string) ([]orderJSON, error) {
	var found []orderJSON
	looked := 0
	query := url.Values{"external_id": {reference}, "per_page": {"100"}}
	whole := func(_ int, o orderJSON) []orderJSON { return []orderJSON{o} }
	for list, err := range pages(ctx, c, "orders", c.paths.Orders, query, whole) {
		if err != nil {
			return nil, err
		}
		for _, o := range list {
			if string(o.ExternalID) == reference {
				found = append(found, o)
			}
		}
		if looked += len(list); len(found) > 0 {
			return found, nil
		}
		if looked >= maxFound {
			return nil, &providers.Error{Kind: providers.KindUnavailable, Provider: Name, Why: providers.Because("giftapi.none_is_ours")}
		}
	}
	return nil, nil
}

// mostTelling orders several orders under one reference, which should not exist:
// the newest comes first among equals.
func mostTelling(a, b orderJSON) int {
	return cmp.Or(providers.MostTelling(a.state(), b.state()), cmp.Compare(b.CreatedAt, a.CreatedAt))
}

func (c *Client) finding(ctx context.Context, q providers.Query, o *orderJSON) providers.Finding {
	if o == nil {
		return providers.Finding{}
	}
	w := wanted{kind: q.Kind, sku: q.ProductID, quantity: quantityIn(q.Fields)}
	switch q.Kind {
	case providers.KindTopUp:
		w.iccid, _ = providers.CleanICCID(q.Target)
	case providers.KindAirtime:
		w.phone = q.Target
	default:
	}
	if rows := o.another(w); rows != nil {
		return providers.Finding{Verdict: providers.Unclear, Evidence: rows}
	}
	r := c.result(ctx, *o, w)
	return providers.Finding{Verdict: providers.Found, Result: r, Evidence: providers.OpenEnded(r, "completed")}
}
