package reloadly

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"simdesk/providers"
)

// documented is every code of the error table for airtime, with the status it
// is documented with, or 400 where none is. A sale with it was refused unless
// outcome says otherwise.
var documented = []struct {
	code    string
	status  int
	kind    providers.ErrorKind
	outcome providers.Outcome
}{
	{"INSUFFICIENT_BALANCE", 400, providers.KindDeclined, providers.Refused},
	{"TRANSACTION_CANNOT_BE_PROCESSED_AT_THE_MOMENT", 400, providers.KindDeclined, providers.Refused},
	{"TRANSACTION_CANNOT_BE_PROCESSED_AT_THE_MOMENT", 500, providers.KindUnknownOutcome, providers.Unknown},
	{"PHONE_RECENTLY_RECHARGED", 400, providers.KindThrottled, providers.Refused},
	{"CUSTOM_IDENTIFIER_ALREADY_USED", 400, providers.KindUnknownOutcome, providers.Unknown},
	{"OPERATOR_UNAVAILABLE_OR_CURRENTLY_INACTIVE", 503, providers.KindUnavailable, providers.Refused},
	{"OPERATOR_UNAVAILABLE_OR_CURRENTLY_INACTIVE", 500, providers.KindUnknownOutcome, providers.Unknown},
	{"OPERATOR_UNAVAILABLE_OR_CURRENTLY_INACTIVE", 400, providers.KindUnavailable, providers.Refused}, // as any 4xx
	{"COULD_NOT_AUTO_DETECT_OPERATOR", 404, providers.KindNotFound, providers.Refused},
	{"INVALID_RECIPIENT_PHONE", 400, providers.KindInvalid, providers.Refused},
	{"INVALID_AMOUNT_FOR_RECIPIENT_PHONE", 400, providers.KindInvalid, providers.Refused},
	{"RECIPIENT_HAS_PENDING_TRANSACTION", 400, providers.KindDeclined, providers.Refused},
	{"INVALID_INPUT_PROVIDED", 400, providers.KindInvalid, providers.Refused},
	{"TRANSACTION_FAILED_ON_OPERATOR", 400, providers.KindDeclined, providers.Refused},
	{"TRANSACTION_FAILED_ON_OPERATOR", 500, providers.KindUnknownOutcome, providers.Unknown},
	{"PROVIDER_INTERNAL_ERROR", 400, providers.KindUnavailable, providers.Refused},
	{"PROVIDER_INTERNAL_ERROR", 500, providers.KindUnknownOutcome, providers.Unknown},
	{"REQUEST_FAILED_ON_PROVIDER", 400, providers.KindUnavailable, providers.Refused},
	{"INVALID_AMOUNT", 400, providers.KindInvalid, providers.Refused},
	{"UNMAPPED_PROVIDER_ERROR_CODE", 400, providers.KindDeclined, providers.Refused},
	{"INVALID_AMOUNT_FOR_OPERATOR", 400, providers.KindInvalid, providers.Refused},
	{"TRANSACTION_REJECTED_BY_OPERATOR", 400, providers.KindDeclined, providers.Refused},
	{"RECIPIENT_REACHED_MAX_TOPUP_NUMBER", 400, providers.KindDeclined, providers.Refused},
	{"CONNECTION_TO_OPERATOR_TEMPORARILY_DOWN", 400, providers.KindUnavailable, providers.Refused},
	{"CONNECTION_TO_OPERATOR_FAILED", 400, providers.KindUnavailable, providers.Refused},
	{"PHONE_BANNED_BY_OPERATOR", 400, providers.KindDeclined, providers.Refused},
	{"REQUEST_PROCESSING_FAILED", 400, providers.KindDeclined, providers.Refused},
	{"TRANSACTION_REFUSED_BY_OPERATOR", 400, providers.KindDeclined, providers.Refused},
	{"RECIPIENT_PHONE_INACTIVE", 400, providers.KindDeclined, providers.Refused},
	{"INVALID_PHONE_NUMBER", 400, providers.KindInvalid, providers.Refused},
	{"SERVICE_TO_OPERATOR_TEMPORARILY_UNAVAILABLE", 400, providers.KindUnavailable, providers.Refused},
	{"INVALID_LOCAL_AMOUNT_FOR_OPERATOR", 400, providers.KindInvalid, providers.Refused},
	{"LOCAL_AMOUNTS_NOT_SUPPORTED_BY_OPERATOR", 400, providers.KindInvalid, providers.Refused},
	{"OPERATOR_AND_RECIPIENT_PHONE_MISMATCH", 400, providers.KindInvalid, providers.Refused},
	{"INVALID_SENDER_PHONE", 400, providers.KindInvalid, providers.Refused},
	{"COUNTRY_NOT_SUPPORTED", 404, providers.KindNotFound, providers.Refused},
	{"COUNTRY_NOT_SUPPORTED", 409, providers.KindNotFound, providers.Refused},
	{"OPERATOR_NOT_IN_SERVICE", 400, providers.KindUnavailable, providers.Refused},
	{"INACTIVE_ACCOUNT", 400, providers.KindDeclined, providers.Refused},
	{"ACCOUNT_NOT_FOUND", 400, providers.KindDeclined, providers.Refused},
	{"MAX_DAILY_TRANSACTION_COUNT_REACHED", 400, providers.KindDeclined, providers.Refused},
	{"MAX_DAILY_TRANSACTION_AMOUNT_REACHED", 400, providers.KindDeclined, providers.Refused},
	{"TOPUP_TRANSACTION_FAILED", 400, providers.KindDeclined, providers.Refused},
	{"FX_RATE_NOT_AVAILABLE", 500, providers.KindUnknownOutcome, providers.Unknown},
	{"TRANSACTION_NOT_FOUND", 404, providers.KindNotFound, providers.Refused},
	{"INVALID_CREDENTIALS", 401, providers.KindUnauthorized, providers.NotSent},
	{"INVALID_AUDIENCE", 400, providers.KindConfig, providers.Refused},
	{"INVALID_TOKEN", 401, providers.KindUnauthorized, providers.NotSent},
	{"MISSING_TOKEN", 401, providers.KindUnauthorized, providers.NotSent},
	{"TOKEN_EXPIRED", 401, providers.KindUnauthorized, providers.NotSent},
	{"INVALID_REQUEST", 400, providers.KindInvalid, providers.Refused},
	{"AUTHENTICATION_FAILURE", 401, providers.KindUnauthorized, providers.NotSent},
	{"NOT_AUTHORIZED", 403, providers.KindUnauthorized, providers.Refused},
	{"RESOURCE_NOT_FOUND", 404, providers.KindNotFound, providers.Refused},
	{"METHOD_NOT_SUPPORTED", 405, providers.KindUnavailable, providers.Refused},
	{"MEDIA_TYPE_NOT_ACCEPTABLE", 406, providers.KindUnavailable, providers.Refused},
	{"UNSUPPORTED_MEDIA_TYPE", 415, providers.KindUnavailable, providers.Refused},
	{"UNPROCESSABLE_ENTITY", 422, providers.KindInvalid, providers.Refused},
	{"RATE_LIMIT_REACHED", 429, providers.KindThrottled, providers.Refused},
	{"INTERNAL_SERVER_ERROR", 500, providers.KindUnknownOutcome, providers.Unknown},
	{"SERVICE_UNAVAILABLE", 503, providers.KindUnknownOutcome, providers.Unknown},
	{"SOMETHING_NEW", 400, providers.KindInvalid, providers.Refused},
	{"SOMETHING_NEW", 409, providers.KindDeclined, providers.Refused},
	{"SOMETHING_NEW", 500, providers.KindUnknownOutcome, providers.Unknown},
}

func errorBody(code string) string {
	return fmt.Sprintf(`{"timeStamp":"2022-01-06 18:37:10","message":"Words of theirs","path":"/topups","errorCode":%q,"infoLink":null,"details":[]}`, code)
}

func TestDocumentedErrorsOfASale(t *testing.T) {
	t.Parallel()
	tested := map[string]bool{}
	for _, tc := range documented {
		tested[tc.code] = true
		t.Run(fmt.Sprintf("%s %d", tc.code, tc.status), func(t *testing.T) {
			t.Parallel()
			calls := []call{{Request: "POST /topups", Body: soldBody, Status: tc.status, Answer: errorBody(tc.code)}}
			if tc.status == 401 {
				again := calls[0]
				again.Header = signedIn("tok-2")
				calls = append(calls, again)
			}
			c, _ := newStub(t, nil, calls...)
			_, err := c.Sell(t.Context(), sale(airtime()))
			want := verdict{tc.kind, tc.outcome, tc.code, tc.code == "CUSTOM_IDENTIFIER_ALREADY_USED"}
			if d := cmp.Diff(want, verdictOf(err)); d != "" {
				t.Error(d)
			}
			e, why := providers.AsError(err), refusals[tc.code].why
			if tc.outcome == providers.Unknown {
				why = "" // what a refusal would mean must not be said of what is open
			}
			if e.Detail != "Words of theirs" || ownWhy(err).Key != why || e.Provider != "reloadly" {
				t.Errorf("%+v", e)
			}
		})
	}
	for code, f := range refusals {
		if !tested[code] {
			t.Errorf("%s is not tested", code)
		}
		if f.kind == "" || f.why == "" {
			t.Errorf("%s: %+v", code, f)
		}
	}
}

// What Reloadly refuses leaves no record, so an error that names a transaction
// is no refusal.
func TestAnErrorThatNamesATransactionIsNoRefusal(t *testing.T) {
	t.Parallel()
	answer := `{"timeStamp":"x","message":"y","path":"/topups","errorCode":"TRANSACTION_FAILED_ON_OPERATOR","transactionId":26523}`
	c, _ := newStub(t, nil, call{Request: "POST /topups", Body: soldBody, Status: 400, Answer: answer})
	_, err := c.Sell(t.Context(), sale(airtime()))
	want := verdict{providers.KindUnknownOutcome, providers.Unknown, "TRANSACTION_FAILED_ON_OPERATOR", false}
	if d := cmp.Diff(want, verdictOf(err)); d != "" {
		t.Error(d)
	}
}

// What is not Reloadly's own error body, whole, about a top-up and with a status
// that its code belongs to, is no refusal; a 401 of that kind sends nothing again.
func TestLookAlikesOfARefusal(t *testing.T) {
	t.Parallel()
	own := errorBody("INSUFFICIENT_BALANCE")
	without := func(part string) string { return strings.Replace(own, part, "", 1) }
	for _, tc := range []struct {
		name   string
		status int
		answer string
	}{
		{"no time", 400, without(`"timeStamp":"2022-01-06 18:37:10",`)},
		{"no words", 400, strings.Replace(own, "Words of theirs", "", 1)},
		{"no path", 400, without(`"path":"/topups",`)},
		{"another path", 400, strings.Replace(own, "/topups", "/accounts/balance", 1)},
		{"the sign-in's path", 401, strings.Replace(errorBody("INVALID_CREDENTIALS"), "/topups", "/oauth/token", 1)},
		{"no code at all", 400, without(`"errorCode":"INSUFFICIENT_BALANCE",`)},
		{"no link", 400, without(`"infoLink":null,`)},
		{"no details", 400, without(`,"details":[]`)},
		{"more in it", 400, strings.Replace(own, `"details"`, `"status":"x","details"`, 1)},
		{"half of it", 400, own[:len(own)/2]},
		{"all but its end", 400, own[:len(own)-1]},
		{"something behind it", 400, own + "<!-- -->"},
		{"with a 401", 401, own},
		{"with a 408", 408, own},
		{"with a 503", 503, own},
		{"a 401 without a code", 401, strings.Replace(own, `"INSUFFICIENT_BALANCE"`, "null", 1)},
		{"a token's code with a 403", 403, errorBody("TOKEN_EXPIRED")},
		{"too many requests with a 400", 400, errorBody("RATE_LIMIT_REACHED")},
		{"an internal error with a 400", 400, errorBody("INTERNAL_SERVER_ERROR")},
		{"no rate with a 400", 400, errorBody("FX_RATE_NOT_AVAILABLE")},
		{"no transaction with a 400", 400, errorBody("TRANSACTION_NOT_FOUND")},
		{"no resource with a 400", 400, errorBody("RESOURCE_NOT_FOUND")},
		{"no method with a 400", 400, errorBody("METHOD_NOT_SUPPORTED")},
		{"no media type with a 400", 400, errorBody("MEDIA_TYPE_NOT_ACCEPTABLE")},
		{"another media type with a 400", 400, errorBody("UNSUPPORTED_MEDIA_TYPE")},
		{"not authorized with a 400", 400, errorBody("NOT_AUTHORIZED")},
		{"Spring's, with a 400 around it", 400, `{"timestamp":"x","status":404,"error":"Not Found","path":"/topups"}`},
		{"Spring's, without its time", 404, `{"status":404,"error":"Not Found","path":"/topups"}`},
		{"Spring's, with a transaction", 404, `{"timestamp":"x","status":404,"error":"Not Found","path":"/topups","transactionId":26523}`},
		{"Spring's, with another status", 404, `{"timestamp":"x","status":400,"error":"Not Found","path":"/topups"}`},
		{"Spring's, of another path", 404, `{"timestamp":"x","status":404,"error":"Not Found","path":"/"}`},
		{"Fyatu's", 402, `{"success":false,"status":402,"message":"x","code":"INSUFFICIENT_BALANCE","meta":{"requestId":"r"}}`},
		{"Fyatu's 401", 401, `{"success":false,"status":401,"message":"x","code":"AUTH_TOKEN_INVALID","meta":{"requestId":"r"}}`},
		{"GiftAPI's", 422, `{"success":false,"message":"Insufficient balance"}`},
		{"Roamify's", 400, `{"status":"failed","message":"Insufficient balance"}`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			c, _ := newStub(t, nil, call{Request: "POST /topups", Body: soldBody, Status: tc.status, Answer: tc.answer})
			_, err := c.Sell(t.Context(), sale(airtime()))
			if e := providers.AsError(err); e.Outcome != providers.Unknown || e.Kind != providers.KindUnknownOutcome {
				t.Errorf("%+v", e)
			}
		})
	}
}

func TestErrorsWithoutACode(t *testing.T) {
	t.Parallel()
	body := func(message string) string {
		return fmt.Sprintf(`{"timeStamp":1641494230,"message":%q,"path":"/x","errorCode":null,"infoLink":null,"details":[]}`, message)
	}
	for _, tc := range []struct {
		name, answer string
		status       int
		kind         providers.ErrorKind
		detail       string
		why          string // "" where the status says what is wrong
	}{
		{"operator", body("Operator not found for given id"), 404, providers.KindNotFound, "Operator not found for given id", "reloadly.no_operator"},
		{"operator, with a 400", body("Operator not found"), 400, providers.KindNotFound, "Operator not found", "reloadly.no_operator"},
		{"number lookup, with a 400", body("MNP lookup for given number failed"), 400, providers.KindNotFound, "MNP lookup for given number failed", "reloadly.operator_not_told"},
		{"a code goes before words", strings.Replace(body("Operator not found"), "null", `"INVALID_REQUEST"`, 1), 400, providers.KindInvalid, "Operator not found", "reloadly.request"},
		{"a code without words", `{"errorCode":"RESOURCE_NOT_FOUND"}`, 404, providers.KindNotFound, "", "reloadly.no_resource"},
		{"words without a time", `{"message":"Operator not found","path":"/x"}`, 404, providers.KindNotFound, "Operator not found", "reloadly.no_operator"},
		{"a path alone", `{"path":"/x"}`, 409, providers.KindUnavailable, `{"path":"/x"}`, "reloadly.foreign"},
		{"something behind it", body("Operator not found") + "<!-- -->", 404, providers.KindUnavailable, body("Operator not found"), "reloadly.foreign"},
		{"too many requests", ``, 429, providers.KindThrottled, "", ""},
		{"country", body("Country code must be 2 characters ISO-Alpha-2"), 404, providers.KindInvalid, "Country code must be 2 characters ISO-Alpha-2", "reloadly.country_code"},
		{"number lookup", `{"timeStamp":"x","status":404,"error":"Not Found","message":"mnp lookup for given number failed","path":"/operators"}`, 404,
			providers.KindNotFound, "mnp lookup for given number failed; Not Found", "reloadly.operator_not_told"},
		{"sandbox", body("This feature is only available on live environment."), 500, providers.KindUnsupported, "This feature is only available on live environment.", "reloadly.live_only"},
		{"unheard of", body("Words"), 409, providers.KindDeclined, "Words", ""},
		{"unknown path, older spelling", `{"timeStamp":"x","status":404,"error":"Not Found","message":"No message available","path":"/x"}`, 404,
			providers.KindUnavailable, "No message available; Not Found", "reloadly.gone"},
		{"details", `{"timeStamp":"x","message":"Bad <b>input</b>","path":"/x","errorCode":"INVALID_INPUT_PROVIDED","details":["one",{"field":"amount","issue":"too small"},{"field":"phone"},{"issue":"why"},{"x":1},null,7]}`,
			400, providers.KindInvalid, "Bad input; one; amount: too small; phone; why; 7", "reloadly.request"},
		{"a code with a space in it", `{"errorCode":"OPERATOR_UNAVAILABLE_OR_CURRENTLY_ INACTIVE"}`, 503, providers.KindUnavailable, "", "reloadly.operator_down"},
		{"not Reloadly's 404", `<html>Not <i>here</i></html>`, 404, providers.KindUnavailable, "Not here", "reloadly.foreign"},
		{"not Reloadly's 403", `{"message":"Forbidden"}`, 403, providers.KindUnavailable, `{"message":"Forbidden"}`, "reloadly.foreign"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			c, _ := newStub(t, nil, call{Request: "GET /accounts/balance", Status: tc.status, Answer: tc.answer})
			_, err := c.Balance(t.Context())
			e := providers.AsError(err)
			if e == nil || e.Kind != tc.kind || e.Detail != tc.detail || ownWhy(err).Key != tc.why {
				t.Errorf("%+v", e)
			}
		})
	}
}

// Without a body a 401 says nothing but that: the token is renewed once, and the
// keys are what to check.
func TestARead401WithoutABody(t *testing.T) {
	t.Parallel()
	ask := call{Request: "GET /accounts/balance", Status: 401, HTML: true}
	again := ask
	again.Header = signedIn("tok-2")
	c, _ := newStub(t, nil, ask, again)
	_, err := c.Balance(t.Context())
	want := verdict{Kind: providers.KindUnauthorized, Outcome: providers.NotSent}
	if d := cmp.Diff(want, verdictOf(err)); d != "" || !ownWhy(err).IsZero() {
		t.Error(d, err)
	}
}

func TestRecentlyRechargedSaysHowLong(t *testing.T) {
	t.Parallel()
	c, _ := newStub(t, nil, call{Request: "POST /topups", Body: soldBody, Status: 400, Answer: errorBody("PHONE_RECENTLY_RECHARGED")})
	_, err := c.Sell(t.Context(), sale(airtime()))
	if e := providers.AsError(err); e.RetryAfter != 2*time.Minute {
		t.Error(e.RetryAfter)
	}
}
