package keys_test

import (
	"testing"

	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/go-cmp/cmp"

	"simdesk/ui/keys"
)

func runes(s string) tea.KeyMsg { return tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(s)} }

// TestContract holds the bindings to contracts.md section 4.
func TestContract(t *testing.T) {
	t.Parallel()
	m := keys.Default()
	for _, tc := range []struct {
		binding keys.Binding
		keys    []string
	}{
		{m.Views[0], []string{"alt+1", "f2"}}, {m.Views[1], []string{"alt+2", "f3"}}, {m.Views[2], []string{"alt+3", "f4"}},
		{m.Views[3], []string{"alt+4", "f5"}}, {m.Views[4], []string{"alt+5", "f6"}}, {m.Views[5], []string{"alt+6", "f7"}},
		{m.Plain[0], []string{"1"}}, {m.Plain[5], []string{"6"}},
		{m.Up, []string{"up"}}, {m.Down, []string{"down"}}, {m.PageUp, []string{"pgup"}}, {m.PageDown, []string{"pgdown"}},
		{m.Home, []string{"home"}}, {m.End, []string{"end"}}, {m.Enter, []string{"enter"}}, {m.Buy, []string{"ctrl+y"}},
		{m.Back, []string{"esc"}}, {m.TopUp, []string{"ctrl+t"}}, {m.Refresh, []string{"ctrl+r"}},
		{m.HideCosts, []string{"ctrl+o"}}, {m.Actions, []string{"ctrl+k"}}, {m.Help, []string{"f1"}},
		{m.HelpPlain, []string{"?"}}, {m.Quit, []string{"ctrl+q", "ctrl+c"}},
	} {
		if diff := cmp.Diff(tc.keys, tc.binding.Keys); diff != "" {
			t.Errorf("%s: %s", tc.binding.Help, diff)
		}
		for _, name := range tc.binding.Keys {
			k, ok := keys.Press(name)
			if !ok || !tc.binding.Is(k) {
				t.Errorf("%s cannot be pressed", name)
			}
			k.Paste = true
			if tc.binding.Is(k) {
				t.Errorf("%s is pressed by a paste", name)
			}
		}
	}
	if !m.Buy.Spend || m.Enter.Spend {
		t.Error("ctrl+y alone spends")
	}
}

func TestSplit(t *testing.T) {
	t.Parallel()
	paste := tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("jj"), Paste: true}
	enter := tea.KeyMsg{Type: tea.KeyEnter}
	for name, tc := range map[string]struct {
		in   tea.KeyMsg
		want []tea.KeyMsg
	}{
		"glued": {runes("jé"), []tea.KeyMsg{runes("j"), runes("é")}},
		"one":   {runes("j"), []tea.KeyMsg{runes("j")}},
		"paste": {paste, []tea.KeyMsg{paste}},
		"enter": {enter, []tea.KeyMsg{enter}},
	} {
		if diff := cmp.Diff(tc.want, keys.Split(tc.in)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// TestTextIsNeverAKey: a terminal under load hands over typed text in one
// message, which the terminal library names like a key of that name.
func TestTextIsNeverAKey(t *testing.T) {
	t.Parallel()
	m := keys.Default()
	for _, b := range []keys.Binding{m.Buy, m.Enter, m.Back, m.Up, m.Home, m.End, m.Quit, m.Views[0]} {
		for _, name := range b.Keys {
			if b.Is(runes(name)) {
				t.Errorf("the text %q is the key", name)
			}
		}
	}
	for _, text := range []string{"right", "ctrl+u", "é", "x"} {
		in := textinput.New()
		in.Focus()
		in, _ = in.Update(keys.Text(runes(text)))
		if in.Value() != text {
			t.Errorf("%q is typed as %q", text, in.Value())
		}
	}
	enter := tea.KeyMsg{Type: tea.KeyEnter}
	if diff := cmp.Diff(enter, keys.Text(enter)); diff != "" {
		t.Error(diff)
	}
}

func TestCleanPaste(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"8944 4227\r":              "8944 4227",
		"japan\t5gb\r\x19":         "japan 5gb",
		"a\x1b[31mb\u202ec\u200dd": "a[31mbcd",
		" \r\n":                    "",
		"\x19":                     "",
	} {
		got, ok := keys.CleanPaste(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(in), Paste: true})
		if string(got.Runes) != want || ok != (want != "") || !got.Paste {
			t.Errorf("%q became %q, %v", in, string(got.Runes), ok)
		}
	}
}
