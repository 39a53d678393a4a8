package wire

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"simdesk/providers"
)

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// counted issues token-1, token-2, … of one hour and counts.
func counted(n *atomic.Int32) *Tokens {
	return NewTokens(time.Now, func(context.Context, Token) (Token, error) {
		return Token{fmt.Sprintf("token-%d", n.Add(1)), time.Now().Add(time.Hour)}, nil
	})
}

// itself explains a 401 as a client does that recognised the provider's own.
func itself(resp Response) *providers.Error {
	if resp.Status == http.StatusUnauthorized && string(resp.Body) == "ours" {
		return &providers.Error{Outcome: providers.NotSent}
	}
	return nil
}

func TestARefusedCredential(t *testing.T) {
	t.Parallel()
	unauthorized := func(requests int) verdict { return verdict{providers.KindUnauthorized, providers.NotSent, requests} }
	cases := []struct {
		name       string
		auth       func(*atomic.Int32) Auth
		accepts    string // the token that works
		answer     string // to the others, with 401
		sale, look verdict
	}{
		{"a token that has ended is renewed once", func(n *atomic.Int32) Auth { return counted(n) }, "Bearer token-2", "ours", verdict{Requests: 2}, verdict{Requests: 2}},
		{"new tokens that are refused too", func(n *atomic.Int32) Auth { return counted(n) }, "none", "ours", unauthorized(2), unauthorized(2)},
		{"a key has no other", func(*atomic.Int32) Auth { return Bearer("some-key") }, "none", "ours", unauthorized(1), unauthorized(1)},
		{"a password has no other", func(*atomic.Int32) Auth { return Basic("ann", "pass") }, "none", "ours", unauthorized(1), unauthorized(1)},
		{"no credentials at all", func(*atomic.Int32) Auth { return nil }, "none", "ours", unauthorized(1), unauthorized(1)},
		// The provider may have charged, and somebody on the way said 401.
		{"a 401 that nobody recognised", func(n *atomic.Int32) Auth { return counted(n) }, "Bearer token-2", "<html>", open(1), verdict{Requests: 2}},
		{"a 401 without a word", func(n *atomic.Int32) Auth { return counted(n) }, "Bearer token-2", "", open(1), verdict{Requests: 2}},
		{"a key refused by nobody knows whom", func(*atomic.Int32) Auth { return Bearer("some-key") }, "none", "<html>", open(1), unauthorized(1)},
	}
	for _, c := range cases {
		for _, side := range []struct {
			r    Request
			want verdict
		}{{sale, c.sale}, {look, c.look}} {
			t.Run(c.name+": "+side.r.Op, func(t *testing.T) {
				t.Parallel()
				var n atomic.Int32
				url, requests := serve(t, func(w http.ResponseWriter, r *http.Request) {
					if r.Header.Get("Authorization") != c.accepts {
						w.WriteHeader(http.StatusUnauthorized)
						_, _ = w.Write([]byte(c.answer))
					}
				})
				client := dial(t, url, auth(c.auth(&n)), func(o *Options) { o.Explain = itself })
				_, err := client.Do(t.Context(), side.r)
				same(t, side.want, verdictOf(t, err, requests.Load()))
				if fetched := n.Load(); fetched != 0 && fetched != requests.Load() {
					t.Errorf("%d tokens for %d requests", fetched, requests.Load())
				}
			})
		}
	}
}

// Of a read any 401 will do, whatever it is taken for; a sign-in has no
// credentials that could be renewed, and is not sent again.
func TestWhichReadsAreSentAgain(t *testing.T) {
	t.Parallel()
	for open, want := range map[bool]int32{false: 2, true: 1} {
		var n atomic.Int32
		url, requests := serve(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusUnauthorized) })
		r := look
		r.Open = open
		_, err := dial(t, url, auth(counted(&n)), refuses).Do(t.Context(), r)
		same(t, []any{want, providers.Refused}, []any{requests.Load(), providers.AsError(err).Outcome})
	}
}

func TestASaleRefusedThenLostIsNotKnown(t *testing.T) {
	t.Parallel()
	var n atomic.Int32
	s := listen(t, func(c *caller) {
		if r := c.request(); r != nil && r.Header.Get("Authorization") == "Bearer token-1" {
			c.say("HTTP/1.1 401 Unauthorized\r\nContent-Length: 4\r\n\r\nours")
		}
	})
	_, err := dial(t, s.URL, auth(counted(&n)), func(o *Options) { o.Explain = itself }).Do(t.Context(), sale)
	same(t, open(2), verdictOf(t, err, s.requests.Load()))
}

// Whatever becomes of a sign-in, the sale that waited for it never left.
func TestASignInThatFailsIsNoSale(t *testing.T) {
	t.Parallel()
	never := func(k providers.ErrorKind) verdict { return verdict{k, providers.NotSent, 0} }
	for _, c := range []struct {
		name string
		act  func(*caller)
		want verdict
	}{
		{"refused", func(c *caller) { c.request(); c.say("HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n") }, never(providers.KindUnauthorized)},
		{"forbidden", func(c *caller) { c.request(); c.say("HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n") }, never(providers.KindUnauthorized)},
		{"throttled", func(c *caller) { c.request(); c.say("HTTP/1.1 429 No\r\nRetry-After: 60\r\nContent-Length: 0\r\n\r\n") }, never(providers.KindThrottled)},
		{"connection lost", func(c *caller) { c.request() }, never(providers.KindUnavailable)},
		{"answer lost", func(c *caller) { c.request(); c.say(goodAnswer[:len(goodAnswer)-2]) }, never(providers.KindUnavailable)},
		{"down", func(c *caller) { c.request(); c.say("HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n") }, never(providers.KindUnavailable)},
		{"garbage", func(c *caller) { c.request(); c.say("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n?") }, never(providers.KindUnavailable)},
		{"no answer in time", func(c *caller) { c.request(); c.hang() }, never(providers.KindUnavailable)},
	} {
		for _, safety := range []Safety{Read, Once} {
			for _, refusedFirst := range []bool{false, true} {
				t.Run(fmt.Sprint(c.name, safety, refusedFirst), func(t *testing.T) {
					t.Parallel()
					door := dial(t, listen(t, c.act).URL, timeout(100*time.Millisecond), func(o *Options) { o.Attempts = 1 })
					var n int32
					tokens := NewTokens(time.Now, func(ctx context.Context, _ Token) (Token, error) {
						if n++; refusedFirst && n == 1 {
							return Token{"old-token", time.Now().Add(time.Hour)}, nil
						}
						resp, err := door.Do(ctx, Request{Op: "sign in", Path: "/token", Open: true, Safety: safety})
						if err == nil {
							err = door.Decode(resp, &struct{}{})
						}
						return Token{}, err
					})
					url, requests := serve(t, func(w http.ResponseWriter, _ *http.Request) {
						w.WriteHeader(http.StatusUnauthorized)
						_, _ = w.Write([]byte("ours"))
					})
					_, err := dial(t, url, auth(tokens), func(o *Options) { o.Explain = itself }).Do(t.Context(), sale)
					want := c.want
					if safety == Once {
						want.Kind = providers.KindUnavailable // as of any write that nobody explained
					}
					if refusedFirst {
						want.Requests = 1 // refused by the provider itself: it did not run
					}
					same(t, want, verdictOf(t, err, requests.Load()))
				})
			}
		}
	}
}

func TestASignInThatTakesTooLongIsNoSale(t *testing.T) {
	t.Parallel()
	release := make(chan struct{})
	tokens := NewTokens(time.Now, func(context.Context, Token) (Token, error) {
		<-release
		return Token{"late-token", time.Now().Add(time.Hour)}, nil
	})
	url, requests := serve(t, func(http.ResponseWriter, *http.Request) {})
	c := dial(t, url, auth(tokens), timeout(20*time.Millisecond))
	_, err := c.Do(t.Context(), sale)
	same(t, notSent(0), verdictOf(t, err, requests.Load()))
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = c.Do(gone, sale)
	same(t, notSent(0), verdictOf(t, err, requests.Load()))
	same(t, because("wire.stopped"), providers.AsError(err).Why)
	close(release)
	long := sale
	long.Timeout = 5 * time.Second
	_, err = c.Do(t.Context(), long)
	same(t, verdict{Requests: 1}, verdictOf(t, err, requests.Load()))
}

func TestFiftyCallersSignInOnce(t *testing.T) {
	t.Parallel()
	var n atomic.Int32
	tokens := counted(&n)
	everybody := func(f func()) {
		var wait sync.WaitGroup
		for range 50 {
			wait.Go(f)
		}
		wait.Wait()
	}
	want := func(value string) func() {
		return func() {
			if got, err := tokens.get(t.Context()); got != value || err != nil {
				t.Errorf("%q %v", got, err)
			}
		}
	}
	everybody(want("token-1"))
	same(t, int32(1), n.Load())
	// One that looked before the first fetch had ended, and asks after it.
	if got, err := tokens.renew(t.Context()); got.Value != "token-1" || err != nil {
		t.Errorf("%v %v", got, err)
	}
	// All fifty are refused at once: the last to hear of it must not drop the
	// token that the first has fetched meanwhile.
	everybody(func() {
		tokens.Renew("Bearer token-1")
		want("token-2")()
	})
	same(t, int32(2), n.Load())
}

func TestOneCallerGivingUpLeavesTheOthersTheirToken(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		tokens := NewTokens(time.Now, func(ctx context.Context, _ Token) (Token, error) {
			select {
			case <-ctx.Done():
				return Token{}, ctx.Err()
			case <-time.After(time.Minute):
				return Token{"token", time.Now().Add(time.Hour)}, nil
			}
		})
		hasty, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		var wait sync.WaitGroup
		wait.Go(func() {
			if _, err := tokens.get(hasty); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("the first did not give up: %v", err)
			}
		})
		synctest.Wait() // the one that gives up is the one that began
		wait.Go(func() {
			if got, err := tokens.get(t.Context()); got != "token" || err != nil {
				t.Errorf("the second: %q %v", got, err)
			}
		})
		wait.Wait()
	})
}

func TestTokensAreRenewedEarly(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		life, fresh, stale time.Duration
	}{
		{time.Hour, 55*time.Minute - time.Second, 55 * time.Minute},
		{4 * time.Minute, 3*time.Minute - time.Second, 3 * time.Minute},
		{0, -1, 0},
		{-time.Hour, -1, 0}, // a token that comes with its end behind it
	} {
		t.Run(c.life.String(), func(t *testing.T) {
			t.Parallel()
			now := noon
			var olds []string
			tokens := NewTokens(func() time.Time { return now }, func(_ context.Context, old Token) (Token, error) {
				olds = append(olds, old.Value)
				return Token{fmt.Sprintf("token-%d", len(olds)), now.Add(c.life)}, nil
			})
			get := func(at time.Duration, want string) {
				now = noon.Add(at)
				if got, err := tokens.get(t.Context()); got != want || err != nil {
					t.Errorf("after %v: %q %v, want %q", at, got, err, want)
				}
			}
			get(0, "token-1")
			if c.fresh >= 0 {
				get(c.fresh, "token-1")
			}
			get(c.stale, "token-2")
			same(t, []string{"", "token-1"}, olds)
		})
	}
}

func TestARefusedTokenIsNotRefreshed(t *testing.T) {
	t.Parallel()
	var olds []string
	tokens := NewTokens(time.Now, func(_ context.Context, old Token) (Token, error) {
		olds = append(olds, old.Value)
		return Token{fmt.Sprintf("token-%d", len(olds)), time.Now().Add(time.Hour)}, nil
	})
	for range 2 {
		if _, err := tokens.get(t.Context()); err != nil {
			t.Fatal(err)
		}
		tokens.Renew("Bearer token-1")
		tokens.Renew("Bearer something else")
	}
	if got, err := tokens.get(t.Context()); got != "token-2" || err != nil {
		t.Errorf("%q %v", got, err)
	}
	same(t, []string{"", ""}, olds)
}

func TestCredentialsDoNotPrint(t *testing.T) {
	t.Parallel()
	for _, a := range []Auth{Bearer("hush-hush"), Basic("ann", "hush-hush")} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
			if got := fmt.Sprintf(verb, a); got != "Bearer ••••" && got != "Basic ••••" {
				t.Errorf("%s: %s", verb, got)
			}
		}
	}
}
