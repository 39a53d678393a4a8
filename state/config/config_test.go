package config

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/BurntSushi/toml"
	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"simdesk/providers"
)

func env(vars map[string]string) Env {
	return Env{
		Getenv: func(name string) string { return vars[name] },
		Keyring: func(service, name string) (string, error) {
			if service == "simdesk" && name == "roamify" {
				return "from the keyring", nil
			}
			return "", errors.New("secret not found in keyring")
		},
	}
}

// write puts text into a configuration file of the given mode.
func write(t *testing.T, text string, mode os.FileMode) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "config.toml")
	if err := os.WriteFile(path, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
	return path
}

func load(t *testing.T, text string) *Config {
	t.Helper()
	c, err := Load(write(t, text, 0o600), env(nil))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// message returns what a clerk would read, with the path taken out of it.
func message(err error, path string) string {
	var e *providers.Error
	if !errors.As(err, &e) || e.Kind != providers.KindConfig || e.Outcome != providers.NotSent {
		return fmt.Sprintf("not a configuration error: %v", err)
	}
	return strings.ReplaceAll(e.Why.String(), path, "FILE")
}

// badConfigurations are files and what is said of them.
var badConfigurations = map[string]struct{ text, want string }{
	"unknown key":        {"currency = \"USD\"\n\ncolour = 1\n", "config.in_line (file=FILE, key=colour, line=3, why=config.unknown_key)"},
	"unknown inner key":  {"[providers.roamify]\napi_key = \"env:K\"\nap_key = \"k\"", "config.in_line (file=FILE, key=providers.roamify.ap_key, line=3, why=config.unknown_key)"},
	"unknown provider":   {"[providers.acme]\nkey = \"k\"", "config.in_line (file=FILE, key=providers.acme, line=1, why=config.unknown_key)"},
	"unknown dotted":     {"pricing.markup = \"1\"", "config.in_line (file=FILE, key=pricing.markup, line=1, why=config.unknown_key)"},
	"unknown quoted":     {"\"a,b\" = 1", "config.in_file (file=FILE, key=\"a,b\", why=config.unknown_key)"},
	"http":               {"[providers.fyatu]\nbase_url = \"http://api.fyatu.com/api/v3\"", "config.in_line (file=FILE, key=providers.fyatu.base_url, line=2, why=config.not_https)"},
	"http by look":       {"[providers.fyatu]\nbase_url = \"http://127.0.0.1.evil.example\"", "config.in_line (file=FILE, key=providers.fyatu.base_url, line=2, why=config.not_https)"},
	"http private":       {"[providers.fyatu]\nbase_url = \"http://192.168.0.1\"", "config.in_line (file=FILE, key=providers.fyatu.base_url, line=2, why=config.not_https)"},
	"http sign-in":       {"[providers.reloadly]\nauth_url = \"http://auth.reloadly.com\"", "config.in_line (file=FILE, key=providers.reloadly.auth_url, line=2, why=config.not_https)"},
	"no address":         {"[providers.fyatu]\nbase_url = \"api.fyatu.com\"", "config.in_line (file=FILE, key=providers.fyatu.base_url, line=2, why=config.no_address)"},
	"other scheme":       {"[providers.fyatu]\nbase_url = \"ftp://127.0.0.1\"", "config.in_line (file=FILE, key=providers.fyatu.base_url, line=2, why=config.no_address)"},
	"user in address":    {"[providers.fyatu]\nbase_url = \"https://me:pw@api.fyatu.com\"", "config.in_line (file=FILE, key=providers.fyatu.base_url, line=2, why=config.address_with_more)"},
	"environment":        {"[providers.roamify]\nenvironment = \"test\"", "config.in_line (file=FILE, key=providers.roamify.environment, line=2, why=config.environment)"},
	"markup":             {"[pricing]\nmarkup_percent = \"a lot\"", "config.no_toml_at_key (file=FILE, key=pricing.markup_percent, line=2, said=is not a number: write it like \"12.50\")"},
	"negative markup":    {"[pricing]\nmarkup_percent = \"-1\"", "config.in_line (file=FILE, key=pricing.markup_percent, line=2, why=config.markup)"},
	"float":              {"[pricing]\nrounding = 0.10", "config.in_line (file=FILE, key=pricing.rounding, line=2, why=config.not_exact)"},
	"rounding":           {"[pricing]\nrounding = \"-0.10\"", "config.in_line (file=FILE, key=pricing.rounding, line=2, why=config.rounding)"},
	"amount to type":     {"[pricing]\ntype_amount_above = \"much\"", "config.no_toml_at_key (file=FILE, key=pricing.type_amount_above, line=2, said=is not a number: write it like \"12.50\")"},
	"negative to type":   {"[pricing]\ntype_amount_above = \"-1\"", "config.in_line (file=FILE, key=pricing.type_amount_above, line=2, why=config.type_above)"},
	"float to type":      {"[pricing]\ntype_amount_above = 99.5", "config.in_line (file=FILE, key=pricing.type_amount_above, line=2, why=config.not_exact)"},
	"rate":               {"[rates]\nEUR = \"1.08\"\nGEL = \"0\"", "config.in_line (file=FILE, key=rates.GEL, line=3, why=config.rate)"},
	"rate's name":        {"[rates]\nEURO = \"1.08\"", "config.in_line (file=FILE, key=rates.EURO, line=2, why=config.rate_name)"},
	"rate of itself":     {"currency = \"EUR\"\n[rates]\nEUR = \"1\"", "config.in_line (file=FILE, key=rates.EUR, line=3, why=config.rate_of_own)"},
	"currency":           {"currency = \"dollars\"", "config.in_line (file=FILE, key=currency, line=1, why=config.currency)"},
	"low balance":        {"[providers.fyatu]\nlow_balance = \"-5\"", "config.in_line (file=FILE, key=providers.fyatu.low_balance, line=2, why=config.negative)"},
	"timeout":            {"[providers.fyatu]\ntimeout = \"soon\"", "config.no_toml_at_key (file=FILE, key=providers.fyatu.timeout, line=2, said=is not a time up to 10 minutes: write it like \"60s\")"},
	"long timeout":       {"[providers.fyatu]\ntimeout = 601", "config.no_toml_at_key (file=FILE, key=providers.fyatu.timeout, line=2, said=is not a time up to 10 minutes: write it like \"60s\")"},
	"balance terms":      {"[providers.valuetopup]\nbalance_terms = \"debit\"", "config.in_line (file=FILE, key=providers.valuetopup.balance_terms, line=2, why=config.terms)"},
	"country":            {"[providers.reloadly]\ncountries = [\"NG\", \"England\"]", "config.in_line (file=FILE, key=providers.reloadly.countries, line=2, why=config.countries)"},
	"path":               {"[providers.giftapi.paths]\norders = \"orders\"", "config.in_line (file=FILE, key=providers.giftapi.paths.orders, line=2, why=config.path (like=/orders))"},
	"path without":       {"[providers.giftapi.paths]\nesim_topup = \"/esim/topup\"", "config.in_line (file=FILE, key=providers.giftapi.paths.esim_topup, line=2, why=config.path_without_iccid (like=/services/esim/{iccid}/topup))"},
	"not TOML":           {"currency = \"USD\"\napi_key = s3cret-value\n", "config.no_toml_near_secret (file=FILE, line=2)"},
	"a secret as number": {"[providers.roamify]\napi_key = 555555555555555555555\n", "config.no_toml_near_secret (file=FILE, line=2)"},
	"broken elsewhere":   {"[shop]\nname = Corner\n", "config.no_toml_at_key (file=FILE, key=shop.name, line=2, said=expected value but found \"Corner\" instead)"},
	"wrong type":         {"pricing = 3", "config.wrong_type (file=FILE, key=pricing, line=1)"},
	"not text":           {"a\x00b", "config.no_text (file=FILE)"},
}

func TestBadConfiguration(t *testing.T) {
	t.Parallel()
	for name, test := range badConfigurations {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := write(t, test.text, 0o600)
			_, err := Load(path, env(nil))
			if d := cmp.Diff(test.want, message(err, path)); d != "" {
				t.Error(d)
			}
			if strings.Contains(fmt.Sprintf("%v %+v", err, providers.AsError(err)), "s3cret") {
				t.Error("the error holds the secret")
			}
		})
	}
}

func TestDefaults(t *testing.T) {
	t.Parallel()
	c := load(t, "[providers.roamify]\n[providers.fyatu]\n[providers.valuetopup]\nenvironment = \"sandbox\"\n[providers.reloadly]\n[providers.giftapi]\n")
	type defaults struct {
		Currency, WalletCurrency, Terms, AuthURL, Audience, Locale string
		Names, BaseURLs                                            []string
		Sandbox                                                    []bool
		Paths                                                      GiftAPIPaths
	}
	got := defaults{
		Currency: c.Currency, WalletCurrency: c.Providers.ValueTopup.Currency, Terms: c.Providers.ValueTopup.BalanceTerms,
		AuthURL: c.Providers.Reloadly.AuthURL, Audience: c.Providers.Reloadly.Audience, Locale: c.Providers.GiftAPI.Locale,
		Names: configured(c), Paths: c.Providers.GiftAPI.Paths,
	}
	for _, name := range Names() {
		a, _ := c.Account(name)
		got.BaseURLs, got.Sandbox = append(got.BaseURLs, a.BaseURL), append(got.Sandbox, a.IsSandbox())
		if a.LowMark() != nil || a.Timeout.Duration != 0 {
			t.Errorf("%s: low mark %v, time-out %v", name, a.LowMark(), a.Timeout)
		}
	}
	want := defaults{
		Currency: "USD", WalletCurrency: "USD", Terms: "prepaid", AuthURL: "https://auth.reloadly.com",
		Audience: "https://topups.reloadly.com", Locale: "en",
		Names: []string{"roamify", "fyatu", "valuetopup", "reloadly", "giftapi"},
		BaseURLs: []string{
			"https://api.getroamify.com", "https://api.fyatu.com/api/v3", "https://sandbox.valuetopup.com", "https://topups.reloadly.com", "",
		},
		Sandbox: []bool{false, false, true, false, false},
		Paths: GiftAPIPaths{
			Profile: "/me", Balance: "/balance", BalanceHistory: "/balance/history", Products: "/catalog/products",
			Pricelist: "/catalog/pricelist", Categories: "/catalog/categories", Orders: "/orders",
			ESIMStatus: "/services/esim/{iccid}/status", ESIMTopUp: "/services/esim/{iccid}/topup",
		},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestEmptyFileHasNoProviders(t *testing.T) {
	t.Parallel()
	c := load(t, "")
	if c.Currency != "USD" || len(configured(c)) != 0 || !c.Pricing.MarkupPercent.IsZero() {
		t.Errorf("got %+v", configured(c))
	}
}

// TestTypeAmountAbove: nothing is asked for where no amount is given, and every
// purchase that costs something above "0".
func TestTypeAmountAbove(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]*providers.Money{
		"":                                     nil,
		"[pricing]\ntype_amount_above = \"\"":  nil,
		"[pricing]\ntype_amount_above = \" \"": nil,
		"[pricing]\ntype_amount_above = \"0\"": providers.MustMoney("0", "USD").Ptr(),
		"[pricing]\ntype_amount_above = 100":   providers.MustMoney("100", "USD").Ptr(),
		"currency = \"EUR\"\n[pricing]\ntype_amount_above = \"99.50\"": providers.MustMoney("99.50", "EUR").Ptr(),
	} {
		got := load(t, text).TypeAmountAbove()
		if (got == nil) != (want == nil) || got != nil && (got.Currency != want.Currency || !got.Amount.Equal(want.Amount)) {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
	var none *Config
	if got := none.TypeAmountAbove(); got != nil {
		t.Errorf("the demo asks above %v", got)
	}
}

func TestValues(t *testing.T) {
	t.Parallel()
	c := load(t, `
currency = "eur"
[pricing]
markup_percent = 15
[rates]
usd = "0.92"
[providers.reloadly]
environment = "sandbox"
base_url = "http://127.0.0.1:8080/reloadly/"
auth_url = "http://localhost:8080"
low_balance = "12.50"
timeout = "90s"
countries = ["ng"]
[providers.roamify]
base_url = "http://[::1]:9/"
timeout = 45
`)
	r := c.Providers.Reloadly
	got := []any{
		c.Currency, c.Pricing.MarkupPercent.String(), c.RateTable()["USD"].String(), r.BaseURL, r.AuthURL, r.Audience,
		r.LowMark().String(), r.Timeout.Duration, r.Countries, c.Providers.Roamify.BaseURL, c.Providers.Roamify.Timeout.Duration,
	}
	want := []any{
		"EUR", "15", "0.92", "http://127.0.0.1:8080/reloadly", "http://localhost:8080", "https://topups-sandbox.reloadly.com",
		"12.5", 90 * time.Second, []string{"NG"}, "http://[::1]:9", 45 * time.Second,
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if !cmp.Equal(c.RateTable(), map[string]decimal.Decimal{"USD": decimal.RequireFromString("0.92")}) {
		t.Errorf("rates %v", c.RateTable())
	}
}

func TestWhereTheFileIs(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		explicit string
		vars     map[string]string
		want     string
	}{
		"option":      {"a.toml", map[string]string{"SIMDESK_CONFIG": "b.toml"}, "a.toml"},
		"variable":    {"", map[string]string{"SIMDESK_CONFIG": "b.toml", "XDG_CONFIG_HOME": "/x"}, "b.toml"},
		"XDG":         {"", map[string]string{"XDG_CONFIG_HOME": "/x", "HOME": "/h"}, "/x/simdesk/config.toml"},
		"relativeXDG": {"", map[string]string{"XDG_CONFIG_HOME": "x", "HOME": "/h"}, "/h/.config/simdesk/config.toml"},
		"home":        {"", map[string]string{"HOME": "/h"}, "/h/.config/simdesk/config.toml"},
	} {
		if got := Path(test.explicit, env(test.vars).Getenv); got != test.want {
			t.Errorf("%s: %s, want %s", name, got, test.want)
		}
	}
	home := env(map[string]string{"HOME": "/h"}).Getenv
	for dsn, want := range map[string]string{
		"": "/h/.local/share/simdesk/simdesk.db", "~/shop.db": "/h/shop.db", "/var/shop.db": "/var/shop.db",
		"shop.db": "shop.db", "postgres://shop@db/simdesk": "postgres://shop@db/simdesk",
	} {
		if got := StorePath(dsn, home); got != want {
			t.Errorf("%q: %s, want %s", dsn, got, want)
		}
	}
	if got := CacheDir(home); got != "/h/.cache/simdesk" {
		t.Errorf("cache in %s", got)
	}
}

func TestMissingFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if _, err := Load("", env(map[string]string{"XDG_CONFIG_HOME": dir})); !errors.Is(err, ErrNone) {
		t.Errorf("default file: %v", err)
	}
	path := filepath.Join(dir, "named.toml")
	want := "config.missing (file=FILE)"
	_, err := Load(path, env(nil))
	if got := message(err, path); got != want {
		t.Errorf("--config: %s", got)
	}
	_, err = Load("", env(map[string]string{"SIMDESK_CONFIG": path}))
	if got := message(err, path); got != want {
		t.Errorf("$SIMDESK_CONFIG: %s", got)
	}
	_, err = Load(dir, env(nil))
	if got := message(err, dir); got != "config.not_one (file=FILE)" {
		t.Errorf("directory: %s", got)
	}
}

func TestExampleHoldsEveryKey(t *testing.T) {
	t.Parallel()
	path := filepath.Join("..", "..", "config.example.toml")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Parse(path, text, env(nil)); err != nil {
		t.Fatal(err)
	}
	var loose map[string]any
	meta, err := toml.Decode(string(text), &loose)
	if err != nil {
		t.Fatal(err)
	}
	var have []string
	for _, k := range meta.Keys() {
		if meta.Type(k...) != "Hash" && k[0] != "rates" {
			have = append(have, k.String())
		}
	}
	want := keysOf(reflect.TypeFor[Config](), "")
	slices.Sort(have)
	slices.Sort(want)
	if d := cmp.Diff(want, have); d != "" {
		t.Error(d)
	}
}

func keysOf(t reflect.Type, prefix string) []string {
	var keys []string
	for i := range t.NumField() {
		f := t.Field(i)
		name := f.Tag.Get("toml")
		inner := f.Type
		if inner.Kind() == reflect.Pointer {
			inner = inner.Elem()
		}
		switch {
		case f.Anonymous:
			keys = append(keys, keysOf(inner, prefix)...)
		case name == "" || inner.Kind() == reflect.Map:
		case inner.Kind() == reflect.Struct && inner != reflect.TypeFor[Secret]() && inner != reflect.TypeFor[Decimal]() && inner != reflect.TypeFor[Limit]() && inner != reflect.TypeFor[Duration]() && inner != reflect.TypeFor[Age]():
			keys = append(keys, keysOf(inner, prefix+name+".")...)
		default:
			keys = append(keys, prefix+name)
		}
	}
	return keys
}

func TestSecretsNeverPrint(t *testing.T) {
	t.Parallel()
	c := load(t, "[providers.roamify]\napi_key = \"s3cret\"\n[store]\ndsn = \"postgres://u:s3cret@h/d\"")
	if p := c.Resolve(NameRoamify); p != nil {
		t.Fatal(p)
	}
	s := c.Providers.Roamify.APIKey
	b, err := json.Marshal(c.Providers)
	if err != nil {
		t.Fatal(err)
	}
	printed := fmt.Sprintf("%v %+v %#v %s %d %x %q %v %s", s, s, s, s, s, s, s, c.Providers.Roamify, b)
	if strings.Contains(printed, "s3cret") || strings.Contains(printed, fmt.Sprintf("%x", "s3cret")) {
		t.Error(printed)
	}
	if got := s.Reveal(); got != "s3cret" {
		t.Errorf("revealed %q", got)
	}
}

// What is kept about an account is kept apart from every other's, and the key
// is the same whether the secret can be read or not.
func TestAccountKey(t *testing.T) {
	t.Parallel()
	key := func(text string) string { return load(t, "[providers.fyatu]\n"+text).AccountKey("fyatu") }
	plain := "app_id = \"a\"\nsecret_key = \"s3cret\"\n"
	first := key(plain)
	seen := map[string]string{first: "first"}
	for name, text := range map[string]string{
		"sandbox":    plain + "environment = \"sandbox\"",
		"address":    plain + "base_url = \"https://fyatu.example\"",
		"app":        "app_id = \"b\"\nsecret_key = \"s3cret\"\n",
		"other file": "app_id = \"a\"\nsecret_key = \"env:OTHER\"\n",
	} {
		k := key(text)
		if twin, have := seen[k]; have || !strings.HasPrefix(k, "fyatu-") {
			t.Errorf("%s: %s, like %q", name, k, twin)
		}
		seen[k] = name
	}
	for name, text := range map[string]string{"mark": plain + "low_balance = \"5\"", "secret": "app_id = \"a\"\nsecret_key = \"other\"\n"} {
		if k := key(text); k != first {
			t.Errorf("%s: %s, want %s", name, k, first)
		}
	}
}

// configured are the names of the providers that have a section.
func configured(c *Config) (names []string) {
	for _, s := range c.sections() {
		names = append(names, s.name)
	}
	return names
}
