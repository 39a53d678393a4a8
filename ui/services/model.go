// Package services is the place of the Services screen. What belongs there is not built
// yet: the screen says what it will be and where the nearest thing is today.
package services

import (
	tea "github.com/charmbracelet/bubbletea"

	"simdesk/ui/keys"
	"simdesk/ui/screen"
	"simdesk/ui/widget/page"
)

// Model is the Services screen.
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
	p.Title("Services are not part of this version yet.")
	p.Gap()
	p.Say(t.Text, "", "Here will be what fits no other screen: SIM activation and port-in, promotions, exchange rates, funding a wallet, an eSIM's events, compatible devices.")
	p.Gap()
	p.Say(t.Text, "", "Bills, gift cards, vouchers and SIMs are sold from Sell today (Alt+1, Tab chooses the kind). What is left on an eSIM is under eSIM (Alt+2), what a wallet holds under Balances (Alt+3).")
	return page.Scroll{}.View(p.Lines(), m.h, t)
}
