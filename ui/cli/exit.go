package cli

import (
	"fmt"
	"strings"

	"simdesk/providers"
	"simdesk/state/ledger"
)

// The exit codes of contracts.md section 1.
const (
	exitDone       = 0
	exitError      = 1 // nothing charged
	exitUsage      = 2 // wrong usage or configuration
	exitDeclined   = 3 // the provider refused a spending request, or gave the money back
	exitUnknown    = 4 // the order is in the ledger
	exitProcessing = 5 // accepted and still in progress
)

// failure is an error whose exit code does not follow from its kind. With no
// error in it everything has been printed.
type failure struct {
	code int
	err  *providers.Error
}

func (f *failure) Error() string {
	if f.err == nil {
		return fmt.Sprintf("exit code %d", f.code)
	}
	return f.err.Error()
}

// printed ends a command that has said everything with an exit code.
func printed(code int) error {
	if code == exitDone {
		return nil
	}
	return &failure{code: code}
}

// wrong is the error for a command line that makes no sense.
func wrong(key string, args ...any) *providers.Error {
	return providers.Unsent("", providers.KindInvalid, providers.Because(key, args...))
}

// codeOf is the exit code of a command that failed before there was an order.
// What is invalid was found so here; only a refusal is the provider's word.
func codeOf(e *providers.Error) int {
	switch e.Kind {
	case providers.KindConfig:
		if !strings.HasPrefix(e.Code, "ledger_") {
			return exitUsage // else the same command works once the disk does
		}
	case providers.KindInvalid:
		if e.Outcome != providers.Refused {
			return exitUsage
		}
	case providers.KindUnknownOutcome:
		return exitUnknown
	case providers.KindDeclined, providers.KindUnauthorized, providers.KindNotFound, providers.KindThrottled,
		providers.KindUnavailable, providers.KindUnsupported, providers.KindInternal:
	}
	return exitError
}

// codeOfOrder is the exit code that an order's state says.
func codeOfOrder(o ledger.Order) int {
	switch o.State {
	case providers.StateCompleted:
		return exitDone
	case providers.StateProcessing:
		return exitProcessing
	case providers.StateFailed:
		return codeOfFailed(o)
	case providers.StateRefunded:
		return exitDeclined
	case providers.StateDrafted, providers.StateSubmitted, providers.StateUnknown, providers.StateNeedsReview:
		// Whoever drafted an order may live and send it at any moment.
	}
	return exitUnknown
}

// codeOfFailed tells the provider's refusal from a request that never ran, and
// both from an order that may have been paid.
func codeOfFailed(o ledger.Order) int {
	switch {
	case o.Charged.Taken != providers.No:
		return exitUnknown
	case o.SubmittedAt == nil, o.Charged.By == providers.ByPerson, o.Error == nil:
		return exitError
	}
	switch o.Error.Kind {
	case providers.KindDeclined, providers.KindNotFound, providers.KindInvalid:
		return exitDeclined
	case providers.KindConfig:
		return exitUsage
	case providers.KindUnauthorized, providers.KindThrottled, providers.KindUnavailable,
		providers.KindUnsupported, providers.KindInternal, providers.KindUnknownOutcome:
	}
	return exitError
}
