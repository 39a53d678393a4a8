package reloadly

import (
	"context"
	"io"
	"net/http"
	"net/http/httptrace"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"simdesk/providers"
	"simdesk/providers/wire"
)

// What leaves a sale's fate open, and what does not. Each sends one charging
// request; a second one would find no call to answer and fail the stub.
func TestSellFaults(t *testing.T) {
	t.Parallel()
	open := verdict{Kind: providers.KindUnknownOutcome}
	html := "<html><body>nginx</body></html>"
	change := func(k string, v any) string { return with(t, took, map[string]any{k: v}) }
	for _, tc := range []struct {
		name   string
		answer call
		want   verdict
	}{
		{"500 without a body", call{Status: 500}, open},
		{"502 in HTML", call{Status: 502, Answer: html, HTML: true}, open},
		{"503 in HTML", call{Status: 503, Answer: html, HTML: true}, open},
		{"504", call{Status: 504}, open},
		{"400 without a body", call{Status: 400}, open},
		{"400 in HTML", call{Status: 400, Answer: html, HTML: true}, open},
		{"403 in HTML", call{Status: 403, Answer: html, HTML: true}, open},
		{"403 of a gateway", call{Status: 403, Answer: `{"message":"Forbidden"}`}, open},
		{"404 without a body", call{Status: 404}, open},
		{"409 without a body", call{Status: 409}, open},
		{"408", call{Status: 408, Answer: `{"timeStamp":"x","message":"Request Timeout","path":"/topups","errorCode":null}`}, open},
		{"redirect", call{Status: 302, Answer: html, HTML: true}, open},
		{"404 of a path that is not there", call{Status: 404, Answer: `{"timestamp":"2026-10-08T01:41:31.693+00:00","status":404,"error":"Not Found","path":"/topups"}`},
			verdict{Kind: providers.KindUnavailable, Outcome: providers.Refused}},
		{"429 without a body", call{Status: 429}, open},
		{"429 in HTML", call{Status: 429, Answer: html, HTML: true}, open},
		{"401 without a body", call{Status: 401}, open},
		{"401 in HTML", call{Status: 401, Answer: html, HTML: true}, open},
		{"200 with half a JSON", call{Answer: took[:200]}, open},
		{"200 with something behind it", call{Answer: took + "<!-- -->"}, open},
		{"200 with nothing", call{Answer: ""}, open},
		{"200 with an empty object", call{Answer: `{}`}, open},
		{"200 with a list", call{Answer: `[]`}, open},
		{"200 with null", call{Answer: `null`}, open},
		{"200 in HTML", call{Answer: html, HTML: true}, open},
		{"200 with an error in it", call{Answer: `{"timeStamp":"x","message":"no","path":"/topups","errorCode":"INSUFFICIENT_BALANCE"}`}, open},
		{"200 without an id", call{Answer: change("transactionId", nil)}, open},
		{"200 without a status", call{Answer: change("status", nil)}, open},
		{"200 for another order", call{Answer: change("customIdentifier", "ord-2")}, open},
		{"200 for our order in another case", call{Answer: change("customIdentifier", "ORD-1")}, open},
		{"200 of another operator", call{Answer: change("operatorId", 342)}, open},
		{"200 of an operator that is no number", call{Answer: change("operatorId", "MTN")}, open},
		{"the answer is cut", call{Then: func(w http.ResponseWriter) {
			w.Header().Set("Content-Length", "5000")
			_, _ = w.Write([]byte(took[:100]))
		}}, open},
		{"the connection breaks", call{Then: func(http.ResponseWriter) { panic(http.ErrAbortHandler) }}, open},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			tc.answer.Request, tc.answer.Body = "POST /topups", soldBody
			c, _ := newStub(t, nil, tc.answer)
			got, err := c.Sell(t.Context(), sale(airtime()))
			if d := cmp.Diff(tc.want, verdictOf(err)) + cmp.Diff(providers.Result{}, got); d != "" {
				t.Error(d)
			}
		})
	}
}

// The request is at Reloadly when the caller gives up: it may have happened.
func TestSellGivenUpIsUnknown(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	c, _ := newStub(t, nil, call{Request: "POST /topups", Body: soldBody, Then: func(w http.ResponseWriter) {
		cancel()
		_, _ = w.Write([]byte(took[:100]))
	}})
	_, err := c.Sell(ctx, sale(airtime()))
	if d := cmp.Diff(verdict{Kind: providers.KindUnknownOutcome}, verdictOf(err)); d != "" {
		t.Error(d)
	}
}

// late plays a provider whose answer does not come before the time-out, which
// it notes.
type late struct{ patience time.Duration }

func (l *late) RoundTrip(r *http.Request) (*http.Response, error) {
	httptrace.ContextClientTrace(r.Context()).GotConn(httptrace.GotConnInfo{})
	if r.URL.Path == "/topups" {
		until, _ := r.Context().Deadline()
		l.patience = time.Until(until).Round(10 * time.Second)
		return nil, context.DeadlineExceeded
	}
	token := io.NopCloser(strings.NewReader(`{"access_token":"tok-1","expires_in":3600}`))
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: token, Request: r}, nil
}

func TestSellTimeOut(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ configured, want time.Duration }{
		{0, 120 * time.Second}, {5 * time.Second, 120 * time.Second}, {200 * time.Second, 200 * time.Second},
	} {
		l := &late{}
		c := New(Config{Timeout: tc.configured, Wire: func(o *wire.Options) { o.Transport = l }})
		_, err := c.Sell(t.Context(), sale(airtime()))
		if d := cmp.Diff(verdict{Kind: providers.KindUnknownOutcome}, verdictOf(err)); d != "" || l.patience != tc.want {
			t.Error(d, l.patience)
		}
	}
}

func TestSellUnreachableIsNotSent(t *testing.T) {
	t.Parallel()
	c, _ := newStub(t, func(c *Config) { c.BaseURL = "http://127.0.0.1:1" })
	_, err := c.Sell(t.Context(), sale(airtime()))
	if d := cmp.Diff(verdict{Kind: providers.KindUnavailable, Outcome: providers.NotSent}, verdictOf(err)); d != "" {
		t.Error(d)
	}
}

func TestSellAfter401(t *testing.T) {
	t.Parallel()
	denied := `{"timeStamp":"2026-11-20 12:00:00","message":"Full authentication is required to access this resource","path":"/topups","errorCode":"INVALID_TOKEN","infoLink":null,"details":[]}`
	once := []call{
		{Request: "POST /topups", Body: soldBody, Status: 401, Answer: denied},
		{Request: "POST /topups", Body: soldBody, Header: signedIn("tok-2"), Answer: took},
	}
	c, _ := newStub(t, nil, once...)
	if got, err := c.Sell(t.Context(), sale(airtime())); err != nil || got.State != providers.StateCompleted {
		t.Error(got, err)
	}
	c, _ = newStub(t, nil,
		call{Request: "POST /topups", Body: soldBody, Status: 401, Answer: denied},
		call{Request: "POST /topups", Body: soldBody, Status: 401, Answer: denied, Header: signedIn("tok-2")})
	_, err := c.Sell(t.Context(), sale(airtime()))
	want := verdict{Kind: providers.KindUnauthorized, Outcome: providers.NotSent, Code: "INVALID_TOKEN"}
	if d := cmp.Diff(want, verdictOf(err)); d != "" {
		t.Error(d)
	}
}
