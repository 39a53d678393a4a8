// Package wire is the HTTP layer that every client shares; it knows no
// provider. One attempt builds, signs, sends, reads at most a limit and says
// what happened. Reads are retried; a request that spends is sent once.
package wire

import (
	"cmp"
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"simdesk/providers"
	"simdesk/providers/wire/loose"
)

// Safety says whether a request may be repeated.
type Safety int

const (
	// Read changes nothing at the provider: it is retried.
	Read Safety = iota
	// Once may spend money: it is sent once, whatever happens.
	Once
)

// Request is one call as a client describes it.
type Request struct {
	Op      string // what it is for, in logs: "balance", "sell"
	Method  string // GET unless set
	Path    string // appended to the base URL, already escaped
	Query   url.Values
	Body    any // sent as JSON unless nil
	Header  map[string]string
	Timeout time.Duration // 0 takes Options.Timeout
	Safety  Safety
	// Sign adds what must be made anew at each attempt. now is corrected by
	// the provider's own clock where that is known.
	Sign func(r *http.Request, now time.Time) error
	// Open sends no credentials: the sign-in call itself.
	Open bool

	rows *rows // of the answer, see Rows
}

// Response is an answer that Options.Explain found no fault with.
type Response struct {
	Op        string
	Safety    Safety
	Status    int
	Header    http.Header
	Body      []byte
	RequestID string

	secrets secrets // what it was asked with, to blank where it is echoed
}

// OK reports whether the status is a success; the body may say otherwise.
func (r Response) OK() bool { return r.Status >= 200 && r.Status < 300 }

// Options configure a Client. Only Provider, Title and BaseURL are required.
type Options struct {
	Provider string // "roamify"
	Title    string // "Roamify"
	BaseURL  string
	Header   map[string]string // sent with every request
	Auth     Auth
	// Explain finds the fault in an answer of any status, nil when there is
	// none or the status says it all. Empty fields are filled from the status,
	// but for the Outcome of a request that spends: it is Unknown unless Explain
	// recognised the provider's own documented refusal, whole and with the status
	// that belongs to it, and set Refused, or NotSent where that proves that
	// nothing ran. Duplicate and KindUnknownOutcome make it Unknown again.
	Explain func(Response) *providers.Error

	Timeout   time.Duration // of one attempt, default 30 s
	Secrets   []string      // of the account: no answer that repeats one brings it to a screen or a log
	Attempts  int           // of a read, default 3
	Backoff   time.Duration // first pause between attempts, default 300 ms
	Rest      time.Duration // how long the circuit breaker stays open, default 10 s
	Transport http.RoundTripper
	Now       func() time.Time
	Log       *slog.Logger
}

// Client speaks HTTP to one account at one provider.
type Client struct {
	o      Options
	reads  *http.Client
	writes *http.Client
	retry  sync.Map     // failsafe.Executor[Response] by operation, see retryFor
	skew   atomic.Int64 // provider's clock less ours, in nanoseconds
	dated  atomic.Bool
}

// New returns a client with the defaults of Options filled in. The changes have
// the last word on the options, for tests; nil ones are skipped.
func New(o Options, changes ...func(*Options)) *Client {
	for _, change := range changes {
		if change != nil {
			change(&o)
		}
	}
	o.BaseURL = strings.TrimRight(o.BaseURL, "/")
	o.Timeout = cmp.Or(o.Timeout, 30*time.Second)
	o.Attempts = cmp.Or(o.Attempts, 3)
	o.Backoff = cmp.Or(o.Backoff, 300*time.Millisecond)
	o.Rest = cmp.Or(o.Rest, 10*time.Second)
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	c := &Client{o: o}
	c.reads = &http.Client{Transport: transport(o.Transport, Read), CheckRedirect: stay}
	c.writes = &http.Client{Transport: transport(o.Transport, Once), CheckRedirect: stay}
	return c
}

// Do sends the request and returns an answer without fault, or *Error.
// For Safety Once the error's Outcome says whether it may have happened.
func (c *Client) Do(ctx context.Context, r Request) (Response, error) {
	if r.Safety == Once {
		return c.withRenewal(ctx, r)
	}
	patience := cmp.Or(r.Timeout, c.o.Timeout)
	end := time.Now().Add(patience + retryTime)
	until := end
	if r.rows != nil {
		until = time.Now().Add(max(patience+retryTime, listTime))
	}
	whole, cancel := context.WithDeadline(ctx, until)
	defer cancel()
	resp, err := c.retryFor(r.Op).WithContext(whole).Get(func() (Response, error) {
		resp, err := c.withRenewal(whole, r)
		return resp, lastTry(end, patience, err)
	})
	if err != nil {
		return Response{}, c.readError(ctx, r, err)
	}
	return resp, nil
}

// Get reads path and decodes the answer into v.
func (c *Client) Get(ctx context.Context, op, path string, query url.Values, v any) error {
	resp, err := c.Do(ctx, Request{Op: op, Path: path, Query: query})
	if err != nil {
		return err
	}
	return c.Decode(resp, v)
}

// Decode reads an answer's JSON into v and cleans every string in it. JSON
// that does not fit is KindUnavailable, for a spending request KindUnknownOutcome.
func (c *Client) Decode(r Response, v any) error {
	if err := loose.Decode(r.Body, v); err != nil {
		return c.Unreadable(r, err)
	}
	return nil
}

// Unreadable is the error for an answer that makes no sense.
func (c *Client) Unreadable(r Response, cause error) *providers.Error {
	e := c.unavailable(cause, providers.Because("wire.unreadable", "who", c.o.Title))
	e.RequestID, e.Detail = r.RequestID, r.snippet()
	return c.settle(r.Safety, e)
}

func (c *Client) unavailable(cause error, why providers.Reason) *providers.Error {
	return &providers.Error{Kind: providers.KindUnavailable, Provider: c.o.Provider, Err: cause, Why: why}
}

// Now is the time by the provider's clock, as far as it is known.
func (c *Client) Now() time.Time { return c.o.Now().Add(time.Duration(c.skew.Load())) }

// Skew is how far the provider's clock is ahead of ours; ok is false before
// the first answer that carried a Date.
func (c *Client) Skew() (ahead time.Duration, ok bool) {
	return time.Duration(c.skew.Load()), c.dated.Load()
}

// withRenewal makes one attempt and, where a 401 proves that the request did
// not run and credentials can be renewed, exactly one more. Of a read any 401
// will do; a write is sent again only where Explain recognised the provider's
// own and said NotSent. A sign-in that was refused has no answer of the provider
// and is not repeated.
func (c *Client) withRenewal(ctx context.Context, r Request) (Response, error) {
	resp, err := c.attempt(ctx, r)
	if resp.Status != http.StatusUnauthorized || r.Open || c.o.Auth == nil {
		return resp, err
	}
	if r.Safety == Once && providers.AsError(err).Outcome != providers.NotSent {
		return resp, err
	}
	if !c.o.Auth.Renew(resp.secrets.authorization) {
		return resp, err
	}
	return c.attempt(ctx, r)
}
