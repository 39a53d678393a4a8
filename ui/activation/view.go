package activation

import (
	"errors"
	"strings"
	"time"

	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/ansi"

	"simdesk/providers"
	"simdesk/ui/say"
	"simdesk/ui/screen"
	"simdesk/ui/widget/qr"
)

const (
	textCells  = 30 // the least width for the words beside a code
	fewestText = 20 // what words get in any window
	margin     = 2  // cells between the window's edge, the code and the words
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

// tooSmall says why there is no code to scan and what else there is.
func (m *Model) tooSmall(err error) []string {
	text := voice.Says("activation.enlarge")
	if err != nil {
		text = voice.Says("activation.too_long")
		if small := (&qr.TooSmallError{}); errors.As(err, &small) {
			text = voice.Says("activation.too_small", "cols", small.Cols, "rows", small.Rows+1) // a line of words is under it
		}
		switch {
		case m.full:
		case m.face == faceCode:
			text += " " + voice.Says("activation.other_ways")
		default:
			text += " " + voice.Says("activation.link_below")
		}
	}
	return append(wrap(m.env.Theme.Warn, "! "+text, m.w-2*margin), "")
}

func (m *Model) hiddenLines() []string {
	t, cells := m.env.Theme, max(m.w-2*margin, 1)
	cut := func(s string) string { return ansi.Truncate(s, cells, "…") }
	return []string{t.Title.Render(cut(say.What(m.order))), "",
		cut(voice.Says("activation.hidden")), t.Dim.Render(cut(voice.Says("activation.shows_again")))}
}

// words are everything that is not the QR code, wrapped to w cells. Nothing a
// person must type is ever cut: it is wrapped.
func (m *Model) words(w int) []string {
	w = max(w, fewestText)
	t, d := m.env.Theme, m.delivery()
	head := say.What(m.order) + " · " + m.env.Title(m.order.Provider)
	if n := len(m.order.Delivery); n > 1 {
		head += " · " + voice.Says("activation.one_of", "at", m.at+1, "all", n)
	}
	lines := wrap(t.Title, say.Plain(head), w)
	if d.Type == "" {
		return append(lines, "", voice.Says("orders.nothing_delivered", "state", screen.Standing(m.order)))
	}
	if m.order.Sandbox { // another provider's sandbox makes this one no less real
		lines = append(lines, t.Banner.Render(voice.Says("activation.sandbox")))
	}
	if e := m.order.Error; e != nil {
		text := voice.Problem(*e)
		if m.env.HideCosts() { // it may name what the shop paid
			text = voice.Says("activation.look_at_it")
		}
		lines = append(lines, wrap(t.Bad, "! "+text, w)...)
	}
	if m.order.State == providers.StateCompleted && d.Type != providers.DeliverESIM {
		lines = append(lines, "", t.Good.Render("✓ "+voice.Says("orders.done")))
	}
	lines = append(append(lines, ""), m.facts(w)...)
	if m.scans() || m.secret() != "" {
		lines = append(lines, t.Dim.Render(voice.Says("activation.hides_in", "left", m.left())))
	}
	return lines
}

// facts are what was delivered. Beside a QR code the cells are few: there the
// texts do not stand in one column.
func (m *Model) facts(w int) []string {
	d, column := m.delivery(), 0
	facts := screen.Delivered(d)
	if m.scans() {
		facts = m.code(d)
	} else {
		for _, f := range facts {
			column = max(column, ansi.StringWidth(f.Label))
		}
	}
	var lines []string
	for _, f := range facts {
		lines = append(lines, m.field(f.Label+strings.Repeat(" ", max(column-ansi.StringWidth(f.Label), 0)), f.Text, w)...)
	}
	if d.Type == providers.DeliverESIM && !m.scans() {
		lines = append(lines, wrap(m.env.Theme.Text, voice.Says("activation.no_code"), w)...)
	}
	return lines
}

// code is the way for phones that cannot scan: the same code in words, or the
// link that the QR code holds now.
func (m *Model) code(d providers.Delivery) []screen.Fact {
	a := d.Activation
	switch m.face {
	case faceIPhone:
		return []screen.Fact{{Label: say.Capital(voice.Says("activation.iphone")), Text: a.IOS()}}
	case faceAndroid:
		return []screen.Fact{{Label: say.Capital(voice.Says("activation.android")), Text: a.Android()}}
	case faceCode:
	}
	confirmation := a.ConfirmationCode
	if confirmation == "" && a.NeedsCode {
		confirmation = voice.Says("activation.ask_for_code")
	}
	return []screen.Fact{
		{Label: "Code", Text: a.LPA()}, {Label: "SM-DP+ address", Text: a.SMDP}, {Label: "Activation code", Text: a.MatchingID},
		{Label: "Confirmation code", Text: confirmation}, {Label: "ICCID", Text: screen.Fours(d.ICCID)},
	}
}

// savedLines are where the image is: a notice is too short for a path, and goes.
func (m *Model) savedLines(w int) []string {
	return m.field(say.Capital(voice.Says("activation.saved_as")), m.saved, max(w, fewestText))
}

// field is a label and its text: on one line where it fits, else under it.
func (m *Model) field(label, text string, w int) []string {
	text = say.Plain(text)
	if text == "" {
		return nil
	}
	head := m.env.Theme.Dim.Render(label)
	if ansi.StringWidth(label)+2+ansi.StringWidth(text) <= w {
		return []string{head + "  " + text}
	}
	return append([]string{head}, wrap(lipgloss.NewStyle(), text, w)...)
}

// wrap breaks at spaces where there are any, and anywhere in a code.
func wrap(style lipgloss.Style, s string, w int) []string {
	if strings.Contains(s, " ") {
		s = ansi.Wrap(s, w, "")
	} else {
		s = ansi.Hardwrap(s, w, true)
	}
	lines := strings.Split(s, "\n")
	for i, line := range lines {
		lines[i] = style.Render(line)
	}
	return lines
}

// left is how long it stays on the screen, in steps that do not flicker.
func (m *Model) left() string {
	return time.Time{}.Add(max(m.stays().Round(time.Second), 0)).Format("4:05")
}
