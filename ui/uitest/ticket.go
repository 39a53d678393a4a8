package uitest

import (
	"context"
	"sync"

	"simdesk/state/ledger"
	"simdesk/ui/screen"
)

// Ticket is a charging request whose answer a test gives.
type Ticket struct {
	mu    sync.Mutex
	order ledger.Order
	err   error
	done  chan struct{}
}

var _ screen.Ticket = (*Ticket)(nil)

// NewTicket returns the ticket of an order that is being asked for.
func NewTicket(o ledger.Order) *Ticket {
	return &Ticket{order: o, done: make(chan struct{})}
}

// Answer gives the answer, once.
func (t *Ticket) Answer(o ledger.Order, err error) {
	t.mu.Lock()
	t.order, t.err = o, err
	t.mu.Unlock()
	close(t.done)
}

// Order returns the latest that is known.
func (t *Ticket) Order() ledger.Order {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.order
}

// Wait returns the answer once it is given.
func (t *Ticket) Wait(ctx context.Context) (ledger.Order, error) {
	select {
	case <-t.done:
		t.mu.Lock()
		defer t.mu.Unlock()
		return t.order, t.err
	case <-ctx.Done():
		return t.Order(), ctx.Err()
	}
}
