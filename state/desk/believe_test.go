package desk

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"simdesk/providers"
	"simdesk/state/ledger"
	"simdesk/state/settle"
)

// A caching proxy answers a second sale with the first one's eSIM. It is not
// handed out again: the order is looked up, and goes to a person where the look
// brings nothing of its own.
func TestARepeatedDeliveryIsNotBelieved(t *testing.T) {
	t.Parallel()
	own := delivered
	own.ProviderOrderID = "P-2"
	own.Delivery = []providers.Delivery{{Type: providers.DeliverESIM, ICCID: "8999000000000000026",
		Activation: &providers.Activation{SMDP: "rsp.sandbox.example", MatchingID: "SANDBOX-OTHER"}}}
	for _, c := range []struct {
		name  string
		found providers.Finding
		end   providers.State
	}{
		{"its own is found", providers.Finding{Verdict: providers.Found, Result: own}, providers.StateCompleted},
		{"the look is answered with the first one's", providers.Finding{Verdict: providers.Found, Result: delivered}, providers.StateNeedsReview},
		{"nothing is found", providers.Finding{}, providers.StateNeedsReview},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newShop(t)
			s.fake.sell = func(string) (providers.Result, error) { return delivered, nil }
			first := s.sell(t, oneJapan)
			second := s.sell(t, oneJapan)
			if second.State != providers.StateUnknown || len(second.Delivery) != 0 || second.ProviderOrderID != "" {
				t.Fatalf("%s %+v", second.State, second.Delivery)
			}
			if e := second.Error; e == nil || e.Code != settle.CodeRepeated || e.Why.Args["order"].Text != first.ID {
				t.Errorf("%+v", second.Error)
			}
			s.fake.track = finds(c.found)
			for range 2 { // at once, and when nothing can arrive any more
				if _, err := s.Reconcile(t.Context()); err != nil {
					t.Fatal(err)
				}
				s.clock.advance(settle.Arrival)
			}
			after := s.get(t, second.ID)
			if after.State != c.end || (len(after.Delivery) == 1) != (c.end == providers.StateCompleted) {
				t.Errorf("%s %+v", after.State, after.Delivery)
			}
			if after.State == providers.StateCompleted && after.Delivery[0].ICCID != own.Delivery[0].ICCID {
				t.Errorf("delivered %s", after.Delivery[0].ICCID)
			}
			if got := s.get(t, first.ID); got.State != providers.StateCompleted || s.fake.total() != 2 {
				t.Errorf("the first is %s, %d charges", got.State, s.fake.total())
			}
		})
	}
}

// A charge above the confirmed cost is done and told, with both figures; one
// within rounding is not worth a word.
func TestADearerChargeIsTold(t *testing.T) {
	t.Parallel()
	airtime := QuoteRequest{Provider: "fake", ProductID: "ng-airtime", Fields: map[string]string{"phone": "+2348031234567", "amount": "10"}, Clerk: "ana"}
	for _, c := range []struct {
		name, charged string
		request       QuoteRequest
		lost, told    bool
	}{
		{"ten times", "95.00", oneJapan, false, true},
		{"a cent", "9.51", oneJapan, false, true},
		{"rounding", "9.504", oneJapan, false, false},
		{"cheaper", "9.00", oneJapan, false, false},
		{"an estimate, near enough", "9.79", airtime, false, false},
		{"an estimate, too far off", "9.81", airtime, false, true},
		{"found later", "95.00", oneJapan, true, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newShop(t)
			dear := delivered
			dear.Cost = providers.MustMoney(c.charged, "USD").Ptr()
			s.fake.sell = func(string) (providers.Result, error) { return dear, nil }
			if c.lost {
				s.fake.sell = func(string) (providers.Result, error) { return providers.Result{}, lostAnswer }
				s.fake.track = finds(providers.Finding{Verdict: providers.Found, Result: dear})
			}
			o := s.sell(t, c.request)
			if c.lost {
				if _, err := s.Reconcile(t.Context()); err != nil {
					t.Fatal(err)
				}
				o = s.get(t, o.ID)
			}
			if told := o.Error != nil; o.State != providers.StateCompleted || !o.Cost.Amount.Equal(dear.Cost.Amount) || told != c.told {
				t.Fatalf("%s at %s: %+v", o.State, o.Cost, o.Error)
			}
			if !c.told {
				return
			}
			_, events, err := s.History(t.Context(), o.ID)
			if err != nil {
				t.Fatal(err)
			}
			want := []providers.Evidence{{Source: providers.Because("settle.cost"), Expected: providers.Because("settle.amount", "amount", o.Draft.Cost), Seen: providers.Because("settle.amount", "amount", dear.Cost), Supports: providers.Yes}}
			if d := cmp.Diff(want, past(t, events).Evidence); d != "" || o.Error.Code != settle.CodeDearer {
				t.Errorf("%+v\n%s", o.Error, d)
			}
		})
	}
}

// lister has a catalogue that can be read again, or not.
type lister struct {
	*fake
	cost string
	err  error
}

func (l *lister) Catalog(_ context.Context, page func(providers.CatalogPage) error) error {
	if l.err != nil {
		return l.err
	}
	p := japan
	p.Cost = providers.MustMoney(l.cost, "USD").Ptr()
	return page(providers.CatalogPage{Products: []providers.Product{p}})
}

// A cost that was read too long ago is read again, or nothing is sold by it.
func TestAnOldPriceIsReadAgain(t *testing.T) {
	t.Parallel()
	down := &providers.Error{Kind: providers.KindUnavailable, Why: providers.Quoted("Fake is down.")}
	for _, c := range []struct {
		name    string
		age     time.Duration
		err     error
		cost    string
		blocked string
	}{
		{"of today", 23 * time.Hour, nil, "9.50 USD", ""},
		{"read again", 30 * 24 * time.Hour, nil, "99.00 USD", ""},
		{"not to be read", 30 * 24 * time.Hour, down, "9.50 USD", "age=720h0m0s"},
		{"not to be read since yesterday", 25 * time.Hour, down, "9.50 USD", "age=25h0m0s"},
		{"of a clock that was ahead", -time.Hour, nil, "99.00 USD", ""},
		{"of a clock that was ahead, and not to be read", -time.Hour, down, "9.50 USD", "age=2562047h"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newShop(t)
			read := s.clock.Now()
			s.clock.advance(c.age)
			s.o.Providers = []providers.Provider{&lister{s.fake, "99.00", c.err}}
			q, err := s.Quote(t.Context(), oneJapan)
			if err != nil {
				t.Fatal(err)
			}
			if q.Cost.String() != c.cost || (q.Blocked != nil) != (c.blocked != "") {
				t.Fatalf("cost %s, blocked %+v", q.Cost, q.Blocked)
			}
			if q.Blocked != nil {
				if q.Blocked.Code != CodeOldPrice || !strings.Contains(q.Blocked.Why.String(), c.blocked) {
					t.Errorf("%+v", q.Blocked)
				}
				if _, err := s.Buy(q); err == nil {
					t.Error("sold all the same")
				}
			}
			if fresh := c.cost == "99.00 USD"; fresh != q.AsOf.Equal(s.clock.Now()) || !fresh && !q.AsOf.Equal(read) {
				t.Errorf("as of %s", q.AsOf)
			}
		})
	}
}

// What was sent while the clock was a year ahead does not stay open for a year
// once it is set right.
func TestAClockThatWasAhead(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.fake.sell = func(string) (providers.Result, error) { return providers.Result{}, lostAnswer }
	year := 365 * 24 * time.Hour
	q, err := s.Quote(t.Context(), oneJapan)
	if err != nil {
		t.Fatal(err)
	}
	s.clock.advance(year)
	if err := s.o.Catalog.Replace("fake", []providers.Product{japan}, s.clock.Now()); err != nil {
		t.Fatal(err)
	}
	o := s.sell(t, QuoteRequest{Provider: "fake", ProductID: "jp-5gb", Clerk: "ana"})
	draft, err := q.draft(true)
	if err != nil {
		t.Fatal(err)
	}
	left, _, err := s.ledger.Draft(t.Context(), "ana", draft)
	if err != nil {
		t.Fatal(err)
	}
	s.clock.advance(-year)
	got, err := s.Reconcile(t.Context())
	if err != nil || len(got.Settled) != 1 || len(got.StillUnknown) != 1 {
		t.Fatalf("%+v %v", got, err)
	}
	if after := s.get(t, o.ID); after.State != providers.StateNeedsReview {
		t.Errorf("what was sent is %s", after.State)
	}
	if after := s.get(t, left.ID); after.State != providers.StateFailed || after.SubmittedAt != nil {
		t.Errorf("the draft is %s", after.State)
	}
	if s.fake.total() != 1 {
		t.Errorf("%d charges", s.fake.total())
	}
}

// purse is a provider with a wallet that goes down, and no credit.
type purse struct {
	*fake
	mu      sync.Mutex
	left    decimal.Decimal
	refused int
}

func (p *purse) Balance(context.Context) (providers.Balance, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	m := providers.Money{Amount: p.left, Currency: "USD"}
	return providers.Balance{Available: m, Balance: m}, nil
}

func (p *purse) Sell(ctx context.Context, r providers.SaleRequest) (providers.Result, error) {
	p.mu.Lock()
	rest := p.left.Sub(r.Product.Cost.Amount)
	if rest.IsNegative() {
		p.refused++
		p.mu.Unlock()
		return providers.Result{}, fault(providers.Refused, providers.KindDeclined, "NO_MONEY")
	}
	p.left = rest
	p.mu.Unlock()
	time.Sleep(time.Millisecond)
	return p.fake.Sell(ctx, r)
}

// Thirty sales at once at three tills with money for ten: ten are sent, and not
// one that the wallet cannot pay.
func TestTheFloatIsSpentOnce(t *testing.T) {
	t.Parallel()
	f := &fake{charges: map[string]int{}, sell: anew}
	p := &purse{fake: f, left: dec("95.00")}
	file := filepath.Join(t.TempDir(), "ledger.db")
	var tills []*shop
	for range 3 {
		s := openShop(t, file, f)
		s.o.Providers = []providers.Provider{p}
		tills = append(tills, s)
	}
	var sales sync.WaitGroup
	for i := range 30 {
		sales.Go(func() {
			s := tills[i%3]
			q, err := s.Quote(t.Context(), oneJapan)
			if err != nil {
				t.Error(err)
				return
			}
			ticket, err := s.Buy(q)
			if err == nil {
				_, err = ticket.Wait(t.Context())
			}
			var e *providers.Error
			if err != nil && (!errors.As(err, &e) || e.Code != CodeWallet || e.Outcome != providers.NotSent) {
				t.Errorf("refused with %v", err)
			}
		})
	}
	sales.Wait()
	page, err := tills[0].Orders(t.Context(), ledger.Filter{Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	if f.total() != 10 || p.refused != 0 || len(page.Orders) != 10 {
		t.Errorf("%d charged, %d refused by the provider, %d orders; want 10, 0, 10", f.total(), p.refused, len(page.Orders))
	}
}
