package sell

import (
	"fmt"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"
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
		lines = append(lines, cut(m.empty(), room)...)
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
	say := func(first string, rest ...string) []string {
		lines := []string{"", " " + t.Strong.Render(ansi.Truncate(first, max(m.w-2, 0), "…")), ""}
		for _, r := range rest {
			for _, line := range strings.Split(ansi.Wrap(r, max(m.w-2, 1), ""), "\n") {
				lines = append(lines, " "+line)
			}
		}
		return lines
	}
	switch {
	case m.dialling():
		return say("The beginning of a phone number.", "Type the rest: the operators that reach it are asked then.")
	case m.number != "":
		return say("No provider here reaches "+m.number+".", "Check the country code. Esc clears the search.")
	case m.detecting:
		return say("Asking which operators reach "+m.phone()+".", "What they sell for it is listed here.")
	case m.unfound != "":
		return say("The operators are not known.", m.unfound, "Correct the number, ↵ asks again. Esc clears the search.")
	case m.phone() != "":
		return say("This is a phone number.", "↵ asks which operators reach it.")
	case m.refreshing:
		return say("Fetching the catalogue.", m.fetchLines()...)
	case m.index.Len() == 0:
		return say("The catalogue is empty.", append([]string{"^R fetches it from the providers."}, m.sourceErrors()...)...)
	case m.box.Value() == "":
		return say("No provider sells this kind: "+kinds[m.kind].name+".", "Tab goes to the next kind.")
	case len(m.elsewhere) > 0:
		names := make([]string, len(m.elsewhere))
		for i, k := range m.elsewhere {
			names[i] = kinds[k].name
		}
		return say("Not under "+kinds[m.kind].name+": "+m.box.Value(), "Found under "+strings.Join(names, ", ")+". Tab goes there.")
	}
	return say("Nothing has all these words: "+m.box.Value(),
		"Try fewer words, a country's name or its code. Esc clears the search, ^R fetches the catalogue anew.")
}

func (m *Model) fetchLines() []string {
	var lines []string
	for _, a := range m.env.Desk.Accounts() {
		say := "waiting for the first page"
		if p, ok := m.progress[a.Name]; ok && !coming(p) {
			say = pages(p)
			if p.Error != nil {
				say = m.env.Explain(p.Error)
			}
		}
		lines = append(lines, fmt.Sprintf("%-14s%s", a.Title, say))
	}
	return lines
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
