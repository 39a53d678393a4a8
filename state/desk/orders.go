package desk

import (
	"context"
	"math"
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
	var all []ledger.Order
	for _, read := range []func() ([]ledger.Order, error){
		func() ([]ledger.Order, error) { return book.Unsettled(ctx) },
		func() ([]ledger.Order, error) {
			review := []providers.State{providers.StateNeedsReview}
			page, err := book.List(ctx, ledger.Filter{States: review, Limit: math.MaxInt32})
			return page.Orders, err
		},
		func() ([]ledger.Order, error) { return book.LeftBehind(ctx, now) },
		func() ([]ledger.Order, error) {
			return book.FailedWith(ctx, settle.CodeDecided, now.Add(-settle.GivenUpFor))
		},
	} {
		some, err := read()
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	return all, nil
}
