package reloadly

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"testing"

	"github.com/google/go-cmp/cmp"

	"simdesk/providers"
)

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
		{"in the status, without our reference", []call{{Request: "GET /topups/26523/status", Answer: wrapped(with(t, withPIN, map[string]any{"customIdentifier": nil}))}},
			providers.Result{State: providers.StateCompleted, Delivery: pin}},
		{"a detail without the PIN", []call{
			{Request: "GET /topups/26523/status", Answer: wrapped(with(t, withPIN, map[string]any{"pinDetail": map[string]any{"code": nil, "serial": 558111}}))},
			{Request: "GET /topups/reports/transactions/26523", Answer: withPIN}},
			providers.Result{State: providers.StateCompleted, Delivery: pin}},
		{"a status that cannot be read", []call{
			{Request: "GET /topups/26523/status", Answer: wrapped(withPIN) + "<!-- -->"}, {Request: "GET /topups/reports/transactions/26523", Answer: withPIN + "<!-- -->"}},
			providers.Result{State: providers.StateProcessing, Why: providers.Because("reloadly.no_pin_yet")}},
		{"not yet", []call{{Request: "GET /topups/26523/status", Answer: wrapped(noPIN)}, {Request: "GET /topups/reports/transactions/26523", Status: 404}},
			providers.Result{State: providers.StateProcessing, Why: providers.Because("reloadly.no_pin_yet")}},
		{"of another order", []call{
			{Request: "GET /topups/26523/status", Answer: wrapped(with(t, withPIN, map[string]any{"customIdentifier": "ord-2"}))},
			{Request: "GET /topups/reports/transactions/26523", Answer: with(t, withPIN, map[string]any{"transactionId": 1})}},
			providers.Result{State: providers.StateProcessing, Why: providers.Because("reloadly.no_pin_yet")}},
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

// A sale in progress has no PIN to be read, and an answer that does not repeat
// our reference may get it from one that does.
func TestSellPINInProgress(t *testing.T) {
	t.Parallel()
	body := `{"operatorId":535,"amount":5,"useLocalAmount":false,"customIdentifier":"ord-1","recipientPhone":{"countryCode":"GB","number":"447951631337"}}`
	r := sale(fixed("GB", "535", "5", providers.KindPIN))
	r.Fields = map[string]string{"phone": "+447951631337"}
	sold := providers.Result{ProviderOrderID: "26523", Cost: providers.MustMoney("9.70", "USD").Ptr()}
	progress, done := sold, sold
	progress.State, progress.ProviderStatus = providers.StateProcessing, "PROCESSING"
	done.State, done.ProviderStatus = providers.StateCompleted, "SUCCESSFUL"
	done.Delivery = []providers.Delivery{{Type: providers.DeliverPIN, PIN: "7737"}}
	for _, tc := range []struct {
		changes map[string]any
		reads   []call
		want    providers.Result
	}{
		{map[string]any{"status": "PROCESSING"}, nil, progress},
		{map[string]any{"customIdentifier": nil}, []call{{Request: "GET /topups/26523/status",
			Answer: with(t, took, map[string]any{"pinDetail": map[string]any{"code": "7737"}})}}, done},
	} {
		answer := with(t, with(t, took, map[string]any{"operatorId": 535}), tc.changes)
		c, _ := newStub(t, nil, append([]call{{Request: "POST /topups", Body: body, Answer: answer}}, tc.reads...)...)
		got, err := c.Sell(t.Context(), r)
		if d := cmp.Diff(tc.want, got, decimals); d != "" || err != nil {
			t.Error(d, err)
		}
	}
}

// The log tells what each request was for.
func TestNamesOfRequests(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	body := `{"operatorId":535,"amount":5,"useLocalAmount":false,"customIdentifier":"ord-1","recipientPhone":{"countryCode":"GB","number":"447951631337"}}`
	c, _ := newStub(t, func(c *Config) {
		c.Log = slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	}, call{Request: "POST /topups", Body: body, Answer: with(t, took, map[string]any{"operatorId": 535})},
		call{Request: "GET /topups/26523/status", Status: 500}, call{Request: "GET /topups/reports/transactions/26523", Status: 500})
	r := sale(fixed("GB", "535", "5", providers.KindPIN))
	r.Fields = map[string]string{"phone": "+447951631337"}
	if _, err := c.Sell(t.Context(), r); err != nil {
		t.Error(err)
	}
	var ops []string
	for d := json.NewDecoder(&log); d.More(); {
		var line struct{ Op string }
		if err := d.Decode(&line); err != nil {
			t.Fatal(err)
		}
		ops = append(ops, line.Op)
	}
	if d := cmp.Diff([]string{"sign in", "sell", "status", "report"}, ops); d != "" {
		t.Error(d)
	}
}
