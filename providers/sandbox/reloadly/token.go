package reloadly

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"

	"simdesk/providers/sandbox/sim"
)

// lifetime is the sandbox's. The live one is sixty days.
const lifetime = 24 * time.Hour

const scopes = "send-topups read-operators read-promotions read-topups-history read-prepaid-balance read-prepaid-commissions"

// audiences are the products that a token can be for, and whether this one is
// among them. Which of the two environments a server on loopback stands for is
// its user's affair, so both are.
var audiences = map[string]bool{
	"https://topups.reloadly.com":               true,
	"https://topups-sandbox.reloadly.com":       true,
	"https://topups-hs256.reloadly.com":         true,
	"https://topups-hs256-sandbox.reloadly.com": true,
	"https://giftcards.reloadly.com":            false,
	"https://giftcards-sandbox.reloadly.com":    false,
	"https://utilities.reloadly.com":            false,
	"https://utilities-sandbox.reloadly.com":    false,
}

// claims are what a token says about its bearer.
type claims struct {
	Audience string `json:"aud"`
	Subject  string `json:"sub"`
	Issued   int64  `json:"iat"`
	Expires  int64  `json:"exp"`
	ID       string `json:"jti"`
}

func (s *Simulator) token(r *http.Request) sim.Answer {
	if !isJSON(r) {
		return s.spring(http.StatusUnsupportedMediaType, r)
	}
	var in struct {
		ClientID string `json:"client_id"`
		Secret   string `json:"client_secret"`
		Grant    string `json:"grant_type"`
		Audience string `json:"audience"`
	}
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		return s.refuse(r, invalidInput("body", "must be a JSON object"))
	}
	if in.Grant != "client_credentials" {
		return s.refuse(r, invalidInput("grant_type", "must be client_credentials"))
	}
	if _, ok := audiences[in.Audience]; !ok {
		return s.refuse(r, trouble{http.StatusBadRequest, "INVALID_AUDIENCE", "The provided audience is not valid", nil})
	}
	if in.ClientID != sim.ReloadlyClientID || in.Secret != sim.ReloadlySecret {
		return s.refuse(r, trouble{http.StatusUnauthorized, "INVALID_CREDENTIALS", "Access Denied", nil})
	}
	now := s.world.Now()
	c := claims{Audience: in.Audience, Subject: in.ClientID, Issued: now.Unix(), Expires: now.Add(lifetime).Unix(),
		ID: s.world.UUID(Name, "token", strconv.Itoa(s.world.Next(Name+" token")))}
	return sim.Answer{Body: map[string]any{
		"access_token": s.signer.Sign(c), "scope": scopes, "expires_in": int(lifetime.Seconds()), "token_type": "Bearer",
	}}
}

// caller checks the bearer's token, or returns what refuses it.
func (s *Simulator) caller(r *http.Request) (sim.Answer, bool) {
	token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !ok || token == "" {
		return s.refuse(r, trouble{http.StatusUnauthorized, "MISSING_TOKEN", "Full authentication is required to access this resource", nil}), false
	}
	var c claims
	if !s.signer.Read(token, &c) || !audiences[c.Audience] {
		return s.refuse(r, trouble{http.StatusUnauthorized, "INVALID_TOKEN",
			"Invalid token, make sure token is valid for the given environment", nil}), false
	}
	if s.world.Now().Unix() >= c.Expires {
		return s.refuse(r, trouble{http.StatusUnauthorized, "TOKEN_EXPIRED", "The access token expired", nil}), false
	}
	return sim.Answer{}, true
}
