package providertest

import (
	"context"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/google/uuid"

	"simdesk/providers"
	"simdesk/providers/sandbox/sim"
)

// chargeFault is something that goes wrong with a charging request, and what
// the client must make of it.
type chargeFault struct {
	name    string
	fault   sim.Fault
	outcome providers.Outcome
	charges int
}

var chargeFaults = []chargeFault{
	{name: "hangs up before", fault: sim.Fault{Close: true}, outcome: providers.Unknown},
	{name: "hangs up after charging", fault: sim.Fault{Close: true, After: true}, outcome: providers.Unknown, charges: 1},
	{name: "500 before", fault: sim.Fault{Status: 500, Body: `{"message":"oops"}`}, outcome: providers.Unknown},
	{name: "500 after charging", fault: sim.Fault{Status: 500, Body: `{"message":"oops"}`, After: true}, outcome: providers.Unknown, charges: 1},
	{name: "502 HTML after charging", fault: sim.Fault{Status: 502, Body: "<html>bad gateway</html>", After: true}, outcome: providers.Unknown, charges: 1},
	{name: "503", fault: sim.Fault{Status: 503, Body: "busy"}, outcome: providers.Unknown},
	{name: "redirect", fault: sim.Fault{Status: 307, Header: map[string]string{"Location": "/elsewhere"}}, outcome: providers.Unknown},
	{name: "first byte only", fault: sim.Fault{Cut: 1, After: true}, outcome: providers.Unknown, charges: 1},
	{name: "half an answer", fault: sim.Fault{Cut: -1, After: true}, outcome: providers.Unknown, charges: 1},
	{name: "an empty object", fault: sim.Fault{Body: "{}", After: true}, outcome: providers.Unknown, charges: 1},
	{name: "another JSON", fault: sim.Fault{Body: `{"data":[],"status":"success","success":true,"responseCode":"000"}`, After: true}, outcome: providers.Unknown, charges: 1},
	{name: "HTML with 200", fault: sim.Fault{Body: "<html>welcome</html>", After: true}, outcome: providers.Unknown, charges: 1},
	{name: "429 with Retry-After", fault: sim.Fault{Status: 429, Body: `{"message":"slow down"}`, Header: map[string]string{"Retry-After": "7"}}, outcome: providers.Unknown},
	{name: "402 that is nobody's", fault: sim.Fault{Status: http.StatusPaymentRequired, Body: `{"success":false,"status":402,"message":"no money","errorCode":"INSUFFICIENT_BALANCE"}`}, outcome: providers.Unknown},
	{name: "401 always", fault: sim.Fault{Status: 401, Body: `{"message":"no"}`}, outcome: providers.Unknown},
	{name: "too late, not charged", fault: sim.Fault{Hold: true, Close: true}, outcome: providers.Unknown},
	{name: "too late, charged", fault: sim.Fault{Hold: true, After: true}, outcome: providers.Unknown, charges: 1},
}

// unrecognised are answers with 4xx, after the charge, that nobody recognises as
// the provider's own: each status, the forms in turn.
func unrecognised() []chargeFault {
	forms := []struct {
		name string
		body func([]byte) []byte
	}{
		{"HTML", func([]byte) []byte { return []byte("<html>Sign in to the hotel's network</html>") }},
		{"nothing", func([]byte) []byte { return nil }},
		{"half of the answer", func(b []byte) []byte { return b[:len(b)/2] }},
		{"a message", func([]byte) []byte { return []byte(`{"message":"no"}`) }},
		{"the whole answer", func(b []byte) []byte { return b }},
	}
	var out []chargeFault
	for i, status := range []int{400, 401, 402, 403, 404, 409, 410, 422, 429, 451} {
		f := forms[(i+i/5)%len(forms)]
		out = append(out, chargeFault{name: fmt.Sprintf("%d with %s", status, f.name), fault: sim.Fault{Status: status, Rewrite: f.body, After: true}, charges: 1})
	}
	return out
}

func (s Suite) faults(t *testing.T) {
	t.Parallel()
	_, p := s.open(t)
	for kind, product := range byKind(products(t, p)) {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			stage, p := s.open(t)
			for _, f := range append(unrecognised(), chargeFaults...) {
				t.Run(f.name, func(t *testing.T) { oneFault(t, stage, p, product, f) })
				// Reloadly refuses the same number twice within two minutes, and a
				// client that has been failing is left alone for a while.
				stage.World.Advance(3 * time.Minute)
			}
		})
	}
}

// oneFault sells into a fault and then looks the order up: what was charged is
// found, what was not is never claimed.
func oneFault(t *testing.T, stage *Stage, p providers.Provider, product providers.Product, f chargeFault) {
	before, seen := len(stage.Charges()), stage.World.Faults.Seen(stage.name, "sell")
	fields := fill(t, product)
	q := query(stage, uuid.NewString(), product, fields)
	q.Baseline = baseline(t, p, q)
	f.fault.Op = "sell"
	stage.World.Faults.Add(f.fault)
	ctx, giveUp := context.WithCancel(t.Context())
	defer giveUp()
	if f.fault.Hold {
		go func() {
			_ = stage.World.Faults.WaitHolding(ctx, 1)
			giveUp()
		}()
	}
	_, err := p.(providers.Seller).Sell(ctx, providers.SaleRequest{Reference: q.Reference, Product: product, Fields: fields})
	e := providers.AsError(err)
	if e == nil || e.Outcome != f.outcome {
		t.Errorf("outcome %+v, want %s", e, f.outcome)
	}
	if e != nil && e.Outcome == providers.Unknown && e.Kind != providers.KindUnknownOutcome {
		t.Errorf("kind %s", e.Kind)
	}
	stage.World.Faults.Clear()
	if sent := stage.World.Faults.Seen(stage.name, "sell") - seen; sent != 1 {
		t.Errorf("sent %d times", sent)
	}
	if got := waitForCharges(stage, before+f.charges) - before; got != f.charges {
		t.Fatalf("charged %d times, want %d", got, f.charges)
	}
	lookUp(t, stage, p, q, f)
}

// waitForCharges gives a request that outlived its caller time to be charged.
func waitForCharges(s *Stage, want int) int {
	for range 100 {
		if len(s.Charges()) >= want {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	return len(s.Charges())
}

func lookUp(t *testing.T, stage *Stage, p providers.Provider, q providers.Query, f chargeFault) {
	t.Helper()
	found, err := p.(providers.Tracker).Track(t.Context(), q)
	if err != nil {
		t.Fatalf("track: %+v", providers.AsError(err))
	}
	switch {
	case f.charges == 0 && found.Verdict == providers.Found && found.Result.State != providers.StateFailed:
		t.Errorf("found what was never charged: %+v", found)
	case f.charges == 1 && found.Verdict != providers.Found:
		t.Errorf("charged and not found: %+v", found)
	case f.charges == 1:
		if r := settled(t, stage, p, q, found.Result); r.State != providers.StateCompleted || len(r.Delivery) == 0 {
			t.Errorf("%+v", r)
		}
	}
}
