package roamify

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"simdesk/providers"
	"simdesk/providers/wire"
)

const (
	ref = "0193a1b2-0000-7000-8000-000000000001"
	pkg = "esim-japan-30days-5gb-all"

	orderBody = `{"items":[{"packageId":"` + pkg + `","quantity":1}],"referenceId":"` + ref + `"}`
	header    = `"id":"o-1","referenceId":"` + ref + `","orderType":"api","status":"COMPLETED","total":9.5,"currency":"USD"`
	items     = `"items":[{"esimId":"e-1","packageId":"` + pkg + `","package":"5 GB - 30 Days"}]`
)

var (
	isCancelled = providers.Because("roamify.over", "status", "CANCELLED")
	isArchived  = providers.Because("roamify.archived", "status", "ARCHIVED")
)

func sale() providers.SaleRequest {
	return providers.SaleRequest{Reference: ref, Product: providers.Product{Provider: "roamify", ID: pkg, Kind: providers.KindESIM, Name: "Japan, 5 GB - 30 Days"}}
}

func datedSale() providers.SaleRequest {
	r := sale()
	r.Product.Fields = []providers.Field{{Name: providers.FieldStartDate, Label: "Start date", Type: providers.TypeDate, Required: true}}
	r.Fields = map[string]string{providers.FieldStartDate: "2026-12-01"}
	return r
}

var (
	instant   = exchange{Request: "POST /api/esim/order/instant", Body: orderBody}
	ordinary  = exchange{Request: "POST /api/esim/order", Body: orderBody}
	lookedUp  = exchange{Request: "GET /api/esim?esimId=e-1"}
	apply     = exchange{Request: "POST /api/esim/apply", Body: `{"esimId":"e-1"}`}
	applyDate = exchange{Request: "POST /api/esim/apply", Body: `{"esimId":"e-1","startDate":"2026-12-01"}`}
	find      = exchange{Request: "GET /api/esim/order?referenceId=" + ref}
	newESIM   = ok(`{"id":"e-1","iccid":"","status":"NEW"}`)
)

func result(state providers.State, d []providers.Delivery) providers.Result {
	return providers.Result{State: state, ProviderOrderID: "o-1", ProviderStatus: "COMPLETED", Cost: usd("9.50"), Delivery: d}
}

func TestSell(t *testing.T) {
	t.Parallel()
	made := ok(profileJSON("e-1", iccid, "READY"))
	pending := `{"status":"failed","message":"eSIM is still pending processing"}`
	cases := map[string]struct {
		sale providers.SaleRequest
		say  []exchange
		want providers.Result
	}{
		"instant": {sale(), []exchange{
			instant.With(200, ok(`{`+header+`,"esims":[`+profileJSON("e-1", iccid, "READY")+`]}`)),
		}, result(providers.StateCompleted, delivered)},
		"instant without activation": {sale(), []exchange{
			instant.With(200, ok(`{`+header+`,"esims":[{"id":"e-1","iccid":"`+iccid+`","status":"READY"}]}`)),
			lookedUp.With(200, made),
		}, result(providers.StateCompleted, delivered)},
		"instant answered like an order": {sale(), []exchange{
			instant.With(200, ok(`{`+header+`,`+items+`}`)),
			lookedUp.With(200, newESIM), apply.With(200, made),
		}, result(providers.StateCompleted, delivered)},
		"numbers and flags that are none beside the profile": {sale(), []exchange{
			instant.With(200, ok(`{`+strings.Replace(header, `9.5`, `"n/a"`, 1)+`,"esims":[`+strings.Replace(profileJSON("e-1", iccid, "READY"), `"withTopUp":true`, `"withTopUp":"maybe"`, 1)+`]}`)),
		}, providers.Result{State: providers.StateCompleted, ProviderOrderID: "o-1", ProviderStatus: "COMPLETED", Delivery: delivered}},
		"start date goes with apply": {datedSale(), []exchange{
			ordinary.With(200, ok(`{`+header+`,`+items+`}`)), applyDate.With(200, made),
		}, result(providers.StateCompleted, delivered)},
		"apply by reference answers with a list": {datedSale(), []exchange{
			ordinary.With(200, ok(`{`+header+`,`+items+`}`)), applyDate.With(200, ok(`[`+profileJSON("e-1", iccid, "READY")+`]`)),
		}, result(providers.StateCompleted, delivered)},
		"apply pending, then ready": {datedSale(), []exchange{
			ordinary.With(200, ok(`{`+header+`,`+items+`}`)), applyDate.With(400, pending),
			lookedUp.With(200, ok(`{"id":"e-1","iccid":"","status":"UNKNOWN"}`)), lookedUp.With(500, `{}`), lookedUp.With(200, made),
		}, result(providers.StateCompleted, delivered)},
		"apply pending with a 503 is asked once": {datedSale(), []exchange{
			ordinary.With(200, ok(`{`+header+`,`+items+`}`)), applyDate.With(503, pending), lookedUp.With(200, made),
		}, result(providers.StateCompleted, delivered)},
		"an eSIM without an id is looked up by its ICCID": {sale(), []exchange{
			instant.With(200, ok(`{`+header+`,"esims":[{"iccid":"`+iccid+`","status":"READY"}]}`)),
			getESIM.With(200, ok(`[`+profileJSON("", "894000000000099999", "READY")+`,`+profileJSON("e-1", iccid, "READY")+`]`)),
		}, result(providers.StateCompleted, delivered)},
		"and its profile asked for by the id that is found": {sale(), []exchange{
			instant.With(200, ok(`{`+header+`,"esims":[{"iccid":"`+iccid+`","status":"NEW"}]}`)),
			getESIM.With(200, ok(`{"id":"e-1","iccid":"`+iccid+`","status":"NEW"}`)), apply.With(200, made),
		}, result(providers.StateCompleted, delivered)},
		"nothing is asked for without an id": {sale(), []exchange{
			instant.With(200, ok(`{`+header+`,"esims":[{"iccid":"`+iccid+`","status":"NEW"}]}`)),
			getESIM.With(200, ok(`{"iccid":"`+iccid+`","status":"NEW"}`)), getESIM.With(200, made),
		}, result(providers.StateCompleted, delivered)},
		"another's eSIM is not handed over": {sale(), []exchange{
			instant.With(200, ok(`{`+header+`,"esims":[{"id":"e-1","status":"READY"}]}`)),
			lookedUp.With(200, ok(profileJSON("e-9", "", "READY"))), lookedUp.With(200, made),
		}, result(providers.StateCompleted, delivered)},
		"an eSIM that is not listed yet is asked for": {sale(), []exchange{
			instant.With(200, ok(`{`+header+`,`+items+`}`)), lookedUp.With(200, ok(`null`)), apply.With(200, made),
		}, result(providers.StateCompleted, delivered)},
		"a profile that is there is not asked for": {sale(), []exchange{
			instant.With(200, ok(`{`+header+`,`+items+`}`)), lookedUp.With(200, ok(profileJSON("e-1", iccid, "NEW"))),
		}, result(providers.StateCompleted, delivered)},
		"completed with nothing in it": {sale(), []exchange{
			instant.With(200, ok(`{`+header+`,"items":null}`)),
		}, result(providers.StateProcessing, nil)},
		"an item that has no eSIM yet": {sale(), []exchange{
			instant.With(200, ok(`{`+header+`,"items":[{"packageId":"`+pkg+`"},{"esimId":"e-1"}]}`)), lookedUp.With(200, made),
		}, result(providers.StateProcessing, delivered)},
		"an APN and a profile of other shapes": {sale(), []exchange{
			instant.With(200, ok(`{`+header+`,"esims":[`+strings.Replace(profileJSON("e-1", iccid, "READY"), `"esim":{`, `"apn":[],"esim":{"more":{},`, 1)+`]}`)),
		}, result(providers.StateCompleted, delivered)},
		"archived with one of two profiles": {sale(), []exchange{
			instant.With(200, ok(`{"id":"o-1","status":"ARCHIVED","esims":[`+profileJSON("e-1", iccid, "READY")+`,{"status":"READY"}]}`)),
		}, providers.Result{State: providers.StateUnknown, ProviderOrderID: "o-1", ProviderStatus: "ARCHIVED", Delivery: delivered, Why: isArchived}},
		"cancelled": {sale(), []exchange{
			instant.With(200, ok(`{"id":"o-1","referenceId":"`+ref+`","status":"CANCELLED","total":9.5,"currency":"USD"}`)),
		}, providers.Result{State: providers.StateUnknown, ProviderOrderID: "o-1", ProviderStatus: "CANCELLED", Why: isCancelled}},
		"cancelled, and yet a profile came": {sale(), []exchange{
			instant.With(200, ok(`{"id":"o-1","status":"canceled","esims":[`+profileJSON("e-1", iccid, "READY")+`,{"id":"e-2"}]}`)),
		}, providers.Result{State: providers.StateUnknown, ProviderOrderID: "o-1", ProviderStatus: "canceled", Delivery: delivered,
			Why: providers.Because("roamify.over", "status", "canceled")}},
		"archived without a profile": {sale(), []exchange{
			instant.With(200, ok(`{"id":"o-1","status":"ARCHIVED","total":9.5,"currency":"USD"}`)),
		}, providers.Result{State: providers.StateUnknown, ProviderOrderID: "o-1", ProviderStatus: "ARCHIVED",
			Why: isArchived}},
		"refunded": {sale(), []exchange{
			instant.With(200, ok(`{"id":"o-1","status":"refunded","total":9.5}`)),
		}, providers.Result{State: providers.StateRefunded, ProviderOrderID: "o-1", ProviderStatus: "refunded"}},
		"an eSIM without a name is nobody's yet": {sale(), []exchange{
			instant.With(200, ok(`{`+header+`,"esims":[{"status":"NEW"}]}`)),
		}, result(providers.StateProcessing, nil)},
		"unknown word keeps what was delivered": {sale(), []exchange{
			instant.With(200, ok(`{"id":"o-1","status":"SHIPPED","esims":[`+profileJSON("e-1", iccid, "READY")+`]}`)),
		}, providers.Result{State: providers.StateProcessing, ProviderOrderID: "o-1", ProviderStatus: "SHIPPED", Delivery: delivered}},
		"pending order without items": {sale(), []exchange{
			instant.With(200, ok(`{"id":"o-1","status":"PENDING","total":"9.50","currency":"usd","items":null}`)),
		}, providers.Result{State: providers.StateProcessing, ProviderOrderID: "o-1", ProviderStatus: "PENDING", Cost: usd("9.50")}},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for i, x := range tc.say {
				if x.Status == 500 {
					tc.say[i].Times = 3 // a read is retried
				}
			}
			c := serve(t, tc.say...)
			got, err := c.Sell(context.Background(), tc.sale)
			same(t, err, nil)
			same(t, got, tc.want)
		})
	}
}

// ordersOnly answers an order and nothing else.
type ordersOnly string

func (answer ordersOnly) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Method == http.MethodPost {
		return &http.Response{StatusCode: http.StatusOK, Body: io.NopCloser(strings.NewReader(string(answer))), Request: r}, nil
	}
	<-r.Context().Done()
	return nil, r.Context().Err()
}

func TestSellStopsWaitingForTheProfile(t *testing.T) {
	t.Parallel()
	order := ordersOnly(ok(`{` + header + `,"esims":[{"id":"e-1","status":"READY"}]}`))
	c := New(Config{APIKey: testKey, Patience: 10 * time.Millisecond, Wire: func(o *wire.Options) { o.Transport = order }})
	got, err := c.Sell(context.Background(), sale())
	same(t, err, nil)
	same(t, got, result(providers.StateProcessing, nil))
}

func TestSellRefusesBeforeSending(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		change func(*providers.SaleRequest)
		kind   providers.ErrorKind
	}{
		"no reference":           {func(r *providers.SaleRequest) { r.Reference = "" }, providers.KindInternal},
		"no package":             {func(r *providers.SaleRequest) { r.Product.ID = "" }, providers.KindInvalid},
		"another provider's":     {func(r *providers.SaleRequest) { r.Product.Provider = "fyatu" }, providers.KindInvalid},
		"a top-up":               {func(r *providers.SaleRequest) { r.Product.TopUpOnly = true }, providers.KindInvalid},
		"field nobody asked for": {func(r *providers.SaleRequest) { r.Fields = map[string]string{"phone": "1"} }, providers.KindInvalid},
		"start date missing":     {func(r *providers.SaleRequest) { *r = datedSale(); r.Fields = nil }, providers.KindInvalid},
		"start date no date":     {func(r *providers.SaleRequest) { *r = datedSale(); r.Fields["start_date"] = "soon" }, providers.KindInvalid},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := serve(t)
			r := sale()
			tc.change(&r)
			_, err := c.Sell(context.Background(), r)
			same(t, judged(err), verdict{tc.kind, providers.NotSent, "", false})
		})
	}
}
