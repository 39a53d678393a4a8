package purchase

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"

	"simdesk/providers"
	"simdesk/ui/screen"
)

// patience is how long "Asking…" stands before the seconds are counted.
const patience = 4 * time.Second

// View draws the stage.
func (m *Model) View() string {
	switch m.stage {
	case asking:
		return m.viewForm()
	case quoting:
		return m.viewQuoting()
	case quoteLost, notBought:
		return m.lines(append([]string{m.heading(), ""}, m.bad(m.why(m.err))...)...)
	case offered:
		return m.viewOffer()
	case buying:
		return m.viewBuying()
	case settled:
	}
	return m.viewOutcome()
}

func (m *Model) viewQuoting() string {
	all := []string{m.heading(), "", m.cut("Preparing the offer: asking " + m.title() + " for price and wallet…")}
	if m.ahead {
		all = append(all, "", m.env.Theme.Warn.Render(m.cut("! Nothing is bought before the offer is here: press "+m.env.Keys.Buy.Label+" then.")))
	}
	return m.lines(all...)
}

func (m *Model) title() string { return m.env.Title(m.request.Provider) }

// heading names what is bought, from the offer's own copy once there is one.
func (m *Model) heading() string {
	what := m.request.ProductID
	if m.product != nil && m.product.Name != "" {
		what = m.product.Name
	}
	if m.isTopUp() {
		what = "Top up: " + what
	}
	return m.env.Theme.Title.Render(m.cut(what + " · " + m.title()))
}

// lines joins lines with the screen's margin, at most as many as there is
// room for. Each must be cut to width already.
func (m *Model) lines(all ...string) string {
	for i, line := range all {
		if line != "" {
			all[i] = " " + line
		}
	}
	return strings.Join(all[:min(len(all), max(m.h, 1))], "\n")
}

func (m *Model) cut(s string) string { return ansi.Truncate(s, max(m.w-2, 1), "…") }

func (m *Model) wrap(s string) []string {
	return strings.Split(ansi.Wrap(s, max(m.w-3, 10), ""), "\n")
}

// bad wraps a sentence about something that failed, with its sign in front.
func (m *Model) bad(s string) []string { return m.signed("! ", m.env.Theme.Bad.Render, s) }

func (m *Model) signed(sign string, render func(...string) string, s string) []string {
	indent := ansi.StringWidth(sign)
	lines := strings.Split(ansi.Wrap(s, max(m.w-3-indent, 10), ""), "\n")
	for i, line := range lines {
		if i > 0 {
			sign = strings.Repeat(" ", indent)
		}
		lines[i] = render(sign + line)
	}
	return lines
}

func (m *Model) viewForm() string {
	all, below := []string{m.heading(), ""}, []string{}
	if m.formRefused != "" {
		below = append([]string{""}, m.bad(m.formRefused)...)
	} else if say := m.costSoFar(); say != "" {
		below = []string{"", m.env.Theme.Dim.Render(m.cut(say))}
	}
	for _, line := range strings.Split(m.form.View(m.h-len(all)-len(below)), "\n") {
		all = append(all, strings.TrimPrefix(line, " "))
	}
	return m.lines(append(all, below...)...)
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
		return "Costs " + screen.Amount(cost) + "."
	}
	return "Costs about " + screen.Amount(cost) + "."
}

func (m *Model) viewBuying() string {
	waited := m.env.Now().Sub(m.since)
	who := m.title()
	say := "Asking " + who + "…"
	if waited >= patience {
		say = fmt.Sprintf("Still asking %s, %d s. Leaving this screen does not stop it.", who, int(waited.Seconds()))
	}
	all := []string{m.heading(), ""}
	for _, line := range m.wrap(say) {
		all = append(all, m.env.Theme.Strong.Render(line))
	}
	if m.order.ID != "" {
		all = append(all, "", m.env.Theme.Dim.Render(m.cut("Order "+m.order.ID)))
	}
	return m.lines(all...)
}

// viewOutcome says what became of the order, from its state alone.
func (m *Model) viewOutcome() string {
	all := append([]string{m.heading(), ""}, m.outcome()...)
	if m.err != nil && !m.order.State.Settled() && !m.env.HideCosts() {
		all = append(all, "")
		for _, line := range m.wrap(screen.Voice.Reason(m.err.Reason())) {
			all = append(all, m.env.Theme.Dim.Render(line))
		}
	}
	if said := m.said(); said != "" {
		all = append(all, "", m.env.Theme.Dim.Render(m.cut(said)))
	}
	return m.lines(append(all, "", m.env.Theme.Dim.Render(m.cut("Order "+m.order.ID)))...)
}

func (m *Model) outcome() []string {
	t, who := m.env.Theme, m.title()
	switch m.order.State {
	case providers.StateCompleted:
		return m.signed("✓ ", t.Good.Render, m.done())
	case providers.StateFailed:
		return m.bad(m.refused())
	case providers.StateRefunded:
		return m.bad(who + " took the order back and returned the money.")
	case providers.StateProcessing:
		return m.signed("· ", t.Warn.Render, who+" has taken the order and is still working on it. simdesk keeps asking. Leaving this screen does not stop it.")
	case providers.StateNeedsReview:
		return m.bad("Nobody can tell whether " + who + " took this order. It is not charged twice. Orders shows the evidence: you decide.")
	case providers.StateUnknown, providers.StateDrafted, providers.StateSubmitted:
	}
	return m.signed("? ", t.Warn.Render, who+" has not said whether it went through. It is not charged twice: simdesk keeps asking.")
}

// refused says what came of an order that failed, and that it cost nothing
// where that is sure.
func (m *Model) refused() string {
	who, next := m.title(), " Esc goes back: choose another product or provider."
	if m.mayCorrect() {
		next = " Esc goes back to what was typed."
	}
	free, sent := screen.CostNothing(m.order), m.order.Charged.By != providers.ByNotSending
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
	return m.title() + " says: " + screen.Plain(word)
}
