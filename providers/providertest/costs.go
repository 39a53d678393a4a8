package providertest

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"simdesk/providers"
)

// confirms sells one product with each form that the catalogue has, with all of
// it filled in: what a confirmation shows is what the wallet loses.
func (s Suite) confirms(t *testing.T) {
	t.Parallel()
	stage, p := s.open(t)
	stage.World.Opened(s.Name).SetBalance(decimal.New(1, 7))
	seen := map[string]bool{}
	for _, product := range products(t, p) {
		form := fmt.Sprint(product.Kind, len(product.Ranges))
		for _, f := range product.Fields {
			form += " " + f.Name
		}
		if seen[form] || product.TopUpOnly || product.Stock != nil && *product.Stock < 2 {
			continue
		}
		seen[form] = true
		s.confirmed(t, stage, p, product, fillAll(product))
		stage.World.Advance(3 * time.Minute) // no number twice within two
	}
}

func (s Suite) confirmed(t *testing.T, stage *Stage, p providers.Provider, product providers.Product, fields map[string]string) {
	t.Helper()
	before, expected := len(stage.Charges()), product.CostWith(fields)
	_, err := p.(providers.Seller).Sell(t.Context(), providers.SaleRequest{Reference: uuid.NewString(), Product: product, Fields: fields})
	if e := providers.AsError(err); e != nil && e.Outcome != providers.Unknown {
		return // refused: the form does not know every bound
	}
	charges := stage.Charges()[before:]
	if len(charges) != 1 {
		t.Fatalf("%s %s: charged %d times", product.ID, product.Name, len(charges))
	}
	if expected != nil && expected.Amount.Sub(charges[0].Amount).Abs().GreaterThan(cent) {
		t.Errorf("%s %s %v: confirmed %s, the wallet lost %s", product.ID, product.Name, fields, expected, charges[0].Amount)
	}
}

// fillAll answers a form with two of everything that may be had twice.
func fillAll(p providers.Product) map[string]string {
	out := map[string]string{}
	for _, f := range p.Fields {
		switch {
		case f.Required:
			out[f.Name] = answer(p, f)
		case f.Type == providers.TypeInteger:
			out[f.Name] = "2"
		case f.Name == providers.FieldCurrency:
			out[f.Name] = f.Choices[len(f.Choices)-1]
		}
	}
	if r, ok := p.RangeIn(out[providers.FieldCurrency]); ok {
		out[providers.FieldAmount] = decimal.Max(r.Min.Ceil(), decimal.NewFromInt(1)).String()
	}
	return out
}
