package desk

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"simdesk/providers"
	"simdesk/state/ledger"
	"simdesk/state/ledger/sqlite"
	"simdesk/state/settle"
)

var (
	unclear = []providers.Evidence{
		{Source: providers.Quoted("eSIM list"), Expected: providers.Quoted("one new eSIM"), Seen: providers.Quoted("two"), Supports: providers.NotKnown},
		{Source: providers.Quoted("wallet"), Expected: providers.Quoted("90.50 USD"), Seen: providers.Quoted("100.00 USD"), Supports: providers.No},
	}
	lostAnswer = fault(providers.Unknown, providers.KindUnavailable, "")
)

func finds(f providers.Finding) func(providers.Query) (providers.Finding, error) {
	return func(providers.Query) (providers.Finding, error) { return f, nil }
}

// inReview sells one whose answer is lost, and leaves it to a person.
func (s *shop) inReview(t *testing.T) ledger.Order {
	t.Helper()
	s.fake.sell = func(string) (providers.Result, error) { return providers.Result{}, lostAnswer }
	s.fake.track = finds(providers.Finding{Verdict: providers.Unclear, Evidence: unclear})
	o := s.sell(t, oneJapan)
	s.clock.advance(3 * time.Minute)
	got, err := s.Reconcile(t.Context())
	if err != nil || len(got.StillUnknown) != 1 || got.StillUnknown[0].State != providers.StateNeedsReview {
		t.Fatalf("%+v %v", got, err)
	}
	s.fake.track = func(providers.Query) (providers.Finding, error) {
		t.Error("deciding asked the provider")
		return providers.Finding{}, nil
	}
	return o
}

func (s *shop) get(t *testing.T, id string) ledger.Order {
	t.Helper()
	o, err := s.ledger.Get(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// last is the newest event of an order.
func (s *shop) last(t *testing.T, id string) (ledger.Event, ledger.Change) {
	t.Helper()
	_, events, err := s.History(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	e := events[len(events)-1]
	var c ledger.Change
	if err := json.Unmarshal(e.Payload, &c); err != nil {
		t.Fatal(err)
	}
	return e, c
}

func TestAPersonDecides(t *testing.T) {
	t.Parallel()
	byBo := func(key string) *ledger.Problem {
		return &ledger.Problem{Kind: providers.KindDeclined, Code: settle.CodeDecided, Why: providers.Because(key, "clerk", "Bo Li", "reason", "seen on their site")}
	}
	for state, c := range map[providers.State]struct {
		problem *ledger.Problem
		charged *providers.Charged
	}{
		providers.StateCompleted: {nil, money("yes:person")},
		providers.StateFailed:    {byBo("settle.decided_no"), money("no:person")},
		providers.StateRefunded:  {byBo("settle.decided_given_back"), money("yes:person")},
	} {
		problem, charged := c.problem, c.charged
		t.Run(string(state), func(t *testing.T) {
			t.Parallel()
			s := newShop(t)
			o := s.inReview(t)
			news, stop := s.Subscribe()
			defer stop()
			got, err := s.Decide(t.Context(), DecideRequest{ID: o.ID, State: state, Clerk: " Bo\t\u202eLi ", Reason: "seen on\r\n\x1btheir  site"})
			if err != nil {
				t.Fatal(err)
			}
			if got.State != state || !cmp.Equal(got.Error, problem) || !cmp.Equal(got, s.get(t, o.ID)) {
				t.Errorf("%+v, error %+v", got, got.Error)
			}
			e, c := s.last(t, o.ID)
			want := ledger.Change{State: state, Charged: charged, Decided: true, Note: "seen on their site", Evidence: unclear, Error: problem}
			if d := cmp.Diff(want, c); d != "" || e.Clerk != "Bo Li" {
				t.Errorf("by %q: %s", e.Clerk, d)
			}
			if n := <-news; n.ID != o.ID || n.State != state {
				t.Errorf("published %s %s", n.ID, n.State)
			}
			if s.fake.total() != 1 {
				t.Errorf("charged %d times", s.fake.total())
			}
		})
	}
}

func TestWhatADecisionNeeds(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	o := s.inReview(t)
	good := DecideRequest{ID: o.ID, State: providers.StateFailed, Clerk: "bo", Reason: "their support says so"}
	with := func(change func(*DecideRequest)) DecideRequest {
		r := good
		change(&r)
		return r
	}
	for name, c := range map[string]struct {
		r    DecideRequest
		kind providers.ErrorKind
		says string
	}{
		"no outcome": {with(func(r *DecideRequest) { r.State = "" }), providers.KindInvalid,
			"desk.no_outcome"},
		"no outcome that ends it": {with(func(r *DecideRequest) { r.State = providers.StateProcessing }), providers.KindInvalid,
			"desk.no_outcome"},
		"no name":    {with(func(r *DecideRequest) { r.Clerk = " \t" }), providers.KindInvalid, "desk.no_name"},
		"no reason":  {with(func(r *DecideRequest) { r.Reason = "" }), providers.KindInvalid, "desk.no_reason"},
		"only a key": {with(func(r *DecideRequest) { r.Reason = "... x ..." }), providers.KindInvalid, "desk.no_reason"},
		"no such order": {with(func(r *DecideRequest) { r.ID = "none" }), providers.KindNotFound,
			"ledger.no_order (number=none)"},
	} {
		_, err := s.Decide(t.Context(), c.r)
		if e := providers.AsError(err); e == nil || e.Kind != c.kind || e.Why.String() != c.says {
			t.Errorf("%s: %v", name, err)
		}
	}
	want := []providers.State{"drafted", "submitted", "unknown", "needs_review"}
	if d := cmp.Diff(want, s.states(t, o.ID)); d != "" {
		t.Error(d)
	}
}

// A person decides only what is under review: what simdesk can still find out
// it finds out.
func TestOnlyAReviewIsDecided(t *testing.T) {
	t.Parallel()
	const looking = "desk.still_asking"
	for _, c := range []struct {
		result providers.Result
		err    error
		state  providers.State
		says   string
	}{
		{delivered, nil, providers.StateCompleted, "desk.settled_alone (state=completed)"},
		{providers.Result{}, fault(providers.Refused, providers.KindDeclined, ""), providers.StateFailed, "desk.settled_alone (state=failed)"},
		{providers.Result{}, lostAnswer, providers.StateUnknown, looking},
		{providers.Result{State: providers.StateProcessing}, nil, providers.StateProcessing, looking},
	} {
		s := newShop(t)
		s.fake.sell = func(string) (providers.Result, error) { return c.result, c.err }
		o := s.sell(t, oneJapan)
		got, err := s.Decide(t.Context(), DecideRequest{ID: o.ID, State: providers.StateFailed, Clerk: "bo", Reason: "I think so"})
		if e := providers.AsError(err); e == nil || e.Kind != providers.KindInvalid || e.Why.String() != c.says || got.State != c.state {
			t.Errorf("%s: %s, %v", c.state, got.State, err)
		}
		if after := s.get(t, o.ID); !cmp.Equal(after, o, cmp.AllowUnexported(providers.Activation{})) {
			t.Errorf("%s: the order has changed", c.state)
		}
	}
}

// Two tills with the same order open: the first decision stands, whatever the
// second one is, and the second hears whose it was. Many times, so that both
// have read the order before either writes.
func TestTwoProcessesDecideOnce(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "ledger.db")
	f := &fake{charges: map[string]int{}, wallet: "1000"}
	one, two := openShop(t, file, f), openShop(t, file, f)
	for range 15 {
		decideTwice(t, one, two)
	}
}

func decideTwice(t *testing.T, one, two *shop) {
	t.Helper()
	o := one.inReview(t)
	requests := []DecideRequest{
		{ID: o.ID, State: providers.StateFailed, Clerk: "ana", Reason: "nothing on their site"},
		{ID: o.ID, State: providers.StateCompleted, Clerk: "bo", Reason: "the customer has data"},
	}
	says := []string{"desk.decided_failed (clerk=ana)",
		"desk.decided_completed (clerk=bo)"}
	var got [2]ledger.Order
	var errs [2]error
	var wait sync.WaitGroup
	ready := make(chan struct{})
	for i, s := range []*shop{one, two} {
		wait.Go(func() {
			<-ready
			got[i], errs[i] = s.Decide(context.Background(), requests[i])
		})
	}
	close(ready)
	wait.Wait()
	won := 0
	if errs[0] != nil {
		won = 1
	}
	if e := providers.AsError(errs[1-won]); errs[won] != nil || e == nil || e.Kind != providers.KindInvalid || e.Why.String() != says[won] {
		t.Fatalf("%v and %v", errs[0], errs[1])
	}
	if got[0].State != requests[won].State || got[1].State != requests[won].State {
		t.Errorf("%s and %s", got[0].State, got[1].State)
	}
	want := []providers.State{"drafted", "submitted", "unknown", "needs_review", requests[won].State}
	if d := cmp.Diff(want, one.states(t, o.ID)); d != "" {
		t.Error(d)
	}
	if e, _ := one.last(t, o.ID); e.Clerk != requests[won].Clerk {
		t.Errorf("by %s", e.Clerk)
	}
}

// A decision that could not be written is told to whoever made it.
func TestADecisionThatIsNotWritten(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	o := s.inReview(t)
	file := s.ledger.Path()
	book, err := sqlite.Open(t.Context(), file, sqlite.Options{Now: func() time.Time {
		if err := os.Rename(file, file+".gone"); err != nil { // in the midst of the step
			t.Error(err)
		}
		return s.clock.Now()
	}})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = book.Close() }()
	s.o.Ledger = book
	after, err := s.Decide(t.Context(), DecideRequest{ID: o.ID, State: providers.StateCompleted, Clerk: "bo", Reason: "seen on their site"})
	if err == nil || after.ID != "" {
		t.Errorf("%+v, %v", after, err)
	}
}
