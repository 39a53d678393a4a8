package desk

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"simdesk/providers"
	"simdesk/state/ledger"
)

// Only what a person gave up is asked about, for a week.
func TestUntilWhenAProviderIsAsked(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 22, 14, 0, 0, 0, time.UTC)
	by := func(code string) *ledger.Problem { return &ledger.Problem{Code: code} }
	for name, c := range map[string]struct {
		o    ledger.Order
		want time.Time
	}{
		"given up":           {ledger.Order{State: providers.StateFailed, Error: by(CodeDecided)}, at.Add(7 * 24 * time.Hour)},
		"refused":            {ledger.Order{State: providers.StateFailed, Error: by("NO_MONEY")}, time.Time{}},
		"failed for nothing": {ledger.Order{State: providers.StateFailed}, time.Time{}},
		"given back":         {ledger.Order{State: providers.StateRefunded, Error: by(CodeDecided)}, time.Time{}},
		"under review":       {ledger.Order{State: providers.StateNeedsReview, Error: by(CodeDecided)}, time.Time{}},
	} {
		c.o.UpdatedAt = at
		if got := AskedUntil(c.o); !got.Equal(c.want) {
			t.Errorf("%s: until %s", name, got)
		}
	}
}

// What a look brought is news of what a person has to judge only beside what was
// compared last, whichever step that was.
func TestWhatWasComparedLast(t *testing.T) {
	t.Parallel()
	step := func(c ledger.Change) ledger.Event {
		b, err := json.Marshal(c)
		if err != nil {
			t.Fatal(err)
		}
		return ledger.Event{Payload: b}
	}
	odd := ledger.Event{Payload: []byte(`{"note":"cut off`)}
	for name, c := range map[string]struct {
		events   []ledger.Event
		note     string
		evidence []providers.Evidence
	}{
		"nothing":    {nil, "", nil},
		"no word":    {[]ledger.Event{step(ledger.Change{})}, "", nil},
		"the first":  {[]ledger.Event{step(ledger.Change{Note: "a", Evidence: unclear}), step(ledger.Change{})}, "a", unclear},
		"the last":   {[]ledger.Event{step(ledger.Change{Note: "a", Evidence: unclear}), step(ledger.Change{Note: "b", Evidence: other})}, "b", other},
		"unreadable": {[]ledger.Event{step(ledger.Change{Note: "a", Evidence: unclear}), odd}, "a", unclear},
	} {
		if note, evidence := newestNote(c.events), newestEvidence(c.events); note != c.note || !cmp.Equal(evidence, c.evidence) {
			t.Errorf("%s: %q and %v", name, note, evidence)
		}
	}
}

// Without the history nobody can say what is new: nothing is written, and the
// order is asked about again.
func TestNewsWithoutAHistory(t *testing.T) {
	t.Parallel()
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	s := newShop(t)
	for _, c := range []struct {
		steps  []ledger.Change
		change ledger.Change
	}{
		{[]ledger.Change{submitted, inReview}, ledger.Change{State: providers.StateNeedsReview, Evidence: other}},
		{[]ledger.Change{submitted, inProgress}, ledger.Change{State: providers.StateProcessing, Evidence: other}},
		{[]ledger.Change{submitted, {State: providers.StateProcessing}}, ledger.Change{State: providers.StateProcessing, Note: "soon"}},
	} {
		if got := s.news(gone, s.wrote(t, c.steps...), &c.change, true); got != nil {
			t.Errorf("%+v", *got)
		}
	}
}

// What a provider repeats of an order in progress is left out, each part for
// itself; what it says anew is written.
func TestWhatIsNewOfAnOrderInProgress(t *testing.T) {
	t.Parallel()
	said := ledger.Change{State: providers.StateProcessing, ProviderOrderID: "P-1", Note: "soon", Evidence: unclear}
	with := func(note string, evidence []providers.Evidence) ledger.Change {
		c := said
		c.Note, c.Evidence = note, evidence
		return c
	}
	for name, c := range map[string]struct{ found, want ledger.Change }{
		"the same":       {said, with("", nil)},
		"nothing beside": {with("", nil), with("", nil)},
		"another note":   {with("later", unclear), with("later", nil)},
		"other evidence": {with("soon", other), with("", other)},
		"a note alone":   {with("later", nil), with("later", nil)},
	} {
		s := newShop(t)
		o := s.wrote(t, submitted, said)
		if got := s.news(t.Context(), o, &c.found, false); !cmp.Equal(*got, c.want) {
			t.Errorf("%s: %+v", name, *got)
		}
	}
}

// Who comes too late hears who decided, and what.
func TestWhoHasDecidedAlready(t *testing.T) {
	t.Parallel()
	for state, says := range map[providers.State]string{
		providers.StateCompleted: "bo has already decided that it went through. Nothing more was recorded.",
		providers.StateFailed:    "bo has already decided that it did not go through. Nothing more was recorded.",
		providers.StateRefunded:  "bo has already decided that it was given back. Nothing more was recorded.",
	} {
		s := newShop(t)
		o := s.wrote(t, submitted, inReview)
		r := DecideRequest{ID: o.ID, State: state, Clerk: "bo", Reason: "r 12 3"} // four letters and digits
		if _, err := s.Decide(t.Context(), r); err != nil {
			t.Fatal(err)
		}
		r.Clerk = "al"
		got, err := s.Decide(t.Context(), r)
		want := &providers.Error{Kind: providers.KindInvalid, Outcome: providers.NotSent, Message: says}
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
	book, err := ledger.Open(t.Context(), s.ledger.Path(), ledger.Options{Now: func() time.Time {
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
