// Package orders is the screen over the ledger: every order there is, open
// ones on top, and one order with its whole story.
package orders

import (
	"slices"
	"strings"
	"time"

	"simdesk/providers"
	"simdesk/state/desk"
	"simdesk/state/ledger"
	"simdesk/ui/keys"
	"simdesk/ui/screen"
	"simdesk/ui/widget/filter"
	"simdesk/ui/widget/grid"
)

const (
	pageSize = 100 // orders read at once
	ahead    = 20  // how near the end of what is read the next page is asked for
)

// Model is the Orders screen. In the list the box has the cursor; one order
// takes plain letters as keys.
type Model struct {
	env  *screen.Env
	box  *filter.Box
	grid *grid.Grid
	w, h int
	tab  int

	// The list.
	list    screen.Request
	loading bool
	stale   bool // what is listed does not belong to the box and the tab
	entered bool // enter came before the answer: it opens what is found alone
	orders  []ledger.Order
	next    string // where the next page begins, "" on the last
	more    screen.Request
	paging  bool
	late    []ledger.Order // changed while the list was being read
	err     *providers.Error
	asOf    time.Time

	wallets   []desk.Wallet
	walletsAt time.Time
	name      string // who decided last, where nobody's name is known

	settling bool // providers are being asked about open orders
	history  screen.Request
	detail   *detail // the order that is open, nil for the list
}

var (
	_ screen.Teller = (*Model)(nil)
	_ screen.Shower = (*Model)(nil)

	voice = screen.Voice
)

// New returns the screen; Init reads the first page.
func New(env *screen.Env) *Model {
	m := &Model{env: env, box: filter.New(env.Theme, " Orders: ", voice.Says("orders.hint"))}
	m.grid = grid.New(env.Theme, m.columns())
	return m
}

// SetSize lays the screen out.
func (m *Model) SetSize(w, h int) {
	m.w, m.h = w, h
	m.box.SetWidth(w)
	m.grid.SetSize(w, max(h-headLines, 0))
	if c := m.decision(); c != nil {
		c.form.SetWidth(w)
	}
}

// Typing reports whether a box has the cursor: that of the list, or those of a
// decision.
func (m *Model) Typing() bool { return m.detail == nil || m.decision() != nil }

// decision is the form that is open, nil for none.
func (m *Model) decision() *decision {
	if m.detail == nil {
		return nil
	}
	return m.detail.decision
}

// Hidden hides what was delivered when another screen comes to the front, and
// leaves the row that records: what is pressed on coming back decides nothing.
func (m *Model) Hidden() {
	if m.detail != nil {
		m.detail.revealed = false
	}
	if c := m.decision(); c != nil && c.recording {
		c.move(-1)
	}
}

// The keys that only this screen has.
var (
	settleAll = key("^S", "reconcile all", "ctrl+s", "orders.key_settle_all")
	settleOne = key("S", "reconcile", "s", "orders.key_settle_one")
	codeKey   = key("A", "activation", "a", "orders.key_code")
	decideKey = key("D", "decide", "d", "orders.key_decide")
	esimKey   = key("E", "eSIM", "e", "orders.key_esim")
	copyKey   = key("C", "for support", "c", "orders.key_copy")
)

func key(label, help, name, long string) keys.Binding {
	b := keys.New(label, help, name)
	b.Long = voice.Says(long)
	return b
}

// Bindings are the keys that matter now.
func (m *Model) Bindings() []keys.Binding {
	switch {
	case m.decision() != nil:
		return m.decisionBindings()
	case m.detail != nil:
		return m.detailBindings()
	}
	k := m.env.Keys
	enter := k.Enter.As("open")
	if len(m.orders) == 0 && !m.loading {
		enter = enter.Off(voice.Says("orders.nothing_listed"))
	}
	return []keys.Binding{enter, k.Next.As("show: " + tabs[m.neighbour(1)].name), k.Refresh, settleAll.Off(m.whyNotSettle()),
		k.HideCosts.InHelpOnly(), k.Back.As("clear").InHelpOnly(), k.Prev.As("previous filter").InHelpOnly()}
}

func (m *Model) whyNotSettle() string {
	if m.settling {
		return voice.Says("orders.asked_already")
	}
	return ""
}

func (m *Model) selected() (ledger.Order, bool) {
	row, ok := m.grid.Selected()
	if !ok || int(row) >= len(m.orders) {
		return ledger.Order{}, false
	}
	return m.orders[row], true
}

// place finds an order in the list.
func (m *Model) place(id string) (int, bool) {
	i := slices.IndexFunc(m.orders, func(o ledger.Order) bool { return o.ID == id })
	return i, i >= 0
}

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
	for !m.offered(i) {
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
