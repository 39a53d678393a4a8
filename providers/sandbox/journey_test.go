package sandbox

import (
	"net/http"
	"testing"

	"github.com/shopspring/decimal"

	"simdesk/providers/sandbox/fyatu"
	"simdesk/providers/sandbox/roamify"
	"simdesk/providers/sandbox/sim"
	"simdesk/providers/sandbox/sim/simtest"
)

// One server, all simulators: a fault or a charge at one provider is none at
// another, and the credentials are those that are published.
func TestSimulatorsShareAWorldAndNothingElse(t *testing.T) {
	t.Parallel()
	s := New(Options{Seed: 3, Now: simtest.Clock})
	keys := Credentials("fyatu")
	f := simtest.Serve(t, s, "/fyatu/api/v3")
	token := f.OK(t, "POST /auth/token", `{"appId":"`+keys["app_id"]+`","secretKey":"`+keys["secret_key"]+`","grantType":"client_credentials"}`)
	f = f.With("Authorization", "Bearer "+simtest.Text(token, "data", "accessToken"))
	r := simtest.Serve(t, s, "/roamify", "Authorization", "Bearer "+Credentials("roamify")["api_key"])

	s.World().Faults.Add(sim.Fault{Provider: fyatu.Name, Op: "sell", Status: http.StatusServiceUnavailable})
	if got := f.Do(t, "POST /esim/purchase", `{"packageId":"merhaba-7days-5gb"}`).Status; got != http.StatusServiceUnavailable {
		t.Errorf("fyatu answers %d, want the fault's 503", got)
	}
	r.OK(t, "POST /api/esim/order", `{"items":[{"packageId":"esim-japan-7days-1gb-all","quantity":1}]}`)
	if a, b := len(s.World().Charges(roamify.Name)), len(s.World().Charges(fyatu.Name)); a != 1 || b != 0 {
		t.Errorf("%d charges at roamify and %d at fyatu, want one and none", a, b)
	}
}

func TestFridayNight(t *testing.T) {
	t.Parallel()
	sc, err := LoadScenario("friday-night")
	if err != nil {
		t.Fatal(err)
	}
	s := New(Options{})
	if err := s.Play(sc); err != nil {
		t.Fatal(err)
	}
	if got := s.World().Opened("fyatu").Balance(); !got.IsZero() {
		t.Errorf("the Fyatu wallet holds %s, want nothing", got)
	}
	if got := s.World().Opened("roamify").Balance(); !got.Equal(decimal.RequireFromString("38.20")) {
		t.Errorf("the Roamify wallet holds %s, want 38.20", got)
	}
}

func TestFyatuGone(t *testing.T) {
	t.Parallel()
	sc, err := LoadScenario("fyatu-gone")
	if err != nil {
		t.Fatal(err)
	}
	s := New(Options{})
	if err := s.Play(sc); err != nil {
		t.Fatal(err)
	}
	for name, h := range map[string]http.Handler{"scenario": s, "option": New(Options{FyatuGone: http.StatusGone})} {
		if got := simtest.Serve(t, h, "/fyatu/api/v3").Do(t, "GET /esim/list", "").Status; got != http.StatusGone {
			t.Errorf("%s: %d, want 410", name, got)
		}
	}
}

func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		New(Options{Seed: 1})
	}
}
