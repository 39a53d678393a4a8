package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestResolve(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := func(name, text string, mode os.FileMode) {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), mode); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
	}
	file("key", " from a file\n", 0o600)
	file("open key", "from a file", 0o640)
	file("empty", "\n", 0o600)
	vars := env(map[string]string{"KEY": "from the environment", "HOME": dir, "BLANK": " "})

	for source, test := range map[string]struct{ value, problem string }{
		"plain":                   {"plain", ""},
		"looks:like a reference":  {"looks:like a reference", ""},
		"env:KEY":                 {"from the environment", ""},
		"env:NO_KEY":              {"", "config.credential (key=api_key, why=config.variable_not_set (name=NO_KEY))"},
		"env:BLANK":               {"", "config.credential (key=api_key, why=config.variable_not_set (name=BLANK))"},
		"file:" + dir + "/key":    {"from a file", ""},
		"file:key":                {"from a file", ""},
		"file:~/key":              {"from a file", ""},
		"file:nothing":            {"", "config.credential (key=api_key, why=config.no_file (file=DIR/nothing))"},
		"file:empty":              {"", "config.credential (key=api_key, why=config.empty_file (file=DIR/empty))"},
		"file:open key":           {"", "config.credential (key=api_key, why=config.secret_open (file=DIR/open key, shell='DIR/open key'))"},
		"keyring:simdesk/roamify": {"from the keyring", ""},
		"keyring:simdesk/other":   {"", "config.credential (key=api_key, why=config.keyring_refuses (key=simdesk/other, said=secret not found in keyring))"},
		"keyring:simdesk":         {"", "config.credential (key=api_key, why=config.keyring_names_no_key (written=simdesk))"},
		"":                        {"", "config.no_credential (file=DIR/config.toml, key=api_key, provider=roamify)"},
	} {
		t.Run(source, func(t *testing.T) {
			text := "[providers.roamify]\napi_key = \"" + source + "\"\n[providers.fyatu]\napp_id = \"a\"\nsecret_key = \"b\"\n"
			c, err := Parse(filepath.Join(dir, "config.toml"), []byte(text), vars)
			if err != nil {
				t.Fatal(err)
			}
			problem := ""
			if p := c.Resolve(NameRoamify); p != nil {
				problem = message(p, dir)
				problem = strings.ReplaceAll(problem, "FILE", "DIR")
			}
			got := []string{c.Providers.Roamify.APIKey.Reveal(), problem}
			if d := cmp.Diff([]string{test.value, test.problem}, got); d != "" {
				t.Error(d)
			}
			if p := c.Resolve(NameFyatu); p != nil {
				t.Errorf("another provider suffers: %v", p)
			}
		})
	}
}

func TestMissingCredentials(t *testing.T) {
	t.Parallel()
	c := load(t, "[providers.roamify]\n[providers.fyatu]\napp_id = \"a\"\n[providers.valuetopup]\n[providers.reloadly]\nclient_id = \"a\"\n[providers.giftapi]\n")
	for name, want := range map[string]string{
		"roamify":    "config.no_credential (file=FILE, key=api_key, provider=roamify)",
		"fyatu":      "config.no_credential (file=FILE, key=secret_key, provider=fyatu)",
		"valuetopup": "config.no_credential (file=FILE, key=username, provider=valuetopup)",
		"reloadly":   "config.no_credential (file=FILE, key=client_secret, provider=reloadly)",
		"giftapi":    "config.no_base_url (file=FILE, provider=giftapi)",
		"acme":       "config.not_configured (file=FILE, provider=acme)",
	} {
		if got := message(c.Resolve(name), c.File()); got != want {
			t.Errorf("%s: %s", name, got)
		}
	}
}

func TestPlainSecretThatOthersCanRead(t *testing.T) {
	t.Parallel()
	const plain = "[providers.roamify]\napi_key = \"s3cret\"\n"
	for name, test := range map[string]struct {
		text    string
		mode    os.FileMode
		refused bool
	}{
		"world":             {plain, 0o644, true},
		"group":             {plain, 0o640, true},
		"execute bit":       {plain, 0o601, true},
		"owner only":        {plain, 0o600, false},
		"reference":         {"[providers.roamify]\napi_key = \"env:KEY\"\n", 0o644, false},
		"identifier":        {"[providers.fyatu]\napp_id = \"shop-1\"\nsecret_key = \"file:key\"\n", 0o644, false},
		"second secret":     {"[providers.giftapi]\ntoken = \"env:T\"\nsecret = \"s3cret\"\n", 0o644, true},
		"database password": {"[store]\ndsn = \"postgres://u:s3cret@db/simdesk\"\n", 0o644, true},
		"store path":        {"[store]\ndsn = \"/var/shop.db\"\n", 0o644, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := write(t, test.text, test.mode)
			_, err := Load(path, env(nil))
			if !test.refused {
				if err != nil {
					t.Error(err)
				}
				return
			}
			want := "config.secret_open (file=FILE, shell=FILE)"
			if got := message(err, path); got != want {
				t.Error(got)
			}
		})
	}
}

func TestStoreDSN(t *testing.T) {
	t.Parallel()
	path := write(t, "[store]\ndsn = \"env:DSN\"\n", 0o644)
	c, err := Load(path, env(map[string]string{"DSN": "postgres://u:p@db/simdesk"}))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := c.StoreDSN(); err != nil || got != "postgres://u:p@db/simdesk" {
		t.Errorf("got %q, %v", got, err)
	}
	if c, err = Load(path, env(nil)); err != nil {
		t.Fatal(err)
	}
	_, err = c.StoreDSN()
	if got := message(err, path); got != "config.credential (key=[store] dsn, why=config.variable_not_set (name=DSN))" {
		t.Error(got)
	}
}

func FuzzLoad(f *testing.F) {
	for _, text := range []string{
		"", "currency = \"USD\"", "[providers.roamify]\napi_key = \"env:K\"\ntimeout = 5", "a.b.c = [1, {x = 2}]", "[[rates]]", "[rates]\nEUR = 1",
		"[providers]\nroamify = {api_key = \"x\", base_url = \"http://[::1%25eth0]\"}", "[providers.\"a\\u0022b\"]\nx=1", "\"toml:\\\"x\\\"\" = 1",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		c, err := Parse("config.toml", []byte(text), env(nil))
		if err != nil {
			if got := message(err, "config.toml"); strings.HasPrefix(got, "not a conf") {
				t.Error(got)
			}
			return
		}
		for _, name := range Names() {
			if a, ok := c.Account(name); ok && strings.HasPrefix(a.BaseURL, "http://") && !strings.Contains(a.BaseURL, "localhost") && !strings.Contains(a.BaseURL, "127.") && !strings.Contains(a.BaseURL, "::1") && !strings.Contains(a.BaseURL, "7f") {
				t.Errorf("%s talks to %s", name, a.BaseURL)
			}
		}
	})
}
