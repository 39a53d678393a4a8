package reloadly

import (
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"simdesk/providers/sandbox/sim"
)

// The statuses of a top-up.
const (
	successful     = "SUCCESSFUL"
	processing     = "PROCESSING"
	statusRefunded = "REFUNDED"
	statusFailed   = "FAILED"
)

// transaction is a top-up that was accepted and paid.
type transaction struct {
	order
	bill
	id       int
	at       time.Time
	settles  time.Time       // PROCESSING until then
	before   decimal.Decimal // in the wallet
	pin      map[string]any
	finished int // its place among the answered requests, 0 while it is not
}

// status is where the top-up stands. Of a failed one the documents say that
// nothing is debited: here it is debited while it is in progress, as others
// are, and given back.
func (t *transaction) status(now time.Time) string {
	if now.Before(t.settles) {
		return processing
	}
	switch t.operator.fate {
	case refunded:
		return statusRefunded
	case failed:
		return statusFailed
	default:
		return successful
	}
}

// pin is what a customer types in. Its words are the document's, its code is
// nobody's.
func (s *Simulator) pin(id int) map[string]any {
	n := strconv.Itoa(id)
	return map[string]any{
		"serial": "SANDBOX" + s.world.Code(6, Name, "serial", n), "info1": "DIAL *611", "info2": "DIAL *611", "info3": "Dial *233* and PIN #",
		"value": nil, "code": "SANDBOX-" + s.world.Code(12, Name, "pin", n), "ivr": "1-888-888-8888", "validity": "30 days",
	}
}

// view is the top-up as POST /topups and the reports print it. A PIN is shown
// when it is delivered and not before. The balance's time is five hours ahead
// of the order's, as in the documents' sample.
func (t *transaction) view(now time.Time) map[string]any {
	status := t.status(now)
	var phone, email, operatorsID, pin any
	if t.operator.email {
		email = t.recipient
	} else {
		phone = t.recipient
	}
	if status == successful && t.id%2 == 0 { // often null, else free text
		operatorsID = "SANDBOX" + strconv.Itoa(7_000_000+t.id) + ":OrderConfirmed"
	}
	if status == successful && t.pin != nil {
		pin = t.pin
	}
	return map[string]any{
		"transactionId": t.id, "status": status, "operatorTransactionId": operatorsID, "customIdentifier": null(t.identifier),
		"recipientPhone": phone, "recipientEmail": email, "senderPhone": null(t.sender), "countryCode": t.operator.country.Code,
		"operatorId": t.operator.id, "operatorName": t.operator.name,
		"discount": double(t.discount), "discountCurrencyCode": "USD",
		"requestedAmount": double(t.requested), "requestedAmountCurrencyCode": t.currency,
		"deliveredAmount": double(t.delivered), "deliveredAmountCurrencyCode": t.operator.country.Currency,
		"transactionDate": stamp(t.at), "fee": double(t.fee), "pinDetail": pin,
		"balanceInfo": map[string]any{
			"oldBalance": scaled(t.before, 5), "newBalance": scaled(t.before.Sub(t.cost), 5), "cost": scaled(t.cost, 5),
			"currencyCode": "USD", "currencyName": "US Dollar", "updatedAt": stamp(t.at.Add(5 * time.Hour)),
		},
	}
}

// number turns a phone of the request into international digits.
func (s *Simulator) number(phone body) (string, bool) {
	code := phone.text("countryCode")
	c, ok := sim.CountryOf(code)
	if !ok || !strings.EqualFold(c.Code, code) {
		return "", false
	}
	n, ok := significant(c, phone.text("number"))
	return c.Calling + n, ok
}

func null(s string) any {
	if s == "" {
		return nil
	}
	return s
}
