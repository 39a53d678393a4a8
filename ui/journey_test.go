package ui

import (
	"context"
	"fmt"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"simdesk/providers"
	"simdesk/state/catalog"
	"simdesk/state/desk"
	"simdesk/ui/keys"
	"simdesk/ui/screen"
	"simdesk/ui/uitest"
)

// sellingConsole is the whole console with its real screens, on a desk that
// offers and sells the Japanese eSIM.
func sellingConsole(t *testing.T) (*uitest.Driver, *Router, *uitest.Clock, *uitest.Ticket, *uitest.Desk) {
	t.Helper()
	shop := uitest.Shop(t)
	shop.QuoteFunc = func(_ context.Context, r desk.QuoteRequest) (desk.Quote, error) {
		e, _ := shop.Catalog.Find(r.Provider, r.ProductID)
		return desk.Quote{Reference: "0197c5a0-2222-7000-8000-000000000002", Clerk: r.Clerk, Provider: r.Provider,
			Product: e.Product, AsOf: uitest.Start, Cost: e.Cost, Price: e.Price, Margin: uitest.USD("1.90"), WalletNow: uitest.USD("812.35"),
			WalletAfter: uitest.USD("802.85")}, nil
	}
	ticket := uitest.NewTicket(uitest.InState(uitest.ESIMOrder(t), providers.StateSubmitted, nil))
	shop.BuyFunc = func(desk.Quote) (screen.Ticket, error) { return ticket, nil }
	env, clock := uitest.Env(t, shop)
	r := New(env, Screens())
	return uitest.Program(t, r), r, clock, ticket, shop
}

// TestTenSeconds is the first promise: a few letters, enter, ctrl+y, QR code.
func TestTenSeconds(t *testing.T) {
	d, _, clock, ticket, shop := sellingConsole(t)
	d.Type("japan 5gb")
	d.Press("enter")
	t.Run("offer", d.Golden)
	clock.Advance(time.Second)
	ticket.Answer(uitest.ESIMOrder(t), nil)
	d.Press("ctrl+y")
	t.Run("code", d.Golden)
	d.Fits(t, 80, 24)
	if got := uitest.Scan(t, uitest.LightTerminal.Photograph(d.Raw(), 80, 24)); got != uitest.Code48 {
		t.Errorf("scanned %q from\n%s", got, d.View())
	}
	if got := shop.Bought(); len(got) != 1 || got[0].Clerk != "ana" {
		t.Errorf("bought %+v", got)
	}
	d.Press("esc")
	t.Run("back at the list", d.Golden)
}

// TestLeavingStopsNothing: the code waits where the sale was made, and does
// not jump in front of whoever is looking at something else.
func TestLeavingStopsNothing(t *testing.T) {
	d, r, clock, ticket, _ := sellingConsole(t)
	d.Type("japan 5gb")
	d.Press("enter")
	clock.Advance(time.Second)
	d.Hold()
	d.Press("ctrl+y", "alt+6")
	ticket.Answer(uitest.ESIMOrder(t), nil)
	d.Run()
	if r.view != Day {
		t.Fatalf("the view is %d", r.view)
	}
	t.Run("elsewhere", d.Golden)
	d.Press("alt+1")
	if got := uitest.Scan(t, uitest.DarkTerminal.Photograph(d.Raw(), 80, 24)); got != uitest.Code48 {
		t.Errorf("scanned %q from\n%s", got, d.View())
	}
	d.Press("alt+6", "alt+1")
	if got := uitest.Scan(t, uitest.DarkTerminal.Photograph(d.Raw(), 80, 24)); got != "" {
		t.Errorf("a code that was left stayed on the screen: %q", got)
	}
}

func TestSpendKeyIsDeadInASmallWindow(t *testing.T) {
	d, _, clock, _, shop := sellingConsole(t)
	d.Type("japan 5gb")
	d.Press("enter")
	clock.Advance(time.Second)
	for _, size := range [][2]int{{59, 24}, {80, 14}, {1, 1}} {
		d.Size(size[0], size[1])
		d.Press("ctrl+y")
		d.Fits(t, size[0], size[1])
	}
	if got := shop.Bought(); len(got) != 0 {
		t.Errorf("bought %+v", got)
	}
}

// TestAHeldKeyBuysNothingThatCouldNotBeSeen: the offer was on the screen, then
// something hid it. What is held down then is no answer to it.
func TestAHeldKeyBuysNothingThatCouldNotBeSeen(t *testing.T) {
	for name, tc := range map[string]struct{ hide, show func(d *uitest.Driver) }{
		"quit question":    {func(d *uitest.Driver) { d.Press("ctrl+q") }, func(d *uitest.Driver) { d.Press("x") }},
		"answered with it": {func(d *uitest.Driver) { d.Press("ctrl+q") }, func(d *uitest.Driver) { d.Press("ctrl+y") }},
		"help":             {func(d *uitest.Driver) { d.Press("f1") }, func(d *uitest.Driver) { d.Press("esc") }},
		"actions":          {func(d *uitest.Driver) { d.Press("ctrl+k") }, func(d *uitest.Driver) { d.Press("esc") }},
		"small window":     {func(d *uitest.Driver) { d.Size(50, 12) }, func(d *uitest.Driver) { d.Size(80, 24) }},
	} {
		t.Run(name, func(t *testing.T) {
			d, _, clock, ticket, shop := sellingConsole(t)
			ticket.Answer(uitest.ESIMOrder(t), nil)
			shop.InFlightFunc = func() int { return 1 }
			d.Type("japan 5gb")
			d.Press("enter")
			clock.Advance(time.Second)
			d.Press("w") // the gate is armed from here on
			tc.hide(d)
			held := func() {
				for range 10 {
					clock.Advance(33 * time.Millisecond)
					d.Press("ctrl+y")
				}
			}
			held()
			tc.show(d)
			held()
			if got := shop.Bought(); len(got) != 0 {
				t.Errorf("bought %+v", got)
			}
		})
	}
}

// TestPasteIntoTheConsoleBuysNothing: with bracketed paste a whole journey may
// come as one paste.
func TestPasteIntoTheConsoleBuysNothing(t *testing.T) {
	d, _, clock, _, shop := sellingConsole(t)
	d.Paste("japan 5gb\r\x19\r")
	clock.Advance(time.Second)
	d.Paste("\x19")
	if got := shop.Quoted(); len(got) != 0 {
		t.Errorf("a paste chose %+v", got)
	}
	t.Run("list", d.Golden)
	d.Press("enter")
	clock.Advance(time.Second)
	d.Paste("\x19\r")
	d.Paste("y")
	d.Press("ctrl+y")
	if got := shop.Bought(); len(got) != 0 {
		t.Errorf("bought %+v", got)
	}
}

// TestPasteWithoutBrackets: the same keys one by one, as fast as a terminal
// hands them over. The offer was never seen, so nothing is bought.
func TestPasteWithoutBrackets(t *testing.T) {
	d, _, clock, _, shop := sellingConsole(t)
	d.Glue("japan 5gb")
	for _, key := range []string{"enter", "ctrl+y", "enter", "ctrl+y", "ctrl+y"} {
		clock.Advance(2 * time.Millisecond)
		d.Press(key)
	}
	if got := shop.Bought(); len(got) != 0 {
		t.Errorf("bought %+v", got)
	}
}

func TestBlockedKeySaysWhy(t *testing.T) {
	d, _, _, _, shop := sellingConsole(t)
	quote := shop.QuoteFunc
	shop.QuoteFunc = func(ctx context.Context, r desk.QuoteRequest) (desk.Quote, error) {
		q, err := quote(ctx, r)
		q.Blocked = &providers.Error{Kind: providers.KindDeclined, Outcome: providers.NotSent, Provider: "roamify",
			Why: providers.Quoted("The wallet at Roamify holds 3.10 USD, this costs 9.50 USD.")}
		return q, err
	}
	d.Type("japan 5gb")
	d.Press("enter", "ctrl+y")
	d.Golden(t)
}

// TestHeldEnterOpensOneOffer: a second offer under the first would come up
// once the first is sold, and be sold by mistake.
func TestHeldEnterOpensOneOffer(t *testing.T) {
	d, r, _, _, shop := sellingConsole(t)
	d.Type("japan 5gb")
	d.Hold()
	d.Press("enter", "enter", "enter")
	d.Run()
	if n := len(r.stacks[Sell]); n != 2 {
		t.Errorf("%d screens are open", n)
	}
	if got := shop.Quoted(); len(got) != 1 {
		t.Errorf("%d offers were asked for", len(got))
	}
}

// BenchmarkUpdateView is one key on the whole console at 200×60.
func BenchmarkUpdateView(b *testing.B) {
	products := make([]providers.Product, 0, 100_000)
	for len(products) < cap(products) {
		for _, p := range uitest.Products() {
			p.ID += fmt.Sprint(len(products))
			products = append(products, p)
		}
	}
	shop := uitest.Shop(b)
	shop.Catalog = catalog.Build(products, uitest.Pricing())
	env, _ := uitest.Env(b, shop)
	r := New(env, Screens())
	d := uitest.Program(b, r)
	d.Size(200, 60)
	var presses []tea.KeyMsg
	for _, name := range []string{"j", "a", "down", "pgdown", "backspace", "backspace"} {
		k, _ := keys.Press(name)
		presses = append(presses, k)
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		r.Update(presses[i%len(presses)])
		if r.View() == "" {
			b.Fatal("nothing drawn")
		}
	}
}
