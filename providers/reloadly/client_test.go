package reloadly

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"simdesk/providers"
	"simdesk/providers/wire"
)

const balanceAnswered = `{"balance":993.81,"currencyCode":"USD"}`

func TestEnvironments(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name                        string
		config                      Config
		base, auth, audience, title string
	}{
		{"live", Config{}, "https://topups.reloadly.com", "https://auth.reloadly.com", "https://topups.reloadly.com", "Reloadly"},
		{"sandbox", Config{Sandbox: true}, "https://topups-sandbox.reloadly.com", "https://auth.reloadly.com", "https://topups-sandbox.reloadly.com", "Reloadly"},
		{"another host keeps the public audience", Config{BaseURL: "http://127.0.0.1:9", AuthURL: "http://127.0.0.1:8", Sandbox: true},
			"http://127.0.0.1:9", "http://127.0.0.1:8", "https://topups-sandbox.reloadly.com", "Reloadly"},
		{"an audience of its own", Config{Audience: "https://topups-hs256.reloadly.com"},
			"https://topups.reloadly.com", "https://auth.reloadly.com", "https://topups-hs256.reloadly.com", "Reloadly"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			var bases []string
			tc.config.Wire = func(o *wire.Options) { bases = append(bases, o.BaseURL) }
			c := New(tc.config)
			got := append(bases, c.login.Audience, c.Title(), c.Name())
			want := []string{tc.auth, tc.base, tc.audience, tc.title, "reloadly"}
			if d := cmp.Diff(want, got); d != "" || c.Sandbox() != tc.config.Sandbox {
				t.Error(d)
			}
		})
	}
}

func TestSignInOnceForManyCalls(t *testing.T) {
	t.Parallel()
	ask := call{Request: "GET /accounts/balance", Answer: balanceAnswered}
	c, s := newStub(t, nil, ask, ask, ask)
	for range 3 {
		if _, err := c.Balance(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	want := []string{`POST /oauth/token application/json {"client_id":"id-1","client_secret":"secret-1","grant_type":"client_credentials","audience":"https://topups-sandbox.reloadly.com"}`}
	if d := cmp.Diff(want, s.logins); d != "" {
		t.Error(d)
	}
}

func TestTokenIsRenewedBeforeItEnds(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, expires string
		later         time.Duration
		signIns       int
	}{
		{"60 days", `5184000`, 24 * time.Hour, 1},
		{"quoted", `"86400"`, 23 * time.Hour, 1},
		{"at its end", `3600`, 59 * time.Minute, 2},
		{"not told: one hour", `null`, 30 * time.Minute, 1},
		{"not told, over", `null`, time.Hour, 2},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			now := noon
			c, s := newStub(t, func(c *Config) { c.Now = func() time.Time { return now } },
				call{Request: "GET /accounts/balance", Answer: balanceAnswered},
				call{Request: "GET /accounts/balance", Answer: balanceAnswered, Header: signedIn(fmt.Sprintf("tok-%d", tc.signIns))})
			s.signIn = func(w http.ResponseWriter, n int) {
				_, _ = fmt.Fprintf(w, `{"access_token":"tok-%d","expires_in":%s}`, n, tc.expires)
			}
			for range 2 {
				if _, err := c.Balance(t.Context()); err != nil {
					t.Fatal(err)
				}
				now = now.Add(tc.later)
			}
			if s.signIns != tc.signIns {
				t.Errorf("signed in %d times, want %d", s.signIns, tc.signIns)
			}
		})
	}
}

func TestExpiredTokenIsReplacedOnce(t *testing.T) {
	t.Parallel()
	expired := `{"timeStamp":"2026-11-20 12:00:00","message":"Token expired","path":"/accounts/balance","errorCode":"TOKEN_EXPIRED","infoLink":null,"details":[]}`
	c, s := newStub(t, nil,
		call{Request: "GET /accounts/balance", Status: 401, Answer: expired},
		call{Request: "GET /accounts/balance", Answer: balanceAnswered, Header: signedIn("tok-2")})
	b, err := c.Balance(t.Context())
	want := providers.Balance{Available: providers.MustMoney("993.81", "USD"), Balance: providers.MustMoney("993.81", "USD"), AsOf: noon}
	if d := cmp.Diff(want, b, decimals); d != "" || err != nil || s.signIns != 2 {
		t.Error(d, err, s.signIns)
	}
}

func TestSignInFailures(t *testing.T) {
	t.Parallel()
	denied := `{"timeStamp":"2026-11-20 12:00:00","message":"Access Denied","path":"/oauth/token","errorCode":%s,"infoLink":null,"details":[]}`
	const refused, audience, foreign, gone = "reloadly.credentials", "reloadly.audience", "reloadly.foreign", "reloadly.gone"
	for _, tc := range []struct {
		name, answer string
		status       int
		want         verdict
		why          string // "" where the HTTP layer says it
	}{
		{"an address that is none", `{"timestamp":"x","status":404,"error":"Not Found","path":"/oauth/token"}`, 404,
			verdict{providers.KindUnavailable, providers.NotSent, "", false}, gone},
		{"wrong keys", fmt.Sprintf(denied, `"INVALID_CREDENTIALS"`), 401,
			verdict{providers.KindUnauthorized, providers.NotSent, "INVALID_CREDENTIALS", false}, refused},
		{"wrong keys without a code", fmt.Sprintf(denied, `null`), 401,
			verdict{providers.KindUnauthorized, providers.NotSent, "", false}, refused},
		{"the OAuth form", `{"error":"access_denied","error_description":"Unauthorized"}`, 403,
			verdict{providers.KindUnauthorized, providers.NotSent, "", false}, refused},
		{"keys of another shape", `{"message":"client_secret is not valid","errorCode":null}`, 400,
			verdict{providers.KindUnauthorized, providers.NotSent, "", false}, refused},
		{"keys of another shape, another status", `{"error":"invalid_request"}`, 422,
			verdict{providers.KindUnauthorized, providers.NotSent, "", false}, refused},
		{"audience", `{"message":"The provided audience is not valid","errorCode":"INVALID_AUDIENCE"}`, 400,
			verdict{providers.KindConfig, providers.NotSent, "INVALID_AUDIENCE", false}, audience},
		{"audience without a code", `{"message":"The provided audience is not valid","errorCode":null}`, 400,
			verdict{providers.KindConfig, providers.NotSent, "", false}, audience},
		{"keys that are none", fmt.Sprintf(denied, `"INVALID_REQUEST"`), 400,
			verdict{providers.KindUnauthorized, providers.NotSent, "INVALID_REQUEST", false}, refused},
		{"a proxy's page", `<html>Forbidden</html>`, 403,
			verdict{providers.KindUnavailable, providers.NotSent, "", false}, foreign},
		{"down, with a word", `{"message":"Internal error"}`, 500,
			verdict{providers.KindUnavailable, providers.NotSent, "", false}, ""},
		{"a token and more", `{"access_token":"tok","expires_in":5}<!-- -->`, 200,
			verdict{providers.KindUnavailable, providers.NotSent, "", false}, ""},
		{"down", `<html>bad gateway</html>`, 502,
			verdict{providers.KindUnavailable, providers.NotSent, "", false}, ""},
		{"no token in it", `{"expires_in":5}`, 200,
			verdict{providers.KindUnavailable, providers.NotSent, "", false}, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			c, s := newStub(t, nil)
			s.signIn = func(w http.ResponseWriter, _ int) {
				w.WriteHeader(tc.status)
				_, _ = io.WriteString(w, tc.answer)
			}
			_, err := c.Sell(t.Context(), sale(airtime()))
			if d := cmp.Diff(tc.want, verdictOf(err)); d != "" || ownWhy(err).Key != tc.why {
				t.Error(d, err)
			}
		})
	}
}

// Half a token in a broken answer must not get into an error or a log.
func TestBrokenSignInTellsNoSecret(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	c, s := newStub(t, func(c *Config) {
		c.Log = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	})
	s.signIn = func(w http.ResponseWriter, _ int) { _, _ = io.WriteString(w, `{"access_token":"eyJhidden`) }
	_, err := c.Balance(t.Context())
	e, _ := json.Marshal(providers.AsError(err))
	all := string(e) + log.String() + fmt.Sprintf("%v %+v %#v", c.login, c.login, c.login)
	if strings.Contains(all, "eyJhidden") || strings.Contains(all, "secret-1") || !strings.HasSuffix(all, "id-1 •••• id-1 •••• id-1 ••••") {
		t.Error(all)
	}
}

func TestMissing(t *testing.T) {
	t.Parallel()
	c := New(Config{})
	for _, tc := range []struct {
		what providers.Capability
		why  string
	}{
		{providers.CanReadESIM, "reloadly.no_esims"},
		{providers.CanTopUp, "reloadly.no_top_up"},
		{providers.CanBalance, ""}, {providers.CanCatalog, ""}, {providers.CanSell, ""}, {providers.CanTrack, ""}, {providers.CanDetect, ""},
	} {
		if got := c.Missing(tc.what); got.Key != tc.why {
			t.Errorf("%d: %s", tc.what, got)
		}
	}
	if _, ok := providers.Provider(c).(providers.ESIMReader); ok {
		t.Error("reads eSIMs")
	}
	if _, ok := providers.Provider(c).(providers.TopUpper); ok {
		t.Error("tops up eSIMs")
	}
}

func TestBalance(t *testing.T) {
	t.Parallel()
	usd := func(s string) providers.Money { return providers.MustMoney(s, "USD") }
	frozen := usd("10.5")
	for _, tc := range []struct {
		name, answer string
		want         providers.Balance
		err          verdict
	}{
		{"frozen", `{"balance":"993.81000","frozenBalance":10.5,"currencyCode":"usd"}`,
			providers.Balance{Available: usd("993.81"), Balance: usd("993.81"), Reserved: &frozen, AsOf: noon}, verdict{}},
		{"empty wallet", `{"balance":0,"frozenBalance":null,"currencyCode":"USD"}`,
			providers.Balance{Available: usd("0"), Balance: usd("0"), AsOf: noon}, verdict{}},
		{"no balance", `{"currencyCode":"USD"}`, providers.Balance{}, verdict{Kind: providers.KindUnavailable}},
		{"no currency", `{"balance":1}`, providers.Balance{}, verdict{Kind: providers.KindUnavailable}},
		{"another JSON", `[]`, providers.Balance{}, verdict{Kind: providers.KindUnavailable}},
		{"half JSON", `{"balance":1`, providers.Balance{}, verdict{Kind: providers.KindUnavailable}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			c, _ := newStub(t, nil, call{Request: "GET /accounts/balance", Answer: tc.answer})
			got, err := c.Balance(t.Context())
			if d := cmp.Diff(tc.want, got, decimals) + cmp.Diff(tc.err, verdictOf(err)); d != "" {
				t.Error(d)
			}
		})
	}
}

// What a later answer repeats of the secret comes no further either.
func TestAnAnswerThatRepeatsTheSecret(t *testing.T) {
	t.Parallel()
	c, _ := newStub(t, nil, call{Request: "GET /accounts/balance", Status: 400, Answer: `{"message":"signed with secret-1","errorCode":"X","timeStamp":"2026-11-20 12:00:00"}`})
	_, err := c.Balance(t.Context())
	if got := providers.AsError(err).Detail; got != "signed with ••••" {
		t.Errorf("%q", got)
	}
}
