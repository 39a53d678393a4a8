package fyatu

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"simdesk/providers"
)

const pkg = "merhaba-7days-5gb"

func sale() providers.SaleRequest {
	return providers.SaleRequest{Reference: "0193a1b2-0000-7000-8000-000000000001",
		Product: providers.Product{Provider: "fyatu", ID: pkg, Kind: providers.KindESIM, Name: "Turkey, 5 GB - 7 Days"}}
}

const ready = `"activation":{"manualCode":"LPA:1$rsp.example.com$AbC","appleInstallUrl":"https://ios.example/x"}`

var (
	buy     = exchange{Request: "POST /esim/purchase", Body: `{"packageId":"` + pkg + `","quantity":1}`}
	getByID = exchange{Request: "GET /esim/ESIM-1"}
	getIt   = exchange{Request: "GET /esim/" + iccid}
	eSIM1   = `"esimId":"ESIM-1","iccid":"` + iccid + `","status":"inactive"`
)

func bought(more string) string {
	return ok(`{"orderId":"ORD-1","reference":"R","package":{"id":"` + pkg + `","name":"5 GB"},"quantity":1,"currency":"USD",` + more + `}`)
}

func TestSell(t *testing.T) {
	t.Parallel()
	result := func(state providers.State, id, word string, d []providers.Delivery) providers.Result {
		return providers.Result{State: state, ProviderOrderID: id, ProviderStatus: word, Cost: usd("12.50"), Delivery: d, RequestID: "req_1"}
	}
	cases := map[string]struct {
		say  []exchange
		want providers.Result
	}{
		"all at once": {[]exchange{buy.With(201, bought(`"price":12.5,"status":"completed","esims":[{`+eSIM1+`,`+ready+`}]`))},
			result(providers.StateCompleted, "ORD-1", "completed", delivered)},
		"price by its other name, no order status": {[]exchange{buy.With(201, bought(`"totalPrice":"12.50","esims":[{`+eSIM1+`,`+ready+`}]`))},
			result(providers.StateCompleted, "ORD-1", "inactive", delivered)},
		"price as an object": {[]exchange{buy.With(200, bought(`"price":{"amount":12.5,"currency":"usd"},"status":"success","esims":[{`+eSIM1+`,`+ready+`}]`))},
			result(providers.StateCompleted, "ORD-1", "success", delivered)},
		"activation is fetched": {[]exchange{buy.With(201, bought(`"price":12.5,"status":"completed","esims":[{`+eSIM1+`}]`)), getByID.With(200, ok(`{`+eSIM1+`,`+ready+`}`))},
			result(providers.StateCompleted, "ORD-1", "completed", delivered)},
		"activation is empty as PHP has it": {[]exchange{buy.With(201, bought(`"price":12.5,"esims":[{`+eSIM1+`,"activation":[]}]`)), getByID.With(200, ok(`{`+eSIM1+`,`+ready+`}`))},
			result(providers.StateCompleted, "ORD-1", "inactive", delivered)},
		"activation comes later": {[]exchange{buy.With(201, bought(`"price":12.5,"status":"completed","esims":[{`+eSIM1+`}]`)), getByID.With(200, ok(`{`+eSIM1+`}`))},
			result(providers.StateProcessing, "ORD-1/ESIM-1", "completed", nil)},
		"activation cannot be read": {[]exchange{buy.With(201, bought(`"price":12.5,"status":"completed","esims":[{`+eSIM1+`}]`)), getByID.With(404, fails("ESIM_NOT_FOUND"))},
			result(providers.StateProcessing, "ORD-1/ESIM-1", "completed", nil)},
		"numbers that are none beside the activation": {[]exchange{buy.With(201, bought(`"price":12.5,"totalPrice":"n/a","quantity":"one","esims":[{`+eSIM1+`,`+ready+`,"usage":{"dataTotalMb":"unlimited"}}]`))},
			providers.Result{State: providers.StateCompleted, ProviderOrderID: "ORD-1", ProviderStatus: "inactive", Delivery: delivered, RequestID: "req_1"}},
		"no eSIM yet": {[]exchange{buy.With(201, bought(`"price":12.5,"status":"pending"`))},
			result(providers.StateProcessing, "ORD-1", "pending", nil)},
		"no order id": {[]exchange{buy.With(201, ok(`{"price":12.5,"currency":"USD","status":"completed","esims":[{`+eSIM1+`,`+ready+`}]}`))},
			result(providers.StateCompleted, "ESIM-1", "completed", delivered)},
		"the ICCID is fetched": {[]exchange{buy.With(201, bought(`"price":12.5,"status":"completed","esims":[{"esimId":"ESIM-1",`+ready+`}]`)), getByID.With(200, ok(`{`+eSIM1+`,`+ready+`}`))},
			result(providers.StateCompleted, "ORD-1", "completed", delivered)},
		"the ICCID cannot be read": {[]exchange{buy.With(201, bought(`"price":12.5,"status":"completed","esims":[{"esimId":"ESIM-1",`+ready+`}]`)), getByID.With(404, fails("ESIM_NOT_FOUND"))},
			result(providers.StateProcessing, "ORD-1/ESIM-1", "completed", nil)},
		"an eSIM that stands there twice": {[]exchange{buy.With(201, bought(`"price":12.5,"status":"completed","esims":[{`+eSIM1+`,`+ready+`},{`+eSIM1+`,`+ready+`}]`))},
			result(providers.StateCompleted, "ORD-1", "completed", delivered)},
		"done, and no eSIM": {[]exchange{buy.With(201, bought(`"price":12.5,"status":"completed"`))},
			result(providers.StateProcessing, "ORD-1", "completed", nil)},
		"done, and an eSIM without a name": {[]exchange{buy.With(201, bought(`"price":12.5,"status":"completed","esims":[{"status":"inactive",`+ready+`}]`))},
			result(providers.StateProcessing, "ORD-1", "completed", nil)},
		"unknown word keeps what was delivered": {[]exchange{buy.With(201, bought(`"price":12.5,"status":"failed","esims":[{`+eSIM1+`,`+ready+`}]`))},
			result(providers.StateProcessing, "ORD-1/ESIM-1", "failed", delivered)},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := serve(t, tc.say...)
			got, err := c.Sell(context.Background(), sale())
			same(t, err, nil)
			same(t, got, tc.want)
		})
	}
}

// TestFaults shows what every documented code and every broken answer to a
// purchase means, and that none is sent twice.
func TestFaults(t *testing.T) {
	t.Parallel()
	unknown := func(code string) verdict {
		return verdict{providers.KindUnknownOutcome, providers.Unknown, code, false}
	}
	refused := func(kind providers.ErrorKind, code string) verdict {
		return verdict{kind, providers.Refused, code, false}
	}
	code := func(status int, code string) exchange { return buy.With(status, failsWith(status, code)) }
	cases := map[string]struct {
		say  exchange
		want verdict
	}{
		"AUTH_SCOPE_DENIED":         {code(403, "AUTH_SCOPE_DENIED"), refused(providers.KindUnauthorized, "AUTH_SCOPE_DENIED")},
		"AUTH_APP_INACTIVE":         {code(403, "AUTH_APP_INACTIVE"), refused(providers.KindUnauthorized, "AUTH_APP_INACTIVE")},
		"VALIDATION_ERROR":          {code(400, "VALIDATION_ERROR"), refused(providers.KindInvalid, "VALIDATION_ERROR")},
		"RESOURCE_NOT_FOUND":        {code(404, "RESOURCE_NOT_FOUND"), refused(providers.KindNotFound, "RESOURCE_NOT_FOUND")},
		"INSUFFICIENT_BALANCE":      {code(402, "INSUFFICIENT_BALANCE"), refused(providers.KindDeclined, "INSUFFICIENT_BALANCE")},
		"DUPLICATE_REFERENCE":       {code(409, "DUPLICATE_REFERENCE"), verdict{providers.KindUnknownOutcome, providers.Unknown, "DUPLICATE_REFERENCE", true}},
		"RATE_LIMIT_EXCEEDED":       {code(429, "RATE_LIMIT_EXCEEDED"), refused(providers.KindThrottled, "RATE_LIMIT_EXCEEDED")},
		"INTERNAL_ERROR":            {code(500, "INTERNAL_ERROR"), unknown("INTERNAL_ERROR")},
		"ESIM_NOT_FOUND":            {code(404, "ESIM_NOT_FOUND"), refused(providers.KindNotFound, "ESIM_NOT_FOUND")},
		"INVALID_STATUS":            {code(400, "INVALID_STATUS"), refused(providers.KindDeclined, "INVALID_STATUS")},
		"PACKAGE_NOT_FOUND":         {code(404, "PACKAGE_NOT_FOUND"), refused(providers.KindNotFound, "PACKAGE_NOT_FOUND")},
		"PURCHASE_FAILED":           {code(400, "PURCHASE_FAILED"), refused(providers.KindDeclined, "PURCHASE_FAILED")},
		"TOPUP_FAILED":              {code(400, "TOPUP_FAILED"), refused(providers.KindDeclined, "TOPUP_FAILED")},
		"REGION_NOT_FOUND":          {code(400, "REGION_NOT_FOUND"), unknown("REGION_NOT_FOUND")},
		"REFRESH_FAILED":            {code(400, "REFRESH_FAILED"), unknown("REFRESH_FAILED")},
		"SERVICE_UNAVAILABLE":       {code(503, "SERVICE_UNAVAILABLE"), unknown("SERVICE_UNAVAILABLE")},
		"400 with an order":         {buy.With(400, strings.Replace(fails("PURCHASE_FAILED"), `"meta"`, `"data":{"orderId":"ORD-1","status":"pending"},"meta"`, 1)), unknown("PURCHASE_FAILED")},
		"200 with an order":         {buy.With(200, strings.Replace(fails("PURCHASE_FAILED"), `"meta"`, `"data":{"esims":[{"esimId":"ESIM-1"}]},"meta"`, 1)), unknown("PURCHASE_FAILED")},
		"402 without a code":        {buy.With(402, `{"success":false,"message":"x"}`), unknown("HTTP_402")},
		"409 of another kind":       {code(409, "CONFLICT_X"), unknown("CONFLICT_X")},
		"404 of a router":           {buy.With(404, `<html>Not Found</html>`), unknown("HTTP_404")},
		"404 without a code":        {buy.With(404, `{"success":false,"status":404,"message":"Not found","meta":{"requestId":"req_2"}}`), unknown("HTTP_404")},
		"410":                       {buy.With(410, `{"success":false,"status":410,"message":"Gone","meta":{"requestId":"req_2"}}`), unknown("ENDPOINT_GONE")},
		"501":                       {buy.With(501, ``), unknown("HTTP_501")},
		"502 HTML":                  {buy.With(502, "<html>bad gateway</html>"), unknown("HTTP_502")},
		"redirect":                  {buy.With(307, ""), unknown("HTTP_307")},
		"connection broken":         {exchange{Request: buy.Request, Body: buy.Body, Drop: true}, unknown("")},
		"half a JSON":               {buy.With(201, `{"success":true,"data":{"orderId":"O`), unknown("")},
		"no JSON":                   {buy.With(201, `OK`), unknown("")},
		"another JSON":              {buy.With(201, `{"hello":"world"}`), unknown("")},
		"empty object":              {buy.With(201, `{}`), unknown("")},
		"empty data":                {buy.With(201, ok(`{}`)), unknown("")},
		"null data":                 {buy.With(201, ok(`null`)), unknown("")},
		"another package":           {buy.With(201, ok(`{"orderId":"O","package":{"id":"other"},"esims":[]}`)), unknown("")},
		"nothing with a name":       {buy.With(201, ok(`{"status":"completed","esims":[{}]}`)), unknown("")},
		"something behind it":       {buy.With(201, bought(`"esims":[{`+eSIM1+`,`+ready+`}]`)+"<!-- cached -->"), unknown("")},
		"two eSIMs":                 {buy.With(201, bought(`"quantity":2,"esims":[]`)), unknown("")},
		"201 that failed":           {buy.With(201, `{"success":false,"message":"x"}`), unknown("HTTP_201")},
		"200 with low balance":      {buy.With(200, failsWith(200, "INSUFFICIENT_BALANCE")), unknown("INSUFFICIENT_BALANCE")},
		"VALIDATION_ERROR with 422": {code(422, "VALIDATION_ERROR"), refused(providers.KindInvalid, "VALIDATION_ERROR")},
		"AUTH_INVALID_CREDENTIALS":  {code(401, "AUTH_INVALID_CREDENTIALS"), unknown("AUTH_INVALID_CREDENTIALS")}, // of a sign-in
		"401 once more than one":    {exchange{Request: buy.Request, Body: buy.Body, Status: 401, Answer: fails("AUTH_TOKEN_INVALID"), Times: 2}, verdict{providers.KindUnauthorized, providers.NotSent, "AUTH_TOKEN_INVALID", false}},
		"401 AUTH_TOKEN_MISSING":    {exchange{Request: buy.Request, Body: buy.Body, Status: 401, Answer: fails("AUTH_TOKEN_MISSING"), Times: 2}, verdict{providers.KindUnauthorized, providers.NotSent, "AUTH_TOKEN_MISSING", false}},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := serve(t, tc.say)
			got, err := c.Sell(context.Background(), sale())
			same(t, judged(err), tc.want)
			same(t, got, providers.Result{})
			if e := providers.AsError(err); e.Why.IsZero() || e.Provider != "fyatu" {
				t.Errorf("nothing to tell the clerk: %+v", e)
			}
		})
	}
}

// TestCodeIsFoundWhereverItStands: the documents don't show where version 3
// keeps it. A purchase counts as refused by one in a likely place only.
func TestCodeIsFoundWhereverItStands(t *testing.T) {
	t.Parallel()
	refused := verdict{providers.KindNotFound, providers.Refused, "PACKAGE_NOT_FOUND", false}
	unknown := verdict{providers.KindUnknownOutcome, providers.Unknown, "PACKAGE_NOT_FOUND", false}
	for name, tc := range map[string]struct {
		more string
		want verdict
	}{
		"error.code":     {`"error":{"code":"PACKAGE_NOT_FOUND","message":"gone fishing"}`, refused},
		"error":          {`"error":"PACKAGE_NOT_FOUND"`, refused},
		"code":           {`"code":"PACKAGE_NOT_FOUND"`, refused},
		"errorCode":      {`"errorCode":"PACKAGE_NOT_FOUND"`, refused},
		"data.code":      {`"data":{"code":"PACKAGE_NOT_FOUND","message":"gone fishing"}`, refused},
		"beside no data": {`"code":"PACKAGE_NOT_FOUND","data":null`, refused},
		"beside []":      {`"code":"PACKAGE_NOT_FOUND","data":[]`, refused},
		"somewhere else": {`"details":[{"reason":"PACKAGE_NOT_FOUND"}]`, unknown},
		"among others":   {`"details":["NOT_A_CODE","PACKAGE_NOT_FOUND"]`, unknown},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			body := `{"success":false,"status":404,"message":"gone fishing","meta":{"requestId":"req_2"},` + tc.more + `}`
			_, err := serve(t, buy.With(404, body)).Sell(context.Background(), sale())
			same(t, judged(err), tc.want)
			same(t, providers.AsError(err).Detail, "gone fishing")
		})
	}
}

// TestLookAlikes: what is not Fyatu's own error, whole and with its own status,
// is no refusal, and a 401 of that kind sends nothing again.
func TestLookAlikes(t *testing.T) {
	t.Parallel()
	own := fails("INSUFFICIENT_BALANCE")
	without := func(part string) string { return strings.Replace(own, part, "", 1) }
	for name, say := range map[string]exchange{
		"no success":                   buy.With(402, without(`"success":false,`)),
		"a success":                    buy.With(402, strings.Replace(own, "false", "true", 1)),
		"no status":                    buy.With(402, without(`"status":402,`)),
		"another status inside":        buy.With(402, failsWith(404, "INSUFFICIENT_BALANCE")),
		"another status outside":       buy.With(404, own),
		"a status of no refusal":       buy.With(408, failsWith(408, "INSUFFICIENT_BALANCE")),
		"an order that cannot be read": buy.With(402, strings.Replace(own, `"meta"`, `"data":{"orderId":{"id":1}},"meta"`, 1)),
		"neither success nor failure":  buy.With(402, strings.Replace(own, "false", "null", 1)),
		"empty words":                  buy.With(402, strings.Replace(own, "no luck", "", 1)),
		"no words":                     buy.With(402, without(`"message":"no luck",`)),
		"no request id":                buy.With(402, without(`"requestId":"req_2",`)),
		"no code":                      buy.With(402, without(`"error":{"code":"INSUFFICIENT_BALANCE"},`)),
		"a code nobody knows":          buy.With(402, failsWith(402, "NO_FUNDS")),
		"half of it":                   buy.With(402, own[:len(own)/2]),
		"all but its end":              buy.With(402, own[:len(own)-1]),
		"something behind it":          buy.With(402, own+"<!-- cached -->"),
		"a list":                       buy.With(402, "["+own+"]"),
		"GiftAPI's":                    buy.With(402, `{"success":false,"message":"Insufficient balance"}`),
		"Roamify's":                    buy.With(400, `{"status":"failed","message":"Insufficient balance"}`),
		"Reloadly's":                   buy.With(400, `{"timeStamp":"2022-01-06 18:37:10","message":"Insufficient funds","path":"/topups","errorCode":"INSUFFICIENT_BALANCE","infoLink":null,"details":[]}`),
		"Reloadly's 401":               buy.With(401, `{"timeStamp":"2022-01-06 18:37:10","message":"Token expired","path":"/topups","errorCode":"TOKEN_EXPIRED","infoLink":null,"details":[]}`),
		"HTML 401":                     buy.With(401, "<html>Sign in to the hotel's network</html>"),
		"empty 401":                    buy.With(401, ""),
		"half a 401":                   buy.With(401, fails("AUTH_TOKEN_INVALID")[:60]),
		"401 without a code":           buy.With(401, `{"message":"no"}`),
		"empty 429":                    buy.With(429, ""),
		"451":                          buy.With(451, "<html>Unavailable for legal reasons</html>"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := serve(t, say).Sell(context.Background(), sale())
			if e := providers.AsError(err); e.Outcome != providers.Unknown || e.Kind != providers.KindUnknownOutcome {
				t.Errorf("%+v", e)
			}
		})
	}
}

func TestFieldErrorsAreTold(t *testing.T) {
	t.Parallel()
	c := serve(t, buy.With(400, `{"success":false,"code":"VALIDATION_ERROR","message":"bad","errors":{"quantity":["too many"],"packageId":"missing"}}`))
	_, err := c.Sell(context.Background(), sale())
	same(t, providers.AsError(err).Detail, "bad; packageId: missing; quantity: too many")
}

// TestEveryDocumentedCodeIsTested compares the table of codes with the tests.
func TestEveryDocumentedCodeIsTested(t *testing.T) {
	t.Parallel()
	tested := []string{"AUTH_SCOPE_DENIED", "AUTH_APP_INACTIVE", "VALIDATION_ERROR", "RESOURCE_NOT_FOUND", "INSUFFICIENT_BALANCE", "DUPLICATE_REFERENCE",
		"RATE_LIMIT_EXCEEDED", "INTERNAL_ERROR", "ESIM_NOT_FOUND", "INVALID_STATUS", "PACKAGE_NOT_FOUND", "PURCHASE_FAILED", "TOPUP_FAILED", "REGION_NOT_FOUND",
		"REFRESH_FAILED", "SERVICE_UNAVAILABLE", "AUTH_TOKEN_INVALID", "AUTH_TOKEN_MISSING", "AUTH_INVALID_CREDENTIALS"}
	for code := range refusals {
		if !slices.Contains(tested, code) {
			t.Errorf("%s has no test", code)
		}
	}
	same(t, len(tested), len(refusals))
	for code, f := range refusals {
		if !slices.Contains(f.statuses, statusOf[code]) {
			t.Errorf("%s comes with %d in the documents, not with %v", code, statusOf[code], f.statuses)
		}
	}
}

func TestTimeOutIsUnknown(t *testing.T) {
	t.Parallel()
	c := serve(t, exchange{Request: buy.Request, Body: buy.Body, Stall: true})
	c.c.Timeout = 200 * time.Millisecond
	_, err := c.Sell(context.Background(), sale())
	same(t, judged(err), verdict{providers.KindUnknownOutcome, providers.Unknown, "", false})
}

func TestRefusedConnectionIsNotSent(t *testing.T) {
	t.Parallel()
	c := New(Config{BaseURL: "http://127.0.0.1:1", AppID: "a", SecretKey: "s", Wire: quick})
	_, err := c.Sell(context.Background(), sale())
	same(t, judged(err), verdict{providers.KindUnavailable, providers.NotSent, "", false})
}

func TestSellRefusesBeforeSending(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*providers.SaleRequest){
		"no package":             func(r *providers.SaleRequest) { r.Product.ID = "" },
		"another provider's":     func(r *providers.SaleRequest) { r.Product.Provider = "roamify" },
		"a top-up":               func(r *providers.SaleRequest) { r.Product.Kind = providers.KindTopUp },
		"only for top-ups":       func(r *providers.SaleRequest) { r.Product.TopUpOnly = true },
		"field nobody asked for": func(r *providers.SaleRequest) { r.Fields = map[string]string{"phone": "1"} },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := serve(t)
			r := sale()
			change(&r)
			_, err := c.Sell(context.Background(), r)
			same(t, judged(err), verdict{providers.KindInvalid, providers.NotSent, "", false})
		})
	}
}
