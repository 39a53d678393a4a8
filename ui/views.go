package ui

import (
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"simdesk/state/desk"
	"simdesk/state/ledger"
	"simdesk/ui/screen"
)

// View is one of the console's six views, in the order of their keys.
type View int

// The views.
const (
	Sell View = iota
	ESIM
	Balances
	Orders
	Services
	Day

	views = 6
)

// Makers make the screens, each when it is first needed. A nil maker of a view
// is not built yet.
type Makers struct {
	Views      [views]func(*screen.Env) screen.Screen
	Purchase   func(*screen.Env, desk.QuoteRequest) screen.Screen
	Activation func(*screen.Env, ledger.Order) screen.Screen
}

// root returns the stack's first screen, made when it is first needed.
func (r *Router) root(v View) *guarded {
	if len(r.stacks[v]) == 0 {
		maker := r.makers.Views[v]
		if maker == nil {
			maker = func(env *screen.Env) screen.Screen { return &soon{env: env, says: soonSays[v]} }
		}
		r.stacks[v] = []*guarded{newGuarded(r.env, v, false, func() screen.Screen { return maker(r.env) })}
	}
	return r.stacks[v][0]
}

func (r *Router) active() *guarded {
	r.root(r.view)
	stack := r.stacks[r.view]
	return stack[len(stack)-1]
}

// viewOf finds the view whose stack holds a screen.
func (r *Router) viewOf(s *guarded) (View, bool) {
	for v := range r.stacks {
		if slices.Contains(r.stacks[v], s) {
			return View(v), true
		}
	}
	return 0, false
}

// mayOpen reports whether from is the topmost screen of its view. A key that is
// held down asks twice before the first answer: a second offer under the first
// would be sold by mistake.
func (r *Router) mayOpen(from *guarded) bool {
	v, ok := r.viewOf(from)
	return ok && r.stacks[v][len(r.stacks[v])-1] == from
}

// push opens a screen over from, in the view from belongs to, so that nothing
// jumps in front of somebody who went elsewhere.
func (r *Router) push(from *guarded, maker func() screen.Screen, replace bool) {
	v, ok := r.viewOf(from)
	if !ok {
		return
	}
	if replace && r.stacks[v][0] != from {
		r.remove(from)
	}
	r.stacks[v] = append(r.stacks[v], newGuarded(r.env, v, true, maker))
}

// remove closes a screen. A view's own screen stays, unless it broke: then it
// is made anew when it is needed.
func (r *Router) remove(s *guarded) {
	v, ok := r.viewOf(s)
	if !ok || (r.stacks[v][0] == s && !s.broken) {
		return
	}
	r.stacks[v] = slices.DeleteFunc(r.stacks[v], func(held *guarded) bool { return held == s })
}

// switchTo goes to a view. A broken screen is replaced by a key that was pressed
// on it, not behind the back of somebody who has yet to read what happened.
func (r *Router) switchTo(v View) {
	if s := r.active(); v == r.view && s.broken {
		r.remove(s)
	}
	r.view, r.overlay = v, overlayNone
}

// settle brings the active screen up to date: what it replaced is hidden, it
// is sized, started and told. It runs after every message.
func (r *Router) settle() tea.Cmd {
	if r.w == 0 {
		return nil
	}
	s := r.active()
	var cmds []tea.Cmd
	changed, first := s != r.shown, r.shown == nil
	if changed {
		if r.shown != nil {
			r.shown.Hidden()
		}
		r.shown = s
	}
	r.size(s)
	if changed && !s.inited {
		s.inited = true
		cmds = append(cmds, address(s, s.Init()))
		if first && !r.wallets.msg.At.IsZero() { // read before there was a screen to tell
			cmds = append(cmds, r.tell(s, r.wallets.msg))
		}
	}
	// A key that is held down while an offer cannot be seen must not buy it in
	// the moment in which it can: for its gate, coming to light is opening.
	behind := r.overlay != overlayNone || r.tooSmall()
	if changed || (r.behind && !behind) {
		cmds = append(cmds, address(s, s.Shown()))
	}
	r.behind = behind
	return tea.Batch(cmds...)
}

func (r *Router) size(s *guarded) {
	w, h := max(r.w, 0), max(r.h-chrome, 0)
	if s.Full() {
		h = max(r.h, 0)
	}
	if s.w != w || s.h != h {
		s.SetSize(w, h)
	}
}
