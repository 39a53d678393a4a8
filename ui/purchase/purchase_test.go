package purchase

import (
	"context"
	"errors"
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

var japan = desk.QuoteRequest{Provider: "roamify", ProductID: "jp-5gb-30d", Clerk: "ana"}

func offer() desk.Quote {
	return desk.Quote{
		Reference: "0197c5a0-2222-7000-8000-000000000002", Provider: "roamify", Product: uitest.Products()[0],
		Cost: uitest.USD("9.50"), Price: uitest.USD("11.40"), Margin: uitest.USD("1.90"),
		WalletNow: uitest.USD("812.35"), WalletAfter: uitest.USD("802.85"), MadeAt: uitest.Start, AsOf: uitest.Start.Add(-2 * time.Hour),
	}
}

// counter is a desk that offers and sells, and the purchase screen on it.
type counter struct {
	*uitest.Driver
	desk   *uitest.Desk
	env    *screen.Env
	clock  *uitest.Clock
	ticket *uitest.Ticket
	model  *Model
}

func start(t *testing.T, r desk.QuoteRequest, change func(c *counter)) *counter {
	t.Helper()
	c := &counter{desk: uitest.Shop(t)}
	c.env, c.clock = uitest.Env(t, c.desk)
	pending := uitest.ESIMOrder(t)
	pending = uitest.InState(pending, providers.StateSubmitted, nil)
	c.ticket = uitest.NewTicket(pending)
	c.desk.QuoteFunc = func(context.Context, desk.QuoteRequest) (desk.Quote, error) { return offer(), nil }
	c.desk.BuyFunc = func(desk.Quote) (screen.Ticket, error) { return c.ticket, nil }
	if change != nil {
		change(c)
	}
	c.model = New(c.env, r)
	c.Driver = uitest.Screen(t, c.model)
	return c
}

// confirm presses the key after a moment of quiet and lets the desk take the
// order, without its answer.
func (c *counter) confirm() {
	c.clock.Advance(time.Second)
	c.Hold()
	c.Press("ctrl+y")
}

func TestOffer(t *testing.T) {
	c := start(t, japan, nil)
	c.Sizes(t, 4)
}

func TestOfferBeforeTheCustomer(t *testing.T) {
	c := start(t, japan, func(c *counter) { c.env.HideCosts = func() bool { return true } })
	c.Golden(t)
}

func TestOfferWithWarnings(t *testing.T) {
	c := start(t, japan, func(c *counter) {
		c.desk.QuoteFunc = func(context.Context, desk.QuoteRequest) (desk.Quote, error) {
			q := offer()
			q.WalletNow, q.WalletAfter = nil, nil
			q.WalletError = &providers.Error{Kind: providers.KindUnavailable, Why: providers.Quoted("Roamify does not say what is in the wallet.")}
			q.Warnings = []providers.Reason{providers.Quoted("The same product was sold 2 minutes ago by ana: is this another customer?")}
			return q, nil
		}
	})
	c.Press("e")
	c.Sizes(t, 4)
}

func TestConfirmedSaleOpensTheActivation(t *testing.T) {
	c := start(t, japan, nil)
	done := uitest.ESIMOrder(t)
	c.ticket.Answer(done, nil)
	c.clock.Advance(time.Second)
	c.Press("ctrl+y")
	uitest.Same(t, []desk.Quote{offer()}, c.desk.Bought())
	uitest.Same(t, []tea.Msg{screen.OpenActivationMsg{Order: done, Replace: true}}, c.Sent())
}

// TestKeysThatNeverBuy: whatever comes with the enter that opened the screen,
// in a paste, or from a scanner must not spend.
func TestKeysThatNeverBuy(t *testing.T) {
	for name, act := range map[string]func(c *counter){
		"enter":                  func(c *counter) { c.clock.Advance(time.Second); c.Press("enter", "enter") },
		"y":                      func(c *counter) { c.clock.Advance(time.Second); c.Glue("yes"); c.Type("y") },
		"typed ahead":            func(c *counter) { c.Press("ctrl+y") },
		"pasted key":             func(c *counter) { c.clock.Advance(time.Second); c.Paste("\x19") },
		"pasted enter":           func(c *counter) { c.clock.Advance(time.Second); c.Paste("8944422711108338982\r") },
		"paste, then key":        func(c *counter) { c.clock.Advance(time.Second); c.Paste("x\r"); c.Press("ctrl+y") },
		"scanner, then key glue": func(c *counter) { c.Type("8944422711108338982"); c.Press("enter", "ctrl+y") },
		"held from before": func(c *counter) {
			for range 200 {
				c.clock.Advance(33 * time.Millisecond)
				c.Press("ctrl+y")
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			c := start(t, japan, nil)
			act(c)
			if got := c.desk.Bought(); len(got) != 0 {
				t.Errorf("%d orders were bought", len(got))
			}
		})
	}
}

func TestTooEarlyIsNotLostSilently(t *testing.T) {
	c := start(t, japan, nil)
	c.clock.Advance(100 * time.Millisecond)
	c.Press("ctrl+y")
	c.Golden(t)
	c.confirm()
	c.ticket.Answer(uitest.ESIMOrder(t), nil)
	c.Run()
	if got := len(c.desk.Bought()); got != 1 {
		t.Errorf("%d orders were bought", got)
	}
}

func TestKeyBeforeTheOfferIsNotLostSilently(t *testing.T) {
	c := start(t, japan, nil)
	c.Hold()
	c.Press("ctrl+r", "ctrl+y")
	t.Run("quoting", c.Golden)
	c.Run()
	if !strings.Contains(c.View(), "too early to count: press ^Y again") {
		t.Error(c.View())
	}
	if got := c.desk.Bought(); len(got) != 0 {
		t.Errorf("bought %v", got)
	}
}

func TestHeldKeyBuysOnce(t *testing.T) {
	c := start(t, japan, nil)
	c.confirm()
	for range 100 {
		c.clock.Advance(33 * time.Millisecond)
		c.Press("ctrl+y")
	}
	c.ticket.Answer(uitest.ESIMOrder(t), nil)
	c.Run()
	if got := len(c.desk.Bought()); got != 1 {
		t.Errorf("%d orders were bought", got)
	}
}

func TestWaiting(t *testing.T) {
	c := start(t, japan, nil)
	c.confirm()
	t.Run("asking", c.Golden)
	c.clock.Advance(12 * time.Second)
	t.Run("still asking", c.Golden)
	c.Press("esc")
	c.ticket.Answer(uitest.ESIMOrder(t), nil)
	c.Run()
	if got := c.Sent(); len(got) != 2 {
		t.Errorf("sent %v", got)
	}
}

func TestOutcomes(t *testing.T) {
	order := uitest.ESIMOrder(t)
	refusal := &ledger.Problem{Kind: providers.KindDeclined, Provider: "roamify", Code: "OUT_OF_STOCK", Message: "Roamify has none of these left"}
	for name, o := range map[string]ledger.Order{
		"refused":     uitest.InState(order, providers.StateFailed, refusal),
		"unknown":     uitest.InState(order, providers.StateUnknown, nil),
		"processing":  uitest.InState(order, providers.StateProcessing, nil),
		"needsreview": uitest.InState(order, providers.StateNeedsReview, nil),
		"refunded":    uitest.InState(order, providers.StateRefunded, nil),
	} {
		t.Run(name, func(t *testing.T) {
			c := start(t, japan, nil)
			c.ticket.Answer(o, nil)
			c.confirm()
			c.Run()
			c.Sizes(t, 4)
			c.Press("enter")
			want := []tea.Msg{screen.BackMsg{}, screen.OpenOrderMsg{ID: o.ID}}
			uitest.Same(t, want, c.Sent())
		})
	}
}

func TestUnknownOrderThatSettlesOpensTheActivation(t *testing.T) {
	c := start(t, japan, nil)
	done := uitest.ESIMOrder(t)
	c.ticket.Answer(uitest.InState(done, providers.StateUnknown, nil), nil)
	c.confirm()
	c.Run()
	other := done
	other.ID, other.Reference = "other", "other"
	c.Send(screen.OrderChangedMsg{Order: other})
	if got := c.Sent(); len(got) != 0 {
		t.Fatalf("another order opened %v", got)
	}
	c.Send(screen.OrderChangedMsg{Order: done})
	c.Send(screen.OrderChangedMsg{Order: done})
	uitest.Same(t, []tea.Msg{screen.OpenActivationMsg{Order: done, Replace: true}}, c.Sent())
}

func TestStoreThatCannotBeWritten(t *testing.T) {
	c := start(t, japan, func(c *counter) {
		c.desk.BuyFunc = func(desk.Quote) (screen.Ticket, error) {
			return nil, &providers.Error{Kind: providers.KindConfig, Outcome: providers.NotSent, Why: providers.Quoted("the order could not be written to disk: the disk is full")}
		}
	})
	c.confirm()
	c.Run()
	c.Golden(t)
	c.Press("ctrl+r")
	if got := len(c.desk.Quoted()); got != 2 {
		t.Errorf("%d offers were asked for", got)
	}
}

func TestErrorThatProvesNothingAllowsNoNewOffer(t *testing.T) {
	c := start(t, japan, func(c *counter) {
		c.desk.BuyFunc = func(desk.Quote) (screen.Ticket, error) { return nil, errors.New("lost the ledger") }
	})
	c.confirm()
	c.Run()
	c.Press("ctrl+r")
	c.Golden(t)
	if got := len(c.desk.Quoted()); got != 1 {
		t.Errorf("%d offers were asked for", got)
	}
}

func TestOfferThatCannotBeMade(t *testing.T) {
	c := start(t, japan, func(c *counter) {
		c.desk.QuoteFunc = func(context.Context, desk.QuoteRequest) (desk.Quote, error) {
			return desk.Quote{}, &providers.Error{Kind: providers.KindUnavailable, Outcome: providers.NotSent, Provider: "roamify", Why: providers.Quoted("Roamify cannot be reached.")}
		}
	})
	c.Golden(t)
}

func TestBlockedOfferTakesNoKey(t *testing.T) {
	c := start(t, japan, func(c *counter) {
		c.desk.QuoteFunc = func(context.Context, desk.QuoteRequest) (desk.Quote, error) {
			q := offer()
			q.Blocked = &providers.Error{Kind: providers.KindDeclined, Outcome: providers.NotSent, Provider: "roamify",
				Why: providers.Quoted("The wallet at Roamify holds 3.10 USD, this costs 9.50 USD.")}
			return q, nil
		}
	})
	c.confirm()
	c.Run()
	c.Golden(t)
	if got := c.desk.Bought(); len(got) != 0 {
		t.Errorf("bought %v", got)
	}
}

var mtn = desk.QuoteRequest{Provider: "reloadly", ProductID: "341"}

func airtimeOffer(r desk.QuoteRequest) desk.Quote {
	return desk.Quote{
		Reference: "ref", Provider: "reloadly", Product: uitest.Airtime(), Fields: r.Fields, Estimated: true,
		Cost: uitest.USD("9.70"), Price: uitest.USD("11.70"), Margin: uitest.USD("2.00"),
		Delivered: providers.MustMoney("15100", "NGN").Ptr(), WalletNow: uitest.USD("40"), WalletAfter: uitest.USD("30.30"), AsOf: uitest.Start.Add(-2 * time.Hour),
	}
}

func TestAirtimeAsksForNumberAndAmount(t *testing.T) {
	c := start(t, mtn, func(c *counter) {
		c.desk.QuoteFunc = func(_ context.Context, r desk.QuoteRequest) (desk.Quote, error) { return airtimeOffer(r), nil }
	})
	t.Run("empty", func(t *testing.T) { c.Sizes(t, 4) })
	c.Size(80, 20)
	c.Press("enter", "enter")
	t.Run("missing", c.Golden)
	c.Type("0803 123 4567")
	c.Press("enter")
	c.Type("70")
	t.Run("out of range", func(t *testing.T) { c.Press("enter"); c.Golden(t) })
	c.Press("backspace", "backspace")
	c.Type("10")
	t.Run("typed", c.Golden)
	c.Press("enter")
	t.Run("offer", c.Golden)
	want := []desk.QuoteRequest{{Provider: "reloadly", ProductID: "341", Fields: map[string]string{"phone": "0803 123 4567", "amount": "10"}}}
	uitest.Same(t, want, c.desk.Quoted())
	c.Press("esc")
	if v := c.View(); !strings.Contains(v, "0803 123 4567") {
		t.Errorf("what was typed is lost:\n%s", v)
	}
}

func TestNumberOfAnotherCountryComesBackToTheForm(t *testing.T) {
	c := start(t, desk.QuoteRequest{Provider: "reloadly", ProductID: "341", Fields: map[string]string{"phone": "+447911123456", "amount": "10"}}, func(c *counter) {
		c.desk.QuoteFunc = func(context.Context, desk.QuoteRequest) (desk.Quote, error) {
			return desk.Quote{}, &providers.Error{Kind: providers.KindInvalid, Outcome: providers.NotSent, Provider: "reloadly",
				Why: providers.Quoted("+447911123456 is a number of GB; MTN Nigeria reaches NG.")}
		}
	})
	c.Press("tab", "enter")
	c.Golden(t)
}

// TestALongRefusalLeavesTheBoxInSight, also in the smallest window.
func TestALongRefusalLeavesTheBoxInSight(t *testing.T) {
	c := start(t, desk.QuoteRequest{Provider: "reloadly", ProductID: "341", Fields: map[string]string{"phone": "+447911123456", "amount": "10"}}, func(c *counter) {
		c.desk.QuoteFunc = func(context.Context, desk.QuoteRequest) (desk.Quote, error) {
			return desk.Quote{}, &providers.Error{Kind: providers.KindInvalid, Outcome: providers.NotSent, Provider: "reloadly",
				Why: providers.Quoted(strings.Repeat("This number belongs to somebody else. ", 20))}
		}
	})
	c.Press("tab", "enter")
	c.Size(60, 11)
	c.Fits(t, 60, 11)
	if view := c.View(); !strings.Contains(view, "▸ ") || !strings.Contains(view, "! This number") {
		t.Errorf("drawn:\n%s", view)
	}
}

func TestTopUp(t *testing.T) {
	r := desk.QuoteRequest{Provider: "roamify", ProductID: "jp-topup-1", ICCID: "8944422711108338982"}
	order := uitest.ESIMOrder(t)
	order.Kind, order.Delivery = providers.KindTopUp, []providers.Delivery{{Type: providers.DeliverTopUp, ICCID: r.ICCID}}
	c := start(t, r, func(c *counter) {
		c.desk.QuoteFunc = func(context.Context, desk.QuoteRequest) (desk.Quote, error) {
			q := offer()
			q.ICCID, q.Product.Kind, q.Product.Name = r.ICCID, providers.KindTopUp, "Japan 1 GB more"
			return q, nil
		}
	})
	t.Run("offer", c.Golden)
	c.ticket.Answer(order, nil)
	c.confirm()
	c.Run()
	t.Run("done", c.Golden)
	c.Press("enter")
	want := []tea.Msg{screen.BackMsg{}, screen.OpenESIMMsg{ICCID: r.ICCID, Provider: "roamify"}}
	uitest.Same(t, want, c.Sent())
}

func TestOldOfferIsMadeAnew(t *testing.T) {
	c := start(t, japan, nil)
	c.clock.Advance(5 * time.Minute)
	m := New(c.env, japan)
	d := uitest.Screen(t, m)
	c.clock.Advance(2 * time.Minute)
	d.Send(m.Shown()())
	if got := len(c.desk.Quoted()); got != 3 {
		t.Errorf("%d offers were asked for", got)
	}
	d.Press("ctrl+y")
	if got := len(c.desk.Bought()); got != 0 {
		t.Errorf("%d orders were bought from an offer that just appeared", got)
	}
}
