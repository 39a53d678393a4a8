package activation

import (
	"errors"
	"strings"
	"testing"

	"simdesk/ui/keys"
	"simdesk/ui/screen"
	"simdesk/ui/uitest"
)

// columns is how many cells of the drawing the widest line of the code takes.
func columns(d *uitest.Driver) int {
	most := 0
	for _, line := range strings.Split(d.Raw(), "\n") {
		if _, code, ok := strings.Cut(line, "\x1b[38;5;16"); ok {
			code, _, _ = strings.Cut(code[strings.Index(code, "m")+1:], "\x1b[0m")
			most = max(most, len([]rune(code)))
		}
	}
	return most
}

func enlarge(m *Model) keys.Binding {
	for _, b := range m.Bindings() {
		if b.Label == m.env.Keys.Enlarge.Label {
			return b
		}
	}
	return keys.Binding{}
}

// TestEnlargedIsLarger: where the window holds a code of twice the size, E
// draws that one; where it does not, the key says so and nothing changes.
func TestEnlargedIsLarger(t *testing.T) {
	for _, c := range []struct {
		w, h int // of the window
		cols int // of the code's inner cells, enlarged; 0 for a dim key
		why  string
	}{
		{w: 60, h: 15, why: "The QR code needs a window of 33×18. S saves it as a PNG."},
		{w: 80, h: 24, why: "A larger QR code needs a window of 66×34. S saves it as a PNG."},
		{w: 80, h: 34, cols: 66},
		{w: 120, h: 40, cols: 74},
		{w: 140, h: 45, cols: 82},
	} {
		d, m, _, _ := start(t, uitest.ESIMOrder(t))
		d.Size(c.w, c.h-screen.Chrome)
		before, was := d.View(), columns(d)
		if got := enlarge(m).Why; got != c.why {
			t.Errorf("%d×%d: the key says %q, want %q", c.w, c.h, got, c.why)
		}
		d.Press("e")
		if c.cols == 0 {
			if m.Full() || d.View() != before {
				t.Errorf("%d×%d: a key that can do nothing changed the screen:\n%s", c.w, c.h, d.View())
			}
			continue
		}
		d.Size(c.w, c.h)
		d.Fits(t, c.w, c.h)
		if got := columns(d) + 1; got != c.cols || got < 2*33 || was >= got { // the edge has its own colours
			t.Errorf("%d×%d: %d cells wide, want %d; it was %d", c.w, c.h, got, c.cols, was)
		}
		for name, term := range map[string]uitest.Terminal{"dark": uitest.DarkTerminal, "light": uitest.LightTerminal} {
			if got := uitest.Scan(t, term.Photograph(d.Raw(), c.w, c.h)); got != uitest.Code48 {
				t.Errorf("%d×%d on %s: scanned %q", c.w, c.h, name, got)
			}
		}
		if b := enlarge(m); b.Why != "" || b.Help != "smaller" {
			t.Errorf("%d×%d: the key is %q, %q", c.w, c.h, b.Help, b.Why)
		}
		d.Press("e")
		if m.Full() {
			t.Errorf("%d×%d: the key did not make it smaller", c.w, c.h)
		}
	}
}

// TestAnEnlargedCodeInAWindowThatShrinks: the words stay, for who must type.
func TestAnEnlargedCodeInAWindowThatShrinks(t *testing.T) {
	d, _, _, _ := start(t, uitest.ESIMOrder(t))
	d.Size(120, 36)
	d.Press("e")
	d.Size(60, 15)
	d.Fits(t, 60, 15)
	d.Golden(t)
}

func TestAnErrorWithoutWordsIsNoPanic(t *testing.T) {
	t.Parallel()
	o, _ := withCode(t, 60)
	_, m, _, _ := start(t, o)
	if got := strings.Join(m.tooSmall(errors.New("")), "\n"); !strings.Contains(got, "saves a PNG") {
		t.Errorf("%q", got)
	}
}
