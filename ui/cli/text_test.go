package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/exp/golden"
	"github.com/google/go-cmp/cmp"

	"simdesk/providers"
	"simdesk/state/config"
	"simdesk/state/desk"
)

// What people read, whole.
func TestText(t *testing.T) {
	t.Parallel()
	several := func(t *testing.T) *shop {
		s := sold(t)
		s.alpha.sell = func() (providers.Result, error) {
			return providers.Result{State: providers.StateCompleted, Delivery: []providers.Delivery{
				{Type: providers.DeliverAirtime, Phone: "+2348031234567", Delivered: providers.MustMoney("15000", "NGN").Ptr(), OperatorReference: "OP-1"},
				{Type: providers.DeliverPIN, PIN: "1234-5678", Serial: "S-9", Expires: "2027", Instructions: "Dial *555#."},
				{Type: providers.DeliverBill, Token: "T-1", Units: "12 kWh"}}}, nil
		}
		s.run("buy", "--provider", "alpha", "--product", "ng-airtime", "--yes", "--field", "phone=08031234567", "--field", "amount=10")
		s.clock.advance(time.Hour)
		lose(s)
		s.run("buy", "--provider", "alpha", "--product", "gc-10", "--yes", "--field", "amount=1", "--wait", "0s", "--clerk", "ana")
		return s
	}
	for _, c := range []struct {
		name  string
		setup func(t *testing.T) *shop
		args  string
		code  int
	}{
		{"balances", newShop, "balances", 0},
		{"catalog", newShop, "catalog", 0},
		{"catalog misspelt", newShop, "catalog japn", 0},
		{"usage", newShop, "usage " + iccid, 0},
		{"topups", newShop, "topups " + iccid, 0},
		{"topups none", func(t *testing.T) *shop { s := newShop(t); s.alpha.fits = nil; return s }, "topups " + iccid, 0},
		{"buy", newShop, "buy --provider alpha --product jp-5gb --yes", 0},
		{"buy lost", func(t *testing.T) *shop { s := newShop(t); lose(s); return s }, "buy --provider alpha --product jp-5gb --yes --wait 0s", 4},
		{"buy range", newShop, "buy --provider alpha --product ng-airtime --yes --field phone=08031234567 --field amount=10", 0},
		{"orders", several, "orders", 0},
		{"orders one", several, "orders 4567", 0},
		{"orders csv", several, "orders --csv", 0},
		{"orders pending", several, "orders --pending", 0},
		{"orders none", newShop, "orders", 0},
		{"reconcile none", sold, "reconcile", 0},
		{"reconcile", several, "reconcile", 4},
		{"doctor", newShop, "doctor", 1},
		{"version", newShop, "version", 0},
		{"help", newShop, "help", 0},
		{"help buy", newShop, "buy --help", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := c.setup(t)
			a := s.run(strings.Fields(c.args)...)
			if a.code != c.code {
				t.Errorf("exit code %d, want %d", a.code, c.code)
			}
			text := fmt.Sprintf("%s--- stderr\n%s", a.out, a.err)
			golden.RequireEqual(t, []byte(strings.ReplaceAll(text, s.file, "LEDGER")))
		})
	}
}

// ids lists the products that a search printed, in their order.
func TestCatalogOptions(t *testing.T) {
	t.Parallel()
	for args, want := range map[string][]string{
		"--sort price":                         {"jp-5gb", "asia-u", "ng-airtime", "gc-10"},
		"--sort name":                          {"gc-10", "asia-u", "jp-5gb", "ng-airtime"},
		"--country jp":                         {"jp-5gb", "asia-u"},
		"--country KR":                         {"asia-u"},
		"--kind airtime,gift_card":             {"ng-airtime", "gc-10"},
		"--kind airtime --kind esim --limit 2": {"jp-5gb", "asia-u"},
		"--kind esim_topup":                    {"jp-1gb-more"},
		"--provider alpha unlimited":           {"asia-u"},
	} {
		s := newShop(t)
		a := s.run(append([]string{"catalog", "--json"}, strings.Fields(args)...)...)
		var got []string
		for _, part := range strings.Split(a.out, `"id":"`)[1:] {
			id, _, _ := strings.Cut(part, `"`)
			got = append(got, id)
		}
		if d := cmp.Diff(want, got); d != "" || a.code != 0 {
			t.Errorf("%s: exit code %d\n%s", args, a.code, d)
		}
	}
}

// The catalogue is fetched when there is none, and then only on request.
func TestCatalogIsFetchedWhenThereIsNone(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.run("catalog")
	s.alpha.listing = []providers.Product{asia}
	if a := s.run("catalog", "--json"); strings.Count(a.out, `"id":`) != 4 {
		t.Errorf("fetched again: %s", a.out)
	}
	if a := s.run("catalog", "--json", "--refresh"); strings.Count(a.out, `"id":`) != 1 {
		t.Errorf("not fetched again: %s", a.out)
	}
	s.clock.advance(time.Hour)
	s.alpha.catalog = &providers.Error{Kind: providers.KindUnavailable, Provider: "alpha", Why: providers.Quoted("Alpha is down.")}
	a := s.run("catalog", "--json", "--refresh")
	if strings.Count(a.out, `"id":`) != 1 || !strings.Contains(a.out, `"as_of":"2026-11-22T14:00:00Z"`) || !strings.Contains(a.out, "Alpha is down") || a.code != exitError {
		t.Errorf("the old one with its age and the error, and that nobody answered: %+v", a)
	}
	if a := s.run("catalog", "--json"); a.code != exitDone {
		t.Errorf("nobody was asked: %+v", a)
	}
}

func TestOrderFilters(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	zone := time.FixedZone("", 2*3600)
	s.clock.now = time.Date(2026, 11, 21, 23, 30, 0, 0, zone)
	for range 3 { // 21 November 23:30, 22 November 11:30 and 23:30 at the counter
		s.run("buy", "--provider", "alpha", "--product", "jp-5gb", "--yes")
		s.clock.advance(12 * time.Hour)
	}
	for args, want := range map[string]int{
		"":                                      3,
		"--since 2026-11-22":                    2,
		"--until 2026-11-22":                    3,
		"--until 2026-11-21":                    1,
		"--since 2026-11-22 --until 2026-11-22": 2,
		"--since 2026-11-22T11:30:00+02:00 --until 2026-11-22T23:30:00+02:00": 1,
		"--state completed":                  3,
		"--state failed":                     0,
		"--state failed,completed --limit 2": 2,
		"--pending":                          0,
		"P-1":                                1,
		"P-1 --since 2026-11-22":             0,
	} {
		a := s.run(append([]string{"orders", "--json"}, strings.Fields(args)...)...)
		if got := strings.Count(a.out, `"reference":`); got != want || (a.code != 0) != (want == 0 && strings.HasPrefix(args, "P-1")) {
			t.Errorf("%q: %d orders, want %d; %+v", args, got, want, a)
		}
	}
	if a := s.run("orders", "--csv"); strings.Count(a.out, "\n") != 4 {
		t.Errorf("%s", a.out)
	}
	if a := s.run("orders", "--csv", "--json"); a.code != exitUsage {
		t.Errorf("%+v", a)
	}
}

// Pages follow each other without a gap.
func TestOrderPages(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	for range 3 {
		s.run(buyJapan...)
		s.clock.advance(time.Hour)
	}
	first := s.run("orders", "--json", "--limit", "2")
	_, rest, _ := strings.Cut(first.out, `"next":"`)
	cursor, _, _ := strings.Cut(rest, `"`)
	second := s.run("orders", "--json", "--cursor", cursor)
	if strings.Count(first.out, `"reference":`) != 2 || strings.Count(second.out, `"reference":`) != 1 || !strings.HasSuffix(second.out, "\"next\":null}\n") {
		t.Errorf("%s%s", first.out, second.out)
	}
}

func TestCellsAreNoFormulas(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"Japan": "Japan", "": "", "=1+1": "'=1+1", "@SUM(A1)": "'@SUM(A1)", "-2+3": "'-2+3", "+cmd|' /C calc'!A0": "'+cmd|' /C calc'!A0",
		"+447911123456": "+447911123456", "-12.50": "-12.50", "\t=1": "'=1", "\r\n@x": "'@x", "+": "'+",
	} {
		if got := cell(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestQR(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.deps.Open = func(context.Context, Global) (*App, error) { return nil, config.ErrNone } // needs no configuration
	if a := s.run("qr", "hello"); a.code != 0 || strings.Count(a.out, "\n") < 10 {
		t.Errorf("%+v", a)
	}
	s.deps.Size = func() (int, int, bool) { return 20, 10, true }
	if a := s.run("qr", "hello"); a.code != exitError || a.out != "" || !strings.HasPrefix(a.err, "simdesk: The window is too small: the QR code needs ") {
		t.Errorf("%+v", a)
	}
	for _, text := range []string{strings.Repeat("x", 5000), "", "  "} {
		if a := s.run("qr", text); a.code != exitUsage || strings.Count(a.err, "\n") != 1 {
			t.Errorf("%+v", a)
		}
	}
	file := filepath.Join(t.TempDir(), "code.png")
	if a := s.run("qr", "hello", "--png", file); a.code != 0 || a.out != "" {
		t.Errorf("%+v", a)
	}
	if a := s.run("qr", "other", "--png", file); a.code != exitUsage || !strings.Contains(a.err, "exists already and was left as it is") {
		t.Errorf("%+v", a)
	}
	info, err := os.Stat(file)
	if err != nil || info.Mode().Perm() != 0o600 || info.Size() == 0 {
		t.Errorf("%v %v", info, err)
	}
	if a := s.run("qr", "hello", "--png", filepath.Join(file, "x.png")); a.code != exitUsage {
		t.Errorf("%+v", a)
	}
}

// On a terminal a new eSIM's code is drawn behind the order.
func TestBuyDrawsTheCode(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.deps.Size = func() (int, int, bool) { return 80, 24, true }
	if a := s.run("buy", "--provider", "alpha", "--product", "jp-5gb", "--yes"); !strings.Contains(a.out, "▄") || a.code != 0 {
		t.Errorf("%s", a.out)
	}
	s.deps.Size = func() (int, int, bool) { return 30, 10, true }
	s.clock.advance(time.Hour)
	if a := s.run("buy", "--provider", "alpha", "--product", "jp-5gb", "--yes"); !strings.Contains(a.out, "--png FILE draws the QR code") {
		t.Errorf("%s", a.out)
	}
}

func TestSimulate(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.deps.SimulatorSettings = func(name, url string) map[string]string {
		return map[string]string{"secret": name + "-key", "auth_url": url}
	}
	s.deps.Simulate = func(_ context.Context, listen string, seed int64, scenario string, ready func(string, string)) error {
		if listen != "127.0.0.1:4000" || seed != 7 || scenario != "friday" {
			t.Errorf("%s %d %s", listen, seed, scenario)
		}
		for _, name := range config.Names() {
			ready(name, "http://127.0.0.1:4000/"+name)
		}
		return nil
	}
	a := s.run("simulate", "--listen", "127.0.0.1:4000", "--seed", "7", "--scenario", "friday")
	if a.code != 0 {
		t.Errorf("%+v", a)
	}
	golden.RequireEqual(t, []byte(a.out))
	b := s.run("simulate", "--listen", "127.0.0.1:4000", "--seed", "7", "--scenario", "friday", "--json")
	if strings.Count(b.out, `"base_url"`) != 5 || strings.Count(b.out, "\n") != 1 {
		t.Errorf("%+v", b)
	}
	for err, code := range map[error]int{errors.New("listen on loopback only"): exitUsage, addressInUse: exitError} {
		s.deps.Simulate = func(context.Context, string, int64, string, func(string, string)) error { return err }
		if a := s.run("simulate"); a.code != code || a.out != "" {
			t.Errorf("%v: %+v", err, a)
		}
	}
}

// What simulate prints is a configuration that loads.
func TestSimulatePrintsAConfiguration(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	keys := map[string]map[string]string{"roamify": {"api_key": "k"}, "fyatu": {"app_id": "a", "secret_key": "s"}, "valuetopup": {"username": "u", "password": "p"},
		"reloadly": {"client_id": "c", "client_secret": "s", "auth_url": "http://127.0.0.1:1"}, "giftapi": {"token": "t", "secret": "s"}}
	s.deps.SimulatorSettings = func(name, _ string) map[string]string { return keys[name] }
	s.deps.Simulate = func(_ context.Context, _ string, _ int64, _ string, ready func(string, string)) error {
		for _, name := range config.Names() {
			ready(name, "http://127.0.0.1:4000/"+name)
		}
		return nil
	}
	file := filepath.Join(t.TempDir(), "config.toml")
	if err := os.WriteFile(file, []byte(s.run("simulate").out), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := config.Load(file, config.System())
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range config.Names() {
		if _, ok := c.Account(name); !ok {
			t.Errorf("%s has no section", name)
		}
		if err := c.Resolve(name); err != nil {
			t.Error(err)
		}
	}
}

func TestDoctorSaysWhatKeepsTheShopShut(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		err  error
		want string
		code int
	}{
		{config.ErrNone, "fail  configuration  There is no configuration yet.", 2},
		{&providers.Error{Kind: providers.KindConfig, Why: providers.Quoted("line 3: currancy is not a key.")}, "fail  configuration  line 3: currancy is not a key.", 2},
		{&providers.Error{Kind: providers.KindConfig, Code: "ledger_readonly", Why: providers.Quoted("The ledger cannot be written.")}, "fail  store          The ledger cannot be written.", 1},
		{&providers.Error{Kind: providers.KindInternal, Code: "", Why: providers.Quoted("Something.")}, "fail  configuration  Something.", 1},
	} {
		s := newShop(t)
		s.deps.Open = func(context.Context, Global) (*App, error) { return nil, c.err }
		if a := s.run("doctor"); a.code != c.code || !strings.Contains(a.out, c.want) || !strings.Contains(a.out, "terminal") {
			t.Errorf("%v: %+v", c.err, a)
		}
	}
}

func TestDoctorLooksAtEverything(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.list = s.list[:1]
	s.run("catalog")
	lose(s)
	s.run(buyJapan...)
	s.clock.advance(25 * time.Hour)
	s.alpha.wallet = "49"
	s.brown = []desk.Account{{Name: "gamma", Title: "Gamma", Problem: &providers.Error{Kind: providers.KindConfig, Provider: "gamma", Why: providers.Because("config.variable_not_set", "name", "GAMMA_KEY")}}}
	s.deps.Size = func() (int, int, bool) { return 50, 14, true }
	s.deps.Getenv = func(name string) string { return map[string]string{"LANG": "en_GB.UTF-8"}[name] }
	a := s.run("doctor")
	want := `SANDBOX
ok    configuration    The demo needs none.
warn  alpha            The credentials work. The wallet is low: 49.00 USD. Put money in.
fail  gamma            The environment variable “GAMMA_KEY” is not set. Set it, or write the key another way.
warn  alpha clock      This machine's clock is 2 min ahead. Set it right, or signed orders will be refused.
ok    store            LEDGER can be written, and its history is what was written.
ok    history          3 events, head 3:HASH. Note the head down elsewhere: events cut off the end with their orders leave no trace here, and simdesk doctor --head 3:HASH finds them missing.
warn  alpha catalogue  5 products, as of 22 Nov 14:00. Run simdesk catalog --refresh.
warn  orders           1 not settled. Run simdesk reconcile, then look at simdesk orders --pending.
warn  terminal         50×14, no colours, UTF-8. The console needs 60×15, and 80×24 is comfortable. Make the window larger.
`
	if d := cmp.Diff(want, strings.ReplaceAll(a.out, s.file, "LEDGER")); d != "" || a.code != exitUsage {
		t.Errorf("exit code %d\n%s", a.code, d)
	}
	s.deps.Getenv = func(name string) string { return map[string]string{"LC_ALL": "C", "LANG": "en_GB.UTF-8"}[name] }
	if a := s.run("doctor"); !strings.Contains(a.out, "The locale is not UTF-8") {
		t.Errorf("%s", a.out)
	}
}

func TestCompletion(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	for _, shell := range []string{"bash", "zsh", "fish", "powershell"} {
		if a := s.run("completion", shell); a.code != 0 || !strings.Contains(a.out, "simdesk") || a.err != "" {
			t.Errorf("%s: exit code %d, %s", shell, a.code, a.err)
		}
	}
}

func TestProgressIsDrawnOnATerminalOnly(t *testing.T) {
	t.Parallel()
	for _, args := range []string{"catalog --refresh", "reconcile", "buy --provider alpha --product jp-5gb --yes"} {
		s := newShop(t)
		if a := s.run(strings.Fields(args)...); a.err != "" {
			t.Errorf("%s: %q", args, a.err)
		}
		s = newShop(t)
		s.deps.Terminal = true
		if a := s.run(strings.Fields(args)...); !strings.HasPrefix(a.err, eraseLine) || !strings.HasSuffix(a.err, eraseLine) || a.code != 0 {
			t.Errorf("%s: %q", args, a.err)
		}
	}
}
