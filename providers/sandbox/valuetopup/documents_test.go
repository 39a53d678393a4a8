package valuetopup

import (
	"fmt"
	"strings"
	"testing"

	"simdesk/providers/sandbox/sim"
	"simdesk/providers/sandbox/sim/simtest"
)

// open returns an account and a caller with the right password.
func open(t testing.TB) (*sim.World, *Simulator, *simtest.Client) {
	t.Helper()
	w := sim.NewWorld(7, simtest.Clock)
	s := New(w)
	return w, s, simtest.Serve(t, s, "/valuetopup", "Authorization", "Basic c2FuZGJveC12YWx1ZXRvcHVwOnNhbmRib3gtdmFsdWV0b3B1cC1wYXNzd29yZA==")
}

// id finds a SKU by its name.
func id(t testing.TB, s *Simulator, name string) int {
	t.Helper()
	for _, k := range s.skus {
		if k.ProductName == name {
			return k.SkuID
		}
	}
	t.Fatalf("no SKU %q", name)
	return 0
}

// What the document prints, shortened only where it repeats itself.
const (
	skuSample = `{"skuId":0,"productId":0,"productName":"","productDescription":"","benefitType":"","validity":"","faceValue":0.1,"minAmount":0.1,
		"maxAmount":0.1,"discount":0.1,"pricing":"","category":"","region":"","isSalesTaxCharged":true,"salesTax":0.1,"exchangeRate":0.1,
		"currencyCode":"","countryCode":"","localPhoneNumberLength":0,"internationalCountryCode":["string"],"allowDecimal":true,"fee":0.1,
		"operatorName":"","deliveryCurrencyCode":"","supportedTransactionCurrencies":"","carrierName":"","additionalInformation":"","loanAmount":0.1}`
	topupSample = `{"localCurrencyAmount":0.1,"salesTaxAmount":0.1,"localCurrencyAmountExcludingTax":0.1,"destinationCurrency":"","operatorTransactionId":""}`
	pinsSample  = `[{"pinNumber":"","controlNumber":"","deliveredAmount":0.1,"deliveredCurrencyCode":"","expirationDate":""}]`
	cardSample  = `{"cardNumber":"","pin":"","expirationDate":"","certificateLink":""}`
	simSample   = `{"simNumber":"","language":"","zipCode":"","mobileNumber":""}`
	billSample  = `{"accountNumber":"","token":"","unit":"","receivedNarration":""}`
	esimSample  = `{"iccid":"","activationCode":"","smdpAddress":"","confirmationCode":"","qrCodeString":"","qrCodeLink":""}`
	promoSample = `[{"promotionId":0,"promotionName":"","countryTimeZone":"","startDate":"","endDate":"","description":"","restriction":"",
		"promotionalBalanceExpiration":"","promotionMinMax":[{"currencyCode":"","minAmount":0.1,"maxAmount":0.1}],
		"product":{"productId":0,"productName":"","countryCode":"","operatorName":""},
		"operator":{"operatorId":0,"operatorName":"","countryCode":"","countryName":""}}]`
)

func wrap(payLoad string) string {
	return `{"responseCode":"","responseMessage":"","payLoad":` + payLoad + `}`
}

// transactionSample is the documented transaction with one part filled.
func transactionSample(part, sample string) string {
	out := `{"transactionId":0,"transactionDate":"","invoiceAmount":0.1,"faceValue":0.1,"discount":0.1,"fee":0.1,
		"product":{"skuId":0,"productName":"","faceValue":0.1,"instructions":"","productDescription":""}`
	for _, name := range []string{"topupDetail", "pins", "giftCardDetail", "simInfo", "billPaymentDetail", "esimDetail"} {
		value := "null"
		if name == part {
			value = sample
		}
		out += `,"` + name + `":` + value
	}
	return wrap(out + "}")
}

func TestDocumentedShapes(t *testing.T) {
	t.Parallel()
	w, s, c := open(t)
	order := func(name, more string) string {
		return fmt.Sprintf(`{"skuId":%d,"correlationId":%q%s}`, id(t, s, name), strings.ReplaceAll(name, " ", "-"), more)
	}
	card := c.OK(t, "POST /api/v1/transaction/giftcard/order", order("Apple United States 10 USD", `,"amount":10`))
	simtest.SameShape(t, card, wrap("null"))
	w.Advance(w.Settle)
	done := c.OK(t, "GET /api/v1/transaction/status/Apple-United-States-10-USD", "")
	simtest.SameShape(t, done, transactionSample("giftCardDetail", cardSample))
	port := c.OK(t, "POST /api/v1/transaction/sim/portin", order("Lyca Mobile SIM 29 USD", `,"simNumber":"8901260000000000002","zipCode":2108,"mobileNumber":"16175550123"`))
	simtest.SameShape(t, port, transactionSample("simInfo", simSample))
	nigeria := id(t, s, "MTN Nigeria")
	water := id(t, s, "Water Ghana")
	for _, tc := range []struct{ line, body, sample string }{
		{"GET /api/v1/account/balance", "", wrap("0.1")},
		{fmt.Sprintf("GET /api/v1/catalog/skus?productid=%d", s.byID[nigeria].ProductID), "", wrap("[" + skuSample + "]")},
		{fmt.Sprintf("GET /api/v1/catalog/sku/description?skuId=%d", nigeria), "", wrap(`[{"skuId":0,"productName":"","description":""}]`)},
		{"GET /api/v1/catalog/lookup/mobile/2348035550123", "", wrap(`{"productId":0,"productName":"","category":"","countryCode":"","operator":"","operatorId":0,"denominationType":"","skus":[` + skuSample + `]}`)},
		{"GET /api/v1/catalog/promotion/current", "", wrap(promoSample)},
		{"GET /api/v1/catalog/promotion/upcoming", "", wrap(promoSample)},
		{fmt.Sprintf("GET /api/v1/catalog/sku/exchangeRate/%d", nigeria), "", wrap(`{"skuId":0,"productName":"","currencyCode":"","exchangeRate":0.1}`)},
		{fmt.Sprintf("GET /api/v1/catalog/sku/logos?productId=%d", s.byID[nigeria].ProductID), "", wrap(`[{"productId":0,"productName":"","imageUrl":""}]`)},
		{"GET /api/v1/catalog/errors", "", wrap(`[{"errorCode":"","errorDescription":""}]`)},
		{"GET /api/v1/catalog/carriers?countryCode=NG&currencyCode=NGN", "", wrap(`[{"carrierId":0,"carrierName":"","category":"","countryCode":"","productId":0,"operator":"","denominationType":""}]`)},
		{"GET /api/v1/catalog/countries", "", wrap(`[{"countryCode":"","countryName":"","region":"","internationalCountryCode":"","areaCodes":"","numberLength":""}]`)},
		{"POST /api/v1/esim/order", order("Japan 5 GB 30 Days", ""), transactionSample("esimDetail", esimSample)},
		{"GET /api/v1/esim/status/" + s.ICCIDs()[0], "", wrap(`[{"name":"","description":"","initialQuantity":0,"remainingQuantity":0,"assignmentDateTime":"","startTime":"","endTime":"","assignmentReference":"","unit":"","activationCode":"","smdpAddress":""}]`)},
		{"POST /api/v1/transaction/topup", order("MTN Nigeria", `,"amount":5,"mobile":"+234 803 555 0123","additionalInfos":null`), transactionSample("topupDetail", topupSample)},
		{"GET /api/v1/transaction/status/MTN-Nigeria", "", transactionSample("topupDetail", topupSample)},
		{"POST /api/v1/transaction/pin", order("AT&T PIN United States 10 USD", ""), transactionSample("pins", pinsSample)},
		{fmt.Sprintf("GET /api/v1/transaction/billpay/fetch-account-detail?skuId=%d&accountNumber=100200300", water), "", transactionSample("billPaymentDetail", billSample)},
		{"POST /api/v1/transaction/billpay", order("Water Ghana", `,"amount":20.5,"accountNumber":"100200300"`), transactionSample("billPaymentDetail", billSample)},
		{"GET /api/v1/transaction/giftcard/fetch/" + simtest.Text(done, "payLoad", "transactionId"), "", wrap(cardSample)},
		{"POST /api/v1/transaction/sim/activate", order("Lyca Mobile SIM 19 USD", `,"simNumber":"8901260000000000001","zipCode":2108`), transactionSample("simInfo", simSample)},
		{"GET /api/v1/transaction/sim/portin/status/" + simtest.Text(port, "payLoad", "transactionId"), "", wrap(`{"status":"","portInDate":"","mobile":"","rejectCode":"","rejectReason":""}`)},
		{"POST /api/payments/checkout", `{"amount":50,"description":"","metadata":{"shop":"1"}}`, `{"sessionId":"","url":"","expiresAt":""}`},
		{"GET /api/payments/GetPaymentResponse?sessionId=x", "", `{"payLoad":null,"responseCode":"","responseMessage":"","responseMessages":["string"],"isSuccessful":true,"stackTrace":"","logId":0,"apiResponseCode":""}`},
	} {
		simtest.SameShape(t, c.OK(t, tc.line, tc.body), tc.sample)
	}
}

func TestWrongPasswordIsUnauthorized(t *testing.T) {
	t.Parallel()
	w, s, c := open(t)
	for _, header := range []string{"", "Basic dGVzdHVzZXI6dGVzdDEyMzQ=", "Bearer x"} {
		r := c.With("Authorization", header).Do(t, "POST /api/v1/esim/order", fmt.Sprintf(`{"skuId":%d,"correlationId":"a"}`, id(t, s, "Japan 5 GB 30 Days")))
		if r.Status != 401 || !strings.HasPrefix(r.Header.Get("WWW-Authenticate"), "Basic ") {
			t.Errorf("%q: %d %s", header, r.Status, r.Body)
		}
	}
	if n := len(w.Charges(Name)); n != 0 {
		t.Errorf("%d charges", n)
	}
}

func TestBalanceHasThePrepaidSign(t *testing.T) {
	t.Parallel()
	_, _, c := open(t)
	if got := string(c.Do(t, "GET /api/v1/account/balance", "").Body); got != `{"responseCode":"000","responseMessage":"Success","payLoad":-2480.6}` {
		t.Error(got)
	}
}

// What does not fit the documented types never reaches the provider's own
// code: HTTP 400, and no status afterwards.
func TestMalformedRequests(t *testing.T) {
	t.Parallel()
	w, s, c := open(t)
	mtn := id(t, s, "MTN Nigeria")
	for _, tc := range []struct{ line, body, field string }{
		{"POST /api/v1/transaction/topup", `{`, "$"},
		{"POST /api/v1/transaction/topup", `{"correlationId":"m"}`, "skuId"},
		{"POST /api/v1/transaction/topup", `{"skuId":"1","correlationId":"m"}`, "$.skuId"},
		{"POST /api/v1/transaction/topup", fmt.Sprintf(`{"skuId":%d}`, mtn), "correlationId"},
		{"POST /api/v1/transaction/topup", fmt.Sprintf(`{"skuId":%d,"correlationId":""}`, mtn), "correlationId"},
		{"POST /api/v1/transaction/topup", fmt.Sprintf(`{"skuId":%d,"correlationId":"%051d","amount":5,"mobile":"2348035550123"}`, mtn, 1), "correlationId"},
		{"POST /api/v1/transaction/topup", fmt.Sprintf(`{"skuId":%d,"correlationId":"m","mobile":"2348035550123"}`, mtn), "amount"},
		{"POST /api/v1/transaction/topup", fmt.Sprintf(`{"skuId":%d,"correlationId":"m","amount":"5","mobile":"2348035550123"}`, mtn), "$.amount"},
		{"POST /api/v1/transaction/topup", fmt.Sprintf(`{"skuId":%d,"correlationId":"m","amount":5}`, mtn), "mobile"},
		{"POST /api/v1/transaction/billpay", fmt.Sprintf(`{"skuId":%d,"correlationId":"m","amount":5}`, mtn), "accountNumber"},
		{"POST /api/v1/transaction/sim/activate", fmt.Sprintf(`{"skuId":%d,"correlationId":"m","zipCode":1}`, mtn), "simNumber"},
		{"POST /api/v1/transaction/sim/activate", fmt.Sprintf(`{"skuId":%d,"correlationId":"m","simNumber":"89"}`, mtn), "zipCode"},
		{"POST /api/v1/transaction/sim/portin", fmt.Sprintf(`{"skuId":%d,"correlationId":"m","simNumber":"89","zipCode":1,"areaCode":"1234"}`, mtn), "areaCode"},
		{"POST /api/payments/checkout", `{}`, "amount"},
		{"GET /api/v1/catalog/skus?productid=x", "", "productId"},
		{"GET /api/v1/catalog/lookup/mobile/+44", "", "mobile"},
		{"GET /api/v1/transaction/giftcard/fetch/x", "", "id"},
	} {
		r := c.Do(t, tc.line, tc.body)
		if r.Status != 400 || simtest.At(r.JSON(t), "errors", tc.field) == nil {
			t.Errorf("%s %s: %d %s", tc.line, tc.body, r.Status, r.Body)
		}
	}
	if code := simtest.Text(c.OK(t, "GET /api/v1/transaction/status/m", ""), "responseCode"); code != "850" || len(w.Charges(Name)) != 0 {
		t.Errorf("code %s, %d charges", code, len(w.Charges(Name)))
	}
}
