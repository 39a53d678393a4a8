package wire

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"

	"github.com/failsafe-go/failsafe-go"
	"github.com/failsafe-go/failsafe-go/circuitbreaker"
	"github.com/failsafe-go/failsafe-go/retrypolicy"

	"simdesk/providers"
	"simdesk/providers/wire/loose"
)

// longestPause is how long a read may wait between attempts: a provider that
// asks for more gets its answer shown instead.
const longestPause = 20 * time.Second

// retryTime is what a read may take beyond the time-out of one attempt, pauses
// and further attempts together.
const retryTime = 15 * time.Second

// errLast marks a failure that leaves no time for another attempt.
var errLast = errors.New("no time for another attempt")

// lastTry marks err where what is left until end, less the pause that the provider asks
// for, is not more than half an attempt: what took its whole time once would only
// be waited for in vain again.
func lastTry(end time.Time, patience time.Duration, err error) error {
	var e *providers.Error
	if !errors.As(err, &e) || time.Until(end)-e.RetryAfter > patience/2 {
		return err
	}
	marked := *e
	marked.Err = errors.Join(e.Err, errLast)
	return &marked
}

// retryFor returns the policies of one operation. Each operation has a breaker
// of its own: an eSIM status that fails says nothing about the wallet.
func (c *Client) retryFor(op string) failsafe.Executor[Response] {
	one, _ := c.retry.LoadOrStore(op, newRetry(c.o))
	return one.(failsafe.Executor[Response])
}

// newRetry retries reads with jittered backoff and stops asking for a while
// once five attempts in a row found the provider down.
func newRetry(o Options) failsafe.Executor[Response] {
	retry := retrypolicy.NewBuilder[Response]().
		HandleIf(func(_ Response, err error) bool { return worthRepeating(err) }).
		WithMaxAttempts(o.Attempts).
		WithDelayFunc(pauses(o.Backoff)).
		ReturnLastFailure().
		Build()
	breaker := circuitbreaker.NewBuilder[Response]().
		HandleIf(func(_ Response, err error) bool { return providerDown(err) }).
		WithFailureThreshold(5).
		WithDelay(o.Rest).
		Build()
	return failsafe.With[Response](retry, breaker)
}

func worthRepeating(err error) bool {
	var e *providers.Error
	if !errors.As(err, &e) || errors.Is(err, loose.ErrTooLong) || errors.Is(err, errSignIn) || errors.Is(err, errLast) {
		return false
	}
	switch e.Kind {
	case providers.KindUnavailable:
		return !answered(e) && e.RetryAfter <= longestPause
	case providers.KindThrottled:
		return e.RetryAfter <= longestPause
	default:
		return false
	}
}

func providerDown(err error) bool {
	var e *providers.Error
	return errors.As(err, &e) && e.Kind == providers.KindUnavailable && !answered(e) && !errors.Is(err, context.Canceled)
}

// answered is a provider that is up and says that it has no such endpoint:
// asking again changes nothing, and it must not be left alone for that.
func answered(e *providers.Error) bool { return e.Outcome == providers.Refused }

// pauses honours Retry-After to the letter, else doubles the pause each time.
// The jitter is our own: the policy's would also shorten what the provider
// asked for.
func pauses(first time.Duration) func(failsafe.ExecutionAttempt[Response]) time.Duration {
	return func(exec failsafe.ExecutionAttempt[Response]) time.Duration {
		if asked := providers.AsError(exec.LastError()).RetryAfter; asked > 0 {
			return asked
		}
		doubled := min(first<<min(exec.Attempts()-1, 16), longestPause)
		return doubled*3/4 + rand.N(doubled/2+1)
	}
}

// readError turns what the policies add into the same kind of error.
func (c *Client) readError(ctx context.Context, r Request, err error) *providers.Error {
	var e *providers.Error
	switch {
	case errors.As(err, &e):
		return e
	case errors.Is(err, circuitbreaker.ErrOpen):
		e = c.unavailable(err, providers.Because("wire.left_alone", "who", c.o.Title))
		e.Outcome = providers.NotSent
		return e
	case ctx.Err() != nil:
		return c.unavailable(ctx.Err(), providers.Because("wire.stopped", "who", c.o.Title))
	case errors.Is(err, context.DeadlineExceeded): // of all attempts together
		return c.unavailable(err, c.lostWhy(err, true))
	}
	return &providers.Error{Kind: providers.KindInternal, Provider: c.o.Provider, Err: err,
		Why: providers.Because("wire.failed", "who", c.o.Title, "why", err.Error())}
}
