package ui

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"simdesk/ui/screen"
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
	t, n := r.env.Theme, max(r.env.Desk.InFlight(), 1) // it was asked because there was one
	p := page.New(t, r.w)
	p.Say(t.Warn, "! ", screen.Voice.Says("ui.in_flight", "n", n))
	p.Gap()
	p.Say(t.Text, "", screen.Voice.Says("ui.quitting", "n", n))
	p.Gap()
	p.Row(t.Key.Render("^Q") + " " + screen.Voice.Says("ui.quits"))
	return "\n" + strings.Join(p.Lines(), "\n")
}
