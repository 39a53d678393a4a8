package cli

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"simdesk/providers"
	"simdesk/state/ledger"
	"simdesk/state/ledger/sqlite"
)

var buyJapan = []string{"buy", "--provider", "alpha", "--product", "jp-5gb", "--yes", "--json", "--wait", "0s"}

func with(args []string, more ...string) []string {
	return append(append([]string{}, args...), more...)
}

// soldAs reads the order that buy or topup printed.
func soldAs(t *testing.T, a ending) (state providers.State, id string) {
	t.Helper()
	var got struct {
		Order *struct {
			ID    string          `json:"id"`
			State providers.State `json:"state"`
		} `json:"order"`
	}
	if err := json.Unmarshal([]byte(a.out), &got); err != nil || got.Order == nil {
		t.Fatalf("no order in %q (%v), stderr %q", a.out, err, a.err)
	}
	return got.Order.State, got.Order.ID
}

// However a charging request ends, there is one order, one charge, and the
// exit code that the state says.
func TestExitCodesOfSales(t *testing.T) {
	t.Parallel()
	result := func(s providers.State) func() (providers.Result, error) {
		return func() (providers.Result, error) { return providers.Result{State: s, ProviderOrderID: "P-1"}, nil }
	}
	for _, c := range []struct {
		name  string
		sell  func() (providers.Result, error)
		state providers.State
		code  int
	}{
		{"done", func() (providers.Result, error) { return delivered, nil }, "completed", 0},
		{"402", refusal(providers.Refused, providers.KindDeclined, "INSUFFICIENT_BALANCE"), "failed", 3},
		{"404", refusal(providers.Refused, providers.KindNotFound, "NO_PACKAGE"), "failed", 3},
		{"422", refusal(providers.Refused, providers.KindInvalid, "BAD_PHONE"), "failed", 3},
		{"401", refusal(providers.NotSent, providers.KindUnauthorized, "401"), "failed", 1},
		{"connection refused", refusal(providers.NotSent, providers.KindUnavailable, ""), "failed", 1},
		{"429", refusal(providers.Refused, providers.KindThrottled, "429"), "failed", 1},
		{"taken and not carried out", result("failed"), "failed", 4},
		{"taken, not carried out and not paid", func() (providers.Result, error) {
			return providers.Result{State: providers.StateFailed, ProviderOrderID: "P-1", Charged: providers.No}, nil
		}, "failed", 3},
		{"taken and given back", result("refunded"), "refunded", 3},
		{"in progress", result("processing"), "processing", 5},
		{"answer lost", refusal(providers.Unknown, providers.KindUnavailable, ""), "unknown", 4},
		{"500", refusal(providers.Unknown, providers.KindUnknownOutcome, "500"), "unknown", 4},
		{"an error nobody classified", func() (providers.Result, error) { return providers.Result{}, errors.New("surprise") }, "unknown", 4},
		{"a result without a state", result(""), "unknown", 4},
		{"reference seen before", func() (providers.Result, error) {
			return providers.Result{}, &providers.Error{Kind: providers.KindDeclined, Outcome: providers.Refused, Duplicate: true}
		}, "unknown", 4},
		{"a panic in the client", func() (providers.Result, error) { panic("nil map") }, "unknown", 4},
	} {
		for _, args := range [][]string{buyJapan, {"topup", iccid, "--provider", "alpha", "--yes", "--json", "--wait", "0s"}} {
			t.Run(args[0]+" "+c.name, func(t *testing.T) {
				t.Parallel()
				s := newShop(t)
				s.alpha.sell = c.sell
				a := s.run(args...)
				if state, _ := soldAs(t, a); state != c.state || a.code != c.code {
					t.Errorf("%s, exit code %d; want %s, %d", state, a.code, c.state, c.code)
				}
				if orders := s.orders(); len(orders) != 1 || orders[0].State != c.state || s.alpha.charged() != 1 {
					t.Errorf("%d charges, orders %+v", s.alpha.charged(), orders)
				}
			})
		}
	}
}

// A second call with the same key prints the first one's order and exits as
// its state says, also after a refusal, and brings an open one up to date.
func TestASecondCallWithTheSameAttemptNeverCharges(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name          string
		sell          func() (providers.Result, error)
		track         func(providers.Query) (providers.Finding, error)
		first, second int
	}{
		{"done", func() (providers.Result, error) { return delivered, nil }, nil, 0, 0},
		{"refused", refusal(providers.Refused, providers.KindDeclined, "NO"), nil, 3, 3},
		{"never sent", refusal(providers.NotSent, providers.KindUnauthorized, ""), nil, 1, 1},
		{"lost, then found", refusal(providers.Unknown, providers.KindUnavailable, ""), found(delivered), 4, 0},
		{"lost, then known to have failed", refusal(providers.Unknown, providers.KindUnavailable, ""), found(providers.Result{State: "failed"}), 4, 4},
		{"lost, then known to be refused", refusal(providers.Unknown, providers.KindUnavailable, ""), found(providers.Result{State: "failed", Charged: providers.No}), 4, 3},
		{"lost, then in progress", refusal(providers.Unknown, providers.KindUnavailable, ""), found(providers.Result{State: "processing"}), 4, 5},
		{"lost, and not found", refusal(providers.Unknown, providers.KindUnavailable, ""), nil, 4, 4},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newShop(t)
			s.alpha.sell = c.sell
			args := with(buyJapan, "--attempt", "till-1-42")
			first := s.run(args...)
			if c.track != nil {
				s.alpha.track = c.track
			}
			s.alpha.sell = func() (providers.Result, error) { return delivered, nil }
			second := s.run(args...)
			_, id1 := soldAs(t, first)
			_, id2 := soldAs(t, second)
			if first.code != c.first || second.code != c.second || id1 != id2 {
				t.Errorf("exit codes %d, %d; want %d, %d; orders %s, %s", first.code, second.code, c.first, c.second, id1, id2)
			}
			if s.alpha.charged() != 1 || len(s.orders()) != 1 {
				t.Errorf("%d charges, %d orders", s.alpha.charged(), len(s.orders()))
			}
		})
	}
}

// A draft that another process made may still be sent by it: this one neither
// sends it nor declares it dead, until it is surely left behind.
func TestAnAttemptThatAnotherProcessDrafted(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	book, err := sqlite.Open(t.Context(), s.file, sqlite.Options{Now: s.clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	_, _, err = book.Draft(t.Context(), "bob", ledger.Draft{Reference: "r-1", Attempt: "k", Provider: "alpha", Kind: "esim", ProductID: "jp-5gb"})
	if err := errors.Join(err, book.Close()); err != nil {
		t.Fatal(err)
	}
	args := with(buyJapan, "--attempt", "k")
	for _, want := range []struct {
		state providers.State
		code  int
	}{{providers.StateDrafted, exitUnknown}, {providers.StateFailed, exitError}} {
		a := s.run(args...)
		if state, _ := soldAs(t, a); state != want.state || a.code != want.code {
			t.Errorf("%s, exit code %d; want %s, %d", state, a.code, want.state, want.code)
		}
		s.clock.advance(time.Hour)
	}
	if s.alpha.charged() != 0 {
		t.Errorf("%d charges", s.alpha.charged())
	}
}

// Once the answer is lost the command keeps asking until it is known.
func TestBuyWaitsForWhatBecomesKnown(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	lose(s)
	looks := 0
	s.alpha.track = func(providers.Query) (providers.Finding, error) {
		if looks++; looks < 3 {
			return providers.Finding{}, nil
		}
		return providers.Finding{Verdict: providers.Found, Result: delivered}, nil
	}
	a := s.run("buy", "--provider", "alpha", "--product", "jp-5gb", "--yes", "--json", "--wait", "60")
	if state, _ := soldAs(t, a); state != providers.StateCompleted || a.code != exitDone || s.alpha.charged() != 1 {
		t.Errorf("%s, exit code %d, %d charges", state, a.code, s.alpha.charged())
	}
}

// Being told to end while the request is under way says what is known, and the
// answer still reaches the ledger.
func TestASignalAbandonsNoSale(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	hold := make(chan struct{})
	end := sync.OnceFunc(func() { close(hold) })
	ctx, cancel := context.WithCancel(t.Context())
	s.alpha.sell = func() (providers.Result, error) {
		cancel()
		<-hold
		return delivered, nil
	}
	var printed strings.Builder
	s.deps.Out = writer(func(p []byte) { // the answer comes only after the printing
		printed.Write(p)
		end()
	})
	a := s.runCtx(ctx, buyJapan...)
	a.out = printed.String()
	if state, _ := soldAs(t, a); state != providers.StateSubmitted || a.code != exitUnknown {
		t.Errorf("%s, exit code %d", state, a.code)
	}
	if orders := s.orders(); len(orders) != 1 || orders[0].State != providers.StateCompleted || len(orders[0].Delivery) != 1 {
		t.Errorf("ledger: %+v", orders)
	}
}

// A signal just before the answer costs nothing: the answer is waited for.
func TestAnAnswerThatIsAboutToComeIsWaitedFor(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.deps.LastAnswer = time.Minute
	ctx, cancel := context.WithCancel(t.Context())
	s.alpha.sell = func() (providers.Result, error) {
		cancel()
		return delivered, nil
	}
	a := s.runCtx(ctx, buyJapan...)
	if state, _ := soldAs(t, a); state != providers.StateCompleted || a.code != exitDone {
		t.Errorf("%s, exit code %d", state, a.code)
	}
}

type writer func(p []byte)

func (w writer) Write(p []byte) (int, error) {
	w(p)
	return len(p), nil
}

// A signal before anything was sent sends nothing.
func TestASignalBeforeTheSaleSendsNothing(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	ctx, cancel := context.WithCancel(t.Context())
	s.alpha.balance = func() error { cancel(); return nil }
	a := s.runCtx(ctx, buyJapan...)
	if a.code != exitError || s.alpha.charged() != 0 || len(s.orders()) != 0 {
		t.Errorf("%+v, %d charges", a, s.alpha.charged())
	}
}

func TestNothingIsSentWhenTheLedgerCannotBeWritten(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.alpha.balance = func() error { return s.alpha.book.Close() } // between the quote and the draft
	a := s.run(buyJapan...)
	if a.code == exitDone || a.code == exitUnknown || !strings.HasPrefix(a.out, `{"error":`) || s.alpha.charged() != 0 {
		t.Errorf("%+v, %d charges", a, s.alpha.charged())
	}
}

// What was sent and could not be written down is an order whose outcome is not
// known.
func TestAnAnswerThatCannotBeWrittenIsNotLost(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.alpha.sell = func() (providers.Result, error) {
		return delivered, errors.Join(s.alpha.book.Close())
	}
	a := s.run(buyJapan...)
	if state, _ := soldAs(t, a); state != providers.StateSubmitted || a.code != exitUnknown {
		t.Errorf("%s, exit code %d", state, a.code)
	}
	if !strings.Contains(a.out, "simdesk reconcile") {
		t.Errorf("says no next step: %s", a.out)
	}
}

func TestAMistakeOfOursIsASentence(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.deps.Open = func(context.Context, Global) (*App, error) { panic("nil map") }
	if a := s.run("balances"); a.code != exitError || a.err != "simdesk: simdesk made a mistake and stopped (nil map). Run it again, and report it if it stays.\n" {
		t.Errorf("%+v", a)
	}
	s = newShop(t)
	torn := false
	s.deps.Out = writer(func([]byte) { // the first thing written is the order
		if !torn {
			torn = true
			panic("no paper")
		}
	})
	if a := s.run(buyJapan...); a.code != exitUnknown || s.alpha.charged() != 1 || s.orders()[0].State != providers.StateCompleted {
		t.Errorf("%+v", a)
	}
}

// A second call with a key that breaks knows of an order: it must not say that
// nothing was charged.
func TestAMistakeBehindAnEarlierAttemptIsNoProof(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	args := with(buyJapan, "--attempt", "till-1-42")
	s.run(args...)
	torn := false
	s.deps.Out = writer(func([]byte) {
		if !torn {
			torn = true
			panic("no paper")
		}
	})
	if a := s.run(args...); a.code != exitUnknown || s.alpha.charged() != 1 {
		t.Errorf("%d charges, %+v", s.alpha.charged(), a)
	}
}

// A broken pipe changes nothing about what happened.
func TestABrokenPipeDoesNotChangeTheCode(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.deps.Out = broken{}
	a := s.run(buyJapan...)
	if a.code != exitDone || !strings.Contains(a.err, "broken pipe. simdesk orders id-1 shows it.") {
		t.Errorf("%+v", a)
	}
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errors.New("broken pipe") }

// At a terminal the question decides.
func TestTheQuestion(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]int{"y\n": 0, "YES\n": 0, "\n": 1, "n\n": 1, "yes please\n": 1, "": 1} {
		s := newShop(t)
		s.deps.Terminal, s.deps.In = true, strings.NewReader(typed)
		a := s.run("buy", "--provider", "alpha", "--product", "jp-5gb")
		if a.code != want || s.alpha.charged() != 1-want || !strings.Contains(a.err, "Buy? [y/N] ") {
			t.Errorf("%q: %+v, %d charges", typed, a, s.alpha.charged())
		}
	}
}

const quoted = `SANDBOX
Product       Japan 5 GB (jp-5gb)
Kind          eSIM
From          Alpha
Cost          9.50 USD, as of 14:00
Price         11.40 USD
Margin        1.90 USD
Wallet now    100.00 USD
Wallet after  90.50 USD

`

// The quote is shown before anything is sent: to people where they read, to
// programs where it does not spoil the object.
func TestTheQuoteIsShownFirst(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.alpha.sell = refusal(providers.Refused, providers.KindDeclined, "NO")
	if a := s.run("buy", "--provider", "alpha", "--product", "jp-5gb", "--yes"); !strings.HasPrefix(a.out, quoted+"SANDBOX\nOrder") {
		t.Errorf("%s", a.out)
	}
	s.clock.advance(time.Hour) // the cost stays as old as the catalogue
	s.alpha.sell = func() (providers.Result, error) { return nth(s.alpha.charged()), nil }
	if a := s.run(buyJapan...); a.err != quoted {
		t.Errorf("%s", a.err)
	}
	if a := s.run(buyJapan...); a.err != quoted[:len(quoted)-1]+
		"! The same product was sold a moment ago. Sell it again only for another customer.\n\n" {
		t.Errorf("%s", a.err)
	}
}
