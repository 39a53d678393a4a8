package providers

import (
	"strings"

	"github.com/shopspring/decimal"
)

// Kind is what is sold.
type Kind string

// The kinds, as contracts.md names them.
const (
	KindESIM          Kind = "esim"
	KindTopUp         Kind = "esim_topup"
	KindAirtime       Kind = "airtime"
	KindData          Kind = "data"
	KindPIN           Kind = "pin"
	KindGiftCard      Kind = "gift_card"
	KindBill          Kind = "bill"
	KindSIMActivation Kind = "sim_activation"
	KindSIMPortIn     Kind = "sim_port_in"
	KindOther         Kind = "other"
)

// Product is one thing that can be bought, priced by one provider.
type Product struct {
	Provider     string
	ID           string // the provider's own id, see contracts.md section 2
	Name         string
	Kind         Kind
	Countries    []string // ISO 3166 alpha-2, where it works
	Region       string   // the provider's name for a region, "" for one country
	Operator     string   // network or brand
	Data         Data
	Days         int    // validity, 0 where there is none or it is not known
	Cost         *Money // what the wallet pays; nil for a range or when not known
	Ranges       []Range
	Fields       []Field
	TopUpOnly    bool  // fits an eSIM that exists, is never sold as a new one
	CanTopUp     Truth // whether this eSIM can be topped up later
	Stock        *int  // nil where the provider does not say
	Networks     []Network
	Notes        []Reason          // for the side panel
	Instructions Reason            // when it starts or how it is redeemed
	Extra        map[string]string // what the client itself needs at the sale
}

// Truth is yes, no, or not known.
type Truth int8

// The three answers.
const (
	NotKnown Truth = iota
	Yes
	No
)

// TruthOf turns a bool into a known Truth.
func TruthOf(b bool) Truth {
	if b {
		return Yes
	}
	return No
}

// Data is an allowance. The zero value means that no data is part of it.
type Data struct {
	Bytes     int64 // 1 GB = 1024 MB = 1 073 741 824 bytes; 0 when unlimited
	Unlimited bool
	Raw       string // the provider's own value and unit: "5 GB"
}

// Sizes of data as the providers mean them.
const (
	KB int64 = 1 << 10
	MB int64 = 1 << 20
	GB int64 = 1 << 30
	TB int64 = 1 << 40
)

// Size is an amount of a unit in whole bytes; ok is false for one below zero
// and one that is out of any range.
func Size(amount decimal.Decimal, unit int64) (bytes int64, ok bool) {
	size := amount.Mul(decimal.NewFromInt(unit))
	if size.IsNegative() || !size.BigInt().IsInt64() {
		return 0, false
	}
	return size.IntPart(), true
}

var units = map[string]int64{
	"b": 1, "byte": 1, "bytes": 1,
	"kb": KB, "kib": KB, "kilobyte": KB, "kilobytes": KB,
	"mb": MB, "mib": MB, "megabyte": MB, "megabytes": MB,
	"gb": GB, "gib": GB, "gigabyte": GB, "gigabytes": GB,
	"tb": TB, "tib": TB,
}

// SizeIn is Size of a unit by its name; ok is false also for a unit that is not clear.
func SizeIn(amount decimal.Decimal, unit string) (bytes int64, ok bool) {
	scale, ok := units[strings.ToLower(strings.TrimSpace(unit))]
	if !ok {
		return 0, false
	}
	return Size(amount, scale)
}

// Network is an operator's network in one country.
type Network struct {
	Country string // ISO alpha-2
	Name    string
	Types   []string // "4G", "5G"
}

// Range is what the field "amount" may hold in one currency and what it costs.
type Range struct {
	Currency string // the amount's currency
	Min, Max decimal.Decimal
	Whole    bool // no decimals allowed

	// Cost is estimated as amount × CostFactor + CostFlat in CostCurrency.
	// The provider's answer decides; a zero factor means that it is not known.
	CostCurrency string
	CostFactor   decimal.Decimal
	CostFlat     decimal.Decimal

	// The recipient gets amount × DeliveredFactor; zero means not known.
	DeliveredCurrency string
	DeliveredFactor   decimal.Decimal
}

// Fixed reports whether the price is fixed rather than chosen by amount.
func (p Product) Fixed() bool { return len(p.Ranges) == 0 }

// RangeIn returns the range for a currency; "" asks for the first.
func (p Product) RangeIn(currency string) (Range, bool) {
	for _, r := range p.Ranges {
		if currency == "" || strings.EqualFold(r.Currency, currency) {
			return r, true
		}
	}
	return Range{}, false
}

// CostOf estimates what an amount costs the wallet; nil when not known.
func (r Range) CostOf(amount decimal.Decimal) *Money {
	if r.CostFactor.IsZero() {
		return nil
	}
	return &Money{amount.Mul(r.CostFactor).Add(r.CostFlat).Round(5), r.CostCurrency}
}

// DeliveredOf estimates what the recipient gets; nil when not known.
func (r Range) DeliveredOf(amount decimal.Decimal) *Money {
	if r.DeliveredFactor.IsZero() {
		return nil
	}
	m := Money{amount.Mul(r.DeliveredFactor), r.DeliveredCurrency}
	m.Amount = m.Amount.Round(MinorDigits(m.Currency))
	return &m
}

// ExtraTimes in Product.Extra names a field of the provider's own that
// multiplies the cost as the quantity does: the months of a plan.
const ExtraTimes = "times"

// CostWith is the cost of a sale with these fields: the fixed cost, or the
// range's estimate for the amount, times the quantity and what else multiplies
// it. Nil when not known, as one of zero or less is not.
func (p Product) CostWith(fields map[string]string) *Money {
	cost := p.Cost
	if r, ok := p.RangeIn(fields[FieldCurrency]); ok {
		amount, err := ParseDecimal(fields[FieldAmount])
		if err != nil {
			return nil
		}
		cost = r.CostOf(amount)
	}
	if cost == nil {
		return nil
	}
	for _, name := range []string{FieldQuantity, p.Extra[ExtraTimes]} {
		if n, err := ParseDecimal(fields[name]); err == nil && n.IsPositive() {
			cost = &Money{cost.Amount.Mul(n), cost.Currency}
		}
	}
	if !cost.Amount.IsPositive() {
		return nil
	}
	return cost
}

// Target is who a sale with these fields is for: the phone number, account or
// SIM it names; "" when it names nobody.
func (p Product) Target(fields map[string]string) string {
	for _, name := range []string{FieldPhone, FieldAccount, FieldSIMNumber, FieldEmail} {
		if v := strings.TrimSpace(fields[name]); v != "" {
			return v
		}
	}
	return ""
}

// CountryCode returns a country's code in capitals; ok is false when it is not
// written like an ISO 3166 alpha-2 code, as a region's own code is not.
func CountryCode(s string) (code string, ok bool) {
	code = strings.ToUpper(s)
	return code, len(code) == 2 && letter(code[0]) && letter(code[1])
}

func letter(b byte) bool { return b >= 'A' && b <= 'Z' }
