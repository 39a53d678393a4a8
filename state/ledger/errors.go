package ledger

import (
	"context"
	"errors"
	"os"

	"simdesk/providers"
)

// What an error of this package may wrap, for errors.Is.
var (
	// ErrBackwards: the order has already got further than the change says. The
	// order is returned as it stands and nothing was written: a late or repeated
	// answer of a provider may be ignored.
	ErrBackwards = errors.New("the order has already got further")
	// ErrNotSubmitted: the change speaks of an order whose charging request was
	// never sent.
	ErrNotSubmitted = errors.New("the order was never submitted")
	// ErrNoOrder: the ledger has no such order.
	ErrNoOrder = errors.New("no such order")
)

// The codes of this package's errors, for code that must tell them apart.
const (
	CodeDamaged  = "ledger_damaged"  // the file cannot be trusted
	CodeLost     = "ledger_lost"     // it lacks steps that were on disk once
	CodeNewer    = "ledger_newer"    // written by a newer simdesk
	CodeFull     = "ledger_full"     // no room on the disk
	CodeReadOnly = "ledger_readonly" // the file or its directory cannot be written
	CodeLocked   = "ledger_locked"   // another process does not let go of it
	CodeBroken   = "ledger_io"       // the disk itself fails
	CodeGone     = "ledger_gone"     // the file was taken away while it was open
	CodeMove     = "ledger_move"     // a change that does not follow
	CodeInvalid  = "ledger_invalid"  // a draft that says too little
)

// problem returns an error of this package. Outcome stays Unknown: whether
// anything was sent is for the caller to say, except where NotSent says it.
func problem(kind providers.ErrorKind, code string, err error, why providers.Reason) *providers.Error {
	return &providers.Error{Kind: kind, Code: code, Why: why, Err: err}
}

// NotSent marks an error of a step that comes before the charging request.
func NotSent(err error) error {
	if err == nil {
		return nil
	}
	e := *providers.AsError(err)
	e.Outcome = providers.NotSent
	return &e
}

// Fault turns what may go wrong with any store into a sentence with the next
// step; one that is a sentence already, or an *OwnedError, it leaves.
func Fault(path string, err error) error {
	var known *providers.Error
	var owned *OwnedError
	if err == nil || errors.As(err, &known) || errors.As(err, &owned) {
		return err
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return problem(providers.KindInternal, "", err, providers.Because("ledger.interrupted"))
	}
	if errors.Is(err, os.ErrPermission) {
		return ReadOnly(path, err)
	}
	return problem(providers.KindInternal, "", err, providers.Because("ledger.unusable", "file", path, "said", err.Error()))
}

// Damaged is the error of a ledger that cannot be trusted.
func Damaged(file string, err error) *providers.Error {
	return problem(providers.KindConfig, CodeDamaged, err, providers.Because("ledger.damaged", "file", file))
}

// ReadOnly is the error of a ledger that cannot be written.
func ReadOnly(file string, err error) *providers.Error {
	return problem(providers.KindConfig, CodeReadOnly, err, providers.Because("ledger.read_only", "file", file))
}

func missing(what string) *providers.Error {
	return problem(providers.KindNotFound, "", ErrNoOrder, providers.Because("ledger.no_order", "number", what))
}
