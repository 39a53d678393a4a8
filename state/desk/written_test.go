package desk

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"simdesk/providers"
	"simdesk/state/ledger"
)

// Everything that was confirmed is in the draft, for a process that never saw
// the screen.
func TestWhatIsWrittenDown(t *testing.T) {
	t.Parallel()
	at, priced := time.Date(2026, 11, 22, 14, 0, 0, 0, time.UTC), time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	float := &ledger.Float{Available: providers.MustMoney("100", "USD"), Since: 7}
	sale := Quote{Reference: "r-1", Attempt: "a-1", Clerk: "ana", Provider: "fake", Product: lagos,
		Fields: map[string]string{"phone": "+2348031234567", "amount": "10"},
		Cost:   usd("9.70"), Estimated: true, Price: usd("11.70"), AsOf: priced, WalletNow: usd("99"),
		Baseline: map[string]string{"wallet": "100.00 USD"}, MadeAt: at, Since: 7, Float: float}
	product := []byte(asJSON(t, lagos))
	want := ledger.Draft{Reference: "r-1", Attempt: "a-1", Provider: "fake", Kind: providers.KindAirtime, ProductID: "ng-airtime",
		ProductName: "MTN Nigeria", Target: "+2348031234567", Cost: usd("9.70"), Price: usd("11.70"), Sandbox: true, Float: float,
		Details: ledger.Details{Product: product, Fields: sale.Fields, Baseline: sale.Baseline, QuotedAt: &at, Since: 7,
			Wallet: usd("99"), Cost: usd("9.70"), Estimated: true, PricedAt: &priced}}
	topUp, topped := sale, want
	topUp.ICCID, topped.Target, topped.Kind = anICCID, anICCID, providers.KindTopUp
	bare, barely := sale, want
	bare.Baseline, bare.AsOf = nil, time.Time{}
	barely.Details.Baseline, barely.Details.QuotedAt, barely.Details.PricedAt = nil, nil, nil
	for name, c := range map[string]struct {
		q       Quote
		sandbox bool
		want    ledger.Draft
	}{
		"a sale":                        {sale, true, want},
		"a top-up":                      {topUp, true, topped},
		"no baseline, and of no age":    {bare, true, barely},
		"at the account that has money": {sale, false, func() ledger.Draft { d := want; d.Sandbox = false; return d }()},
	} {
		got, err := c.q.draft(c.sandbox)
		if d := cmp.Diff(c.want, got); d != "" || err != nil {
			t.Errorf("%s: %v %s", name, err, d)
		}
	}
}

// An order as the ledger has it once it is done, and who took each step.
func TestASaleAsTheLedgerHasIt(t *testing.T) {
	t.Parallel()
	for _, sandbox := range []bool{true, false} {
		s := newShop(t)
		if !sandbox {
			s.o.Providers = []providers.Provider{live{s.fake}}
		}
		told, stop := s.Subscribe()
		defer stop()
		at := s.clock.Now()
		o := s.sell(t, QuoteRequest{Provider: "fake", ProductID: "jp-5gb", Clerk: "ana", Attempt: "a-1"})
		want := ledger.Order{ID: o.ID, Reference: o.Reference, Attempt: "a-1", Provider: "fake", Kind: providers.KindESIM,
			ProductID: "jp-5gb", ProductName: "Japan 5 GB", State: providers.StateCompleted, Charged: *money("yes:answer"), Cost: usd("9.50"), Price: usd("11.40"),
			ProviderOrderID: "P-1", ProviderStatus: "COMPLETED", Delivery: delivered.Delivery, Clerk: "ana", Sandbox: sandbox,
			CreatedAt: at, UpdatedAt: at, SubmittedAt: &at,
			Draft: ledger.Details{Product: []byte(asJSON(t, japan)), Wallet: usd("100"), Cost: usd("9.50"), PricedAt: &at}}
		if d := cmp.Diff(want, s.get(t, o.ID), sealed); d != "" {
			t.Error(d)
		}
		if d := cmp.Diff(want, o, sealed); d != "" {
			t.Errorf("as it was told: %s", d)
		}
		type step struct {
			State providers.State
			Clerk string
		}
		_, events, err := s.History(t.Context(), o.ID)
		if err != nil {
			t.Fatal(err)
		}
		var steps []step
		for _, e := range events {
			steps = append(steps, step{e.State, e.Clerk})
		}
		if d := cmp.Diff([]step{{"drafted", "ana"}, {"submitted", "ana"}, {"completed", "ana"}}, steps); d != "" {
			t.Error(d)
		}
		var heard []providers.State // of those who watch
		for range 2 {
			heard = append(heard, (<-told).State)
		}
		if d := cmp.Diff([]providers.State{"submitted", "completed"}, heard); d != "" {
			t.Error(d)
		}
	}
}
