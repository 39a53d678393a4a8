package roamify

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

func balance(t testing.TB, c *simtest.Client) decimal.Decimal {
	t.Helper()
	return decimal.RequireFromString(simtest.Text(c.OK(t, "GET /api/balance", ""), "data", "balance"))
}

func TestEverySaleIsChargedOnce(t *testing.T) {
	t.Parallel()
	w, s, c := open(t)
	one := s.plans["esim-cambodia-7days-1gb-all"].cost
	before := balance(t, c)
	three := `{"items":[{"packageId":"esim-cambodia-7days-1gb-all","quantity":3}],"referenceId":"three"}`
	a := c.OK(t, "POST /api/esim/order", three)
	if got := balance(t, c); !got.Equal(before.Sub(one.Mul(decimal.NewFromInt(3)))) {
		t.Errorf("balance went from %s to %s for three at %s", before, got, one)
	}
	want := []sim.Charge{{Provider: Name, ID: simtest.Text(a, "data", "id"), Reference: "three", Product: "esim-cambodia-7days-1gb-all",
		Amount: one.Mul(decimal.NewFromInt(3)), Currency: "USD", At: simtest.Start}}
	if diff := cmp.Diff(want, w.Charges(Name)); diff != "" {
		t.Error(diff)
	}
	if n := len(simtest.At(a, "data", "items").([]any)); n != 3 {
		t.Errorf("%d items for a quantity of 3", n)
	}
}

// A referenceId is documented for looking orders up and for nothing else, so
// whoever sends it twice pays twice.
func TestRepeatedReferenceIsAnotherOrder(t *testing.T) {
	t.Parallel()
	w, _, c := open(t)
	first := c.OK(t, "POST /api/esim/order/instant", oneCambodia)
	second := c.OK(t, "POST /api/esim/order/instant", oneCambodia)
	found := c.OK(t, "GET /api/esim/order?referenceId=ref-123456", "")
	ids := []string{simtest.Text(first, "data", "id"), simtest.Text(second, "data", "id")}
	if ids[0] == ids[1] || simtest.Text(found, "data", "id") != ids[1] || len(w.Charges(Name)) != 2 {
		t.Errorf("orders %v, found %v, %d charges", ids, simtest.Text(found, "data", "id"), len(w.Charges(Name)))
	}
}

func TestEmptyWalletChargesNothing(t *testing.T) {
	t.Parallel()
	w, s, c := open(t)
	w.Opened(Name).SetBalance(decimal.New(1, -2))
	cards := len(s.cards)
	for _, tc := range []struct{ line, body string }{
		{"POST /api/esim/order", oneCambodia},
		{"POST /api/esim/order/instant", oneCambodia},
		{"POST /api/esim/order/topup", `{"iccid":"894000000000039210","packageId":"esim-cambodia-7days-1gb-all"}`},
	} {
		r := c.Do(t, tc.line, tc.body)
		if r.Status != http.StatusBadRequest || !strings.Contains(string(r.Body), "Insufficient balance") {
			t.Errorf("%s: %d %s", tc.line, r.Status, r.Body)
		}
	}
	if len(w.Charges(Name)) != 0 || len(s.cards) != cards || !balance(t, c).Equal(decimal.New(1, -2)) {
		t.Errorf("%d charges, %d new eSIMs, balance %s", len(w.Charges(Name)), len(s.cards)-cards, balance(t, c))
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
		{"refused before", refuse("sell", 503, "Service unavailable"), 0, 503},
		{"hangs up before", sim.Fault{Provider: Name, Op: "sell", Close: true}, 0, 0},
		{"hangs up after", sim.Fault{Provider: Name, Op: "sell", After: true, Close: true}, 1, 0},
		{"500 after", sim.Fault{Provider: Name, Op: "sell", After: true, Status: 500, Body: "oops"}, 1, 500},
		{"cut after", sim.Fault{Provider: Name, Op: "sell", After: true, Cut: -1}, 1, 0},
		{"another operation", sim.Fault{Provider: Name, Op: "topup", Close: true}, 1, 200},
		{"another provider", sim.Fault{Provider: "fyatu", Close: true}, 1, 200},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			w, _, c := open(t)
			simtest.Under(t, w, Name, tc.fault, func() (simtest.Reply, error) {
				return c.Try("POST /api/esim/order", oneCambodia)
			}, tc.charges, tc.status)
			wantLookup := map[int]int{0: http.StatusNotFound, 1: http.StatusOK}[tc.charges]
			if got := c.Do(t, "GET /api/esim/order?referenceId=ref-123456", "").Status; got != wantLookup {
				t.Errorf("looking it up answers %d, want %d", got, wantLookup)
			}
		})
	}
}

func TestManyAtOnce(t *testing.T) {
	t.Parallel()
	w, s, c := open(t)
	one := s.plans["esim-cambodia-7days-1gb-all"].cost
	w.Opened(Name).SetBalance(one.Mul(decimal.NewFromInt(20)))
	sold := simtest.AtOnce(30, func(i int) int {
		status := simtest.StatusOf(c.Try("POST /api/esim/order/instant", strings.Replace(oneCambodia, "123456", fmt.Sprint(i), 1)))
		_, _ = c.Try("GET /api/esims", "")
		_, _ = c.Try("GET /api/esim/usage?iccid="+SampleICCID, "")
		w.Advance(time.Second)
		return status
	})
	if want := map[int]int{200: 20, 400: 10}; !cmp.Equal(sold, want) || len(w.Charges(Name)) != 20 || !balance(t, c).IsZero() {
		t.Errorf("answers %v, %d charges, balance %s", sold, len(w.Charges(Name)), balance(t, c))
	}
}

// refuse is a fault that answers an operation with a documented error: 401,
// 403, 500, 503 and so on, and never carries it out.
func refuse(op string, status int, message string) sim.Fault {
	a := failed(status, message)
	return sim.Fault{Provider: Name, Op: op, Status: a.Status, Body: `{"message":` + quoted(message) + `,"status":"failed"}`}
}

func quoted(s string) string {
	b, err := json.Marshal(s)
	if err != nil {
		return `""`
	}
	return string(b)
}

// ICCIDs lists the eSIMs that have a profile, oldest first: what a demo's
// customers may come in with.
func (s *Simulator) ICCIDs() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []string
	for _, c := range s.cards {
		if c.ready(s.world.Now()) {
			out = append(out, c.ICCID)
		}
	}
	return out
}
