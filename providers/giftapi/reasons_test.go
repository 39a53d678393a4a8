package giftapi

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"simdesk/providers"
)

// reasonOf compares an error with a verdict, the provider's words, and the key of
// its reason, "" where its status alone says what is wrong.
func reasonOf(t *testing.T, err error, want fault, detail, why string) {
	t.Helper()
	e := providers.AsError(err)
	same(t, "fault", faultOf(t, err), want)
	same(t, "detail", e.Detail, detail)
	got := e.Why.Key
	if !strings.HasPrefix(got, "giftapi.") {
		got = ""
	}
	same(t, "why", got, why)
}

// In the service's envelope with a 200 only the words tell why it refuses.
func TestRefusalsByTheirWordsAlone(t *testing.T) {
	t.Parallel()
	const refused, unknown = providers.Refused, providers.Unknown
	tests := []struct {
		message, errors string
		kind            providers.ErrorKind
		outcome         providers.Outcome
		detail, why     string
	}{
		{"Insufficient balance", "", providers.KindDeclined, refused, "", "giftapi.wallet"},
		{"Insufficient stock", "", providers.KindDeclined, refused, "", "giftapi.sold_out"},
		{"Invalid signature", "", providers.KindUnauthorized, refused, "", "giftapi.signature"},
		{"Partner is suspended", "", providers.KindUnauthorized, refused, "", "giftapi.account_off"},
		{"This card is blocked", "", providers.KindUnknownOutcome, unknown, "", ""},
		{"Unauthenticated.", "", providers.KindUnauthorized, refused, "", "giftapi.token"},
		{"Too many attempts", "", providers.KindThrottled, refused, "", "giftapi.too_many"},
		{"Product does not exist", "", providers.KindDeclined, refused, "", "giftapi.not_sold"},
		{"x", `{"item.fields.quantity":["Nope"]}`, providers.KindInvalid, refused, "x Nope", "giftapi.quantity"},
		{"x", `{"item.sku_id":["Is invalid"]}`, providers.KindDeclined, refused, "x Is invalid", "giftapi.not_sold"},
		{"x", `{"external_id":["Nope"]}`, providers.KindInvalid, refused, "x Nope", "giftapi.not_accepted"},
	}
	for _, tt := range tests {
		t.Run(tt.message+tt.errors, func(t *testing.T) {
			t.Parallel()
			body := `{"success":false,"message":"` + tt.message + `"`
			if tt.errors != "" {
				body += `,"errors":` + tt.errors
			} else {
				tt.detail = tt.message
			}
			h := newHost(t, map[string]http.HandlerFunc{"POST /orders": says(200, body+"}")})
			_, err := h.client().Sell(context.Background(), sale())
			reasonOf(t, err, fault{tt.kind, tt.outcome, "", false}, tt.detail, tt.why)
		})
	}
}

// What a read that failed is called decides whether a thing is said not to be
// there: only an answer about it says so.
func TestReadReasons(t *testing.T) {
	t.Parallel()
	const nowhere, unreadable = "giftapi.no_place", ""
	long := strings.Repeat("ä", 301)
	tests := []struct {
		status int
		body   string
		kind   providers.ErrorKind
		code   string
		detail string
		why    string
	}{
		{200, `{"success":false,"message":"No query results"}`, providers.KindNotFound, "", "No query results", "giftapi.unknown_iccid"},
		{200, `{"success":false,"message":"Invalid token"}`, providers.KindUnauthorized, "", "Invalid token", "giftapi.token"},
		{200, `{"success":false,"message":"The iccid must be a number"}`, providers.KindInvalid, "", "The iccid must be a number", "giftapi.not_accepted"},
		{200, `{"error":"Try later"}`, providers.KindUnavailable, "", "Try later", "giftapi.no_reason"},
		{200, `{"errors":["Try later"]}`, providers.KindUnavailable, "", "Try later", "giftapi.no_reason"},
		{200, `{"hello":1}`, providers.KindUnavailable, "", `{"hello":1}`, unreadable},
		{200, `{"success":false,"message":"eSIM not found"} {}`, providers.KindUnavailable, "", `{"success":false,"message":"eSIM not found"} {}`, unreadable},
		{200, `{"success":true,"data":{"iccid":"1"}}`, providers.KindUnavailable, "", `{"success":true,"data":{"iccid":"1"}}`, unreadable},
		{400, `{"message":"Order already exists"}`, providers.KindInvalid, "", "Order already exists", ""},
		{400, `{"error":{"code":"X1","message":"Try later"}}`, providers.KindInvalid, "X1", "Try later", ""},
		{400, `{"message":"` + long + `"}`, providers.KindInvalid, "", long[:len(long)-len("ä")], ""},
		{401, `{"message":"Token not found"}`, providers.KindUnauthorized, "", "Token not found", ""},
		{401, `{"message":"Unauthenticated."}`, providers.KindUnauthorized, "", "Unauthenticated.", "giftapi.token"},
		{429, `{"message":"Invalid pace"}`, providers.KindThrottled, "", "Invalid pace", ""},
		{500, `{"success":false,"message":"eSIM not found"}`, providers.KindUnavailable, "", "eSIM not found", ""},
		{404, `null`, providers.KindUnavailable, "", "", nowhere},
		{405, `{}`, providers.KindUnavailable, "", "", nowhere},
		{410, `{}`, providers.KindUnavailable, "", "", nowhere},
		{501, `{}`, providers.KindUnavailable, "", "", nowhere},
	}
	for _, tt := range tests {
		t.Run(http.StatusText(tt.status)+tt.body[:min(len(tt.body), 50)], func(t *testing.T) {
			t.Parallel()
			h := newHost(t, map[string]http.HandlerFunc{"GET /services/esim/" + testICCID + "/status": says(tt.status, tt.body)})
			// Without a secret there is none to blank.
			_, err := h.client(func(c *Config) { c.Secret = "" }).ESIM(context.Background(), testICCID)
			want := fault{tt.kind, faultOf(t, err).Outcome, tt.code, false} // of a read it decides nothing
			reasonOf(t, err, want, tt.detail, tt.why)
		})
	}
}

// What came is good without the word "success", also beside a complaint.
func TestAnswersWithoutTheEnvelope(t *testing.T) {
	t.Parallel()
	h := newHost(t, map[string]http.HandlerFunc{
		"GET /balance": says(200, `{"data":{"balance":1,"available_balance":1,"currency":"USD"}}`),
		"POST /orders": func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("X-Request-Id", "r-1")
			says(200, `{"error":"Slow today","data":{"id":"o-1","external_id":"ORD-12345","status":"created"}}`)(w, r)
		},
	})
	balance, err := h.client().Balance(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	same(t, "balance", balance, providers.Balance{Available: *usd("1"), Balance: *usd("1"), AsOf: signedAt})
	sold, err := h.client().Sell(context.Background(), sale())
	if err != nil {
		t.Fatal(err)
	}
	same(t, "result", sold, providers.Result{State: providers.StateProcessing, ProviderOrderID: "o-1", ProviderStatus: "created", RequestID: "r-1"})
}
