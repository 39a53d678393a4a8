package desk

import (
	"github.com/shopspring/decimal"

	"simdesk/providers"
	"simdesk/state/ledger"
)

// What came to light of an order beside its state, for a person to act on.
const (
	CodeDearer   = "CHARGED_MORE" // the wallet paid more than was confirmed
	CodeRepeated = "REPEATED"     // the answer handed over what another order has
)

// estimateSlack is how far a charge may lie above a cost that was only
// estimated: one in a hundred.
var estimateSlack = decimal.New(1, -2)

// overcharged says that the provider took more than was confirmed, with the two
// figures side by side; nil where it did not, or where they do not compare. The
// sale is done: the difference is to be claimed.
func overcharged(o ledger.Order, r providers.Result) (*ledger.Problem, []providers.Evidence) {
	if !dearer(o, r.Cost) {
		return nil, nil
	}
	confirmed := confirmedCost(o)
	return &ledger.Problem{Kind: providers.KindDeclined, Code: CodeDearer, RequestID: r.RequestID,
			Message: "The provider charged " + r.Cost.String() + ", and " + confirmed.String() +
				" were confirmed. Give the customer what came, and claim the difference from the provider."},
		[]providers.Evidence{{Source: "cost", Expected: confirmed.String(), Seen: r.Cost.String(), Supports: providers.Yes}}
}

// confirmedCost is what the wallet was to pay. Orders from before it was noted
// have only the cost that stands on them.
func confirmedCost(o ledger.Order) *providers.Money {
	if o.Draft.Cost != nil {
		return o.Draft.Cost
	}
	return o.Cost
}

// dearer reports whether a charge is above what was confirmed beyond rounding:
// half a coin, since catalogues count in fractions of one and wallets do not.
func dearer(o ledger.Order, charged *providers.Money) bool {
	confirmed := confirmedCost(o)
	if confirmed == nil || charged == nil || confirmed.Currency != charged.Currency {
		return false
	}
	slack := decimal.New(1, -providers.MinorDigits(charged.Currency))
	if o.Draft.Estimated {
		slack = decimal.Max(slack, confirmed.Amount.Mul(estimateSlack))
	}
	return charged.Amount.Sub(confirmed.Amount).GreaterThanOrEqual(slack)
}

// repeated is what follows from an answer that hands over what another order
// has: what became of this one is not known. Nothing of the answer is kept, not
// even its order number, by which the other's order would be found.
func repeated(c ledger.Change, owned *ledger.OwnedError) ledger.Change {
	return ledger.Change{State: providers.StateUnknown, Charged: &providers.Charged{},
		Evidence: append(c.Evidence, providers.Evidence{Source: "answer", Expected: "something of this order's own",
			Seen: "the " + owned.What + " of order " + owned.Order, Supports: providers.NotKnown}),
		Error: &ledger.Problem{Kind: providers.KindUnknownOutcome, Code: CodeRepeated,
			Message: "The provider answered with the " + owned.What + ", which belongs to order " + owned.Order +
				". It is not handed out twice and not sent again: simdesk looks up what became of this order."}}
}
