package fyatu

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"simdesk/providers"
	"simdesk/providers/wire"
)

const (
	testToken  = "token-1"
	testSecret = "a-secret-of-the-tests"
)

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

// script is a Fyatu that says what it was told to. A request that is not in
// it and one in it that never comes both fail the test.
type script struct {
	t    *testing.T
	mu   sync.Mutex
	left []exchange
}

func serve(t *testing.T, left ...exchange) *Client {
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
		BaseURL: server.URL, AppID: "A1B2C3D4E5F6G7H8", SecretKey: testSecret,
		Now:  func() time.Time { return noon },
		Wire: quick,
	})
}

func quick(o *wire.Options) { o.Backoff = time.Microsecond }

func (s *script) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/auth/token" {
		s.signIn(w, r)
		return
	}
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
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Date", noon.Format(http.TimeFormat))
		w.WriteHeader(max(x.status, http.StatusOK))
		_, _ = io.WriteString(w, x.answer)
	}
}

func (s *script) checkHeaders(r *http.Request, hasBody bool) {
	want := map[string]string{"Authorization": "Bearer " + testToken, "Accept": "application/json", "Content-Type": ""}
	if hasBody {
		want["Content-Type"] = "application/json"
	}
	for k, v := range want {
		if got := r.Header.Get(k); got != v {
			s.t.Errorf("%s %s: header %s is %q, want %q", r.Method, r.URL.Path, k, got, v)
		}
	}
}

// signIn answers the sign-in that comes before everything else, once.
func (s *script) signIn(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	if !sameJSON(string(body), `{"appId":"A1B2C3D4E5F6G7H8","secretKey":"`+testSecret+`","grantType":"client_credentials"}`) ||
		r.Header.Get("Authorization") != "" {
		s.t.Errorf("sign-in with %s %s", body, r.Header.Get("Authorization"))
	}
	_, _ = io.WriteString(w, ok(`{"accessToken":"`+testToken+`","expiresIn":86400}`))
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
func ok(data string) string {
	return `{"success":true,"status":200,"message":"fine","data":` + data + `,"meta":{"requestId":"req_1"}}`
}

// fails is the envelope of an error.
func fails(code string) string {
	return `{"success":false,"message":"no luck","error":{"code":"` + code + `"},"meta":{"requestId":"req_2"}}`
}

const iccid = "8910300000000012345"

var activationOf = &providers.Activation{SMDP: "rsp.example.com", MatchingID: "AbC", IOSLink: "https://ios.example/x"}

var delivered = []providers.Delivery{{Type: providers.DeliverESIM, ICCID: iccid, Activation: activationOf}}

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

func decoded(t *testing.T, s string) esim {
	t.Helper()
	var e esim
	if err := wire.Decode([]byte(s), &e); err != nil {
		t.Fatal(err)
	}
	return e
}
