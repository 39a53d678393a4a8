package ledger

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"simdesk/providers"
)

func TestFind(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	airtime := draftOf(1)
	airtime.Target, airtime.Attempt = "+44 7700 900-123", "till-1"
	phone := mustDraft(t, l, airtime)
	esim := mustSubmit(t, l, draftOf(2))
	mustAppend(t, l, esim.ID, Change{State: providers.StateCompleted, ProviderOrderID: "ORD-778899", Delivery: []providers.Delivery{
		{Type: providers.DeliverESIM, ICCID: "8944110068799123456"}, {Type: providers.DeliverSIM, SIMNumber: "8901260000000055555", Phone: "15550100"},
	}})
	again := draftOf(3)
	again.Target = "8944110068799123456"
	mustDraft(t, l, again)
	account := draftOf(4)
	account.Target, account.Details.Fields = "meter AB-12x9", map[string]string{"phone": "+2348012345678"}
	mustDraft(t, l, account)

	for text, want := range map[string][]string{
		phone.ID:                 refs(1),
		" " + esim.ID + " ":      refs(2),
		"ref-2":                  refs(2),
		"REF-2":                  refs(2),
		"till-1":                 refs(1),
		"ord-778899":             refs(2),
		"778899":                 {}, // the end of a provider's id is too weak a sign
		"8944110068799123456":    refs(3, 2),
		"8944 1100 6879 9123456": refs(3, 2),
		"123456":                 refs(3, 2),
		"3456":                   refs(3, 2),
		"456":                    {},
		"+447700900123":          refs(1),
		"900 123":                refs(1),
		"07700 900123":           refs(1),
		"0044 7700 900123":       refs(1),
		"01900123":               {},
		"55555":                  refs(2),
		"15550100":               refs(2),
		"METER ab12X9":           refs(4),
		"ab12x9":                 {}, // letters: the whole account, or at least four digits
		"08012345678":            refs(4),
		"":                       {},
		"   ":                    {},
		"'; DROP TABLE events":   {},
		"Japan":                  {}, // names are for List
	} {
		orders, err := l.Find(context.Background(), text)
		must(t, err)
		got := []string{}
		for _, o := range orders {
			got = append(got, o.Reference)
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("Find(%q) (-want +got):\n%s", text, d)
		}
		if len(want) == 0 {
			continue
		}
		if d := cmp.Diff(want, pages(t, l, Filter{Text: text}, func() {})); d != "" {
			t.Errorf("List(%q) (-want +got):\n%s", text, d)
		}
	}
}

// A search that walks all orders is fast in a test and slow in a shop.
func TestSearchesUseAnIndex(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	byNumber := search{}
	must(t, byNumber.matchText(context.Background(), l.read, "123456", wide))
	page := search{from: "orders o"}
	for name, c := range map[string]struct {
		query string
		args  []any
	}{
		"by number":   {"SELECT o.seq FROM " + byNumber.from + " WHERE o.seq = k.seq ORDER BY o.created_at DESC, o.seq DESC", byNumber.args},
		"newest":      {"SELECT o.seq FROM " + page.from + " ORDER BY o.created_at DESC, o.seq DESC LIMIT 50", nil},
		"second page": {"SELECT o.seq FROM orders o WHERE (o.created_at, o.seq) < (?, ?) ORDER BY o.created_at DESC, o.seq DESC LIMIT 50", []any{"x", 1}},
		"one state":   {"SELECT o.seq FROM orders o WHERE o.state IN (?) AND (o.created_at, o.seq) < (?, ?) ORDER BY o.created_at DESC, o.seq DESC LIMIT 50", []any{"x", "x", 1}},
		"unsettled":   {"SELECT " + columns + " FROM orders o WHERE o.state IN (?, ?, ?)", inFlight()},
		"recent":      {"SELECT " + columns + " FROM orders o WHERE o.created_at >= ? AND o.provider = ?", []any{"x", "x"}},
	} {
		rows, err := l.read.Query("EXPLAIN QUERY PLAN "+c.query, c.args...)
		must(t, err)
		defer func() { _ = rows.Close() }()
		for rows.Next() {
			var id, parent, unused int
			var step string
			must(t, rows.Scan(&id, &parent, &unused, &step))
			walks := strings.HasPrefix(step, "SCAN o") && !strings.Contains(step, "INDEX")
			sorts := strings.Contains(step, "TEMP B-TREE FOR ORDER BY") && name != "by number"
			if walks || sorts {
				t.Errorf("%s: %s", name, step)
			}
		}
		must(t, rows.Err())
	}
}
