package ledger

import (
	"context"
	"time"

	"simdesk/providers"
)

// Moment is a point in the ledger's history. Its event tells before from after
// whatever became of the clock; orders from before it was noted have only a
// time.
type Moment struct {
	Seq int64 // of the newest event then, 0 where it was not noted
	At  time.Time
}

// carriedOutFor is how far back an order may have been sent and still be carried
// out after a moment that has only a time.
const carriedOutFor = 24 * time.Hour

// since selects the orders that something was written of after the moment.
func (m Moment) since() (where string, args []any) {
	if m.Seq > 0 {
		return "o.id IN (SELECT order_id FROM events WHERE seq > ?)", []any{m.Seq}
	}
	return "o.created_at >= ? AND o.updated_at >= ?", []any{formatTime(m.At.Add(-carriedOutFor)), formatTime(m.At)}
}

// CompletedSince counts the other orders of one product for one target that are
// completed and that something was written of since the moment.
func (l *Ledger) CompletedSince(ctx context.Context, o Order, m Moment) (int, error) {
	where, args := m.since()
	args = append(args, o.Provider, o.ProductID, o.Target, o.ID, string(providers.StateCompleted))
	var n int
	err := l.read.QueryRowContext(ctx, "SELECT COUNT(*) FROM orders o WHERE "+where+
		" AND o.provider = ? AND o.product_id = ? AND o.target = ? AND o.id <> ? AND o.state = ?", args...).Scan(&n)
	return n, fault(l.file, err)
}

// AtCostSince counts the other orders of a provider at the cost of this one that
// may have been carried out and that something was written of since the moment.
// One without a cost has no equals.
func (l *Ledger) AtCostSince(ctx context.Context, o Order, m Moment) (int, error) {
	if o.Cost == nil {
		return 0, nil
	}
	where, args := m.since()
	args = append(args, o.Provider, o.ID, o.Cost.Currency)
	rows, err := l.read.QueryContext(ctx, "SELECT o.cost_amount, COUNT(*) FROM orders o WHERE "+where+
		" AND o.provider = ? AND o.id <> ? AND o.cost_currency = ? AND "+mayHaveCost+" GROUP BY o.cost_amount", args...)
	if err != nil {
		return 0, fault(l.file, err)
	}
	defer func() { _ = rows.Close() }()
	all := 0
	for rows.Next() {
		var amount string
		var n int
		if err := rows.Scan(&amount, &n); err != nil {
			return 0, fault(l.file, err)
		}
		m, err := providers.NewMoney(amount, o.Cost.Currency)
		if err != nil {
			return 0, damaged(l.file, err)
		}
		if m.Amount.Equal(o.Cost.Amount) {
			all += n
		}
	}
	return all, fault(l.file, rows.Err())
}
