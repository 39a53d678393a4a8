package sqlite

import (
	"context"
	"database/sql"
	"iter"
	"time"

	"simdesk/providers"
	"simdesk/state/ledger"
)

// writtenSince selects the orders that something was written of after the moment.
func writtenSince(m ledger.Moment) (where string, args []any) {
	if m.Seq > 0 {
		return "o.id IN (SELECT order_id FROM events WHERE seq > ?)", []any{m.Seq}
	}
	return "o.created_at >= ? AND o.updated_at >= ?", []any{ledger.Stamp(m.Drafted()), ledger.Stamp(m.At)}
}

// CompletedSince counts in the file.
func (t tx) CompletedSince(ctx context.Context, o ledger.Order, m ledger.Moment) (n int, err error) {
	where, args := writtenSince(m)
	args = append(args, o.Provider, o.ProductID, o.Target, o.ID, string(providers.StateCompleted))
	err = t.QueryRowContext(ctx, "SELECT COUNT(*) FROM orders o WHERE "+where+
		" AND o.provider = ? AND o.product_id = ? AND o.target = ? AND o.id <> ? AND o.state = ?", args...).Scan(&n)
	return n, err
}

// CostsSince groups in the file: the orders since may be many.
func (t tx) CostsSince(ctx context.Context, o ledger.Order, m ledger.Moment) (map[string]int, error) {
	where, args := writtenSince(m)
	args = append(args, o.Provider, o.ID, o.Cost.Currency)
	type cost struct {
		amount string
		n      int
	}
	all := map[string]int{}
	for c, err := range walk(ctx, t, func(rows *sql.Rows) (c cost, err error) {
		err = rows.Scan(&c.amount, &c.n)
		return c, err
	}, "SELECT o.cost_amount, COUNT(*) FROM orders o WHERE "+where+
		" AND o.provider = ? AND o.id <> ? AND o.cost_currency = ? AND o.charged NOT LIKE 'no:%' GROUP BY o.cost_amount", args...) {
		if err != nil {
			return nil, err
		}
		all[c.amount] = c.n
	}
	return all, nil
}

const (
	openCosts = `SELECT o.cost_amount FROM orders o WHERE o.provider = ? AND o.sandbox = ? AND o.cost_currency = ?
		AND (o.state IN ('submitted', 'unknown') OR o.state = 'drafted' AND o.created_at BETWEEN ? AND ?)`
	movedCosts = `SELECT o.cost_amount FROM orders o WHERE o.seq IN
			(SELECT x.seq FROM events e JOIN orders x ON x.id = e.order_id WHERE e.seq > ?)
		AND o.provider = ? AND o.sandbox = ? AND o.cost_currency = ? AND o.state IN ('processing', 'completed', 'needs_review')`
)

// OpenCosts are read from the index on states.
func (t tx) OpenCosts(ctx context.Context, a ledger.Account, from, until time.Time) ([]string, error) {
	return list(ctx, t, scanText, openCosts, a.Provider, a.Sandbox, a.Currency, ledger.Stamp(from), ledger.Stamp(until))
}

// MovedCosts are found by the events since.
func (t tx) MovedCosts(ctx context.Context, a ledger.Account, since int64) ([]string, error) {
	return list(ctx, t, scanText, movedCosts, since, a.Provider, a.Sandbox, a.Currency)
}

// Claims reads two columns: where a shop waits for a person for weeks, the orders
// since are many.
func (t tx) Claims(ctx context.Context, provider, orderID string, since time.Time) iter.Seq2[ledger.Claim, error] {
	return walk(ctx, t, func(rows *sql.Rows) (c ledger.Claim, err error) {
		err = rows.Scan(&c.ProviderOrderID, &c.Delivery)
		return c, err
	}, `SELECT COALESCE(o.provider_order_id, ''), o.delivery FROM orders o
		WHERE (o.created_at >= ? OR o.seq > (SELECT seq FROM orders WHERE id = ?)) AND o.provider = ? AND o.id <> ?
		AND (o.provider_order_id IS NOT NULL OR o.delivery <> '[]')`, ledger.Stamp(since), orderID, provider, orderID)
}
