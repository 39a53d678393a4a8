package desk

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"simdesk/providers"
)

// "No such eSIM" only when everybody answered; otherwise the sentence names, as
// people call them, those who could not be asked.
func TestWhyAnESIMIsNotKnown(t *testing.T) {
	t.Parallel()
	err := func(k providers.ErrorKind, provider, message string) *providers.Error {
		return &providers.Error{Kind: k, Outcome: providers.NotSent, Provider: provider, Message: message}
	}
	missing := err(providers.KindNotFound, "giftapi", "no such eSIM")
	roamify, value := err(providers.KindUnavailable, "roamify", "Down."), err(providers.KindConfig, "valuetopup", "No password.")
	fyatu := err(providers.KindThrottled, "fyatu", "Too many.")
	ledger := err(providers.KindInternal, "", "The ledger was interrupted.")
	unknown := func(provider, who string) *providers.Error {
		return err(providers.KindUnavailable, provider, "It is not known whose eSIM this is: "+who+" Try again in a moment.")
	}
	for name, c := range map[string]struct {
		errors []*providers.Error
		want   *providers.Error
	}{
		"everybody answered": {[]*providers.Error{missing, missing}, err(providers.KindNotFound, "",
			"No configured provider knows the eSIM 8999. Compare the number with the phone.")},
		"the only one":         {[]*providers.Error{value}, value},
		"one of two":           {[]*providers.Error{missing, value}, unknown("valuetopup", "Value Topup could not be asked, and the others do not know it.")},
		"two of three":         {[]*providers.Error{roamify, missing, value}, unknown("", "Roamify and Value Topup could not be asked, and the others do not know it.")},
		"three of three":       {[]*providers.Error{roamify, value, fyatu}, unknown("", "Roamify, Value Topup and fyatu could not be asked.")},
		"the ledger, and none": {[]*providers.Error{ledger, missing}, unknown("", "simdesk's own orders could not be asked, and the others do not know it.")},
	} {
		l := Lookup{ICCID: "8999", Errors: c.errors, Titles: map[string]string{"roamify": "Roamify", "valuetopup": "Value Topup"}}
		if d := cmp.Diff(c.want, l.Why(), cmpopts.IgnoreFields(providers.Error{}, "Err")); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
	if why := (Lookup{ESIM: &providers.ESIM{}, Errors: []*providers.Error{roamify}}).Why(); why != nil {
		t.Errorf("found, and yet: %v", why)
	}
}
