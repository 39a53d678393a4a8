package test

import (
	"fmt"
	"net/http"
	"os"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"simdesk/providers"
	"simdesk/providers/fyatu"
	"simdesk/providers/sandbox"
	"simdesk/providers/wire"
	"simdesk/state/ledger"
)

// tolled counts what is asked of a provider.
type tolled struct {
	http.RoundTripper
	n atomic.Int64
}

func (c *tolled) RoundTrip(r *http.Request) (*http.Response, error) {
	c.n.Add(1)
	return c.RoundTripper.RoundTrip(r)
}

// answerTime is what an answer takes, as over the internet.
const answerTime = 20 * time.Millisecond

// openOrders is how many lie open; SIMDESK_OPEN_ORDERS=2000 measures what the
// issue measured.
func openOrders(t *testing.T) int {
	t.Helper()
	n, err := strconv.Atoi(os.Getenv("SIMDESK_OPEN_ORDERS"))
	if err != nil {
		return 200
	}
	return n
}

// At Fyatu what became of an order is read from lists. Many open orders are
// looked for in the same pages, and the one that was carried out is found.
func TestManyOpenOrdersAreLookedForTogether(t *testing.T) {
	t.Parallel()
	count := &tolled{RoundTripper: &http.Transport{MaxIdleConnsPerHost: 4}}
	w := newWorldOf(t, sandbox.Options{Seed: 11, Latency: func(string, string) time.Duration { return answerTime }}, maker{"fyatu", func(w *world, url string) providers.Provider {
		return fyatu.New(fyatu.Config{BaseURL: url, AppID: sandbox.FyatuAppID, SecretKey: sandbox.FyatuSecretKey, Sandbox: true,
			Timeout: tableWait, Now: w.now, Wire: func(o *wire.Options) { quick(o); o.Transport = count }})
	}})
	w.wait = tableWait
	b := &bench{world: w, name: "fyatu", product: w.shelf["fyatu"][0], rng: chance(11)}
	b.till = b.start(false)
	t.Cleanup(b.till.kill)
	other := w.shelf["fyatu"][1]
	orders := openOrders(t)
	now := w.now()
	for n := range orders {
		o, _, err := b.till.book.Draft(t.Context(), "ana", ledger.Draft{Reference: fmt.Sprintf("open-%d", n), Provider: "fyatu", Kind: other.Kind,
			ProductID: other.ID, ProductName: other.Name, Cost: other.Cost, Sandbox: true,
			Details: ledger.Details{Baseline: map[string]string{"wallet": "1000000.00 USD", "esims": "", "debits": ""}, QuotedAt: &now}})
		if err == nil {
			_, _, err = b.till.book.Submit(t.Context(), o.ID, "ana")
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	q, ok := b.quote()
	if !ok {
		t.FailNow()
	}
	b.proxies["fyatu"].arm(trouble{name: "lost", match: "/esim/purchase", reset: true})
	lost := b.buy(q)
	if lost.State != unknown {
		t.Fatalf("the lost sale is %s", lost.State)
	}
	w.sims.World().Advance(time.Second)
	count.n.Store(0)
	start := time.Now()
	got, err := b.till.Reconcile(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	asked := int(count.n.Load())
	t.Logf("%d open orders: %d requests, %s", orders+1, asked, time.Since(start).Round(10*time.Millisecond))
	if most := 20 + orders/10; asked > most {
		t.Errorf("%d requests for %d open orders, want at most %d", asked, orders+1, most)
	}
	if len(got.Settled) != 1 || got.Settled[0].ID != lost.ID || got.Settled[0].State != completed || len(got.StillUnknown) != orders {
		t.Errorf("settled %+v, %d still open", got.Settled, len(got.StillUnknown))
	}
}
