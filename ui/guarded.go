package ui

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"simdesk/state/ledger"
	"simdesk/ui/keys"
	"simdesk/ui/screen"
)

// guarded is one screen in its place. A panic in it ends that screen and nothing
// else: from then on it holds a broken one, which says so.
type guarded struct {
	env    *screen.Env
	view   View
	opened bool // from another screen, which is below it
	screen screen.Screen
	inited bool
	broken bool
	w, h   int
}

var _ interface {
	screen.Screen
	screen.Shower
	screen.Hider
	screen.Fuller
	screen.Teller
	screen.Timed
} = (*guarded)(nil)

// newGuarded makes a screen of a view.
func newGuarded(env *screen.Env, v View, opened bool, maker func() screen.Screen) *guarded {
	s := &guarded{env: env, view: v, opened: opened}
	s.try("New", func() { s.screen = maker() })
	return s
}

// try makes one call to the screen. What the screen breaks in is not asked of
// it again: the console draws the broken screen instead.
func (s *guarded) try(call string, f func()) {
	broke := screen.Try(f)
	if broke == nil {
		return
	}
	broke.Log(s.env.Logger(), s.name()+" "+call)
	s.broken = true
	s.screen = &brokenScreen{env: s.env, view: s.view, opened: s.opened, w: s.w, h: s.h}
}

func (s *guarded) name() string { return s.env.Keys.Views[s.view].Help }

// ask makes one call that has an answer: none where the screen breaks.
func ask[T any](s *guarded, call string, f func() T) (answer T) {
	s.try(call, func() { answer = f() })
	return answer
}

func (s *guarded) Init() tea.Cmd { return ask(s, "Init", s.screen.Init) }

func (s *guarded) Update(msg tea.Msg) tea.Cmd {
	return ask(s, "Update", func() tea.Cmd { return s.screen.Update(msg) })
}

func (s *guarded) View() string { return ask(s, "View", s.screen.View) }

func (s *guarded) SetSize(w, h int) {
	s.w, s.h = w, h
	s.try("SetSize", func() { s.screen.SetSize(w, h) })
}

func (s *guarded) Bindings() []keys.Binding { return ask(s, "Bindings", s.screen.Bindings) }

func (s *guarded) Typing() bool { return ask(s, "Typing", s.screen.Typing) || s.broken }

func (s *guarded) Shown() tea.Cmd {
	if shower, ok := s.screen.(screen.Shower); ok {
		return ask(s, "Shown", shower.Shown)
	}
	return nil
}

func (s *guarded) Hidden() {
	if hider, ok := s.screen.(screen.Hider); ok {
		s.try("Hidden", hider.Hidden)
	}
}

func (s *guarded) Full() bool {
	fuller, ok := s.screen.(screen.Fuller)
	return ok && ask(s, "Full", fuller.Full)
}

func (s *guarded) Tells(o ledger.Order) bool {
	teller, ok := s.screen.(screen.Teller)
	return ok && ask(s, "Tells", func() bool { return teller.Tells(o) })
}

func (s *guarded) NextTick() time.Time {
	if timed, ok := s.screen.(screen.Timed); ok {
		return ask(s, "NextTick", timed.NextTick)
	}
	return time.Time{}
}
