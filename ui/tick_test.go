package ui

import (
	"context"
	"testing"
	"time"

	"simdesk/state/ledger"
	"simdesk/ui/screen"
	"simdesk/ui/uitest"
)

// watched is a console under a clock that is looked at each second.
type watched struct {
	d     *uitest.Driver
	r     *Router
	clock *uitest.Clock
	ticks int
}

// run lets time pass. A tick that is not due must have nothing to draw.
func (w *watched) run(t *testing.T, seconds int) {
	t.Helper()
	w.ticks = 0
	for i := range seconds {
		before := w.d.View()
		w.clock.Advance(time.Second)
		due := w.r.due(w.clock.Now())
		w.d.Send(screen.TickMsg{At: w.clock.Now()})
		if due {
			w.ticks++
		} else if after := w.d.View(); after != before {
			t.Fatalf("second %d changed this, and no tick was due:\n%s\nto\n%s", i, before, after)
		}
	}
}

// TestNoTickWithoutSomethingToDraw in ten minutes in which nobody touches the
// console: the clock, the wallets, the waiting orders and no more.
func TestNoTickWithoutSomethingToDraw(t *testing.T) {
	d, r, clock, _, shop := sellingConsole(t)
	shop.OrdersFunc = func(context.Context, ledger.Filter) (ledger.Page, error) {
		return ledger.Page{Orders: []ledger.Order{uitest.ESIMOrder(t)}}, nil
	}
	w := &watched{d, r, clock, 0}
	w.run(t, 60) // the notice at start goes
	for view := range r.env.Keys.Views {
		d.Press(r.env.Keys.Views[view].Keys[0])
		if w.run(t, 600); w.ticks > 20 {
			t.Errorf("%s: %d ticks in ten minutes", r.env.Keys.Views[view].Help, w.ticks)
		}
	}
}

// TestTicksWhileSomethingMoves: what counts seconds, and what is hidden or said
// for a while, is drawn in time.
func TestTicksWhileSomethingMoves(t *testing.T) {
	cases := map[string]struct {
		do      func(*watched, *uitest.Ticket)
		seconds int
		least   int
	}{
		"an offer turns old": {func(w *watched, _ *uitest.Ticket) { w.d.Press("enter") }, 130, 1},
		"an answer takes long": {func(w *watched, _ *uitest.Ticket) {
			w.d.Press("enter")
			w.clock.Advance(time.Second)
			w.d.Hold()
			w.d.Press("ctrl+y")
		}, 30, 25},
		"a code is hidden": {func(w *watched, ticket *uitest.Ticket) {
			ticket.Answer(uitest.ESIMOrder(t), nil)
			w.d.Press("enter")
			w.clock.Advance(time.Second) // the gate
			w.d.Press("ctrl+y")
		}, 130, 118},
		"a notice goes":        {func(w *watched, _ *uitest.Ticket) { w.d.Press("alt+3"); w.d.Paste("x") }, 20, 1},
		"a delivery is hidden": {func(w *watched, _ *uitest.Ticket) { w.d.Press("alt+4", "enter", "v") }, 150, 1},
		"a wallet is slow": {func(w *watched, _ *uitest.Ticket) {
			w.d.Press("alt+3")
			w.d.Send(screen.WalletsMsg{Waiting: []string{"fyatu"}, Wallets: uitest.Wallets()[:1]})
		}, 30, 25},
		"an eSIM is asked for": {func(w *watched, _ *uitest.Ticket) {
			w.d.Press("alt+2")
			w.d.Type("8910300000000000014")
			w.d.Hold()
			w.d.Press("enter")
		}, 30, 25},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			d, r, clock, ticket, shop := sellingConsole(t)
			shop.OrdersFunc = func(context.Context, ledger.Filter) (ledger.Page, error) {
				return ledger.Page{Orders: []ledger.Order{uitest.ESIMOrder(t)}}, nil
			}
			shop.FindFunc = func(context.Context, string) ([]ledger.Order, error) { return nil, nil }
			shop.HistoryFunc = func(context.Context, string) (ledger.Order, []ledger.Event, error) {
				return uitest.ESIMOrder(t), nil, nil
			}
			d.Size(170, 40)
			w := &watched{d, r, clock, 0}
			w.run(t, 20)
			d.Type("japan 5gb")
			c.do(w, ticket)
			w.run(t, 1)
			if w.run(t, c.seconds); w.ticks < c.least {
				t.Errorf("%d ticks in %d seconds:\n%s", w.ticks, c.seconds, d.View())
			}
		})
	}
}

// TestAClockSetBackIsLookedAt at once, not when it comes to where it was.
func TestAClockSetBackIsLookedAt(t *testing.T) {
	d, r, clock, _, _ := sellingConsole(t)
	clock.Advance(-time.Hour)
	if !r.due(clock.Now()) {
		t.Error("the clock in the header stands for an hour")
	}
	d.Send(screen.TickMsg{At: clock.Now()})
	if r.due(clock.Now()) {
		t.Error("a tick is due without end")
	}
}
