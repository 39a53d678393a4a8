package ledger

import (
	"context"
	"errors"
	"time"
	"unicode/utf8"

	"github.com/shopspring/decimal"

	"simdesk/providers"
)

// Draft writes down an order before its charging request is built. An order
// that already has this reference, or this attempt if there is one, is returned
// instead, with created false: whoever asks twice means the same order.
// On an error nothing was written and nothing may be sent; code CodeWallet says
// that the wallet cannot pay it together with what is open.
func (l *Ledger) Draft(ctx context.Context, clerk string, d Draft) (o Order, created bool, err error) {
	if d.Reference == "" || d.Provider == "" || !utf8.ValidString(d.Reference+d.Attempt) {
		return Order{}, false, NotSent(problem(providers.KindInvalid, CodeInvalid, nil, providers.Because("ledger.draft_lacks")))
	}
	err = l.step(ctx, func(tx step) error {
		created = false
		o, err = existing(ctx, tx, d)
		if !errors.Is(err, ErrNoOrder) {
			return err
		}
		if err = l.compare(ctx, tx); err != nil {
			return err
		}
		at := l.now()
		if err = reserve(ctx, tx, at, d); err != nil {
			return err
		}
		created = true
		o, err = l.create(ctx, tx, at, clerk, d)
		return err
	})
	if err != nil {
		return Order{}, false, NotSent(err)
	}
	return o, created, nil
}

// existing is the order with the draft's reference or attempt, or ErrNoOrder. The
// reference speaks first: it is what travels.
func existing(ctx context.Context, tx step, d Draft) (Order, error) {
	o, _, err := one(ctx, tx, ByReference, d.Reference)
	if errors.Is(err, ErrNoOrder) && d.Attempt != "" {
		o, _, err = one(ctx, tx, ByAttempt, d.Attempt)
	}
	return o, err
}

func (l *Ledger) create(ctx context.Context, tx step, at time.Time, clerk string, d Draft) (Order, error) {
	id, err := l.newID(at)
	if err != nil {
		return Order{}, err
	}
	o, e, err := record(ctx, tx, Order{}, at, Event{OrderID: id, Clerk: clerk}, Change{State: providers.StateDrafted, Draft: &d})
	if err != nil {
		return Order{}, err
	}
	if err := tx.InsertOrder(ctx, toRow(o, e.Seq, e.Seq)); err != nil {
		return Order{}, err
	}
	return o, insertKeys(ctx, tx, e.Seq, Order{}, o)
}

// Submit marks a drafted order as sent, which must be on disk before its first
// byte leaves. won is true for exactly one caller, ever and in any process:
// only that one may send the charging request. Everybody else gets the order as
// it stands. On an error nobody may send.
func (l *Ledger) Submit(ctx context.Context, id, clerk string) (won bool, o Order, err error) {
	err = l.step(ctx, func(tx step) error {
		var r Row
		o, r, err = one(ctx, tx, ByID, id)
		if won = err == nil && o.State == providers.StateDrafted; !won {
			return named(err, id)
		}
		o, err = l.advance(ctx, tx, o, r, clerk, Change{State: providers.StateSubmitted})
		return err
	})
	if err != nil {
		return false, Order{}, NotSent(err)
	}
	return won, o, nil
}

// Append writes the next step of an order and returns it as it then stands.
//
// A field of the change that says nothing changes nothing, with one exception:
// an order that moves on to processing, completed, failed or refunded loses an
// earlier error that the change does not repeat. What was delivered is added to
// what is stored and never dropped. A change that repeats the state and says
// nothing new is not written.
//
// A step that does not follow (see moves) writes nothing and returns the order
// unchanged, with an error that wraps ErrBackwards or ErrNotSubmitted; so does
// one that brings what another order has, with an *OwnedError. With any
// other error the order is empty and nothing was written.
func (l *Ledger) Append(ctx context.Context, id, clerk string, c Change) (Order, error) {
	return l.appendIf(ctx, id, clerk, c, checkMove)
}

// AppendFrom is Append for a step that is right from one state only. An order
// that has left it, by another process for one, is returned as it stands, with
// an error that wraps ErrBackwards.
func (l *Ledger) AppendFrom(ctx context.Context, id string, from providers.State, clerk string, c Change) (Order, error) {
	return l.appendIf(ctx, id, clerk, c, func(o Order, to providers.State) error {
		if o.State != from {
			return problem(providers.KindInvalid, CodeMove, ErrBackwards, providers.Because("ledger.no_longer", "order", o.ID, "state", string(o.State), "from", string(from)))
		}
		return checkMove(o, to)
	})
}

func (l *Ledger) appendIf(ctx context.Context, id, clerk string, c Change, check func(Order, providers.State) error) (Order, error) {
	c.Draft = nil // an order is drafted once, by Draft
	var o Order
	err := l.step(ctx, func(tx step) error {
		was, r, err := one(ctx, tx, ByID, id)
		if err != nil {
			return named(err, id)
		}
		o = was
		next := c
		if next.State == "" {
			next.State = was.State
		}
		if err := check(was, next.State); err != nil {
			return err
		}
		after, err := l.advance(ctx, tx, was, r, clerk, next)
		if err == nil {
			o = after
		}
		return err
	})
	var owned *OwnedError
	if errors.Is(err, ErrBackwards) || errors.Is(err, ErrNotSubmitted) || errors.As(err, &owned) {
		return o, err
	}
	if err != nil {
		return Order{}, err
	}
	return o, nil
}

// advance writes the event and moves the order's row along.
func (l *Ledger) advance(ctx context.Context, tx step, was Order, r Row, clerk string, c Change) (Order, error) {
	at := l.now()
	if saysNothing(was, r, c) {
		return was, nil
	}
	o, e, err := record(ctx, tx, was, at, Event{OrderID: was.ID, Clerk: clerk}, c)
	if err != nil {
		return Order{}, err
	}
	if err := own(ctx, tx, r.Seq, was, o); err != nil {
		return Order{}, err
	}
	if err := tx.UpdateOrder(ctx, toRow(o, r.Seq, e.Seq)); err != nil {
		return Order{}, err
	}
	return o, insertKeys(ctx, tx, r.Seq, was, o)
}

// saysNothing finds the repetition that polling brings every few seconds: the
// history should tell what happened, not how often it was asked for.
func saysNothing(was Order, r Row, c Change) bool {
	if was.State != c.State || c.Note != "" || !c.Why.IsZero() || len(c.Evidence) > 0 {
		return false
	}
	return toRow(applyChange(was, c, was.UpdatedAt), r.Seq, r.LastSeq) == r
}

// record appends the event to the chain and folds it into the order.
func record(ctx context.Context, tx step, o Order, at time.Time, e Event, c Change) (Order, Event, error) {
	payload, c, err := encodeChange(c)
	if err != nil {
		return o, e, err
	}
	e.Payload = payload
	e.At, e.State = at.UTC().Round(0), c.State // Round drops the monotonic reading
	newest, err := tx.Head(ctx)
	if err != nil {
		return o, e, err
	}
	e.Seq, e.PrevHash = newest.Events+1, newest.Hash
	e.Hash = hashOf(e)
	if o, err = foldChange(o, e, c); err != nil {
		return o, e, err
	}
	*tx.last = e
	return o, e, tx.InsertEvent(ctx, e)
}

// CodeWallet marks a sale that the wallet cannot pay together with what is open.
const CodeWallet = "WALLET"

// Float is what a provider's wallet could pay when it was read.
type Float struct {
	Available providers.Money
	// Since is the newest event of the ledger when the reading began. What was
	// written later may not be in the provider's figure yet, whichever till
	// wrote it and whatever its clock says.
	Since int64
}

// Newest is the number of the ledger's newest event, 0 in an empty one.
func (l *Ledger) Newest(ctx context.Context) (int64, error) {
	h, err := l.Head(ctx)
	return h.Events, err
}

// reserve refuses a draft that the wallet cannot pay together with everything
// that is open. It runs in the transaction that writes the draft, so that of
// many tills that sell at once no two count on the same money.
func reserve(ctx context.Context, tx step, at time.Time, d Draft) error {
	f := d.Float
	if f == nil || d.Cost == nil || d.Cost.Currency != f.Available.Currency {
		return nil // not known, or for the provider to say
	}
	left := f.Available
	// What the provider's figure may not show yet: orders being sent or unanswered or
	// about to be sent, and whatever moved since it was read. What failed or came
	// back costs nothing.
	for _, open := range []Search{
		{States: []providers.State{providers.StateSubmitted, providers.StateUnknown}},
		{States: []providers.State{providers.StateDrafted}, Since: at.Add(-Abandoned), Until: at.Add(providers.ClockSlack)},
		{States: []providers.State{providers.StateProcessing, providers.StateCompleted, providers.StateNeedsReview}, Written: f.Since},
	} {
		open.Provider, open.Sandbox = d.Provider, &d.Sandbox
		for c, err := range tx.Costs(ctx, open) {
			if err != nil {
				return err
			}
			cost, err := c.in(left.Currency)
			if err != nil {
				return err
			}
			if cost != nil {
				left.Amount = left.Amount.Sub(cost.Amount.Mul(decimal.NewFromInt(int64(c.Orders))))
			}
		}
	}
	if left.Amount.GreaterThanOrEqual(d.Cost.Amount) {
		return nil
	}
	return problem(providers.KindDeclined, CodeWallet, nil, providers.Because("ledger.wallet_short", "left", left, "cost", *d.Cost))
}
