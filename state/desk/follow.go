package desk

import (
	"context"
	"slices"
	"sync"
	"time"

	"simdesk/providers"
	"simdesk/state/ledger"
	"simdesk/state/settle"
)

// pacing remembers when each open order is due. It starts empty, so that after
// a restart everything open is looked at at once.
type pacing struct {
	mu     sync.Mutex
	orders map[string]pace
}

// pace is how one order is looked at.
type pace struct {
	due   time.Time
	tries int
	busy  bool
}

// Follow keeps looking at open orders until ctx ends; a console runs it in the
// background.
func (d *settling) Follow(ctx context.Context) {
	var looks sync.WaitGroup
	defer looks.Wait()
	for {
		pause := d.o.Pace // a console where nobody waits must cost nothing
		if d.followOnce(ctx, &looks) {
			pause = max(d.o.Pace/4, 10*time.Millisecond)
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return
		}
	}
}

// followOnce starts a look at every order that is due and does not wait for
// it: one provider that hangs must not hold up the orders of the others. It
// reports whether a customer may still wait for one.
func (d *settling) followOnce(ctx context.Context, looks *sync.WaitGroup) bool {
	if o, ok := d.nextRecheck(ctx); ok {
		looks.Go(func() { d.recheck(ctx, o) })
	}
	open, err := d.open(ctx)
	if err != nil {
		if ctx.Err() == nil {
			d.o.Log.Error("open orders not read", "error", err)
		}
		return true
	}
	d.catchUp(ctx, open)
	now := d.o.Now()
	soon := slices.ContainsFunc(open, func(o ledger.Order) bool { return settle.Pause(o, now) < settle.LongPause })
	due := slices.DeleteFunc(open, func(o ledger.Order) bool {
		// One that is being charged has nothing to look up yet, and must be
		// due at once when its answer is lost.
		return d.charging(o.Reference) || !d.pacing.begin(now, o.ID, settle.Pause(o, now))
	})
	for _, group := range d.groups(due) {
		looks.Go(func() {
			d.settleGroup(ctx, due, group, false, func(i int, _ ledger.Order) { d.pacing.done(due[i].ID) })
		})
	}
	return soon
}

// Await keeps looking at one order until it is settled, wait is over or ctx
// ends, and returns it as it stands then.
func (d *settling) Await(ctx context.Context, o ledger.Order, wait time.Duration) ledger.Order {
	deadline := time.NewTimer(wait)
	defer deadline.Stop()
	for tries := 0; !o.State.Settled() && o.State != providers.StateNeedsReview; tries++ {
		select {
		case <-time.After(min(d.o.Pace<<min(tries, 10), settle.CounterPause)):
			o = d.settle(ctx, o, false)
		case <-deadline.C:
			return d.settle(ctx, o, false)
		case <-ctx.Done():
			return o
		}
	}
	return o
}

// begin reports whether an order is due and nobody is at it, and sets when it
// is due next.
func (p *pacing) begin(now time.Time, id string, longest time.Duration) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	at := p.orders[id]
	if wait := at.due.Sub(now); at.busy || wait > 0 && wait <= longest {
		return false
	}
	if p.orders == nil {
		p.orders = map[string]pace{}
	}
	p.orders[id] = pace{due: now.Add(min(time.Second<<min(at.tries, 20), longest)), tries: at.tries + 1, busy: true}
	return true
}

func (p *pacing) done(id string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	at := p.orders[id]
	at.busy = false
	p.orders[id] = at
}
