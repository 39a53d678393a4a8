package ui

import (
	"strings"

	"github.com/charmbracelet/lipgloss"

	"simdesk/ui/keys"
)

// footer draws the keys that matter here and now, as many as fit, and always
// the way to all the others.
func (r *Router) footer(bindings []keys.Binding) string {
	m := r.env.Keys
	tail := r.key(m.Actions) + "   " + r.key(m.Help)
	room := r.w - lipgloss.Width(tail) - 2
	var b strings.Builder
	b.WriteString(" ")
	for _, binding := range bindings {
		if binding.Quiet {
			continue
		}
		s := r.key(binding) + "   "
		if lipgloss.Width(s) > room {
			break
		}
		room -= lipgloss.Width(s)
		b.WriteString(s)
	}
	b.WriteString(tail)
	return b.String()
}

// key draws one key; one that cannot work now stands in brackets, as dimness
// alone is not seen everywhere.
func (r *Router) key(b keys.Binding) string {
	t := r.env.Theme
	help := b.Help
	if len(b.Keys) > 0 && b.Keys[0] == r.env.Keys.HideCosts.Keys[0] && r.hide {
		help = "show costs"
	}
	if b.Why != "" {
		return t.KeyOff.Render("(" + b.Label + " " + help + ")")
	}
	return t.Key.Render(b.Label) + " " + t.KeyHelp.Render(help)
}

// globalBindings are the keys that work on every screen.
func globalBindings(m keys.Map) []keys.Binding {
	bs := append([]keys.Binding{}, m.Views[:]...)
	return append(bs, m.HideCosts, m.Actions, m.Help, m.Quit)
}
