// Package roamify sells eSIMs through Roamify's partner API.
//
// Our reference travels as referenceId, so an order whose answer was lost is
// found again by it. Source throughout: docs.getroamify.com, read 2026-11-22.
package roamify

import (
	"cmp"
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

// patience is what operations may take that have a profile generated, which takes
// Roamify up to a minute and a half.
var patience = map[string]time.Duration{opInstant: 120 * time.Second, opApply: 120 * time.Second}

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
	host := liveURL
	if c.Sandbox {
		host = sandboxURL
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	c.BaseURL = cmp.Or(c.BaseURL, host)
	c.Patience, c.Poll = cmp.Or(c.Patience, 90*time.Second), cmp.Or(c.Poll, 3*time.Second)
	identity := providers.Identify(name, title, c.Sandbox).Lacking(providers.CanDetect, "roamify.only_esims")
	return &Client{Identity: identity, c: c, w: wire.New(wire.Options{
		Provider: name, Title: title, BaseURL: c.BaseURL, Auth: wire.Bearer(c.APIKey),
		Explain: explain, Timeout: c.Timeout, Now: c.Now, Log: c.Log,
	}, c.Wire)}
}

// Skew is how far Roamify's clock is ahead of ours, once it has answered.
func (c *Client) Skew() (time.Duration, bool) { return c.w.Skew() }
