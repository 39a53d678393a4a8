package orders

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"simdesk/providers"
	"simdesk/state/ledger"
	"simdesk/ui/screen"
	"simdesk/ui/uitest"
)

func event(t testing.TB, at time.Duration, clerk string, c ledger.Change) ledger.Event {
	t.Helper()
	payload, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	return ledger.Event{At: uitest.Start.Add(at), Clerk: clerk, State: c.State, Payload: payload}
}

// review is an order that nobody can tell about, with its story.
func review(t testing.TB) (ledger.Order, []ledger.Event) {
	t.Helper()
	lost := &ledger.Problem{Kind: providers.KindUnknownOutcome, Provider: "fyatu", Code: "GATEWAY_TIMEOUT",
		Message: "Fyatu has not answered in time.", Detail: "upstream timed out; balance 812.35", RequestID: "req-77"}
	o := uitest.InState(uitest.ESIMOrder(t), providers.StateNeedsReview, lost)
	o.Provider, o.ProductID, o.ProductName = "fyatu", "sakura-15days-5gb", "Sakura 日本 5 GB 15 days"
	sent := uitest.Start.Add(time.Second)
	o.SubmittedAt, o.UpdatedAt = &sent, uitest.Start.Add(26*time.Hour)
	return o, []ledger.Event{
		event(t, 0, "ana", ledger.Change{State: providers.StateDrafted, Draft: &ledger.Draft{}}),
		event(t, time.Second, "ana", ledger.Change{State: providers.StateSubmitted}),
		event(t, 31*time.Second, "ana", ledger.Change{State: providers.StateUnknown, Error: lost}),
		event(t, 26*time.Hour, "", ledger.Change{State: providers.StateNeedsReview,
			Why: providers.Because("settle.circumstances"),
			Evidence: []providers.Evidence{
				{Source: providers.Quoted("eSIM list"), Expected: providers.Quoted("one new eSIM of Sakura 日本 5 GB 15 days"), Seen: providers.Quoted("two new ones, 8944…982 and 8944…990"), Supports: providers.Yes},
				{Source: providers.Quoted("transactions"), Expected: providers.Quoted("a debit of 9.80 USD"), Seen: providers.Quoted("none"), Supports: providers.No},
				{Source: providers.Quoted("wallet"), Expected: providers.Quoted("9.80 USD less than before"), Seen: providers.Quoted("not known")},
			}}),
	}
}

// opened is the screen with one order open.
func opened(t *testing.T, o ledger.Order, events []ledger.Event) (*uitest.Driver, *Model, *screen.Env, *uitest.Clock) {
	t.Helper()
	shop := uitest.Shop(t)
	shop.OrdersFunc = func(context.Context, ledger.Filter) (ledger.Page, error) {
		return ledger.Page{Orders: []ledger.Order{o}}, nil
	}
	shop.HistoryFunc = func(_ context.Context, id string) (ledger.Order, []ledger.Event, error) {
		if id != o.ID {
			t.Errorf("asked for the history of %s", id)
		}
		return o, events, nil
	}
	d, m, env, clock := start(t, shop)
	d.Press("enter")
	return d, m, env, clock
}

func TestReviewSaysWhatToDo(t *testing.T) {
	o, events := review(t)
	d, m, _, _ := opened(t, o, events)
	d.Sizes(t, 4)
	t.Run("scrolled", func(t *testing.T) {
		d.Size(60, 11)
		d.Press("pgdown", "pgdown")
		d.Golden(t)
		d.Press("end")
		d.Fits(t, 60, 11)
	})
	if m.Typing() {
		t.Error("letters would be typed")
	}
}

func TestCustomerSeesNoCostAndNoEvidence(t *testing.T) {
	o, events := review(t)
	d, m, env, _ := opened(t, o, events)
	env.HideCosts = func() bool { return true }
	d.Size(100, 60)
	d.Golden(t)
	for _, secret := range []string{"9.50", "9.80", "812.35"} {
		if strings.Contains(d.View()+m.support(), secret) {
			t.Errorf("%s is shown", secret)
		}
	}
}

func TestStates(t *testing.T) {
	for _, s := range []providers.State{providers.StateDrafted, providers.StateSubmitted, providers.StateProcessing,
		providers.StateFailed, providers.StateUnknown, providers.StateRefunded} {
		t.Run(string(s), func(t *testing.T) {
			var p *ledger.Problem
			if s == providers.StateFailed {
				p = &ledger.Problem{Kind: providers.KindDeclined, Provider: "roamify", Message: "Roamify has no stock of this package"}
			}
			o := uitest.InState(uitest.ESIMOrder(t), s, p)
			d, _, _, _ := opened(t, o, []ledger.Event{event(t, 0, "ana", ledger.Change{State: s, Error: p})})
			d.Fits(t, 80, 20)
			d.Golden(t)
			said := strings.Contains(strings.ToLower(strings.Join(strings.Fields(d.View()), " ")), "nothing was charged")
			if want := s == providers.StateFailed || s == providers.StateDrafted; said != want {
				t.Errorf("says that nothing was charged: %v", said)
			}
		})
	}
}

func TestDeliveredIsHiddenUntilAsked(t *testing.T) {
	o := uitest.ESIMOrder(t)
	o.Delivery = append(o.Delivery,
		providers.Delivery{Type: providers.DeliverPIN, PIN: "1234-5678", Serial: "S-77", Expires: "2027-01-01"},
		providers.Delivery{Type: providers.DeliverGiftCard, CardNumber: "6006 4912", PIN: "9911", Link: "https://example.com/redeem"},
		providers.Delivery{Type: providers.DeliverBill, Token: "7777 8888", Units: "43.2 kWh"},
		providers.Delivery{Type: providers.DeliverAirtime, Phone: "+2348031234567", Delivered: providers.MustMoney("15100", "NGN").Ptr()},
		providers.Delivery{Type: providers.DeliverSIM, SIMNumber: "8901260123456789012", Phone: "+12025550123"},
		providers.Delivery{Type: providers.DeliverTopUp, ICCID: "8944422711108338982", Message: "1 GB added"})
	events := []ledger.Event{event(t, 0, "ana", ledger.Change{State: providers.StateCompleted, ProviderOrderID: "RO-77120",
		ProviderStatus: "COMPLETED", Cost: uitest.USD("9.50"), Delivery: o.Delivery})}
	d, m, _, clock := opened(t, o, events)
	d.Size(90, 60)
	secrets := []string{"ABCDE-FGHIJ", "1234-5678", "6006", "9911", "redeem", "7777 8888"}
	hidden := func(what string) {
		t.Helper()
		for _, s := range secrets {
			if strings.Contains(d.View()+m.support(), s) {
				t.Errorf("%s: %s is shown", what, s)
			}
		}
	}
	hidden("at first")
	t.Run("hidden", d.Golden)
	d.Press("v")
	t.Run("shown", d.Golden)
	d.Press("v")
	hidden("v again")
	d.Press("v")
	clock.Advance(revealedFor)
	d.Send(screen.TickMsg{At: clock.Now()})
	hidden("after a while")
	d.Press("v")
	m.Hidden()
	hidden("behind another screen")
	d.Press("v", "esc", "enter")
	hidden("opened again")
}

func TestWhereToGoFromAnOrder(t *testing.T) {
	o := uitest.ESIMOrder(t)
	d, m, _, _ := opened(t, o, nil)
	d.Press("a", "e")
	uitest.Same(t, []tea.Msg{screen.OpenActivationMsg{Order: o}, screen.OpenESIMMsg{ICCID: "8944422711108338982", Provider: "roamify"}}, d.Sent())
	d.Press("s") // settled: there is nothing to ask
	whys := map[string]string{}
	for _, b := range m.Bindings() {
		if b.Why != "" {
			whys[b.Label] = b.Why
		}
	}
	uitest.Same(t, map[string]string{"S": "It is settled already: done.", "D": "There is nothing to decide: done."}, whys)
	open := uitest.InState(o, providers.StateProcessing, nil)
	d, m, _, _ = opened(t, open, nil)
	d.Press("v", "a", "e")
	if got := d.Sent(); len(got) != 0 {
		t.Errorf("sent %v", got)
	}
	whys = map[string]string{}
	for _, b := range m.Bindings() {
		if b.Why != "" {
			whys[b.Label] = b.Why
		}
	}
	uitest.Same(t, map[string]string{"A": "Nothing was delivered: in progress.", "V": "Nothing was delivered: in progress.",
		"E": "This order has no eSIM.", "D": "simdesk is still finding out. A person decides only what nobody can find out."}, whys)
	open.Kind, open.Target = providers.KindTopUp, "8944422711108338982"
	d, _, _, _ = opened(t, open, nil)
	d.Press("e")
	uitest.Same(t, []tea.Msg{screen.OpenESIMMsg{ICCID: "8944422711108338982", Provider: "roamify"}}, d.Sent())
}

func TestCopyForSupport(t *testing.T) {
	o, events := review(t)
	o.ProviderOrderID, o.ProviderStatus = "FY-1", "PENDING\nSTATUS"
	d, _, env, _ := opened(t, o, events)
	d.Press("c")
	uitest.Same(t, []tea.Msg{screen.Alarm("There is no terminal to copy through: the text is on the screen.")}, d.Sent())
	var out bytes.Buffer
	env.Terminal = &out
	d.Press("c")
	uitest.Same(t, []tea.Msg{screen.Notice("Sent to the clipboard, if the terminal allows it.")}, d.Sent())
	coded := strings.TrimSuffix(strings.TrimPrefix(out.String(), "\x1b]52;c;"), "\x07")
	text, err := base64.StdEncoding.DecodeString(coded)
	if err != nil {
		t.Fatal(err)
	}
	const want = `Order: 0197c5a0-1111-7000-8000-000000000001
Reference: 0197c5a0-2222-7000-8000-000000000002
Provider: Fyatu
Theirs: FY-1 · PENDING STATUS
Product: Sakura 日本 5 GB 15 days · sakura-15days-5gb
State: needs_review since 2026-07-02T16:02:00Z
Confirmed: 2026-07-01T14:02:00Z
Sent: 2026-07-01T14:02:01Z
Cost: 9.50 USD
Error: unknown_outcome · GATEWAY_TIMEOUT · Fyatu has not answered in time.
They said: upstream timed out; balance 812.35
Requests: req-77
`
	uitest.Same(t, want, string(text))
}

func TestOpenedFromElsewhere(t *testing.T) {
	o, events := review(t)
	shop, _ := book(t)
	shop.HistoryFunc = func(_ context.Context, id string) (ledger.Order, []ledger.Event, error) {
		if id != o.ID {
			return ledger.Order{}, nil, &providers.Error{Kind: providers.KindNotFound, Why: providers.Quoted("There is no order " + id + ".")}
		}
		return o, events, nil
	}
	d, _, _, _ := start(t, shop)
	d.Hold()
	d.Send(screen.OpenOrderMsg{ID: o.ID})
	t.Run("reading", d.Golden)
	d.Run()
	if !strings.Contains(d.View(), "Needs you") {
		t.Errorf("not open:\n%s", d.View())
	}
	d.Send(screen.OpenOrderMsg{ID: "nonsense"})
	t.Run("missing", d.Golden)
	d.Press("esc")
	if !strings.Contains(d.View(), "[All]") {
		t.Errorf("esc did not go back to the list:\n%s", d.View())
	}
}

func TestLateHistoryOfAnotherOrderIsDropped(t *testing.T) {
	shop, _ := book(t)
	d, m, _, _ := start(t, shop)
	d.Hold()
	d.Press("enter", "esc", "down", "enter")
	d.Run()
	uitest.Same(t, "o-2", m.detail.order.ID)
	d.Hold()
	d.Press("esc", "enter", "esc")
	d.Run()
	if m.detail != nil {
		t.Error("a late story opened what was closed")
	}
}

func TestNewsRereadTheStory(t *testing.T) {
	o, events := review(t)
	d, m, _, _ := opened(t, o, events[:2])
	shop := m.env.Desk.(*uitest.Desk)
	done := o
	done.State, done.UpdatedAt = providers.StateCompleted, uitest.Start.Add(27*time.Hour)
	shop.HistoryFunc = func(context.Context, string) (ledger.Order, []ledger.Event, error) { return done, events, nil }
	d.Send(screen.OrderChangedMsg{Order: done})
	uitest.Same(t, 4, len(m.detail.steps))
	uitest.Same(t, providers.StateCompleted, m.detail.order.State)
	uitest.Same(t, providers.StateCompleted, m.orders[0].State)
}

func TestHostileTextInAStory(t *testing.T) {
	o, events := review(t)
	o.ProductName = "日本\x1b[2J\x1b]0;x\x07 \u202eباقة " + strings.Repeat("長", 200)
	o.Clerk = "ana\x1b[31m"
	events = append(events, event(t, 27*time.Hour, "\x1b]52;c;eA==\x07", ledger.Change{State: providers.StateNeedsReview, Note: "a\r\n\x1b[Hb",
		Evidence: []providers.Evidence{{Source: providers.Quoted("\x1b[1m" + strings.Repeat("x", 90)), Expected: providers.Quoted(strings.Repeat("長い", 40)), Seen: providers.Quoted("العربية")}}}),
		ledger.Event{At: uitest.Start, State: providers.StateNeedsReview, Payload: []byte("{broken")})
	d, _, _, _ := opened(t, o, events)
	for _, w := range []int{60, 80, 140} {
		d.Size(w, 80)
		d.Fits(t, w, 80)
	}
	for _, s := range []string{"\x1b", "\u202e", "\r", "\x07"} {
		if strings.Contains(d.Raw(), s) {
			t.Errorf("%q reached the screen", s)
		}
	}
	d.Golden(t)
}
