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
		return Send(Alarm("There is no terminal to copy through: the text is on the screen."))
	}
	return func() tea.Msg {
		if _, err := osc52.New(text).WriteTo(w); err != nil {
			return Alarm("The terminal took no copy: " + err.Error())
		}
		return Notice("Sent to the clipboard, if the terminal allows it.")
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
