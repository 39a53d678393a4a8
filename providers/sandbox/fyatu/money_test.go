package fyatu

import (
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"simdesk/providers/sandbox/sim"
	"simdesk/providers/sandbox/sim/simtest"
)

func balance(t testing.TB, c *simtest.Client) string {
	t.Helper()
	return simtest.Text(c.OK(t, "GET /account/wallet", ""), "data", "balance")
}

func TestEveryPurchaseIsChargedOnce(t *testing.T) {
	t.Parallel()
	w, _, c := open(t)
	a := c.OK(t, "POST /esim/purchase", `{"packageId":"merhaba-7days-5gb","quantity":2}`)
	want := []sim.Charge{{Provider: Name, ID: simtest.Text(a, "data", "orderId"), Product: "merhaba-7days-5gb",
		Amount: decimal.New(2500, -2), Currency: "USD", At: simtest.Start}}
	if diff := cmp.Diff(want, w.Charges(Name)); diff != "" {
		t.Error(diff)
	}
	if got := balance(t, c); got != "1225" || len(simtest.At(a, "data", "esims").([]any)) != 2 {
		t.Errorf("balance %s and %v for two at 12.50 from 1250", got, simtest.At(a, "data", "esims"))
	}
	line := simtest.At(c.OK(t, "GET /account/transactions?perPage=1", ""), "data", "transactions", 0)
	if simtest.Text(line, "type") != "DEBIT" || simtest.Text(line, "amount") != "25" || simtest.Text(line, "reference") != simtest.Text(a, "data", "reference") {
		t.Errorf("the statement says %v", line)
	}
}

func TestEmptyWalletChargesNothing(t *testing.T) {
	t.Parallel()
	w, s, c := open(t)
	w.Opened(Name).SetBalance(decimal.Zero)
	cards := len(s.ICCIDs())
	checkCode(t, "purchase", c.Do(t, "POST /esim/purchase", buyMerhaba), 402, "INSUFFICIENT_BALANCE")
	checkCode(t, "topup", c.Do(t, "POST /esim/"+SampleICCID+"/topup", `{"packageId":"merhaba-topup-3gb"}`), 402, "INSUFFICIENT_BALANCE")
	if len(w.Charges(Name)) != 0 || len(s.ICCIDs()) != cards || balance(t, c) != "0" {
		t.Errorf("%d charges, %d new eSIMs, balance %s", len(w.Charges(Name)), len(s.ICCIDs())-cards, balance(t, c))
	}
}

func TestFaults(t *testing.T) {
	t.Parallel()
	topup := "POST /esim/" + SampleICCID + "/topup"
	for _, tc := range []struct {
		name    string
		fault   sim.Fault
		charges int
		status  int // 0: no answer
	}{
		{"503 before", refuse("topup", "SERVICE_UNAVAILABLE", 0), 0, 503},
		{"hangs up before", sim.Fault{Provider: Name, Op: "topup", Close: true}, 0, 0},
		{"hangs up after", sim.Fault{Provider: Name, Op: "topup", After: true, Close: true}, 1, 0},
		{"garbage after", sim.Fault{Provider: Name, Op: "topup", After: true, Body: "<html>"}, 1, 200},
		{"slow", sim.Fault{Provider: Name, Op: "topup", Delay: time.Millisecond}, 1, 200},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			w, _, c := open(t)
			simtest.Under(t, w, Name, tc.fault, func() (simtest.Reply, error) {
				return c.Try(topup, `{"packageId":"merhaba-topup-3gb"}`)
			}, tc.charges, tc.status)
			// The evidence that a lost answer leaves behind: a changed total and a debit.
			u := c.OK(t, "POST /esim/"+SampleICCID+"/refresh", "")
			total := simtest.Text(u, "data", "usage", "data", "totalMb")
			if want := map[int]string{0: "5120", 1: "8192"}[tc.charges]; total != want {
				t.Errorf("total %s MB, want %s", total, want)
			}
			lines := simtest.At(c.OK(t, "GET /account/transactions", ""), "data", "transactions").([]any)
			if len(lines) != 1+tc.charges {
				t.Errorf("%d lines on the statement, want %d", len(lines), 1+tc.charges)
			}
		})
	}
}

// Held after it was carried out, a purchase has been paid before it answers.
func TestHeldPurchase(t *testing.T) {
	t.Parallel()
	w, _, c := open(t)
	w.Faults.Add(sim.Fault{Provider: Name, Op: "sell", Hold: true, After: true, Times: 1})
	done := make(chan int)
	go func() {
		r, err := c.Try("POST /esim/purchase", buyMerhaba)
		if err != nil {
			r.Status = 0
		}
		done <- r.Status
	}()
	if err := w.Faults.WaitHolding(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	if n := len(w.Charges(Name)); n != 1 {
		t.Errorf("%d charges while the answer is held, want 1", n)
	}
	w.Faults.Release()
	if got := <-done; got != 201 {
		t.Errorf("status %d", got)
	}
}

func TestManyAtOnce(t *testing.T) {
	t.Parallel()
	w, _, c := open(t)
	w.Opened(Name).SetBalance(decimal.New(250, 0))
	got := simtest.AtOnce(30, func(int) int {
		status := simtest.StatusOf(c.Try("POST /esim/purchase", buyMerhaba))
		for _, line := range []string{"GET /esim/list", "POST /esim/" + SampleICCID + "/refresh", "GET /account/transactions", "POST /auth/refresh"} {
			_, _ = c.Try(line, "")
		}
		w.Advance(time.Second)
		return status
	})
	if want := map[int]int{201: 20, 402: 10}; !cmp.Equal(got, want) || len(w.Charges(Name)) != 20 || balance(t, c) != "0" {
		t.Errorf("answers %v, %d charges, balance %s", got, len(w.Charges(Name)), balance(t, c))
	}
}

// refuse is a fault that answers an operation with a documented error code and
// never carries it out. A status other than 0 replaces the code's own.
func refuse(op, code string, status int) sim.Fault {
	e := codes[code]
	if status == 0 {
		status = e.status
	}
	body, err := json.Marshal(map[string]any{
		"success": false, "status": status, "message": e.message, "code": code,
		"meta": map[string]string{"requestId": "req_fault", "timestamp": "2026-01-05T10:30:00+00:00"},
	})
	if err != nil || e.status == 0 {
		return sim.Fault{Provider: Name, Op: op, Status: http.StatusInternalServerError}
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
