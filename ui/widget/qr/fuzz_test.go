package qr

import (
	"strings"
	"testing"
)

// FuzzDraw: any text in any window is drawn within it, or said to be too long
// or the window too small.
func FuzzDraw(f *testing.F) {
	f.Add("LPA:1$rsp-3104.idemia.io$ABC-123-DEF", 80, 24)
	f.Add("", 0, 0)
	f.Add(strings.Repeat("x", 3000), 200, 200)
	f.Add("\x00\xff\u202e", -1, 1<<30)
	f.Fuzz(func(t *testing.T, text string, cols, rows int) {
		for _, draw := range []func(string, int, int) (Code, error){Fit, Large} {
			if c, err := draw(text, cols, rows); err == nil && (c.Cols > cols || c.Rows > rows || len(c.Lines) != c.Rows || c.Cols <= 0) {
				t.Errorf("%d×%d in a window of %d×%d", c.Cols, c.Rows, cols, rows)
			}
		}
	})
}
