package ui

import (
	"fmt"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"simdesk/ui/widget/page"
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

// quitAnswer: the same key again quits, any other key stays. The key that buys
// does nothing here: who presses it twice for "yes" must not buy the offer
// that is behind the question.
func (r *Router) quitAnswer(k tea.KeyMsg) tea.Cmd {
	switch m := r.env.Keys; {
	case m.Quit.Is(k) && !k.Paste:
		r.quitting = true
		return tea.Quit
	case m.Buy.Is(k):
		return nil
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
	orders, them := "An order is", "it"
	if n > 1 {
		orders, them = fmt.Sprintf("%d orders are", n), "them"
	}
	t := r.env.Theme
	say := "Quitting does not cancel " + them + ". simdesk waits a moment for the answer, " +
		"and what is still open then is kept in Orders and settled at the next start."
	p := page.New(t, r.w)
	p.Say(t.Warn, "! ", orders+" in flight.")
	p.Gap()
	p.Say(t.Text, "", say)
	p.Gap()
	p.Row(t.Key.Render("^Q") + " quits    any other key stays")
	return "\n" + strings.Join(p.Lines(), "\n")
}
