package fyatu

import (
	"context"
	"errors"
	"net/http"
	"time"

	"simdesk/providers/wire"
	"simdesk/providers/wire/loose"
)

// refreshable is how long after its end a token can still be refreshed.
const refreshable = 5 * time.Minute

type credentials struct {
	AppID     string `json:"appId"`
	SecretKey string `json:"secretKey"`
	GrantType string `json:"grantType"`
}

// signIn returns a token: the old one refreshed while Fyatu allows it, else a new
// one.
// Source: Fyatu docs, "Generate token", "Refresh token".
func (c *Client) signIn(ctx context.Context, old wire.Token) (wire.Token, error) {
	if old.Value != "" && c.c.Now().Before(old.Expires.Add(refreshable)) {
		token, err := c.askToken(ctx, wire.Request{Path: "/auth/refresh", Header: map[string]string{"Authorization": "Bearer " + old.Value}})
		if err == nil {
			return token, nil
		}
	}
	return c.askToken(ctx, wire.Request{Path: "/auth/token", Body: credentials{c.c.AppID, c.c.SecretKey, "client_credentials"}})
}

func (c *Client) askToken(ctx context.Context, r wire.Request) (wire.Token, error) {
	r.Op, r.Method, r.Open = opSignIn, http.MethodPost, true
	got, resp, err := ask[struct {
		AccessToken loose.Text   `json:"accessToken"`
		ExpiresIn   loose.Number `json:"expiresIn"`
		ExpiresAt   loose.Text   `json:"expiresAt"`
	}](ctx, c, r)
	if err == nil && got.AccessToken == "" {
		err = c.w.Unreadable(resp, errors.New("no token in the answer"))
	}
	if err != nil {
		return wire.Token{}, err
	}
	return wire.Token{Value: string(got.AccessToken), Expires: c.end(got.ExpiresIn, got.ExpiresAt)}, nil
}

// end prefers the duration to the date, which is by Fyatu's clock. A token of
// unknown life is used for an hour; a 401 renews it earlier.
func (c *Client) end(seconds loose.Number, at loose.Text) time.Time {
	now := c.c.Now()
	if seconds.Int() > 0 {
		return now.Add(time.Duration(seconds.Int()) * time.Second)
	}
	if t := moment(at); t != nil && t.After(now) {
		return *t
	}
	return now.Add(time.Hour)
}
