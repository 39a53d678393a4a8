// Package screen says what a screen is, what it may ask of the desk, and the
// few messages that cross from one screen to another.
package screen

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"simdesk/state/ledger"
	"simdesk/ui/keys"
)

// Screen is one view of the console. Models are pointers: Update changes the
// model and returns only the command to run. Update and View never block.
type Screen interface {
	// Init returns the first command. It is called once, after SetSize.
	Init() tea.Cmd
	Update(msg tea.Msg) tea.Cmd
	// View draws from state alone, at most as large as SetSize said.
	View() string
	SetSize(w, h int)
	// Bindings are the keys that matter here and now, for footer and help. The
	// router says why when one with a reason is pressed, and does not deliver it.
	Bindings() []keys.Binding
	// Typing reports whether a box has the cursor, so that letters and digits
	// are text.
	Typing() bool
}

// Shower is a screen that wants to know when it becomes the active one, also
// again. The router calls Shown after Init and SetSize.
type Shower interface{ Shown() tea.Cmd }

// Hider is a screen that must hide something when it stops being the active
// one: who scans a code first owns the line.
type Hider interface{ Hidden() }

// Chrome is the lines of header and footer with their rules: what a screen gains
// that gets the whole window.
const Chrome = 4

// Fuller is a screen that may ask for the whole window, without header and
// footer. The router asks after each Update and calls SetSize when it changes.
type Fuller interface{ Full() bool }

// Teller is a screen that shows what becomes of an order: while it is the
// active one, the router does not say it a second time.
type Teller interface{ Tells(ledger.Order) bool }

// Timed is a screen that draws something else by time alone. NextTick is when it
// next does so: in the past for each second, zero for never. The minutes, which
// ages and clocks show, tick without it.
type Timed interface{ NextTick() time.Time }

// Send returns the command that hands msg to the router.
func Send(msg tea.Msg) tea.Cmd {
	return func() tea.Msg { return msg }
}
