package reloadly

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"simdesk/providers"
)

func TestRangesAsListed(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name    string
		changes map[string]any
		want    []string // currency min-max factor
	}{
		{"both", nil, []string{"USD 0.2-100 0.97", "NGN 50-50000 0.002"}},
		{"local not supported", map[string]any{"supportsLocalAmounts": false}, []string{"USD 0.2-100 0.97"}},
		{"local only", map[string]any{"minAmount": nil, "maxAmount": nil}, []string{"NGN 50-50000 0.002"}},
		{"the same currency at both ends", map[string]any{"destinationCurrencyCode": "usd"}, []string{"USD 0.2-100 0.97"}},
		{"no bounds", map[string]any{"minAmount": nil, "maxAmount": nil, "supportsLocalAmounts": false}, []string{"USD 0-0 0.97"}},
		{"a percentage fee takes the discount", map[string]any{"fees": map[string]any{"internationalPercentage": 2.5, "localPercentage": "5"}},
			[]string{"USD 0.2-100 1.025", "NGN 50-50000 0.0021"}},
		{"a fee of 0 % does not", map[string]any{"fees": map[string]any{"internationalPercentage": 0.0, "localPercentage": 0}}, []string{"USD 0.2-100 0.97", "NGN 50-50000 0.002"}},
		{"the old name of the discount", map[string]any{"internationalDiscount": nil, "commission": 4}, []string{"USD 0.2-100 0.96", "NGN 50-50000 0.002"}},
		{"discounts that are not told", map[string]any{"internationalDiscount": nil, "localDiscount": nil}, []string{"USD 0.2-100 0", "NGN 50-50000 0"}},
		{"a lower bound alone", map[string]any{"maxAmount": nil, "localMaxAmount": nil}, []string{"USD 0.2-0 0.97", "NGN 50-0 0.002"}},
		{"an upper bound alone", map[string]any{"minAmount": nil, "localMinAmount": nil}, []string{"USD 0-100 0.97", "NGN 0-50000 0.002"}},
		{"no local bounds", map[string]any{"localMinAmount": nil, "localMaxAmount": nil}, []string{"USD 0.2-100 0.97"}},
		{"no local currency", map[string]any{"destinationCurrencyCode": nil, "fx": map[string]any{"rate": 500}}, []string{"USD 0.2-100 0.97"}},
		{"no rate", map[string]any{"fx": nil}, []string{"USD 0.2-100 0.97", "NGN 50-50000 0"}},
		{"numbers as text", map[string]any{"minAmount": "0.5", "maxAmount": "1e2", "internationalDiscount": "3.0"}, []string{"USD 0.5-100 0.97", "NGN 50-50000 0.002"}},
		{"no type, but bounds", map[string]any{"denominationType": nil}, []string{"USD 0.2-100 0.97", "NGN 50-50000 0.002"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			p := productsOf(t, with(t, nigeria, tc.changes))[0]
			var got []string
			for _, r := range p.Ranges {
				got = append(got, r.Currency+" "+r.Min.String()+"-"+r.Max.String()+" "+r.CostFactor.String())
			}
			if d := cmp.Diff(tc.want, got); d != "" || p.ID != "341" {
				t.Error(d, p.ID)
			}
		})
	}
}

// What arrives is told only where both the rate and the currency are.
func TestDeliveredNeedsARateAndACurrency(t *testing.T) {
	t.Parallel()
	want := providers.Range{Currency: "USD", Min: dec("0.2"), Max: dec("100"), CostCurrency: "USD", CostFactor: dec("0.97")}
	for name, changes := range map[string]map[string]any{
		"no rate":     {"fx": map[string]any{"currencyCode": "NGN"}},
		"a rate of 0": {"fx": map[string]any{"rate": 0}}, "below 0": {"fx": map[string]any{"rate": -500}},
		"no currency": {"destinationCurrencyCode": nil, "fx": map[string]any{"rate": 500}},
	} {
		if d := cmp.Diff(want, productsOf(t, with(t, nigeria, changes))[0].Ranges[0], decimals); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
}
