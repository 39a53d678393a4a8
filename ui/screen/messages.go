package screen

import (
	"time"

	"simdesk/state/desk"
	"simdesk/state/ledger"
)

// Requests to the router. A screen returns them with Send.
type (
	// OpenPurchaseMsg opens the form and the confirmation for a sale or, with
	// an ICCID, for a top-up.
	OpenPurchaseMsg struct{ Request desk.QuoteRequest }
	// OpenActivationMsg shows what an order delivered: QR code, PIN, token.
	// With Replace the screen it comes from closes.
	OpenActivationMsg struct {
		Order   ledger.Order
		Replace bool
	}
	// OpenESIMMsg looks an eSIM up. Provider may be "".
	OpenESIMMsg struct{ ICCID, Provider string }
	// OpenOrderMsg shows one order in Orders.
	OpenOrderMsg struct{ ID string }
	// BackMsg leaves the screen it comes from.
	BackMsg struct{}
	// NoticeMsg says one sentence above the footer for a few seconds. Money
	// outcomes are never only a notice.
	NoticeMsg struct {
		Text string
		Bad  bool
	}
	// ReadWalletsMsg asks for the wallets anew; WalletsMsg follows.
	ReadWalletsMsg struct{}
)

// News that the router hands to the screens.
type (
	// OrderChangedMsg goes to every open screen whenever an order changes.
	OrderChangedMsg struct{ Order ledger.Order }
	// WalletsMsg goes to every open screen while wallets are read: Wallets
	// holds the newest answer of each provider, in the order of the accounts.
	// Those in Waiting are being asked; what stands for them is older.
	WalletsMsg struct {
		Wallets []desk.Wallet
		Waiting []string
		Done    bool
		At      time.Time
	}
	// CatalogMsg goes to every open screen when the index was swapped.
	CatalogMsg struct{}
	// CostsMsg goes to every open screen when HideCosts has changed, before the
	// next frame: what is laid out ahead of drawing must not show one cost more.
	CostsMsg struct{ Hidden bool }
	// TickMsg goes to the active screen each minute, and by the second from when
	// its NextTick asks for one. Screens start no timers.
	TickMsg struct{ At time.Time }
)

// Notice returns the message that says one sentence.
func Notice(text string) NoticeMsg { return NoticeMsg{Text: text} }

// Alarm returns the message that says one sentence about something that failed.
func Alarm(text string) NoticeMsg { return NoticeMsg{Text: text, Bad: true} }
