package purchase

import (
	"strings"
	"testing"

	"simdesk/providers"
	"simdesk/ui/uitest"
)

// The screen of a sale says of its order that nothing was charged where that is
// known, and never else; only then is the form offered anew.
func TestWhatCostNothingIsSaidSo(t *testing.T) {
	for _, c := range uitest.EveryMoney(t) {
		for _, hidden := range []bool{false, true} {
			env, _ := uitest.Env(t, uitest.Shop(t))
			env.HideCosts = func() bool { return hidden }
			m := New(env, mtn)
			d := uitest.Screen(t, m)
			m.stage, m.order, m.asked = settled, c.Order, true
			d.Size(140, 45)
			got := strings.Join(strings.Fields(d.View()), " ")
			says, refused := uitest.Free.MatchString(got), c.Free && c.Order.State == providers.StateFailed
			if says && !c.Free || !says && refused || m.mayCorrect() != refused {
				t.Fatalf("%s, hidden %v: says %v, may be corrected %v\n%s", c.Name, hidden, says, m.mayCorrect(), got)
			}
			if strings.Contains(got, "Roamify refused") && c.Order.Charged.By == providers.ByPerson {
				t.Fatalf("%s, hidden %v: a person's word is said to be the provider's\n%s", c.Name, hidden, got)
			}
		}
	}
}
