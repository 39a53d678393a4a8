package reloadly

import (
	"context"
	"net/http"
	"time"

	"simdesk/providers/wire"
	"simdesk/providers/wire/loose"
)

// credentials is the sign-in request: a JSON body, not a form.
type credentials struct {
	ClientID     string `json:"client_id"`
	ClientSecret string `json:"client_secret"`
	GrantType    string `json:"grant_type"`
	Audience     string `json:"audience"`
}

// String hides the secret from logs.
func (c credentials) String() string { return c.ClientID + " ••••" }

// GoString hides the secret from %#v.
func (c credentials) GoString() string { return c.String() }

// shortestLife is taken for a token that does not say when it ends: the
// shortest life that was ever seen (sandbox).
const shortestLife = time.Hour

// signIn fetches a token for the airtime API. Source: reloadly.md section 1.
func (c *Client) signIn(ctx context.Context, _ wire.Token) (wire.Token, error) {
	resp, err := c.auth.Do(ctx, wire.Request{
		Op: "sign in", Method: http.MethodPost, Path: "/oauth/token", Body: c.login,
	})
	if err != nil {
		return wire.Token{}, err
	}
	var a struct {
		AccessToken loose.Text   `json:"access_token"`
		ExpiresIn   loose.Number `json:"expires_in"` // seconds, once seen as a string
	}
	if err := loose.Decode(resp.Body, &a); err != nil || a.AccessToken == "" {
		e := c.auth.Unreadable(resp, err)
		e.Detail = "" // the body may hold half a token
		return wire.Token{}, e
	}
	life := time.Duration(a.ExpiresIn.Int()) * time.Second
	if life <= 0 {
		life = shortestLife
	}
	return wire.Token{Value: string(a.AccessToken), Expires: c.now().Add(life)}, nil
}
