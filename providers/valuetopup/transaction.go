package valuetopup

import (
	"errors"

	"simdesk/providers/wire"
)

// transaction is what every sale and every status answer carries; only the
// block of the kind that was sold is filled.
type transaction struct {
	wire.Loose
	ID       wire.Number `json:"transactionId"`
	Date     wire.Text   `json:"transactionDate"`
	Invoice  wire.Number `json:"invoiceAmount"`
	Face     wire.Number `json:"faceValue"`
	Discount wire.Number `json:"discount"`
	Fee      wire.Number `json:"fee"`
	Product  struct {
		SkuID        wire.Number `json:"skuId"`
		Name         wire.Text   `json:"productName"`
		Face         wire.Number `json:"faceValue"`
		Instructions wire.Text   `json:"instructions"`
		Description  wire.Text   `json:"productDescription"`
	} `json:"product"`
	TopUp *topUpDetail `json:"topupDetail"`
	PINs  []pin        `json:"pins"`
	Card  *giftCard    `json:"giftCardDetail"`
	SIM   *simInfo     `json:"simInfo"`
	Bill  *billDetail  `json:"billPaymentDetail"`
	ESIM  *esimDetail  `json:"esimDetail"`
}

type topUpDetail struct {
	Local       wire.Number `json:"localCurrencyAmount"`
	SalesTax    wire.Number `json:"salesTaxAmount"`
	LocalNet    wire.Number `json:"localCurrencyAmountExcludingTax"`
	Currency    wire.Text   `json:"destinationCurrency"`
	OperatorRef wire.Text   `json:"operatorTransactionId"`
}

type pin struct {
	Number    wire.Text   `json:"pinNumber"`
	Control   wire.Text   `json:"controlNumber"`
	Delivered wire.Number `json:"deliveredAmount"`
	Currency  wire.Text   `json:"deliveredCurrencyCode"`
	Expires   wire.Text   `json:"expirationDate"`
}

type giftCard struct {
	Number  wire.Text `json:"cardNumber"`
	PIN     wire.Text `json:"pin"`
	Expires wire.Text `json:"expirationDate"`
	Link    wire.Text `json:"certificateLink"`
}

func (g *giftCard) empty() bool { return g == nil || g.Number == "" && g.PIN == "" && g.Link == "" }

type simInfo struct {
	Number   wire.Text `json:"simNumber"`
	Language wire.Text `json:"language"`
	ZIP      wire.Text `json:"zipCode"`
	Mobile   wire.Text `json:"mobileNumber"`
}

type billDetail struct {
	Account   wire.Text `json:"accountNumber"`
	Token     wire.Text `json:"token"`
	Unit      wire.Text `json:"unit"`
	Narration wire.Text `json:"receivedNarration"`
}

type esimDetail struct {
	ICCID        wire.Text `json:"iccid"`
	Code         wire.Text `json:"activationCode"`
	SMDP         wire.Text `json:"smdpAddress"`
	Confirmation wire.Text `json:"confirmationCode"`
	QR           wire.Text `json:"qrCodeString"`
	QRLink       wire.Text `json:"qrCodeLink"`
}

// transaction reads a success. Without a transaction's number it is none.
func (e envelope) transaction() (transaction, error) {
	var tx transaction
	if err := e.decode(&tx); err != nil {
		return tx, err
	}
	if tx.number() == "" {
		return tx, errors.New("success without a transaction id")
	}
	return tx, nil
}

// number is the transaction's id, "" when there is none.
func (t transaction) number() string {
	if !t.ID.IsPositive() {
		return ""
	}
	return t.ID.String()
}

// number is the transaction's id in an answer of any code, "" when there is
// none.
func (e envelope) number() string {
	var tx transaction
	_ = wire.Decode(e.PayLoad, &tx) // what is no transaction has no number
	return tx.number()
}

// sells reports whether the transaction is about this SKU, as far as it says.
// Our own reference is echoed nowhere.
func (t transaction) sells(skuID string) bool {
	return !t.Product.SkuID.IsPositive() || t.Product.SkuID.String() == skuID
}
