package desk

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/google/uuid"

	"simdesk/providers"
	"simdesk/state/ledger"
	"simdesk/state/settle"
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
	unknown    = ledger.Change{State: providers.StateUnknown, Error: &ledger.Problem{Kind: providers.KindUnknownOutcome, Why: providers.Quoted("No answer.")}}
	inProgress = ledger.Change{State: providers.StateProcessing, ProviderOrderID: "P-1", ProviderStatus: "852"}
	completed  = ledger.Change{State: providers.StateCompleted, ProviderOrderID: "P-1", ProviderStatus: "COMPLETED", Delivery: delivered.Delivery}
	inReview   = ledger.Change{State: providers.StateNeedsReview, Evidence: unclear, Note: "Compare it."}
	givenUp    = ledger.Change{State: providers.StateFailed, Decided: true, Note: "not theirs",
		Error: &ledger.Problem{Kind: providers.KindDeclined, Code: settle.CodeDecided, Why: providers.Quoted("bo decided")}}
)

// What a provider may say.
var (
	other   = []providers.Evidence{{Source: providers.Quoted("debits"), Expected: providers.Quoted("one of 9.50 USD"), Seen: providers.Quoted("none"), Supports: providers.No}}
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
		Why: providers.Because("settle.no_answer")}
	isDone = &ledger.Change{State: providers.StateCompleted, Charged: money("yes:look_up"), ProviderOrderID: "P-1", ProviderStatus: "COMPLETED",
		Cost: delivered.Cost, Delivery: delivered.Delivery, Evidence: other}
	isWaiting = &ledger.Change{State: providers.StateProcessing, Charged: money("not known"), ProviderOrderID: "P-1", ProviderStatus: "852", Evidence: other}
	isFailed  = &ledger.Change{State: providers.StateFailed, Charged: money("not known"), ProviderOrderID: "P-1", ProviderStatus: "FAILED", Note: "no network", Evidence: other,
		Error: notCarriedOut("FAILED", "no network")}
	isBack = &ledger.Change{State: providers.StateRefunded, Charged: money("yes:look_up"), ProviderOrderID: "P-1", ProviderStatus: "REVERSED", Evidence: other,
		Error: notCarriedOut("REVERSED", "")}
	isReview = func(why providers.Reason) *ledger.Change {
		return &ledger.Change{State: providers.StateNeedsReview, Evidence: other, Why: why}
	}
	compare = providers.Because("settle.circumstances")
)

func notListed(age time.Duration) providers.Reason {
	return providers.Because("settle.not_listed", "age", age)
}

func usd(amount string) *providers.Money { return providers.MustMoney(amount, "USD").Ptr() }

// sealed lets activations be compared, without the links that are made of them.
var sealed = cmp.Options{cmp.AllowUnexported(providers.Activation{}), cmpopts.IgnoreFields(providers.Activation{}, "IOSLink", "AndroidLink")}

// past is what events say beyond the state.
func past(t *testing.T, events []ledger.Event) settle.History {
	t.Helper()
	h, err := settle.Past(events)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// money is what a step says of it, as the ledger writes it.
func money(text string) *providers.Charged {
	c := new(providers.Charged)
	if err := c.UnmarshalText([]byte(text)); err != nil {
		panic(err)
	}
	return c
}

func notCarriedOut(code, detail string) *ledger.Problem {
	return &ledger.Problem{Kind: providers.KindDeclined, Code: code, Detail: detail, RequestID: "q-7",
		Why: providers.Because("settle.not_carried_out")}
}

// isOpen is the word that leaves it open, as an order in a state takes it.
func isOpen(state providers.State) *ledger.Change {
	return &ledger.Change{State: state, Charged: money("not known"), ProviderOrderID: "P-1", ProviderStatus: "CANCELLED", Note: "ask us", Evidence: other,
		Error: &ledger.Problem{Kind: providers.KindUnknownOutcome, Code: "CANCELLED", Detail: "ask us", RequestID: "q-7",
			Why: providers.Because("settle.left_open")}}
}

// isLate is the word of one that is in progress for a day.
func isLate(seen string, more func(*ledger.Change)) *ledger.Change {
	c := &ledger.Change{State: providers.StateNeedsReview, Charged: money("not known"), ProviderOrderID: "P-1", ProviderStatus: "852",
		Evidence: append(other[:1:1], providers.Evidence{Source: providers.Because("settle.order_status"), Expected: providers.Because("settle.within_a_day"), Seen: providers.Quoted(seen)}),
		Error: &ledger.Problem{Kind: providers.KindUnknownOutcome, Code: "852",
			Why: providers.Because("settle.overdue")}}
	if more != nil {
		more(c)
	}
	return c
}

// isContradiction is what follows when a provider takes its "completed" back.
func isContradiction(was, status, seen string, p ledger.Problem) *ledger.Change {
	p.Kind, p.Code = providers.KindUnknownOutcome, status
	p.Why = providers.Because("settle.now_calls_it", "word", status)
	return &ledger.Change{State: providers.StateNeedsReview, ProviderStatus: status, Error: &p,
		Evidence: append(other[:1:1], providers.Evidence{Source: providers.Because("settle.order_status"), Expected: wasAtTwo(was), Seen: providers.Quoted(seen), Supports: providers.No})}
}

// wasAtTwo is what an order was called when it was completed.
func wasAtTwo(word string) providers.Reason {
	return providers.Because("settle.was", "word", word, "at", time.Date(2026, 11, 22, 14, 0, 0, 0, time.UTC))
}
