package orders

import (
	"slices"
	"strings"

	"simdesk/providers"
	"simdesk/ui/screen"
	"simdesk/ui/widget/page"
)

// fact is one thing about a delivery; a secret is worth money to whoever
// reads it.
type fact struct {
	label, text string
	secret      bool
}

// hiddenSecret stands for a code that is there. Its length says nothing about
// the code.
const hiddenSecret = "••••••••"

// delivered is what the customer got, its codes hidden until asked for.
func (m *Model) delivered(p *page.Page) {
	t, d := m.env.Theme, m.detail
	if len(d.order.Delivery) == 0 {
		return
	}
	title := "Delivered"
	switch {
	case !hasSecret(d.order.Delivery):
	case d.revealed:
		title += " (V hides the codes)"
	default:
		title += " (V shows the codes, A opens them full size)"
	}
	p.Title(title)
	for _, delivery := range d.order.Delivery {
		for _, f := range factsOf(delivery) {
			text := page.Clean(f.text)
			if text == "" {
				continue
			}
			if f.secret && !d.revealed {
				p.FactIn(t.Dim, f.label, hiddenSecret)
				continue
			}
			p.Fact(f.label, text)
		}
	}
	p.Gap()
}

// hasSecret reports whether there is a code in it, to show and to hand over.
func hasSecret(all []providers.Delivery) bool {
	return slices.ContainsFunc(all, func(d providers.Delivery) bool {
		return slices.ContainsFunc(factsOf(d), func(f fact) bool { return f.secret && page.Clean(f.text) != "" })
	})
}

func factsOf(d providers.Delivery) []fact {
	switch d.Type {
	case providers.DeliverESIM:
		facts := []fact{{"eSIM", screen.Fours(d.ICCID), false}}
		if a := d.Activation; a != nil {
			facts = append(facts, fact{"Code", a.LPA(), true}, fact{"Confirm", a.ConfirmationCode, true})
		}
		return facts
	case providers.DeliverTopUp:
		return []fact{{"Top-up", screen.Fours(d.ICCID), false}, {"", d.Message, false}}
	case providers.DeliverPIN:
		return []fact{{"PIN", d.PIN, true}, {"Serial", d.Serial, false}, {"Until", d.Expires, false}, {"Use", d.Instructions, false}}
	case providers.DeliverGiftCard:
		return []fact{{"Card", d.CardNumber, true}, {"PIN", d.PIN, true}, {"Until", d.Expires, false}, {"Link", d.Link, true}}
	case providers.DeliverAirtime:
		facts := []fact{{"Number", d.Phone, false}, {"Operator", d.OperatorReference, false}}
		if d.Delivered != nil {
			facts = append(facts, fact{"Received", d.Delivered.String(), false})
		}
		return facts
	case providers.DeliverBill:
		return []fact{{"Token", d.Token, true}, {"Units", d.Units, false}}
	case providers.DeliverSIM:
		return []fact{{"SIM", d.SIMNumber, false}, {"Number", d.Phone, false}}
	}
	return []fact{{"Delivered", string(d.Type), false}}
}

// deliveryNames says what kinds of things were delivered, without any code.
func deliveryNames(all []providers.Delivery) string {
	names := make([]string, len(all))
	for i, d := range all {
		names[i] = deliveryName(d)
	}
	return strings.Join(names, ", ")
}

func deliveryName(d providers.Delivery) string {
	switch d.Type {
	case providers.DeliverESIM:
		return naming("eSIM", "", d.ICCID)
	case providers.DeliverTopUp:
		return naming("top-up", "of", d.ICCID)
	case providers.DeliverPIN:
		return "PIN"
	case providers.DeliverGiftCard:
		return "gift card"
	case providers.DeliverAirtime:
		return naming("airtime", "for", d.Phone)
	case providers.DeliverBill:
		if d.Token == "" {
			return "bill paid"
		}
		return "bill's token"
	case providers.DeliverSIM:
		return naming("SIM", "", d.SIMNumber)
	}
	return string(d.Type)
}

// naming is a thing with the end of its number, where it has one.
func naming(thing, of, number string) string {
	if number = end(number); number == "" {
		return thing
	}
	return strings.Join(strings.Fields(thing+" "+of+" "+number), " ")
}
