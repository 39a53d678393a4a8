package orders

import (
	tea "github.com/charmbracelet/bubbletea"

	"simdesk/providers"
	"simdesk/state/ledger"
	"simdesk/ui/screen"
	"simdesk/ui/widget/grid"
)

// Init reads the first page.
func (m *Model) Init() tea.Cmd { return m.search() }

// Shown reads again what stood here when the screen was left: another till on
// the same ledger sells and settles too, and tells nobody here. A list that was
// paged through stays as it is, ^R reads it again. An enter that was held down
// while something hid the row that records does not record.
func (m *Model) Shown() tea.Cmd {
	c := m.decision()
	if c != nil {
		c.gate.Open(nil)
	}
	switch {
	case m.asOf.IsZero() || m.loading || m.grid.Cursor() >= pageSize:
		return nil
	case m.detail != nil && c == nil:
		return tea.Batch(m.read(), m.readHistory())
	}
	return m.read()
}

// Update takes one message.
func (m *Model) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyMsg:
		switch {
		case m.decision() != nil:
			return m.decisionKey(msg)
		case m.detail != nil:
			return m.detailKey(msg)
		}
		return m.key(msg)
	case listedMsg:
		if msg.more {
			m.moreCame(msg)
			return nil
		}
		return m.listed(msg)
	case historyMsg:
		return m.historyCame(msg)
	case settledMsg:
		return m.settled(msg)
	case decidedMsg:
		return m.decided(msg)
	case screen.WalletsMsg:
		m.wallets, m.walletsAt = msg.Wallets, msg.At
	case screen.OpenOrderMsg:
		return m.openID(msg.ID)
	case screen.OrderChangedMsg:
		return m.changed(msg.Order)
	case screen.TickMsg:
		m.hideInTime()
	}
	return nil
}

func (m *Model) key(k tea.KeyMsg) tea.Cmd {
	b := m.env.Keys
	switch {
	case b.Enter.Is(k):
		return m.enter()
	case b.Back.Is(k):
		if m.box.Clear() {
			return m.search()
		}
	case b.Next.Is(k):
		return m.turn(1)
	case b.Prev.Is(k):
		return m.turn(-1)
	case b.Refresh.Is(k):
		if m.err != nil {
			return m.search()
		}
		return m.read()
	case settleAll.Is(k):
		return m.reconcile("")
	case m.grid.Update(k, b):
		return m.nearEnd()
	case m.box.Update(k):
		return m.search()
	}
	return nil
}

func (m *Model) turn(by int) tea.Cmd {
	m.tab = m.neighbour(by)
	return m.search()
}

// search lists anew from the top. What was found for other words stays on the
// screen until then, but enter never opens a row of it.
func (m *Model) search() tea.Cmd {
	m.stale = true
	return m.read()
}

// read reads the first page; what is listed stays until it comes.
func (m *Model) read() tea.Cmd {
	m.more.Cancel()
	m.paging, m.entered, m.late = false, false, nil
	ctx, gen := m.list.Begin(m.env.Base)
	m.loading = true
	return listOrders(ctx, gen, m.env.Desk, m.filter(""))
}

func (m *Model) listed(msg listedMsg) tea.Cmd {
	if !m.list.Current(msg.gen) {
		return nil
	}
	m.loading, m.err = false, providers.AsError(msg.err)
	if m.err != nil {
		if m.stale {
			m.show(nil)
		}
		m.entered, m.late, m.stale = false, nil, false
		return nil
	}
	was, _ := m.selected()
	m.next, m.asOf = msg.page.Next, m.env.Now()
	m.show(msg.page.Orders)
	if i, ok := m.place(was.ID); ok && !m.stale {
		m.grid.Select(i)
	}
	for _, o := range m.late {
		m.replace(o)
	}
	entered := m.entered
	m.entered, m.late, m.stale = false, nil, false
	if entered && len(m.orders) == 1 {
		return m.open(m.orders[0])
	}
	return nil
}

func (m *Model) show(orders []ledger.Order) {
	m.orders = orders
	m.grid.SetRows(grid.All(len(orders)), m.cell)
}

// nearEnd asks for the next page before the cursor gets to the end of this.
func (m *Model) nearEnd() tea.Cmd {
	if m.next == "" || m.paging || m.stale || m.grid.Cursor() < len(m.orders)-ahead {
		return nil
	}
	ctx, gen := m.more.Begin(m.env.Base)
	m.paging = true
	return listOrders(ctx, gen, m.env.Desk, m.filter(m.next))
}

// moreCame adds a page. An order that was settled between two pages may stand
// on both.
func (m *Model) moreCame(msg listedMsg) {
	if !m.more.Current(msg.gen) {
		return
	}
	m.paging = false
	if m.err = providers.AsError(msg.err); m.err != nil {
		return
	}
	m.next = msg.page.Next
	listed := make(map[string]bool, len(m.orders))
	for i := range m.orders {
		listed[m.orders[i].ID] = true
	}
	for _, o := range msg.page.Orders {
		if !listed[o.ID] {
			m.orders = append(m.orders, o)
		}
	}
	m.grid.ReplaceRows(grid.All(len(m.orders)), m.cell)
}

// enter opens the order under the cursor. Before the answer to what is typed
// it waits for it.
func (m *Model) enter() tea.Cmd {
	if m.stale {
		m.entered = true
		return nil
	}
	o, ok := m.selected()
	if !ok {
		return nil
	}
	return m.open(o)
}

// changed brings news of an order into the list and the story.
func (m *Model) changed(o ledger.Order) tea.Cmd {
	if m.loading {
		m.late = append(m.late, o)
	}
	m.replace(o)
	if m.detail != nil && m.detail.order.ID == o.ID {
		return m.readHistory()
	}
	return nil
}

// replace puts a changed order in its place, where it stays even when it has
// left the filter: rows do not move under the cursor. A new one goes on top.
func (m *Model) replace(o ledger.Order) {
	if i, ok := m.place(o.ID); ok {
		if !o.UpdatedAt.Before(m.orders[i].UpdatedAt) {
			m.orders[i] = o
		}
		return
	}
	if m.asOf.IsZero() || m.text() != "" || !m.belongs(o) {
		return
	}
	at := m.grid.Cursor()
	m.orders = append([]ledger.Order{o}, m.orders...)
	m.grid.ReplaceRows(grid.All(len(m.orders)), m.cell)
	if len(m.orders) > 1 {
		m.grid.Select(at + 1)
	}
}

func (m *Model) reconcile(id string) tea.Cmd {
	if m.settling {
		return nil
	}
	m.settling = true
	return reconcile(m.env.Base, m.env.Desk, id)
}

// settled says what asking came to. The orders themselves come as news.
func (m *Model) settled(msg settledMsg) tea.Cmd {
	m.settling = false
	if msg.err != nil {
		return screen.Send(screen.Alarm(m.env.Explain(providers.AsError(msg.err))))
	}
	switch {
	case m.detail == nil:
		return screen.Send(outcome(msg))
	case m.decision() != nil && msg.id == m.detail.order.ID:
		return m.readHistory() // the form says what it came to
	}
	return tea.Batch(screen.Send(outcome(msg)), m.readHistory())
}

func outcome(msg settledMsg) screen.NoticeMsg {
	done, open := msg.settled.Settled, msg.settled.StillUnknown
	switch {
	case len(done)+len(open) == 0:
		return screen.Notice(voice.Says("orders.nothing_open"))
	case msg.id != "" && len(done) == 1:
		return screen.Notice(voice.Says("orders.settled", "state", screen.Standing(done[0])))
	case msg.id != "":
		return screen.Alarm(voice.Says("orders.still_open", "state", screen.Standing(open[0])))
	case len(open) == 0:
		return screen.Notice(voice.Says("orders.all_settled", "n", len(done)))
	}
	return screen.Alarm(voice.Says("orders.some_settled", "n", len(done), "open", len(open)))
}
