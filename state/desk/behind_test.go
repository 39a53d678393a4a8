package desk

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"simdesk/providers"
	"simdesk/state/ledger"
	"simdesk/state/ledger/sqlite"
)

// settledBy leaves an order as a person settled it, before its answer came.
func (s *shop) settledBy(t *testing.T, state providers.State) ledger.Order {
	t.Helper()
	o := s.inReview(t)
	o, err := s.Decide(t.Context(), DecideRequest{ID: o.ID, State: state, Clerk: "bo", Reason: "they said so"})
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// What an answer writes that comes when the order is settled: what the customer
// is to get, and what contradicts the end, and nothing else.
func TestWhatALateAnswerWrites(t *testing.T) {
	t.Parallel()
	no := &ledger.Problem{Kind: providers.KindDeclined, Provider: "fake", Code: "NO_MONEY", Why: providers.Quoted("No money."), RequestID: "R-1"}
	told := *no
	told.Why = providers.Because("settle.refused_late", "answer", no.Why)
	refused := ledger.Change{State: providers.StateFailed, Error: no, ProviderStatus: "NO"}
	lost := ledger.Change{State: providers.StateUnknown, Error: no}
	done := ledger.Change{State: providers.StateCompleted, Delivery: delivered.Delivery, ProviderOrderID: "P-1", Note: "done"}
	for name, c := range map[string]struct {
		decided providers.State
		answer  ledger.Change
		want    *ledger.Change // nil where nothing is
	}{
		"completed, and refused":    {providers.StateCompleted, refused, &ledger.Change{State: providers.StateCompleted, Error: &told}},
		"completed, and not known":  {providers.StateCompleted, lost, nil},
		"given back, and refused":   {providers.StateRefunded, refused, nil},
		"given back, and not known": {providers.StateRefunded, lost, nil},
		"given back, and delivered": {providers.StateRefunded, done, &ledger.Change{State: providers.StateRefunded, Delivery: delivered.Delivery}},
	} {
		s := newShop(t)
		o := s.settledBy(t, c.decided)
		before, _ := s.last(t, o.ID)
		got, err := s.writeAnswer(t.Context(), o.ID, "ana", c.answer)
		if err != nil || got.State != c.decided {
			t.Errorf("%s: %s %v", name, got.State, err)
		}
		if d := cmp.Diff(s.get(t, o.ID), got, sealed); d != "" {
			t.Errorf("%s: not told as it is: %s", name, d)
		}
		e, change := s.last(t, o.ID)
		if c.want == nil {
			if e.Seq != before.Seq {
				t.Errorf("%s: wrote %+v", name, change)
			}
			continue
		}
		if d := cmp.Diff(*c.want, change, sealed); d != "" || e.Clerk != "ana" {
			t.Errorf("%s: %s %s", name, e.Clerk, d)
		}
	}
	if !no.Why.Equal(providers.Quoted("No money.")) {
		t.Errorf("the answer's own words were changed to %q", no.Why)
	}
}

// A late answer with what another order has changes nothing, and neither does
// one that cannot be written; only the latter is tried again.
func TestALateAnswerThatIsNotKept(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	logs := make(chan string, 10)
	s.o.Log = slog.New(tap{slog.DiscardHandler, logs})
	s.sell(t, oneJapan)
	o := s.settledBy(t, providers.StateRefunded)
	before, _ := s.last(t, o.ID)
	late := ledger.Change{State: providers.StateCompleted, Delivery: delivered.Delivery}
	got, err := s.writeAnswer(t.Context(), o.ID, "ana", late)
	if d := cmp.Diff(s.get(t, o.ID), got, sealed); d != "" || err != nil {
		t.Errorf("%v %s", err, d)
	}
	if after, _ := s.last(t, o.ID); after.Seq != before.Seq || <-logs != "a late answer brought what another order has" {
		t.Error("it was written, or nobody heard of it")
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	book, err := sqlite.Open(t.Context(), s.ledger.Path(), sqlite.Options{Now: func() time.Time {
		cancel() // in the midst of what is written
		return s.clock.Now()
	}})
	if err != nil {
		t.Fatal(err)
	}
	s.o.Ledger = book
	own, _ := anew("own")
	if _, err := s.writeAnswer(ctx, o.ID, "ana", ledger.Change{State: providers.StateCompleted, Delivery: own.Delivery}); err == nil {
		t.Error("interrupted, and yet nobody is told")
	}
	if err := book.Close(); err != nil {
		t.Fatal(err)
	}
	for _, c := range []ledger.Change{late, {State: providers.StateProcessing}} {
		if _, err := s.writeAnswer(t.Context(), o.ID, "ana", c); err == nil {
			t.Errorf("%s is written to a ledger that is closed", c.State)
		}
	}
}
