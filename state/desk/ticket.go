package desk

import (
	"context"
	"sync"

	"simdesk/state/ledger"
)

// Ticket is a sale under way. Whoever holds it may stop waiting at any time
// without stopping the sale.
type Ticket struct {
	done  chan struct{}
	mu    sync.Mutex
	order ledger.Order
	err   error
}

func newTicket() *Ticket { return &Ticket{done: make(chan struct{})} }

// Order is the order as far as it is known here; its ID is "" before the
// draft is on disk.
func (t *Ticket) Order() ledger.Order {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.order
}

// Wait returns the order once the charging request has its answer on disk.
// The error is that of the ledger, or of ctx, never the provider's: what the
// provider said is in the order.
func (t *Ticket) Wait(ctx context.Context) (ledger.Order, error) {
	select {
	case <-t.done:
	case <-ctx.Done():
		return t.Order(), ctx.Err()
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.order, t.err
}

func (t *Ticket) set(o ledger.Order) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.order = o
}

func (t *Ticket) finish(o ledger.Order, err error) {
	t.mu.Lock()
	t.order, t.err = o, err
	t.mu.Unlock()
	close(t.done)
}

func (t *Ticket) finished() bool {
	select {
	case <-t.done:
		return true
	default:
		return false
	}
}
