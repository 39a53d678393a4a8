package desk

import (
	"cmp"
	"context"
	"math"
	"slices"
	"time"

	"simdesk/providers"
	"simdesk/state/ledger"
	"simdesk/state/settle"
)

// Orders lists the ledger, newest first.
func (d *base) Orders(ctx context.Context, f ledger.Filter) (ledger.Page, error) {
	return d.o.Ledger.List(ctx, f)
}

// FindOrders returns every order that a number or a word points at.
func (d *base) FindOrders(ctx context.Context, text string) ([]ledger.Order, error) {
	return d.o.Ledger.Find(ctx, text)
}

// History returns one order with every step it took.
func (d *base) History(ctx context.Context, id string) (ledger.Order, []ledger.Event, error) {
	o, err := d.o.Ledger.Get(ctx, id)
	if err != nil {
		return o, nil, err
	}
	events, err := d.o.Ledger.Events(ctx, id)
	return o, events, err
}

// patience is how long an order may have been sent before it counts as waiting:
// most sales have their answer by then, and nobody need look for them.
const patience = 3 * time.Second

// Waiting counts the orders that are still open: those that a provider is asked
// about, and those that wait for a person. It reads no order and is quick in a
// ledger of any size.
func (d *base) Waiting(ctx context.Context) (ledger.Waiting, error) {
	if err := d.o.Ledger.Intact(ctx); err != nil {
		return ledger.Waiting{}, err // what it lacks may wait as well
	}
	return d.o.Ledger.Waiting(ctx, d.o.Now().Add(-patience))
}

// open lists what may have to be asked about: unanswered, processing, under
// review, drafts that nobody will submit any more, and what a person gave up.
func (d *base) open(ctx context.Context) ([]ledger.Order, error) {
	book, now := d.o.Ledger, d.o.Now()
	unsettled, err := book.Unsettled(ctx)
	review, errReview := book.List(ctx, ledger.Filter{States: []providers.State{providers.StateNeedsReview}, Limit: math.MaxInt32})
	leftBehind, errLeft := book.LeftBehind(ctx, now)
	givenUp, errGivenUp := book.FailedWith(ctx, settle.CodeDecided, now.Add(-settle.GivenUpFor))
	if err := cmp.Or(err, errReview, errLeft, errGivenUp); err != nil {
		return nil, err
	}
	return slices.Concat(unsettled, review.Orders, leftBehind, givenUp), nil
}
