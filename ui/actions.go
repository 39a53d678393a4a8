package ui

import (
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"simdesk/ui/keys"
	"simdesk/ui/say"
	"simdesk/ui/screen"
	"simdesk/ui/theme"
	"simdesk/ui/widget/filter"
	"simdesk/ui/widget/grid"
)

// actionList is every action that can be taken here, searchable. Enter presses
// the action's key, except where the key spends: that one is only ever pressed
// by hand.
type actionList struct {
	box  *filter.Box
	grid *grid.Grid
	all  []keys.Binding
}

func newActionList(t *theme.Theme, all []keys.Binding) *actionList {
	a := &actionList{all: all, box: filter.New(t, " Action: ", screen.Voice.Says("ui.action_hint"))}
	a.grid = grid.New(t, []grid.Column{{Width: labelCells}, {Width: 20, Grow: 1}})
	a.search()
	return a
}

func (a *actionList) search() {
	var rows []int32
	words := strings.Fields(strings.ToLower(a.box.Value()))
	for i, b := range a.all {
		text := strings.ToLower(b.Label + " " + b.Help + " " + b.Sentence())
		if !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(text, w) }) {
			rows = append(rows, int32(i))
		}
	}
	a.grid.SetRows(rows, a.cell)
}

func (a *actionList) cell(row int32, column int) string {
	b := a.all[row]
	does := say.Capital(b.Sentence())
	switch {
	case column == 0:
		return b.Label
	case b.Why != "":
		return screen.Voice.Says("ui.action_off", "does", does)
	}
	return does
}

func (a *actionList) update(k tea.KeyMsg, m keys.Map) {
	if !a.grid.Update(k, m) && a.box.Update(k) {
		a.search()
	}
}

func (a *actionList) setSize(w, h int) {
	a.box.SetWidth(w)
	a.grid.SetSize(w, h-2)
}

func (a *actionList) view(w int) string {
	if a.grid.Len() == 0 {
		return a.box.View() + "\n\n " + ansi.Truncate(screen.Voice.Says("ui.no_action"), w-1, "…")
	}
	return a.box.View() + "\n\n" + a.grid.View()
}

func (r *Router) toggleActions() {
	if r.overlay == overlayActions {
		r.overlay = overlayNone
		return
	}
	all := slices.Concat(r.active().Bindings(), r.keysOfAll)
	r.actions, r.overlay = newActionList(r.env.Theme, all), overlayActions
	r.actions.setSize(r.w, r.h-chrome)
}

func (r *Router) actionKey(k tea.KeyMsg) tea.Cmd {
	m := r.env.Keys
	switch {
	case m.Back.Is(k):
		if r.actions.box.Clear() {
			r.actions.search()
		} else {
			r.overlay = overlayNone
		}
	case m.Enter.Is(k):
		return r.doAction()
	default:
		r.actions.update(k, m)
	}
	return nil
}

// doAction presses the chosen action's key on the screen below.
func (r *Router) doAction() tea.Cmd {
	row, ok := r.actions.grid.Selected()
	if !ok {
		return nil
	}
	b := r.actions.all[row]
	r.overlay = overlayNone
	if b.Spend {
		r.notice.Say(screen.Voice.Says("ui.press_itself", "key", b.Label), true, r.env.Now())
		return nil
	}
	k, ok := keys.Press(b.Keys[0])
	if !ok {
		return nil
	}
	return r.press(k)
}
