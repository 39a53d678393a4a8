package desk

import (
	"sync"

	"simdesk/state/ledger"
)

// watchers are those who want to hear of orders as they change.
type watchers struct {
	mu   sync.Mutex
	list map[int]chan ledger.Order
	next int
}

// watchBuffer is how far a watcher may fall behind before it misses news. A
// screen that missed some reads the ledger again anyway.
const watchBuffer = 64

// Subscribe returns a channel of orders that this process changed, and of those
// in doubt that Follow saw changed by another, until stop.
func (d *news) Subscribe() (orders <-chan ledger.Order, stop func()) {
	w := &d.watch
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.list == nil {
		w.list = map[int]chan ledger.Order{}
	}
	id, ch := w.next, make(chan ledger.Order, watchBuffer)
	w.next++
	w.list[id] = ch
	return ch, sync.OnceFunc(func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		delete(w.list, id)
		close(ch)
	})
}

// publish never waits: a slow screen must not hold up a sale.
func (d *news) publish(o ledger.Order) {
	if o.ID == "" {
		return
	}
	d.note(o)
	if !d.told.isNews(o) {
		return
	}
	d.watch.mu.Lock()
	defer d.watch.mu.Unlock()
	for _, ch := range d.watch.list {
		select {
		case ch <- o:
		default:
		}
	}
}
