package cli

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/exp/golden"

	"simdesk/providers"
	"simdesk/state/desk"
)

// sold has a shop that has sold one eSIM.
func sold(t *testing.T) *shop {
	t.Helper()
	s := newShop(t)
	if a := s.run("buy", "--provider", "alpha", "--product", "jp-5gb", "--yes", "--clerk", "ana"); a.code != exitDone {
		t.Fatal(a)
	}
	s.clock.advance(time.Hour)
	return s
}

func lose(s *shop) {
	s.alpha.sell = refusal(providers.Unknown, providers.KindUnavailable, "504")
}

// Every command's whole answer, as programs read it.
func TestJSON(t *testing.T) {
	t.Parallel()
	secret := &providers.Error{Kind: providers.KindConfig, Outcome: providers.NotSent, Provider: "gamma", Why: providers.Because("config.variable_not_set", "name", "GAMMA_KEY")}
	cases := []struct {
		name  string
		setup func(t *testing.T) *shop
		args  string
		code  int
	}{
		{"balances", newShop, "balances", 0},
		{"balances nobody", func(t *testing.T) *shop {
			s := newShop(t)
			s.list = s.list[1:]
			s.brown = []desk.Account{{Name: "gamma", Title: "Gamma", Problem: secret}}
			return s
		}, "balances", 1},
		{"balances configuration", func(t *testing.T) *shop {
			s := newShop(t)
			s.list, s.brown = nil, []desk.Account{{Name: "gamma", Title: "Gamma", Problem: secret}}
			return s
		}, "balances", 2},
		{"catalog", newShop, "catalog", 0},
		{"catalog words", newShop, "catalog japan 5gb --limit 1", 0},
		{"catalog empty", newShop, "catalog nothing of the kind", 0},
		{"catalog nobody", func(t *testing.T) *shop {
			s := newShop(t)
			s.alpha.catalog = &providers.Error{Kind: providers.KindUnavailable, Provider: "alpha", Why: providers.Quoted("Alpha is down.")}
			return s
		}, "catalog japan", 1},
		{"catalog broken", func(t *testing.T) *shop {
			s := newShop(t)
			s.brown = []desk.Account{{Name: "gamma", Title: "Gamma", Problem: secret}}
			return s
		}, "catalog --kind airtime", 0},
		{"usage", newShop, "usage " + iccid, 0},
		{"usage nobody knows", func(t *testing.T) *shop {
			s := newShop(t)
			s.alpha.esim = func(string) (providers.ESIM, error) {
				return providers.ESIM{}, &providers.Error{Kind: providers.KindNotFound, Provider: "alpha", Why: providers.Quoted("Unknown.")}
			}
			return s
		}, "usage " + iccid, 1},
		{"usage not everybody answered", func(t *testing.T) *shop {
			s := newShop(t)
			s.alpha.esim = func(string) (providers.ESIM, error) {
				return providers.ESIM{}, &providers.Error{Kind: providers.KindNotFound, Provider: "alpha", Why: providers.Quoted("Unknown.")}
			}
			s.brown = []desk.Account{{Name: "gamma", Title: "Gamma", Problem: secret}}
			return s
		}, "usage " + iccid, 1},
		{"topups", newShop, "topups " + iccid, 0},
		{"topups none", func(t *testing.T) *shop { s := newShop(t); s.alpha.fits = nil; return s }, "topups " + iccid, 0},
		{"topups unsupported", newShop, "topups " + iccid + " --provider beta", 1},
		{"buy", newShop, "buy --provider alpha --product jp-5gb --yes --attempt till-1 --clerk ana", 0},
		{"buy airtime", newShop, "buy --provider alpha --product ng-airtime --yes --field phone=08031234567 --field amount=10", 0},
		{"buy refused", func(t *testing.T) *shop {
			s := newShop(t)
			s.alpha.sell = refusal(providers.Refused, providers.KindDeclined, "INSUFFICIENT_BALANCE")
			return s
		}, "buy --provider alpha --product jp-5gb --yes", 3},
		{"buy blocked", func(t *testing.T) *shop { s := newShop(t); s.alpha.wallet = "9.49"; return s }, "buy --provider alpha --product jp-5gb --yes", 1},
		{"topup", newShop, "topup " + iccid + " --provider alpha --yes", 0},
		{"orders", sold, "orders", 0},
		{"orders none", newShop, "orders", 0},
		{"orders one", sold, "orders P-1", 0},
		{"orders no match", sold, "orders 000000", 1},
		{"reconcile", func(t *testing.T) *shop {
			s := newShop(t)
			lose(s)
			s.run("buy", "--provider", "alpha", "--product", "jp-5gb", "--yes", "--wait", "0s")
			s.clock.advance(time.Minute)
			s.alpha.track = found(delivered)
			return s
		}, "reconcile", 0},
		{"reconcile open", func(t *testing.T) *shop {
			s := newShop(t)
			lose(s)
			s.run("buy", "--provider", "alpha", "--product", "jp-5gb", "--yes", "--wait", "0s")
			return s
		}, "reconcile", 4},
		{"report", newShop, "report", 1},
		{"doctor", sold, "doctor", 1},
		{"qr", newShop, "qr LPA:1$rsp.sandbox.example$SANDBOX-AAAAA-BBBBB", 0},
		{"version", newShop, "version", 0},
		{"usage error", newShop, "buy --provider alpha", 2},
		{"unknown command", newShop, "sell", 2},
		{"unknown flag", newShop, "balances --fast", 2},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := c.setup(t)
			a := s.run(append(strings.Fields(c.args), "--json")...)
			if a.code != c.code {
				t.Errorf("exit code %d, want %d: %s", a.code, c.code, a.err)
			}
			golden.RequireEqual(t, []byte(pretty(t, strings.ReplaceAll(a.out, s.file, "LEDGER"))))
		})
	}
}

// pretty also proves that there is one object and nothing else.
func pretty(t *testing.T, s string) string {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(s))
	var v map[string]json.RawMessage
	if err := d.Decode(&v); err != nil {
		t.Fatalf("%v in %q", err, s)
	}
	if d.More() {
		t.Fatalf("more than one object: %q", s)
	}
	b, err := json.MarshalIndent(json.RawMessage(s), "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	return string(b) + "\n"
}
