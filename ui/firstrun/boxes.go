package firstrun

import (
	"fmt"
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
					return f.Hint
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
		m.form.Note("There was nothing in what was pasted.")
	case strings.ContainsFunc(text, unicode.IsControl):
		m.form.Note("What was pasted has several lines, and nothing was taken: copy the credential alone.")
	case len(text) > longest:
		m.form.Note("What was pasted is too long, and nothing was taken: copy the credential alone.")
	default:
		m.form.Update(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(text), Paste: true}, m.keys)
	}
}

// count says in words what the dots say, and whether they are read from
// elsewhere.
func count(v string, shown bool) string {
	for scheme, from := range map[string]string{"env:": "an environment variable", "file:": "a file", "keyring:": "the keyring"} {
		if strings.HasPrefix(v, scheme) {
			return "This will be read from " + from + "."
		}
	}
	n := utf8.RuneCountInString(v)
	characters := "characters"
	if n == 1 {
		characters = "character"
	}
	if shown {
		return fmt.Sprintf("%d %s.", n, characters)
	}
	return fmt.Sprintf("%d %s, hidden.", n, characters)
}
