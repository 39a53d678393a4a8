package uitest

import (
	"image"
	"image/color"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
)

// Terminal is how a terminal draws text that sets no colour.
type Terminal struct{ Ink, Paper color.Gray }

// The terminals that codes must scan on.
var (
	DarkTerminal  = Terminal{Ink: color.Gray{Y: 204}, Paper: color.Gray{Y: 24}}
	LightTerminal = Terminal{Ink: color.Gray{Y: 40}, Paper: color.Gray{Y: 250}}
)

// The pixels of one cell, of which half blocks fill the upper or lower half.
const (
	cellW = 8
	cellH = 16
)

// Photograph draws what a terminal of w×h cells would show of a rendered
// screen: lines that are too long are cut on the right, a screen that is too
// tall loses its first lines, as the renderer does it.
func (term Terminal) Photograph(rendered string, w, h int) *image.Gray {
	img := image.NewGray(image.Rect(0, 0, w*cellW, h*cellH))
	for i := range img.Pix {
		img.Pix[i] = term.Paper.Y
	}
	lines := strings.Split(rendered, "\n")
	if len(lines) > h {
		lines = lines[len(lines)-h:]
	}
	for y, line := range lines {
		term.line(img, line, w, y)
	}
	return img
}

func (term Terminal) line(img *image.Gray, line string, w, y int) {
	ink, paper := term.Ink, term.Paper
	for x := 0; line != ""; {
		seq, width, n, _ := ansi.DecodeSequence(line, ansi.NormalState, nil)
		line = line[n:]
		if width == 0 {
			ink, paper = term.colours(seq, ink, paper)
			continue
		}
		if x+width <= w {
			upper, lower := halves(seq, ink, paper)
			fill(img, x, y*2, width, upper)
			fill(img, x, y*2+1, width, lower)
		}
		x += width
	}
}

// colours follows the few SGR sequences that a QR code uses.
func (term Terminal) colours(seq string, ink, paper color.Gray) (color.Gray, color.Gray) {
	params, ok := strings.CutPrefix(seq, "\x1b[")
	if !ok || !strings.HasSuffix(params, "m") {
		return ink, paper
	}
	p := strings.Split(strings.TrimSuffix(params, "m"), ";")
	for i := 0; i < len(p); i++ {
		switch {
		case p[i] == "0" || p[i] == "":
			ink, paper = term.Ink, term.Paper
		case (p[i] == "38" || p[i] == "48") && i+2 < len(p) && p[i+1] == "5":
			n, _ := strconv.Atoi(p[i+2])
			if p[i] == "38" {
				ink = cube(n)
			} else {
				paper = cube(n)
			}
			i += 2
		}
	}
	return ink, paper
}

// cube is a colour of the 256-colour table as a grey, good enough to tell dark
// from light. The first sixteen are the theme's, so they count as neither.
func cube(n int) color.Gray {
	switch {
	case n < 16:
		return color.Gray{Y: 128}
	case n < 232:
		n -= 16
		return color.Gray{Y: uint8((n/36 + n/6%6 + n%6) * 255 / 15)}
	}
	return color.Gray{Y: uint8(8 + (n-232)*10)}
}

func halves(cell string, ink, paper color.Gray) (upper, lower color.Gray) {
	switch cell {
	case "█":
		return ink, ink
	case "▀":
		return ink, paper
	case "▄":
		return paper, ink
	}
	return paper, paper
}

func fill(img *image.Gray, x, half, width int, c color.Gray) {
	for py := half * cellH / 2; py < (half+1)*cellH/2; py++ {
		for px := x * cellW; px < (x+width)*cellW; px++ {
			img.SetGray(px, py, c)
		}
	}
}

// Scan reads the QR code from a photograph as a phone would. It fails the test
// when zbarimg is missing, and returns "" when there is no code to read.
func Scan(t testing.TB, img image.Image) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "screen.png")
	f, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := png.Encode(f, img); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return ScanFile(t, file)
}

// ScanFile is Scan for an image on disk.
func ScanFile(t testing.TB, file string) string {
	t.Helper()
	zbarimg, err := exec.LookPath("zbarimg")
	if err != nil {
		t.Fatal("zbarimg is missing: install the package zbar-tools (.ci/deps test does)")
	}
	out, err := exec.CommandContext(t.Context(), zbarimg, "--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", file).Output()
	if err != nil {
		return ""
	}
	return strings.TrimSuffix(string(out), "\n")
}
