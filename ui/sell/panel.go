package sell

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"simdesk/providers"
	"simdesk/state/catalog"
	"simdesk/ui/screen"
)

// beside draws the list with the side panel on its right.
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
		lines[i] = l + fill + m.env.Theme.Rule.Render("│") + " " + right[i]
	}
	return lines
}

// panel tells what the list has no room for.
func (m *Model) panel() []string {
	e, ok := m.selected()
	if !ok {
		return nil
	}
	p := &panel{env: m.env, w: panelCells - 3}
	p.title(e.Name)
	p.text("", m.env.Title(e.Provider)+" · "+screen.KindName(e.Kind))
	p.gap()
	p.text("Data", screen.Data(e.Data))
	p.text("Valid", validity(e))
	p.text("Top-up", canTopUp(e))
	if e.Stock != nil {
		p.text("Stock", fmt.Sprintf("%d", *e.Stock))
	}
	if !m.env.HideCosts() {
		p.text("Wallet", m.wallet(e.Provider))
	}
	p.gap()
	p.text("Works in", coverage(e))
	p.text("Networks", networks(e.Networks))
	p.text("Starts", screen.Voice.Reason(e.Instructions))
	p.gap()
	for _, n := range e.Notes {
		p.text("", screen.Voice.Reason(n))
	}
	return p.lines
}

func validity(e catalog.Entry) string {
	if e.Days == 0 {
		return ""
	}
	return fmt.Sprintf("%d days", e.Days)
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
			low := ""
			if w.Low {
				low = " (low)"
			}
			return w.Spendable().String() + low
		}
	}
	return "not known"
}

// panel collects lines of a fixed width.
type panel struct {
	env   *screen.Env
	w     int
	lines []string
}

const panelLabel = 10

func (p *panel) title(s string) {
	for _, line := range strings.Split(ansi.Wrap(s, p.w, ""), "\n") {
		p.lines = append(p.lines, p.env.Theme.Title.Render(line))
	}
}

func (p *panel) gap() {
	if n := len(p.lines); n > 0 && p.lines[n-1] != "" {
		p.lines = append(p.lines, "")
	}
}

// text adds a label and its text, wrapped; nothing for an empty text.
func (p *panel) text(label, s string) {
	if s == "" {
		return
	}
	indent := 0
	if label != "" {
		indent = panelLabel
	}
	for i, line := range strings.Split(ansi.Wrap(s, p.w-indent, ""), "\n") {
		head := ""
		if indent > 0 {
			head = strings.Repeat(" ", indent)
			if i == 0 {
				head = p.env.Theme.Dim.Render(label + strings.Repeat(" ", indent-len(label)))
			}
		}
		p.lines = append(p.lines, head+line)
	}
}
