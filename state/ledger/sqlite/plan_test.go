package sqlite

import (
	"context"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"simdesk/providers"
	"simdesk/state/ledger"
	"simdesk/state/ledger/ledgertest"
)

// plan is how SQLite means to answer a search.
func plan(t *testing.T, s ledger.Search) []string {
	t.Helper()
	_, store := newBook(t)
	var steps []string
	must(t, store.Read(context.Background(), func(q ledger.Questions) error {
		text, args := q.(tx).query(t.Context(), s).newestFirst(s)
		rows, err := q.(tx).Query("EXPLAIN QUERY PLAN "+text, args...)
		must(t, err)
		defer func() { _ = rows.Close() }()
		for rows.Next() {
			var id, parent, unused int
			var step string
			must(t, rows.Scan(&id, &parent, &unused, &step))
			steps = append(steps, step)
		}
		return rows.Err()
	}))
	return steps
}

var (
	now    = time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	failed = []providers.State{providers.StateFailed}
	open   = []providers.State{providers.StateSubmitted, providers.StateProcessing, providers.StateUnknown, providers.StateNeedsReview}
)

// The console asks twice a second for the orders that were given up.
func TestFailedWithUsesItsIndex(t *testing.T) {
	t.Parallel()
	steps := plan(t, ledger.Search{States: failed, Changed: now, Problem: "x"})
	if !strings.Contains(steps[0], "USING INDEX orders_failed (state=? AND updated_at>?)") {
		t.Errorf("the plan is %q", steps)
	}
}

// A search that walks all orders is fast in a test and slow in a shop.
func TestSearchesUseAnIndex(t *testing.T) {
	t.Parallel()
	after := ledger.Place{Created: "x", Seq: 1}
	for name, c := range map[string]struct {
		sorts bool // the few that it finds
		ledger.Search
	}{
		"by number":    {true, ledger.Search{Names: &ledger.Names{IDs: []string{"x"}, Keys: []string{"321"}, Begins: []string{"654321"}}, Limit: 50}},
		"newest":       {false, ledger.Search{Limit: 50}},
		"second page":  {false, ledger.Search{After: after, Limit: 50}},
		"one state":    {false, ledger.Search{After: after, States: open[:1], Limit: 50}},
		"failed":       {false, ledger.Search{After: after, States: failed, Limit: 50}},
		"three states": {false, ledger.Search{After: after, States: open[:3], Limit: 50}},
		"unsettled":    {true, ledger.Search{States: open[:3]}},
		"recent":       {false, ledger.Search{Since: now, Provider: "x", Sale: &ledger.Sale{Product: "x", Target: "x"}}},
		"written":      {true, ledger.Search{States: open, Provider: "x", Written: 1}},
	} {
		for _, step := range plan(t, c.Search) {
			walks := strings.HasPrefix(step, "SCAN o") && !strings.Contains(step, "INDEX")
			if walks || strings.Contains(step, "TEMP B-TREE FOR ORDER BY") && !c.sorts {
				t.Errorf("%s: %s", name, step)
			}
		}
	}
}

// The console counts once a minute, in a ledger of a million orders.
func TestWaitingReadsNothingButWhatIsOpen(t *testing.T) {
	t.Parallel()
	steps := plan(t, ledger.Search{States: open})
	if steps[0] != "SEARCH o USING INDEX orders_by_state (state=?)" {
		t.Errorf("the plan is %q", steps)
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

// A page of more orders than one statement takes values is compared with its events.
func TestAPageOfAnyLength(t *testing.T) {
	t.Parallel()
	l, s := newBook(t)
	fill(t, l, 10)
	ids := []string{byRef(t, l, "ref-2").ID}
	for i := range 40_000 {
		ids = append(ids, strconv.Itoa(i))
	}
	ids = append(ids, byRef(t, l, "ref-7").ID)
	must(t, s.Read(t.Context(), func(q ledger.Questions) error {
		var states []string
		for e, err := range q.EventsOf(t.Context(), ids...) {
			must(t, err)
			states = append(states, string(e.State))
		}
		if d := cmp.Diff("drafted submitted completed drafted submitted completed", strings.Join(states, " ")); d != "" {
			t.Error(d)
		}
		return nil
	}))
}
