package sqlite

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"simdesk/providers"
	"simdesk/state/ledger"
)

// fileOf turns the dsn into an absolute path.
func fileOf(dsn string) (string, error) {
	if strings.HasPrefix(dsn, "postgres://") || strings.HasPrefix(dsn, "postgresql://") {
		return "", problem(providers.KindConfig, "", nil, providers.Because("ledger.sqlite_only"))
	}
	// "file:" in front is SQLite's own way to write a path, and no directory.
	if strings.Contains(dsn, "://") || strings.HasPrefix(dsn, "file:") || dsn == "" {
		return "", problem(providers.KindConfig, "", nil, providers.Because("ledger.no_path", "dsn", dsn))
	}
	file, err := filepath.Abs(dsn)
	if err != nil {
		return "", problem(providers.KindConfig, "", err, providers.Because("ledger.bad_path", "dsn", dsn, "said", err.Error()))
	}
	return file, nil
}

// behind is the file that a symbolic link leads to; one that does not exist yet
// is left as it is named.
func behind(file string) string {
	if target, err := filepath.EvalSymlinks(file); err == nil {
		return target
	}
	return file
}

// ensureFile makes the ledger where there is none. It is built under another
// name and linked into place, so that a ledger that exists is always whole and
// an empty file is always a loss to report, never a ledger to begin.
func ensureFile(ctx context.Context, file string, wait time.Duration) error {
	if _, err := os.Stat(file); err == nil {
		return checkFile(file)
	} else if !errors.Is(err, os.ErrNotExist) {
		return ledger.ReadOnly(file, err)
	}
	if err := refuseOrphans(file); err != nil {
		return err
	}
	dir := filepath.Dir(file)
	if err := makeFolder(dir); err != nil {
		return ledger.ReadOnly(file, err)
	}
	tmp, err := os.CreateTemp(dir, ".simdesk-new-*") // mode 0600
	if err != nil {
		return ledger.ReadOnly(file, err)
	}
	defer func() { _ = os.Remove(tmp.Name()) }()
	if err := tmp.Close(); err != nil {
		return err
	}
	if err := build(ctx, tmp.Name(), wait); err != nil {
		return err
	}
	return putInPlace(tmp.Name(), file)
}

// makeFolder makes a folder, and those above it, so that a power cut does not
// take it away again with all that is synced in it.
func makeFolder(dir string) error {
	above := filepath.Dir(dir)
	if info, err := os.Stat(dir); err == nil && info.IsDir() || above == dir {
		return err
	}
	if err := makeFolder(above); err != nil {
		return err
	}
	if err := os.Mkdir(dir, 0o700); err != nil && !errors.Is(err, os.ErrExist) {
		return err
	}
	_ = syncDir(above) // one that may not be read cannot be synced
	return nil
}

// refuseOrphans finds the write-ahead log of a ledger whose file is gone: it
// may hold sales, and a new file beside it would destroy it.
func refuseOrphans(file string) error {
	if info, err := os.Stat(file + "-wal"); err == nil && info.Size() > 0 {
		return problem(providers.KindConfig, ledger.CodeDamaged, nil, providers.Because("ledger.log_alone", "file", file))
	}
	return nil
}

// putInPlace gives the new file its name unless another process was faster, which
// is as good.
func putInPlace(tmp, file string) error {
	err := nameIt(tmp, file)
	if err == nil || errors.Is(err, os.ErrExist) {
		return nil
	}
	return ledger.ReadOnly(file, err)
}

// syncDir makes a new name survive a power cut. Some systems cannot sync a
// directory; there it is not needed or not to be had.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	_ = d.Sync()
	return d.Close()
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
