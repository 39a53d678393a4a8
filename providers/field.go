package providers

import (
	"fmt"
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

// CheckField returns why value cannot be sold with, as a sentence for the
// clerk, or "" when it can. Phone numbers are checked for shape only: the
// desk normalises them by country first.
func (p Product) CheckField(f Field, value string, fields map[string]string) string {
	value = strings.TrimSpace(value)
	if value == "" {
		if f.Required {
			return f.Label + " is missing."
		}
		return ""
	}
	if f.MaxLength != nil && utf8.RuneCountInString(value) > *f.MaxLength {
		return fmt.Sprintf("%s may have at most %d characters.", f.Label, *f.MaxLength)
	}
	switch f.Type {
	case TypePhone:
		return checkPhone(f, value)
	case TypeEmail:
		return checkEmail(f, value)
	case TypeAmount:
		return p.checkAmount(f, value, fields)
	case TypeInteger:
		return checkInteger(f, value)
	case TypeChoice:
		return checkChoice(f, value)
	case TypeDate:
		return checkDate(f, value)
	case TypeText:
	}
	return ""
}

// CheckFields checks a whole form and returns *Error of KindInvalid for the
// first field that is wrong or unknown, or nil. Nothing has been sent.
func (p Product) CheckFields(fields map[string]string) error {
	for _, f := range p.Fields {
		if why := p.CheckField(f, fields[f.Name], fields); why != "" {
			return p.invalid(why)
		}
	}
	for name := range fields {
		if !slices.ContainsFunc(p.Fields, func(f Field) bool { return f.Name == name }) {
			return p.invalid(fmt.Sprintf("%s takes no field %q.%s", p.Name, name, p.fieldNames()))
		}
	}
	return nil
}

func (p Product) fieldNames() string {
	if len(p.Fields) == 0 {
		return " It takes none."
	}
	names := make([]string, len(p.Fields))
	for i, f := range p.Fields {
		names[i] = f.Name
	}
	return " It takes " + strings.Join(names, ", ") + "."
}

func (p Product) invalid(why string) *Error {
	return &Error{Kind: KindInvalid, Outcome: NotSent, Provider: p.Provider, Message: why}
}

func checkPhone(f Field, value string) string {
	digits := 0
	for i, r := range value {
		switch {
		case r >= '0' && r <= '9':
			digits++
		case r == '+' && i == 0, strings.ContainsRune(" -().", r):
		default:
			return fmt.Sprintf("%s may hold digits only, not %q.", f.Label, r)
		}
	}
	if digits < 5 || digits > 15 {
		return f.Label + " needs 5 to 15 digits."
	}
	return ""
}

func checkEmail(f Field, value string) string {
	if a, err := mail.ParseAddress(value); err != nil || a.Address != value {
		return f.Label + " is not an e-mail address."
	}
	return ""
}

func checkInteger(f Field, value string) string {
	// Digits alone: "1e3" is a number, too, and no provider reads it.
	n, err := ParseDecimal(value)
	if err != nil || strings.Trim(value, "0123456789") != "" {
		return f.Label + " must be a whole number."
	}
	if f.Name == FieldQuantity && !n.IsPositive() {
		return f.Label + " must be at least 1."
	}
	return ""
}

func checkChoice(f Field, value string) string {
	if len(f.Choices) > 0 && !slices.Contains(f.Choices, value) {
		return fmt.Sprintf("%s must be one of %s.", f.Label, strings.Join(f.Choices, ", "))
	}
	return ""
}

func checkDate(f Field, value string) string {
	if _, err := time.Parse(time.DateOnly, value); err != nil {
		return f.Label + " must be a date such as 2026-07-01."
	}
	return ""
}

func (p Product) checkAmount(f Field, value string, fields map[string]string) string {
	amount, err := ParseDecimal(value)
	if err != nil || !amount.IsPositive() {
		return f.Label + " must be an amount such as 10.50."
	}
	r, ok := p.RangeIn(fields[FieldCurrency])
	if !ok {
		return ""
	}
	if r.Whole && !amount.IsInteger() {
		return f.Label + " must be a whole number here."
	}
	low, high := Money{r.Min, r.Currency}, Money{r.Max, r.Currency}
	if amount.LessThan(r.Min) || (r.Max.IsPositive() && amount.GreaterThan(r.Max)) {
		return fmt.Sprintf("%s must be between %s and %s.", f.Label, low.Number(), high)
	}
	return ""
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
