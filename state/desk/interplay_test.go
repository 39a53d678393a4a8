package desk

import (
	"context"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"simdesk/providers"
	"simdesk/state/ledger"
)

// look asks once, some time later.
func (s *shop) look(t *testing.T, after time.Duration, id string, r providers.Result) {
	t.Helper()
	s.clock.advance(after)
	s.fake.track = finds(providers.Finding{Verdict: providers.Found, Result: r})
	if _, err := s.Reconcile(t.Context(), id); err != nil {
		t.Fatal(err)
	}
}

// An order that is in progress for a day is looked at some 1500 times. What the
// provider says each time in the same words belongs into the history once.
func TestTheSameWordsAreWrittenOnce(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	waits := providers.Result{State: providers.StateProcessing, ProviderOrderID: "P-1", ProviderStatus: "852", Message: "being executed"}
	s.fake.sell = func(string) (providers.Result, error) { return waits, nil }
	o := s.sell(t, oneJapan)
	for range 5 {
		s.look(t, time.Minute, o.ID, waits)
	}
	waits.Message = "at the operator"
	for range 2 {
		s.look(t, time.Minute, o.ID, waits)
	}
	if _, c := s.last(t, o.ID); c.Note != "at the operator" {
		t.Errorf("the last note is %q", c.Note)
	}
	if d := cmp.Diff([]providers.State{"drafted", "submitted", "processing", "processing"}, s.states(t, o.ID)); d != "" {
		t.Error(d)
	}
}

// A second charge is news also where the order was in doubt before it was
// completed, and what of it came then was told.
func TestASecondChargeIsNewsAfterADoubt(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	news, stop := s.Subscribe()
	defer stop()
	s.fake.sell = func(string) (providers.Result, error) { return providers.Result{}, lostAnswer }
	o := s.sell(t, oneJapan)
	s.look(t, time.Second, o.ID, delivered)
	twice := delivered
	twice.Cost, twice.Missing = providers.MustMoney("19.00", "USD").Ptr(), providers.Quoted("Fake charged this twice.")
	for range 2 {
		s.look(t, time.Hour, o.ID, twice)
	}
	type told struct {
		State providers.State
		Cost  string
		Wrong bool
	}
	var got []told
	for len(news) > 0 {
		n := <-news
		got = append(got, told{n.State, n.Cost.String(), n.State == providers.StateCompleted && n.Error != nil})
	}
	want := []told{{"submitted", "9.50 USD", false}, {"unknown", "9.50 USD", false}, {"completed", "9.50 USD", false}, {"completed", "19.00 USD", true}}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// The background may read an order in the moment between its step and the news
// of it. The news is told all the same.
func TestNewsIsNotLostToTheBackground(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	o := s.inReview(t)
	news, stop := s.Subscribe()
	defer stop()
	s.told = lastTold{}
	for range 2 { // the background, which has nobody to tell what was so before it began
		s.catchUp(context.Background(), nil)
		s.catchUp(context.Background(), []ledger.Order{s.get(t, o.ID)})
	}
	if len(news) != 0 {
		t.Errorf("what was so before was told %d times", len(news))
	}
	s.publish(s.get(t, o.ID))
	s.publish(s.get(t, o.ID))
	if len(news) != 1 {
		t.Errorf("told %d times", len(news))
	}
}

// What was completed once is never failed by code, whatever the provider calls
// it in between.
func TestACompletedOrderIsNotFailedByDetours(t *testing.T) {
	t.Parallel()
	failed := providers.Result{State: providers.StateFailed, ProviderOrderID: "P-1", ProviderStatus: "FAILED"}
	waits := providers.Result{State: providers.StateProcessing, ProviderOrderID: "P-1", ProviderStatus: "PENDING"}
	s := newShop(t)
	o := s.sell(t, oneJapan)
	for _, r := range []providers.Result{failed, waits, failed, waits} {
		s.look(t, time.Hour, o.ID, r)
	}
	if d := cmp.Diff([]providers.State{"drafted", "submitted", "completed", "needs_review"}, s.states(t, o.ID)); d != "" {
		t.Error(d)
	}
	s.look(t, time.Hour, o.ID, delivered)
	if got := s.get(t, o.ID); got.State != providers.StateCompleted || got.Error != nil {
		t.Errorf("%s %+v", got.State, got.Error)
	}
}

// A person's word stands against what the provider had said before it. What the
// provider completes after it and takes back again is news to that person.
func TestADecisionDoesNotOutliveTheProvidersNewerWord(t *testing.T) {
	t.Parallel()
	failed := providers.Result{State: providers.StateFailed, ProviderOrderID: "P-1", ProviderStatus: "FAILED"}
	for name, decided := range map[string]providers.State{"given up": providers.StateFailed, "called completed": providers.StateCompleted} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newShop(t)
			o := s.inReview(t)
			if _, err := s.Decide(t.Context(), DecideRequest{ID: o.ID, State: decided, Clerk: "bo", Reason: "they said so"}); err != nil {
				t.Fatal(err)
			}
			s.look(t, time.Hour, o.ID, delivered)
			for range 2 {
				s.look(t, time.Hour, o.ID, failed)
			}
			want := []providers.State{"drafted", "submitted", "unknown", "needs_review", decided, "completed", "needs_review"}
			if d := cmp.Diff(want, s.states(t, o.ID)); d != "" {
				t.Error(d)
			}
		})
	}
}

// Two orders under one reference whose cost cannot be summed: what is to be
// claimed is said, and not that the provider calls what it completed COMPLETED.
func TestWhatToClaimIsSaidWhereTheSumIsNotKnown(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	o := s.sell(t, oneJapan)
	twice := providers.Quoted("Fake charged this twice. What they cost together is not known.")
	s.look(t, time.Hour, o.ID, providers.Result{State: providers.StateUnknown, ProviderOrderID: "P-1", ProviderStatus: "COMPLETED",
		Why: twice})
	got := s.get(t, o.ID)
	want := providers.Because("settle.now_reads", "why", twice)
	if got.State != providers.StateNeedsReview || got.Error == nil || !got.Error.Why.Equal(want) {
		t.Errorf("%s %+v", got.State, got.Error)
	}
}

// Two consoles go through the completed orders; the list of the one is up to
// ten minutes old when it comes to the last. What the other wrote is not
// written and told again.
func TestTwoConsolesWriteASecondChargeOnce(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "ledger.db")
	f := &fake{charges: map[string]int{}, wallet: "100"}
	one, two := openShop(t, file, f), openShop(t, file, f)
	o := one.sell(t, oneJapan)
	queued := two.get(t, o.ID)
	twice := delivered
	twice.Cost, twice.Missing, twice.Message = providers.MustMoney("19.00", "USD").Ptr(), providers.Quoted("Fake charged this twice."), "OK"
	f.track = finds(providers.Finding{Verdict: providers.Found, Result: twice})
	one.recheck(t.Context(), one.get(t, o.ID))
	news, stop := two.Subscribe()
	defer stop()
	two.recheck(t.Context(), queued)
	if d := cmp.Diff([]providers.State{"drafted", "submitted", "completed", "completed"}, one.states(t, o.ID)); d != "" {
		t.Error(d)
	}
	if n := len(news); n != 0 {
		t.Errorf("told %d times", n)
	}
}

// A claim is not lost where the cost that is written down does not compare, nor
// where something else was wrong with the order already.
func TestAClaimNeedsNoCostToCompareWith(t *testing.T) {
	t.Parallel()
	twice := delivered
	twice.Cost, twice.Missing = providers.MustMoney("19.00", "USD").Ptr(), providers.Quoted("Fake charged this twice.")
	short := delivered
	short.Missing = providers.Quoted("One of two codes did not come.")
	for name, first := range map[string]func() providers.Result{
		"no cost":          func() providers.Result { r := delivered; r.Cost = nil; return r },
		"another currency": func() providers.Result { r := delivered; r.Cost = providers.MustMoney("8", "EUR").Ptr(); return r },
		"a claim before":   func() providers.Result { return short },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newShop(t)
			s.fake.sell = func(string) (providers.Result, error) { return first(), nil }
			q, err := s.Quote(t.Context(), oneJapan)
			if err != nil {
				t.Fatal(err)
			}
			q.Cost = nil // as orders were once sold
			ticket, err := s.Buy(q)
			if err != nil {
				t.Fatal(err)
			}
			o, err := ticket.Wait(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			s.fake.track = finds(providers.Finding{Verdict: providers.Found, Result: twice})
			for i, want := range []int{1, 0} {
				got, err := s.Reconcile(t.Context())
				if err != nil || len(got.Settled) != want {
					t.Errorf("reconciliation %d: %+v %v", i+1, got, err)
				}
			}
			want := providers.Because("settle.missing", "what", providers.Quoted("Fake charged this twice."))
			if after := s.get(t, o.ID); after.Cost.String() != "19.00 USD" || after.Error == nil || !after.Error.Why.Equal(want) {
				t.Errorf("%s %+v", after.Cost, after.Error)
			}
		})
	}
}

// What is open is asked about before what is done: at a provider that hangs,
// fifty completed orders must not stand before the one that a customer waits for.
func TestWhatIsOpenIsAskedAboutFirst(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	state := map[string]string{}
	s.fake.wallet = "1000"
	for i := range 12 {
		s.fake.sell = anew
		if i%2 == 1 {
			s.fake.sell = func(string) (providers.Result, error) { return providers.Result{}, lostAnswer }
		}
		o := s.sell(t, oneJapan)
		state[o.Reference] = string(o.State)
	}
	var mu sync.Mutex
	var asked []string
	s.fake.track = func(q providers.Query) (providers.Finding, error) {
		mu.Lock()
		defer mu.Unlock()
		asked = append(asked, state[q.Reference])
		return providers.Finding{}, nil
	}
	if _, err := s.Reconcile(t.Context()); err != nil {
		t.Fatal(err)
	}
	want := slices.Concat(slices.Repeat([]string{"unknown"}, 6), slices.Repeat([]string{"completed"}, 6))
	if d := cmp.Diff(want, asked); d != "" {
		t.Error(d)
	}
}

// A clock that is set right while an order is in doubt, by a second or an hour,
// keeps nobody from hearing how it ends.
func TestAClockSetBackHidesNoOutcome(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.fake.sell = func(string) (providers.Result, error) { return providers.Result{}, lostAnswer }
	o := s.sell(t, oneJapan)
	s.work.Wait() // it has told that much
	before := s.get(t, o.ID)
	news, stop := s.Subscribe()
	defer stop()
	s.look(t, -time.Second, o.ID, delivered)
	s.catchUp(context.Background(), []ledger.Order{before}) // read before the answer came
	var got []providers.State
	for len(news) > 0 {
		got = append(got, (<-news).State)
	}
	if d := cmp.Diff([]providers.State{"completed"}, got); d != "" {
		t.Error(d)
	}
}
