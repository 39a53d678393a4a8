package giftapi

import (
	"context"
	"net/http"
	"testing"
	"time"

	"simdesk/providers"
)

// No error is documented. These are the shapes of giftapi.md and the refusals that
// the document's rules imply, and what only looks like them.
func TestRefusals(t *testing.T) {
	t.Parallel()
	refused := func(k providers.ErrorKind) fault { return fault{k, providers.Refused, "", false} }
	seen := func(code string) fault { return fault{providers.KindUnknownOutcome, providers.Unknown, code, true} }
	notRun := fault{providers.KindUnauthorized, providers.NotSent, "", false}
	open := fault{providers.KindUnknownOutcome, providers.Unknown, "", false}
	tests := []struct {
		name   string
		status int
		body   string
		want   fault
		detail string
	}{
		{"wallet, 402", 402, `{"success":false,"message":"Insufficient balance"}`, refused(providers.KindDeclined), "Insufficient balance"},
		{"wallet, Russian", 422, `{"success":false,"message":"Недостаточно средств"}`, refused(providers.KindDeclined), "Недостаточно средств"},
		{"wallet, HTTP 200", 200, `{"success":false,"message":"Not enough funds on balance"}`, refused(providers.KindDeclined), "Not enough funds on balance"},
		{"wallet, with data that is none", 402, `{"success":false,"message":"Insufficient balance","data":null}`, refused(providers.KindDeclined), "Insufficient balance"},
		{"wallet, with a list that is empty", 402, `{"success":false,"message":"Insufficient balance","data":[]}`, refused(providers.KindDeclined), "Insufficient balance"},
		{"wallet, with an object that is empty", 402, `{"success":false,"message":"Insufficient balance","data":{}}`, refused(providers.KindDeclined), "Insufficient balance"},
		{"no renewal, HTTP 200", 200, `{"success":false,"message":"This eSIM cannot be renewed"}`, refused(providers.KindDeclined), "This eSIM cannot be renewed"},
		{"stock", 422, `{"success":false,"message":"Not enough items in stock"}`, refused(providers.KindDeclined), "Not enough items in stock"},
		{"SKU gone", 404, `{"success":false,"message":"Product not found"}`, refused(providers.KindDeclined), "Product not found"},
		{"signature, 401", 401, `{"success":false,"message":"Request timestamp expired"}`, notRun, "Request timestamp expired"},
		{"signature, 403", 403, `{"success":false,"message":"Invalid signature"}`, refused(providers.KindUnauthorized), "Invalid signature"},
		{"account off", 403, `{"success":false,"message":"Partner is inactive"}`, refused(providers.KindUnauthorized), "Partner is inactive"},
		{"token", 401, `{"message":"Unauthenticated."}`, notRun, "Unauthenticated."},
		{"validation", 422, `{"message":"The given data was invalid.","errors":{"item.fields.phone":["The phone field is required.","Too short."]}}`,
			refused(providers.KindInvalid), "The given data was invalid. The phone field is required. Too short."},
		{"validation, HTTP 200", 200, `{"success":false,"message":"Wrong","errors":{"item.fields.phone":["The phone field is required."]}}`,
			refused(providers.KindInvalid), "Wrong The phone field is required."},
		{"validation of a field in other words", 422, `{"message":"x","errors":{"external_id":["Слишком длинный"],"quantity":["Nope"]}}`,
			refused(providers.KindInvalid), "x Слишком длинный Nope"},
		{"unknown SKU", 422, `{"message":"The selected item.sku_id is invalid.","errors":{"item.sku_id":["The selected item.sku_id is invalid."]}}`,
			refused(providers.KindDeclined), "The selected item.sku_id is invalid."},
		{"quantity", 422, `{"message":"The quantity may not be greater than 1.","errors":{"item.fields.quantity":["The quantity may not be greater than 1."]}}`,
			refused(providers.KindInvalid), "The quantity may not be greater than 1."},
		{"reference used, Laravel", 422, `{"message":"The external id has already been taken.","errors":{"external_id":["The external id has already been taken."]}}`,
			seen(""), "The external id has already been taken."},
		{"reference used, code", 409, `{"code":"DUPLICATE_EXTERNAL_ID"}`, seen("DUPLICATE_EXTERNAL_ID"), ""},
		{"reference used, words", 400, `{"success":false,"error":"Order with this reference already exists"}`, seen(""), "Order with this reference already exists"},
		{"reference used, Russian", 422, `{"errors":{"external_id":["Такое значение уже существует."]}}`, seen(""), "Такое значение уже существует."},
		{"a field's value used", 422, `{"message":"x","errors":{"phone":["Already taken."]}}`, refused(providers.KindInvalid), "x Already taken."},
		// Everything else decides nothing.
		{"reference used, by a service that fails", 500, `{"message":"Order already exists"}`, open, "Order already exists"},
		{"an order in words that are not known", 422, `{"success":false,"message":"The order was not accepted"}`, open, "The order was not accepted"},
		{"wallet, success not said", 402, `{"success":null,"message":"Insufficient balance"}`, open, "Insufficient balance"},
		{"token, with something beside it", 401, `{"message":"Unauthenticated.","trace":"t"}`, open, "Unauthenticated."},
		{"validation, with something beside it", 422, `{"message":"x","errors":{"quantity":["Nope"]},"trace":"t"}`, open, "x Nope"},
		{"validation, HTTP 200, without the envelope", 200, `{"message":"x","errors":{"quantity":["Nope"]}}`, open, "x Nope"},
		{"validation, with a status of none", 409, `{"message":"x","errors":{"quantity":["Nope"]}}`, open, "x Nope"},
		{"validation, its message empty", 422, `{"message":"","errors":{"quantity":["Nope"]}}`, open, "Nope"},
		{"wallet, HTTP 200, but an order with it", 200, `{"success":false,"message":"Not enough funds on balance","data":{"id":"o-1"}}`, open, "Not enough funds on balance"},
		{"wallet, 422, but an order with it", 422, `{"success":false,"message":"Not enough funds on balance","data":{"id":"o-1","external_id":"ORD-12345","status":"processing"}}`,
			open, "Not enough funds on balance"},
		{"wallet, without the envelope", 402, `{"message":"Insufficient balance"}`, open, "Insufficient balance"},
		{"wallet, of a success", 402, `{"success":true,"message":"Insufficient balance"}`, open, "Insufficient balance"},
		{"wallet, with a status of no refusal", 408, `{"success":false,"message":"Insufficient balance"}`, open, "Insufficient balance"},
		{"wallet, with a status of another refusal", 403, `{"success":false,"message":"Insufficient balance"}`, open, "Insufficient balance"},
		{"wallet, cut", 402, `{"success":false,"message":"Insufficient bal`, open, `{"success":false,"message":"Insufficient bal`},
		{"wallet, error object", 400, `{"error":{"message":"Insufficient balance"}}`, open, "Insufficient balance"},
		{"Fyatu's wallet", 402, `{"success":false,"status":402,"message":"Insufficient balance","meta":{"requestId":"r"}}`, open, "Insufficient balance"},
		{"Roamify's wallet", 400, `{"status":"failed","message":"Insufficient balance"}`, open, "Insufficient balance"},
		{"Reloadly's wallet", 400, `{"timeStamp":"x","message":"Insufficient funds","path":"/topups","errorCode":"INSUFFICIENT_BALANCE","infoLink":null,"details":[]}`, open, "Insufficient funds"},
		{"a gateway's 401", 401, `{"message":"Unauthorized"}`, open, "Unauthorized"},
		{"HTML 401", 401, `<html>Unauthenticated.</html>`, open, "Unauthenticated."},
		{"empty 401", 401, ``, open, ""},
		{"token, with another status", 403, `{"message":"Unauthenticated."}`, open, "Unauthenticated."},
		{"a gateway's 403", 403, `{"message":"Forbidden"}`, open, "Forbidden"},
		{"a gateway's 404", 404, `{"success":false,"message":"Not found"}`, open, "Not found"},
		{"throttled by nobody knows whom", 429, `{"message":"Too Many Attempts."}`, open, "Too Many Attempts."},
		{"a conflict", 409, `{"success":false,"message":"Conflict"}`, open, "Conflict"},
		{"data that is no order, 422", 422, `{"success":false,"message":"Nope","data":{"hint":"call us"}}`, open, "Nope"},
		{"unclear words, HTTP 200", 200, `{"success":false,"message":"Supplier sent an invalid response"}`, open, "Supplier sent an invalid response"},
		{"a renewal that nobody knows of, HTTP 200", 200, `{"success":false,"message":"Renewal request timed out at the supplier"}`, open, "Renewal request timed out at the supplier"},
		{"no words, HTTP 200", 200, `{"success":false}`, open, ""},
		{"a validation without its message", 422, `{"errors":{"item.fields.phone":["The phone field is required."]}}`, open, "The phone field is required."},
		{"errors that are no validation", 422, `{"message":"x","errors":{"supplier":["No answer in time"]}}`, open, "x No answer in time"},
		{"errors that are no validation, in a validation's words, HTTP 200", 200, `{"success":false,"message":"x","errors":{"supplier":["The answer is invalid"]}}`, open, "x The answer is invalid"},
		{"one of two is no validation", 422, `{"message":"x","errors":{"supplier":["No answer in time"],"item.sku_id":["Checked"]}}`, open, "x Checked No answer in time"},
		{"a list of errors, HTTP 200", 200, `{"success":false,"message":"x","errors":["No answer in time"]}`, open, "x No answer in time"},
		{"errors that are no validation beside words that are known", 422, `{"success":false,"message":"Out of stock","errors":{"supplier":["x"]}}`, open, "Out of stock x"},
		{"a refusal in other words", 400, `{"message":"Nope","code":17}`, fault{providers.KindUnknownOutcome, providers.Unknown, "17", false}, "Nope"},
		{"something else used", 422, `{"message":"The phone has already been taken."}`, open, "The phone has already been taken."},
		{"escape sequences", 400, `{"message":"bad \u001b[31mred\u202e"}`, open, "bad red"},
		{"not JSON", 400, `no`, open, "no"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			h := newHost(t, map[string]http.HandlerFunc{"POST /orders": says(tt.status, tt.body)})
			_, err := h.client().Sell(context.Background(), sale())
			same(t, "fault", faultOf(t, err), tt.want)
			same(t, "detail", providers.AsError(err).Detail, tt.detail)
			same(t, "charging requests", h.count("POST"), 1)
		})
	}
}

// Reads: what is not there differs from where nothing is.
func TestReadFaults(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		status int
		body   string
		want   providers.ErrorKind
	}{
		{"no such eSIM", 404, `{"success":false,"message":"eSIM not found"}`, providers.KindNotFound},
		{"no such eSIM, Laravel", 404, `{"message":"No query results for model [App\\Models\\Esim]."}`, providers.KindNotFound},
		{"no such eSIM, HTTP 200", 200, `{"success":false,"message":"eSIM not found","data":null}`, providers.KindNotFound},
		{"no such route", 404, `{"message":"The route api/services could not be found."}`, providers.KindUnavailable},
		{"HTML 404", 404, `<html>Not Found</html>`, providers.KindUnavailable},
		{"gone", 410, `{"message":"Gone"}`, providers.KindUnavailable},
		{"not implemented", 501, `{}`, providers.KindUnavailable},
		{"token", 401, `{"message":"Unauthenticated."}`, providers.KindUnauthorized},
		{"some failure, HTTP 200", 200, `{"success":false,"message":"Try later"}`, providers.KindUnavailable},
		{"error alone, HTTP 200", 200, `{"error":"Try later"}`, providers.KindUnavailable},
		{"another eSIM", 200, `{"success":true,"data":{"iccid":"8944422711108338999","status":"Installed"}}`, providers.KindUnavailable},
		{"empty", 200, `{"success":true,"data":{}}`, providers.KindUnavailable},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			h := newHost(t, map[string]http.HandlerFunc{"GET /services/esim/" + testICCID + "/status": says(tt.status, tt.body)})
			_, err := h.client().ESIM(context.Background(), testICCID)
			same(t, "kind", faultOf(t, err).Kind, tt.want)
		})
	}
}

// A list that is not there is a wrong path, never an empty account.
func TestMissingListIsUnavailable(t *testing.T) {
	t.Parallel()
	h := newHost(t, map[string]http.HandlerFunc{"GET /balance": says(404, `{"message":"Not found."}`), "GET /orders": says(404, `{"message":"Not found."}`)})
	c := h.client()
	_, balanceErr := c.Balance(context.Background())
	_, trackErr := c.Track(context.Background(), providers.Query{Reference: "ORD-12345"})
	same(t, "kinds", []providers.ErrorKind{faultOf(t, balanceErr).Kind, faultOf(t, trackErr).Kind},
		[]providers.ErrorKind{providers.KindUnavailable, providers.KindUnavailable})
}

// The framework says with a 429 when to ask again.
func TestThrottledByTheFramework(t *testing.T) {
	t.Parallel()
	h := newHost(t, map[string]http.HandlerFunc{"POST /orders": func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Retry-After", "7")
		says(429, `{"message":"Too Many Attempts."}`)(w, r)
	}})
	_, err := h.client().Sell(context.Background(), sale())
	same(t, "fault", faultOf(t, err), fault{providers.KindThrottled, providers.Refused, "", false})
	same(t, "pause", providers.AsError(err).RetryAfter, 7*time.Second)
}
