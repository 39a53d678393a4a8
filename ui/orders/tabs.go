package orders

import (
	"slices"
	"strings"
	"time"

	"simdesk/providers"
	"simdesk/state/ledger"
)

// tab is one choice of the filters that tab goes through.
type tab struct {
	name   string
	states []providers.State // none is all
	today  bool
	mine   bool
}

var tabs = []tab{
	{name: "All"},
	{name: "Open", states: []providers.State{providers.StateSubmitted, providers.StateProcessing, providers.StateUnknown, providers.StateNeedsReview}},
	{name: "Needs you", states: []providers.State{providers.StateNeedsReview}},
	{name: "Today", today: true},
	{name: "Mine", mine: true},
	{name: "Done", states: []providers.State{providers.StateCompleted}},
	{name: "Refused", states: []providers.State{providers.StateFailed}},
	{name: "Refunded", states: []providers.State{providers.StateRefunded}},
}

// offered reports whether a tab says anything here: without a clerk's name
// nothing is mine.
func (m *Model) offered(i int) bool { return !tabs[i].mine || m.env.Clerk != "" }

// neighbour is the tab before or after the one that is shown.
func (m *Model) neighbour(by int) int {
	i := (m.tab + by + len(tabs)) % len(tabs)
	if !m.offered(i) {
		i = (i + by + len(tabs)) % len(tabs)
	}
	return i
}

// filter is what the box and the tab ask of the ledger.
func (m *Model) filter(cursor string) ledger.Filter {
	t := tabs[m.tab]
	f := ledger.Filter{Text: m.text(), States: t.states, Limit: pageSize, Cursor: cursor, OpenFirst: true}
	if t.today {
		f.Since = midnight(m.env.Now())
	}
	if t.mine {
		f.Clerk = m.env.Clerk
	}
	return f
}

// belongs reports whether an order that has just come up is one of those that
// the tab lists.
func (m *Model) belongs(o ledger.Order) bool {
	t := tabs[m.tab]
	return (len(t.states) == 0 || slices.Contains(t.states, o.State)) &&
		(!t.today || !o.CreatedAt.Before(midnight(m.env.Now()))) &&
		(!t.mine || o.Clerk == m.env.Clerk)
}

func (m *Model) text() string { return strings.TrimSpace(m.box.Value()) }

func midnight(now time.Time) time.Time {
	y, mo, d := now.Date()
	return time.Date(y, mo, d, 0, 0, 0, 0, now.Location())
}
