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

func (s *guarded) Init() (cmd tea.Cmd) {
	s.try("Init", func() { cmd = s.screen.Init() })
	return cmd
}

func (s *guarded) Update(msg tea.Msg) (cmd tea.Cmd) {
	s.try("Update", func() { cmd = s.screen.Update(msg) })
	return cmd
}

func (s *guarded) View() (view string) {
	s.try("View", func() { view = s.screen.View() })
	return view
}

func (s *guarded) SetSize(w, h int) {
	s.w, s.h = w, h
	s.try("SetSize", func() { s.screen.SetSize(w, h) })
}

func (s *guarded) Bindings() (bs []keys.Binding) {
	s.try("Bindings", func() { bs = s.screen.Bindings() })
	return bs
}

func (s *guarded) Typing() (typing bool) {
	s.try("Typing", func() { typing = s.screen.Typing() })
	return typing || s.broken
}

func (s *guarded) Shown() (cmd tea.Cmd) {
	s.try("Shown", func() {
		if shower, ok := s.screen.(screen.Shower); ok {
			cmd = shower.Shown()
		}
	})
	return cmd
}

func (s *guarded) Hidden() {
	s.try("Hidden", func() {
		if hider, ok := s.screen.(screen.Hider); ok {
			hider.Hidden()
		}
	})
}

func (s *guarded) Full() (full bool) {
	s.try("Full", func() {
		if fuller, ok := s.screen.(screen.Fuller); ok {
			full = fuller.Full()
		}
	})
	return full
}

func (s *guarded) Tells(o ledger.Order) (tells bool) {
	s.try("Tells", func() {
		if teller, ok := s.screen.(screen.Teller); ok {
			tells = teller.Tells(o)
		}
	})
	return tells
}

func (s *guarded) NextTick() (at time.Time) {
	s.try("NextTick", func() {
		if timed, ok := s.screen.(screen.Timed); ok {
			at = timed.NextTick()
		}
	})
	return at
}
