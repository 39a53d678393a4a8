// Package confirm is the gate before money is spent. It opens for one key
// only, pressed after a moment of quiet: what was typed before the screen
// appeared, what is pasted and a key that is held down pass it never.
package confirm

import (
	"strings"
	"time"

	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"

	"simdesk/providers"
	"simdesk/ui/keys"
	"simdesk/ui/say"
	"simdesk/ui/theme"
	"simdesk/ui/widget/filter"
)

// How long no key may have come before the key counts.
const (
	// Moment is for a gate that nobody pressed at: shorter than anybody needs to
	// see a price, longer than a key that was on its way takes to arrive.
	Moment = 150 * time.Millisecond
	// Quiet is for one where a key came before its time: longer than keys that
	// are typed ahead or repeat are apart.
	Quiet = 400 * time.Millisecond
)

// Answer is what a key came to.
type Answer int

// The answers.
const (
	Nothing   Answer = iota // not the key
	TooEarly                // the key, but not after a moment of quiet: say "press ^Y again"
	Untyped                 // the key, but the amount is not typed in yet
	Confirmed               // once for each Open
)

// Gate is one confirmation. The zero value is closed.
type Gate struct {
	now   func() time.Time
	key   keys.Binding
	last  time.Time // the last key, or when the gate opened
	open  bool
	armed bool
	wary  bool // a key came before its time
	want  *providers.Money
	input textinput.Model
}

// New returns a closed gate for a key that spends.
func New(t *theme.Theme, key keys.Binding, now func() time.Time) *Gate {
	in := filter.NewInput(t)
	in.Prompt = say.Capital(say.Voice{}.Says("widget.type_amount")) + " "
	in.CharLimit, in.Width = 20, 20
	return &Gate{now: now, key: key, input: in}
}

// Open starts the quiet period: what is confirmed is on the screen from now
// on. With an amount, it must be typed in before the key counts.
func (g *Gate) Open(want *providers.Money) {
	g.open, g.armed, g.wary, g.last, g.want = true, false, false, g.now(), want
	g.input.SetValue("")
	g.input.Blur()
	if want != nil {
		g.input.Focus()
	}
}

// Doubt asks for the longer quiet: the key was pressed before there was
// anything to confirm, and may be held down.
func (g *Gate) Doubt() { g.wary = true }

// Close takes no key until Open.
func (g *Gate) Close() { g.open, g.armed = false, false }

// Asks reports whether the box for the amount has the cursor.
func (g *Gate) Asks() bool { return g.open && g.want != nil }

// Press takes every key while the gate is on the screen.
func (g *Gate) Press(k tea.KeyMsg) Answer {
	if !g.open || k.Paste {
		g.last, g.wary = g.now(), true
		return Nothing
	}
	g.arm()
	if !g.key.Is(k) {
		if g.armed && g.want != nil {
			g.input, _ = g.input.Update(keys.Text(k))
		}
		return Nothing
	}
	switch {
	case !g.armed:
		return TooEarly
	case !g.typed():
		return Untyped
	}
	g.Close()
	return Confirmed
}

// arm arms the gate once the quiet before this key was long enough.
func (g *Gate) arm() {
	now, need := g.now(), Moment
	if g.wary {
		need = Quiet
	}
	g.armed = g.armed || now.Sub(g.last) >= need
	g.wary = g.wary || !g.armed
	g.last = now
}

// typed compares as numbers: "120" confirms 120.00.
func (g *Gate) typed() bool {
	if g.want == nil {
		return true
	}
	got, err := providers.ParseDecimal(strings.ReplaceAll(g.input.Value(), ",", "."))
	return err == nil && got.Equal(g.want.Amount)
}

// View draws the box for the amount, "" when none is asked for.
func (g *Gate) View() string {
	if !g.Asks() {
		return ""
	}
	return g.input.View()
}
