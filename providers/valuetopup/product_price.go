package valuetopup

import (
	"cmp"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"simdesk/providers"
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

// terms is how a SKU's figures are read.
//
// The documents say: an amount is in the wallet's currency unless
// transactionCurrencyCode names another. They don't say which currency
// faceValue, minAmount and maxAmount are in. Read here: the wallet's when
// currencyCode is the wallet's or empty, and also when currencyCode is just
// where the money goes (it equals the delivery currency or stands alone, and
// an exchange rate leads there). Else they are in currencyCode itself, their
// cost is not known, and an amount can be sent only if that currency is
// supported in transactions.
type terms struct {
	wallet   string
	face     string          // currency of the SKU's figures
	delivery string          // what the recipient gets, "" if not told
	rate     decimal.Decimal // face to delivery, zero if not known
	discount decimal.Decimal // share of the face value taken off, 0 to 1
	fee      decimal.Decimal
	known    bool // whether the cost can be reckoned
	taxed    bool
}

func (s sku) terms(wallet string) terms {
	upper := func(s string) string { return strings.ToUpper(strings.TrimSpace(s)) }
	currency := upper(string(s.CurrencyCode))
	t := terms{wallet: wallet, face: wallet, delivery: cmp.Or(upper(string(s.DeliveryCode)), currency)}
	if s.ExchangeRate.IsPositive() {
		t.rate = s.ExchangeRate.Decimal
	}
	leadsElsewhere := t.rate.IsPositive() && !t.rate.Equal(one)
	if currency != "" && (currency != t.delivery || !leadsElsewhere) {
		t.face = currency
	}
	if t.delivery == t.face {
		t.rate = one
	}
	t.discount, t.fee = s.Discount.Div(hundred), s.Fee.Decimal
	t.known = t.face == wallet && !t.discount.IsNegative() && t.discount.LessThan(one) && !t.fee.IsNegative()
	t.taxed = s.SalesTaxCharged.Value && s.SalesTax.IsPositive()
	return t
}

// cost estimates what a face value costs the wallet: less the discount in
// percent, plus the fee. The invoice of the sale decides.
func (t terms) cost(face decimal.Decimal) *providers.Money {
	if !face.IsPositive() {
		return nil
	}
	var r providers.Range
	t.costInto(&r, one)
	return r.CostOf(face)
}

// price fills in what the product costs and what Sell needs to name it.
func (s sku) price(p *providers.Product, wallet string) {
	t := s.terms(wallet)
	p.Extra[extraWallet] = wallet
	switch {
	case !takesAmount(p.Kind):
		p.Cost = t.cost(firstPositive(s.FaceValue.Decimal, s.MinAmount.Decimal))
	case s.fixed():
		amount := firstPositive(s.MinAmount.Decimal, s.FaceValue.Decimal)
		p.Cost = t.cost(amount)
		p.Extra[extraAmount] = amount.String()
		if t.face != wallet {
			p.Extra[extraCurrency] = t.face
		}
		if t.rate.IsPositive() && t.delivery != "" && t.delivery != t.face && !t.taxed {
			delivered := providers.Money{Amount: amount.Mul(t.rate).Round(providers.MinorDigits(t.delivery)), Currency: t.delivery}
			p.Notes = append(p.Notes, providers.Because("valuetopup.delivers", "money", delivered))
		}
	default:
		p.Ranges = s.ranges(t)
	}
	if p.Cost != nil && (!t.discount.IsZero() || !t.fee.IsZero()) {
		p.Notes = append(p.Notes, providers.Because("valuetopup.cost_reckoned"))
	}
	if t.taxed {
		p.Notes = append(p.Notes, providers.Because("valuetopup.sales_tax", "percent", s.SalesTax.String()))
	}
	if takesAmount(p.Kind) && t.face != wallet && !s.supports(t.face) {
		p.Extra[extraBlocked] = t.face
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
func (s sku) ranges(t terms) []providers.Range {
	whole := s.AllowDecimal.Known && !s.AllowDecimal.Value
	r := providers.Range{
		Currency: t.face, Min: s.MinAmount.Decimal, Max: s.MaxAmount.Decimal, Whole: whole,
		DeliveredCurrency: t.delivery, DeliveredFactor: t.deliveredFactor(t.rate),
	}
	t.costInto(&r, one)
	if t.delivery == t.face || !t.rate.IsPositive() || !s.supports(t.delivery) {
		return []providers.Range{r}
	}
	digits := providers.MinorDigits(t.delivery)
	if whole {
		digits = 0
	}
	local := providers.Range{
		Currency: t.delivery, Min: r.Min.Mul(t.rate).RoundCeil(digits), Max: r.Max.Mul(t.rate).RoundFloor(digits), Whole: whole,
		DeliveredCurrency: t.delivery, DeliveredFactor: t.deliveredFactor(one),
	}
	t.costInto(&local, t.rate)
	return []providers.Range{r, local}
}

// deliveredFactor is zero, not known, where a tax comes off: its formula is
// not documented.
func (t terms) deliveredFactor(rate decimal.Decimal) decimal.Decimal {
	if t.taxed || t.delivery == "" {
		return decimal.Decimal{}
	}
	return rate
}

// costInto sets what an amount costs when per of it make one of the wallet's.
func (t terms) costInto(r *providers.Range, per decimal.Decimal) {
	if !t.known {
		return
	}
	r.CostCurrency, r.CostFlat = t.wallet, t.fee
	r.CostFactor = one.Sub(t.discount).DivRound(per, 12)
}

func firstPositive(a, b decimal.Decimal) decimal.Decimal {
	if a.IsPositive() {
		return a
	}
	return b
}
