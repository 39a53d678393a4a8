package wire

import (
	"cmp"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"

	"simdesk/providers"
	"simdesk/providers/wire/loose"
)

// fault returns what is wrong with an answer, nil when nothing is.
func (c *Client) fault(r Request, resp Response) *providers.Error {
	if r.Safety == Once && fromCache(resp.Header) {
		return &providers.Error{Kind: providers.KindUnknownOutcome, Provider: c.o.Provider, Detail: resp.snippet(),
			RequestID: resp.secrets.blank(resp.RequestID), Why: providers.Because("wire.from_cache", "who", c.o.Title)}
	}
	if resp.Status == http.StatusProxyAuthRequired {
		// Only a proxy says this, and what it passed on before nobody knows.
		return c.settle(r.Safety, &providers.Error{Kind: providers.KindUnavailable, Provider: c.o.Provider, Detail: resp.snippet(),
			Why: c.proxyWhy(&proxyError{status: resp.Status})})
	}
	var e *providers.Error
	if c.o.Explain != nil {
		shown := resp
		shown.Body = resp.secrets.blankBody(resp.Body)
		e = c.o.Explain(shown)
	}
	if e == nil && resp.OK() {
		return nil
	}
	if e == nil {
		e = &providers.Error{Detail: resp.snippet()}
	}
	resp.secrets.blankError(e)
	e.Provider = c.o.Provider
	e.RequestID = cmp.Or(e.RequestID, resp.secrets.blank(resp.RequestID))
	e.Kind = cmp.Or(e.Kind, kindOf(resp.Status))
	e.RetryAfter = cmp.Or(e.RetryAfter, retryAfter(resp.Header, c.Now()))
	if e.Why.IsZero() {
		e.Why = c.plainWhy(e.Kind, resp)
	}
	if r.Safety == Read && e.Outcome == providers.Unknown && !e.Duplicate && e.Kind != providers.KindUnknownOutcome {
		e.Outcome = outcomeOf(resp.Status)
	}
	return c.settle(r.Safety, e)
}

// fromCache reports whether an answer has an age, which only a cache gives it
// (RFC 9111, 5.1). At 0 it came straight through, and what is no number says nothing.
func fromCache(h http.Header) bool {
	age, _, _ := strings.Cut(h.Get("Age"), ",")
	seconds, _ := strconv.ParseInt(strings.TrimSpace(age), 10, 64) // out of range is the largest there is
	return seconds > 0
}

// settle gives a spending request whose fate is open the kind that says so.
// Only what Explain proved closes it: a status can be anybody's on the way.
func (c *Client) settle(s Safety, e *providers.Error) *providers.Error {
	if s != Once {
		return e
	}
	if e.Duplicate || e.Kind == providers.KindUnknownOutcome {
		e.Outcome = providers.Unknown
	}
	if e.Outcome == providers.Unknown {
		switch {
		case e.Duplicate:
			e.Why = providers.Because("wire.seen_before", "who", c.o.Title)
		case e.Kind != providers.KindUnknownOutcome: // what is there is a refusal's
			e.Why = providers.Because("wire.not_said", "who", c.o.Title)
		}
		e.Kind = providers.KindUnknownOutcome
	}
	return e
}

// Refuses reports whether the status is one that a provider refuses with. The
// other errors can come from a proxy that gave up while the provider works.
func (r Response) Refuses() bool { return outcomeOf(r.Status) != providers.Unknown }

// Holds reports whether the answer is one whole JSON object with each of these
// keys, as a document prints them; a key with a "?" behind it may be missing.
// With a last key "…" there may be others, else none.
func (r Response) Holds(keys ...string) bool {
	var have map[string]json.RawMessage
	if loose.Unmarshal(r.Body, &have) != nil || have == nil {
		return false
	}
	others := false
	for _, key := range keys {
		name, optional := strings.CutSuffix(key, "?")
		if others = key == "…"; others {
			break
		}
		if _, ok := have[name]; !ok && !optional {
			return false
		}
		delete(have, name)
	}
	return others || len(have) == 0
}

// outcomeOf reads "did it happen?" off a status alone, which is enough for a
// read: whether asking again makes sense. 408 and 5xx can come from a proxy
// while the provider is still working, so they prove nothing; so do redirects.
func outcomeOf(status int) providers.Outcome {
	switch {
	case status == http.StatusUnauthorized:
		return providers.NotSent
	case status == http.StatusRequestTimeout, status == http.StatusTooEarly, status == 499:
		return providers.Unknown
	case status >= 400 && status < 500:
		return providers.Refused
	}
	return providers.Unknown
}

func kindOf(status int) providers.ErrorKind {
	switch status {
	case http.StatusUnauthorized, http.StatusForbidden:
		return providers.KindUnauthorized
	case http.StatusPaymentRequired, http.StatusConflict:
		return providers.KindDeclined
	case http.StatusNotFound:
		return providers.KindNotFound
	case http.StatusTooManyRequests:
		return providers.KindThrottled
	}
	if outcomeOf(status) == providers.Refused {
		return providers.KindInvalid
	}
	// Down, or a proxy that gave up waiting: nobody looked at the request.
	return providers.KindUnavailable
}

// plainWhys are what a kind says where the client has nothing of its own.
var plainWhys = map[providers.ErrorKind]string{
	providers.KindUnknownOutcome: "wire.not_said",
	providers.KindUnauthorized:   "wire.unauthorized",
	providers.KindThrottled:      "wire.throttled",
	providers.KindNotFound:       "wire.not_found",
	providers.KindDeclined:       "wire.declined",
	providers.KindInvalid:        "wire.invalid",
}

func (c *Client) plainWhy(k providers.ErrorKind, resp Response) providers.Reason {
	if key, ok := plainWhys[k]; ok {
		return providers.Because(key, "who", c.o.Title)
	}
	return providers.Because("wire.not_available", "who", c.o.Title, "status", resp.Status)
}

// maxRetryAfter bounds what a header may make a person wait.
const maxRetryAfter = 24 * time.Hour

// retryAfter reads both documented forms of the header; now is by the
// provider's clock, which wrote the date.
func retryAfter(h http.Header, now time.Time) time.Duration {
	v := h.Get("Retry-After")
	if at, err := http.ParseTime(v); err == nil {
		return min(max(at.Sub(now), 0), maxRetryAfter)
	}
	// What is no number parses as 0, what is out of range as the largest there is.
	seconds, _ := strconv.ParseInt(v, 10, 64)
	most := int64(maxRetryAfter / time.Second)
	return time.Duration(min(max(seconds, 0), most)) * time.Second
}
