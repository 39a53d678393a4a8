package catalog

import (
	"fmt"
	"math"

	"github.com/shopspring/decimal"

	"simdesk/providers"
)

// Pricing is how the shop turns a provider's cost into the customer's price.
type Pricing struct {
	Currency      string                     // the shop's, ISO 4217
	MarkupPercent decimal.Decimal            // 20 means cost × 1.20
	Rounding      decimal.Decimal            // prices are rounded up to a multiple; 0 means the currency's minor unit
	Rates         map[string]decimal.Decimal // one unit of a currency in shop currency
}

// conversionPlaces is how exact a converted amount is kept before rounding.
const conversionPlaces = 8

// Convert returns m in the shop's currency. approx tells that a rate was used,
// so that the figure is shown with ≈. ok is false when there is no rate.
func (p Pricing) Convert(m providers.Money) (converted providers.Money, approx, ok bool) {
	if m.Currency == p.Currency {
		return m, false, true
	}
	rate, known := p.Rates[m.Currency]
	if !known || !rate.IsPositive() {
		return providers.Money{}, false, false
	}
	return providers.Money{Amount: m.Amount.Mul(rate).Round(conversionPlaces), Currency: p.Currency}, true, true
}

// Price returns what the customer pays for a cost: converted, marked up, and
// rounded up to the next multiple of Rounding. ok is false when there is no rate
// and for a cost of zero or less, which none is.
func (p Pricing) Price(cost providers.Money) (price providers.Money, approx, ok bool) {
	m, approx, ok := p.Convert(cost)
	if !ok || !cost.Amount.IsPositive() {
		return providers.Money{}, false, false
	}
	m.Amount = p.roundUp(m.Amount.Mul(p.factor()))
	return m, approx, true
}

// unpriced is the key of what has no price: it is listed last.
const unpriced = math.MaxUint64

// key returns a cost's place by price, in units of 10^-8 of the shop's currency.
// What is shown and sold is never read off it.
func (p Pricing) key(cost *providers.Money) sortKey {
	if cost != nil {
		if price, _, ok := p.Price(*cost); ok {
			own, _, _ := p.Convert(*cost)
			return sortKey{price: units(price.Amount), cost: units(own.Amount)}
		}
	}
	return sortKey{price: unpriced, cost: unpriced}
}

func units(d decimal.Decimal) uint64 {
	const most = math.MaxInt64
	switch {
	case !d.IsPositive():
		return 0
	case d.GreaterThan(decimal.New(most, -conversionPlaces)):
		return most
	}
	return uint64(d.Shift(conversionPlaces).IntPart())
}

// String tells one pricing from another.
func (p Pricing) String() string {
	type fields Pricing
	return fmt.Sprintf("%+v", fields(p))
}

func (p Pricing) factor() decimal.Decimal {
	return p.MarkupPercent.Shift(-2).Add(decimal.NewFromInt(1))
}

func (p Pricing) step() decimal.Decimal {
	if p.Rounding.IsPositive() {
		return p.Rounding
	}
	return decimal.New(1, -providers.MinorDigits(p.Currency))
}

func (p Pricing) roundUp(d decimal.Decimal) decimal.Decimal {
	step := p.step()
	steps, rest := d.QuoRem(step, 0)
	if rest.IsPositive() {
		steps = steps.Add(decimal.NewFromInt(1))
	}
	return steps.Mul(step)
}

// perGB returns the price of one GB, rounded to the currency's minor unit; nil
// for what is unlimited or has no data.
func perGB(price providers.Money, data providers.Data) *providers.Money {
	if data.Unlimited || data.Bytes <= 0 {
		return nil
	}
	gb := price.Amount.Mul(decimal.NewFromInt(providers.GB))
	places := providers.MinorDigits(price.Currency)
	return &providers.Money{Amount: gb.DivRound(decimal.NewFromInt(data.Bytes), places), Currency: price.Currency}
}
