package balances

import (
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"simdesk/providers"
	"simdesk/state/desk"
	"simdesk/ui/screen"
	"simdesk/ui/uitest"
)

// all are wallets with everything that a wallet may have.
func all() []desk.Wallet {
	ws := uitest.Wallets()
	ws[0].InFlight = uitest.USD("9.5")
	ws[1].InFlight, ws[1].Balance.Reserved = uitest.USD("0"), uitest.USD("3.25")
	ws[2].Balance.OverdraftLimit, ws[2].Balance.Available = uitest.USD("100"), providers.MustMoney("340", "USD")
	eur := providers.MustMoney("1095.105", "EUR")
	ws[4].Balance = &providers.Balance{Available: eur, Balance: eur, AsOf: uitest.Start.Add(-26 * time.Hour)}
	ws[4].LowMark = providers.MustMoney("50", "EUR").Ptr()
	return ws
}

func start(t *testing.T) (*uitest.Driver, *Model, *screen.Env, *uitest.Clock) {
	t.Helper()
	env, clock := uitest.Env(t, uitest.Shop(t))
	m := New(env)
	d := uitest.Screen(t, m)
	uitest.Same(t, []tea.Msg{screen.ReadWalletsMsg{}}, d.Sent())
	return d, m, env, clock
}

var names = []string{"roamify", "fyatu", "valuetopup", "reloadly", "giftapi"}

func TestWallets(t *testing.T) {
	d, _, _, _ := start(t)
	d.Send(screen.WalletsMsg{Wallets: all(), Done: true})
	d.Sizes(t, 4)
	t.Run("120x40", func(t *testing.T) {
		d.Size(120, 36)
		d.Fits(t, 120, 36)
		d.Golden(t)
	})
}

func TestEveryWidthFits(t *testing.T) {
	d, _, _, _ := start(t)
	d.Send(screen.WalletsMsg{Wallets: all(), Done: true})
	for w := 60; w <= 140; w++ {
		d.Size(w, 41)
		d.Fits(t, w, 41)
	}
}

func TestAnswersComeOneByOne(t *testing.T) {
	d, m, env, clock := start(t)
	d.Send(screen.WalletsMsg{Waiting: names})
	t.Run("asking", d.Golden)
	d.Send(screen.WalletsMsg{Wallets: all()[:2], Waiting: names[2:]})
	clock.Advance(4 * time.Second)
	t.Run("two came", d.Golden)
	uitest.Same(t, "The wallets are being read already.", m.Bindings()[0].Why)
	d.Press("ctrl+r")
	uitest.Same(t, nil, d.Sent())
	d.Send(screen.WalletsMsg{Wallets: all(), Done: true})
	d.Press("ctrl+r")
	uitest.Same(t, []tea.Msg{screen.ReadWalletsMsg{}}, d.Sent())
	clock.Advance(10 * time.Minute)
	d.Send(screen.WalletsMsg{Waiting: names})
	t.Run("asking again keeps the old", d.Golden)
	down := all()
	down[0].Balance, down[0].Error = nil, &providers.Error{Kind: providers.KindUnavailable, Provider: "roamify", Why: providers.Quoted("Roamify does not answer.")}
	down[0].InFlight = uitest.USD("9.50") // from the ledger: the figure that stands is too high by it
	d.Send(screen.WalletsMsg{Wallets: down, Done: true})
	t.Run("one is down now", d.Golden)
	hide := true
	env.HideCosts = func() bool { return hide }
	t.Run("customer is looking", d.Golden)
	if strings.ContainsAny(d.View(), "0123456789") {
		t.Errorf("a figure is shown:\n%s", d.View())
	}
}

func TestNothingConfigured(t *testing.T) {
	shop := uitest.Shop(t)
	shop.AccountList = nil
	env, _ := uitest.Env(t, shop)
	d := uitest.Screen(t, New(env))
	d.Send(screen.WalletsMsg{Done: true})
	d.Golden(t)
}

func TestBrokenAccountSaysWhy(t *testing.T) {
	shop := uitest.Shop(t)
	shop.AccountList = shop.AccountList[:1]
	shop.AccountList[0].Title = "Römify 日本\x1b[31m"
	shop.AccountList[0].Problem = &providers.Error{Kind: providers.KindConfig, Provider: "roamify", Why: providers.Quoted("ROAMIFY_API_KEY is not set.")}
	env, _ := uitest.Env(t, shop)
	d := uitest.Screen(t, New(env))
	d.Golden(t)
	if strings.Contains(d.Raw(), "\x1b") {
		t.Errorf("an escape sequence reached the screen: %q", d.Raw())
	}
}

// TestScrolls: a small window shows the rest with the arrows.
func TestScrolls(t *testing.T) {
	d, m, _, _ := start(t)
	d.Send(screen.WalletsMsg{Wallets: all(), Done: true})
	d.Size(60, 11)
	d.Press("end")
	d.Golden(t)
	if len(m.Bindings()) != 4 {
		t.Errorf("no key says that it scrolls: %v", m.Bindings())
	}
}
