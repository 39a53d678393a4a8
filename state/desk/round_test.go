package desk

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"simdesk/providers"
	"simdesk/state/ledger"
)

// blindFake takes no reference of ours and looks at many orders in rounds.
type blindFake struct {
	*fake
	rounds, shared atomic.Int32
}

func (*blindFake) Referenced() bool { return false }

func (f *blindFake) Baseline(context.Context, providers.Query) (map[string]string, error) {
	return map[string]string{"wallet": "100"}, nil
}

func (f *blindFake) Round() providers.Tracker {
	f.rounds.Add(1)
	return tracks(func(q providers.Query) (providers.Finding, error) {
		f.shared.Add(1)
		return f.track(q)
	})
}

type tracks func(providers.Query) (providers.Finding, error)

func (t tracks) Track(_ context.Context, q providers.Query) (providers.Finding, error) { return t(q) }

// blindShop has open orders at a provider that takes no reference.
func blindShop(t *testing.T, open int) (*shop, *blindFake) {
	t.Helper()
	s := newShop(t)
	f := &blindFake{fake: s.fake}
	s.o.Providers = []providers.Provider{f}
	f.track = func(providers.Query) (providers.Finding, error) {
		return providers.Finding{Verdict: providers.Unclear}, nil
	}
	for n := range open {
		o, _, err := s.ledger.Draft(t.Context(), "ana", ledger.Draft{Reference: string(rune('a' + n)), Provider: "fake", Kind: japan.Kind, ProductID: japan.ID, Cost: japan.Cost, Sandbox: true})
		if err == nil {
			_, _, err = s.ledger.Submit(t.Context(), o.ID, "ana")
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	s.clock.advance(time.Second)
	return s, f
}

func TestOpenOrdersShareARound(t *testing.T) {
	t.Parallel()
	s, f := blindShop(t, 5)
	got, err := s.Reconcile(t.Context())
	if err != nil || len(got.StillUnknown) != 5 || f.rounds.Load() != 1 || f.shared.Load() != 5 {
		t.Errorf("%d open, %d rounds, %d looks in them, %v", len(got.StillUnknown), f.rounds.Load(), f.shared.Load(), err)
	}
}

// Evidence is never older than the order: what was read before an order was sent
// says nothing about it.
func TestARoundIsForOrdersSentBeforeIt(t *testing.T) {
	t.Parallel()
	s, f := blindShop(t, 0)
	end := s.beginRound("fake", f)
	began := s.o.Now()
	for name, tc := range map[string]struct {
		sent time.Time
		want int32
	}{
		"before":    {began.Add(-time.Millisecond), 1},
		"just then": {began, 0},
		"after":     {began.Add(time.Millisecond), 0},
	} {
		f.shared.Store(0)
		o := ledger.Order{Provider: "fake", SubmittedAt: &tc.sent}
		if _, err := s.trackerFor(o, f).Track(t.Context(), providers.Query{}); err != nil || f.shared.Load() != tc.want {
			t.Errorf("%s: %d looks in the round, want %d", name, f.shared.Load(), tc.want)
		}
	}
	end()
	f.shared.Store(0)
	long := began.Add(-time.Hour)
	if _, err := s.trackerFor(ledger.Order{Provider: "fake", SubmittedAt: &long}, f).Track(t.Context(), providers.Query{}); err != nil || f.shared.Load() != 0 {
		t.Error("a round that is over is still used")
	}
}

// A round is alone at its provider: no charge is under way while it reads.
func TestNobodyChargesDuringARound(t *testing.T) {
	t.Parallel()
	s, f := blindShop(t, 3)
	f.track = func(providers.Query) (providers.Finding, error) {
		ctx, cancel := context.WithTimeout(t.Context(), 30*time.Millisecond)
		defer cancel()
		if release, err := s.ledger.Alone(ctx, "fake"); err == nil {
			release()
			t.Error("somebody else may charge during a round")
		}
		return providers.Finding{}, errors.New("not now")
	}
	if _, err := s.Reconcile(t.Context()); err != nil || f.rounds.Load() != 1 {
		t.Error(f.rounds.Load(), err)
	}
}
