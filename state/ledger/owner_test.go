package ledger

import (
	"context"
	"errors"
	"path/filepath"
	"testing"

	"simdesk/providers"
)

// A provider's answer that hands over what another order has is a repetition:
// nothing is written, and the error says whose it is.
func TestOneThingHasOneOwner(t *testing.T) {
	t.Parallel()
	activation := &providers.Activation{SMDP: "rsp.example.com", MatchingID: "ABC-123"}
	elsewhere := &providers.Activation{SMDP: "other.example.com", MatchingID: "ABC-123"}
	gives := func(d providers.Delivery) Change {
		return Change{State: providers.StateCompleted, Delivery: []providers.Delivery{d}}
	}
	for name, c := range map[string]struct {
		first, second Change
		other         func(*Draft)
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
			func(d *Draft) { d.ProductID = "turkey-10gb" }, ""},
		"a gift card": {gives(providers.Delivery{Type: providers.DeliverGiftCard, CardNumber: "6006491"}), gives(providers.Delivery{Type: providers.DeliverGiftCard, CardNumber: "6006491", PIN: "9"}), nil, "gift card"},
		"two cards with one PIN": {gives(providers.Delivery{Type: providers.DeliverGiftCard, CardNumber: "6006491", PIN: "1234"}),
			gives(providers.Delivery{Type: providers.DeliverGiftCard, CardNumber: "6006492", PIN: "1234"}), nil, ""},
		"a token":                   {gives(providers.Delivery{Type: providers.DeliverBill, Token: "1234-5678"}), gives(providers.Delivery{Type: providers.DeliverBill, Token: "1234-5678"}), nil, "token"},
		"an order number":           {Change{State: providers.StateProcessing, ProviderOrderID: "ORD-1"}, Change{State: providers.StateProcessing, ProviderOrderID: "ORD-1"}, nil, "provider's order ORD-1"},
		"at another provider":       {Change{State: providers.StateProcessing, ProviderOrderID: "ORD-1"}, Change{State: providers.StateProcessing, ProviderOrderID: "ORD-1"}, func(d *Draft) { d.Provider = "giftapi" }, ""},
		"at the provider's sandbox": {Change{State: providers.StateProcessing, ProviderOrderID: "ORD-1"}, Change{State: providers.StateProcessing, ProviderOrderID: "ORD-1"}, func(d *Draft) { d.Sandbox = true }, ""},
		"a sale and a top-up":       {Change{State: providers.StateProcessing, ProviderOrderID: "ORD-1"}, Change{State: providers.StateProcessing, ProviderOrderID: "ORD-1"}, func(d *Draft) { d.Kind = providers.KindTopUp }, ""},
		"two top-ups of one eSIM": {gives(providers.Delivery{Type: providers.DeliverTopUp, ICCID: "8944110068799000001"}),
			gives(providers.Delivery{Type: providers.DeliverTopUp, ICCID: "8944110068799000001"}), nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLedger(t)
			one := mustAppend(t, l, mustSubmit(t, l, draftOf(1)).ID, c.first)
			mustAppend(t, l, one.ID, c.first) // it is its own
			d := draftOf(2)
			if c.other != nil {
				c.other(&d)
			}
			two := mustSubmit(t, l, d)
			after, err := l.Append(context.Background(), two.ID, "Ana", c.second)
			if c.what == "" {
				must(t, err)
				return
			}
			var owned *OwnedError
			if !errors.As(err, &owned) || *owned != (OwnedError{c.what, one.ID}) {
				t.Fatalf("%v", err)
			}
			if after.State != providers.StateSubmitted || len(after.Delivery) != 0 || after.ProviderOrderID != "" {
				t.Errorf("returned %+v", after)
			}
			stored, err := l.Get(context.Background(), two.ID)
			must(t, err)
			if stored.State != providers.StateSubmitted {
				t.Errorf("written: %s", stored.State)
			}
			must(t, l.Verify(context.Background()))
		})
	}
}

// A ledger from before knows whose its eSIMs and numbers are as well.
func TestThingsOfAnOldLedger(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "shop.db")
	l, err := Open(context.Background(), file, Options{Now: newClock().now})
	must(t, err)
	sold := Change{State: providers.StateCompleted, ProviderOrderID: "ORD-1",
		Delivery: []providers.Delivery{{Type: providers.DeliverESIM, ICCID: "8944110068799000001"}}}
	for i := range 2 { // as two orders from before may share one
		mustAppend(t, l, mustSubmit(t, l, draftOf(i)).ID, sold)
		_, err = l.write.Exec("DELETE FROM things")
		must(t, err)
	}
	for _, text := range []string{"DROP TABLE things", "ALTER TABLE orders DROP COLUMN charged", "PRAGMA user_version = 3"} {
		_, err = l.write.Exec(text)
		must(t, err)
	}
	must(t, l.Close())
	l = openAt(t, file)
	must(t, l.Verify(context.Background()))
	for i, c := range []Change{{State: providers.StateProcessing, ProviderOrderID: "ORD-1"}, {State: providers.StateCompleted, Delivery: sold.Delivery}} {
		_, err := l.Append(context.Background(), mustSubmit(t, l, draftOf(10+i)).ID, "Ana", c)
		var owned *OwnedError
		if !errors.As(err, &owned) || owned.Order != byRef(t, l, "ref-0").ID {
			t.Errorf("%d: %v", i, err)
		}
	}
}
