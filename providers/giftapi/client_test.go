package giftapi

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"simdesk/providers"
	"simdesk/providers/providertest/clienttest"
	"simdesk/providers/wire"
)

const (
	testToken  = "s2s-token-of-the-tests"
	testSecret = "partner_secret"
	testICCID  = "8944422711108338982"
	appleSKU   = "019bc0dd-8562-7173-afd9-a5cc534fafb7"
	europeSKU  = "029bc0dd-8562-7173-afd9-a5cc534fafb8"
)

// signedAt is the document's example time.
var signedAt = time.Unix(1768478058, 0).UTC()

// call is one request as the server saw it.
type call struct {
	Method, Path, Query string
	Header              map[string]string
	Body                string
}

// host answers by "METHOD path" and remembers what it was asked.
type host struct {
	t       *testing.T
	url     string
	answers map[string]http.HandlerFunc
	mu      sync.Mutex
	calls   []call
}

func newHost(t *testing.T, answers map[string]http.HandlerFunc) *host {
	t.Helper()
	h := &host{t: t, answers: answers}
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	h.url = s.URL
	return h
}

var keptHeaders = []string{"Authorization", "Accept", "Content-Type", "X-Timestamp", "X-Signature"}

func (h *host) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	c := call{Method: r.Method, Path: r.URL.EscapedPath(), Query: r.URL.RawQuery, Header: map[string]string{}, Body: string(body)}
	for _, k := range keptHeaders {
		if v := r.Header.Get(k); v != "" {
			c.Header[k] = v
		}
	}
	h.mu.Lock()
	h.calls = append(h.calls, c)
	h.mu.Unlock()
	answer := h.answers[r.Method+" "+r.URL.Path]
	if answer == nil {
		h.t.Errorf("unexpected %s %s", r.Method, r.URL)
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Date", signedAt.Format(http.TimeFormat))
	answer(w, r)
}

func (h *host) seen() []call {
	h.mu.Lock()
	defer h.mu.Unlock()
	return append([]call{}, h.calls...)
}

// count is how many requests of one method arrived.
func (h *host) count(method string) int {
	n := 0
	for _, c := range h.seen() {
		if c.Method == method {
			n++
		}
	}
	return n
}

func says(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

func documented(t *testing.T, name string) http.HandlerFunc {
	t.Helper()
	return clienttest.Load(t, Name, name).ServeHTTP
}

// client returns a client of h with a fixed clock and hardly any pauses.
func (h *host) client(change ...func(*Config)) *Client {
	c := Config{
		BaseURL: h.url, Token: testToken, Secret: testSecret,
		Now:  func() time.Time { return signedAt },
		Wire: func(o *wire.Options) { o.Backoff = time.Microsecond },
	}
	for _, f := range change {
		f(&c)
	}
	return New(c)
}

func usd(amount string) *providers.Money { return providers.MustMoney(amount, "USD").Ptr() }

var byValue = cmp.Options{
	cmp.Comparer(func(a, b decimal.Decimal) bool { return a.Equal(b) }),
	cmp.Comparer(func(a, b providers.Activation) bool {
		return a.LPA() == b.LPA() && a.ConfirmationCode == b.ConfirmationCode
	}),
}

func same(t *testing.T, what string, got, want any) {
	t.Helper()
	if d := cmp.Diff(want, got, byValue); d != "" {
		t.Errorf("%s (-want +got):\n%s", what, d)
	}
}

// fault is what matters of an error.
type fault clienttest.Verdict

func faultOf(t *testing.T, err error) fault {
	t.Helper()
	var e *providers.Error
	if !errors.As(err, &e) {
		t.Fatalf("got %v, want *providers.Error", err)
	}
	if e.Provider != Name || e.Why.IsZero() {
		t.Errorf("error without provider or sentence: %+v", e)
	}
	return fault(clienttest.VerdictOf(e))
}

func TestBalance(t *testing.T) {
	t.Parallel()
	h := newHost(t, map[string]http.HandlerFunc{"GET /balance": documented(t, "balance")})
	got, err := h.client().Balance(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	same(t, "balance", got, providers.Balance{
		Available: *usd("70.91"), Balance: *usd("-29.09"), Reserved: usd("0"), OverdraftLimit: usd("100"), AsOf: signedAt,
	})
	same(t, "request", h.seen(), []call{{Method: "GET", Path: "/balance", Header: map[string]string{
		"Authorization": "Bearer " + testToken, "Accept": "application/json",
	}}})
}

func TestBalanceNotKnown(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, body string
		want       providers.Balance
		bad        bool
	}{
		{"no overdraft allowed", `{"success":true,"data":{"balance":"12.5","currency":"usd","available_balance":"12.5","allow_overdraft":false,"overdraft_limit":100}}`,
			providers.Balance{Available: *usd("12.5"), Balance: *usd("12.5"), OverdraftLimit: usd("0"), AsOf: signedAt}, false},
		{"nothing about reserve and overdraft", `{"success":true,"data":{"balance":1,"currency":"USD","available_balance":1}}`,
			providers.Balance{Available: *usd("1"), Balance: *usd("1"), AsOf: signedAt}, false},
		{"no available figure", `{"success":true,"data":{"balance":1,"currency":"USD"}}`, providers.Balance{}, true},
		{"no currency", `{"success":true,"data":{"balance":1,"available_balance":1}}`, providers.Balance{}, true},
		{"other JSON", `{"hello":"world"}`, providers.Balance{}, true},
		{"null data", `{"success":true,"data":null}`, providers.Balance{}, true},
		{"half JSON", `{"success":true,"data":{"bal`, providers.Balance{}, true},
		{"HTML", `<html><body>Bad gateway</body></html>`, providers.Balance{}, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			h := newHost(t, map[string]http.HandlerFunc{"GET /balance": says(200, tt.body)})
			got, err := h.client().Balance(context.Background())
			if tt.bad {
				if !providers.IsKind(err, providers.KindUnavailable) {
					t.Errorf("got %v, %v; want unavailable", got, err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			same(t, "balance", got, tt.want)
		})
	}
}

func TestCredentialsStayHidden(t *testing.T) {
	t.Parallel()
	var log strings.Builder
	h := newHost(t, map[string]http.HandlerFunc{
		"GET /balance": says(401, `{"message":"token `+testToken+` is wrong, so is `+testSecret+`"}`),
		"POST /orders": says(422, `{"message":"signature by `+testSecret+` is wrong","code":"`+testToken+`"}`),
	})
	config := Config{BaseURL: h.url, Token: testToken, Secret: testSecret, Log: slog.New(slog.NewTextHandler(&log, nil))}
	c := New(config)
	_, balanceErr := c.Balance(context.Background())
	_, sellErr := c.Sell(context.Background(), sale())
	asJSON, _ := json.Marshal(map[string]any{"c": config.Paths})
	shown := fmt.Sprintf("%v %+v %#v %v %+v %#v %s ", config, config, config, c, c, c, asJSON)
	for _, err := range []error{balanceErr, sellErr} {
		shown += fmt.Sprintf("%v %+v %#v ", err, err, err) + providers.AsError(err).Detail + providers.AsError(err).Code
	}
	for _, text := range []string{shown, log.String()} {
		if strings.Contains(text, testToken) || strings.Contains(text, testSecret) {
			t.Errorf("a credential is readable in %s", text)
		}
	}
}

func TestOwnPaths(t *testing.T) {
	t.Parallel()
	h := newHost(t, map[string]http.HandlerFunc{
		"GET /v2/wallet":                documented(t, "balance"),
		"GET /e/" + testICCID + "/info": documented(t, "esim_status"),
	})
	c := h.client(func(c *Config) { c.Paths = Paths{Balance: "v2/wallet/", ESIMStatus: "/e/{iccid}/info"} })
	if _, err := c.Balance(context.Background()); err != nil {
		t.Error(err)
	}
	if _, err := c.ESIM(context.Background(), testICCID); err != nil {
		t.Error(err)
	}
	same(t, "defaults", Paths{}.filled(), Paths{
		Profile: "/me", Balance: "/balance", BalanceHistory: "/balance/history", Products: "/catalog/products", Pricelist: "/catalog/pricelist",
		Categories: "/catalog/categories", Orders: "/orders", ESIMStatus: "/services/esim/{iccid}/status", ESIMTopUp: "/services/esim/{iccid}/topup",
	})
}

func TestMissing(t *testing.T) {
	t.Parallel()
	c := New(Config{Sandbox: true})
	if got := c.Missing(providers.CanDetect); got.Key != "giftapi.no_detection" {
		t.Errorf("Missing(CanDetect) = %q", got)
	}
	if got := c.Missing(providers.CanSell); !got.IsZero() {
		t.Errorf("Missing(CanSell) = %q", got)
	}
	same(t, "names", []any{c.Name(), c.Title(), c.Sandbox()}, []any{"giftapi", "GiftAPI", true})
}
