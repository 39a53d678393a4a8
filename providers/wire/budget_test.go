package wire

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptrace"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"simdesk/providers"
)

// loris answers a blank every second, for ever.
type loris struct{ asked int }

func (l *loris) RoundTrip(r *http.Request) (*http.Response, error) {
	l.asked++
	connects(r)
	return &http.Response{StatusCode: 200, Header: http.Header{}, Request: r, Body: trickle{r, new(atomic.Bool)}}, nil
}

// connects tells who watches a request that there is a connection for it.
func connects(r *http.Request) {
	if watch := httptrace.ContextClientTrace(r.Context()); watch != nil {
		watch.GotConn(httptrace.GotConnInfo{})
	}
}

type trickle struct {
	r    *http.Request
	over *atomic.Bool
}

func (t trickle) Read(b []byte) (int, error) {
	select {
	case <-t.r.Context().Done():
		if t.over.Swap(true) {
			return 0, errors.New("read on a body that is over")
		}
		return 0, t.r.Context().Err()
	case <-time.After(time.Second):
		return copy(b, " "), nil
	}
}

func (trickle) Close() error { return nil }

// An answer that trickles for ever is waited for once, not three times one after
// the other, whether it is read whole or row by row.
func TestAReadThatTricklesIsGivenUp(t *testing.T) {
	t.Parallel()
	for name, read := range map[string]func(context.Context, *Client) error{
		"whole": func(ctx context.Context, c *Client) error { _, err := c.Do(ctx, look); return err },
		"rows": func(ctx context.Context, c *Client) error {
			_, _, err := Rows(ctx, c, look, "data", func(int, struct{}) []int { return nil })
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				l := &loris{}
				start := time.Now()
				err := read(t.Context(), New(Options{Provider: "acme", Title: "Acme", Transport: l}))
				if took := time.Since(start); took > 31*time.Second || l.asked != 1 || providers.AsError(err).Message != "Acme did not answer in time. Try again in a moment." {
					t.Errorf("%v after %s and %d requests", err, took, l.asked)
				}
			})
		})
	}
}

// steady sends a kilobyte of rows every second, more than may come of one that
// trickles, and ends after a minute.
type steady struct {
	trickle
	n int
}

func (s *steady) Read(b []byte) (int, error) {
	if _, err := s.trickle.Read(b[:1]); err != nil {
		return 0, err
	}
	s.n++
	switch s.n {
	case 1:
		return copy(b, `{"data":[{}`), nil
	case 61:
		return copy(b, "]}"), nil
	case 62:
		return 0, io.EOF
	}
	return copy(b, ",{"+strings.Repeat(" ", min(len(b), 4000)-3)+"}"), nil
}

func (s *steady) RoundTrip(r *http.Request) (*http.Response, error) {
	s.trickle = trickle{r, new(atomic.Bool)}
	return &http.Response{StatusCode: 200, Header: http.Header{}, Request: r, Body: s}, nil
}

// A long list that flows may take longer than any other answer: on a slow
// machine it is our own reading that takes it.
func TestALongListThatFlowsIsReadToItsEnd(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := New(Options{Provider: "acme", Title: "Acme", Transport: &steady{}})
		kept, _, err := Rows(t.Context(), c, look, "data", func(int, struct{}) []int { return []int{1} })
		if err != nil || len(kept) != 60 {
			t.Errorf("%d rows, %v", len(kept), err)
		}
	})
}

// Failures that each take a while end together within one budget.
func TestAllAttemptsTogetherHaveABudget(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		slow := slowly(10 * time.Second)
		start := time.Now()
		_, err := New(Options{Provider: "acme", Title: "Acme", Transport: slow, Attempts: 20}).Do(t.Context(), look)
		if took := time.Since(start); took > 45*time.Second || took < 20*time.Second || !providers.IsKind(err, providers.KindUnavailable) {
			t.Errorf("%v after %s", err, took)
		}
	})
}

// slowly answers 503 after a while.
type slowly time.Duration

func (s slowly) RoundTrip(r *http.Request) (*http.Response, error) {
	time.Sleep(time.Duration(s))
	return &http.Response{StatusCode: 503, Header: http.Header{}, Request: r, Body: io.NopCloser(http.NoBody)}, nil
}
