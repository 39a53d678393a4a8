package test

import (
	"context"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"simdesk/providers"
	"simdesk/providers/sandbox/sim"
	"simdesk/state/desk"
	"simdesk/state/ledger"
)

// longWait is how long an order has waited before a person decides it. What is under
// way on the network then has arrived, or never will.
const longWait = 10 * time.Second

// person decides what waits for a decision by the provider's own books, where an
// order's charge stands under its reference. Not at Fyatu, where nothing says
// which order a charge belongs to. Now and then two decide at once; now and then
// one gives up what was charged, and the desk must find out.
func (r *torture) person(rng *rand.Rand) {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	x := r.till(rng)
	page, err := x.Orders(ctx, ledger.Filter{States: []providers.State{providers.StateNeedsReview}, Limit: 500})
	if err != nil || len(page.Orders) == 0 {
		return
	}
	o := page.Orders[rng.IntN(len(page.Orders))]
	if o.Provider == "fyatu" || !r.waits(o) {
		return
	}
	word := r.dashboard(o)
	if word == providers.StateCompleted && rng.IntN(3) == 0 {
		word = providers.StateFailed
	}
	decide := desk.DecideRequest{ID: o.ID, State: word, Clerk: "mara", Reason: "seen in the provider's books"}
	var both sync.WaitGroup
	if rng.IntN(4) == 0 {
		other := r.till(rng)
		both.Go(func() {
			r.ether.hesitate()
			after, _ := other.Decide(ctx, decide)
			r.witness.look(after, "a decision")
		})
	}
	after, _ := x.Decide(ctx, decide)
	r.witness.look(after, "a decision")
	both.Wait()
}

// waits notes when an order was first seen waiting.
func (r *torture) waits(o ledger.Order) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.waiting == nil {
		r.waiting = map[string]time.Time{}
	}
	since, seen := r.waiting[o.ID]
	if !seen {
		r.waiting[o.ID] = time.Now()
	}
	return seen && time.Since(since) > longWait
}

// dashboard is what a provider's own books say of an order.
func (r *torture) dashboard(o ledger.Order) providers.State {
	charges := r.charges(o.Provider)
	i := slices.IndexFunc(charges, func(c sim.Charge) bool { return c.Reference == o.Reference })
	switch {
	case i < 0:
		return providers.StateFailed
	case charges[i].Refunded:
		return providers.StateRefunded
	}
	return providers.StateCompleted
}
