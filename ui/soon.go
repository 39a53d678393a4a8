package ui

import (
	tea "github.com/charmbracelet/bubbletea"

	"simdesk/ui/keys"
	"simdesk/ui/screen"
	"simdesk/ui/widget/page"
)

// soonSays are the words of the views that are not built yet: what will be there,
// and where the nearest thing is today.
var soonSays = map[View]string{Services: "services.soon", Day: "day.soon"}

// soon stands where a view is not built yet. No key is its own: those that lead
// elsewhere work everywhere.
type soon struct {
	env  *screen.Env
	says string
	w, h int
}

func (s *soon) Init() tea.Cmd            { return nil }
func (s *soon) Update(tea.Msg) tea.Cmd   { return nil }
func (s *soon) SetSize(w, h int)         { s.w, s.h = w, h }
func (s *soon) Typing() bool             { return false }
func (s *soon) Bindings() []keys.Binding { return nil }

func (s *soon) View() string {
	p := page.New(s.env.Theme, s.w)
	p.Says(s.says)
	return page.Scroll{}.View(p.Lines(), s.h, s.env.Theme)
}
