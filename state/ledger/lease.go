package ledger

import (
	"context"
	"time"
)

// slew is how far a clock may go back in the ordinary way of being kept right.
const slew = time.Second

// Acquire takes or renews the named lease for the owner, for ttl from now. It
// returns false while somebody else holds it: only one process settles orders
// at a time, and one that died holds it no longer than its ttl, also when the
// clock is set back: a lease that ends later than one taken now was taken by a
// clock that was ahead.
func (l *Ledger) Acquire(ctx context.Context, name, owner string, ttl time.Duration) (bool, error) {
	var won bool
	err := l.step(ctx, func(tx step) error {
		now := l.now()
		var err error
		won, err = tx.TakeLease(ctx, name, owner, now.Add(ttl), now, now.Add(ttl+slew))
		return err
	})
	return won && err == nil, err
}

// Release gives the lease back; one that another owner holds stays theirs.
func (l *Ledger) Release(ctx context.Context, name, owner string) error {
	return l.step(ctx, func(tx step) error { return tx.DropLease(ctx, name, owner) })
}
