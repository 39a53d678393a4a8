package desk

import (
	"context"
	"errors"
	"slices"
	"time"

	"simdesk/state/ledger"
	"simdesk/state/settle"
)

// settleLease is how long one process may take over one look at one order.
const settleLease = 30 * time.Second

// settling brings open orders to their end, by what asking finds and what the
// table in state/settle makes of it.
type settling struct {
	*base
	*asking
	*tickets
	*news
	owner    string // names this process in leases
	pacing   pacing
	rechecks rechecks
}

// Reconcile settles what is open, from evidence only, and never charges. With
// ids it looks at those orders alone. What stays open is in StillUnknown.
// Completed orders that a provider has taken back since are found as well: of
// the newest, or of those named.
func (d *settling) Reconcile(ctx context.Context, ids ...string) (Settled, error) {
	open, drafts, errBefore := d.pending(ctx, ids)
	finished, errDone := d.finished(ctx, ids)
	after := make([]ledger.Order, len(finished)+len(open))
	groups := d.groups(open)
	d.inTurn(len(groups), func(i int) string { return open[groups[i][0]].Provider }, func(i int) {
		d.settleGroup(ctx, open, groups[i], len(ids) > 0, func(j int, o ledger.Order) { after[len(finished)+j] = o })
	})
	// A customer may wait for those; for these nobody does.
	d.inTurn(len(finished), func(i int) string { return finished[i].Provider }, func(i int) { after[i] = d.recheck(ctx, finished[i]) })
	// The rounds may have lasted long: who asks what is open must hear as well of
	// what was drafted before or in them, and sent or left behind since.
	openNow, draftsNow, errAfter := d.pending(ctx, ids)
	for _, o := range slices.Concat(drafts, draftsNow, openNow) {
		if slices.ContainsFunc(after, func(heard ledger.Order) bool { return heard.ID == o.ID }) {
			continue
		}
		if now, err := d.o.Ledger.Get(ctx, o.ID); err == nil {
			o = now
		}
		after = append(after, o)
	}
	return d.sorted(finished, after), errors.Join(errBefore, errDone, errAfter)
}

// pending lists what is open, and the drafts that may still be sent, of which
// there is nothing to look up. Those are read first: one that is sent between the
// two reads stands in both lists, and never in neither.
func (d *settling) pending(ctx context.Context, ids []string) (open, drafts []ledger.Order, err error) {
	drafts, errDrafts := d.o.Ledger.Drafted(ctx, d.o.Now())
	open, err = d.open(ctx)
	return among(open, ids), among(drafts, ids), errors.Join(errDrafts, err)
}

// among leaves the orders with these ids, all where there are none.
func among(orders []ledger.Order, ids []string) []ledger.Order {
	return slices.DeleteFunc(orders, func(o ledger.Order) bool { return len(ids) > 0 && !slices.Contains(ids, o.ID) })
}

// sorted tells what a reconciliation settled from what is still open. It leaves
// out what is as it was: what was completed before and is so still, with nothing
// more delivered, and what a person gave up.
func (d *settling) sorted(finished, after []ledger.Order) Settled {
	var out Settled
	for i, o := range after {
		asBefore := i < len(finished) && !settle.IsNews(finished[i], o)
		switch {
		case asBefore, settle.GivenUp(o, d.o.Now()):
		case o.State.Settled():
			out.Settled = append(out.Settled, o)
		default:
			out.StillUnknown = append(out.StillUnknown, o)
		}
	}
	return out
}

// settle looks at one order once and returns it as it stands then; asked is set
// when a person wants to see what there is. While this or another process is at
// it, the order is returned as it is.
func (d *settling) settle(ctx context.Context, o ledger.Order, asked bool) ledger.Order {
	if d.charging(o.Reference) { // must not wait for its turn, which the charge has
		return o
	}
	done, ok := d.turn(ctx, o.Provider)
	if !ok {
		return o
	}
	defer done()
	return d.settleInTurn(ctx, o, asked)
}

// settleInTurn is settle for who has the turn.
func (d *settling) settleInTurn(ctx context.Context, o ledger.Order, asked bool) ledger.Order {
	if d.charging(o.Reference) {
		return o
	}
	lease := "settle " + o.ID
	if won, _ := d.o.Ledger.Acquire(ctx, lease, d.owner, settleLease); !won {
		return o
	}
	defer func() {
		if err := d.o.Ledger.Release(context.WithoutCancel(ctx), lease, d.owner); err != nil {
			d.o.Log.Error("lease not released", "order", o.ID, "error", err)
		}
	}()
	return d.once(ctx, o, asked, func(fresh ledger.Order) bool { return settle.Over(fresh, d.o.Now()) })
}

// once reads an order, asks its provider about it unless that is over, and writes
// what follows.
func (d *settling) once(ctx context.Context, o ledger.Order, asked bool, over func(fresh ledger.Order) bool) ledger.Order {
	fresh, past, err := d.read(ctx, o.ID)
	switch {
	case err != nil: // interrupted, or a disk that cannot be read just now
		return o
	case over(fresh):
		return fresh
	}
	look := d.look(ctx, fresh)
	look.Asked = asked
	return d.write(ctx, fresh, past, look)
}

// write writes what follows from a look, and returns the order as it stands
// then. It reaches the disk even when whoever asked has left, but only while the
// order is as it was: the process that charges may have written its answer
// meanwhile.
func (d *settling) write(ctx context.Context, o ledger.Order, past settle.History, look settle.Look) ledger.Order {
	ctx = context.WithoutCancel(ctx)
	for {
		step := settle.Next(o, past, look, d.o.Now())
		if step == nil {
			return o
		}
		after, err := d.o.Ledger.AppendFrom(ctx, o.ID, o.State, d.o.Clerk, *step)
		var owned *ledger.OwnedError
		switch {
		case errors.As(err, &owned) && look.Says != settle.Another:
			d.o.Log.Warn("a look-up brought what another order has", "order", o.ID, "owner", owned.Order)
			look.Says, look.Evidence, look.Owner = settle.Another, step.Evidence, owned
			continue
		case err != nil && !errors.Is(err, ledger.ErrBackwards):
			d.o.Log.Error("settlement not written", "order", o.ID, "error", err)
			return o
		}
		if settle.IsNews(o, after) {
			d.publish(after)
		}
		return after
	}
}
