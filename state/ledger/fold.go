package ledger

import (
	"encoding/json"
	"fmt"
	"time"

	"simdesk/providers"
)

// fold returns the order after the event. It is the only code that changes an
// order: the projection is what folding an order's events from the first gives.
func fold(o Order, e Event) (Order, error) {
	var c Change
	if err := json.Unmarshal(e.Payload, &c); err != nil {
		return o, fmt.Errorf("event %d cannot be read: %w", e.Seq, err)
	}
	return foldChange(o, e, c)
}

// foldChange is fold for a change that has been read already.
func foldChange(o Order, e Event, c Change) (Order, error) {
	if c.Draft != nil {
		o = begin(e, *c.Draft)
	}
	if o.ID == "" {
		return o, fmt.Errorf("event %d speaks of order %s before its draft", e.Seq, e.OrderID)
	}
	return applyChange(o, c, e.At), nil
}

// begin is the order as its draft says.
func begin(e Event, d Draft) Order {
	return Order{
		ID: e.OrderID, Reference: d.Reference, Attempt: d.Attempt,
		Provider: d.Provider, Kind: d.Kind, ProductID: d.ProductID, ProductName: d.ProductName, Target: d.Target,
		Cost: d.Cost, Price: d.Price, Clerk: e.Clerk, Sandbox: d.Sandbox,
		CreatedAt: e.At, Draft: d.Details,
	}
}

func applyChange(o Order, c Change, at time.Time) Order {
	if c.ProviderOrderID != "" {
		o.ProviderOrderID = c.ProviderOrderID
	}
	if c.ProviderStatus != "" {
		o.ProviderStatus = c.ProviderStatus
	}
	if c.Cost != nil {
		o.Cost = c.Cost
	}
	o.Delivery = mergeDelivery(o.Delivery, c.Delivery)
	if c.Error != nil || outlived(o.State, c.State) {
		o.Error = c.Error
	}
	if c.State == providers.StateSubmitted {
		o.SubmittedAt = &at
	}
	o.Charged = charged(o, c)
	o.State, o.UpdatedAt = c.State, at
	return o
}

// outlived reports whether the step makes an earlier error untrue: an order
// whose answer was lost and that turned out well did not fail. A review keeps
// the error that led to it.
func outlived(from, to providers.State) bool {
	return from != to && (to.Settled() || to == providers.StateProcessing)
}

// mergeDelivery adds what was delivered to what is stored. Nothing stored is
// ever dropped: a delivery replaces an earlier one only when it is the same
// thing, with more said about it.
func mergeDelivery(have, add []providers.Delivery) []providers.Delivery {
	if len(add) == 0 {
		return have
	}
	merged := append([]providers.Delivery{}, have...)
	for _, d := range add {
		merged = mergeOne(merged, d)
	}
	return merged
}

func mergeOne(have []providers.Delivery, d providers.Delivery) []providers.Delivery {
	for i := range have {
		if sameThing(have[i], d) {
			have[i] = complete(have[i], d)
			return have
		}
	}
	return append(have, d)
}

// sameThing reports whether two deliveries are one: of one type, with no mark
// in which they differ, and one at least in which they agree. Two that carry no
// marks are one when they say the same.
func sameThing(a, b providers.Delivery) bool {
	if a.Type != b.Type {
		return false
	}
	agree, marked := false, false
	mb := marks(b)
	for i, x := range marks(a) {
		y := mb[i]
		if x != "" && y != "" && x != y {
			return false
		}
		agree = agree || x != "" && x == y
		marked = marked || x != "" || y != ""
	}
	return agree || !marked && encodeText(a) == encodeText(b)
}

func marks(d providers.Delivery) [10]string {
	lpa := ""
	if d.Activation != nil {
		lpa = d.Activation.LPA()
	}
	return [...]string{d.ICCID, lpa, d.PIN, d.Serial, d.CardNumber, d.Link, d.Phone, d.OperatorReference, d.Token, d.SIMNumber}
}

// complete fills a with what b says. Where both speak, marks agree and of the
// rest the newer word counts; the older one stays in the history.
func complete(a, b providers.Delivery) providers.Delivery {
	for _, f := range []struct{ to, from *string }{
		{&a.ICCID, &b.ICCID}, {&a.PIN, &b.PIN}, {&a.Serial, &b.Serial}, {&a.CardNumber, &b.CardNumber},
		{&a.Link, &b.Link}, {&a.Phone, &b.Phone}, {&a.OperatorReference, &b.OperatorReference},
		{&a.Token, &b.Token}, {&a.SIMNumber, &b.SIMNumber}, {&a.Message, &b.Message},
		{&a.Expires, &b.Expires}, {&a.Instructions, &b.Instructions}, {&a.Units, &b.Units},
	} {
		if *f.from != "" {
			*f.to = *f.from
		}
	}
	if b.Delivered != nil {
		a.Delivered = b.Delivered
	}
	a.Activation = completeActivation(a.Activation, b.Activation)
	return a
}

func completeActivation(a, b *providers.Activation) *providers.Activation {
	if a == nil || b == nil {
		if a == nil {
			return b
		}
		return a
	}
	whole := *b
	if whole.ConfirmationCode == "" {
		whole.ConfirmationCode = a.ConfirmationCode
	}
	return &whole
}
