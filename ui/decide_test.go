package ui

import (
	"context"
	"testing"
	"time"

	"simdesk/providers"
	"simdesk/state/desk"
	"simdesk/state/ledger"
	"simdesk/ui/uitest"
)

// TestAReasonIsText: while somebody writes why, digits change no view, a
// question mark asks for no help, and nothing that is pasted records.
func TestAReasonIsText(t *testing.T) {
	d, r, clock, _, shop := sellingConsole(t)
	order := uitest.InState(uitest.ESIMOrder(t), providers.StateNeedsReview, nil)
	shop.OrdersFunc = func(context.Context, ledger.Filter) (ledger.Page, error) {
		return ledger.Page{Orders: []ledger.Order{order}}, nil
	}
	shop.HistoryFunc = func(context.Context, string) (ledger.Order, []ledger.Event, error) { return order, nil, nil }
	shop.SettleFunc = func(context.Context, ...string) (desk.Settled, error) {
		return desk.Settled{StillUnknown: []ledger.Order{order}}, nil
	}
	shop.DecideFunc = func(_ context.Context, r desk.DecideRequest) (ledger.Order, error) {
		order.State = r.State
		return order, nil
	}
	d.Press("alt+4", "enter", "d", "right", "down")
	d.Glue("1 of 2?")
	d.Type(" d4?")
	d.Paste(" said\r\nso\r")
	d.Press("down")
	d.Press("ctrl+y")
	clock.Advance(time.Second)
	d.Paste("\r")
	if r.view != Orders || r.overlay != overlayNone || len(shop.Decided()) != 0 {
		t.Fatalf("view %d, overlay %d, decided %v:\n%s", r.view, r.overlay, shop.Decided(), d.View())
	}
	clock.Advance(time.Second)
	d.Press("enter")
	uitest.Same(t, []desk.DecideRequest{{ID: order.ID, State: providers.StateCompleted, Clerk: "ana", Reason: "1 of 2? d4?said so"}}, shop.Decided())
}
