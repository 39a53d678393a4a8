package desk

import (
	"testing"

	"simdesk/providers"
)

func TestAWalletThatIsTooSmallStopsTheSaleHere(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.fake.wallet = "9.49"
	q, err := s.Quote(t.Context(), oneJapan)
	if err != nil || q.Blocked == nil || q.Blocked.Code != CodeWallet {
		t.Fatalf("%+v %v", q.Blocked, err)
	}
	if _, err := s.Buy(q); err == nil {
		t.Error("bought all the same")
	}
	if s.fake.total() != 0 {
		t.Errorf("charged %d times", s.fake.total())
	}
}

func TestWhatIsInFlightLowersTheWallet(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.fake.sell = func(string) (providers.Result, error) {
		return providers.Result{}, fault(providers.Unknown, providers.KindUnavailable, "")
	}
	s.sell(t, oneJapan)
	w := s.Wallets(t.Context(), func(Wallet) {})
	if got := w[0].Spendable().String(); got != "90.50 USD" || w[0].InFlight.String() != "9.50 USD" {
		t.Errorf("spendable %s, in flight %s", got, w[0].InFlight)
	}
}

// TestInFlightIsKnownWithoutTheProvider: what was sent from here stands in the
// ledger, also while nobody can be asked.
func TestInFlightIsKnownWithoutTheProvider(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.fake.sell = func(string) (providers.Result, error) {
		return providers.Result{}, fault(providers.Unknown, providers.KindUnavailable, "")
	}
	if w := s.Wallets(t.Context(), func(Wallet) {}); w[0].InFlight.String() != "0.00 USD" {
		t.Errorf("in flight %s before the sale", w[0].InFlight)
	}
	s.sell(t, oneJapan)
	s.fake.wallet = "down"
	w := s.Wallets(t.Context(), func(Wallet) {})
	if w[0].Balance != nil || w[0].Error == nil || w[0].InFlight == nil || w[0].InFlight.String() != "9.50 USD" {
		t.Errorf("%+v", w[0])
	}
}
