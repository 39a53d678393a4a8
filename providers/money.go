package providers

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/shopspring/decimal"
)

// Money is an exact amount in one currency.
type Money struct {
	Amount   decimal.Decimal
	Currency string // ISO 4217, upper case
}

// NewMoney returns the money for a decimal text such as "12.50". It reads
// whatever Number writes, which after a product of prices may be longer than
// anything that ParseDecimal lets in.
func NewMoney(amount, currency string) (Money, error) {
	d, err := parse(amount, longestOwn, longestOwn)
	if err != nil {
		return Money{}, err
	}
	return Money{d, strings.ToUpper(strings.TrimSpace(currency))}, nil
}

// MustMoney is NewMoney for constants in code; it panics on a bad amount.
func MustMoney(amount, currency string) Money {
	m, err := NewMoney(amount, currency)
	if err != nil {
		panic(err)
	}
	return m
}

// What a number from outside may blow up to: "1e999999999" is valid JSON and
// would take gigabytes to write out. Our own are products of a few of those.
const (
	longestText = 64
	maxExponent = 30
	longestOwn  = 512
)

// ParseDecimal reads a number exactly, refusing one too long to be an amount.
func ParseDecimal(s string) (decimal.Decimal, error) {
	return parse(s, longestText, maxExponent)
}

func parse(s string, characters int, exponent int32) (decimal.Decimal, error) {
	s = strings.TrimSpace(s)
	if len(s) > characters {
		return decimal.Zero, fmt.Errorf("amount of %d characters", len(s))
	}
	d, err := decimal.NewFromString(s)
	// The decimal package reads ".-5" as -0.05.
	if sign := strings.LastIndexAny(s, "+-"); err != nil || (sign > 0 && s[sign-1]|0x20 != 'e') {
		return decimal.Zero, fmt.Errorf("amount %q is not a number", s)
	}
	if e := d.Exponent(); e > exponent || e < -exponent {
		return decimal.Zero, fmt.Errorf("amount %q is out of any range", s)
	}
	return d, nil
}

// Add returns the sum; adding two currencies is an error, not a sum.
func (m Money) Add(o Money) (Money, error) {
	if m.Currency != o.Currency {
		return Money{}, fmt.Errorf("cannot add %s to %s", o.Currency, m.Currency)
	}
	return Money{m.Amount.Add(o.Amount), m.Currency}, nil
}

// Sub returns the difference; two currencies are an error.
func (m Money) Sub(o Money) (Money, error) {
	return m.Add(Money{o.Amount.Neg(), o.Currency})
}

// Cmp compares two amounts of one currency; ok is false for two currencies.
func (m Money) Cmp(o Money) (order int, ok bool) {
	return m.Amount.Cmp(o.Amount), m.Currency == o.Currency
}

// Number is the amount with at least the currency's usual decimals and more
// where the amount has them: "12.50", "0.19785", "500" for JPY.
func (m Money) Number() string {
	places := MinorDigits(m.Currency)
	exact := m.Amount.String()
	if _, decimals, _ := strings.Cut(exact, "."); len(decimals) > int(places) {
		return exact
	}
	return m.Amount.StringFixed(places)
}

// String is for people: "12.50 USD".
func (m Money) String() string { return m.Number() + " " + m.Currency }

// Ptr returns a pointer to a copy, for fields that may be unknown.
func (m Money) Ptr() *Money { return &m }

type moneyJSON struct {
	Amount   string `json:"amount"`
	Currency string `json:"currency"`
}

// MarshalJSON writes {"amount":"12.50","currency":"USD"}.
func (m Money) MarshalJSON() ([]byte, error) {
	return json.Marshal(moneyJSON{m.Number(), m.Currency})
}

// UnmarshalJSON reads what MarshalJSON writes; null changes nothing.
func (m *Money) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		return nil
	}
	var j moneyJSON
	if err := json.Unmarshal(b, &j); err != nil {
		return err
	}
	got, err := NewMoney(j.Amount, j.Currency)
	if err != nil {
		return err
	}
	*m = got
	return nil
}

// MinorDigits is the number of decimals a currency is written with (ISO 4217).
func MinorDigits(currency string) int32 {
	switch currency {
	case "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF",
		"UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF":
		return 0
	case "BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND":
		return 3
	}
	return 2
}
