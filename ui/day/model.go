// Package day is the place of the Day screen. What belongs there is not built
// yet: the screen says what it will be and where the nearest thing is today.
package day

import (
	tea "github.com/charmbracelet/bubbletea"

	"simdesk/ui/keys"
	"simdesk/ui/screen"
	"simdesk/ui/widget/page"
)

// Model is the Day screen.
type Model struct {
	env  *screen.Env
	w, h int
}

// New returns the screen.
func New(env *screen.Env) *Model { return &Model{env: env} }

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

// View says what will be here and what does the nearest thing today.
func (m *Model) View() string {
	t := m.env.Theme
	p := page.New(t, m.w)
	p.Title("The day's reports are not part of this version yet.")
	p.Gap()
	p.Say(t.Text, "", "Here will be the X report at any time and the numbered Z report at closing time: what was sold per clerk, kind and provider, the cash counted against what is expected, and each wallet against what its provider says.")
	p.Gap()
	p.Say(t.Text, "", "Until then Orders lists today's sales (Alt+4, Tab goes to Today), and Balances shows what the wallets hold now (Alt+3).")
	return page.Scroll{}.View(p.Lines(), m.h, t)
}
