package desk

import (
	"context"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"simdesk/providers"
	"simdesk/state/ledger"
)

// bare is a provider that can do nothing.
type bare struct{ name string }

func (b bare) Name() string  { return b.name }
func (b bare) Title() string { return "Bare" }
func (b bare) Sandbox() bool { return false }

// knows is a provider that can tell which products reach a number.
type knows struct {
	bare
	ids []string
	err error
}

func (k knows) DetectOperator(_ context.Context, phone, country string) ([]string, error) {
	if phone != "+2348031234567" || country != "NG" {
		return nil, lostAnswer
	}
	return k.ids, k.err
}

func TestAccountsAreListedInTheirOrder(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	problem := &providers.Error{Kind: providers.KindConfig, Outcome: providers.NotSent, Provider: "two", Why: providers.Quoted("No key.")}
	s.o.Providers = append(s.o.Providers, bare{"one"})
	s.o.Broken = []Account{{Name: "two", Title: "Two", Problem: problem}}
	want := []Account{{Name: "fake", Title: "Fake", Sandbox: true}, {Name: "one", Title: "Bare"}, {Name: "two", Title: "Two", Problem: problem}}
	if d := cmp.Diff(want, s.Accounts()); d != "" {
		t.Error(d)
	}
	if !s.broken("two") || s.broken("one") || s.broken("nobody") {
		t.Error("broken are not those whose configuration is")
	}
	if d := cmp.Diff(want[2:], New(Options{Broken: s.o.Broken}).Accounts()); d != "" {
		t.Errorf("nothing but broken ones: %s", d)
	}
	none := New(Options{Ledger: s.ledger, Catalog: s.o.Catalog})
	for name, c := range map[string]struct {
		desk     *Desk
		provider string
		want     *providers.Error
	}{
		"a broken one": {s.Desk, "two", problem},
		"an unknown one": {s.Desk, "three", &providers.Error{Kind: providers.KindConfig, Outcome: providers.NotSent, Provider: "three",
			Why: providers.Because("desk.another_provider", "provider", "three", "names", []string{"fake", "one", "two"})}},
		"none at all": {none, "three", &providers.Error{Kind: providers.KindConfig, Outcome: providers.NotSent, Provider: "three",
			Why: providers.Because("desk.no_provider", "provider", "three")}},
	} {
		_, e := c.desk.provider(c.provider)
		if d := cmp.Diff(c.want, e); d != "" {
			t.Errorf("%s: %s", name, d)
		}
		if why := c.desk.Why(c.provider, providers.CanSell); !why.Equal(c.want.Why) {
			t.Errorf("%s: %s", name, why)
		}
		if _, _, e := as[providers.Seller](c.desk.base, c.provider, providers.CanSell); e == nil || !e.Why.Equal(c.want.Why) {
			t.Errorf("%s: %+v", name, e)
		}
	}
}

// What a provider can do is what its client has, and why not is said.
func TestWhatAProviderCanDo(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.o.Providers = []providers.Provider{s.fake, &lister{fake: s.fake}, reader{name: "reader"}, knows{bare: bare{"knows"}}, bare{"bare"}}
	all := []providers.Capability{providers.CanBalance, providers.CanCatalog, providers.CanSell, providers.CanReadESIM,
		providers.CanTopUp, providers.CanTrack, providers.CanDetect}
	for i, want := range [][]providers.Capability{
		{providers.CanBalance, providers.CanSell, providers.CanTopUp, providers.CanTrack},
		{providers.CanBalance, providers.CanCatalog, providers.CanSell, providers.CanTopUp, providers.CanTrack},
		{providers.CanReadESIM},
		{providers.CanDetect},
		nil,
	} {
		p := s.o.Providers[i]
		var has []providers.Capability
		for _, c := range append(all, providers.Capability(99)) {
			if Has(p, c) {
				has = append(has, c)
			}
		}
		if d := cmp.Diff(want, has); d != "" {
			t.Errorf("%T: %s", p, d)
		}
	}
	if why := s.Why("fake", providers.CanSell); !why.IsZero() {
		t.Errorf("it can sell, and yet: %s", why)
	}
	if why, want := s.Why("bare", providers.CanSell), providers.Why(bare{"bare"}, providers.CanSell); !why.Equal(want) || want.IsZero() {
		t.Errorf("%s, want %s", why, want)
	}
	_, p, e := as[providers.Seller](s.base, "bare", providers.CanSell)
	if d := cmp.Diff(providers.Unsupported(bare{"bare"}, providers.CanSell), e); d != "" || p.Name() != "bare" {
		t.Errorf("%v %s", p, d)
	}
}

func TestWhatADeskTakesForGranted(t *testing.T) {
	t.Parallel()
	type limits struct{ Oldest, Pace time.Duration }
	of := func(d *Desk) limits { return limits{d.o.Oldest, d.o.Pace} }
	d := New(Options{})
	if diff := cmp.Diff(limits{24 * time.Hour, 2 * time.Second}, of(d)); diff != "" {
		t.Error(diff)
	}
	if age := time.Since(d.o.Now()); age < 0 || age > time.Minute {
		t.Errorf("a clock that is off by %s", age)
	}
	d.o.Log.Info("goes nowhere")
	own := limits{time.Hour, time.Millisecond}
	now, log := time.Now().Add(time.Hour), slog.New(slog.DiscardHandler)
	d = New(Options{Oldest: own.Oldest, Pace: own.Pace, Now: func() time.Time { return now }, Log: log})
	if diff := cmp.Diff(own, of(d)); diff != "" || !d.o.Now().Equal(now) || d.o.Log != log {
		t.Errorf("not as asked for: %s", diff)
	}
	if d.owner == "" || d.owner == New(Options{}).owner {
		t.Errorf("owner %q", d.owner)
	}
}

// broke is a provider whose wallet tells nothing.
type broke struct {
	bare
	err error
}

func (b broke) Balance(context.Context) (providers.Balance, error) { return providers.Balance{}, b.err }

// Every wallet is told in its place, whatever became of the others.
func TestWalletsAreToldInTheirPlaces(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.fake.sell = func(string) (providers.Result, error) { return providers.Result{}, lostAnswer }
	s.sell(t, oneJapan)
	s.sell(t, oneJapan)
	down := &providers.Error{Kind: providers.KindUnavailable, Provider: "broke", Why: providers.Quoted("Down.")}
	problem := &providers.Error{Kind: providers.KindConfig, Provider: "two", Why: providers.Quoted("No key.")}
	s.o.Providers = []providers.Provider{s.fake, bare{"bare"}, broke{bare{"broke"}, down}}
	s.o.Broken = []Account{{Name: "two", Title: "Two", Problem: problem}}
	for mark, low := range map[string]bool{"81.01": true, "81.00": false, "100": true} {
		s.o.LowMarks = map[string]decimal.Decimal{"fake": dec(mark)}
		hundred := *usd("100")
		want := []Wallet{
			{Provider: "fake", Title: "Fake", Balance: &providers.Balance{Available: hundred, Balance: hundred}, InFlight: usd("19"), Low: low, LowMark: usd(mark)},
			{Provider: "bare", Title: "Bare", Error: providers.Unsupported(bare{"bare"}, providers.CanBalance)},
			{Provider: "broke", Title: "Bare", Error: down},
			{Provider: "two", Title: "Two", Error: problem},
		}
		told := map[string]int{}
		got := s.Wallets(t.Context(), func(w Wallet) { told[w.Provider]++ })
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("low below %s: %s", mark, d)
		}
		if d := cmp.Diff(map[string]int{"fake": 1, "bare": 1, "broke": 1, "two": 1}, told); d != "" {
			t.Error(d)
		}
	}
	s.o.LowMarks = nil
	if w := s.Wallets(t.Context(), func(Wallet) {})[0]; w.Low || w.LowMark != nil {
		t.Errorf("low without a mark: %+v", w)
	}
}

func TestWhatCanBeSpent(t *testing.T) {
	t.Parallel()
	has := &providers.Balance{Available: *usd("100"), Balance: *usd("120")}
	for name, c := range map[string]struct {
		w    Wallet
		want *providers.Money
	}{
		"nothing known":                {Wallet{InFlight: usd("5")}, nil},
		"nothing in flight":            {Wallet{Balance: has}, usd("100")},
		"less what is":                 {Wallet{Balance: has, InFlight: usd("5")}, usd("95")},
		"in flight, in other currency": {Wallet{Balance: has, InFlight: providers.MustMoney("5", "EUR").Ptr()}, usd("100")},
	} {
		if d := cmp.Diff(c.want, c.w.Spendable()); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
}

// What is in flight is what was sent from here, at this account, in the wallet's
// currency, and has no answer; where the ledger cannot tell it is not known.
func TestWhatIsInFlight(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	logs := make(chan string, 10)
	s.o.Log = slog.New(tap{slog.DiscardHandler, logs})
	eur := providers.MustMoney("5", "EUR").Ptr()
	n := 0
	open := func(provider string, sandbox bool, cost *providers.Money, state providers.State) {
		t.Helper()
		n++
		o, _, err := s.ledger.Draft(t.Context(), "ana", ledger.Draft{Reference: fmt.Sprint(n), Provider: provider, Kind: "esim", ProductID: "p", Sandbox: sandbox, Cost: cost})
		if err == nil && state != providers.StateDrafted {
			_, _, err = s.ledger.Submit(t.Context(), o.ID, "ana")
		}
		if err == nil && state != providers.StateDrafted && state != providers.StateSubmitted {
			_, err = s.ledger.Append(t.Context(), o.ID, "ana", ledger.Change{State: state})
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	flies := func(want, first *providers.Money) {
		t.Helper()
		if d := cmp.Diff(want, s.inFlight(t.Context(), "fake", "USD")); d != "" {
			t.Error(d)
		}
		if d := cmp.Diff(first, s.inFlight(t.Context(), "fake", "")); d != "" {
			t.Errorf("of a wallet that is not known: %s", d)
		}
	}
	flies(usd("0"), nil)
	open("other", true, usd("1"), providers.StateUnknown)
	open("fake", false, usd("1"), providers.StateUnknown)
	open("fake", true, nil, providers.StateUnknown)
	open("fake", true, usd("1"), providers.StateDrafted)
	open("fake", true, usd("1"), providers.StateProcessing)
	open("fake", true, usd("1"), providers.StateNeedsReview)
	open("fake", true, usd("1"), providers.StateCompleted)
	flies(usd("0"), nil)
	open("fake", true, usd("2"), providers.StateSubmitted)
	flies(usd("2"), usd("2"))
	open("fake", true, usd("3"), providers.StateUnknown)
	open("fake", true, eur, providers.StateUnknown)
	flies(usd("5"), usd("5"))
	if err := s.ledger.Close(); err != nil {
		t.Fatal(err)
	}
	flies(nil, nil)
	if len(logs) != 2 {
		t.Errorf("logged %d times", len(logs))
	}
}
