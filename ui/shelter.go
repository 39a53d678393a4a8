package ui

import (
	tea "github.com/charmbracelet/bubbletea"

	"simdesk/state/ledger"
	"simdesk/ui/keys"
	"simdesk/ui/screen"
)

// shelter holds one screen. A panic in it ends that screen and nothing else:
// from then on the shelter holds a broken one, which says so.
type shelter struct {
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
} = (*shelter)(nil)

// newShelter makes a screen of a view.
func newShelter(env *screen.Env, v View, opened bool, maker func() screen.Screen) *shelter {
	s := &shelter{env: env, view: v, opened: opened}
	s.try("New", func() { s.screen = maker() })
	return s
}

// try makes one call to the screen. What the screen breaks in is not asked of
// it again: the console draws the broken screen instead.
func (s *shelter) try(call string, f func()) {
	broke := screen.Try(f)
	if broke == nil {
		return
	}
	broke.Log(s.env.Logger(), s.name()+" "+call)
	s.broken = true
	s.screen = &brokenScreen{env: s.env, view: s.view, opened: s.opened, w: s.w, h: s.h}
}

func (s *shelter) name() string { return s.env.Keys.Views[s.view].Help }

func (s *shelter) Init() (cmd tea.Cmd) {
	s.try("Init", func() { cmd = s.screen.Init() })
	return cmd
}

func (s *shelter) Update(msg tea.Msg) (cmd tea.Cmd) {
	s.try("Update", func() { cmd = s.screen.Update(msg) })
	return cmd
}

func (s *shelter) View() (view string) {
	s.try("View", func() { view = s.screen.View() })
	return view
}

func (s *shelter) SetSize(w, h int) {
	s.w, s.h = w, h
	s.try("SetSize", func() { s.screen.SetSize(w, h) })
}

func (s *shelter) Bindings() (bs []keys.Binding) {
	s.try("Bindings", func() { bs = s.screen.Bindings() })
	return bs
}

func (s *shelter) Typing() (typing bool) {
	s.try("Typing", func() { typing = s.screen.Typing() })
	return typing || s.broken
}

func (s *shelter) Shown() (cmd tea.Cmd) {
	s.try("Shown", func() {
		if shower, ok := s.screen.(screen.Shower); ok {
			cmd = shower.Shown()
		}
	})
	return cmd
}

func (s *shelter) Hidden() {
	s.try("Hidden", func() {
		if hider, ok := s.screen.(screen.Hider); ok {
			hider.Hidden()
		}
	})
}

func (s *shelter) Full() (full bool) {
	s.try("Full", func() {
		if fuller, ok := s.screen.(screen.Fuller); ok {
			full = fuller.Full()
		}
	})
	return full
}

func (s *shelter) Tells(o ledger.Order) (tells bool) {
	s.try("Tells", func() {
		if teller, ok := s.screen.(screen.Teller); ok {
			tells = teller.Tells(o)
		}
	})
	return tells
}
