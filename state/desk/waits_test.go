package desk

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"simdesk/providers"
)

// mute is a provider that answers nothing until nobody waits any more.
type mute struct {
	*fake
	wallet, catalogue bool
}

func (m mute) Balance(ctx context.Context) (providers.Balance, error) {
	if m.wallet {
		<-ctx.Done()
		return providers.Balance{}, ctx.Err()
	}
	return m.fake.Balance(ctx)
}

func (m mute) Catalog(ctx context.Context, _ func(providers.CatalogPage) error) error {
	if m.catalogue {
		<-ctx.Done()
	}
	return ctx.Err()
}

// A confirmation hangs on nobody: without the wallet it says so, and without
// fresh prices it sells nothing.
func TestAConfirmationWaitsForNobody(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		mute    mute
		wait    time.Duration
		blocked string
	}{
		"the wallet":    {mute{wallet: true}, walletWait, ""},
		"the catalogue": {mute{catalogue: true}, priceWait, CodeOldPrice},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := newShop(t)
				c.mute.fake = s.fake
				s.o.Providers = []providers.Provider{c.mute}
				if c.mute.catalogue {
					s.clock.advance(25 * time.Hour)
				}
				began := time.Now()
				q, err := s.Quote(t.Context(), oneJapan)
				if err != nil || time.Since(began) != c.wait {
					t.Fatalf("after %s: %v", time.Since(began), err)
				}
				if c.blocked == "" && (q.WalletNow != nil || q.WalletError == nil || q.Blocked != nil || len(q.Warnings) != 1) {
					t.Errorf("%+v", q)
				}
				if c.blocked != "" && (q.Blocked == nil || q.Blocked.Code != c.blocked) {
					t.Errorf("%+v", q.Blocked)
				}
			})
		})
	}
}
