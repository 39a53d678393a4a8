package ledger

import (
	"context"

	"simdesk/providers"
)

// Copy is a backup whose history was verified.
type Copy struct {
	File   string // absolute
	Orders int64
	Head   Head
}

// Backup writes a consistent copy of the ledger into a new file with mode 0600
// while selling goes on. It never overwrites a file, and the copy gets its name
// only after its history has been verified.
//
// A copy is restored by putting it in the place of the ledger's file while no
// console runs, without the old file's -wal and -shm beside it.
func (l *Ledger) Backup(ctx context.Context, file string) (Copy, error) {
	return l.store.Backup(ctx, file, l.now)
}

// DoubtDrafts marks the drafts in a copy as sent. Whoever confirmed them may
// send them behind the copy's back, so that where it is restored nobody can say
// that nothing was charged: they are looked up.
func (l *Ledger) DoubtDrafts(ctx context.Context) error {
	drafts, err := l.ordersIn(ctx, providers.StateDrafted)
	for _, o := range drafts {
		if err == nil {
			_, err = l.Append(ctx, o.ID, o.Clerk, Change{State: providers.StateSubmitted,
				Why: providers.Because("ledger.copied_before_sent")})
		}
	}
	return err
}
