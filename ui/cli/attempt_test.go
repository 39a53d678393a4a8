package cli

import (
	"strings"
	"testing"

	"simdesk/providers"
	"simdesk/state/desk"
	"simdesk/state/ledger"
)

// A key that was used for something else sells nothing and exits as the first
// order's state says; whoever reads along must not take that for this sale.
func TestAKeyThatWasUsedForSomethingElseSaysSo(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	args := with(buyJapan, "--attempt", "till-1-42")
	const says = "used before, for something else"
	if a := s.run(args...); a.code != 0 || strings.Contains(a.err, says) {
		t.Fatalf("%+v", a)
	}
	if a := s.run(args...); a.code != 0 || strings.Contains(a.err, says) {
		t.Errorf("the same again: %+v", a)
	}
	for i, arg := range args {
		if arg == "jp-5gb" {
			args[i] = "another"
		}
	}
	if a := s.run(args...); a.code != 0 || !strings.Contains(a.err, says) || s.alpha.charged() != 1 {
		t.Errorf("another product: %+v, %d charges", a, s.alpha.charged())
	}
}

func TestWhatAnAttemptWasFor(t *testing.T) {
	t.Parallel()
	airtime := ledger.Order{Provider: "alpha", Kind: providers.KindAirtime, ProductID: "645", Target: "+447911123456",
		Draft: ledger.Details{Fields: map[string]string{"phone": "+447911123456", "amount": "5"}}}
	topUp := ledger.Order{Provider: "alpha", Kind: providers.KindTopUp, ProductID: "jp", Target: "8999000000000000018"}
	for name, c := range map[string]struct {
		order ledger.Order
		asked desk.QuoteRequest
		want  bool
	}{
		"the same":         {airtime, desk.QuoteRequest{Provider: "alpha", ProductID: "645", Fields: map[string]string{"phone": "07911 123456", "amount": " 5"}}, false},
		"with its country": {airtime, desk.QuoteRequest{Provider: "alpha", ProductID: "645", Fields: map[string]string{"phone": "+44 7911 123456", "amount": "5"}}, false},
		"another number":   {airtime, desk.QuoteRequest{Provider: "alpha", ProductID: "645", Fields: map[string]string{"phone": "07911 123457", "amount": "5"}}, true},
		"another amount":   {airtime, desk.QuoteRequest{Provider: "alpha", ProductID: "645", Fields: map[string]string{"phone": "07911 123456", "amount": "50"}}, true},
		"another provider": {airtime, desk.QuoteRequest{Provider: "beta", ProductID: "645"}, true},
		"a top-up":         {topUp, desk.QuoteRequest{Provider: "alpha", ICCID: "8999000000000000018"}, false},
		"another eSIM":     {topUp, desk.QuoteRequest{Provider: "alpha", ICCID: "8999000000000000026"}, true},
		"another package":  {topUp, desk.QuoteRequest{Provider: "alpha", ICCID: "8999000000000000018", ProductID: "tr"}, true},
		"a sale":           {topUp, desk.QuoteRequest{Provider: "alpha", ProductID: "jp"}, true},
	} {
		if got := another(c.order, c.asked); got != c.want {
			t.Errorf("%s: %t", name, got)
		}
	}
}
