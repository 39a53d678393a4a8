package valuetopup

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"simdesk/providers"
	"simdesk/providers/wire"
)

const (
	askSkus   = "GET /api/v1/catalog/skus"
	askErrors = "GET /api/v1/catalog/errors"
)

// productsOf is the catalogue that these SKUs make, for a USD wallet.
func productsOf(t *testing.T, skus string) []providers.Product {
	t.Helper()
	client := openAt(t, step{Request: askSkus, Answer: ok(skus)}, step{Request: askErrors, Answer: ok(`[]`)})
	var got []providers.Product
	err := client.Catalog(background(t), func(p providers.CatalogPage) error {
		same(t, []int{1, 1}, []int{p.Page, p.Pages})
		got = append(got, p.Products...)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestCatalogESIM(t *testing.T) {
	t.Parallel()
	got := productsOf(t, `[{"skuId":8101,"productId":81,"productName":"Japan &amp; Korea 5 GB","productDescription":"<p>Data only.</p>",
		"benefitType":"Data","validity":"30 Days","faceValue":12.00,"minAmount":12.0,"maxAmount":12,"discount":10,"pricing":"Fixed","category":"eSIM",
		"region":"Asia","isSalesTaxCharged":false,"salesTax":0,"exchangeRate":1,"currencyCode":"USD","countryCode":"JP,KR","localPhoneNumberLength":0,
		"internationalCountryCode":["81"],"allowDecimal":true,"fee":0.5,"operatorName":"Air Mobile","deliveryCurrencyCode":"USD",
		"supportedTransactionCurrencies":"USD","carrierName":"Air","additionalInformation":null,"loanAmount":0}]`)
	same(t, []providers.Product{{
		Provider: "valuetopup", ID: "8101", Name: "Japan & Korea 5 GB", Kind: providers.KindESIM, Countries: []string{"JP", "KR"}, Region: "Asia",
		Operator: "Air Mobile", Data: providers.Data{Bytes: 5 * providers.GB, Raw: "5 GB"}, Days: 30, Cost: usd("11.3"), CanTopUp: providers.No,
		Notes: []providers.Reason{providers.Quoted("Data only."), providers.Because("valuetopup.validity", "validity", "30 Days"), reckoned},
		Extra: map[string]string{"wallet": "USD"},
	}}, got)
}

func TestCatalogAirtimeRangeInTwoCurrencies(t *testing.T) {
	t.Parallel()
	got := productsOf(t, `[{"skuId":"641","productName":"India Airtel","benefitType":"Airtime","faceValue":0,"minAmount":1,"maxAmount":50,
		"discount":5,"category":"RTR","exchangeRate":83.25,"currencyCode":"USD","countryCode":"IND","allowDecimal":true,"fee":0,"operatorName":"Airtel",
		"deliveryCurrencyCode":"INR","supportedTransactionCurrencies":"USD, INR"}]`)
	currency := field("currency", "Amount's currency", providers.TypeChoice, false)
	currency.Choices = []string{"USD", "INR"}
	same(t, []providers.Product{{
		Provider: "valuetopup", ID: "641", Name: "India Airtel", Kind: providers.KindAirtime, Countries: []string{"IN"}, Operator: "Airtel",
		Ranges: []providers.Range{
			{Currency: "USD", Min: dec("1"), Max: dec("50"), CostCurrency: "USD", CostFactor: dec("0.95"), DeliveredCurrency: "INR", DeliveredFactor: dec("83.25")},
			{Currency: "INR", Min: dec("83.25"), Max: dec("4162.5"), CostCurrency: "USD", CostFactor: dec("0.011411411411"), DeliveredCurrency: "INR", DeliveredFactor: dec("1")},
		},
		Fields: []providers.Field{phone("phone", "Customer's number", true), field("amount", "Amount", providers.TypeAmount, true), currency,
			phone("sender_phone", "Sender's number", false)},
		Extra: map[string]string{"wallet": "USD"},
	}}, got)
	same(t, usd("9.5"), got[0].CostWith(map[string]string{"amount": "10"}))
	same(t, usd("1.14114"), got[0].CostWith(map[string]string{"amount": "100", "currency": "INR"}))
}

func TestCatalogFixedAirtimeAndData(t *testing.T) {
	t.Parallel()
	got := productsOf(t, `[
		{"skuId":1,"productName":"Lyca Plan","faceValue":19,"minAmount":19,"maxAmount":19,"category":"Rtr","exchangeRate":1,"currencyCode":"USD","countryCode":"US","carrierName":"Lycamobile"},
		{"skuId":2,"productName":"MTN 2GB","benefitType":"Data","validity":"7","faceValue":5,"category":"RTR","currencyCode":"NGN","exchangeRate":1500,"countryCode":"NG","supportedTransactionCurrencies":"NGN",
		 "isSalesTaxCharged":true,"salesTax":7.5},
		{"skuId":3,"productName":"Boost Mobile 25","benefitType":"Talk, Text and Data","faceValue":25,"category":"RTR","countryCode":"US"}]`)
	fields := []providers.Field{phone("phone", "Customer's number", true), phone("sender_phone", "Sender's number", false)}
	months := field("numberOfPlanMonths", "Plan months", providers.TypeInteger, false)
	boost := limited(text("boostPin", "Boost PIN, 4 to 6 digits", true), 6)
	same(t, []providers.Product{
		{Provider: "valuetopup", ID: "1", Name: "Lyca Plan", Kind: providers.KindAirtime, Countries: []string{"US"}, Operator: "Lycamobile", Cost: usd("19"),
			Fields: append(fields[:2:2], months), Extra: map[string]string{"wallet": "USD", "times": "numberOfPlanMonths", "amount": "19"}},
		{Provider: "valuetopup", ID: "2", Name: "MTN 2GB", Kind: providers.KindData, Countries: []string{"NG"}, Cost: usd("5"), Days: 7,
			Data: providers.Data{Bytes: 2 * providers.GB, Raw: "2GB"}, Fields: fields,
			Notes: []providers.Reason{providers.Because("valuetopup.validity", "validity", "7"), providers.Because("valuetopup.sales_tax", "percent", "7.5")}, Extra: map[string]string{"wallet": "USD", "amount": "5"}},
		{Provider: "valuetopup", ID: "3", Name: "Boost Mobile 25", Kind: providers.KindAirtime, Countries: []string{"US"}, Cost: usd("25"),
			Fields: append(fields[:2:2], boost), Extra: map[string]string{"wallet": "USD", "amount": "25"}},
	}, got)
}

func TestCatalogPricedInAnotherCurrency(t *testing.T) {
	t.Parallel()
	got := productsOf(t, `[
		{"skuId":1,"productName":"Sendable","minAmount":5,"maxAmount":20,"category":"RTR","currencyCode":"GBP","deliveryCurrencyCode":"NGN","exchangeRate":2000,"supportedTransactionCurrencies":"GBP;NGN","allowDecimal":false},
		{"skuId":2,"productName":"Not sendable","minAmount":1000,"maxAmount":1000,"category":"RTR","currencyCode":"NGN","exchangeRate":1},
		{"skuId":3,"productName":"PIN","faceValue":10,"category":"PIN","currencyCode":"EUR","exchangeRate":1}]`)
	type priced struct {
		Cost   *providers.Money
		Ranges []providers.Range
		Extra  map[string]string
	}
	var prices []priced
	for _, p := range got {
		prices = append(prices, priced{p.Cost, p.Ranges, p.Extra})
	}
	same(t, []priced{
		{nil, []providers.Range{
			{Currency: "GBP", Min: dec("5"), Max: dec("20"), Whole: true, DeliveredCurrency: "NGN", DeliveredFactor: dec("2000")},
			{Currency: "NGN", Min: dec("10000"), Max: dec("40000"), Whole: true, DeliveredCurrency: "NGN", DeliveredFactor: dec("1")},
		}, map[string]string{"wallet": "USD"}},
		{nil, nil, map[string]string{"wallet": "USD", "amount": "1000", "currency": "NGN",
			"blocked": "NGN"}},
		{nil, nil, map[string]string{"wallet": "USD"}},
	}, prices)
}

func TestCatalogKindsFollowTheCategory(t *testing.T) {
	t.Parallel()
	for category, want := range map[string]providers.Kind{
		"RTR": providers.KindAirtime, "Rtr": providers.KindAirtime, "eSIM": providers.KindESIM, "e-SIM": providers.KindESIM, "PIN": providers.KindPIN,
		"Gift Card": providers.KindGiftCard, "GiftCard": providers.KindGiftCard, "Bill Pay": providers.KindBill, "billpay": providers.KindBill,
		"Sim": providers.KindSIMActivation, "": providers.KindOther, "Lottery": providers.KindOther,
	} {
		got := productsOf(t, `[{"skuId":1,"category":"`+category+`"}]`)
		if len(got) != 1 || got[0].Kind != want {
			t.Errorf("category %q: %+v, want %s", category, got, want)
		}
	}
	got := productsOf(t, `[{"skuId":1,"category":"SIM","productName":"Ultra Port-In"}]`)
	same(t, providers.KindSIMPortIn, got[0].Kind)
}

func TestCatalogFieldsOfTheOtherKinds(t *testing.T) {
	t.Parallel()
	got := productsOf(t, `[
		{"skuId":1,"productName":"PIN","category":"PIN","faceValue":10,"additionalInformation":"Customer ID, city"},
		{"skuId":2,"productName":"Card","category":"Gift Card","minAmount":10,"maxAmount":100,"additionalInformation":"Redeem it at the shop where you want to use it, before the year ends."},
		{"skuId":3,"productName":"Power","category":"Bill Pay","minAmount":0,"maxAmount":0,"additionalInformation":[{"name":"meterType"}]},
		{"skuId":4,"productName":"SIM","category":"SIM","faceValue":1},
		{"skuId":5,"productName":"Port in","category":"SIM","faceValue":1}]`)
	var names [][]string
	for _, p := range got {
		var n []string
		for _, f := range p.Fields {
			if f.Required {
				n = append(n, f.Name+"!")
			} else {
				n = append(n, f.Name)
			}
		}
		names = append(names, n)
	}
	same(t, [][]string{
		{"phone", "Customer ID", "city"},
		{"amount!", "first_name", "last_name", "phone"},
		{"account!", "amount!", "phone", "checkDigits", "sender_phone", "senderName", "meterType"},
		{"sim_number!", "zip!", "language", "email", "numberOfPlanMonths", "areaCode", "imei"},
		{"sim_number!", "zip!", "language", "email", "numberOfPlanMonths", "areaCode", "imei", "first_name", "last_name", "operatorCode", "mobileNumber",
			"accountNumber", "passwordPin", "address", "city", "state", "accountHolderZip", "equipmentType", "streetNumber", "streetName", "contactNumber"},
	}, names)
	same(t, []string{"Customer ID,city", "", "meterType"}, []string{got[0].Extra["additional"], got[1].Extra["additional"], got[2].Extra["additional"]})
	same(t, []providers.Reason{providers.Because("valuetopup.additional", "text", "Redeem it at the shop where you want to use it, before the year ends.")}, got[1].Notes)
	same(t, providers.Reason{}, got[2].CheckField(got[2].Fields[1], "7000", nil)) // no upper limit is told
}

func TestCatalogKeepsEachSKUOnceAndSkipsRowsWithoutAnID(t *testing.T) {
	t.Parallel()
	got := productsOf(t, `[{"skuId":1,"productName":"first"},{"skuId":1.0,"productName":"again"},{"skuId":null,"productName":"none"},{"skuId":2}]`)
	var names []string
	for _, p := range got {
		names = append(names, p.ID+" "+p.Name)
	}
	same(t, []string{"1 first", "2 SKU 2"}, names)
}

func TestCatalogThatCannotBeReadIsAnError(t *testing.T) {
	t.Parallel()
	for _, answer := range []string{ok(`null`), ok(`{}`), ok(`[{}]`), ok(`[{"skuId":1},`), ok(`"busy"`), `<html>`, `{}`, code("777", "no")} {
		client := openAt(t, step{Request: askSkus, Answer: answer})
		err := client.Catalog(background(t), func(providers.CatalogPage) error {
			t.Errorf("%s made a page", answer)
			return nil
		})
		if !providers.IsKind(err, providers.KindUnavailable) {
			t.Errorf("%s: %v", answer, err)
		}
	}
}

func TestCatalogOfNothingIsNoError(t *testing.T) {
	t.Parallel()
	same(t, 0, len(productsOf(t, `[]`)))
}

func TestCatalogEndsWhereItsReaderStops(t *testing.T) {
	t.Parallel()
	stop := errors.New("disk full")
	client := openAt(t, step{Request: askSkus, Answer: ok(`[{"skuId":1}]`)})
	if err := client.Catalog(background(t), func(providers.CatalogPage) error { return stop }); !errors.Is(err, stop) {
		t.Errorf("got %v", err)
	}
}

// The list of codes is a help, not a part of the catalogue.
func TestCatalogDoesNotNeedTheListOfCodes(t *testing.T) {
	t.Parallel()
	client := openAt(t, step{Request: askSkus, Answer: ok(`[{"skuId":1}]`)}, step{Request: askErrors, Status: 500, Answer: `<html>`})
	if err := client.Catalog(background(t), func(providers.CatalogPage) error { return nil }); err != nil {
		t.Error(err)
	}
}

// A list that did not come is asked for again.
func TestListOfCodesThatFailedIsAskedForAgain(t *testing.T) {
	t.Parallel()
	client := openAt(t, step{Request: askErrors, Status: 500, Answer: `<html>`}, step{Request: askErrors, Answer: ok(`[{"errorCode":"777","errorDescription":"Blocked"}]`)})
	client.describeCodes(background(t))
	client.describeCodes(background(t))
	same(t, "Blocked", client.description("777"))
}

func TestListOfCodesIsFetchedOnceAndSpeaks(t *testing.T) {
	t.Parallel()
	client := openAt(t,
		step{Request: askSkus, Answer: ok(`[{"skuId":1}]`)},
		step{Request: askErrors, Answer: ok(`[{"errorCode":"003","errorDescription":"Wallet <b>empty</b>"},{"errorCode":"501","errorDescription":"x"},{"errorCode":777,"errorDescription":"Blocked"},{"errorCode":"","errorDescription":"y"}]`)},
		step{Request: askSkus, Answer: ok(`[{"skuId":1}]`)},
	)
	for range 2 {
		if err := client.Catalog(background(t), func(providers.CatalogPage) error { return nil }); err != nil {
			t.Fatal(err)
		}
	}
	for c, want := range map[string]providers.Reason{
		"003": providers.Because("valuetopup.described", "words", "Wallet empty", "old", providers.Because("valuetopup.wallet")),
		"501": providers.Because("valuetopup.number"),
		"777": providers.Because("valuetopup.declined_saying", "words", "Blocked", "code", "777"),
		"778": providers.Because("valuetopup.declined", "code", "778"),
		"004": providers.Because("valuetopup.account_daily_limit"),
	} {
		same(t, want, client.errorFor(envelope{Code: wireText(c)}, once).Why)
	}
}

// What may be sent in the local currency never leaves the range that is told
// in the wallet's.
func TestLocalRangeIsRoundedInwards(t *testing.T) {
	t.Parallel()
	got := productsOf(t, `[{"skuId":1,"category":"RTR","minAmount":1,"maxAmount":2,"exchangeRate":83.333,"deliveryCurrencyCode":"INR","supportedTransactionCurrencies":"INR"},
		{"skuId":2,"category":"RTR","minAmount":1,"maxAmount":2,"exchangeRate":83.333,"deliveryCurrencyCode":"INR","supportedTransactionCurrencies":"INR","allowDecimal":false},
		{"skuId":3,"category":"RTR","minAmount":1,"maxAmount":2,"exchangeRate":150.5,"deliveryCurrencyCode":"JPY","supportedTransactionCurrencies":"jpy"}]`)
	var bounds []string
	for _, p := range got {
		r, found := p.RangeIn(map[string]string{"1": "INR", "2": "INR", "3": "JPY"}[p.ID])
		if !found {
			t.Fatalf("%s has no local range", p.ID)
		}
		bounds = append(bounds, r.Min.String()+" to "+r.Max.String())
	}
	same(t, []string{"83.34 to 166.66", "84 to 166", "151 to 301"}, bounds)
}

func TestFixedProductSaysWhatItDelivers(t *testing.T) {
	t.Parallel()
	got := productsOf(t, `[{"skuId":1,"category":"RTR","minAmount":2.5,"maxAmount":2.5,"exchangeRate":83.333,"deliveryCurrencyCode":"INR"}]`)
	same(t, []providers.Reason{providers.Because("valuetopup.delivers", "money", providers.MustMoney("208.33", "INR"))}, got[0].Notes)
}

// A plan is paid for by the month: the confirmation must not show the first one
// alone, which is a third of what three cost.
func TestMonthsOfAPlanMultiplyItsCost(t *testing.T) {
	t.Parallel()
	for name, sku := range map[string]string{"bundle": fixedSKU, "SIM": simSKU} {
		p := productsOf(t, "["+sku+"]")[0]
		want := &providers.Money{Amount: p.Cost.Amount.Mul(dec("3")), Currency: "USD"}
		same(t, []*providers.Money{want, p.Cost, p.Cost}, []*providers.Money{
			p.CostWith(map[string]string{"numberOfPlanMonths": "3"}), p.CostWith(map[string]string{"numberOfPlanMonths": "1"}), p.CostWith(nil)})
		if t.Failed() {
			t.Fatal(name)
		}
	}
}

// cutOnce answers with the texts in turn; the first breaks off behind its end.
type cutOnce struct{ texts []string }

func (c *cutOnce) RoundTrip(r *http.Request) (*http.Response, error) {
	var body io.Reader = strings.NewReader(c.texts[0])
	if len(c.texts) > 2 {
		body = io.MultiReader(body, iotest.ErrReader(io.ErrUnexpectedEOF))
	}
	c.texts = c.texts[1:]
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Request: r, Body: io.NopCloser(body)}, nil
}

// What was handed on of an answer that breaks off does not count once it is asked
// for again, not even where the second holds nothing.
func TestCatalogOfAnAnswerThatBreaksOff(t *testing.T) {
	t.Parallel()
	var many strings.Builder
	for i := range portion + portion/2 {
		fmt.Fprintf(&many, `{"skuId":%d},`, i+1)
	}
	broken := strings.TrimSuffix(ok("["+many.String()), "}")
	for second, want := range map[string][]string{`[{"skuId":7},{"skuId":5000}]`: {"7", "5000"}, `[]`: nil} {
		host := &cutOnce{texts: []string{broken, ok(second), ok(`[]`)}}
		client := New(Config{BaseURL: "https://vtu.example", Username: testUser, Password: testPassword, Now: func() time.Time { return noon },
			Wire: func(o *wire.Options) { o.Transport, o.Backoff = host, time.Microsecond }})
		var ids []string
		var most int
		err := client.Catalog(background(t), func(p providers.CatalogPage) error {
			if p.Anew {
				ids = nil
			}
			for _, product := range p.Products {
				ids = append(ids, product.ID)
			}
			most = max(most, len(ids))
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		same(t, want, ids)
		same(t, portion, most)
	}
}
