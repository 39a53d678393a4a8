package cli

import (
	"strings"
	"unicode"

	"simdesk/providers"
	"simdesk/state/desk"
	"simdesk/state/ledger"
)

// another reports whether an order of an earlier attempt is for something else
// than what is asked for now.
func another(o ledger.Order, r desk.QuoteRequest) bool {
	topUp := o.Kind == providers.KindTopUp
	switch {
	case o.Provider != r.Provider, topUp != (r.ICCID != ""), topUp && o.Target != r.ICCID,
		r.ProductID != "" && o.ProductID != r.ProductID:
		return true
	}
	for name, value := range r.Fields {
		if !meansTheSame(o.Draft.Fields[name], value) {
			return true
		}
	}
	return false
}

// meansTheSame compares a field as it was kept with one as it is typed: a phone
// number is kept with its country.
func meansTheSame(kept, typed string) bool {
	if typed = strings.TrimSpace(typed); typed == kept {
		return true
	}
	number := strings.TrimLeft(strings.Map(digit, typed), "0")
	return strings.HasPrefix(kept, "+") && number != "" && strings.HasSuffix(kept, number)
}

func digit(r rune) rune {
	if unicode.IsDigit(r) {
		return r
	}
	return -1
}
