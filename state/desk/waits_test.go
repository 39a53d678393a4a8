package desk

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

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

// unwritten takes what was logged so far.
func (s *disk) unwritten() []string {
	var all []string
	for {
		select {
		case line := <-s.logs:
			all = append(all, line)
		default:
			return all
		}
	}
}

// An answer that the disk does not take is tried for a second and a half before
// the clerk is told, and then for as long as the console is open.
func TestAnAnswerIsTriedForAWhile(t *testing.T) {
	t.Parallel()
	const not, still = "answer not written", "answer still not written"
	for name, c := range map[string]struct {
		locked  time.Duration
		told    bool
		tries   []string
		written time.Duration // after the clerk was told
	}{
		"a moment":        {1500 * time.Millisecond, false, []string{not, not, not, not, not}, 0},
		"longer than all": {2500 * time.Millisecond, true, []string{not, not, not, not, not, not}, 10 * time.Second},
		"a while":         {15 * time.Second, true, []string{not, not, not, not, not, not, still}, 30 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := onDisk(t)
				s.o.Pace = 10 * time.Second
				s.fail(afterCharge, func() {
					release := locked(t, s.file)
					time.AfterFunc(c.locked, release)
				})
				events, stop := s.Subscribe()
				defer stop()
				defer s.stop()
				o, err := s.sellOn()
				if (err != nil) != c.told || s.fake.total() != 1 {
					t.Fatalf("%v, %d charges", err, s.fake.total())
				}
				if c.told {
					e := *providers.AsError(err)
					if e.Err == nil {
						t.Error("the reason is not kept")
					}
					e.Err = nil
					want := providers.Error{Kind: providers.KindInternal, Outcome: providers.Unknown, Provider: "fake",
						Why: providers.Because("desk.answer_not_written", "file", s.file)}
					if d := cmp.Diff(want, e); d != "" || o.State != providers.StateSubmitted {
						t.Errorf("%s %s", o.State, d)
					}
					began := time.Now()
					for o.State == providers.StateSubmitted {
						o = <-events
					}
					if time.Since(began) != c.written {
						t.Errorf("written after %s", time.Since(began))
					}
				}
				if d := cmp.Diff(c.tries, s.unwritten()); d != "" {
					t.Error(d)
				}
				if o.State != providers.StateCompleted || len(o.Delivery) != 1 {
					t.Errorf("%s, %d delivered", o.State, len(o.Delivery))
				}
			})
		})
	}
}
