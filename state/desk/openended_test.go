package desk

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"simdesk/providers"
	"simdesk/state/ledger"
)

// cancelled is a provider's word that does not say what became of the money.
var (
	cancelled = providers.Result{State: providers.StateUnknown, ProviderOrderID: "P-1", ProviderStatus: "CANCELLED", Message: "Compare the wallet."}
	asEnded   = []providers.Evidence{{Source: providers.Quoted("order status"), Expected: providers.Quoted("COMPLETED"), Seen: providers.Quoted("CANCELLED")}}
)

// An order that the provider lists with a word that leaves the money open is
// neither failed nor waited for like one that is missing: after two minutes a
// person has it, with that word as evidence.
func TestAWordThatLeavesItOpenIsForAPerson(t *testing.T) {
	t.Parallel()
	problem := &ledger.Problem{Kind: providers.KindUnknownOutcome, Code: "CANCELLED", Detail: "Compare the wallet.",
		Why: providers.Because("settle.left_open")}
	for name, c := range map[string]struct {
		answer providers.Result
		err    error
		first  providers.State
	}{
		"said at once":          {cancelled, nil, providers.StateUnknown},
		"the answer was lost":   {providers.Result{}, lostAnswer, providers.StateUnknown},
		"it was in progress":    {providers.Result{State: providers.StateProcessing, ProviderOrderID: "P-1"}, nil, providers.StateProcessing},
		"a state was forgotten": {providers.Result{ProviderOrderID: "P-1"}, nil, providers.StateUnknown},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newShop(t)
			s.fake.sell = func(string) (providers.Result, error) { return c.answer, c.err }
			s.fake.track = finds(providers.Finding{Verdict: providers.Found, Result: cancelled, Evidence: asEnded})
			o := s.sell(t, oneJapan)
			if o.State != c.first {
				t.Errorf("at once: %s", o.State)
			}
			if _, err := s.Reconcile(t.Context()); err != nil || s.get(t, o.ID).State != c.first {
				t.Errorf("before two minutes: %s %v", s.get(t, o.ID).State, err)
			}
			s.clock.advance(2 * time.Minute)
			for range 2 {
				if got, err := s.Reconcile(t.Context(), o.ID); err != nil || len(got.StillUnknown) != 1 {
					t.Errorf("%+v %v", got, err)
				}
			}
			_, change := s.last(t, o.ID)
			after := s.get(t, o.ID)
			want := ledger.Change{State: providers.StateNeedsReview, Charged: money("not known"), ProviderOrderID: "P-1", ProviderStatus: "CANCELLED",
				Note: "Compare the wallet.", Evidence: asEnded, Error: problem}
			if d := cmp.Diff(want, change); d != "" {
				t.Error(d)
			}
			if d := cmp.Diff(problem, after.Error); d != "" {
				t.Error(d)
			}
			if d := cmp.Diff([]providers.State{"drafted", "submitted", c.first, "needs_review"}, s.states(t, o.ID)); d != "" {
				t.Error(d)
			}
		})
	}
}

// A completed order that is called cancelled later is contradicted, as one that
// is called failed: the goods are handed over.
func TestACompletedOrderThatIsCancelledLaterIsForAPerson(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		found   providers.Result
		decided bool
		want    []providers.State
	}{
		"cancelled":                 {cancelled, false, []providers.State{"needs_review"}},
		"a word of no meaning":      {providers.Result{ProviderStatus: "SHIPPED"}, false, nil},
		"cancelled after a person":  {cancelled, true, []providers.State{"needs_review", "completed"}},
		"cancelled, and given back": {providers.Result{State: providers.StateRefunded}, false, []providers.State{"refunded"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newShop(t)
			o := s.sell(t, oneJapan)
			s.fake.track = finds(providers.Finding{Verdict: providers.Found, Result: c.found, Evidence: asEnded})
			for range 2 {
				if _, err := s.Reconcile(t.Context(), o.ID); err != nil {
					t.Fatal(err)
				}
			}
			if c.decided {
				if _, err := s.Decide(t.Context(), DecideRequest{ID: o.ID, State: providers.StateCompleted, Clerk: "bo", Reason: "it works"}); err != nil {
					t.Fatal(err)
				}
				if _, err := s.Reconcile(t.Context(), o.ID); err != nil {
					t.Fatal(err)
				}
			}
			want := append([]providers.State{"drafted", "submitted", "completed"}, c.want...)
			if d := cmp.Diff(want, s.states(t, o.ID)); d != "" {
				t.Error(d)
			}
			if after := s.get(t, o.ID); after.State == providers.StateNeedsReview {
				why := providers.Because("settle.now_calls_it", "word", "CANCELLED")
				if after.Error == nil || !after.Error.Why.Equal(why) || len(after.Delivery) != 1 {
					t.Errorf("%+v, %d delivered", after.Error, len(after.Delivery))
				}
			}
		})
	}
}

// Nothing stays in progress for ever: after a day a person has it, with the
// provider's word as evidence, and it goes on being asked about.
func TestInProgressForADayIsForAPerson(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	waits := providers.Result{State: providers.StateProcessing, ProviderOrderID: "P-1", ProviderStatus: "852", Message: "being executed"}
	s.fake.sell = func(string) (providers.Result, error) { return waits, nil }
	s.fake.track = finds(providers.Finding{Verdict: providers.Found, Result: waits})
	o := s.sell(t, oneJapan)
	look := func(after time.Duration) {
		t.Helper()
		s.clock.advance(after)
		if _, err := s.Reconcile(t.Context(), o.ID); err != nil {
			t.Fatal(err)
		}
	}
	look(24*time.Hour - time.Second)
	if after := s.get(t, o.ID); after.State != providers.StateProcessing {
		t.Errorf("before a day: %s", after.State)
	}
	look(time.Second)
	look(time.Second)
	_, change := s.last(t, o.ID)
	want := ledger.Change{State: providers.StateNeedsReview, Charged: money("not known"), ProviderOrderID: "P-1", ProviderStatus: "852", Note: "being executed",
		Evidence: []providers.Evidence{{Source: providers.Because("settle.order_status"), Expected: providers.Because("settle.within_a_day"), Seen: providers.Quoted("852 being executed")}},
		Error: &ledger.Problem{Kind: providers.KindUnknownOutcome, Code: "852", Detail: "being executed",
			Why: providers.Because("settle.overdue")}}
	if d := cmp.Diff(want, change); d != "" {
		t.Error(d)
	}
	if _, err := s.Decide(t.Context(), DecideRequest{ID: o.ID, State: providers.StateFailed, Clerk: "bo", Reason: "they gave it up"}); err != nil {
		t.Fatal(err)
	}
	look(time.Minute) // the same word is nothing that bo had not seen
	waits.ProviderStatus = "851"
	s.fake.track = finds(providers.Finding{Verdict: providers.Found, Result: waits})
	look(time.Minute)
	s.fake.track = finds(providers.Finding{Verdict: providers.Found, Result: delivered})
	look(time.Minute)
	states := []providers.State{"drafted", "submitted", "processing", "needs_review", "failed", "needs_review", "completed"}
	if d := cmp.Diff(states, s.states(t, o.ID)); d != "" {
		t.Error(d)
	}
	if after := s.get(t, o.ID); after.Error != nil || len(after.Delivery) != 1 {
		t.Errorf("in the end: %+v, %d delivered", after.Error, len(after.Delivery))
	}
}

// A provider that turns out to have charged a completed order twice: the sum is
// written down, once, and said.
func TestASecondChargeComesToLight(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	o := s.sell(t, oneJapan)
	twice := delivered
	twice.Cost, twice.Missing = providers.MustMoney("19.00", "USD").Ptr(), providers.Quoted("Fake charged this twice.")
	s.fake.track = finds(providers.Finding{Verdict: providers.Found, Result: twice})
	for i, want := range []int{1, 0} {
		got, err := s.Reconcile(t.Context())
		if err != nil || len(got.Settled) != want || len(got.StillUnknown) != 0 {
			t.Errorf("reconciliation %d: %+v %v", i+1, got, err)
		}
	}
	after := s.get(t, o.ID)
	why := providers.Because("settle.missing", "what", providers.Quoted("Fake charged this twice."))
	if after.State != providers.StateCompleted || after.Cost.String() != "19.00 USD" || len(after.Delivery) != 1 || after.Error == nil || !after.Error.Why.Equal(why) {
		t.Errorf("%s %s %+v", after.State, after.Cost, after.Error)
	}
}
