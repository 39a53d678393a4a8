package desk

import (
	"context"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"simdesk/providers"
	"simdesk/state/ledger"
)

// blind is a provider to which no reference of ours travels.
type blind struct{ *fake }

func (blind) Referenced() bool { return false }

func (b blind) Baseline(context.Context, providers.Query) (map[string]string, error) {
	return map[string]string{"wallet": "100.00 USD"}, nil
}

// till is one process at a blind provider.
func till(t *testing.T, file string, f *fake) *shop {
	t.Helper()
	s := openShop(t, file, f)
	s.o.Providers = []providers.Provider{blind{f}}
	return s
}

// While a sale is under way in one process, another must not look for a lost
// one: the eSIM that is being made would be found and given to two customers.
func TestWhatOneSaleBuysIsNotTakenForAnothers(t *testing.T) {
	t.Parallel()
	hold, sent := make(chan struct{}), make(chan struct{})
	var sales, made atomic.Int32
	f := &fake{charges: map[string]int{}, wallet: "100",
		sell: func(string) (providers.Result, error) {
			if sales.Add(1) == 1 {
				return providers.Result{}, fault(providers.Unknown, providers.KindUnavailable, "") // and not charged
			}
			made.Store(1)
			close(sent)
			<-hold
			return delivered, nil
		},
		track: func(q providers.Query) (providers.Finding, error) {
			if made.Load() == 1 && !q.Claimed[delivered.ProviderOrderID] {
				return providers.Finding{Verdict: providers.Found, Result: delivered}, nil
			}
			return providers.Finding{}, nil
		}}
	file := filepath.Join(t.TempDir(), "ledger.db")
	one, two := till(t, file, f), till(t, file, f)
	lost := one.sell(t, oneJapan)
	q, err := two.Quote(t.Context(), oneJapan)
	if err != nil {
		t.Fatal(err)
	}
	ticket, err := two.Buy(q)
	if err != nil {
		t.Fatal(err)
	}
	<-sent
	var looks sync.WaitGroup
	looks.Go(func() { _, _ = one.Reconcile(t.Context()) })
	time.Sleep(50 * time.Millisecond) // enough for a look that does not wait
	if o, _ := one.ledger.Get(t.Context(), lost.ID); o.State != providers.StateUnknown {
		t.Errorf("the lost sale became %s while the other was under way", o.State)
	}
	close(hold)
	sold, err := ticket.Wait(t.Context())
	looks.Wait()
	if err != nil || sold.State != providers.StateCompleted {
		t.Fatalf("%s, %v", sold.State, err)
	}
	if o, _ := one.ledger.Get(t.Context(), lost.ID); o.State != providers.StateUnknown {
		t.Errorf("the lost sale is %s", o.State)
	}
}

// A machine that sleeps while a sale waits for its turn must not send it when it
// wakes: everybody else takes it for left behind by then.
func TestASaleThatSleptIsNotSent(t *testing.T) {
	t.Parallel()
	f := &fake{charges: map[string]int{}, wallet: "100"}
	s := till(t, filepath.Join(t.TempDir(), "ledger.db"), f)
	q, err := s.Quote(t.Context(), oneJapan)
	if err != nil {
		t.Fatal(err)
	}
	release, err := s.ledger.Alone(t.Context(), "fake")
	if err != nil {
		t.Fatal(err)
	}
	ticket, err := s.Buy(q)
	if err != nil {
		t.Fatal(err)
	}
	for { // until it is written down
		if _, err := s.ledger.ByReference(t.Context(), q.Reference); err == nil {
			break
		}
	}
	s.clock.advance(ledger.Abandoned)
	release()
	o, err := ticket.Wait(t.Context())
	if err != nil || o.State != providers.StateFailed || o.SubmittedAt != nil || f.total() != 0 {
		t.Errorf("%s, charged %d times, %v", o.State, f.total(), err)
	}
}

// What else was topped up since the baseline is told, so that its growth is no
// evidence for the lost one.
func TestOthersAreCounted(t *testing.T) {
	t.Parallel()
	f := &fake{charges: map[string]int{}, wallet: "100"}
	s := till(t, filepath.Join(t.TempDir(), "ledger.db"), f)
	more := japan
	more.Kind, more.TopUpOnly = providers.KindTopUp, true
	f.fits = []providers.Product{more}
	topUp := QuoteRequest{Provider: "fake", ProductID: "jp-5gb", ICCID: "8999000000000000018", Clerk: "ana"}
	early := s.sell(t, topUp)
	s.clock.advance(time.Second)
	var told []int
	f.track = func(q providers.Query) (providers.Finding, error) {
		told = append(told, q.Others)
		return providers.Finding{Verdict: providers.Unclear}, nil
	}
	f.sell = func(string) (providers.Result, error) {
		return providers.Result{}, fault(providers.Unknown, providers.KindUnavailable, "")
	}
	lost := s.sell(t, topUp)
	f.sell = anew
	for range 2 {
		s.clock.advance(time.Second)
		s.sell(t, topUp)
	}
	if _, err := s.Reconcile(t.Context()); err != nil {
		t.Fatal(err)
	}
	if len(told) != 1 || told[0] != 2 {
		t.Errorf("told %v, want [2]: %s came before %s", told, early.ID, lost.ID)
	}
}

// What a look came to is worth nothing once the process that charges has
// written its answer: a refusal must not turn into a doubt.
func TestALookThatIsOvertakenChangesNothing(t *testing.T) {
	t.Parallel()
	hold, sent := make(chan struct{}), make(chan struct{})
	var once sync.Once
	f := &fake{charges: map[string]int{}, wallet: "100", sell: func(string) (providers.Result, error) {
		close(sent)
		<-hold
		return providers.Result{}, fault(providers.Refused, providers.KindDeclined, "NO")
	}}
	file := filepath.Join(t.TempDir(), "ledger.db")
	one := openShop(t, file, f)
	q, err := one.Quote(t.Context(), oneJapan)
	if err != nil {
		t.Fatal(err)
	}
	ticket, err := one.Buy(q)
	if err != nil {
		t.Fatal(err)
	}
	<-sent
	f.track = func(providers.Query) (providers.Finding, error) {
		once.Do(func() { close(hold) })
		if _, err := ticket.Wait(t.Context()); err != nil {
			t.Error(err)
		}
		return providers.Finding{}, nil // it is not listed
	}
	two := openShop(t, file, f)
	two.clock.advance(3 * time.Minute)
	if _, err := two.Reconcile(t.Context()); err != nil {
		t.Fatal(err)
	}
	if o, _ := one.ledger.Get(t.Context(), ticket.Order().ID); o.State != providers.StateFailed {
		t.Errorf("%s: %v", o.State, one.states(t, o.ID))
	}
}
