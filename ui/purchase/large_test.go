package purchase

import (
	"testing"
	"time"

	"simdesk/providers"
	"simdesk/state/desk"
	"simdesk/ui/uitest"
)

func TestLargeAmountIsTypedIn(t *testing.T) {
	c := start(t, japan, func(c *counter) { c.env.TypeAmountAbove = uitest.USD("10") })
	c.clock.Advance(time.Second)
	c.Press("ctrl+y")
	t.Run("asked", c.Golden)
	c.Paste("11.40")
	c.clock.Advance(time.Second)
	c.Press("ctrl+y")
	if got := len(c.desk.Bought()); got != 0 {
		t.Fatalf("%d orders were bought without the amount", got)
	}
	c.Type("11.4")
	c.ticket.Answer(uitest.ESIMOrder(t), nil)
	c.Press("ctrl+y")
	if got := len(c.desk.Bought()); got != 1 {
		t.Errorf("%d orders were bought", got)
	}
}

// TestWhichAmountIsLarge: the price counts, or a cost above it; what cannot be
// compared with the limit is large only where nothing else can be.
func TestWhichAmountIsLarge(t *testing.T) {
	eur := func(s string) *providers.Money { return providers.MustMoney(s, "EUR").Ptr() }
	for name, c := range map[string]struct {
		limit, price, cost, want *providers.Money
	}{
		"never asked":            {nil, uitest.USD("900"), uitest.USD("800"), nil},
		"at the limit":           {uitest.USD("10"), uitest.USD("10.00"), uitest.USD("9"), nil},
		"the price is above":     {uitest.USD("10"), uitest.USD("10.01"), uitest.USD("9"), uitest.USD("10.01")},
		"the cost is above":      {uitest.USD("10"), uitest.USD("10"), uitest.USD("12"), uitest.USD("12")},
		"no price":               {uitest.USD("10"), nil, uitest.USD("12"), uitest.USD("12")},
		"a cost in other money":  {uitest.USD("10"), uitest.USD("10"), eur("99"), nil},
		"only other money":       {uitest.USD("10"), nil, eur("1"), eur("1")},
		"nothing known":          {uitest.USD("10"), nil, nil, nil},
		"every one that is paid": {uitest.USD("0"), uitest.USD("0.10"), nil, uitest.USD("0.10")},
	} {
		env, _ := uitest.Env(t, uitest.Shop(t))
		env.TypeAmountAbove = c.limit
		m := New(env, japan)
		m.quote = desk.Quote{Price: c.price, Cost: c.cost}
		if got := m.large(); (got == nil) != (c.want == nil) || got != nil && got.String() != c.want.String() {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}
