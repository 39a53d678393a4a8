package desk

import (
	"context"
	"slices"
	"sync"
	"time"

	"simdesk/providers"
	"simdesk/state/ledger"
)

const (
	// reversalFor is how long a completed order is still asked about.
	reversalFor = 7 * 24 * time.Hour
	// reversalPause lies between two such questions in the background, and
	// reversalRound between the beginnings of two rounds: nobody waits for them.
	reversalPause = 10 * time.Second
	reversalRound = time.Hour
	// reversalsAsked is how many of the newest a reconciliation asks about.
	reversalsAsked = 50
)

// rounds is where the background is on its way through the completed orders.
type rounds struct {
	mu     sync.Mutex
	queue  []ledger.Order
	cursor string
	began  time.Time // of this round
	due    time.Time
}

// reversible returns the completed orders of a page whose provider may still
// give the money back and says so.
func (d *Desk) reversible(ctx context.Context, limit int, cursor string) ([]ledger.Order, string, error) {
	page, err := d.o.Ledger.List(ctx, ledger.Filter{States: []providers.State{providers.StateCompleted},
		Since: d.o.Now().Add(-reversalFor), Limit: limit, Cursor: cursor})
	return slices.DeleteFunc(page.Orders, func(o ledger.Order) bool { return !d.reverses(o.Provider) }), page.Next, err
}

func (d *Desk) reverses(provider string) bool {
	p, err := d.provider(provider)
	_, ok := p.(providers.Reverser)
	return err == nil && ok
}

// nextReversal is the completed order whose turn it is, if one is due.
func (d *Desk) nextReversal(ctx context.Context) (ledger.Order, bool) {
	r, now := &d.rounds, d.o.Now()
	r.mu.Lock()
	defer r.mu.Unlock()
	if now.Before(r.due) {
		return ledger.Order{}, false
	}
	r.due = now.Add(reversalPause)
	if len(r.queue) == 0 {
		if r.cursor == "" { // a new round
			if now.Sub(r.began) < reversalRound {
				return ledger.Order{}, false
			}
			r.began = now
		}
		var err error
		if r.queue, r.cursor, err = d.reversible(ctx, reversalsAsked, r.cursor); err != nil {
			r.cursor = ""
			d.o.Log.Error("completed orders not read", "error", err)
		}
	}
	if len(r.queue) == 0 {
		return ledger.Order{}, false
	}
	o := r.queue[0]
	r.queue = r.queue[1:]
	return o, true
}

// reversed asks whether a completed order was taken back since, and writes it
// down if so. Nothing else that a provider says of it counts: a status that
// goes backwards is no news.
func (d *Desk) reversed(ctx context.Context, o ledger.Order) ledger.Order {
	tracker, _, e := as[providers.Tracker](d, o.Provider, providers.CanTrack)
	if e != nil {
		return o
	}
	done, ok := d.turn(ctx, o.Provider)
	if !ok {
		return o
	}
	defer done()
	query, err := d.query(ctx, o)
	if err != nil {
		return o
	}
	look, cancel := context.WithTimeout(ctx, settleLease)
	defer cancel()
	found, err := d.track(look, tracker, query)
	if err != nil || found.Verdict != providers.Found || found.Result.State != providers.StateRefunded {
		return o
	}
	after, err := d.o.Ledger.AppendFrom(context.WithoutCancel(ctx), o.ID, providers.StateCompleted, d.o.Clerk, resultChange(found.Result))
	if err != nil {
		d.o.Log.Warn("reversal not written", "order", o.ID, "error", err)
		return o
	}
	d.publish(after)
	return after
}

// reversals asks about the newest completed orders, or about those among ids,
// and returns what was taken back.
func (d *Desk) reversals(ctx context.Context, ids []string) ([]ledger.Order, error) {
	var ask []ledger.Order
	for _, id := range ids {
		if o, err := d.o.Ledger.Get(ctx, id); err == nil && o.State == providers.StateCompleted && d.reverses(o.Provider) {
			ask = append(ask, o)
		}
	}
	if len(ids) == 0 {
		var err error
		if ask, _, err = d.reversible(ctx, reversalsAsked, ""); err != nil {
			return nil, err
		}
	}
	after := make([]ledger.Order, len(ask))
	var wait sync.WaitGroup
	for i, o := range ask {
		wait.Go(func() { after[i] = d.reversed(ctx, o) })
	}
	wait.Wait()
	return slices.DeleteFunc(after, func(o ledger.Order) bool { return o.State != providers.StateRefunded }), nil
}
