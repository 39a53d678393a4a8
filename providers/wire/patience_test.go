package wire

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

// slowAuth signs in before every request, and takes its time.
type slowAuth struct{ takes time.Duration }

func (a slowAuth) Set(ctx context.Context, r *http.Request) error {
	select {
	case <-time.After(a.takes):
	case <-ctx.Done():
		return ctx.Err()
	}
	return Bearer("key").Set(ctx, r)
}

func (slowAuth) Renew(string) bool { return false }

// A charging request waits as long as its operation's own time-out, however
// long it took to sign in: else a slow sign-in makes its outcome unknown.
func TestSigningInUsesUpNoneOfTheRequestsTime(t *testing.T) {
	t.Parallel()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		time.Sleep(600 * time.Millisecond)
		_, _ = w.Write([]byte(`{}`))
	}))
	defer s.Close()
	c := New(Options{Provider: "p", Title: "P", BaseURL: s.URL, Auth: slowAuth{600 * time.Millisecond}})
	_, err := c.Do(t.Context(), Request{Op: "sell", Method: http.MethodPost, Path: "/", Body: struct{}{}, Safety: Once, Timeout: time.Second})
	if err != nil {
		t.Errorf("%v", err)
	}
}
