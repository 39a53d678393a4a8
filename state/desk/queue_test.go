package desk

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"simdesk/providers"
	"simdesk/state/ledger"
)

// second is another provider.
type second struct{ *fake }

func (second) Name() string { return "second" }

// at writes an order of a provider.
func (s *shop) at(t *testing.T, provider string, steps ...ledger.Change) ledger.Order {
	t.Helper()
	return s.drafted(t, ledger.Draft{Reference: fmt.Sprint(provider, " ", time.Now().UnixNano()), Provider: provider, Kind: japan.Kind,
		ProductID: japan.ID, Cost: japan.Cost, Sandbox: true}, steps...)
}

// A provider that hangs holds up its own orders, four at a time, and not those
// of another one.
func TestAProviderThatHangsHoldsUpNobodyElse(t *testing.T) {
	t.Parallel()
	for _, state := range []providers.State{providers.StateUnknown, providers.StateCompleted} {
		s := newShop(t)
		other := &fake{charges: map[string]int{}}
		s.o.Providers = append(s.o.Providers, second{other})
		step := ledger.Change{State: state}
		for range atOnce + 1 {
			s.at(t, "second", submitted, step)
			s.at(t, "fake", submitted, step)
			s.clock.advance(time.Second)
		}
		s.at(t, "second", submitted, step) // the newest of all
		var mu sync.Mutex
		hung, most := 0, 0
		var answered sync.WaitGroup
		answered.Add(atOnce + 2)
		all := make(chan struct{})
		go func() { answered.Wait(); close(all) }()
		other.track = func(providers.Query) (providers.Finding, error) { answered.Done(); return providers.Finding{}, nil }
		s.fake.track = func(providers.Query) (providers.Finding, error) {
			mu.Lock()
			hung++
			most = max(most, hung)
			mu.Unlock()
			select {
			case <-all:
			case <-time.After(10 * time.Second):
				t.Errorf("%s: the other's orders wait", state)
			}
			mu.Lock()
			hung--
			mu.Unlock()
			return providers.Finding{}, nil
		}
		if _, err := s.Reconcile(t.Context()); err != nil {
			t.Fatal(err)
		}
		if most > atOnce {
			t.Errorf("%s: %d asked at once", state, most)
		}
	}
}

// Who leaves while it waits for a place gets the order as it stands, and nobody
// is asked.
func TestWhoLeavesBeforeItsTurn(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	open, finished := s.wrote(t, submitted, unknown), s.wrote(t, submitted, completed)
	var asked int
	s.fake.track = func(providers.Query) (providers.Finding, error) { asked++; return providers.Finding{}, nil }
	var ends []func()
	for range atOnce {
		end, ok := s.turn(t.Context(), "fake")
		if !ok {
			t.Fatal("no place")
		}
		ends = append(ends, end)
	}
	gone, leave := context.WithCancel(t.Context())
	leave()
	if d := cmp.Diff(open, s.settle(gone, open, false)); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff(finished, s.recheck(gone, finished), sameThings); d != "" {
		t.Error(d)
	}
	if asked != 0 {
		t.Errorf("asked %d times", asked)
	}
	for _, end := range ends {
		end()
	}
	s.settle(t.Context(), open, false)
	s.recheck(t.Context(), finished)
	if asked != 2 {
		t.Errorf("asked %d times, want 2: a place was not given back", asked)
	}
}

// An order that is being charged from here has nothing to look up yet, and who
// asks for it does not wait for the sale to end.
func TestWhatIsBeingChargedIsNotLookedUp(t *testing.T) {
	t.Parallel()
	for name, provider := range map[string]func(*fake) providers.Provider{
		"by our reference": func(f *fake) providers.Provider { return f },
		"blind":            func(f *fake) providers.Provider { return blind{f} },
	} {
		s := newShop(t)
		s.o.Providers[0] = provider(s.fake)
		hold, sent := make(chan struct{}), make(chan struct{})
		s.fake.sell = func(string) (providers.Result, error) { close(sent); <-hold; return delivered, nil }
		s.fake.track = func(providers.Query) (providers.Finding, error) {
			t.Error(name, "was asked")
			return providers.Finding{}, nil
		}
		q, err := s.Quote(t.Context(), oneJapan)
		if err != nil {
			t.Fatal(err)
		}
		ticket, err := s.Buy(q)
		if err != nil {
			t.Fatal(err)
		}
		<-sent
		if got := ticket.Order(); got.State != providers.StateSubmitted {
			t.Errorf("%s: who holds the ticket sees %q", name, got.State)
		}
		o, began := s.byReference(t, q.Reference), time.Now()
		for way, settled := range map[string]ledger.Order{
			"settle": s.settle(t.Context(), o, false), "settleInTurn": s.settleInTurn(t.Context(), o, true),
		} {
			if d := cmp.Diff(o, settled); d != "" {
				t.Errorf("%s, %s: %s", name, way, d)
			}
		}
		var looks sync.WaitGroup
		s.followOnce(t.Context(), &looks)
		looks.Wait()
		if took := time.Since(began); took > lookWait/2 {
			t.Errorf("%s: waited %s", name, took)
		}
		close(hold)
		if o, err := ticket.Wait(t.Context()); err != nil || o.State != providers.StateCompleted {
			t.Errorf("%s: %s %v", name, o.State, err)
		}
	}
}

// However many wait for a person, all of them are asked about.
func TestAllThatIsOpenIsAskedAbout(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	const many = 60
	for range many {
		s.wrote(t, submitted, inReview)
	}
	if got := len(s.asked(t)); got != many {
		t.Errorf("asked about %d of %d", got, many)
	}
}
