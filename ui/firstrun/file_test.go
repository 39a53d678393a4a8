package firstrun

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/BurntSushi/toml"
	"github.com/charmbracelet/x/exp/golden"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"simdesk/providers"
	"simdesk/state/config"
	"simdesk/ui/screen"
)

// awkward holds everything that ends or bends a TOML string.
const awkward = `a"b\c#d'e = [f] {g} \u0041 é 日本 ` + "“”" + ` z`

// answers are values for each thing that a provider asks for.
func answers(c Choice, env string) map[string]string {
	values := map[string]string{environment: env}
	for _, f := range c.Fields {
		values[f.Key] = f.Key + " " + awkward
		if f.URL {
			values[f.Key] = "https://partner.example/api/"
		}
	}
	return values
}

func TestEveryProviderCanBeSetUp(t *testing.T) {
	t.Parallel()
	var names []string
	for _, c := range Providers() {
		names = append(names, c.Name)
	}
	if diff := cmp.Diff(config.Names(), names); diff != "" {
		t.Error(diff)
	}
}

func TestFile(t *testing.T) {
	t.Parallel()
	for _, c := range Providers() {
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			text, err := File(c.Name, answers(c, config.Live))
			if err != nil {
				t.Fatal(err)
			}
			golden.RequireEqual(t, text)
		})
	}
}

// secrets are what a loaded configuration holds for a provider.
func secrets(c *config.Config, name string) []string {
	p := c.Providers
	switch name {
	case config.NameRoamify:
		return []string{p.Roamify.APIKey.Reveal()}
	case config.NameFyatu:
		return []string{p.Fyatu.AppID.Reveal(), p.Fyatu.SecretKey.Reveal()}
	case config.NameValueTopup:
		return []string{p.ValueTopup.Username.Reveal(), p.ValueTopup.Password.Reveal()}
	case config.NameReloadly:
		return []string{p.Reloadly.ClientID.Reveal(), p.Reloadly.ClientSecret.Reveal()}
	case config.NameGiftAPI:
		return []string{p.GiftAPI.BaseURL, p.GiftAPI.Token.Reveal(), p.GiftAPI.Secret.Reveal()}
	}
	return nil
}

// TestWrittenFileLoads: what was typed is what the console reads, whatever it
// holds.
func TestWrittenFileLoads(t *testing.T) {
	t.Parallel()
	for _, c := range Providers() {
		for _, env := range []string{config.Live, config.Sandbox} {
			t.Run(c.Name+" "+env, func(t *testing.T) {
				t.Parallel()
				values := answers(c, env)
				text, err := File(c.Name, values)
				if err != nil {
					t.Fatal(err)
				}
				path := filepath.Join(t.TempDir(), "simdesk", "config.toml")
				if why := write(path, text); !why.IsZero() {
					t.Fatal(why)
				}
				cfg, err := config.Load(path, config.Env{})
				if err != nil {
					t.Fatal(err)
				}
				if problem := cfg.Resolve(c.Name); problem != nil {
					t.Fatal(problem)
				}
				var want []string
				for _, f := range c.Fields {
					want = append(want, strings.TrimSuffix(values[f.Key], "/"))
				}
				account, _ := cfg.Account(c.Name)
				got := []any{configured(cfg), secrets(cfg, c.Name), account.IsSandbox(), account.LowMark() == nil,
					cfg.Currency, cfg.Pricing.MarkupPercent.String(), cfg.Pricing.Rounding.StringFixed(2), cfg.Pricing.HideCosts}
				wanted := []any{[]string{c.Name}, want, env == config.Sandbox && c.Sandbox != "", true, "USD", "20", "0.10", false}
				if diff := cmp.Diff(wanted, got); diff != "" {
					t.Error(diff)
				}
			})
		}
	}
}

// TestReferencesStayReferences: env:NAME is written as it was typed and read
// by the console each time.
func TestReferencesStayReferences(t *testing.T) {
	t.Parallel()
	text, err := File(config.NameRoamify, map[string]string{"api_key": " env:SHOP_KEY "})
	if err != nil {
		t.Fatal(err)
	}
	cfg, err := config.Parse("config.toml", text, config.Env{Getenv: func(name string) string {
		return map[string]string{"SHOP_KEY": "k-1"}[name]
	}})
	if err != nil {
		t.Fatal(err)
	}
	if problem := cfg.Resolve(config.NameRoamify); problem != nil || cfg.Providers.Roamify.APIKey.Reveal() != "k-1" {
		t.Errorf("read %q, %v", cfg.Providers.Roamify.APIKey.Reveal(), problem)
	}
}

func TestFileRefuses(t *testing.T) {
	t.Parallel()
	good := answers(Providers()[4], config.Live)
	for name, tc := range map[string]struct{ key, value, want string }{
		"nothing":        {"token", " \t ", "Token is missing."},
		"a line break":   {"token", "abc\ncurrency = \"EUR\"", "Token holds a line break or another character that no credential has."},
		"a return":       {"token", "abc\rdef", "Token holds a line break or another character that no credential has."},
		"a NUL":          {"token", "abc\x00def", "Token holds a line break or another character that no credential has."},
		"broken text":    {"token", "abc\xff", "Token holds a line break or another character that no credential has."},
		"a whole file":   {"secret", strings.Repeat("x", longest+1), "Secret is too long: paste the credential alone."},
		"no address":     {"base_url", "giftapi", `Address: It must be an address such as "https://api.example.com".`},
		"http elsewhere": {"base_url", "http://giftapi.example", "Address: It must begin with https://, as http:// is for this machine only (127.0.0.1, ::1, localhost)."},
		"a password":     {"base_url", "https://a:b@giftapi.example", "Address: It must be an address without user, ? and #."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			values := map[string]string{}
			for k, v := range good {
				values[k] = v
			}
			values[tc.key] = tc.value
			text, err := File(config.NameGiftAPI, values)
			e := *providers.AsError(err)
			if said := screen.Voice.Reason(e.Why); said != tc.want || text != nil {
				t.Errorf("wrote %q, says %s", text, said)
			}
			e.Why = providers.Reason{}
			if diff := cmp.Diff(providers.Error{Kind: providers.KindInvalid, Outcome: providers.NotSent, Provider: "giftapi"}, e); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestFileOfNobody(t *testing.T) {
	t.Parallel()
	_, err := File("nobody", nil)
	want := &providers.Error{Kind: providers.KindInvalid, Outcome: providers.NotSent, Provider: "nobody", Why: providers.Because("firstrun.unknown_provider")}
	if diff := cmp.Diff(want, providers.AsError(err)); diff != "" {
		t.Error(diff)
	}
}

func TestQuoteRoundTrips(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		want := rapid.String().Draw(t, "value")
		var got struct{ Key string }
		if _, err := toml.Decode("Key = "+quote(want)+" # end", &got); err != nil {
			t.Fatal(err)
		}
		if got.Key != want {
			t.Fatalf("%q came back as %q", want, got.Key)
		}
	})
}

// FuzzFile: whatever is typed, either it is refused or the file loads with
// just this section and this value.
func FuzzFile(f *testing.F) {
	for _, s := range []string{awkward, "env:X", "\"\"\"", "\n", "# x", "\u2028", "\ufeff", "\x7f", "\u0085"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, value string) {
		text, err := File(config.NameFyatu, map[string]string{"app_id": value, "secret_key": "s"})
		if err != nil {
			return
		}
		var got struct {
			Providers map[string]map[string]any
		}
		if _, err := toml.Decode(string(text), &got); err != nil {
			t.Fatalf("%q: %v", value, err)
		}
		want := map[string]map[string]any{"fyatu": {"environment": "live", "app_id": strings.TrimSpace(value), "secret_key": "s"}}
		if diff := cmp.Diff(want, got.Providers); diff != "" {
			t.Errorf("%q: %s", value, diff)
		}
		if strings.ContainsFunc(strings.ReplaceAll(string(text), "\n", ""), unicode.IsControl) {
			t.Errorf("%q left a control character in the file", value)
		}
	})
}

var keyLine = regexp.MustCompile(`(?m)^(?:# )?([a-z_]+) = `)

// TestSectionsHoldTheExamplesKeys: a key that the example gains is also in
// what the set-up writes.
func TestSectionsHoldTheExamplesKeys(t *testing.T) {
	t.Parallel()
	example, err := os.ReadFile(filepath.Join("..", "..", "config.example.toml"))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range Providers() {
		text, err := File(c.Name, answers(c, config.Live))
		if err != nil {
			t.Fatal(err)
		}
		for _, section := range []string{"providers." + c.Name, "pricing"} {
			if diff := cmp.Diff(keysUnder(string(example), section), keysUnder(string(text), section)); diff != "" {
				t.Errorf("%s: %s", section, diff)
			}
		}
	}
}

func keysUnder(text, section string) []string {
	_, text, _ = strings.Cut(text, "\n["+section+"]")
	text, _, _ = strings.Cut(text, "\n[")
	var names []string
	for _, m := range keyLine.FindAllStringSubmatch(text, -1) {
		names = append(names, m[1])
	}
	slices.Sort(names)
	return names
}

// configured are the names of the providers that have a section.
func configured(c *config.Config) (names []string) {
	for _, name := range config.Names() {
		if _, ok := c.Account(name); ok {
			names = append(names, name)
		}
	}
	return names
}
