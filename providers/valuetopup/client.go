// Package valuetopup speaks to Value Topup (Prepay Nation) REST API v1: eSIMs,
// airtime, PINs, gift cards, bills and SIM cards from one wallet.
package valuetopup

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"simdesk/providers"
	"simdesk/providers/wire"
)

// What people and machines call this provider.
const (
	name  = "valuetopup"
	title = "Value Topup"
)

// Config is one account. New fills in what has a default.
type Config struct {
	BaseURL  string // "https://sandbox.valuetopup.com"; /api/v1/… is appended
	Username string
	Password string
	Sandbox  bool
	Timeout  time.Duration // of a read; a sale waits at least saleTimeout

	Currency     string // of the wallet, which no answer names; default USD
	BalanceTerms string // TermsPrepaid, TermsCredit or TermsPlain; default TermsPrepaid

	Now  func() time.Time
	Log  *slog.Logger
	Wire func(*wire.Options) // changes the HTTP layer, for tests
}

// saleTimeout is a little more than the two minutes after which Value Topup
// itself gives up.
const saleTimeout = 130 * time.Second

// Client is one account at Value Topup.
type Client struct {
	providers.Identity
	c    Config
	wire *wire.Client

	// described holds the texts of /catalog/errors by code once they are read.
	described atomic.Pointer[map[string]string]
}

var (
	_ providers.Provider         = (*Client)(nil)
	_ providers.Limits           = (*Client)(nil)
	_ providers.Balancer         = (*Client)(nil)
	_ providers.Cataloger        = (*Client)(nil)
	_ providers.Seller           = (*Client)(nil)
	_ providers.ESIMReader       = (*Client)(nil)
	_ providers.Tracker          = (*Client)(nil)
	_ providers.OperatorDetector = (*Client)(nil)
)

// New returns a client. It sends nothing.
func New(c Config) *Client {
	c.Currency = cmp.Or(strings.ToUpper(strings.TrimSpace(c.Currency)), "USD")
	if c.Now == nil {
		c.Now = time.Now
	}
	client := &Client{Identity: providers.Identify(name, title, c.Sandbox).Lacking(providers.CanTopUp, "valuetopup.no_top_up"), c: c}
	client.wire = wire.New(wire.Options{
		Provider: name, Title: title, BaseURL: c.BaseURL, Timeout: c.Timeout,
		Auth:    wire.Basic(c.Username, c.Password),
		Explain: client.explain, Now: c.Now, Log: c.Log,
	}, c.Wire)
	return client
}

// Skew is how far Value Topup's clock is ahead of ours; ok is false before it
// has told the time.
func (c *Client) Skew() (ahead time.Duration, ok bool) { return c.wire.Skew() }

// read asks for path and decodes what a successful answer carries into v. Its
// errors are still the bare ones of explain: see readError.
func (c *Client) read(ctx context.Context, op, path string, query url.Values, v any) error {
	resp, err := c.wire.Do(ctx, wire.Request{Op: op, Path: apiV1 + path, Query: query})
	if err != nil {
		return err
	}
	env, err := openEnvelope(resp.Body)
	if err == nil {
		err = env.decode(v)
	}
	if err != nil {
		return c.wire.Unreadable(resp, err)
	}
	return nil
}

// invalid is a request that is refused here, before anything is sent.
func invalid(key string, args ...any) *providers.Error {
	return providers.Unsent(name, providers.KindInvalid, providers.Because(key, args...))
}

// readError gives the error of a read its last form. A code of Value Topup's
// that refuses a sale only fails a read; a 404 without a code is no answer
// about the thing asked for but an address that is not there. Neither is
// called unavailable any earlier, because that is retried and opens the
// circuit breaker.
func readError(err error) error {
	if !providers.IsKind(err, providers.KindDeclined) && !errors.Is(err, errGone) {
		return err
	}
	copied := *providers.AsError(err)
	copied.Kind = providers.KindUnavailable
	return &copied
}

// asAnswer returns err as an error that carries one of Value Topup's own
// codes: it answered, and this is what it said.
func asAnswer(err error) (*providers.Error, bool) {
	var e *providers.Error
	ok := errors.As(err, &e) && e.Code != ""
	return e, ok
}
