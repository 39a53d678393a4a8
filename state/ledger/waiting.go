package ledger

import (
	"context"
	"time"

	"simdesk/providers"
)

// Waiting counts the orders of which nobody knows yet how they end.
type Waiting struct {
	Asked  int // submitted, processing or unknown: a provider is still asked
	Review int // only a person can settle them
}

// countWaiting is answered by the index on state and time alone.
const countWaiting = `SELECT
	(SELECT COUNT(*) FROM orders WHERE state = 'submitted' AND created_at < ?) +
	(SELECT COUNT(*) FROM orders WHERE state = 'submitted' AND created_at > ?) +
	(SELECT COUNT(*) FROM orders WHERE state = 'processing') +
	(SELECT COUNT(*) FROM orders WHERE state = 'unknown'),
	(SELECT COUNT(*) FROM orders WHERE state = 'needs_review')`

// Waiting counts without reading one order. Of the submitted ones only those
// count that were drafted before a time, or by a clock that was ahead: the others
// are being sold just now.
func (l *Ledger) Waiting(ctx context.Context, before time.Time) (Waiting, error) {
	var w Waiting
	if err := l.read.QueryRowContext(ctx, countWaiting, formatTime(before), formatTime(l.now().Add(providers.ClockSlack))).Scan(&w.Asked, &w.Review); err != nil {
		return Waiting{}, fault(l.file, err)
	}
	return w, nil
}
