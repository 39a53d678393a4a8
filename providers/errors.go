package providers

import (
	"errors"
	"time"
)

// ErrorKind sorts errors by what a person can do about them.
type ErrorKind string

// The kinds, as contracts.md names them.
const (
	KindDeclined       ErrorKind = "declined"        // the provider refused to sell
	KindUnauthorized   ErrorKind = "unauthorized"    // credentials refused
	KindNotFound       ErrorKind = "not_found"       // it answered and does not know the thing
	KindInvalid        ErrorKind = "invalid"         // our input is wrong
	KindThrottled      ErrorKind = "throttled"       // too many requests
	KindUnavailable    ErrorKind = "unavailable"     // down, unreachable, endpoint gone, answer unreadable
	KindUnknownOutcome ErrorKind = "unknown_outcome" // a spending request whose fate is not known
	KindUnsupported    ErrorKind = "unsupported"     // the provider cannot do this
	KindConfig         ErrorKind = "config"
	KindInternal       ErrorKind = "internal"
)

// Outcome answers "did it happen?" for a request that spends.
type Outcome int

// The outcomes. The zero value is Unknown on purpose: an error that nobody
// classified must never count as "not charged".
const (
	Unknown Outcome = iota // anything after the first byte may have left
	NotSent                // nothing left, or the provider proved that it did not run (its own 401, refused connection)
	Refused                // the provider's own refusal, recognised as it documents it: nothing was charged
)

func (o Outcome) String() string {
	return [...]string{"unknown", "not sent", "refused"}[o]
}

// Error is a failure in terms that code and clerks can act on.
type Error struct {
	Kind       ErrorKind
	Outcome    Outcome
	Provider   string
	Code       string // the provider's own code
	Why        Reason // what ui/say has the sentence for
	Detail     string // the provider's own words
	RequestID  string
	RetryAfter time.Duration
	// Duplicate is set when the provider says that it has seen our reference
	// before: the order must be looked up, it has not failed.
	Duplicate bool
	Err       error
}

// Unsent is the error for what is refused here, before anything is sent.
func Unsent(provider string, kind ErrorKind, why Reason) *Error {
	return &Error{Kind: kind, Outcome: NotSent, Provider: provider, Why: why}
}

func (e *Error) Error() string {
	s := string(e.Kind)
	if !e.Why.IsZero() {
		s += ": " + e.Why.String()
	}
	if e.Provider != "" {
		return e.Provider + ": " + s
	}
	return s
}

func (e *Error) Unwrap() error { return e.Err }

// AsError returns err as an *Error. Anything else becomes KindInternal with
// Outcome Unknown.
func AsError(err error) *Error {
	if err == nil {
		return nil
	}
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return &Error{Kind: KindInternal, Why: Because("errors.other", "text", err.Error()), Err: err}
}

// IsKind reports whether err is an *Error of this kind.
func IsKind(err error, k ErrorKind) bool {
	var e *Error
	return errors.As(err, &e) && e.Kind == k
}
