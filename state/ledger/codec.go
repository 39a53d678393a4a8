package ledger

import (
	"encoding/json"
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
// understand, but those that it finds an order by.
type Row struct {
	Seq, LastSeq                          int64 // the order's first and last event
	ID, Reference                         string
	Attempt                               Text
	Provider, Kind                        string
	ProductID, ProductName, Target, State string
	CostAmount, CostCurrency              Text
	PriceAmount, PriceCurrency            Text
	ProviderOrderID                       Text
	ProviderStatus, Delivery              string
	Problem                               Text
	Clerk                                 string
	Sandbox                               int // 1 for one at a sandbox
	CreatedAt, UpdatedAt                  string
	SubmittedAt                           Text
	Details, Charged                      string
}

// Text is a text that a row may lack.
type Text struct {
	String string
	Valid  bool // false where it is lacking
}

// toRow is the order's row; seq and last are its first and its last event.
func toRow(o Order, seq, last int64) Row {
	r := Row{
		Seq: seq, LastSeq: last, ID: o.ID, Reference: o.Reference, Attempt: nullable(o.Attempt),
		Provider: o.Provider, Kind: string(o.Kind), ProductID: o.ProductID, ProductName: o.ProductName, Target: o.Target,
		State: string(o.State), ProviderOrderID: nullable(o.ProviderOrderID), ProviderStatus: o.ProviderStatus,
		Clerk: o.Clerk, CreatedAt: Stamp(o.CreatedAt), UpdatedAt: Stamp(o.UpdatedAt),
		Details: encodeText(o.Draft), Delivery: "[]", Charged: textOf(o.Charged),
	}
	r.CostAmount, r.CostCurrency = fromMoney(o.Cost)
	r.PriceAmount, r.PriceCurrency = fromMoney(o.Price)
	if len(o.Delivery) > 0 {
		r.Delivery = encodeText(o.Delivery)
	}
	if o.Error != nil {
		r.Problem = nullable(encodeText(o.Error))
	}
	if o.Sandbox {
		r.Sandbox = 1
	}
	if o.SubmittedAt != nil {
		r.SubmittedAt = nullable(Stamp(*o.SubmittedAt))
	}
	return r
}

// textOf cannot fail: Charged always has a text.
func textOf(c providers.Charged) string {
	b, _ := c.MarshalText()
	return string(b)
}

func nullable(s string) Text { return Text{String: s, Valid: s != ""} }

func fromMoney(m *providers.Money) (amount, currency Text) {
	if m == nil {
		return amount, currency
	}
	return Text{String: m.Number(), Valid: true}, Text{String: m.Currency, Valid: true}
}

func toMoney(amount, currency Text) (*providers.Money, error) {
	if !amount.Valid {
		return nil, nil
	}
	m, err := providers.NewMoney(amount.String, currency.String)
	return &m, err
}

// order reads the row back. An error means that the row was tampered with or
// damaged: this package writes only what it can read.
func (r Row) order() (Order, error) {
	o := Order{
		ID: r.ID, Reference: r.Reference, Attempt: r.Attempt.String, Provider: r.Provider, Kind: providers.Kind(r.Kind),
		ProductID: r.ProductID, ProductName: r.ProductName, Target: r.Target, State: providers.State(r.State),
		ProviderOrderID: r.ProviderOrderID.String, ProviderStatus: r.ProviderStatus, Clerk: r.Clerk, Sandbox: r.Sandbox != 0,
	}
	var err error
	keep := func(e error) {
		if err == nil && e != nil {
			err = fmt.Errorf("order %s cannot be read: %w", r.ID, e)
		}
	}
	var e error
	o.Cost, e = toMoney(r.CostAmount, r.CostCurrency)
	keep(e)
	o.Price, e = toMoney(r.PriceAmount, r.PriceCurrency)
	keep(e)
	o.CreatedAt, e = parseTime(r.CreatedAt)
	keep(e)
	o.UpdatedAt, e = parseTime(r.UpdatedAt)
	keep(e)
	keep(json.Unmarshal([]byte(r.Details), &o.Draft))
	keep(o.Charged.UnmarshalText([]byte(r.Charged)))
	keep(r.optional(&o))
	return o, err
}

func (r Row) optional(o *Order) error {
	if r.Delivery != "[]" {
		if err := json.Unmarshal([]byte(r.Delivery), &o.Delivery); err != nil {
			return err
		}
	}
	if r.Problem.Valid {
		if err := json.Unmarshal([]byte(r.Problem.String), &o.Error); err != nil {
			return err
		}
	}
	if r.SubmittedAt.Valid {
		at, err := parseTime(r.SubmittedAt.String)
		o.SubmittedAt = &at
		return err
	}
	return nil
}
