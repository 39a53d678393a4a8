package test

import (
	"context"
	"encoding/json"
	"fmt"
	"sort"
	"strings"
	"testing"
	"time"

	"simdesk/providers"
	"simdesk/providers/sandbox/sim"
	"simdesk/state/ledger"
)

// settleAll reconciles on a new till, letting time pass, until nothing moves.
func settleAll(w *world, s *witness) {
	w.t.Helper()
	x := w.start(false)
	defer x.kill()
	before := ""
	for quiet := 0; quiet < 2; {
		got, err := x.Reconcile(context.Background())
		if err != nil {
			w.t.Fatal(err)
		}
		now := ""
		for _, o := range append(got.Settled, got.StillUnknown...) {
			s.look(o, "reconcile")
		}
		for _, o := range got.StillUnknown {
			now += o.ID + string(o.State)
		}
		if quiet++; now != before || len(got.Settled) > 0 {
			quiet = 0
		}
		before = now
		w.sims.World().Advance(16 * time.Minute) // past every waiting time of the desk in two rounds
	}
}

// decides reports whether an event is a person's word.
func decides(e ledger.Event) bool {
	var c ledger.Change
	return json.Unmarshal(e.Payload, &c) == nil && c.Decided
}

// tell prints how the orders ended.
func tell(t testing.TB, b books) {
	t.Helper()
	why := map[string]int{}
	ends := map[string]map[providers.State]int{}
	for _, o := range b.orders {
		key := o.Provider
		if o.Kind == providers.KindTopUp {
			key += " topup"
		}
		if ends[key] == nil {
			ends[key] = map[providers.State]int{}
		}
		ends[key][o.State]++
		if b.decided[o.ID] {
			ends[key]["by a person"]++
		}
		if o.State == providers.StateFailed && o.Error != nil {
			why[o.Provider+" "+o.Error.Code+" "+string(o.Error.Kind)+" "+o.Error.Detail]++
		}
	}
	if *tortureWhy {
		t.Logf("refusals: %v", why)
	}
	for key, n := range ends {
		t.Logf("%-18s %v", key, n)
	}
}

// close reads the whole ledger and everything else there is to compare.
func (w *world) close(s *witness) (books, error) {
	ctx := context.Background()
	b := books{history: map[string][]providers.State{}, charges: map[string][]sim.Charge{}, refused: map[string][]sim.Charge{}, shown: map[string][]providers.State{}, blind: map[string]bool{}, decided: map[string]bool{}}
	for _, p := range w.clients() {
		_, b.blind[p.Name()] = p.(providers.Baseliner)
		b.charges[p.Name()], b.refused[p.Name()] = w.charges(p.Name()), w.sims.World().Refused(p.Name())
	}
	if err := s.book.Verify(ctx); err != nil {
		return b, err
	}
	for f := (ledger.Filter{Limit: 500}); ; {
		page, err := s.book.List(ctx, f)
		if err != nil {
			return b, err
		}
		b.orders = append(b.orders, page.Orders...)
		if f.Cursor = page.Next; f.Cursor == "" {
			break
		}
	}
	for _, o := range b.orders {
		events, err := s.book.Events(ctx, o.ID)
		if err != nil {
			return b, err
		}
		for _, e := range events {
			b.history[o.ID] = append(b.history[o.ID], e.State)
			b.decided[o.ID] = b.decided[o.ID] || decides(e)
		}
		for state := range s.seen[o.ID] {
			b.shown[o.ID] = append(b.shown[o.ID], state)
		}
	}
	sort.Slice(b.orders, func(i, j int) bool { return b.orders[i].CreatedAt.Before(b.orders[j].CreatedAt) })
	return b, nil
}

// explain adds to what must never happen what the ledger says of the order:
// a run that found something once may never find it again.
func (r *torture) explain(list []string, orders []ledger.Order) {
	for i, line := range list {
		for _, o := range orders {
			if !strings.Contains(line, o.Reference) {
				continue
			}
			events, err := r.witness.book.Events(context.Background(), o.ID)
			if err != nil {
				list[i] += "\n" + err.Error()
			}
			for _, e := range events {
				list[i] += fmt.Sprintf("\n%s %s %.1000s", e.At.Format(time.TimeOnly), e.State, e.Payload)
			}
		}
	}
}
