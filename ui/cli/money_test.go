package cli

import (
	"testing"

	"simdesk/providers"
	"simdesk/ui/uitest"
)

// What a sale's command prints says that nothing was charged where that is known
// only, and so does its exit code.
func TestWhatCostNothingIsSaidSo(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	a, err := s.open(t.Context(), Global{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = a.Close() }()
	r := &runner{d: s.deps}
	for _, c := range uitest.EveryMoney(t) {
		if got := r.orderText(a, c.Order) + nextStep(c.Order); uitest.Free.MatchString(got) && !c.Free {
			t.Errorf("%s:\n%s", c.Name, got)
		}
		code := codeOfOrder(c.Order)
		if c.Order.State == providers.StateFailed && (code == exitUnknown) != (c.Order.Charged.Taken != providers.No) {
			t.Errorf("%s: exit code %d", c.Name, code)
		}
		if code == exitDeclined && c.Order.State == providers.StateFailed && !c.Free {
			t.Errorf("%s: refused by the provider, the exit code says", c.Name)
		}
	}
}
