package desk

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"simdesk/providers"
)

// clumsy is a client that panics whatever it is asked, except for its wallet
// when calm is set.
type clumsy struct {
	fake
	calm bool
}

func (c *clumsy) Balance(ctx context.Context) (providers.Balance, error) {
	if !c.calm {
		panic("balance")
	}
	return c.fake.Balance(ctx)
}
func (c *clumsy) ESIM(context.Context, string) (providers.ESIM, error) { panic("esim") }
func (c *clumsy) Catalog(_ context.Context, page func(providers.CatalogPage) error) error {
	if err := page(providers.CatalogPage{Products: []providers.Product{japan}, Page: 1, Pages: 2}); err != nil {
		return err
	}
	panic("catalogue")
}
func (c *clumsy) DetectOperator(context.Context, string, string) ([]string, error) { panic("detect") }
func (c *clumsy) Baseline(context.Context, providers.Query) (map[string]string, error) {
	panic("baseline")
}
func (c *clumsy) TopUpPackages(context.Context, string) ([]providers.Product, error) {
	panic("packages")
}

const anICCID = "8999000000000000018"

func clumsyShop(t *testing.T) (*shop, *clumsy) {
	t.Helper()
	c := &clumsy{fake: fake{charges: map[string]int{}, wallet: "100"}}
	s := openShop(t, filepath.Join(t.TempDir(), "ledger.db"), &c.fake)
	s.o.Providers = []providers.Provider{c}
	return s, c
}

// A panic in a client is an error of its own call and nobody else's.
func TestAPanicInAClientEndsNothing(t *testing.T) {
	t.Parallel()
	said := &providers.Error{Kind: providers.KindInternal, Outcome: providers.NotSent, Provider: "fake", Why: providers.Because("desk.mistake")}
	for name, c := range map[string]struct {
		ask  func(*testing.T, *shop) error
		want *providers.Error
	}{
		"wallets":            {func(t *testing.T, s *shop) error { return s.Wallets(t.Context(), func(Wallet) {})[0].Error }, said},
		"eSIM, asked of all": {func(t *testing.T, s *shop) error { return s.LookUp(t.Context(), anICCID, "").Why() }, said},
		"eSIM, asked of one": {func(t *testing.T, s *shop) error { return s.LookUp(t.Context(), anICCID, "fake").Why() }, said},
		"packages": {func(t *testing.T, s *shop) error {
			_, err := s.TopUps(t.Context(), anICCID, "fake")
			return err
		}, said},
		"catalogue": {func(t *testing.T, s *shop) error {
			var last Progress
			err := s.Refresh(t.Context(), func(p Progress) { last = p })
			if err != nil {
				t.Error(err)
			}
			return last.Error
		}, said},
		"a product that is newer": {func(t *testing.T, s *shop) error {
			s.clock.advance(time.Hour)
			_, err := s.Quote(t.Context(), QuoteRequest{Provider: "fake", ProductID: "new"})
			return err
		}, said},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, _ := clumsyShop(t)
			got := *providers.AsError(c.ask(t, s))
			if got.Err == nil {
				t.Error("the panic is not kept")
			}
			got.Err = nil
			if d := cmp.Diff(*c.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

// What a panic leaves out is left out, and the rest of the catalogue stays.
func TestAPanicInAClientLosesNothing(t *testing.T) {
	t.Parallel()
	s, c := clumsyShop(t)
	if err := s.Refresh(t.Context(), func(Progress) {}); err != nil {
		t.Fatal(err)
	}
	if n := s.Index().Len(); n != 2 {
		t.Errorf("%d products are left of the last snapshot", n)
	}
	if found, err := s.Detect(t.Context(), "+2348031234567", "NG"); err != nil || len(found) != 0 {
		t.Errorf("%v %v", found, err)
	}
	c.calm = true
	q, err := s.Quote(t.Context(), oneJapan)
	if err != nil || q.Baseline != nil || q.WalletNow.String() != "100.00 USD" {
		t.Errorf("%+v %v", q, err)
	}
}
