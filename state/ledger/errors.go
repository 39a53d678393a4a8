package ledger

import (
	"context"
	"errors"
	"fmt"
	"os"

	"modernc.org/sqlite"
	sqlitelib "modernc.org/sqlite/lib"

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
// anything was sent is for the caller to say, except where notSent says it.
func problem(kind providers.ErrorKind, code string, err error, format string, args ...any) *providers.Error {
	return &providers.Error{Kind: kind, Code: code, Message: fmt.Sprintf(format, args...), Err: err}
}

// notSent marks an error of a step that comes before the charging request.
func notSent(err error) error {
	if err == nil {
		return nil
	}
	e := *providers.AsError(err)
	e.Outcome = providers.NotSent
	return &e
}

// fault turns an error of the store into a sentence with the next step.
func fault(file string, err error) error {
	var known *providers.Error
	var owned *OwnedError
	if err == nil || errors.As(err, &known) || errors.As(err, &owned) {
		return err
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return problem(providers.KindInternal, "", err, "The ledger was interrupted before it was done; nothing was written by this step.")
	}
	var se *sqlite.Error
	if errors.As(err, &se) {
		return sqliteFault(file, se, err)
	}
	if errors.Is(err, os.ErrPermission) {
		return readOnly(file, err)
	}
	return problem(providers.KindInternal, "", err, "The ledger %s could not be used (%v); run simdesk doctor.", file, err)
}

func sqliteFault(file string, se *sqlite.Error, err error) error {
	code := se.Code()
	if code == sqlitelib.SQLITE_IOERR_SHMSIZE { // what a full disk says where the log has no index yet
		code = sqlitelib.SQLITE_FULL
	}
	switch code & 0xff { // the low byte is the kind, the rest its details
	case sqlitelib.SQLITE_CORRUPT, sqlitelib.SQLITE_NOTADB, sqlitelib.SQLITE_FORMAT:
		return damaged(file, err)
	case sqlitelib.SQLITE_FULL:
		return problem(providers.KindInternal, CodeFull, err, "The disk that holds the ledger %s is full; make room on it, then try again.", file)
	case sqlitelib.SQLITE_READONLY, sqlitelib.SQLITE_PERM, sqlitelib.SQLITE_CANTOPEN, sqlitelib.SQLITE_AUTH:
		if _, lost := os.Stat(file); errors.Is(lost, os.ErrNotExist) {
			return vanished(file, err)
		}
		return readOnly(file, err)
	case sqlitelib.SQLITE_BUSY, sqlitelib.SQLITE_LOCKED, sqlitelib.SQLITE_PROTOCOL:
		return problem(providers.KindInternal, CodeLocked, err, "Another program keeps the ledger %s locked; close it or wait, then try again.", file)
	case sqlitelib.SQLITE_IOERR:
		return problem(providers.KindInternal, CodeBroken, err, "The disk reports an error on the ledger %s; check the disk and the room on it, and restore a backup if it stays.", file)
	case sqlitelib.SQLITE_INTERRUPT:
		return problem(providers.KindInternal, "", err, "The ledger was interrupted before it was done; nothing was written by this step.")
	}
	return problem(providers.KindInternal, "", err, "The ledger %s could not be used (%v); run simdesk doctor.", file, se)
}

func damaged(file string, err error) *providers.Error {
	return problem(providers.KindConfig, CodeDamaged, err,
		"The ledger %s is damaged and was left as it is; move it aside and restore a backup, or name another file in [store] dsn.", file)
}

func vanished(file string, err error) *providers.Error {
	return problem(providers.KindConfig, CodeGone, err,
		"The ledger %s was moved, deleted or replaced while simdesk was running, so nothing is written; put it back, or close every console and restore a backup.", file)
}

func logGone(file string, err error) *providers.Error {
	return problem(providers.KindConfig, CodeGone, err,
		"The file %s, a part of the ledger, was moved, deleted or replaced while simdesk was running, so nothing is written; put it back, or close every console, start one again and look whether the last sales are there.", file)
}

func foreign(file string) *providers.Error {
	return problem(providers.KindConfig, CodeDamaged, nil,
		"The file %s is not a simdesk ledger and was left as it is; name another file in [store] dsn, or restore a backup.", file)
}

func newer(file string, version int) *providers.Error {
	return problem(providers.KindConfig, CodeNewer, nil,
		"The ledger %s was written by a newer simdesk (version %d, this one knows %d); use that simdesk, or name another file in [store] dsn.", file, version, len(migrations))
}

func readOnly(file string, err error) *providers.Error {
	return problem(providers.KindConfig, CodeReadOnly, err,
		"The ledger %s cannot be written; check the permissions of the file and its directory, or name another file in [store] dsn.", file)
}

func missing(what string) *providers.Error {
	return problem(providers.KindNotFound, "", ErrNoOrder, "The ledger has no order %q; check the number, or look for it under Orders.", what)
}
