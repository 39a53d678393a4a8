package cli

import (
	"cmp"
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

// exitCodes are those of a command that failed before there was an order, and of
// an order that was sent, failed and cost nothing. What stands in neither is
// exitError.
var exitCodes = map[providers.ErrorKind]struct{ command, order int }{
	providers.KindDeclined:       {order: exitDeclined},
	providers.KindNotFound:       {order: exitDeclined},
	providers.KindInvalid:        {command: exitUsage, order: exitDeclined},
	providers.KindConfig:         {command: exitUsage, order: exitUsage},
	providers.KindUnknownOutcome: {command: exitUnknown},
}

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

// ended ends a command that has printed what it found, err where it could not, with
// the exit code of the error that stands for all of it, if any.
func ended(err error, all *providers.Error) error {
	if err != nil || all == nil {
		return err
	}
	return printed(codeOf(all))
}

// wrong is the error for a command line that makes no sense.
func wrong(key string, args ...any) *providers.Error {
	return providers.Unsent("", providers.KindInvalid, providers.Because(key, args...))
}

// codeOf is the exit code of a command that failed before there was an order.
func codeOf(e *providers.Error) int {
	switch {
	case e.Kind == providers.KindConfig && strings.HasPrefix(e.Code, "ledger_"):
		return exitError // the same command works once the disk does
	case e.Kind == providers.KindInvalid && e.Outcome == providers.Refused:
		return exitError // the provider's word: what is wrong here was found here
	}
	return cmp.Or(exitCodes[e.Kind].command, exitError)
}

// codeOfOrder is the exit code that an order's state says, and tells a provider's
// refusal from a request that never ran, and both from an order that may have been
// paid.
func codeOfOrder(o ledger.Order) int {
	switch {
	case o.State == providers.StateCompleted:
		return exitDone
	case o.State == providers.StateProcessing:
		return exitProcessing
	case o.State == providers.StateRefunded:
		return exitDeclined
	case o.State != providers.StateFailed:
		return exitUnknown // also a draft: whoever made it may live and send it at any moment
	case o.Charged.Taken != providers.No:
		return exitUnknown
	case o.SubmittedAt == nil, o.Charged.By == providers.ByPerson, o.Error == nil:
		return exitError
	}
	return cmp.Or(exitCodes[o.Error.Kind].order, exitError)
}
