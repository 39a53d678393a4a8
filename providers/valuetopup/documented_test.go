package valuetopup

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"simdesk/providers"
	"simdesk/providers/providertest/clienttest"
	"simdesk/providers/wire/loose"
)

// The documents' samples are generated: every text in them is "" and so is the
// response code. Each is shown to decode to the last field where it belongs,
// to decide nothing as it stands (no code, no answer), and to make the right
// value once a code is in it.
var printed = map[string]func(t *testing.T, r clienttest.Response){
	"balance":                        documentedBalance,
	"reference_balance_object":       documentedBalance,
	"skus":                           documentedSkus,
	"mobile_lookup":                  documentedLookup,
	"errors":                         documentedErrors,
	"esim_status":                    documentedESIM,
	"esim_order":                     documentedSale(esimSKU, "/esim/order", nil, `{}`),
	"topup":                          documentedSale(fixedSKU, "/transaction/topup", map[string]string{"phone": "+12125550100"}, `{"amount":19,"mobile":"12125550100"}`),
	"reference_transaction":          documentedSale(fixedSKU, "/transaction/topup", map[string]string{"phone": "+12125550100"}, `{"amount":19,"mobile":"12125550100"}`),
	"pin":                            documentedSale(pinSKU, "/transaction/pin", nil, `{}`),
	"billpay":                        documentedSale(billSKU, "/transaction/billpay", map[string]string{"account": "A", "amount": "5"}, `{"amount":5,"accountNumber":"A"}`),
	"giftcard_order":                 documentedSale(cardSKU, "/transaction/giftcard/order", map[string]string{"amount": "25"}, `{"amount":25}`),
	"sim_activate":                   documentedSale(simSKU, "/transaction/sim/activate", map[string]string{"sim_number": "8", "zip": "1"}, `{"simNumber":"8","zipCode":1}`),
	"sim_portin":                     documentedSale(portInSKU, "/transaction/sim/portin", map[string]string{"sim_number": "8", "zip": "1"}, `{"simNumber":"8","zipCode":1}`),
	"reference_giftcard_in_progress": documentedInProgress,
	"transaction_status":             documentedStatus,
	"giftcard_fetch":                 documentedPart(giftCard{}, "/transaction/giftcard/fetch/7"),
	"portin_status":                  documentedPart(portInStatus{}, "/transaction/sim/portin/status/7"),
	"billpay_account":                documentedAccount,
	// Operations that simdesk has no use for: that they share the frame, or
	// lack it, is all there is to show.
	"sku_description":     framed(`[{"skuId":0,"productName":"","description":""}]`),
	"exchange_rate":       framed(`{"skuId":0,"productName":"","currencyCode":"","exchangeRate":0.1}`),
	"logos":               framed(`[{"productId":0,"productName":"","imageUrl":""}]`),
	"carriers":            framed(`[{"carrierId":0,"carrierName":"","category":"","countryCode":"","productId":0,"operator":"","denominationType":""}]`),
	"countries":           framed(`[{"countryCode":"","countryName":"","region":"","internationalCountryCode":"","areaCodes":"","numberLength":""}]`),
	"promotions_current":  framed(promotions),
	"promotions_upcoming": framed(promotions),
	"payment_response":    framed(`null`),
	"checkout":            unframed,
}

const promotions = `[{"promotionId":0,"promotionName":"","countryTimeZone":"","startDate":"","endDate":"","description":"","restriction":"",
	"promotionalBalanceExpiration":"","promotionMinMax":[{"currencyCode":"","minAmount":0.1,"maxAmount":0.1}],
	"product":{"productId":0,"productName":"","countryCode":"","operatorName":""},
	"operator":{"operatorId":0,"operatorName":"","countryCode":"","countryName":""}}]`

func TestEveryDocumentedAnswerDecodesWhereItBelongs(t *testing.T) {
	t.Parallel()
	names := clienttest.Names(t, name)
	for _, n := range names {
		check, known := printed[n]
		if !known {
			t.Errorf("testdata/responses/%s/%s.json is read by no test", name, n)
			continue
		}
		t.Run(n, func(t *testing.T) {
			t.Parallel()
			check(t, clienttest.Load(t, name, n))
		})
	}
	if len(names) != len(printed) {
		t.Errorf("%d files, %d checks", len(names), len(printed))
	}
}

// coded is the sample with a response code in it.
func coded(r clienttest.Response, c string) string {
	return strings.Replace(string(r.Body), `"responseCode": ""`, `"responseCode": "`+c+`"`, 1)
}

// contents decodes what is in the frame, whatever the code.
func contents[T any](t *testing.T, r clienttest.Response) T {
	t.Helper()
	var e envelope
	var v T
	if err := loose.Decode(r.Body, &e); err != nil {
		t.Fatal(err)
	}
	if err := loose.Decode(e.PayLoad, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

func num(s string) loose.Number { return loose.Number{Decimal: dec(s), Known: true} }

var (
	zero  = num("0")
	tenth = num("0.1")
)

func sampleSku() sku {
	return sku{SkuID: zero, FaceValue: tenth, MinAmount: tenth, MaxAmount: tenth, Discount: tenth,
		SalesTaxCharged: loose.Flag{Value: true, Known: true}, SalesTax: tenth, ExchangeRate: tenth, AllowDecimal: loose.Flag{Value: true, Known: true}, Fee: tenth,
		Additional: json.RawMessage(`""`)}
}

func sampleTransaction() transaction {
	tx := transaction{ID: zero, Invoice: tenth, PINs: []pin{{}}}
	tx.TopUp.Local, tx.TopUp.LocalNet, tx.Product.SkuID = tenth, tenth, zero
	return tx
}

func documentedBalance(t *testing.T, r clienttest.Response) {
	same(t, figure{tenth}, contents[figure](t, r))
	client := openWith(t, Config{BalanceTerms: TermsPlain}, step{Request: r.Request, Answer: coded(r, "000")})
	got, err := client.Balance(background(t))
	if err != nil {
		t.Fatal(err)
	}
	same(t, providers.Balance{Available: *usd("0.1"), Balance: *usd("0.1"), AsOf: noon}, got)
	if bytes.Contains(r.Body, []byte(`"000"`)) {
		return
	}
	_, err = openAt(t, step{Request: r.Request, Answer: string(r.Body)}).Balance(background(t))
	same(t, verdict{Kind: providers.KindUnavailable}, verdictOf(t, err))
}

func documentedSkus(t *testing.T, r clienttest.Response) {
	same(t, []sku{sampleSku()}, contents[[]sku](t, r))
	client := openAt(t, step{Request: r.Request, Answer: coded(r, "000")}, step{Request: askErrors, Answer: ok(`[]`)})
	err := client.Catalog(background(t), func(p providers.CatalogPage) error {
		same(t, []providers.Product{{Provider: "valuetopup", ID: "0", Name: "SKU 0", Kind: providers.KindOther,
			Cost: usd("0.1999"), Extra: map[string]string{"wallet": "USD"},
			Notes: []providers.Reason{reckoned, providers.Because("valuetopup.sales_tax", "percent", "0.1")}}}, p.Products)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	err = openAt(t, step{Request: r.Request, Answer: string(r.Body)}).Catalog(background(t), func(providers.CatalogPage) error { return nil })
	same(t, verdict{Kind: providers.KindUnavailable}, verdictOf(t, err))
}

func documentedLookup(t *testing.T, r clienttest.Response) {
	same(t, loose.List[lookup]{{Skus: []sku{sampleSku()}}}, contents[loose.List[lookup]](t, r))
	ask := strings.Replace(r.Request, "{mobile}", "919876543210", 1)
	got, err := openAt(t, step{Request: ask, Answer: coded(r, "000")}).DetectOperator(background(t), "+919876543210", "IN")
	if err != nil {
		t.Fatal(err)
	}
	same(t, []string{"0"}, got)
	_, err = openAt(t, step{Request: ask, Answer: string(r.Body)}).DetectOperator(background(t), "+919876543210", "IN")
	same(t, verdict{Kind: providers.KindUnavailable}, verdictOf(t, err))
}

func documentedErrors(t *testing.T, r clienttest.Response) {
	same(t, []errorRow{{}}, contents[[]errorRow](t, r))
	client := openAt(t, step{Request: r.Request, Answer: coded(r, "000")})
	client.describeCodes(background(t))
	same(t, map[string]string{"": ""}, *client.described.Load())
}

func documentedESIM(t *testing.T, r clienttest.Response) {
	same(t, []bundle{{Initial: zero, Remaining: zero}}, contents[[]bundle](t, r))
	client := openAt(t, step{Request: askESIM, Answer: coded(r, "000")})
	got, err := client.ESIM(background(t), iccid)
	if err != nil {
		t.Fatal(err)
	}
	same(t, providers.ESIM{ICCID: iccid, Provider: "valuetopup", Status: providers.PlanUnknown, Install: providers.InstallUnknown,
		CanTopUp: providers.No, Bundles: []providers.Bundle{{RawTotal: "0", RawRemaining: "0"}}, AsOf: noon}, got)
	_, err = openAt(t, step{Request: askESIM, Answer: string(r.Body)}).ESIM(background(t), iccid)
	same(t, verdict{Kind: providers.KindUnavailable}, verdictOf(t, err))
}

// documentedSale: without a code, and with transaction 0, nobody can know that
// this is our order.
func documentedSale(skuJSON, path string, fields map[string]string, extra string) func(*testing.T, clienttest.Response) {
	return func(t *testing.T, r clienttest.Response) {
		same(t, sampleTransaction(), contents[transaction](t, r))
		if got, want := r.Request, "POST /api/v1"+path; got != want {
			t.Errorf("request %q, want %q", got, want)
		}
		sale := request(t, skuJSON, fields)
		body := `{"skuId":` + sale.Product.ID + `,"correlationId":"` + ourRef + `"`
		if rest := strings.Trim(extra, "{}"); rest != "" {
			body += "," + rest
		}
		for _, answer := range []string{string(r.Body), coded(r, "000")} {
			_, err := openAt(t, step{Request: r.Request, Body: body + "}", Answer: answer}).Sell(background(t), sale)
			same(t, verdict{Kind: providers.KindUnknownOutcome}, verdictOf(t, err))
		}
		numbered := strings.Replace(coded(r, "000"), `"transactionId": 0`, `"transactionId": 9`, 1)
		steps := append([]step{{Request: r.Request, Body: body + "}", Answer: numbered}}, followUp[sale.Product.Kind]...)
		client := openAt(t, steps...)
		got, err := client.Sell(background(t), sale)
		if err != nil {
			t.Fatal(err)
		}
		same(t, []any{"9", "000", usd("0.1")}, []any{got.ProviderOrderID, got.ProviderStatus, got.Cost})
	}
}

// followUp is what is asked after a sale whose answer is empty but for ids.
var followUp = map[providers.Kind][]step{
	providers.KindGiftCard:  {{Request: "GET /api/v1/transaction/giftcard/fetch/9", Answer: ok(`{}`)}},
	providers.KindSIMPortIn: {{Request: "GET /api/v1/transaction/sim/portin/status/9", Answer: ok(`{}`)}},
}

func documentedInProgress(t *testing.T, r clienttest.Response) {
	sale := request(t, cardSKU, map[string]string{"amount": "25"})
	client := openAt(t, step{Request: r.Request, Body: `{"skuId":900,"correlationId":"` + ourRef + `","amount":25}`, Answer: string(r.Body)})
	got, err := client.Sell(background(t), sale)
	if err != nil {
		t.Fatal(err)
	}
	same(t, providers.Result{State: providers.StateProcessing, ProviderStatus: "852", Message: "Gift card processing is in progress.", RequestID: "req-1"}, got)
}

func documentedStatus(t *testing.T, r clienttest.Response) {
	same(t, sampleTransaction(), contents[transaction](t, r))
	ask := strings.Replace(r.Request, "{correlationId}", ourRef, 1)
	q := query(providers.KindAirtime, "642", "+1", 0)
	for _, answer := range []string{string(r.Body), coded(r, "000")} {
		_, err := openAt(t, step{Request: ask, Answer: answer}).Track(background(t), q)
		same(t, verdict{Kind: providers.KindUnavailable}, verdictOf(t, err))
	}
	numbered := strings.Replace(coded(r, "000"), `"transactionId": 0`, `"transactionId": 9`, 1)
	got, err := openAt(t, step{Request: ask, Answer: numbered}).Track(background(t), q)
	if err != nil {
		t.Fatal(err)
	}
	same(t, providers.Finding{Verdict: providers.Found, Result: providers.Result{State: providers.StateCompleted, ProviderOrderID: "9", ProviderStatus: "000",
		Cost: usd("0.1"), Delivery: []providers.Delivery{{Type: providers.DeliverAirtime, Phone: "+1"}}, RequestID: "req-1"}}, got)
}

// documentedPart reads an answer that completes a delivery.
func documentedPart[T comparable](want T, path string) func(*testing.T, clienttest.Response) {
	return func(t *testing.T, r clienttest.Response) {
		same(t, want, contents[T](t, r))
		ask := strings.Replace(r.Request, "{id}", "7", 1)
		if got := "GET " + apiV1 + path; got != ask {
			t.Errorf("request %q, want %q", got, ask)
		}
		var got T
		if err := openAt(t, step{Request: ask, Answer: coded(r, "000")}).read(background(t), "part", path, nil, &got); err != nil {
			t.Fatal(err)
		}
		same(t, want, got)
		err := openAt(t, step{Request: ask, Answer: string(r.Body)}).read(background(t), "part", path, nil, &got)
		same(t, verdict{Kind: providers.KindUnavailable}, verdictOf(t, err))
	}
}

func documentedAccount(t *testing.T, r clienttest.Response) {
	same(t, sampleTransaction(), contents[transaction](t, r))
}

func framed(want string) func(*testing.T, clienttest.Response) {
	return func(t *testing.T, r clienttest.Response) {
		same(t, clienttest.Tree(t, want), contents[any](t, r))
	}
}

func unframed(t *testing.T, r clienttest.Response) {
	same(t, clienttest.Tree(t, `{"sessionId":"","url":"","expiresAt":""}`), clienttest.Tree(t, string(r.Body)))
	if _, err := openEnvelope(r.Body); err == nil {
		t.Error("a checkout session has no frame")
	}
}
