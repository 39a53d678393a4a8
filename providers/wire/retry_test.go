package wire

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"simdesk/providers"
)

// scripted answers each request in turn and notes when it came. Time stands
// still inside a bubble unless everybody waits.
type scripted struct {
	answers []answer // the last one stays
	at      []time.Duration
	started time.Time
}

// answer is a status with headers, or no answer at all.
type answer struct {
	status int
	header http.Header
	err    error
}

func script(answers ...answer) *scripted { return &scripted{answers: answers, started: time.Now()} }

func (s *scripted) RoundTrip(*http.Request) (*http.Response, error) {
	s.at = append(s.at, time.Since(s.started))
	a := s.answers[min(len(s.at), len(s.answers))-1]
	if a.err != nil {
		return nil, a.err
	}
	return &http.Response{StatusCode: a.status, Header: a.header, Body: io.NopCloser(strings.NewReader("{}"))}, nil
}

func says(status int, header ...string) answer {
	a := answer{status: status, header: http.Header{}}
	for i := 0; i+1 < len(header); i += 2 {
		a.header.Set(header[i], header[i+1])
	}
	return a
}

var snaps = answer{err: io.ErrUnexpectedEOF}

func over(s *scripted, change ...func(*Options)) *Client {
	o := Options{Provider: "acme", Title: "Acme", BaseURL: "http://acme.invalid", Transport: s, Backoff: time.Second}
	for _, f := range change {
		f(&o)
	}
	return New(o)
}

func TestAReadIsTriedAgainUntilItWorks(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := script(snaps, says(503), says(200))
		if _, err := over(s).Do(t.Context(), look); err != nil {
			t.Fatal(err)
		}
		pauses := []time.Duration{s.at[1], s.at[2] - s.at[1]}
		for i, p := range pauses {
			ideal := time.Second << i
			if p < ideal*3/4 || p > ideal*5/4 {
				t.Errorf("pause %d was %v", i+1, p)
			}
		}
	})
}

func TestPausesGrowToALimitAndNeverAgreeTwice(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := script(says(429))
		_, err := over(s, func(o *Options) { o.Attempts, o.Timeout = 9, 5*time.Minute }).Do(t.Context(), look)
		same(t, verdict{providers.KindThrottled, providers.Refused, 9}, verdictOf(t, err, int32(len(s.at))))
		seen := map[time.Duration]bool{}
		for i := 1; i < len(s.at); i++ {
			pause := s.at[i] - s.at[i-1]
			if pause > longestPause*5/4 {
				t.Errorf("waited %v", pause)
			}
			seen[pause%time.Second] = true
		}
		if len(seen) < 4 {
			t.Errorf("the pauses have no jitter: %v", s.at)
		}
	})
}

func TestRetryAfterIsKeptToTheLetter(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		for range 20 { // a jitter that shortens it would show sooner or later
			s := script(says(429, "Retry-After", "7"), says(503, "Retry-After", "20"), says(200))
			if _, err := over(s).Do(t.Context(), look); err != nil {
				t.Fatal(err)
			}
			same(t, []time.Duration{0, 7 * time.Second, 27 * time.Second}, s.at)
		}
	})
}

func TestALongRetryAfterIsToldInsteadOfWaitedFor(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		for _, status := range []int{429, 503} {
			s := script(says(status, "Retry-After", "99999999999"))
			_, err := over(s).Do(t.Context(), look)
			same(t, []time.Duration{0}, s.at)
			same(t, maxRetryAfter, providers.AsError(err).RetryAfter)
		}
	})
}

func TestHowLongAReadWaitsWhenAsked(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		for _, status := range []int{429, 503} {
			for pause, want := range map[string][]time.Duration{"20": {0, 20 * time.Second}, "21": {0}} {
				s := script(says(status, "Retry-After", pause), says(200))
				_, _ = over(s).Do(t.Context(), look)
				same(t, want, s.at)
			}
		}
	})
}

func TestASaleIsNotTriedAgain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		for _, a := range []answer{snaps, says(429, "Retry-After", "1"), says(503), says(408), says(302)} {
			s := script(a)
			if _, err := over(s).Do(t.Context(), sale); err == nil {
				t.Error("no error")
			}
			same(t, []time.Duration{0}, s.at)
		}
	})
}

func TestAnEndpointThatIsGoneIsNotAskedAgain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := script(says(410))
		c := over(s, func(o *Options) {
			o.Explain = func(Response) *providers.Error { return &providers.Error{Kind: providers.KindUnavailable} }
		})
		for range 6 { // and the breaker does not mind
			_, err := c.Do(t.Context(), look)
			same(t, verdict{providers.KindUnavailable, providers.Refused, 0}, verdictOf(t, err, 0))
		}
		same(t, 6, len(s.at))
	})
}

func TestGivingUpBetweenAttempts(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := script(says(429, "Retry-After", "15"))
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		_, err := over(s).Do(ctx, look)
		same(t, down(1), verdictOf(t, err, int32(len(s.at))))
		if waited := time.Since(s.started); waited != 5*time.Second || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("after %v: %v", waited, err)
		}
	})
}

func TestABrokenProviderIsLeftAloneAndAskedAgain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		fails := answer{err: errors.New("nobody there")}
		s := script(fails, fails, fails, fails, fails, says(200))
		c := over(s, func(o *Options) { o.Attempts = 1 })
		ask := func() *providers.Error { _, err := c.Do(t.Context(), look); return providers.AsError(err) }
		for range 5 {
			same(t, because("wire.unreached"), ask().Why)
		}
		alone := ask()
		same(t, notSent(5), verdictOf(t, alone, int32(len(s.at))))
		same(t, because("wire.left_alone"), alone.Why)
		// A sale is a person's own decision: the breaker never stands in its way.
		if _, err := c.Do(t.Context(), sale); err != nil {
			t.Error(err)
		}
		time.Sleep(10*time.Second + time.Millisecond)
		for range 6 {
			if e := ask(); e != nil {
				t.Errorf("has not recovered: %v", e)
			}
		}
		same(t, 12, len(s.at))
	})
}

// A person who leaves a screen has not found the provider down.
func TestGivingUpDoesNotOpenTheBreaker(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := steps{hangs, hangs, hangs, hangs, hangs, hangs, func(r *http.Request) (*http.Response, error) { return script(says(200)).RoundTrip(r) }}
		c := New(Options{Provider: "acme", Title: "Acme", Transport: &s})
		for range 6 {
			ctx, cancel := context.WithCancel(t.Context())
			time.AfterFunc(time.Second, cancel)
			_, err := c.Do(ctx, look)
			same(t, because("wire.stopped"), providers.AsError(err).Why)
		}
		if _, err := c.Do(t.Context(), look); err != nil {
			t.Error(err)
		}
	})
}

func TestOneBrokenOperationDoesNotSilenceTheOthers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		fails := answer{err: errors.New("nobody there")}
		s := script(fails, fails, fails, fails, fails, says(200))
		c := over(s, func(o *Options) { o.Attempts = 1 })
		for range 6 {
			_, _ = c.Do(t.Context(), look)
		}
		other := look
		other.Op = "another"
		if _, err := c.Do(t.Context(), other); err != nil {
			t.Errorf("another operation: %v", err)
		}
		same(t, 6, len(s.at))
	})
}

func TestWhatDoesNotOpenTheBreaker(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		for _, status := range []int{400, 401, 404, 410, 429} {
			s := script(says(status))
			c := over(s, func(o *Options) { o.Attempts = 1 })
			for range 8 {
				_, _ = c.Do(t.Context(), look)
			}
			if len(s.at) != 8 {
				t.Errorf("%d: asked %d times of 8", status, len(s.at))
			}
		}
		mixed := script(snaps, snaps, snaps, snaps, says(200), snaps, snaps, snaps, snaps, says(200))
		c := over(mixed, func(o *Options) { o.Attempts = 1 })
		for range 10 {
			_, _ = c.Do(t.Context(), look)
		}
		same(t, 10, len(mixed.at))
	})
}

func TestTheProvidersClock(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		date := func(ahead time.Duration) string { return time.Now().UTC().Add(ahead).Format(http.TimeFormat) }
		s := script()
		c := over(s)
		if _, known := c.Skew(); known {
			t.Error("known before any answer")
		}
		for _, x := range []struct {
			date string
			want time.Duration
		}{
			{date(6 * time.Minute), 6 * time.Minute},
			{"yesterday", 6 * time.Minute}, // what is not a date changes nothing
			{date(-time.Hour), -time.Hour},
			{date(2 * time.Second), 2 * time.Second},
			{date(time.Second), 0}, // the header has whole seconds
		} {
			s.answers = []answer{says(404, "Date", x.date)}
			signed := look
			_, _ = c.Do(t.Context(), signed)
			got, known := c.Skew()
			same(t, []any{x.want, true}, []any{got, known})
			same(t, time.Now().Add(x.want), c.Now())
		}
		s.answers = []answer{says(404, "Date", date(time.Hour), "Age", "240")} // a cache's is of another time
		_, _ = c.Do(t.Context(), look)
		got, _ := c.Skew()
		same(t, time.Duration(0), got)
	})
}

func TestEachAttemptIsSignedAnewByTheProvidersClock(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		start := time.Now().UTC()
		s := script(says(503, "Date", start.Add(time.Hour).Format(http.TimeFormat), "Retry-After", "9"), says(200))
		var stamps []time.Duration
		r := look
		r.Sign = func(_ *http.Request, now time.Time) error { stamps = append(stamps, now.Sub(start)); return nil }
		if _, err := over(s).Do(t.Context(), r); err != nil {
			t.Fatal(err)
		}
		same(t, []time.Duration{0, time.Hour + 9*time.Second}, stamps)
	})
}

// Each attempt repeated the whole sign-in, with its own attempts: the breaker of
// the sign-in opened within one call and told that it had, not why.
func TestASignInThatFailsSaysWhyAndIsNotMultiplied(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := script(says(503))
		door := over(s)
		tokens := NewTokens(time.Now, func(ctx context.Context, _ Token) (Token, error) {
			_, err := door.Do(ctx, Request{Op: "sign in", Path: "/token", Open: true})
			return Token{}, err
		})
		_, err := over(script(says(200)), func(o *Options) { o.Auth = tokens }).Do(t.Context(), look)
		same(t, 3, len(s.at))
		if e := providers.AsError(err); e.Kind != providers.KindUnavailable || e.Why.Key == "wire.left_alone" {
			t.Errorf("says %q", e.Why)
		}
	})
}
