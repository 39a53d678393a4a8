package desk

import (
	"bytes"
	"context"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"simdesk/providers"
	"simdesk/state/ledger"
	"simdesk/state/settle"
)

// inTime is a shop whose clock and timers are those of the bubble it is in, and
// that notes in which second after the start it is asked about an order.
func inTime(t *testing.T, pace time.Duration, answer func(n int) (providers.Finding, error)) (*shop, *[]float64) {
	t.Helper()
	s := newShop(t)
	began := time.Now()
	s.clock.advance(began.Sub(s.clock.Now()))
	s.o.Pace, s.o.Now = pace, time.Now
	var mu sync.Mutex
	var at []float64
	s.fake.track = func(providers.Query) (providers.Finding, error) {
		mu.Lock()
		defer mu.Unlock()
		at = append(at, time.Since(began).Seconds())
		return answer(len(at))
	}
	return s, &at
}

// Whoever waits for an order has it asked about at once, then more and more
// seldom, every five seconds at the longest, and once more when the time is over.
func TestAwaitedIsAskedAboutMoreSeldom(t *testing.T) {
	t.Parallel()
	none := func(int) (providers.Finding, error) { return providers.Finding{}, nil }
	at := func(n int, f providers.Finding) func(int) (providers.Finding, error) {
		return func(i int) (providers.Finding, error) {
			if i < n {
				return providers.Finding{}, nil
			}
			return f, nil
		}
	}
	for name, c := range map[string]struct {
		step   ledger.Change
		answer func(int) (providers.Finding, error)
		leave  time.Duration
		want   []float64
		over   float64
		state  providers.State
	}{
		"nothing found":   {unknown, none, 0, []float64{1, 3, 7, 12, 17, 19}, 19, providers.StateUnknown},
		"found":           {unknown, at(3, done), 0, []float64{1, 3, 7}, 7, providers.StateCompleted},
		"a word for bo":   {inReview, none, 0, nil, 0, providers.StateNeedsReview},
		"completed":       {completed, none, 0, nil, 0, providers.StateCompleted},
		"the asker left":  {unknown, none, 4 * time.Second, []float64{1, 3}, 4, providers.StateUnknown},
		"found, the last": {unknown, at(6, done), 0, []float64{1, 3, 7, 12, 17, 19}, 19, providers.StateCompleted},
	} {
		synctest.Test(t, func(t *testing.T) {
			s, asked := inTime(t, time.Second, c.answer)
			o := s.wrote(t, submitted, c.step)
			ctx, leave := context.WithTimeout(t.Context(), time.Hour)
			if c.leave > 0 {
				ctx, leave = context.WithTimeout(t.Context(), c.leave)
			}
			defer leave()
			began := time.Now()
			after := s.Await(ctx, o, 19*time.Second)
			if d := cmp.Diff(c.want, *asked); d != "" || time.Since(began).Seconds() != c.over || after.State != c.state {
				t.Errorf("%s: %s after %s\n%s", name, after.State, time.Since(began), d)
			}
		})
	}
}

// The background asks about a young order as quickly as a counter needs it, every
// minute about one that takes long, and every ten about what a person must judge.
func TestFollowAsksMoreSeldom(t *testing.T) {
	t.Parallel()
	young := []float64{0, 1, 3}
	for at := 7.0; at < settle.Arrival.Seconds(); at += 5 {
		young = append(young, at)
	}
	for name, c := range map[string]struct {
		step  ledger.Change
		found providers.Finding
		pace  time.Duration
		want  []float64
	}{
		"in progress":  {inProgress, waits, 4 * time.Second, append(young[:len(young):len(young)], 124, 184, 244, 304, 364, 424)},
		"not listed":   {unknown, providers.Finding{}, 4 * time.Second, append(young[:len(young):len(young)], 124, 184)},
		"under review": {inReview, providers.Finding{}, 20 * time.Second, []float64{0, 20, 40, 60, 80, 100, 140, 220, 360, 620, 1140, 1740, 2340}},
	} {
		synctest.Test(t, func(t *testing.T) {
			s, asked := inTime(t, c.pace, func(int) (providers.Finding, error) { return c.found, nil })
			s.wrote(t, submitted, c.step)
			ctx, leave := context.WithCancel(t.Context())
			over := make(chan struct{})
			go func() { defer close(over); s.Follow(ctx) }()
			time.Sleep(120*c.pace + time.Second)
			leave()
			<-over
			if d := cmp.Diff(c.want, *asked); d != "" {
				t.Errorf("%s: %s", name, d)
			}
		})
	}
}

// An order is due again after a pause that doubles up to the longest, whatever
// became of the clock meanwhile, and never while a look at it is under way.
func TestWhenAnOrderIsDue(t *testing.T) {
	t.Parallel()
	var p pacing
	now := time.Date(2026, 11, 22, 14, 0, 0, 0, time.UTC)
	take := func(after time.Duration, want bool) {
		t.Helper()
		if now = now.Add(after); p.begin(now, "1", settle.LongPause) != want {
			t.Fatalf("due: %v", !want)
		}
	}
	take(0, true)
	take(time.Hour, false) // the look takes long
	p.done("1")
	take(0, true)
	p.done("1")
	waits := []time.Duration{2 * time.Second, 4 * time.Second, 8 * time.Second, 16 * time.Second, 32 * time.Second}
	for _, wait := range append(waits, slices.Repeat([]time.Duration{settle.LongPause}, 40)...) {
		take(wait+justBefore, false)
		take(-justBefore, true)
		p.done("1")
	}
	take(-time.Hour, true) // a clock that was set back
	p.done("1")
	if !p.begin(now, "2", settle.LongPause) {
		t.Error("another order waits for this one")
	}
}

// Open orders that cannot be read are said, but not when the console closes.
func TestFollowWithoutItsLedger(t *testing.T) {
	t.Parallel()
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	for name, c := range map[string]struct {
		ctx  context.Context
		want string
	}{"a ledger that ended": {t.Context(), "open orders not read"}, "the console closes": {gone, ""}} {
		s := newShop(t)
		var said bytes.Buffer
		s.rechecks.due, s.rechecks.began = s.clock.Now().Add(time.Second), s.clock.Now()
		s.o.Log = slog.New(slog.NewTextHandler(&said, nil))
		if c.want != "" {
			_ = s.ledger.Close()
		}
		var looks sync.WaitGroup
		if !s.followOnce(c.ctx, &looks) {
			t.Errorf("%s: nobody waits, and nobody can know", name)
		}
		looks.Wait()
		if got := said.String(); (got == "") != (c.want == "") || !strings.Contains(got, c.want) {
			t.Errorf("%s: said %q", name, got)
		}
	}
}

// A draft that nobody will send any more is given up in the background as well.
func TestFollowGivesUpWhatWasNeverSent(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	o := s.wrote(t)
	s.clock.advance(ledger.Abandoned)
	var looks sync.WaitGroup
	soon := s.followOnce(t.Context(), &looks)
	looks.Wait()
	if after := s.get(t, o.ID); after.State != providers.StateFailed || soon {
		t.Errorf("%s, a customer waits: %v", after.State, soon)
	}
}

// The background asks about a completed order, too, and writes what it hears.
func TestFollowAsksAboutCompletedOrders(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	o := s.wrote(t, submitted, completed)
	s.fake.track = finds(back)
	var looks sync.WaitGroup
	s.followOnce(t.Context(), &looks)
	looks.Wait()
	if got := s.get(t, o.ID); got.State != providers.StateRefunded {
		t.Errorf("%s", got.State)
	}
}
