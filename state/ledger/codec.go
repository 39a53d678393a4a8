package ledger

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"simdesk/providers"
)

// stamp is RFC 3339 in UTC with nine decimals, so that the order of the texts is
// the order of the times.
const stamp = "2006-01-02T15:04:05.000000000Z"

// Stamp is how a time stands in a store.
func Stamp(t time.Time) string { return t.UTC().Format(stamp) }

func parseTime(s string) (time.Time, error) { return time.Parse(stamp, s) }

// SetAt reads the event's time as it stands in a store; the error is a
// *ChainError.
func (e *Event) SetAt(text string) error {
	at, err := parseTime(text)
	if err != nil {
		return &ChainError{Seq: e.Seq, OrderID: e.OrderID, What: "ledger.event_time"}
	}
	e.At = at
	return nil
}

// encodeText is JSON of a value that cannot fail to encode.
func encodeText(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprintf("%q", err.Error())
	}
	return string(b)
}

// encodeChange writes a change, and returns it as it will be read back. A
// provider's answer must not be lost over one field that does not survive that,
// such as an activation code without an address: its text is kept in the note.
func encodeChange(c Change) (json.RawMessage, Change, error) {
	b, back, err := roundTrip(c)
	if err == nil || len(c.Delivery) == 0 {
		return b, back, err
	}
	salvaged := c
	salvaged.Delivery = make([]providers.Delivery, len(c.Delivery))
	for i, d := range c.Delivery {
		if json.Unmarshal([]byte(encodeText(d)), new(providers.Delivery)) != nil && d.Activation != nil {
			salvaged.Note += " " + d.Activation.LPA()
			d.Activation = nil
		}
		salvaged.Delivery[i] = d
	}
	return roundTrip(salvaged)
}

func roundTrip(c Change) (json.RawMessage, Change, error) {
	var back Change
	b, err := json.Marshal(c)
	if err == nil {
		err = json.Unmarshal(b, &back)
	}
	return b, back, err
}

// Row is an order as a store keeps it: texts and numbers that it need not
// understand, but those that it finds an order by. "" is a text that is lacking.
type Row struct {
	Seq, LastSeq                          int64 // the order's first and last event
	ID, Reference, Attempt                string
	Provider, Kind                        string
	ProductID, ProductName, Target, State string
	CostAmount, CostCurrency              string
	PriceAmount, PriceCurrency            string
	ProviderOrderID, ProviderStatus       string
	Delivery, Problem                     string
	Clerk                                 string
	Sandbox                               bool
	CreatedAt, UpdatedAt, SubmittedAt     string
	Details, Charged                      string
}

// toRow is the order's row; seq and last are its first and its last event.
func toRow(o Order, seq, last int64) Row {
	r := Row{
		Seq: seq, LastSeq: last, ID: o.ID, Reference: o.Reference, Attempt: o.Attempt,
		Provider: o.Provider, Kind: string(o.Kind), ProductID: o.ProductID, ProductName: o.ProductName, Target: o.Target,
		State: string(o.State), ProviderOrderID: o.ProviderOrderID, ProviderStatus: o.ProviderStatus,
		Clerk: o.Clerk, Sandbox: o.Sandbox, CreatedAt: Stamp(o.CreatedAt), UpdatedAt: Stamp(o.UpdatedAt),
		Details: encodeText(o.Draft), Delivery: noDelivery, Charged: textOf(o.Charged),
	}
	if o.Cost != nil {
		r.CostAmount, r.CostCurrency = o.Cost.Number(), o.Cost.Currency
	}
	if o.Price != nil {
		r.PriceAmount, r.PriceCurrency = o.Price.Number(), o.Price.Currency
	}
	if len(o.Delivery) > 0 {
		r.Delivery = encodeText(o.Delivery)
	}
	if o.Error != nil {
		r.Problem = encodeText(o.Error)
	}
	if o.SubmittedAt != nil {
		r.SubmittedAt = Stamp(*o.SubmittedAt)
	}
	return r
}

// noDelivery is the text of an order that got nothing yet.
const noDelivery = "[]"

// textOf cannot fail: Charged always has a text.
func textOf(c providers.Charged) string {
	b, _ := c.MarshalText()
	return string(b)
}

// order reads the row back. An error means that the row was tampered with or
// damaged: this package writes only what it can read.
func (r Row) order() (Order, error) {
	o := Order{
		ID: r.ID, Reference: r.Reference, Attempt: r.Attempt, Provider: r.Provider, Kind: providers.Kind(r.Kind),
		ProductID: r.ProductID, ProductName: r.ProductName, Target: r.Target, State: providers.State(r.State),
		ProviderOrderID: r.ProviderOrderID, ProviderStatus: r.ProviderStatus, Clerk: r.Clerk, Sandbox: r.Sandbox,
	}
	var wrong [8]error
	o.Cost, wrong[0] = toMoney(r.CostAmount, r.CostCurrency)
	o.Price, wrong[1] = toMoney(r.PriceAmount, r.PriceCurrency)
	o.CreatedAt, wrong[2] = parseTime(r.CreatedAt)
	o.UpdatedAt, wrong[3] = parseTime(r.UpdatedAt)
	wrong[4] = json.Unmarshal([]byte(r.Details), &o.Draft)
	wrong[5] = o.Charged.UnmarshalText([]byte(r.Charged))
	o.Delivery, wrong[6] = r.delivered()
	if r.Problem != "" {
		wrong[7] = json.Unmarshal([]byte(r.Problem), &o.Error)
	}
	if r.SubmittedAt != "" {
		at, err := parseTime(r.SubmittedAt)
		o.SubmittedAt, wrong[2] = &at, errors.Join(wrong[2], err)
	}
	if err := errors.Join(wrong[:]...); err != nil {
		return o, fmt.Errorf("order %s cannot be read: %w", r.ID, err)
	}
	return o, nil
}

// delivered is what the order got, nil for nothing.
func (r Row) delivered() (got []providers.Delivery, err error) {
	if r.Delivery != noDelivery {
		err = json.Unmarshal([]byte(r.Delivery), &got)
	}
	return got, err
}

func toMoney(amount, currency string) (*providers.Money, error) {
	if amount == "" {
		return nil, nil
	}
	m, err := providers.NewMoney(amount, currency)
	return &m, err
}
