package wire

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"sync/atomic"
	"time"

	"simdesk/providers"
	"simdesk/providers/wire/loose"
)

// attempt is build, sign, send, read, classify: the only place that puts a
// request on the wire.
func (c *Client) attempt(ctx context.Context, r Request) (Response, error) {
	patience := cmp.Or(r.Timeout, c.o.Timeout)
	signIn, signedIn := context.WithTimeout(ctx, patience)
	defer signedIn()
	var connected atomic.Bool
	req, err := c.build(signIn, r)
	if err != nil {
		return Response{}, c.notSent(r, err)
	}
	// The provider's own time begins when the request leaves: a slow sign-in
	// must not make the outcome of a charge unknown.
	ctx, cancel := c.inTime(ctx, r, patience)
	defer cancel()
	req = traced(req.WithContext(ctx), &connected)
	started := c.o.Now()
	resp, err := c.send(req, r)
	c.logAttempt(ctx, r, req, resp, err, c.o.Now().Sub(started))
	if err != nil {
		if errors.Is(context.Cause(ctx), errTrickles) {
			err = errTrickles
		}
		return Response{}, c.lost(r, err, connected.Load())
	}
	if e := c.fault(r, resp); e != nil {
		return resp, e
	}
	return resp, nil
}

// inTime gives an attempt its time. A long list has more than its first rows may
// take, as long as it flows.
func (c *Client) inTime(ctx context.Context, r Request, patience time.Duration) (context.Context, context.CancelFunc) {
	if r.rows == nil {
		return context.WithTimeout(ctx, patience)
	}
	ctx, cancel := context.WithTimeout(ctx, max(patience, listTime))
	ctx, stop := context.WithCancelCause(ctx)
	came := new(atomic.Int64)
	r.rows.came = came
	// One that comes after the attempt has nothing left to stop.
	time.AfterFunc(patience, func() {
		if came.Load() < flowing {
			stop(errTrickles)
		}
	})
	return ctx, cancel
}

// traced notes when a connection is there: before that nothing can have left.
// Only the request itself is watched: signing in for it, which inherits the
// caller's context, has a connection of its own.
func traced(req *http.Request, connected *atomic.Bool) *http.Request {
	return req.WithContext(httptrace.WithClientTrace(req.Context(), &httptrace.ClientTrace{
		GotConn: func(httptrace.GotConnInfo) { connected.Store(true) },
	}))
}

func (c *Client) build(ctx context.Context, r Request) (*http.Request, error) {
	var body []byte
	if r.Body != nil {
		var err error
		if body, err = json.Marshal(r.Body); err != nil {
			return nil, err
		}
	}
	url := c.o.BaseURL + r.Path
	if len(r.Query) > 0 {
		url += "?" + r.Query.Encode()
	}
	req, err := http.NewRequestWithContext(ctx, cmp.Or(r.Method, http.MethodGet), url, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	c.setHeaders(req, r, body != nil)
	if r.Safety == Once {
		// net/http resends what it can rewind, and a cache answers what it kept of
		// another request: a write is neither.
		req.GetBody = nil
		req.Header.Set("Cache-Control", "no-store")
	}
	if c.o.Auth != nil && !r.Open {
		if err := c.o.Auth.Set(ctx, req); err != nil {
			return nil, fmt.Errorf("%w: %w", errSignIn, err)
		}
	}
	if r.Sign != nil {
		return req, r.Sign(req, c.Now())
	}
	return req, nil
}

func (c *Client) setHeaders(req *http.Request, r Request, hasBody bool) {
	req.Header.Set("Accept", "application/json")
	// net/http unpacks only what it asked for itself, and then hides how much
	// came: see unpacked.
	req.Header.Set("Accept-Encoding", "gzip")
	req.Header.Set("User-Agent", "simdesk")
	if hasBody {
		req.Header.Set("Content-Type", "application/json")
	}
	for k, v := range c.o.Header {
		req.Header.Set(k, v)
	}
	for k, v := range r.Header {
		req.Header.Set(k, v)
	}
}

// errSignIn marks what kept a request from being signed. The sign-in has tried
// again by itself: repeating it for each attempt would only open its breaker
// and hide why it failed.
var errSignIn = errors.New("sign-in")

func (c *Client) send(req *http.Request, r Request) (Response, error) {
	client := c.reads
	if r.Safety == Once {
		client = c.writes
	}
	res, err := client.Do(req)
	if err != nil {
		return Response{}, err
	}
	defer func() { _ = res.Body.Close() }()
	c.noteDate(res.Header)
	resp := Response{Op: r.Op, Safety: r.Safety, Status: res.StatusCode, Header: res.Header,
		RequestID: loose.Clean(res.Header.Get("X-Request-Id")), secrets: secretsOf(req, c.o.Secrets)}
	resp.Body, err = read(res, r, resp.OK())
	// A status without a whole body answers a read, never a success nor a write.
	if resp.OK() || r.Safety == Once {
		return resp, err
	}
	return resp, nil
}

// read returns the body, less the rows of a list, which are used as they come.
func read(res *http.Response, r Request, ok bool) ([]byte, error) {
	listed := r.rows != nil && ok
	body, err := unpacked(res, limitOf(r, listed))
	if err != nil {
		return nil, err
	}
	if listed {
		return r.rows.read(body)
	}
	return io.ReadAll(body)
}

func limitOf(r Request, listed bool) int64 {
	switch {
	case listed:
		return listLimit
	case r.Safety == Once:
		return writeLimit
	}
	return readLimit
}

func (c *Client) noteDate(h http.Header) {
	at, err := http.ParseTime(h.Get("Date"))
	if err != nil || fromCache(h) { // a cache keeps the date of another time
		return
	}
	skew := at.Sub(c.o.Now())
	// The header has whole seconds: less than two is no skew at all.
	if skew.Abs() < 2*time.Second {
		skew = 0
	}
	c.skew.Store(int64(skew))
	c.dated.Store(true)
}

// lost is a request without an answer: dead for sure only when there never
// was a connection to send it over.
func (c *Client) lost(r Request, err error, connected bool) *providers.Error {
	e := c.unavailable(err, c.lostWhy(err, connected))
	if !connected {
		e.Outcome = providers.NotSent
	}
	return c.settle(r.Safety, e)
}

// lostWhy is why there is no answer.
func (c *Client) lostWhy(err error, connected bool) providers.Reason {
	switch {
	case errors.Is(err, context.Canceled):
		return providers.Because("wire.stopped", "who", c.o.Title)
	case !connected:
		return c.unreached(err)
	case errors.Is(err, context.DeadlineExceeded):
		return providers.Because("wire.late", "who", c.o.Title)
	case errors.Is(err, loose.ErrTooLong):
		return providers.Because("wire.too_long", "who", c.o.Title)
	}
	return providers.Because("wire.broken", "who", c.o.Title)
}

// notSent is a request that could not even be built or signed.
func (c *Client) notSent(r Request, err error) *providers.Error {
	var e *providers.Error
	if errors.As(err, &e) {
		// Sign-in failed: this very request never left, whatever became of that one.
		copied := *e
		copied.Outcome, copied.Err = providers.NotSent, err
		if copied.Kind == providers.KindUnknownOutcome {
			copied.Kind = providers.KindUnavailable
		}
		return &copied
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		// Gave up while it waited for a sign-in.
		return c.lost(r, err, false)
	}
	return &providers.Error{Kind: providers.KindInternal, Outcome: providers.NotSent, Provider: c.o.Provider, Err: err,
		Why: providers.Because("wire.not_prepared", "who", c.o.Title, "why", err.Error())}
}
