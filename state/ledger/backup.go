package ledger

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"time"

	"simdesk/providers"
)

// Backup writes a consistent copy of the ledger into a new file with mode 0600
// while selling goes on. It never overwrites a file.
//
// A copy is restored by putting it in the place of the ledger's file while no
// console runs, without the old file's -wal and -shm beside it.
func (l *Ledger) Backup(ctx context.Context, file string) error {
	f, err := os.OpenFile(file, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, os.ErrExist) {
		return problem(providers.KindConfig, "", err, "The file %s exists already and was left as it is; name a new file for the backup.", file)
	}
	if err != nil {
		return problem(providers.KindConfig, CodeReadOnly, err, "The backup %s cannot be written (%v); name a file in a directory that exists and is yours.", file, err)
	}
	if err := errors.Join(f.Close(), l.copyInto(ctx, file)); err != nil {
		_ = os.Remove(file) // half a copy must not be taken for one
		return l.backupFault(file, err)
	}
	return nil
}

// copyInto has a connection of its own: the readers may not write, and the
// writer is needed for sales.
func (l *Ledger) copyInto(ctx context.Context, file string) error {
	db := openFile(l.file, settings(time.Minute))
	defer func() { _ = db.Close() }()
	if _, err := db.ExecContext(ctx, "VACUUM INTO ?", file); err != nil {
		return err
	}
	f, err := os.OpenFile(file, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close(), syncDir(filepath.Dir(file)))
}

func (l *Ledger) backupFault(file string, err error) error {
	if e := providers.AsError(fault(l.file, err)); e.Code == CodeDamaged {
		return e
	}
	return problem(providers.KindConfig, "", err, "The backup %s could not be made (%v); check the room on its disk, then try again.", file, err)
}
