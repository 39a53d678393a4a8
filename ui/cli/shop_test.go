package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"simdesk/providers"
	"simdesk/state/catalog"
	"simdesk/state/desk"
	"simdesk/state/ledger"
	"simdesk/state/ledger/sqlite"
)

// shop is a real desk on a real ledger over providers that do as scripted. It
// is opened anew for every command line, as by a new process.
type shop struct {
	t     *testing.T
	file  string // the ledger's
	clock *clock
	alpha *fake
	list  []providers.Provider
	brown []desk.Account // broken
	parts *catalog.Store
	deps  Deps
	opens int
	after func() error // joins what Close returns
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

var pricing = catalog.Pricing{Currency: "USD", MarkupPercent: decimal.NewFromInt(20), Rounding: decimal.New(10, -2)}

// newShop has alpha, which can do everything, and beta, which has an account
// that nobody reaches and nothing else.
func newShop(t *testing.T) *shop {
	t.Helper()
	s := &shop{t: t, file: filepath.Join(t.TempDir(), "ledger.db"), clock: &clock{now: time.Date(2026, 11, 22, 14, 0, 0, 0, time.UTC)}}
	s.alpha = newFake(s.clock)
	s.list = []providers.Provider{s.alpha, unreachable{}}
	s.parts = catalog.New("", []string{"alpha", "beta", "gamma"}, pricing, s.clock.Now)
	s.deps = Deps{Version: "v1.2.3", In: strings.NewReader(""), Getenv: func(string) string { return "" }, Now: s.clock.Now,
		Open: s.open, LastAnswer: time.Millisecond,
		Size: func() (int, int, bool) { return 0, 0, false }}
	return s
}

func (s *shop) open(ctx context.Context, g Global) (*App, error) {
	s.opens++
	book, err := sqlite.Open(ctx, s.file, sqlite.Options{Now: s.clock.Now})
	if err != nil {
		return nil, err
	}
	s.alpha.book = book
	d := desk.New(desk.Options{Providers: s.list, Broken: s.brown, Ledger: book, Catalog: s.parts, Pricing: pricing,
		LowMarks: map[string]decimal.Decimal{"alpha": decimal.NewFromInt(50)}, Clerk: "simdesk", Now: s.clock.Now, Pace: time.Millisecond})
	return &App{Desk: d, Ledger: book, Providers: s.list, Currency: "USD", Clerk: g.Clerk, Sandbox: true, Close: func() error {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		err := errors.Join(d.Drain(ctx), book.Close())
		if s.after != nil {
			err = errors.Join(err, s.after())
		}
		return err
	}}, nil
}

// ending is what a command line came to.
type ending struct {
	out, err string
	code     int
}

func (s *shop) run(args ...string) ending {
	return s.runCtx(s.t.Context(), args...)
}

func (s *shop) runCtx(ctx context.Context, args ...string) ending {
	s.t.Helper()
	var out, err bytes.Buffer
	d := s.deps
	if d.Out == nil {
		d.Out = &out
	}
	d.Err = &err
	code := Run(ctx, args, d)
	return ending{anonymous(out.String()), anonymous(err.String()), code}
}

// orders reads the ledger as it is on disk.
func (s *shop) orders() []ledger.Order {
	s.t.Helper()
	book, err := sqlite.Open(context.Background(), s.file, sqlite.Options{})
	if err != nil {
		s.t.Fatal(err)
	}
	defer func() { _ = book.Close() }()
	page, err := book.List(context.Background(), ledger.Filter{Limit: 1000})
	if err != nil {
		s.t.Fatal(err)
	}
	return page.Orders
}

var uuids = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}`)

// heads hold a hash over the ids.
var heads = regexp.MustCompile(`\b(\d+):[0-9a-f]{16}\b`)

// anonymous numbers the ids, which are different in every run, as they come.
func anonymous(s string) string {
	s = heads.ReplaceAllString(s, "$1:HASH")
	seen := map[string]string{}
	return uuids.ReplaceAllStringFunc(s, func(id string) string {
		if seen[id] == "" {
			seen[id] = "id-" + string(rune('0'+len(seen)+1))
		}
		return seen[id]
	})
}

// fake sells, tops up, tracks and tells its balance as scripted.
type fake struct {
	clock *clock
	book  *ledger.Ledger // of the shop that is open

	mu      sync.Mutex
	charges int
	wallet  string
	balance func() error // nil answers
	sell    func() (providers.Result, error)
	track   func(providers.Query) (providers.Finding, error)
	esim    func(iccid string) (providers.ESIM, error)
	fits    []providers.Product
	listing []providers.Product
	catalog error
}

func newFake(c *clock) *fake {
	f := &fake{clock: c, wallet: "100", fits: []providers.Product{refill}, listing: products(),
		track: func(providers.Query) (providers.Finding, error) { return providers.Finding{}, nil },
		esim:  func(iccid string) (providers.ESIM, error) { return card(iccid, c.Now()), nil }}
	f.sell = func() (providers.Result, error) { return nth(f.charged()), nil }
	return f
}

func (f *fake) Name() string  { return "alpha" }
func (f *fake) Title() string { return "Alpha" }
func (f *fake) Sandbox() bool { return true }

func (f *fake) Balance(context.Context) (providers.Balance, error) {
	if f.balance != nil {
		if err := f.balance(); err != nil {
			return providers.Balance{}, err
		}
	}
	m := providers.MustMoney(f.wallet, "USD")
	return providers.Balance{Available: m, Balance: m, Reserved: providers.MustMoney("0", "USD").Ptr(), AsOf: f.clock.Now()}, nil
}

func (f *fake) Catalog(_ context.Context, page func(providers.CatalogPage) error) error {
	if f.catalog != nil {
		return f.catalog
	}
	return page(providers.CatalogPage{Products: f.listing, Page: 1, Pages: 1})
}

func (f *fake) Sell(context.Context, providers.SaleRequest) (providers.Result, error) {
	return f.charge()
}

func (f *fake) TopUp(_ context.Context, r providers.TopUpRequest) (providers.Result, error) {
	result, err := f.charge()
	if result.Cost != nil {
		result.Cost = r.Product.Cost
	}
	return result, err
}

func (f *fake) charge() (providers.Result, error) {
	f.mu.Lock()
	f.charges++
	f.mu.Unlock()
	return f.sell()
}

func (f *fake) charged() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.charges
}

func (f *fake) TopUpPackages(context.Context, string) ([]providers.Product, error) {
	return f.fits, nil
}

func (f *fake) Track(_ context.Context, q providers.Query) (providers.Finding, error) {
	return f.track(q)
}

func (f *fake) ESIM(_ context.Context, iccid string) (providers.ESIM, error) { return f.esim(iccid) }

func (f *fake) Skew() (time.Duration, bool) { return -2 * time.Minute, true }

// unreachable has a wallet that cannot be read, and nothing else.
type unreachable struct{}

func (unreachable) Name() string  { return "beta" }
func (unreachable) Title() string { return "Beta" }
func (unreachable) Sandbox() bool { return true }
func (unreachable) Balance(context.Context) (providers.Balance, error) {
	return providers.Balance{}, &providers.Error{Kind: providers.KindThrottled, Outcome: providers.Refused, Provider: "beta", Code: "SLOW_DOWN",
		Why: providers.Quoted("Beta gets too many questions."), RequestID: "req-7", RetryAfter: 1500 * time.Millisecond}
}

var (
	japan = providers.Product{Provider: "alpha", ID: "jp-5gb", Name: "Japan 5 GB", Kind: providers.KindESIM, Countries: []string{"JP"},
		Data: providers.Data{Bytes: 5 * providers.GB, Raw: "5 GB"}, Days: 30, Cost: providers.MustMoney("9.50", "USD").Ptr()}
	asia = providers.Product{Provider: "alpha", ID: "asia-u", Name: "Asia unlimited", Kind: providers.KindESIM, Countries: []string{"JP", "KR"},
		Region: "Asia", Data: providers.Data{Unlimited: true}, Cost: providers.MustMoney("19.785", "USD").Ptr()}
	lagos = providers.Product{Provider: "alpha", ID: "ng-airtime", Name: "MTN Nigeria", Kind: providers.KindAirtime, Countries: []string{"NG"},
		Ranges: []providers.Range{{Currency: "USD", Min: decimal.New(1, 0), Max: decimal.New(50, 0), CostCurrency: "USD", CostFactor: decimal.New(97, -2)}},
		Fields: []providers.Field{
			{Name: providers.FieldPhone, Label: "Customer's number", Type: providers.TypePhone, Required: true},
			{Name: providers.FieldAmount, Label: "Amount", Type: providers.TypeAmount, Required: true}}}
	card10 = providers.Product{Provider: "alpha", ID: "gc-10", Name: "=Gift card", Kind: providers.KindGiftCard,
		Ranges: []providers.Range{{Currency: "USD", CostCurrency: "USD", CostFactor: decimal.New(1, 0)}},
		Fields: []providers.Field{{Name: "amount", Label: "Amount", Type: providers.TypeAmount, Required: true}}}
	refill = providers.Product{Provider: "alpha", ID: "jp-1gb-more", Name: "Japan 1 GB more", Kind: providers.KindTopUp, Countries: []string{"JP"},
		Data: providers.Data{Bytes: providers.GB}, Days: 7, Cost: providers.MustMoney("3", "USD").Ptr(), TopUpOnly: true}
	delivered = providers.Result{State: providers.StateCompleted, ProviderOrderID: "P-1", ProviderStatus: "COMPLETED",
		Cost:     providers.MustMoney("9.50", "USD").Ptr(),
		Delivery: []providers.Delivery{{Type: providers.DeliverESIM, ICCID: iccid, Activation: activation()}}}
)

// nth is what the n-th sale delivers.
func nth(n int) providers.Result {
	r := delivered
	if n > 1 {
		r.ProviderOrderID = fmt.Sprintf("P-%d", n)
		r.Delivery = []providers.Delivery{{Type: providers.DeliverESIM, ICCID: fmt.Sprintf("89990000000000%05d", n),
			Activation: &providers.Activation{SMDP: "rsp.sandbox.example", MatchingID: fmt.Sprintf("SANDBOX-BBBBB-%05d", n)}}}
	}
	return r
}

const iccid = "8999000000000000018"

func activation() *providers.Activation {
	return &providers.Activation{SMDP: "rsp.sandbox.example", MatchingID: "SANDBOX-AAAAA-BBBBB"}
}

func products() []providers.Product {
	return []providers.Product{japan, asia, lagos, card10, refill}
}

func card(iccid string, now time.Time) providers.ESIM {
	total, left := 5*providers.GB, 3*providers.GB/2
	ends := now.Add(240 * time.Hour)
	return providers.ESIM{ICCID: iccid, Provider: "alpha", Status: providers.PlanActive, RawStatus: "IN_USE", Install: providers.InstallInstalled,
		CanTopUp: providers.Yes, Activation: activation(), AsOf: now,
		Bundles: []providers.Bundle{
			{Name: "Japan 5 GB", TotalBytes: &total, RemainingBytes: &left, ExpiresAt: &ends, Status: "ACTIVE", RawTotal: "5 GB", RawRemaining: "1.5 GB"},
			{RawTotal: "lots"}},
		Coverage: []providers.Network{{Country: "JP", Name: "Docomo"}, {Country: "JP", Name: "KDDI"}, {Country: "KR", Name: "SKT"}},
		Warnings: []*providers.Error{{Kind: providers.KindUnavailable, Provider: "alpha", Why: providers.Quoted("The history could not be read.")}}}
}

func refusal(o providers.Outcome, k providers.ErrorKind, code string) func() (providers.Result, error) {
	return func() (providers.Result, error) {
		return providers.Result{}, &providers.Error{Kind: k, Outcome: o, Provider: "alpha", Code: code, Why: providers.Quoted("Alpha says no.")}
	}
}

func found(r providers.Result) func(providers.Query) (providers.Finding, error) {
	return func(providers.Query) (providers.Finding, error) {
		return providers.Finding{Verdict: providers.Found, Result: r}, nil
	}
}
