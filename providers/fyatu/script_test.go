package fyatu

import (
	"fmt"
	"io"
	"net/http"
	"testing"
	"time"

	"simdesk/providers"
	"simdesk/providers/providertest/clienttest"
	"simdesk/providers/wire"
	"simdesk/providers/wire/loose"
)

const (
	testToken  = "token-1"
	testSecret = "a-secret-of-the-tests"
)

// noon is the time by which every test runs.
var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

type exchange = clienttest.Exchange

// serve returns a client of a Fyatu that follows a script; every request but
// the sign-in before it carries the token.
func serve(t *testing.T, script ...exchange) *Client {
	t.Helper()
	host := clienttest.Host{
		Header: map[string]string{"Authorization": "Bearer " + testToken, "Accept": "application/json"},
		Says:   map[string]string{"Date": noon.Format(http.TimeFormat)},
		Aside:  map[string]http.HandlerFunc{"/auth/token": signsIn(t)},
	}
	return New(Config{
		BaseURL: host.Serve(t, script...), AppID: "A1B2C3D4E5F6G7H8", SecretKey: testSecret,
		Now:  func() time.Time { return noon },
		Wire: quick,
	})
}

func quick(o *wire.Options) { o.Backoff = time.Microsecond }

// signsIn answers the sign-in that comes before everything else, once.
func signsIn(t *testing.T) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if !clienttest.SameJSON(string(body), `{"appId":"A1B2C3D4E5F6G7H8","secretKey":"`+testSecret+`","grantType":"client_credentials"}`) ||
			r.Header.Get("Authorization") != "" {
			t.Errorf("sign-in with %s %s", body, r.Header.Get("Authorization"))
		}
		_, _ = io.WriteString(w, ok(`{"accessToken":"`+testToken+`","expiresIn":86400}`))
	}
}

// ok wraps data in the envelope of a success.
func ok(data string) string {
	return `{"success":true,"status":200,"message":"fine","data":` + data + `,"meta":{"requestId":"req_1"}}`
}

// fails is an error with the status that the documents give its code.
func fails(code string) string { return failsWith(statusOf[code], code) }

// failsWith is the envelope of an error.
func failsWith(status int, code string) string {
	return fmt.Sprintf(`{"success":false,"status":%d,"message":"no luck","error":{"code":%q},"meta":{"requestId":"req_2","timestamp":"2026-11-22T12:00:00Z"}}`, status, code)
}

// statusOf is the documents' table of codes (fyatu.md 2).
var statusOf = map[string]int{
	"AUTH_TOKEN_MISSING": 401, "AUTH_TOKEN_INVALID": 401, "AUTH_INVALID_CREDENTIALS": 401, "AUTH_APP_INACTIVE": 403, "AUTH_SCOPE_DENIED": 403,
	"VALIDATION_ERROR": 400, "RESOURCE_NOT_FOUND": 404, "INSUFFICIENT_BALANCE": 402, "DUPLICATE_REFERENCE": 409, "RATE_LIMIT_EXCEEDED": 429,
	"INTERNAL_ERROR": 500, "ESIM_NOT_FOUND": 404, "INVALID_STATUS": 400, "PACKAGE_NOT_FOUND": 404, "PURCHASE_FAILED": 400, "TOPUP_FAILED": 400,
	"REGION_NOT_FOUND": 400, "REFRESH_FAILED": 400, "SERVICE_UNAVAILABLE": 503,
}

const iccid = "8910300000000012345"

var activationOf = &providers.Activation{SMDP: "rsp.example.com", MatchingID: "AbC", IOSLink: "https://ios.example/x"}

var delivered = []providers.Delivery{{Type: providers.DeliverESIM, ICCID: iccid, Activation: activationOf}}

func same(t *testing.T, got, want any) {
	t.Helper()
	clienttest.Same(t, got, want)
}

func usd(amount string) *providers.Money { return providers.MustMoney(amount, "USD").Ptr() }

type verdict clienttest.Verdict

func judged(err error) verdict { return verdict(clienttest.VerdictOf(err)) }

func bytesPtr(n int64) *int64 { return &n }

func timePtr(t time.Time) *time.Time { return &t }

func decoded(t *testing.T, s string) esim {
	t.Helper()
	var e esim
	if err := loose.Decode([]byte(s), &e); err != nil {
		t.Fatal(err)
	}
	return e
}
