package esim

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"simdesk/providers"
	"simdesk/state/ledger"
	"simdesk/ui/uitest"
)

func TestOurs(t *testing.T) {
	one, two := uitest.ESIMOrder(t), uitest.ESIMOrder(t)
	two.ID, two.ProductName, two.Provider = "two", "Sakura 日本 5 GB", "fyatu"
	two.Delivery = []providers.Delivery{{Type: providers.DeliverESIM, ICCID: "8910300000011118982"}}
	topUp := ledger.Order{ID: "three", Kind: providers.KindTopUp, Provider: "roamify", Target: iccid, ProductName: "1 GB more", CreatedAt: uitest.Start.Add(time.Hour)}
	airtime := ledger.Order{ID: "four", Kind: providers.KindAirtime, Target: "+2348038982"}
	shop, asked := asks(t, &providers.ESIM{ICCID: iccid, Provider: "roamify"})
	shop.FindFunc = func(_ context.Context, text string) ([]ledger.Order, error) {
		switch text {
		case "8982":
			return []ledger.Order{topUp, one, two, airtime}, nil
		case "338982":
			return []ledger.Order{one}, nil
		case "0348":
			return []ledger.Order{airtime}, nil
		}
		return nil, nil
	}
	t.Run("several are listed and enter opens one", func(t *testing.T) {
		d, _, _ := start(t, shop)
		d.Type("8982")
		d.Sizes(t, 4)
		d.Press("down", "enter")
		uitest.Same(t, []string{"8910300000011118982 fyatu"}, *asked)
		d.Press("esc")
		if !strings.Contains(d.View(), "2 of ours match") {
			t.Errorf("esc did not go back to the list:\n%s", d.View())
		}
		d.Press("esc")
		if strings.Contains(d.View(), "8982") {
			t.Errorf("esc did not clear:\n%s", d.View())
		}
	})
	t.Run("enter before the answer opens what is found alone", func(t *testing.T) {
		*asked = nil
		d, _, _ := start(t, shop)
		d.Hold()
		d.Glue("338982")
		d.Press("enter")
		d.Run()
		uitest.Same(t, []string{iccid + " roamify"}, *asked)
	})
	t.Run("enter before the answer chooses nothing of several", func(t *testing.T) {
		*asked = nil
		d, _, _ := start(t, shop)
		d.Hold()
		d.Glue("8982")
		d.Press("enter")
		d.Run()
		if len(*asked) != 0 {
			t.Errorf("asked for %v", *asked)
		}
	})
	t.Run("a stale answer is no match for what is typed", func(t *testing.T) {
		*asked = nil
		d, _, _ := start(t, shop)
		d.Hold()
		d.Glue("338982")
		d.Press("backspace")
		d.Press("enter")
		d.Run()
		if len(*asked) != 0 {
			t.Errorf("asked for %v", *asked)
		}
	})
	t.Run("no eSIM but orders", func(t *testing.T) {
		d, _, _ := start(t, shop)
		d.Type("0348")
		d.Golden(t)
	})
	t.Run("nothing", func(t *testing.T) {
		d, _, _ := start(t, shop)
		d.Type("777777")
		d.Golden(t)
	})
}

func TestNameIsSearchedInTheOrders(t *testing.T) {
	shop, _ := asks(t, nil)
	var filters []ledger.Filter
	shop.OrdersFunc = func(_ context.Context, f ledger.Filter) (ledger.Page, error) {
		filters = append(filters, f)
		return ledger.Page{Orders: []ledger.Order{uitest.ESIMOrder(t)}}, nil
	}
	d, _, _ := start(t, shop)
	d.Glue("japan")
	uitest.Same(t, []ledger.Filter{{Text: "japan", Limit: most}}, filters)
	d.Golden(t)
}

func TestSearchFails(t *testing.T) {
	shop := uitest.Shop(t)
	shop.FindFunc = func(context.Context, string) ([]ledger.Order, error) { return nil, errors.New("disk is gone") }
	d, _, _ := start(t, shop)
	d.Type("8982")
	d.Golden(t)
}

// TestScannersNextNumberReplacesTheLast: a scanner types without clearing.
func TestScannersNextNumberReplacesTheLast(t *testing.T) {
	e := global(t)
	shop, asked := asks(t, &e)
	d, _, _ := start(t, shop)
	d.Type(iccid)
	d.Press("enter")
	d.Glue("8910300000011118982")
	d.Press("enter")
	d.Paste("8944422711108338990F")
	uitest.Same(t, []string{iccid + " ", "8910300000011118982 ", "8944422711108338990 "}, *asked)
	if got := d.Sent(); len(got) != 0 {
		t.Errorf("sent %v", got)
	}
}

// TestPasteIsLookedUp: the scanner's enter at the end of a paste is lost.
func TestPasteIsLookedUp(t *testing.T) {
	shop, asked := asks(t, nil)
	shop.FindFunc = func(_ context.Context, text string) ([]ledger.Order, error) {
		if text == "338982" {
			return []ledger.Order{uitest.ESIMOrder(t)}, nil
		}
		return nil, nil
	}
	d, _, _ := start(t, shop)
	d.Paste("8944 4227 1110 8338 982")
	d.Press("esc")
	d.Paste("338982")
	uitest.Same(t, []string{iccid + " ", iccid + " roamify"}, *asked)
}

// TestSecondEnterOfAScannerDoesNothing, and shows no code to whoever looks.
func TestSecondEnterOfAScannerDoesNothing(t *testing.T) {
	e := global(t)
	shop, asked := asks(t, &e)
	d, _, _ := start(t, shop)
	d.Glue(iccid)
	d.Press("enter", "enter", "enter")
	if got := d.Sent(); len(got) != 0 || len(*asked) != 1 {
		t.Errorf("sent %v, asked %v", got, *asked)
	}
}
