package desk

import (
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"simdesk/providers"
	"simdesk/state/settle"
)

// Money that was taken is never lost: the provider is asked for a week about
// what a person gave up, and its word counts.
func TestWhatAPersonGaveUpMayTurnUp(t *testing.T) {
	t.Parallel()
	gone := providers.Result{State: providers.StateFailed, ProviderStatus: "CANCELLED", Message: "cancelled"}
	for name, c := range map[string]struct {
		decide providers.State
		after  time.Duration
		found  providers.Finding
		want   []providers.State // behind needs_review
		asks   int               // in two reconciliations
	}{
		"it was carried out":        {providers.StateFailed, time.Hour, providers.Finding{Verdict: providers.Found, Result: delivered}, []providers.State{"failed", "completed"}, 2},
		"on the last day":           {providers.StateFailed, settle.GivenUpFor - time.Second, providers.Finding{Verdict: providers.Found, Result: delivered}, []providers.State{"failed", "completed"}, 1},
		"a week later":              {providers.StateFailed, settle.GivenUpFor, providers.Finding{Verdict: providers.Found, Result: delivered}, []providers.State{"failed"}, 0},
		"it was given back":         {providers.StateFailed, time.Hour, providers.Finding{Verdict: providers.Found, Result: providers.Result{State: providers.StateRefunded}}, []providers.State{"failed", "refunded"}, 1},
		"it is on its way":          {providers.StateFailed, time.Hour, providers.Finding{Verdict: providers.Found, Result: providers.Result{State: providers.StateProcessing}}, []providers.State{"failed", "processing"}, 2},
		"they say so too":           {providers.StateFailed, time.Hour, providers.Finding{Verdict: providers.Found, Result: gone}, []providers.State{"failed", "failed"}, 1},
		"still nothing":             {providers.StateFailed, time.Hour, providers.Finding{Evidence: unclear}, []providers.State{"failed"}, 2},
		"still unclear":             {providers.StateFailed, time.Hour, providers.Finding{Verdict: providers.Unclear, Evidence: unclear}, []providers.State{"failed"}, 2},
		"a word that means nothing": {providers.StateFailed, time.Hour, providers.Finding{Verdict: providers.Found, Evidence: unclear}, []providers.State{"failed"}, 2},
		"it went through":           {providers.StateCompleted, time.Hour, providers.Finding{Verdict: providers.Found, Result: gone}, []providers.State{"completed"}, 2},
		"a refund is final":         {providers.StateRefunded, time.Hour, providers.Finding{Verdict: providers.Found, Result: delivered}, []providers.State{"refunded"}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newShop(t)
			o := s.inReview(t)
			if _, err := s.Decide(t.Context(), DecideRequest{ID: o.ID, State: c.decide, Clerk: "bo", Reason: "nothing on their site"}); err != nil {
				t.Fatal(err)
			}
			asked := 0
			s.fake.track = func(q providers.Query) (providers.Finding, error) {
				if asked++; q.Reference != o.Reference {
					t.Errorf("asked for %s", q.Reference)
				}
				return c.found, nil
			}
			s.clock.advance(c.after)
			for range 2 {
				if _, err := s.Reconcile(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
			want := append([]providers.State{"drafted", "submitted", "unknown", "needs_review"}, c.want...)
			if d := cmp.Diff(want, s.states(t, o.ID)); d != "" {
				t.Error(d)
			}
			if asked != c.asks {
				t.Errorf("asked %d times, want %d", asked, c.asks)
			}
			if s.fake.total() != 1 {
				t.Errorf("charged %d times", s.fake.total())
			}
		})
	}
}

// A person can say that an order went through, but not what its code is: that is
// fetched as soon as the provider lists it.
func TestWhatAPersonCalledCompletedGetsItsDelivery(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	o := s.inReview(t)
	if _, err := s.Decide(t.Context(), DecideRequest{ID: o.ID, State: providers.StateCompleted, Clerk: "bo", Reason: "they said so on the phone"}); err != nil {
		t.Fatal(err)
	}
	s.fake.track = finds(providers.Finding{Verdict: providers.Found, Result: delivered})
	for i, want := range []int{1, 0} {
		got, err := s.Reconcile(t.Context())
		if err != nil || len(got.Settled) != want || len(got.StillUnknown) != 0 {
			t.Errorf("reconciliation %d: %+v %v", i+1, got, err)
		}
	}
	if got := s.get(t, o.ID); got.State != providers.StateCompleted || len(got.Delivery) != 1 ||
		got.Delivery[0].ICCID != delivered.Delivery[0].ICCID || got.Delivery[0].Activation.LPA() != delivered.Delivery[0].Activation.LPA() {
		t.Errorf("%s, delivered %+v", got.State, got.Delivery)
	}
}

// A reconciliation tells what it settled: what a person gave up and stays so is
// none of it, what turns up is.
func TestReconcileTellsOnlyNews(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	o := s.inReview(t)
	if _, err := s.Decide(t.Context(), DecideRequest{ID: o.ID, State: providers.StateFailed, Clerk: "bo", Reason: "nothing on their site"}); err != nil {
		t.Fatal(err)
	}
	s.fake.track = finds(providers.Finding{})
	if got, err := s.Reconcile(t.Context()); err != nil || len(got.Settled)+len(got.StillUnknown) != 0 {
		t.Errorf("%+v %v", got, err)
	}
	s.fake.track = finds(providers.Finding{Verdict: providers.Found, Result: delivered})
	news, stop := s.Subscribe()
	defer stop()
	got, err := s.Reconcile(t.Context())
	if err != nil || len(got.Settled) != 1 || got.Settled[0].State != providers.StateCompleted || got.Settled[0].Error != nil {
		t.Errorf("%+v %v", got, err)
	}
	if n := <-news; n.State != providers.StateCompleted {
		t.Errorf("published %s", n.State)
	}
}

func TestFollowAsksAboutWhatAPersonGaveUpSlowly(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	o := s.inReview(t)
	gone, err := s.Decide(t.Context(), DecideRequest{ID: o.ID, State: providers.StateFailed, Clerk: "bo", Reason: "nothing on their site"})
	if err != nil {
		t.Fatal(err)
	}
	if got := settle.Pause(gone, s.clock.Now()); got != settle.ReviewPause {
		t.Errorf("asked every %s", got)
	}
	s.fake.track = finds(providers.Finding{Verdict: providers.Found, Result: delivered})
	var looks sync.WaitGroup
	s.followOnce(t.Context(), &looks)
	looks.Wait()
	if got := s.get(t, o.ID); got.State != providers.StateCompleted {
		t.Errorf("state %s", got.State)
	}
}

// Whoever asks about an order under review sees what there is now; the looks
// that simdesk makes by itself do not fill the history.
func TestAskingAboutAReviewBringsFreshEvidence(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	o := s.inReview(t)
	fresh := []providers.Evidence{{Source: providers.Quoted("wallet"), Expected: providers.Quoted("90.50 USD"), Seen: providers.Quoted("90.50 USD"), Supports: providers.Yes}}
	count := func() int { return len(s.states(t, o.ID)) }
	was := count()
	ask := func(f providers.Finding, ids ...string) {
		t.Helper()
		s.fake.track = finds(f)
		if _, err := s.Reconcile(t.Context(), ids...); err != nil {
			t.Fatal(err)
		}
	}
	for name, f := range map[string]providers.Finding{
		"by itself":  {Verdict: providers.Unclear, Evidence: fresh},
		"not at all": {},
	} {
		if ask(f); count() != was {
			t.Errorf("%s: another event", name)
		}
	}
	if ask(providers.Finding{Verdict: providers.Unclear, Evidence: unclear}, o.ID); count() != was {
		t.Error("the same again is another event")
	}
	if ask(providers.Finding{}, o.ID); count() != was {
		t.Error("nothing to compare is another event")
	}
	ask(providers.Finding{Verdict: providers.Unclear, Evidence: fresh}, o.ID)
	e, c := s.last(t, o.ID)
	if d := cmp.Diff(fresh, c.Evidence); count() != was+1 || d != "" || e.State != providers.StateNeedsReview {
		t.Errorf("%d events, the last %s: %s", count(), e.State, d)
	}
	s.fake.track = nil
	got, err := s.Decide(t.Context(), DecideRequest{ID: o.ID, State: providers.StateCompleted, Clerk: "bo", Reason: "the wallet says so"})
	if err != nil || got.State != providers.StateCompleted {
		t.Fatal(got.State, err)
	}
	if _, c := s.last(t, o.ID); !cmp.Equal(c.Evidence, fresh) {
		t.Errorf("decided over %+v", c.Evidence)
	}
}

// What cannot be written is not decided.
func TestADecisionThatCannotBeWritten(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	o := s.inReview(t)
	news, stop := s.Subscribe()
	defer stop()
	if err := s.ledger.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Decide(t.Context(), DecideRequest{ID: o.ID, State: providers.StateFailed, Clerk: "bo", Reason: "nothing on their site"}); err == nil {
		t.Error("no error")
	}
	select {
	case n := <-news:
		t.Errorf("published %s", n.State)
	default:
	}
}
