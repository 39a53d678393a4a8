package desk

import (
	"context"
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"simdesk/providers"
	"simdesk/state/ledger"
)

// A price that is too old says since when, and why it was not read again.
func TestWhatAnOldPriceSays(t *testing.T) {
	t.Parallel()
	down := &providers.Error{Kind: providers.KindUnavailable, Provider: "fake", Why: providers.Quoted("Fake is down.")}
	for _, c := range []struct {
		age   time.Duration
		fault error
		why   providers.Reason
	}{
		{25 * time.Hour, down, down.Why},
		{30*24*time.Hour + 23*time.Hour, nil, providers.Reason{}},
		{math.MaxInt64, down, down.Why},
	} {
		want := &providers.Error{Kind: providers.KindUnavailable, Outcome: providers.NotSent, Provider: "fake", Code: CodeOldPrice,
			Why: providers.Because("desk.old_price", "age", c.age, "why", c.why)}
		got := oldPrice("fake", c.age, c.fault)
		if got.Err != c.fault { //nolint:errorlint // the very one
			t.Errorf("%s: %v is not kept", c.age, c.fault)
		}
		got.Err = nil
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s: %s", c.age, d)
		}
	}
}

// An earlier sale of the same thing is warned of: by the target it was for for
// ten minutes, without one for a minute, and while it is in doubt for as long as
// its customer may come back. What was never charged warns of nothing.
func TestWhichEarlierSaleIsWarnedOf(t *testing.T) {
	t.Parallel()
	airtime := func(phone string) QuoteRequest {
		return QuoteRequest{Provider: "fake", ProductID: "ng-airtime", Fields: map[string]string{"phone": phone, "amount": "10"}}
	}
	const ada, obi = "+2348031234567", "+2348031234568"
	done := func(string) (providers.Result, error) { return delivered, nil }
	lost := func(string) (providers.Result, error) { return providers.Result{}, lostAnswer }
	refused := func(string) (providers.Result, error) {
		return providers.Result{}, fault(providers.Refused, providers.KindDeclined, "NO")
	}
	waits := func(string) (providers.Result, error) { return providers.Result{State: providers.StateProcessing}, nil }
	doubt := func(key string, args ...any) []providers.Reason {
		return []providers.Reason{providers.Because(key, args...)}
	}
	again := func(key string, age time.Duration) []providers.Reason {
		return []providers.Reason{providers.Because(key, "age", age)}
	}
	twice := func(target string, age time.Duration) []providers.Reason {
		return []providers.Reason{providers.Because("desk.sold_to", "target", target, "age", age)}
	}
	topUp := QuoteRequest{Provider: "fake", ICCID: "8999000000000000013"}
	for name, c := range map[string]struct {
		first QuoteRequest
		sell  func(string) (providers.Result, error)
		wait  time.Duration
		then  QuoteRequest
		want  []providers.Reason
	}{
		"the same product":             {oneJapan, done, time.Minute, oneJapan, again("desk.sold", time.Minute)},
		"the same product, later":      {oneJapan, done, time.Minute + time.Second, oneJapan, nil},
		"another product":              {oneJapan, done, 0, airtime(ada), nil},
		"refused":                      {oneJapan, refused, 0, oneJapan, nil},
		"in progress":                  {oneJapan, waits, 0, oneJapan, again("desk.sold_in_progress", 0)},
		"the same number":              {airtime(ada), done, 10 * time.Minute, airtime(ada), twice(ada, 10*time.Minute)},
		"the same number, later":       {airtime(ada), done, 10*time.Minute + time.Second, airtime(ada), nil},
		"another number":               {airtime(ada), done, 0, airtime(obi), nil},
		"in doubt":                     {oneJapan, lost, 24 * time.Hour, oneJapan, doubt("desk.doubt", "age", 24*time.Hour)},
		"in doubt, a day later":        {oneJapan, lost, 24*time.Hour + time.Second, oneJapan, nil},
		"in doubt, to the same number": {airtime(ada), lost, 30 * time.Hour, airtime(ada), doubt("desk.doubt_to", "target", ada, "age", 30*time.Hour)},
		"the same eSIM":                {topUp, done, 0, topUp, twice(topUp.ICCID, 0)},
		"in doubt, to another number":  {airtime(ada), lost, 0, airtime(obi), nil},
		"in doubt, of another product": {airtime(ada), lost, 0, oneJapan, nil},
	} {
		s := newShop(t)
		s.o.Oldest = 48 * time.Hour
		s.fake.sell, s.fake.fits = c.sell, []providers.Product{japan}
		s.sell(t, c.first)
		s.clock.advance(c.wait)
		q, err := s.Quote(t.Context(), c.then)
		if d := cmp.Diff(c.want, q.Warnings); d != "" || err != nil {
			t.Errorf("%s: %v %s", name, err, d)
		}
	}
}

// Of several in doubt the newest is told, also of those that are sent just now
// and those that a person has; one at another account is not.
func TestWhichOrderIsInDoubt(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	of := func(reference string, provider, product string, sandbox bool) ledger.Order {
		o, _, err := s.ledger.Draft(t.Context(), "ana", ledger.Draft{Reference: reference, Provider: provider, Kind: "esim", ProductID: product, Sandbox: sandbox})
		if err != nil {
			t.Fatal(err)
		}
		s.clock.advance(time.Second)
		return o
	}
	draft := func(reference string, sandbox bool) ledger.Order { return of(reference, "fake", "jp-5gb", sandbox) }
	submit := func(o ledger.Order) ledger.Order {
		if _, _, err := s.ledger.Submit(t.Context(), o.ID, "ana"); err != nil {
			t.Fatal(err)
		}
		return o
	}
	doubt := func(want string) {
		t.Helper()
		o, err := s.newestInDoubt(t.Context(), &Quote{Provider: "fake", Product: japan}, "")
		if got := "none"; err != nil || o == nil && want != got || o != nil && o.Reference != want {
			t.Errorf("%+v %v, want %s", o, err, want)
		}
	}
	doubt("none")
	draft("only a draft", true)
	doubt("none")
	submit(of("at another provider", "other", "jp-5gb", true))
	submit(of("of another product", "fake", "jp-9gb", true))
	doubt("none")
	first := submit(draft("first", true))
	doubt("first")
	submit(draft("at the other account", false))
	doubt("first")
	second := submit(draft("second", true))
	doubt("second")
	for _, o := range []ledger.Order{first, second} {
		if _, err := s.ledger.Append(t.Context(), o.ID, "ana", ledger.Change{State: providers.StateNeedsReview}); err != nil {
			t.Fatal(err)
		}
		doubt("second")
	}
	for _, o := range []ledger.Order{second, first} {
		if _, err := s.ledger.Append(t.Context(), o.ID, "ana", ledger.Change{State: providers.StateFailed}); err != nil {
			t.Fatal(err)
		}
		doubt(map[string]string{"second": "first", "first": "none"}[o.Reference])
	}
	for moment := range 3 { // of all that is read
		ctx, cancel := context.WithCancel(t.Context())
		s.o.Now = func() time.Time {
			if moment--; moment < 0 {
				cancel()
			}
			return s.clock.Now()
		}
		if err := s.warn(ctx, &Quote{Provider: "fake", Product: japan}); err == nil {
			t.Errorf("nothing to warn of in what was not read to its end")
		}
	}
	if err := s.ledger.Close(); err != nil {
		t.Fatal(err)
	}
	if err := s.warn(t.Context(), &Quote{Provider: "fake", Product: japan}); err == nil {
		t.Error("no warning of what cannot be read")
	}
	if _, err := s.newestInDoubt(t.Context(), &Quote{Provider: "fake", Product: japan}, ""); err == nil {
		t.Error("nothing is in doubt where nothing can be read")
	}
}
