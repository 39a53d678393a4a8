package orders

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"simdesk/providers"
	"simdesk/state/ledger"
	"simdesk/ui/keys"
	"simdesk/ui/screen"
	"simdesk/ui/widget/page"
)

// revealedFor is how long what was delivered stays readable: who reads a code
// first owns it.
const revealedFor = 2 * time.Minute

// detail is the order that is open.
type detail struct {
	order    ledger.Order
	steps    []step
	loading  bool
	err      *providers.Error // why the story is not known
	revealed bool
	since    time.Time // when it was revealed
	scroll   page.Scroll
	decision *decision // nil while nobody decides
}

// Tells reports whether the order's state is on the screen: at the top of an
// open order, or as the end of the form in which somebody decides it.
func (m *Model) Tells(o ledger.Order) bool {
	d := m.detail
	return d != nil && d.order.ID == o.ID && (d.decision != nil || d.scroll == page.Scroll{})
}

func (m *Model) open(o ledger.Order) tea.Cmd {
	m.detail = &detail{order: o}
	return m.readHistory()
}

// openID opens an order that may not be in the list.
func (m *Model) openID(id string) tea.Cmd {
	if i, ok := m.place(id); ok {
		return m.open(m.orders[i])
	}
	return m.open(ledger.Order{ID: id})
}

func (m *Model) readHistory() tea.Cmd {
	ctx, gen := m.history.Begin(m.env.Base)
	m.detail.loading = true
	return readHistory(ctx, gen, m.env.Desk, m.detail.order.ID)
}

func (m *Model) historyCame(msg historyMsg) tea.Cmd {
	if !m.history.Current(msg.gen) || m.detail == nil {
		return nil
	}
	d := m.detail
	d.loading, d.err = false, providers.AsError(msg.err)
	if d.err != nil {
		return nil
	}
	before := len(d.steps)
	d.order, d.steps = msg.order, msg.steps
	m.replaceListed(msg.order)
	return m.decisionOverNews(before)
}

// replaceListed brings the list up to date with what the story said.
func (m *Model) replaceListed(o ledger.Order) {
	if _, ok := m.place(o.ID); ok {
		m.replace(o)
	}
}

func (m *Model) close() {
	m.history.Cancel()
	m.detail = nil
}

// NextTick is when what was delivered is hidden again.
func (m *Model) NextTick() time.Time {
	if m.detail == nil || !m.detail.revealed {
		return time.Time{}
	}
	return m.detail.since.Add(revealedFor)
}

// hideInTime hides what was delivered again after a while.
func (m *Model) hideInTime() {
	if d := m.detail; d != nil && d.revealed && m.env.Now().Sub(d.since) >= revealedFor {
		d.revealed = false
	}
}

func (m *Model) detailBindings() []keys.Binding {
	k, d := m.env.Keys, m.detail
	reveal := k.Reveal.As("show codes")
	if d.revealed {
		reveal = k.Reveal.As("hide")
	}
	none := whyNoCode(d.order)
	noESIM := ""
	if iccidOf(d.order) == "" {
		noESIM = voice.Says("orders.no_esim")
	}
	decide := decideKey.Off(m.whyNotDecide())
	decide.Quiet = d.order.State != providers.StateNeedsReview
	return []keys.Binding{k.Back, decide, settleOne.Off(m.whyNotSettleThis()), reveal.Off(none), codeKey.Off(none), esimKey.Off(noESIM), copyKey,
		k.Refresh.As("read again").InHelpOnly(), settleAll.Off(m.whyNotSettle()).InHelpOnly(), k.HideCosts.InHelpOnly(),
		k.Down.As("scroll").InHelpOnly(), k.Up.As("scroll up").InHelpOnly()}
}

// whyNoCode says why there is no code to show and to hand over.
func whyNoCode(o ledger.Order) string {
	switch {
	case len(o.Delivery) == 0:
		return voice.Says("orders.nothing_delivered", "state", screen.Standing(o))
	case hasSecret(o.Delivery):
		return ""
	case o.Delivery[0].Type == providers.DeliverESIM:
		return voice.Says("orders.no_code_yet")
	}
	return voice.Says("orders.no_code")
}

func (m *Model) whyNotSettleThis() string {
	s := m.detail.order.State
	switch {
	case s == "":
		return voice.Says("orders.not_read")
	case s.Settled():
		return voice.Says("orders.settled_already", "state", screen.Standing(m.detail.order))
	}
	return m.whyNotSettle()
}

func (m *Model) detailKey(k tea.KeyMsg) tea.Cmd {
	b, d := m.env.Keys, m.detail
	switch {
	case b.Back.Is(k):
		m.close()
	case settleOne.Is(k):
		if m.whyNotSettleThis() == "" {
			return m.reconcile(d.order.ID)
		}
	case decideKey.Is(k):
		if m.whyNotDecide() == "" {
			return m.openDecision()
		}
	case settleAll.Is(k):
		return m.reconcile("")
	case b.Reveal.Is(k):
		d.revealed, d.since = !d.revealed && hasSecret(d.order.Delivery), m.env.Now()
	case codeKey.Is(k):
		if hasSecret(d.order.Delivery) {
			return screen.Send(screen.OpenActivationMsg{Order: d.order})
		}
	case esimKey.Is(k):
		if iccid := iccidOf(d.order); iccid != "" {
			return screen.Send(screen.OpenESIMMsg{ICCID: iccid, Provider: d.order.Provider})
		}
	case copyKey.Is(k):
		return screen.Copy(m.env.Terminal, m.support())
	case b.Refresh.Is(k):
		return m.readHistory()
	default:
		d.scroll.Update(k, b, len(m.detailLines()), m.h)
	}
	return nil
}

// iccidOf is the eSIM that an order delivered or is for, "" for none.
func iccidOf(o ledger.Order) string {
	for _, d := range o.Delivery {
		if (d.Type == providers.DeliverESIM || d.Type == providers.DeliverTopUp) && d.ICCID != "" {
			return d.ICCID
		}
	}
	if iccid, ok := providers.CleanICCID(o.Target); ok && o.Kind == providers.KindTopUp {
		return iccid
	}
	return ""
}
