package reloadly

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"simdesk/providers"
)

// row is a transaction as the report lists it: without the wallet.
func row(t *testing.T, changes map[string]any) string {
	t.Helper()
	return with(t, with(t, took, map[string]any{"balanceInfo": nil}), changes)
}

var delivered = []providers.Delivery{{Type: providers.DeliverAirtime, Phone: "+2348147658721",
	Delivered: providers.MustMoney("5000", "NGN").Ptr(), OperatorReference: "7297929551:OrderConfirmed"}}

func search(page int, answer string) call {
	return call{Request: "GET /topups/reports/transactions", Query: searchQuery("ord-1", page), Answer: answer}
}

func TestTrackByReference(t *testing.T) {
	t.Parallel()
	completed := providers.Finding{Verdict: providers.Found, Result: providers.Result{
		State: providers.StateCompleted, ProviderOrderID: "26523", ProviderStatus: "SUCCESSFUL", Delivery: delivered}}
	ours := row(t, nil)
	other := row(t, map[string]any{"transactionId": 1, "customIdentifier": "ORD-1"})
	stranger := row(t, map[string]any{"transactionId": 2, "customIdentifier": nil})
	// twice lists three under our reference, the second with this word, and what
	// is said of the first two when they are asked about.
	twice := func(second, status string) []call {
		calls := []call{search(1, envelope(0, 1, row(t, map[string]any{"transactionId": 26525, "status": "REFUNDED"}), ours,
			row(t, map[string]any{"transactionId": 26524, "status": second})))}
		for _, id := range []string{"26523", "26524"} {
			calls = append(calls, call{Request: "GET /topups/" + id + "/status", Answer: strings.ReplaceAll(status, "26523", id)})
			if strings.Contains(status, `"transaction":null`) {
				calls = append(calls, call{Request: "GET /topups/reports/transactions/" + id, Answer: row(t, map[string]any{"transactionId": id})})
			}
		}
		return calls
	}
	about := ", 10.00 USD, +2348147658721, MTN Nigeria, 2026-11-20 12:00:00"
	claim := func(key string) providers.Reason {
		return providers.Because(key, "who", "Reloadly", "n", 2, "ids", []string{"26523", "26524"}, "also", providers.Reason{})
	}
	two := func(second string, supports providers.Truth, cost string, missing providers.Reason) providers.Finding {
		r := completed.Result
		r.Cost, r.Missing = providers.MustMoney(cost, "USD").Ptr(), missing
		return providers.Finding{Verdict: providers.Found, Result: r, Evidence: []providers.Evidence{
			{Source: providers.Because("several.order", "who", "Reloadly", "id", "26523", "n", 1, "all", 2), Expected: providers.Because("several.one_order"), Seen: providers.Quoted("SUCCESSFUL" + about), Supports: providers.Yes},
			{Source: providers.Because("several.order", "who", "Reloadly", "id", "26524", "n", 2, "all", 2), Expected: providers.Because("several.one_order"), Seen: providers.Quoted(second + about), Supports: supports},
		}}
	}
	several := func(second string, supports providers.Truth, r providers.Result) providers.Finding {
		return providers.Finding{Verdict: providers.Found, Result: r, Evidence: []providers.Evidence{
			{Source: providers.Because("several.order", "who", "Reloadly", "id", "26523", "n", 1, "all", 3), Expected: providers.Because("several.one_order"), Seen: providers.Quoted("SUCCESSFUL" + about), Supports: providers.Yes},
			{Source: providers.Because("several.order", "who", "Reloadly", "id", "26524", "n", 2, "all", 3), Expected: providers.Because("several.one_order"), Seen: providers.Quoted(second + about), Supports: supports},
			{Source: providers.Because("several.order", "who", "Reloadly", "id", "26525", "n", 3, "all", 3), Expected: providers.Because("several.one_order"), Seen: providers.Quoted("REFUNDED" + about), Supports: providers.No},
		}}
	}
	for _, tc := range []struct {
		name  string
		calls []call
		want  providers.Finding
	}{
		{"found", []call{search(1, envelope(0, 1, ours))}, completed},
		{"among others", []call{search(1, envelope(0, 1, other, stranger, ours))}, completed},
		{"in a bare list", []call{search(1, "["+ours+"]")}, completed},
		{"on the second page", []call{search(1, envelope(0, 2, other)), search(2, envelope(1, 2, ours))}, completed},
		{"once, though two pages list it", []call{search(1, envelope(0, 2, ours)), search(2, envelope(1, 2, ours))}, completed},
		{"nothing", []call{search(1, envelope(0, 0))}, providers.Finding{}},
		{"nothing in a bare list", []call{search(1, "[]")}, providers.Finding{}},
		{"nothing, and the last page is not marked", []call{search(1, `{"content":[]}`)}, providers.Finding{}},
		{"only another case", []call{search(1, envelope(0, 1, other))}, providers.Finding{}},
		{"still in progress", []call{search(1, envelope(0, 1, row(t, map[string]any{"status": "PROCESSING"})))},
			providers.Finding{Verdict: providers.Found, Result: providers.Result{
				State: providers.StateProcessing, ProviderOrderID: "26523", ProviderStatus: "PROCESSING"}}},
		{"without a status, as in old rows", []call{search(1, envelope(0, 1, row(t, map[string]any{"status": nil})))},
			providers.Finding{Verdict: providers.Found, Result: providers.Result{State: providers.StateProcessing, ProviderOrderID: "26523"}}},
		{"twice, one of them in progress", twice("PROCESSING", `{"status":"SUCCESSFUL","transaction":`+took+`}`), several("PROCESSING", providers.NotKnown, providers.Result{
			State: providers.StateCompleted, ProviderOrderID: "26523", ProviderStatus: "SUCCESSFUL", Delivery: delivered, Cost: providers.MustMoney("19.4", "USD").Ptr(),
			Missing: claim("several.may_have_charged")})},
		{"twice: charged more than once", twice("SUCCESSFUL", `{"status":"SUCCESSFUL","transaction":`+took+`}`), several("SUCCESSFUL", providers.Yes, providers.Result{
			State: providers.StateCompleted, ProviderOrderID: "26523", ProviderStatus: "SUCCESSFUL", Delivery: delivered, Cost: providers.MustMoney("19.4", "USD").Ptr(),
			Missing: claim("several.charged")})},
		{"twice, and what it cost is not told", twice("SUCCESSFUL", `{"status":"SUCCESSFUL","transaction":null}`), several("SUCCESSFUL", providers.Yes, providers.Result{
			State: providers.StateUnknown, ProviderOrderID: "26523", ProviderStatus: "SUCCESSFUL", Delivery: delivered,
			Why: providers.Because("several.cost_unknown", "claim", claim("several.charged"), "why", providers.Reason{})})},
		{"twice, with what they cost in the list", []call{search(1, envelope(0, 1, took, with(t, took, map[string]any{"transactionId": 26524})))},
			two("SUCCESSFUL", providers.Yes, "19.4", claim("several.charged"))},
		{"one of two came back", []call{search(1, envelope(0, 1, row(t, map[string]any{"transactionId": 26524, "status": "REFUNDED"}), ours)),
			{Request: "GET /topups/26523/status", Answer: took}}, two("REFUNDED", providers.No, "9.7", providers.Reason{})},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			c, _ := newStub(t, nil, tc.calls...)
			got, err := c.Track(t.Context(), providers.Query{Reference: "ord-1", Kind: providers.KindAirtime})
			if d := cmp.Diff(tc.want, got, decimals); d != "" || err != nil {
				t.Error(d, err)
			}
		})
	}
}

// Whatever is no clear answer must be an error: "not found" would let a
// charged order be given up.
func TestTrackFailures(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name  string
		calls []call
	}{
		{"down", []call{{Status: 500}}},
		{"HTML", []call{{Answer: "<html></html>", HTML: true}}},
		{"404 of a proxy", []call{{Status: 404, Answer: "not found", HTML: true}}},
		{"an empty object", []call{{Answer: `{}`}}},
		{"content of null", []call{{Answer: `{"content":null,"last":true}`}}},
		{"half JSON", []call{{Answer: `{"content":[`}}},
		{"an error with 200", []call{{Answer: errorBody("INTERNAL_SERVER_ERROR")}}},
		{"a row that cannot be read", []call{{Answer: envelope(0, 1, `"x"`)}}},
		{"a row of which half can be read", []call{{Answer: envelope(0, 1, `{"transactionId":26523,"status":{"x":1}}`)}}},
		{"a row without an id", []call{{Answer: envelope(0, 1, row(t, map[string]any{"transactionId": nil}))}}},
		{"an empty page before the last", []call{{Answer: envelope(0, 3)}}},
		{"the same page for ever", []call{{Answer: envelope(0, 9, row(t, nil))}, {Answer: envelope(0, 9, row(t, nil))}}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			for i := range tc.calls {
				tc.calls[i].Request, tc.calls[i].Query = "GET /topups/reports/transactions", searchQuery("ord-1", i+1)
			}
			c, _ := newStub(t, nil, tc.calls...)
			got, err := c.Track(t.Context(), providers.Query{Reference: "ord-1"})
			if d := cmp.Diff(providers.Finding{}, got); d != "" || !providers.IsKind(err, providers.KindUnavailable) || providers.AsError(err).Provider != "reloadly" {
				t.Error(d, err)
			}
			if tc.name == "a row without an id" && ownWhy(err).Key != "reloadly.orders_unread" {
				t.Error(err)
			}
		})
	}
}

func TestTrackByID(t *testing.T) {
	t.Parallel()
	status := func(answer string) call { return call{Request: "GET /topups/26523/status", Answer: answer} }
	wrapped := func(word, transaction string) string {
		return fmt.Sprintf(`{"code":null,"message":null,"status":%q,"transaction":%s}`, word, transaction)
	}
	found := func(r providers.Result) providers.Finding {
		r.ProviderOrderID = "26523"
		return providers.Finding{Verdict: providers.Found, Result: r}
	}
	unknownID := call{Request: "GET /topups/26523/status", Status: 404, Answer: errorBody("TRANSACTION_NOT_FOUND")}
	cost := providers.MustMoney("9.7", "USD").Ptr()
	for _, tc := range []struct {
		name  string
		calls []call
		want  providers.Finding
		err   providers.ErrorKind
	}{
		{"wrapped", []call{status(wrapped("SUCCESSFUL", took))},
			found(providers.Result{State: providers.StateCompleted, ProviderStatus: "SUCCESSFUL", Cost: cost, Delivery: delivered}), ""},
		{"bare", []call{status(took)},
			found(providers.Result{State: providers.StateCompleted, ProviderStatus: "SUCCESSFUL", Cost: cost, Delivery: delivered}), ""},
		{"in progress", []call{status(wrapped("PROCESSING", "null"))},
			found(providers.Result{State: providers.StateProcessing, ProviderStatus: "PROCESSING"}), ""},
		{"a word that nobody knows", []call{status(wrapped("SETTLING", "null"))},
			found(providers.Result{State: providers.StateProcessing, ProviderStatus: "SETTLING"}), ""},
		{"failed", []call{status(`{"code":"X","message":"Outage","status":"FAILED","transaction":null}`)},
			found(providers.Result{State: providers.StateFailed, ProviderStatus: "FAILED", Message: "Outage", Why: providers.Because("reloadly.topup_failed"), Charged: providers.No}), ""},
		{"refunded after success", []call{status(wrapped("REFUNDED", row(t, nil)))},
			found(providers.Result{State: providers.StateRefunded, ProviderStatus: "REFUNDED", Why: providers.Because("reloadly.topup_refunded")}), ""},
		{"success alone, the rest from the report", []call{status(wrapped("SUCCESSFUL", "null")), {Request: "GET /topups/reports/transactions/26523", Answer: took}},
			found(providers.Result{State: providers.StateCompleted, ProviderStatus: "SUCCESSFUL", Cost: cost, Delivery: delivered}), ""},
		{"success alone, and no report", []call{status(wrapped("SUCCESSFUL", "null")), {Request: "GET /topups/reports/transactions/26523", Status: 500}},
			found(providers.Result{State: providers.StateCompleted, ProviderStatus: "SUCCESSFUL",
				Delivery: []providers.Delivery{{Type: providers.DeliverAirtime, Phone: "+2348147658721"}}}), ""},
		{"success alone, and a report that cannot be read", []call{status(wrapped("SUCCESSFUL", "null")), {Request: "GET /topups/reports/transactions/26523", Answer: took + "<!-- -->"}},
			found(providers.Result{State: providers.StateCompleted, ProviderStatus: "SUCCESSFUL",
				Delivery: []providers.Delivery{{Type: providers.DeliverAirtime, Phone: "+2348147658721"}}}), ""},
		{"success alone, and a report of which half can be read", []call{status(wrapped("SUCCESSFUL", "null")),
			{Request: "GET /topups/reports/transactions/26523", Answer: `{"transactionId":26523,"status":"SUCCESSFUL","recipientPhone":"2349045150334","operatorName":{"x":1}}`}},
			found(providers.Result{State: providers.StateCompleted, ProviderStatus: "SUCCESSFUL",
				Delivery: []providers.Delivery{{Type: providers.DeliverAirtime, Phone: "+2348147658721"}}}), ""},
		{"something behind it", []call{status(wrapped("SUCCESSFUL", took) + "<!-- -->")}, providers.Finding{}, providers.KindUnavailable},
		{"an id that is none", []call{status(`{"status":"SUCCESSFUL","transactionId":{"x":1}}`)}, providers.Finding{}, providers.KindUnavailable},
		{"not found, with something behind it", []call{{Request: "GET /topups/26523/status", Status: 404, Answer: errorBody("TRANSACTION_NOT_FOUND") + "<!-- -->"}},
			providers.Finding{}, providers.KindUnavailable},
		{"unknown id, known reference", []call{unknownID, search(1, envelope(0, 1, row(t, nil)))},
			found(providers.Result{State: providers.StateCompleted, ProviderStatus: "SUCCESSFUL", Delivery: delivered}), ""},
		{"unknown id and reference", []call{unknownID, search(1, envelope(0, 0))}, providers.Finding{}, ""},
		{"another order's", []call{status(with(t, took, map[string]any{"customIdentifier": "ord-2"}))},
			providers.Finding{Verdict: providers.Unclear, Evidence: []providers.Evidence{{Source: providers.Because("reloadly.transaction", "id", "26523"), Expected: providers.Because("reloadly.our_reference", "reference", "ord-1"),
				Seen: providers.Because("reloadly.other_reference", "reference", "ord-2", "order", "SUCCESSFUL, 10.00 USD, +2348147658721, MTN Nigeria, 2026-11-20 12:00:00"), Supports: providers.No}}}, ""},
		{"another order's, of which little is known", []call{status(`{"transactionId":26523,"status":"SUCCESSFUL","customIdentifier":"ord-2"}`)},
			providers.Finding{Verdict: providers.Unclear, Evidence: []providers.Evidence{{Source: providers.Because("reloadly.transaction", "id", "26523"), Expected: providers.Because("reloadly.our_reference", "reference", "ord-1"),
				Seen: providers.Because("reloadly.other_reference", "reference", "ord-2", "order", "SUCCESSFUL"), Supports: providers.No}}}, ""},
		{"another id", []call{status(with(t, took, map[string]any{"transactionId": 1}))}, providers.Finding{}, providers.KindUnavailable},
		{"nothing said", []call{status(`{}`)}, providers.Finding{}, providers.KindUnavailable},
		{"down", []call{{Request: "GET /topups/26523/status", Status: 503}}, providers.Finding{}, providers.KindUnavailable},
		{"404 without Reloadly's words", []call{{Request: "GET /topups/26523/status", Status: 404}}, providers.Finding{}, providers.KindUnavailable},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			c, _ := newStub(t, nil, tc.calls...)
			got, err := c.Track(t.Context(), providers.Query{
				Reference: "ord-1", ProviderOrderID: "26523", Kind: providers.KindAirtime, Target: "+2348147658721"})
			if d := cmp.Diff(tc.want, got, decimals); d != "" || (err != nil) != (tc.err != "") || (err != nil && !providers.IsKind(err, tc.err)) {
				t.Error(d, err)
			}
		})
	}
}

// The most telling one is the first, and only what may have cost something is
// asked about once more.
func TestTrackSeveralInTheirOrder(t *testing.T) {
	t.Parallel()
	var listed []string
	for i, status := range []string{"FAILED", "REFUNDED", "PROCESSING", "SUCCESSFUL"} {
		listed = append(listed, row(t, map[string]any{"transactionId": i + 1, "status": status}))
	}
	c, _ := newStub(t, nil, search(1, envelope(0, 1, listed...)),
		call{Request: "GET /topups/4/status", Status: 500}, call{Request: "GET /topups/3/status", Status: 500})
	got, err := c.Track(t.Context(), providers.Query{Reference: "ord-1", Kind: providers.KindAirtime})
	var sources []string
	for _, e := range got.Evidence {
		sources = append(sources, e.Source.Args["id"].Text)
	}
	want := []string{"4", "3", "2", "1"}
	if d := cmp.Diff(want, sources); d != "" || err != nil || got.Result.State != providers.StateUnknown || got.Result.ProviderOrderID != "4" {
		t.Error(d, err, got.Result)
	}
}

// A PIN that the sale's answer did not carry must arrive by tracking.
func TestTrackBringsThePIN(t *testing.T) {
	t.Parallel()
	noPIN := row(t, map[string]any{"pinDetail": nil})
	withPIN := row(t, map[string]any{"pinDetail": map[string]any{"code": "7737", "info1": "DIAL *611", "info2": "DIAL *611"}})
	c, _ := newStub(t, nil, search(1, envelope(0, 1, noPIN)),
		call{Request: "GET /topups/26523/status", Answer: withPIN})
	got, err := c.Track(t.Context(), providers.Query{Reference: "ord-1", Kind: providers.KindPIN})
	want := providers.Finding{Verdict: providers.Found, Result: providers.Result{
		State: providers.StateCompleted, ProviderOrderID: "26523", ProviderStatus: "SUCCESSFUL",
		Delivery: []providers.Delivery{{Type: providers.DeliverPIN, PIN: "7737", Instructions: "DIAL *611"}}}}
	if d := cmp.Diff(want, got); d != "" || err != nil {
		t.Error(d, err)
	}
}

func TestTrackWithoutAnything(t *testing.T) {
	t.Parallel()
	c, _ := newStub(t, nil)
	_, err := c.Track(t.Context(), providers.Query{})
	want := invalid("reloadly.no_reference")
	if d := cmp.Diff(want, providers.AsError(err)); d != "" {
		t.Error(d)
	}
	c, _ = newStub(t, nil, call{Request: "GET /topups/26523/status", Answer: took})
	if got, err := c.Track(t.Context(), providers.Query{ProviderOrderID: "26523"}); err != nil || got.Verdict != providers.Found || got.Result.State != providers.StateCompleted {
		t.Error(got, err)
	}
	c, _ = newStub(t, nil, call{Request: "GET /topups/9/status", Status: 404, Answer: errorBody("TRANSACTION_NOT_FOUND")})
	if got, err := c.Track(t.Context(), providers.Query{ProviderOrderID: "9"}); err != nil || got.Verdict != providers.NotFound {
		t.Error(got, err)
	}
}
