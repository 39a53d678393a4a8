package giftapi

import (
	"context"
	"net/http"
	"testing"

	"simdesk/providers"
)

// No error is documented. These are the shapes and refusals that the document's
// rules imply, in every place where a Laravel service may put them.
func TestRefusals(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		status int
		body   string
		want   fault
		detail string
	}{
		{"wallet, 402", 402, `{"success":false,"message":"Insufficient balance","code":"INSUFFICIENT_BALANCE"}`,
			fault{providers.KindDeclined, providers.Refused, "INSUFFICIENT_BALANCE", false}, "Insufficient balance"},
		{"wallet, error object", 400, `{"error":{"code":"insufficient_funds","message":"No money"}}`,
			fault{providers.KindDeclined, providers.Refused, "insufficient_funds", false}, "No money"},
		{"wallet, Russian", 400, `{"message":"Недостаточно средств"}`, fault{providers.KindDeclined, providers.Refused, "", false}, "Недостаточно средств"},
		{"wallet, HTTP 200", 200, `{"success":false,"message":"Not enough funds on balance"}`, fault{providers.KindDeclined, providers.Refused, "", false}, "Not enough funds on balance"},
		{"wallet, HTTP 200, but an order with it", 200, `{"success":false,"message":"Not enough funds on balance","data":{"id":"o-1"}}`,
			fault{providers.KindUnknownOutcome, providers.Unknown, "", false}, "Not enough funds on balance"},
		{"wallet, 422, but an order with it", 422, `{"success":false,"message":"Not enough funds on balance","data":{"id":"o-1","external_id":"ORD-12345","status":"processing"}}`,
			fault{providers.KindUnknownOutcome, providers.Unknown, "", false}, "Not enough funds on balance"},
		{"data that is no order, 422", 422, `{"success":false,"message":"Nope","data":{"hint":"call us"}}`, fault{providers.KindInvalid, providers.Refused, "", false}, "Nope"},
		{"unclear words, HTTP 200", 200, `{"success":false,"message":"Supplier sent an invalid response"}`,
			fault{providers.KindUnknownOutcome, providers.Unknown, "", false}, "Supplier sent an invalid response"},
		{"a renewal that nobody knows of, HTTP 200", 200, `{"success":false,"message":"Renewal request timed out at the supplier"}`,
			fault{providers.KindUnknownOutcome, providers.Unknown, "", false}, "Renewal request timed out at the supplier"},
		{"no renewal, HTTP 200", 200, `{"success":false,"message":"This eSIM cannot be renewed"}`,
			fault{providers.KindDeclined, providers.Refused, "", false}, "This eSIM cannot be renewed"},
		{"no words, HTTP 200", 200, `{"success":false}`, fault{providers.KindUnknownOutcome, providers.Unknown, "", false}, ""},
		{"validation, HTTP 200", 200, `{"success":false,"errors":{"item.fields.phone":["The phone field is required."]}}`,
			fault{providers.KindInvalid, providers.Refused, "", false}, "The phone field is required."},
		{"validation of a field in other words, HTTP 200", 200, `{"success":false,"errors":{"external_id":["Слишком длинный"],"quantity":["Nope"]}}`,
			fault{providers.KindInvalid, providers.Refused, "", false}, "Слишком длинный Nope"},
		{"errors that are no validation, HTTP 200", 200, `{"success":false,"errors":{"supplier":["No answer in time"]}}`,
			fault{providers.KindUnknownOutcome, providers.Unknown, "", false}, "No answer in time"},
		{"errors that are no validation, in a validation's words, HTTP 200", 200, `{"success":false,"errors":{"supplier":["The answer is invalid"]}}`,
			fault{providers.KindUnknownOutcome, providers.Unknown, "", false}, "The answer is invalid"},
		{"one of two is no validation, HTTP 200", 200, `{"success":false,"errors":{"supplier":["No answer in time"],"item.sku_id":["Checked"]}}`,
			fault{providers.KindUnknownOutcome, providers.Unknown, "", false}, "Checked No answer in time"},
		{"a list of errors, HTTP 200", 200, `{"success":false,"errors":["No answer in time"]}`,
			fault{providers.KindUnknownOutcome, providers.Unknown, "", false}, "No answer in time"},
		{"errors that are no validation, but words that are known, HTTP 200", 200, `{"success":false,"errors":{"supplier":["Out of stock"]}}`,
			fault{providers.KindDeclined, providers.Refused, "", false}, "Out of stock"},
		{"errors that are no validation, 422", 422, `{"errors":{"supplier":["Nope"]}}`, fault{providers.KindInvalid, providers.Refused, "", false}, "Nope"},
		{"validation", 422, `{"message":"The given data was invalid.","errors":{"item.fields.phone":["The phone field is required.","Too short."]}}`,
			fault{providers.KindInvalid, providers.Refused, "", false}, "The given data was invalid. The phone field is required. Too short."},
		{"unknown SKU", 422, `{"message":"The selected item.sku_id is invalid.","errors":{"item.sku_id":["The selected item.sku_id is invalid."]}}`,
			fault{providers.KindDeclined, providers.Refused, "", false}, "The selected item.sku_id is invalid."},
		{"SKU gone", 404, `{"message":"No query results for model [Sku]"}`, fault{providers.KindDeclined, providers.Refused, "", false}, "No query results for model [Sku]"},
		{"stock", 409, `{"error":"Out of stock"}`, fault{providers.KindDeclined, providers.Refused, "", false}, "Out of stock"},
		{"quantity", 422, `{"errors":{"item.fields.quantity":["The quantity may not be greater than 1."]}}`,
			fault{providers.KindInvalid, providers.Refused, "", false}, "The quantity may not be greater than 1."},
		{"signature, 401", 401, `{"message":"Invalid signature"}`, fault{providers.KindUnauthorized, providers.NotSent, "", false}, "Invalid signature"},
		{"signature, 403", 403, `{"message":"X-Timestamp is too old"}`, fault{providers.KindUnauthorized, providers.Refused, "", false}, "X-Timestamp is too old"},
		{"account off", 403, `{"message":"Partner is inactive"}`, fault{providers.KindUnauthorized, providers.Refused, "", false}, "Partner is inactive"},
		{"throttled", 429, `{"message":"Too Many Attempts."}`, fault{providers.KindThrottled, providers.Refused, "", false}, "Too Many Attempts."},
		{"a refusal in other words", 400, `{"message":"Nope","code":17}`, fault{providers.KindInvalid, providers.Refused, "17", false}, "Nope"},
		{"reference used, Laravel", 422, `{"message":"The external id has already been taken.","errors":{"external_id":["The external id has already been taken."]}}`,
			fault{providers.KindUnknownOutcome, providers.Unknown, "", true}, "The external id has already been taken."},
		{"reference used, code", 409, `{"code":"DUPLICATE_EXTERNAL_ID"}`, fault{providers.KindUnknownOutcome, providers.Unknown, "DUPLICATE_EXTERNAL_ID", true}, ""},
		{"reference used, words", 400, `{"success":false,"error":"Order with this reference already exists"}`,
			fault{providers.KindUnknownOutcome, providers.Unknown, "", true}, "Order with this reference already exists"},
		{"reference used, Russian", 422, `{"errors":{"external_id":["Такое значение уже существует."]}}`,
			fault{providers.KindUnknownOutcome, providers.Unknown, "", true}, "Такое значение уже существует."},
		{"something else used", 422, `{"message":"The phone has already been taken."}`, fault{providers.KindInvalid, providers.Refused, "", false}, "The phone has already been taken."},
		{"escape sequences", 400, `{"message":"bad \u001b[31mred\u202e"}`, fault{providers.KindInvalid, providers.Refused, "", false}, "bad red"},
		{"not JSON", 400, `no`, fault{providers.KindInvalid, providers.Refused, "", false}, "no"},
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

// A 409 is a refusal (contracts.md, exit code 3), unless a look finds that our
// reference is there: the request may have come twice on its way. What is known
// by its words is not looked up.
func TestAConflictIsLookedUp(t *testing.T) {
	t.Parallel()
	ours := listed(brief("o-1", "ORD-12345", "processing", ""))
	for name, tc := range map[string]struct {
		body string
		list http.HandlerFunc // nil: must not be asked
		want fault
	}{
		"nothing there":          {`{"message":"Conflict"}`, says(200, listed()), fault{providers.KindDeclined, providers.Refused, "", false}},
		"only near ones":         {`{"message":"Conflict"}`, says(200, listed(brief("o-1", "ORD-123456", "completed", ""))), fault{providers.KindDeclined, providers.Refused, "", false}},
		"ours is there":          {`{"message":"Conflict"}`, says(200, ours), fault{providers.KindUnknownOutcome, providers.Unknown, "", true}},
		"ours is there, no JSON": {`conflict`, says(200, ours), fault{providers.KindUnknownOutcome, providers.Unknown, "", true}},
		"the list is down":       {`{"message":"Conflict"}`, says(503, ``), fault{providers.KindUnknownOutcome, providers.Unknown, "", false}},
		"words that are known":   {`{"error":"Out of stock"}`, nil, fault{providers.KindDeclined, providers.Refused, "", false}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			answers := map[string]http.HandlerFunc{"POST /orders": says(409, tc.body)}
			if tc.list != nil {
				answers["GET /orders"] = tc.list
			}
			h := newHost(t, answers)
			_, err := h.client().Sell(context.Background(), sale())
			same(t, "fault", faultOf(t, err), tc.want)
			same(t, "charging requests", h.count("POST"), 1)
			if looked := h.count("GET") > 0; looked != (tc.list != nil) {
				t.Errorf("looked up: %v", looked)
			}
		})
	}
}
