package purchase

import (
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"

	"simdesk/providers"
	"simdesk/ui/say"
	"simdesk/ui/screen"
	"simdesk/ui/widget/page"
)

// patience is how long "Asking…" stands before the seconds are counted.
const patience = 4 * time.Second

// View draws the stage.
func (m *Model) View() string {
	t, p := m.env.Theme, m.heading()
	p.Gap()
	switch m.stage {
	case asking:
		return m.viewForm()
	case offered:
		return m.viewOffer()
	case quoting:
		p.Say(t.Text, "", voice.Says("purchase.preparing", "who", m.title()))
		if m.ahead {
			p.Gap()
			p.Say(t.Warn, "! ", voice.Says("purchase.before_offer", "key", m.env.Keys.Buy.Label))
		}
	case quoteLost:
		p.Say(t.Bad, "! ", m.why(m.err, m.env.Explain))
	case notBought:
		p.Say(t.Bad, "! ", m.why(m.err, m.env.ExplainSale))
	case buying:
		p.Say(t.Strong, "", m.waitingFor())
		m.number(p)
	case settled:
		m.outcome(p)
	}
	return m.fit(p.Lines())
}

func (m *Model) title() string { return m.env.Title(m.request.Provider) }

// heading begins a page with what is bought, from the offer's own copy once
// there is one.
func (m *Model) heading() *page.Page {
	what := m.request.ProductID
	if m.product != nil && m.product.Name != "" {
		what = m.product.Name
	}
	if m.isTopUp() {
		what = voice.Says("purchase.top_up", "what", what)
	}
	p := page.New(m.env.Theme, m.w)
	p.Title(m.cut(what + " · " + m.title()))
	return p
}

// fit joins as many lines as there is room for.
func (m *Model) fit(lines []string) string {
	return strings.Join(lines[:min(len(lines), max(m.h, 1))], "\n")
}

// cut is for what must stay on one line.
func (m *Model) cut(s string) string { return ansi.Truncate(page.Clean(s), max(m.w-2, 1), "…") }

func (m *Model) viewForm() string {
	t, below := m.env.Theme, page.New(m.env.Theme, m.w)
	if m.formRefused != "" {
		below.Say(t.Bad, "! ", m.formRefused)
	} else {
		below.Say(t.Dim, "", m.costSoFar())
	}
	rest := below.Lines()
	if len(rest) > 0 {
		rest = append([]string{""}, rest...)
	}
	lines := append(m.heading().Lines(), "")
	boxes := strings.Split(m.form.View(max(m.h-len(lines)-len(rest), 3)), "\n")
	return m.fit(append(append(lines, boxes...), rest...))
}

// costSoFar estimates the cost of what is typed, for the clerk alone.
func (m *Model) costSoFar() string {
	if m.env.HideCosts() || m.product.CheckFields(m.form.Values()) != nil {
		return ""
	}
	cost := m.product.CostWith(m.form.Values())
	if cost == nil {
		return ""
	}
	if m.product.Fixed() {
		return voice.Says("purchase.costs", "money", say.Amount(cost))
	}
	return voice.Says("purchase.costs_about", "money", say.Amount(cost))
}

func (m *Model) waitingFor() string {
	waited := m.env.Now().Sub(m.since)
	if waited >= patience {
		return voice.Says("purchase.still_asking", "who", m.title(), "waited", waited)
	}
	return voice.Says("purchase.asking", "who", m.title())
}

func (m *Model) number(p *page.Page) {
	if m.order.ID != "" {
		p.Gap()
		p.Say(m.env.Theme.Dim, "", voice.Says("orders.order", "id", m.order.ID))
	}
}

// outcome says what became of the order, and what can be done about it here.
func (m *Model) outcome(p *page.Page) {
	t, s := m.env.Theme, m.order.State
	verdict := voice.What(m.env.Verdict(m.order))
	if m.toppedUp() {
		verdict = voice.Says("purchase.topped_up", "iccid", m.request.ICCID)
	}
	style := *screen.StateStyle(t, s)
	if s == providers.StateFailed || s == providers.StateRefunded {
		style = t.Bad // there is no sale
	}
	p.Say(style, screen.StateSign(s)+" ", verdict)
	p.Say(t.Text, "  ", m.next())
	if m.err != nil && !s.Settled() && !m.env.HideCosts() {
		p.Gap()
		p.Say(t.Dim, "", voice.Reason(m.err.Why))
	}
	p.Gap()
	p.Say(t.Dim, "", m.said())
	m.number(p)
}

// next is what can be done about an outcome here, "" for one that opens another
// screen.
func (m *Model) next() string {
	switch s := m.order.State; {
	case m.mayCorrect():
		return voice.Says("purchase.correct")
	case s == providers.StateFailed && say.CostNothing(m.order):
		return voice.Says("purchase.choose_another")
	case s == providers.StateFailed, s == providers.StateRefunded:
		return voice.Says("purchase.see_order")
	case s == providers.StateNeedsReview:
		return voice.Says("purchase.you_decide")
	case !s.Settled():
		return voice.Says("purchase.leave")
	}
	return ""
}

// said is the provider's own word, which always stays visible. What it wrote
// beside its status may name costs and wallets, and is not for a customer.
func (m *Model) said() string {
	word := m.order.ProviderStatus
	if p := m.order.Error; p != nil && !m.env.HideCosts() {
		for _, more := range []string{p.Code, p.Detail} {
			if more != "" && !strings.Contains(word, more) {
				word = strings.TrimSpace(word + " " + more)
			}
		}
	}
	if word == "" {
		return ""
	}
	return voice.Says("purchase.they_say", "who", m.title(), "words", say.Plain(word))
}
