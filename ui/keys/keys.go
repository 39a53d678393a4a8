// Package keys declares every key of the console once, with the words that the
// footer, the help and the action list say about it.
package keys

import (
	"fmt"
	"slices"

	tea "github.com/charmbracelet/bubbletea"
)

// Binding is one thing that a key does here and now. It is not the library's
// key.Binding, whose Matches takes the glued text "ctrl+y" for the key, and
// which can be off but not say why.
type Binding struct {
	Keys  []string // as tea.KeyMsg.String names them
	Label string   // how the key is drawn: "^Y", "↵"
	Help  string   // two or three words for the footer
	Long  string   // a sentence for the help; "" falls back to Help
	Spend bool     // spends money: never taken from a paste or in a window that is too small
	Why   string   // why the key cannot work now, "" when it can
	Quiet bool     // listed in the help, not in the footer
}

// Is reports whether k is this binding's key, whether or not it can work now.
// Neither a paste nor text that arrived glued together is a key, not even the
// text "ctrl+y".
func (b Binding) Is(k tea.KeyMsg) bool {
	return !k.Paste && !glued(k) && slices.Contains(b.Keys, k.String())
}

// Off returns the binding with the reason why it cannot work now; with ""
// it works.
func (b Binding) Off(why string) Binding {
	b.Why = why
	return b
}

// As returns the binding with other footer words, for a key whose meaning
// depends on the screen.
func (b Binding) As(help string) Binding {
	b.Help, b.Long = help, ""
	return b
}

// InHelpOnly returns the binding for the help only.
func (b Binding) InHelpOnly() Binding {
	b.Quiet = true
	return b
}

// Sentence is what the help says.
func (b Binding) Sentence() string {
	if b.Long != "" {
		return b.Long
	}
	return b.Help
}

// Match returns the first binding that k belongs to.
func Match(bs []Binding, k tea.KeyMsg) (Binding, bool) {
	for _, b := range bs {
		if b.Is(k) {
			return b, true
		}
	}
	return Binding{}, false
}

// New is a binding with a label and footer words.
func New(label, help string, keys ...string) Binding {
	return Binding{Keys: keys, Label: label, Help: help}
}

// saying returns the binding with a sentence for the help.
func (b Binding) saying(long string) Binding {
	b.Long = long
	return b
}

// Map is every binding of the console.
type Map struct {
	Views [6]Binding // Sell, eSIM, Balances, Orders, Services, Day
	Plain [6]Binding // the same where no box has the cursor

	Up, Down, PageUp, PageDown, Home, End Binding
	Left, Right                           Binding

	Move      Binding // those that move, for the help alone
	Enter     Binding // opens or chooses, never spends
	Buy       Binding // the only key that spends
	Back      Binding
	TopUp     Binding
	Refresh   Binding
	HideCosts Binding
	Actions   Binding
	Help      Binding
	HelpPlain Binding // where no box has the cursor
	Quit      Binding
	Next      Binding // the next field or kind
	Prev      Binding

	Enlarge, Copy, IPhone, Android, LinkCode, SavePNG Binding // Activation
	Reveal                                            Binding // Activation, Orders: show what is hidden
	EID, Unlocked, WiFi                               Binding // Confirm: questions about the phone
}

// viewNames are the views in the order of their keys.
var viewNames = [6]string{"Sell", "eSIM", "Balances", "Orders", "Services", "Day"}

// Default returns the bindings that contracts.md section 4 fixes, and the few
// that single screens add.
func Default() Map {
	m := Map{
		Up:       New("↑", "up", "up"),
		Down:     New("↓", "down", "down"),
		PageUp:   New("PgUp", "page up", "pgup"),
		PageDown: New("PgDn", "page down", "pgdown"),
		Home:     New("Home", "first", "home"),
		End:      New("End", "last", "end"),
		Left:     New("←", "left", "left"),
		Right:    New("→", "right", "right"),

		Move:      New("↑↓", "move").saying("Move in lists; PgUp, PgDn, Home and End too."),
		Enter:     New("↵", "choose", "enter").saying("Open or choose. Never spends money."),
		Buy:       New("^Y", "buy", "ctrl+y").saying("Confirm on the confirmation screen. The only key that spends money."),
		Back:      New("Esc", "back", "esc").saying("Go back. Clears the search first."),
		TopUp:     New("^T", "top up", "ctrl+t").saying("Top up the eSIM shown."),
		Refresh:   New("^R", "refresh", "ctrl+r").saying("Refresh what is shown."),
		HideCosts: New("^O", "hide costs", "ctrl+o").saying("Hide or show costs, margins and wallets: a customer is looking."),
		Actions:   New("^K", "actions", "ctrl+k").saying("Every action, searchable, with its key."),
		Help:      New("F1", "help", "f1").saying("Help for this view (? does the same where no box has the cursor)."),
		HelpPlain: New("?", "help", "?"),
		Quit:      New("^Q", "quit", "ctrl+q", "ctrl+c").saying("Quit. Asks first while an order is in flight."),
		Next:      New("Tab", "next", "tab"),
		Prev:      New("⇧Tab", "previous", "shift+tab"),

		Enlarge:  New("E", "enlarge", "e").saying("The QR code in the whole window."),
		Copy:     New("C", "copy", "c").saying("Copy the code or the link that is shown."),
		IPhone:   New("I", "iPhone", "i").saying("The link that installs it on an iPhone, as text and as a QR code."),
		Android:  New("A", "Android", "a").saying("The link that installs it on Android, as text and as a QR code."),
		LinkCode: New("L", "link as QR", "l"),
		SavePNG:  New("S", "save PNG", "s").saying("Save the QR code as a PNG file that only you can read."),
		Reveal:   New("V", "show", "v"),

		EID:      New("E", "EID shown", "e"),
		Unlocked: New("U", "unlocked", "u"),
		WiFi:     New("W", "Wi-Fi here", "w"),
	}
	m.Buy.Spend = true
	for i, name := range viewNames {
		n := string(rune('1' + i))
		m.Views[i] = New("Alt+"+n, name, "alt+"+n, "f"+string(rune('2'+i))).saying(fmt.Sprintf("Go to %s (F%d does the same).", name, i+2))
		m.Plain[i] = New(n, name, n)
	}
	return m
}
