package fyatu

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"time"

	"simdesk/providers/wire"
	"simdesk/providers/wire/loose"
)

// refreshable is how long after its end a token can still be refreshed.
const refreshable = 5 * time.Minute

// session gets tokens: a refresh while the old one allows it, else a new
// sign-in.
type session struct {
	client *Client

	mu      sync.Mutex
	expires time.Time // of the last token
}

type credentials struct {
	AppID     string `json:"appId"`
	SecretKey string `json:"secretKey"`
	GrantType string `json:"grantType"`
}

// fetch returns a token.
// Source: Fyatu docs, "Generate token", "Refresh token".
func (s *session) fetch(ctx context.Context, old string) (wire.Token, error) {
	if old != "" && s.canRefresh() {
		token, err := s.ask(ctx, wire.Request{Path: "/auth/refresh", Header: map[string]string{"Authorization": "Bearer " + old}})
		if err == nil {
			return token, nil
		}
	}
	c := s.client.c
	return s.ask(ctx, wire.Request{Path: "/auth/token", Body: credentials{c.AppID, c.SecretKey, "client_credentials"}})
}

func (s *session) canRefresh() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.client.c.Now().Before(s.expires.Add(refreshable))
}

func (s *session) ask(ctx context.Context, r wire.Request) (wire.Token, error) {
	r.Op, r.Method, r.Open = opSignIn, http.MethodPost, true
	resp, err := s.client.w.Do(ctx, r)
	if err != nil {
		return wire.Token{}, err
	}
	got, _, err := data[struct {
		AccessToken loose.Text   `json:"accessToken"`
		ExpiresIn   loose.Number `json:"expiresIn"`
		ExpiresAt   loose.Text   `json:"expiresAt"`
	}](s.client, resp)
	if err != nil {
		return wire.Token{}, err
	}
	if got.AccessToken == "" {
		return wire.Token{}, s.client.w.Unreadable(resp, errors.New("no token in the answer"))
	}
	token := wire.Token{Value: string(got.AccessToken), Expires: s.end(got.ExpiresIn, got.ExpiresAt)}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.expires = token.Expires
	return token, nil
}

// end prefers the duration to the date, which is by Fyatu's clock. A token of
// unknown life is used for an hour; a 401 renews it earlier.
func (s *session) end(seconds loose.Number, at loose.Text) time.Time {
	now := s.client.c.Now()
	if seconds.Int() > 0 {
		return now.Add(time.Duration(seconds.Int()) * time.Second)
	}
	if t := moment(at); t != nil && t.After(now) {
		return *t
	}
	return now.Add(time.Hour)
}
