package giftapi

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"simdesk/providers"
)

func appleCard() providers.Product {
	return providers.Product{
		Provider: Name, ID: appleSKU, Name: "$30 Apple Gift Card", Kind: providers.KindGiftCard, Cost: usd("29.09"),
		Extra: map[string]string{extraMaxPerOrder: "1"},
	}
}

func esimProduct() providers.Product {
	p := appleCard()
	p.Name, p.Kind = "10GB Europe Data", providers.KindESIM
	p.Extra = map[string]string{extraMaxPerOrder: "1"}
	return p
}

func sale() providers.SaleRequest {
	return providers.SaleRequest{Reference: "ORD-12345", Product: appleCard()}
}

func TestSell(t *testing.T) {
	t.Parallel()
	h := newHost(t, map[string]http.HandlerFunc{"POST /orders": documented(t, "create_order")})
	got, err := h.client().Sell(context.Background(), sale())
	if err != nil {
		t.Fatal(err)
	}
	same(t, "result", got, providers.Result{
		State: providers.StateCompleted, ProviderOrderID: "12161770-8560-4377-9795-e8a70aaceb07", ProviderStatus: "completed",
		Cost: usd("29.09"), Delivery: []providers.Delivery{{Type: providers.DeliverPIN, PIN: "8f8649ff5c017b31869c99a37749d0d6"}},
	})
	same(t, "requests", h.seen(), []call{{
		Method: "POST", Path: "/orders",
		Header: map[string]string{
			"Authorization": "Bearer " + testToken, "Accept": "application/json", "Content-Type": "application/json",
			"X-Timestamp": "1768478058", "X-Signature": "f450ea17ce02d3d55652fe0cd8858f416c0a9b3b2a1402df60669c2b9fccf146",
		},
		Body: `{"external_id":"ORD-12345","item":{"sku_id":"` + appleSKU + `","fields":{"quantity":1}}}`,
	}})
}

func TestSellCarriesTheProvidersOwnFieldNames(t *testing.T) {
	t.Parallel()
	h := newHost(t, map[string]http.HandlerFunc{"POST /orders": says(201, order(`"status":"processing"`))})
	p := appleCard()
	p.Kind = providers.KindAirtime
	p.Fields = []providers.Field{
		{Name: "phone", Label: "Phone", Type: providers.TypePhone, Required: true},
		{Name: "account", Label: "Account", Type: providers.TypeInteger},
		{Name: "zone", Label: "Zone", Type: providers.TypeInteger},
		{Name: "amount", Label: "Amount", Type: providers.TypeAmount, Required: true},
		{Name: "quantity", Label: "Quantity", Type: providers.TypeInteger},
		{Name: "email", Label: "E-mail", Type: providers.TypeEmail},
	}
	p.Extra = map[string]string{
		extraMaxPerOrder: "5", "field.phone": "msisdn", "field.account": "player_id", "field.zone": "zone",
		"field.amount": "sum", "field.quantity": "qty", "field.email": "email",
	}
	got, err := h.client().Sell(context.Background(), providers.SaleRequest{Reference: "ORD-12345", Product: p, Fields: map[string]string{
		"phone": "+79161234567", "account": "0012", "zone": "7", "amount": "50.50", "quantity": "2",
	}})
	if err != nil {
		t.Fatal(err)
	}
	same(t, "result", got, providers.Result{State: providers.StateProcessing, ProviderOrderID: "o-1", ProviderStatus: "processing"})
	want := `{"external_id":"ORD-12345","item":{"sku_id":"` + appleSKU + `","fields":{"msisdn":"+79161234567","player_id":"0012","qty":2,"sum":50.5,"zone":7}}}`
	same(t, "body", h.seen()[0].Body, want)
}

// order is a minimal order of ours; more overrides nothing and adds.
func order(more string) string {
	return `{"success":true,"message":"Order created successfully","data":{"id":"o-1","external_id":"ORD-12345",` + more + `}}`
}

func item(delivery, more string) string {
	return `"total_amount":29.09,"currency":"USD","items":[{"sku_id":"` + appleSKU + `","quantity":1,"delivery_data":` + delivery + more + `}]`
}

func TestSellRefusesBeforeSending(t *testing.T) {
	t.Parallel()
	none, two := 0, 2
	tests := []struct {
		name   string
		change func(*providers.SaleRequest)
		want   providers.ErrorKind
	}{
		{"no reference", func(r *providers.SaleRequest) { r.Reference = "" }, providers.KindInvalid},
		{"odd reference", func(r *providers.SaleRequest) { r.Reference = "a b" }, providers.KindInvalid},
		{"no product", func(r *providers.SaleRequest) { r.Product.ID = "" }, providers.KindInvalid},
		{"sold out", func(r *providers.SaleRequest) { r.Product.Stock = &none }, providers.KindDeclined},
		{"unknown field", func(r *providers.SaleRequest) { r.Fields = map[string]string{"colour": "red"} }, providers.KindInvalid},
		{"missing field", func(r *providers.SaleRequest) {
			r.Product.Fields = []providers.Field{{Name: "phone", Label: "Phone", Type: providers.TypePhone, Required: true}}
		}, providers.KindInvalid},
		{"field without the provider's name", func(r *providers.SaleRequest) {
			r.Product.Fields = []providers.Field{{Name: "phone", Label: "Phone", Type: providers.TypePhone}}
			r.Fields = map[string]string{"phone": "+79161234567"}
		}, providers.KindInvalid},
		{"more than max_per_order", func(r *providers.SaleRequest) {
			r.Product.Fields = []providers.Field{{Name: "quantity", Label: "Quantity", Type: providers.TypeInteger}}
			r.Product.Extra = map[string]string{"field.quantity": "quantity", extraMaxPerOrder: "3"}
			r.Fields = map[string]string{"quantity": "4"}
		}, providers.KindInvalid},
		{"more than is left", func(r *providers.SaleRequest) {
			r.Product.Stock = &two
			r.Product.Fields = []providers.Field{{Name: "quantity", Label: "Quantity", Type: providers.TypeInteger}}
			r.Product.Extra = map[string]string{"field.quantity": "quantity", extraMaxPerOrder: "99"}
			r.Fields = map[string]string{"quantity": "3"}
		}, providers.KindInvalid},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			h := newHost(t, nil)
			r := sale()
			tt.change(&r)
			_, err := h.client().Sell(context.Background(), r)
			same(t, "fault", faultOf(t, err), fault{tt.want, providers.NotSent, "", false})
			same(t, "requests", len(h.seen()), 0)
		})
	}
}

func TestSellStates(t *testing.T) {
	t.Parallel()
	pin := []providers.Delivery{{Type: providers.DeliverPIN, PIN: "1234", Serial: "S1", Expires: "2027-01-15"}}
	tests := []struct {
		name, body string
		want       providers.Result
	}{
		{"created", order(`"status":"created",` + item(`null`, "")), providers.Result{State: providers.StateProcessing, ProviderStatus: "created"}},
		{"processing", order(`"status":"PROCESSING",` + item(`[]`, "")), providers.Result{State: providers.StateProcessing, ProviderStatus: "PROCESSING"}},
		{"a word nobody knows", order(`"status":"on_hold",` + item(`[]`, "")), providers.Result{State: providers.StateProcessing, ProviderStatus: "on_hold"}},
		{"failed", order(`"status":"failed",` + item(`null`, `,"error_message":"Supplier is out of codes"`)),
			providers.Result{State: providers.StateFailed, ProviderStatus: "failed", Message: "Supplier is out of codes"}},
		{"cancelled", order(`"status":"cancelled",` + item(`null`, "")),
			providers.Result{State: providers.StateUnknown, ProviderStatus: "cancelled", Why: providers.Because("giftapi.cancelled")}},
		{"failed, and yet a code came", order(`"status":"failed",` + item(`[{"pin":"1234","serial":"S1","expires":"2027-01-15"}]`, `,"error_message":"Supplier is slow"`)),
			providers.Result{State: providers.StateUnknown, ProviderStatus: "failed", Delivery: pin,
				Message: "Supplier is slow", Why: providers.Because("giftapi.handed_over", "status", "failed")}},
		{"cancelled, and yet a code came", order(`"status":"cancelled",` + item(`[{"pin":"1234","serial":"S1","expires":"2027-01-15"}]`, "")),
			providers.Result{State: providers.StateUnknown, ProviderStatus: "cancelled", Delivery: pin,
				Why: providers.Because("giftapi.handed_over", "status", "cancelled")}},
		{"failed, with words in place of a code", order(`"status":"failed",` + item(`[{"message":"Supplier is slow"}]`, "")),
			providers.Result{State: providers.StateFailed, ProviderStatus: "failed"}},
		{"completed, the webhook's spelling", order(`"status":"completed",` + item(`[{"pin":"1234","serial_number":"S1","expiration_date":"2027-01-15"}]`, "")),
			providers.Result{State: providers.StateCompleted, ProviderStatus: "completed", Cost: usd("29.09"), Delivery: pin}},
		{"completed, the order's spelling, one object", order(`"status":"completed",` + item(`{"pin":1234,"serialNumber":"S1","expiration":"2027-01-15"}`, "")),
			providers.Result{State: providers.StateCompleted, ProviderStatus: "completed", Cost: usd("29.09"), Delivery: pin}},
		{"numbers that are none beside the code", `{"success":true,"data":{"id":"o-1","external_id":"ORD-12345","status":"completed","total_amount":"n/a","currency":"USD","items":[{"sku_id":"` +
			appleSKU + `","quantity":"one","delivery_data":[{"pin":"1234","serial":"S1","expires":"2027-01-15"}]}]}}`,
			providers.Result{State: providers.StateCompleted, ProviderStatus: "completed", Delivery: pin}},
		{"completed without the code", order(`"status":"completed",` + item(`[{"pin":null,"serialNumber":""}]`, "")),
			providers.Result{State: providers.StateProcessing, ProviderStatus: "completed", Cost: usd("29.09"), Why: providers.Because("giftapi.nothing_yet", "status", "completed")}},
		{"partial", order(`"status":"partially_completed","total_amount":29.09,"currency":"USD","items":[{"sku_id":"` + appleSKU +
			`","quantity":3,"delivery_data":[{"pin":"1234","serial":"S1","expiry":"2027-01-15"}],"error_message":{"reason":"<b>Sold</b> out"}}]`),
			providers.Result{State: providers.StateCompleted, ProviderStatus: "partially_completed", Cost: usd("29.09"), Delivery: pin, Message: "Sold out", Missing: providers.Because("giftapi.delivered", "got", 1, "asked", 3, "said", providers.Quoted("Sold out"))}},
		{"gift card with a link", order(`"status":"completed",` + item(`[{"card_number":"6006","pin":"1234","url":"https://example.com/r"}]`, "")),
			providers.Result{State: providers.StateCompleted, ProviderStatus: "completed", Cost: usd("29.09"), Delivery: []providers.Delivery{
				{Type: providers.DeliverGiftCard, CardNumber: "6006", PIN: "1234", Link: "https://example.com/r"}}}},
		{"nothing that came is dropped", order(`"status":"completed",` + item(`[{"pin":"1234","code":"C","serial":"S","link":"https://example.com","region":{"id":7}}]`, "")),
			providers.Result{State: providers.StateCompleted, ProviderStatus: "completed", Cost: usd("29.09"), Delivery: []providers.Delivery{
				{Type: providers.DeliverPIN, PIN: "1234", Serial: "S", Instructions: "Code: C · Link: https://example.com · Region id: 7"}}}},
		{"bare codes", order(`"status":"completed",` + item(`["AAA-BBB"]`, "")),
			providers.Result{State: providers.StateCompleted, ProviderStatus: "completed", Cost: usd("29.09"), Delivery: []providers.Delivery{{Type: providers.DeliverPIN, PIN: "AAA-BBB"}}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			h := newHost(t, map[string]http.HandlerFunc{"POST /orders": says(200, tt.body)})
			got, err := h.client().Sell(context.Background(), sale())
			if err != nil {
				t.Fatal(err)
			}
			tt.want.ProviderOrderID = "o-1"
			same(t, "result", got, tt.want)
		})
	}
}

// The signature does not cover the quantity, and the field's name is a guess:
// three that were asked for and one that came is something missing, however
// content the provider is with it.
func TestFewerThanWereAskedForAreMissing(t *testing.T) {
	t.Parallel()
	done := `"status":"completed",` + item(`[{"pin":"1234"}]`, "")
	want := providers.Result{
		State: providers.StateCompleted, ProviderOrderID: "o-1", ProviderStatus: "completed", Cost: usd("29.09"),
		Delivery: []providers.Delivery{{Type: providers.DeliverPIN, PIN: "1234"}}, Missing: providers.Because("giftapi.delivered", "got", 1, "asked", 3, "said", providers.Reason{}),
	}
	h := newHost(t, map[string]http.HandlerFunc{
		"POST /orders": says(200, order(done)),
		"GET /orders":  says(200, listed(`{"id":"o-1","external_id":"ORD-12345",`+done+`}`)),
	})
	r := sale()
	r.Product.Fields = []providers.Field{{Name: "quantity", Label: "Quantity", Type: providers.TypeInteger}}
	r.Product.Extra = map[string]string{"field.quantity": "quantity", extraMaxPerOrder: "9"}
	r.Fields = map[string]string{"quantity": "3"}
	got, err := h.client().Sell(context.Background(), r)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "sold", got, want)
	q := cardQuery()
	q.Fields = r.Fields
	found, err := h.client().Track(context.Background(), q)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "found", found, providers.Finding{Verdict: providers.Found, Result: want})
	q.Kind, want.Missing = providers.KindOther, providers.Because("giftapi.taken", "taken", 1, "asked", 3, "said", providers.Reason{})
	if found, err = h.client().Track(context.Background(), q); err != nil {
		t.Fatal(err)
	}
	same(t, "found, of another kind", found, providers.Finding{Verdict: providers.Found, Result: want})
}

func TestSellAirtimeDeliversThePhone(t *testing.T) {
	t.Parallel()
	h := newHost(t, map[string]http.HandlerFunc{"POST /orders": says(200, order(`"status":"completed",`+item(`null`, "")))})
	r := sale()
	r.Product.Kind = providers.KindAirtime
	r.Product.Fields = []providers.Field{{Name: "phone", Label: "Phone", Type: providers.TypePhone}}
	r.Product.Extra["field.phone"] = "phone"
	r.Fields = map[string]string{"phone": "+79161234567"}
	got, err := h.client().Sell(context.Background(), r)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "result", got, providers.Result{
		State: providers.StateCompleted, ProviderOrderID: "o-1", ProviderStatus: "completed", Cost: usd("29.09"),
		Delivery: []providers.Delivery{{Type: providers.DeliverAirtime, Phone: "+79161234567"}},
	})
}

func lpa(t *testing.T, s string) *providers.Activation {
	t.Helper()
	a, err := providers.ParseActivation(s)
	if err != nil {
		t.Fatal(err)
	}
	return &a
}

func TestSellESIM(t *testing.T) {
	t.Parallel()
	status := "GET /services/esim/" + testICCID + "/status"
	tests := []struct {
		name, delivery string
		status         http.HandlerFunc // nil: must not be asked
		state          providers.State
		want           []providers.Delivery
	}{
		{"code in the order", `[{"iccid":"` + testICCID + `","qr":"lpa:1$smdp.example$aBc"}]`, nil, providers.StateCompleted,
			[]providers.Delivery{{Type: providers.DeliverESIM, ICCID: testICCID, Activation: lpa(t, "LPA:1$smdp.example$aBc")}}},
		{"code in a link, number under another key", `[{"sim":{"n":"` + testICCID + `"},"ios":"https://x.example/?carddata=LPA%3A1%24smdp.example%24aBc&z=1"}]`, nil, providers.StateCompleted,
			[]providers.Delivery{{Type: providers.DeliverESIM, ICCID: testICCID, Activation: lpa(t, "LPA:1$smdp.example$aBc")}}},
		{"halves and confirmation code", `{"ICCID":"` + testICCID + `","smdp_address":"smdp.example","matching_id":"aBc","confirmation_code":"99"}`, nil, providers.StateCompleted,
			[]providers.Delivery{{Type: providers.DeliverESIM, ICCID: testICCID, Activation: func() *providers.Activation {
				a := lpa(t, "LPA:1$smdp.example$aBc")
				a.ConfirmationCode = "99"
				return a
			}()}}},
		{"only the number", `[{"iccid":"` + testICCID + `"}]`, documented(t, "esim_status"), providers.StateCompleted,
			[]providers.Delivery{{Type: providers.DeliverESIM, ICCID: testICCID, Activation: lpa(t, "LPA:1$rsp-3104.idemia.io$ABC-123-DEF")}}},
		{"status is down", `[{"iccid":"` + testICCID + `"}]`, says(503, ``), providers.StateProcessing,
			[]providers.Delivery{{Type: providers.DeliverESIM, ICCID: testICCID}}},
		{"status has no code yet", `[{"iccid":"` + testICCID + `"}]`, says(200, `{"success":true,"data":{"iccid":"`+testICCID+`","qr_code":null}}`), providers.StateProcessing,
			[]providers.Delivery{{Type: providers.DeliverESIM, ICCID: testICCID}}},
		{"nothing yet", `[]`, nil, providers.StateProcessing, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			answers := map[string]http.HandlerFunc{"POST /orders": says(200, order(`"status":"completed",`+item(tt.delivery, "")))}
			if tt.status != nil {
				answers[status] = tt.status
			}
			h := newHost(t, answers)
			got, err := h.client().Sell(context.Background(), providers.SaleRequest{Reference: "ORD-12345", Product: esimProduct()})
			if err != nil {
				t.Fatal(err)
			}
			same(t, "state", got.State, tt.state)
			same(t, "delivery", got.Delivery, tt.want)
			same(t, "charging requests", h.count("POST"), 1)
		})
	}
}

// What a spending request may meet, and whether it may have happened.
func TestSellFaults(t *testing.T) {
	t.Parallel()
	cut := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "1000")
		_, _ = io.WriteString(w, `{"success":true,"data":{"id":"o`)
	}
	hangUp := func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }
	tests := []struct {
		name   string
		answer http.HandlerFunc
		want   fault
	}{
		{"401 always", says(401, `{"message":"Unauthenticated."}`), fault{providers.KindUnauthorized, providers.NotSent, "", false}},
		{"500", says(500, `{"message":"Server Error"}`), fault{providers.KindUnknownOutcome, providers.Unknown, "", false}},
		{"500 with words of a refusal", says(500, `{"message":"Insufficient balance"}`), fault{providers.KindUnknownOutcome, providers.Unknown, "", false}},
		{"502 HTML", says(502, `<html>Bad Gateway</html>`), fault{providers.KindUnknownOutcome, providers.Unknown, "", false}},
		{"501", says(501, `{}`), fault{providers.KindUnknownOutcome, providers.Unknown, "", false}},
		{"redirect", says(302, ``), fault{providers.KindUnknownOutcome, providers.Unknown, "", false}},
		{"half JSON", says(200, `{"success":true,"data":{"id":"o-1","external_id":"ORD-`), fault{providers.KindUnknownOutcome, providers.Unknown, "", false}},
		{"cut off", cut, fault{providers.KindUnknownOutcome, providers.Unknown, "", false}},
		{"hung up", hangUp, fault{providers.KindUnknownOutcome, providers.Unknown, "", false}},
		{"other JSON", says(200, `{"hello":"world"}`), fault{providers.KindUnknownOutcome, providers.Unknown, "", false}},
		{"empty object", says(200, `{}`), fault{providers.KindUnknownOutcome, providers.Unknown, "", false}},
		{"empty data", says(200, `{"success":true,"data":[]}`), fault{providers.KindUnknownOutcome, providers.Unknown, "", false}},
		{"nothing", says(200, ``), fault{providers.KindUnknownOutcome, providers.Unknown, "", false}},
		{"no id", says(200, `{"success":true,"data":{"external_id":"ORD-12345","status":"completed"}}`), fault{providers.KindUnknownOutcome, providers.Unknown, "", false}},
		{"items that are none", says(200, order(`"status":"completed","items":"x"`)), fault{providers.KindUnknownOutcome, providers.Unknown, "", false}},
		{"another product behind one without", says(200, order(`"status":"completed","items":[{},{"sku_id":"`+europeSKU+`"}]`)), fault{providers.KindUnknownOutcome, providers.Unknown, "", false}},
		{"no status", says(200, order(`"total_amount":1`)), fault{providers.KindUnknownOutcome, providers.Unknown, "", false}},
		{"another reference", says(200, strings.Replace(order(`"status":"completed"`), "ORD-12345", "ORD-12346", 1)), fault{providers.KindUnknownOutcome, providers.Unknown, "", false}},
		{"no reference", says(200, `{"success":true,"data":{"id":"o-1","status":"completed"}}`), fault{providers.KindUnknownOutcome, providers.Unknown, "", false}},
		{"another product", says(200, strings.ReplaceAll(order(`"status":"completed",`+item(`[{"pin":"1"}]`, "")), appleSKU, europeSKU)), fault{providers.KindUnknownOutcome, providers.Unknown, "", false}},
		{"404 of the path", says(404, `{"message":"The route orders could not be found."}`), fault{providers.KindUnknownOutcome, providers.Unknown, "", false}},
		{"410", says(410, `{"message":"Gone"}`), fault{providers.KindUnknownOutcome, providers.Unknown, "", false}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			h := newHost(t, map[string]http.HandlerFunc{"POST /orders": tt.answer})
			got, err := h.client().Sell(context.Background(), sale())
			if err == nil {
				t.Fatalf("got %+v, want an error", got)
			}
			same(t, "fault", faultOf(t, err), tt.want)
			same(t, "charging requests", h.count("POST"), 1)
		})
	}
}

func TestSellTimeOutIsUnknown(t *testing.T) {
	t.Parallel()
	release := make(chan struct{})
	h := newHost(t, map[string]http.HandlerFunc{"POST /orders": func(http.ResponseWriter, *http.Request) { <-release }})
	t.Cleanup(func() { close(release) })
	c := h.client(func(c *Config) { c.Timeout = 50 * time.Millisecond })
	_, err := c.Sell(context.Background(), sale())
	same(t, "fault", faultOf(t, err), fault{providers.KindUnknownOutcome, providers.Unknown, "", false})
	same(t, "charging requests", h.count("POST"), 1)
}

func TestSellRefusedConnectionIsNotSent(t *testing.T) {
	t.Parallel()
	h := newHost(t, nil)
	c := h.client(func(c *Config) { c.BaseURL = "http://127.0.0.1:1" })
	_, err := c.Sell(context.Background(), sale())
	same(t, "fault", faultOf(t, err), fault{providers.KindUnavailable, providers.NotSent, "", false})
}
