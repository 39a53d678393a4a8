// Package orders is the screen over the ledger: every order there is, open
// ones on top, and one order with its whole story.
package orders

import (
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
)

// New returns the screen; Init reads the first page.
func New(env *screen.Env) *Model {
	m := &Model{env: env, box: filter.New(env.Theme, " Orders: ", "order number, ICCID or phone or their end, product")}
	m.grid = grid.New(env.Theme, m.columns())
	return m
}

// SetSize lays the screen out.
func (m *Model) SetSize(w, h int) {
	m.w, m.h = w, h
	m.box.SetWidth(w)
	m.grid.SetSize(w, max(h-headLines, 0))
	m.sizeDecision()
}

// Typing reports whether a box has the cursor: that of the list, or those of a
// decision.
func (m *Model) Typing() bool { return m.detail == nil || m.detail.decision != nil }

// Hidden hides what was delivered when another screen comes to the front, and
// leaves the row that records: what is pressed on coming back decides nothing.
func (m *Model) Hidden() {
	if m.detail == nil {
		return
	}
	m.detail.revealed = false
	if c := m.detail.decision; c != nil && c.recording {
		c.move(-1)
	}
}

// The keys that only this screen has.
var (
	settleAll = key("^S", "reconcile all", "ctrl+s", "Ask the providers about every open order. Never charges.")
	settleOne = key("S", "reconcile", "s", "Ask the provider what became of this order. Never charges.")
	codeKey   = key("A", "activation", "a", "Show what was delivered, to hand it over again: QR code, PIN or token.")
	decideKey = key("D", "decide", "d", "Say what became of this order, with your name and a reason. Spends nothing.")
	esimKey   = key("E", "eSIM", "e", "Look up the eSIM of this order.")
	copyKey   = key("C", "copy for support", "c", "Copy what the provider's support needs to know. No codes are in it.")
)

func key(label, help, name, long string) keys.Binding {
	b := keys.New(label, help, name)
	b.Long = long
	return b
}

// Bindings are the keys that matter now.
func (m *Model) Bindings() []keys.Binding {
	if m.detail != nil && m.detail.decision != nil {
		return m.decisionBindings()
	}
	if m.detail != nil {
		return m.detailBindings()
	}
	k := m.env.Keys
	enter := k.Enter.As("open")
	if len(m.orders) == 0 && !m.loading {
		enter = enter.Off("Nothing is listed: change the search or press Tab for other orders.")
	}
	return []keys.Binding{enter, k.Next.As("show: " + tabs[m.neighbour(1)].name), k.Refresh, settleAll.Off(m.whyNotSettle()),
		k.HideCosts.InHelpOnly(), k.Back.As("clear").InHelpOnly(), k.Prev.As("previous filter").InHelpOnly()}
}

func (m *Model) whyNotSettle() string {
	if m.settling {
		return "The providers are being asked already."
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
	for i := range m.orders {
		if m.orders[i].ID == id {
			return i, true
		}
	}
	return 0, false
}
