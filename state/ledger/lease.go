package ledger

import (
	"context"
	"time"
)

// Acquire takes or renews the named lease for the owner, for ttl from now. It
// returns false while somebody else holds it: only one process settles orders
// at a time, and one that died holds it no longer than its ttl.
func (l *Ledger) Acquire(ctx context.Context, name, owner string, ttl time.Duration) (bool, error) {
	var won bool
	err := l.step(ctx, func(tx step) error {
		now := l.now()
		res, err := tx.ExecContext(ctx, `INSERT INTO leases (name, owner, held_until) VALUES (?, ?, ?)
			ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, held_until = excluded.held_until
			WHERE leases.owner = excluded.owner OR leases.held_until <= ?`,
			name, owner, formatTime(now.Add(ttl)), formatTime(now))
		if err != nil {
			return err
		}
		n, err := res.RowsAffected()
		won = n == 1
		return err
	})
	return won && err == nil, err
}

// Release gives the lease back; one that another owner holds stays theirs.
func (l *Ledger) Release(ctx context.Context, name, owner string) error {
	return l.step(ctx, func(tx step) error {
		_, err := tx.ExecContext(ctx, "DELETE FROM leases WHERE name = ? AND owner = ?", name, owner)
		return err
	})
}
