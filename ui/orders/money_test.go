package orders

import (
	"strings"
	"testing"

	"simdesk/providers"
	"simdesk/state/ledger"
	"simdesk/ui/uitest"
)

// Nothing in the list or in an order says that nothing was charged, or that it was
// refused, unless that is known; of a refusal it is said.
func TestWhatCostNothingIsSaidSo(t *testing.T) {
	for _, c := range uitest.EveryMoney(t) {
		for _, hidden := range []bool{false, true} {
			d, m, env, _ := opened(t, c.Order, []ledger.Event{event(t, 0, "ana", ledger.Change{State: c.Order.State})})
			env.HideCosts = func() bool { return hidden }
			d.Size(140, 45)
			got := strings.Join(strings.Fields(d.View()), " ")
			for _, b := range m.Bindings() {
				got += " " + b.Why
			}
			if strings.Contains(strings.ToLower(got), "refused") && !c.Free {
				t.Fatalf("%s, hidden %v: said to be refused\n%s", c.Name, hidden, got)
			}
			d.Press("esc")
			got += strings.Join(strings.Fields(d.View()), " ")
			says := uitest.Free.MatchString(got)
			if says && !c.Free || !says && c.Free && c.Order.State == providers.StateFailed {
				t.Fatalf("%s, hidden %v: says %v\n%s", c.Name, hidden, says, got)
			}
		}
	}
}
