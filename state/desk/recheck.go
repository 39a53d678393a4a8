package desk

import (
	"context"
	"slices"
	"sync"
	"time"

	"simdesk/providers"
	"simdesk/state/ledger"
)

// Completed orders are asked about again: a provider may take one back.
const (
	// recheckFor is how long a completed order is still asked about.
	recheckFor = 7 * 24 * time.Hour
	// recheckPause lies between two such questions in the background, and
	// recheckEvery between two beginnings with the newest: nobody waits for them.
	recheckPause = 10 * time.Second
	recheckEvery = time.Hour
	// recheckedAtOnce is how many of the newest a reconciliation asks about, and
	// how many are read at once.
	recheckedAtOnce = 50
)

// rechecks is where the background is on its way through the completed orders.
type rechecks struct {
	mu     sync.Mutex
	queue  []ledger.Order
	cursor string
	began  time.Time // with the newest
	due    time.Time
}

// recheckable returns the completed orders of a page whose provider can be asked
// what became of them since.
func (d *settling) recheckable(ctx context.Context, cursor string) ([]ledger.Order, string, error) {
	page, err := d.o.Ledger.List(ctx, ledger.Filter{States: []providers.State{providers.StateCompleted},
		Since: d.o.Now().Add(-recheckFor), Limit: recheckedAtOnce, Cursor: cursor})
	return slices.DeleteFunc(page.Orders, func(o ledger.Order) bool { return !d.canRecheck(o.Provider) }), page.Next, err
}

// canRecheck reports whether a provider can be asked about one certain order. One
// that takes no reference of ours cannot: circumstances change all the time.
func (d *asking) canRecheck(provider string) bool {
	p, _ := d.provider(provider)
	return is[providers.Tracker](p) && !d.blind(provider)
}

// nextRecheck is the completed order whose turn it is, if one is due.
func (d *settling) nextRecheck(ctx context.Context) (ledger.Order, bool) {
	r, now := &d.rechecks, d.o.Now()
	r.mu.Lock()
	defer r.mu.Unlock()
	if wait := r.due.Sub(now); wait > 0 && wait <= recheckPause {
		return ledger.Order{}, false
	}
	r.due = now.Add(recheckPause)
	if len(r.queue) == 0 {
		if r.cursor == "" { // to begin with the newest
			if d.age(r.began) < recheckEvery {
				return ledger.Order{}, false
			}
			r.began = now
		}
		var err error
		if r.queue, r.cursor, err = d.recheckable(ctx, r.cursor); err != nil {
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

// recheck asks whether a completed order was taken back since, or has brought
// what it lacked, and writes it down if so.
func (d *settling) recheck(ctx context.Context, o ledger.Order) ledger.Order {
	done, ok := d.turn(ctx, o.Provider)
	if !ok {
		return o
	}
	defer done()
	// The list is minutes old, and other consoles go through it as well.
	return d.once(ctx, o, false, func(fresh ledger.Order) bool { return fresh.State != providers.StateCompleted })
}

// finished returns the newest completed orders that can be asked about, or
// those among ids.
func (d *settling) finished(ctx context.Context, ids []string) ([]ledger.Order, error) {
	if len(ids) == 0 {
		orders, _, err := d.recheckable(ctx, "")
		return orders, err
	}
	var orders []ledger.Order
	for _, id := range ids {
		// One that cannot be read is found out when it is asked about.
		if o, _ := d.o.Ledger.Get(ctx, id); o.State == providers.StateCompleted && d.canRecheck(o.Provider) {
			orders = append(orders, o)
		}
	}
	return orders, nil
}
