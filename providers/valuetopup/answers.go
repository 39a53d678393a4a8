package valuetopup

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"

	"simdesk/providers/wire/loose"
)

// apiV1 goes in front of every path but the payment page's.
const apiV1 = "/api/v1"

// Response codes that are no refusal.
const (
	codeOK      = "000"
	codePending = "852" // documented: the order is being executed
	codeWaiting = "851" // undocumented; seen treated as 852, which is the safe reading
)

// envelope is the frame of every answer under /api/v1.
type envelope struct {
	Code    loose.Text      `json:"responseCode"`
	Message loose.Text      `json:"responseMessage"`
	PayLoad json.RawMessage `json:"payLoad"`
}

// wellFormed is what a response code looks like. Anything else, "" included,
// is no answer that money may be decided by.
var wellFormed = regexp.MustCompile(`^[0-9]{3,4}$`)

// openEnvelope reads the frame; an error means that this is not one.
func openEnvelope(body []byte) (envelope, error) {
	var e envelope
	if err := loose.Decode(body, &e); err != nil {
		return envelope{}, err
	}
	if !wellFormed.MatchString(string(e.Code)) {
		return envelope{}, fmt.Errorf("response code %q", e.Code)
	}
	return e, nil
}

func (e envelope) ok() bool { return e.Code == codeOK }

func (e envelope) pending() bool { return e.Code == codePending || e.Code == codeWaiting }

// empty reports whether nothing is in the frame.
func (e envelope) empty() bool { return string(e.PayLoad) == "null" }

// decode reads what a successful answer carries into v. A success without
// content is an error: null is what failures carry.
func (e envelope) decode(v any) error {
	if !e.ok() {
		return fmt.Errorf("response code %q where 000 was expected", e.Code)
	}
	if e.empty() {
		return errors.New("success without content")
	}
	return loose.Decode(e.PayLoad, v)
}

// transaction is what every sale and every status answer carries; only the
// block of the kind that was sold is filled.
type transaction struct {
	loose.Forgiving
	ID      loose.Number `json:"transactionId"`
	Invoice loose.Number `json:"invoiceAmount"`
	Product struct {
		SkuID        loose.Number `json:"skuId"`
		Instructions loose.Text   `json:"instructions"`
	} `json:"product"`
	TopUp struct {
		Local       loose.Number `json:"localCurrencyAmount"`
		LocalNet    loose.Number `json:"localCurrencyAmountExcludingTax"`
		Currency    loose.Text   `json:"destinationCurrency"`
		OperatorRef loose.Text   `json:"operatorTransactionId"`
	} `json:"topupDetail"`
	PINs []pin    `json:"pins"`
	Card giftCard `json:"giftCardDetail"`
	SIM  struct {
		Number loose.Text `json:"simNumber"`
		Mobile loose.Text `json:"mobileNumber"`
	} `json:"simInfo"`
	Bill struct {
		Account   loose.Text `json:"accountNumber"`
		Token     loose.Text `json:"token"`
		Unit      loose.Text `json:"unit"`
		Narration loose.Text `json:"receivedNarration"`
	} `json:"billPaymentDetail"`
	ESIM struct {
		ICCID        loose.Text `json:"iccid"`
		Code         loose.Text `json:"activationCode"`
		SMDP         loose.Text `json:"smdpAddress"`
		Confirmation loose.Text `json:"confirmationCode"`
		QR           loose.Text `json:"qrCodeString"`
		QRLink       loose.Text `json:"qrCodeLink"`
	} `json:"esimDetail"`
}

type pin struct {
	Number  loose.Text `json:"pinNumber"`
	Control loose.Text `json:"controlNumber"`
	Expires loose.Text `json:"expirationDate"`
}

type giftCard struct {
	Number  loose.Text `json:"cardNumber"`
	PIN     loose.Text `json:"pin"`
	Expires loose.Text `json:"expirationDate"`
	Link    loose.Text `json:"certificateLink"`
}

func (g giftCard) empty() bool { return g.Number == "" && g.PIN == "" && g.Link == "" }

// transaction reads a success. Without a transaction's number it is none.
func (e envelope) transaction() (tx transaction, _ error) {
	if err := e.decode(&tx); err != nil {
		return tx, err
	}
	if tx.number() == "" {
		return tx, errors.New("success without a transaction id")
	}
	return tx, nil
}

// held is the transaction in an answer of any code, as far as it is one.
func (e envelope) held() (tx transaction) {
	_ = loose.Decode(e.PayLoad, &tx)
	return tx
}

// number is the transaction's id, "" when there is none.
func (t transaction) number() string {
	if !t.ID.IsPositive() {
		return ""
	}
	return t.ID.String()
}

// sells reports whether the transaction is about this SKU, as far as it says.
// Our own reference is echoed nowhere.
func (t transaction) sells(skuID string) bool {
	return !t.Product.SkuID.IsPositive() || t.Product.SkuID.String() == skuID
}
