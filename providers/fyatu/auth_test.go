package fyatu

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"simdesk/providers"
)

// gate hands out tokens and remembers what was asked with which.
type gate struct {
	mu      sync.Mutex
	issued  int
	life    string // JSON of the token's end
	refresh int    // status of a refresh
	asked   []string
	valid   func(token string) bool
}

func (g *gate) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.asked = append(g.asked, strings.TrimSpace(r.Method+" "+r.URL.Path+" "+strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")))
	switch {
	case r.URL.Path == "/auth/refresh" && g.refresh != http.StatusOK:
		w.WriteHeader(g.refresh)
		_, _ = io.WriteString(w, fails("AUTH_TOKEN_INVALID"))
	case strings.HasPrefix(r.URL.Path, "/auth/"):
		g.issued++
		_, _ = fmt.Fprintf(w, `{"success":true,"data":{"accessToken":"t%d",%s}}`, g.issued, g.life)
	case g.valid != nil && !g.valid(strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")):
		w.WriteHeader(http.StatusUnauthorized)
		_, _ = io.WriteString(w, fails("AUTH_TOKEN_INVALID"))
	default:
		_, _ = io.WriteString(w, ok(`{"balance":1}`))
	}
}

func (g *gate) open(t *testing.T) (*Client, *time.Time) {
	t.Helper()
	server := httptest.NewServer(g)
	t.Cleanup(server.Close)
	now := noon
	return New(Config{BaseURL: server.URL, AppID: "a", SecretKey: "s", Now: func() time.Time { return now }, Wire: quick}), &now
}

func TestTokens(t *testing.T) {
	t.Parallel()
	const (
		token   = "POST /auth/token"
		wallet1 = "GET /account/wallet t1"
		wallet2 = "GET /account/wallet t2"
	)
	day := `"expiresIn":86400`
	cases := map[string]struct {
		gate  *gate
		later []time.Duration
		want  []string
	}{
		"one for all requests":       {&gate{life: day}, []time.Duration{0, 23 * time.Hour}, []string{token, wallet1, wallet1}},
		"refreshed before its end":   {&gate{life: day, refresh: 200}, []time.Duration{0, 24*time.Hour - 4*time.Minute}, []string{token, wallet1, "POST /auth/refresh t1", wallet2}},
		"refreshed just after":       {&gate{life: day, refresh: 200}, []time.Duration{0, 24*time.Hour + 4*time.Minute}, []string{token, wallet1, "POST /auth/refresh t1", wallet2}},
		"too old to refresh":         {&gate{life: day, refresh: 200}, []time.Duration{0, 24*time.Hour + 6*time.Minute}, []string{token, wallet1, token, wallet2}},
		"refresh refused":            {&gate{life: day, refresh: 401}, []time.Duration{0, 24 * time.Hour}, []string{token, wallet1, "POST /auth/refresh t1", token, wallet2}},
		"end given as a date":        {&gate{life: `"expiresAt":"2026-11-22T14:00:00+00:00"`, refresh: 200}, []time.Duration{0, 110 * time.Minute, 118 * time.Minute}, []string{token, wallet1, wallet1, "POST /auth/refresh t1", wallet2}},
		"a date that is over":        {&gate{life: `"expiresAt":"2026-11-22T11:00:00+00:00"`, refresh: 200}, []time.Duration{0, 50 * time.Minute, 58 * time.Minute}, []string{token, wallet1, wallet1, "POST /auth/refresh t1", wallet2}},
		"end not given: an hour":     {&gate{life: `"x":0`, refresh: 200}, []time.Duration{0, 50 * time.Minute, 58 * time.Minute}, []string{token, wallet1, wallet1, "POST /auth/refresh t1", wallet2}},
		"revoked: one sign-in more":  {&gate{life: day, valid: func(s string) bool { return s == "t2" }}, []time.Duration{0}, []string{token, wallet1, token, wallet2}},
		"never accepted: no further": {&gate{life: day, valid: func(string) bool { return false }}, []time.Duration{0}, []string{token, wallet1, token, wallet2}},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := tc.gate
			c, now := g.open(t)
			for _, d := range tc.later {
				*now = noon.Add(d)
				_, err := c.Balance(context.Background())
				refused := g.valid != nil && !g.valid("t2")
				same(t, err != nil, refused)
			}
			same(t, g.asked, tc.want)
		})
	}
}

func TestWrongCredentials(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusUnauthorized)
		_, _ = io.WriteString(w, fails("AUTH_INVALID_CREDENTIALS"))
	}))
	t.Cleanup(server.Close)
	c := New(Config{BaseURL: server.URL, AppID: "a", SecretKey: "hush", Wire: quick})
	_, err := c.Sell(context.Background(), sale())
	same(t, judged(err), verdict{providers.KindUnauthorized, providers.NotSent, "AUTH_INVALID_CREDENTIALS", false})
	if strings.Contains(fmt.Sprintf("%v %+v", err, providers.AsError(err)), "hush") {
		t.Error("the secret stands in the error")
	}
}

// TestCredentialsOfAnotherShape: Fyatu says of a secret that was cut short what
// it says of any bad input. It is the credentials all the same, and they are in
// the configuration: nothing that a clerk entered is wrong.
func TestCredentialsOfAnotherShape(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		status     int
		body, code string
	}{
		"as documented":   {400, fails("VALIDATION_ERROR"), "VALIDATION_ERROR"},
		"another status":  {422, fails("VALIDATION_ERROR"), "VALIDATION_ERROR"},
		"inside a 200":    {200, fails("VALIDATION_ERROR"), "VALIDATION_ERROR"},
		"without a code":  {400, `{"success":false,"message":"secretKey must have at least 16 characters"}`, "HTTP_400"},
		"not even a body": {422, "", "HTTP_422"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.WriteHeader(c.status)
				_, _ = io.WriteString(w, c.body)
			}))
			t.Cleanup(server.Close)
			client := New(Config{BaseURL: server.URL, AppID: "app-12345", SecretKey: "hush-hush", Wire: quick})
			_, err := client.Balance(context.Background())
			same(t, judged(err), verdict{providers.KindUnauthorized, providers.NotSent, c.code, false})
			same(t, providers.AsError(err).Why, because("fyatu.malformed"))
			_, err = client.Sell(context.Background(), sale())
			same(t, judged(err), verdict{providers.KindUnauthorized, providers.NotSent, c.code, false})
		})
	}
}

func TestSignInThatMakesNoSense(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{"HTML": "<html>", "no token": ok(`{"expiresIn":5}`), "no data": `{"success":true}`} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, body) }))
			t.Cleanup(server.Close)
			_, err := New(Config{BaseURL: server.URL, Wire: quick}).Sell(context.Background(), sale())
			same(t, judged(err), verdict{providers.KindUnavailable, providers.NotSent, "", false})
		})
	}
}

func TestIdentity(t *testing.T) {
	t.Parallel()
	c := New(Config{Sandbox: true})
	same(t, []string{c.Name(), c.Title(), c.c.BaseURL}, []string{"fyatu", "Fyatu", "https://api.fyatu.com/api/v3"})
	same(t, c.Sandbox(), true)
	var missing []providers.Capability
	for capability := providers.CanBalance; capability <= providers.CanDetect; capability++ {
		if !c.Missing(capability).IsZero() {
			missing = append(missing, capability)
		}
	}
	same(t, slices.Equal(missing, []providers.Capability{providers.CanDetect}), true)
}

// What a later answer repeats of the secret comes no further either.
func TestAnAnswerThatRepeatsTheSecret(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/auth/token") {
			_, _ = io.WriteString(w, `{"success":true,"data":{"accessToken":"t-1","expiresIn":3600}}`)
			return
		}
		w.WriteHeader(http.StatusBadRequest)
		_, _ = io.WriteString(w, `{"success":false,"message":"signed with `+testSecret+`"}`)
	}))
	t.Cleanup(server.Close)
	c := New(Config{BaseURL: server.URL, AppID: "a", SecretKey: testSecret, Wire: quick})
	_, err := c.Balance(context.Background())
	if got := providers.AsError(err).Detail; got != "signed with ••••" {
		t.Error(got)
	}
}
