package desk

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"simdesk/providers"
)

// TestWhatAnotherTillSettlesIsHeardHere: two consoles on one ledger. The one
// that did not settle an order must not go on saying that simdesk keeps asking.
func TestWhatAnotherTillSettlesIsHeardHere(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "ledger.db")
	here := openShop(t, file, &fake{charges: map[string]int{}, wallet: "100"})
	there := openShop(t, file, &fake{charges: map[string]int{}, wallet: "100"})
	here.fake.sell = func(string) (providers.Result, error) { return providers.Result{}, lostAnswer }
	o := here.sell(t, oneJapan)
	if o.State != providers.StateUnknown {
		t.Fatalf("the order is %s", o.State)
	}
	there.fake.track = finds(providers.Finding{Verdict: providers.Found, Result: delivered})
	if got, err := there.Reconcile(t.Context()); err != nil || len(got.Settled) != 1 {
		t.Fatalf("%+v %v", got, err)
	}

	news, stop := here.Subscribe()
	defer stop()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	followed := make(chan struct{})
	go func() { defer close(followed); here.Follow(ctx) }()
	select {
	case got := <-news:
		if got.ID != o.ID || got.State != providers.StateCompleted || len(got.Delivery) != 1 {
			t.Errorf("heard %+v", got)
		}
	case <-time.After(10 * time.Second):
		t.Error("nothing was heard")
	}
	cancel()
	<-followed
	if n := len(news); n != 0 {
		t.Errorf("heard %d times more", n)
	}
}
