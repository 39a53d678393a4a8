package desk

import (
	"context"
	"time"

	"simdesk/providers"
	"simdesk/state/ledger"
	"simdesk/state/settle"
)

// At a provider whose evidence is in lists, many open orders are looked at in
// rounds: while nobody else charges there, one after the other, in pages that
// are read once for all of them.

const (
	// roundFor is how long a sale may have to wait for a round to end.
	roundFor = 2 * time.Second
	// roundPause lets a sale that waits begin before the next round does.
	roundPause = 100 * time.Millisecond
)

// round is one that is under way at a provider.
type round struct {
	tracker providers.Tracker
	began   time.Time
}

// trackerFor is the tracker for an order: that of the round which is under way, if
// the order was sent before anything was read for it. Evidence is never older
// than the order.
func (d *asking) trackerFor(o ledger.Order, own providers.Tracker) providers.Tracker {
	d.mu.Lock()
	defer d.mu.Unlock()
	if r, ok := d.shared[o.Provider]; ok && settle.SentAt(o).Before(r.began) {
		return r.tracker
	}
	return own
}

// beginRound starts a round. Only who is alone at the provider may.
func (d *asking) beginRound(provider string, p providers.Rounder) (end func()) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.shared[provider] = round{p.Round(), d.o.Now()}
	return func() {
		d.mu.Lock()
		defer d.mu.Unlock()
		delete(d.shared, provider)
	}
}

// groups are the orders by who is looked at together: one for each provider that
// has rounds, else one for each order. They hold places in the list.
func (d *asking) groups(orders []ledger.Order) [][]int {
	var out [][]int
	at := map[string]int{}
	for i, o := range orders {
		n, ok := at[o.Provider]
		if d.rounder(o.Provider) == nil || !ok {
			at[o.Provider] = len(out)
			out = append(out, []int{i})
			continue
		}
		out[n] = append(out[n], i)
	}
	return out
}

// rounder is nil for a provider without rounds.
func (d *asking) rounder(provider string) providers.Rounder {
	if !d.blind(provider) {
		return nil // nobody is alone there, and nothing may be shared
	}
	p, _ := d.provider(provider)
	r, _ := p.(providers.Rounder)
	return r
}

// settleGroup looks at every order of a group and hands over how each stands then.
func (d *settling) settleGroup(ctx context.Context, orders []ledger.Order, group []int, asked bool, each func(i int, after ledger.Order)) {
	if len(group) == 1 {
		each(group[0], d.settle(ctx, orders[group[0]], asked))
		return
	}
	provider := orders[group[0]].Provider
	for len(group) > 0 && ctx.Err() == nil {
		done, ok := d.turn(ctx, provider)
		if !ok {
			break
		}
		end := d.beginRound(provider, d.rounder(provider))
		for began := time.Now(); len(group) > 0 && time.Since(began) < roundFor; group = group[1:] {
			each(group[0], d.settleInTurn(ctx, orders[group[0]], asked))
		}
		end()
		done()
		pause(ctx, roundPause)
	}
	for _, i := range group { // nobody got to these
		each(i, orders[i])
	}
}

func pause(ctx context.Context, long time.Duration) {
	select {
	case <-time.After(long):
	case <-ctx.Done():
	}
}
