package orders

import (
	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"

	"simdesk/providers"
	"simdesk/state/desk"
	"simdesk/ui/keys"
	"simdesk/ui/screen"
	"simdesk/ui/widget/confirm"
	"simdesk/ui/widget/filter"
	"simdesk/ui/widget/page"
)

// outcomes are what a person may find out, in the order in which they stand.
var outcomes = []struct {
	state providers.State
	word  string
}{
	{providers.StateCompleted, "went through"},
	{providers.StateFailed, "did not"},
	{providers.StateRefunded, "was given back"},
}

// field is a row of the form.
type field int

const (
	fieldOutcome field = iota
	fieldReason
	fieldClerk // passed over where it is known who sits here
	fieldRecord
)

// decision is the form in which a person says what became of an order. Enter
// records it, on its own row only, and only after a moment of quiet: what was
// typed ahead decides nothing.
type decision struct {
	outcome int // of outcomes, -1 before one is chosen: there is no default
	reason  textinput.Model
	clerk   textinput.Model
	asks    bool // who decides is not known
	at      field
	gate    *confirm.Gate
	say     string // why it is not recorded
	sending bool
	scroll  page.Scroll
}

// openDecision opens the form, and asks the provider once more meanwhile: what
// is decided on should be what there is now.
func (m *Model) openDecision() tea.Cmd {
	d := &decision{outcome: -1, asks: m.env.Clerk == "", gate: confirm.New(m.env.Theme, m.env.Keys.Enter, m.env.Now)}
	for _, in := range []*textinput.Model{&d.reason, &d.clerk} {
		*in = filter.NewInput(m.env.Theme)
		in.Prompt = ""
	}
	d.reason.Placeholder, d.clerk.Placeholder = "what was seen, or who said so", "your name"
	d.clerk.SetValue(m.name)
	m.detail.decision = d
	m.sizeDecision()
	return m.reconcile(m.detail.order.ID)
}

func (m *Model) sizeDecision() {
	if m.detail == nil || m.detail.decision == nil {
		return
	}
	w := max(m.w-decisionLabel-2, 1)
	m.detail.decision.reason.Width, m.detail.decision.clerk.Width = w, w
}

// whyNotDecide says why a person has nothing to decide here.
func (m *Model) whyNotDecide() string {
	s := m.detail.order.State
	switch {
	case s == "":
		return "The order is not read yet."
	case s.Settled():
		return "There is nothing to decide: " + settledWord(m.detail.order) + "."
	case s != providers.StateNeedsReview:
		return "simdesk is still finding out. A person decides only what nobody can find out."
	case m.env.HideCosts():
		return "The evidence is hidden while a customer is looking: ^O shows it."
	}
	return ""
}

func (m *Model) decisionBindings() []keys.Binding {
	k, c := m.env.Keys, m.detail.decision
	enter := k.Enter.As("next")
	if c.at == fieldRecord {
		enter = k.Enter.As("record")
		enter.Long = "Record the decision with your name. Spends nothing."
	}
	// The narrowest footer holds three: the way on, and the way out.
	down, up, back := k.Down.As("next row"), k.Up.As("row before"), k.Back.As("cancel")
	var on []keys.Binding
	switch c.at {
	case fieldOutcome:
		on = []keys.Binding{enter, k.Right.As("choose"), back, k.Left.As("choose the one before").InHelpOnly(), down.InHelpOnly()}
	case c.lastText():
		on = []keys.Binding{k.Down.As("to record"), up, back} // enter goes no further
	case fieldRecord:
		on = []keys.Binding{enter, up, back}
	default:
		on = []keys.Binding{enter, down, back, up.InHelpOnly()}
	}
	return append(on, k.PageDown.As("more evidence"), k.Refresh.As("ask again").Off(m.whyNotSettle()),
		k.Next.As("next row").InHelpOnly(), k.Prev.As("row before").InHelpOnly(), k.PageUp.As("evidence before").InHelpOnly())
}

func (m *Model) decisionKey(k tea.KeyMsg) tea.Cmd {
	b, c := m.env.Keys, m.detail.decision
	if c.at == fieldRecord {
		switch c.gate.Press(k) {
		case confirm.Confirmed:
			return m.record()
		case confirm.TooEarly:
			c.say = "That was too early to count: press " + b.Enter.Label + " again."
			return nil
		case confirm.Nothing, confirm.Untyped:
		}
	}
	switch {
	case b.Back.Is(k):
		m.detail.decision = nil
	case b.Refresh.Is(k):
		return m.reconcile(m.detail.order.ID)
	case b.PageUp.Is(k), b.PageDown.Is(k):
		c.scroll.Update(k, b, len(m.compared()), m.comparedRoom())
	case b.Down.Is(k), b.Next.Is(k):
		c.move(1)
	case b.Up.Is(k), b.Prev.Is(k):
		c.move(-1)
	case b.Enter.Is(k):
		c.enter()
	default:
		c.edit(k, b)
	}
	return nil
}

// move goes to the next row or the one before. The gate opens when its row is
// reached, so that the keys that led there open nothing.
func (c *decision) move(by field) {
	to := c.at + by
	if to == fieldClerk && !c.asks {
		to += by
	}
	if to < fieldOutcome || to > fieldRecord {
		return
	}
	c.at, c.say = to, ""
	c.reason.Blur()
	c.clerk.Blur()
	c.gate.Close()
	switch to {
	case fieldReason:
		c.reason.Focus()
	case fieldClerk:
		c.clerk.Focus()
	case fieldRecord:
		c.gate.Open(nil)
	case fieldOutcome:
	}
}

// enter goes on to the next row, but never to the last: an enter that is held
// down would go on to record.
func (c *decision) enter() {
	last := c.lastText()
	if c.at == last {
		c.say = "↓ goes on to record it."
		return
	}
	if c.at < last {
		c.move(1)
	}
}

// lastText is the last row that is written in.
func (c *decision) lastText() field {
	if c.asks {
		return fieldClerk
	}
	return fieldReason
}

func (c *decision) edit(k tea.KeyMsg, b keys.Map) {
	n := len(outcomes)
	switch c.at {
	case fieldOutcome:
		if b.Right.Is(k) {
			c.outcome = (c.outcome + 1) % n
		} else if b.Left.Is(k) {
			c.outcome = (max(c.outcome, 0) + n - 1) % n
		}
	case fieldReason:
		c.reason, _ = c.reason.Update(keys.Text(k))
	case fieldClerk:
		c.clerk, _ = c.clerk.Update(keys.Text(k))
	case fieldRecord:
		return
	}
	c.say = ""
}

// request is what the form says.
func (m *Model) request() desk.DecideRequest {
	c := m.detail.decision
	r := desk.DecideRequest{ID: m.detail.order.ID, Clerk: m.env.Clerk, Reason: c.reason.Value()}
	if c.asks {
		r.Clerk = c.clerk.Value()
	}
	if c.outcome >= 0 {
		r.State = outcomes[c.outcome].state
	}
	return r
}

// record hands the decision to the desk, unless something is missing.
func (m *Model) record() tea.Cmd {
	c, r := m.detail.decision, m.request()
	switch err := providers.AsError(r.Check()); {
	case m.settling:
		c.say = m.env.Title(m.detail.order.Provider) + " is being asked once more: wait for what it says."
	case m.env.HideCosts():
		c.say = m.whyNotDecide()
	case err != nil:
		c.say = screen.Voice.Reason(err.Reason())
	default:
		c.say, c.sending, m.name = "", true, c.clerk.Value()
		return decide(m.env.Base, m.env.Desk, r)
	}
	c.gate.Open(nil)
	return nil
}

// decided takes the desk's answer. Somebody else may have been faster, or the
// order may have been found after all: then there is nothing left to decide.
func (m *Model) decided(msg decidedMsg) tea.Cmd {
	var c *decision
	if m.detail != nil && m.detail.order.ID == msg.request.ID {
		c = m.detail.decision
	}
	said := screen.Notice("Recorded by " + page.Clean(msg.request.Clerk) + ": " + decisionWord(msg.request.State) + ".")
	if e := providers.AsError(msg.err); e != nil {
		said = screen.Alarm(page.Clean(screen.Voice.Reason(e.Reason())))
		if c != nil && (msg.order.State == "" || msg.order.State == providers.StateNeedsReview) {
			c.sending, c.say = false, page.Clean(screen.Voice.Reason(e.Reason()))
			if c.at == fieldRecord {
				c.gate.Open(nil)
			}
			return nil
		}
	}
	cmds := []tea.Cmd{screen.Send(said)}
	if msg.order.ID != "" {
		m.replaceListed(msg.order)
	}
	if c != nil {
		m.detail.decision, m.detail.order = nil, msg.order
		cmds = append(cmds, m.readHistory())
	}
	return tea.Batch(cmds...)
}

// decisionOverNews keeps the form true to what is known: it closes when the
// order has been settled, and what has just changed is looked at before enter
// counts.
func (m *Model) decisionOverNews(before int) tea.Cmd {
	d := m.detail
	c := d.decision
	switch {
	case c == nil || c.sending:
		return nil
	case d.order.State != providers.StateNeedsReview:
		d.decision = nil
		return screen.Send(screen.Notice("There is nothing left to decide: " + settledWord(d.order) + "."))
	case len(d.steps) != before && c.at == fieldRecord:
		c.gate.Open(nil)
	}
	return nil
}
