package desk

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"simdesk/providers"
	"simdesk/state/catalog"
	"simdesk/state/ledger"
)

// noting notes the facts before a sale, and what it was asked for them with.
type noting struct {
	*fake
	facts map[string]string
	err   error
	asked []providers.Query
}

func (n *noting) Baseline(_ context.Context, q providers.Query) (map[string]string, error) {
	n.asked = append(n.asked, q)
	return n.facts, n.err
}

// confirm returns a confirmation without its reference, which is another each
// time.
func (s *shop) confirm(t *testing.T, r QuoteRequest) Quote {
	t.Helper()
	q, err := s.Quote(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	if len(q.Reference) != 36 {
		t.Errorf("reference %q", q.Reference)
	}
	q.Reference = ""
	return q
}

// A confirmation holds everything a person must see, what must pay, and what
// will tell later whether the sale happened.
func TestWhatAConfirmationHolds(t *testing.T) {
	t.Parallel()
	facts := map[string]string{"wallet": "100.00 USD"}
	more := japan
	more.ID, more.Kind, more.TopUpOnly, more.Fields = "jp-1gb-more", providers.KindTopUp, true, lagos.Fields // none is asked for
	s := newShop(t)
	n := &noting{fake: s.fake, facts: facts}
	s.o.Providers, s.fake.fits = []providers.Provider{n}, []providers.Product{more}
	read := s.clock.Now()
	s.fake.sell = func(string) (providers.Result, error) { return providers.Result{}, lostAnswer }
	s.sell(t, QuoteRequest{Provider: "fake", ProductID: "ng-airtime", Fields: map[string]string{"phone": "08031234567", "amount": "10"}})
	n.asked = nil
	s.clock.advance(time.Minute)
	sale := Quote{Attempt: "a-1", Clerk: "ana", Provider: "fake", Product: japan, Fields: map[string]string{}, Cost: usd("9.50"), Price: usd("11.40"),
		Margin: usd("1.90"), AsOf: read, WalletNow: usd("90.30"), WalletAfter: usd("80.80"), Baseline: facts, MadeAt: s.clock.Now(), Since: 3,
		Float: &ledger.Float{Available: *usd("100"), Since: 3}}
	topUp := sale
	topUp.Product, topUp.ICCID, topUp.AsOf = more, "8999000000000000013", s.clock.Now()
	odd := topUp
	odd.ICCID = "8999000000000000018"
	odd.Warnings = []providers.Reason{providers.Because("desk.iccid_digit")}
	airtime := sale
	airtime.Product, airtime.Estimated, airtime.Fields = lagos, true, map[string]string{"phone": "+2348031234568", "amount": "20"}
	airtime.Cost, airtime.Price, airtime.Margin = usd("19.40"), usd("23.30"), usd("3.90")
	airtime.Delivered, airtime.WalletAfter = providers.MustMoney("30000.00", "NGN").Ptr(), usd("70.90")
	for name, c := range map[string]struct {
		r    QuoteRequest
		want Quote
	}{
		"a sale":                    {QuoteRequest{ProductID: "jp-5gb", Fields: map[string]string{"note": " \u00ad "}}, sale},
		"a top-up":                  {QuoteRequest{ICCID: " 8999 0000 0000 0000 013 "}, topUp},
		"an ICCID that is mistyped": {QuoteRequest{ICCID: "8999000000000000018"}, odd},
		"airtime": {QuoteRequest{ProductID: "ng-airtime",
			Fields: map[string]string{"phone": "0803 123 4568", "amount": " 20 "}}, airtime},
	} {
		c.r.Provider, c.r.Attempt, c.r.Clerk = "fake", "a-1", "ana"
		got := s.confirm(t, c.r)
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%s: %s", name, d)
		}
		want := []providers.Query{{Kind: got.Product.Kind, ProductID: got.Product.ID, ProductName: got.Product.Name, Target: got.ICCID, Cost: got.Cost}}
		for i := range n.asked {
			if len(n.asked[i].Reference) != 36 {
				t.Errorf("%s: asked with reference %q", name, n.asked[i].Reference)
			}
			n.asked[i].Reference = ""
		}
		if d := cmp.Diff(want, n.asked); d != "" {
			t.Errorf("%s: asked for the facts: %s", name, d)
		}
		n.asked = nil
	}
}

// Where something is not known the confirmation says so, and sells or does not.
func TestWhatAConfirmationLacks(t *testing.T) {
	t.Parallel()
	blocked := func(k providers.ErrorKind, code, key string, args ...any) *providers.Error {
		return &providers.Error{Kind: k, Outcome: providers.NotSent, Provider: "fake", Code: code, Why: providers.Because(key, args...)}
	}
	none, one := 0, 1
	for name, c := range map[string]struct {
		change func(s *shop, n *noting, p *providers.Product)
		want   func(q *Quote)
	}{
		"nothing": {func(*shop, *noting, *providers.Product) {}, func(*Quote) {}},
		"the facts": {func(_ *shop, n *noting, _ *providers.Product) {
			n.facts, n.err = map[string]string{"half": "of them"}, lostAnswer
		},
			func(q *Quote) { q.Baseline = nil }},
		"what is owed at most": {func(s *shop, _ *noting, _ *providers.Product) { s.fake.wallet, s.fake.credit = "-20", true },
			func(q *Quote) { q.Float, q.WalletNow, q.WalletAfter = nil, usd("-20"), nil }},
		"money": {func(s *shop, _ *noting, _ *providers.Product) { s.fake.wallet = "9.49" }, func(q *Quote) {
			q.Float.Available, q.WalletNow, q.WalletAfter = *usd("9.49"), usd("9.49"), usd("-0.01")
			q.Blocked = blocked(providers.KindDeclined, CodeWallet,
				"desk.wallet_short", "left", *usd("9.49"), "cost", *usd("9.50"))
		}},
		"stock": {func(_ *shop, _ *noting, p *providers.Product) { p.Stock = &none }, func(q *Quote) {
			q.Product.Stock = &none
			q.Blocked = blocked(providers.KindDeclined, "", "desk.out_of_stock", "product", "Japan 5 GB")
		}},
		"stock and money": {func(s *shop, _ *noting, p *providers.Product) { s.fake.wallet, p.Stock = "9.49", &none }, func(q *Quote) {
			q.Product.Stock = &none
			q.Float.Available, q.WalletNow, q.WalletAfter = *usd("9.49"), usd("9.49"), usd("-0.01")
			q.Blocked = blocked(providers.KindDeclined, "", "desk.out_of_stock", "product", "Japan 5 GB")
		}},
		"nothing, the last one": {func(_ *shop, _ *noting, p *providers.Product) { p.Stock = &one }, func(q *Quote) { q.Product.Stock = &one }},
		"a cost": {func(_ *shop, _ *noting, p *providers.Product) { p.Cost = nil }, func(q *Quote) {
			q.Product.Cost, q.Cost, q.Price, q.Margin, q.WalletAfter = nil, nil, nil, nil, nil
			q.Blocked = blocked(providers.KindDeclined, CodeNoPrice,
				"desk.no_cost")
		}},
		"a cost and stock": {func(_ *shop, _ *noting, p *providers.Product) { p.Cost, p.Stock = nil, &none }, func(q *Quote) {
			q.Product.Cost, q.Product.Stock, q.Cost, q.Price, q.Margin, q.WalletAfter = nil, &none, nil, nil, nil, nil
			q.Blocked = blocked(providers.KindDeclined, "", "desk.out_of_stock", "product", "Japan 5 GB")
		}},
		"a rate": {func(_ *shop, _ *noting, p *providers.Product) { p.Cost = providers.MustMoney("9.50", "XAF").Ptr() }, func(q *Quote) {
			q.Product.Cost = providers.MustMoney("9.50", "XAF").Ptr()
			q.Cost, q.Price, q.Margin, q.WalletAfter = q.Product.Cost, nil, nil, nil
			q.Blocked = blocked(providers.KindDeclined, CodeNoPrice, "desk.no_rate", "from", "XAF", "to", "USD")
		}},
	} {
		s := newShop(t)
		logs := make(chan string, 10)
		s.o.Log = slog.New(tap{slog.DiscardHandler, logs})
		n := &noting{fake: s.fake, facts: map[string]string{"wallet": "100.00 USD"}}
		s.o.Providers = []providers.Provider{n}
		p, at := japan, s.clock.Now()
		want := Quote{Clerk: "ana", Provider: "fake", Product: japan, Fields: map[string]string{}, Cost: usd("9.50"), Price: usd("11.40"), Margin: usd("1.90"),
			AsOf: at, MadeAt: at, WalletNow: usd("100"), WalletAfter: usd("90.50"), Baseline: n.facts, Float: &ledger.Float{Available: *usd("100")}}
		c.change(s, n, &p)
		c.want(&want)
		if err := s.o.Catalog.Replace("fake", []providers.Product{p}, at); err != nil {
			t.Fatal(err)
		}
		got := s.confirm(t, oneJapan)
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s: %s", name, d)
		}
		if (len(logs) == 1) != (n.err != nil) {
			t.Errorf("%s: logged %d times", name, len(logs))
		}
		if _, err := s.Buy(got); (err != nil) != (want.Blocked != nil) {
			t.Errorf("%s: bought with %v", name, err)
		}
		if err := s.Drain(t.Context()); err != nil {
			t.Error(err)
		}
	}
}

// An amount that nobody chose costs and delivers what is not known.
func TestWhatNoAmountIsWorth(t *testing.T) {
	t.Parallel()
	q := Quote{Provider: "fake", Product: lagos}
	newShop(t).price(&q)
	if d := cmp.Diff(Quote{Provider: "fake", Product: lagos, Estimated: true}, q); d != "" {
		t.Error(d)
	}
}

// Without the ledger nobody knows what else the wallet has to pay: its figure
// is not asked for.
func TestAWalletWithoutALedgerIsNotKnown(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	n := &noting{fake: s.fake}
	s.o.Providers = []providers.Provider{n}
	if err := s.ledger.Close(); err != nil {
		t.Fatal(err)
	}
	q := Quote{Provider: "fake", Cost: usd("9.50")}
	s.inspect(t.Context(), &q)
	if q.WalletError == nil || q.WalletNow != nil || q.Float != nil || len(n.asked) != 0 {
		t.Errorf("%+v", q)
	}
}

// The price's age is that of this provider's catalogue, and a day old it is
// still sold by.
func TestHowOldAPriceIs(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.o.Catalog = catalog.New("", []string{"other", "fake"}, s.o.Pricing, s.clock.Now)
	read := s.clock.Now()
	for i, name := range []string{"other", "fake"} {
		p := japan
		p.Provider = name
		if err := s.o.Catalog.Replace(name, []providers.Product{p}, read.Add(time.Duration(i)*time.Hour)); err != nil {
			t.Fatal(err)
		}
	}
	s.o.Providers = []providers.Provider{&lister{s.fake, "99.00", nil}}
	s.clock.advance(25 * time.Hour)
	if q := s.confirm(t, oneJapan); !q.AsOf.Equal(read.Add(time.Hour)) || q.Cost.String() != "9.50 USD" || q.Blocked != nil {
		t.Errorf("%s as of %s: %v", q.Cost, q.AsOf, q.Blocked)
	}
	s.clock.advance(time.Second)
	if q := s.confirm(t, oneJapan); !q.AsOf.Equal(s.clock.Now()) || q.Cost.String() != "99.00 USD" || q.Blocked != nil {
		t.Errorf("%s as of %s: %v", q.Cost, q.AsOf, q.Blocked)
	}
	if !s.catalogueAt("nobody").IsZero() {
		t.Error("nobody's catalogue was read")
	}
}
