package firstrun

import (
	"strings"
	"unicode"
	"unicode/utf8"

	tea "github.com/charmbracelet/bubbletea"

	"simdesk/providers"
	"simdesk/ui/screen"
	"simdesk/ui/widget/form"
)

// newForm asks for a provider's credentials, one box a field.
func (m *model) newForm() *form.Form {
	fields := make([]form.Field, len(m.choice.Fields))
	for i, f := range m.choice.Fields {
		fields[i] = form.Field{
			Name: f.Key, Label: f.Label, Secret: f.Secret, Max: longest + 1,
			Check: func(value string, _ map[string]string) string {
				_, why := f.clean(value)
				return screen.Voice.Reason(why)
			},
			Say: func(value string, _ map[string]string) string {
				switch {
				case value == "":
					return screen.Voice.Says(f.Hint)
				case f.Secret:
					return count(value, m.form.Shown())
				}
				return ""
			},
		}
	}
	return form.New(m.o.Theme, fields)
}

// pasted takes a credential as it was copied: the line break at its end and the
// invisible marks of web pages go, anything else stays as it is. Several lines
// are no credential: to guess which one was meant would be worse than asking.
func (m *model) pasted(k tea.KeyMsg) {
	text := strings.TrimSpace(providers.Legible(string(k.Runes)))
	switch {
	case text == "":
		m.form.Note(screen.Voice.Says("firstrun.pasted_nothing"))
	case strings.ContainsFunc(text, unicode.IsControl):
		m.form.Note(screen.Voice.Says("firstrun.pasted_lines"))
	case len(text) > longest:
		m.form.Note(screen.Voice.Says("firstrun.pasted_long"))
	default:
		m.form.Update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(text), Paste: true}, m.keys)
	}
}

// elsewhere is what a value with a scheme in front is read from.
var elsewhere = map[string]string{"env": "firstrun.from_env", "file": "firstrun.from_file", "keyring": "firstrun.from_keyring"}

// count says in words what the dots say, and whether they are read from
// elsewhere.
func count(v string, shown bool) string {
	says := screen.Voice.Says
	if scheme, _, ok := strings.Cut(v, ":"); ok && elsewhere[scheme] != "" {
		return says(elsewhere[scheme])
	}
	if shown {
		return says("firstrun.characters", "n", utf8.RuneCountInString(v))
	}
	return says("firstrun.characters_hidden", "n", utf8.RuneCountInString(v))
}
