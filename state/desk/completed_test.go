package desk

import (
	"errors"
	"testing"

	"simdesk/providers"
	"simdesk/state/ledger"
	"simdesk/state/settle"
)

// What a provider says of an order that is completed: taken back, contradicted,
// what it lacked, what was charged beyond. Everything else is no news.
func TestWhatFollowsForACompletedOrder(t *testing.T) {
	t.Parallel()
	down := errors.New("down")
	charged := func(amount, missing string) providers.Finding {
		r := delivered
		r.Cost, r.Missing, r.RequestID = providers.MustMoney(amount, "USD").Ptr(), providers.Quoted(missing), "q-7"
		return says(r)
	}
	costless := charged("9.50", "Two were sold.")
	costless.Result.Cost = nil
	claim := &ledger.Change{State: providers.StateCompleted, Charged: money("yes:look_up"), ProviderOrderID: "P-1", ProviderStatus: "COMPLETED",
		Cost: providers.MustMoney("19", "USD").Ptr(), Delivery: delivered.Delivery,
		Evidence: append(other[:1:1], providers.Evidence{Source: providers.Because("settle.cost"), Expected: providers.Because("settle.amount", "amount", providers.MustMoney("9.50", "USD")), Seen: providers.Because("settle.amount", "amount", providers.MustMoney("19.00", "USD")), Supports: providers.Yes}),
		Error: &ledger.Problem{Kind: providers.KindDeclined, Code: "COMPLETED", RequestID: "q-7",
			Why: providers.Because("settle.missing", "what", providers.Quoted("Fake charged this twice."))}}
	euros := charged("9", "Fake charged this in euros.")
	euros.Result.Cost = providers.MustMoney("9", "EUR").Ptr()
	inEuros := &ledger.Change{State: providers.StateCompleted, Charged: money("yes:look_up"), ProviderOrderID: "P-1", ProviderStatus: "COMPLETED", Cost: euros.Result.Cost, Delivery: delivered.Delivery, Evidence: other,
		Error: &ledger.Problem{Kind: providers.KindDeclined, Code: "COMPLETED", RequestID: "q-7",
			Why: providers.Because("settle.missing", "what", providers.Quoted("Fake charged this in euros."))}}
	words := says(providers.Result{State: providers.StateUnknown, ProviderStatus: "COMPLETED", Message: "Charged twice.", RequestID: "q-7"})
	wordless := ledger.Change{State: providers.StateCompleted, ProviderOrderID: "P-1", Delivery: delivered.Delivery}
	failed := func(was string) *ledger.Change {
		return isContradiction(was, "FAILED", "FAILED no network", ledger.Problem{Detail: "no network", RequestID: "q-7"})
	}
	bare := func(c ledger.Change) ledger.Change {
		c.State, c.Error = providers.StateCompleted, refusedLate.Error
		return c
	}
	steps := func(c ...ledger.Change) []ledger.Change { return append([]ledger.Change{submitted}, c...) }
	checkAll(t, false, map[string][]look{
		"by the provider": {
			{steps(completed), 0, nowhere, nil, nil},
			{steps(completed), 0, guess, nil, nil},
			{steps(completed), 0, providers.Finding{Verdict: providers.Unclear, Result: fails.Result}, nil, nil},
			{steps(completed), 0, back, down, nil},
			{steps(completed), 0, waits, nil, nil},
			{steps(completed), 2 * day, waits, nil, nil},
			{steps(completed), 0, done, nil, nil},
			{steps(completed), 0, back, nil, isBack},
			{steps(completed), 8 * day, back, nil, isBack}, // who asks is answered
			{steps(completed), 0, fails, nil, failed("COMPLETED")},
			{steps(completed), 0, opened, nil, isContradiction("COMPLETED", "CANCELLED", "CANCELLED ask us", ledger.Problem{Detail: "ask us", RequestID: "q-7"})},
			{steps(wordless), 0, fails, nil, failed("completed")},
			{steps(completed), 0, words, nil, &ledger.Change{State: providers.StateNeedsReview, ProviderStatus: "COMPLETED",
				Evidence: append(other[:1:1], providers.Evidence{Source: providers.Because("settle.order_status"), Expected: wasAtTwo("COMPLETED"), Seen: providers.Quoted("COMPLETED Charged twice."), Supports: providers.No}),
				Error: &ledger.Problem{Kind: providers.KindUnknownOutcome, Code: "COMPLETED", Detail: "Charged twice.", RequestID: "q-7",
					Why: providers.Because("settle.now_says", "words", "Charged twice.")}}},
			{steps(completed), 0, says(providers.Result{State: providers.StateFailed, ProviderStatus: "COMPLETED"}), nil,
				isContradiction("COMPLETED", "COMPLETED", "COMPLETED", ledger.Problem{})},
		},
		// A step that says anything of the order completes it, whatever is wrong with
		// it; the first such is when it was completed.
		"completed, and the words for it": {
			{steps(ledger.Change{State: providers.StateCompleted}), 0, fails, nil, failed("completed")},
			{steps(bare(ledger.Change{Delivery: delivered.Delivery})), 0, fails, nil, failed("completed")},
			{steps(bare(ledger.Change{ProviderOrderID: "P-1"})), 0, fails, nil, failed("completed")},
			{steps(bare(ledger.Change{ProviderStatus: "DONE"})), 0, fails, nil, failed("DONE")},
			{steps(bare(ledger.Change{ProviderStatus: "DONE"}), completed), 0, fails, nil, failed("DONE")},
		},
		"what was charged": {
			{steps(completed), 0, charged("19", "Fake charged this twice."), nil, claim},
			{steps(completed, *claim), 0, charged("19", "Fake charged this twice."), nil, nil},
			{steps(completed), 0, charged("9.50", "Two were sold."), nil, nil},
			{steps(completed), 0, costless, nil, nil},
			{steps(completed), 0, charged("9.51", ""), nil, &ledger.Change{State: providers.StateCompleted, Charged: money("yes:look_up"), ProviderOrderID: "P-1", ProviderStatus: "COMPLETED",
				Cost: providers.MustMoney("9.51", "USD").Ptr(), Delivery: delivered.Delivery,
				Evidence: append(other[:1:1], providers.Evidence{Source: providers.Because("settle.cost"), Expected: providers.Because("settle.amount", "amount", providers.MustMoney("9.50", "USD")), Seen: providers.Because("settle.amount", "amount", providers.MustMoney("9.51", "USD")), Supports: providers.Yes}),
				Error: &ledger.Problem{Kind: providers.KindDeclined, Code: settle.CodeDearer, RequestID: "q-7",
					Why: providers.Because("settle.charged_more", "charged", providers.MustMoney("9.51", "USD"), "confirmed", providers.MustMoney("9.50", "USD"))}}},
			{steps(completed), 0, charged("9.50", ""), nil, nil},
			{steps(completed), 0, charged("9.504", ""), nil, nil},
			{steps(completed), 0, euros, nil, inEuros},
			{steps(completed), 0, charged("9", ""), nil, nil},
		},
		"by a person": {
			{steps(inReview, calledDone), 0, done, nil, brought},
			{steps(inReview, calledDone), 0, says(providers.Result{State: providers.StateCompleted, ProviderOrderID: "P-1", Message: "it works"}), nil, nil},
			{steps(inReview, calledDone), 0, fails, nil, nil},
			{steps(inReview, calledDone), 0, opened, nil, nil},
			{steps(inReview, calledDone), 0, back, nil, isBack},
			{steps(completed, inReview, calledDone), 0, fails, nil, nil},
			{steps(inReview, calledDone, *isDone), 0, fails, nil,
				failed("COMPLETED")},
			{steps(inReview, calledDone, refusedLate), 0, fails, nil, nil},
		},
	})
}

// Steps of a completed order.
var (
	calledDone  = ledger.Change{State: providers.StateCompleted, Decided: true, Note: "it works"}
	refusedLate = ledger.Change{State: providers.StateCompleted, Error: &ledger.Problem{Kind: providers.KindDeclined, Code: "NO_MONEY", Why: providers.Quoted("No.")}}
	brought     = &ledger.Change{State: providers.StateCompleted, Charged: money("yes:look_up"), ProviderOrderID: "P-1", ProviderStatus: "COMPLETED", Cost: delivered.Cost, Delivery: delivered.Delivery, Evidence: other}
)
