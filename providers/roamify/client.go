// Package roamify sells eSIMs through Roamify's partner API.
//
// Our reference travels as referenceId, so an order whose answer was lost is
// found again by it. Source throughout: docs.getroamify.com, read 2026-11-22.
package roamify

import (
	"log/slog"
	"sync/atomic"
	"time"

	"simdesk/providers"
	"simdesk/providers/wire"
)

const (
	name  = "roamify"
	title = "Roamify"

	liveURL    = "https://api.getroamify.com"
	sandboxURL = "https://api-dev.getroamify.com"

	// currency is what Roamify prices in; packages carry no currency field.
	currency = "USD"
)

// The time-outs the documents ask for: generating a profile takes Roamify up
// to a minute and a half.
const (
	instantTimeout = 120 * time.Second
	applyTimeout   = 120 * time.Second
)

// Config is one account at Roamify. Only APIKey is required.
type Config struct {
	BaseURL string // "" takes the host of the environment
	APIKey  string
	Sandbox bool
	Timeout time.Duration // 0 leaves each operation the time-out of the documents

	// UsageUnit is the unit of usage figures: "KB", "MB" or "GB". "" finds it
	// out by comparing with the plan, since the documents contradict each other.
	UsageUnit string

	// Patience is how long Sell waits for the profile of an order that was
	// taken (default 90 s), Poll the pause between two looks (default 3 s).
	Patience time.Duration
	Poll     time.Duration

	Now  func() time.Time
	Log  *slog.Logger
	Wire func(*wire.Options) // last changes to the HTTP layer, for tests
}

// Client speaks to one account at Roamify.
type Client struct {
	providers.Identity
	c         Config
	w         *wire.Client
	noInstant atomic.Bool // instant orders turned out not to be served
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
)

// New returns a client; nothing is asked of Roamify yet.
func New(c Config) *Client {
	if c.BaseURL == "" {
		c.BaseURL = liveURL
		if c.Sandbox {
			c.BaseURL = sandboxURL
		}
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Patience == 0 {
		c.Patience = 90 * time.Second
	}
	if c.Poll == 0 {
		c.Poll = 3 * time.Second
	}
	return &Client{Identity: providers.Identify(name, title, c.Sandbox), c: c, w: wire.New(wire.Options{
		Provider: name, Title: title, BaseURL: c.BaseURL, Auth: wire.Bearer(c.APIKey),
		Explain: explain, Timeout: c.Timeout, Now: c.Now, Log: c.Log,
	}, c.Wire)}
}

// Missing explains the one thing that Roamify has no use for.
func (c *Client) Missing(capability providers.Capability) providers.Reason {
	if capability == providers.CanDetect {
		return providers.Because("roamify.only_esims")
	}
	return providers.Reason{}
}

// Skew is how far Roamify's clock is ahead of ours, once it has answered.
func (c *Client) Skew() (time.Duration, bool) { return c.w.Skew() }

// timeout is the operation's own unless the configuration names one.
func (c *Client) timeout(own time.Duration) time.Duration {
	if c.c.Timeout > 0 {
		return c.c.Timeout
	}
	return own
}

// refuse is an error for something that was not sent.
func refuse(kind providers.ErrorKind, why providers.Reason) *providers.Error {
	return &providers.Error{Kind: kind, Outcome: providers.NotSent, Provider: name, Why: why}
}
