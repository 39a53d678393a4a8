// Package soon is a screen whose work is not built yet: it says what will be
// there and where the nearest thing is today.
package soon

import (
	tea "github.com/charmbracelet/bubbletea"

	"simdesk/ui/keys"
	"simdesk/ui/screen"
	"simdesk/ui/widget/page"
)

// Model is the screen.
type Model struct {
	env   *screen.Env
	title string
	says  []string
	w, h  int
}

// New returns the screen with its title and paragraphs.
func New(env *screen.Env, title string, says ...string) *Model {
	return &Model{env: env, title: title, says: says}
}

// Init does nothing: there is nothing to read.
func (m *Model) Init() tea.Cmd { return nil }

// Update takes no message.
func (m *Model) Update(tea.Msg) tea.Cmd { return nil }

// SetSize lays the screen out.
func (m *Model) SetSize(w, h int) { m.w, m.h = w, h }

// Typing is always false.
func (m *Model) Typing() bool { return false }

// Bindings are none: the keys that lead elsewhere work everywhere.
func (m *Model) Bindings() []keys.Binding { return nil }

// View shows the title and the paragraphs.
func (m *Model) View() string {
	t := m.env.Theme
	p := page.New(t, m.w)
	p.Title(m.title)
	for _, s := range m.says {
		p.Gap()
		p.Say(t.Text, "", s)
	}
	return page.Scroll{}.View(p.Lines(), m.h, t)
}
