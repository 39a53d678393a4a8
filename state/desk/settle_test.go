package desk

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"simdesk/providers"
	"simdesk/state/ledger"
)

// Whoever waits for an order that cannot be read for a moment keeps what is
// known of it: its number is what the clerk is told to look it up by.
func TestAnOrderThatCannotBeReadIsNotForgotten(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	o := ledger.Order{ID: "not-there", Reference: "r-1", Provider: "fake", State: providers.StateUnknown}
	if d := cmp.Diff(o, s.Await(t.Context(), o, 20*time.Millisecond)); d != "" {
		t.Error(d)
	}
}

// A secret that cannot be read just now says nothing about an order: nobody is
// told to decide what the provider was never asked about. An account that is no
// longer configured will never be asked, so a person has to.
func TestAnAccountThatCannotBeUsedIsNoEvidence(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		broken []Account
		want   []providers.State
	}{
		"broken": {[]Account{{Name: "fake", Title: "Fake", Problem: &providers.Error{Kind: providers.KindConfig, Why: providers.Quoted("FAKE_KEY is not set.")}}},
			[]providers.State{"drafted", "submitted", "unknown", "completed"}},
		"gone": {nil, []providers.State{"drafted", "submitted", "unknown", "needs_review", "completed"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newShop(t)
			s.fake.sell = func(string) (providers.Result, error) { return providers.Result{}, lostAnswer }
			s.fake.track = finds(providers.Finding{Verdict: providers.Found, Result: delivered})
			o := s.sell(t, oneJapan)
			usable := s.o.Providers
			s.o.Providers, s.o.Broken = nil, c.broken
			s.clock.advance(time.Hour)
			if got, err := s.Reconcile(t.Context()); err != nil || len(got.StillUnknown) != 1 {
				t.Errorf("%+v %v", got, err)
			}
			s.o.Providers, s.o.Broken = usable, nil
			if got, err := s.Reconcile(t.Context()); err != nil || len(got.Settled) != 1 {
				t.Errorf("usable again: %+v %v", got, err)
			}
			if d := cmp.Diff(c.want, s.states(t, o.ID)); d != "" {
				t.Error(d)
			}
		})
	}
}
