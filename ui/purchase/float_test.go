package purchase

import (
	"strings"
	"testing"

	"simdesk/providers"
	"simdesk/state/desk"
	"simdesk/state/ledger"
)

// The money for a sale may be gone between the offer and the key that buys:
// nothing was sent, it is said so without an order, and asked again at once. A
// customer who looks on does not read the shop's wallet.
func TestTheFloatIsGoneByThen(t *testing.T) {
	t.Parallel()
	for _, hidden := range []bool{false, true} {
		c := start(t, japan, func(c *counter) { c.env.HideCosts = func() bool { return hidden } })
		c.confirm()
		c.ticket.Answer(ledger.Order{}, &providers.Error{Kind: providers.KindDeclined, Outcome: providers.NotSent, Provider: "roamify", Code: desk.CodeWallet,
			Why: providers.Quoted("The wallet has 3.00 USD left and this costs 9.50 USD. Nothing was sent: put money in, or choose a cheaper product or another provider.")})
		c.Run()
		if told := strings.Contains(c.View(), "3.00 USD"); told == hidden || !strings.Contains(c.View(), "Nothing was") || c.model.stage != notBought {
			t.Errorf("hidden %t:\n%s", hidden, c.View())
		}
	}
}
