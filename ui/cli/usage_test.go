package cli

import (
	"context"
	"errors"
	"strings"
	"testing"

	"simdesk/providers"
	"simdesk/state/config"
)

// What is wrong on the command line ends with 2, one sentence and nothing
// sent.
func TestWrongUsage(t *testing.T) {
	t.Parallel()
	for args, want := range map[string]string{
		"sell":                                  `unknown command "sell" for "simdesk". See simdesk --help.`,
		"balances --fast":                       "unknown flag: --fast. See simdesk balances --help.",
		"balances alpha":                        `unknown command "alpha" for "simdesk balances". See simdesk --help.`,
		"usage":                                 "accepts 1 arg(s), received 0. See simdesk --help.",
		"usage 8999ABC0000000018":               `“8999ABC0000000018” is not an ICCID. It needs 18 to 22 digits, as printed on the card or shown under the phone's SIM status.`,
		"usage 123":                             `“123” is not an ICCID. It needs 18 to 22 digits, as printed on the card or shown under the phone's SIM status.`,
		"topups 12x":                            `“12x” is not an ICCID. It needs 18 to 22 digits, as printed on the card or shown under the phone's SIM status.`,
		"topup 12x --provider alpha --yes":      `“12x” is not an ICCID. Nothing was charged. It needs 18 to 22 digits, as printed on the card or shown under the phone's SIM status.`,
		"usage " + iccid + " --provider zeta":   `No provider called “zeta” is configured. Configured: alpha and beta.`,
		"catalog --provider zeta":               `No provider called “zeta” is configured. Configured: alpha and beta.`,
		"catalog --sort cost":                   `invalid argument "cost" for "--sort" flag: it takes price, per-gb and name. See simdesk catalog --help.`,
		"catalog --kind sim":                    `invalid argument "sim" for "--kind" flag: it takes esim, esim_topup, airtime, data, pin, gift_card, bill, sim_activation, sim_port_in and other. See simdesk catalog --help.`,
		"catalog --country japan":               `invalid argument "japan" for "--country" flag: it takes an ISO code such as JP. See simdesk catalog --help.`,
		"catalog --limit -1":                    `invalid argument "-1" for "--limit" flag: it takes a number from 1 on. See simdesk catalog --help.`,
		"orders --state lost":                   `invalid argument "lost" for "--state" flag: it takes drafted, submitted, processing, completed, failed, unknown, needs_review and refunded. See simdesk orders --help.`,
		"orders --pending --state completed":    "--pending and --state exclude each other here: an order in that state is settled. Leave one of them out.",
		"orders --since yesterday":              `invalid argument "yesterday" for "--since" flag: it takes a day such as 2026-07-01 or a time such as 2026-07-01T14:00:00Z. See simdesk orders --help.`,
		"orders --limit 0":                      `invalid argument "0" for "--limit" flag: it takes a number from 1 on. See simdesk orders --help.`,
		"orders --cursor nonsense":              `The page “nonsense” is not one of this list. Start again at its beginning.`,
		"buy --product jp-5gb --yes":            "Which provider? Nothing was charged. Name it with --provider.",
		"buy --provider alpha --yes":            "Which product? Nothing was charged. Name it with --product; simdesk catalog lists them.",
		"buy --provider alpha --product jp-5gb": "There is no terminal to ask on. Nothing was charged. Add --yes to answer beforehand.",
		"topup " + iccid + " --provider alpha":  "There is no terminal to ask on. Nothing was charged. Add --yes to answer beforehand.",
		"buy --provider alpha --product jp-5gb --yes --attempt=":              `invalid argument "" for "--attempt" flag: without a key it would protect nothing. See simdesk buy --help.`,
		"buy --provider alpha --product jp-5gb --yes --wait -1":               `invalid argument "-1" for "--wait" flag: write it like 20s. See simdesk buy --help.`,
		"buy --provider alpha --product jp-5gb --yes --wait soon":             "invalid argument \"soon\" for \"--wait\" flag: write it like 20s. See simdesk buy --help.",
		"buy --provider alpha --product jp-5gb --yes --wait -1s":              `invalid argument "-1s" for "--wait" flag: write it like 20s. See simdesk buy --help.`,
		"buy --provider alpha --product jp-5gb --yes --field phone":           `invalid argument "phone" for "--field" flag: it takes NAME=VALUE, such as phone=+447911123456. See simdesk buy --help.`,
		"buy --provider alpha --product jp-5gb --yes --field a=1 --field a=2": `invalid argument "a=2" for "--field" flag: the field a is given twice. See simdesk buy --help.`,
		"buy --provider alpha --product jp-5gb --yes --field email=a@b.c":     "Alpha: Japan 5 GB takes no field “email”: it takes none. Nothing was charged. Correct it and try again.",
		"buy --provider alpha --product ng-airtime --yes --field amount=5":    "Alpha: Customer's number is missing. Nothing was charged. Correct it and try again.",
		"buy --provider zeta --product jp-5gb --yes":                          `No provider called “zeta” is configured. Nothing was charged. Configured: alpha and beta.`,
		"buy --provider alpha --product jp-1gb-more --yes":                    "Alpha: Japan 1 GB more only tops up an eSIM that exists. Nothing was charged. Top one up with simdesk topup.",
		"qr":            "accepts 1 arg(s), received 0. See simdesk --help.",
		"help nonsense": `There is no command “nonsense” to explain. simdesk help lists them.`,
		"completion":    "Which shell? simdesk completion bash, zsh, fish or powershell.",
		"--json":        "",
	} {
		t.Run(args, func(t *testing.T) {
			t.Parallel()
			s := newShop(t)
			a := s.run(strings.Fields(args)...)
			if a.code != exitUsage || s.alpha.charged() != 0 || want != "" && a.err != "simdesk: "+lead(want)+"\n" {
				t.Errorf("exit code %d, %d charges, %s", a.code, s.alpha.charged(), a.err)
			}
		})
	}
}

// lead makes the table readable where the sentence names the provider itself.
func lead(s string) string { return strings.TrimPrefix(s, "zeta: ") }

// Other errors of input end with 2 as well, and nothing is sent.
func TestWrongFields(t *testing.T) {
	t.Parallel()
	for _, fields := range [][]string{
		{"phone=+447911123456", "amount=5"}, // another country
		{"phone=080312", "amount=5"},
		{"phone=08031234567", "amount=51"},
		{"phone=08031234567", "amount=0.50"},
		{"phone=08031234567", "amount=lots"},
		{"phone=08031234567"},
	} {
		s := newShop(t)
		args := []string{"buy", "--provider", "alpha", "--product", "ng-airtime", "--yes"}
		for _, f := range fields {
			args = append(args, "--field", f)
		}
		a := s.run(args...)
		if a.code != exitUsage || s.alpha.charged() != 0 || len(s.orders()) != 0 || strings.Count(a.err, "\n") != 1 {
			t.Errorf("%v: %+v", fields, a)
		}
	}
}

func TestErrorsWithoutAnOrder(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	for args, code := range map[string]int{
		"buy --provider alpha --product gone --yes":                 exitError, // not in the catalogue
		"buy --provider beta --product jp-5gb --yes":                exitError, // cannot sell
		"topup " + iccid + " --provider beta --yes":                 exitError, // cannot top up
		"topup " + iccid + " --provider alpha --product gone --yes": exitError,
		"catalog --provider beta":                                   exitError, // has no catalogue
		"usage " + iccid + " --provider beta":                       exitError,
		"orders 123456":                                             exitError,
		"report --day 2026-07-01 --close":                           exitError,
	} {
		if a := s.run(strings.Fields(args)...); a.code != code || a.out != "" || !strings.HasPrefix(a.err, "simdesk: ") {
			t.Errorf("%s: %+v", args, a)
		}
	}
	if s.alpha.charged() != 0 {
		t.Error("charged")
	}
}

// Without a configuration every command but doctor and those that need none
// says what to do.
func TestWithoutAConfiguration(t *testing.T) {
	t.Parallel()
	const want = "simdesk: There is no configuration yet. MONEYTry simdesk demo, or copy config.example.toml to /etc/simdesk.toml and fill it in.\n"
	for _, args := range []string{"", "balances", "catalog japan", "usage " + iccid, "topups " + iccid, "buy --provider a --product b --yes",
		"topup " + iccid + " --provider a --yes", "orders", "reconcile"} {
		s := newShop(t)
		s.deps.Open = func(context.Context, Global) (*App, error) { return nil, config.ErrNone }
		s.deps.Getenv = func(name string) string { return map[string]string{"SIMDESK_CONFIG": "/etc/simdesk.toml"}[name] }
		money := "" // only who would have spent some wonders
		if strings.Contains(args, "--yes") {
			money = "Nothing was charged. "
		}
		if a := s.run(strings.Fields(args)...); a.code != exitUsage || a.err != strings.Replace(want, "MONEY", money, 1) {
			t.Errorf("%q: %+v", args, a)
		}
	}
}

// The console opens what the first-run screen leads to.
func TestConsole(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		args   string
		first  func() (bool, error)
		none   bool // there is no configuration
		opened bool
		asDemo bool
		code   int
	}{
		{"configured", "", nil, false, true, false, 0},
		{"demo", "demo", nil, true, true, true, 0},
		{"--demo", "--demo", nil, true, true, true, 0},
		{"--sandbox", "--sandbox", nil, true, true, true, 0},
		{"first run, demo", "", func() (bool, error) { return true, nil }, true, true, true, 0},
		{"first run, left", "", func() (bool, error) { return false, nil }, true, false, false, 0},
		{"first run, failed", "", func() (bool, error) { return false, errors.New("no terminal") }, true, false, false, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newShop(t)
			s.deps.Open = func(ctx context.Context, g Global) (*App, error) {
				if c.none && !g.Demo {
					return nil, config.ErrNone
				}
				return s.open(ctx, g)
			}
			if c.first != nil {
				s.deps.FirstRun = func(context.Context, Global) (bool, error) { return c.first() }
			}
			opened, demo := false, false
			s.deps.Console = func(_ context.Context, _ *App, g Global) error {
				opened, demo = true, g.Demo
				return nil
			}
			a := s.run(strings.Fields(c.args)...)
			if a.code != c.code || opened != c.opened || demo != c.asDemo {
				t.Errorf("%+v, opened %v, demo %v", a, opened, demo)
			}
		})
	}
}

func TestGlobalOptionsReachTheShop(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	var got Global
	s.deps.Getenv = func(name string) string { return map[string]string{"NO_COLOR": "1"}[name] }
	s.deps.Open = func(ctx context.Context, g Global) (*App, error) {
		got = g
		return s.open(ctx, g)
	}
	s.run("balances", "--config", "c.toml", "--store", "l.db", "--clerk", "ana", "--log", "x.log", "--demo", "--json")
	want := Global{Config: "c.toml", Store: "l.db", Clerk: "ana", Log: "x.log", Demo: true, JSON: true, NoColor: true}
	if got != want {
		t.Errorf("%+v", got)
	}
}

// A shop that does not close in time says so, and the answer stands.
func TestClosingIsReported(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.after = func() error { return context.DeadlineExceeded }
	a := s.run("orders", "--json")
	if a.code != exitDone || a.out != `{"orders":[],"next":null}`+"\n" ||
		a.err != "simdesk: An order is still without its answer. It is in the ledger: run simdesk reconcile.\n" {
		t.Errorf("%+v", a)
	}
}

func TestProvidersTextCannotMoveTheCursor(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.alpha.sell = func() (providers.Result, error) {
		r := delivered
		r.ProviderStatus = "OK\x1b]0;owned\x07\u202e"
		return r, nil
	}
	s.run("buy", "--provider", "alpha", "--product", "jp-5gb", "--yes")
	for _, args := range []string{"orders", "orders P-1", "orders --csv"} {
		if a := s.run(strings.Fields(args)...); strings.ContainsAny(a.out, "\x1b\x07\u202e") || a.code != 0 {
			t.Errorf("%s: %q", args, a.out)
		}
	}
}
