package purchase

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"simdesk/providers"
	"simdesk/state/desk"
	"simdesk/state/ledger"
	"simdesk/ui/uitest"
)

// TestACustomerReadsNoWallet: neither why the shop cannot pay for a sale nor
// what the provider wrote about it may be read while costs are hidden.
func TestACustomerReadsNoWallet(t *testing.T) {
	figures := []string{"2.40", "9.50", "3.64"}
	check := func(t *testing.T, c *counter, hidden bool) {
		t.Helper()
		all := c.View()
		for _, b := range c.model.Bindings() {
			all += " " + b.Why
		}
		shown := slices.ContainsFunc(figures, func(f string) bool { return strings.Contains(all, f) })
		if shown == hidden {
			t.Errorf("hidden %v:\n%s", hidden, all)
		}
	}
	for _, hidden := range []bool{false, true} {
		hide := func(c *counter) { c.env.HideCosts = func() bool { return hidden } }
		t.Run(fmt.Sprintf("blocked/hidden=%v", hidden), func(t *testing.T) {
			c := start(t, japan, func(c *counter) {
				hide(c)
				c.desk.QuoteFunc = func(context.Context, desk.QuoteRequest) (desk.Quote, error) {
					q := offer()
					q.Blocked = &providers.Error{Kind: providers.KindDeclined, Provider: "roamify", Code: desk.CodeWallet,
						Why: providers.Quoted("The wallet holds 2.40 USD and this costs 9.50 USD.")}
					return q, nil
				}
			})
			check(t, c, hidden)
		})
		for name, state := range map[string]providers.State{"refused": providers.StateFailed, "unknown": providers.StateUnknown} {
			t.Run(fmt.Sprintf("%s/hidden=%v", name, hidden), func(t *testing.T) {
				c := start(t, japan, hide)
				said := &ledger.Problem{Kind: providers.KindDeclined, Code: "FUNDS", Message: "the wallet holds 2.40 USD", Detail: "cost 3.64"}
				err := &providers.Error{Kind: providers.KindUnknownOutcome, Why: providers.Quoted("no answer about 9.50 USD")}
				c.ticket.Answer(uitest.InState(uitest.ESIMOrder(t), state, said), err)
				c.clock.Advance(time.Second)
				c.Press("ctrl+y")
				check(t, c, hidden)
			})
		}
	}
}

// An order that the provider took and did not carry out may have cost money:
// its words say to compare the wallet, and nothing says the contrary.
func TestTakenAndNotCarriedOutIsNotSaidToBeFree(t *testing.T) {
	const words = "The provider took the order and then did not carry it out. Compare the wallet before you sell it anew: not every provider says that the money came back."
	for _, hidden := range []bool{false, true} {
		t.Run(fmt.Sprintf("hidden=%v", hidden), func(t *testing.T) {
			c := start(t, japan, func(c *counter) { c.env.HideCosts = func() bool { return hidden } })
			taken := uitest.InState(uitest.ESIMOrder(t), providers.StateFailed, &ledger.Problem{Kind: providers.KindDeclined, Message: words})
			taken.ProviderStatus, taken.Charged = "FAILED", providers.Charged{}
			c.ticket.Answer(taken, nil)
			c.confirm()
			c.Run()
			c.Size(140, 45)
			got := strings.Join(strings.Fields(c.View()), " ")
			if strings.Contains(got, words) == hidden || strings.Contains(got, "Nothing was charged") {
				t.Error(got)
			}
		})
	}
}
