// Package reloadly sells airtime, data and PIN top-ups for phone numbers
// through Reloadly's airtime API. One client holds one token and one wallet.
package reloadly

import (
	"cmp"
	"context"
	"log/slog"
	"time"

	"simdesk/providers"
	"simdesk/providers/wire"
)

const (
	name  = "reloadly"
	title = "Reloadly"

	liveURL    = "https://topups.reloadly.com"
	sandboxURL = "https://topups-sandbox.reloadly.com"
	authURL    = "https://auth.reloadly.com"

	accept = "application/com.reloadly.topups-v1+json"
)

// sellTimeout is how long a top-up may take to answer. A failing operator has
// held the call for 52 seconds and Reloadly's own SDK waits 180.
const sellTimeout = 120 * time.Second

// signInTimeout bounds one attempt to sign in, so that a slow sign-in leaves
// a sale most of its own time.
const signInTimeout = 15 * time.Second

// Config is one Reloadly account.
type Config struct {
	BaseURL      string // "" takes the environment's
	AuthURL      string // "" takes Reloadly's; /oauth/token is appended
	Audience     string // "" takes the environment's public base URL
	ClientID     string
	ClientSecret string
	Countries    []string // ISO alpha-2, whose operators the catalogue holds; empty means all
	Sandbox      bool
	Timeout      time.Duration // of one read; a sale never waits less than its own time-out
	Now          func() time.Time
	Log          *slog.Logger
	Wire         func(*wire.Options) // changes the HTTP layer, for tests
}

// Client is one account at Reloadly.
type Client struct {
	providers.Identity
	http      *wire.Client
	auth      *wire.Client
	login     credentials
	countries []string
	patience  time.Duration // of a sale
	now       func() time.Time
	log       *slog.Logger
}

var (
	_ providers.Provider         = (*Client)(nil)
	_ providers.Limits           = (*Client)(nil)
	_ providers.Balancer         = (*Client)(nil)
	_ providers.Cataloger        = (*Client)(nil)
	_ providers.Seller           = (*Client)(nil)
	_ providers.Tracker          = (*Client)(nil)
	_ providers.OperatorDetector = (*Client)(nil)
)

// New returns a client without asking Reloadly for anything.
func New(c Config) *Client {
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	public := liveURL
	if c.Sandbox {
		public = sandboxURL
	}
	r := &Client{
		Identity: providers.Identify(name, title, c.Sandbox).Lacking(providers.CanReadESIM, "reloadly.no_esims").
			Lacking(providers.CanTopUp, "reloadly.no_top_up"),
		login:     credentials{c.ClientID, c.ClientSecret, "client_credentials", cmp.Or(c.Audience, public)},
		countries: c.Countries,
		patience:  max(sellTimeout, c.Timeout),
		now:       c.Now,
		log:       c.Log,
	}
	r.auth = newWire(c, wire.Options{
		BaseURL: cmp.Or(c.AuthURL, authURL), Explain: explainSignIn, Timeout: signInTimeout, Attempts: 2,
	})
	r.http = newWire(c, wire.Options{
		BaseURL: cmp.Or(c.BaseURL, public), Explain: explain, Timeout: c.Timeout,
		Header: map[string]string{"Accept": accept}, Auth: wire.NewTokens(c.Now, r.signIn),
	})
	return r
}

func newWire(c Config, o wire.Options) *wire.Client {
	o.Provider, o.Title, o.Secrets, o.Now, o.Log = name, title, []string{c.ClientSecret}, c.Now, c.Log
	return wire.New(o, c.Wire)
}

// Skew is how far the clock of Reloadly's API is ahead of ours; ok is false
// before it has told the time.
func (c *Client) Skew() (ahead time.Duration, ok bool) { return c.http.Skew() }

// ask sends a request to the airtime API and reads its answer.
func ask[T any](ctx context.Context, c *Client, r wire.Request) (v T, resp wire.Response, err error) {
	if resp, err = c.http.Do(ctx, r); err == nil {
		err = c.http.Decode(resp, &v)
	}
	return v, resp, err
}

// invalid is what is refused here, before anything is sent.
func invalid(key string, args ...any) *providers.Error {
	return providers.Unsent(name, providers.KindInvalid, providers.Because(key, args...))
}
