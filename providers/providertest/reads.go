package providertest

import (
	"bytes"
	"net/http"
	"strings"
	"testing"
	"unicode"

	"simdesk/providers"
	"simdesk/providers/sandbox/sim"
)

func (s Suite) wallet(t *testing.T) {
	t.Parallel()
	stage, p := s.open(t)
	b, err := p.(providers.Balancer).Balance(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if !b.Available.Amount.IsPositive() || len(b.Available.Currency) != 3 {
		t.Errorf("available %s", b.Available)
	}
	if b.AsOf.IsZero() {
		t.Error("no time")
	}
	stage.World.Faults.Add(sim.Fault{Op: "balance", Status: http.StatusInternalServerError, Body: "{}"})
	if _, err := p.(providers.Balancer).Balance(t.Context()); !providers.IsKind(err, providers.KindUnavailable) {
		t.Errorf("down: %v", err)
	}
}

func (s Suite) credentials(t *testing.T) {
	t.Parallel()
	stage := s.stage(t)
	p := s.New(stage, "wrong-0123456789abcdef")
	_, err := p.(providers.Balancer).Balance(t.Context())
	e := providers.AsError(err)
	if e == nil || e.Kind != providers.KindUnauthorized || e.Outcome != providers.NotSent {
		t.Fatalf("balance: %+v", e)
	}
	if strings.Contains(e.Error()+e.Detail, "wrong-0123456789abcdef") {
		t.Error("the error holds the secret")
	}
}

func (s Suite) catalogue(t *testing.T) {
	t.Parallel()
	_, p := s.open(t)
	all := products(t, p)
	if len(all) < 300 {
		t.Errorf("only %d products", len(all))
	}
	ids, countries := map[string]bool{}, map[string]bool{}
	for _, x := range all {
		if ids[x.ID] {
			t.Errorf("id %q twice", x.ID)
		}
		ids[x.ID] = true
		for _, c := range x.Countries {
			countries[c] = true
		}
		checkProduct(t, p.Name(), x)
	}
	if len(countries) < 60 {
		t.Errorf("only %d countries", len(countries))
	}
}

var kinds = map[providers.Kind]bool{providers.KindESIM: true, providers.KindTopUp: true, providers.KindAirtime: true, providers.KindData: true,
	providers.KindPIN: true, providers.KindGiftCard: true, providers.KindBill: true, providers.KindSIMActivation: true, providers.KindSIMPortIn: true, providers.KindOther: true}

func checkProduct(t *testing.T, provider string, x providers.Product) {
	t.Helper()
	switch {
	case x.Provider != provider, x.ID == "", x.Name == "", !kinds[x.Kind]:
		t.Errorf("incomplete: %+v", x)
	case x.Data.Unlimited && x.Data.Bytes != 0, x.Data.Bytes < 0, x.Days < 0:
		t.Errorf("data: %+v", x)
	case x.Cost != nil && (!x.Cost.Amount.IsPositive() || len(x.Cost.Currency) != 3):
		t.Errorf("cost: %+v", x)
	case x.Kind == providers.KindESIM && len(x.Countries) == 0 && x.Region == "":
		t.Errorf("an eSIM for nowhere: %+v", x)
	}
	for _, c := range x.Countries {
		if len(c) != 2 || c != strings.ToUpper(c) {
			t.Errorf("country %q of %s", c, x.ID)
		}
	}
	if strings.ContainsAny(x.Name, "<>") || strings.Contains(x.Name, "&amp;") {
		t.Errorf("markup in %q", x.Name)
	}
}

func (s Suite) readsESIMs(t *testing.T) {
	t.Parallel()
	stage, p := s.open(t)
	reader, ok := p.(providers.ESIMReader)
	if !ok {
		if providers.Why(p, providers.CanReadESIM).IsZero() {
			t.Error("no reason")
		}
		return
	}
	_, err := reader.ESIM(t.Context(), "8944500000000000000")
	if !providers.IsKind(err, providers.KindNotFound) {
		t.Errorf("unknown ICCID: %+v", providers.AsError(err))
	}
	iccid := s.sellESIM(t, stage, p)
	e, err := reader.ESIM(t.Context(), iccid)
	if err != nil {
		t.Fatal(err)
	}
	if e.ICCID != iccid || e.Provider != p.Name() || e.Status == "" || e.Install == "" || e.Activation == nil {
		t.Errorf("%+v", e)
	}
	stage.World.Faults.Add(sim.Fault{Status: http.StatusServiceUnavailable, Body: "<html>down</html>"})
	if _, err := reader.ESIM(t.Context(), iccid); !providers.IsKind(err, providers.KindUnavailable) {
		t.Errorf("down: %+v", providers.AsError(err))
	}
}

func (s Suite) tracksNothing(t *testing.T) {
	t.Parallel()
	stage, p := s.open(t)
	f, err := p.(providers.Tracker).Track(t.Context(), providers.Query{Reference: "00000000-0000-7000-8000-000000000000",
		Kind: providers.KindESIM, ProductID: "x", SubmittedAt: stage.Now()})
	if err != nil {
		t.Fatalf("%+v", providers.AsError(err))
	}
	if f.Verdict == providers.Found {
		t.Errorf("found what was never sent: %+v", f)
	}
}

// unreadable gives every kind of nonsense to a read.
func (s Suite) unreadable(t *testing.T) {
	t.Parallel()
	for name, f := range map[string]sim.Fault{
		"HTML": {Body: "<html>sign in to the hotel's network</html>"}, "half a JSON": {After: true, Cut: -1},
		"the wrong JSON": {Body: `{"weather":"fine"}`}, "nothing": {Body: " "}, "a list": {Body: `[[]]`}, "502": {Status: http.StatusBadGateway, Body: "<html/>"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			stage, p := s.open(t)
			f.Op = "balance"
			stage.World.Faults.Add(f)
			_, err := p.(providers.Balancer).Balance(t.Context())
			if e := providers.AsError(err); e == nil || e.Kind != providers.KindUnavailable {
				t.Errorf("%+v", e)
			}
		})
	}
}

// hostile puts escape sequences into every string of a catalogue.
func (s Suite) hostile(t *testing.T) {
	t.Parallel()
	stage, p := s.open(t)
	stage.World.Faults.Add(sim.Fault{Op: "catalog", After: true, Rewrite: func(b []byte) []byte {
		return bytes.ReplaceAll(b, []byte(`name":"`), []byte(`name":"\u001b]0;owned\u0007\u001b[2J\u202e`))
	}})
	for _, x := range products(t, p) {
		texts := []string{x.Name, x.Operator, x.Region, x.Instructions.String()}
		for _, n := range x.Notes {
			texts = append(texts, n.String())
		}
		for _, text := range texts {
			if strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) }) || strings.Contains(text, "owned") {
				t.Fatalf("%q", text)
			}
		}
	}
}
