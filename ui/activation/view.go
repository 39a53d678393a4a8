package activation

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/ansi"

	"simdesk/ui/say"
	"simdesk/ui/widget/qr"
)

const (
	textCells = 30 // the least width for the words beside a code
	margin    = 2  // cells between the window's edge, the code and the words
)

// View draws the code and its words side by side, the code above the words,
// or the words alone with what to do. Words that do not fit are scrolled.
func (m *Model) View() string {
	if m.Full() {
		return m.viewFull()
	}
	return m.scroll.View(m.lines(), m.h, m.env.Theme)
}

// lines are what is shown between header and footer.
func (m *Model) lines() []string {
	if m.hidden {
		return indent(m.hiddenLines())
	}
	words := m.words(m.w - 2*margin)
	if !m.scans() {
		return indent(words)
	}
	saved := m.savedLines(m.w - 2*margin)
	p, ok := m.placed()
	switch {
	case ok && p.beside:
		return m.beside(p.code)
	case ok:
		return append(append(indent(p.code.Lines), ""), indent(append(words, saved...))...)
	case len(saved) > 0: // what could be done about the window has been done
		return indent(append(append(saved, ""), words...))
	}
	_, _, err := m.enlarged()
	return indent(append(m.tooSmall(err), words...))
}

// place is where the code stands between header and footer.
type place struct {
	code   qr.Code
	beside bool // the words are beside it, not under it
}

// placed reports whether the code fits with its words, and how.
func (m *Model) placed() (place, bool) {
	if code, err := m.fit(false, m.w-textCells-3*margin, m.h); err == nil {
		return place{code, true}, true
	}
	under := len(m.words(m.w-2*margin)) + len(m.savedLines(m.w-2*margin)) + 1
	code, err := m.fit(false, m.w-margin, m.h-under)
	return place{code, false}, err == nil
}

func indent(lines []string) []string {
	out := make([]string, len(lines))
	for i, line := range lines {
		if line != "" {
			out[i] = strings.Repeat(" ", margin) + line
		}
	}
	return out
}

// beside sets the words on the right of the code, which carries its own
// colours. The code is never scrolled: of the words stays what its height holds.
func (m *Model) beside(code qr.Code) []string {
	cells := m.w - code.Cols - 3*margin
	words := append(m.words(cells), m.savedLines(cells)...)
	words = words[:min(len(words), max(m.h, 0))]
	both := lipgloss.JoinHorizontal(lipgloss.Top, code.String(), strings.Join(indent(words), "\n"))
	return indent(strings.Split(both, "\n"))
}

func (m *Model) tooSmall(err error) []string {
	if err == nil {
		return []string{m.env.Theme.Warn.Render("! Press E to enlarge the QR code."), ""}
	}
	if small := (&qr.TooSmallError{}); errors.As(err, &small) {
		err = &qr.TooSmallError{Cols: small.Cols, Rows: small.Rows + 1} // a line of words is under it
	}
	text := "! " + say.Capital(err.Error()) + "."
	switch {
	case m.full:
	case m.face == faceCode:
		text += " I and A give links, S saves a PNG."
	default:
		text += " S saves a PNG. The link below does the same."
	}
	lines := wrap(text, m.w-2*margin)
	for i, line := range lines {
		lines[i] = m.env.Theme.Warn.Render(line)
	}
	return append(lines, "")
}

func (m *Model) hiddenLines() []string {
	return []string{m.env.Theme.Title.Render(m.cut(say.What(m.order))), "",
		"Hidden: who scans first owns the line.", m.env.Theme.Dim.Render(m.cut("V shows it again, Esc leaves. Orders keeps it."))}
}

func (m *Model) cut(s string) string { return ansi.Truncate(s, max(m.w-2*margin, 1), "…") }

// left says how long it stays on the screen, in steps that do not flicker.
func (m *Model) left() string {
	d := m.stays().Round(time.Second)
	if d < 0 {
		d = 0
	}
	return fmt.Sprintf("Hides in %d:%02d", int(d.Minutes()), int(d.Seconds())%60)
}

func (m *Model) head() string {
	parts := []string{say.What(m.order), m.env.Title(m.order.Provider)}
	if n := len(m.order.Delivery); n > 1 {
		parts = append(parts, fmt.Sprintf("%d of %d", m.at+1, n))
	}
	return say.Plain(strings.Join(parts, " · "))
}
