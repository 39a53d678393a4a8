package orders

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"simdesk/providers"
	"simdesk/state/desk"
	"simdesk/state/ledger"
	"simdesk/ui/screen"
	"simdesk/ui/uitest"
)

// several are orders in every state, open ones on top, as the ledger lists
// them.
func several(t testing.TB) []ledger.Order {
	t.Helper()
	topUp := func(o ledger.Order) ledger.Order { o.Kind = providers.KindTopUp; return o }
	one := func(id string, s providers.State, name, provider, target string, ago time.Duration, price string) ledger.Order {
		o := uitest.InState(uitest.ESIMOrder(t), s, nil)
		o.ID, o.ProductName, o.Provider, o.Target = id, name, provider, target
		o.CreatedAt, o.UpdatedAt, o.Price = uitest.Start.Add(-ago), uitest.Start.Add(-ago), uitest.USD(price)
		return o
	}
	done := uitest.ESIMOrder(t)
	done.CreatedAt = uitest.Start.Add(-20 * time.Minute)
	airtime := one("o-6", providers.StateRefunded, "MTN Nigeria", "reloadly", "+2348031234567", 26*time.Hour, "1200")
	airtime.Kind, airtime.Clerk = providers.KindAirtime, "bo"
	airtime.Price = providers.MustMoney("150000", "NGN").Ptr()
	wide := one("o-7", providers.StateFailed, "日本 5 GB باقة البيانات \x1b[31m\u202eevil", "fyatu", "日本日本日本日本", 500*24*time.Hour, "0.5")
	wide.Clerk = "عنا"
	return []ledger.Order{
		one("o-1", providers.StateNeedsReview, "Sakura 5 GB 15 days", "fyatu", "", time.Hour, "11.80"),
		one("o-2", providers.StateUnknown, "Asia 5 GB 30 days", "giftapi", "", 2*time.Hour, "12.20"),
		one("o-3", providers.StateProcessing, "Steam 20 USD", "giftapi", "", 3*time.Hour, "23.10"),
		topUp(one("o-4", providers.StateSubmitted, "Japan 1 GB 7 days", "roamify", "8944422711108338982", 4*time.Hour, "2.60")),
		done, airtime, wide,
	}
}

// book is a desk whose ledger holds the several orders and notes what it was
// asked for.
func book(t *testing.T) (*uitest.Desk, *[]ledger.Filter) {
	t.Helper()
	shop := uitest.Shop(t)
	var asked []ledger.Filter
	shop.OrdersFunc = func(_ context.Context, f ledger.Filter) (ledger.Page, error) {
		asked = append(asked, f)
		if f.Text == "" {
			return ledger.Page{Orders: several(t)}, nil
		}
		var p ledger.Page
		for _, o := range several(t) {
			if strings.Contains(strings.ToLower(o.ProductName), f.Text) {
				p.Orders = append(p.Orders, o)
			}
		}
		return p, nil
	}
	shop.HistoryFunc = func(_ context.Context, id string) (ledger.Order, []ledger.Event, error) {
		for _, o := range several(t) {
			if o.ID == id {
				return o, nil, nil
			}
		}
		return ledger.Order{}, nil, &providers.Error{Kind: providers.KindNotFound, Why: providers.Quoted("There is no order " + id + ".")}
	}
	return shop, &asked
}

func start(t *testing.T, shop *uitest.Desk) (*uitest.Driver, *Model, *screen.Env, *uitest.Clock) {
	t.Helper()
	env, clock := uitest.Env(t, shop)
	m := New(env)
	return uitest.Screen(t, m), m, env, clock
}

func TestList(t *testing.T) {
	shop, asked := book(t)
	d, _, _, _ := start(t, shop)
	uitest.Same(t, []ledger.Filter{{Limit: pageSize, OpenFirst: true}}, *asked)
	d.Sizes(t, 4)
	for _, s := range []string{"\x1b[31m", "\u202e"} {
		if strings.Contains(d.Raw(), s) {
			t.Errorf("%q reached the screen", s)
		}
	}
}

func TestEveryWidthFits(t *testing.T) {
	shop, _ := book(t)
	d, _, _, _ := start(t, shop)
	for w := 60; w <= 140; w++ {
		d.Size(w, 11)
		d.Fits(t, w, 11)
	}
}

func TestTabs(t *testing.T) {
	shop, asked := book(t)
	d, _, _, _ := start(t, shop)
	d.Type("x")
	*asked = nil
	for range tabs {
		d.Press("tab")
	}
	d.Press("shift+tab")
	f := func(change func(*ledger.Filter)) ledger.Filter {
		f := ledger.Filter{Text: "x", Limit: pageSize, OpenFirst: true}
		change(&f)
		return f
	}
	states := func(s ...providers.State) func(*ledger.Filter) { return func(f *ledger.Filter) { f.States = s } }
	refunded := f(states(providers.StateRefunded))
	uitest.Same(t, []ledger.Filter{
		f(states(providers.StateSubmitted, providers.StateProcessing, providers.StateUnknown, providers.StateNeedsReview)),
		f(states(providers.StateNeedsReview)),
		f(func(f *ledger.Filter) { f.Since = time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC) }),
		f(func(f *ledger.Filter) { f.Clerk = "ana" }),
		f(states(providers.StateCompleted)), f(states(providers.StateFailed)), refunded, f(states()), refunded,
	}, *asked)
	d.Golden(t)
}

// TestNobodyIsNothingOfMine: without a clerk's name there is no such filter.
func TestNobodyIsNothingOfMine(t *testing.T) {
	shop, asked := book(t)
	env, _ := uitest.Env(t, shop)
	env.Clerk = ""
	d := uitest.Screen(t, New(env))
	d.Press("tab", "tab", "tab", "tab")
	uitest.Same(t, []providers.State{providers.StateCompleted}, (*asked)[4].States)
	if strings.Contains(d.View(), "Mine") {
		t.Errorf("offered to nobody:\n%s", d.View())
	}
}

func TestEmptyLedger(t *testing.T) {
	shop := uitest.Shop(t)
	shop.OrdersFunc = func(context.Context, ledger.Filter) (ledger.Page, error) { return ledger.Page{}, nil }
	d, m, _, _ := start(t, shop)
	t.Run("all", d.Golden)
	d.Press("tab")
	t.Run("open", d.Golden)
	d.Type("nothing like it")
	t.Run("searched", d.Golden)
	if m.Bindings()[0].Why == "" {
		t.Error("enter is not dim on nothing")
	}
	d.Press("enter")
	if m.detail != nil {
		t.Error("enter opened nothing")
	}
	d.Press("esc")
	t.Run("cleared", d.Golden)
}

func TestLedgerCannotBeRead(t *testing.T) {
	shop := uitest.Shop(t)
	shop.OrdersFunc = func(context.Context, ledger.Filter) (ledger.Page, error) {
		return ledger.Page{}, &providers.Error{Kind: providers.KindInternal, Why: providers.Quoted("The orders file cannot be read.")}
	}
	d, _, _, _ := start(t, shop)
	t.Run("failed", d.Golden)
	good, _ := book(t)
	shop.OrdersFunc = good.OrdersFunc
	d.Press("ctrl+r")
	if !strings.Contains(d.View(), "Sakura") {
		t.Errorf("^R did not read again:\n%s", d.View())
	}
	shop.OrdersFunc = func(context.Context, ledger.Filter) (ledger.Page, error) { return ledger.Page{}, errors.New("gone") }
	d.Press("ctrl+r")
	t.Run("what is listed stays", d.Golden)
}

// TestEnterWaitsForItsOwnSearch: what was typed ahead never opens a row of an
// older search, and opens a new one only when it is the only one.
func TestEnterWaitsForItsOwnSearch(t *testing.T) {
	shop, _ := book(t)
	d, m, _, _ := start(t, shop)
	d.Hold()
	d.Glue("sakura")
	d.Press("enter")
	if m.detail != nil {
		t.Fatalf("opened %s before the answer", m.detail.order.ID)
	}
	d.Run()
	if m.detail == nil || m.detail.order.ID != "o-1" {
		t.Fatalf("the only match is not open:\n%s", d.View())
	}
	d.Press("esc", "esc")
	d.Hold()
	d.Glue("5 gb")
	d.Press("enter")
	d.Run()
	if m.detail != nil {
		t.Errorf("opened %s of several", m.detail.order.ID)
	}
}

func TestPasteSearchesAndOpensNothing(t *testing.T) {
	shop, asked := book(t)
	d, m, _, _ := start(t, shop)
	d.Paste("sakura")
	uitest.Same(t, "sakura", (*asked)[1].Text)
	if m.detail != nil || len(d.Sent()) != 0 {
		t.Error("a paste opened something")
	}
}

func TestStaleSearchIsDropped(t *testing.T) {
	shop, _ := book(t)
	env, _ := uitest.Env(t, shop)
	m := New(env)
	m.SetSize(80, 20)
	first := m.Init()
	m.box.SetValue("sakura")
	second := m.search()
	m.Update(second())
	m.Update(first())
	if len(m.orders) != 1 {
		t.Errorf("%d orders are listed", len(m.orders))
	}
}

// pages is a ledger of many orders, one of which stands on two pages.
func pages(t *testing.T, shop *uitest.Desk, n int) *[]string {
	t.Helper()
	var cursors []string
	shop.OrdersFunc = func(_ context.Context, f ledger.Filter) (ledger.Page, error) {
		cursors = append(cursors, f.Cursor)
		from := 0
		if f.Cursor != "" {
			if _, err := fmt.Sscan(f.Cursor, &from); err != nil {
				return ledger.Page{}, err
			}
		}
		var p ledger.Page
		for i := from; i < min(from+f.Limit, n); i++ {
			o := uitest.ESIMOrder(t)
			o.ID, o.ProductName = fmt.Sprintf("id-%d", i), fmt.Sprintf("Order %d", i)
			p.Orders = append(p.Orders, o)
		}
		if from+f.Limit < n {
			p.Next = fmt.Sprint(from + f.Limit - 1)
		}
		return p, nil
	}
	return &cursors
}

func TestPagesAsOneScrolls(t *testing.T) {
	shop := uitest.Shop(t)
	cursors := pages(t, shop, 250)
	d, m, _, _ := start(t, shop)
	for range 200 {
		d.Press("down")
	}
	uitest.Same(t, []string{"", "99", "198"}, *cursors)
	if o, _ := m.selected(); o.ID != "id-200" || len(m.orders) != 250 {
		t.Errorf("the cursor is on %s of %d", o.ID, len(m.orders))
	}
	d.Press("end")
	uitest.Same(t, 3, len(*cursors))
	d.Golden(t)
}

func TestPageOfAnotherSearchIsDropped(t *testing.T) {
	shop := uitest.Shop(t)
	pages(t, shop, 250)
	d, m, _, _ := start(t, shop)
	d.Hold()
	d.Press("end")
	d.Type("x")
	d.Run()
	uitest.Same(t, pageSize, len(m.orders))
}

func TestNewsOfOrders(t *testing.T) {
	shop, _ := book(t)
	d, m, _, _ := start(t, shop)
	d.Press("down")
	settled := several(t)[1]
	settled.State, settled.UpdatedAt = providers.StateCompleted, uitest.Start
	d.Send(screen.OrderChangedMsg{Order: settled})
	fresh := uitest.ESIMOrder(t)
	fresh.ID, fresh.ProductName = "new", "The newest"
	d.Send(screen.OrderChangedMsg{Order: fresh})
	old := several(t)[1]
	d.Send(screen.OrderChangedMsg{Order: old}) // news that is older than what is known
	d.Golden(t)
	if o, _ := m.selected(); o.ID != "o-2" {
		t.Errorf("the cursor went to %s", o.ID)
	}
	d.Press("tab", "tab") // needs you: a new one that is done does not belong there
	n := len(m.orders)
	fresh.ID = "newer"
	d.Send(screen.OrderChangedMsg{Order: fresh})
	uitest.Same(t, n, len(m.orders))
}

// TestNewsDuringAReadIsNotLost: the page may have been read before the change.
// TestComingBackReadsTheLedger: what another till sold meanwhile is listed, and
// the cursor stays on its order.
func TestComingBackReadsTheLedger(t *testing.T) {
	shop, _ := book(t)
	d, m, _, _ := start(t, shop)
	d.Press("down")
	was, _ := m.selected()
	theirs := several(t)[0]
	theirs.ID, theirs.ProductName = "o-9", "Other till"
	shop.OrdersFunc = func(context.Context, ledger.Filter) (ledger.Page, error) {
		return ledger.Page{Orders: append([]ledger.Order{theirs}, several(t)...)}, nil
	}
	m.Hidden()
	d.Send(m.Shown()())
	now, _ := m.selected()
	if !strings.Contains(d.View(), "Other till") || now.ID != was.ID {
		t.Errorf("selected %q, was %q:\n%s", now.ID, was.ID, d.View())
	}
}

func TestNewsDuringAReadIsNotLost(t *testing.T) {
	shop, _ := book(t)
	env, _ := uitest.Env(t, shop)
	m := New(env)
	m.SetSize(80, 20)
	page := m.Init()()
	done := several(t)[0]
	done.State, done.UpdatedAt = providers.StateCompleted, uitest.Start
	m.Update(screen.OrderChangedMsg{Order: done})
	m.Update(page)
	uitest.Same(t, providers.StateCompleted, m.orders[0].State)
}

func TestReconcile(t *testing.T) {
	shop, _ := book(t)
	var asked [][]string
	all := several(t)
	shop.SettleFunc = func(_ context.Context, ids ...string) (desk.Settled, error) {
		asked = append(asked, ids)
		return desk.Settled{Settled: all[4:6], StillUnknown: all[:1]}, nil
	}
	d, m, _, _ := start(t, shop)
	d.Hold()
	d.Press("ctrl+s")
	t.Run("asking", d.Golden)
	uitest.Same(t, "The providers are being asked already.", m.Bindings()[3].Why)
	d.Press("ctrl+s")
	d.Run()
	uitest.Same(t, [][]string{nil}, asked)
	uitest.Same(t, []tea.Msg{screen.Alarm("Settled 2, still open 1.")}, d.Sent())
	shop.SettleFunc = func(_ context.Context, ids ...string) (desk.Settled, error) {
		asked = append(asked, ids)
		return desk.Settled{StillUnknown: all[:1]}, nil
	}
	d.Press("enter", "s")
	uitest.Same(t, [][]string{nil, {"o-1"}}, asked)
	uitest.Same(t, []tea.Msg{screen.Alarm("Asked. It is still open: needs you.")}, d.Sent())
	shop.SettleFunc = func(context.Context, ...string) (desk.Settled, error) {
		return desk.Settled{}, &providers.Error{Kind: providers.KindInternal, Why: providers.Quoted("The orders file is locked.")}
	}
	d.Press("s")
	if got := d.Sent(); len(got) != 1 || !got[0].(screen.NoticeMsg).Bad {
		t.Errorf("said %v", got)
	}
}

func BenchmarkUpdateView(b *testing.B) {
	shop := uitest.Shop(b)
	env, _ := uitest.Env(b, shop)
	m := New(env)
	m.SetSize(200, 56)
	var many []ledger.Order
	for len(many) < 5000 {
		many = append(many, several(b)...)
	}
	m.show(many)
	keys := []tea.KeyMsg{{Type: tea.KeyDown}, {Type: tea.KeyPgDown}, {Type: tea.KeyEnd}, {Type: tea.KeyHome}}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		m.Update(keys[i%len(keys)])
		if m.View() == "" {
			b.Fatal("nothing drawn")
		}
	}
}
