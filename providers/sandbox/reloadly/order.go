package reloadly

import (
	"net/http"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/shopspring/decimal"
)

// maxIdentifier is the length of the longest customIdentifier.
const maxIdentifier = 150

// order is a top-up as it was asked for and found to be in order.
type order struct {
	operator   *operator
	amount     decimal.Decimal
	local      bool
	identifier string // "" where none was given
	recipient  string // international digits, or an address for Nauta
	sender     string
}

// read checks the form of the request. What depends on the account comes
// later: a request that is malformed says so whatever its identifier.
func (o *order) read(in body) *trouble {
	var err error
	if in.text("operatorId") == "" {
		return bad("operatorId", "is required")
	}
	if _, err = strconv.Atoi(in.text("operatorId")); err != nil {
		return bad("operatorId", "must be a number")
	}
	if o.amount, err = decimal.NewFromString(in.text("amount")); err != nil {
		return bad("amount", "must be a number")
	}
	if !o.amount.IsPositive() {
		return bad("amount", "must be greater than 0")
	}
	switch v := in["useLocalAmount"].(type) {
	case nil:
	case bool:
		o.local = v
	case string:
		if o.local, err = strconv.ParseBool(v); err != nil {
			return bad("useLocalAmount", "must be true or false")
		}
	default:
		return bad("useLocalAmount", "must be true or false")
	}
	o.identifier = in.text("customIdentifier")
	if utf8.RuneCountInString(o.identifier) > maxIdentifier {
		return bad("customIdentifier", "must have at most "+strconv.Itoa(maxIdentifier)+" characters")
	}
	return nil
}

// address finds the operator and the people at both ends.
func (s *Simulator) address(o *order, in body) *trouble {
	id, err := strconv.Atoi(in.text("operatorId"))
	o.operator = s.operator(id)
	if err != nil || o.operator == nil || o.operator.inactive {
		return &trouble{http.StatusServiceUnavailable, "OPERATOR_UNAVAILABLE_OR_CURRENTLY_INACTIVE",
			"The operator is currently unavailable or inactive", nil}
	}
	if sender := in.object("senderPhone"); sender != nil {
		from, ok := s.number(sender)
		if !ok {
			return &trouble{http.StatusBadRequest, "INVALID_SENDER_PHONE", "Sender phone number is not valid", nil}
		}
		o.sender = from
	}
	if o.operator.email {
		o.recipient = in.text("recipientEmail")
		if name, domain, ok := strings.Cut(o.recipient, "@"); !ok || name == "" || !isNauta(domain) {
			return bad("recipientEmail", "must be an address at nauta.com.cu or nauta.co.cu")
		}
		return nil
	}
	return s.phone(o, in.object("recipientPhone"))
}

func isNauta(domain string) bool {
	return strings.EqualFold(domain, "nauta.com.cu") || strings.EqualFold(domain, "nauta.co.cu")
}

// phone checks that the number is one of its country and the country the
// operator's. Whether the network fits is not checked, as in the real sandbox.
func (s *Simulator) phone(o *order, recipient body) *trouble {
	if recipient == nil {
		return bad("recipientPhone", "is required")
	}
	to, ok := s.number(recipient)
	if !ok {
		return &trouble{http.StatusBadRequest, "INVALID_RECIPIENT_PHONE", "Recipient phone number is not valid", nil}
	}
	if !strings.EqualFold(recipient.text("countryCode"), o.operator.country.Code) {
		return &trouble{http.StatusBadRequest, "OPERATOR_AND_RECIPIENT_PHONE_MISMATCH",
			"The operator and the recipient phone are not of the same country", nil}
	}
	o.recipient = to
	return nil
}

func bad(field, issue string) *trouble {
	t := invalidInput(field, issue)
	return &t
}

func (o *operator) label() string { return strconv.Itoa(o.id) + " (" + o.name + ")" }
