package orders

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"simdesk/providers"
	"simdesk/state/desk"
	"simdesk/state/ledger"
	"simdesk/state/settle"
	"simdesk/ui/screen"
	"simdesk/ui/uitest"
)

// table is a screen with an order under review open, on a desk that keeps what
// is decided.
type table struct {
	*uitest.Driver
	m      *Model
	env    *screen.Env
	clock  *uitest.Clock
	shop   *uitest.Desk
	order  ledger.Order
	events []ledger.Event
	asked  int // of the provider
}

func deciding(t *testing.T) *table {
	t.Helper()
	b := &table{shop: uitest.Shop(t)}
	b.order, b.events = review(t)
	b.order.Draft = ledger.Details{Wallet: uitest.USD("812.35"),
		Baseline: map[string]string{"esims": strings.Repeat("ESIM-00001,", 30), "wallet": "821.85 USD", "debits": ""}}
	b.shop.OrdersFunc = func(context.Context, ledger.Filter) (ledger.Page, error) {
		return ledger.Page{Orders: []ledger.Order{b.order}}, nil
	}
	b.shop.HistoryFunc = func(context.Context, string) (ledger.Order, []ledger.Event, error) { return b.order, b.events, nil }
	b.shop.SettleFunc = func(context.Context, ...string) (desk.Settled, error) {
		b.asked++
		return desk.Settled{StillUnknown: []ledger.Order{b.order}}, nil
	}
	b.shop.DecideFunc = func(_ context.Context, r desk.DecideRequest) (ledger.Order, error) { return b.decide(t, r), nil }
	b.Driver, b.m, b.env, b.clock = start(t, b.shop)
	b.clock.Advance(27 * time.Hour)
	b.Send(screen.WalletsMsg{Wallets: uitest.Wallets(), Done: true, At: b.clock.Now()})
	b.Press("enter")
	return b
}

// decide is what the desk does with a decision.
func (b *table) decide(t *testing.T, r desk.DecideRequest) ledger.Order {
	c := ledger.Change{State: r.State, Note: r.Reason, Decided: true}
	if r.State != providers.StateCompleted {
		c.Error = &ledger.Problem{Kind: providers.KindDeclined, Code: settle.CodeDecided, Message: r.Clerk + " decided: " + r.Reason}
	}
	b.order.State, b.order.Error, b.order.UpdatedAt = r.State, c.Error, b.clock.Now()
	b.events = append(b.events, event(t, 27*time.Hour, r.Clerk, c))
	return b.order
}

// fill says that it did not go through, and why.
func (b *table) fill() {
	b.Press("d", "right", "right", "down")
	b.Type("their support: no order")
}

// quiet is a moment in which no key comes.
func (b *table) quiet() { b.clock.Advance(time.Second) }

func TestDecide(t *testing.T) {
	b := deciding(t)
	b.Press("d")
	t.Run("opened", func(t *testing.T) { b.Sizes(t, 4) })
	if b.asked != 1 {
		t.Errorf("the provider was asked %d times", b.asked)
	}
	b.Press("right", "right", "enter")
	b.Type("their support: no order 4711 on 1 July")
	b.Press("down")
	b.quiet()
	t.Run("filled", func(t *testing.T) { b.Sizes(t, 4) })
	if got := b.Sent(); len(got) != 0 {
		t.Errorf("said %v", got)
	}
	b.Press("enter")
	uitest.Same(t, []desk.DecideRequest{{ID: b.order.ID, State: providers.StateFailed, Clerk: "ana", Reason: "their support: no order 4711 on 1 July"}},
		b.shop.Decided())
	uitest.Same(t, []tea.Msg{screen.Notice("Recorded by ana: it did not go through.")}, b.Sent())
	b.Size(80, 60)
	t.Run("recorded", b.Golden)
	uitest.Same(t, providers.StateFailed, b.m.orders[0].State)
	if len(b.shop.Bought()) != 0 {
		t.Error("deciding bought something")
	}
}

func TestEveryWindowFitsADecision(t *testing.T) {
	b := deciding(t)
	b.fill()
	b.Press("enter") // and a sentence under the form
	for w := 60; w <= 140; w += 5 {
		for _, h := range []int{11, 12, 20, 41} {
			b.Size(w, h)
			b.Fits(t, w, h)
		}
	}
	b.Size(60, 11)
	top := b.View()
	b.Press("pgdown")
	if b.View() == top {
		t.Error("the evidence does not scroll")
	}
}

func TestOutcomes(t *testing.T) {
	for _, c := range []struct {
		press []string
		want  providers.State
	}{
		{[]string{"right"}, providers.StateCompleted},
		{[]string{"right", "right"}, providers.StateFailed},
		{[]string{"left"}, providers.StateRefunded},
		{[]string{"right", "left"}, providers.StateRefunded},
		{[]string{"right", "right", "right", "right"}, providers.StateCompleted},
	} {
		b := deciding(t)
		b.Press("d")
		b.Press(c.press...)
		b.Press("tab")
		b.Glue("right") // text, not the key
		b.Press("tab")
		b.quiet()
		b.Press("enter")
		uitest.Same(t, []desk.DecideRequest{{ID: b.order.ID, State: c.want, Clerk: "ana", Reason: "right"}}, b.shop.Decided())
	}
}

// TestNothingTypedAheadDecides: whatever comes faster than anybody reads, held
// down, pasted or glued together, records nothing.
func TestNothingTypedAheadDecides(t *testing.T) {
	for name, act := range map[string]func(*table){
		"typed ahead": func(b *table) { b.fill(); b.Press("down", "enter", "enter", "enter") },
		"enter held down in the reason": func(b *table) {
			b.fill()
			for range 20 {
				b.Press("enter")
				b.quiet()
			}
		},
		"down held down, then enter": func(b *table) {
			b.fill()
			for range 20 {
				b.Press("down")
				b.clock.Advance(30 * time.Millisecond)
			}
			b.Press("enter")
		},
		"pasted": func(b *table) { b.fill(); b.Press("down"); b.quiet(); b.Paste("\r\n"); b.Paste("enter") },
		"the key that spends": func(b *table) {
			b.fill()
			b.Press("down")
			b.quiet()
			b.Press("ctrl+y")
		},
		"letters on the row": func(b *table) { b.fill(); b.Press("down"); b.quiet(); b.Glue("enter"); b.Type("y") },
		"coming back from another screen": func(b *table) {
			b.fill()
			b.Press("down")
			b.m.Hidden()
			b.quiet()
			b.Press("enter")
		},
		"held down as what hid the form goes": func(b *table) { // the quit question, help, a small window
			b.fill()
			b.Press("down")
			b.quiet()
			b.m.Shown()
			b.Press("enter")
		},
		"while the provider is being asked": func(b *table) {
			b.fill()
			b.Press("down")
			b.quiet()
			b.Hold()
			b.Press("ctrl+r", "enter")
			b.Run()
		},
		"while a customer is looking": func(b *table) {
			b.fill()
			b.Press("down")
			b.quiet()
			b.env.HideCosts = func() bool { return true }
			b.Press("enter")
		},
		"the evidence has just changed": func(b *table) {
			b.fill()
			b.Press("down")
			b.quiet()
			b.events = append(b.events, b.events[3])
			b.Send(screen.OrderChangedMsg{Order: b.order})
			b.Press("enter")
		},
		"cancelled": func(b *table) { b.fill(); b.Press("down"); b.quiet(); b.Press("esc", "enter") },
	} {
		t.Run(name, func(t *testing.T) {
			b := deciding(t)
			act(b)
			if got := b.shop.Decided(); len(got) != 0 {
				t.Fatalf("decided %+v", got)
			}
		})
	}
}

func TestTooEarlyIsSaid(t *testing.T) {
	b := deciding(t)
	b.fill()
	b.Press("down", "enter")
	if !strings.Contains(b.View(), "! That was too early to count: press ↵ again.") {
		t.Errorf("not said:\n%s", b.View())
	}
	b.quiet()
	b.Press("enter")
	uitest.Same(t, 1, len(b.shop.Decided()))
}

// TestWhatIsMissingIsSaid: the desk would refuse it too; here nothing is asked
// of it.
func TestWhatIsMissingIsSaid(t *testing.T) {
	b := deciding(t)
	b.Press("d", "down", "down")
	try := func(want string) {
		t.Helper()
		b.quiet()
		b.Press("enter")
		if !strings.Contains(strings.Join(strings.Fields(b.View()), " "), want) {
			t.Errorf("not said: %s\n%s", want, b.View())
		}
	}
	try("! It is not said what became of it. Choose whether it went through, did not, or was given back.")
	b.Press("up", "up", "right", "down", "down")
	try("! The reason is missing. Give it in a few words")
	uitest.Same(t, 0, len(b.shop.Decided()))
}

// TestWhoDecidesIsAsked where nobody's name is known, and remembered.
func TestWhoDecidesIsAsked(t *testing.T) {
	b := deciding(t)
	b.env.Clerk = ""
	b.fill()
	b.Press("enter", "enter", "down")
	b.quiet()
	b.Press("enter")
	t.Run("asked", b.Golden)
	b.Press("up")
	b.Type("Bo 日本")
	b.Press("down")
	b.quiet()
	b.Press("enter")
	uitest.Same(t, []desk.DecideRequest{{ID: b.order.ID, State: providers.StateFailed, Clerk: "Bo 日本", Reason: "their support: no order"}}, b.shop.Decided())
	b.order, b.events = review(t)
	b.Press("ctrl+r", "d")
	if !strings.Contains(b.View(), "Clerk    Bo 日本") {
		t.Errorf("asked again:\n%s", b.View())
	}
}

// TestSomebodyElseWasFaster: the order is shown as the other one left it.
func TestSomebodyElseWasFaster(t *testing.T) {
	b := deciding(t)
	b.shop.DecideFunc = func(context.Context, desk.DecideRequest) (ledger.Order, error) {
		o := b.decide(t, desk.DecideRequest{State: providers.StateCompleted, Clerk: "bo", Reason: "the customer has data"})
		return o, &providers.Error{Kind: providers.KindInvalid, Why: providers.Quoted("bo has already decided that it went through. Nothing more was recorded.")}
	}
	b.fill()
	b.Press("down")
	b.quiet()
	b.Press("enter")
	uitest.Same(t, []tea.Msg{screen.Alarm("bo has already decided that it went through. Nothing more was recorded.")}, b.Sent())
	if !strings.Contains(b.View(), "✓ bo decided: it went through. “the customer has data”") {
		t.Errorf("not shown:\n%s", b.View())
	}
}

// TestADecisionThatIsNotWritten stays on the screen with its reason.
func TestADecisionThatIsNotWritten(t *testing.T) {
	b := deciding(t)
	keep := b.shop.DecideFunc
	b.shop.DecideFunc = func(context.Context, desk.DecideRequest) (ledger.Order, error) {
		return ledger.Order{}, &providers.Error{Kind: providers.KindConfig, Why: providers.Quoted("The disk that holds the ledger is full; make room on it, then try again.")}
	}
	b.fill()
	b.Press("down")
	b.quiet()
	b.Press("enter")
	if got := b.View(); !strings.Contains(got, "! The disk that holds the ledger is full") || !strings.Contains(got, "their support: no order") {
		t.Errorf("lost:\n%s", got)
	}
	b.Press("enter")
	b.shop.DecideFunc = keep
	b.quiet()
	b.Press("enter")
	uitest.Same(t, 2, len(b.shop.Decided()))
	uitest.Same(t, providers.StateFailed, b.m.detail.order.State)
}

// TestItTurnsUpWhileSomebodyDecides: evidence closes the form.
func TestItTurnsUpWhileSomebodyDecides(t *testing.T) {
	b := deciding(t)
	b.fill()
	b.Press("down")
	b.order.State = providers.StateCompleted
	b.Send(screen.OrderChangedMsg{Order: b.order})
	uitest.Same(t, []tea.Msg{screen.Notice("There is nothing left to decide: done.")}, b.Sent())
	if b.m.detail.decision != nil || b.m.Typing() {
		t.Errorf("still open:\n%s", b.View())
	}
}

// TestDecidedAndThenFound: the story tells both.
func TestDecidedAndThenFound(t *testing.T) {
	b := deciding(t)
	b.fill()
	b.Press("down")
	b.quiet()
	b.Press("enter")
	b.order.State, b.order.Error, b.order.UpdatedAt = providers.StateCompleted, nil, b.clock.Now()
	b.events = append(b.events, event(t, 30*time.Hour, "", ledger.Change{State: providers.StateCompleted, ProviderStatus: "COMPLETED"}))
	b.Send(screen.OrderChangedMsg{Order: b.order})
	b.Size(80, 60)
	b.Golden(t)
}

func TestCustomerSeesNoReason(t *testing.T) {
	b := deciding(t)
	b.fill()
	b.env.HideCosts = func() bool { return true }
	for _, secret := range []string{"812.35", "9.50", "9.80"} {
		if strings.Contains(b.View(), secret) {
			t.Errorf("the form shows %s:\n%s", secret, b.View())
		}
	}
	b.decide(t, b.m.request())
	b.Send(screen.OrderChangedMsg{Order: b.order})
	if strings.Contains(b.View(), "support: no order") {
		t.Errorf("the reason is shown:\n%s", b.View())
	}
	uitest.Same(t, "There is nothing to decide: a person decided that it did not go through.", b.m.whyNotDecide())
	b.order, b.events = review(t)
	b.Press("ctrl+r")
	uitest.Same(t, "The evidence is hidden while a customer is looking: ^O shows it.", b.m.whyNotDecide())
}

// TestHostileTextInADecision: names and reasons come from other tills too.
func TestHostileTextInADecision(t *testing.T) {
	b := deciding(t)
	b.order.Draft.Baseline = map[string]string{"a\x1b[2J": "x\u202ey\r\n" + strings.Repeat("長", 90)}
	payload, err := json.Marshal(ledger.Change{State: providers.StateFailed, Decided: true, Note: "a\x1b[31mb\u202e" + strings.Repeat("word ", 60)})
	if err != nil {
		t.Fatal(err)
	}
	b.Press("ctrl+r", "d")
	b.Fits(t, 80, 20)
	form := b.Raw()
	b.order.State = providers.StateFailed
	b.events = append(b.events, ledger.Event{At: uitest.Start, Clerk: "bo\x1b]0;x\x07", State: providers.StateFailed, Payload: payload})
	b.Press("ctrl+r")
	b.Fits(t, 80, 20)
	for _, s := range []string{"\x1b", "\u202e", "\r", "\x07"} {
		if strings.Contains(form+b.Raw(), s) {
			t.Errorf("%q reached the screen", s)
		}
	}
}

// TestAWeekLater: nobody asks any more, and the screen does not say so.
func TestAWeekLater(t *testing.T) {
	b := deciding(t)
	b.fill()
	b.Press("down")
	b.quiet()
	b.Press("enter")
	const says = "simdesk goes on asking Fyatu"
	if !strings.Contains(b.View(), says) {
		t.Errorf("not said:\n%s", b.View())
	}
	b.clock.Advance(8 * 24 * time.Hour)
	if strings.Contains(b.View(), says) {
		t.Errorf("still said:\n%s", b.View())
	}
}
