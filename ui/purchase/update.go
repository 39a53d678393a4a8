package purchase

import (
	tea "github.com/charmbracelet/bubbletea"

	"simdesk/providers"
	"simdesk/state/desk"
	"simdesk/state/ledger"
	"simdesk/ui/screen"
	"simdesk/ui/widget/confirm"
)

// Init asks for the offer where nothing else is to be asked.
func (m *Model) Init() tea.Cmd {
	if m.stage == quoting {
		return m.ask()
	}
	return nil
}

// Shown closes the gate for a moment when somebody comes back to an offer, and
// asks for a new one when it is old.
func (m *Model) Shown() tea.Cmd {
	if m.stage != offered {
		return nil
	}
	if m.old() {
		return m.ask()
	}
	m.open()
	return nil
}

// Update takes one message.
func (m *Model) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyMsg:
		return m.key(msg)
	case quotedMsg:
		m.quoted(msg)
	case boughtMsg:
		return m.bought(msg)
	case answeredMsg:
		return m.answered(msg)
	case screen.OrderChangedMsg:
		return m.changed(msg.Order)
	}
	return nil
}

func (m *Model) key(k tea.KeyMsg) tea.Cmd {
	switch m.stage {
	case asking:
		return m.formKey(k)
	case offered:
		return m.offerKey(k)
	case quoteLost, notBought:
		if m.env.Keys.Refresh.Is(k) && m.mayAskAgain() {
			return m.ask()
		}
	case settled:
		if m.env.Keys.Enter.Is(k) {
			return m.follow()
		}
	case quoting:
		m.ahead = m.ahead || m.env.Keys.Buy.Is(k)
	case buying:
	}
	if m.env.Keys.Back.Is(k) {
		return m.back()
	}
	return nil
}

func (m *Model) formKey(k tea.KeyMsg) tea.Cmd {
	b := m.env.Keys
	switch {
	case b.Back.Is(k):
		return m.back()
	case b.Enter.Is(k) && !m.form.Ready() && !m.form.Last():
		m.form.Move(1)
	case b.Enter.Is(k):
		if m.form.Submit() {
			m.request.Fields = m.form.Values()
			return m.ask()
		}
	default:
		m.formRefused = ""
		m.form.Update(k, b)
	}
	return nil
}

// offerKey: only ctrl+y buys, and only through the gate.
func (m *Model) offerKey(k tea.KeyMsg) tea.Cmd {
	b := m.env.Keys
	m.answer = confirm.Nothing
	if m.quote.Blocked == nil {
		m.answer = m.gate.Press(k)
	}
	switch {
	case m.answer == confirm.Confirmed:
		m.stage, m.since = buying, m.env.Now()
		return buy(m.env.Desk, m.quote)
	case b.Back.Is(k):
		return m.back()
	case b.Refresh.Is(k):
		return m.ask()
	case m.quote.Blocked != nil, m.gate.Asks():
		return nil
	}
	for i, question := range m.phoneKeys() {
		if question.Is(k) {
			m.phone[i] = !m.phone[i]
		}
	}
	return nil
}

// back goes from an offer to its form, else it leaves the screen. An order
// that is under way goes on.
func (m *Model) back() tea.Cmd {
	m.req.Cancel()
	m.gate.Close()
	if m.form != nil && (m.stage == offered || m.stage == quoting || m.stage == quoteLost) {
		m.stage, m.asked = asking, true
		return nil
	}
	if m.mayCorrect() {
		m.stage, m.order, m.quote, m.err = asking, ledger.Order{}, desk.Quote{}, nil
		return nil
	}
	return screen.Send(screen.BackMsg{})
}

// ask prepares an offer. A new offer has a new reference, so it is never asked
// for once the old one was confirmed.
func (m *Model) ask() tea.Cmd {
	m.stage, m.err, m.formRefused, m.ahead = quoting, nil, "", false
	m.gate.Close()
	ctx, gen := m.req.Begin(m.env.Base)
	return askQuote(ctx, gen, m.env.Desk, m.request)
}

func (m *Model) quoted(msg quotedMsg) {
	if !m.req.Current(msg.gen) || m.stage != quoting {
		return
	}
	if msg.err != nil {
		m.err = providers.AsError(msg.err)
		m.stage = quoteLost
		if m.form != nil && m.err.Kind == providers.KindInvalid {
			m.stage, m.asked, m.formRefused = asking, true, voice.Reason(m.err.Why)
		}
		return
	}
	m.quote, m.stage, m.since = msg.quote, offered, m.env.Now()
	p := m.quote.Product // a copy: the quote goes when the order was refused
	m.product = &p
	if o := m.quote.Existing; o != nil {
		m.order, m.stage = *o, settled
		return
	}
	m.open()
	if m.ahead {
		m.gate.Doubt()
		m.answer, m.ahead = confirm.TooEarly, false
	}
}

// open starts the gate's quiet period: from now on the offer can be read.
func (m *Model) open() {
	m.answer = confirm.Nothing
	m.gate.Open(m.large())
}

func (m *Model) bought(msg boughtMsg) tea.Cmd {
	if msg.err != nil {
		m.stage, m.err = notBought, providers.AsError(msg.err)
		return nil
	}
	if o := msg.ticket.Order(); m.order.ID == "" {
		m.order = o
	}
	return waitFor(m.env.Base, msg.ticket)
}

func (m *Model) answered(msg answeredMsg) tea.Cmd {
	if msg.err != nil {
		m.err = providers.AsError(msg.err)
		if msg.order.ID == "" { // no order came of it
			m.stage = notBought
			return nil
		}
	}
	return m.take(msg.order)
}

// changed takes news of this very order that came another way: from settling,
// or from another console on the same ledger.
func (m *Model) changed(o ledger.Order) tea.Cmd {
	if m.stage != buying && m.stage != settled {
		return nil
	}
	if o.Reference != m.quote.Reference && (m.order.ID == "" || o.ID != m.order.ID) {
		return nil
	}
	if o.State == providers.StateDrafted || o.State == providers.StateSubmitted {
		return nil
	}
	return m.take(o)
}

// take shows an order's state. What is settled stays, unless it was reversed;
// what was delivered opens at once, and only once.
func (m *Model) take(o ledger.Order) tea.Cmd {
	was := m.order.State
	if m.stage == settled && was.Settled() && o.State != providers.StateRefunded {
		return nil
	}
	m.order, m.stage = o, settled
	if o.State == providers.StateCompleted && !m.isTopUp() && len(o.Delivery) > 0 {
		return screen.Send(screen.OpenActivationMsg{Order: o, Replace: true})
	}
	return nil
}

func (m *Model) follow() tea.Cmd {
	if m.toppedUp() {
		return tea.Batch(screen.Send(screen.BackMsg{}),
			screen.Send(screen.OpenESIMMsg{ICCID: m.request.ICCID, Provider: m.order.Provider}))
	}
	return tea.Batch(screen.Send(screen.BackMsg{}), screen.Send(screen.OpenOrderMsg{ID: m.order.ID}))
}

// Tells reports whether this screen itself shows what becomes of an order.
func (m *Model) Tells(o ledger.Order) bool {
	return (m.stage == buying || m.stage == settled) && (o.ID == m.order.ID || o.Reference == m.quote.Reference)
}
