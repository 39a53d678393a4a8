package ledger

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"

	"simdesk/providers"
	"simdesk/state/files"
)

// Options of Open; the zero value serves.
type Options struct {
	Now         func() time.Time // the clock; nil means time.Now
	BusyTimeout time.Duration    // how long to wait for another process's write; 0 means 5 s
	Heads       string           // the folder where the newest head is kept, outside of the ledger's; "" keeps none
}

// Ledger is an open ledger. It may be used from many goroutines, and its file
// by many processes, at once.
type Ledger struct {
	file   string        // behind any link: SQLite keeps its log there, and locks lie beside it
	name   string        // as it was given
	opened []os.FileInfo // the files behind the names in pieces when they were opened
	now    func() time.Time
	write  *sql.DB // one connection: writes queue here instead of failing there
	read   *sql.DB
	anchor *sql.Conn  // see hold
	ready  statements // of write
	wide   int
	values int // how many one statement takes, 0 for maxValues

	ending sync.RWMutex // a statement must not be freed while a step runs it

	mu   sync.Mutex
	held map[*sql.DB]bool // see Alone

	closed bool

	kept   *kept // nil where no head is kept
	unkept error // why
}

// Open opens the ledger in the file dsn, and makes it, with mode 0600, where
// there is none. A file that is damaged, empty, another program's or a newer
// simdesk's is left untouched and reported with what to do about it.
func Open(ctx context.Context, dsn string, o Options) (*Ledger, error) {
	file, err := fileOf(dsn)
	if err != nil {
		return nil, notSent(err)
	}
	if why := files.Strange(file); !why.IsZero() {
		return nil, &providers.Error{Kind: providers.KindConfig, Outcome: providers.NotSent, Why: providers.Because("ledger.no_plain_file", "why", why)}
	}
	if why := files.Replaceable(file); !why.IsZero() {
		return nil, &providers.Error{Kind: providers.KindConfig, Outcome: providers.NotSent, Why: providers.Because("ledger.not_safe", "why", why)}
	}
	l := &Ledger{file: behind(file), name: file, now: o.Now, wide: wide}
	if l.now == nil {
		l.now = time.Now
	}
	if o.BusyTimeout <= 0 {
		o.BusyTimeout = 5 * time.Second
	}
	err = l.open(ctx, o.BusyTimeout)
	if err == nil {
		err = l.verifyNewest(ctx)
	}
	if err == nil {
		err = l.keepOpened(ctx, o.Heads)
	}
	if err != nil {
		return nil, notSent(fault(file, errors.Join(err, l.Close())))
	}
	return l, nil
}

func (l *Ledger) open(ctx context.Context, wait time.Duration) error {
	if err := ensureFile(ctx, l.file, wait); err != nil {
		return err
	}
	if err := l.remember(pieces[:1]); err != nil {
		return err
	}
	l.write = openWriter(l.file, wait)
	if err := prepare(ctx, l.write, l.file); err != nil {
		return err
	}
	l.read = openReaders(l.file, wait)
	err := l.hold(ctx)
	if err != nil {
		return err
	}
	l.ready, err = compile(ctx, l.write, selectByID, selectByReference, selectByAttempt,
		insertOrder, updateOrder, selectLastEvent, insertEvent, insertKey, selectOwner, insertThing)
	return err
}

// hold keeps one connection that nobody uses. SQLite takes the log away when
// the last connection ends, and one whose query was cancelled ends; while this
// one is open a log that vanishes was taken by somebody else.
func (l *Ledger) hold(ctx context.Context) error {
	var err error
	if l.anchor, err = l.read.Conn(ctx); err != nil {
		return err
	}
	if _, err := version(ctx, l.anchor, l.file); err != nil { // the log is opened by the first look
		return err
	}
	return l.remember(pieces[1:])
}

// fileOf turns the dsn into an absolute path.
func fileOf(dsn string) (string, error) {
	if strings.HasPrefix(dsn, "postgres://") || strings.HasPrefix(dsn, "postgresql://") {
		return "", problem(providers.KindConfig, "", nil,
			"This build of simdesk stores its orders in SQLite only; set [store] dsn to a file path, or leave it empty.")
	}
	// "file:" in front is SQLite's own way to write a path, and no directory.
	if strings.Contains(dsn, "://") || strings.HasPrefix(dsn, "file:") || dsn == "" {
		return "", problem(providers.KindConfig, "", nil, "The store %q is not a file path; set [store] dsn to one, or leave it empty.", dsn)
	}
	file, err := filepath.Abs(dsn)
	if err != nil {
		return "", problem(providers.KindConfig, "", err, "The store %q is not a usable path (%v); set [store] dsn to another.", dsn, err)
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

// Path is the file that holds the ledger.
func (l *Ledger) Path() string { return l.file }

// Close ends the use of the ledger; what was written stays. A step under way
// is carried out first.
func (l *Ledger) Close() error {
	l.ending.Lock()
	defer l.ending.Unlock()
	l.letGo()
	err := errors.Join(l.ready.Close(), l.kept.Close())
	if l.anchor != nil {
		err = errors.Join(err, l.anchor.Close())
		l.anchor = nil // closed twice it would complain
	}
	for _, db := range []*sql.DB{l.read, l.write} {
		if db != nil {
			err = errors.Join(err, db.Close())
		}
	}
	return fault(l.file, err)
}

// newID is a UUIDv7 whose time is the ledger's own clock.
func (l *Ledger) newID(at time.Time) (string, error) {
	id, err := uuid.NewV7()
	if err != nil {
		return "", err
	}
	ms := at.UnixMilli()
	for i := 5; i >= 0; i-- {
		id[i] = byte(ms)
		ms >>= 8
	}
	return id.String(), nil
}

// ensureFile makes the ledger where there is none. It is built under another
// name and linked into place, so that a ledger that exists is always whole and
// an empty file is always a loss to report, never a ledger to begin.
func ensureFile(ctx context.Context, file string, wait time.Duration) error {
	if _, err := os.Stat(file); err == nil {
		return checkFile(file)
	} else if !errors.Is(err, os.ErrNotExist) {
		return readOnly(file, err)
	}
	if err := refuseOrphans(file); err != nil {
		return err
	}
	dir := filepath.Dir(file)
	if err := makeFolder(dir); err != nil {
		return readOnly(file, err)
	}
	tmp, err := os.CreateTemp(dir, ".simdesk-new-*") // mode 0600
	if err != nil {
		return readOnly(file, err)
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
		return problem(providers.KindConfig, CodeDamaged, nil,
			"The ledger %s is gone but its log %s-wal is not; put the file back or restore a backup, and move the log aside.", file, file)
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
	return readOnly(file, err)
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
