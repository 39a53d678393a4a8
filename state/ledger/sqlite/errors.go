package sqlite

import (
	"context"
	"errors"
	"os"

	driver "modernc.org/sqlite"
	sqlitelib "modernc.org/sqlite/lib"

	"simdesk/providers"
	"simdesk/state/ledger"
)

// problem returns an error of this package. Outcome stays Unknown: whether
// anything was sent is for the caller to say.
func problem(kind providers.ErrorKind, code string, err error, why providers.Reason) *providers.Error {
	return &providers.Error{Kind: kind, Code: code, Why: why, Err: err}
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
		return problem(providers.KindInternal, ledger.CodeFull, err, providers.Because("ledger.disk_full", "file", file))
	case sqlitelib.SQLITE_READONLY, sqlitelib.SQLITE_PERM, sqlitelib.SQLITE_CANTOPEN, sqlitelib.SQLITE_AUTH:
		if _, lost := os.Stat(file); errors.Is(lost, os.ErrNotExist) {
			return vanished(file, err)
		}
		return ledger.ReadOnly(file, err)
	case sqlitelib.SQLITE_BUSY, sqlitelib.SQLITE_LOCKED, sqlitelib.SQLITE_PROTOCOL:
		return problem(providers.KindInternal, ledger.CodeLocked, err, providers.Because("ledger.locked", "file", file))
	case sqlitelib.SQLITE_IOERR:
		return problem(providers.KindInternal, ledger.CodeBroken, err, providers.Because("ledger.disk_error", "file", file))
	case sqlitelib.SQLITE_INTERRUPT:
		return problem(providers.KindInternal, "", err, providers.Because("ledger.interrupted"))
	}
	return problem(providers.KindInternal, "", err, providers.Because("ledger.unusable", "file", file, "said", se.Error()))
}

func vanished(file string, err error) *providers.Error {
	return problem(providers.KindConfig, ledger.CodeGone, err, providers.Because("ledger.gone", "file", file))
}

func logGone(file string, err error) *providers.Error {
	return problem(providers.KindConfig, ledger.CodeGone, err, providers.Because("ledger.part_gone", "file", file))
}

func foreign(file string) *providers.Error {
	return problem(providers.KindConfig, ledger.CodeDamaged, nil, providers.Because("ledger.foreign", "file", file))
}

func newer(file string, version int) *providers.Error {
	return problem(providers.KindConfig, ledger.CodeNewer, nil, providers.Because("ledger.newer", "file", file, "version", version, "known", len(migrations)))
}
