package config

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
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
	c, err := parse(path, text, env)
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
func Parse(path string, text []byte, env Env) (*Config, error) { return parse(path, text, env) }

// parse reads and checks a file's text.
func parse(path string, text []byte, env Env) (*Config, error) {
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
