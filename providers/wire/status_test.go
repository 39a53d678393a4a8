package wire

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"simdesk/providers"
)

// serve answers over real HTTP and counts.
func serve(t *testing.T, h http.HandlerFunc) (url string, requests *atomic.Int32) {
	t.Helper()
	requests = new(atomic.Int32)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		requests.Add(1)
		h(w, r)
	}))
	t.Cleanup(s.Close)
	return s.URL, requests
}

func TestWhatAStatusMeans(t *testing.T) {
	t.Parallel()
	refused := func(k providers.ErrorKind, requests int) verdict { return verdict{k, providers.Refused, requests} }
	type row struct {
		status     int
		sale, look verdict
	}
	// Whatever the status, nobody has said that the answer is the provider's own:
	// a sale that was not a success is not known.
	rows := []row{
		{200, verdict{Requests: 1}, verdict{Requests: 1}},
		{201, verdict{Requests: 1}, verdict{Requests: 1}},
		{204, verdict{Requests: 1}, verdict{Requests: 1}},
		{400, open(1), refused(providers.KindInvalid, 1)},
		{401, open(1), verdict{providers.KindUnauthorized, providers.NotSent, 1}},
		{402, open(1), refused(providers.KindDeclined, 1)},
		{403, open(1), refused(providers.KindUnauthorized, 1)},
		{404, open(1), refused(providers.KindNotFound, 1)},
		{405, open(1), refused(providers.KindInvalid, 1)},
		{409, open(1), refused(providers.KindDeclined, 1)},
		{410, open(1), refused(providers.KindInvalid, 1)},
		{418, open(1), refused(providers.KindInvalid, 1)},
		{422, open(1), refused(providers.KindInvalid, 1)},
		{429, open(1), refused(providers.KindThrottled, 3)},
		{450, open(1), refused(providers.KindInvalid, 1)},
		{451, open(1), refused(providers.KindInvalid, 1)},
	}
	// A proxy that gave up waiting, an answer of a proxy's own, a redirect: the
	// provider may be at work all the same.
	for _, status := range []int{300, 301, 302, 303, 304, 307, 308, 408, 425, 499, 500, 501, 502, 503, 504, 507, 520, 529, 599} {
		rows = append(rows, row{status, open(1), down(3)})
	}
	for _, c := range rows {
		t.Run(fmt.Sprint(c.status), func(t *testing.T) {
			t.Parallel()
			for _, side := range []struct {
				r    Request
				want verdict
			}{{sale, c.sale}, {look, c.look}} {
				url, requests := serve(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(c.status) })
				_, err := dial(t, url).Do(t.Context(), side.r)
				same(t, side.want, verdictOf(t, err, requests.Load()))
			}
		})
	}
}

func TestARedirectIsNeverFollowed(t *testing.T) {
	t.Parallel()
	elsewhere, strayed := serve(t, func(http.ResponseWriter, *http.Request) {})
	for _, status := range []int{301, 302, 303, 307, 308} {
		for _, to := range []string{elsewhere + "/orders", "/other"} {
			for _, r := range []Request{sale, look} {
				url, requests := serve(t, func(w http.ResponseWriter, r *http.Request) {
					if r.URL.Path == "/other" {
						t.Error("followed at home")
					}
					w.Header().Set("Location", to)
					w.WriteHeader(status)
				})
				_, err := dial(t, url, auth(Bearer("a-secret-key"))).Do(t.Context(), r)
				want := open(1)
				if r.Safety == Read {
					want = down(3)
				}
				same(t, want, verdictOf(t, err, requests.Load()))
			}
		}
	}
	same(t, int32(0), strayed.Load())
}

func TestRetryAfterInBothForms(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 22, 14, 0, 0, 0, time.UTC)
	for text, want := range map[string]time.Duration{
		"":                               0,
		"0":                              0,
		"120":                            2 * time.Minute,
		"-5":                             0,
		"1.5":                            0,
		"soon":                           0,
		"86401":                          maxRetryAfter,
		"99999999999":                    maxRetryAfter, // not "at once"
		"999999999999999999999999":       maxRetryAfter,
		"-999999999999999999999999":      0,
		"Sun, 22 Nov 2026 14:01:30 GMT":  90 * time.Second,
		"Sunday, 22-Nov-26 14:01:30 GMT": 90 * time.Second,
		"Sun, 22 Nov 2026 13:59:00 GMT":  0,
		"Fri, 22 Nov 9999 14:00:00 GMT":  maxRetryAfter,
		"Sun, 32 Nov 2026 14:00:00 GMT":  0,
	} {
		same(t, want, retryAfter(http.Header{"Retry-After": {text}}, now))
	}
}

func TestRetryAfterIsReadByTheProvidersClock(t *testing.T) {
	t.Parallel()
	ours := time.Date(2026, 11, 22, 14, 0, 0, 0, time.UTC)
	theirs := ours.Add(-10 * time.Minute)
	url, _ := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Date", theirs.Format(http.TimeFormat))
		w.Header().Set("Retry-After", theirs.Add(time.Minute).Format(http.TimeFormat))
		w.WriteHeader(http.StatusTooManyRequests)
	})
	_, err := dial(t, url, func(o *Options) { o.Now = func() time.Time { return ours } }).Do(t.Context(), look)
	same(t, time.Minute, providers.AsError(err).RetryAfter)
}

func TestExplainDecidesWhatTheStatusLeavesOpen(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		status int
		says   providers.Error
		want   providers.Error
	}{
		{"a fault in a 200", 200, providers.Error{Code: "X"},
			providers.Error{Kind: providers.KindUnknownOutcome, Code: "X"}},
		{"a 200 that is a refusal", 200, providers.Error{Kind: providers.KindDeclined, Outcome: providers.Refused},
			providers.Error{Kind: providers.KindDeclined, Outcome: providers.Refused}},
		{"a 409 that has seen it before", 409, providers.Error{Duplicate: true},
			providers.Error{Kind: providers.KindUnknownOutcome, Duplicate: true}},
		{"a 400 that does not know", 400, providers.Error{Kind: providers.KindUnknownOutcome},
			providers.Error{Kind: providers.KindUnknownOutcome}},
		{"a 500 that is a refusal", 500, providers.Error{Kind: providers.KindDeclined, Outcome: providers.Refused},
			providers.Error{Kind: providers.KindDeclined, Outcome: providers.Refused}},
		{"a 422 with a kind of its own and no proof", 422, providers.Error{Kind: providers.KindDeclined},
			providers.Error{Kind: providers.KindUnknownOutcome}},
		{"a 422 that is a refusal", 422, providers.Error{Outcome: providers.Refused},
			providers.Error{Kind: providers.KindInvalid, Outcome: providers.Refused}},
		{"a 401 that did not run", 401, providers.Error{Outcome: providers.NotSent},
			providers.Error{Kind: providers.KindUnauthorized, Outcome: providers.NotSent}},
		{"a refusal that has seen it before is none", 409, providers.Error{Outcome: providers.Refused, Duplicate: true},
			providers.Error{Kind: providers.KindUnknownOutcome, Duplicate: true}},
		{"a refusal that does not know is none", 400, providers.Error{Kind: providers.KindUnknownOutcome, Outcome: providers.Refused},
			providers.Error{Kind: providers.KindUnknownOutcome}},
		{"a 503 with a kind of its own", 503, providers.Error{Kind: providers.KindDeclined},
			providers.Error{Kind: providers.KindUnknownOutcome}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			url, _ := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("X-Request-Id", "r-\u202e1")
				w.WriteHeader(c.status)
			})
			_, err := dial(t, url, func(o *Options) {
				o.Explain = func(Response) *providers.Error { says := c.says; return &says }
			}).Do(t.Context(), sale)
			got := *providers.AsError(err)
			if got.Why.IsZero() {
				t.Error("nothing to tell the clerk")
			}
			got.Why = providers.Reason{}
			want := c.want
			want.Provider, want.RequestID = "acme", "r-1"
			same(t, want, got)
		})
	}
}

func TestWhatAnAnswerHolds(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		body string
		keys []string
		want bool
	}{
		{`{"a":1,"b":null}`, []string{"a", "b"}, true},
		{`{"a":1}`, []string{"a", "b"}, false},
		{`{"a":1}`, []string{"a", "b?"}, true},
		{`{"a":1,"c":2}`, []string{"a", "b?"}, false},
		{`{"a":1,"c":2}`, []string{"a", "…"}, true},
		{`{"c":2}`, []string{"a", "…"}, false},
		{`{"A":1}`, []string{"a"}, false},
		{` {"a":1} `, []string{"a"}, true},
		{`{"a":1`, []string{"a"}, false},
		{`{"a":1}}`, []string{"a"}, false},
		{`{"a":1}{"a":1}`, []string{"a"}, false},
		{`[{"a":1}]`, []string{"a"}, false},
		{`null`, nil, false},
		{`{}`, nil, true},
		{``, nil, false},
		{`<html>`, nil, false},
	} {
		if got := (Response{Body: []byte(c.body)}).Holds(c.keys...); got != c.want {
			t.Errorf("%s holds %q: %v", c.body, c.keys, got)
		}
	}
}

func TestWhichStatusesRefuse(t *testing.T) {
	t.Parallel()
	for status, want := range map[int]bool{200: false, 301: false, 400: true, 401: true, 404: true, 408: false, 409: true, 410: true, 425: false, 429: true,
		451: true, 499: false, 500: false, 503: false} {
		same(t, want, Response{Status: status}.Refuses())
	}
}

func TestWordsOfAnUnexplainedAnswer(t *testing.T) {
	t.Parallel()
	long := ""
	for range 100 {
		long += "äöü€ "
	}
	for body, want := range map[string]string{
		"out of \x1b[2Jstock\r\n": "out of stock",
		long:                      string([]rune(long)[:200]),
		"":                        "",
	} {
		url, _ := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusConflict)
			_, _ = fmt.Fprint(w, body)
		})
		_, err := dial(t, url).Do(t.Context(), sale)
		same(t, want, providers.AsError(err).Detail)
	}
}

// An answer that a cache kept is about another request, whatever it says: of a
// write it is not believed. One that is not told in seconds says nothing.
func TestWhatACacheAnswersToAWriteIsNotKnown(t *testing.T) {
	t.Parallel()
	for age, kept := range map[string]bool{
		"1": true, "3600": true, "99999999999999999999": true, "7, 0": true, " 7": true, "0": false, "0, 7": false, "": false, "-1": false, "new": false, "1.5": false,
	} {
		for _, status := range []int{http.StatusOK, http.StatusPaymentRequired, http.StatusUnauthorized} {
			url, requests := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				if age != "" {
					w.Header().Set("Age", age)
				}
				w.WriteHeader(status)
			})
			c := dial(t, url, auth(Bearer("key")), func(o *Options) {
				o.Explain = func(r Response) *providers.Error {
					if r.OK() {
						return nil
					}
					return &providers.Error{Outcome: outcomeOf(r.Status)}
				}
			})
			_, lookErr := c.Do(t.Context(), look)
			looked := requests.Load()
			_, err := c.Do(t.Context(), sale)
			got := verdictOf(t, err, requests.Load()-looked)
			if kept {
				same(t, open(1), got)
				if e := providers.AsError(err); e != nil {
					same(t, because("wire.from_cache"), e.Why)
				}
			} else {
				same(t, verdictOf(t, lookErr, looked), got) // as of a read, which no age changes
			}
			if status == http.StatusOK && lookErr != nil {
				t.Errorf("a read that is %s old: %v", age, lookErr)
			}
		}
	}
}
