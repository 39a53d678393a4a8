package valuetopup

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"reflect"
	"strings"

	"github.com/shopspring/decimal"

	"simdesk/providers/sandbox/sim"
)

// amount is a JSON number, written without an exponent; a number in quotes is
// none.
type amount struct{ decimal.Decimal }

func (a *amount) UnmarshalJSON(b []byte) error {
	// A number with a huge exponent would take for ever to compare.
	if len(b) > 24 || (len(b) > 0 && b[0] == '"') || bytes.ContainsAny(b, "eE") {
		return &json.UnmarshalTypeError{Value: "string", Type: reflect.TypeFor[decimal.Decimal]()}
	}
	return a.Decimal.UnmarshalJSON(b)
}

// purchase holds the fields of all selling operations. Only those that the
// simulator looks at have a name here; the others may be sent all the same.
type purchase struct {
	SkuID         *int32  `json:"skuId"`
	CorrelationID *string `json:"correlationId"`
	Amount        *amount `json:"amount"`
	Mobile        string  `json:"mobile"`
	AccountNumber string  `json:"accountNumber"`
	SimNumber     string  `json:"simNumber"`
	ZipCode       *int32  `json:"zipCode"`
	Recipient     string  `json:"recipient"`
	Currency      string  `json:"transactionCurrencyCode"`
	Months        int32   `json:"numberOfPlanMonths"`
	BoostPin      string  `json:"boostPin"`
	Language      string  `json:"language"`
	AreaCode      string  `json:"areaCode"`
	MobileNumber  string  `json:"mobileNumber"`
	PasswordPin   string  `json:"passwordPin"`
	Infos         []info  `json:"additionalInfos"`
}

type info struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// read decodes a request and holds it to the documented types and lengths.
func read(r *http.Request, k kind) (*purchase, *sim.Answer) {
	var p purchase
	if err := json.NewDecoder(r.Body).Decode(&p); err != nil {
		a := problem("$", "The JSON value could not be converted.")
		var wrong *json.UnmarshalTypeError
		if errors.As(err, &wrong) && wrong.Field != "" {
			a = problem("$."+wrong.Field, "The JSON value could not be converted. Path: $."+wrong.Field)
		}
		return nil, &a
	}
	if field := p.missing(k); field != "" {
		a := problem(field, "The "+field+" field is required.")
		return nil, &a
	}
	for _, f := range []struct {
		name, value string
		longest     int
	}{{"correlationId", *p.CorrelationID, 50}, {"boostPin", p.BoostPin, 6}, {"transactionCurrencyCode", p.Currency, 3}} {
		if len([]rune(f.value)) > f.longest {
			a := problem(f.name, "The field "+f.name+" is too long.")
			return nil, &a
		}
	}
	if k == portIn && len([]rune(p.AreaCode)) > 3 {
		a := problem("areaCode", "The field areaCode is too long.")
		return nil, &a
	}
	return &p, nil
}

// missing names the first required field that is not there.
func (p *purchase) missing(k kind) string {
	if p.SkuID == nil {
		return "skuId"
	}
	if p.CorrelationID == nil || *p.CorrelationID == "" {
		return "correlationId"
	}
	switch {
	case p.Amount == nil && (k == airtime || k == giftCard || k == bill):
		return "amount"
	case p.Mobile == "" && k == airtime:
		return "mobile"
	case p.AccountNumber == "" && k == bill:
		return "accountNumber"
	case p.SimNumber == "" && (k == activation || k == portIn):
		return "simNumber"
	case p.ZipCode == nil && (k == activation || k == portIn):
		return "zipCode"
	}
	return ""
}

// target is the number that the sale is for, "" where there is none.
func (p *purchase) target(k kind) string {
	switch k {
	case airtime:
		return plain(p.Mobile)
	case bill:
		return p.AccountNumber
	case activation, portIn:
		return plain(p.SimNumber)
	default:
		return plain(p.Recipient)
	}
}

// face is the sale's face value in the wallet's currency, or the code by which
// the amount is refused. An amount in the destination's currency is converted
// at the SKU's rate.
func (p *purchase) face(k *sku) (decimal.Decimal, string) {
	months := decimal.NewFromInt(1)
	if p.Months > 1 {
		if !k.monthly || p.Months > 12 {
			return decimal.Zero, outOfRange
		}
		months = decimal.NewFromInt32(p.Months)
	}
	if p.Amount == nil || k.of.kind == pin || k.of.kind == esim || k.of.kind == activation {
		return k.low.Mul(months), ""
	}
	face := p.Amount.Decimal
	if p.Currency != "" && !strings.EqualFold(p.Currency, k.CurrencyCode) {
		if !strings.EqualFold(p.Currency, k.DeliveryCurrencyCode) {
			return decimal.Zero, noCurrency
		}
		face = face.DivRound(k.rate, 2)
	}
	if face.LessThan(k.low) || face.GreaterThan(k.high) || !face.Equal(face.Round(2)) {
		return decimal.Zero, outOfRange
	}
	return face.Mul(months), ""
}

// refusal is the code by which the customer's numbers are refused, "" if they
// are all right.
func (p *purchase) refusal(k kind, item *sku) string {
	target := p.target(k)
	if code := testCode(target); code != "" && code != underWay && code != processing {
		return code
	}
	switch {
	case k == airtime && !reaches(target, item.of.country):
		return badNumber
	case item.boost && (len(p.BoostPin) < 4 || !isDigits(p.BoostPin)):
		return failedTopup
	case k == pin && target != "" && !reaches(target, item.of.country):
		return badNumber
	case k == bill && !accountFits(target):
		return badNumber
	case (k == activation || k == portIn) && (!isDigits(target) || len(target) < 18 || len(target) > 20):
		return badNumber
	}
	return ""
}

// accountFits reports whether something can be the number on a bill.
func accountFits(s string) bool {
	return len(s) >= 5 && len(s) <= 20 && strings.Trim(strings.ToUpper(s), "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-") == ""
}
