package desk

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"simdesk/providers"
)

// live is the fake as another account: not its sandbox.
type live struct{ *fake }

func (live) Sandbox() bool { return false }

// liveBlind is a live account to which no reference of ours travels.
type liveBlind struct{ blind }

func (liveBlind) Sandbox() bool { return false }

// What the sandbox does not list is no evidence about a live order, nor the
// other way round: nobody decides by what the wrong account showed.
func TestTheWrongAccountIsNoEvidence(t *testing.T) {
	t.Parallel()
	found := providers.Finding{Verdict: providers.Found, Result: delivered}
	for name, c := range map[string]struct {
		blind bool
		found providers.Finding
		want  providers.State
	}{
		"nothing listed":              {false, providers.Finding{Evidence: unclear}, providers.StateNeedsReview},
		"unclear":                     {false, providers.Finding{Verdict: providers.Unclear, Evidence: unclear}, providers.StateNeedsReview},
		"under our reference":         {false, found, providers.StateCompleted},
		"by evidence of another shop": {true, found, providers.StateNeedsReview},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := &fake{charges: map[string]int{}, wallet: "100"}
			s := till(t, filepath.Join(t.TempDir(), "ledger.db"), f)
			s.o.Providers[0] = f
			if c.blind {
				s.o.Providers[0] = blind{f}
			}
			f.sell = func(string) (providers.Result, error) { return providers.Result{}, lostAnswer }
			o := s.sell(t, oneJapan)
			s.o.Providers[0] = live{f}
			if c.blind {
				s.o.Providers[0] = liveBlind{blind{f}}
			}
			if w := s.Wallets(t.Context(), func(Wallet) {})[0]; w.Spendable().String() != "100.00 USD" {
				t.Errorf("the live wallet pays for a sandbox order: %s", w.Spendable())
			}
			f.track = finds(c.found)
			s.clock.advance(3 * time.Minute)
			if _, err := s.Reconcile(t.Context()); err != nil {
				t.Fatal(err)
			}
			got := s.get(t, o.ID)
			_, last := s.last(t, o.ID)
			if got.State != c.want || c.want == providers.StateNeedsReview && len(last.Evidence) > 0 {
				t.Errorf("%s by %+v", got.State, last)
			}
			s.o.Providers[0], f.track = f, finds(found)
			if _, err := s.Reconcile(t.Context()); err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(providers.StateCompleted, s.get(t, o.ID).State); d != "" {
				t.Errorf("asked at home: %s", d)
			}
		})
	}
}

// The numbers of one account are other orders at the other.
func TestAnOrderNumberStaysAtItsAccount(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.fake.sell = func(string) (providers.Result, error) {
		return providers.Result{State: providers.StateProcessing, ProviderOrderID: "P-1"}, nil
	}
	s.sell(t, oneJapan)
	var asked []string
	s.fake.track = func(q providers.Query) (providers.Finding, error) {
		asked = append(asked, q.ProviderOrderID)
		return providers.Finding{}, nil
	}
	for _, p := range []providers.Provider{s.fake, live{s.fake}} {
		s.o.Providers[0] = p
		if _, err := s.Reconcile(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if d := cmp.Diff([]string{"P-1", ""}, asked); d != "" {
		t.Error(d)
	}
}
