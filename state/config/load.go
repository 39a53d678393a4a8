package config

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"reflect"
	"regexp"
	"strconv"
	"strings"

	"github.com/BurntSushi/toml"

	"simdesk/providers"
	"simdesk/state/files"
)

// ErrNone says that nobody named a configuration file and the default one does
// not exist: time for the first-run screen.
var ErrNone = errors.New("there is no configuration yet")

// largestFile is far beyond any configuration.
const largestFile = 1 << 20

// Load reads the configuration from the file that Path finds. Errors are
// *providers.Error of KindConfig with one sentence and what to do next, or
// ErrNone. Secrets are not read yet: see Resolve.
func Load(explicit string, env Env) (*Config, error) {
	path, named := find(explicit, env.getenv)
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist) && !named:
		return nil, ErrNone
	case errors.Is(err, fs.ErrNotExist):
		return nil, problem("", providers.Because("config.missing", "file", path), err)
	case err == nil && (!info.Mode().IsRegular() || info.Size() > largestFile):
		return nil, problem("", providers.Because("config.not_one", "file", path), nil)
	}
	for _, why := range []providers.Reason{files.Foreign(path), files.Replaceable(path)} {
		if !why.IsZero() {
			return nil, problem("", providers.Because("config.not_safe", "why", why), nil)
		}
	}
	var text []byte
	if err == nil {
		text, err = os.ReadFile(path)
	}
	if err != nil {
		return nil, problem("", providers.Because("config.unreadable", "file", path), err)
	}
	c, err := Parse(path, text, env)
	if err != nil {
		return nil, err
	}
	if c.holdsPlainSecret() {
		if why := readableByOthers(path, info); !why.IsZero() {
			return nil, problem("", why, nil)
		}
	}
	return c, nil
}

// Parse reads and checks a text as Load would from the file at path, which
// does not have to exist yet.
func Parse(path string, text []byte, env Env) (*Config, error) {
	f := &file{path: path, text: strings.TrimPrefix(string(text), "\ufeff")}
	if bytes.IndexByte(text, 0) >= 0 {
		return nil, problem("", providers.Because("config.no_text", "file", path), nil)
	}
	c := &Config{path: path, env: env, resolved: map[string]*providers.Error{}}
	meta, err := toml.Decode(f.text, c)
	if err != nil {
		return nil, f.unreadable(err)
	}
	f.meta = meta
	if unknown := meta.Undecoded(); len(unknown) > 0 {
		return nil, f.wrong(unknown[0], providers.Because("config.unknown_key"))
	}
	if err := f.check(c); err != nil {
		return nil, err
	}
	return c, nil
}

func (c *Config) holdsPlainSecret() bool {
	for _, s := range c.sections() {
		for _, k := range s.credentials {
			if !k.public && k.secret.isPlain() {
				return true
			}
		}
	}
	return c.Store.DSN.isPlain() && isURL(c.Store.DSN.source) && strings.Contains(c.Store.DSN.source, "@")
}

// file is the text being read, for errors that point into it.
type file struct {
	path string
	text string
	meta toml.MetaData
}

// wrong is the error about one key's value, with its line. The value is left
// out: it may be a secret in the wrong place.
func (f *file) wrong(key toml.Key, why providers.Reason) *providers.Error {
	if line := lineOf(f.text, key); line > 0 {
		return problem("", providers.Because("config.in_line", "file", f.path, "line", line, "key", key.String(), "why", why), nil)
	}
	return problem("", providers.Because("config.in_file", "file", f.path, "key", key.String(), "why", why), nil)
}

// mistyped is how the decoder says that a value is of the wrong type.
var mistyped = regexp.MustCompile(`^toml: line (\d+) \(last key "(.*)"\): `)

// unreadable turns the decoder's error into a sentence. Its own long form
// quotes the line, and so may its short one, so near a secret it says less.
func (f *file) unreadable(err error) *providers.Error {
	var p toml.ParseError
	if !errors.As(err, &p) {
		if m := mistyped.FindStringSubmatch(err.Error()); m != nil {
			return problem("", providers.Because("config.wrong_type", "file", f.path, "line", m[1], "key", m[2]), nil)
		}
		return problem("", providers.Because("config.no_toml", "file", f.path), nil)
	}
	line := p.Position.Line
	switch {
	case namesSecret(p.LastKey), f.nearSecret(line):
		return problem("", providers.Because("config.no_toml_near_secret", "file", f.path, "line", line), nil)
	case p.LastKey != "":
		return problem("", providers.Because("config.no_toml_at_key", "file", f.path, "line", line, "key", p.LastKey, "said", p.Message), nil)
	}
	return problem("", providers.Because("config.no_toml_in_line", "file", f.path, "line", line, "said", p.Message), nil)
}

func (f *file) nearSecret(line int) bool {
	lines := strings.Split(f.text, "\n")
	return line < 1 || line > len(lines) || namesSecret(lines[line-1])
}

func namesSecret(text string) bool {
	text = strings.ToLower(text)
	for _, key := range [...]string{"key", "secret", "password", "token", "username", "app_id", "client_id", "dsn"} {
		if strings.Contains(text, key) {
			return true
		}
	}
	return false
}

// lineOf returns the line on which a key stands, 0 when it can't be told. The
// decoder tells positions only with errors, so the text is decoded once more
// into a value that fails at just this key.
func lineOf(text string, key toml.Key) int {
	t := reflect.TypeFor[trap]()
	for i := len(key) - 1; i >= 0; i-- {
		if strings.ContainsAny(key[i], ",\"`\\") {
			return 0
		}
		t = reflect.StructOf([]reflect.StructField{{
			Name: "Key", Type: t, Tag: reflect.StructTag(`toml:` + strconv.Quote(key[i])),
		}})
	}
	_, err := toml.Decode(text, reflect.New(t).Interface())
	var p toml.ParseError
	if !errors.As(err, &p) {
		return 0
	}
	return p.Position.Line
}

// trap fails to decode anything.
type trap struct{ _ bool }

var errTrap = errors.New("found")

// UnmarshalTOML fails, so that the decoder says where it is.
func (t *trap) UnmarshalTOML(any) error { return errTrap }
