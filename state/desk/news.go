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
	watch watchers
	told  lastTold
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

func inDoubt(s providers.State) bool {
	return s == providers.StateProcessing || s == providers.StateUnknown || s == providers.StateNeedsReview
}

// isNews reports whether the watchers have yet to hear how an order stands, and
// notes that they do now.
func (t *lastTold) isNews(o ledger.Order) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	was, known := t.last[o.ID]
	// What comes late from before an end is no news. A clock that was set back
	// alone makes nothing late.
	late := o.UpdatedAt.Before(was.order.UpdatedAt) && inDoubt(o.State) && !inDoubt(was.order.State)
	if !settle.Told(was.order, o) && !was.silent || late {
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
		return settle.Told(was.order, o)
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
