package keys

import (
	"strings"
	"testing"
	"unicode"

	tea "github.com/charmbracelet/bubbletea"
)

// FuzzKeys: whatever a terminal sends or somebody pastes, keys that came glued
// are the same keys one by one, and a paste is one line that presses nothing.
func FuzzKeys(f *testing.F) {
	for _, s := range []string{"jjj", "/bo", "right", "y\r", "\x19\x1b[2J", "a\u2028b\u202ec", "\U000e0001", ""} {
		f.Add(s, false)
		f.Add(s, true)
	}
	f.Fuzz(func(t *testing.T, text string, paste bool) {
		k := tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(text), Paste: paste}
		var runes []rune
		for _, part := range Split(k) {
			runes = append(runes, part.Runes...)
			if !paste && len(part.Runes) > 1 {
				t.Errorf("%q is still glued", string(part.Runes))
			}
		}
		if string(runes) != string(k.Runes) {
			t.Errorf("%q became %q", text, string(runes))
		}
		clean, ok := CleanPaste(k)
		if got := string(clean.Runes); ok != (got != "") || !clean.Paste || strings.TrimSpace(got) != got ||
			strings.ContainsFunc(got, func(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) }) {
			t.Errorf("%q is pasted as %q", text, got)
		}
	})
}
