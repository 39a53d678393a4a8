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

// Format hides the secret from every verb, %d and %x too.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, s.String()) }

// GoString hides the secret from %#v.
func (s Secret) GoString() string { return fmt.Sprintf("config.Secret{%q}", s.String()) }

// MarshalText hides the secret from encoders.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// Reveal returns the secret itself; "" before Config.Resolve.
func (s Secret) Reveal() string { return s.value }

// Given reports whether the file holds anything for it.
func (s Secret) Given() bool { return s.source != "" }

// refers reports whether the file only says where the secret is.
func (s Secret) refers() bool {
	scheme, _ := s.scheme()
	return scheme != ""
}

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

// read returns what a secret stands for. Its error is a sentence that names
// the variable, the file or the key, and never holds the secret.
func (e Env) read(s Secret, dir string) (string, error) {
	scheme, rest := s.scheme()
	switch scheme {
	case "env":
		v := strings.TrimSpace(e.getenv(rest))
		if v == "" {
			return "", fmt.Errorf("the environment variable %s is not set: set it, or write the key another way", orNothing(rest))
		}
		return v, nil
	case "file":
		return e.readFile(rest, dir)
	case "keyring":
		return e.readKeyring(rest)
	}
	return rest, nil
}

func orNothing(s string) string {
	if s == "" {
		return `"" (no name is given)`
	}
	return s
}

// largestSecret bounds what is read from a file that is not a secret at all.
const largestSecret = 64 << 10

// readFile takes paths from the directory of the configuration file, or from
// the home directory after ~/.
func (e Env) readFile(path, dir string) (string, error) {
	path = expand(path, dir, e.getenv)
	info, err := os.Stat(path)
	if err != nil {
		return "", fileProblem(path, err)
	}
	if open := readableByOthers(path, info); open != "" {
		return "", errors.New(open)
	}
	if !info.Mode().IsRegular() || info.Size() > largestSecret {
		return "", fmt.Errorf("%s does not hold a secret: it must be a small text file", path)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return "", fileProblem(path, err)
	}
	v := strings.TrimSpace(string(b))
	if v == "" {
		return "", fmt.Errorf("the file %s is empty: write the secret into it", path)
	}
	return v, nil
}

func fileProblem(path string, err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("the file %s does not exist: create it, or name another", path)
	}
	return fmt.Errorf("the file %s can't be read: %w", path, err)
}

func (e Env) readKeyring(rest string) (string, error) {
	service, name, ok := strings.Cut(rest, "/")
	if !ok || service == "" || name == "" {
		return "", fmt.Errorf("keyring:%s names no key: write keyring:SERVICE/NAME", rest)
	}
	if e.Keyring == nil {
		return "", fmt.Errorf("there is no keyring to read %s/%s from", service, name)
	}
	v, err := e.Keyring(service, name)
	if err != nil {
		return "", fmt.Errorf("the keyring does not give %s/%s: %w", service, name, err)
	}
	if v == "" {
		return "", fmt.Errorf("the keyring's %s/%s is empty", service, name)
	}
	return v, nil
}

// readableByOthers returns the sentence with the command that mends the file,
// "" when only its owner can read it.
func readableByOthers(path string, info fs.FileInfo) string {
	if files.Others(info) == 0 {
		return ""
	}
	return fmt.Sprintf("%s holds a secret and others can read it: run chmod 600 %s", path, files.Shell(path))
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
	for _, s := range c.sections() {
		if s.name != provider {
			continue
		}
		if s.account.BaseURL == "" {
			return c.unusable(provider, "base_url is missing: the provider hands it out with the credentials; set it")
		}
		for _, k := range s.credentials {
			if !k.secret.Given() {
				return c.unusable(provider, k.key+" is missing: set it")
			}
			v, err := c.env.read(*k.secret, filepath.Dir(c.path))
			if err != nil {
				return problem(provider, k.key+": "+err.Error()+".", err)
			}
			k.secret.value = v
		}
		return nil
	}
	return c.unusable(provider, "it is not configured: add its section")
}

func (c *Config) unusable(provider, why string) *providers.Error {
	return problem(provider, fmt.Sprintf("%s under [providers.%s] in %s.", why, provider, c.path), nil)
}

// StoreDSN returns what [store] dsn stands for.
func (c *Config) StoreDSN() (string, error) {
	v, err := c.env.read(c.Store.DSN, filepath.Dir(c.path))
	if err != nil {
		return "", problem("", "[store] dsn: "+err.Error()+".", err)
	}
	return v, nil
}

func problem(provider, message string, err error) *providers.Error {
	return &providers.Error{
		Kind: providers.KindConfig, Outcome: providers.NotSent, Provider: provider, Message: message, Err: err,
	}
}
