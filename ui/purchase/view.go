package purchase

import (
	"cmp"
	"fmt"
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
	switch m.stage {
	case asking:
		return m.viewForm()
	case offered:
		return m.viewOffer()
	case quoting, quoteLost, buying, settled, notBought:
	}
	t, p := m.env.Theme, m.heading()
	p.Gap()
	switch m.stage {
	case quoting:
		p.Say(t.Text, "", "Preparing the offer: asking "+m.title()+" for price and wallet…")
		if m.ahead {
			p.Gap()
			p.Say(t.Warn, "! ", "Nothing is bought before the offer is here: press "+m.env.Keys.Buy.Label+" then.")
		}
	case quoteLost, notBought:
		p.Say(t.Bad, "! ", m.why(m.err))
	case buying:
		p.Say(t.Strong, "", m.waitingFor())
		m.number(p)
	case settled:
		m.outcome(p)
	case asking, offered:
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
		what = "Top up: " + what
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
	t, p, below := m.env.Theme, m.heading(), page.New(m.env.Theme, m.w)
	if m.formRefused != "" {
		below.Say(t.Bad, "! ", m.formRefused)
	} else {
		below.Say(t.Dim, "", m.costSoFar())
	}
	rest := below.Lines()
	if len(rest) > 0 {
		rest = append([]string{""}, rest...)
	}
	lines := append(p.Lines(), "")
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
		return "Costs " + say.Amount(cost) + "."
	}
	return "Costs about " + say.Amount(cost) + "."
}

func (m *Model) waitingFor() string {
	waited := m.env.Now().Sub(m.since)
	if waited >= patience {
		return fmt.Sprintf("Still asking %s, %d s. Leaving this screen does not stop it.", m.title(), int(waited.Seconds()))
	}
	return "Asking " + m.title() + "…"
}

func (m *Model) number(p *page.Page) {
	if m.order.ID != "" {
		p.Gap()
		p.Say(m.env.Theme.Dim, "", "Order "+m.order.ID)
	}
}

// outcome says what became of the order, from its state alone.
func (m *Model) outcome(p *page.Page) {
	t, who := m.env.Theme, m.title()
	switch m.order.State {
	case providers.StateCompleted:
		p.Say(t.Good, "✓ ", m.done())
	case providers.StateFailed:
		p.Say(t.Bad, "! ", m.refused())
	case providers.StateRefunded:
		p.Say(t.Bad, "! ", who+" took the order back and returned the money.")
	case providers.StateProcessing:
		p.Say(t.Warn, "· ", who+" has taken the order and is still working on it. simdesk keeps asking. Leaving this screen does not stop it.")
	case providers.StateNeedsReview:
		p.Say(t.Bad, "! ", "Nobody can tell whether "+who+" took this order. It is not charged twice. Orders shows the evidence: you decide.")
	case providers.StateUnknown, providers.StateDrafted, providers.StateSubmitted:
		p.Say(t.Warn, "? ", who+" has not said whether it went through. It is not charged twice: simdesk keeps asking.")
	}
	if m.err != nil && !m.order.State.Settled() && !m.env.HideCosts() {
		p.Gap()
		p.Say(t.Dim, "", screen.Voice.Reason(m.err.Why))
	}
	p.Gap()
	p.Say(t.Dim, "", m.said())
	m.number(p)
}

// refused says what came of an order that failed, and that it cost nothing
// where that is sure.
func (m *Model) refused() string {
	who, next := m.title(), " Esc goes back: choose another product or provider."
	if m.mayCorrect() {
		next = " Esc goes back to what was typed."
	}
	free, sent := say.CostNothing(m.order), m.order.Charged.By != providers.ByNotSending
	switch {
	case m.env.HideCosts() && free && sent:
		return who + " refused. Nothing was charged. Why is " + hiddenWords + next
	case m.env.HideCosts() && free:
		return "Not sent. Nothing was charged. Why is " + hiddenWords + next
	case m.env.HideCosts():
		return "Not carried out. What became of the money is " + hiddenWords + " Orders tells it."
	case !free:
		return "Not carried out. " + m.reason()
	case !sent:
		return "Not sent. " + screen.Refused(m.reason()) + next
	default:
		return who + " refused: " + screen.Refused(m.reason()) + next
	}
}

func (m *Model) done() string {
	if m.isTopUp() {
		return "Done: the top-up is on eSIM " + m.request.ICCID + ". ↵ shows what is left on it."
	}
	return "Done."
}

func (m *Model) reason() string {
	if m.order.Error == nil {
		return "it gave no reason."
	}
	return cmp.Or(strings.TrimSpace(screen.Voice.Problem(*m.order.Error)), "it gave no reason.")
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
	return m.title() + " says: " + say.Plain(word)
}
