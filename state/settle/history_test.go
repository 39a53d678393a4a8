package settle

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"simdesk/providers"
	"simdesk/state/ledger"
)

// What an order's events say beyond its state.
func TestPast(t *testing.T) {
	t.Parallel()
	const (
		done, review = providers.StateCompleted, providers.StateNeedsReview
	)
	refusal := &ledger.Problem{Kind: providers.KindDeclined, Code: "NO_MONEY"}
	first := noon.Add(time.Minute)
	for name, c := range map[string]struct {
		steps []ledger.Change
		want  History
	}{
		"nothing":                         {nil, History{}},
		"completed":                       {[]ledger.Change{{State: done, Charged: money("yes:answer"), ProviderStatus: "DONE"}}, History{Completed: noon, Word: "DONE"}},
		"completed, before it was noted":  {[]ledger.Change{{State: done, ProviderStatus: "DONE"}}, History{Completed: noon, Word: "DONE"}},
		"the first word counts":           {[]ledger.Change{{State: done, Charged: money("yes:answer"), ProviderStatus: "A"}, {State: done, Charged: money("yes:look_up"), ProviderStatus: "B"}}, History{Completed: noon, Word: "A"}},
		"by a person":                     {[]ledger.Change{{State: done, Charged: money("yes:person"), Decided: true}}, History{Decided: true, By: "ana"}},
		"by a person, then delivered":     {[]ledger.Change{{State: done, Decided: true}, {State: done, Charged: money("yes:look_up"), ProviderStatus: "DONE"}}, History{Completed: first, Word: "DONE"}},
		"by a person, delivered, before":  {[]ledger.Change{{State: done, Decided: true}, {State: done, Delivery: delivered.Delivery}}, History{Completed: first}},
		"by a person, then refused":       {[]ledger.Change{{State: done, Charged: money("yes:person"), Decided: true}, {State: done, Error: refusal}}, History{Decided: true}},
		"refused, and a number":           {[]ledger.Change{{State: done, Decided: true}, {State: done, Error: refusal, ProviderOrderID: "P-1"}}, History{Completed: first}},
		"refused, and a word":             {[]ledger.Change{{State: done, Decided: true}, {State: done, Error: refusal, ProviderStatus: "DONE"}}, History{Completed: first, Word: "DONE"}},
		"refused, and a code":             {[]ledger.Change{{State: done, Decided: true}, {State: done, Error: refusal, Delivery: delivered.Delivery}}, History{Completed: first}},
		"an error at first":               {[]ledger.Change{{State: done, Error: refusal}}, History{Completed: noon}},
		"an error later":                  {[]ledger.Change{{State: review}, {State: done, Error: refusal}}, History{Completed: first}},
		"nothing at all, later":           {[]ledger.Change{{State: done, Decided: true}, {State: done}}, History{Completed: first}},
		"a note after it":                 {[]ledger.Change{{State: review, Decided: true, Note: "a"}, {State: review, Note: "b"}}, History{Decided: true, Note: "b"}},
		"what code found":                 {[]ledger.Change{{State: review, Why: providers.Because("a.key")}, {State: review, Note: "b"}}, History{Why: providers.Because("a.key"), Note: "b"}},
		"the last that was compared":      {[]ledger.Change{{State: review, Note: "a", Evidence: earlier}, {State: review, Evidence: compared}, {State: review}}, History{Note: "a", Evidence: compared}},
		"what says no of the money is no": {[]ledger.Change{{State: done, Charged: money("not known")}}, History{}},
	} {
		var events []ledger.Event
		for i, step := range c.steps {
			payload, err := json.Marshal(step)
			if err != nil {
				t.Fatal(err)
			}
			events = append(events, ledger.Event{At: noon.Add(time.Duration(i) * time.Minute), Clerk: "ana", State: step.State, Payload: payload})
		}
		got, err := Past(events)
		if d := cmp.Diff(c.want, got, sealed); d != "" || err != nil {
			t.Errorf("%s: %v %s", name, err, d)
		}
	}
	if _, err := Past([]ledger.Event{{Payload: []byte(`{"note":"cut off`)}}); err == nil {
		t.Error("what cannot be read is read")
	}
}
