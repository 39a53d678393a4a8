package desk

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"simdesk/providers"
	"simdesk/state/ledger"
)

// heardBy is how the orders stand that a watcher has heard of so far.
func heardBy(news <-chan ledger.Order) []providers.State {
	var all []providers.State
	for len(news) > 0 {
		all = append(all, (<-news).State)
	}
	return all
}

// What moves an order is told once, and nothing that comes late from before its
// end.
func TestWhatWatchersHear(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 22, 14, 0, 0, 0, time.UTC)
	order := func(state providers.State, after time.Duration, delivered int, message string) ledger.Order {
		o := ledger.Order{ID: "1", State: state, UpdatedAt: at.Add(after), Delivery: make([]providers.Delivery, delivered)}
		if message != "" {
			o.Error = &ledger.Problem{Why: providers.Quoted(message)}
		}
		return o
	}
	doubt := order(providers.StateUnknown, 0, 0, "")
	later := time.Second
	for name, c := range map[string]struct {
		told []ledger.Order
		want []providers.State
	}{
		"nothing that is written": {[]ledger.Order{{State: providers.StateCompleted}}, nil},
		"never in doubt":          {[]ledger.Order{order(providers.StateCompleted, 0, 1, "")}, []providers.State{"completed"}},
		"the same doubt again":    {[]ledger.Order{doubt, order(providers.StateUnknown, later, 0, "another word")}, []providers.State{"unknown"}},
		"out of doubt":            {[]ledger.Order{doubt, order(providers.StateCompleted, later, 0, "")}, []providers.State{"unknown", "completed"}},
		"out of doubt, twice": {[]ledger.Order{doubt, order(providers.StateCompleted, later, 0, ""), order(providers.StateCompleted, 2*later, 0, "")},
			[]providers.State{"unknown", "completed"}},
		"late": {[]ledger.Order{doubt, order(providers.StateCompleted, 2*later, 0, ""), order(providers.StateNeedsReview, later, 0, "")},
			[]providers.State{"unknown", "completed"}},
		"doubted at that very moment": {[]ledger.Order{doubt, order(providers.StateCompleted, later, 0, ""), order(providers.StateNeedsReview, later, 0, "")},
			[]providers.State{"unknown", "completed", "needs_review"}},
		"ended, by a clock that was set back": {[]ledger.Order{doubt, order(providers.StateFailed, -time.Hour, 0, "")}, []providers.State{"unknown", "failed"}},
		"another end, by such a clock": {[]ledger.Order{doubt, order(providers.StateFailed, later, 0, ""), order(providers.StateRefunded, -time.Hour, 0, "")},
			[]providers.State{"unknown", "failed", "refunded"}},
		"in progress, by such a clock": {[]ledger.Order{doubt, order(providers.StateProcessing, -time.Hour, 0, ""), order(providers.StateNeedsReview, -2*time.Hour, 0, "")},
			[]providers.State{"unknown", "processing", "needs_review"}},
		"more delivered": {[]ledger.Order{doubt, order(providers.StateCompleted, later, 0, ""), order(providers.StateCompleted, later, 1, "")},
			[]providers.State{"unknown", "completed", "completed"}},
		"something to claim": {[]ledger.Order{doubt, order(providers.StateCompleted, later, 0, ""), order(providers.StateCompleted, later, 0, "claim it"), order(providers.StateCompleted, later, 0, "claim it")},
			[]providers.State{"unknown", "completed", "completed"}},
	} {
		s := newShop(t)
		news, stop := s.Subscribe()
		for _, o := range c.told {
			s.publish(o)
		}
		if d := cmp.Diff(c.want, heardBy(news)); d != "" {
			t.Errorf("%s: %s", name, d)
		}
		stop()
	}
}

// A screen that does not read holds nobody up and misses what it has no place
// for, one that left is told nothing more, and everybody else hears everything.
func TestEveryWatcherHears(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	slow, stopSlow := s.Subscribe()
	quick, stopQuick := s.Subscribe()
	gone, stopGone := s.Subscribe()
	stopGone()
	stopGone()
	if _, open := <-gone; open {
		t.Error("one that left hears something")
	}
	late, stopLate := s.Subscribe()
	for range watchBuffer + 6 {
		s.publish(ledger.Order{ID: "1", State: providers.StateCompleted})
		if n := len(heardBy(quick)); n != 1 {
			t.Fatalf("heard %d times", n)
		}
	}
	if len(slow) != watchBuffer || len(late) != watchBuffer {
		t.Errorf("%d and %d wait to be read", len(slow), len(late))
	}
	stopSlow()
	stopQuick()
	stopLate()
	s.publish(ledger.Order{ID: "1", State: providers.StateCompleted})
}

// Another process on the same ledger moves what is in doubt: whoever watches here
// hears it once, from the ledger, also where this process had a word of it before.
func TestWhatAnotherProcessWritesIsHeard(t *testing.T) {
	t.Parallel()
	append1 := func(c ledger.Change) []ledger.Change { return []ledger.Change{c} }
	for name, c := range map[string]struct {
		from   ledger.Change
		others []ledger.Change
		want   []providers.State
	}{
		"nothing":                  {unknown, nil, nil},
		"ended":                    {unknown, append1(completed), []providers.State{"completed"}},
		"under review":             {unknown, append1(inReview), []providers.State{"needs_review"}},
		"in progress":              {unknown, append1(inProgress), []providers.State{"processing"}},
		"ended, then taken back":   {inProgress, []ledger.Change{completed, *isBack}, []providers.State{"refunded"}},
		"never in doubt":           {completed, append1(*isBack), nil},
		"a word more, not a step":  {unknown, append1(ledger.Change{State: providers.StateUnknown, Note: "asked again"}), nil},
		"a delivery in its review": {inReview, append1(ledger.Change{State: providers.StateNeedsReview, Delivery: delivered.Delivery}), []providers.State{"needs_review"}},
	} {
		s := newShop(t)
		o := s.wrote(t, submitted, c.from)
		news, stop := s.Subscribe()
		hear := func() {
			open, err := s.open(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			s.catchUp(t.Context(), open)
		}
		hear()
		for _, change := range c.others {
			s.clock.advance(time.Second)
			if _, err := s.ledger.Append(t.Context(), o.ID, "bo", change); err != nil {
				t.Fatal(err)
			}
		}
		for range 3 {
			hear()
		}
		if d := cmp.Diff(c.want, heardBy(news)); d != "" {
			t.Errorf("%s: %s", name, d)
		}
		stop()
	}
}

// Of two steps that are published side by side the earlier one is not heard last:
// whoever publishes the later one gets in before the other, who waits.
func TestWatchersNeverHearAStepBack(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	news, stop := s.Subscribe()
	defer stop()
	at := time.Date(2026, 11, 22, 14, 0, 0, 0, time.UTC)
	for n := range 20 {
		step := func(state providers.State, after time.Duration) ledger.Order {
			return ledger.Order{ID: fmt.Sprint(n), State: state, UpdatedAt: at.Add(after)}
		}
		s.publish(step(providers.StateUnknown, 0))
		s.news.mu.Lock()
		var earlier sync.WaitGroup
		earlier.Go(func() { s.publish(step(providers.StateNeedsReview, time.Second)) })
		time.Sleep(2 * time.Millisecond)
		s.news.mu.Unlock()
		s.publish(step(providers.StateFailed, 2*time.Second))
		earlier.Wait()
		if heard := heardBy(news); heard[len(heard)-1] != providers.StateFailed {
			t.Fatalf("heard %v", heard)
		}
	}
}
