package ui

import (
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"simdesk/providers"
	"simdesk/state/desk"
	"simdesk/state/ledger"
	"simdesk/ui/keys"
	"simdesk/ui/screen"
	"simdesk/ui/uitest"
)

// stub is a screen that notes what it is told.
type stub struct {
	name   string
	typing bool
	heard  []string
	told   []tea.Msg
	w, h   int
	reply  tea.Cmd // returned for the key "r"
	tells  string  // the order whose outcome it shows
}

type replyMsg struct{ To string }

func (s *stub) Init() tea.Cmd             { s.heard = append(s.heard, "init"); return nil }
func (s *stub) Shown() tea.Cmd            { s.heard = append(s.heard, "shown"); return nil }
func (s *stub) Hidden()                   { s.heard = append(s.heard, "hidden") }
func (s *stub) SetSize(w, h int)          { s.w, s.h = w, h }
func (s *stub) Typing() bool              { return s.typing }
func (s *stub) View() string              { return " " + s.name }
func (s *stub) Tells(o ledger.Order) bool { return o.ID == s.tells }
func (s *stub) Bindings() []keys.Binding {
	return []keys.Binding{keys.New("X", "explode", "x").Off("It cannot explode today.")}
}

func (s *stub) Update(msg tea.Msg) tea.Cmd {
	if k, ok := msg.(tea.KeyMsg); ok {
		s.heard = append(s.heard, k.String())
		if k.String() == "r" {
			return s.reply
		}
		if k.String() == "/" {
			s.typing = true
		}
		return nil
	}
	s.told = append(s.told, msg)
	return nil
}

// console returns the whole console with a stub for Sell and for Orders.
func console(t *testing.T, d *uitest.Desk) (*uitest.Driver, *Router, *uitest.Clock, map[View]*stub) {
	t.Helper()
	env, clock := uitest.Env(t, d)
	stubs := map[View]*stub{Sell: {name: "sell"}, Orders: {name: "orders"}}
	var makers Makers
	for v, s := range stubs {
		makers.Views[v] = func(*screen.Env) screen.Screen { return s }
	}
	r := New(env, makers)
	return uitest.Program(t, r), r, clock, stubs
}

func TestConsole(t *testing.T) {
	d, _, _, _ := console(t, uitest.Shop(t))
	d.Sizes(t, 0)
}

func TestTooSmall(t *testing.T) {
	d, _, _, _ := console(t, uitest.Shop(t))
	d.Size(59, 15)
	d.Golden(t)
}

func TestViewsByEveryKey(t *testing.T) {
	d, r, _, stubs := console(t, uitest.Shop(t))
	for key, want := range map[string]View{
		"alt+2": ESIM, "alt+6": Day, "f2": Sell, "f7": Day, "4": Orders, "1": Sell, "alt+4": Orders, "f5": Orders,
	} {
		d.Press(key)
		if r.view != want {
			t.Errorf("%s went to view %d, want %d", key, r.view, want)
		}
	}
	d.Press("alt+1")
	stubs[Sell].typing = true
	d.Press("4")
	if r.view != Sell {
		t.Error("a digit left the view while a box has the cursor")
	}
}

func TestScreensAreMadeOnceAndTold(t *testing.T) {
	d, _, _, stubs := console(t, uitest.Shop(t))
	if len(stubs[Orders].heard) != 0 {
		t.Error("Orders was started before anybody looked")
	}
	d.Press("alt+4", "alt+1", "alt+4")
	uitest.Same(t, []string{"init", "shown", "hidden", "shown"}, stubs[Orders].heard)
	uitest.Same(t, []string{"init", "shown", "hidden", "shown", "hidden"}, stubs[Sell].heard)
	if s := stubs[Orders]; s.w != 80 || s.h != 20 {
		t.Errorf("Orders has %d×%d", s.w, s.h)
	}
	d.Size(100, 30)
	d.Press("alt+1")
	if s := stubs[Sell]; s.w != 100 || s.h != 26 {
		t.Errorf("Sell missed a size: %d×%d", s.w, s.h)
	}
}

// TestGluedKeys: a terminal under load hands keys over in one message; a key
// in it may open a box that the rest is typed into.
func TestGluedKeys(t *testing.T) {
	d, r, _, stubs := console(t, uitest.Shop(t))
	stubs[Sell].heard = nil
	d.Glue("jj/abc")
	uitest.Same(t, []string{"j", "j", "/", "abc"}, stubs[Sell].heard)
	stubs[Sell].typing = false
	d.Glue("4jj")
	if r.view != Orders {
		t.Error("a digit glued to other keys was lost")
	}
	uitest.Same(t, []string{"init", "shown", "j", "j"}, stubs[Orders].heard)
}

func TestKeyThatCannotWorkSaysWhyAndIsNotDelivered(t *testing.T) {
	d, _, _, stubs := console(t, uitest.Shop(t))
	stubs[Sell].heard = nil
	d.Press("x")
	if len(stubs[Sell].heard) != 0 || !strings.Contains(d.View(), "! It cannot explode today.") {
		t.Errorf("heard %v:\n%s", stubs[Sell].heard, d.View())
	}
	if !strings.Contains(d.View(), "(X explode)") {
		t.Error("the footer does not mark the key")
	}
}

// TestReplyToADeadKeyGoesWithTheNext: by then the reason may be gone.
func TestReplyToADeadKeyGoesWithTheNext(t *testing.T) {
	d, _, _, _ := console(t, uitest.Shop(t))
	d.Press("x", "j")
	if strings.Contains(d.View(), "explode today") {
		t.Errorf("the reply stayed:\n%s", d.View())
	}
}

func TestNoticesGo(t *testing.T) {
	d, _, clock, _ := console(t, uitest.Shop(t))
	d.Press("x")
	clock.Advance(7 * time.Second)
	d.Send(screen.TickMsg{At: clock.Now()})
	if strings.Contains(d.View(), "explode today") {
		t.Error("a notice stayed")
	}
}

// TestAnswersGoToTheScreenThatAsked, whichever is active by then.
func TestAnswersGoToTheScreenThatAsked(t *testing.T) {
	d, _, _, stubs := console(t, uitest.Shop(t))
	sell, orders := stubs[Sell], stubs[Orders]
	sell.reply = tea.Batch(screen.Send(replyMsg{"sell"}), func() tea.Msg { return tea.BatchMsg{screen.Send(replyMsg{"nested"})} })
	d.Press("alt+4", "alt+1")
	sell.told, orders.told = nil, nil
	d.Hold()
	d.Press("r", "alt+4")
	d.Run()
	uitest.Same(t, []tea.Msg{replyMsg{"sell"}, replyMsg{"nested"}}, sell.told)
	if len(orders.told) != 0 {
		t.Errorf("Orders was told %v", orders.told)
	}
}

func TestClosedScreenIsToldNothing(t *testing.T) {
	env, _ := uitest.Env(t, uitest.Shop(t))
	opened := &stub{name: "purchase"}
	sell := &stub{name: "sell", reply: screen.Send(screen.OpenPurchaseMsg{})}
	makers := Makers{Purchase: func(*screen.Env, desk.QuoteRequest) screen.Screen { return opened }}
	makers.Views[Sell] = func(*screen.Env) screen.Screen { return sell }
	d := uitest.Program(t, New(env, makers))
	d.Press("r")
	if !strings.Contains(d.View(), "purchase") {
		t.Fatal("nothing was opened")
	}
	opened.reply = tea.Batch(screen.Send(screen.BackMsg{}), screen.Send(replyMsg{"late"}))
	d.Press("r")
	if !strings.Contains(d.View(), "sell") || len(opened.told) != 0 {
		t.Errorf("told %v:\n%s", opened.told, d.View())
	}
}

func TestOpenOrderGoesToOrders(t *testing.T) {
	d, r, _, stubs := console(t, uitest.Shop(t))
	stubs[Sell].reply = screen.Send(screen.OpenOrderMsg{ID: "42"})
	d.Press("r")
	if r.view != Orders {
		t.Fatal("Orders is not shown")
	}
	uitest.Same(t, []tea.Msg{screen.OpenOrderMsg{ID: "42"}}, stubs[Orders].told)
}

func TestChangedOrderIsToldToAllAndSaid(t *testing.T) {
	d, _, _, stubs := console(t, uitest.Shop(t))
	d.Press("alt+4")
	stubs[Sell].told, stubs[Orders].told = nil, nil
	msg := screen.OrderChangedMsg{Order: uitest.InState(uitest.ESIMOrder(t), providers.StateUnknown, nil)}
	d.Send(msg)
	uitest.Same(t, []tea.Msg{msg}, stubs[Sell].told)
	uitest.Same(t, []tea.Msg{msg}, stubs[Orders].told)
	if !strings.Contains(d.View(), "Japan 5 GB 30 days: not known yet.") || strings.Contains(d.View(), "Alt+4 shows") {
		t.Error(d.View())
	}
}

// A second charge is told of an order that is done already: not as done.
func TestASecondChargeIsAnAlarm(t *testing.T) {
	d, _, _, _ := console(t, uitest.Shop(t))
	order := uitest.ESIMOrder(t)
	order.Error = &ledger.Problem{Kind: providers.KindDeclined, Message: "Roamify charged this twice."}
	d.Send(screen.OrderChangedMsg{Order: order})
	if !strings.Contains(d.View(), "Japan 5 GB 30 days: done, but look at it. Alt+4 shows it in Orders.") {
		t.Error(d.View())
	}
}

// TestOutcomeIsSaidOnce: the screen that shows an order's outcome is enough
// while somebody looks at it.
func TestOutcomeIsSaidOnce(t *testing.T) {
	d, _, _, stubs := console(t, uitest.Shop(t))
	order := uitest.InState(uitest.ESIMOrder(t), providers.StateFailed, nil)
	stubs[Sell].tells = order.ID
	d.Send(screen.OrderChangedMsg{Order: order})
	if strings.Contains(d.View(), "Alt+4 shows it in Orders") {
		t.Errorf("said twice:\n%s", d.View())
	}
	d.Press("alt+3")
	d.Send(screen.OrderChangedMsg{Order: order})
	if !strings.Contains(d.View(), "Alt+4 shows it in Orders") {
		t.Errorf("not said to somebody who went elsewhere:\n%s", d.View())
	}
}

func TestHelp(t *testing.T) {
	d, _, _, stubs := console(t, uitest.Shop(t))
	d.Press("f1")
	d.Sizes(t, 0)
	d.Size(80, 24)
	d.Press("esc", "?")
	if !strings.Contains(d.View(), "Keys everywhere") {
		t.Error("? is no help")
	}
	d.Press("x")
	stubs[Sell].typing, stubs[Sell].heard = true, nil
	d.Press("?")
	uitest.Same(t, []string{"?"}, stubs[Sell].heard)
}

func TestActionList(t *testing.T) {
	d, r, _, _ := console(t, uitest.Shop(t))
	d.Press("ctrl+k")
	t.Run("all", d.Golden)
	d.Type("go to ord")
	t.Run("searched", d.Golden)
	d.Press("enter")
	if r.view != Orders || r.overlay != overlayNone {
		t.Errorf("view %d, overlay %d", r.view, r.overlay)
	}
	d.Press("ctrl+k")
	d.Type("zzz")
	t.Run("nothing", d.Golden)
	d.Press("esc", "esc")
	if r.overlay != overlayNone {
		t.Error("esc did not clear, then close")
	}
}

func TestActionListNeverSpends(t *testing.T) {
	d, _, clock, _, shop := sellingConsole(t)
	d.Type("japan 5gb")
	d.Press("enter")
	clock.Advance(time.Second)
	d.Press("ctrl+k", "enter")
	if !strings.Contains(d.View(), "Press ^Y itself") || len(shop.Bought()) != 0 {
		t.Errorf("bought %v:\n%s", shop.Bought(), d.View())
	}
}

func TestFooterKeepsTheWayToAllKeys(t *testing.T) {
	d, r, _, _ := console(t, uitest.Shop(t))
	var many []keys.Binding
	for range 20 {
		many = append(many, keys.New("^Z", "a long word", "ctrl+z"))
	}
	for _, w := range []int{60, 80, 140} {
		d.Size(w, 24)
		lines := strings.Split(r.frame("", many), "\n")
		f := lines[len(lines)-1]
		if !strings.Contains(f, "^K actions") || !strings.Contains(f, "F1 help") {
			t.Errorf("%d: %q", w, f)
		}
		if n := len([]rune(f)); n > w {
			t.Errorf("%d: the footer has %d cells", w, n)
		}
	}
}

// TestACommandThatBreaksIsSaidInWords: nobody at a counter reads a stack.
func TestACommandThatBreaksIsSaidInWords(t *testing.T) {
	d, _, _, stubs := console(t, uitest.Shop(t))
	stubs[Sell].reply = func() tea.Msg { panic("nil map") }
	d.Press("r")
	if view := d.View(); !strings.Contains(view, "simdesk made a mistake here. Look in Orders (Alt+4), then try again.") || strings.Contains(view, "nil map") {
		t.Error(view)
	}
}
