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

	"github.com/google/go-cmp/cmp/cmpopts"

	"simdesk/providers"
	"simdesk/providers/wire/loose"
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
				if took := time.Since(start); took > 31*time.Second || l.asked != 1 || providers.AsError(err).Why.Key != "wire.late" {
					t.Errorf("%v after %s and %d requests", err, took, l.asked)
				}
			})
		})
	}
}

// steady sends four kilobytes of rows every second, more than may come of one
// that trickles, and ends after as many seconds.
type steady struct {
	trickle
	n, ends int
}

func (s *steady) Read(b []byte) (int, error) {
	if _, err := s.trickle.Read(b[:1]); err != nil {
		return 0, err
	}
	s.n++
	switch s.n {
	case 1:
		return copy(b, `{"data":[{}`), nil
	case s.ends + 1:
		return copy(b, "]}"), nil
	case s.ends + 2:
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
		for seconds, patience := range map[int]time.Duration{60: 0, 118: 2 * time.Minute} {
			c := New(Options{Provider: "acme", Title: "Acme", Transport: &steady{ends: seconds}, Timeout: patience})
			kept, _, err := Rows(t.Context(), c, look, "data", func(int, struct{}) []int { return []int{1} })
			if err != nil || len(kept) != seconds {
				t.Errorf("%d rows of %d, %v", len(kept), seconds, err)
			}
		}
	})
}

// stops sends a list of some bytes at once, and its end after 40 seconds.
type stops struct {
	trickle
	text string
	late bool
}

func (s *stops) RoundTrip(r *http.Request) (*http.Response, error) {
	connects(r)
	s.trickle = trickle{r, new(atomic.Bool)}
	return &http.Response{StatusCode: 200, Header: http.Header{}, Request: r, Body: s}, nil
}

func (s *stops) Read(b []byte) (int, error) {
	if s.text == "" && s.late {
		return 0, io.EOF
	}
	for n := 0; s.text == "" && n < 40; n++ {
		if _, err := s.trickle.Read(b[:1]); err != nil {
			return 0, err
		}
	}
	if s.text == "" {
		s.text, s.late = "]", true
	}
	n := copy(b, s.text)
	s.text = s.text[n:]
	return n, nil
}

// A list flows when as much of it has come as 64 KiB in the time of one answer.
func TestWhenAListFlows(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		for length, want := range map[int]error{64 << 10: nil, 64<<10 - 1: errTrickles} {
			s := &stops{text: "[1" + strings.Repeat(" ", length-2)}
			kept, _, err := Rows(t.Context(), New(Options{Title: "Acme", Transport: s}), look, "", func(int, loose.Text) []int { return []int{1} })
			if !errors.Is(err, want) || (err == nil) != (len(kept) == 1) {
				t.Errorf("%d bytes: %d rows, %v", length, len(kept), err)
			}
		}
	})
}

// What the first attempt got says nothing about the second.
func TestAListThatBreaksOffAndThenTrickles(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := steps{
			func(r *http.Request) (*http.Response, error) {
				return (&bodies{list: []string{"[1," + strings.Repeat(" ", 100<<10)}, cut: true}).RoundTrip(r)
			},
			hangs,
		}
		start := time.Now()
		_, _, err := Rows(t.Context(), New(Options{Title: "Acme", Transport: &s}), look, "", func(int, loose.Text) []int { return nil })
		if took := time.Since(start); took > 31*time.Second || !errors.Is(err, errTrickles) {
			t.Errorf("%v after %s", err, took)
		}
	})
}

// steps answer one request each.
type steps []func(*http.Request) (*http.Response, error)

func (s *steps) RoundTrip(r *http.Request) (*http.Response, error) {
	connects(r)
	next := (*s)[0]
	*s = (*s)[1:]
	return next(r)
}

func hangs(r *http.Request) (*http.Response, error) {
	<-r.Context().Done()
	return nil, r.Context().Err()
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

// The last attempt is cut off at the end of the budget, not of its own time.
func TestTheLastAttemptEndsWithTheBudget(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := steps{slowly(29 * time.Second).RoundTrip, hangs}
		start := time.Now()
		_, err := New(Options{Provider: "acme", Title: "Acme", Transport: &s}).Do(t.Context(), look)
		same(t, 45*time.Second, time.Since(start))
		same(t, providers.Error{Kind: providers.KindUnavailable, Provider: "acme", Why: because("wire.late"),
			Err: context.DeadlineExceeded}, *providers.AsError(err), cmpopts.EquateErrors())
	})
}

// A pause that the provider asks for comes off the budget: what it leaves must
// be worth an attempt.
func TestAPauseComesOffTheBudget(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		for pause, want := range map[string]time.Duration{"17": 29 * time.Second, "18": 12 * time.Second} {
			late := func(r *http.Request) (*http.Response, error) {
				res, err := slowly(12 * time.Second).RoundTrip(r)
				res.Header.Set("Retry-After", pause)
				return res, err
			}
			s := steps{late, func(r *http.Request) (*http.Response, error) { return (&bodies{list: []string{"{}"}}).RoundTrip(r) }}
			start := time.Now()
			_, _ = New(Options{Title: "Acme", Transport: &s}).Do(t.Context(), look)
			same(t, want, time.Since(start))
		}
	})
}

// slowly answers 503 after a while.
type slowly time.Duration

func (s slowly) RoundTrip(r *http.Request) (*http.Response, error) {
	time.Sleep(time.Duration(s))
	return &http.Response{StatusCode: 503, Header: http.Header{}, Request: r, Body: io.NopCloser(http.NoBody)}, nil
}
