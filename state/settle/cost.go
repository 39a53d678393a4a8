package settle

import (
	"github.com/shopspring/decimal"

	"simdesk/providers"
	"simdesk/state/ledger"
)

// estimateSlack is how far a charge may lie above a cost that was only
// estimated: one in a hundred.
var estimateSlack = decimal.New(1, -2)

// overcharged says that the provider took more than was confirmed, with the two
// figures side by side; nil where it did not, or where they do not compare. The
// sale is done: the difference is to be claimed.
func overcharged(o ledger.Order, r providers.Result) (*ledger.Problem, []providers.Evidence) {
	if !chargedMore(o, r.Cost) {
		return nil, nil
	}
	confirmed := confirmedCost(o)
	return &ledger.Problem{Kind: providers.KindDeclined, Code: CodeDearer, RequestID: r.RequestID,
			Why: providers.Because("settle.charged_more", "charged", *r.Cost, "confirmed", *confirmed)},
		[]providers.Evidence{{Source: providers.Because("settle.cost"), Expected: providers.Because("settle.amount", "amount", confirmed),
			Seen: providers.Because("settle.amount", "amount", r.Cost), Supports: providers.Yes}}
}

// confirmedCost is what the wallet was to pay. Orders from before it was noted
// have only the cost that stands on them.
func confirmedCost(o ledger.Order) *providers.Money {
	if o.Draft.Cost != nil {
		return o.Draft.Cost
	}
	return o.Cost
}

// chargedMore reports whether a charge is above what was confirmed beyond rounding:
// half a coin, since catalogues count in fractions of one and wallets do not.
func chargedMore(o ledger.Order, charged *providers.Money) bool {
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

// claimable reports whether the provider charged more than is written down, and
// more than was confirmed: a second order under the same reference, or a price
// that it changed.
func claimable(o ledger.Order, r providers.Result) bool {
	if r.Cost == nil || r.Missing.IsZero() && !chargedMore(o, r.Cost) {
		return false
	}
	if o.Cost == nil {
		return true
	}
	order, ok := r.Cost.Cmp(*o.Cost)
	return !ok || order > 0
}
