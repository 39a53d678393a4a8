package ui

import (
	"context"
	"errors"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"go.uber.org/goleak"

	"simdesk/state/ledger"
	"simdesk/ui/screen"
	"simdesk/ui/uitest"
)

func TestQuit(t *testing.T) {
	for name, tc := range map[string]struct {
		inFlight int
		keys     []string
		want     bool
	}{
		"nothing in flight":  {0, []string{"ctrl+q"}, true},
		"interrupt key":      {0, []string{"ctrl+c"}, true},
		"asks":               {1, []string{"ctrl+q"}, false},
		"meant":              {1, []string{"ctrl+q", "ctrl+q"}, true},
		"meant by the other": {2, []string{"ctrl+c", "ctrl+q"}, true},
		"enter stays":        {1, []string{"ctrl+q", "enter"}, false},
		"y stays":            {1, []string{"ctrl+q", "y", "ctrl+y"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			shop := uitest.Shop(t)
			shop.InFlightFunc = func() int { return tc.inFlight }
			d, _, _, _ := console(t, shop)
			d.Press(tc.keys...)
			if d.Quit() != tc.want {
				t.Errorf("quit is %v", d.Quit())
			}
		})
	}
}

func TestQuitQuestion(t *testing.T) {
	shop := uitest.Shop(t)
	shop.InFlightFunc = func() int { return 2 }
	d, _, _, _ := console(t, shop)
	d.Press("ctrl+q")
	d.Sizes(t, 0)
}

// TestSignalsAskOnce: a quit or an interrupt from outside asks while an order
// is in flight; the second is meant.
func TestSignalsAskOnce(t *testing.T) {
	shop := uitest.Shop(t)
	inFlight := 1
	shop.InFlightFunc = func() int { return inFlight }
	for _, msg := range []tea.Msg{tea.QuitMsg{}, tea.InterruptMsg{}} {
		d, r, _, _ := console(t, shop)
		first := guardQuit(r, msg)
		uitest.Same[tea.Msg](t, askQuitMsg{}, first)
		d.Send(first)
		uitest.Same(t, msg, guardQuit(r, msg))
	}
	inFlight = 0
	_, r, _, _ := console(t, shop)
	uitest.Same[tea.Msg](t, tea.QuitMsg{}, guardQuit(r, tea.QuitMsg{}))
	uitest.Same[tea.Msg](t, replyMsg{"x"}, guardQuit(r, replyMsg{"x"}))
}

func TestPumpDeliversOrdersAndEnds(t *testing.T) {
	defer goleak.VerifyNone(t)
	shop := uitest.Shop(t)
	shop.Changes = make(chan ledger.Order, 1)
	env, _ := uitest.Env(t, shop)
	got := make(chan tea.Msg, 100)
	ctx, cancel := context.WithCancelCause(t.Context())
	stop := pump(ctx, env, func(time.Time) bool { return true }, func(msg tea.Msg) {
		if _, tick := msg.(screen.TickMsg); !tick {
			got <- msg
		}
	})
	o := uitest.ESIMOrder(t)
	shop.Changes <- o
	uitest.Same[tea.Msg](t, screen.OrderChangedMsg{Order: o}, <-got)
	cancel(errors.New("over"))
	stop()
}
