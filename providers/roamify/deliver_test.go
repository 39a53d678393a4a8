package roamify

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"simdesk/providers"
	"simdesk/providers/wire"
)

// The activation code is looked for where the documents have it, then in its
// parts, and what else stands there does not hide it.
func TestActivation(t *testing.T) {
	t.Parallel()
	parts := &providers.Activation{SMDP: "rsp.example", MatchingID: "AbC"}
	for name, tc := range map[string]struct {
		profile string
		want    *providers.Activation
	}{
		"whole": {`{"lpaCode":"LPA:1$rsp.example$AbC","smdpAddress":"rsp.example","activationCode":"AbC","iosQuickInstall":"i","androidQuickInstall":"a"}`,
			&providers.Activation{SMDP: "rsp.example", MatchingID: "AbC", IOSLink: "i", AndroidLink: "a"}},
		"more in it than in its parts": {`{"lpaCode":"LPA:1$rsp.example$AbC$1.2.3$1","smdpAddress":"rsp.example","activationCode":"AbC"}`,
			&providers.Activation{SMDP: "rsp.example", MatchingID: "AbC", OID: "1.2.3", NeedsCode: true}},
		"whole in another place": {`{"smdpAddress":"rsp.example","activationCode":"1$rsp.example$AbC"}`, parts},
		"in parts":               {`{"lpaCode":"","smdpAddress":"rsp.example","activationCode":"AbC"}`, parts},
		"beside other shapes":    {`{"lpaCode":{},"smdpAddress":"rsp.example","activationCode":"AbC","iosQuickInstall":[],"more":{"x":1}}`, parts},
		"no code":                {`{"smdpAddress":"rsp.example","activationCode":""}`, nil},
		"no host":                {`{"smdpAddress":"","activationCode":"AbC"}`, nil},
		"none yet":               {`{"lpaCode":"","smdpAddress":null}`, nil},
		"a list":                 {`[]`, nil},
		"null":                   {`null`, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var e esim
			same(t, decodeInto(`{"esim":`+tc.profile+`}`, &e), nil)
			same(t, e.activation(), tc.want)
		})
	}
}

// A note is text: what is none beside it neither hides it nor fails a sale.
func TestNotes(t *testing.T) {
	t.Parallel()
	for notes, want := range map[string]texts{
		`["a",{"x":1}," ","<br>",7,null,["b"]]`: {"a", "7"},
		`"one"`:                                 {"one"},
		`{"x":1}`:                               nil,
		`null`:                                  nil,
	} {
		var e esim
		same(t, decodeInto(`{"notes":`+notes+`}`, &e), nil)
		same(t, e.Notes, want)
	}
}

// Roamify's support asks for the request's id.
func TestRequestIDIsKept(t *testing.T) {
	t.Parallel()
	answered := func(answer string) func(http.ResponseWriter) {
		return func(w http.ResponseWriter) {
			w.Header().Set("X-Request-Id", "req-7")
			_, _ = w.Write([]byte(answer))
		}
	}
	sold, found := instant, find
	sold.Then = answered(ok(`{` + header + `,"esims":[` + profileJSON("e-1", iccid, "READY") + `]}`))
	found.Then = sold.Then
	c := serve(t, sold, found)
	want := result(providers.StateCompleted, delivered)
	want.RequestID = "req-7"
	got, err := c.Sell(t.Context(), sale())
	same(t, err, nil)
	same(t, got, want)
	f, err := c.Track(t.Context(), providers.Query{Reference: ref})
	same(t, err, nil)
	same(t, f, providers.Finding{Verdict: providers.Found, Result: want})
}

// Only a sale waits for a profile, and only a sale has its patience.
func TestTrackHasNothingToDoWithPatience(t *testing.T) {
	t.Parallel()
	c := serve(t, find.With(200, ok(`{`+header+`,`+items+`}`)), lookedUp.With(200, ok(profileJSON("e-1", iccid, "READY"))))
	c.c.Patience = time.Nanosecond
	got, err := c.Track(t.Context(), providers.Query{Reference: ref})
	same(t, err, nil)
	same(t, got, providers.Finding{Verdict: providers.Found, Result: result(providers.StateCompleted, delivered)})
}

// clocked notes what each request is for and how long it may take.
type clocked struct {
	slog.Handler
	next  http.RoundTripper
	times map[string]time.Duration
	ops   []string
}

func (c *clocked) RoundTrip(r *http.Request) (*http.Response, error) {
	until, _ := r.Context().Deadline()
	c.times[r.URL.Path] = time.Until(until).Round(10 * time.Second)
	return c.next.RoundTrip(r)
}

func (c *clocked) Enabled(context.Context, slog.Level) bool { return true }

func (c *clocked) Handle(_ context.Context, r slog.Record) error {
	r.Attrs(func(a slog.Attr) bool {
		if a.Key == "op" {
			c.ops = append(c.ops, a.Value.String())
		}
		return true
	})
	return nil
}

// Making a profile takes Roamify up to a minute and a half, and the log tells
// what each request was for.
func TestTimeOutsAndNamesOfRequests(t *testing.T) {
	t.Parallel()
	for configured, want := range map[time.Duration]map[string]time.Duration{
		0:                {"/api/esim/order/instant": 120 * time.Second, "/api/esim/order": 30 * time.Second, "/api/esim": 30 * time.Second, "/api/esim/apply": 120 * time.Second},
		50 * time.Second: {"/api/esim/order/instant": 50 * time.Second, "/api/esim/order": 50 * time.Second, "/api/esim": 50 * time.Second, "/api/esim/apply": 50 * time.Second},
	} {
		host := serve(t, instant.With(422, words("no")), ordinary.With(422, words("no")),
			find.With(200, ok(`{`+header+`,`+items+`}`)), lookedUp.With(200, newESIM), apply.With(200, newESIM))
		seen := &clocked{next: &http.Transport{}, times: map[string]time.Duration{}}
		config := host.c
		config.Timeout, config.Log, config.Wire = configured, slog.New(seen), func(o *wire.Options) { o.Transport = seen }
		c := New(config)
		_, err := c.Sell(t.Context(), sale())
		same(t, judged(err).Outcome, providers.Refused)
		c.noInstant.Store(true)
		_, err = c.Sell(t.Context(), sale())
		same(t, judged(err).Outcome, providers.Refused)
		_, err = c.Track(t.Context(), providers.Query{Reference: ref})
		same(t, err, nil)
		same(t, seen.times, want)
		same(t, strings.Join(seen.ops, ", "), "sell, order, find order, esim, profile")
	}
}
