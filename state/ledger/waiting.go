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

// Waiting counts without reading one order. Of the submitted ones only those
// count that were drafted before a time, or by a clock that was ahead: the others
// are being sold just now.
func (l *Ledger) Waiting(ctx context.Context, before time.Time) (w Waiting, err error) {
	err = l.read(ctx, func(q Questions) error {
		w, err = q.Waiting(ctx, before, l.now().Add(providers.ClockSlack))
		return err
	})
	return w, err
}
