package roamify

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"simdesk/providers"
	"simdesk/providers/wire"
)

const testKey = "roamify_test_key"

// noon is the time by which every test runs.
var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// exchange is one request that must come, whole, and its answer.
type exchange struct {
	request string // "POST /api/esim/order?x=1"
	body    string // JSON, "" for none
	status  int    // 200 unless set
	answer  string
	drop    bool // breaks the connection instead of answering
	stall   bool // never answers
	times   int  // 1 unless set
}

// script is a Roamify that says what it was told to. A request that is not in
// it and one in it that never comes both fail the test.
type script struct {
	t    *testing.T
	mu   sync.Mutex
	left []exchange
}

func serve(t *testing.T, left ...exchange) (*Client, *script) {
	t.Helper()
	s := &script{t: t}
	for _, x := range left {
		for range max(x.times, 1) {
			s.left = append(s.left, x)
		}
	}
	server := httptest.NewServer(s)
	t.Cleanup(func() {
		server.CloseClientConnections()
		server.Close()
		s.mu.Lock()
		defer s.mu.Unlock()
		for _, x := range s.left {
			t.Errorf("never asked: %s %s", x.request, x.body)
		}
	})
	return New(Config{
		BaseURL: server.URL, APIKey: testKey, Patience: 5 * time.Second, Poll: time.Millisecond,
		Now:  func() time.Time { return noon },
		Wire: func(o *wire.Options) { o.Backoff = time.Microsecond },
	}), s
}

func (s *script) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	s.checkHeaders(r, len(body) > 0)
	x, ok := s.take(r.Method+" "+r.URL.RequestURI(), string(body))
	switch {
	case !ok:
		s.t.Errorf("not in the script: %s %s %s", r.Method, r.URL.RequestURI(), body)
		w.WriteHeader(http.StatusTeapot)
	case x.drop:
		panic(http.ErrAbortHandler)
	case x.stall:
		<-r.Context().Done()
	default:
		w.Header().Set("Content-Type", "text/plain")
		w.WriteHeader(max(x.status, http.StatusOK))
		_, _ = io.WriteString(w, x.answer)
	}
}

func (s *script) checkHeaders(r *http.Request, hasBody bool) {
	want := map[string]string{"Authorization": "Bearer " + testKey, "Accept": "application/json", "Content-Type": ""}
	if hasBody {
		want["Content-Type"] = "application/json"
	}
	for k, v := range want {
		if got := r.Header.Get(k); got != v {
			s.t.Errorf("%s %s: header %s is %q, want %q", r.Method, r.URL.Path, k, got, v)
		}
	}
}

func (s *script) take(request, body string) (exchange, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, x := range s.left {
		if x.request == request && sameJSON(x.body, body) {
			s.left = append(s.left[:i:i], s.left[i+1:]...)
			return x, true
		}
	}
	return exchange{}, false
}

func sameJSON(a, b string) bool {
	if a == "" || b == "" {
		return a == b
	}
	var x, y any
	return json.Unmarshal([]byte(a), &x) == nil && json.Unmarshal([]byte(b), &y) == nil && cmp.Equal(x, y)
}

// ok wraps data in the envelope of a success.
func ok(data string) string { return `{"status":"success","data":` + data + `}` }

// profile is an eSIM object with its activation.
func profileJSON(id, iccid, status string) string {
	return `{"id":"` + id + `","iccid":"` + iccid + `","status":"` + status + `","withTopUp":true,"withUsageCheck":true,
		"esim":{"lpaCode":"LPA:1$lpa.roamify.com$AbC","iosQuickInstall":"https://ios.example/x","androidQuickInstall":"https://android.example/x"}}`
}

var activation = &providers.Activation{SMDP: "lpa.roamify.com", MatchingID: "AbC", IOSLink: "https://ios.example/x", AndroidLink: "https://android.example/x"}

const iccid = "894000000000029365"

var delivered = []providers.Delivery{{Type: providers.DeliverESIM, ICCID: iccid, Activation: activation}}

// same compares whole values; amounts by value, errors by what they say.
func same(t *testing.T, got, want any) {
	t.Helper()
	opts := cmp.Options{
		cmp.Comparer(func(a, b providers.Money) bool { return a.Currency == b.Currency && a.Amount.Equal(b.Amount) }),
		cmp.Comparer(func(a, b providers.Activation) bool {
			return a.LPA() == b.LPA() && a.IOSLink == b.IOSLink && a.AndroidLink == b.AndroidLink && a.ConfirmationCode == b.ConfirmationCode
		}),
		cmp.FilterPath(func(p cmp.Path) bool { return p.Last().String() == ".Err" }, cmp.Ignore()),
	}
	if diff := cmp.Diff(want, got, opts); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

func usd(amount string) *providers.Money { return providers.MustMoney(amount, "USD").Ptr() }

// verdict is the part of an error that decides what happens next.
type verdict struct {
	Kind      providers.ErrorKind
	Outcome   providers.Outcome
	Code      string
	Duplicate bool
}

func judged(err error) verdict {
	e := providers.AsError(err)
	if e == nil {
		return verdict{}
	}
	return verdict{e.Kind, e.Outcome, e.Code, e.Duplicate}
}

func bytesPtr(n int64) *int64 { return &n }

func timePtr(t time.Time) *time.Time { return &t }

func lines(s ...string) string { return strings.Join(s, ",") }

func wireText(s string) wire.Text { return wire.Text(s) }

func decodeInto(s string, v any) error { return wire.Decode([]byte(s), v) }
