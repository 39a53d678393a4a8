package desk

import (
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"simdesk/providers"
	"simdesk/state/ledger"
)

// What a provider is asked about an order: all that was written down when it was
// confirmed, and of the other orders what keeps their effects from being taken
// for its own.
func TestWhatAProviderIsAsked(t *testing.T) {
	t.Parallel()
	const target = "8999000000000000018"
	for name, c := range map[string]struct {
		blind, live, untargeted bool
		quoted                  time.Duration // after the first of the others, -1: not noted
		since                   int64         // as many orders as were there when the baseline was read
		want                    providers.Query
	}{
		"by our reference":                 {quoted: time.Second, want: providers.Query{Others: 2}},
		"by our reference, at the live":    {live: true, quoted: time.Second, want: providers.Query{Others: 2}},
		"nobody knows when it was quoted":  {quoted: -1},
		"for nobody certain":               {quoted: time.Second, untargeted: true},
		"blind":                            {blind: true, quoted: time.Second, want: providers.Query{Others: 2, Equal: 2}},
		"blind, from the ledger's word on": {blind: true, since: 2, want: providers.Query{Others: 1, Equal: 1}},
		"blind, from when it was sent on":  {blind: true, quoted: -1, want: providers.Query{Equal: 1}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newShop(t)
			began := s.clock.Now()
			draft := ledger.Draft{Provider: "fake", Kind: providers.KindTopUp, ProductID: japan.ID, ProductName: japan.Name, Target: target,
				Cost: japan.Cost, Sandbox: true}
			if c.untargeted {
				draft.Target = ""
			}
			another := func(n string) {
				draft.Reference = n
				s.drafted(t, draft, submitted, ledger.Change{State: providers.StateCompleted, ProviderOrderID: "P-" + n})
				s.clock.advance(time.Second)
			}
			another("1")
			another("2")
			draft.Reference = "mine"
			draft.Details = ledger.Details{Fields: map[string]string{"phone": "+1"}, Baseline: map[string]string{"wallet": "100"}}
			if at := began.Add(c.quoted); c.quoted >= 0 {
				draft.Details.QuotedAt = &at
			}
			draft.Details.Since = c.since * 3 // events of an order
			s.drafted(t, draft)
			s.clock.advance(time.Second)
			_, o, err := s.ledger.Submit(t.Context(), s.byReference(t, "mine").ID, "ana")
			if err != nil {
				t.Fatal(err)
			}
			o, err = s.ledger.Append(t.Context(), o.ID, "ana", ledger.Change{State: providers.StateProcessing, ProviderOrderID: "P-mine"})
			if err != nil {
				t.Fatal(err)
			}
			draft.Details = ledger.Details{}
			another("3")
			want := c.want
			want.Reference, want.ProviderOrderID, want.Kind, want.ProductID, want.ProductName = "mine", "P-mine", draft.Kind, japan.ID, japan.Name
			want.Target, want.Cost, want.SubmittedAt, want.Fields, want.Baseline = draft.Target, japan.Cost, began.Add(3*time.Second), o.Draft.Fields, o.Draft.Baseline
			switch {
			case c.blind:
				s.o.Providers[0] = blind{s.fake}
				want.Claimed = map[string]bool{"P-1": true, "P-2": true, "P-3": true}
			case c.live:
				s.o.Providers[0] = live{s.fake}
				want.ProviderOrderID = ""
			}
			if d := cmp.Diff([]providers.Query{want}, s.asked(t, o.ID)); d != "" {
				t.Error(d)
			}
		})
	}
}

func (s *shop) byReference(t *testing.T, reference string) ledger.Order {
	t.Helper()
	o, err := s.ledger.ByReference(t.Context(), reference)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// asked is what a provider that knows nothing is asked in one reconciliation.
func (s *shop) asked(t *testing.T, ids ...string) []providers.Query {
	t.Helper()
	var mu sync.Mutex // four are asked about at once
	var all []providers.Query
	s.fake.track = func(q providers.Query) (providers.Finding, error) {
		mu.Lock()
		defer mu.Unlock()
		all = append(all, q)
		return providers.Finding{}, nil
	}
	if _, err := s.Reconcile(t.Context(), ids...); err != nil {
		t.Fatal(err)
	}
	return all
}

// What others own is told of all that were drafted since a day before this one
// was sent: what was delivered to an older one cannot be this one's.
func TestWhatOthersOwnIsTold(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.o.Providers[0] = blind{s.fake}
	old := func(n string) {
		s.wrote(t, submitted, ledger.Change{State: providers.StateProcessing, ProviderOrderID: "P-" + n})
		s.clock.advance(time.Second)
	}
	old("older")
	old("a day before")
	s.clock.advance(day - 2*time.Second)
	o := s.wrote(t)
	s.clock.advance(time.Second)
	if _, _, err := s.ledger.Submit(t.Context(), o.ID, "ana"); err != nil {
		t.Fatal(err)
	}
	got := s.asked(t, o.ID)
	if len(got) != 1 {
		t.Fatal(got)
	}
	if d := cmp.Diff(map[string]bool{"P-a day before": true}, got[0].Claimed); d != "" {
		t.Error(d)
	}
}
