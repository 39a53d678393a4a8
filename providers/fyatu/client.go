// Package fyatu sells eSIMs through Fyatu's business API, version 3.
//
// No reference of ours travels with a purchase, so an order whose answer was
// lost is settled by evidence: see Baseline and Track. Fyatu announced that it
// would remove its eSIM API on 2026-05-30; an endpoint that it calls gone says so.
// Source throughout: docs.fyatu.com, read 2026-11-22.
package fyatu

import (
	"cmp"
	"log/slog"
	"time"

	"simdesk/providers"
	"simdesk/providers/wire"
)

const (
	name    = "fyatu"
	title   = "Fyatu"
	liveURL = "https://api.fyatu.com/api/v3"

	// currency is what Fyatu's wallet holds where an answer names none.
	currency = "USD"
)

// spendTimeout is ours: the documents give none, and a purchase passes through
// another provider.
const spendTimeout = 60 * time.Second

// Config is one account at Fyatu. AppID and SecretKey are required; they
// belong to an Issuing App, the only kind that may sell eSIMs.
type Config struct {
	BaseURL   string // "" is the live API; there is no sandbox
	AppID     string
	SecretKey string
	Sandbox   bool          // sets the banner only
	Timeout   time.Duration // 0 leaves each operation its own

	Now  func() time.Time
	Log  *slog.Logger
	Wire func(*wire.Options) // last changes to the HTTP layer, for tests
}

// Client speaks to one account at Fyatu.
type Client struct {
	providers.Identity
	c     Config
	w     *wire.Client
	round *round // what is read once for many orders, nil outside of a round
}

var (
	_ providers.Provider   = (*Client)(nil)
	_ providers.Limits     = (*Client)(nil)
	_ providers.Balancer   = (*Client)(nil)
	_ providers.Cataloger  = (*Client)(nil)
	_ providers.Seller     = (*Client)(nil)
	_ providers.ESIMReader = (*Client)(nil)
	_ providers.TopUpper   = (*Client)(nil)
	_ providers.Tracker    = (*Client)(nil)
	_ providers.Baseliner  = (*Client)(nil)
	_ providers.Rounder    = (*Client)(nil)
)

// New returns a client; nothing is asked of Fyatu yet.
func New(c Config) *Client {
	c.BaseURL = cmp.Or(c.BaseURL, liveURL)
	if c.Now == nil {
		c.Now = time.Now
	}
	client := &Client{Identity: providers.Identify(name, title, c.Sandbox).Unreferenced().Lacking(providers.CanDetect, "fyatu.only_esims"), c: c}
	client.w = wire.New(wire.Options{
		Provider: name, Title: title, BaseURL: c.BaseURL, Auth: wire.NewTokens(c.Now, client.signIn),
		Secrets: []string{c.SecretKey}, Explain: explain, Timeout: c.Timeout, Now: c.Now, Log: c.Log,
	}, c.Wire)
	return client
}

// Skew is how far Fyatu's clock is ahead of ours, once it has answered.
func (c *Client) Skew() (time.Duration, bool) { return c.w.Skew() }
