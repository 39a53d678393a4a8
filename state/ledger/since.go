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

// Drafted is since when the orders were drafted that count after a moment that
// has only a time.
func (m Moment) Drafted() time.Time { return m.At.Add(-carriedOutFor) }

// CompletedSince counts the other orders of one product for one target that are
// completed and that something was written of since the moment.
func (l *Ledger) CompletedSince(ctx context.Context, o Order, m Moment) (n int, err error) {
	err = l.read(ctx, func(q Questions) error {
		n, err = q.CompletedSince(ctx, o, m)
		return err
	})
	return n, err
}

// AtCostSince counts the other orders of a provider at the cost of this one that
// may have been carried out and that something was written of since the moment.
// One without a cost has no equals.
func (l *Ledger) AtCostSince(ctx context.Context, o Order, m Moment) (n int, err error) {
	if o.Cost == nil {
		return 0, nil
	}
	var costs map[string]int
	err = l.read(ctx, func(q Questions) error {
		costs, err = q.CostsSince(ctx, o, m)
		return err
	})
	if err != nil {
		return 0, err
	}
	for amount, count := range costs {
		cost, err := providers.NewMoney(amount, o.Cost.Currency)
		if err != nil {
			return 0, Damaged(l.Path(), err)
		}
		if cost.Amount.Equal(o.Cost.Amount) {
			n += count
		}
	}
	return n, nil
}
