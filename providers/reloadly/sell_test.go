package reloadly

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"simdesk/providers"
	"simdesk/providers/providertest/clienttest"
	"simdesk/providers/wire/loose"
)

// airtime is a range of MTN in Nigeria, in both currencies.
func airtime() providers.Product {
	var o operator
	if err := loose.Decode([]byte(nigeria), &o); err != nil {
		panic(err)
	}
	return o.rangeProduct()
}

const nigeria = `{"operatorId":341,"name":"MTN Nigeria","denominationType":"RANGE","supportsLocalAmounts":true,
	"senderCurrencyCode":"USD","destinationCurrencyCode":"NGN","internationalDiscount":3,"localDiscount":0,
	"minAmount":0.2,"maxAmount":100,"localMinAmount":50,"localMaxAmount":50000,
	"country":{"isoName":"NG","name":"Nigeria"},"fx":{"rate":500,"currencyCode":"NGN"}}`

// fixed is a product of an operator in a country at a fixed amount.
func fixed(country, operatorID, amount string, kind providers.Kind) providers.Product {
	return providers.Product{
		Provider: "reloadly", ID: operatorID + ":" + amount, Name: "Plan", Kind: kind,
		Fields: []providers.Field{field("phone", "Customer's number", providers.TypePhone, true), fromField},
		Extra:  map[string]string{"operator_id": operatorID, "country": country, "amount": amount},
	}
}

func nauta() providers.Product {
	o := operator{Name: "Nauta Cuba", Denomination: "RANGE", Currency: "USD"}
	o.Country.ISO = "CU"
	o.ID = loose.Number{Decimal: providers.MustMoney("685", "USD").Amount, Known: true}
	return o.rangeProduct()
}

func sale(p providers.Product) providers.SaleRequest {
	return providers.SaleRequest{Reference: "ord-1", Product: p, Fields: map[string]string{"phone": "+2348147658721", "amount": "10"}}
}

const took = `{"transactionId":26523,"status":"SUCCESSFUL","operatorTransactionId":"7297929551:OrderConfirmed","customIdentifier":"ord-1",
	"recipientPhone":"2348147658721","recipientEmail":null,"senderPhone":null,"countryCode":"NG","operatorId":341,"operatorName":"MTN Nigeria",
	"requestedAmount":10,"requestedAmountCurrencyCode":"USD","deliveredAmount":5000.00,"deliveredAmountCurrencyCode":"NGN",
	"transactionDate":"2026-11-20 12:00:00","fee":0,"pinDetail":null,
	"balanceInfo":{"oldBalance":100,"newBalance":90.3,"cost":9.70000,"currencyCode":"USD","currencyName":"US Dollar","updatedAt":"2026-11-20 12:00:00"}}`

func TestSellSends(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name    string
		product providers.Product
		fields  map[string]string
		body    string
	}{
		{"an amount in the wallet's currency", airtime(), map[string]string{"phone": "+234 814 765 8721", "amount": "10.50"},
			`{"operatorId":341,"amount":10.5,"useLocalAmount":false,"customIdentifier":"ord-1","recipientPhone":{"countryCode":"NG","number":"2348147658721"}}`},
		{"a national number", airtime(), map[string]string{"phone": "08147658721", "amount": "10", "currency": "USD"},
			`{"operatorId":341,"amount":10,"useLocalAmount":false,"customIdentifier":"ord-1","recipientPhone":{"countryCode":"NG","number":"2348147658721"}}`},
		{"an amount in the operator's currency", airtime(), map[string]string{"phone": "+2348147658721", "amount": "50000", "currency": "NGN"},
			`{"operatorId":341,"amount":50000,"useLocalAmount":true,"customIdentifier":"ord-1","recipientPhone":{"countryCode":"NG","number":"2348147658721"}}`},
		{"more decimals of the operator's currency than of the wallet's", airtime(), map[string]string{"phone": "+2348147658721", "amount": "50.123456", "currency": "NGN"},
			`{"operatorId":341,"amount":50.123456,"useLocalAmount":true,"customIdentifier":"ord-1","recipientPhone":{"countryCode":"NG","number":"2348147658721"}}`},
		{"a sender", airtime(), map[string]string{"phone": "+2348147658721", "amount": "10", "sender_phone": "+1 416 555 0123"},
			`{"operatorId":341,"amount":10,"useLocalAmount":false,"customIdentifier":"ord-1","recipientPhone":{"countryCode":"NG","number":"2348147658721"},"senderPhone":{"countryCode":"CA","number":"14165550123"}}`},
		{"the document's sender, whose number no plan has", airtime(), map[string]string{"phone": "+2348147658721", "amount": "10", "sender_phone": "+11231231231"},
			`{"operatorId":341,"amount":10,"useLocalAmount":false,"customIdentifier":"ord-1","recipientPhone":{"countryCode":"NG","number":"2348147658721"},"senderPhone":{"countryCode":"US","number":"11231231231"}}`},
		{"a fixed amount, exact", fixed("NG", "341", "0.19785", providers.KindData), map[string]string{"phone": "+2348147658721"},
			`{"operatorId":341,"amount":0.19785,"useLocalAmount":false,"customIdentifier":"ord-1","recipientPhone":{"countryCode":"NG","number":"2348147658721"}}`},
		{"an exponent", fixed("NG", "341", "3.8E-5", providers.KindData), map[string]string{"phone": "+2348147658721"}, ""},
		{"Nauta", nauta(), map[string]string{"email": "anyone@nauta.com.cu", "amount": "10"},
			`{"operatorId":685,"amount":10,"useLocalAmount":false,"customIdentifier":"ord-1","recipientEmail":"anyone@nauta.com.cu"}`},
		{"Nauta's other domain, with the document's sender", nauta(), map[string]string{"email": "anyone@nauta.co.cu", "amount": "10", "sender_phone": "+11231231231"},
			`{"operatorId":685,"amount":10,"useLocalAmount":false,"customIdentifier":"ord-1","recipientEmail":"anyone@nauta.co.cu","senderPhone":{"countryCode":"US","number":"11231231231"}}`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			r := providers.SaleRequest{Reference: "ord-1", Product: tc.product, Fields: tc.fields}
			if tc.body == "" {
				_, err := order(r)
				if d := cmp.Diff(verdict{Kind: providers.KindInvalid, Outcome: providers.NotSent}, verdictOf(err)); d != "" {
					t.Error(d)
				}
				return
			}
			answer := with(t, took, map[string]any{"operatorId": clienttest.Tree(t, tc.body).(map[string]any)["operatorId"]})
			c, _ := newStub(t, nil, call{Request: "POST /topups", Body: tc.body, Answer: answer})
			got, err := c.Sell(t.Context(), r)
			want := providers.Result{
				State: providers.StateCompleted, ProviderOrderID: "26523", ProviderStatus: "SUCCESSFUL",
				Cost: providers.MustMoney("9.70", "USD").Ptr(),
				Delivery: []providers.Delivery{{Type: providers.DeliverAirtime, Phone: "+2348147658721",
					Delivered: providers.MustMoney("5000", "NGN").Ptr(), OperatorReference: "7297929551:OrderConfirmed"}},
			}
			if d := cmp.Diff(want, got, decimals); d != "" || err != nil {
				t.Error(d, err)
			}
		})
	}
}

// Everything here must be stopped before anything leaves: the stub has no
// call to answer and no sign-in may happen.
func TestSellRefusesBeforeSending(t *testing.T) {
	t.Parallel()
	plan := func(change func(*providers.Product)) providers.Product {
		p := fixed("NG", "341", "2.78", providers.KindData)
		change(&p)
		return p
	}
	phone := map[string]string{"phone": "+2348147658721"}
	dollarsOnly := airtime()
	dollarsOnly.Ranges = dollarsOnly.Ranges[:1]
	stale := providers.Because("reloadly.stale", "product", "Plan")
	formSays := providers.Reason{} // the check of the fields, which every provider has
	for _, tc := range []struct {
		name      string
		product   providers.Product
		fields    map[string]string
		reference string
		why       providers.Reason
	}{
		{"no operator", plan(func(p *providers.Product) { delete(p.Extra, "operator_id") }), phone, "ord-1", stale},
		{"an operator that is no number", plan(func(p *providers.Product) { p.Extra["operator_id"] = "x" }), phone, "ord-1", stale},
		{"an operator of 0", plan(func(p *providers.Product) { p.Extra["operator_id"] = "0" }), phone, "ord-1", stale},
		{"an operator below 0", plan(func(p *providers.Product) { p.Extra["operator_id"] = "-341" }), phone, "ord-1", stale},
		{"an operator beyond all", plan(func(p *providers.Product) { p.Extra["operator_id"] = "9223372036854775808" }), phone, "ord-1", stale},
		{"no country", plan(func(p *providers.Product) { delete(p.Extra, "country") }), phone, "ord-1", stale},
		{"no amount", plan(func(p *providers.Product) { delete(p.Extra, "amount") }), phone, "ord-1", stale},
		{"an amount of nothing", plan(func(p *providers.Product) { p.Extra["amount"] = "0" }), phone, "ord-1", stale},
		{"no extra at all", plan(func(p *providers.Product) { p.Extra = nil }), phone, "ord-1", stale},
		{"another provider's", plan(func(p *providers.Product) { p.Provider = "fyatu" }), phone, "ord-1", stale},
		{"no reference", plan(func(*providers.Product) {}), phone, "", providers.Because("reloadly.reference")},
		{"a long reference", plan(func(*providers.Product) {}), phone, strings.Repeat("x", 151), providers.Because("reloadly.reference")},
		{"no number", plan(func(*providers.Product) {}), map[string]string{}, "ord-1", formSays},
		{"no number, and the form forgot to ask", plan(func(p *providers.Product) { p.Fields = nil }), map[string]string{}, "ord-1", providers.Because("reloadly.number_missing")},
		{"a number of another country", plan(func(*providers.Product) {}), map[string]string{"phone": "+393331234567"}, "ord-1",
			providers.Because("reloadly.number_elsewhere", "country", "NG")},
		{"the same beside a sender's that is right", plan(func(*providers.Product) {}), map[string]string{"phone": "+393331234567", "sender_phone": "+14165550123"}, "ord-1",
			providers.Because("reloadly.number_elsewhere", "country", "NG")},
		{"a field it does not take", plan(func(*providers.Product) {}), map[string]string{"phone": "+2348147658721", "zip": "1"}, "ord-1",
			formSays},
		{"a sender without a country", plan(func(*providers.Product) {}), map[string]string{"phone": "+2348147658721", "sender_phone": "4165550123"}, "ord-1",
			providers.Because("reloadly.sender_unread")},
		{"below the range", airtime(), map[string]string{"phone": "+2348147658721", "amount": "0.1"}, "ord-1", formSays},
		{"above the range of the wallet's currency", airtime(), map[string]string{"phone": "+2348147658721", "amount": "1000"}, "ord-1", formSays},
		{"below the range of the other currency", airtime(), map[string]string{"phone": "+2348147658721", "amount": "10", "currency": "NGN"}, "ord-1", formSays},
		{"a third currency", airtime(), map[string]string{"phone": "+2348147658721", "amount": "10", "currency": "EUR"}, "ord-1",
			formSays},
		{"a currency of the form alone", dollarsOnly, map[string]string{"phone": "+2348147658721", "amount": "50", "currency": "NGN"}, "ord-1",
			providers.Because("reloadly.currency")},
		{"six decimals", airtime(), map[string]string{"phone": "+2348147658721", "amount": "1.123456"}, "ord-1", providers.Because("reloadly.decimals", "n", 5)},
		{"an address of another house", nauta(), map[string]string{"email": "anyone@example.com", "amount": "10"}, "ord-1",
			providers.Because("reloadly.nauta", "one", "@nauta.com.cu", "other", "@nauta.co.cu")},
		{"a Nauta address without a name", nauta(), map[string]string{"email": "@nauta.com.cu", "amount": "10"}, "ord-1",
			formSays},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			c, s := newStub(t, nil)
			got, err := c.Sell(t.Context(), providers.SaleRequest{Reference: tc.reference, Product: tc.product, Fields: tc.fields})
			want := verdict{Kind: providers.KindInvalid, Outcome: providers.NotSent}
			if d := cmp.Diff(want, verdictOf(err)) + cmp.Diff(providers.Result{}, got); d != "" {
				t.Error(d)
			}
			if e := providers.AsError(err); !ownWhy(err).Equal(tc.why) || e.Why.IsZero() || s.signIns != 0 || e.Provider == "" {
				t.Errorf("%+v, %d sign-ins", e, s.signIns)
			}
		})
	}
}

const soldBody = `{"operatorId":341,"amount":10,"useLocalAmount":false,"customIdentifier":"ord-1","recipientPhone":{"countryCode":"NG","number":"2348147658721"}}`

func TestSellStates(t *testing.T) {
	t.Parallel()
	cost := providers.MustMoney("9.70", "USD").Ptr()
	for _, tc := range []struct {
		status string
		want   providers.Result
	}{
		{"PROCESSING", providers.Result{State: providers.StateProcessing, Cost: cost}},
		{"PENDING", providers.Result{State: providers.StateProcessing, Cost: cost}},
		{"ON_HOLD", providers.Result{State: providers.StateProcessing, Cost: cost}},
		{"FAILED", providers.Result{State: providers.StateFailed, Charged: providers.No,
			Why: providers.Because("reloadly.topup_failed")}},
		{"refunded", providers.Result{State: providers.StateRefunded, Why: providers.Because("reloadly.topup_refunded")}},
	} {
		t.Run(tc.status, func(t *testing.T) {
			t.Parallel()
			answer := with(t, took, map[string]any{"status": tc.status})
			c, _ := newStub(t, nil, call{Request: "POST /topups", Body: soldBody, Answer: answer})
			got, err := c.Sell(t.Context(), sale(airtime()))
			tc.want.ProviderOrderID, tc.want.ProviderStatus = "26523", tc.status
			if d := cmp.Diff(tc.want, got, decimals); d != "" || err != nil {
				t.Error(d, err)
			}
		})
	}
}

// A reference as long as Reloadly takes, an answer that repeats neither it nor the
// operator, and the request's id for Reloadly's support.
func TestSellTakesWhatIsLeftOut(t *testing.T) {
	t.Parallel()
	r := sale(airtime())
	r.Reference = strings.Repeat("x", 150)
	answer := with(t, took, map[string]any{"customIdentifier": nil, "operatorId": nil})
	c, _ := newStub(t, nil, call{Request: "POST /topups", Body: strings.Replace(soldBody, "ord-1", r.Reference, 1), Then: func(w http.ResponseWriter) {
		w.Header().Set("X-Request-Id", "req-7")
		_, _ = w.Write([]byte(answer))
	}})
	got, err := c.Sell(t.Context(), r)
	want := providers.Result{State: providers.StateCompleted, ProviderOrderID: "26523", ProviderStatus: "SUCCESSFUL", RequestID: "req-7",
		Cost: providers.MustMoney("9.70", "USD").Ptr(), Delivery: delivered}
	if d := cmp.Diff(want, got, decimals); d != "" || err != nil {
		t.Error(d, err)
	}
}
