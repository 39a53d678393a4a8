package activation

import (
	"errors"
	"fmt"
	"strings"

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

// enlarged is the code as the whole window shows it: with large modules where
// they fit, else as large as it can. Its words stand under it, or beside it
// where the height is needed.
func (m *Model) enlarged() (code qr.Code, beside bool, err error) {
	w, h := m.window()
	side := ansi.StringWidth(m.caption()) + margin
	for _, fit := range []func(string, int, int) (qr.Code, error){qr.Large, qr.Fit} {
		if code, err = fit(m.text(), w, h-1); err == nil {
			return code, false, nil
		}
		if code, err := fit(m.text(), w-side, h); err == nil {
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
	case err == nil && code.Large:
		return ""
	case errors.As(err, &small):
		return fmt.Sprintf("The QR code needs a window of %d×%d. S saves it as a PNG.", small.Cols, small.Rows+1)
	case err != nil:
		return screen.Capital(err.Error()) + "."
	}
	if _, ok := m.placed(); !ok {
		return ""
	}
	_, err = qr.Large(m.text(), 0, 0)
	if !errors.As(err, &small) {
		return ""
	}
	return fmt.Sprintf("A larger QR code needs a window of %d×%d. S saves it as a PNG.", small.Cols, small.Rows+1)
}

func (m *Model) caption() string {
	if m.sandbox() {
		return "SANDBOX  Esc: smaller"
	}
	return "Esc: smaller"
}

// viewFull is the code in the middle of the window with one line of words. A
// window that became too small for it meanwhile shows the words.
func (m *Model) viewFull() string {
	code, beside, err := m.enlarged()
	if err != nil {
		return m.page(append(append(m.tooSmall(err), m.caption()), m.words(m.w-2*margin)...))
	}
	lines := make([]string, 0, m.h)
	if beside {
		for i, line := range code.Lines {
			if i == 0 {
				line += strings.Repeat(" ", margin) + ansi.Truncate(m.caption()+m.savedHint(), m.w-code.Cols-margin, "…")
			}
			lines = append(lines, line)
		}
		return strings.Join(lines, "\n")
	}
	left := strings.Repeat(" ", max((m.w-code.Cols)/2, 0))
	for range max((m.h-1-code.Rows)/2, 0) {
		lines = append(lines, "")
	}
	for _, line := range code.Lines {
		lines = append(lines, left+line)
	}
	return strings.Join(append(lines, ansi.Truncate(" "+m.caption()+m.savedHint(), m.w, "…")), "\n")
}

// savedHint follows the caption where no notice is seen.
func (m *Model) savedHint() string {
	if m.saved == "" {
		return ""
	}
	return ", and where the PNG is saved"
}
