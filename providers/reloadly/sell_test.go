package reloadly

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"simdesk/providers"
	"simdesk/providers/providertest/clienttest"
	"simdesk/providers/wire"
)

// airtime is a range of MTN in Nigeria, in both currencies.
func airtime() providers.Product {
	var o operator
	if err := wire.Decode([]byte(nigeria), &o); err != nil {
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
		Fields: []providers.Field{field("phone", "Customer's number", providers.TypePhone, true), senderField()},
		Extra:  map[string]string{"operator_id": operatorID, "country": country, "amount": amount},
	}
}

func nauta() providers.Product {
	o := operator{Name: "Nauta Cuba", Denomination: "RANGE", Currency: "USD"}
	o.Country.ISO = "CU"
	o.ID = wire.Number{Decimal: providers.MustMoney("685", "USD").Amount, Known: true}
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
	stale := "The catalogue entry of Plan is not complete. Refresh the catalogue, then choose it again."
	for _, tc := range []struct {
		name      string
		product   providers.Product
		fields    map[string]string
		reference string
		say       string
	}{
		{"no operator", plan(func(p *providers.Product) { delete(p.Extra, "operator_id") }), phone, "ord-1", stale},
		{"an operator that is no number", plan(func(p *providers.Product) { p.Extra["operator_id"] = "x" }), phone, "ord-1", stale},
		{"no country", plan(func(p *providers.Product) { delete(p.Extra, "country") }), phone, "ord-1", stale},
		{"no amount", plan(func(p *providers.Product) { delete(p.Extra, "amount") }), phone, "ord-1", stale},
		{"an amount of nothing", plan(func(p *providers.Product) { p.Extra["amount"] = "0" }), phone, "ord-1", stale},
		{"no extra at all", plan(func(p *providers.Product) { p.Extra = nil }), phone, "ord-1", stale},
		{"another provider's", plan(func(p *providers.Product) { p.Provider = "fyatu" }), phone, "ord-1", stale},
		{"no reference", plan(func(*providers.Product) {}), phone, "", "The order has no usable reference. Start the sale again."},
		{"a long reference", plan(func(*providers.Product) {}), phone, strings.Repeat("x", 151), "The order has no usable reference. Start the sale again."},
		{"no number", plan(func(*providers.Product) {}), map[string]string{}, "ord-1", "Customer's number is missing."},
		{"no number, and the form forgot to ask", plan(func(p *providers.Product) { p.Fields = nil }), map[string]string{}, "ord-1", "The customer's number is missing."},
		{"a number of another country", plan(func(*providers.Product) {}), map[string]string{"phone": "+393331234567"}, "ord-1",
			"The number is not from NG, where this operator is. Check the number or choose another product."},
		{"a field it does not take", plan(func(*providers.Product) {}), map[string]string{"phone": "+2348147658721", "zip": "1"}, "ord-1",
			`Plan takes no field "zip". It takes phone, sender_phone.`},
		{"a sender without a country", plan(func(*providers.Product) {}), map[string]string{"phone": "+2348147658721", "sender_phone": "4165550123"}, "ord-1",
			"The sender's number cannot be read. Write it with + and its country code."},
		{"below the range", airtime(), map[string]string{"phone": "+2348147658721", "amount": "0.1"}, "ord-1", "Amount must be between 0.20 and 100.00 USD."},
		{"above the range of the wallet's currency", airtime(), map[string]string{"phone": "+2348147658721", "amount": "1000"}, "ord-1", "Amount must be between 0.20 and 100.00 USD."},
		{"below the range of the other currency", airtime(), map[string]string{"phone": "+2348147658721", "amount": "10", "currency": "NGN"}, "ord-1", "Amount must be between 50.00 and 50000.00 NGN."},
		{"a third currency", airtime(), map[string]string{"phone": "+2348147658721", "amount": "10", "currency": "EUR"}, "ord-1",
			"Currency of the amount (USD unless chosen) must be one of USD, NGN."},
		{"six decimals", airtime(), map[string]string{"phone": "+2348147658721", "amount": "1.123456"}, "ord-1", "The amount may have at most five decimals."},
		{"an address of another house", nauta(), map[string]string{"email": "anyone@example.com", "amount": "10"}, "ord-1",
			"The address must end in @nauta.com.cu or @nauta.co.cu."},
		{"a Nauta address without a name", nauta(), map[string]string{"email": "@nauta.com.cu", "amount": "10"}, "ord-1",
			"Customer's address (@nauta.com.cu or @nauta.co.cu) is not an e-mail address."},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			c, s := newStub(t, nil)
			got, err := c.Sell(t.Context(), providers.SaleRequest{Reference: tc.reference, Product: tc.product, Fields: tc.fields})
			want := verdict{Kind: providers.KindInvalid, Outcome: providers.NotSent}
			if d := cmp.Diff(want, verdictOf(err)) + cmp.Diff(providers.Result{}, got); d != "" {
				t.Error(d)
			}
			if say := providers.AsError(err).Message; say != tc.say || s.signIns != 0 {
				t.Errorf("%q, %d sign-ins", say, s.signIns)
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
		{"FAILED", providers.Result{State: providers.StateFailed,
			Message: "The operator did not carry out the top-up and nothing was charged. Wait 30 minutes before trying this number again."}},
		{"refunded", providers.Result{State: providers.StateRefunded,
			Message: "The operator did not carry out the top-up and Reloadly has returned the money."}},
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

// What leaves a sale's fate open, and what does not. Each sends one charging
// request; a second one would find no call to answer and fail the stub.
func TestSellFaults(t *testing.T) {
	t.Parallel()
	open := verdict{Kind: providers.KindUnknownOutcome}
	html := "<html><body>nginx</body></html>"
	change := func(k string, v any) string { return with(t, took, map[string]any{k: v}) }
	for _, tc := range []struct {
		name   string
		answer call
		want   verdict
	}{
		{"500 without a body", call{Status: 500}, open},
		{"502 in HTML", call{Status: 502, Answer: html, HTML: true}, open},
		{"503 in HTML", call{Status: 503, Answer: html, HTML: true}, open},
		{"504", call{Status: 504}, open},
		{"400 without a body", call{Status: 400}, open},
		{"400 in HTML", call{Status: 400, Answer: html, HTML: true}, open},
		{"403 in HTML", call{Status: 403, Answer: html, HTML: true}, open},
		{"403 of a gateway", call{Status: 403, Answer: `{"message":"Forbidden"}`}, open},
		{"404 without a body", call{Status: 404}, open},
		{"409 without a body", call{Status: 409}, open},
		{"408", call{Status: 408, Answer: `{"timeStamp":"x","message":"Request Timeout","path":"/topups","errorCode":null}`}, open},
		{"redirect", call{Status: 302, Answer: html, HTML: true}, open},
		{"404 of a path that is not there", call{Status: 404, Answer: `{"timestamp":"2026-10-08T01:41:31.693+00:00","status":404,"error":"Not Found","path":"/topups"}`},
			verdict{Kind: providers.KindUnavailable, Outcome: providers.Refused}},
		{"429 without a body", call{Status: 429}, open},
		{"429 in HTML", call{Status: 429, Answer: html, HTML: true}, open},
		{"401 without a body", call{Status: 401}, open},
		{"401 in HTML", call{Status: 401, Answer: html, HTML: true}, open},
		{"200 with half a JSON", call{Answer: took[:200]}, open},
		{"200 with nothing", call{Answer: ""}, open},
		{"200 with an empty object", call{Answer: `{}`}, open},
		{"200 with a list", call{Answer: `[]`}, open},
		{"200 with null", call{Answer: `null`}, open},
		{"200 in HTML", call{Answer: html, HTML: true}, open},
		{"200 with an error in it", call{Answer: `{"timeStamp":"x","message":"no","path":"/topups","errorCode":"INSUFFICIENT_BALANCE"}`}, open},
		{"200 without an id", call{Answer: change("transactionId", nil)}, open},
		{"200 without a status", call{Answer: change("status", nil)}, open},
		{"200 for another order", call{Answer: change("customIdentifier", "ord-2")}, open},
		{"200 for our order in another case", call{Answer: change("customIdentifier", "ORD-1")}, open},
		{"200 of another operator", call{Answer: change("operatorId", 342)}, open},
		{"200 of an operator that is no number", call{Answer: change("operatorId", "MTN")}, open},
		{"the answer is cut", call{Then: func(w http.ResponseWriter) {
			w.Header().Set("Content-Length", "5000")
			_, _ = w.Write([]byte(took[:100]))
		}}, open},
		{"the connection breaks", call{Then: func(http.ResponseWriter) { panic(http.ErrAbortHandler) }}, open},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			tc.answer.Request, tc.answer.Body = "POST /topups", soldBody
			c, _ := newStub(t, nil, tc.answer)
			got, err := c.Sell(t.Context(), sale(airtime()))
			if d := cmp.Diff(tc.want, verdictOf(err)) + cmp.Diff(providers.Result{}, got); d != "" {
				t.Error(d)
			}
		})
	}
}

// The request is at Reloadly when the caller gives up: it may have happened.
func TestSellGivenUpIsUnknown(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	c, _ := newStub(t, nil, call{Request: "POST /topups", Body: soldBody, Then: func(w http.ResponseWriter) {
		cancel()
		_, _ = w.Write([]byte(took[:100]))
	}})
	_, err := c.Sell(ctx, sale(airtime()))
	if d := cmp.Diff(verdict{Kind: providers.KindUnknownOutcome}, verdictOf(err)); d != "" {
		t.Error(d)
	}
}

// late plays a provider whose answer does not come before the time-out, which
// it notes.
type late struct{ patience time.Duration }

func (l *late) RoundTrip(r *http.Request) (*http.Response, error) {
	httptrace.ContextClientTrace(r.Context()).GotConn(httptrace.GotConnInfo{})
	if r.URL.Path == "/topups" {
		until, _ := r.Context().Deadline()
		l.patience = time.Until(until).Round(10 * time.Second)
		return nil, context.DeadlineExceeded
	}
	token := io.NopCloser(strings.NewReader(`{"access_token":"tok-1","expires_in":3600}`))
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: token, Request: r}, nil
}

func TestSellTimeOut(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ configured, want time.Duration }{
		{0, 120 * time.Second}, {5 * time.Second, 120 * time.Second}, {200 * time.Second, 200 * time.Second},
	} {
		l := &late{}
		c := New(Config{Timeout: tc.configured, Wire: func(o *wire.Options) { o.Transport = l }})
		_, err := c.Sell(t.Context(), sale(airtime()))
		if d := cmp.Diff(verdict{Kind: providers.KindUnknownOutcome}, verdictOf(err)); d != "" || l.patience != tc.want {
			t.Error(d, l.patience)
		}
	}
}

func TestSellUnreachableIsNotSent(t *testing.T) {
	t.Parallel()
	c, _ := newStub(t, func(c *Config) { c.BaseURL = "http://127.0.0.1:1" })
	_, err := c.Sell(t.Context(), sale(airtime()))
	if d := cmp.Diff(verdict{Kind: providers.KindUnavailable, Outcome: providers.NotSent}, verdictOf(err)); d != "" {
		t.Error(d)
	}
}

func TestSellAfter401(t *testing.T) {
	t.Parallel()
	denied := `{"timeStamp":"2026-11-20 12:00:00","message":"Full authentication is required to access this resource","path":"/topups","errorCode":"INVALID_TOKEN","infoLink":null,"details":[]}`
	once := []call{
		{Request: "POST /topups", Body: soldBody, Status: 401, Answer: denied},
		{Request: "POST /topups", Body: soldBody, Header: signedIn("tok-2"), Answer: took},
	}
	c, _ := newStub(t, nil, once...)
	if got, err := c.Sell(t.Context(), sale(airtime())); err != nil || got.State != providers.StateCompleted {
		t.Error(got, err)
	}
	c, _ = newStub(t, nil,
		call{Request: "POST /topups", Body: soldBody, Status: 401, Answer: denied},
		call{Request: "POST /topups", Body: soldBody, Status: 401, Answer: denied, Header: signedIn("tok-2")})
	_, err := c.Sell(t.Context(), sale(airtime()))
	want := verdict{Kind: providers.KindUnauthorized, Outcome: providers.NotSent, Code: "INVALID_TOKEN"}
	if d := cmp.Diff(want, verdictOf(err)); d != "" {
		t.Error(d)
	}
}

// A sale whose PIN did not come with the answer is not complete: it is read
// again, and stays in progress until there is something to hand over.
func TestSellPINFollows(t *testing.T) {
	t.Parallel()
	noPIN := with(t, took, map[string]any{"operatorId": 535, "countryCode": "GB"})
	withPIN := with(t, noPIN, map[string]any{"balanceInfo": nil, "pinDetail": map[string]any{"code": json.Number("773709733097662"), "serial": 558111, "validity": "30 days"}})
	body := `{"operatorId":535,"amount":5,"useLocalAmount":false,"customIdentifier":"ord-1","recipientPhone":{"countryCode":"GB","number":"447951631337"}}`
	sell := call{Request: "POST /topups", Body: body, Answer: noPIN}
	wrapped := func(s string) string {
		return fmt.Sprintf(`{"code":null,"message":null,"status":"SUCCESSFUL","transaction":%s}`, s)
	}
	pin := []providers.Delivery{{Type: providers.DeliverPIN, PIN: "773709733097662", Serial: "558111", Expires: "30 days"}}
	for _, tc := range []struct {
		name  string
		reads []call
		want  providers.Result
	}{
		{"in the status", []call{{Request: "GET /topups/26523/status", Answer: wrapped(withPIN)}},
			providers.Result{State: providers.StateCompleted, Delivery: pin}},
		{"in the report", []call{{Request: "GET /topups/26523/status", Status: 500}, {Request: "GET /topups/reports/transactions/26523", Answer: withPIN}},
			providers.Result{State: providers.StateCompleted, Delivery: pin}},
		{"not yet", []call{{Request: "GET /topups/26523/status", Answer: wrapped(noPIN)}, {Request: "GET /topups/reports/transactions/26523", Status: 404}},
			providers.Result{State: providers.StateProcessing, Message: "Reloadly reports success but has not handed over the PIN yet."}},
		{"of another order", []call{
			{Request: "GET /topups/26523/status", Answer: wrapped(with(t, withPIN, map[string]any{"customIdentifier": "ord-2"}))},
			{Request: "GET /topups/reports/transactions/26523", Answer: with(t, withPIN, map[string]any{"transactionId": 1})}},
			providers.Result{State: providers.StateProcessing, Message: "Reloadly reports success but has not handed over the PIN yet."}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			c, _ := newStub(t, nil, append([]call{sell}, tc.reads...)...)
			r := sale(fixed("GB", "535", "5", providers.KindPIN))
			r.Fields = map[string]string{"phone": "+447951631337"}
			got, err := c.Sell(t.Context(), r)
			tc.want.ProviderOrderID, tc.want.ProviderStatus, tc.want.Cost = "26523", "SUCCESSFUL", providers.MustMoney("9.70", "USD").Ptr()
			if d := cmp.Diff(tc.want, got, decimals); d != "" || err != nil {
				t.Error(d, err)
			}
		})
	}
}
