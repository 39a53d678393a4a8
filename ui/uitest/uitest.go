// Package uitest presses, types and pastes into screens, runs their commands
// in a fixed order and compares what they draw. It is for tests only.
package uitest

import (
	"strings"
	"sync"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"

	"simdesk/ui/keys"
	"simdesk/ui/screen"
	"simdesk/ui/theme"
)

// Start is the time that a Clock starts at, in UTC.
var Start = time.Date(2026, 7, 1, 14, 2, 0, 0, time.UTC)

// Clock is a clock that moves only when it is told to.
type Clock struct {
	mu sync.Mutex
	t  time.Time
}

// NewClock returns a clock at Start.
func NewClock() *Clock { return &Clock{t: Start} }

// Now returns the time.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

// Advance moves the clock.
func (c *Clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}

// Env returns an environment without colour for a desk, and its clock.
func Env(t testing.TB, d screen.Desk) (*screen.Env, *Clock) {
	t.Helper()
	clock := NewClock()
	hide := false
	return &screen.Env{
		Base: t.Context(), Now: clock.Now, Desk: d, Theme: theme.New(theme.Dark, true),
		Keys: keys.Default(), Clerk: "ana", Shop: "Corner Shop", Currency: "USD", Sandbox: true,
		HideCosts: func() bool { return hide }, SaveDir: t.TempDir(),
	}, clock
}

// Driver drives a screen or the whole console.
type Driver struct {
	t       testing.TB
	update  func(tea.Msg) tea.Cmd
	view    func() string
	resize  func(w, h int)
	pending []tea.Cmd
	sent    []tea.Msg
	holding bool
	quit    bool
}

// Screen returns a driver for one screen, started at 80×20: what is left of
// 80×24 between header and footer. Messages of package screen that its
// commands return are collected for Sent instead of being delivered.
func Screen(t testing.TB, s screen.Screen) *Driver {
	t.Helper()
	d := &Driver{t: t, view: s.View, resize: s.SetSize}
	d.update = s.Update
	s.SetSize(80, 20)
	d.enqueue(s.Init())
	if shower, ok := s.(screen.Shower); ok {
		d.enqueue(shower.Shown())
	}
	d.Run()
	return d
}

// Still returns a driver for a screen as it stands, without starting it.
func Still(t testing.TB, s screen.Screen) *Driver {
	return &Driver{t: t, view: s.View, resize: s.SetSize, update: s.Update}
}

// Program returns a driver for a root model at 80×24.
func Program(t testing.TB, m tea.Model) *Driver {
	t.Helper()
	d := &Driver{t: t, view: func() string { return m.View() }}
	d.update = func(msg tea.Msg) tea.Cmd {
		var cmd tea.Cmd
		m, cmd = m.Update(msg)
		return cmd
	}
	d.resize = func(w, h int) { d.enqueue(d.update(tea.WindowSizeMsg{Width: w, Height: h})) }
	d.enqueue(m.Init())
	d.Size(80, 24)
	return d
}

// Hold keeps commands back until Run, to look at a screen that is waiting.
func (d *Driver) Hold() { d.holding = true }

// Run runs every command that waits, and those that follow from them, one
// after the other. It ends a Hold.
func (d *Driver) Run() {
	d.t.Helper()
	d.holding = false
	d.drain()
}

func (d *Driver) drain() {
	for n := 0; len(d.pending) > 0 && !d.holding; n++ {
		if n > 10_000 {
			d.t.Fatal("commands never end")
		}
		cmd := d.pending[0]
		d.pending = d.pending[1:]
		d.receive(cmd())
	}
}

func (d *Driver) enqueue(cmd tea.Cmd) {
	if cmd != nil {
		d.pending = append(d.pending, cmd)
	}
}

func (d *Driver) receive(msg tea.Msg) {
	switch msg := msg.(type) {
	case nil:
	case tea.BatchMsg:
		for _, cmd := range msg {
			d.enqueue(cmd)
		}
	case tea.QuitMsg:
		d.quit = true
	case screen.StreamMsg:
		d.receive(msg.Msg)
		d.enqueue(msg.Next)
	default:
		if crossing(msg) {
			d.sent = append(d.sent, msg)
			return
		}
		d.enqueue(d.update(msg))
	}
}

// crossing reports whether a message is for the router.
func crossing(msg tea.Msg) bool {
	switch msg.(type) {
	case screen.OpenPurchaseMsg, screen.OpenActivationMsg, screen.OpenESIMMsg, screen.OpenOrderMsg,
		screen.BackMsg, screen.NoticeMsg, screen.ReadWalletsMsg, screen.WalletsMsg, screen.CatalogMsg:
		return true
	}
	return false
}

// Send delivers a message as the program would and runs what follows.
func (d *Driver) Send(msg tea.Msg) {
	d.t.Helper()
	d.enqueue(d.update(msg))
	d.drain()
}

// Press presses keys by name: "enter", "ctrl+y", "alt+2", "down", "x".
func (d *Driver) Press(names ...string) {
	d.t.Helper()
	for _, name := range names {
		k, ok := keys.Press(name)
		if !ok {
			d.t.Fatalf("no key is called %q", name)
		}
		d.Send(k)
	}
}

// Type types a text rune by rune.
func (d *Driver) Type(text string) {
	d.t.Helper()
	for _, r := range text {
		d.Send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{r}})
	}
}

// Glue types a text as one message, as a terminal under load hands it over.
func (d *Driver) Glue(text string) {
	d.t.Helper()
	d.Send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(text)})
}

// Paste pastes a text as a terminal with bracketed paste does.
func (d *Driver) Paste(text string) {
	d.t.Helper()
	d.Send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(text), Paste: true})
}

// Size resizes the screen or window.
func (d *Driver) Size(w, h int) {
	d.t.Helper()
	d.resize(w, h)
	d.drain()
}

// Sent returns the messages to the router so far and forgets them.
func (d *Driver) Sent() []tea.Msg {
	sent := d.sent
	d.sent = nil
	return sent
}

// Quit reports whether the program was told to quit.
func (d *Driver) Quit() bool { return d.quit }

// Raw is what is drawn, with its escape sequences.
func (d *Driver) Raw() string { return d.view() }

// View is what is drawn as plain text, without spaces at line ends.
func (d *Driver) View() string {
	lines := strings.Split(ansi.Strip(d.view()), "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight(line, " ")
	}
	return strings.Join(lines, "\n")
}

// Golden compares what is drawn with testdata/<test's name>.golden at the
// size that is set.
func (d *Driver) Golden(t *testing.T) {
	t.Helper()
	golden.RequireEqual(t, d.View()+"\n")
}

// Sizes compares what is drawn at 60×15, 80×24 and 140×45, a subtest each. A
// screen gets the lines between header and footer.
func (d *Driver) Sizes(t *testing.T, chrome int) {
	t.Helper()
	for _, s := range []struct {
		name string
		w, h int
	}{{"60x15", 60, 15}, {"80x24", 80, 24}, {"140x45", 140, 45}} {
		t.Run(s.name, func(t *testing.T) {
			d.Size(s.w, s.h-chrome)
			d.Fits(t, s.w, s.h-chrome)
			d.Golden(t)
		})
	}
}

// Fits fails when something is drawn outside w×h cells.
func (d *Driver) Fits(t *testing.T, w, h int) {
	t.Helper()
	lines := strings.Split(d.view(), "\n")
	if len(lines) > h {
		t.Errorf("%d lines are drawn, %d fit", len(lines), h)
	}
	for i, line := range lines {
		if n := ansi.StringWidth(line); n > w {
			t.Errorf("line %d is %d cells wide, %d fit: %q", i, n, w, ansi.Strip(line))
		}
	}
}
