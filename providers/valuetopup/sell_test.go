package valuetopup

import (
	"strings"
	"testing"

	"simdesk/providers"
)

const ourRef = "0197f0c2-7b1e-7e5a-9d5c-3f0a1b2c3d4e"

// request is a sale of the product that this SKU makes.
func request(t *testing.T, skuJSON string, fields map[string]string) providers.SaleRequest {
	t.Helper()
	return providers.SaleRequest{Reference: ourRef, Product: productsOf(t, "["+skuJSON+"]")[0], Fields: fields}
}

const (
	esimSKU    = `{"skuId":8101,"productName":"Japan 5GB","category":"eSIM","faceValue":12,"countryCode":"JP"}`
	rangeSKU   = `{"skuId":641,"productName":"Airtel","category":"RTR","minAmount":1,"maxAmount":50,"exchangeRate":80,"deliveryCurrencyCode":"INR","supportedTransactionCurrencies":"USD,INR","countryCode":"IN"}`
	fixedSKU   = `{"skuId":642,"productName":"Lyca Plan","category":"RTR","minAmount":19,"maxAmount":19,"operatorName":"Lyca","countryCode":"US"}`
	pinSKU     = `{"skuId":700,"productName":"PIN 10","category":"PIN","faceValue":10,"additionalInformation":"customerId"}`
	cardSKU    = `{"skuId":900,"productName":"Card","category":"Gift Card","minAmount":10,"maxAmount":100}`
	billSKU    = `{"skuId":950,"productName":"Power","category":"BillPay","minAmount":1,"maxAmount":500}`
	simSKU     = `{"skuId":960,"productName":"SIM","category":"SIM","faceValue":5}`
	portInSKU  = `{"skuId":961,"productName":"Port-in","category":"SIM","faceValue":5}`
	eurSKU     = `{"skuId":970,"productName":"Euro","category":"RTR","minAmount":10,"maxAmount":10,"currencyCode":"EUR","exchangeRate":1,"supportedTransactionCurrencies":"EUR"}`
	eurSKULost = `{"skuId":971,"productName":"Euro","category":"RTR","minAmount":10,"maxAmount":10,"currencyCode":"EUR","exchangeRate":1}`
)

// wallet is what every filled answer says of the money.
const wallet = `"transactionId":77001,"transactionDate":"2026-11-22T12:00:00","invoiceAmount":9.503,"faceValue":10,"discount":5,"fee":0`

func sold(product, blocks string) string {
	return ok(`{` + wallet + `,"product":{"skuId":` + product + `,"productName":"x","faceValue":10,"instructions":"Dial <b>*123#</b>","productDescription":""},
		"topupDetail":null,"pins":null,"giftCardDetail":null,"simInfo":null,"billPaymentDetail":null,"esimDetail":null` + blocks + `}`)
}

func result(state providers.State, delivery ...providers.Delivery) providers.Result {
	return providers.Result{State: state, ProviderOrderID: "77001", ProviderStatus: "000", Cost: usd("9.503"), Delivery: delivery, RequestID: "req-1"}
}

func inr(amount string) *providers.Money {
	m := providers.MustMoney(amount, "INR")
	return &m
}

var (
	activation = &providers.Activation{SMDP: "rsp.example.com", MatchingID: "AbC-1", ConfirmationCode: "4711"}
	soldESIM   = providers.Delivery{Type: providers.DeliverESIM, ICCID: "8901000000000000017", Activation: activation}
)

// sales are one sale and more of every kind: what is asked, and what it makes.
var sales = []struct {
	name   string
	sku    string
	fields map[string]string
	steps  []step
	want   providers.Result
}{
	{"eSIM by its QR text", esimSKU, nil, []step{{
		Request: "POST /api/v1/esim/order", Body: `{"skuId":8101,"correlationId":"` + ourRef + `"}`,
		Answer: sold("8101", `,"esimDetail":{"iccid":"8901000000000000017","activationCode":"AbC-1","smdpAddress":"rsp.example.com","confirmationCode":"4711","qrCodeString":"LPA:1$rsp.example.com$AbC-1","qrCodeLink":"https://q"}`),
	}}, result(providers.StateCompleted, soldESIM)},
	{"eSIM by address and code", esimSKU, nil, []step{{
		Request: "POST /api/v1/esim/order", Body: `{"skuId":8101,"correlationId":"` + ourRef + `"}`,
		Answer: sold("8101", `,"esimDetail":{"iccid":"8901000000000000017F","activationCode":"AbC-1","smdpAddress":"rsp.example.com","confirmationCode":"4711","qrCodeString":""}`),
	}}, result(providers.StateCompleted, soldESIM)},
	{"eSIM whose code is the whole LPA", esimSKU, nil, []step{{
		Request: "POST /api/v1/esim/order", Body: `{"skuId":8101,"correlationId":"` + ourRef + `"}`,
		Answer: sold("8101", `,"esimDetail":{"iccid":8901000000000000017,"activationCode":"LPA:1$rsp.example.com$AbC-1","smdpAddress":"rsp.example.com","confirmationCode":4711}`),
	}}, result(providers.StateCompleted, soldESIM)},
	{"eSIM whose activation comes with its status", esimSKU, nil, []step{{
		Request: "POST /api/v1/esim/order", Body: `{"skuId":8101,"correlationId":"` + ourRef + `"}`,
		Answer: sold("8101", `,"esimDetail":{"iccid":"8901000000000000017"}`),
	}, {
		Request: "GET /api/v1/esim/status/8901000000000000017", Answer: ok(`[{"activationCode":"AbC-1","smdpAddress":"rsp.example.com"}]`),
	}}, result(providers.StateCompleted, providers.Delivery{Type: providers.DeliverESIM, ICCID: "8901000000000000017",
		Activation: &providers.Activation{SMDP: "rsp.example.com", MatchingID: "AbC-1"}})},
	{"eSIM with an address and no matching id", esimSKU, nil, []step{{
		Request: "POST /api/v1/esim/order", Body: `{"skuId":8101,"correlationId":"` + ourRef + `"}`,
		Answer: sold("8101", `,"esimDetail":{"iccid":"8901000000000000017","activationCode":"","smdpAddress":"rsp.example.com","qrCodeString":"LPA:1$rsp.example.com$"}`),
	}, {
		Request: "GET /api/v1/esim/status/8901000000000000017", Answer: ok(`[]`),
	}}, result(providers.StateCompleted, providers.Delivery{Type: providers.DeliverESIM, ICCID: "8901000000000000017",
		Activation: &providers.Activation{SMDP: "rsp.example.com"}})},
	{"eSIM whose QR text has no matching id and whose code is one", esimSKU, nil, []step{{
		Request: "POST /api/v1/esim/order", Body: `{"skuId":8101,"correlationId":"` + ourRef + `"}`,
		Answer: sold("8101", `,"esimDetail":{"iccid":"8901000000000000017","activationCode":"AbC-1","smdpAddress":"rsp.example.com","confirmationCode":"4711","qrCodeString":"LPA:1$rsp.example.com$"}`),
	}}, result(providers.StateCompleted, soldESIM)},
	{"eSIM whose matching id comes with its status", esimSKU, nil, []step{{
		Request: "POST /api/v1/esim/order", Body: `{"skuId":8101,"correlationId":"` + ourRef + `"}`,
		Answer: sold("8101", `,"esimDetail":{"iccid":"8901000000000000017","smdpAddress":"rsp.example.com"}`),
	}, {
		Request: "GET /api/v1/esim/status/8901000000000000017", Answer: ok(`[{"activationCode":"AbC-1","smdpAddress":"rsp.example.com"}]`),
	}}, result(providers.StateCompleted, providers.Delivery{Type: providers.DeliverESIM, ICCID: "8901000000000000017",
		Activation: &providers.Activation{SMDP: "rsp.example.com", MatchingID: "AbC-1"}})},
	{"eSIM beside numbers that are none", esimSKU, nil, []step{{
		Request: "POST /api/v1/esim/order", Body: `{"skuId":8101,"correlationId":"` + ourRef + `"}`,
		Answer: strings.NewReplacer(`"discount":5`, `"discount":"5 %"`, `"invoiceAmount":9.503`, `"invoiceAmount":"9.503 USD"`).Replace(
			sold("8101", `,"esimDetail":{"iccid":"8901000000000000017","activationCode":"AbC-1","smdpAddress":"rsp.example.com","confirmationCode":"4711"}`)),
	}}, func() providers.Result {
		r := result(providers.StateCompleted, soldESIM)
		r.Cost = nil
		return r
	}()},
	{"eSIM that has no activation yet", esimSKU, nil, []step{{
		Request: "POST /api/v1/esim/order", Body: `{"skuId":8101,"correlationId":"` + ourRef + `"}`,
		Answer: sold("8101", `,"esimDetail":{"iccid":"8901000000000000017"}`),
	}, {
		Request: "GET /api/v1/esim/status/8901000000000000017", Answer: ok(`[]`),
	}}, result(providers.StateProcessing, providers.Delivery{Type: providers.DeliverESIM, ICCID: "8901000000000000017"})},
	{"eSIM not in the answer", esimSKU, nil, []step{{
		Request: "POST /api/v1/esim/order", Body: `{"skuId":8101,"correlationId":"` + ourRef + `"}`, Answer: sold("8101", ``),
	}}, result(providers.StateProcessing)},
	{"airtime in the wallet's currency", rangeSKU, map[string]string{"phone": "+91 98765-43210", "amount": "10", "sender_phone": "+1 (212) 555-0100"}, []step{{
		Request: "POST /api/v1/transaction/topup",
		Body:    `{"skuId":641,"correlationId":"` + ourRef + `","amount":10,"mobile":"919876543210","senderMobile":"12125550100"}`,
		Answer:  sold("641", `,"topupDetail":{"localCurrencyAmount":800.00,"salesTaxAmount":122,"localCurrencyAmountExcludingTax":678.00,"destinationCurrency":"inr","operatorTransactionId":"op-9"}`),
	}}, result(providers.StateCompleted, providers.Delivery{Type: providers.DeliverAirtime, Phone: "+91 98765-43210", Delivered: inr("678"), OperatorReference: "op-9"})},
	{"airtime in the local currency", rangeSKU, map[string]string{"phone": "+919876543210", "amount": "199.50", "currency": "INR"}, []step{{
		Request: "POST /api/v1/transaction/topup",
		Body:    `{"skuId":641,"correlationId":"` + ourRef + `","amount":199.5,"mobile":"919876543210","transactionCurrencyCode":"INR"}`,
		Answer:  sold("641", `,"topupDetail":{"localCurrencyAmount":199.5,"destinationCurrency":"INR"}`),
	}}, result(providers.StateCompleted, providers.Delivery{Type: providers.DeliverAirtime, Phone: "+919876543210", Delivered: inr("199.5")})},
	{"a fixed plan for three months", fixedSKU, map[string]string{"phone": "+12125550100", "numberOfPlanMonths": "3"}, []step{{
		Request: "POST /api/v1/transaction/topup",
		Body:    `{"skuId":642,"correlationId":"` + ourRef + `","amount":19,"mobile":"12125550100","numberOfPlanMonths":3}`,
		Answer:  sold("642", ``),
	}}, result(providers.StateCompleted, providers.Delivery{Type: providers.DeliverAirtime, Phone: "+12125550100"})},
	{"a fixed amount in another currency", eurSKU, map[string]string{"phone": "+4915112345678"}, []step{{
		Request: "POST /api/v1/transaction/topup",
		Body:    `{"skuId":970,"correlationId":"` + ourRef + `","amount":10,"mobile":"4915112345678","transactionCurrencyCode":"EUR"}`,
		Answer:  sold("970", ``),
	}}, result(providers.StateCompleted, providers.Delivery{Type: providers.DeliverAirtime, Phone: "+4915112345678"})},
	{"PINs", pinSKU, map[string]string{"phone": "+12125550100", "customerId": "C 9"}, []step{{
		Request: "POST /api/v1/transaction/pin",
		Body:    `{"skuId":700,"correlationId":"` + ourRef + `","recipient":"12125550100","additionalInfos":[{"name":"customerId","value":"C 9"}]}`,
		Answer:  sold("700", `,"pins":[{"pinNumber":"0012345678901234567","controlNumber":"S-1","deliveredAmount":10,"deliveredCurrencyCode":"USD","expirationDate":"12/31/2027"},{"pinNumber":99,"controlNumber":null}]`),
	}}, result(providers.StateCompleted,
		providers.Delivery{Type: providers.DeliverPIN, PIN: "0012345678901234567", Serial: "S-1", Expires: "12/31/2027", Instructions: "Dial *123#"},
		providers.Delivery{Type: providers.DeliverPIN, PIN: "99", Instructions: "Dial *123#"})},
	{"a PIN that is not in the answer", pinSKU, nil, []step{{
		Request: "POST /api/v1/transaction/pin", Body: `{"skuId":700,"correlationId":"` + ourRef + `"}`,
		Answer: sold("700", `,"pins":[]`),
	}}, result(providers.StateProcessing)},
	{"a gift card", cardSKU, map[string]string{"amount": "25", "first_name": "Ada", "last_name": "L", "phone": "+12125550100"}, []step{{
		Request: "POST /api/v1/transaction/giftcard/order",
		Body:    `{"skuId":900,"correlationId":"` + ourRef + `","amount":25,"firstName":"Ada","lastName":"L","recipient":"12125550100"}`,
		Answer:  sold("900", `,"giftCardDetail":{"cardNumber":"6006490000000000","pin":"1234","expirationDate":"2027","certificateLink":"https://c"}`),
	}}, result(providers.StateCompleted, providers.Delivery{Type: providers.DeliverGiftCard, CardNumber: "6006490000000000", PIN: "1234", Expires: "2027", Link: "https://c"})},
	{"a gift card that has to be fetched", cardSKU, map[string]string{"amount": "25"}, []step{{
		Request: "POST /api/v1/transaction/giftcard/order", Body: `{"skuId":900,"correlationId":"` + ourRef + `","amount":25}`,
		Answer: sold("900", `,"giftCardDetail":{"cardNumber":"","pin":null,"expirationDate":"","certificateLink":""}`),
	}, {
		Request: "GET /api/v1/transaction/giftcard/fetch/77001", Answer: ok(`{"cardNumber":"6006","pin":"","expirationDate":"","certificateLink":""}`),
	}}, result(providers.StateCompleted, providers.Delivery{Type: providers.DeliverGiftCard, CardNumber: "6006"})},
	{"a gift card that cannot be fetched yet", cardSKU, map[string]string{"amount": "25"}, []step{{
		Request: "POST /api/v1/transaction/giftcard/order", Body: `{"skuId":900,"correlationId":"` + ourRef + `","amount":25}`,
		Answer: sold("900", ``),
	}, {
		Request: "GET /api/v1/transaction/giftcard/fetch/77001", Status: 500, Answer: `<html>`,
	}}, result(providers.StateProcessing)},
	{"a bill", billSKU, map[string]string{"account": "AC-77", "amount": "50", "checkDigits": "07", "senderName": "Shop"}, []step{{
		Request: "POST /api/v1/transaction/billpay",
		Body:    `{"skuId":950,"correlationId":"` + ourRef + `","amount":50,"accountNumber":"AC-77","checkDigits":"07","senderName":"Shop"}`,
		Answer:  sold("950", `,"billPaymentDetail":{"accountNumber":"AC-77","token":"1111-2222","unit":"35.2","receivedNarration":"paid"}`),
	}}, func() providers.Result {
		r := result(providers.StateCompleted, providers.Delivery{Type: providers.DeliverBill, Token: "1111-2222", Units: "35.2"})
		r.Message = "paid"
		return r
	}()},
	{"a SIM card", simSKU, map[string]string{"sim_number": "89014", "zip": "07030", "email": "a@b.org"}, []step{{
		Request: "POST /api/v1/transaction/sim/activate",
		Body:    `{"skuId":960,"correlationId":"` + ourRef + `","simNumber":"89014","zipCode":7030,"email":"a@b.org"}`,
		Answer:  sold("960", `,"simInfo":{"simNumber":"","language":"en","zipCode":"07030","mobileNumber":"12015550100"}`),
	}}, result(providers.StateCompleted, providers.Delivery{Type: providers.DeliverSIM, SIMNumber: "89014", Phone: "12015550100"})},
	{"an eSIM with no code but the link of one", esimSKU, nil, []step{{
		Request: "POST /api/v1/esim/order", Body: `{"skuId":8101,"correlationId":"` + ourRef + `"}`,
		Answer: sold("8101", `,"esimDetail":{"iccid":"ICCID-1","qrCodeLink":"https://q"}`),
	}}, func() providers.Result {
		r := result(providers.StateProcessing, providers.Delivery{Type: providers.DeliverESIM, ICCID: "ICCID-1"})
		r.Why = providers.Because("valuetopup.qr_link", "link", "https://q")
		return r
	}()},
	{"an eSIM with an address and no code", esimSKU, nil, []step{{
		Request: "POST /api/v1/esim/order", Body: `{"skuId":8101,"correlationId":"` + ourRef + `"}`,
		Answer: sold("8101", `,"esimDetail":{"iccid":"ICCID-1","smdpAddress":"rsp.example.com","qrCodeLink":"https://q"}`),
	}}, func() providers.Result {
		r := result(providers.StateCompleted, providers.Delivery{Type: providers.DeliverESIM, ICCID: "ICCID-1", Activation: &providers.Activation{SMDP: "rsp.example.com"}})
		r.Missing = providers.Because("valuetopup.no_matching_id", "link", "https://q")
		return r
	}()},
	{"a number brought along, nobody knows how far", portInSKU, map[string]string{"sim_number": "89014", "zip": "10001"}, []step{{
		Request: "POST /api/v1/transaction/sim/portin", Body: `{"skuId":961,"correlationId":"` + ourRef + `","simNumber":"89014","zipCode":10001}`,
		Answer: sold("961", ``),
	}, {
		Request: "GET /api/v1/transaction/sim/portin/status/77001", Status: 503,
	}}, result(providers.StateProcessing, providers.Delivery{Type: providers.DeliverSIM, SIMNumber: "89014"})},
	{"a number brought along", portInSKU, map[string]string{"sim_number": "89014", "zip": "10001", "mobileNumber": "+1 212 555 0100", "passwordPin": "1 2"}, []step{{
		Request: "POST /api/v1/transaction/sim/portin",
		Body:    `{"skuId":961,"correlationId":"` + ourRef + `","simNumber":"89014","zipCode":10001,"mobileNumber":"12125550100","passwordPin":"1 2"}`,
		Answer:  sold("961", ``),
	}, {
		Request: "GET /api/v1/transaction/sim/portin/status/77001", Answer: ok(`{"status":"Rejected","mobile":"12125550100","rejectCode":"8","rejectReason":"Wrong PIN"}`),
	}}, func() providers.Result {
		r := result(providers.StateProcessing, providers.Delivery{Type: providers.DeliverSIM, SIMNumber: "89014", Phone: "12125550100"})
		r.ProviderStatus, r.Message = "Rejected", "Wrong PIN"
		return r
	}()},
}

func TestSellEachKind(t *testing.T) {
	t.Parallel()
	for _, c := range sales {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := openAt(t, c.steps...).Sell(background(t), request(t, c.sku, c.fields))
			if err != nil {
				t.Fatal(err)
			}
			same(t, c.want, got)
		})
	}
}

func TestSellInProgress(t *testing.T) {
	t.Parallel()
	for _, c := range []string{"852", "851"} {
		client := openAt(t, step{Request: "POST /api/v1/esim/order", Body: `{"skuId":8101,"correlationId":"` + ourRef + `"}`, Answer: code(c, "Under execution")})
		got, err := client.Sell(background(t), request(t, esimSKU, nil))
		if err != nil {
			t.Fatal(err)
		}
		same(t, providers.Result{State: providers.StateProcessing, ProviderStatus: c, Message: "Under execution", RequestID: "req-1"}, got)
	}
}

// What can be refused here is refused before anything leaves: the server of
// these tests expects no request at all.
func TestSellRefusesBeforeSending(t *testing.T) {
	t.Parallel()
	formSays := providers.Reason{} // the check of the fields, which every provider has
	airtime := map[string]string{"phone": "+919876543210", "amount": "10"}
	for _, c := range []struct {
		name   string
		sku    string
		fields map[string]string
		change func(*providers.SaleRequest)
		kind   providers.ErrorKind
		why    providers.Reason
	}{
		{"no reference", esimSKU, nil, func(r *providers.SaleRequest) { r.Reference = "" }, providers.KindInvalid, providers.Because("valuetopup.reference")},
		{"a reference that would leave its path", esimSKU, nil, func(r *providers.SaleRequest) { r.Reference = "a/b" }, providers.KindInvalid, providers.Because("valuetopup.reference")},
		{"a reference too long", esimSKU, nil, func(r *providers.SaleRequest) { r.Reference = strings.Repeat("a", 51) }, providers.KindInvalid, providers.Because("valuetopup.reference")},
		{"an id that is no SKU", esimSKU, nil, func(r *providers.SaleRequest) { r.Product.ID = "japan" }, providers.KindInvalid, providers.Because("valuetopup.no_sku", "id", "japan")},
		{"an id beyond int32", esimSKU, nil, func(r *providers.SaleRequest) { r.Product.ID = "2147483648" }, providers.KindInvalid, providers.Because("valuetopup.no_sku", "id", "2147483648")},
		{"an id below nothing", esimSKU, nil, func(r *providers.SaleRequest) { r.Product.ID = "-1" }, providers.KindInvalid, providers.Because("valuetopup.no_sku", "id", "-1")},
		{"a category nobody knows", `{"skuId":1,"category":"Lottery"}`, nil, nil, providers.KindUnsupported, providers.Because("valuetopup.category")},
		{"no number", rangeSKU, map[string]string{"amount": "10"}, nil, providers.KindInvalid, formSays},
		{"too much", rangeSKU, map[string]string{"phone": "+919876543210", "amount": "51"}, nil, providers.KindInvalid, formSays},
		{"too much in rupees", rangeSKU, map[string]string{"phone": "+919876543210", "amount": "4001", "currency": "INR"}, nil, providers.KindInvalid, formSays},
		{"another currency", rangeSKU, map[string]string{"phone": "+919876543210", "amount": "10", "currency": "EUR"}, nil, providers.KindInvalid, formSays},
		{"a field it does not take", esimSKU, map[string]string{"phone": "+1"}, nil, providers.KindInvalid, formSays},
		{"a currency that the form offers and no range is in", rangeSKU, map[string]string{"phone": "+919876543210", "amount": "10", "currency": "EUR"},
			func(r *providers.SaleRequest) { r.Product.Fields[2].Choices = []string{"EUR"} }, providers.KindInvalid, providers.Because("valuetopup.currency", "currency", "EUR")},
		{"months beyond int32", fixedSKU, map[string]string{"phone": "+12125550100", "numberOfPlanMonths": "2147483648"}, nil, providers.KindInvalid, providers.Because("valuetopup.number_too_large", "field", "Plan months")},
		{"a ZIP code with letters", simSKU, map[string]string{"sim_number": "1", "zip": "AB1"}, nil, providers.KindInvalid, formSays},
		{"a catalogue of another wallet", rangeSKU, airtime, func(r *providers.SaleRequest) { r.Product.Extra = map[string]string{"wallet": "GBP"} }, providers.KindInvalid, providers.Because("valuetopup.cost_unknown", "currency", "USD")},
		{"a product without what the sale needs", rangeSKU, airtime, func(r *providers.SaleRequest) { r.Product.Extra = nil }, providers.KindInvalid, providers.Because("valuetopup.cost_unknown", "currency", "USD")},
		{"a fixed product without its amount", fixedSKU, map[string]string{"phone": "+12125550100"}, func(r *providers.SaleRequest) { delete(r.Product.Extra, "amount") }, providers.KindInvalid, providers.Because("valuetopup.amount_unknown")},
		{"a price in a currency that cannot be sent", eurSKULost, map[string]string{"phone": "+4915112345678"}, nil, providers.KindInvalid, providers.Because("valuetopup.priced_elsewhere", "priced", "EUR", "wallet", "USD")},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := request(t, c.sku, c.fields)
			if c.change != nil {
				c.change(&r)
			}
			_, err := openAt(t).Sell(background(t), r)
			same(t, verdict{Kind: c.kind, Outcome: providers.NotSent}, verdictOf(t, err))
			same(t, c.why, ownWhy(err))
		})
	}
}

// A charge of nothing is not a charge that anybody was told of.
func TestSaleWithoutAnInvoiceHasNoCost(t *testing.T) {
	t.Parallel()
	for _, invoice := range []string{"0", "null", `""`} {
		client := openAt(t, step{Request: "POST /api/v1/transaction/pin", Body: `{"skuId":700,"correlationId":"` + ourRef + `"}`,
			Answer: ok(`{"transactionId":5,"invoiceAmount":` + invoice + `,"pins":[{"pinNumber":"1"}]}`)})
		got, err := client.Sell(background(t), request(t, pinSKU, nil))
		if err != nil {
			t.Fatal(err)
		}
		same(t, providers.Result{State: providers.StateCompleted, ProviderOrderID: "5", ProviderStatus: "000",
			Delivery: []providers.Delivery{{Type: providers.DeliverPIN, PIN: "1"}}, RequestID: "req-1"}, got)
	}
}
