package ledgertest

import (
	"context"
	"errors"
	"testing"

	"simdesk/providers"
	"simdesk/state/ledger"
)

// A provider's answer that hands over what another order has is a repetition:
// nothing is written, and the error says whose it is.
func oneThingHasOneOwner(t *testing.T, empty Maker) {
	activation := &providers.Activation{SMDP: "rsp.example.com", MatchingID: "ABC-123"}
	elsewhere := &providers.Activation{SMDP: "other.example.com", MatchingID: "ABC-123"}
	gives := func(d providers.Delivery) ledger.Change {
		return ledger.Change{State: providers.StateCompleted, Delivery: []providers.Delivery{d}}
	}
	for name, c := range map[string]struct {
		first, second ledger.Change
		other         func(*ledger.Draft)
		what          string // "" for what two orders may both have
	}{
		"an eSIM": {gives(providers.Delivery{Type: providers.DeliverESIM, ICCID: "8944110068799000001"}),
			gives(providers.Delivery{Type: providers.DeliverESIM, ICCID: "8944110068799000001", Activation: elsewhere}), nil, "eSIM 8944110068799000001"},
		"an activation": {gives(providers.Delivery{Type: providers.DeliverESIM, Activation: activation}),
			gives(providers.Delivery{Type: providers.DeliverESIM, ICCID: "8944110068799000001", Activation: activation}), nil, "activation code"},
		"one matching id at two addresses": {gives(providers.Delivery{Type: providers.DeliverESIM, Activation: activation}),
			gives(providers.Delivery{Type: providers.DeliverESIM, Activation: elsewhere}), nil, ""},
		"a PIN":           {gives(providers.Delivery{Type: providers.DeliverPIN, PIN: "1234567890"}), gives(providers.Delivery{Type: providers.DeliverPIN, PIN: "1234567890"}), nil, "PIN"},
		"a serial number": {gives(providers.Delivery{Type: providers.DeliverPIN, PIN: "1111", Serial: "S-77"}), gives(providers.Delivery{Type: providers.DeliverPIN, PIN: "2222", Serial: "S-77"}), nil, "serial number S-77"},
		"a PIN of another product": {gives(providers.Delivery{Type: providers.DeliverPIN, PIN: "1234"}), gives(providers.Delivery{Type: providers.DeliverPIN, PIN: "1234"}),
			func(d *ledger.Draft) { d.ProductID = "turkey-10gb" }, ""},
		"a gift card": {gives(providers.Delivery{Type: providers.DeliverGiftCard, CardNumber: "6006491"}), gives(providers.Delivery{Type: providers.DeliverGiftCard, CardNumber: "6006491", PIN: "9"}), nil, "gift card"},
		"two cards with one PIN": {gives(providers.Delivery{Type: providers.DeliverGiftCard, CardNumber: "6006491", PIN: "1234"}),
			gives(providers.Delivery{Type: providers.DeliverGiftCard, CardNumber: "6006492", PIN: "1234"}), nil, ""},
		"a token":                   {gives(providers.Delivery{Type: providers.DeliverBill, Token: "1234-5678"}), gives(providers.Delivery{Type: providers.DeliverBill, Token: "1234-5678"}), nil, "token"},
		"an order number":           {ledger.Change{State: providers.StateProcessing, ProviderOrderID: "ORD-1"}, ledger.Change{State: providers.StateProcessing, ProviderOrderID: "ORD-1"}, nil, "provider's order ORD-1"},
		"at another provider":       {ledger.Change{State: providers.StateProcessing, ProviderOrderID: "ORD-1"}, ledger.Change{State: providers.StateProcessing, ProviderOrderID: "ORD-1"}, func(d *ledger.Draft) { d.Provider = "giftapi" }, ""},
		"at the provider's sandbox": {ledger.Change{State: providers.StateProcessing, ProviderOrderID: "ORD-1"}, ledger.Change{State: providers.StateProcessing, ProviderOrderID: "ORD-1"}, func(d *ledger.Draft) { d.Sandbox = true }, ""},
		"a sale and a top-up":       {ledger.Change{State: providers.StateProcessing, ProviderOrderID: "ORD-1"}, ledger.Change{State: providers.StateProcessing, ProviderOrderID: "ORD-1"}, func(d *ledger.Draft) { d.Kind = providers.KindTopUp }, ""},
		"two top-ups of one eSIM": {gives(providers.Delivery{Type: providers.DeliverTopUp, ICCID: "8944110068799000001"}),
			gives(providers.Delivery{Type: providers.DeliverTopUp, ICCID: "8944110068799000001"}), nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := New(t, empty)
			one := MustAppend(t, l, MustSubmit(t, l, DraftOf(1)).ID, c.first)
			MustAppend(t, l, one.ID, c.first) // it is its own
			d := DraftOf(2)
			if c.other != nil {
				c.other(&d)
			}
			two := MustSubmit(t, l, d)
			after, err := l.Append(context.Background(), two.ID, "Ana", c.second)
			if c.what == "" {
				Must(t, err)
				return
			}
			var owned *ledger.OwnedError
			if !errors.As(err, &owned) || *owned != (ledger.OwnedError{What: c.what, Order: one.ID}) {
				t.Fatalf("%v", err)
			}
			if after.State != providers.StateSubmitted || len(after.Delivery) != 0 || after.ProviderOrderID != "" {
				t.Errorf("returned %+v", after)
			}
			stored, err := l.Get(context.Background(), two.ID)
			Must(t, err)
			if stored.State != providers.StateSubmitted {
				t.Errorf("written: %s", stored.State)
			}
			Must(t, l.Verify(context.Background()))
		})
	}
}
