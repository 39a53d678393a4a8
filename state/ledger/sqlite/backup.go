package sqlite

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"time"

	"simdesk/providers"
	"simdesk/state/ledger"
)

// Backup copies the file. The copy gets its name only once it is proven, and
// never another file's.
func (s *Store) Backup(ctx context.Context, file string, now func() time.Time) (ledger.Copy, error) {
	c := ledger.Copy{}
	abs, err := filepath.Abs(file)
	if err != nil {
		return c, s.backupFault(file, err)
	}
	if _, err := os.Lstat(abs); err == nil {
		return c, taken(abs)
	}
	tmp, err := os.CreateTemp(filepath.Dir(abs), ".simdesk-copy-*") // mode 0600
	if err != nil {
		return c, problem(providers.KindConfig, ledger.CodeReadOnly, err, providers.Because("ledger.backup_unwritable", "file", abs, "said", err.Error()))
	}
	defer func() { // half a copy must not be taken for one
		for _, end := range pieces {
			_ = os.Remove(tmp.Name() + end)
		}
	}()
	if err := errors.Join(tmp.Close(), s.copyInto(ctx, tmp.Name())); err != nil {
		return c, s.backupFault(abs, err)
	}
	if c, err = proven(ctx, tmp.Name(), abs); err != nil {
		return c, err
	}
	if err := s.doubtDrafts(ctx, tmp.Name(), abs, now); err != nil {
		return ledger.Copy{}, err
	}
	if err := nameIt(tmp.Name(), abs); errors.Is(err, os.ErrExist) {
		return ledger.Copy{}, taken(abs)
	} else if err != nil {
		return ledger.Copy{}, s.backupFault(abs, err)
	}
	return c, nil
}

func taken(file string) error {
	return problem(providers.KindConfig, "", os.ErrExist, providers.Because("ledger.backup_exists", "file", file))
}

// copyInto has a connection of its own: the readers may not write, and the
// writer is needed for sales.
func (s *Store) copyInto(ctx context.Context, file string) error {
	if err := s.present(); err != nil {
		return err
	}
	db := openFile(s.file, settings(time.Minute))
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

// doubtDrafts is Ledger.DoubtDrafts for a copy that holds some. The head that is
// told stays the ledger's own.
func (s *Store) doubtDrafts(ctx context.Context, tmp, file string, now func() time.Time) error {
	read := readCopy(tmp, file)
	drafts, err := ledger.Over(read, now).List(ctx, ledger.Filter{States: []providers.State{providers.StateDrafted}, Limit: 1})
	if err = errors.Join(err, read.Close()); err != nil || len(drafts.Orders) == 0 {
		return err
	}
	c := newStore(tmp, tmp)
	if err = c.open(ctx, time.Minute); err == nil {
		err = ledger.Over(c, now).DoubtDrafts(ctx)
	}
	err = errors.Join(err, c.Close())
	if err == nil && hasLog(tmp) {
		err = errors.New("its log could not be moved into it")
	}
	if err != nil {
		return s.backupFault(file, err)
	}
	_, err = proven(ctx, tmp, file)
	return err
}

// readCopy reads the copy in tmp. Errors name the file that was asked for.
func readCopy(tmp, file string) *Store {
	s := newStore(file, file)
	s.read = openCopy(tmp)
	return s
}

// proven verifies the copy in tmp.
func proven(ctx context.Context, tmp, file string) (ledger.Copy, error) {
	read := readCopy(tmp, file)
	defer func() { _ = read.Close() }()
	l := ledger.Over(read, nil)
	if err := l.Verify(ctx); err != nil {
		e := *providers.AsError(err)
		if e.Code == ledger.CodeDamaged {
			e.Why = providers.Because("ledger.backup_not_whole", "why", e.Why)
		}
		return ledger.Copy{}, &e
	}
	head, err := l.Head(ctx)
	if err != nil {
		return ledger.Copy{}, err
	}
	c := ledger.Copy{File: file, Head: head}
	err = read.read.QueryRowContext(ctx, "SELECT COUNT(*) FROM orders").Scan(&c.Orders)
	return c, fault(file, err)
}

func (s *Store) backupFault(file string, err error) error {
	if e := providers.AsError(fault(s.file, err)); e.Code == ledger.CodeDamaged || e.Code == ledger.CodeGone {
		return e
	}
	return problem(providers.KindConfig, "", err, providers.Because("ledger.backup_failed", "file", file, "said", err.Error()))
}
