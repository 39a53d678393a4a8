// Package giftapi is the client for the Partner S2S API of GiftAPI
// (docs.giftapi.ru), which sells vouchers, recharges and eSIMs.
//
// The document gives neither the base URL nor most paths nor the shape of an
// error: the first two are configuration, the last is read tolerantly.
package giftapi

import (
	"cmp"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"simdesk/providers"
	"simdesk/providers/wire"
)

// Name is the provider's key in configuration, JSON and the ledger.
const Name = "giftapi"

const title = "GiftAPI"

// spendTimeout is how long an order may take when the configuration gives no
// time-out: the document names none.
const spendTimeout = 60 * time.Second

// Config is one account. BaseURL, Token and Secret come from the provider.
type Config struct {
	BaseURL string
	Token   string `json:"-"` // bearer token of every request
	Secret  string `json:"-"` // partner secret: signs orders, is not the token
	Locale  string // "en" unless set
	Paths   Paths  // empty ones take the usual
	Sandbox bool
	Timeout time.Duration // of one request; 0: 30 s, 60 s for one that spends
	Now     func() time.Time
	Log     *slog.Logger
	Wire    func(*wire.Options) // last word on the HTTP layer, for tests
}

// String leaves the token and the secret out, so that no log can hold them.
func (c Config) String() string {
	return fmt.Sprintf("giftapi.Config{BaseURL:%q Locale:%q Sandbox:%t Token:•••• Secret:••••}", c.BaseURL, c.Locale, c.Sandbox)
}

// GoString hides the same from %#v.
func (c Config) GoString() string { return c.String() }

// Paths are appended to the base URL. {iccid} stands for the eSIM's number.
type Paths struct {
	Profile        string // with BalanceHistory and Categories: for services
	Balance        string
	BalanceHistory string
	Products       string // a product's own page is this with its id behind it
	Pricelist      string
	Categories     string
	Orders         string // an order's own page is this with its id behind it
	ESIMStatus     string
	ESIMTopUp      string
}

// filled has the paths of contracts.md section 3 where there are none. Only the
// eSIM status and /orders are named in the document.
func (p Paths) filled() Paths {
	for _, f := range []struct {
		path     *string
		standard string
	}{
		{&p.Profile, "/me"}, {&p.Balance, "/balance"}, {&p.BalanceHistory, "/balance/history"},
		{&p.Products, "/catalog/products"}, {&p.Pricelist, "/catalog/pricelist"}, {&p.Categories, "/catalog/categories"},
		{&p.Orders, "/orders"}, {&p.ESIMStatus, "/services/esim/{iccid}/status"}, {&p.ESIMTopUp, "/services/esim/{iccid}/topup"},
	} {
		*f.path = "/" + strings.Trim(cmp.Or(*f.path, f.standard), "/")
	}
	return p
}

func withICCID(path, iccid string) string {
	return strings.ReplaceAll(path, "{iccid}", url.PathEscape(iccid))
}

func withID(path, id string) string { return path + "/" + url.PathEscape(id) }

// Client speaks to one account. It keeps no credential in a field that a
// formatting verb could print.
type Client struct {
	providers.Identity
	wire   *wire.Client
	sign   signer
	paths  Paths
	locale string
	spend  time.Duration
	now    func() time.Time
}

var (
	_ providers.Provider   = (*Client)(nil)
	_ providers.Limits     = (*Client)(nil)
	_ providers.Balancer   = (*Client)(nil)
	_ providers.Cataloger  = (*Client)(nil)
	_ providers.Seller     = (*Client)(nil)
	_ providers.TopUpper   = (*Client)(nil)
	_ providers.ESIMReader = (*Client)(nil)
	_ providers.Tracker    = (*Client)(nil)
)

// New returns a client; it sends nothing.
func New(c Config) *Client {
	if c.Now == nil {
		c.Now = time.Now
	}
	return &Client{
		Identity: providers.Identify(Name, title, c.Sandbox).Lacking(providers.CanDetect, "giftapi.no_detection"),
		wire: wire.New(wire.Options{
			Provider: Name, Title: title, BaseURL: c.BaseURL, Auth: wire.Bearer(c.Token),
			Secrets: []string{c.Secret}, Explain: explain, Timeout: c.Timeout, Now: c.Now, Log: c.Log,
		}, c.Wire),
		sign: newSigner(c.Secret), paths: c.Paths.filled(), locale: cmp.Or(c.Locale, "en"),
		spend: cmp.Or(c.Timeout, spendTimeout), now: c.Now,
	}
}

// Skew is how far the provider's clock is ahead of ours; ok is false before
// the first answer. A signature dies at five minutes.
func (c *Client) Skew() (ahead time.Duration, ok bool) { return c.wire.Skew() }

// spending is a request that is sent once and signed over subject and
// reference at the moment it is built.
func (c *Client) spending(op, path string, body any, subject, reference string) wire.Request {
	return wire.Request{
		Op: op, Method: http.MethodPost, Path: path, Body: body, Timeout: c.spend,
		Safety: wire.Once, Sign: c.sign(subject, reference),
	}
}
