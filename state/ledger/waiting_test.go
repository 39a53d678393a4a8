package ledger

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"simdesk/providers"
)

func TestWaiting(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	fill(t, l, 10) // two of each: drafted, submitted, completed, unknown, failed
	for _, n := range []int{3, 6} {
		o, err := l.ByReference(context.Background(), refs(n)[0])
		must(t, err)
		if n == 3 {
			mustAppend(t, l, o.ID, Change{State: providers.StateNeedsReview})
		} else {
			mustAppend(t, l, o.ID, Change{State: providers.StateProcessing})
		}
	}
	last, err := l.ByReference(context.Background(), "ref-1")
	must(t, err)
	for name, c := range map[string]struct {
		before time.Time
		want   Waiting
	}{
		"all that was sent":      {last.CreatedAt.Add(time.Hour), Waiting{Asked: 3, Review: 1}},
		"one is being sold now":  {last.CreatedAt, Waiting{Asked: 2, Review: 1}},
		"nothing is older":       {time.Time{}, Waiting{Asked: 2, Review: 1}},
		"it was drafted earlier": {last.CreatedAt.Add(time.Nanosecond), Waiting{Asked: 3, Review: 1}},
	} {
		got, err := l.Waiting(context.Background(), c.before)
		must(t, err)
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
}

// The console counts once a minute, in a ledger of a million orders.
func TestWaitingReadsNothingButTheIndex(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	rows, err := l.read.Query("EXPLAIN QUERY PLAN "+countWaiting, "x", "y")
	must(t, err)
	defer func() { _ = rows.Close() }()
	searches := 0
	for rows.Next() {
		var id, parent, unused int
		var step string
		must(t, rows.Scan(&id, &parent, &unused, &step))
		if !strings.Contains(step, "orders") {
			continue
		}
		searches++
		if !strings.Contains(step, "USING COVERING INDEX orders_by_state (state=?") {
			t.Errorf("a step of the plan is %q", step)
		}
	}
	must(t, rows.Err())
	if searches != 5 {
		t.Errorf("%d searches", searches)
	}
}
