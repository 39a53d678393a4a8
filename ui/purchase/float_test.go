package purchase

import (
	"fmt"
	"strings"
	"testing"

	"simdesk/providers"
	"simdesk/state/desk"
	"simdesk/state/ledger"
	"simdesk/ui/uitest"
)

// The money for a sale may be gone between the offer and the key that buys:
// nothing was sent, it is said so without an order, and asked again at once. A
// customer who looks on does not read the shop's wallet. Whether nothing was
// charged is never read from the code of the error.
func TestTheFloatIsGoneByThen(t *testing.T) {
	t.Parallel()
	for outcome, sure := range map[providers.Outcome]bool{providers.NotSent: true, providers.Unknown: false} {
		for _, hidden := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s/hidden=%v", outcome, hidden), func(t *testing.T) {
				t.Parallel()
				c := start(t, japan, func(c *counter) { c.env.HideCosts = func() bool { return hidden } })
				c.confirm()
				c.ticket.Answer(ledger.Order{}, &providers.Error{Kind: providers.KindDeclined, Outcome: outcome, Provider: "roamify", Code: desk.CodeWallet,
					Why: providers.Because("ledger.wallet_short", "left", uitest.USD("3"), "cost", uitest.USD("9.50"))})
				c.Run()
				got := strings.Join(strings.Fields(c.View()), " ")
				if told := strings.Contains(got, "3.00 USD"); told == hidden || uitest.Free.MatchString(got) != sure || c.model.stage != notBought {
					t.Error(got)
				}
			})
		}
	}
}
