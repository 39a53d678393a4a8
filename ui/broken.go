package ui

import (
	tea "github.com/charmbracelet/bubbletea"

	"simdesk/ui/keys"
	"simdesk/ui/screen"
	"simdesk/ui/widget/page"
)

// brokenScreen stands where a screen panicked. It takes one key, back, and no
// answer: what the screen asked for is the desk's to finish.
type brokenScreen struct {
	env    *screen.Env
	view   View
	opened bool // over another screen, which back returns to
	w, h   int
}

func (b *brokenScreen) Init() tea.Cmd    { return nil }
func (b *brokenScreen) SetSize(w, h int) { b.w, b.h = w, h }

// Typing is true, so that what was being typed when the screen broke is not
// taken for digits that change the view.
func (b *brokenScreen) Typing() bool { return true }

func (b *brokenScreen) Bindings() []keys.Binding {
	if b.opened {
		return []keys.Binding{b.env.Keys.Back}
	}
	return []keys.Binding{b.env.Keys.Back.As("start anew")}
}

func (b *brokenScreen) Update(msg tea.Msg) tea.Cmd {
	if k, ok := msg.(tea.KeyMsg); ok && b.env.Keys.Back.Is(k) {
		return screen.Send(screen.BackMsg{})
	}
	return nil
}

func (b *brokenScreen) View() string {
	t, v, says := b.env.Theme, b.env.Keys.Views[b.view], screen.Voice.Says
	broke, leave := says("ui.screen_broke", "key", b.env.Keys.Views[Orders].Label), says("ui.starts_anew", "key", v.Label, "view", v.Help)
	if b.view == Orders {
		broke = says("ui.orders_broke")
	}
	if b.opened {
		leave = says("ui.goes_back", "view", v.Help)
	}
	p := page.New(t, b.w)
	p.Say(t.Bad, "! ", broke+" "+leave)
	p.Gap()
	p.Say(t.Dim, "", says("ui.others_work")+" "+b.env.WhereLogged())
	return page.Scroll{}.View(p.Lines(), b.h, t)
}
