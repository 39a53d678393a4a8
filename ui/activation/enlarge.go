package activation

import (
	"errors"
	"strings"

	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/ansi"

	"simdesk/ui/screen"
	"simdesk/ui/widget/qr"
)

// window is the whole window, whether or not this screen has it now.
func (m *Model) window() (w, h int) {
	if m.Full() {
		return m.w, m.h
	}
	return m.w, m.h + screen.Chrome
}

// fitting is one question of whether a code fits.
type fitting struct {
	text  string
	large bool
	w, h  int
}

// fitted is its answer.
type fitted struct {
	code qr.Code
	err  error
}

// fit draws the code for a room, once for each size of the window: drawing it
// takes longer than everything else on the screen.
func (m *Model) fit(large bool, w, h int) (qr.Code, error) {
	ask := fitting{m.text(), large, w, h}
	f, ok := m.fits[ask]
	if !ok {
		draw := qr.Fit
		if large {
			draw = qr.Large
		}
		f.code, f.err = draw(ask.text, w, h)
		m.fits[ask] = f
	}
	return f.code, f.err
}

// enlarged is the code as the whole window shows it: with large modules where
// they fit, else as large as it can. Its words stand under it, or beside it
// where the height is needed.
func (m *Model) enlarged() (code qr.Code, beside bool, err error) {
	w, h := m.window()
	side := ansi.StringWidth(m.caption()) + margin
	for _, large := range []bool{true, false} {
		if code, err = m.fit(large, w, h-1); err == nil {
			return code, false, nil
		}
		if code, err := m.fit(large, w-side, h); err == nil {
			return code, true, nil
		}
	}
	return qr.Code{}, false, err
}

// whyNotLarger says why enlarging would show nothing larger, "" when it does.
func (m *Model) whyNotLarger() string {
	code, _, err := m.enlarged()
	small := &qr.TooSmallError{}
	switch {
	case errors.As(err, &small):
		return voice.Says("activation.needs", "cols", small.Cols, "rows", small.Rows+1)
	case err != nil:
		return voice.Says("activation.too_long")
	case code.Large:
		return ""
	}
	_, placed := m.placed()
	if _, err = m.fit(true, 0, 0); placed && errors.As(err, &small) {
		return voice.Says("activation.larger_needs", "cols", small.Cols, "rows", small.Rows+1)
	}
	return ""
}

func (m *Model) caption() string { return m.banner() + voice.Says("activation.smaller") }

func (m *Model) banner() string {
	if m.sandbox() {
		return "SANDBOX  "
	}
	return ""
}

// viewFull is the code in the middle of the window with one line of words. A
// window that became too small for it meanwhile shows the words.
func (m *Model) viewFull() string {
	code, beside, err := m.enlarged()
	caption := m.caption()
	if m.saved != "" { // no notice is seen here
		caption = m.banner() + voice.Says("activation.smaller_saved")
	}
	switch {
	case err != nil:
		words := append(append(m.tooSmall(err), m.caption()), m.words(m.w-2*margin)...)
		return m.scroll.View(indent(words), m.h, m.env.Theme)
	case beside:
		caption = strings.Repeat(" ", margin) + ansi.Truncate(caption, m.w-code.Cols-margin, "…")
		return lipgloss.JoinHorizontal(lipgloss.Top, code.String(), caption)
	}
	middle := lipgloss.Place(m.w, m.h-1, lipgloss.Center, lipgloss.Center, code.String())
	return middle + "\n" + ansi.Truncate(" "+caption, m.w, "…")
}
