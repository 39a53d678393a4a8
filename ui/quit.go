package ui

import (
	"fmt"

	tea "github.com/charmbracelet/bubbletea"
)

// askQuitMsg stands in for a quit that has not been confirmed.
type askQuitMsg struct{}

// askQuit quits at once while nothing is in flight, else it asks.
func (r *Router) askQuit() tea.Cmd {
	if r.env.Desk.InFlight() == 0 {
		r.quitting = true
		return tea.Quit
	}
	r.overlay = overlayQuit
	return nil
}

// quitAnswer: the same key again quits, any other key stays.
func (r *Router) quitAnswer(k tea.KeyMsg) tea.Cmd {
	if r.env.Keys.Quit.Is(k) && !k.Paste {
		r.quitting = true
		return tea.Quit
	}
	r.overlay = overlayNone
	return nil
}

// guardQuit is the program's filter: a quit or an interrupt that comes from
// outside asks first, once, while an order is in flight. A second one is meant.
func guardQuit(model tea.Model, msg tea.Msg) tea.Msg {
	r, ok := model.(*Router)
	if !ok {
		return msg
	}
	switch msg.(type) {
	case tea.QuitMsg, tea.InterruptMsg:
		if r.quitting || r.overlay == overlayQuit || r.env.Desk.InFlight() == 0 {
			return msg
		}
		return askQuitMsg{}
	}
	return msg
}

func (r *Router) viewQuit() string {
	n := r.env.Desk.InFlight()
	orders := "An order is"
	if n > 1 {
		orders = fmt.Sprintf("%d orders are", n)
	}
	t := r.env.Theme
	return "\n " + t.Warn.Render("! "+orders+" in flight.") +
		"\n\n Quitting does not cancel it. simdesk waits a moment for the answer, and what is" +
		"\n still open then is kept in Orders and settled at the next start." +
		"\n\n " + t.Key.Render("^Q") + " quits    any other key stays"
}
