package ledger

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"simdesk/providers"
)

// OwnedError says that what a provider handed over is another order's already:
// its answer was a repetition, and what this order bought is yet to be found.
type OwnedError struct {
	What  string // "eSIM 8999…", "PIN"
	Order string // our id of the order that has it
}

func (e *OwnedError) Error() string {
	return fmt.Sprintf("the %s belongs to order %s", e.What, e.Order)
}

// thing is something that only one order can have.
type thing struct {
	key  string // unique over the whole ledger
	what string // for a person; a secret is not repeated
}

// leastThing is how long a code must be to tell two orders apart.
const leastThing = 4

// things lists what an order has for itself alone. A top-up's ICCID is the
// customer's own, and a PIN beside a card's number may be short.
func things(o Order) []thing {
	var all []thing
	account := o.Provider + "|0"
	if o.Sandbox {
		account = o.Provider + "|1"
	}
	add := func(kind, scope, value, what string) {
		if len(value) >= leastThing {
			all = append(all, thing{strings.Join([]string{account, kind, scope, value}, "|"), what})
		}
	}
	order := "order"
	if o.Kind == providers.KindTopUp {
		order = "topup"
	}
	add(order, "", o.ProviderOrderID, "provider's order "+o.ProviderOrderID)
	for _, d := range o.Delivery {
		switch d.Type {
		case providers.DeliverESIM:
			add("iccid", "", d.ICCID, "eSIM "+d.ICCID)
			if a := d.Activation; a != nil {
				add("activation", strings.ToLower(a.SMDP), a.MatchingID, "activation code")
			}
		case providers.DeliverPIN:
			add("pin", o.ProductID, d.PIN, "PIN")
			add("serial", o.ProductID, d.Serial, "serial number "+d.Serial)
		case providers.DeliverGiftCard:
			add("card", "", d.CardNumber, "gift card")
			if d.CardNumber == "" {
				add("pin", o.ProductID, d.PIN, "PIN")
			}
		case providers.DeliverBill:
			add("token", "", d.Token, "token")
		case providers.DeliverTopUp, providers.DeliverAirtime, providers.DeliverSIM:
		}
	}
	return all
}

// own notes what an order has got, or returns an *OwnedError for what another
// order has.
func own(ctx context.Context, tx step, seq int64, was, is Order) error {
	had := things(was)
	for _, t := range things(is) {
		if slices.Contains(had, t) {
			continue
		}
		owner, err := tx.TakeThing(ctx, t.key, seq)
		if err != nil {
			return err
		}
		if owner != is.ID {
			return &OwnedError{What: t.what, Order: owner}
		}
	}
	return nil
}
