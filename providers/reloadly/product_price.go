package reloadly

import (
	"github.com/shopspring/decimal"

	"simdesk/providers"
	"simdesk/providers/wire/loose"
)

// factor is what one unit of value costs: less the discount, or, where there
// is a percentage fee, plus that fee without any discount. Zero when the
// discount is not known.
func factor(discount, fee loose.Number) decimal.Decimal {
	one := decimal.NewFromInt(1)
	if !fee.IsZero() {
		return one.Add(fee.Shift(-2))
	}
	if !discount.Known {
		return decimal.Decimal{}
	}
	return one.Sub(discount.Shift(-2))
}

func (o operator) factor() decimal.Decimal {
	discount := o.Discount
	if !discount.Known {
		discount = o.Commission // its name until 2021
	}
	return factor(discount, o.Fees.Percent)
}

// cost is what the wallet pays for a fixed amount, nil when not known.
func (o operator) cost(amount decimal.Decimal) *providers.Money {
	return o.accountRange().CostOf(amount)
}

// accountRange takes amounts in the wallet's currency.
func (o operator) accountRange() providers.Range {
	r := providers.Range{
		Currency: o.currency(), Min: o.Min.Decimal, Max: o.Max.Decimal,
		CostCurrency: o.currency(), CostFactor: o.factor(), CostFlat: o.Fees.Flat.Decimal,
	}
	if o.FX.Rate.IsPositive() && o.localCurrency() != "" {
		r.DeliveredCurrency, r.DeliveredFactor = o.localCurrency(), o.FX.Rate.Decimal
	}
	return r
}

// localRange takes amounts in the operator's currency, sent with
// useLocalAmount. Its discount is its own, and usually nothing.
func (o operator) localRange() providers.Range {
	r := providers.Range{
		Currency: o.localCurrency(), Min: o.LocalMin.Decimal, Max: o.LocalMax.Decimal, CostCurrency: o.currency(),
		DeliveredCurrency: o.localCurrency(), DeliveredFactor: decimal.NewFromInt(1),
	}
	if rate := o.FX.Rate; rate.IsPositive() {
		r.CostFactor = factor(o.LocalDiscount, o.Fees.LocalPercent).Div(rate.Decimal)
		r.CostFlat = o.Fees.LocalFlat.Div(rate.Decimal)
	}
	return r
}

// ranges are the ways to name an amount, the wallet's currency first.
func (o operator) ranges() []providers.Range {
	var all []providers.Range
	if o.Min.Known || o.Max.Known || !o.hasLocal() {
		all = append(all, o.accountRange())
	}
	if o.hasLocal() {
		all = append(all, o.localRange())
	}
	return all
}

func (o operator) hasLocal() bool {
	return o.TakesLocal.Value && (o.LocalMin.Known || o.LocalMax.Known) &&
		o.localCurrency() != "" && o.localCurrency() != o.currency()
}
