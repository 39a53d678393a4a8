package orders

import (
	"cmp"

	tea "github.com/charmbracelet/bubbletea"

	"simdesk/providers"
	"simdesk/state/desk"
	"simdesk/ui/keys"
	"simdesk/ui/screen"
	"simdesk/ui/widget/confirm"
	"simdesk/ui/widget/form"
	"simdesk/ui/widget/page"
)

// outcomes are what a person may find out, in the order in which they stand.
var outcomes = []struct {
	state providers.State
	word  string
}{
	{providers.StateCompleted, voice.Says("orders.option_went_through")},
	{providers.StateFailed, voice.Says("orders.option_did_not")},
	{providers.StateRefunded, voice.Says("orders.option_was_given")},
}

// The names of the form's fields.
const (
	fieldOutcome = "outcome"
	fieldReason  = "reason"
	fieldClerk   = "clerk"
)

// decision is the form in which a person says what became of an order, and
// under it the row that records. Enter records on that row only, and only after
// a moment of quiet: what was typed ahead decides nothing.
type decision struct {
	form      *form.Form
	recording bool // the cursor is on the row that records
	gate      *confirm.Gate
	say       string // why it is not recorded
	sending   bool
	scroll    page.Scroll
}

// openDecision opens the form, and asks the provider once more meanwhile: what
// is decided on should be what there is now.
func (m *Model) openDecision() tea.Cmd {
	words := make([]string, len(outcomes)) // none is chosen: there is no default
	for i, o := range outcomes {
		words[i] = o.word
	}
	fields := []form.Field{{Name: fieldOutcome, Label: "It", Choices: words, Options: true},
		{Name: fieldReason, Label: "Reason", Empty: []string{voice.Says("orders.reason_hint")}}}
	if m.env.Clerk == "" { // who decides is not known
		fields = append(fields, form.Field{Name: fieldClerk, Label: "Clerk", Empty: []string{"your name"}, Value: m.name})
	}
	m.detail.decision = &decision{form: form.New(m.env.Theme, fields), gate: confirm.New(m.env.Theme, m.env.Keys.Enter, m.env.Now)}
	m.detail.decision.form.SetWidth(m.w)
	return m.reconcile(m.detail.order.ID)
}

// whyNotDecide says why a person has nothing to decide here.
func (m *Model) whyNotDecide() string {
	s := m.detail.order.State
	switch {
	case s == "":
		return voice.Says("orders.not_read")
	case s.Settled():
		return voice.Says("orders.nothing_to_decide", "state", screen.Standing(m.detail.order))
	case s != providers.StateNeedsReview:
		return voice.Says("orders.finding_out")
	case m.env.HideCosts():
		return voice.Says("orders.evidence_hidden")
	}
	return ""
}

func (m *Model) decisionBindings() []keys.Binding {
	k, c := m.env.Keys, m.detail.decision
	enter := k.Enter.As("next")
	if c.recording {
		enter = k.Enter.As("record")
		enter.Long = voice.Says("orders.key_record")
	}
	// The narrowest footer holds three: the way on, and the way out.
	down, up, back := k.Down.As("next row"), k.Up.As("row before"), k.Back.As("cancel")
	var on []keys.Binding
	switch {
	case c.recording:
		on = []keys.Binding{enter, up, back}
	case c.form.At() == 0:
		on = []keys.Binding{enter, k.Right.As("choose"), back, k.Left.As("choose before").InHelpOnly(), down.InHelpOnly()}
	case c.form.Last():
		on = []keys.Binding{k.Down.As("to record"), up, back} // enter goes no further
	default:
		on = []keys.Binding{enter, down, back, up.InHelpOnly()}
	}
	return append(on, k.PageDown.As("more evidence"), k.Refresh.As("ask again").Off(m.whyNotSettle()),
		k.Next.As("next row").InHelpOnly(), k.Prev.As("row before").InHelpOnly(), k.PageUp.As("evidence before").InHelpOnly())
}

func (m *Model) decisionKey(k tea.KeyMsg) tea.Cmd {
	b, c := m.env.Keys, m.detail.decision
	if c.recording {
		switch c.gate.Press(k) {
		case confirm.Confirmed:
			return m.record()
		case confirm.TooEarly:
			c.say = voice.Says("widget.too_early", "key", b.Enter.Label)
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
	case c.recording:
	case b.Enter.Is(k) && c.form.Last():
		// Never on to the last row: an enter that is held down would record.
		c.say = voice.Says("orders.to_record")
	case b.Enter.Is(k):
		c.move(1)
	default:
		c.form.Update(k, b)
		c.say = ""
	}
	return nil
}

// move goes to the next row or the one before. The gate opens when its row is
// reached, so that the keys that led there open nothing.
func (c *decision) move(by int) {
	switch {
	case c.recording && by < 0:
		c.recording = false
		c.gate.Close()
		c.form.Focus(c.form.Len() - 1)
	case c.recording, by < 0 && c.form.At() == 0:
		return
	case by > 0 && c.form.Last():
		c.recording = true
		c.form.Focus(c.form.Len())
		c.gate.Open(nil)
	default:
		c.form.Move(by)
	}
	c.say = ""
}

// request is what the form says.
func (m *Model) request() desk.DecideRequest {
	values := m.detail.decision.form.Values()
	r := desk.DecideRequest{ID: m.detail.order.ID, Clerk: cmp.Or(m.env.Clerk, values[fieldClerk]), Reason: values[fieldReason]}
	for _, o := range outcomes {
		if o.word == values[fieldOutcome] {
			r.State = o.state
		}
	}
	return r
}

// record hands the decision to the desk, unless something is missing.
func (m *Model) record() tea.Cmd {
	c, r := m.detail.decision, m.request()
	switch err := providers.AsError(r.Check()); {
	case m.settling:
		c.say = voice.Says("orders.wait_for_it", "who", m.env.Title(m.detail.order.Provider))
	case m.env.HideCosts():
		c.say = m.whyNotDecide()
	case err != nil:
		c.say = voice.Reason(err.Why)
	default:
		c.say, c.sending, m.name = "", true, r.Clerk
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
	said := screen.Notice(voice.Says("orders.recorded", "clerk", page.Clean(msg.request.Clerk), "outcome", screen.Outcome(msg.request.State)))
	if e := providers.AsError(msg.err); e != nil {
		said = screen.Alarm(page.Clean(voice.Reason(e.Why)))
		if c != nil && (msg.order.State == "" || msg.order.State == providers.StateNeedsReview) {
			c.sending, c.say = false, said.Text
			c.gate.Open(nil)
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
		return screen.Send(screen.Notice(voice.Says("orders.nothing_left", "state", screen.Standing(d.order))))
	case len(d.steps) != before:
		c.gate.Open(nil)
	}
	return nil
}
