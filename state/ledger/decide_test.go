package ledger

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"simdesk/providers"
)

// Two tills decide the same order at once: one event is written, and the other
// till gets the order as the first has left it. Append would write both, because
// an order that failed may turn out to have been carried out.
func TestAppendFromCountsOnce(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "shop.db")
	one, two := openAt(t, file), openAt(t, file)
	o := mustSubmit(t, one, draftOf(1))
	mustAppend(t, one, o.ID, Change{State: providers.StateNeedsReview})
	choices := []providers.State{providers.StateFailed, providers.StateCompleted}
	var got [2]Order
	var errs [2]error
	var wait sync.WaitGroup
	for i, l := range []*Ledger{one, two} {
		wait.Go(func() {
			got[i], errs[i] = l.AppendFrom(context.Background(), o.ID, providers.StateNeedsReview, "Bo", Change{State: choices[i], Note: "seen", Decided: true})
		})
	}
	wait.Wait()
	won := 0
	if errs[0] != nil {
		won = 1
	}
	if errs[won] != nil || !errors.Is(errs[1-won], ErrBackwards) {
		t.Fatalf("%v and %v", errs[0], errs[1])
	}
	wantOrder(t, got[1-won], got[won])
	wantStates(t, one, o.ID, providers.StateDrafted, providers.StateSubmitted, providers.StateNeedsReview, choices[won])
	must(t, one.Verify(context.Background()))
}

func TestAppendFromKeepsToTheMoves(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	o := mustSubmit(t, l, draftOf(1))
	done := mustAppend(t, l, o.ID, Change{State: providers.StateCompleted})
	got, err := l.AppendFrom(context.Background(), o.ID, providers.StateCompleted, "Bo", Change{State: providers.StateFailed})
	if !errors.Is(err, ErrBackwards) {
		t.Errorf("completed became %s: %v", got.State, err)
	}
	wantOrder(t, got, done)
	if _, err := l.AppendFrom(context.Background(), "none", providers.StateNeedsReview, "Bo", Change{}); !errors.Is(err, ErrNoOrder) {
		t.Errorf("no order: %v", err)
	}
}

func TestFailedWith(t *testing.T) {
	t.Parallel()
	clock := newClock()
	l, err := Open(context.Background(), filepath.Join(t.TempDir(), "shop.db"), Options{Now: clock.now})
	must(t, err)
	t.Cleanup(func() { must(t, l.Close()) })
	fail := func(n int, s providers.State, code, message string) {
		mustAppend(t, l, mustSubmit(t, l, draftOf(n)).ID, Change{State: s, Error: &Problem{Code: code, Message: message}})
	}
	fail(1, providers.StateFailed, "GIVEN_UP", "too long ago")
	clock.add(time.Hour)
	since := clock.now()
	fail(2, providers.StateFailed, "GIVEN_UP", "")
	fail(3, providers.StateRefunded, "GIVEN_UP", "given back, not failed")
	fail(4, providers.StateFailed, "OTHER", `it says "GIVEN_UP"`)
	fail(5, providers.StateFailed, "GIVENxUP", "")
	mustAppend(t, l, mustSubmit(t, l, draftOf(6)).ID, Change{State: providers.StateFailed})
	fail(7, providers.StateFailed, "GIVEN_UP", "")
	orders, err := l.FailedWith(context.Background(), "GIVEN_UP", since)
	must(t, err)
	got := []string{}
	for _, o := range orders {
		got = append(got, o.Reference)
	}
	if d := cmp.Diff(refs(2, 7), got); d != "" {
		t.Error(d)
	}
}

// The console asks twice a second for the orders that were given up.
func TestFailedWithUsesItsIndex(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	rows, err := l.read.Query("EXPLAIN QUERY PLAN SELECT "+columns+" FROM orders o WHERE "+failedWith, "x", "x")
	must(t, err)
	defer func() { _ = rows.Close() }()
	var plan []string
	for rows.Next() {
		var id, parent, unused int
		var step string
		must(t, rows.Scan(&id, &parent, &unused, &step))
		plan = append(plan, step)
	}
	must(t, rows.Err())
	if len(plan) != 1 || !strings.Contains(plan[0], "USING INDEX orders_failed (state=? AND updated_at>?)") {
		t.Errorf("the plan is %q", plan)
	}
}
