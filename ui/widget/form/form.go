// Package form asks for a few values, one box a field, checked as they are
// typed. It is not huh: huh v1.0.0 moves on by a command, so that "1 enter 2"
// typed ahead of its message gives the first field "12"; its ctrl+v reads the
// clipboard, which runs a program; twelve fields in 9 lines are drawn as 10;
// and a key takes 1.4 ms and 506 kB.
package form

import (
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"simdesk/ui/keys"
	"simdesk/ui/theme"
	"simdesk/ui/widget/filter"
)

// Field is one thing that is asked for.
type Field struct {
	Name     string // the value's in Values
	Label    string
	Value    string   // what is known already
	Empty    []string // what may stand in the empty box: the first that fits, else the last
	Required bool     // a mark stands behind the label
	Secret   bool     // drawn as dots until Show
	Max      int      // characters, 0 for what a person types
	Choices  []string // left and right go through them
	// Options draws the choices side by side; nothing else can be typed.
	Options bool
	// Check is why a value cannot be used, "" when it can; nil is never. Values
	// of the other fields are beside it.
	Check func(value string, all map[string]string) string
	// Say is what stands under the box: how a value is understood, or, where
	// the cursor is in the empty box, what belongs in it. Nil is nothing.
	Say func(value string, all map[string]string) string
}

// Form is the boxes of some fields.
type Form struct {
	theme  *theme.Theme
	fields []Field
	inputs []textinput.Model
	left   []bool // the field was left or asked for: an empty box is now an error
	at     int
	w      int
	note   string // about the last key, until the next
	shown  bool   // secrets are text
}

// New returns a form; the cursor is in the first box that is empty.
func New(t *theme.Theme, fields []Field) *Form {
	f := &Form{theme: t, fields: fields, left: make([]bool, len(fields))}
	first := -1
	for i, field := range fields {
		in := filter.NewInput(t)
		in.Prompt, in.EchoCharacter = "", '•'
		if field.Max > 0 {
			in.CharLimit = field.Max
		}
		in.SetValue(field.Value)
		if in.Value() == "" && first < 0 {
			first = i
		}
		f.inputs = append(f.inputs, in)
	}
	f.Show(false)
	f.Focus(max(first, 0))
	return f
}

// SetWidth sets the cells a line may have.
func (f *Form) SetWidth(w int) {
	f.w = w
	for i, field := range f.fields {
		room := max(w-f.labelWidth()-4, 10)
		f.inputs[i].Width = room
		for _, f.inputs[i].Placeholder = range field.Empty {
			if ansi.StringWidth(f.inputs[i].Placeholder) <= room {
				break
			}
		}
	}
}

// Show draws the secrets as text or as dots.
func (f *Form) Show(shown bool) {
	f.shown = shown
	for i, field := range f.fields {
		f.inputs[i].EchoMode = textinput.EchoNormal
		if field.Secret && !shown {
			f.inputs[i].EchoMode = textinput.EchoPassword
		}
	}
}

// Shown reports whether the secrets are drawn as text.
func (f *Form) Shown() bool { return f.shown }

// Note says something under the cursor's box until the next key.
func (f *Form) Note(s string) { f.note = s }

// Len returns the number of fields.
func (f *Form) Len() int { return len(f.inputs) }

// Values are the fields that are not empty, trimmed.
func (f *Form) Values() map[string]string {
	values := map[string]string{}
	for i, field := range f.fields {
		if v := f.value(i); v != "" {
			values[field.Name] = v
		}
	}
	return values
}

func (f *Form) value(i int) string { return strings.TrimSpace(f.inputs[i].Value()) }

// Error is why a field cannot be used, "" when it can.
func (f *Form) Error(i int) string {
	if check := f.fields[i].Check; check != nil {
		return check(f.inputs[i].Value(), f.Values())
	}
	return ""
}

// Submit reports whether every field can be used; else the cursor goes to the
// first that cannot and its error is shown.
func (f *Form) Submit() bool {
	for i := range f.inputs {
		f.left[i] = true
	}
	wrong := f.wrong()
	if wrong >= 0 {
		f.Focus(wrong)
	}
	return wrong < 0
}

// Ready reports whether every field can be used as it is.
func (f *Form) Ready() bool { return f.wrong() < 0 }

// wrong is the first field that cannot be used, -1 for none.
func (f *Form) wrong() int {
	for i := range f.inputs {
		if f.Error(i) != "" {
			return i
		}
	}
	return -1
}

// At returns the field that has the cursor, from 0.
func (f *Form) At() int { return f.at }

// Last reports whether the cursor is in the last box, so that enter submits.
func (f *Form) Last() bool { return f.at >= len(f.inputs)-1 }

// Update types k or moves between boxes.
func (f *Form) Update(k tea.KeyMsg, m keys.Map) {
	f.note = ""
	if f.at >= len(f.inputs) {
		return
	}
	choices := len(f.fields[f.at].Choices) > 0
	switch {
	case m.Next.Is(k), m.Down.Is(k):
		f.Move(1)
	case m.Prev.Is(k), m.Up.Is(k):
		f.Move(-1)
	case m.Left.Is(k) && choices:
		f.turn(-1)
	case m.Right.Is(k) && choices:
		f.turn(1)
	case f.fields[f.at].Options:
	default:
		f.inputs[f.at], _ = f.inputs[f.at].Update(keys.Text(k))
	}
}

// Move goes to the next box or the one before, round the ends.
func (f *Form) Move(by int) {
	f.left[f.at] = true
	f.Focus((f.at + by + len(f.inputs)) % len(f.inputs))
}

// Focus puts the cursor into a box, nowhere for one that there is not.
func (f *Form) Focus(i int) {
	for n := range f.inputs {
		f.inputs[n].Blur()
	}
	f.at = i
	if i < len(f.inputs) {
		f.inputs[i].Focus()
	}
}

func (f *Form) turn(by int) {
	choices := f.fields[f.at].Choices
	i := slices.Index(choices, f.inputs[f.at].Value()) + by
	f.inputs[f.at].SetValue(choices[(max(i, -1)+len(choices))%len(choices)])
}
