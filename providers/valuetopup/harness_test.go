package valuetopup

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"simdesk/providers"
	"simdesk/providers/wire"
)

// The worked example of valuetopup.md section 1.
const (
	testUser     = "testuser"
	testPassword = "test1234"
	testBasic    = "Basic dGVzdHVzZXI6dGVzdDEyMzQ="
)

// noon is when every test happens.
var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// step is one request that must come next, whole, and its answer.
type step struct {
	want   string // "POST /api/v1/esim/order"
	body   string // JSON, "" for none
	status int    // 200 unless set
	answer string
	cut    int  // so many bytes of the answer, then the connection breaks
	stall  bool // never answers
}

// till is a Value Topup that expects exactly these requests in this order.
type till struct {
	t     *testing.T
	mu    sync.Mutex
	steps []step
}

func open(t *testing.T, steps ...step) *Client {
	t.Helper()
	return openWith(t, Config{}, steps...)
}

func openWith(t *testing.T, c Config, steps ...step) *Client {
	t.Helper()
	h := &till{t: t, steps: steps}
	server := httptest.NewServer(h)
	t.Cleanup(func() {
		server.CloseClientConnections()
		server.Close()
		for _, s := range h.steps {
			t.Errorf("never asked: %s", s.want)
		}
	})
	c.BaseURL, c.Username, c.Password = server.URL, testUser, testPassword
	c.Now = func() time.Time { return noon }
	if c.Wire == nil {
		c.Wire = func(o *wire.Options) { o.Attempts, o.Backoff = 1, time.Microsecond }
	}
	return New(c)
}

func (h *till) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	h.mu.Lock()
	if len(h.steps) == 0 {
		h.mu.Unlock()
		h.t.Errorf("asked once too often: %s %s %s", r.Method, r.URL.RequestURI(), body)
		w.WriteHeader(http.StatusTeapot)
		return
	}
	s := h.steps[0]
	h.steps = h.steps[1:]
	h.mu.Unlock()
	h.check(s, r, string(body))
	s.reply(w, r)
}

func (h *till) check(s step, r *http.Request, body string) {
	if got := r.Method + " " + r.URL.RequestURI(); got != s.want {
		h.t.Errorf("asked %s, want %s", got, s.want)
	}
	want := map[string]string{"Authorization": testBasic, "Accept": "application/json", "Content-Type": ""}
	if s.body != "" {
		want["Content-Type"] = "application/json"
	}
	for name, value := range want {
		if got := r.Header.Get(name); got != value {
			h.t.Errorf("%s: header %s is %q, want %q", s.want, name, got, value)
		}
	}
	if diff := cmp.Diff(tree(h.t, s.body), tree(h.t, body)); diff != "" {
		h.t.Errorf("%s: body (-want +got):\n%s", s.want, diff)
	}
}

// tree is a JSON text as values, numbers to the digit.
func tree(t *testing.T, text string) any {
	if text == "" {
		return nil
	}
	var v any
	if err := wire.Decode([]byte(text), &v); err != nil {
		t.Errorf("%q: %v", text, err)
	}
	return v
}

func (s step) reply(w http.ResponseWriter, r *http.Request) {
	if s.stall {
		<-r.Context().Done()
		return
	}
	w.Header().Set("X-Request-Id", "req-1")
	w.Header().Set("Content-Type", "application/json")
	if s.cut > 0 {
		w.Header().Set("Content-Length", "4096")
		_, _ = io.WriteString(w, s.answer[:s.cut])
		panic(http.ErrAbortHandler)
	}
	w.WriteHeader(orStatus(s.status))
	_, _ = io.WriteString(w, s.answer)
}

func orStatus(status int) int {
	if status == 0 {
		return http.StatusOK
	}
	return status
}

// ok is a success that carries this; refused is a code with these words.
func ok(payLoad string) string {
	return `{"responseCode":"000","responseMessage":null,"payLoad":` + payLoad + `}`
}

func code(c, words string) string {
	b, _ := json.Marshal(map[string]any{"responseCode": c, "responseMessage": words, "payLoad": nil})
	return string(b)
}

// verdict is the part of an error that the desk decides by.
type verdict struct {
	Kind      providers.ErrorKind
	Outcome   providers.Outcome
	Code      string
	Duplicate bool
}

func verdictOf(t *testing.T, err error) verdict {
	t.Helper()
	var e *providers.Error
	if !errors.As(err, &e) {
		t.Fatalf("%v is no *providers.Error", err)
	}
	if e.Provider != name || e.Message == "" {
		t.Errorf("provider %q, message %q", e.Provider, e.Message)
	}
	return verdict{e.Kind, e.Outcome, e.Code, e.Duplicate}
}

func same(t *testing.T, want, got any) {
	t.Helper()
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(providers.Activation{})); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func usd(amount string) *providers.Money {
	m := providers.MustMoney(amount, "USD")
	return &m
}

func dec(s string) decimal.Decimal { return decimal.RequireFromString(s) }

func background(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	t.Cleanup(cancel)
	return ctx
}

const once = wire.Once

func wireText(s string) wire.Text { return wire.Text(s) }
