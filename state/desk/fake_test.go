package desk

import (
	"context"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"simdesk/providers"
	"simdesk/state/catalog"
	"simdesk/state/ledger"
	"simdesk/state/ledger/sqlite"
)

// shop is a desk over a fake provider that counts what it charges.
type shop struct {
	*Desk
	fake   *fake
	ledger *ledger.Ledger
	clock  *clock
}

type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// fake sells, tops up, tracks and tells its balance as scripted.
type fake struct {
	mu      sync.Mutex
	charges map[string]int // by reference
	wallet  string
	credit  bool // the wallet tells what is owed
	sell    func(reference string) (providers.Result, error)
	track   func(providers.Query) (providers.Finding, error)
	fits    []providers.Product
}

func (f *fake) Name() string  { return "fake" }
func (f *fake) Title() string { return "Fake" }
func (f *fake) Sandbox() bool { return true }

func (f *fake) Balance(context.Context) (providers.Balance, error) {
	m := providers.MustMoney(f.wallet, "USD")
	return providers.Balance{OnCredit: f.credit, Available: m, Balance: m}, nil
}

func (f *fake) Sell(_ context.Context, r providers.SaleRequest) (providers.Result, error) {
	return f.charge(r.Reference)
}

func (f *fake) TopUp(_ context.Context, r providers.TopUpRequest) (providers.Result, error) {
	return f.charge(r.Reference)
}

func (f *fake) charge(reference string) (providers.Result, error) {
	f.mu.Lock()
	f.charges[reference]++
	f.mu.Unlock()
	return f.sell(reference)
}

// anew is what a sale delivers that is not the first one.
func anew(reference string) (providers.Result, error) {
	r := delivered
	r.ProviderOrderID += reference
	r.Delivery = []providers.Delivery{{Type: providers.DeliverESIM, ICCID: delivered.Delivery[0].ICCID + reference,
		Activation: &providers.Activation{SMDP: "rsp.sandbox.example", MatchingID: reference}}}
	return r, nil
}

func (f *fake) TopUpPackages(context.Context, string) ([]providers.Product, error) {
	return f.fits, nil
}

func (f *fake) Track(_ context.Context, q providers.Query) (providers.Finding, error) {
	return f.track(q)
}

func (f *fake) total() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	n := 0
	for _, c := range f.charges {
		n += c
	}
	return n
}

var (
	japan = providers.Product{Provider: "fake", ID: "jp-5gb", Name: "Japan 5 GB", Kind: providers.KindESIM, Countries: []string{"JP"},
		Data: providers.Data{Bytes: 5 * providers.GB, Raw: "5 GB"}, Days: 30, Cost: providers.MustMoney("9.50", "USD").Ptr()}
	lagos = providers.Product{Provider: "fake", ID: "ng-airtime", Name: "MTN Nigeria", Kind: providers.KindAirtime, Countries: []string{"NG"},
		Ranges: []providers.Range{{Currency: "USD", Min: dec("1"), Max: dec("50"), CostCurrency: "USD", CostFactor: dec("0.97"),
			DeliveredCurrency: "NGN", DeliveredFactor: dec("1500")}},
		Fields: []providers.Field{
			{Name: providers.FieldPhone, Label: "Customer's number", Type: providers.TypePhone, Required: true},
			{Name: providers.FieldAmount, Label: "Amount", Type: providers.TypeAmount, Required: true}}}
	delivered = providers.Result{State: providers.StateCompleted, ProviderOrderID: "P-1", ProviderStatus: "COMPLETED",
		Cost: providers.MustMoney("9.50", "USD").Ptr(),
		Delivery: []providers.Delivery{{Type: providers.DeliverESIM, ICCID: "8999000000000000018",
			Activation: &providers.Activation{SMDP: "rsp.sandbox.example", MatchingID: "SANDBOX-AAAAA-BBBBB"}}}}
)

func dec(s string) decimal.Decimal { return decimal.RequireFromString(s) }

func newShop(t *testing.T) *shop {
	t.Helper()
	return openShop(t, filepath.Join(t.TempDir(), "ledger.db"), &fake{charges: map[string]int{}, wallet: "100"})
}

func openShop(t *testing.T, file string, f *fake) *shop {
	t.Helper()
	if f.sell == nil {
		f.sell = func(reference string) (providers.Result, error) {
			if f.total() > 1 {
				return anew(reference)
			}
			return delivered, nil
		}
	}
	if f.track == nil {
		f.track = func(providers.Query) (providers.Finding, error) { return providers.Finding{}, nil }
	}
	c := &clock{now: time.Date(2026, 11, 22, 14, 0, 0, 0, time.UTC)}
	book, err := sqlite.Open(t.Context(), file, sqlite.Options{Now: c.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = book.Close() })
	pricing := catalog.Pricing{Currency: "USD", MarkupPercent: dec("20"), Rounding: dec("0.10")}
	store := catalog.New("", []string{"fake"}, pricing, c.Now)
	if err := store.Replace("fake", []providers.Product{japan, lagos}, c.Now()); err != nil {
		t.Fatal(err)
	}
	d := New(Options{Providers: []providers.Provider{f}, Ledger: book, Catalog: store, Pricing: pricing, Clerk: "simdesk",
		Now: c.Now, Pace: time.Millisecond})
	return &shop{Desk: d, fake: f, ledger: book, clock: c}
}

// sell confirms and buys, and returns the order as the answer left it.
func (s *shop) sell(t *testing.T, r QuoteRequest) ledger.Order {
	t.Helper()
	q, err := s.Quote(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	ticket, err := s.Buy(q)
	if err != nil {
		t.Fatal(err)
	}
	o, err := ticket.Wait(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func (s *shop) states(t *testing.T, id string) []providers.State {
	t.Helper()
	_, events, err := s.History(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	var out []providers.State
	for _, e := range events {
		out = append(out, e.State)
	}
	return out
}
