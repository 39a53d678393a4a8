package desk

import (
	"testing"

	"simdesk/providers"
)

// A cost of zero or less is a mistake in a catalogue: it was listed first and
// sold, and the wallet paid what the provider really took.
func TestWhatHasNoPriceIsNotSold(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, cost, currency, says string }{
		{"below zero", "-5.00", "USD", "desk.no_cost"},
		{"nothing", "0", "USD", "desk.no_cost"},
		{"without a rate", "9.50", "XAF", "desk.no_rate (from=XAF, to=USD)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newShop(t)
			odd := japan
			odd.Cost = providers.MustMoney(c.cost, c.currency).Ptr()
			if err := s.o.Catalog.Replace("fake", []providers.Product{odd}, s.clock.Now()); err != nil {
				t.Fatal(err)
			}
			q, err := s.Quote(t.Context(), QuoteRequest{Provider: "fake", ProductID: odd.ID})
			if err != nil {
				t.Fatal(err)
			}
			if q.Price != nil || q.Margin != nil || q.Blocked == nil || q.Blocked.Code != CodeNoPrice || q.Blocked.Why.String() != c.says {
				t.Errorf("price %v, blocked %+v", q.Price, q.Blocked)
			}
			if _, err := s.Buy(q); err == nil || s.fake.total() != 0 {
				t.Errorf("sold all the same: %v, %d charges", err, s.fake.total())
			}
		})
	}
}
