package config

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/zalando/go-keyring"

	"simdesk/providers"
	"simdesk/state/files"
)

// Secret is a credential as the file gives it: the text itself, env:NAME,
// file:PATH or keyring:SERVICE/NAME. It prints as dots, whoever prints it.
type Secret struct {
	source string
	value  string
}

const dots = "••••"

// UnmarshalText takes the text or reference from the file.
func (s *Secret) UnmarshalText(text []byte) error {
	*s = Secret{source: strings.TrimSpace(string(text))}
	return nil
}

// String hides the secret.
func (s Secret) String() string {
	if s.source == "" {
		return ""
	}
	return dots
}

// Format hides the secret from every verb, %d, %x and %#v too.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, s.String()) }

// MarshalText hides the secret from encoders.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// Reveal returns the secret itself; "" before Config.Resolve.
func (s Secret) Reveal() string { return s.value }

// scheme is env, file or keyring, "" for the text itself.
func (s Secret) scheme() (scheme, rest string) {
	scheme, rest, ok := strings.Cut(s.source, ":")
	if ok && (scheme == "env" || scheme == "file" || scheme == "keyring") {
		return scheme, rest
	}
	return "", s.source
}

func (s Secret) isPlain() bool {
	scheme, rest := s.scheme()
	return scheme == "" && rest != ""
}

// Env is what configuration is read from besides its file.
type Env struct {
	Getenv  func(string) string
	Keyring func(service, name string) (string, error)
}

// System is the environment of this process and the user's keyring.
func System() Env { return Env{Getenv: os.Getenv, Keyring: keyring.Get} }

func (e Env) getenv(name string) string {
	if e.Getenv == nil {
		return ""
	}
	return e.Getenv(name)
}

// read returns what a secret stands for, or why it is not to be had: that names
// the variable, the file or the key, and never holds the secret.
func (e Env) read(s Secret, dir string) (string, providers.Reason) {
	scheme, rest := s.scheme()
	switch scheme {
	case "env":
		v := strings.TrimSpace(e.getenv(rest))
		if v == "" {
			return "", providers.Because("config.variable_not_set", "name", rest)
		}
		return v, providers.Reason{}
	case "file":
		return e.readFile(rest, dir)
	case "keyring":
		return e.readKeyring(rest)
	}
	return rest, providers.Reason{}
}

// largestSecret bounds what is read from a file that is not a secret at all.
const largestSecret = 64 << 10

// readFile takes paths from the directory of the configuration file, or from
// the home directory after ~/.
func (e Env) readFile(path, dir string) (string, providers.Reason) {
	path = expand(path, dir, e.getenv)
	info, err := os.Stat(path)
	if err != nil {
		return "", unread(path, err)
	}
	if why := readableByOthers(path, info); !why.IsZero() {
		return "", why
	}
	if !info.Mode().IsRegular() || info.Size() > largestSecret {
		return "", providers.Because("config.no_secret", "file", path)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return "", unread(path, err)
	}
	v := strings.TrimSpace(string(b))
	if v == "" {
		return "", providers.Because("config.empty_file", "file", path)
	}
	return v, providers.Reason{}
}

func unread(path string, err error) providers.Reason {
	if errors.Is(err, fs.ErrNotExist) {
		return providers.Because("config.no_file", "file", path)
	}
	return providers.Because("config.file_unread", "file", path, "said", err.Error())
}

func (e Env) readKeyring(rest string) (string, providers.Reason) {
	service, name, ok := strings.Cut(rest, "/")
	if !ok || service == "" || name == "" {
		return "", providers.Because("config.keyring_names_no_key", "written", rest)
	}
	if e.Keyring == nil {
		return "", providers.Because("config.no_keyring", "key", rest)
	}
	v, err := e.Keyring(service, name)
	if err != nil {
		return "", providers.Because("config.keyring_refuses", "key", rest, "said", err.Error())
	}
	if v == "" {
		return "", providers.Because("config.keyring_empty", "key", rest)
	}
	return v, providers.Reason{}
}

// readableByOthers says that others can read a secret, with the command that
// mends the file; nothing when only its owner can.
func readableByOthers(path string, info fs.FileInfo) providers.Reason {
	if files.Others(info) == 0 {
		return providers.Reason{}
	}
	return providers.Because("config.secret_open", "file", path, "shell", files.Shell(path))
}

func expand(path, dir string, getenv func(string) string) string {
	if rest, ok := strings.CutPrefix(path, "~/"); ok && getenv("HOME") != "" {
		return filepath.Join(getenv("HOME"), rest)
	}
	if path != "" && !filepath.IsAbs(path) {
		return filepath.Join(dir, path)
	}
	return path
}

// Resolve reads the secrets of one provider, once. It returns nil when the
// provider can be used, else an error of KindConfig that names what is missing
// and where; the other providers are not touched by it.
func (c *Config) Resolve(provider string) *providers.Error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if known, ok := c.resolved[provider]; ok {
		return known
	}
	c.resolved[provider] = c.resolve(provider)
	return c.resolved[provider]
}

func (c *Config) resolve(provider string) *providers.Error {
	s, ok := c.section(provider)
	switch {
	case !ok:
		return problem(provider, providers.Because("config.not_configured", "provider", provider, "file", c.path), nil)
	case s.account.BaseURL == "":
		return problem(provider, providers.Because("config.no_base_url", "provider", provider, "file", c.path), nil)
	}
	for _, k := range s.credentials {
		if k.secret.source == "" {
			return problem(provider, providers.Because("config.no_credential", "key", k.key, "provider", provider, "file", c.path), nil)
		}
		v, why := c.env.read(*k.secret, filepath.Dir(c.path))
		if !why.IsZero() {
			return problem(provider, providers.Because("config.credential", "key", k.key, "why", why), nil)
		}
		k.secret.value = v
	}
	return nil
}

// StoreDSN returns what [store] dsn stands for.
func (c *Config) StoreDSN() (string, error) {
	v, why := c.env.read(c.Store.DSN, filepath.Dir(c.path))
	if !why.IsZero() {
		return "", problem("", providers.Because("config.credential", "key", "[store] dsn", "why", why), nil)
	}
	return v, nil
}

func problem(provider string, why providers.Reason, err error) *providers.Error {
	return &providers.Error{Kind: providers.KindConfig, Outcome: providers.NotSent, Provider: provider, Why: why, Err: err}
}
