package desk

import (
	"context"
	"encoding/json"
	"errors"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"simdesk/providers"
	"simdesk/state/ledger"
)

var oneJapan = QuoteRequest{Provider: "fake", ProductID: "jp-5gb", Clerk: "ana"}

func fault(o providers.Outcome, k providers.ErrorKind, code string) error {
	return &providers.Error{Kind: k, Outcome: o, Provider: "fake", Code: code, Why: providers.Quoted("A sentence.")}
}

// Every way in which one charging request may end, and what the ledger must
// say then and after it was looked up.
func TestASaleIsNeverLostAndNeverTwice(t *testing.T) {
	t.Parallel()
	found := func(r providers.Result) func(providers.Query) (providers.Finding, error) {
		return func(providers.Query) (providers.Finding, error) {
			return providers.Finding{Verdict: providers.Found, Result: r}, nil
		}
	}
	lost := fault(providers.Unknown, providers.KindUnavailable, "")
	processing := providers.Result{State: providers.StateProcessing, ProviderOrderID: "P-1", ProviderStatus: "852"}
	cases := []struct {
		name    string
		result  providers.Result
		err     error
		track   func(providers.Query) (providers.Finding, error)
		want    providers.State // once the charging request is over
		settled providers.State // after one reconciliation
	}{
		{"done", delivered, nil, nil, "completed", "completed"},
		{"answer lost after charging", providers.Result{}, lost, found(delivered), "unknown", "completed"},
		{"500 after charging", providers.Result{}, fault(providers.Unknown, providers.KindUnknownOutcome, "500"), found(delivered), "unknown", "completed"},
		{"time-out, provider says it failed", providers.Result{}, lost, found(providers.Result{State: providers.StateFailed}), "unknown", "failed"},
		{"time-out, provider gave it back", providers.Result{}, lost, found(providers.Result{State: providers.StateRefunded}), "unknown", "refunded"},
		{"time-out, not listed yet", providers.Result{}, lost, nil, "unknown", "unknown"},
		{"time-out, provider down", providers.Result{}, lost, func(providers.Query) (providers.Finding, error) { return providers.Finding{}, lost }, "unknown", "unknown"},
		{"refused", providers.Result{}, fault(providers.Refused, providers.KindDeclined, "INSUFFICIENT_BALANCE"), nil, "failed", "failed"},
		{"never sent", providers.Result{}, fault(providers.NotSent, providers.KindUnauthorized, ""), nil, "failed", "failed"},
		{"reference seen before", providers.Result{}, &providers.Error{Kind: providers.KindDeclined, Outcome: providers.Refused, Duplicate: true}, found(delivered), "unknown", "completed"},
		{"an error nobody classified", providers.Result{}, errors.New("surprise"), found(delivered), "unknown", "completed"},
		{"a result without a state", providers.Result{ProviderOrderID: "P-1"}, nil, found(delivered), "unknown", "completed"},
		{"in progress, ends well", processing, nil, found(delivered), "processing", "completed"},
		{"in progress, ends badly", processing, nil, found(providers.Result{State: providers.StateFailed}), "processing", "failed"},
		{"in progress, still", processing, nil, found(processing), "processing", "processing"},
		{"in progress, not listed", processing, nil, nil, "processing", "processing"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newShop(t)
			s.fake.sell = func(string) (providers.Result, error) { return c.result, c.err }
			if c.track != nil {
				s.fake.track = c.track
			}
			o := s.sell(t, oneJapan)
			if o.State != c.want {
				t.Fatalf("after the charge: %s, want %s", o.State, c.want)
			}
			if _, err := s.Reconcile(t.Context()); err != nil {
				t.Fatal(err)
			}
			after, err := s.ledger.Get(t.Context(), o.ID)
			if err != nil {
				t.Fatal(err)
			}
			if after.State != c.settled {
				t.Errorf("after reconciling: %s, want %s", after.State, c.settled)
			}
			if after.State == providers.StateCompleted && asJSON(t, after.Delivery) != asJSON(t, delivered.Delivery) {
				t.Errorf("delivery not kept: %+v", after.Delivery)
			}
			if s.fake.total() != 1 {
				t.Errorf("charged %d times", s.fake.total())
			}
		})
	}
}

func asJSON(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestNothingFoundIsHandedToAPersonOnlyLater(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.fake.sell = func(string) (providers.Result, error) {
		return providers.Result{}, fault(providers.Unknown, providers.KindUnavailable, "")
	}
	o := s.sell(t, oneJapan)
	s.clock.advance(119 * time.Second)
	got, err := s.Reconcile(t.Context())
	if err != nil || len(got.StillUnknown) != 1 || got.StillUnknown[0].State != providers.StateUnknown {
		t.Fatalf("before two minutes: %+v, %v", got, err)
	}
	s.clock.advance(2 * time.Second)
	if got, err = s.Reconcile(t.Context()); err != nil || got.StillUnknown[0].State != providers.StateNeedsReview {
		t.Fatalf("after two minutes: %+v, %v", got, err)
	}
	// It turns up after all: evidence beats the clock.
	s.fake.track = func(q providers.Query) (providers.Finding, error) {
		if q.Reference != o.Reference {
			t.Errorf("asked for %s", q.Reference)
		}
		return providers.Finding{Verdict: providers.Found, Result: delivered}, nil
	}
	if got, err = s.Reconcile(t.Context()); err != nil || len(got.Settled) != 1 {
		t.Fatalf("when it turned up: %+v, %v", got, err)
	}
	want := []providers.State{"drafted", "submitted", "unknown", "needs_review", "completed"}
	if d := cmp.Diff(want, s.states(t, o.ID)); d != "" {
		t.Error(d)
	}
}

func TestDownTimeOfAProviderUsesUpNoPatience(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	down := fault(providers.Unknown, providers.KindUnavailable, "")
	s.fake.sell = func(string) (providers.Result, error) { return providers.Result{}, down }
	s.fake.track = func(providers.Query) (providers.Finding, error) { return providers.Finding{}, down }
	o := s.sell(t, oneJapan)
	s.clock.advance(time.Hour)
	if _, err := s.Reconcile(t.Context()); err != nil {
		t.Fatal(err)
	}
	if after, _ := s.ledger.Get(t.Context(), o.ID); after.State != providers.StateUnknown {
		t.Errorf("state %s", after.State)
	}
}

func TestEvidenceIsKeptForReview(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.fake.sell = func(string) (providers.Result, error) {
		return providers.Result{}, fault(providers.Unknown, providers.KindUnavailable, "")
	}
	rows := []providers.Evidence{{Source: providers.Quoted("wallet"), Expected: providers.Quoted("90.50 USD"), Seen: providers.Quoted("100.00 USD"), Supports: providers.No}}
	s.fake.track = func(providers.Query) (providers.Finding, error) {
		return providers.Finding{Verdict: providers.Unclear, Evidence: rows}, nil
	}
	o := s.sell(t, oneJapan)
	s.clock.advance(3 * time.Minute)
	if _, err := s.Reconcile(t.Context()); err != nil {
		t.Fatal(err)
	}
	_, events, err := s.History(t.Context(), o.ID)
	if err != nil {
		t.Fatal(err)
	}
	last := events[len(events)-1]
	if last.State != providers.StateNeedsReview || !strings.Contains(string(last.Payload), "\"evidence\"") {
		t.Errorf("last event %s %s", last.State, last.Payload)
	}
}

func TestOneReferenceIsOneOrderHoweverOftenItIsPressed(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	hold := make(chan struct{})
	s.fake.sell = func(string) (providers.Result, error) { <-hold; return delivered, nil }
	q, err := s.Quote(t.Context(), oneJapan)
	if err != nil {
		t.Fatal(err)
	}
	var tickets []*Ticket
	for range 20 {
		ticket, err := s.Buy(q)
		if err != nil {
			t.Fatal(err)
		}
		tickets = append(tickets, ticket)
	}
	if s.InFlight() != 1 {
		t.Errorf("in flight %d", s.InFlight())
	}
	close(hold)
	for _, ticket := range tickets {
		if o, err := ticket.Wait(t.Context()); err != nil || o.State != providers.StateCompleted {
			t.Errorf("%s %v", o.State, err)
		}
	}
	if s.fake.total() != 1 {
		t.Errorf("charged %d times", s.fake.total())
	}
}

func TestTwoProcessesConfirmingOneAttemptChargeOnce(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "ledger.db")
	f := &fake{charges: map[string]int{}, wallet: "100"}
	r := oneJapan
	r.Attempt = "till-1-000042"
	var shops [4]*shop
	var quotes [4]Quote
	for i := range shops {
		shops[i] = openShop(t, file, f)
		q, err := shops[i].Quote(t.Context(), r)
		if err != nil || q.Existing != nil {
			t.Fatal(q.Existing, err)
		}
		quotes[i] = q
	}
	var wait sync.WaitGroup
	ids := make([]string, len(shops))
	for i := range shops {
		wait.Go(func() {
			ticket, err := shops[i].Buy(quotes[i])
			if err != nil {
				t.Error(err)
				return
			}
			o, err := ticket.Wait(context.Background())
			if err != nil {
				t.Error(err)
			}
			ids[i] = o.ID
		})
	}
	wait.Wait()
	if f.total() != 1 {
		t.Errorf("charged %d times", f.total())
	}
	for _, id := range ids {
		if id != ids[0] {
			t.Errorf("orders %v", ids)
		}
	}
}

func TestASecondCallWithTheSameAttemptNeverCharges(t *testing.T) {
	t.Parallel()
	for _, err := range []error{nil, fault(providers.Refused, providers.KindDeclined, "NO"), fault(providers.Unknown, providers.KindUnavailable, "")} {
		s := newShop(t)
		s.fake.sell = func(string) (providers.Result, error) { return delivered, err }
		r := oneJapan
		r.Attempt = "k1"
		first := s.sell(t, r)
		q, qerr := s.Quote(t.Context(), r)
		if qerr != nil || q.Existing == nil || q.Existing.ID != first.ID {
			t.Fatalf("second quote: %+v, %v", q.Existing, qerr)
		}
		if second := s.sell(t, r); second.ID != first.ID || second.State != first.State {
			t.Errorf("second call: %s %s, first %s %s", second.ID, second.State, first.ID, first.State)
		}
		if s.fake.total() != 1 {
			t.Errorf("charged %d times", s.fake.total())
		}
	}
}

func TestNothingIsSentWhenTheIntentCannotBeWritten(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	q, err := s.Quote(t.Context(), oneJapan)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.ledger.Close(); err != nil {
		t.Fatal(err)
	}
	ticket, err := s.Buy(q)
	if err != nil {
		t.Fatal(err)
	}
	if _, err = ticket.Wait(t.Context()); err == nil {
		t.Error("no error")
	}
	if s.fake.total() != 0 {
		t.Errorf("charged %d times", s.fake.total())
	}
}

func TestAPanicWhileChargingLeavesTheOrderUnknown(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.fake.sell = func(string) (providers.Result, error) { panic("nil map") }
	if o := s.sell(t, oneJapan); o.State != providers.StateUnknown || o.Error.Kind != providers.KindUnknownOutcome {
		t.Errorf("%s %+v", o.State, o.Error)
	}
}

func TestQuitWaitsForTheAnswerAndRefusesNewSales(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	hold := make(chan struct{})
	s.fake.sell = func(string) (providers.Result, error) { <-hold; return delivered, nil }
	q, err := s.Quote(t.Context(), oneJapan)
	if err != nil {
		t.Fatal(err)
	}
	ticket, err := s.Buy(q)
	if err != nil {
		t.Fatal(err)
	}
	short, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	if err := s.Drain(short); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("drain over while a charge is under way: %v", err)
	}
	if _, err := s.Buy(Quote{Reference: "other", Provider: "fake", Product: japan}); err == nil {
		t.Error("sold while closing")
	}
	close(hold)
	if err := s.Drain(t.Context()); err != nil {
		t.Error(err)
	}
	if o := ticket.Order(); o.State != providers.StateCompleted {
		t.Errorf("state %s", o.State)
	}
}

// A process that died after "submitted" leaves an order that the next one
// settles; one that died before it leaves a draft that was never sent.
func TestARestartSettlesWhatADeadProcessLeft(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	ctx := t.Context()
	sent, _, err := s.ledger.Draft(ctx, "ana", ledger.Draft{Reference: "r-sent", Provider: "fake", Kind: "esim", ProductID: "jp-5gb"})
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.ledger.Submit(ctx, sent.ID, "ana"); err != nil {
		t.Fatal(err)
	}
	drafted, _, err := s.ledger.Draft(ctx, "ana", ledger.Draft{Reference: "r-draft", Provider: "fake", Kind: "esim", ProductID: "jp-5gb"})
	if err != nil {
		t.Fatal(err)
	}
	s.fake.track = func(q providers.Query) (providers.Finding, error) {
		return providers.Finding{Verdict: providers.Found, Result: delivered}, nil
	}
	s.clock.advance(ledger.Abandoned + time.Second)
	got, err := s.Reconcile(ctx)
	if err != nil || len(got.Settled) != 2 || len(got.StillUnknown) != 0 {
		t.Fatalf("%+v %v", got, err)
	}
	for id, want := range map[string]providers.State{sent.ID: providers.StateCompleted, drafted.ID: providers.StateFailed} {
		if o, _ := s.ledger.Get(ctx, id); o.State != want {
			t.Errorf("%s: %s, want %s", o.Reference, o.State, want)
		}
	}
	if s.fake.total() != 0 {
		t.Error("reconciling charged")
	}
}

func TestFollowSettlesInTheBackground(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.fake.sell = func(string) (providers.Result, error) {
		return providers.Result{}, fault(providers.Unknown, providers.KindUnavailable, "")
	}
	s.fake.track = func(providers.Query) (providers.Finding, error) {
		return providers.Finding{Verdict: providers.Found, Result: delivered}, nil
	}
	news, stop := s.Subscribe()
	defer stop()
	ctx, cancel := context.WithCancel(t.Context())
	var wait sync.WaitGroup
	wait.Go(func() { s.Follow(ctx) })
	o := s.sell(t, oneJapan)
	for n := range news {
		if n.ID == o.ID && n.State == providers.StateCompleted {
			break
		}
	}
	cancel()
	wait.Wait()
}
