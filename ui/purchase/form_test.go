package purchase

import (
	"context"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"simdesk/providers"
	"simdesk/state/catalog"
	"simdesk/state/desk"
	"simdesk/state/ledger"
	"simdesk/ui/screen"
	"simdesk/ui/uitest"
)

// TestRefusedCanBeCorrected: a wrong number is refused and charged nothing, so
// esc goes back to the form with what was typed, not to the list.
func TestRefusedCanBeCorrected(t *testing.T) {
	shop := uitest.Shop(t)
	env, _ := uitest.Env(t, shop)
	m := New(env, mtn)
	d := uitest.Screen(t, m)
	m.stage = settled
	m.order.ID, m.order.State = "o1", providers.StateFailed
	m.order.Charged = providers.Charged{Taken: providers.No, By: providers.ByAnswer}
	if !m.Tells(m.order) || m.Tells(ledger.Order{ID: "o2", Reference: "r2"}) {
		t.Error("the screen tells its own order's outcome, and no other's")
	}
	d.Press("esc")
	if got := d.Sent(); len(got) != 0 || m.stage != asking || m.order.ID != "" {
		t.Errorf("esc sent %v, stage %d, order %q", got, m.stage, m.order.ID)
	}
	if m.Tells(ledger.Order{ID: "o1"}) {
		t.Error("the refused order is forgotten here")
	}
}

// TestRefusedWithoutAFormGoesBackToTheList: a form that only has what may stay
// empty was never on the screen, so esc leaves at once, as the screen says.
func TestRefusedWithoutAFormGoesBackToTheList(t *testing.T) {
	p := uitest.Products()[0]
	p.Fields = []providers.Field{{Name: providers.FieldQuantity, Label: "Quantity", Type: providers.TypeInteger}}
	shop := uitest.Shop(t)
	env, clock := uitest.Env(t, shop)
	shop.Catalog = catalog.Build([]providers.Product{p}, uitest.Pricing())
	shop.QuoteFunc = func(context.Context, desk.QuoteRequest) (desk.Quote, error) {
		q := offer()
		q.Product = p
		return q, nil
	}
	refused := uitest.InState(uitest.ESIMOrder(t), providers.StateFailed, &ledger.Problem{Kind: "declined", Message: "Out of stock."})
	shop.BuyFunc = func(desk.Quote) (screen.Ticket, error) {
		ticket := uitest.NewTicket(refused)
		ticket.Answer(refused, nil)
		return ticket, nil
	}
	for _, c := range []struct {
		name string
		keys []string // before ctrl+y
		want string
		sent []tea.Msg
	}{
		{"the form was never shown", nil, "Esc goes back: choose another product or provider.", []tea.Msg{screen.BackMsg{}}},
		{"the form was shown", []string{"esc", "enter"}, "Esc goes back to what was typed.", nil},
	} {
		m := New(env, desk.QuoteRequest{Provider: p.Provider, ProductID: p.ID})
		d := uitest.Screen(t, m)
		d.Press(c.keys...)
		clock.Advance(time.Second)
		d.Press("ctrl+y")
		if m.stage != settled || !strings.Contains(strings.Join(strings.Fields(d.View()), " "), c.want) {
			t.Fatalf("%s: want %q in\n%s", c.name, c.want, d.View())
		}
		d.Press("esc")
		uitest.Same(t, c.sent, d.Sent())
	}
}

// TestFormOnlyWhereSomethingIsMissing: what may stay empty, and what is known
// already, is worth no screen before the offer; a choice that must be made is.
func TestFormOnlyWhereSomethingIsMissing(t *testing.T) {
	quantity := providers.Field{Name: providers.FieldQuantity, Label: "Quantity", Type: providers.TypeInteger}
	phone := providers.Field{Name: providers.FieldPhone, Label: "Customer's number", Type: providers.TypePhone, Required: true}
	region := providers.Field{Name: "region", Label: "Region", Type: providers.TypeChoice, Required: true, Choices: []string{"EU", "US"}}
	for name, tc := range map[string]struct {
		fields []providers.Field
		known  map[string]string
		want   stage
	}{
		"nothing to ask":  {nil, nil, offered},
		"may stay empty":  {[]providers.Field{quantity}, nil, offered},
		"number first":    {[]providers.Field{phone, quantity}, map[string]string{"phone": "+2348031234567"}, offered},
		"number missing":  {[]providers.Field{phone, quantity}, nil, asking},
		"number is wrong": {[]providers.Field{phone}, map[string]string{"phone": "12"}, asking},
		"a choice":        {[]providers.Field{region}, nil, asking},
	} {
		t.Run(name, func(t *testing.T) {
			p := uitest.Products()[0]
			p.Fields = tc.fields
			var asked map[string]string
			shop := uitest.Shop(t)
			env, _ := uitest.Env(t, shop)
			shop.Catalog = catalog.Build([]providers.Product{p}, uitest.Pricing())
			shop.QuoteFunc = func(_ context.Context, r desk.QuoteRequest) (desk.Quote, error) {
				asked = r.Fields
				q := offer()
				q.Product, q.Fields = p, r.Fields
				return q, nil
			}
			m := New(env, desk.QuoteRequest{Provider: p.Provider, ProductID: p.ID, Fields: tc.known})
			c := uitest.Screen(t, m)
			if m.stage != tc.want {
				t.Fatalf("stage %d, want %d:\n%s", m.stage, tc.want, c.View())
			}
			if m.stage == offered {
				uitest.Same(t, tc.known, asked)
			}
			if m.stage == offered && len(tc.fields) > 0 {
				c.Press("esc")
				if m.stage != asking || len(c.Sent()) != 0 {
					t.Errorf("esc does not go to the form:\n%s", c.View())
				}
			}
		})
	}
}

// TestALongFormGoesAlong: bringing a number along asks for more than a small
// window has lines.
func TestALongFormGoesAlong(t *testing.T) {
	p := uitest.Products()[0]
	p.Kind, p.Name, p.Fields = providers.KindSIMPortIn, "Lyca Mobile port-in 29 USD", nil
	for _, label := range []string{"Number on the SIM card", "ZIP code", "Language", "E-mail", "Months of the plan", "Area code", "IMEI of the phone",
		"First name", "Last name", "Number to bring along", "Account at the present operator", "Password or PIN at the present operator", "Street", "City", "State"} {
		p.Fields = append(p.Fields, providers.Field{Name: label, Label: label, Type: providers.TypeText, Required: len(p.Fields) < 2})
	}
	shop := uitest.Shop(t)
	env, _ := uitest.Env(t, shop)
	shop.Catalog = catalog.Build([]providers.Product{p}, uitest.Pricing())
	d := uitest.Screen(t, New(env, desk.QuoteRequest{Provider: p.Provider, ProductID: p.ID}))
	d.Type("8901260123456789012")
	for range 10 {
		d.Press("tab")
	}
	d.Sizes(t, 4)
	d.Size(60, 11)
	for range 14 {
		d.Press("tab")
		d.Fits(t, 60, 11)
		if !strings.Contains(d.View(), "▸") {
			t.Errorf("the cursor is out of sight:\n%s", d.View())
		}
	}
}

// TestTheProductIsNamedAfterARefusal: the offer goes with the refused order,
// what it was for stays.
func TestTheProductIsNamedAfterARefusal(t *testing.T) {
	c := start(t, mtn, func(c *counter) {
		c.desk.QuoteFunc = func(context.Context, desk.QuoteRequest) (desk.Quote, error) {
			q := offer()
			q.Product = uitest.Airtime()
			return q, nil
		}
	})
	before := c.View()
	c.Type("8031234567")
	c.Press("tab")
	c.Type("10")
	c.Press("enter")
	c.ticket.Answer(uitest.InState(uitest.ESIMOrder(t), providers.StateFailed, nil), nil)
	c.clock.Advance(time.Second)
	c.Press("ctrl+y", "esc")
	heading, _, _ := strings.Cut(c.View(), "\n")
	want, _, _ := strings.Cut(before, "\n")
	if heading != want {
		t.Errorf("heading %q, before %q", heading, want)
	}
}

// TestAnOfferThatWasLeftStandingHasAnAge: what a wallet held ten minutes ago is
// not what it holds now.
func TestAnOfferThatWasLeftStandingHasAnAge(t *testing.T) {
	c := start(t, japan, nil)
	if !strings.Contains(c.View(), "812.35 USD now, 802.85 USD after") {
		t.Errorf("fresh:\n%s", c.View())
	}
	made := c.clock.Now()
	c.clock.Advance(10 * time.Minute)
	if want := "812.35 USD as of " + made.Format("15:04") + " (^R asks again), 802.85 USD after"; !strings.Contains(c.View(), want) {
		t.Errorf("no %q in:\n%s", want, c.View())
	}
}
