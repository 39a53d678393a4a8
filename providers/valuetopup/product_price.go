package valuetopup

import (
	"cmp"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"simdesk/providers"
	"simdesk/providers/wire/loose"
)

// What Sell needs of a product beyond its id, in Product.Extra.
const (
	extraAmount     = "amount"     // the one amount that a fixed product is sold at
	extraCurrency   = "currency"   // of amount, "" for the wallet's
	extraWallet     = "wallet"     // the wallet's currency when the catalogue was read
	extraAdditional = "additional" // names that go into additionalInfos, by ","
	extraBlocked    = "blocked"    // the currency of its figures, where that keeps it from being sold
)

var one, hundred = decimal.NewFromInt(1), decimal.NewFromInt(100)

// figures is how a SKU's figures are read: what they are in, what they cost and what
// comes of them, with the rate to that, zero where it is not known.
//
// The documents say: an amount is in the wallet's currency unless
// transactionCurrencyCode names another. They don't say which currency
// faceValue, minAmount and maxAmount are in. Read here: the wallet's when
// currencyCode is the wallet's or empty, and also when currencyCode is just
// where the money goes (it equals the delivery currency or stands alone, and
// an exchange rate leads there). Else they are in currencyCode itself, their
// cost is not known, and an amount can be sent only if that currency is
// supported in transactions.
//
// The cost is the face value less the discount in percent, plus the fee: the
// invoice of the sale decides. What is delivered is not known where a tax comes off,
// whose formula is not documented.
func (s sku) figures(wallet string) (r providers.Range, rate decimal.Decimal) {
	upper := func(s loose.Text) string { return strings.ToUpper(strings.TrimSpace(string(s))) }
	currency := upper(s.CurrencyCode)
	r = providers.Range{
		Currency: wallet, Min: s.MinAmount.Decimal, Max: s.MaxAmount.Decimal, Whole: s.AllowDecimal.Known && !s.AllowDecimal.Value,
		DeliveredCurrency: cmp.Or(upper(s.DeliveryCode), currency),
	}
	if s.ExchangeRate.IsPositive() {
		rate = s.ExchangeRate.Decimal
	}
	leadsElsewhere := rate.IsPositive() && !rate.Equal(one)
	if currency != "" && (currency != r.DeliveredCurrency || !leadsElsewhere) {
		r.Currency = currency
	}
	if r.DeliveredCurrency == r.Currency {
		rate = one
	}
	if !s.taxed() && r.DeliveredCurrency != "" {
		r.DeliveredFactor = rate
	}
	discount := s.Discount.Div(hundred)
	if r.Currency == wallet && !discount.IsNegative() && discount.LessThan(one) && !s.Fee.IsNegative() {
		r.CostCurrency, r.CostFactor, r.CostFlat = wallet, one.Sub(discount).Round(12), s.Fee.Decimal
	}
	return r, rate
}

func (s sku) taxed() bool { return s.SalesTaxCharged.Value && s.SalesTax.IsPositive() }

// price fills in what the product costs and what Sell needs to name it.
func (s sku) price(p *providers.Product, wallet string) {
	r, rate := s.figures(wallet)
	p.Extra[extraWallet] = wallet
	amount := firstPositive(s.MinAmount.Decimal, s.FaceValue.Decimal)
	switch {
	case !takesAmount(p.Kind):
		amount = firstPositive(s.FaceValue.Decimal, s.MinAmount.Decimal)
	case s.fixed():
		p.Extra[extraAmount] = amount.String()
		if r.Currency != wallet {
			p.Extra[extraCurrency] = r.Currency
		}
		if delivered := r.DeliveredOf(amount); delivered != nil && delivered.Currency != r.Currency {
			p.Notes = append(p.Notes, providers.Because("valuetopup.delivers", "money", delivered))
		}
	default:
		p.Ranges = s.ranges(r, rate)
	}
	if p.Fixed() && amount.IsPositive() {
		p.Cost = r.CostOf(amount)
	}
	if p.Cost != nil && (!r.CostFactor.Equal(one) || !r.CostFlat.IsZero()) {
		p.Notes = append(p.Notes, providers.Because("valuetopup.cost_reckoned"))
	}
	if s.taxed() {
		p.Notes = append(p.Notes, providers.Because("valuetopup.sales_tax", "percent", s.SalesTax.String()))
	}
	if takesAmount(p.Kind) && r.Currency != wallet && !s.supports(r.Currency) {
		p.Extra[extraBlocked] = r.Currency
	}
}

// fixed reports whether there is one amount only.
func (s sku) fixed() bool {
	if s.MinAmount.IsPositive() || s.MaxAmount.IsPositive() {
		return s.MinAmount.Equal(s.MaxAmount.Decimal)
	}
	return s.FaceValue.IsPositive()
}

// supports reports whether an amount may be named in this currency.
func (s sku) supports(currency string) bool {
	return slices.ContainsFunc(splitList(string(s.Currencies)), func(c string) bool { return strings.EqualFold(c, currency) })
}

// ranges are the amounts that can be named: in the face currency, and in what
// the recipient gets where that may be sent.
func (s sku) ranges(r providers.Range, rate decimal.Decimal) []providers.Range {
	if r.DeliveredCurrency == r.Currency || !rate.IsPositive() || !s.supports(r.DeliveredCurrency) {
		return []providers.Range{r}
	}
	local := r
	local.Currency = r.DeliveredCurrency
	digits := providers.MinorDigits(local.Currency)
	if local.Whole {
		digits = 0
	}
	local.Min, local.Max = r.Min.Mul(rate).RoundCeil(digits), r.Max.Mul(rate).RoundFloor(digits)
	local.CostFactor = r.CostFactor.DivRound(rate, 12)
	if !r.DeliveredFactor.IsZero() {
		local.DeliveredFactor = one
	}
	return []providers.Range{r, local}
}

func firstPositive(a, b decimal.Decimal) decimal.Decimal {
	if a.IsPositive() {
		return a
	}
	return b
}
