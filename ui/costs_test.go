package ui

import (
	"context"
	"strings"
	"testing"

	"simdesk/providers"
	"simdesk/state/catalog"
	"simdesk/state/desk"
	"simdesk/state/ledger"
	"simdesk/ui/uitest"
)

// costly are the figures that no customer may read: costs, a margin and a
// wallet of the small shop.
var costly = []string{"9.50", "9.80", "16.20", "1.90", "812.35", "802.85", "12.40"}

// TestCostsAreGoneInTheNextFrame: the screen is turned while the key is still
// down, so not even one more frame may show a cost, on whatever screen.
func TestCostsAreGoneInTheNextFrame(t *testing.T) {
	d, _, _, _, shop := sellingConsole(t)
	order := uitest.ESIMOrder(t)
	shop.FindFunc = func(context.Context, string) ([]ledger.Order, error) { return []ledger.Order{order}, nil }
	shop.LookUpFunc = func(context.Context, string, string) desk.Lookup {
		return desk.Lookup{ICCID: "8944422711108338982", ESIM: &providers.ESIM{ICCID: "8944422711108338982", Provider: "roamify", CanTopUp: providers.Yes}}
	}
	shop.TopUpsFunc = func(context.Context, string, string) ([]catalog.Entry, error) {
		e, _ := shop.Catalog.Find("roamify", "jp-5gb-30d")
		return []catalog.Entry{e}, nil
	}
	shop.OrdersFunc = func(context.Context, ledger.Filter) (ledger.Page, error) {
		return ledger.Page{Orders: []ledger.Order{order}}, nil
	}
	shop.HistoryFunc = func(context.Context, string) (ledger.Order, []ledger.Event, error) { return order, nil, nil }
	d.Size(120, 40)
	for _, at := range []struct {
		name  string
		press []string
	}{
		{"Sell", []string{"alt+1", "j", "a", "p", "a", "n"}},
		{"the confirmation", []string{"alt+1", "enter"}},
		{"top-ups of an eSIM", []string{"alt+2", "8", "9", "4", "4", "enter", "ctrl+t"}},
		{"Balances", []string{"alt+3"}},
		{"an order", []string{"alt+4", "enter"}},
	} {
		t.Run(at.name, func(t *testing.T) {
			d.Press(at.press...)
			if !shows(d.View(), costly) {
				t.Fatalf("no cost to hide:\n%s", d.View())
			}
			d.Hold()
			d.Press("ctrl+o")
			if shows(d.View(), costly) {
				t.Errorf("in the next frame:\n%s", d.View())
			}
			d.Press("ctrl+o")
			if !shows(d.View(), costly) {
				t.Errorf("shown again, but not yet:\n%s", d.View())
			}
			d.Run()
		})
	}
}

// TestCostsAreGoneOnAScreenBehind: the screen that was left with its costs
// comes back without them.
func TestCostsAreGoneOnAScreenBehind(t *testing.T) {
	d, _, _, _, _ := sellingConsole(t)
	d.Size(120, 40)
	d.Type("japan")
	d.Press("alt+6", "ctrl+o")
	d.Hold()
	d.Press("alt+1")
	if shows(d.View(), costly) {
		t.Errorf("came back with costs:\n%s", d.View())
	}
}

func shows(view string, figures []string) bool {
	for _, f := range figures {
		if strings.Contains(view, " "+f) { // a price of 19.50 is no cost of 9.50
			return true
		}
	}
	return false
}
