package desk

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"simdesk/providers"
	"simdesk/state/ledger"
)

// rounder has rounds, and takes our reference: nobody is alone at it.
type rounder struct{ *fake }

func (r rounder) Round() providers.Tracker { return r.fake }

// Orders are looked at together where the provider has rounds and nothing of ours
// travels with an order, else each by itself; all in their order.
func TestWhoIsLookedAtTogether(t *testing.T) {
	t.Parallel()
	orders := []ledger.Order{{Provider: "second"}, {Provider: "fake"}, {Provider: "fake"}, {Provider: "second"}, {Provider: "gone"}, {Provider: "gone"}, {Provider: "fake"}}
	alone := [][]int{{0}, {1}, {2}, {3}, {4}, {5}, {6}}
	for name, c := range map[string]struct {
		provider func(*fake) providers.Provider
		want     [][]int
	}{
		"blind, in rounds":             {func(f *fake) providers.Provider { return &blindFake{fake: f} }, [][]int{{0}, {1, 2, 6}, {3}, {4}, {5}}},
		"blind":                        {func(f *fake) providers.Provider { return blind{f} }, alone},
		"by our reference":             {func(f *fake) providers.Provider { return f }, alone},
		"by our reference, has rounds": {func(f *fake) providers.Provider { return rounder{f} }, alone},
	} {
		s := newShop(t)
		s.o.Providers = []providers.Provider{c.provider(s.fake), second{s.fake}}
		if d := cmp.Diff(c.want, s.groups(orders)); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
}

// One order needs no round: what is read for it is read for nobody else.
func TestOneOrderNeedsNoRound(t *testing.T) {
	t.Parallel()
	s, f := blindShop(t, 1)
	asked := s.asked(t)
	if len(asked) != 1 || f.rounds.Load() != 0 || f.shared.Load() != 0 {
		t.Errorf("%d asked, %d rounds", len(asked), f.rounds.Load())
	}
}

// A round is over after two seconds, and the next one begins a moment later, so
// that a sale that waits comes in between. Who leaves gets the rest as it stands.
func TestARoundLetsSalesIn(t *testing.T) {
	t.Parallel()
	const failed, open = providers.StateFailed, providers.StateUnknown
	type row struct {
		leave  time.Duration
		asked  []float64
		rounds int32
		want   []providers.State
	}
	pause := row{2300 * time.Millisecond, []float64{0, 0.75, 1.5}, 1, []providers.State{failed, failed, failed, open, open}}
	for name, c := range map[string]row{
		"stays":               {time.Hour, []float64{0, 0.75, 1.5, 2.35, 3.1}, 2, []providers.State{failed, failed, failed, failed, failed}},
		"leaves in a look":    {time.Second, []float64{0, 0.75}, 1, []providers.State{failed, failed, open, open, open}},
		"leaves in the pause": pause,
		// Without a look at who has left, each of these would end well every other time.
		"leaves in the pause, too": pause, "and again": pause, "and once more": pause, "and the last time": pause,
	} {
		synctest.Test(t, func(t *testing.T) {
			s, asked := inTime(t, time.Second, func(int) (providers.Finding, error) {
				time.Sleep(750 * time.Millisecond)
				return says(providers.Result{State: failed}), nil
			})
			f := &blindFake{fake: s.fake}
			s.o.Providers[0] = f
			var orders []ledger.Order
			for range 5 {
				orders = append(orders, s.wrote(t, submitted, unknown))
			}
			ctx, leave := context.WithTimeout(t.Context(), c.leave)
			defer leave()
			var got []providers.State
			s.settleGroup(ctx, orders, []int{0, 1, 2, 3, 4}, false, func(i int, after ledger.Order) {
				if got = append(got, after.State); after.ID != orders[i].ID || i != len(got)-1 {
					t.Errorf("%s: told of number %d as of number %d", name, i, len(got)-1)
				}
			})
			if d := cmp.Diff(c.want, got); d != "" || f.rounds.Load() != c.rounds {
				t.Errorf("%s, %d rounds: %s", name, f.rounds.Load(), d)
			}
			if len(s.shared) > 0 {
				t.Errorf("%s: a round goes on", name)
			}
			if d := cmp.Diff(c.asked, *asked); d != "" {
				t.Errorf("%s: %s", name, d)
			}
		})
	}
}

// One that cannot be alone, since a sale does not end, asks nobody after twenty
// seconds and gives its place back.
func TestALookWaitsForASaleOnlySoLong(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, asked := inTime(t, time.Second, func(int) (providers.Finding, error) { return providers.Finding{}, nil })
		s.o.Providers[0] = &blindFake{fake: s.fake}
		orders := []ledger.Order{s.wrote(t, submitted, unknown), s.wrote(t, submitted, unknown)}
		end, err := s.ledger.Alone(t.Context(), "fake")
		if err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		if _, err := s.Reconcile(t.Context()); err != nil || len(*asked) > 0 || time.Since(began).Round(time.Second) != lookWait {
			t.Errorf("asked %v, over after %s, %v", *asked, time.Since(began), err)
		}
		end()
		for _, o := range orders {
			s.settle(t.Context(), o, false)
		}
		if len(*asked) != 2 {
			t.Errorf("asked %v once the sale is over", *asked)
		}
	})
}
