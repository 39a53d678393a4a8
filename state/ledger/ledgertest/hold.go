package ledgertest

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"simdesk/state/ledger"
)

// Holders in two processes never overlap; each gets its turn.
func aloneIsOneAtATime(t *testing.T, empty Maker) {
	place := empty(t)
	books := []*ledger.Ledger{Open(t, place), Open(t, place)}
	var inside, most, turns atomic.Int32
	var wait sync.WaitGroup
	for i := range 8 {
		wait.Go(func() {
			for range 5 {
				release, err := books[i%2].Alone(t.Context(), "fyatu")
				if err != nil {
					t.Error(err)
					return
				}
				most.Store(max(most.Load(), inside.Add(1)))
				turns.Add(1)
				time.Sleep(time.Millisecond)
				inside.Add(-1)
				release()
			}
		})
	}
	wait.Wait()
	if most.Load() != 1 || turns.Load() != 40 {
		t.Errorf("%d at once, %d turns", most.Load(), turns.Load())
	}
}

func aloneEndsWithItsHolderAndWaitsNoLongerThanAsked(t *testing.T, empty Maker) {
	place := empty(t)
	first, second := Open(t, place), Open(t, place)
	if _, err := first.Alone(t.Context(), "fyatu"); err != nil {
		t.Fatal(err)
	}
	short, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := second.Alone(short, "fyatu"); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("held by another: %v", err)
	}
	other, err := second.Alone(t.Context(), "other")
	if err != nil {
		t.Fatalf("another name: %v", err)
	}
	other()
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	release, err := second.Alone(t.Context(), "fyatu")
	if err != nil {
		t.Fatalf("after its holder ended: %v", err)
	}
	release()
}

func lease(t *testing.T, empty Maker) {
	place := empty(t)
	c := NewClock()
	one, two := OpenWith(t, place, ledger.Options{Now: c.Now}), OpenWith(t, place, ledger.Options{Now: c.Now})
	ctx := context.Background()
	acquire := func(l *ledger.Ledger, name, owner string, want bool) {
		t.Helper()
		if got, err := l.Acquire(ctx, name, owner, time.Minute); err != nil || got != want {
			t.Errorf("Acquire(%s, %s) = %t, %v; want %t", name, owner, got, err, want)
		}
	}
	acquire(one, "settle", "a", true)
	acquire(two, "settle", "b", false)
	acquire(two, "report", "b", true)
	acquire(one, "settle", "a", true) // renewed
	Must(t, two.Release(ctx, "settle", "b"))
	acquire(two, "settle", "b", false) // not theirs to release
	c.Add(time.Minute)
	acquire(two, "settle", "b", true) // expired
	acquire(one, "settle", "a", false)
	Must(t, two.Release(ctx, "settle", "b"))
	acquire(one, "settle", "a", true)
}

// A clock that was ahead and is set right must not keep an order from being
// settled for as long as it was ahead.
func aLeaseOfAClockThatWasAheadEnds(t *testing.T, empty Maker) {
	place := empty(t)
	c := NewClock()
	died, next := OpenWith(t, place, ledger.Options{Now: c.Now}), OpenWith(t, place, ledger.Options{Now: c.Now})
	c.Add(24 * time.Hour)
	if won, err := died.Acquire(t.Context(), "settle", "a", time.Minute); err != nil || !won {
		t.Fatalf("%t %v", won, err)
	}
	c.Add(-24 * time.Hour)
	if won, err := next.Acquire(t.Context(), "settle", "b", time.Minute); err != nil || !won {
		t.Errorf("still held: %t %v", won, err)
	}
}

func leaseHasOneOwner(t *testing.T, empty Maker) {
	place := empty(t)
	consoles := []*ledger.Ledger{Open(t, place), Open(t, place)}
	var won atomic.Int32
	var wg sync.WaitGroup
	for i := range 10 {
		wg.Go(func() {
			got, err := consoles[i%2].Acquire(context.Background(), "settle", string(rune('a'+i)), time.Hour)
			if err != nil {
				t.Errorf("Acquire: %v", err)
			}
			if got {
				won.Add(1)
			}
		})
	}
	wg.Wait()
	if won.Load() != 1 {
		t.Errorf("%d owners, want 1", won.Load())
	}
}
