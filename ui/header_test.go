package ui

import (
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"simdesk/providers"
	"simdesk/ui/screen"
	"simdesk/ui/uitest"
)

func TestHideCostsTakesTheWalletFromTheScreen(t *testing.T) {
	d, r, _, _ := console(t, uitest.Shop(t))
	if !strings.Contains(d.View(), "Fyatu 12.40 USD") {
		t.Fatal("the low wallet was not said")
	}
	d.Press("ctrl+o")
	if !r.env.HideCosts() || strings.Contains(d.View(), "12.40") {
		t.Error(d.View())
	}
	d.Send(screen.WalletsMsg{Wallets: uitest.Wallets(), Done: true})
	if strings.Contains(d.View(), "12.40") {
		t.Error("a wallet was said while the customer looks")
	}
}

// TestOneWalletIsTheSameEverywhere: what is in flight from here is gone from
// the wallet, beside a product and where it is said to be low as in Balances.
func TestOneWalletIsTheSameEverywhere(t *testing.T) {
	shop := uitest.Shop(t)
	shop.WalletList[1].InFlight = uitest.USD("9.80") // of Fyatu's 12.40
	env, _ := uitest.Env(t, shop)
	d := uitest.Program(t, New(env, Screens()))
	d.Size(120, 24)
	if !strings.Contains(d.View(), "Fyatu 2.60 USD") {
		t.Errorf("the low wallet is not 2.60 USD:\n%s", d.View())
	}
	d.Type("sakura")
	if !strings.Contains(d.View(), "2.60 USD (low)") {
		t.Errorf("the panel's wallet is not 2.60 USD:\n%s", d.View())
	}
}

func TestLowWalletIsSaidOnce(t *testing.T) {
	d, r, clock, _ := console(t, uitest.Shop(t))
	clock.Advance(7 * time.Second)
	d.Send(screen.TickMsg{At: clock.Now()})
	d.Send(screen.WalletsMsg{Wallets: uitest.Wallets(), Done: true})
	if !r.notice.Empty() {
		t.Error(d.View())
	}
}

func TestWalletsAreReadAgainEachMinute(t *testing.T) {
	shop := uitest.Shop(t)
	d, r, clock, _ := console(t, shop)
	clock.Advance(59 * time.Second)
	d.Send(screen.TickMsg{At: clock.Now()})
	before := r.wallets.msg.At
	clock.Advance(time.Second)
	d.Send(screen.TickMsg{At: clock.Now()})
	if !r.wallets.msg.At.Equal(clock.Now()) || !before.Before(r.wallets.msg.At) {
		t.Errorf("read at %v, then at %v", before, r.wallets.msg.At)
	}
}

func TestSlowProviderIsCalledSlow(t *testing.T) {
	d, r, clock, _ := console(t, uitest.Shop(t))
	d.Size(170, 24)
	r.wallets.msg = screen.WalletsMsg{Waiting: []string{"fyatu"}, Wallets: uitest.Wallets()[:1]}
	r.wallets.begun = clock.Now()
	clock.Advance(3 * time.Second)
	if !strings.Contains(d.View(), "◐ Fyatu slow") || !strings.Contains(d.View(), "● Roamify up") {
		t.Error(d.View())
	}
}

func TestAccountWithAProblemIsOff(t *testing.T) {
	shop := uitest.Shop(t)
	shop.AccountList[4].Problem = &providers.Error{Kind: providers.KindConfig}
	d, _, _, _ := console(t, shop)
	d.Size(160, 24)
	if !strings.Contains(d.View(), "○ GiftAPI off") {
		t.Error(d.View())
	}
}

// TestAScreenMadeLaterKnowsTheWallets: they may be read before the terminal has
// told its size and there is a screen to hand them to.
func TestAScreenMadeLaterKnowsTheWallets(t *testing.T) {
	shop := uitest.Shop(t)
	env, clock := uitest.Env(t, shop)
	r := New(env, Screens())
	r.Update(screen.WalletsMsg{Wallets: uitest.Wallets(), Done: true, At: clock.Now()})
	r.wallets.req.Begin(env.Base) // nobody reads them again meanwhile
	r.Update(tea.WindowSizeMsg{Width: 120, Height: 24})
	if view := ansi.Strip(r.View()); !strings.Contains(view, "Wallet    12.40 USD (low)") {
		t.Errorf("the panel does not know the wallet:\n%s", view)
	}
}
