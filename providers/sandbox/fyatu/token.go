package fyatu

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"simdesk/providers/sandbox/sim"
)

// Apps besides sim.FyatuAppID, with the same secret: one that has no eSIM
// scope and one that was archived.
const (
	CollectionAppID = "sandbox-fyatu-collection"
	ArchivedAppID   = "sandbox-fyatu-archived"
)

const (
	lifetime = 24 * time.Hour
	grace    = 5 * time.Minute // a token may be refreshed so long after its end
)

// claims are what a token says about its bearer.
type claims struct {
	Sub    string   `json:"sub"`
	Bus    string   `json:"bus"`
	Type   string   `json:"type"`
	Scopes []string `json:"scopes"`
	Iat    int64    `json:"iat"`
	Exp    int64    `json:"exp"`
	Jti    string   `json:"jti"`
}

func (c claims) may(scope string) bool { return slices.Contains(c.Scopes, scope) }

var issuingScopes = []string{"esim:write", "esim:read", "cards:write", "cards:read", "cardholders:write", "cardholders:read"}

func (s *Simulator) token(r *http.Request) sim.Answer {
	var in struct{ AppID, SecretKey, GrantType string }
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		return s.invalid(field{"body", "The body must be a JSON object"})
	}
	var wrong []field
	if len(in.AppID) < 8 {
		wrong = append(wrong, field{"appId", "appId must have at least 8 characters"})
	}
	if len(in.SecretKey) < 16 {
		wrong = append(wrong, field{"secretKey", "secretKey must have at least 16 characters"})
	}
	if in.GrantType != "client_credentials" {
		wrong = append(wrong, field{"grantType", "grantType must be client_credentials"})
	}
	if wrong != nil {
		return s.invalid(wrong...)
	}
	if in.SecretKey != sim.FyatuSecretKey {
		return s.refuse("AUTH_INVALID_CREDENTIALS")
	}
	switch in.AppID {
	case sim.FyatuAppID:
		return s.issue("Token generated successfully", claims{Sub: in.AppID, Type: "issuing", Scopes: issuingScopes})
	case CollectionAppID:
		return s.issue("Token generated successfully", claims{Sub: in.AppID, Type: "collection", Scopes: []string{"collections:read", "collections:write"}})
	case ArchivedAppID:
		return s.refuse("AUTH_APP_INACTIVE")
	default:
		return s.refuse("AUTH_INVALID_CREDENTIALS")
	}
}

// refreshToken gives a new token for one that is valid or ended just now. The
// old one stays what it was.
func (s *Simulator) refreshToken(r *http.Request) sim.Answer {
	c, code := s.caller(r, grace)
	if code != "" {
		return s.refuse(code)
	}
	return s.issue("Token refreshed successfully", c)
}

func (s *Simulator) revokeToken(r *http.Request) sim.Answer {
	c, code := s.caller(r, 0)
	if code != "" {
		return s.refuse(code)
	}
	s.mu.Lock()
	s.revoked[c.Jti] = true
	s.mu.Unlock()
	return s.success(http.StatusOK, "Token revoked successfully", nil)
}

func (s *Simulator) issue(message string, c claims) sim.Answer {
	now := s.world.Now()
	c.Bus, c.Iat, c.Exp = "sandbox-business", now.Unix(), now.Add(lifetime).Unix()
	c.Jti = s.world.UUID(Name, "token", strconv.Itoa(s.world.Next(Name+" token")))
	return s.success(http.StatusOK, message, map[string]any{
		"accessToken": s.signer.Sign(c), "tokenType": "Bearer", "expiresIn": int(lifetime.Seconds()), "expiresAt": offset(now.Add(lifetime)),
		"appType": c.Type, "scopes": c.Scopes,
	})
}

// caller reads the bearer's token, or returns the error code that refuses it.
func (s *Simulator) caller(r *http.Request, late time.Duration) (claims, string) {
	token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !ok || token == "" {
		return claims{}, "AUTH_TOKEN_MISSING"
	}
	const bad = "AUTH_TOKEN_INVALID"
	var c claims
	if !s.signer.Read(token, &c) {
		return claims{}, bad
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.revoked[c.Jti] || !s.world.Now().Before(time.Unix(c.Exp, 0).Add(late)) {
		return claims{}, bad
	}
	return c, ""
}
