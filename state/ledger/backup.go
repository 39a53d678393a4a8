package ledger

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"simdesk/providers"
)

// Copy is a backup whose history was verified.
type Copy struct {
	File   string // absolute
	Orders int64
	Head   Head
}

// Backup writes a consistent copy of the ledger into a new file with mode 0600
// while selling goes on. It never overwrites a file, and the copy gets its name
// only after its history has been verified.
//
// A copy is restored by putting it in the place of the ledger's file while no
// console runs, without the old file's -wal and -shm beside it.
func (l *Ledger) Backup(ctx context.Context, file string) (Copy, error) {
	c := Copy{}
	abs, err := filepath.Abs(file)
	if err != nil {
		return c, l.backupFault(file, err)
	}
	if _, err := os.Lstat(abs); err == nil {
		return c, taken(abs)
	}
	tmp, err := os.CreateTemp(filepath.Dir(abs), ".simdesk-copy-*") // mode 0600
	if err != nil {
		return c, problem(providers.KindConfig, CodeReadOnly, err,
			"The backup %s cannot be written (%v); name a file in a directory that exists and is yours.", abs, err)
	}
	defer func() { // half a copy must not be taken for one
		for _, end := range pieces {
			_ = os.Remove(tmp.Name() + end)
		}
	}()
	if err := errors.Join(tmp.Close(), l.copyInto(ctx, tmp.Name())); err != nil {
		return c, l.backupFault(abs, err)
	}
	if c, err = proven(ctx, tmp.Name(), abs); err != nil {
		return c, err
	}
	if err := l.unsure(ctx, tmp.Name(), abs); err != nil {
		return Copy{}, err
	}
	if err := nameIt(tmp.Name(), abs); errors.Is(err, os.ErrExist) {
		return Copy{}, taken(abs)
	} else if err != nil {
		return Copy{}, l.backupFault(abs, err)
	}
	return c, nil
}

func taken(file string) error {
	return problem(providers.KindConfig, "", os.ErrExist, "The file %s exists already and was left as it is; name a new file for the backup.", file)
}

// copyInto has a connection of its own: the readers may not write, and the
// writer is needed for sales.
func (l *Ledger) copyInto(ctx context.Context, file string) error {
	if err := l.present(); err != nil {
		return err
	}
	db := openFile(l.file, settings(time.Minute))
	defer func() { _ = db.Close() }()
	if _, err := db.ExecContext(ctx, "VACUUM INTO ?", file); err != nil {
		return err
	}
	f, err := os.OpenFile(file, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// unsure marks the drafts in a copy as sent. Whoever confirmed them may send
// them behind the copy's back, so that where it is restored nobody can say that
// nothing was charged: they are looked up. The head that is told stays the
// ledger's own.
func (l *Ledger) unsure(ctx context.Context, tmp, file string) error {
	read := &Ledger{file: file, read: openCopy(tmp)}
	drafts, err := read.query(ctx, "o.state = ? ORDER BY o.seq", string(providers.StateDrafted))
	if err = errors.Join(err, read.read.Close()); err != nil || len(drafts) == 0 {
		return err
	}
	c := &Ledger{file: tmp, name: tmp, now: l.now, wide: wide}
	err = c.open(ctx, time.Minute)
	for _, o := range drafts {
		if err == nil {
			_, err = c.Append(ctx, o.ID, o.Clerk, Change{State: providers.StateSubmitted,
				Note: "A copy of the ledger was made before this was sent; whether it was is not known in the copy."})
		}
	}
	err = errors.Join(err, c.Close())
	if err == nil && hasLog(tmp) {
		err = errors.New("its log could not be moved into it")
	}
	if err != nil {
		return l.backupFault(file, err)
	}
	_, err = proven(ctx, tmp, file)
	return err
}

// proven verifies the copy in tmp. Errors name the file that was asked for.
func proven(ctx context.Context, tmp, file string) (Copy, error) {
	l := &Ledger{file: file, read: openCopy(tmp)}
	defer func() { _ = l.read.Close() }()
	if err := l.Verify(ctx); err != nil {
		e := *providers.AsError(err)
		if e.Code == CodeDamaged {
			e.Message = fmt.Sprintf("No backup was kept: the copy's history is not whole (%v); run simdesk doctor on the ledger, and keep the earlier backups.", cause(err))
		}
		return Copy{}, &e
	}
	head, err := l.Head(ctx)
	if err != nil {
		return Copy{}, err
	}
	c := Copy{File: file, Head: head}
	err = l.read.QueryRowContext(ctx, "SELECT COUNT(*) FROM orders").Scan(&c.Orders)
	return c, fault(file, err)
}

// cause is what Verify found, without the sentence around it.
func cause(err error) error {
	var broken *ChainError
	if errors.As(err, &broken) {
		return broken
	}
	if e := providers.AsError(err); e.Err != nil {
		return e.Err
	}
	return err
}

// nameIt gives the new file its name; os.ErrExist where another has it.
func nameIt(tmp, file string) error {
	err := os.Link(tmp, file)
	if err != nil && !errors.Is(err, os.ErrExist) {
		err = copyNew(tmp, file) // a file system without links
	}
	if err != nil {
		return err
	}
	return syncDir(filepath.Dir(file))
}

func copyNew(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer func() { _ = in.Close() }()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	if err = errors.Join(err, out.Sync(), out.Close()); err != nil {
		_ = os.Remove(to)
	}
	return err
}

func (l *Ledger) backupFault(file string, err error) error {
	if e := providers.AsError(fault(l.file, err)); e.Code == CodeDamaged || e.Code == CodeGone {
		return e
	}
	return problem(providers.KindConfig, "", err, "The backup %s could not be made (%v); check the room on its disk, then try again.", file, err)
}
