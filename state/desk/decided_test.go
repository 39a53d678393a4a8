package desk

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"simdesk/providers"
	"simdesk/state/ledger/sqlite"
)

// Who comes too late hears who decided, and what.
func TestWhoHasDecidedAlready(t *testing.T) {
	t.Parallel()
	for state, key := range map[providers.State]string{
		providers.StateCompleted: "desk.decided_completed",
		providers.StateFailed:    "desk.decided_failed",
		providers.StateRefunded:  "desk.decided_given_back",
	} {
		s := newShop(t)
		o := s.wrote(t, submitted, inReview)
		r := DecideRequest{ID: o.ID, State: state, Clerk: "bo", Reason: "r 12 3"} // four letters and digits
		if _, err := s.Decide(t.Context(), r); err != nil {
			t.Fatal(err)
		}
		r.Clerk = "al"
		got, err := s.Decide(t.Context(), r)
		want := &providers.Error{Kind: providers.KindInvalid, Outcome: providers.NotSent, Why: providers.Because(key, "clerk", "bo")}
		if d := cmp.Diff(want, providers.AsError(err)); d != "" || !cmp.Equal(got, s.get(t, o.ID)) {
			t.Errorf("%s: %s %s", state, got.State, d)
		}
	}
	if err := (DecideRequest{State: providers.StateFailed, Clerk: "b", Reason: "abc"}).Check(); err == nil {
		t.Error("three letters are a reason")
	}
}

// A decision is written though its screen is left in that moment.
func TestADecisionOutlivesItsScreen(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	o := s.wrote(t, submitted, inReview)
	ctx, leave := context.WithCancel(t.Context())
	armed := false
	book, err := sqlite.Open(t.Context(), s.ledger.Path(), sqlite.Options{Now: func() time.Time {
		if armed {
			leave() // the step asks for the time
		}
		return s.clock.Now()
	}})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = book.Close() }()
	armed, s.o.Ledger = true, book
	got, err := s.Decide(ctx, DecideRequest{ID: o.ID, State: providers.StateFailed, Clerk: "bo", Reason: "not theirs"})
	if err != nil || got.State != providers.StateFailed || ctx.Err() == nil {
		t.Errorf("%s, left: %v, %v", got.State, ctx.Err(), err)
	}
}
