package filter_test

import (
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"simdesk/ui/theme"
	"simdesk/ui/widget/filter"
)

// TestGluedTextIsText, also where it spells the name of a key.
func TestGluedTextIsText(t *testing.T) {
	t.Parallel()
	b := filter.New(theme.New(theme.Dark, true), "> ", "")
	for _, text := range []string{"home", " delete"} {
		if !b.Update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(text)}) {
			t.Errorf("%q was no text", text)
		}
	}
	if b.Value() != "home delete" {
		t.Errorf("the box holds %q", b.Value())
	}
}
