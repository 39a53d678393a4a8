package desk

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"simdesk/providers"
	"simdesk/state/ledger"
	"simdesk/state/settle"
)

// One process looks at an order at a time. One that died while it looked keeps
// the others from it no longer than half a minute, and one that lives for no
// moment longer than its look.
func TestOneProcessLooksAtAnOrder(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	o := s.wrote(t, submitted, unknown)
	lease := "settle " + o.ID
	acquire := func(want bool) {
		t.Helper()
		if won, err := s.ledger.Acquire(t.Context(), lease, "another", settleLease); err != nil || won != want {
			t.Fatalf("another process has it: %v, %v", won, err)
		}
	}
	acquire(true)
	if got := s.asked(t, o.ID); len(got) != 0 {
		t.Errorf("asked %d times while another process does", len(got))
	}
	if d := cmp.Diff(o, s.settle(t.Context(), o, false)); d != "" {
		t.Error(d)
	}
	s.clock.advance(settleLease + justBefore)
	if got := s.asked(t, o.ID); len(got) != 0 {
		t.Errorf("asked %d times before the other's time is over", len(got))
	}
	s.clock.advance(-justBefore)
	s.fake.track = func(providers.Query) (providers.Finding, error) {
		acquire(false)
		s.clock.advance(settleLease + justBefore)
		acquire(false)
		return done, nil
	}
	got, err := s.Reconcile(t.Context(), o.ID)
	if err != nil || len(got.Settled) != 1 {
		t.Errorf("%+v %v", got, err)
	}
	acquire(true)
}

// hurried is a provider that notes how long it may take.
type hurried struct {
	*fake
	mu   sync.Mutex
	left []time.Duration
	end  func()
}

func (h *hurried) Track(ctx context.Context, q providers.Query) (providers.Finding, error) {
	at, ok := ctx.Deadline()
	h.mu.Lock()
	defer h.mu.Unlock()
	if ok {
		h.left = append(h.left, time.Until(at))
	}
	if h.end != nil {
		h.end()
	}
	return h.track(q)
}

// A look ends before the order may be another process's, with time to write what
// it found, and one at a completed order after half a minute.
func TestALookEndsInTime(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		step ledger.Change
		most time.Duration
	}{"open": {unknown, 24 * time.Second}, "completed": {completed, 30 * time.Second}} {
		s := newShop(t)
		h := &hurried{fake: s.fake}
		s.o.Providers[0] = h
		o := s.wrote(t, submitted, c.step)
		s.asked(t, o.ID)
		if len(h.left) != 1 || h.left[0] > c.most || h.left[0] < c.most-10*time.Second {
			t.Errorf("%s: %v left", name, h.left)
		}
	}
}

// What was found reaches the disk also when whoever asked has left meanwhile, and
// the order is free for the next who asks.
func TestAFindIsWrittenThoughNobodyWaits(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		step  ledger.Change
		found providers.Finding
		want  providers.State
	}{
		"found":                  {unknown, done, providers.StateCompleted},
		"another order's goods":  {submitted, done, providers.StateUnknown},
		"a completed taken back": {completed, back, providers.StateRefunded},
	} {
		s := newShop(t)
		h := &hurried{fake: s.fake}
		s.o.Providers[0] = h
		if name == "another order's goods" {
			s.wrote(t, submitted, completed)
		}
		steps := []ledger.Change{submitted}
		if c.step.State != providers.StateSubmitted {
			steps = append(steps, c.step)
		}
		o := s.wrote(t, steps...)
		ctx, leave := context.WithCancel(t.Context())
		h.end = leave
		s.fake.track = finds(c.found)
		if _, err := s.Reconcile(ctx, o.ID); err != nil && !errors.Is(err, context.Canceled) {
			t.Error(name, err)
		}
		if got := s.get(t, o.ID); got.State != c.want {
			t.Errorf("%s: %s", name, got.State)
		}
		if won, err := s.ledger.Acquire(t.Context(), "settle "+o.ID, "another", time.Second); !won || err != nil {
			t.Errorf("%s: not free: %v", name, err)
		}
	}
}

// The answer that another order has is no news of this one, in whatever state it
// is: nothing of it is kept, a person has the comparison beside what was found.
func TestALookThatBringsAnothersGoods(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		steps []ledger.Change
		age   time.Duration
		want  providers.State // "" for nothing written
	}{
		"nobody has its answer":  {[]ledger.Change{submitted}, minutes2 + justBefore, providers.StateUnknown},
		"unknown":                {[]ledger.Change{submitted, unknown}, minutes2 + justBefore, ""},
		"unknown for long":       {[]ledger.Change{submitted, unknown}, minutes2, providers.StateNeedsReview},
		"in progress":            {[]ledger.Change{submitted, {State: providers.StateProcessing}}, minutes30 + justBefore, ""},
		"in progress for long":   {[]ledger.Change{submitted, {State: providers.StateProcessing}}, minutes30, providers.StateNeedsReview},
		"under review":           {[]ledger.Change{submitted, inReview}, 0, providers.StateNeedsReview},
		"given up by a person":   {[]ledger.Change{submitted, inReview, givenUp}, 0, ""},
		"completed, by a person": {[]ledger.Change{submitted, inReview, calledDone}, 0, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newShop(t)
			first := s.wrote(t, submitted, completed)
			o := s.wrote(t, c.steps...)
			was := s.states(t, o.ID)
			s.clock.advance(c.age)
			s.fake.track = finds(done)
			told, err := s.Reconcile(t.Context(), o.ID)
			if err != nil {
				t.Fatal(err)
			}
			want := Settled{}
			if after := s.get(t, o.ID); !after.State.Settled() {
				want.StillUnknown = []ledger.Order{after}
			}
			if d := cmp.Diff(want, told); d != "" {
				t.Error(d)
			}
			if got := s.states(t, o.ID); c.want == "" {
				if d := cmp.Diff(was, got); d != "" {
					t.Error(d)
				}
				return
			}
			what := "eSIM " + delivered.Delivery[0].ICCID
			wrote := ledger.Change{State: c.want, Charged: money("not known"),
				Evidence: append(other[:1:1], providers.Evidence{Source: providers.Because("settle.answer"), Expected: providers.Because("settle.its_own"), Seen: providers.Because("settle.anothers", "what", what, "order", first.ID), Supports: providers.NotKnown}),
				Error: &ledger.Problem{Kind: providers.KindUnknownOutcome, Code: settle.CodeRepeated,
					Why: providers.Because("settle.repeated", "what", what, "order", first.ID)}}
			if _, got := s.last(t, o.ID); !cmp.Equal(wrote, got) {
				t.Error(cmp.Diff(wrote, got))
			}
		})
	}
}

// What goes wrong on the way is said in the log, with the order, and nowhere
// else: the order stays as it is and is asked about again.
func TestWhatASettlementLogs(t *testing.T) {
	t.Parallel()
	var said bytes.Buffer
	s := newShop(t)
	s.o.Log = slog.New(slog.NewTextHandler(&said, nil))
	o := s.wrote(t, submitted, unknown)
	if s.settle(t.Context(), o, false); said.Len() > 0 {
		t.Errorf("a look at which nothing went wrong: %s", said.String())
	}
	h := &hurried{fake: s.fake, end: func() { _ = s.ledger.Close() }}
	s.o.Providers[0] = h
	s.fake.track = finds(done)
	got := s.settle(t.Context(), o, false)
	if d := cmp.Diff(o, got); d != "" {
		t.Error(d)
	}
	for _, want := range []string{"settlement not written\" order=" + o.ID, "lease not released\" order=" + o.ID} {
		if !bytes.Contains(said.Bytes(), []byte(want)) {
			t.Errorf("the log has no %q:\n%s", want, said.String())
		}
	}
	if s.settle(t.Context(), o, false); s.fake.total() != 0 {
		t.Error("charged")
	}
}

// Who waits for an order does not fill the history once a person has to judge it,
// by another process's word.
func TestWaitingIsNotAsking(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	o := s.wrote(t, submitted, unknown)
	now, err := s.ledger.Append(t.Context(), o.ID, "another", inReview)
	if err != nil {
		t.Fatal(err)
	}
	s.fake.track = finds(guess)
	got := s.settle(t.Context(), o, false)
	if d := cmp.Diff(now, got); d != "" {
		t.Error(d)
	}
	if e, _ := s.last(t, o.ID); e.Clerk != "another" {
		t.Errorf("a step by %s", e.Clerk)
	}
}

// A ledger that cannot be read is said, not taken for one with nothing open.
func TestAReconciliationThatCannotRead(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	o := s.wrote(t, submitted, unknown)
	if err := s.ledger.Close(); err != nil {
		t.Fatal(err)
	}
	for _, ids := range [][]string{nil, {o.ID}} {
		if got, err := s.Reconcile(t.Context(), ids...); err == nil {
			t.Errorf("%v: %+v", ids, got)
		}
	}
}

// Whoever reads the log finds both orders that a provider said the same of, and
// nothing that is worth money.
func TestAnothersGoodsAreInTheLog(t *testing.T) {
	t.Parallel()
	for what, bring := range map[string]func(*testing.T, *shop) ledger.Order{
		"a look-up": func(t *testing.T, s *shop) ledger.Order {
			o := s.wrote(t, submitted, unknown)
			s.fake.track = finds(done)
			if _, err := s.Reconcile(t.Context(), o.ID); err != nil {
				t.Fatal(err)
			}
			return o
		},
		"an answer": func(t *testing.T, s *shop) ledger.Order {
			s.fake.sell = func(string) (providers.Result, error) { return delivered, nil }
			return s.sell(t, oneJapan)
		},
	} {
		s := newShop(t)
		var said bytes.Buffer
		s.o.Log = slog.New(slog.NewTextHandler(&said, nil))
		first := s.wrote(t, submitted, completed, *isDone)
		o := bring(t, s)
		log, want := said.String(), fmt.Sprintf("msg=%q order=%s owner=%s", what+" brought what another order has", o.ID, first.ID)
		if strings.Count(log, "\n") != 1 || !strings.Contains(log, want) || strings.Contains(log, delivered.Delivery[0].Activation.MatchingID) {
			t.Errorf("%s: %s", what, log)
		}
	}
}
