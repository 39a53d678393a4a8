package firstrun

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"simdesk/providers"
	"simdesk/ui/keys"
	"simdesk/ui/theme"
	"simdesk/ui/widget/filter"
	"simdesk/ui/widget/page"
)

// boxes ask for a provider's credentials, one box a field.
type boxes struct {
	theme  *theme.Theme
	choice Choice
	inputs []textinput.Model
	left   []bool // the box was left or submitted: an empty one is now an error
	at     int
	shown  bool
	note   string // what happened to a paste, until the next key
}

func newBoxes(t *theme.Theme, c Choice) *boxes {
	b := &boxes{theme: t, choice: c, left: make([]bool, len(c.Fields))}
	for range c.Fields {
		in := filter.NewInput(t)
		in.Prompt, in.EchoCharacter, in.CharLimit = "", '•', 0
		b.inputs = append(b.inputs, in)
	}
	b.focus(0)
	b.show(false)
	return b
}

// values are what was typed, by key.
func (b *boxes) values() map[string]string {
	values := map[string]string{}
	for i, f := range b.choice.Fields {
		values[f.Key] = strings.TrimSpace(b.inputs[i].Value())
	}
	return values
}

func (b *boxes) why(i int) string {
	_, why := b.choice.Fields[i].clean(b.inputs[i].Value())
	return why
}

// submit reports whether every value can be used; else the cursor goes to the
// first that cannot, and why is shown.
func (b *boxes) submit() bool {
	for i := range b.inputs {
		b.left[i] = true
	}
	for i := range b.inputs {
		if b.why(i) != "" {
			b.focus(i)
			return false
		}
	}
	return true
}

func (b *boxes) last() bool { return b.at == len(b.inputs)-1 }

// update types k or moves between the boxes.
func (b *boxes) update(k tea.KeyMsg, m keys.Map) {
	b.note = ""
	switch {
	case k.Paste:
		b.paste(k)
	case m.Next.Is(k), m.Down.Is(k):
		b.move(1)
	case m.Prev.Is(k), m.Up.Is(k):
		b.move(-1)
	default:
		b.inputs[b.at], _ = b.inputs[b.at].Update(keys.Text(k))
	}
}

// paste takes a credential as it was copied: the line break at its end and the
// invisible marks of web pages go, anything else stays as it is. Several lines
// are no credential: to guess which one was meant would be worse than asking.
func (b *boxes) paste(k tea.KeyMsg) {
	text := strings.TrimSpace(providers.Legible(string(k.Runes)))
	switch {
	case text == "":
		b.note = "There was nothing in what was pasted."
	case strings.ContainsFunc(text, unicode.IsControl):
		b.note = "What was pasted has several lines, and nothing was taken: copy the credential alone."
	case len(text) > longest:
		b.note = "What was pasted is too long, and nothing was taken: copy the credential alone."
	default:
		b.inputs[b.at], _ = b.inputs[b.at].Update(keys.Text(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(text)}))
	}
}

func (b *boxes) move(by int) {
	b.left[b.at] = true
	b.focus((b.at + by + len(b.inputs)) % len(b.inputs))
}

func (b *boxes) focus(i int) {
	for n := range b.inputs {
		b.inputs[n].Blur()
	}
	b.at = i
	b.inputs[i].Focus()
}

// show draws the secrets as text or as dots.
func (b *boxes) show(shown bool) {
	b.shown = shown
	for i, f := range b.choice.Fields {
		b.inputs[i].EchoMode = textinput.EchoNormal
		if f.Secret && !shown {
			b.inputs[i].EchoMode = textinput.EchoPassword
		}
	}
}

// labelWidth is the cells of the labels' column.
const labelWidth = 14

func (b *boxes) lines(w int) []string {
	var lines []string
	for i, f := range b.choice.Fields {
		label := f.Label + ":" + strings.Repeat(" ", max(labelWidth-ansi.StringWidth(f.Label), 1))
		sign := "   "
		if i == b.at {
			sign, label = " "+b.theme.Accent.Render("▸")+" ", b.theme.Strong.Render(label)
		}
		b.inputs[i].Width = max(w-labelWidth-6, 10)
		lines = append(lines, sign+label+b.inputs[i].View())
		lines = append(lines, b.below(i, w)...)
	}
	return lines
}

// below says under a box why its value cannot be used, or, where the cursor
// is, what belongs in it.
func (b *boxes) below(i, w int) []string {
	style, say := b.theme.Dim, ""
	why := b.why(i)
	empty := b.inputs[i].Value() == ""
	switch {
	case i == b.at && b.note != "":
		style, say = b.theme.Warn, "! "+b.note
	case why != "" && (b.left[i] || !empty && i != b.at):
		style, say = b.theme.Bad, "! "+why
	case i == b.at && empty:
		say = b.choice.Fields[i].Hint
	case b.choice.Fields[i].Secret && !empty:
		say = b.count(i)
	}
	if say == "" {
		return nil
	}
	const indent = 5
	lines := page.Wrap(say, max(w-indent-1, 1))
	for n, line := range lines {
		lines[n] = strings.Repeat(" ", indent) + style.Render(line)
	}
	return lines
}

// count says in words what the dots say, and whether they are read from
// elsewhere.
func (b *boxes) count(i int) string {
	v := strings.TrimSpace(b.inputs[i].Value())
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
	if b.shown {
		return fmt.Sprintf("%d %s.", n, characters)
	}
	return fmt.Sprintf("%d %s, hidden.", n, characters)
}
