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
	// reversalsAsked is how many of the newest a reconciliation asks about, and
	// how many are read at once.
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

// reversible returns the completed orders of a page whose provider can be asked
// what became of them since.
func (d *settling) reversible(ctx context.Context, cursor string) ([]ledger.Order, string, error) {
	page, err := d.o.Ledger.List(ctx, ledger.Filter{States: []providers.State{providers.StateCompleted},
		Since: d.o.Now().Add(-reversalFor), Limit: reversalsAsked, Cursor: cursor})
	return slices.DeleteFunc(page.Orders, func(o ledger.Order) bool { return d.retells(o.Provider) == nil }), page.Next, err
}

// retells is a provider that can be asked about one certain order, else nil. One
// that takes no reference of ours cannot: circumstances change all the time.
func (d *asking) retells(provider string) providers.Tracker {
	p, _ := d.provider(provider)
	t, _ := p.(providers.Tracker)
	if d.blind(provider) {
		return nil
	}
	return t
}

// nextReversal is the completed order whose turn it is, if one is due.
func (d *settling) nextReversal(ctx context.Context) (ledger.Order, bool) {
	r, now := &d.rounds, d.o.Now()
	r.mu.Lock()
	defer r.mu.Unlock()
	if wait := r.due.Sub(now); wait > 0 && wait <= reversalPause {
		return ledger.Order{}, false
	}
	r.due = now.Add(reversalPause)
	if len(r.queue) == 0 {
		if r.cursor == "" { // a new round
			if d.age(r.began) < reversalRound {
				return ledger.Order{}, false
			}
			r.began = now
		}
		var err error
		if r.queue, r.cursor, err = d.reversible(ctx, r.cursor); err != nil {
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

// reversed asks whether a completed order was taken back since, or has brought
// what it lacked, and writes it down if so.
func (d *settling) reversed(ctx context.Context, o ledger.Order) ledger.Order {
	done, ok := d.turn(ctx, o.Provider)
	if !ok {
		return o
	}
	defer done()
	// The list is minutes old, and other consoles go through it as well.
	fresh, past, err := d.read(ctx, o.ID)
	if err != nil {
		return o
	}
	if fresh.State != providers.StateCompleted {
		return fresh
	}
	return d.follows(ctx, fresh, past, d.look(ctx, fresh))
}

// finished returns the newest completed orders that can be asked about, or
// those among ids.
func (d *settling) finished(ctx context.Context, ids []string) ([]ledger.Order, error) {
	if len(ids) == 0 {
		orders, _, err := d.reversible(ctx, "")
		return orders, err
	}
	var orders []ledger.Order
	for _, id := range ids {
		// One that cannot be read is found out when it is asked about.
		if o, _ := d.o.Ledger.Get(ctx, id); o.State == providers.StateCompleted && d.retells(o.Provider) != nil {
			orders = append(orders, o)
		}
	}
	return orders, nil
}
