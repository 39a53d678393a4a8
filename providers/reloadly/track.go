package reloadly

import (
	"cmp"
	"context"
	"errors"
	"net/url"
	"slices"
	"strings"

	"simdesk/providers"
	"simdesk/providers/wire"
	"simdesk/providers/wire/loose"
)

// statusAnswer is the wrapped form; some documents show the transaction bare.
type statusAnswer struct {
	Message     loose.Text `json:"message"`
	Status      loose.Text `json:"status"`
	Transaction *topup     `json:"transaction"`
}

// Track asks for the transaction by Reloadly's id where that is known, else by
// our reference. It never charges. An empty report proves nothing while the
// request may still be under way.
// Source: GET /topups/{id}/status, GET /topups/reports/transactions.
func (c *Client) Track(ctx context.Context, q providers.Query) (providers.Finding, error) {
	if q.ProviderOrderID == "" && q.Reference == "" {
		return providers.Finding{}, invalid("reloadly.no_reference")
	}
	if q.ProviderOrderID != "" {
		switch t, err := c.status(ctx, q.ProviderOrderID); {
		case err == nil:
			return c.finding(ctx, q, t), nil
		case !providers.IsKind(err, providers.KindNotFound):
			return providers.Finding{}, err
		case q.Reference == "":
			return providers.Finding{Verdict: providers.NotFound}, nil
		}
	}
	found, err := c.search(ctx, q.Reference)
	if err != nil || len(found) == 0 {
		return providers.Finding{}, err // NotFound, where it is an answer
	}
	if len(found) > 1 {
		return c.several(ctx, q, found), nil
	}
	return c.finding(ctx, q, found[0]), nil
}

// status reads a transaction by id. Where Reloadly tells the status alone,
// the rest comes from the report, and stays unknown if that fails.
func (c *Client) status(ctx context.Context, id string) (topup, error) {
	a, resp, err := ask[statusAnswer](ctx, c, wire.Request{Op: "status", Path: "/topups/" + url.PathEscape(id) + "/status"})
	if err != nil {
		return topup{}, err
	}
	t := topup{}
	if a.Transaction != nil {
		t = *a.Transaction
	} else if err := c.http.Decode(resp, &t); err != nil {
		return topup{}, err
	}
	t.Status = cmp.Or(a.Status, t.Status)
	alone := t.ID == ""
	if t, err = t.of(id); err != nil {
		return topup{}, c.http.Unreadable(resp, err)
	}
	if alone && t.state() == providers.StateCompleted {
		if row, err := c.report(ctx, id); err == nil {
			row.Status, t = t.Status, row
		}
	}
	t.message = loose.Plain(a.Message)
	return t, nil
}

// report reads a transaction's row by id.
func (c *Client) report(ctx context.Context, id string) (topup, error) {
	t, _, err := ask[topup](ctx, c, wire.Request{Op: "report", Path: "/topups/reports/transactions/" + url.PathEscape(id)})
	if err != nil {
		return topup{}, err
	}
	return t.of(id)
}

// of refuses an answer about another transaction, or about nothing.
func (t topup) of(id string) (topup, error) {
	switch {
	case t.Status == "":
		return topup{}, errors.New("no status in the answer")
	case t.ID == "":
		t.ID = loose.Text(id)
	case string(t.ID) != id:
		return topup{}, errors.New("the answer is about another transaction")
	}
	return t, nil
}

// search lists the transactions with exactly this reference: Reloadly's own
// search ignores case.
func (c *Client) search(ctx context.Context, reference string) ([]topup, error) {
	var found []topup
	seen := map[loose.Text]bool{}
	query := url.Values{"customIdentifier": {reference}}
	whole := func(t topup) topup { return t }
	err := walk(ctx, c, "transactions", "/topups/reports/transactions", query, whole, func(_ int, list []topup, _ page) (news bool, err error) {
		for _, t := range list {
			switch {
			case t.ID == "": // it may be the one that is looked for, so it must not be passed over
				return false, &providers.Error{Kind: providers.KindUnavailable, Provider: name, Why: providers.Because("reloadly.orders_unread")}
			case seen[t.ID]:
				continue
			}
			seen[t.ID], news = true, true
			if string(t.CustomIdentifier) == reference {
				found = append(found, t)
			}
		}
		return news, nil
	})
	return found, err
}

// finding is the word on one transaction. One that carries another reference
// is not ours, whatever its id.
func (c *Client) finding(ctx context.Context, q providers.Query, t topup) providers.Finding {
	if q.Reference != "" && t.CustomIdentifier != "" && string(t.CustomIdentifier) != q.Reference {
		return providers.Finding{Verdict: providers.Unclear, Evidence: []providers.Evidence{{
			Source: providers.Because("reloadly.transaction", "id", string(t.ID)), Expected: providers.Because("reloadly.our_reference", "reference", q.Reference),
			Seen: providers.Because("reloadly.other_reference", "reference", string(t.CustomIdentifier), "order", t.summary()), Supports: providers.No,
		}}}
	}
	return providers.Finding{Verdict: providers.Found, Result: c.result(ctx, t, q.Kind, q.Target)}
}

// several is the word on transactions that share our one reference: the wallet
// may have been charged more than once. The report lacks what each cost.
func (c *Client) several(ctx context.Context, q providers.Query, found []topup) providers.Finding {
	slices.SortStableFunc(found, func(a, b topup) int { return providers.MostTelling(a.state(), b.state()) })
	all := make([]providers.Listed, len(found))
	for i, t := range found {
		if s := t.state(); (s == providers.StateCompleted || s == providers.StateProcessing) && t.cost() == nil {
			got, _ := c.status(ctx, string(t.ID)) // where that fails the wallet is not known
			t.Wallet = got.Wallet
			found[i] = t
		}
		all[i] = providers.Listed{ID: string(t.ID), Seen: t.summary(), State: t.state(), Cost: t.cost()}
	}
	return providers.Several(title, c.finding(ctx, q, found[0]), all)
}

// summary is a transaction in one line: what Reloadly's support asks for.
func (t topup) summary() string {
	parts := []string{string(t.Status)}
	if m := t.Requested.Money(string(t.RequestedCurrency)); m != nil {
		parts = append(parts, m.String())
	}
	parts = append(parts, international(string(t.Phone), strings.ToUpper(string(t.Country))), string(t.Email), loose.Plain(t.OperatorName), string(t.Date))
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), ", ")
}
