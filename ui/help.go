package ui

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"simdesk/ui/keys"
	"simdesk/ui/screen"
)

// labelCells is the width of the keys' column in help and action list.
const labelCells = 9

// helpLines are the keys of the active screen and those that work everywhere.
func (r *Router) helpLines() []string {
	t := r.env.Theme
	var lines []string
	if here := r.active().Bindings(); len(here) > 0 {
		lines = append(lines, " "+t.Title.Render(r.env.Keys.Views[r.view].Help+": keys here"), "")
		for _, b := range here {
			lines = append(lines, r.helpLine(b)...)
		}
		lines = append(lines, "")
	}
	lines = append(lines, " "+t.Title.Render("Keys everywhere"), "")
	lines = append(lines, r.helpLine(keys.New("↑ ↓", "Move in lists; PgUp, PgDn, Home and End too."))...)
	for _, b := range r.keysOfAll {
		lines = append(lines, r.helpLine(b)...)
	}
	return lines
}

// helpLine is one key and what it does, on as many lines as that needs.
func (r *Router) helpLine(b keys.Binding) []string {
	text := screen.Capital(b.Sentence())
	if b.Why != "" {
		text = strings.TrimSuffix(text, ".") + ". Not now: " + b.Why
	}
	label := r.env.Theme.Key.Render(b.Label) + strings.Repeat(" ", max(labelCells-ansi.StringWidth(b.Label), 1))
	lines := strings.Split(ansi.Wrap(text, max(r.w-labelCells-4, 1), ""), "\n")
	for i, line := range lines {
		lines[i] = "   " + label + line
		label = strings.Repeat(" ", labelCells)
	}
	return lines
}

func (r *Router) viewHelp() string {
	lines := r.helpLines()
	room := max(r.h-chrome, 1)
	top := max(min(r.helpTop, len(lines)-room), 0)
	return strings.Join(lines[top:min(top+room, len(lines))], "\n")
}

// helpKey scrolls the help; any key that does not scroll closes it.
func (r *Router) helpKey(k tea.KeyMsg) {
	m := r.env.Keys
	page := max(r.h-chrome-1, 1)
	switch {
	case m.Up.Is(k):
		r.helpTop--
	case m.Down.Is(k):
		r.helpTop++
	case m.PageUp.Is(k):
		r.helpTop -= page
	case m.PageDown.Is(k):
		r.helpTop += page
	case m.Home.Is(k):
		r.helpTop = 0
	case m.End.Is(k):
		r.helpTop = len(r.helpLines())
	default:
		r.overlay = overlayNone
	}
	r.helpTop = max(min(r.helpTop, len(r.helpLines())-max(r.h-chrome, 1)), 0)
}
