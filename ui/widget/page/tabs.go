package page

import (
	"github.com/charmbracelet/x/ansi"

	"simdesk/ui/theme"
)

// Tabs draws those of n names that fit into room on one line, the chosen one
// always and in brackets, as colour may be off, and tells the cells that they
// take. Empty names are left out.
func Tabs(t *theme.Theme, n int, nameOf func(int) string, chosen, room int) (text string, cells int) {
	for i := range n {
		name, style := nameOf(i), t.Tab
		if i == chosen {
			name, style = "["+name+"]", t.TabOn
		}
		w := 1 + ansi.StringWidth(name)
		if name == "" || cells+w > room && i != chosen {
			continue
		}
		text, cells = text+" "+style.Render(name), cells+w
	}
	return text, cells
}
