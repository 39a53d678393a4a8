package desk

import (
	"errors"
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"simdesk/providers"
	"simdesk/state/ledger"
	"simdesk/state/settle"
)

// look is one row: an order in a state, some time after it was sent, and what a
// provider says of it.
type look struct {
	steps []ledger.Change
	age   time.Duration
	found providers.Finding
	err   error
	want  *ledger.Change // what is written, nil for nothing
}

const (
	minutes2   = 2 * time.Minute
	minutes30  = 30 * time.Minute
	day        = 24 * time.Hour
	justBefore = -time.Nanosecond
)

// State now × what the provider says × age: what is written, whole.
func TestWhatFollowsFromALook(t *testing.T) {
	t.Parallel()
	down := errors.New("down")
	steps := func(c ...ledger.Change) []ledger.Change { return append([]ledger.Change{submitted}, c...) }
	open := &ledger.Change{State: providers.StateUnknown, Evidence: other, Error: noAnswer}
	partly := providers.Finding{Verdict: providers.Found, Result: waits.Result}
	partly.Result.Delivery = delivered.Delivery
	blank := says(providers.Result{State: providers.StateProcessing, Message: "soon", RequestID: "q-7"})
	wordless := isContradiction("COMPLETED", "failed", "", ledger.Problem{})
	wordless.ProviderStatus, wordless.Error.Code = "", ""
	checkAll(t, false, map[string][]look{
		"nobody has its answer": {
			{steps(), 0, nowhere, nil, open},
			{steps(), minutes2 + justBefore, nowhere, nil, open},
			{steps(), minutes2, nowhere, nil, isReview(notListed(2 * time.Minute))},
			{steps(), minutes2 + justBefore, guess, nil, open},
			{steps(), minutes2, guess, nil, isReview(compare)},
			{steps(), day, done, down, &ledger.Change{State: providers.StateUnknown, Error: noAnswer}},
			{steps(), 0, done, nil, isDone},
			{steps(), 0, waits, nil, isWaiting},
			{steps(), day + justBefore, waits, nil, isWaiting},
			{steps(), day, waits, nil, isLate("852", nil)},
			{steps(), 0, opened, nil, isOpen(providers.StateUnknown)},
			{steps(), minutes2, opened, nil, isOpen(providers.StateNeedsReview)},
			{steps(), 0, fails, nil, isFailed},
			{steps(), 0, back, nil, isBack},
		},
		"unknown": {
			{steps(unknown), minutes2 + justBefore, nowhere, nil, nil},
			{steps(unknown), minutes2, nowhere, nil, isReview(notListed(2 * time.Minute))},
			{steps(unknown), -providers.ClockSlack, nowhere, nil, nil}, // clocks differ
			{steps(unknown), -time.Hour, nowhere, nil,
				isReview(notListed(math.MaxInt64))},
			{steps(unknown), minutes2 + 700*time.Millisecond, nowhere, nil, isReview(notListed(2*time.Minute + time.Second))},
			{steps(unknown), minutes2 + justBefore, guess, nil, nil},
			{steps(unknown), minutes2, guess, nil, isReview(compare)},
			{steps(unknown), day, done, down, nil},
			{steps(unknown), 0, done, nil, isDone},
			{steps(unknown), 0, waits, nil, isWaiting},
			{steps(unknown), 0, opened, nil, nil},
			{steps(unknown), minutes2 + justBefore, opened, nil, nil},
			{steps(unknown), minutes2, opened, nil, isOpen(providers.StateNeedsReview)},
			{steps(unknown), 0, fails, nil, isFailed},
			{steps(unknown), 0, back, nil, isBack},
		},
		"in progress": {
			{steps(inProgress), minutes30 + justBefore, nowhere, nil, nil},
			{steps(inProgress), minutes30, nowhere, nil, isReview(notListed(30 * time.Minute))},
			{steps(inProgress), minutes30 + justBefore, guess, nil, nil},
			{steps(inProgress), minutes30, guess, nil, isReview(compare)},
			{steps(inProgress), 2 * day, done, down, nil},
			{steps(inProgress), 0, done, nil, isDone},
			{steps(inProgress), 0, waits, nil, isWaiting},
			{steps(inProgress), 0, providers.Finding{Verdict: providers.Found, Result: waits.Result}, nil, nil},
			{steps(inProgress, *isWaiting), 0, waits, nil, nil},
			{steps(inProgress), day + justBefore, blank, nil, &ledger.Change{State: providers.StateProcessing, Charged: money("not known"), Note: "soon", Evidence: other}},
			{steps(inProgress), day, blank, nil, isLate("processing soon", func(c *ledger.Change) {
				c.ProviderOrderID, c.ProviderStatus, c.Note = "", "", "soon"
				c.Error.Code, c.Error.Detail, c.Error.RequestID = "", "soon", "q-7"
			})},
			{steps(inProgress), minutes2 + justBefore, opened, nil, nil},
			{steps(inProgress), minutes2, opened, nil, isOpen(providers.StateNeedsReview)},
			{steps(inProgress), 0, fails, nil, isFailed},
			{steps(inProgress), 0, partly, nil, &ledger.Change{State: providers.StateProcessing, Charged: money("not known"), ProviderOrderID: "P-1", ProviderStatus: "852", Delivery: delivered.Delivery}},
			{steps(inProgress), 0, back, nil, isBack},
		},
		"under review": {
			{steps(inReview), 0, nowhere, nil, isReview(notListed(time.Duration(0)))},
			{steps(inReview), day, guess, nil, isReview(compare)},
			{steps(inReview), day, providers.Finding{Verdict: providers.Unclear, Evidence: unclear}, nil, nil},
			{steps(inReview), day, providers.Finding{}, nil, nil},
			{steps(inReview), day, done, down, nil},
			{steps(inReview), 0, done, nil, isDone},
			{steps(inReview), 0, waits, nil, isWaiting},
			{steps(inReview), day, waits, nil, isLate("852", nil)},
			{steps(inReview), 0, opened, nil, isOpen(providers.StateNeedsReview)},
			{steps(inReview), 0, fails, nil, isFailed},
			{steps(inReview), 0, back, nil, isBack},
		},
		"given up by a person": {
			{steps(inReview, givenUp), day, nowhere, nil, nil},
			{steps(inReview, givenUp), day, guess, nil, nil},
			{steps(inReview, givenUp), day, done, down, nil},
			{steps(inReview, givenUp), day, done, nil, isDone},
			{steps(inReview, givenUp), day + justBefore, waits, nil, isWaiting},
			{steps(inReview, givenUp), day, waits, nil, isLate("852", nil)},
			{steps(inReview, *isLate("852", nil), givenUp), day, waits, nil, nil},
			{steps(inReview, givenUp), 7*day + justBefore, fails, nil, isFailed},
			{steps(inReview, givenUp), 7*day + time.Second, done, nil, nil},
			{steps(inReview, givenUp), day, back, nil, isBack},
			{steps(inReview, givenUp), day, opened, nil, nil},
		},
		"completed once, and doubted since": {
			{steps(completed, inReview), day, nowhere, nil, isReview(notListed(24 * time.Hour))},
			{steps(completed, inReview), 0, waits, nil, nil},
			{steps(completed, inReview), day, waits, nil, isContradiction("COMPLETED", "852", "852", ledger.Problem{})},
			{steps(completed, inReview), 0, fails, nil, isContradiction("COMPLETED", "FAILED", "FAILED no network", ledger.Problem{Detail: "no network", RequestID: "q-7"})},
			{steps(completed, inReview), 0, opened, nil, isContradiction("COMPLETED", "CANCELLED", "CANCELLED ask us", ledger.Problem{Detail: "ask us", RequestID: "q-7"})},
			{steps(completed, inReview), 0, says(providers.Result{State: providers.StateFailed}), nil, wordless},
			{steps(completed, inReview, givenUp), 0, waits, nil, nil},
			{steps(completed, inReview, givenUp), 0, fails, nil, isFailed},
			{steps(completed, inReview, givenUp), day, waits, nil, isContradiction("COMPLETED", "852", "852", ledger.Problem{})},
			{steps(completed, inReview), 0, back, nil, isBack},
			{steps(completed, inReview), 0, done, nil, isDone},
		},
		"refused": {
			{steps(*isFailed), 0, done, nil, nil},
			{steps(*isBack), 0, done, nil, nil},
		},
	})
}

// What simdesk finds by itself about an order that a person has to judge does
// not fill the history: only what moves it is written.
func TestWhatFollowsFromALookThatNobodyAskedFor(t *testing.T) {
	t.Parallel()
	steps := []ledger.Change{submitted, inReview}
	checkAll(t, true, map[string][]look{
		"under review": {
			{steps, 0, nowhere, nil, nil},
			{steps, day, guess, nil, nil},
			{steps, day, waits, nil, nil},
			{steps, 0, opened, nil, nil},
			{steps, 0, waits, nil, isWaiting},
			{steps, 0, done, nil, isDone},
			{steps, 0, fails, nil, isFailed},
			{steps, 0, back, nil, isBack},
		},
		"unknown": {{[]ledger.Change{submitted, unknown}, minutes2, guess, nil, isReview(compare)}},
		"left behind": {
			{nil, ledger.Abandoned + justBefore, nowhere, nil, nil},
			{nil, ledger.Abandoned, done, nil, &ledger.Change{State: providers.StateFailed, Charged: money("no:unsent"),
				Why: providers.Because("settle.never_sent")}},
		},
		"completed":        {{[]ledger.Change{submitted, completed}, 7 * day, back, nil, isBack}, {[]ledger.Change{submitted, completed}, 7*day + time.Second, back, nil, nil}},
		"completed by bo":  {{[]ledger.Change{submitted, inReview, calledDone}, 0, done, nil, brought}},
		"given up, by bo":  {{[]ledger.Change{submitted, inReview, givenUp}, 0, done, nil, isDone}},
		"refused, not now": {{[]ledger.Change{submitted, *isFailed}, 0, done, nil, nil}},
	})
}

// checkAll is a test by itself for each row; with alone nobody asks for the order
// by its number.
func checkAll(t *testing.T, alone bool, tables map[string][]look) {
	t.Helper()
	for name, rows := range tables {
		for i, c := range rows {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				c.check(t, i, alone)
			})
		}
	}
}

// check asks about a new order with the row's past.
func (c look) check(t *testing.T, row int, alone bool) {
	t.Helper()
	s := newShop(t)
	o := s.wrote(t, c.steps...)
	was := len(s.states(t, o.ID))
	s.clock.advance(c.age)
	s.fake.track = func(providers.Query) (providers.Finding, error) { return c.found, c.err }
	news, stop := s.Subscribe()
	defer stop()
	ids := []string{o.ID}
	if alone {
		ids = nil
	}
	got, err := s.Reconcile(t.Context(), ids...)
	if err != nil {
		t.Fatalf("row %d: %v", row, err)
	}
	after := s.get(t, o.ID)
	c.told(t, row, o, after, got, news)
	now := len(s.states(t, o.ID))
	if c.want == nil {
		if now != was || after.State != o.State {
			_, last := s.last(t, o.ID)
			t.Errorf("row %d: %s by %+v", row, after.State, last)
		}
		return
	}
	e, last := s.last(t, o.ID)
	if d := cmp.Diff(*c.want, last, sameThings); d != "" || now != was+1 || e.Clerk != "simdesk" {
		t.Errorf("row %d: %d events more, by %s:\n%s", row, now-was, e.Clerk, d)
	}
	if s.fake.total() != 0 {
		t.Errorf("row %d: charged", row)
	}
}

// told checks where the order stands in the answer, and that the screens hear of
// a step that moves it.
func (c look) told(t *testing.T, row int, before, after ledger.Order, got Settled, news <-chan ledger.Order) {
	t.Helper()
	var want Settled
	switch {
	case settle.AskedUntil(after).After(before.UpdatedAt) && c.age < settle.GivenUpFor, c.want == nil && before.State.Settled():
	case after.State.Settled():
		want.Settled = []ledger.Order{after}
	default:
		want.StillUnknown = []ledger.Order{after}
	}
	if d := cmp.Diff(want, got, sameThings); d != "" {
		t.Errorf("row %d: told\n%s", row, d)
	}
	var heard []ledger.Order
	for len(news) > 0 {
		heard = append(heard, <-news)
	}
	var moved []ledger.Order
	if after.State != before.State || len(after.Delivery) != len(before.Delivery) || after.State == providers.StateCompleted && c.want != nil {
		moved = []ledger.Order{after}
	}
	if d := cmp.Diff(moved, heard, sameThings); d != "" {
		t.Errorf("row %d: heard\n%s", row, d)
	}
}

// Of a draft nobody knows anything, and nobody is asked.
func TestNobodyIsAskedAboutADraft(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	o := s.wrote(t)
	s.clock.advance(ledger.Abandoned)
	s.fake.track = func(providers.Query) (providers.Finding, error) {
		t.Error("asked")
		return providers.Finding{}, nil
	}
	if _, err := s.Reconcile(t.Context(), o.ID); err != nil || s.get(t, o.ID).State != providers.StateFailed {
		t.Errorf("%s %v", s.get(t, o.ID).State, err)
	}
}

// Where no reference of ours travels, that the money was taken is known from
// what changed there.
func TestWhatIsPutTogetherSaysSo(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.o.Providers[0] = blind{s.fake}
	o := s.wrote(t, submitted, unknown)
	s.fake.track = finds(done)
	if _, err := s.Reconcile(t.Context(), o.ID); err != nil {
		t.Fatal(err)
	}
	if got := s.get(t, o.ID).Charged; got != *money("yes:evidence") {
		t.Errorf("%+v", got)
	}
}
