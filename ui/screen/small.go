package screen

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// The smallest window in which the console takes keys that spend.
const (
	minWidth  = 60
	minHeight = 15
)

// TooSmall reports whether a window is smaller than anything is made for.
func TooSmall(w, h int) bool { return w < minWidth || h < minHeight }

// ViewTooSmall is drawn there: how large it must be, what else must be seen, and
// how to leave.
func ViewTooSmall(w, h int, more ...string) string {
	lines := append([]string{Voice.Says("screen.too_small", "w", w, "h", h, "least_w", minWidth, "least_h", minHeight)}, more...)
	lines = append(lines, Voice.Says("screen.quits"))
	for i, line := range lines {
		lines[i] = ansi.Truncate(line, max(w, 1), "")
	}
	return strings.Join(lines[:max(min(len(lines), h), 1)], "\n")
}
