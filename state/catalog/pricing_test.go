package catalog

import (
	"fmt"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"simdesk/providers"
)

func TestPrice(t *testing.T) {
	t.Parallel()
	pricing := func(markup, rounding string) Pricing {
		p := shopPricing()
		p.MarkupPercent, p.Rounding = decimal.RequireFromString(markup), decimal.RequireFromString(rounding)
		return p
	}
	for _, test := range []struct {
		pricing        Pricing
		cost, currency string
		want           string
		approx         bool
	}{
		{pricing("20", "0.10"), "9.50", "USD", "11.40 USD", false},
		{pricing("20", "0.10"), "9.51", "USD", "11.50 USD", false},
		{pricing("0", "1"), "9.01", "USD", "10.00 USD", false},
		{pricing("0", "0"), "9.001", "USD", "9.01 USD", false},
		{pricing("0", "0"), "9.01", "USD", "9.01 USD", false},
		{pricing("20", "0.10"), "10", "EUR", "13.00 USD", true},
		{pricing("12.5", "0.05"), "3.33", "USD", "3.75 USD", false},
		{pricing("-10", "0.10"), "10", "USD", "9.00 USD", false},
	} {
		price, approx, ok := test.pricing.Price(providers.MustMoney(test.cost, test.currency))
		if !ok || price.String() != test.want || approx != test.approx {
			t.Errorf("%s %s: got %s, %v, %v; want %s", test.cost, test.currency, price, approx, ok, test.want)
		}
	}
	if price, _, ok := shopPricing().Price(providers.MustMoney("10", "GEL")); ok {
		t.Errorf("no rate for GEL, and yet %s", price)
	}
	yen := Pricing{Currency: "JPY"}
	if price, _, _ := yen.Price(providers.MustMoney("100.2", "JPY")); price.String() != "101 JPY" {
		t.Errorf("got %s", price)
	}
}

// Keys sort costs as the exact amounts do: the price first, then the cost.
func TestKeysAgreeWithPrice(t *testing.T) {
	t.Parallel()
	text := func(t *rapid.T, name string, most uint64, places int) decimal.Decimal {
		whole := rapid.Uint64Range(0, most).Draw(t, name)
		frac := rapid.StringMatching(fmt.Sprintf("[0-9]{1,%d}", places)).Draw(t, name+" fraction")
		return decimal.RequireFromString(fmt.Sprintf("%d.%s", whole, frac))
	}
	rapid.Check(t, func(t *rapid.T) {
		p := Pricing{Currency: "USD", Rates: map[string]decimal.Decimal{"EUR": text(t, "rate", 1000, 10)}}
		p.MarkupPercent = text(t, "markup", 1000, 4)
		p.Rounding = rapid.SampledFrom([]decimal.Decimal{
			{}, decimal.RequireFromString("0.10"), decimal.RequireFromString("0.99"), decimal.RequireFromString("5"),
			decimal.RequireFromString("0.000001"),
		}).Draw(t, "rounding")
		cost := func(name string) providers.Money {
			return providers.Money{Amount: text(t, name, 1_000_000, 8), Currency: rapid.SampledFrom([]string{"USD", "EUR", "GEL"}).Draw(t, name+" currency")}
		}
		a, b := cost("one"), cost("other")
		entry := func(m providers.Money) Entry { return priced(providers.Product{Cost: &m}, p) }
		got, want := p.key(&a).compare(p.key(&b)), plainOrder(&Index{pricing: p}, entry(a), entry(b))
		if got != want {
			t.Fatalf("%s and %s: keys compare as %d, prices as %d", a, b, got, want)
		}
	})
}

// A cost of zero or less is not known: it is listed last, not first.
func TestACostOfNothingIsNotKnown(t *testing.T) {
	t.Parallel()
	product := func(id, cost string) providers.Product {
		return providers.Product{Provider: "p", ID: id, Name: "Japan 5 GB", Kind: providers.KindESIM, Cost: providers.MustMoney(cost, "USD").Ptr()}
	}
	x := Build([]providers.Product{product("below", "-5.00"), product("nothing", "0.00"), product("fine", "12.50")},
		Pricing{Currency: "USD", MarkupPercent: decimal.NewFromInt(20)})
	rows := x.Search(Query{Text: "japan"}).Rows
	if len(rows) != 3 || x.At(rows[0]).ID != "fine" {
		t.Fatalf("listed first: %+v", x.At(rows[0]).Product)
	}
	for _, row := range rows[1:] {
		if e := x.At(row); e.Cost != nil || e.Price != nil || e.PerGB != nil {
			t.Errorf("%s: cost %v, price %v", e.ID, e.Cost, e.Price)
		}
	}
}
