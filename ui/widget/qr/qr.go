// Package qr draws QR codes that scan on any theme: black on white by its own
// colours, never clipped, as large as the quiet zone and level allow.
package qr

import (
	"errors"
	"fmt"
	"strings"

	"github.com/mdp/qrterminal/v3"
	"rsc.io/qr"
)

// Every cell sets both colours itself, from the part of the 256-colour cube
// that themes do not touch: 16 is pure black, 231 pure white. The escape
// sequences stay under NO_COLOR, since without them the code is inverted on a
// light terminal and phones refuse it. Do not pass the lines through lipgloss.
const (
	ink   = "\x1b[38;5;16;48;5;231m"
	reset = "\x1b[0m"

	white      = ink + " " + reset
	black      = ink + "█" + reset
	blackWhite = ink + "▀" + reset // black above white
	whiteBlack = ink + "▄" + reset

	// A module of a large code is two cells on one line: about a square.
	wideWhite = white + white
	wideBlack = black + black

	// edge is a white cell that is no space: what copies a screen leaves out
	// spaces at the end of a line, and the quiet zone with them.
	edge = "\x1b[38;5;231;48;5;231m█" + reset
)

// Code is a drawn QR code.
type Code struct {
	Lines []string // with their colours, each Cols cells wide
	Cols  int
	Rows  int
	Step  string // level and quiet zone: "M/4"
	Large bool   // four times the area: see Large
}

// String joins the lines.
func (c Code) String() string { return strings.Join(c.Lines, "\n") }

// step is one way to draw, from the most robust to the smallest.
type step struct {
	name  string
	level qr.Level
	quiet int // modules, even: an odd zone leaves half a line in the wrong colour
}

var steps = [...]step{{"M/4", qr.M, 4}, {"M/2", qr.M, 2}, {"L/4", qr.L, 4}, {"L/2", qr.L, 2}}

// ErrTooLong is returned for text that no QR code holds.
var ErrTooLong = errors.New("this text is too long for a QR code")

// TooSmallError says how large the window would have to be.
type TooSmallError struct{ Cols, Rows int }

func (e *TooSmallError) Error() string {
	return fmt.Sprintf("the QR code needs %d×%d: make the window larger", e.Cols, e.Rows)
}

// Fit draws text in at most cols×rows cells: level M with a quiet zone of 4
// where it fits, else M with 2, L with 4, L with 2. It returns ErrTooLong or a
// *TooSmallError, never a code that is cut.
func Fit(text string, cols, rows int) (Code, error) { return fit(text, cols, rows, false) }

// Large is Fit with modules of twice the width and height, for who scans over a
// counter.
func Large(text string, cols, rows int) (Code, error) { return fit(text, cols, rows, true) }

func fit(text string, cols, rows int, large bool) (Code, error) {
	small := &TooSmallError{}
	var code *qr.Code
	var err error
	for i, s := range steps {
		// Known before anything is drawn: qrterminal panics on text that is too long.
		if i == 0 || s.level != steps[i-1].level {
			code, err = qr.Encode(text, s.level)
		}
		if err != nil {
			continue
		}
		w, h := size(code.Size+2*s.quiet, large)
		if w <= cols && h <= rows {
			return draw(text, s, large), nil
		}
		if small.Cols == 0 || w < small.Cols {
			small.Cols, small.Rows = w, h
		}
	}
	if small.Cols == 0 {
		return Code{}, ErrTooLong
	}
	return Code{}, small
}

// size is the cells that a code with so many modules a side takes.
func size(side int, large bool) (cols, rows int) {
	if large {
		return 2 * side, side
	}
	return side, (side + 1) / 2
}

func draw(text string, s step, large bool) Code {
	var b strings.Builder
	config := qrterminal.Config{
		Level: s.level, Writer: &b, HalfBlocks: true, QuietZone: s.quiet,
		WhiteChar: white, BlackChar: black, BlackWhiteChar: blackWhite, WhiteBlackChar: whiteBlack,
	}
	if large {
		config.HalfBlocks, config.WhiteChar, config.BlackChar = false, wideWhite, wideBlack
	}
	qrterminal.GenerateWithConfig(text, config)
	lines := strings.Split(strings.TrimSuffix(b.String(), "\n"), "\n")
	c := Code{Lines: lines, Rows: len(lines), Step: s.name, Large: large}
	for i, line := range lines {
		if i == len(lines)-1 && !large {
			// The last line's lower half lies outside the code: white, so that
			// no black bar stands against the quiet zone.
			line = strings.ReplaceAll(line, whiteBlack, white)
		}
		c.Cols = strings.Count(line, ink)
		line = strings.TrimSuffix(line, white) + edge
		// Neighbours share one pair of sequences: a tenth of the bytes.
		lines[i] = strings.ReplaceAll(line, reset+ink, "")
	}
	return c
}
