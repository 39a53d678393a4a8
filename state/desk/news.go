package desk

import (
	"context"
	"sync"

	"simdesk/providers"
	"simdesk/state/ledger"
	"simdesk/state/settle"
)

// news tells those who watch what becomes of orders.
type news struct {
	*base
	*tickets
	told     lastTold
	mu       sync.Mutex // from judging what is news to handing it out: what is told second must be heard second
	watchers map[chan ledger.Order]bool
}

// lastTold remembers how the orders in doubt stood when the watchers last heard of
// them. Another process on the same ledger may settle one: it tells nobody here,
// and a screen would go on saying that simdesk keeps asking.
type lastTold struct {
	mu   sync.Mutex
	last map[string]standing // by order
}

// standing is an order as it was when it was last told of.
type standing struct {
	order  ledger.Order
	silent bool // it stood so when it was first seen here, and nobody was told
}

// stage is how far an order has come: no step leads to an earlier one. Between
// states of one stage an order may go to and fro.
var stage = map[providers.State]int{
	providers.StateDrafted: 1, providers.StateSubmitted: 2, providers.StateUnknown: 3,
	providers.StateProcessing: 4, providers.StateNeedsReview: 4, providers.StateCompleted: 4, providers.StateFailed: 4,
	providers.StateRefunded: 5,
}

// older reports whether an order stood like o before it stood like was: its steps
// are heard of from several goroutines and processes.
func older(o, was ledger.Order) bool {
	switch {
	case stage[o.State] != stage[was.State]:
		return stage[o.State] < stage[was.State]
	case o.State == was.State: // what was delivered is never dropped
		return len(o.Delivery) < len(was.Delivery)
	}
	// The clock tells, but one that was set back must hide neither an end nor goods.
	return was.State.Settled() && o.State != providers.StateCompleted && o.UpdatedAt.Before(was.UpdatedAt)
}

func inDoubt(s providers.State) bool {
	return s == providers.StateProcessing || s == providers.StateUnknown || s == providers.StateNeedsReview
}

// isNews reports whether the watchers have yet to hear how an order stands, and
// notes that they do now.
func (t *lastTold) isNews(o ledger.Order) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	was, known := t.last[o.ID]
	if !settle.IsNews(was.order, o) && !was.silent || older(o, was.order) {
		return false
	}
	if known || inDoubt(o.State) {
		t.note(o, false)
	}
	return true
}

// changed reports whether an order in doubt stands otherwise than it was told.
// One that is seen for the first time is noted without a word; whoever wrote
// that step, in the moment before it was seen here, may still tell of it.
func (t *lastTold) changed(o ledger.Order) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	was, known := t.last[o.ID]
	if known {
		return settle.IsNews(was.order, o)
	}
	if inDoubt(o.State) {
		t.note(o, true)
	}
	return false
}

func (t *lastTold) note(o ledger.Order, silent bool) {
	if t.last == nil {
		t.last = map[string]standing{}
	}
	t.last[o.ID] = standing{o, silent}
}

// ended are the orders that were in doubt and are not listed as open any more.
func (t *lastTold) ended(open map[string]bool) []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	var ids []string
	for id, was := range t.last {
		if inDoubt(was.order.State) && !open[id] {
			ids = append(ids, id)
		}
	}
	return ids
}

// catchUp tells the watchers what another process made of the orders in doubt.
func (d *news) catchUp(ctx context.Context, open []ledger.Order) {
	listed := make(map[string]bool, len(open))
	var ids []string
	for _, o := range open {
		listed[o.ID] = true
		if d.told.changed(o) {
			ids = append(ids, o.ID)
		}
	}
	for _, id := range append(ids, d.told.ended(listed)...) {
		// The list was read a moment ago, and this process settles orders too.
		if o, _ := d.o.Ledger.Get(ctx, id); d.told.changed(o) {
			d.publish(o)
		}
	}
}

// watchBuffer is how far a watcher may fall behind before it misses news. A
// screen that missed some reads the ledger again anyway.
const watchBuffer = 64

// Subscribe returns a channel of orders that this process changed, and of those
// in doubt that Follow saw changed by another, until stop.
func (d *news) Subscribe() (orders <-chan ledger.Order, stop func()) {
	ch := make(chan ledger.Order, watchBuffer)
	d.mu.Lock()
	defer d.mu.Unlock()
	d.watchers[ch] = true
	return ch, sync.OnceFunc(func() {
		d.mu.Lock()
		defer d.mu.Unlock()
		delete(d.watchers, ch)
		close(ch)
	})
}

// publish never waits: a slow screen must not hold up a sale.
func (d *news) publish(o ledger.Order) {
	if o.ID == "" {
		return
	}
	d.note(o)
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.told.isNews(o) {
		return
	}
	for ch := range d.watchers {
		select {
		case ch <- o:
		default:
		}
	}
}
