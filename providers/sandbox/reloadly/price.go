package reloadly

import (
	"net/http"

	"github.com/shopspring/decimal"
)

// bill is what a top-up costs and delivers.
type bill struct {
	requested decimal.Decimal // as ordered, in currency
	currency  string
	discount  decimal.Decimal // in dollars
	fee       decimal.Decimal
	cost      decimal.Decimal // what the wallet loses
	delivered decimal.Decimal // in the operator's currency
}

// bill works out a top-up. An order in the operator's currency is priced by
// the rate, also where a plan has a price in dollars, and gets the local
// discount, which is usually none. A fee in percent does away with the
// discount.
func (o *operator) bill(amount decimal.Decimal, local bool) bill {
	b := bill{requested: amount, currency: "USD"}
	dollars, percent, feePercent, flat := amount, o.discount, o.fees.internationalPercent, o.fees.international
	if local {
		b.currency = o.country.Currency
		dollars = amount.DivRound(o.rate, 12)
		percent, feePercent, flat = o.discountL, o.fees.localPercent, o.fees.local.DivRound(o.rate, 12)
	}
	if !feePercent.IsZero() {
		percent = zero
	}
	b.discount = round(dollars.Mul(percent).Div(hundred))
	b.fee = round(dollars.Mul(feePercent).Div(hundred).Add(flat))
	share := hundred.Sub(percent).Add(feePercent).Div(hundred)
	b.cost = round(dollars.Mul(share).Add(flat))
	b.delivered = o.delivers(amount, local)
	return b
}

func (o *operator) delivers(amount decimal.Decimal, local bool) decimal.Decimal {
	if local {
		return amount
	}
	for _, p := range o.all() {
		if p.amount.Equal(amount) && !p.local.IsZero() {
			return p.local
		}
	}
	return amount.Mul(o.rate).Round(2)
}

// accepts checks an amount against the bounds or the plans. The bounds of a
// range in dollars are those of its local ones where it has any: the listed
// dollars are rounded to the cent, so a listed minimum may be too little and
// less than it may be enough. Plans that aren't listed are refused, as the
// documents have it; the real sandbox lets some of them pass.
func (o *operator) accepts(amount decimal.Decimal, local bool) *trouble {
	if local && !o.local {
		return &trouble{http.StatusBadRequest, "LOCAL_AMOUNTS_NOT_SUPPORTED_BY_OPERATOR", "Local amounts are not supported by this operator", nil}
	}
	switch {
	case o.fixed():
		return o.acceptsPlan(amount, local)
	case local:
		if amount.LessThan(o.localMin) || amount.GreaterThan(o.localMax) {
			return &trouble{http.StatusBadRequest, "INVALID_LOCAL_AMOUNT_FOR_OPERATOR",
				"Min and max (local) amounts for operator id " + o.label() + " are : " +
					o.localMin.StringFixed(2) + " " + o.country.Currency + " and " + o.localMax.StringFixed(2) + " " + o.country.Currency, nil}
		}
		return nil
	default:
		if !o.inRange(amount) {
			return &trouble{http.StatusBadRequest, "INVALID_AMOUNT_FOR_OPERATOR",
				"Min and max amounts for operator id " + o.label() + " are : " + o.min.StringFixed(2) + " USD and " + o.max.StringFixed(2) + " USD", nil}
		}
		return nil
	}
}

func (o *operator) inRange(amount decimal.Decimal) bool {
	if !o.local {
		return !amount.LessThan(o.min) && !amount.GreaterThan(o.max)
	}
	delivered := amount.Mul(o.rate)
	return !delivered.LessThan(o.localMin) && !delivered.GreaterThan(o.localMax)
}

func (o *operator) acceptsPlan(amount decimal.Decimal, local bool) *trouble {
	for _, p := range o.all() {
		if (!local && p.amount.Equal(amount)) || (local && p.local.Equal(amount)) {
			return nil
		}
	}
	t := trouble{http.StatusBadRequest, "INVALID_AMOUNT_FOR_OPERATOR", "Amount " + amount.String() + " is not among the fixed amounts of operator id " + o.label(), nil}
	if local {
		t.code = "INVALID_LOCAL_AMOUNT_FOR_OPERATOR"
		t.message = "Local a" + t.message[1:]
	}
	return &t
}
