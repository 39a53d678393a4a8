package providers

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// What was charged more than once never shows as less: it is summed, or a person
// has to look.
func TestSeveralOrdersUnderOneReference(t *testing.T) {
	t.Parallel()
	usd := func(s string) *Money { return MustMoney(s, "USD").Ptr() }
	first := Result{State: StateCompleted, ProviderOrderID: "a", Cost: usd("9.50")}
	done := func(id string, cost *Money) Listed {
		return Listed{ID: id, Seen: "DONE", State: StateCompleted, Cost: cost}
	}
	charged := Because("several.charged", "who", "Prov", "n", 2, "ids", []string{"a", "b"}, "also", Reason{})
	with := func(change func(*Result)) Result { r := first; change(&r); return r }
	for name, c := range map[string]struct {
		first Result
		all   []Listed
		want  Result
	}{
		"two were carried out": {first, []Listed{done("a", usd("9.50")), done("b", usd("9.50"))}, with(func(r *Result) {
			r.Cost, r.Missing = usd("19.00"), charged
		})},
		"three, one in progress": {with(func(r *Result) { r.Missing = Quoted("One is missing.") }),
			[]Listed{done("a", usd("9.50")), done("b", usd("9")), {ID: "c", State: StateProcessing, Cost: usd("1")}}, with(func(r *Result) {
				r.Cost = usd("19.50")
				r.Missing = Because("several.may_have_charged", "who", "Prov", "n", 3, "ids", []string{"a", "b", "c"}, "also", Quoted("One is missing."))
			})},
		"what failed or came back cost nothing": {first, []Listed{done("a", usd("9.50")), {ID: "b", State: StateFailed, Cost: usd("9.50")}, {ID: "c", State: StateRefunded, Cost: usd("9.50")}}, first},
		"a cost that is not known": {first, []Listed{done("a", usd("9.50")), {ID: "b", State: StateUnknown}}, with(func(r *Result) {
			r.State = StateUnknown
			r.Why = Because("several.cost_unknown", "why", Reason{}, "claim",
				Because("several.may_have_charged", "who", "Prov", "n", 2, "ids", []string{"a", "b"}, "also", Reason{}))
		})},
		"two currencies": {first, []Listed{done("a", usd("9.50")), done("b", MustMoney("9", "EUR").Ptr())}, with(func(r *Result) {
			r.State = StateUnknown
			r.Why = Because("several.cost_unknown", "why", Reason{}, "claim", charged)
		})},
		"both in progress": {Result{State: StateProcessing}, []Listed{{ID: "a", State: StateProcessing, Cost: usd("1")}, {ID: "b", State: StateProcessing, Cost: usd("2")}},
			Result{State: StateProcessing, Cost: usd("3")}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := Several("Prov", Finding{Verdict: Found, Result: c.first}, c.all)
			if len(got.Evidence) != len(c.all) {
				t.Errorf("%+v", got.Evidence)
			}
			if d := cmp.Diff(c.want, got.Result); d != "" {
				t.Error(d)
			}
		})
	}
	got := Several("Prov", Finding{Verdict: Unclear}, []Listed{done("a", usd("1")), {ID: "b", Seen: "GONE", State: StateRefunded}})
	want := Finding{Verdict: Unclear, Evidence: []Evidence{
		{Source: Because("several.order", "who", "Prov", "id", "a", "n", 1, "all", 2), Expected: Because("several.one_order"), Seen: Quoted("DONE"), Supports: Yes},
		{Source: Because("several.order", "who", "Prov", "id", "b", "n", 2, "all", 2), Expected: Because("several.one_order"), Seen: Quoted("GONE"), Supports: No},
	}}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}
