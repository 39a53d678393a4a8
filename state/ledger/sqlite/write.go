package sqlite

import (
	"context"
	"time"

	"simdesk/state/ledger"
)

// InsertEvent adds the event; that none is changed, removed or left out the
// file's triggers see to.
func (t tx) InsertEvent(ctx context.Context, e ledger.Event) error {
	_, err := t.ExecContext(ctx, insertEvent,
		e.Seq, e.OrderID, ledger.Stamp(e.At), e.Clerk, string(e.State), string(e.Payload), e.PrevHash, e.Hash)
	return err
}

// InsertOrder adds a row.
func (t tx) InsertOrder(ctx context.Context, r ledger.Row) error {
	_, err := t.ExecContext(ctx, insertOrder, fields(&r)...)
	return err
}

// UpdateOrder moves a row along.
func (t tx) UpdateOrder(ctx context.Context, r ledger.Row) error {
	_, err := t.ExecContext(ctx, updateOrder, r.LastSeq, r.State, text(r.CostAmount), text(r.CostCurrency), text(r.ProviderOrderID),
		r.ProviderStatus, r.Delivery, text(r.Problem), r.UpdatedAt, text(r.SubmittedAt), r.Charged, r.Seq)
	return err
}

// InsertKey adds a key that may be there.
func (t tx) InsertKey(ctx context.Context, key string, seq int64) error {
	_, err := t.ExecContext(ctx, insertKey, key, seq)
	return err
}

// TakeThing leaves it to the order that has it.
func (t tx) TakeThing(ctx context.Context, thing string, seq int64) (owner string, err error) {
	if _, err = t.ExecContext(ctx, insertThing, thing, seq); err == nil {
		err = t.QueryRowContext(ctx, selectOwner, thing).Scan(&owner)
	}
	return owner, err
}

// TakeLease is one conditional statement.
func (t tx) TakeLease(ctx context.Context, name, owner string, until, now, ahead time.Time) (bool, error) {
	res, err := t.ExecContext(ctx, `INSERT INTO leases (name, owner, held_until) VALUES (?, ?, ?)
		ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, held_until = excluded.held_until
		WHERE leases.owner = excluded.owner OR leases.held_until <= ? OR leases.held_until > ?`,
		name, owner, ledger.Stamp(until), ledger.Stamp(now), ledger.Stamp(ahead))
	if err != nil {
		return false, err
	}
	n, err := res.RowsAffected()
	return n == 1, err
}

// DropLease leaves another owner's lease.
func (t tx) DropLease(ctx context.Context, name, owner string) error {
	_, err := t.ExecContext(ctx, "DELETE FROM leases WHERE name = ? AND owner = ?", name, owner)
	return err
}
