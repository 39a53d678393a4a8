package valuetopup

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

const topupLine = "POST /api/v1/transaction/topup"

func topupBody(t testing.TB, s *Simulator, mobile, ref string) string {
	t.Helper()
	return fmt.Sprintf(`{"skuId":%d,"amount":10,"mobile":%q,"correlationId":%q}`, id(t, s, "MTN Nigeria"), mobile, ref)
}

func TestEverySaleIsChargedOnce(t *testing.T) {
	t.Parallel()
	w, s, c := open(t)
	mtn := s.byID[id(t, s, "MTN Nigeria")]
	_, cost := mtn.price(decimal.NewFromInt(10))
	got := c.OK(t, topupLine, topupBody(t, s, "+2348035550123", "one"))
	for range 3 {
		c.OK(t, "GET /api/v1/transaction/status/one", "")
	}
	want := []sim.Charge{{Provider: Name, ID: simtest.Text(got, "payLoad", "transactionId"), Reference: "one", Product: fmt.Sprint(mtn.SkuID),
		Target: "2348035550123", Amount: cost, Currency: "USD", At: simtest.Start}}
	if diff := cmp.Diff(want, w.Charges(Name)); diff != "" {
		t.Error(diff)
	}
	if simtest.Text(got, "payLoad", "invoiceAmount") != cost.String() || s.wallet.Balance().Add(cost).String() != "2480.6" {
		t.Errorf("invoice %v, wallet %s, cost %s", simtest.Text(got, "payLoad", "invoiceAmount"), s.wallet.Balance(), cost)
	}
}

// Nothing says that a correlationId protects from a second charge.
func TestRepeatedCorrelationIDIsChargedAgain(t *testing.T) {
	t.Parallel()
	w, s, c := open(t)
	first := c.OK(t, topupLine, topupBody(t, s, "2348035550123", "twice"))
	second := c.OK(t, topupLine, topupBody(t, s, "2348035550123", "twice"))
	status := c.OK(t, "GET /api/v1/transaction/status/twice", "")
	id := func(v any) string { return simtest.Text(v, "payLoad", "transactionId") }
	if id(first) == id(second) || id(status) != id(first) || len(w.Charges(Name)) != 2 {
		t.Errorf("%s and %s, status %s, %d charges", id(first), id(second), id(status), len(w.Charges(Name)))
	}
}

// A refusal never hides a charge under the same correlationId.
func TestStatusPrefersWhatWasCharged(t *testing.T) {
	t.Parallel()
	_, s, c := open(t)
	c.OK(t, topupLine, topupBody(t, s, "5", "again"))
	if got := simtest.Text(c.OK(t, "GET /api/v1/transaction/status/again", ""), "responseCode"); got != "501" {
		t.Errorf("after the refusal: %s", got)
	}
	c.OK(t, topupLine, topupBody(t, s, "2348035550123", "again"))
	if got := simtest.Text(c.OK(t, "GET /api/v1/transaction/status/again", ""), "responseCode"); got != "000" {
		t.Errorf("after the sale: %s", got)
	}
}

// Refusals are HTTP 200 with a code and no payLoad, and cost nothing.
func TestRefusals(t *testing.T) {
	t.Parallel()
	w, s, c := open(t)
	mtn, boost := id(t, s, "MTN Nigeria"), id(t, s, "Boost Mobile 25 USD")
	type refusal struct{ line, body, code string }
	cases := []refusal{
		{topupLine, `{"skuId":1,"amount":10,"mobile":"2348035550123","correlationId":"r"}`, "511"},
		{"POST /api/v1/transaction/pin", fmt.Sprintf(`{"skuId":%d,"correlationId":"r"}`, mtn), "511"},
		{topupLine, topupBody(t, s, "123", "r"), "501"},
		{topupLine, topupBody(t, s, "call me", "r"), "501"},
		{topupLine, topupBody(t, s, "4477009001234567", "r"), "501"},
		{topupLine, fmt.Sprintf(`{"skuId":%d,"amount":0.5,"mobile":"2348035550123","correlationId":"r"}`, mtn), "001"},
		{topupLine, fmt.Sprintf(`{"skuId":%d,"amount":-5,"mobile":"2348035550123","correlationId":"r"}`, mtn), "001"},
		{topupLine, fmt.Sprintf(`{"skuId":%d,"amount":5,"mobile":"2348035550123","correlationId":"r","transactionCurrencyCode":"GHS"}`, mtn), "512"},
		{topupLine, fmt.Sprintf(`{"skuId":%d,"amount":5,"mobile":"2348035550123","correlationId":"r","numberOfPlanMonths":3}`, mtn), "001"},
		{topupLine, fmt.Sprintf(`{"skuId":%d,"amount":25,"mobile":"12125550123","correlationId":"r"}`, boost), "502"},
		{"POST /api/v1/esim/order", fmt.Sprintf(`{"skuId":%d,"correlationId":"r"}`, id(t, s, "Algeria 20 GB 30 Days")), "510"},
		{"POST /api/v1/transaction/pin", fmt.Sprintf(`{"skuId":%d,"correlationId":"r","recipient":"447700900123"}`, id(t, s, "AT&T PIN United States 10 USD")), "501"},
		{"POST /api/v1/transaction/giftcard/order", fmt.Sprintf(`{"skuId":%d,"correlationId":"r","amount":11}`, id(t, s, "Apple United States 10 USD")), "001"},
		{"POST /api/v1/transaction/billpay", fmt.Sprintf(`{"skuId":%d,"correlationId":"r","amount":11,"accountNumber":"1 2"}`, id(t, s, "Water Ghana")), "501"},
		{"POST /api/v1/transaction/sim/activate", fmt.Sprintf(`{"skuId":%d,"correlationId":"r","simNumber":"12","zipCode":1}`, id(t, s, "Lyca Mobile SIM 19 USD")), "501"},
	}
	for _, e := range catalogueOfErrors {
		if e.code != "000" && e.code != "851" && e.code != "852" {
			cases = append(cases, refusal{topupLine, topupBody(t, s, "2348035599"+e.code, "r"+e.code), e.code})
		}
	}
	for _, tc := range cases {
		r := c.Do(t, tc.line, tc.body)
		want := fmt.Sprintf(`{"responseCode":%q,"responseMessage":%q,"payLoad":null}`, tc.code, messageOf(tc.code))
		if r.Status != http.StatusOK || string(r.Body) != want {
			t.Errorf("%s %s: %d %s, want %s", tc.line, tc.body, r.Status, r.Body, want)
		}
	}
	if n := len(w.Charges(Name)); n != 0 || s.wallet.Balance().String() != "2480.6" {
		t.Errorf("refusals charged %d times", n)
	}
}

func TestAmountsInTheDestinationsCurrency(t *testing.T) {
	t.Parallel()
	w, s, c := open(t)
	got := c.OK(t, topupLine, fmt.Sprintf(`{"skuId":%d,"amount":14550,"mobile":"2348035550123","correlationId":"ngn","transactionCurrencyCode":"NGN"}`, id(t, s, "MTN Nigeria")))
	if simtest.Text(got, "payLoad", "faceValue") != "10" || simtest.Text(got, "payLoad", "topupDetail", "localCurrencyAmount") != "14550" {
		t.Errorf("%v", got)
	}
	lyca := c.OK(t, topupLine, fmt.Sprintf(`{"skuId":%d,"amount":19,"mobile":"12125550123","correlationId":"lyca","numberOfPlanMonths":3}`, id(t, s, "Lyca Mobile Bundle 19 USD")))
	if simtest.Text(lyca, "payLoad", "faceValue") != "57" || len(w.Charges(Name)) != 2 {
		t.Errorf("%v", lyca)
	}
	boost := c.OK(t, topupLine, fmt.Sprintf(`{"skuId":%d,"amount":25,"mobile":"12125550123","correlationId":"boost","boostPin":"1234"}`, id(t, s, "Boost Mobile 25 USD")))
	if simtest.Text(boost, "responseCode") != "000" {
		t.Errorf("%v", boost)
	}
}

func TestEmptyWalletChargesNothing(t *testing.T) {
	t.Parallel()
	w, s, c := open(t)
	s.wallet.SetBalance(decimal.New(1, -2))
	esims := len(s.ICCIDs())
	for line, body := range map[string]string{
		topupLine:                 topupBody(t, s, "2348035550123", "poor-1"),
		"POST /api/v1/esim/order": fmt.Sprintf(`{"skuId":%d,"correlationId":"poor-2"}`, id(t, s, "Japan 5 GB 30 Days")),
		"POST /api/v1/transaction/giftcard/order": fmt.Sprintf(`{"skuId":%d,"amount":10,"correlationId":"poor-3"}`, id(t, s, "Apple United States 10 USD")),
	} {
		if got := c.OK(t, line, body); simtest.Text(got, "responseCode") != "003" || simtest.At(got, "payLoad") != nil {
			t.Errorf("%s: %v", line, got)
		}
	}
	for _, ref := range []string{"poor-1", "poor-2", "poor-3"} {
		if got := simtest.Text(c.OK(t, "GET /api/v1/transaction/status/"+ref, ""), "responseCode"); got != "003" {
			t.Errorf("%s: %s", ref, got)
		}
	}
	if len(w.Charges(Name)) != 0 || len(s.ICCIDs()) != esims || s.wallet.Balance().String() != "0.01" {
		t.Errorf("%d charges, %d new eSIMs, balance %s", len(w.Charges(Name)), len(s.ICCIDs())-esims, s.wallet.Balance())
	}
}

func TestFaults(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name    string
		fault   sim.Fault
		charges int
		status  int // 0: no answer
		code    string
	}{
		{"refused before", refuse("sell", "998"), 0, 200, "850"},
		{"hangs up before", sim.Fault{Provider: Name, Op: "sell", Close: true}, 0, 0, "850"},
		{"hangs up after", sim.Fault{Provider: Name, Op: "sell", After: true, Close: true}, 1, 0, "000"},
		{"500 after", sim.Fault{Provider: Name, Op: "sell", After: true, Status: 500, Body: "oops"}, 1, 500, "000"},
		{"cut after", sim.Fault{Provider: Name, Op: "sell", After: true, Cut: -1}, 1, 0, "000"},
		{"another operation", sim.Fault{Provider: Name, Op: "balance", Close: true}, 1, 200, "000"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			w, s, c := open(t)
			simtest.Under(t, w, Name, tc.fault, func() (simtest.Reply, error) {
				return c.Try(topupLine, topupBody(t, s, "2348035550123", "f"))
			}, tc.charges, tc.status)
			if got := simtest.Text(c.OK(t, "GET /api/v1/transaction/status/f", ""), "responseCode"); got != tc.code {
				t.Errorf("status answers %s, want %s", got, tc.code)
			}
		})
	}
}

func TestManyAtOnce(t *testing.T) {
	t.Parallel()
	w, s, c := open(t)
	_, one := s.byID[id(t, s, "MTN Nigeria")].price(decimal.NewFromInt(10))
	s.wallet.SetBalance(one.Mul(decimal.NewFromInt(20)))
	bodies := make([]string, 30)
	for i := range bodies {
		bodies[i] = topupBody(t, s, "2348035550123", fmt.Sprint("many-", i))
	}
	sold := simtest.AtOnce(len(bodies), func(i int) (code string) {
		if r, err := c.Try(topupLine, bodies[i]); err == nil {
			code, _, _ = strings.Cut(strings.TrimPrefix(string(r.Body), `{"responseCode":"`), `"`)
		}
		_, _ = c.Try("GET /api/v1/account/balance", "")
		_, _ = c.Try("GET /api/v1/esim/status/"+s.ICCIDs()[0], "")
		w.Advance(time.Second)
		return code
	})
	if want := map[string]int{"000": 20, "003": 10}; !cmp.Equal(sold, want) || len(w.Charges(Name)) != 20 || !s.wallet.Balance().IsZero() {
		t.Errorf("answers %v, %d charges, balance %s", sold, len(w.Charges(Name)), s.wallet.Balance())
	}
}

// refuse is a fault that answers an operation with a code of the catalogue, as
// HTTP 200, and never carries it out.
func refuse(op, code string) sim.Fault {
	body, err := json.Marshal(envelope{code, messageOf(code), nil})
	if err != nil {
		body = nil // strings always marshal
	}
	return sim.Fault{Provider: Name, Op: op, Status: http.StatusOK, Body: string(body)}
}

// ICCIDs lists the eSIMs, oldest first: what a demo's customers may come in
// with.
func (s *Simulator) ICCIDs() []string {
	var out []string
	s.shelf.Each(func(e *sim.ESIM) { out = append([]string{e.ICCID}, out...) })
	return out
}
