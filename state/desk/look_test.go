package desk

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/google/uuid"

	"simdesk/providers"
	"simdesk/state/ledger"
)

// wrote brings a new order through these steps, by the ledger alone, and
// returns it as it stands then.
func (s *shop) wrote(t *testing.T, steps ...ledger.Change) ledger.Order {
	t.Helper()
	return s.drafted(t, ledger.Draft{Reference: uuid.NewString(), Provider: "fake", Kind: japan.Kind, ProductID: japan.ID,
		ProductName: japan.Name, Cost: japan.Cost, Sandbox: true}, steps...)
}

func (s *shop) drafted(t *testing.T, d ledger.Draft, steps ...ledger.Change) ledger.Order {
	t.Helper()
	o, _, err := s.ledger.Draft(t.Context(), "ana", d)
	for _, c := range steps {
		if err != nil {
			break
		}
		if c.State == providers.StateSubmitted {
			_, o, err = s.ledger.Submit(t.Context(), o.ID, "ana")
		} else {
			o, err = s.ledger.Append(t.Context(), o.ID, "ana", c)
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// Steps that an order may have behind it.
var (
	submitted  = ledger.Change{State: providers.StateSubmitted}
	unknown    = ledger.Change{State: providers.StateUnknown, Error: &ledger.Problem{Kind: providers.KindUnknownOutcome, Message: "No answer."}}
	inProgress = ledger.Change{State: providers.StateProcessing, ProviderOrderID: "P-1", ProviderStatus: "852"}
	completed  = ledger.Change{State: providers.StateCompleted, ProviderOrderID: "P-1", ProviderStatus: "COMPLETED", Delivery: delivered.Delivery}
	inReview   = ledger.Change{State: providers.StateNeedsReview, Evidence: unclear, Note: "Compare it."}
	givenUp    = ledger.Change{State: providers.StateFailed, Decided: true, Note: "not theirs",
		Error: &ledger.Problem{Kind: providers.KindDeclined, Code: CodeDecided, Message: "bo decided"}}
)

// What a provider may say.
var (
	other   = []providers.Evidence{{Source: "debits", Expected: "one of 9.50 USD", Seen: "none", Supports: providers.No}}
	nowhere = providers.Finding{Verdict: providers.NotFound, Evidence: other}
	guess   = providers.Finding{Verdict: providers.Unclear, Evidence: other}
	waits   = says(providers.Result{State: providers.StateProcessing, ProviderOrderID: "P-1", ProviderStatus: "852"})
	done    = says(delivered)
	opened  = says(providers.Result{State: providers.StateUnknown, ProviderOrderID: "P-1", ProviderStatus: "CANCELLED", Message: "ask us", RequestID: "q-7"})
	fails   = says(providers.Result{State: providers.StateFailed, ProviderOrderID: "P-1", ProviderStatus: "FAILED", Message: "no network", RequestID: "q-7"})
	back    = says(providers.Result{State: providers.StateRefunded, ProviderOrderID: "P-1", ProviderStatus: "REVERSED", RequestID: "q-7"})
)

func says(r providers.Result) providers.Finding {
	return providers.Finding{Verdict: providers.Found, Result: r, Evidence: other}
}

// sameThings leaves out the links that are made from an activation anyway.
var sameThings = cmpopts.IgnoreFields(providers.Activation{}, "IOSLink", "AndroidLink", "rest")

// What a look writes of it.
var (
	noAnswer = &ledger.Problem{Kind: providers.KindUnknownOutcome, Provider: "fake",
		Message: "The order was sent and no answer is recorded. It is not sent again: simdesk keeps looking it up."}
	isDone = &ledger.Change{State: providers.StateCompleted, ProviderOrderID: "P-1", ProviderStatus: "COMPLETED",
		Cost: delivered.Cost, Delivery: delivered.Delivery, Evidence: other}
	isWaiting = &ledger.Change{State: providers.StateProcessing, ProviderOrderID: "P-1", ProviderStatus: "852", Evidence: other}
	isFailed  = &ledger.Change{State: providers.StateFailed, ProviderOrderID: "P-1", ProviderStatus: "FAILED", Note: "no network", Evidence: other,
		Error: notCarriedOut("FAILED", "no network")}
	isBack = &ledger.Change{State: providers.StateRefunded, ProviderOrderID: "P-1", ProviderStatus: "REVERSED", Evidence: other,
		Error: notCarriedOut("REVERSED", "")}
	isReview = func(note string) *ledger.Change {
		return &ledger.Change{State: providers.StateNeedsReview, Evidence: other, Note: note}
	}
	compare = "There is only circumstantial evidence; compare it and decide."
)

func notCarriedOut(code, detail string) *ledger.Problem {
	return &ledger.Problem{Kind: providers.KindDeclined, Code: code, Detail: detail, RequestID: "q-7",
		Message: "The provider took the order and then did not carry it out. Compare the wallet before you sell it anew: not every provider says that the money came back."}
}

// isOpen is the word that leaves it open, as an order in a state takes it.
func isOpen(state providers.State) *ledger.Change {
	return &ledger.Change{State: state, ProviderOrderID: "P-1", ProviderStatus: "CANCELLED", Note: "ask us", Evidence: other,
		Error: &ledger.Problem{Kind: providers.KindUnknownOutcome, Code: "CANCELLED", Detail: "ask us", RequestID: "q-7",
			Message: "What the provider says leaves open whether the order was carried out and paid for. It is not sent again: ask the provider, compare the wallet, then decide."}}
}

// isLate is the word of one that is in progress for a day.
func isLate(seen string, more func(*ledger.Change)) *ledger.Change {
	c := &ledger.Change{State: providers.StateNeedsReview, ProviderOrderID: "P-1", ProviderStatus: "852",
		Evidence: append(other[:1:1], providers.Evidence{Source: "order status", Expected: "completed within a day", Seen: seen}),
		Error: &ledger.Problem{Kind: providers.KindUnknownOutcome, Code: "852",
			Message: "The provider has called this order in progress for more than a day. Ask it what it is waiting for; simdesk goes on asking, too."}}
	if more != nil {
		more(c)
	}
	return c
}

// isContradiction is what follows when a provider takes its "completed" back.
func isContradiction(was, status, seen string, p ledger.Problem) *ledger.Change {
	p.Kind, p.Code = providers.KindUnknownOutcome, status
	p.Message = "The provider completed this order and now calls it " + status + ". Ask it what became of the money, then decide."
	return &ledger.Change{State: providers.StateNeedsReview, ProviderStatus: status, Error: &p,
		Note:     "The provider had called it completed and now calls it " + status + ".",
		Evidence: []providers.Evidence{{Source: "order status", Expected: was + " at 2026-11-22T14:00:00Z", Seen: seen, Supports: providers.No}}}
}

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
	blank := says(providers.Result{State: providers.StateProcessing, Message: "soon", RequestID: "q-7"})
	for name, rows := range map[string][]look{
		"nobody has its answer": {
			{steps(), 0, nowhere, nil, open},
			{steps(), minutes2 + justBefore, nowhere, nil, open},
			{steps(), minutes2, nowhere, nil, isReview("The provider lists no such order 2m0s after it was sent.")},
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
			{steps(unknown), minutes2, nowhere, nil, isReview("The provider lists no such order 2m0s after it was sent.")},
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
			{steps(inProgress), minutes30, nowhere, nil, isReview("The provider lists no such order 30m0s after it was sent.")},
			{steps(inProgress), minutes30 + justBefore, guess, nil, nil},
			{steps(inProgress), minutes30, guess, nil, isReview(compare)},
			{steps(inProgress), 2 * day, done, down, nil},
			{steps(inProgress), 0, done, nil, isDone},
			{steps(inProgress), 0, waits, nil, isWaiting},
			{steps(inProgress), 0, providers.Finding{Verdict: providers.Found, Result: waits.Result}, nil, nil},
			{steps(inProgress, *isWaiting), 0, waits, nil, nil},
			{steps(inProgress), day + justBefore, blank, nil, &ledger.Change{State: providers.StateProcessing, Note: "soon", Evidence: other}},
			{steps(inProgress), day, blank, nil, isLate("processing soon", func(c *ledger.Change) {
				c.ProviderOrderID, c.ProviderStatus, c.Note = "", "", "soon"
				c.Error.Code, c.Error.Detail, c.Error.RequestID = "", "soon", "q-7"
			})},
			{steps(inProgress), minutes2 + justBefore, opened, nil, nil},
			{steps(inProgress), minutes2, opened, nil, isOpen(providers.StateNeedsReview)},
			{steps(inProgress), 0, fails, nil, isFailed},
			{steps(inProgress), 0, back, nil, isBack},
		},
		"under review": {
			{steps(inReview), 0, nowhere, nil, isReview("The provider lists no such order 0s after it was sent.")},
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
			{steps(completed, inReview), day, nowhere, nil, isReview("The provider lists no such order 24h0m0s after it was sent.")},
			{steps(completed, inReview), 0, waits, nil, nil},
			{steps(completed, inReview), day, waits, nil, isContradiction("COMPLETED", "852", "852", ledger.Problem{})},
			{steps(completed, inReview), 0, fails, nil, isContradiction("COMPLETED", "FAILED", "FAILED no network", ledger.Problem{Detail: "no network"})},
			{steps(completed, inReview), 0, opened, nil, isContradiction("COMPLETED", "CANCELLED", "CANCELLED ask us", ledger.Problem{Detail: "ask us"})},
			{steps(completed, inReview, givenUp), 0, waits, nil, nil},
			{steps(completed, inReview), 0, back, nil, isBack},
			{steps(completed, inReview), 0, done, nil, isDone},
		},
		"refused": {
			{steps(*isFailed), 0, done, nil, nil},
			{steps(*isBack), 0, done, nil, nil},
		},
	} {
		for i, c := range rows {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				c.check(t, i)
			})
		}
	}
}

// check asks about the order by its number.
func (c look) check(t *testing.T, row int) {
	t.Helper()
	s := newShop(t)
	o := s.wrote(t, c.steps...)
	was := len(s.states(t, o.ID))
	s.clock.advance(c.age)
	s.fake.track = func(providers.Query) (providers.Finding, error) { return c.found, c.err }
	news, stop := s.Subscribe()
	defer stop()
	got, err := s.Reconcile(t.Context(), o.ID)
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
	case AskedUntil(after).After(before.UpdatedAt) && c.age < givenUpFor, c.want == nil && before.State.Settled():
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
	if after.State != before.State || len(after.Delivery) != len(before.Delivery) {
		moved = []ledger.Order{after}
	}
	if d := cmp.Diff(moved, heard, sameThings); d != "" {
		t.Errorf("row %d: heard\n%s", row, d)
	}
}
