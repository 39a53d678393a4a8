package test

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/nyaruka/phonenumbers"
	"github.com/shopspring/decimal"

	"simdesk/providers"
	"simdesk/providers/fyatu"
	"simdesk/providers/giftapi"
	"simdesk/providers/reloadly"
	"simdesk/providers/roamify"
	"simdesk/providers/sandbox"
	"simdesk/providers/sandbox/sim"
	"simdesk/providers/valuetopup"
	"simdesk/providers/wire"
	"simdesk/state/catalog"
	"simdesk/state/desk"
	"simdesk/state/ledger"
	"simdesk/state/ledger/sqlite"
)

// clientWait is how long a client of these tests waits for an answer. It bounds
// what a fault costs; a slow machine only makes more answers come too late.
const clientWait = 300 * time.Millisecond

// maker builds a real client for its simulator, or for what stands before it.
type maker struct {
	name  string
	build func(w *world, url string) providers.Provider
}

// makers lists the providers under test; a new one is a line.
var makers = []maker{
	{"roamify", func(w *world, url string) providers.Provider {
		return roamify.New(roamify.Config{BaseURL: url, APIKey: sandbox.RoamifyKey, Sandbox: true, Timeout: w.wait,
			Patience: w.wait, Poll: 20 * time.Millisecond, Now: w.now, Wire: w.quick})
	}},
	{"fyatu", func(w *world, url string) providers.Provider {
		return tagged{fyatu.New(fyatu.Config{BaseURL: url, AppID: sandbox.FyatuAppID, SecretKey: sandbox.FyatuSecretKey, Sandbox: true,
			Timeout: w.wait, Now: w.now, Wire: w.tag})}
	}},
	{"valuetopup", func(w *world, url string) providers.Provider {
		return valuetopup.New(valuetopup.Config{BaseURL: url, Username: sandbox.ValueTopupUsername, Password: sandbox.ValueTopupPassword,
			Sandbox: true, Timeout: w.wait, Now: w.now, Wire: w.hurry})
	}},
	{"reloadly", func(w *world, url string) providers.Provider {
		return reloadly.New(reloadly.Config{BaseURL: url, AuthURL: url, ClientID: sandbox.ReloadlyClientID, ClientSecret: sandbox.ReloadlySecret,
			Sandbox: true, Timeout: w.wait, Now: w.now, Wire: w.hurry})
	}},
	{"giftapi", func(w *world, url string) providers.Provider {
		return giftapi.New(giftapi.Config{BaseURL: url, Token: sandbox.GiftAPIToken, Secret: sandbox.GiftAPISecret, Sandbox: true,
			Timeout: w.wait, Now: w.now, Wire: w.quick})
	}},
}

// quick keeps what only costs time out of the tests.
func quick(o *wire.Options) {
	o.Backoff, o.Attempts, o.Rest = time.Millisecond, 2, 20*time.Millisecond
}

// quick is quick, and in virtual time without sockets.
func (w *world) quick(o *wire.Options) {
	quick(o)
	if w.ether != nil {
		w.carry(o)
	}
}

// hurry is quick for clients that wait two minutes for a sale, whatever they
// are configured with.
func (w *world) hurry(o *wire.Options) {
	w.quick(o)
	if w.hurried {
		o.Transport = &http.Transport{DisableKeepAlives: true, ResponseHeaderTimeout: w.wait}
	}
}

// world is the simulators behind proxies, a ledger file, and one clock for all.
type world struct {
	t       testing.TB
	seed    int64
	makers  []maker
	wait    time.Duration // for an answer
	hurried bool          // see hurry
	lag     time.Duration // how far our clock is behind the simulators'
	sims    *sandbox.Server
	running *sandbox.Running
	proxies map[string]*proxy
	ways    map[string]way // the proxies, or what does their work in virtual time
	ether   *ether         // in virtual time
	file    string
	shelf   map[string][]providers.Product // what the tests sell, by provider
	// spoil wraps the clients, to prove that the checks notice.
	spoil func(providers.Provider) providers.Provider
}

func newWorld(t testing.TB, seed int64) *world {
	t.Helper()
	return newWorldOf(t, sandbox.Options{Seed: seed}, makers...)
}

// newWorldOf is a world with these providers only.
func newWorldOf(t testing.TB, o sandbox.Options, makers ...maker) *world {
	t.Helper()
	seed := o.Seed
	for _, m := range makers {
		o.Only = append(o.Only, m.name)
	}
	w := &world{t: t, seed: seed, makers: makers, wait: clientWait, sims: sandbox.New(o), proxies: map[string]*proxy{}, ways: map[string]way{},
		file: filepath.Join(t.TempDir(), "ledger.db"), shelf: map[string][]providers.Product{}}
	var err error
	if w.running, err = w.sims.Listen("127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.running.Close() })
	for i, m := range makers {
		w.proxies[m.name] = newProxy(t, w.running.Addr(), uint64(seed)+uint64(i)<<32)
		w.ways[m.name] = w.proxies[m.name]
		if wallet := w.sims.World().Opened(m.name); wallet != nil {
			wallet.SetBalance(decimal.New(1, 9))
		}
	}
	w.stock(t)
	return w
}

// shelves keeps what was read of a catalogue, which follows from the seed:
// most worlds of a run share one.
var shelves sync.Map

// stock fills the shelves, with patience: a slow machine must not decide what
// a test sells.
func (w *world) stock(t testing.TB) {
	t.Helper()
	wait := w.wait
	w.wait = time.Minute
	for _, p := range w.clients() {
		key := fmt.Sprint(p.Name(), w.seed)
		have, ok := shelves.Load(key)
		if !ok {
			have = shelf(t, p)
			shelves.Store(key, have)
		}
		w.shelf[p.Name()] = have.([]providers.Product)
	}
	w.wait = wait
}

func (w *world) now() time.Time { return w.sims.World().Now().Add(-w.lag) }

func (w *world) charges(provider string) []sim.Charge { return w.sims.World().Charges(provider) }

// clients builds one of each, as a process would.
func (w *world) clients() []providers.Provider {
	var out []providers.Provider
	w.ether.newTill()
	for _, m := range w.makers {
		p := m.build(w, w.ways[m.name].through(w.running.URL(m.name)))
		if w.spoil != nil {
			p = w.spoil(p)
		}
		out = append(out, p)
	}
	return out
}

// onShelf is how many products of each kind the tests sell: few enough that
// the same one is often sold twice at once.
const onShelf = 2

// shelf takes the cheapest products of each kind from a provider's catalogue.
func shelf(t testing.TB, p providers.Provider) []providers.Product {
	t.Helper()
	var all, out []providers.Product
	err := p.(providers.Cataloger).Catalog(context.Background(), func(page providers.CatalogPage) error {
		all = append(all, page.Products...)
		return nil
	})
	if err != nil {
		t.Fatalf("catalogue of %s: %v", p.Name(), err)
	}
	slices.SortStableFunc(all, func(a, b providers.Product) int {
		if a.Cost == nil || b.Cost == nil {
			return cmp.Compare(len(a.Ranges), len(b.Ranges))
		}
		return a.Cost.Amount.Cmp(b.Cost.Amount)
	})
	have := map[string]int{}
	for _, x := range all {
		key := string(x.Kind) + strconv.FormatBool(x.Fixed())
		if have[key] < onShelf && !x.TopUpOnly && (x.Stock == nil || *x.Stock > 20) {
			have[key]++
			out = append(out, x)
		}
	}
	if len(out) == 0 {
		t.Fatalf("%s sells nothing", p.Name())
	}
	return out
}

// form fills in what a sale of the product asks for.
func form(rng *rand.Rand, p providers.Product) map[string]string {
	out := map[string]string{}
	for _, f := range p.Fields {
		if f.Required || f.Name == providers.FieldAmount {
			out[f.Name] = answer(rng, p, f)
		}
	}
	return out
}

func answer(rng *rand.Rand, p providers.Product, f providers.Field) string {
	if f.Name == providers.FieldSIMNumber {
		return "8901260000000000001"
	}
	switch f.Type {
	case providers.TypePhone:
		return phone(rng, p.Countries)
	case providers.TypeEmail:
		return "customer@nauta.com.cu"
	case providers.TypeAmount:
		r, _ := p.RangeIn("")
		if r.Max.IsZero() { // not told: small for some currencies, too small for others
			return []string{"100", "1500"}[rng.IntN(2)]
		}
		return decimal.Max(r.Min.Ceil(), decimal.NewFromInt(1)).String()
	case providers.TypeInteger:
		return "1"
	case providers.TypeChoice:
		return f.Choices[0]
	case providers.TypeDate:
		return "2027-01-15"
	default:
		return "10001"
	}
}

// phone is some mobile number of the first country: providers refuse the same
// one twice within minutes.
func phone(rng *rand.Rand, countries []string) string {
	region := "GB"
	if len(countries) > 0 {
		region = countries[0]
	}
	n := phonenumbers.GetExampleNumberForType(region, phonenumbers.MOBILE)
	if n == nil {
		return "+447911123456"
	}
	base := n.GetNationalNumber() / 10000 * 10000
	for range 50 {
		n.NationalNumber = proto(base + rng.Uint64N(10000))
		if phonenumbers.IsValidNumber(n) {
			break
		}
	}
	return phonenumbers.Format(n, phonenumbers.E164)
}

func proto(n uint64) *uint64 { return &n }

// till is one running simdesk: a desk with its own handle on the ledger.
type till struct {
	*desk.Desk
	book *ledger.Ledger
	stop context.CancelFunc
	over chan struct{} // closed when Follow has ended
}

// start opens a till; with follow it settles in the background as a console does.
func (w *world) start(follow bool) *till {
	w.t.Helper()
	book, err := sqlite.Open(context.Background(), w.file, sqlite.Options{Now: w.now, BusyTimeout: 20 * time.Second})
	if err != nil {
		w.t.Fatal(err)
	}
	pricing := catalog.Pricing{Currency: "USD", MarkupPercent: decimal.NewFromInt(20), Rounding: decimal.New(10, -2)}
	var names []string
	for _, m := range w.makers {
		names = append(names, m.name)
	}
	store := catalog.New("", names, pricing, w.now)
	for name, products := range w.shelf {
		if err := store.Replace(name, products, w.now()); err != nil {
			w.t.Fatal(err)
		}
	}
	ctx, stop := context.WithCancel(context.Background())
	x := &till{book: book, stop: stop, over: make(chan struct{})}
	x.Desk = desk.New(desk.Options{Providers: w.clients(), Ledger: book, Catalog: store, Pricing: pricing, Clerk: "simdesk",
		Now: w.now, Pace: 500 * time.Millisecond})
	go func() {
		defer close(x.over)
		if follow {
			x.Follow(ctx)
		}
	}()
	return x
}

// kill ends a till as SIGKILL does, as far as the world can see: from now on
// nothing of it reaches the disk, whatever it still hears from a provider.
func (x *till) kill() {
	_ = x.book.Close()
	x.stop()
}

// rest waits until nothing of a till is under way any more.
func (x *till) rest(ctx context.Context) error {
	x.stop()
	<-x.over
	if err := x.Drain(ctx); err != nil {
		return fmt.Errorf("drain: %w", err)
	}
	_ = x.book.Close()
	return nil
}

// request asks for one sale; a nil rng always fills the form in the same way.
func request(provider string, p providers.Product, rng *rand.Rand) desk.QuoteRequest {
	if rng == nil {
		rng = rand.New(rand.NewPCG(1, 1))
	}
	return desk.QuoteRequest{Provider: provider, ProductID: p.ID, Fields: form(rng, p), Clerk: "ana"}
}

func sandboxOf(seed int64) sandbox.Options { return sandbox.Options{Seed: seed} }

func chance(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, seed)) }
