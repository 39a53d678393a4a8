package sqlite

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"simdesk/providers"
	"simdesk/state/ledger"
	"simdesk/state/ledger/ledgertest"
)

// plan is how SQLite means to answer.
func plan(t *testing.T, query string, args ...any) []string {
	t.Helper()
	_, s := newBook(t)
	rows, err := s.read.Query("EXPLAIN QUERY PLAN "+query, args...)
	must(t, err)
	defer func() { _ = rows.Close() }()
	var steps []string
	for rows.Next() {
		var id, parent, unused int
		var step string
		must(t, rows.Scan(&id, &parent, &unused, &step))
		steps = append(steps, step)
	}
	must(t, rows.Err())
	return steps
}

// The console asks twice a second for the orders that were given up.
func TestFailedWithUsesItsIndex(t *testing.T) {
	t.Parallel()
	steps := plan(t, failedSince, "x", "x")
	if len(steps) != 1 || !strings.Contains(steps[0], "USING INDEX orders_failed (state=? AND updated_at>?)") {
		t.Errorf("the plan is %q", steps)
	}
}

// A search that walks all orders is fast in a test and slow in a shop.
func TestSearchesUseAnIndex(t *testing.T) {
	t.Parallel()
	after := &ledger.Place{Created: "x", Seq: 1}
	listed := func(states int, f ledger.Search) (string, []any) {
		_, s := newBook(t)
		q := query{from: "orders o"}
		if f.Names != nil {
			must(t, s.Read(context.Background(), func(asked ledger.Questions) error {
				_, err := q.match(context.Background(), asked.(tx), *f.Names)
				return err
			}))
		}
		q.filter(f)
		return q.text(make([]providers.State, states), 50)
	}
	for name, c := range map[string]struct {
		sorts bool // the few that it finds
		query func() (string, []any)
	}{
		"by number": {true, func() (string, []any) {
			return listed(0, ledger.Search{Names: &ledger.Names{IDs: []string{"x"}, Begins: []string{"654321"}}})
		}},
		"newest":      {false, func() (string, []any) { return listed(0, ledger.Search{}) }},
		"second page": {false, func() (string, []any) { return listed(0, ledger.Search{After: after}) }},
		"one state":   {false, func() (string, []any) { return listed(1, ledger.Search{After: after}) }},
		"unsettled":   {true, func() (string, []any) { return selectIn(3), []any{"x", "y", "z"} }},
		"recent":      {false, func() (string, []any) { return soldSince, []any{"x", "x", "x", "x"} }},
	} {
		text, args := c.query()
		for _, step := range plan(t, text, args...) {
			walks := strings.HasPrefix(step, "SCAN o") && !strings.Contains(step, "INDEX")
			if walks || strings.Contains(step, "TEMP B-TREE FOR ORDER BY") && !c.sorts {
				t.Errorf("%s: %s", name, step)
			}
		}
	}
}

// The console counts once a minute, in a ledger of a million orders.
func TestWaitingReadsNothingButTheIndex(t *testing.T) {
	t.Parallel()
	searches := 0
	for _, step := range plan(t, countWaiting, "x", "y") {
		if !strings.Contains(step, "orders") {
			continue
		}
		searches++
		if !strings.Contains(step, "USING COVERING INDEX orders_by_state (state=?") {
			t.Errorf("a step of the plan is %q", step)
		}
	}
	if searches != 5 {
		t.Errorf("%d searches", searches)
	}
}

// A word that most orders hold takes another way through the index.
func TestListByAWordThatManyHold(t *testing.T) {
	t.Parallel()
	l, s := newBook(t)
	s.wide = 20
	ledgertest.Bulk(t, s, 100)
	for _, text := range []string{"esim", "000042"} {
		got := pages(t, l, ledger.Filter{Text: text, Limit: 7}, func() {})
		want := 100
		if text != "esim" {
			want = 1
		}
		if len(got) != want {
			t.Errorf("%q finds %d orders, want %d", text, len(got), want)
		}
	}
}

// A page of more orders than one statement takes values comes whole and in order.
func TestAPageOfAnyLength(t *testing.T) {
	t.Parallel()
	l, s := newBook(t)
	fill(t, l, 10)
	want := pages(t, l, ledger.Filter{Limit: 10}, nil)
	s.values = 3
	if d := cmp.Diff(want, pages(t, l, ledger.Filter{Limit: 10}, nil)); d != "" || len(want) != 10 {
		t.Errorf("(-want +got):\n%s", d)
	}
}
