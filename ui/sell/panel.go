package sell

import (
	"strconv"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"simdesk/providers"
	"simdesk/state/catalog"
	"simdesk/ui/say"
	"simdesk/ui/screen"
	"simdesk/ui/widget/page"
)

// beside draws the list with the side panel on its right. lipgloss's join
// measures and fills up every line of both: 0.64 ms and 50 kB at 200×60, which
// the budget of this screen has not got.
func (m *Model) beside(room int) []string {
	left := strings.Split(m.grid.View(), "\n")
	right := cut(m.panel(), room)
	width := m.w - panelCells
	lines := make([]string, min(max(len(left), len(right)), room))
	for i := range lines {
		l := ""
		if i < len(left) {
			l = left[i]
		}
		if i >= len(right) {
			lines[i] = l
			continue
		}
		fill := strings.Repeat(" ", max(width-ansi.StringWidth(l), 0))
		lines[i] = l + fill + m.env.Theme.Rule.Render("│") + right[i]
	}
	return lines
}

// panel tells what the list has no room for.
func (m *Model) panel() []string {
	e, ok := m.selected()
	if !ok {
		return nil
	}
	t := m.env.Theme
	p := page.New(t, panelCells-1) // the rule takes one
	p.Title(e.Name)
	p.Say(t.Text, "", m.env.Title(e.Provider)+" · "+say.KindName(e.Kind))
	p.Gap()
	p.Fact("Data", say.Data(e.Data))
	if e.Days > 0 {
		p.Fact("Valid", screen.Voice.Says("sell.days", "n", e.Days))
	}
	p.Fact("Top-up", canTopUp(e))
	if e.Stock != nil {
		p.Fact("Stock", strconv.Itoa(*e.Stock))
	}
	if !m.env.HideCosts() {
		p.Fact("Wallet", m.wallet(e.Provider))
	}
	p.Gap()
	p.Fact("Works in", coverage(e))
	p.Fact("Networks", networks(e.Networks))
	p.Fact("Starts", screen.Voice.Reason(e.Instructions))
	p.Gap()
	for _, n := range e.Notes {
		p.Say(t.Text, "", screen.Voice.Reason(n))
	}
	return p.Lines()
}

func canTopUp(e catalog.Entry) string {
	if e.Kind != providers.KindESIM {
		return ""
	}
	switch e.CanTopUp {
	case providers.Yes:
		return "yes"
	case providers.No:
		return "no"
	case providers.NotKnown:
	}
	return "not known"
}

func coverage(e catalog.Entry) string {
	list := strings.Join(e.Countries, " ")
	if e.Region != "" {
		return e.Region + ": " + list
	}
	return list
}

func networks(list []providers.Network) string {
	parts := make([]string, len(list))
	for i, n := range list {
		parts[i] = strings.TrimSpace(n.Country + " " + n.Name + " " + strings.Join(n.Types, "/"))
	}
	return strings.Join(parts, ", ")
}

func (m *Model) wallet(provider string) string {
	for _, w := range m.wallets {
		if w.Provider == provider && w.Balance != nil && w.Error == nil {
			if w.Low {
				return screen.Voice.Says("sell.wallet_low", "left", w.Spendable())
			}
			return w.Spendable().String()
		}
	}
	return "not known"
}
