package desk

import (
	"context"
	"sync"

	"simdesk/providers"
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

// note keeps the order as it stands, unless it is known to stand further already
// or the sale has its answer.
func (t *Ticket) note(o ledger.Order) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.finished() && !older(o, t.order) {
		t.order = o
	}
}

// finish is the last note. Another process may have taken the order further since
// the answer was written.
func (t *Ticket) finish(o ledger.Order, err error) {
	t.note(o)
	t.mu.Lock()
	defer t.mu.Unlock()
	t.err = err
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

// tickets are the sales under way from here.
type tickets struct {
	mu      sync.Mutex
	list    map[string]*Ticket // by reference
	closed  bool
	closing chan struct{}  // closed with it
	work    sync.WaitGroup // charging requests
}

func newTickets() *tickets { return &tickets{list: map[string]*Ticket{}, closing: make(chan struct{})} }

// begin returns the ticket of a sale, and whether it is a new one: the caller
// then carries it out, and counts as work until it is done. No new one is made
// where the sale is refused.
func (d *tickets) begin(reference string, refused error) (t *Ticket, fresh bool, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if t, ok := d.list[reference]; ok {
		return t, false, nil
	}
	if d.closed {
		return nil, false, notSent(providers.KindInternal, "", providers.Because("desk.closing"))
	}
	if refused != nil {
		return nil, false, refused
	}
	t = newTicket()
	d.list[reference] = t
	d.work.Add(1)
	return t, true, nil
}

// note keeps the order as it stands for whoever holds its ticket.
func (d *tickets) note(o ledger.Order) {
	d.mu.Lock()
	t, ok := d.list[o.Reference]
	d.mu.Unlock()
	if ok {
		t.note(o)
	}
}

// InFlight counts charging requests under way from here.
func (d *tickets) InFlight() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	n := 0
	for _, t := range d.list {
		if !t.finished() {
			n++
		}
	}
	return n
}

// Drain refuses new sales and waits until every charging request has its
// answer on disk, or ctx ends. What is still open then is found by reconcile.
func (d *tickets) Drain(ctx context.Context) error {
	d.mu.Lock()
	if !d.closed {
		close(d.closing)
	}
	d.closed = true
	d.mu.Unlock()
	done := make(chan struct{})
	go func() {
		d.work.Wait()
		close(done)
	}()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// charging reports whether a sale is under way from here.
func (d *tickets) charging(reference string) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	t, ok := d.list[reference]
	return ok && !t.finished()
}
