// Package filter is the search box: typing searches at once, esc clears first.
package filter

import (
	"github.com/charmbracelet/bubbles/cursor"
	"github.com/charmbracelet/bubbles/key"
	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"

	"simdesk/ui/keys"
	"simdesk/ui/theme"
)

// Box is a search box that always has the cursor.
type Box struct {
	input textinput.Model
}

// New returns an empty box; hint is drawn while nothing is typed.
func New(t *theme.Theme, prompt, hint string) *Box {
	in := NewInput(t)
	in.Prompt, in.Placeholder = prompt, hint
	in.Focus()
	return &Box{input: in}
}

// NewInput is a text box in the console's style: no blinking, which would need
// a timer, and no reading of the clipboard, which would run a program.
func NewInput(t *theme.Theme) textinput.Model {
	in := textinput.New()
	in.Cursor.SetMode(cursor.CursorStatic)
	in.PromptStyle, in.TextStyle, in.PlaceholderStyle = t.Accent, t.Input, t.Hint
	in.Cursor.Style, in.Cursor.TextStyle = t.Accent, t.Hint
	in.KeyMap.Paste = key.NewBinding(key.WithDisabled())
	in.CharLimit = 200
	return in
}

// SetWidth sets the cells that View may fill, prompt included.
func (b *Box) SetWidth(w int) {
	b.input.Width = max(w-len([]rune(b.input.Prompt))-1, 1)
}

// Value is what is typed.
func (b *Box) Value() string { return b.input.Value() }

// SetValue replaces what is typed.
func (b *Box) SetValue(s string) {
	b.input.SetValue(s)
	b.input.CursorEnd()
}

// Clear empties the box and reports whether there was anything in it: esc goes
// back only from an empty box.
func (b *Box) Clear() bool {
	had := b.input.Value() != ""
	b.input.SetValue("")
	return had
}

// Update types k and reports whether the text changed.
func (b *Box) Update(k tea.KeyMsg) bool {
	before := b.input.Value()
	b.input, _ = b.input.Update(keys.Text(k))
	return b.input.Value() != before
}

// View draws the box on one line.
func (b *Box) View() string { return b.input.View() }
