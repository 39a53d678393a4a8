package sqlite

import (
	"context"
	"errors"
	"fmt"
	"os"

	driver "modernc.org/sqlite"
	sqlitelib "modernc.org/sqlite/lib"

	"simdesk/providers"
	"simdesk/state/ledger"
)

// problem returns an error of this package. Outcome stays Unknown: whether
// anything was sent is for the caller to say.
func problem(kind providers.ErrorKind, code string, err error, format string, args ...any) *providers.Error {
	return &providers.Error{Kind: kind, Code: code, Message: fmt.Sprintf(format, args...), Err: err}
}

// fault turns an error of SQLite or of the system into a sentence with the next
// step.
func fault(file string, err error) error {
	var known *providers.Error
	var se *driver.Error
	if !errors.As(err, &known) && errors.As(err, &se) && !interrupted(err) {
		return sqliteFault(file, se, err)
	}
	return ledger.Fault(file, err)
}

func interrupted(err error) bool {
	return errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}

func sqliteFault(file string, se *driver.Error, err error) error {
	code := se.Code()
	if code == sqlitelib.SQLITE_IOERR_SHMSIZE { // what a full disk says where the log has no index yet
		code = sqlitelib.SQLITE_FULL
	}
	switch code & 0xff { // the low byte is the kind, the rest its details
	case sqlitelib.SQLITE_CORRUPT, sqlitelib.SQLITE_NOTADB, sqlitelib.SQLITE_FORMAT:
		return ledger.Damaged(file, err)
	case sqlitelib.SQLITE_FULL:
		return problem(providers.KindInternal, ledger.CodeFull, err, "The disk that holds the ledger %s is full; make room on it, then try again.", file)
	case sqlitelib.SQLITE_READONLY, sqlitelib.SQLITE_PERM, sqlitelib.SQLITE_CANTOPEN, sqlitelib.SQLITE_AUTH:
		if _, lost := os.Stat(file); errors.Is(lost, os.ErrNotExist) {
			return vanished(file, err)
		}
		return ledger.ReadOnly(file, err)
	case sqlitelib.SQLITE_BUSY, sqlitelib.SQLITE_LOCKED, sqlitelib.SQLITE_PROTOCOL:
		return problem(providers.KindInternal, ledger.CodeLocked, err, "Another program keeps the ledger %s locked; close it or wait, then try again.", file)
	case sqlitelib.SQLITE_IOERR:
		return problem(providers.KindInternal, ledger.CodeBroken, err, "The disk reports an error on the ledger %s; check the disk and the room on it, and restore a backup if it stays.", file)
	case sqlitelib.SQLITE_INTERRUPT:
		return problem(providers.KindInternal, "", err, "The ledger was interrupted before it was done; nothing was written by this step.")
	}
	return problem(providers.KindInternal, "", err, "The ledger %s could not be used (%v); run simdesk doctor.", file, se)
}

func vanished(file string, err error) *providers.Error {
	return problem(providers.KindConfig, ledger.CodeGone, err,
		"The ledger %s was moved, deleted or replaced while simdesk was running, so nothing is written; put it back, or close every console and restore a backup.", file)
}

func logGone(file string, err error) *providers.Error {
	return problem(providers.KindConfig, ledger.CodeGone, err,
		"The file %s, a part of the ledger, was moved, deleted or replaced while simdesk was running, so nothing is written; put it back, or close every console, start one again and look whether the last sales are there.", file)
}

func foreign(file string) *providers.Error {
	return problem(providers.KindConfig, ledger.CodeDamaged, nil,
		"The file %s is not a simdesk ledger and was left as it is; name another file in [store] dsn, or restore a backup.", file)
}

func newer(file string, version int) *providers.Error {
	return problem(providers.KindConfig, ledger.CodeNewer, nil,
		"The ledger %s was written by a newer simdesk (version %d, this one knows %d); use that simdesk, or name another file in [store] dsn.", file, version, len(migrations))
}
