package desk

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"simdesk/providers"
	"simdesk/state/ledger"
)

// Another process wrote the draft and is about to send it: whoever waits for
// the order or asks for it by its number must not take that away.
func TestAFreshDraftOfAnotherProcessIsLeftAlone(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	ctx := t.Context()
	o, _, err := s.ledger.Draft(ctx, "bo", ledger.Draft{Reference: "r-1", Provider: "fake", Kind: "esim", ProductID: "jp-5gb"})
	if err != nil {
		t.Fatal(err)
	}
	s.clock.advance(ledger.Abandoned - time.Second)
	if got := s.Await(ctx, o, 20*time.Millisecond); got.State != providers.StateDrafted {
		t.Errorf("after waiting for it: %s", got.State)
	}
	if _, err := s.Reconcile(ctx, o.ID); err != nil {
		t.Fatal(err)
	}
	won, _, err := s.ledger.Submit(ctx, o.ID, "bo")
	if err != nil || !won {
		t.Errorf("its process could not send it: %v %v", won, err)
	}
}

func TestADraftThatNobodyWillSendIsGivenUp(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	o, _, err := s.ledger.Draft(t.Context(), "bo", ledger.Draft{Reference: "r-1", Provider: "fake", Kind: "esim", ProductID: "jp-5gb"})
	if err != nil {
		t.Fatal(err)
	}
	s.clock.advance(ledger.Abandoned)
	if got := s.Await(t.Context(), o, 20*time.Millisecond); got.State != providers.StateFailed {
		t.Errorf("state %s", got.State)
	}
}

// An order that somebody may still send is open: nobody may hear "nothing was
// open" while it can become a charge.
func TestAFreshDraftIsLeftOpen(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	o, _, err := s.ledger.Draft(t.Context(), "bo", ledger.Draft{Reference: "r-1", Provider: "fake", Kind: "esim", ProductID: "jp-5gb"})
	if err != nil {
		t.Fatal(err)
	}
	for _, ids := range [][]string{nil, {o.ID}, {"another"}} {
		got, err := s.Reconcile(t.Context(), ids...)
		want := Settled{StillUnknown: []ledger.Order{o}}
		if len(ids) > 0 && ids[0] == "another" {
			want = Settled{}
		}
		if d := cmp.Diff(want, got, cmpopts.EquateEmpty()); err != nil || d != "" {
			t.Errorf("%v: %v\n%s", ids, err, d)
		}
	}
	s.clock.advance(ledger.Abandoned)
	if got, err := s.Reconcile(t.Context()); err != nil || len(got.StillUnknown)+len(got.Settled) != 1 {
		t.Errorf("when it is given up: %+v %v", got, err)
	}
}

// A draft is open when the rounds begin, and not yet anybody's to ask about.
// Whatever becomes of it while they last, whoever asked what is open hears of it
// as it stands then: it may have become a charge.
func TestAFreshDraftIsHeardAfterLongRounds(t *testing.T) {
	t.Parallel()
	draft := func(t *testing.T, s *shop, reference string) ledger.Order {
		return s.drafted(t, ledger.Draft{Reference: reference, Provider: "fake", Kind: "esim", ProductID: "jp-5gb"})
	}
	send := func(t *testing.T, s *shop, o ledger.Order, steps ...ledger.Change) {
		if won, _, err := s.ledger.Submit(t.Context(), o.ID, "bo"); err != nil || !won {
			t.Fatal(won, err)
		}
		for _, c := range steps {
			if _, err := s.ledger.Append(t.Context(), o.ID, "bo", c); err != nil {
				t.Fatal(err)
			}
		}
	}
	for name, c := range map[string]struct {
		meanwhile func(t *testing.T, s *shop, o ledger.Order)
		settled   []providers.State
		unknown   []providers.State
	}{
		"nothing":         {func(*testing.T, *shop, ledger.Order) {}, nil, []providers.State{"drafted"}},
		"it grew old":     {func(_ *testing.T, s *shop, _ ledger.Order) { s.clock.advance(ledger.Abandoned) }, nil, []providers.State{"drafted"}},
		"it was sent":     {func(t *testing.T, s *shop, o ledger.Order) { send(t, s, o) }, nil, []providers.State{"submitted"}},
		"it was lost":     {func(t *testing.T, s *shop, o ledger.Order) { send(t, s, o, unknown) }, nil, []providers.State{"unknown"}},
		"it was answered": {func(t *testing.T, s *shop, o ledger.Order) { send(t, s, o, completed) }, []providers.State{"completed"}, nil},
		"another was made": {func(t *testing.T, s *shop, _ ledger.Order) { draft(t, s, "another") }, nil,
			[]providers.State{"drafted", "drafted"}},
		"another was made and sent": {func(t *testing.T, s *shop, _ ledger.Order) { send(t, s, draft(t, s, "another")) }, nil,
			[]providers.State{"drafted", "submitted"}},
	} {
		s := newShop(t)
		asked := s.wrote(t, submitted, unknown)
		o := draft(t, s, "fresh")
		s.fake.track = func(q providers.Query) (providers.Finding, error) {
			if q.Reference == asked.Reference {
				c.meanwhile(t, s, o)
			}
			return providers.Finding{Verdict: providers.Found, Result: providers.Result{State: providers.StateRefunded}}, nil
		}
		got, err := s.Reconcile(t.Context())
		if err != nil || len(got.Settled) == 0 || got.Settled[0].ID != asked.ID {
			t.Fatalf("%s: %+v %v", name, got, err)
		}
		states := func(orders []ledger.Order) (all []providers.State) {
			for _, o := range orders {
				all = append(all, o.State)
			}
			slices.Sort(all)
			return all
		}
		if d := cmp.Diff([2][]providers.State{c.settled, c.unknown}, [2][]providers.State{states(got.Settled[1:]), states(got.StillUnknown)}); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
}
