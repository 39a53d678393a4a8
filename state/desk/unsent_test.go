package desk

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"simdesk/providers"
	"simdesk/state/ledger"
	"simdesk/state/ledger/sqlite"
)

// What is refused before a ticket is given says that nothing was sent; the same
// press again is the first one's ticket, also when the desk closes.
func TestWhatIsNotBought(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	q, err := s.Quote(t.Context(), oneJapan)
	if err != nil {
		t.Fatal(err)
	}
	blocked := q
	blocked.Reference, blocked.Blocked = "blocked", &providers.Error{Kind: providers.KindDeclined, Outcome: providers.NotSent, Why: providers.Quoted("No.")}
	if ticket, err := s.Buy(blocked); ticket != nil || !errors.Is(err, blocked.Blocked) {
		t.Errorf("%v %v", ticket, err)
	}
	ticket, err := s.Buy(q)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 { // closed twice is closed
		if err := s.Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if s.InFlight() != 0 {
		t.Errorf("%d in flight", s.InFlight())
	}
	if again, err := s.Buy(q); again != ticket || err != nil {
		t.Errorf("another ticket: %v", err)
	}
	late := q
	late.Reference = "late"
	want := &providers.Error{Kind: providers.KindInternal, Outcome: providers.NotSent,
		Why: providers.Because("desk.closing")}
	_, err = s.Buy(late)
	if d := cmp.Diff(want, providers.AsError(err)); d != "" {
		t.Error(d)
	}
	if s.fake.total() != 1 {
		t.Errorf("%d charges", s.fake.total())
	}
}

// An attempt that has an order is that order, whatever would stop a new one.
func TestAnAttemptThatHasItsOrder(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	r := oneJapan
	r.Attempt = "a-1"
	first := s.sell(t, r)
	s.fake.wallet = "0"
	s.clock.advance(time.Minute)
	q, err := s.Quote(t.Context(), QuoteRequest{Provider: "fake", ProductID: "gone", Attempt: "a-1", Clerk: "bo"})
	want := Quote{Reference: first.Reference, Attempt: "a-1", Clerk: "bo", Provider: "fake", MadeAt: s.clock.Now(), Existing: &first}
	if d := cmp.Diff(want, q, sealed); d != "" || err != nil {
		t.Errorf("%v %s", err, d)
	}
	q.Blocked = &providers.Error{Kind: providers.KindDeclined, Why: providers.Quoted("No.")}
	next := openShop(t, s.ledger.Path(), s.fake) // a process that has no ticket of it
	ticket, err := next.Buy(q)
	if err != nil {
		t.Fatal(err)
	}
	if o, err := ticket.Wait(t.Context()); o.ID != first.ID || err != nil || s.fake.total() != 1 {
		t.Errorf("%s %v, %d charges", o.ID, err, s.fake.total())
	}
	// It waits for nobody's turn, and is not told as a sale that got none.
	s.o.Providers = []providers.Provider{blind{s.fake}}
	release, err := s.ledger.Alone(t.Context(), "fake")
	if err != nil {
		t.Fatal(err)
	}
	brief, stop := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer stop()
	o, err := s.carryOut(brief, q)
	if d := cmp.Diff(first, o, sealed); d != "" || err != nil {
		t.Errorf("%v %s", err, d)
	}
	release()
	if err := s.ledger.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := s.earlier(t.Context(), "a-1"); err == nil {
		t.Error("an attempt without an order, where none can be read")
	}
	for _, attempt := range []string{"a-1", "a-2", ""} {
		r.Attempt = attempt
		if q, err := s.Quote(t.Context(), r); err == nil || q.Existing != nil {
			t.Errorf("%s: confirmed without a ledger", attempt)
		}
	}
}

// A sale whose turn does not come, or comes too late, has failed and was never
// sent. Where not even that can be written, that is what is said.
func TestASaleThatHasNoTurn(t *testing.T) {
	t.Parallel()
	waited := ledger.Problem{Kind: providers.KindUnavailable, Provider: "fake",
		Why: providers.Because("settle.no_turn")}
	slept := ledger.Problem{Kind: providers.KindUnavailable, Provider: "fake",
		Why: providers.Because("settle.too_late")}
	const never, briefly = time.Second, 100 * time.Millisecond
	for name, c := range map[string]struct {
		held   time.Duration // by another sale
		slept  time.Duration
		locked bool // the ledger, by another program
		want   *ledger.Problem
	}{
		"the other does not end":     {never, 0, false, &waited},
		"the other ends too late":    {briefly, ledger.Abandoned, false, &slept},
		"just in time":               {briefly, ledger.Abandoned - time.Second, false, nil},
		"the ledger is locked, too":  {never, 0, true, nil},
		"locked in its sleep":        {briefly, ledger.Abandoned, true, nil},
		"locked when it may be sent": {briefly, 0, true, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				file := filepath.Join(t.TempDir(), "ledger.db")
				s := till(t, file, &fake{charges: map[string]int{}, wallet: "100"})
				book, err := sqlite.Open(t.Context(), file, sqlite.Options{Now: s.clock.Now, BusyTimeout: 20 * time.Millisecond})
				if err != nil {
					t.Fatal(err)
				}
				defer func() { _ = book.Close() }()
				s.o.Ledger = book
				q, err := s.Quote(t.Context(), oneJapan)
				if err != nil {
					t.Fatal(err)
				}
				release, err := s.ledger.Alone(t.Context(), "fake")
				if err != nil {
					t.Fatal(err)
				}
				unlock := make(chan func(), 1)
				time.AfterFunc(briefly/2, func() {
					s.clock.advance(c.slept)
					free := func() {}
					if c.locked {
						free = locked(t, s.ledger.Path())
					}
					unlock <- free
				})
				time.AfterFunc(c.held, release)
				ctx, stop := context.WithTimeout(t.Context(), never/2)
				defer stop()
				o, err := s.carryOut(ctx, q)
				(<-unlock)()
				time.Sleep(never)
				switch {
				case c.locked:
					e := providers.AsError(err)
					left, lost := s.ledger.ByReference(t.Context(), q.Reference)
					if e == nil || e.Outcome != providers.NotSent || e.Code != ledger.CodeLocked || left.State != providers.StateDrafted || lost != nil {
						t.Errorf("%s %+v", left.State, e)
					}
				case c.want == nil:
					if o.State != providers.StateCompleted || err != nil {
						t.Errorf("%s %v", o.State, err)
					}
				case err != nil || o.State != providers.StateFailed || o.SubmittedAt != nil || o.Error == nil || (o.Error.Detail != "") != (c.want == &waited):
					t.Errorf("%+v %v", o, err)
				default:
					o.Error.Detail = "" // why, in the system's words
					if d := cmp.Diff(c.want, o.Error); d != "" {
						t.Error(d)
					}
					if e, _ := s.last(t, o.ID); e.Clerk != "ana" {
						t.Errorf("by %q", e.Clerk)
					}
				}
				if (s.fake.total() == 1) != (name == "just in time") {
					t.Errorf("%d charges", s.fake.total())
				}
			})
		})
	}
}

// What goes wrong in the client of a sale under way is open and said, and what
// it cannot do was never sent.
func TestWhatAClientDoesWrong(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	logs := make(chan string, 1)
	s.o.Log = slog.New(tap{slog.DiscardHandler, logs})
	s.o.Providers = append(s.o.Providers, bare{"bare"})
	s.fake.sell = func(string) (providers.Result, error) { panic("nil map") }
	want := &providers.Error{Kind: providers.KindUnknownOutcome, Provider: "fake",
		Why: providers.Because("desk.mistake_while_charging")}
	for name, c := range map[string]struct {
		q    Quote
		want *providers.Error
		logs int
	}{
		"a sale":           {Quote{Provider: "fake", Product: japan}, want, 1},
		"a top-up":         {Quote{Provider: "fake", ICCID: anICCID}, want, 1},
		"it cannot sell":   {Quote{Provider: "bare"}, providers.Unsupported(bare{"bare"}, providers.CanSell), 0},
		"it cannot top up": {Quote{Provider: "bare", ICCID: anICCID}, providers.Unsupported(bare{"bare"}, providers.CanTopUp), 0},
		"it is not there":  {Quote{Provider: "gone"}, &providers.Error{Kind: providers.KindConfig, Outcome: providers.NotSent, Provider: "gone", Why: providers.Because("desk.another_provider", "provider", "gone", "names", []string{"fake", "bare"})}, 0},
	} {
		_, err := s.charge(t.Context(), c.q)
		if d := cmp.Diff(c.want, providers.AsError(err)); d != "" {
			t.Errorf("%s: %s", name, d)
		}
		if len(logs) != c.logs {
			t.Errorf("%s: logged %d times", name, len(logs))
		}
		for len(logs) > 0 {
			<-logs
		}
	}
	if s.sandbox("gone") || s.sandbox("bare") || !s.sandbox("fake") {
		t.Error("what is a sandbox is none, or the other way round")
	}
}

// A till whose clock is ahead gives up a draft that is about to be sent: what it
// has written down as never sent is not sent.
func TestWhatAnotherTillGaveUpIsNotSent(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "ledger.db")
	f := &fake{charges: map[string]int{}, wallet: "100"}
	one, two := till(t, file, f), openShop(t, file, f)
	q, err := one.Quote(t.Context(), oneJapan)
	if err != nil {
		t.Fatal(err)
	}
	release, err := one.ledger.Alone(t.Context(), "fake")
	if err != nil {
		t.Fatal(err)
	}
	ticket, err := one.Buy(q)
	if err != nil {
		t.Fatal(err)
	}
	for { // until it is written down
		if _, err := two.ledger.ByReference(t.Context(), q.Reference); err == nil {
			break
		}
	}
	two.clock.advance(ledger.Abandoned)
	if got, err := two.Reconcile(t.Context()); err != nil || len(got.Settled) != 1 {
		t.Fatalf("%+v %v", got, err)
	}
	release()
	o, err := ticket.Wait(t.Context())
	if o.State != providers.StateFailed || o.SubmittedAt != nil || err != nil || f.total() != 0 {
		t.Errorf("%s %v, %d charges", o.State, err, f.total())
	}
}
