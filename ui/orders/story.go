package orders

import (
	"strings"
	"time"

	"simdesk/providers"
	"simdesk/state/ledger"
	"simdesk/state/settle"
	"simdesk/ui/say"
	"simdesk/ui/screen"
	"simdesk/ui/widget/page"
)

// viewDetail draws the order that is open.
func (m *Model) viewDetail() string {
	return m.detail.scroll.View(m.detailLines(), m.h, m.env.Theme)
}

// detailLines are everything about the order, what a person must do first.
func (m *Model) detailLines() []string {
	t, d := m.env.Theme, m.detail
	p := page.New(t, m.w)
	o := d.order
	if o.State == "" {
		p.Title("Order " + o.ID)
		if d.err != nil {
			p.Say(t.Bad, "! ", m.env.Explain(d.err))
		} else {
			p.Say(t.Dim, "", "Reading the ledger…")
		}
		return p.Lines()
	}
	m.head(p, o)
	if d.err != nil {
		p.Say(t.Bad, "! ", m.env.Explain(d.err))
	}
	p.Gap()
	if o.State == providers.StateNeedsReview {
		m.evidence(p)
	}
	m.delivered(p)
	m.story(p)
	if o.State != providers.StateNeedsReview {
		m.evidence(p)
	}
	p.Title("For support (C copies this)")
	for _, line := range m.supportLines() {
		p.Fact(line[0], line[1])
	}
	return p.Lines()
}

func (m *Model) head(p *page.Page, o ledger.Order) {
	t := m.env.Theme
	p.Title(say.What(o) + " · " + m.env.Title(o.Provider))
	p.Say(*screen.StateStyle(t, o.State), screen.StateSign(o.State)+" ", m.verdict(o))
	money := "Price " + say.Amount(o.Price)
	if !m.env.HideCosts() {
		money += " · cost " + say.Amount(o.Cost) + " · charged: " + say.ChargedWord(o.Charged)
	}
	p.Gap()
	p.Fact("Money", money)
	p.Fact("For", whom(o))
	p.Fact("Sold", join(m.time(o.CreatedAt), by(o.Clerk), sandboxWord(o.Sandbox)))
	if m.settling {
		p.Say(t.Warn, "", "Asking "+m.env.Title(o.Provider)+" what became of it…")
	}
}

func sandboxWord(sandbox bool) string {
	if sandbox {
		return "SANDBOX: no real money"
	}
	return ""
}

func by(clerk string) string {
	if clerk == "" {
		return ""
	}
	return "by " + clerk
}

func join(parts ...string) string {
	kept := parts[:0]
	for _, s := range parts {
		if s != "" {
			kept = append(kept, s)
		}
	}
	return strings.Join(kept, " · ")
}

func (m *Model) time(at time.Time) string {
	return at.In(m.env.Now().Location()).Format("2 Jan 2006 15:04:05")
}

// verdict says what the state means for the money and what a person should
// do. Only a refusal says that nothing was charged.
func (m *Model) verdict(o ledger.Order) string {
	who := m.env.Title(o.Provider)
	if s, ok := m.detail.lastDecision(); ok {
		return m.decidedWords(o, s)
	}
	switch o.State {
	case providers.StateDrafted:
		return "Confirmed and not sent. Nothing was charged. simdesk gives it up by itself when nobody sends it."
	case providers.StateSubmitted:
		return "Sent to " + who + ", no answer yet. It is not charged twice. S asks what became of it."
	case providers.StateProcessing:
		return who + " has taken it and is still working on it. simdesk keeps asking, S asks now."
	case providers.StateCompleted:
		if say.LookAtIt(o) {
			return "Done, but look at it: " + m.reason(o)
		}
		return "Done."
	case providers.StateFailed:
		switch {
		case !say.CostNothing(o):
			return "Not carried out: " + m.reason(o)
		case o.Charged.By == providers.ByNotSending:
			return "Not sent: " + m.reason(o) + " Nothing was charged."
		}
		return "Refused: " + m.reason(o) + " Nothing was charged."
	case providers.StateUnknown:
		return "Not known: " + who + " has not said whether it went through. It is not charged twice: simdesk keeps asking, S asks now."
	case providers.StateRefunded:
		return who + " took it back and returned the money."
	case providers.StateNeedsReview:
		open := "nobody can tell whether " + who + " took it."
		if o.ProviderStatus != "" { // it lists the order, which says what is open then
			open = m.reason(o)
		}
		return "Needs you: " + open + " Compare the evidence below with what " + who +
			"'s own site or support says; C copies what they need, S asks " + who +
			" once more. Do not sell it again before that is clear; D records what you found out."
	}
	return string(o.State)
}

// decidedWords say whose word it is: no provider has said so.
func (m *Model) decidedWords(o ledger.Order, s step) string {
	words := page.Clean(s.Clerk) + " decided: " + decisionWord(o.State) + "."
	if !m.env.HideCosts() {
		words += " “" + page.Clean(s.change.Note) + "”"
	}
	if until := settle.AskedUntil(o); m.env.Now().Before(until) {
		words += " Until " + until.In(m.env.Now().Location()).Format("2 Jan") + " simdesk goes on asking " + m.env.Title(o.Provider) + ", in case it did."
	}
	return words
}

func (m *Model) problem(o ledger.Order) string {
	if o.Error == nil {
		return ""
	}
	return page.Clean(screen.Voice.Problem(*o.Error))
}

func (m *Model) reason(o ledger.Order) string {
	s := m.problem(o)
	if s == "" {
		return m.env.Title(o.Provider) + " gave no reason."
	}
	if m.env.HideCosts() {
		return hiddenWords
	}
	if !strings.ContainsAny(s[len(s)-1:], ".!?") {
		s += "."
	}
	return s
}

// hiddenWords stands for what a provider wrote: it may name costs and wallets.
const hiddenWords = "hidden while a customer is looking."

// story is every step with its time, clerk and what it brought.
func (m *Model) story(p *page.Page) {
	t, d := m.env.Theme, m.detail
	p.Title("Story")
	if d.loading && len(d.steps) == 0 {
		p.Say(t.Dim, "", "Reading the ledger…")
	}
	if m.env.HideCosts() && len(d.steps) > 0 {
		p.Say(t.Dim, "", "Notes and the provider's words are "+hiddenWords)
	}
	day, was := "", providers.State("")
	for _, s := range d.steps {
		at := s.At.In(m.env.Now().Location())
		if now := at.Format("2 Jan 2006"); now != day {
			day = now
			p.Say(t.Dim, "", day)
		}
		p.FactIn(*screen.StateStyle(t, s.State), at.Format("15:04:05"), screen.StateSign(s.State)+" "+join(m.stepWords(s, was), by(s.Clerk)))
		m.brought(p, s)
		was = s.State
	}
	p.Gap()
}

func (m *Model) stepWords(s step, was providers.State) string {
	who := m.env.Title(m.detail.order.Provider)
	if s.change.Decided {
		return "decided: " + decisionWord(s.State)
	}
	if s.State == was {
		return "still " + say.StateWord(s.State)
	}
	switch s.State {
	case providers.StateDrafted:
		return "confirmed"
	case providers.StateSubmitted:
		return "sent to " + who
	case providers.StateProcessing:
		return who + " works on it"
	case providers.StateNeedsReview:
		return "handed to a person"
	case providers.StateCompleted, providers.StateFailed, providers.StateUnknown, providers.StateRefunded:
	}
	return say.StateWord(s.State)
}

// brought is what a step says beside the state.
func (m *Model) brought(p *page.Page, s step) {
	t, c := m.env.Theme, s.change
	if s.broken {
		p.FactIn(t.Bad, "", "What this step says cannot be read. simdesk doctor checks the ledger.")
		return
	}
	var parts []string
	if c.ProviderOrderID != "" {
		parts = append(parts, "their order "+c.ProviderOrderID)
	}
	if c.ProviderStatus != "" {
		parts = append(parts, "they say "+c.ProviderStatus)
	}
	if n := len(c.Delivery); n > 0 {
		parts = append(parts, "delivered: "+deliveryNames(c.Delivery))
	}
	if c.Cost != nil && !m.env.HideCosts() {
		parts = append(parts, "cost "+c.Cost.String())
	}
	p.FactIn(t.Dim, "", strings.Join(parts, " · "))
	if m.env.HideCosts() {
		return
	}
	p.Fact("", c.Note)
	p.Fact("", screen.Voice.Reason(c.Why))
	if e := c.Error; e != nil && !c.Decided { // a decision's error repeats its reason
		p.Fact("", join(screen.Voice.Problem(*e), e.Code))
		if page.Clean(e.Detail) != "" {
			p.FactIn(t.Dim, "", "“"+e.Detail+"”")
		}
	}
}
