package reloadly

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"simdesk/providers/sandbox/sim"
	"simdesk/providers/sandbox/sim/simtest"
)

func TestTokenShape(t *testing.T) {
	t.Parallel()
	_, _, c := open(t)
	a := c.OK(t, "POST /oauth/token", credentials)
	simtest.SameShape(t, a, `{"access_token":"eyJ…","scope":"send-topups read-operators","expires_in":5184000,"token_type":"Bearer"}`)
	if simtest.Text(a, "expires_in") != "86400" || !strings.HasPrefix(simtest.Text(a, "access_token"), "eyJ") || simtest.Text(a, "scope") != scopes {
		t.Errorf("%v", a)
	}
}

func TestTokenRefusals(t *testing.T) {
	t.Parallel()
	_, _, c := open(t)
	for _, tc := range []struct {
		name, old, new string
		status         int
		code           string
	}{
		{"wrong secret", sim.ReloadlySecret, "other", 401, "INVALID_CREDENTIALS"},
		{"wrong client", sim.ReloadlyClientID, "other", 401, "INVALID_CREDENTIALS"},
		{"wrong audience", "https://topups-sandbox.reloadly.com", "http://127.0.0.1/reloadly", 400, "INVALID_AUDIENCE"},
		{"wrong grant", "client_credentials", "password", 400, "INVALID_INPUT_PROVIDED"},
		{"no JSON", credentials, "grant_type=client_credentials", 400, "INVALID_INPUT_PROVIDED"},
	} {
		refusal(t, tc.name, c.Do(t, "POST /oauth/token", strings.Replace(credentials, tc.old, tc.new, 1)), tc.status, tc.code)
	}
	r := c.Do(t, "POST /oauth/token", strings.Replace(credentials, sim.ReloadlySecret, "other", 1))
	if got := simtest.Text(r.JSON(t), "message"); got != "Access Denied" {
		t.Errorf("message %q", got)
	}
	if got := simtest.Text(r.JSON(t), "path"); got != "/oauth/token" {
		t.Errorf("path %q", got)
	}
	if got := c.With("Content-Type", "application/x-www-form-urlencoded").Do(t, "POST /oauth/token", "").Status; got != http.StatusUnsupportedMediaType {
		t.Errorf("a form is answered %d", got)
	}
}

func TestBearer(t *testing.T) {
	t.Parallel()
	w, _, c := open(t)
	good := c.Header.Get("Authorization")
	gift := c.OK(t, "POST /oauth/token", strings.Replace(credentials, "topups", "giftcards", 1))
	for _, tc := range []struct{ name, header, code string }{
		{"none", "", "MISSING_TOKEN"},
		{"basic", "Basic x", "MISSING_TOKEN"},
		{"garbage", "Bearer x", "INVALID_TOKEN"},
		{"another signature", good[:len(good)-4] + "AAAA", "INVALID_TOKEN"},
		{"another payload", strings.Replace(good, ".", ".e30", 1), "INVALID_TOKEN"},
		{"another product", "Bearer " + simtest.Text(gift, "access_token"), "INVALID_TOKEN"},
	} {
		refusal(t, tc.name, c.With("Authorization", tc.header).Do(t, "GET /accounts/balance", ""), 401, tc.code)
		refusal(t, tc.name, c.With("Authorization", tc.header).Do(t, "POST /topups", nigeria), 401, tc.code)
	}
	if n := len(w.Charges(Name)); n != 0 {
		t.Errorf("%d charges without a token", n)
	}
}

func TestTokenLivesADay(t *testing.T) {
	t.Parallel()
	w, _, c := open(t)
	w.Advance(24*time.Hour - time.Second)
	c.OK(t, "GET /accounts/balance", "")
	w.Advance(time.Second)
	refusal(t, "ended", c.Do(t, "GET /accounts/balance", ""), 401, "TOKEN_EXPIRED")
	signIn(t, c).OK(t, "GET /accounts/balance", "")
}
