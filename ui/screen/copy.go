package screen

import (
	"io"
	"strings"

	"github.com/aymanbagabas/go-osc52/v2"
	tea "github.com/charmbracelet/bubbletea"
)

// Copy asks the terminal to put text on the clipboard. Many terminals do not,
// and none answers, so nothing more is claimed; what is copied must also be on
// the screen. w is Env.Terminal and may be nil.
func Copy(w io.Writer, text string) tea.Cmd {
	if w == nil {
		return Send(Alarm(Voice.Says("screen.no_terminal")))
	}
	return func() tea.Msg {
		if _, err := osc52.New(text).WriteTo(w); err != nil {
			return Alarm(Voice.Says("screen.no_copy", "why", err.Error()))
		}
		return Notice(Voice.Says("screen.copied"))
	}
}

// Fours sets an ICCID in fours, as it is printed on cards.
func Fours(iccid string) string {
	var parts []string
	for len(iccid) > 4 {
		parts = append(parts, iccid[:4])
		iccid = iccid[4:]
	}
	return strings.Join(append(parts, iccid), " ")
}
