package balances

import (
	tea "github.com/charmbracelet/bubbletea"

	"simdesk/ui/screen"
)

// Init asks for the wallets: those that were read before this screen was
// opened were not told to it.
func (m *Model) Init() tea.Cmd { return screen.Send(screen.ReadWalletsMsg{}) }

// Update takes one message.
func (m *Model) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyMsg:
		return m.key(msg)
	case screen.WalletsMsg:
		m.take(msg)
	}
	return nil
}

func (m *Model) key(k tea.KeyMsg) tea.Cmd {
	b := m.env.Keys
	if b.Refresh.Is(k) && !m.reading {
		return screen.Send(screen.ReadWalletsMsg{})
	}
	m.scroll.Update(k, b, len(m.lines()), m.h)
	return nil
}
