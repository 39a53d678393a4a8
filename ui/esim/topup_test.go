package esim

import (
	"context"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"simdesk/providers"
	"simdesk/state/catalog"
	"simdesk/state/desk"
	"simdesk/state/ledger"
	"simdesk/ui/screen"
	"simdesk/ui/uitest"
)

func packages() []catalog.Entry {
	entry := func(id, name, cost, price string, gb int64) catalog.Entry {
		return catalog.Entry{Product: providers.Product{Provider: "roamify", ID: id, Name: name, Kind: providers.KindTopUp, Days: 30,
			Data: providers.Data{Bytes: gb * providers.GB}, Cost: uitest.USD(cost)}, Price: uitest.USD(price)}
	}
	unpriced := entry("jp-x", "Japan surprise 日本", "1", "1", 2)
	unpriced.Price, unpriced.Cost = nil, nil
	return []catalog.Entry{unpriced, entry("jp-10gb-30d", "Japan 10 GB 30 days", "16.20", "19.50", 10),
		entry("jp-1gb-7d", "Japan 1 GB 7 days", "2.10", "2.60", 1), entry("jp-5gb-30d", "Japan 5 GB 30 days", "9.50", "11.40", 5)}
}

// sold is a desk that knows the Japanese eSIM as its own.
func sold(t *testing.T) (*uitest.Desk, *providers.ESIM) {
	t.Helper()
	e := global(t)
	e.Provider, e.Name, e.Bundles[0].Name = "roamify", "Japan 5 GB 30 days", "Japan 5 GB 30 days"
	shop, _ := asks(t, nil)
	shop.LookUpFunc = func(_ context.Context, number, _ string) desk.Lookup {
		now := e
		return desk.Lookup{ICCID: number, ESIM: &now, Orders: []ledger.Order{uitest.ESIMOrder(t)}}
	}
	shop.TopUpsFunc = func(_ context.Context, number, provider string) ([]catalog.Entry, error) {
		if number != iccid || provider != "roamify" {
			t.Errorf("asked for %s of %s", number, provider)
		}
		return packages(), nil
	}
	return shop, &e
}

func TestTopUpsBestGuessFirst(t *testing.T) {
	shop, _ := sold(t)
	env, _ := uitest.Env(t, shop)
	hide := false
	env.HideCosts = func() bool { return hide }
	d := uitest.Screen(t, New(env))
	d.Type(iccid)
	d.Press("enter", "ctrl+t")
	d.Sizes(t, 4)
	hide = true
	d.Send(screen.CostsMsg{Hidden: true})
	t.Run("customer is looking", d.Golden)
	d.Press("enter")
	uitest.Same(t, []tea.Msg{screen.OpenPurchaseMsg{Request: desk.QuoteRequest{Provider: "roamify", ProductID: "jp-5gb-30d", ICCID: iccid}}}, d.Sent())
	d.Press("esc")
	if !strings.Contains(d.View(), "8.5 of 10 GB left") {
		t.Errorf("esc did not go back to the eSIM:\n%s", d.View())
	}
}

// TestEnterBeforeThePackagesChoosesNothing: what was typed ahead must not
// choose a row that nobody has seen.
func TestEnterBeforeThePackagesChoosesNothing(t *testing.T) {
	shop, _ := sold(t)
	d, _, _ := start(t, shop)
	d.Type(iccid)
	d.Press("enter")
	d.Hold()
	d.Press("ctrl+t", "enter")
	t.Run("asking", d.Golden)
	d.Run()
	if got := d.Sent(); len(got) != 0 {
		t.Errorf("sent %v", got)
	}
}

func TestNoPackages(t *testing.T) {
	shop, _ := sold(t)
	shop.TopUpsFunc = func(context.Context, string, string) ([]catalog.Entry, error) { return nil, nil }
	d, _, _ := start(t, shop)
	d.Type(iccid)
	d.Press("enter", "ctrl+t", "enter")
	t.Run("none", d.Golden)
	shop.TopUpsFunc = func(context.Context, string, string) ([]catalog.Entry, error) {
		return nil, &providers.Error{Kind: providers.KindUnavailable, Provider: "roamify", Why: providers.Quoted("Roamify does not answer.")}
	}
	d.Press("ctrl+r")
	t.Run("failed", d.Golden)
}

func TestWhyTheKeysAreDim(t *testing.T) {
	whys := func(e providers.ESIM) (topUp, code string) {
		shop, _ := asks(t, &e)
		env, _ := uitest.Env(t, shop)
		m := New(env)
		d := uitest.Screen(t, m)
		d.Type(iccid)
		d.Press("enter")
		for _, b := range m.Bindings() {
			switch b.Keys[0] {
			case env.Keys.TopUp.Keys[0]:
				topUp = b.Why
			case qrCode.Keys[0]:
				code = b.Why
			}
		}
		return topUp, code
	}
	e := global(t)
	topUp, code := whys(e)
	uitest.Same(t, [2]string{}, [2]string{topUp, code})
	e.CanTopUp, e.Activation = providers.No, nil
	topUp, code = whys(e)
	uitest.Same(t, [2]string{"This eSIM cannot be topped up, says GiftAPI. Sell a new one.",
		"No activation code of this eSIM is known: it was not sold here, and the provider does not tell it."}, [2]string{topUp, code})
	e.Provider = "valuetopup"
	topUp, _ = whys(e)
	uitest.Same(t, "Value Topup has no top-up for an eSIM: sell a new one.", topUp)
}

func TestActivationCodeAgain(t *testing.T) {
	t.Run("of our order, this eSIM's alone", func(t *testing.T) {
		shop, _ := sold(t)
		order := uitest.ESIMOrder(t)
		order.Delivery = append([]providers.Delivery{{Type: providers.DeliverESIM, ICCID: "8910300000011118982", Activation: order.Delivery[0].Activation}}, order.Delivery...)
		look := shop.LookUpFunc
		shop.LookUpFunc = func(ctx context.Context, number, provider string) desk.Lookup {
			l := look(ctx, number, provider)
			l.Orders = []ledger.Order{order}
			return l
		}
		d, _, _ := start(t, shop)
		d.Type(iccid)
		d.Press("enter", "ctrl+e")
		uitest.Same(t, []tea.Msg{screen.OpenActivationMsg{Order: uitest.ESIMOrder(t)}}, d.Sent())
	})
	t.Run("as the provider tells it", func(t *testing.T) {
		e := global(t)
		d := shown(t, e)
		d.Press("ctrl+e")
		uitest.Same(t, []tea.Msg{screen.OpenActivationMsg{Order: ledger.Order{
			ID: iccid, Provider: "giftapi", Kind: providers.KindESIM, ProductName: "10GB Global Data", State: providers.StateCompleted,
			Sandbox: true, CreatedAt: uitest.Start, UpdatedAt: uitest.Start,
			Delivery: []providers.Delivery{{Type: providers.DeliverESIM, ICCID: iccid, Activation: e.Activation}},
		}}}, d.Sent())
	})
}

func TestTopUpIsReadBack(t *testing.T) {
	shop, e := sold(t)
	d, _, _ := start(t, shop)
	d.Type(iccid)
	d.Press("enter", "ctrl+t", "enter")
	done := ledger.Order{ID: "top", Kind: providers.KindTopUp, Provider: "roamify", Target: iccid, State: providers.StateProcessing}
	d.Send(screen.OrderChangedMsg{Order: done})
	done.State = providers.StateCompleted
	d.Hold()
	d.Send(screen.OrderChangedMsg{Order: done})
	t.Run("reading", d.Golden)
	d.Run()
	t.Run("not shown yet", d.Golden)
	e.Bundles = append([]providers.Bundle{}, e.Bundles...)
	e.Bundles[0].TotalBytes, e.Bundles[0].RemainingBytes = size(15*providers.GB), size(27*providers.GB/2)
	d.Press("ctrl+r")
	t.Run("read back", d.Golden)
	d.Send(screen.OrderChangedMsg{Order: done}) // told twice, topped up once
	if !strings.Contains(d.View(), "8.5 GB left before, 13.5 GB left now") {
		t.Errorf("after the second message:\n%s", d.View())
	}
	d.Send(screen.OpenESIMMsg{ICCID: iccid, Provider: "roamify"}) // enter on the finished top-up
	if !strings.Contains(d.View(), "8.5 GB left before, 13.5 GB left now") {
		t.Errorf("after enter:\n%s", d.View())
	}
	other := done
	other.ID, other.Target = "other", "8910300000011118982"
	shop.LookUpFunc = nil
	d.Send(screen.OrderChangedMsg{Order: other})
}
