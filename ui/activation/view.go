package activation

import (
	"fmt"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"

	"simdesk/ui/screen"
	"simdesk/ui/widget/qr"
)

const (
	textCells = 30 // the least width for the words beside a code
	margin    = 2  // cells between the window's edge, the code and the words
)

// View draws the code and its words side by side, the code above the words,
// or the words alone with what to do.
func (m *Model) View() string {
	switch {
	case m.hidden:
		return m.viewHidden()
	case m.Full():
		return m.viewFull()
	case !m.scans():
		return m.page(m.words(m.w - 2*margin))
	}
	words, saved := m.words(m.w-2*margin), m.savedLines(m.w-2*margin)
	if code, err := qr.Fit(m.text(), m.w-textCells-3*margin, m.h); err == nil {
		return m.beside(code)
	}
	if code, err := qr.Fit(m.text(), m.w-margin, m.h-len(words)-len(saved)-1); err == nil {
		return indent(code.Lines) + "\n\n" + m.page(append(words, saved...))
	}
	_, err := qr.Fit(m.text(), m.w, m.h)
	if len(saved) > 0 { // what could be done about the window has been done
		return m.page(append(append(saved, ""), words...))
	}
	return m.page(append(m.tooSmall(err), words...))
}

// page cuts lines to the height, each with the margin.
func (m *Model) page(lines []string) string {
	return indent(lines[:min(len(lines), max(m.h, 0))])
}

func indent(lines []string) string {
	out := make([]string, len(lines))
	for i, line := range lines {
		if line != "" {
			out[i] = strings.Repeat(" ", margin) + line
		}
	}
	return strings.Join(out, "\n")
}

// beside joins the code's lines as they are: they carry their own colours.
func (m *Model) beside(code qr.Code) string {
	cells := m.w - code.Cols - 3*margin
	words := append(m.words(cells), m.savedLines(cells)...)
	var b strings.Builder
	for i := range min(max(code.Rows, len(words)), m.h) {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(strings.Repeat(" ", margin))
		if i < code.Rows {
			b.WriteString(code.Lines[i])
		} else {
			b.WriteString(strings.Repeat(" ", code.Cols))
		}
		if i < len(words) && words[i] != "" {
			b.WriteString(strings.Repeat(" ", margin) + words[i])
		}
	}
	return b.String()
}

// viewFull is the code in the middle of the window with one line of words,
// beside it where the height is needed.
func (m *Model) viewFull() string {
	caption := "Esc: smaller"
	if m.sandbox() {
		caption = "SANDBOX  " + caption
	}
	side := ansi.StringWidth(caption) + margin
	code, err := qr.Fit(m.text(), m.w, m.h-1)
	if err != nil {
		code, err = qr.Fit(m.text(), m.w-side, m.h)
	}
	if err != nil {
		return m.page(append(m.tooSmall(err), caption))
	}
	left := strings.Repeat(" ", max((m.w-code.Cols)/2, 0))
	top := max((m.h-1-code.Rows)/2, 0)
	lines := make([]string, 0, m.h)
	for range top {
		lines = append(lines, "")
	}
	if code.Rows < m.h {
		for _, line := range code.Lines {
			lines = append(lines, left+line)
		}
		return strings.Join(append(lines, " "+caption), "\n")
	}
	for i, line := range code.Lines {
		if i == 0 {
			line += strings.Repeat(" ", margin) + caption
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

func (m *Model) tooSmall(err error) []string {
	if err == nil {
		return []string{m.env.Theme.Warn.Render("! Press E to enlarge the QR code."), ""}
	}
	say := "! " + capital(err.Error()) + "."
	switch {
	case m.full:
	case m.face == faceCode:
		say += " E enlarges, I and A give links, S saves a PNG."
	default:
		say += " E enlarges, S saves a PNG. The link below does the same."
	}
	lines := wrap(say, m.w-2*margin)
	for i, line := range lines {
		lines[i] = m.env.Theme.Warn.Render(line)
	}
	return append(lines, "")
}

func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

func (m *Model) viewHidden() string {
	lines := []string{m.env.Theme.Title.Render(m.cut(screen.What(m.order))), "",
		"Hidden: who scans first owns the line.", m.env.Theme.Dim.Render(m.cut("V shows it again, Esc leaves. Orders keeps it."))}
	return m.page(lines)
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
	parts := []string{screen.What(m.order), m.env.Title(m.order.Provider)}
	if n := len(m.order.Delivery); n > 1 {
		parts = append(parts, fmt.Sprintf("%d of %d", m.at+1, n))
	}
	return screen.Plain(strings.Join(parts, " · "))
}
