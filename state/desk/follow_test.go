package desk

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"simdesk/providers"
	"simdesk/state/ledger"
)

// inTime is a shop whose clock and timers are those of the bubble it is in, and
// that notes in which second after the start it is asked about an order.
func inTime(t *testing.T, pace time.Duration, answer func(n int) (providers.Finding, error)) (*shop, *[]float64) {
	t.Helper()
	s := newShop(t)
	began := time.Now()
	s.clock.advance(began.Sub(s.clock.Now()))
	s.o.Pace, s.o.Now, s.o.ReviewAfter = pace, time.Now, 20*time.Second
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
	for name, c := range map[string]struct {
		step  ledger.Change
		found providers.Finding
		pace  time.Duration
		want  []float64
	}{
		"in progress":  {inProgress, waits, 2 * time.Second, []float64{0, 1, 3, 7, 12, 17, 22, 82, 142, 202}},
		"not listed":   {unknown, providers.Finding{}, 2 * time.Second, []float64{0, 1, 3, 7, 12, 17, 22, 82, 210}},
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
