// Package footer draws the keys that matter here and now on one line.
package footer

import (
	"strings"

	"github.com/charmbracelet/lipgloss"

	"simdesk/ui/keys"
	"simdesk/ui/theme"
)

// Line draws as many keys as fit w cells, and those of always in any window.
// The library's help leaves out a key that cannot work now; here it is seen.
func Line(t *theme.Theme, here, always []keys.Binding, w int) string {
	tail := ""
	for _, b := range always {
		tail += "   " + key(t, b)
	}
	var line strings.Builder
	room := w - lipgloss.Width(tail)
	for _, b := range here {
		if b.Quiet {
			continue
		}
		s := "   " + key(t, b)
		if lipgloss.Width(s) > room {
			break
		}
		room -= lipgloss.Width(s)
		line.WriteString(s)
	}
	return strings.TrimPrefix(line.String()+tail, "  ")
}

// key draws one key; one that cannot work now stands in brackets, as dimness
// alone is not seen everywhere.
func key(t *theme.Theme, b keys.Binding) string {
	if b.Why != "" {
		return t.KeyOff.Render("(" + b.Label + " " + b.Help + ")")
	}
	return t.Key.Render(b.Label) + " " + t.KeyHelp.Render(b.Help)
}
