package uitest

import (
	"fmt"
	"regexp"
	"testing"

	"simdesk/providers"
	"simdesk/state/ledger"
	"simdesk/state/settle"
)

// Free finds the words for "the wallet paid nothing", in any surface's.
var Free = regexp.MustCompile(`(?i)nothing (was|is) (charged|sent)|cost nothing|(was|is) not charged[.,;]`)

// Money is an order and whether it may be said to have cost nothing.
type Money struct {
	Name  string
	Order ledger.Order
	Free  bool
}

// EveryMoney is an order in every state, with all that may be known of the
// money, every word of a provider and every error beside it.
func EveryMoney(t testing.TB) []Money {
	t.Helper()
	taken := "The provider took the order and then did not carry it out. Compare the wallet before you sell it anew."
	problems := map[string]*ledger.Problem{
		"no error": nil,
		"refused":  {Kind: providers.KindDeclined, Provider: "roamify", Code: "OUT_OF_STOCK", Message: "Roamify has none of these left."},
		"taken":    {Kind: providers.KindDeclined, Code: "CANCELLED", Message: taken},
		"lost":     {Kind: providers.KindUnknownOutcome, Message: "No answer."},
		"offline":  {Kind: providers.KindUnavailable, Provider: "roamify", Message: "Roamify cannot be reached."},
		"decided":  {Kind: providers.KindDeclined, Code: settle.CodeDecided, Message: "ana decided that it did not go through: seen on their site"},
	}
	unsent := providers.Charged{Taken: providers.No, By: providers.ByNotSending}
	money := []providers.Charged{{}, unsent}
	for _, by := range []providers.Source{providers.ByAnswer, providers.ByLookUp, providers.ByEvidence, providers.ByPerson} {
		money = append(money, providers.Charged{Taken: providers.Yes, By: by}, providers.Charged{Taken: providers.No, By: by})
	}
	var all []Money
	for _, state := range []providers.State{providers.StateDrafted, providers.StateSubmitted, providers.StateProcessing, providers.StateCompleted,
		providers.StateFailed, providers.StateUnknown, providers.StateNeedsReview, providers.StateRefunded} {
		for _, charged := range money {
			for name, p := range problems {
				all = append(all, moneyOf(t, name, state, charged, p, ""), moneyOf(t, name, state, charged, p, "CANCELLED"))
			}
		}
	}
	return all
}

func moneyOf(t testing.TB, name string, state providers.State, charged providers.Charged, p *ledger.Problem, word string) Money {
	t.Helper()
	o := InState(ESIMOrder(t), state, p)
	o.Charged, o.ProviderStatus, o.ProviderOrderID = charged, word, word
	return Money{Name: fmt.Sprintf("%s, %+v, %s, word %q", state, charged, name, word), Order: o,
		Free: charged.Taken == providers.No && charged.By != providers.ByPerson}
}
