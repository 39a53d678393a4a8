package sell

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"

	"simdesk/state/catalog"
	"simdesk/state/desk"
	"simdesk/ui/screen"
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

// status is the kinds, the count and the age, or how far a refresh is.
func (m *Model) status() string {
	t := m.env.Theme
	var tabs []string
	plain, news := " ", m.news()
	room := max(m.w-ansi.StringWidth(news)-2, m.w/2)
	for i, k := range kinds {
		name := k.name
		if i == m.kind {
			name = "[" + name + "]"
		}
		if ansi.StringWidth(plain)+len(name) > room && i != m.kind {
			continue
		}
		plain += name + " "
		if i == m.kind {
			tabs = append(tabs, t.TabOn.Render(name))
		} else {
			tabs = append(tabs, t.Tab.Render(name))
		}
	}
	say := ansi.Truncate(news, max(m.w-ansi.StringWidth(plain)-2, 0), "…")
	style := t.Dim
	if m.refreshing || m.stale() {
		style = t.Stale
	}
	fill := max(m.w-ansi.StringWidth(plain)-ansi.StringWidth(say)-1, 1)
	return " " + strings.Join(tabs, " ") + strings.Repeat(" ", fill) + style.Render(say)
}

// news is the one thing to say beside the kinds.
func (m *Model) news() string {
	switch {
	case m.detecting:
		return "asking who reaches " + m.phone() + "…"
	case m.refreshing:
		return m.fetching()
	case m.number != "":
		return fmt.Sprintf("%d reach %s", m.rows(), m.number)
	case m.phone() != "":
		return "↵ finds the operator"
	case m.result.Meant != "" && m.rows() > 0:
		return fmt.Sprintf("showing %s, %d found", m.result.Meant, m.result.Total)
	case m.index.Len() == 0:
		return ""
	}
	count := fmt.Sprintf("%d found", m.result.Total)
	if m.result.Total > len(m.result.Rows) {
		count = fmt.Sprintf("first %d of %d", len(m.result.Rows), m.result.Total)
	}
	if age := m.age(); age != "" {
		return count + ", " + age
	}
	return count
}

// age is the time of the oldest part of the catalogue, with the name of a
// provider whose part could not be refreshed.
func (m *Model) age() string {
	var oldest time.Time
	for _, s := range m.sources {
		switch {
		case s.Error != nil && s.AsOf.IsZero():
			return m.env.Title(s.Provider) + " is missing"
		case s.Error != nil:
			return m.env.Title(s.Provider) + " " + screen.AsOf(s.AsOf, m.env.Now())
		}
		if s.Products > 0 && (oldest.IsZero() || s.AsOf.Before(oldest)) {
			oldest = s.AsOf
		}
	}
	if oldest.IsZero() {
		return ""
	}
	return screen.AsOf(oldest, m.env.Now())
}

func (m *Model) stale() bool {
	return slices.ContainsFunc(m.sources, func(s catalog.Source) bool {
		return s.Error != nil || (s.Products > 0 && m.env.Now().Sub(s.AsOf) > oldAfter)
	})
}

// fetching says how far each provider is: "Fyatu 3 of 12 pages".
func (m *Model) fetching() string {
	var parts []string
	for _, a := range m.env.Desk.Accounts() {
		if p, ok := m.progress[a.Name]; ok && !p.Done {
			parts = append(parts, a.Title+" "+pages(p))
		}
	}
	if len(parts) == 0 {
		return "fetching the catalogue…"
	}
	return strings.Join(parts, " · ")
}

func pages(p desk.Progress) string {
	switch {
	case p.Error != nil:
		return "failed"
	case p.Done:
		return fmt.Sprintf("%d products", p.Products)
	case p.Pages > 0:
		return fmt.Sprintf("%d of %d pages", p.Page, p.Pages)
	}
	return fmt.Sprintf("%d pages", p.Page)
}

// empty says why nothing is listed and what to do next.
func (m *Model) empty() []string {
	t := m.env.Theme
	say := func(first string, rest ...string) []string {
		lines := []string{"", " " + t.Strong.Render(ansi.Truncate(first, max(m.w-2, 0), "…")), ""}
		for _, r := range rest {
			lines = append(lines, " "+ansi.Truncate(r, max(m.w-2, 0), "…"))
		}
		return lines
	}
	switch {
	case m.refreshing:
		return say("Fetching the catalogue.", m.fetchLines()...)
	case m.number != "":
		return say("No provider here reaches "+m.number+".", "Check the country code. Esc clears the search.")
	case m.phone() != "":
		return say("This is a phone number.", "↵ asks which operators reach it.")
	case m.index.Len() == 0:
		return say("The catalogue is empty.", append([]string{"^R fetches it from the providers."}, m.sourceErrors()...)...)
	case m.box.Value() == "":
		return say("No provider sells this kind: "+kinds[m.kind].name+".", "Tab goes to the next kind.")
	}
	return say("Nothing has all these words: "+m.box.Value()+" ("+kinds[m.kind].name+")",
		"Esc clears the search, Tab searches the next kind, ^R fetches the catalogue anew.")
}

func (m *Model) fetchLines() []string {
	var lines []string
	for _, a := range m.env.Desk.Accounts() {
		say := "waiting for the first page"
		if p, ok := m.progress[a.Name]; ok {
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
