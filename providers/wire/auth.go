package wire

import (
	"context"
	"encoding/base64"
	"net/http"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"
)

// Auth puts credentials on requests.
type Auth interface {
	// Set adds the credentials. An error means that the request was not sent.
	Set(ctx context.Context, r *http.Request) error
	// Renew drops credentials that were refused, told by the Authorization
	// header they made, and reports whether trying again makes sense.
	Renew(refused string) bool
}

// Key is an Authorization header that does not change.
type Key string

// Bearer is the header for a key.
func Bearer(key string) Key { return Key("Bearer " + key) }

// Basic is the header for a user name and password (RFC 7617).
func Basic(user, password string) Key {
	return Key("Basic " + base64.StdEncoding.EncodeToString([]byte(user+":"+password)))
}

// Set adds the header.
func (k Key) Set(_ context.Context, r *http.Request) error {
	r.Header.Set("Authorization", string(k))
	return nil
}

// Renew reports that there is no other key.
func (k Key) Renew(string) bool { return false }

// String hides the key from logs.
func (k Key) String() string {
	scheme, _, _ := strings.Cut(string(k), " ")
	return scheme + " ••••"
}

// GoString hides the key from %#v.
func (k Key) GoString() string { return k.String() }

// Token is a bearer token with an end.
type Token struct {
	Value   string
	Expires time.Time
}

// Tokens fetches a token once for all who wait, renews it early and never
// logs it. old is the token about to end, empty when there is none worth
// refreshing.
type Tokens struct {
	fetch func(ctx context.Context, old Token) (Token, error)
	now   func() time.Time

	flight singleflight.Group
	mu     sync.Mutex
	token  Token
	early  time.Duration
}

// NewTokens returns an empty store over fetch.
func NewTokens(now func() time.Time, fetch func(ctx context.Context, old Token) (Token, error)) *Tokens {
	return &Tokens{fetch: fetch, now: now}
}

// Set adds the token, fetching one first where needed.
func (t *Tokens) Set(ctx context.Context, r *http.Request) error {
	value, err := t.get(ctx)
	if err != nil {
		return err
	}
	r.Header.Set("Authorization", "Bearer "+value)
	return nil
}

// Renew forgets the token if it is still the one that was refused: of many
// callers refused at once, the last must not drop what the first has fetched.
func (t *Tokens) Renew(refused string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if refused == "Bearer "+t.token.Value {
		t.token = Token{}
	}
	return true
}

// held returns the token and whether it can still be used.
func (t *Tokens) held() (Token, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.token, t.now().Before(t.token.Expires.Add(-t.early))
}

func (t *Tokens) get(ctx context.Context) (string, error) {
	if token, fresh := t.held(); fresh {
		return token.Value, nil
	}
	// The fetch serves everybody who waits, so one caller giving up must not
	// end it for the others.
	shared := context.WithoutCancel(ctx)
	ch := t.flight.DoChan("token", func() (any, error) { return t.renew(shared) })
	select {
	case <-ctx.Done():
		return "", ctx.Err()
	case r := <-ch:
		if r.Err != nil {
			return "", r.Err
		}
		return r.Val.(Token).Value, nil
	}
}

func (t *Tokens) renew(ctx context.Context) (Token, error) {
	// Another fetch may have ended between a caller's look and this one.
	old, fresh := t.held()
	if fresh {
		return old, nil
	}
	token, err := t.fetch(ctx, old)
	if err != nil {
		return Token{}, err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.token = token
	// Five minutes early, or a quarter of a short life.
	t.early = min(5*time.Minute, token.Expires.Sub(t.now())/4)
	return token, nil
}
