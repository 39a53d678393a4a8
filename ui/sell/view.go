package sell

import (
	"strings"
	"time"

	"simdesk/ui/widget/page"
)

const (
	headLines  = 2              // the box, and the kinds with the count
	panelFrom  = 110            // the narrowest screen with a side panel
	panelCells = 36             // its width
	oldAfter   = 24 * time.Hour // a catalogue that is older is drawn as stale
)

func (m *Model) hasPanel() bool { return m.w >= panelFrom }

// listWidth leaves a cell free before the panel.
func (m *Model) listWidth() int {
	if m.hasPanel() {
		return m.w - panelCells - 1
	}
	return m.w
}

// View draws the box, the kinds, and the list or why there is none.
func (m *Model) View() string {
	lines := []string{m.box.View(), m.status()}
	room := max(m.h-headLines, 0)
	switch {
	case m.rows() == 0:
		lines = append(append(lines, ""), cut(m.empty(), max(room-1, 0))...)
	case m.hasPanel():
		lines = append(lines, m.beside(room)...)
	default:
		lines = append(lines, m.grid.View())
	}
	return strings.Join(lines, "\n")
}

func cut(lines []string, n int) []string { return lines[:min(len(lines), n)] }

// empty says why nothing is listed and what to do next.
func (m *Model) empty() []string {
	t := m.env.Theme
	p := page.New(t, m.w).Labels(t.Text, fetchLabel)
	switch {
	case m.dialling():
		p.Says("sell.dialling")
	case m.number != "":
		p.Says("sell.unreached", "phone", m.number)
	case m.detect.Busy():
		p.Says("sell.asking_operators", "phone", m.phone())
	case m.unfound != "":
		p.Says("sell.operators_unknown", "why", m.unfound)
	case m.phone() != "":
		p.Says("sell.is_phone")
	case m.refresh.Busy():
		p.Says("sell.fetching_all")
		m.fetchFacts(p)
	case m.index.Len() == 0:
		p.Says("sell.no_catalogue")
		for _, s := range m.trouble() {
			p.Say(t.Text, "", m.env.Explain(s.Error))
		}
	case m.box.Value() == "":
		p.Says("sell.no_such_kind", "kind", kinds[m.kind].name)
	case len(m.elsewhere) > 0:
		var names []string
		for _, k := range m.elsewhere {
			names = append(names, kinds[k].name)
		}
		p.Says("sell.elsewhere", "kind", kinds[m.kind].name, "words", m.box.Value(), "kinds", names)
	default:
		p.Says("sell.nothing", "words", m.box.Value())
	}
	return p.Lines()
}

// fetchLabel is the cells of the providers' names while they are fetched.
const fetchLabel = 14

func (m *Model) fetchFacts(p *page.Page) {
	for _, a := range m.env.Desk.Accounts() {
		if at := m.progress[a.Name]; at.Error != nil {
			p.Fact(a.Title, m.env.Explain(at.Error))
		} else {
			p.Fact(a.Title, progress(at))
		}
	}
}
