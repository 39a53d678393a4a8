package page

import (
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"simdesk/ui/keys"
	"simdesk/ui/theme"
)

// Scroll is how far a page is scrolled. The zero value is its top. It is not
// the library's viewport, which sets every line to the window's width anew:
// 2.0 ms and 196 kB a drawing at 200×56 against 0.02 ms and 15 kB here, of a
// budget of 1 ms and 120 kB.
type Scroll struct{ top int }

// Around is the scroll at which line at of n is seen in a window of h, in its
// middle where that is possible.
func Around(at, n, h int) Scroll { return Scroll{within(at-(h-1)/2, n, h)} }

// Update scrolls a page of n lines in a window of h and reports whether k was
// one of the moving keys.
func (s *Scroll) Update(k tea.KeyMsg, m keys.Map, n, h int) bool {
	by := max(h-2, 1)
	switch {
	case m.Up.Is(k):
		s.top--
	case m.Down.Is(k):
		s.top++
	case m.PageUp.Is(k):
		s.top -= by
	case m.PageDown.Is(k):
		s.top += by
	case m.Home.Is(k):
		s.top = 0
	case m.End.Is(k):
		s.top = n
	default:
		return false
	}
	s.top = within(s.top, n, h)
	return true
}

// within keeps the last line at the window's last but one row: the row below
// says how much there is.
func within(top, n, h int) int {
	if n <= h {
		return 0
	}
	return max(min(top, n-h+1), 0)
}

// View draws what is visible, and where lines are left out, how many.
func (s Scroll) View(lines []string, h int, t *theme.Theme) string {
	if len(lines) <= h {
		return strings.Join(lines, "\n")
	}
	if h < 1 {
		return ""
	}
	top := within(s.top, len(lines), h)
	seen := lines[top : top+h-1]
	below := len(lines) - top - len(seen)
	more := voice.Says("widget.more", "above", top, "below", below)
	switch {
	case below == 0:
		more = voice.Says("widget.above", "n", top)
	case top == 0:
		more = voice.Says("widget.below", "n", below)
	}
	return strings.Join(append(slices.Clone(seen), t.Dim.Render(" "+more)), "\n")
}
