package giftapi

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"simdesk/providers/sandbox/sim"
	"simdesk/providers/sandbox/sim/simtest"
)

func TestEverySaleIsChargedOnce(t *testing.T) {
	t.Parallel()
	w, s, c := open(t)
	got := buy(t, w, c, Apple30, "one", `{"quantity":1}`).JSON(t)
	for range 3 {
		c.OK(t, "GET /orders/"+simtest.Text(got, "data", "id"), "")
		c.OK(t, "GET /orders?external_id=one", "")
	}
	want := []sim.Charge{{Provider: Name, ID: simtest.Text(got, "data", "id"), Reference: "one", Product: Apple30,
		Amount: usd("29.09"), Currency: "USD", At: simtest.Start}}
	if diff := cmp.Diff(want, w.Charges(Name)); diff != "" {
		t.Error(diff)
	}
	if s.wallet.Balance().String() != "612.73" || s.bySku[Apple30].stock != 69 {
		t.Errorf("wallet %s, stock %d", s.wallet.Balance(), s.bySku[Apple30].stock)
	}
	line := simtest.At(c.OK(t, "GET /balance/history", ""), "data", 0)
	if simtest.Text(line, "amount") != "-29.09" || simtest.Text(line, "balance_after") != "612.73" || simtest.Text(line, "order_id") != want[0].ID {
		t.Errorf("statement %v", line)
	}
}

// An external id is unique across all orders: sales and top-ups, also those
// that failed.
func TestExternalIDIsUnique(t *testing.T) {
	t.Parallel()
	w, s, c := open(t)
	buy(t, w, c, find(t, s, "50 USD Roblox Gift Card").id, "taken", `{}`)
	w.Advance(w.Settle)
	const want = `{"errors":{"external_id":["The external id has already been taken."]},"message":"The external id has already been taken."}`
	sale := buy(t, w, c, Apple30, "taken", `{"quantity":1}`)
	topup := signed(w, c, SampleICCID, "taken").Do(t, "POST /services/esim/"+SampleICCID+"/topup", `{"external_id":"taken"}`)
	for _, r := range []simtest.Reply{sale, topup} {
		if r.Status != 422 || string(r.Body) != want {
			t.Errorf("%d %s", r.Status, r.Body)
		}
	}
	if n := len(w.Charges(Name)); n != 1 {
		t.Errorf("%d charges", n)
	}
}

// The document's two balances follow from the money, what orders hold and the
// overdraft.
func TestOverdraft(t *testing.T) {
	t.Parallel()
	w, s, c := open(t)
	s.wallet.SetBalance(decimal.Zero)
	buy(t, w, c, Apple30, "o-1", `{}`)
	if got := string(c.Do(t, "GET /balance", "").Body); got != `{"data":{"allow_overdraft":true,"available_balance":70.91,"balance":-29.09,"currency":"USD","is_overdrafted":true,"overdraft_limit":100,"reserved_amount":0},"success":true}` {
		t.Error(got)
	}
	buy(t, w, c, Apple30, "o-2", `{}`)
	if got := simtest.Text(c.OK(t, "GET /balance", ""), "data", "available_balance"); got != "41.82" {
		t.Error(got)
	}
	s.wallet.SetOverdraft(decimal.Zero)
	if got := c.OK(t, "GET /balance", ""); simtest.At(got, "data", "allow_overdraft") != false || simtest.Text(got, "data", "available_balance") != "-58.18" {
		t.Errorf("%v", got)
	}
}

func TestCustomDenominations(t *testing.T) {
	t.Parallel()
	w, _, c := open(t)
	got := buy(t, w, c, CustomAED, "aed", `{"amount":100,"quantity":3}`).JSON(t)
	if simtest.Text(got, "data", "items", 0, "price") != "26.66" || simtest.Text(got, "data", "total_amount") != "79.98" || simtest.Text(got, "data", "items", 0, "customer_data", "amount") != "100" {
		t.Errorf("%v", got)
	}
	if w.Charges(Name)[0].Amount.String() != "79.98" {
		t.Errorf("%v", w.Charges(Name))
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	w, s, c := open(t)
	sealedICCID := s.cards[2].ICCID
	s.bySku[Apple3].stock = 0
	fixed, open := find(t, s, "$5 MTN").id, find(t, s, "Airtel recharge").id
	item := func(sku, fields string) string {
		return fmt.Sprintf(`{"external_id":"r","item":{"sku_id":%q,"fields":%s}}`, sku, fields)
	}
	for _, tc := range []struct {
		name, subject, path, body string
		status                    int
		want                      string
	}{
		{"nothing", "", "/orders", ``, 403, "Invalid signature"},
		{"no item", "", "/orders", `{"external_id":"r"}`, 422, "The item field is required."},
		{"no SKU", "", "/orders", `{"external_id":"r","item":{"fields":{}}}`, 422, "The item.sku id field is required."},
		{"no such SKU", "x", "/orders", item("x", `{}`), 422, "The selected item.sku id is invalid."},
		{"a product", AppleUSA, "/orders", item(AppleUSA, `{}`), 422, "The selected item.sku id is invalid."},
		{"no fields", Apple30, "/orders", `{"external_id":"r","item":{"sku_id":"` + Apple30 + `"}}`, 422, "The item.fields field is required."},
		{"bad metadata", Apple30, "/orders", strings.Replace(item(Apple30, `{}`), `"item"`, `"metadata":"x","item"`, 1), 422, "The metadata field must be an array."},
		{"too many", Apple30, "/orders", item(Apple30, `{"quantity":2}`), 422, "The item.fields.quantity field must not be greater than 1."},
		{"none", Apple30, "/orders", item(Apple30, `{"quantity":0}`), 422, "The item.fields.quantity field must be at least 1."},
		{"half", Apple30, "/orders", item(Apple30, `{"quantity":0.5}`), 422, "The item.fields.quantity field must be an integer."},
		{"out of stock", Apple3, "/orders", item(Apple3, `{}`), 422, "Not enough items in stock"},
		{"no phone", fixed, "/orders", item(fixed, `{}`), 422, "The item.fields.phone field is required."},
		{"bad phone", fixed, "/orders", item(fixed, `{"phone":"call me"}`), 422, "The item.fields.phone field format is invalid."},
		{"no amount", open, "/orders", item(open, `{"phone":"2348035550123"}`), 422, "The item.fields.amount field is required."},
		{"too much", open, "/orders", item(open, `{"phone":"2348035550123","amount":999999999}`), 422, "The item.fields.amount field must be between "},
		{"no number", open, "/orders", item(open, `{"phone":"2348035550123","amount":"1e9"}`), 422, "The item.fields.amount field must be a number."},
		{"no such eSIM", "8900", "/services/esim/8900/topup", `{"external_id":"r"}`, 404, "eSIM not found"},
		{"cannot renew", sealedICCID, "/services/esim/" + sealedICCID + "/topup", `{"external_id":"r"}`, 422, "This eSIM cannot be renewed"},
		{"no eSIM's SKU", SampleICCID, "/services/esim/" + SampleICCID + "/topup", `{"external_id":"r","sku_uuid":"` + Apple30 + `"}`, 422, "The selected sku uuid is invalid."},
	} {
		call := signed(w, c, tc.subject, "r")
		r := call.Do(t, "POST "+tc.path, tc.body)
		if r.Status != tc.status || !strings.HasPrefix(simtest.Text(r.JSON(t), "message"), tc.want) {
			t.Errorf("%s: %d %s, want %d %s", tc.name, r.Status, r.Body, tc.status, tc.want)
		}
	}
	noID := signed(w, c, Apple30, "").Do(t, "POST /orders", `{"item":{"sku_id":"`+Apple30+`","fields":{}}}`)
	if simtest.Text(noID.JSON(t), "message") != "The external id field is required." {
		t.Errorf("%s", noID.Body)
	}
	if n := len(w.Charges(Name)); n != 0 || len(s.orders) != len(earlier) {
		t.Errorf("refusals charged %d times and made %d orders", n, len(s.orders)-len(earlier))
	}
}

func TestEmptyWalletChargesNothing(t *testing.T) {
	t.Parallel()
	w, s, c := open(t)
	s.wallet.SetBalance(decimal.NewFromInt(-99))
	sale := buy(t, w, c, Apple30, "poor", `{}`)
	topup := signed(w, c, SampleICCID, "poor").Do(t, "POST /services/esim/"+SampleICCID+"/topup", `{"external_id":"poor"}`)
	for _, r := range []simtest.Reply{sale, topup} {
		if r.Status != http.StatusPaymentRequired || string(r.Body) != `{"message":"Insufficient balance","success":false}` {
			t.Errorf("%d %s", r.Status, r.Body)
		}
	}
	if len(w.Charges(Name)) != 0 || len(s.orders) != len(earlier) || s.bySku[Apple30].stock != 70 {
		t.Errorf("%d charges, stock %d", len(w.Charges(Name)), s.bySku[Apple30].stock)
	}
}

func TestFaults(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name    string
		fault   sim.Fault
		charges int
		status  int // 0: no answer
	}{
		{"throttled", sim.Fault{Provider: Name, Op: "sell", Status: 429, Body: `{"message":"Too Many Attempts."}`, Header: map[string]string{"Retry-After": "7"}}, 0, 429},
		{"refused before", refuse("sell", 422, "Supplier is not available"), 0, 422},
		{"hangs up before", sim.Fault{Provider: Name, Op: "sell", Close: true}, 0, 0},
		{"hangs up after", sim.Fault{Provider: Name, Op: "sell", After: true, Close: true}, 1, 0},
		{"500 after", sim.Fault{Provider: Name, Op: "sell", After: true, Status: 500, Body: `{"message":"Server Error"}`}, 1, 500},
		{"cut after", sim.Fault{Provider: Name, Op: "sell", After: true, Cut: -1}, 1, 0},
		{"another operation", sim.Fault{Provider: Name, Op: "topup", Close: true}, 1, 201},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			w, _, c := open(t)
			simtest.Under(t, w, Name, tc.fault, func() (simtest.Reply, error) {
				return signed(w, c, Apple30, "f").Try("POST /orders", `{"external_id":"f","item":{"sku_id":"`+Apple30+`","fields":{"quantity":1}}}`)
			}, tc.charges, tc.status)
			if found := simtest.At(c.OK(t, "GET /orders?external_id=f", ""), "data").([]any); len(found) != tc.charges {
				t.Errorf("looking it up finds %v", found)
			}
		})
	}
}

func TestManyAtOnce(t *testing.T) {
	t.Parallel()
	w, s, c := open(t)
	s.wallet.SetOverdraft(decimal.Zero)
	s.wallet.SetBalance(usd("29.09").Mul(decimal.NewFromInt(20)))
	sold := simtest.AtOnce(40, func(i int) int {
		ref := fmt.Sprint("many-", i%30) // ten of them twice
		status := simtest.StatusOf(signed(w, c, Apple30, ref).Try("POST /orders", `{"external_id":"`+ref+`","item":{"sku_id":"`+Apple30+`","fields":{}}}`))
		_, _ = c.Try("GET /balance", "")
		_, _ = c.Try("GET /services/esim/"+SampleICCID+"/status", "")
		w.Advance(time.Second)
		return status
	})
	if sold[201] != 20 || sold[402]+sold[422] != 20 || len(w.Charges(Name)) != 20 || !s.wallet.Balance().IsZero() {
		t.Errorf("answers %v, %d charges, balance %s", sold, len(w.Charges(Name)), s.wallet.Balance())
	}
}

// refuse is a fault that answers an operation with an error and never carries
// it out.
func refuse(op string, status int, text string) sim.Fault {
	body, err := json.Marshal(map[string]any{"success": false, "message": text})
	if err != nil {
		body = nil // a string and a bool always marshal
	}
	return sim.Fault{Provider: Name, Op: op, Status: status, Body: string(body)}
}

// ICCIDs lists the eSIMs, oldest first: what a demo's customers may come in
// with.
func (s *Simulator) ICCIDs() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make([]string, len(s.cards))
	for i, c := range s.cards {
		out[i] = c.ICCID
	}
	return out
}
