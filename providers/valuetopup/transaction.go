package valuetopup

import (
	"errors"

	"simdesk/providers/wire/loose"
)

// transaction is what every sale and every status answer carries; only the
// block of the kind that was sold is filled.
type transaction struct {
	loose.Forgiving
	ID       loose.Number `json:"transactionId"`
	Date     loose.Text   `json:"transactionDate"`
	Invoice  loose.Number `json:"invoiceAmount"`
	Face     loose.Number `json:"faceValue"`
	Discount loose.Number `json:"discount"`
	Fee      loose.Number `json:"fee"`
	Product  struct {
		SkuID        loose.Number `json:"skuId"`
		Name         loose.Text   `json:"productName"`
		Face         loose.Number `json:"faceValue"`
		Instructions loose.Text   `json:"instructions"`
		Description  loose.Text   `json:"productDescription"`
	} `json:"product"`
	TopUp *topUpDetail `json:"topupDetail"`
	PINs  []pin        `json:"pins"`
	Card  *giftCard    `json:"giftCardDetail"`
	SIM   *simInfo     `json:"simInfo"`
	Bill  *billDetail  `json:"billPaymentDetail"`
	ESIM  *esimDetail  `json:"esimDetail"`
}

type topUpDetail struct {
	Local       loose.Number `json:"localCurrencyAmount"`
	SalesTax    loose.Number `json:"salesTaxAmount"`
	LocalNet    loose.Number `json:"localCurrencyAmountExcludingTax"`
	Currency    loose.Text   `json:"destinationCurrency"`
	OperatorRef loose.Text   `json:"operatorTransactionId"`
}

type pin struct {
	Number    loose.Text   `json:"pinNumber"`
	Control   loose.Text   `json:"controlNumber"`
	Delivered loose.Number `json:"deliveredAmount"`
	Currency  loose.Text   `json:"deliveredCurrencyCode"`
	Expires   loose.Text   `json:"expirationDate"`
}

type giftCard struct {
	Number  loose.Text `json:"cardNumber"`
	PIN     loose.Text `json:"pin"`
	Expires loose.Text `json:"expirationDate"`
	Link    loose.Text `json:"certificateLink"`
}

func (g *giftCard) empty() bool { return g == nil || g.Number == "" && g.PIN == "" && g.Link == "" }

type simInfo struct {
	Number   loose.Text `json:"simNumber"`
	Language loose.Text `json:"language"`
	ZIP      loose.Text `json:"zipCode"`
	Mobile   loose.Text `json:"mobileNumber"`
}

type billDetail struct {
	Account   loose.Text `json:"accountNumber"`
	Token     loose.Text `json:"token"`
	Unit      loose.Text `json:"unit"`
	Narration loose.Text `json:"receivedNarration"`
}

type esimDetail struct {
	ICCID        loose.Text `json:"iccid"`
	Code         loose.Text `json:"activationCode"`
	SMDP         loose.Text `json:"smdpAddress"`
	Confirmation loose.Text `json:"confirmationCode"`
	QR           loose.Text `json:"qrCodeString"`
	QRLink       loose.Text `json:"qrCodeLink"`
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

// held is the transaction in an answer of any code, as far as it is one.
func (e envelope) held() (tx transaction) {
	_ = loose.Decode(e.PayLoad, &tx)
	return tx
}

// sells reports whether the transaction is about this SKU, as far as it says.
// Our own reference is echoed nowhere.
func (t transaction) sells(skuID string) bool {
	return !t.Product.SkuID.IsPositive() || t.Product.SkuID.String() == skuID
}
