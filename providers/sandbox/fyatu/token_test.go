package fyatu

import (
	"encoding/base64"
	"strings"
	"testing"
	"time"

	"simdesk/providers/sandbox/sim"
	"simdesk/providers/sandbox/sim/simtest"
)

func TestTokenLooksAsDocumented(t *testing.T) {
	t.Parallel()
	_, _, c := open(t)
	data := simtest.At(c.OK(t, "POST /auth/token", credentials), "data")
	parts := strings.Split(simtest.Text(data, "accessToken"), ".")
	if len(parts) != 3 || !strings.HasPrefix(parts[0], "eyJ") {
		t.Fatalf("token %v", parts)
	}
	payload, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		t.Fatal(err)
	}
	simtest.SameShape(t, simtest.Decode(t, payload), `{"sub":"…","bus":"…","type":"issuing","scopes":["esim:read"],"iat":1,"exp":1,"jti":"…"}`)
	if simtest.Text(data, "expiresIn") != "86400" || simtest.Text(data, "expiresAt") != "2026-11-23T12:00:00+00:00" || simtest.Text(data, "appType") != "issuing" {
		t.Errorf("%v", data)
	}
}

func TestTokenRefusals(t *testing.T) {
	t.Parallel()
	_, _, c := open(t)
	body := func(app, secret, grant string) string {
		return `{"appId":"` + app + `","secretKey":"` + secret + `","grantType":"` + grant + `"}`
	}
	for _, tc := range []struct {
		name, body string
		status     int
		code       string
	}{
		{"wrong secret", body(sim.FyatuAppID, "another-secret-key", "client_credentials"), 401, "AUTH_INVALID_CREDENTIALS"},
		{"unknown app", body("A1B2C3D4E5F6G7H8", sim.FyatuSecretKey, "client_credentials"), 401, "AUTH_INVALID_CREDENTIALS"},
		{"archived", body(ArchivedAppID, sim.FyatuSecretKey, "client_credentials"), 403, "AUTH_APP_INACTIVE"},
		{"short app", body("A1", sim.FyatuSecretKey, "client_credentials"), 400, "VALIDATION_ERROR"},
		{"grant", body(sim.FyatuAppID, sim.FyatuSecretKey, "password"), 400, "VALIDATION_ERROR"},
		{"empty", `{}`, 400, "VALIDATION_ERROR"},
		{"no JSON", `appId=x`, 400, "VALIDATION_ERROR"},
	} {
		checkCode(t, tc.name, c.Do(t, "POST /auth/token", tc.body), tc.status, tc.code)
	}
}

func TestBearer(t *testing.T) {
	t.Parallel()
	_, _, c := open(t)
	good := c.Header.Get("Authorization")
	for _, tc := range []struct{ name, header, code string }{
		{"none", "", "AUTH_TOKEN_MISSING"},
		{"basic", "Basic x", "AUTH_TOKEN_MISSING"},
		{"garbage", "Bearer x", "AUTH_TOKEN_INVALID"},
		{"another signature", good[:len(good)-4] + "AAAA", "AUTH_TOKEN_INVALID"},
		{"another payload", strings.Replace(good, ".", ".e30", 1), "AUTH_TOKEN_INVALID"},
	} {
		checkCode(t, tc.name, c.With("Authorization", tc.header).Do(t, "GET /esim/list", ""), 401, tc.code)
	}
}

func TestScope(t *testing.T) {
	t.Parallel()
	_, _, c := open(t)
	a := c.OK(t, "POST /auth/token", strings.Replace(credentials, sim.FyatuAppID, CollectionAppID, 1))
	other := c.With("Authorization", "Bearer "+simtest.Text(a, "data", "accessToken"))
	checkCode(t, "list", other.Do(t, "GET /esim/list", ""), 403, "AUTH_SCOPE_DENIED")
	checkCode(t, "purchase", other.Do(t, "POST /esim/purchase", buyMerhaba), 403, "AUTH_SCOPE_DENIED")
	other.OK(t, "GET /account/wallet", "")
}

func TestTokenLifetime(t *testing.T) {
	t.Parallel()
	w, _, c := open(t)
	w.Advance(24*time.Hour - time.Second)
	c.OK(t, "GET /esim/list", "")
	w.Advance(time.Second)
	checkCode(t, "ended", c.Do(t, "GET /esim/list", ""), 401, "AUTH_TOKEN_INVALID")
	w.Advance(4 * time.Minute)
	a := c.OK(t, "POST /auth/refresh", "")
	fresh := c.With("Authorization", "Bearer "+simtest.Text(a, "data", "accessToken"))
	fresh.OK(t, "GET /esim/list", "")
	w.Advance(time.Minute)
	checkCode(t, "too late", c.Do(t, "POST /auth/refresh", ""), 401, "AUTH_TOKEN_INVALID")
	fresh.OK(t, "POST /auth/revoke", "")
	checkCode(t, "revoked", fresh.Do(t, "GET /esim/list", ""), 401, "AUTH_TOKEN_INVALID")
	checkCode(t, "revoked, refreshed", fresh.Do(t, "POST /auth/refresh", ""), 401, "AUTH_TOKEN_INVALID")
}
