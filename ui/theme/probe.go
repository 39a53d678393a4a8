package theme

import (
	"io"
	"os"

	"github.com/charmbracelet/lipgloss"
	"github.com/muesli/termenv"
)

// Probe asks the terminal for its background and colours and returns the
// theme for the session. It must run before the program starts: later the
// answer would land in a text field.
func Probe(mode Mode, out io.Writer, noColor bool) *Theme {
	r := lipgloss.NewRenderer(out)
	profile := r.ColorProfile()
	if noColor || os.Getenv("NO_COLOR") != "" {
		profile = termenv.Ascii
	}
	if mode == Auto || mode == "" {
		mode = Dark
		if profile != termenv.Ascii && !r.HasDarkBackground() {
			mode = Light
		}
	}
	return build(mode, profile)
}
