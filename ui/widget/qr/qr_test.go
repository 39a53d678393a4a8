package qr_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"simdesk/ui/uitest"
	"simdesk/ui/widget/qr"
)

// codes are activation codes of the lengths that providers hand out.
var codes = map[int]string{
	30:  "LPA:1$smdp.io$K2-2ABCDE-1FGHIJ",
	48:  uitest.Code48,
	91:  "LPA:1$rsp.example-operator.com$0123-4567-89AB-CDEF-GHIJ-KLMN$1.3.6.1.4.1.31746.1.500.200$1",
	143: "https://esimsetup.apple.com/esim_qrcode_provisioning?carddata=LPA%3A1%24rsp-3104.idemia.io%24ABCDE-FGHIJ-KLMNO-PQRST-UVWXY-Zabcd-efghi-jklmn-o",
}

func init() {
	codes[91] = (codes[91] + strings.Repeat("0", 91))[:91]
	codes[143] = (codes[143] + strings.Repeat("0", 143))[:143]
}

// TestDrawnCodesScan reads every code back from the drawn cells, at every step
// of level and quiet zone that some window leads to, on both backgrounds.
func TestDrawnCodesScan(t *testing.T) {
	t.Parallel()
	for length, text := range codes {
		if len(text) != length {
			t.Fatalf("the code of %d characters has %d", length, len(text))
		}
		seen := map[string]bool{}
		for rows := 10; rows < 40; rows++ {
			code, err := qr.Fit(text, 2*rows, rows)
			if err != nil || seen[code.Step] {
				continue
			}
			seen[code.Step] = true
			large, err := qr.Large(text, 2*code.Cols, 2*code.Rows)
			if err != nil || !large.Large || large.Step != code.Step || large.Cols != 2*code.Cols || large.Rows != code.Cols {
				t.Errorf("%d/%s: the large one is %s %d×%d, %v", length, code.Step, large.Step, large.Cols, large.Rows, err)
			}
			for name, term := range map[string]uitest.Terminal{"dark": uitest.DarkTerminal, "light": uitest.LightTerminal} {
				t.Run(fmt.Sprintf("%d/%s/%s", length, code.Step[:1]+code.Step[2:], name), func(t *testing.T) {
					t.Parallel()
					for _, c := range []qr.Code{code, large} {
						img := term.Photograph(indent(c.Lines), c.Cols+4, c.Rows+2)
						if got := uitest.Scan(t, img); got != text {
							t.Errorf("large %v: scanned %q, drew %q", c.Large, got, text)
						}
					}
				})
			}
		}
		if !seen["M/4"] {
			t.Errorf("%d characters never reached M/4: %v", length, seen)
		}
	}
}

// indent sets the code off from the window's edge, as the screens do, so that
// the terminal's own background touches the quiet zone.
func indent(lines []string) string {
	return "\n  " + strings.Join(lines, "\n  ")
}

// TestNeverClipped holds every window up to 120×60 against what was promised:
// a whole code of the size that is said, or an error.
func TestNeverClipped(t *testing.T) {
	t.Parallel()
	for _, text := range codes {
		for rows := 1; rows <= 60; rows++ {
			for i, cols := range []int{rows - 1, 2 * rows, 120, rows, 2*rows + 1, 150} {
				code, err := []func(string, int, int) (qr.Code, error){qr.Fit, qr.Large}[i/3](text, cols, rows)
				if err != nil {
					small := &qr.TooSmallError{}
					if !errors.As(err, &small) || (small.Cols <= cols && small.Rows <= rows) {
						t.Fatalf("%d×%d: %v", cols, rows, err)
					}
					continue
				}
				if code.Cols > cols || code.Rows > rows || len(code.Lines) != code.Rows {
					t.Fatalf("%d×%d: drew %d×%d", cols, rows, code.Cols, code.Rows)
				}
				for _, line := range code.Lines {
					if n := ansi.StringWidth(line); n != code.Cols {
						t.Fatalf("%d×%d: a line of %d cells in a code of %d", cols, rows, n, code.Cols)
					}
				}
			}
		}
	}
}

func TestSteps(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		length, cols, rows int
		want               string
	}{
		{30, 80, 20, "M/4 37x19"},
		{48, 80, 24, "M/4 41x21"},
		{48, 80, 20, "M/2 37x19"},
		{48, 80, 18, "L/2 33x17"},
		{91, 80, 24, "M/2 45x23"},
		{91, 80, 22, "L/2 41x21"},
		{143, 80, 40, "M/4 57x29"},
		{143, 80, 24, "the QR code needs 49×25: make the window larger"},
	} {
		code, err := qr.Fit(codes[tc.length], tc.cols, tc.rows)
		got := fmt.Sprintf("%s %dx%d", code.Step, code.Cols, code.Rows)
		if err != nil {
			got = err.Error()
		}
		if got != tc.want {
			t.Errorf("%d characters in %d×%d: %s, want %s", tc.length, tc.cols, tc.rows, got, tc.want)
		}
	}
}

func TestTooLong(t *testing.T) {
	t.Parallel()
	if _, err := qr.Fit(strings.Repeat("x", 5000), 1000, 1000); !errors.Is(err, qr.ErrTooLong) {
		t.Errorf("Fit: %v", err)
	}
	if _, err := qr.PNG(strings.Repeat("x", 5000), ""); !errors.Is(err, qr.ErrTooLong) {
		t.Errorf("PNG: %v", err)
	}
}

func TestStampedPNGScans(t *testing.T) {
	t.Parallel()
	image, err := qr.PNG(uitest.Code48, "SANDBOX")
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "code.png")
	if err := os.WriteFile(file, image, 0o600); err != nil {
		t.Fatal(err)
	}
	if got := uitest.ScanFile(t, file); got != uitest.Code48 {
		t.Errorf("scanned %q", got)
	}
}
