package providers

import (
	"net/mail"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// FieldType says how a field is asked for and checked.
type FieldType string

// The field types, as contracts.md names them.
const (
	TypePhone   FieldType = "phone"
	TypeText    FieldType = "text"
	TypeEmail   FieldType = "email"
	TypeAmount  FieldType = "amount"
	TypeInteger FieldType = "integer"
	TypeChoice  FieldType = "choice"
	TypeDate    FieldType = "date"
)

// Field names that every provider uses for the same thing.
const (
	FieldPhone       = "phone"
	FieldCountry     = "country"
	FieldAmount      = "amount"
	FieldCurrency    = "currency"
	FieldQuantity    = "quantity"
	FieldEmail       = "email"
	FieldAccount     = "account"
	FieldSIMNumber   = "sim_number"
	FieldZIP         = "zip"
	FieldSenderPhone = "sender_phone"
	FieldFirstName   = "first_name"
	FieldLastName    = "last_name"
	FieldStartDate   = "start_date"
)

// Field is something a sale needs to know.
type Field struct {
	Name      string    `json:"name"`
	Label     string    `json:"label"`
	Type      FieldType `json:"type"`
	Required  bool      `json:"required"`
	Choices   []string  `json:"choices"`
	MaxLength *int      `json:"max_length"`
}

// CheckField returns why value cannot be sold with, the zero value when it can.
// Phone numbers are checked for shape only: the desk normalises them by country
// first.
func (p Product) CheckField(f Field, value string, fields map[string]string) Reason {
	value = strings.TrimSpace(value)
	if value == "" {
		if f.Required {
			return Because("field.missing", "label", f.Label)
		}
		return Reason{}
	}
	if f.MaxLength != nil && utf8.RuneCountInString(value) > *f.MaxLength {
		return Because("field.too_long", "label", f.Label, "n", *f.MaxLength)
	}
	switch f.Type {
	case TypePhone:
		return checkPhone(f, value)
	case TypeEmail:
		if a, err := mail.ParseAddress(value); err != nil || a.Address != value {
			return Because("field.no_email", "label", f.Label)
		}
	case TypeAmount:
		return p.checkAmount(f, value, fields)
	case TypeInteger:
		return checkInteger(f, value)
	case TypeChoice:
		if len(f.Choices) > 0 && !slices.Contains(f.Choices, value) {
			return Because("field.no_choice", "label", f.Label, "choices", f.Choices)
		}
	case TypeDate:
		if _, err := time.Parse(time.DateOnly, value); err != nil {
			return Because("field.no_date", "label", f.Label)
		}
	case TypeText:
	}
	return Reason{}
}

// CheckFields checks a whole form and returns *Error of KindInvalid for the
// first field that is wrong or unknown, or nil. Nothing has been sent.
func (p Product) CheckFields(fields map[string]string) error {
	for _, f := range p.Fields {
		if why := p.CheckField(f, fields[f.Name], fields); !why.IsZero() {
			return Unsent(p.Provider, KindInvalid, why)
		}
	}
	for name := range fields {
		if !slices.ContainsFunc(p.Fields, func(f Field) bool { return f.Name == name }) {
			return Unsent(p.Provider, KindInvalid, p.unknownField(name))
		}
	}
	return nil
}

func (p Product) unknownField(name string) Reason {
	if len(p.Fields) == 0 {
		return Because("field.takes_none", "product", p.Name, "field", name)
	}
	names := make([]string, len(p.Fields))
	for i, f := range p.Fields {
		names[i] = f.Name
	}
	return Because("field.takes_others", "product", p.Name, "field", name, "names", names)
}

func checkPhone(f Field, value string) Reason {
	for _, r := range strings.TrimPrefix(value, "+") {
		if !strings.ContainsRune("0123456789 -().", r) {
			return Because("field.no_digit", "label", f.Label, "typed", string(r))
		}
	}
	if digits := len(Digits(value)); digits < 5 || digits > 15 {
		return Because("field.digits", "label", f.Label)
	}
	return Reason{}
}

func checkInteger(f Field, value string) Reason {
	// Digits alone: "1e3" is a number, too, and no provider reads it.
	n, err := ParseDecimal(value)
	if err != nil || strings.Trim(value, "0123456789") != "" {
		return Because("field.no_whole_number", "label", f.Label)
	}
	if f.Name == FieldQuantity && !n.IsPositive() {
		return Because("field.less_than_one", "label", f.Label)
	}
	return Reason{}
}

func (p Product) checkAmount(f Field, value string, fields map[string]string) Reason {
	amount, err := ParseDecimal(value)
	if err != nil || !amount.IsPositive() {
		return Because("field.no_amount", "label", f.Label)
	}
	r, ok := p.RangeIn(fields[FieldCurrency])
	low, high := Money{r.Min, r.Currency}, Money{r.Max, r.Currency}
	switch {
	case !ok:
	case r.Whole && !amount.IsInteger():
		return Because("field.whole_amount", "label", f.Label)
	case !r.Max.IsPositive() && amount.LessThan(r.Min):
		return Because("field.too_little", "label", f.Label, "low", low)
	case amount.LessThan(r.Min), r.Max.IsPositive() && amount.GreaterThan(r.Max):
		return Because("field.out_of_range", "label", f.Label, "low", low, "high", high)
	}
	return Reason{}
}

// Digits are the digits of a phone number without anything around them: what
// operators take.
func Digits(phone string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, phone)
}
