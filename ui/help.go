package ui

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"simdesk/ui/keys"
)

// labelCells is the width of the keys' column in help and action list.
const labelCells = 9

// helpLines are the keys of the active screen and those that work everywhere.
func (r *Router) helpLines() []string {
	t := r.env.Theme
	lines := []string{" " + t.Title.Render(r.env.Keys.Views[r.view].Help+": keys here"), ""}
	for _, b := range r.active().Bindings() {
		lines = append(lines, r.helpLine(b))
	}
	lines = append(lines, "", " "+t.Title.Render("Keys everywhere"), "")
	lines = append(lines, r.helpLine(keys.New("↑ ↓", "Move in lists; PgUp, PgDn, Home and End too.")))
	for _, b := range r.keysOfAll {
		lines = append(lines, r.helpLine(b))
	}
	return lines
}

func (r *Router) helpLine(b keys.Binding) string {
	t := r.env.Theme
	text := b.Sentence()
	if b.Why != "" {
		text += " (not now: " + b.Why + ")"
	}
	label := b.Label + strings.Repeat(" ", max(labelCells-ansi.StringWidth(b.Label), 1))
	return "   " + t.Key.Render(label) + ansi.Truncate(text, max(r.w-labelCells-4, 1), "…")
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
