package valuetopup

import (
	"strings"
	"testing"

	"simdesk/providers"
)

// How a SKU's figures are read: the documents leave most of it open, so what is
// not told is not known, and never reckoned with.
func TestPriceOfAFixedProduct(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, category, figures string
		cost                    *providers.Money
		extra                   map[string]string // besides the wallet
		notes                   []providers.Reason
	}{
		{"nothing off", "PIN", `"faceValue":10`, usd("10"), nil, nil},
		{"a discount", "PIN", `"faceValue":10,"discount":5`, usd("9.5"), nil, []providers.Reason{reckoned}},
		{"a fee", "PIN", `"faceValue":10,"fee":0.5`, usd("10.5"), nil, []providers.Reason{reckoned}},
		{"more digits than a cost has", "PIN", `"faceValue":1.23456,"discount":3`, usd("1.19752"), nil, []providers.Reason{reckoned}},
		{"a fee on nothing", "PIN", `"faceValue":0,"fee":1`, nil, nil, nil},
		{"a discount of everything", "PIN", `"faceValue":10,"discount":100`, nil, nil, nil},
		{"a discount below nothing", "PIN", `"faceValue":10,"discount":-5`, nil, nil, nil},
		{"a fee below nothing", "PIN", `"faceValue":10,"fee":-1`, nil, nil, nil},
		{"a tax that is not charged", "PIN", `"faceValue":10,"isSalesTaxCharged":false,"salesTax":7.5`, usd("10"), nil, nil},
		{"a tax of nothing", "PIN", `"faceValue":10,"isSalesTaxCharged":true,"salesTax":0`, usd("10"), nil, nil},
		{"sold at its only amount", "RTR", `"minAmount":10,"maxAmount":10,"faceValue":12`, usd("10"), map[string]string{"amount": "10"}, nil},
		{"sold at its face value", "RTR", `"faceValue":12`, usd("12"), map[string]string{"amount": "12"}, nil},
		{"delivers what nobody said", "RTR", `"faceValue":12,"deliveryCurrencyCode":"INR"`, usd("12"), map[string]string{"amount": "12"}, nil},
		{"delivers in no currency", "RTR", `"faceValue":12,"exchangeRate":80`, usd("12"), map[string]string{"amount": "12"}, nil},
		{"a currency alone and no rate", "RTR", `"faceValue":12,"currencyCode":"EUR","supportedTransactionCurrencies":"USD;EUR"`, nil,
			map[string]string{"amount": "12", "currency": "EUR"}, nil},
		{"a currency alone that a rate leads to", "RTR", `"faceValue":12,"currencyCode":"EUR","exchangeRate":0.9`, usd("12"), map[string]string{"amount": "12"},
			[]providers.Reason{providers.Because("valuetopup.delivers", "money", providers.MustMoney("10.80", "EUR"))}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p := productsOf(t, `[{"skuId":1,"category":"`+c.category+`",`+c.figures+`}]`)[0]
			extra := map[string]string{"wallet": "USD"}
			for k, v := range c.extra {
				extra[k] = v
			}
			same(t, []any{c.cost, extra, c.notes, 0}, []any{p.Cost, p.Extra, p.Notes, len(p.Ranges)})
		})
	}
}

func TestPriceOfARange(t *testing.T) {
	t.Parallel()
	// between is a range at the figure's own cost.
	between := func(currency, least, most, delivers, factor string) providers.Range {
		return providers.Range{Currency: currency, Min: dec(least), Max: dec(most), CostCurrency: "USD", CostFactor: dec("1"),
			DeliveredCurrency: delivers, DeliveredFactor: dec(factor)}
	}
	inRupees := between("INR", "800", "4000", "INR", "1")
	inRupees.CostFactor = dec("0.0125")
	taxed := inRupees
	taxed.DeliveredFactor = dec("0")
	for _, c := range []struct {
		name, figures string
		want          []providers.Range
	}{
		{"no upper end", `"minAmount":5,"faceValue":5`, []providers.Range{between("USD", "5", "0", "", "0")}},
		{"no lower end", `"maxAmount":20,"faceValue":5`, []providers.Range{between("USD", "0", "20", "", "0")}},
		{"a rate to no currency", `"minAmount":10,"maxAmount":50,"exchangeRate":80`, []providers.Range{between("USD", "10", "50", "", "0")}},
		{"delivered in the wallet's", `"minAmount":10,"maxAmount":50,"currencyCode":"USD","supportedTransactionCurrencies":"USD"`,
			[]providers.Range{between("USD", "10", "50", "USD", "1")}},
		{"a currency that may not be named", `"minAmount":10,"maxAmount":50,"exchangeRate":80,"deliveryCurrencyCode":"INR","supportedTransactionCurrencies":"USD"`,
			[]providers.Range{between("USD", "10", "50", "INR", "80")}},
		{"a currency that may be named", `"minAmount":10,"maxAmount":50,"exchangeRate":80,"deliveryCurrencyCode":"INR","supportedTransactionCurrencies":"USD/inr"`,
			[]providers.Range{between("USD", "10", "50", "INR", "80"), inRupees}},
		{"no rate to it", `"minAmount":10,"maxAmount":50,"deliveryCurrencyCode":"INR","supportedTransactionCurrencies":"INR"`,
			[]providers.Range{between("USD", "10", "50", "INR", "0")}},
		{"a rate below nothing", `"minAmount":10,"maxAmount":50,"exchangeRate":-80,"deliveryCurrencyCode":"INR","supportedTransactionCurrencies":"INR"`,
			[]providers.Range{between("USD", "10", "50", "INR", "0")}},
		{"a tax comes off", `"minAmount":10,"maxAmount":50,"exchangeRate":80,"deliveryCurrencyCode":"INR","supportedTransactionCurrencies":"INR","isSalesTaxCharged":true,"salesTax":18`,
			[]providers.Range{between("USD", "10", "50", "INR", "0"), taxed}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p := productsOf(t, `[{"skuId":1,"category":"RTR",`+c.figures+`}]`)[0]
			same(t, c.want, p.Ranges)
			same(t, []any{(*providers.Money)(nil), ""}, []any{p.Cost, strings.Join([]string{p.Extra[extraAmount], p.Extra[extraBlocked]}, "")})
		})
	}
}
