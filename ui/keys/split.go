package keys

import (
	"strings"
	"unicode"

	tea "github.com/charmbracelet/bubbletea"
)

// Split takes apart keys that arrived glued together: a terminal under load
// hands over "jjj" as one message, which no binding matches. The router feeds
// the parts one by one while no box has the cursor. Pastes stay whole.
func Split(k tea.KeyMsg) []tea.KeyMsg {
	if k.Paste || !glued(k) {
		return []tea.KeyMsg{k}
	}
	parts := make([]tea.KeyMsg, len(k.Runes))
	for i, r := range k.Runes {
		parts[i] = tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{r}, Alt: k.Alt}
	}
	return parts
}

func glued(k tea.KeyMsg) bool { return k.Type == tea.KeyRunes && len(k.Runes) > 1 }

// Text returns k for a text box. Boxes of the library know keys by name and
// would take the glued text "right" for the key, so it goes as a paste.
func Text(k tea.KeyMsg) tea.KeyMsg {
	k.Paste = k.Paste || glued(k)
	return k
}

// CleanPaste returns a pasted message as one line of plain text: control
// characters go, runs of white space become one space, so that an enter or a
// ctrl+y at the end of a paste can press nothing. ok is false when nothing is
// left.
func CleanPaste(k tea.KeyMsg) (clean tea.KeyMsg, ok bool) {
	plain := strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r):
			return -1
		}
		return r
	}, string(k.Runes))
	text := strings.Join(strings.Fields(plain), " ")
	return tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(text), Paste: true}, text != ""
}

// Press returns the message that a key by this name arrives as.
func Press(name string) (tea.KeyMsg, bool) {
	k := tea.KeyMsg{}
	if rest, ok := strings.CutPrefix(name, "alt+"); ok {
		k.Alt, name = true, rest
	}
	if t, ok := types[name]; ok {
		k.Type = t
		return k, true
	}
	if runes := []rune(name); len(runes) == 1 {
		k.Type, k.Runes = tea.KeyRunes, runes
		return k, true
	}
	return tea.KeyMsg{}, false
}

// types are the key types by the names that tea gives them.
var types = func() map[string]tea.KeyType {
	m := map[string]tea.KeyType{}
	for t := tea.KeyF20; t <= tea.KeyCtrlQuestionMark; t++ {
		if s := (tea.Key{Type: t}).String(); s != "" && t != tea.KeyRunes {
			m[s] = t
		}
	}
	return m
}()
