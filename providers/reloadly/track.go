package reloadly

import (
	"cmp"
	"context"
	"encoding/json"
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
		return providers.Finding{}, refuse(providers.Because("reloadly.no_reference"))
	}
	if q.ProviderOrderID != "" {
		t, err := c.status(ctx, q.ProviderOrderID)
		if err == nil {
			return c.finding(ctx, q, t), nil
		}
		if !providers.IsKind(err, providers.KindNotFound) || q.Reference == "" {
			return notFound(err)
		}
	}
	found, err := c.search(ctx, q.Reference)
	switch {
	case err != nil:
		return providers.Finding{}, err
	case len(found) == 0:
		return providers.Finding{Verdict: providers.NotFound}, nil
	case len(found) > 1:
		return c.several(ctx, q, found), nil
	}
	return c.finding(ctx, q, found[0]), nil
}

// notFound turns Reloadly's own "no such transaction" into an answer; a
// failure stays one.
func notFound(err error) (providers.Finding, error) {
	if providers.IsKind(err, providers.KindNotFound) {
		return providers.Finding{Verdict: providers.NotFound}, nil
	}
	return providers.Finding{}, err
}

// status reads a transaction by id. Where Reloadly tells the status alone,
// the rest comes from the report, and stays unknown if that fails.
func (c *Client) status(ctx context.Context, id string) (topup, error) {
	resp, err := c.http.Do(ctx, wire.Request{Op: "status", Path: "/topups/" + url.PathEscape(id) + "/status"})
	if err != nil {
		return topup{}, err
	}
	var a statusAnswer
	if err := c.http.Decode(resp, &a); err != nil {
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
	var t topup
	if err := c.http.Get(ctx, "report", "/topups/reports/transactions/"+url.PathEscape(id), nil, &t); err != nil {
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
	keep := func(raw json.RawMessage) []json.RawMessage { return []json.RawMessage{raw} }
	err := walk(ctx, c, "transactions", "/topups/reports/transactions", query, keep, func(_ int, list []json.RawMessage, _ page) (bool, error) {
		news := false
		for _, raw := range list {
			t, err := readRow(raw)
			if err != nil {
				return false, err
			}
			if seen[t.ID] {
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

// readRow reads a row of the report. One that cannot be read may be the one
// that is looked for, so it must not be passed over.
func readRow(raw json.RawMessage) (topup, error) {
	var t topup
	if err := loose.Decode(raw, &t); err != nil || t.ID == "" {
		return topup{}, &providers.Error{Kind: providers.KindUnavailable, Provider: name, Why: providers.Because("reloadly.orders_unread")}
	}
	return t, nil
}

// finding is the word on one transaction. One that carries another reference
// is not ours, whatever its id.
func (c *Client) finding(ctx context.Context, q providers.Query, t topup) providers.Finding {
	if q.Reference != "" && t.CustomIdentifier != "" && string(t.CustomIdentifier) != q.Reference {
		return providers.Finding{Verdict: providers.Unclear, Evidence: []providers.Evidence{{
			Source: providers.Quoted("Reloadly transaction " + string(t.ID)), Expected: providers.Quoted("our reference " + q.Reference),
			Seen: providers.Quoted("reference " + string(t.CustomIdentifier) + ", " + t.summary()), Supports: providers.No,
		}}}
	}
	return providers.Finding{Verdict: providers.Found, Result: c.result(ctx, t, q.Kind, q.Target)}
}

// several is the word on transactions that share our one reference: the wallet
// may have been charged more than once. The report lacks what each cost.
func (c *Client) several(ctx context.Context, q providers.Query, found []topup) providers.Finding {
	slices.SortStableFunc(found, func(a, b topup) int { return cmp.Compare(a.rank(), b.rank()) })
	all := make([]providers.Listed, len(found))
	for i, t := range found {
		if t.rank() < 2 && t.Wallet == nil {
			got, _ := c.status(ctx, string(t.ID)) // where that fails the wallet is not known
			t.Wallet = got.Wallet
			found[i] = t
		}
		all[i] = providers.Listed{ID: string(t.ID), Seen: t.summary(), State: t.state(), Cost: t.cost()}
	}
	return providers.Several(title, c.finding(ctx, q, found[0]), all)
}

// rank puts what was carried out first and what was not last.
func (t topup) rank() int {
	switch t.state() {
	case providers.StateCompleted:
		return 0
	case providers.StateRefunded:
		return 2
	case providers.StateFailed:
		return 3
	default:
		return 1
	}
}

// summary is a transaction in one line: what Reloadly's support asks for.
func (t topup) summary() string {
	parts := []string{cmp.Or(string(t.Status), "no status")}
	if m := t.Requested.Money(string(t.RequestedCurrency)); m != nil {
		parts = append(parts, m.String())
	}
	for _, s := range []string{
		international(string(t.Phone), strings.ToUpper(string(t.Country))), string(t.Email), loose.Plain(t.OperatorName), string(t.Date),
	} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, ", ")
}
