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
	say := func(first string, rest ...string) {
		p.Title(first)
		p.Gap()
		for _, r := range rest {
			p.Say(t.Text, "", r)
		}
	}
	switch {
	case m.dialling():
		say("The beginning of a phone number.", "Type the rest: the operators that reach it are asked then.")
	case m.number != "":
		say("No provider here reaches "+m.number+".", "Check the country code. Esc clears the search.")
	case m.detecting:
		say("Asking which operators reach "+m.phone()+".", "What they sell for it is listed here.")
	case m.unfound != "":
		say("The operators are not known.", m.unfound, "Correct the number, ↵ asks again. Esc clears the search.")
	case m.phone() != "":
		say("This is a phone number.", "↵ asks which operators reach it.")
	case m.refreshing:
		say("Fetching the catalogue.")
		m.fetchFacts(p)
	case m.index.Len() == 0:
		say("The catalogue is empty.", append([]string{"^R fetches it from the providers."}, m.sourceErrors()...)...)
	case m.box.Value() == "":
		say("No provider sells this kind: "+kinds[m.kind].name+".", "Tab goes to the next kind.")
	case len(m.elsewhere) > 0:
		names := make([]string, len(m.elsewhere))
		for i, k := range m.elsewhere {
			names[i] = kinds[k].name
		}
		say("Not under "+kinds[m.kind].name+": "+m.box.Value(), "Found under "+strings.Join(names, ", ")+". Tab goes there.")
	default:
		say("Nothing has all these words: "+m.box.Value(),
			"Try fewer words, a country's name or its code. Esc clears the search, ^R fetches the catalogue anew.")
	}
	return p.Lines()
}

// fetchLabel is the cells of the providers' names while they are fetched.
const fetchLabel = 14

func (m *Model) fetchFacts(p *page.Page) {
	for _, a := range m.env.Desk.Accounts() {
		say := "waiting for the first page"
		if p, ok := m.progress[a.Name]; ok && !coming(p) {
			say = pages(p)
			if p.Error != nil {
				say = m.env.Explain(p.Error)
			}
		}
		p.Fact(a.Title, say)
	}
}

func (m *Model) sourceErrors() []string {
	var lines []string
	for _, s := range m.sources {
		if s.Error != nil {
			lines = append(lines, m.env.Explain(s.Error))
		}
	}
	return lines
}
