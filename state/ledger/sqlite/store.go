// Package sqlite keeps a ledger in one file of SQLite's, which many processes of
// one machine may use at once. It knows the file, its log, its locks and its
// damage, the statements and the migrations; what they mean is the ledger's.
package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"sync"
	"time"

	"github.com/gofrs/flock"

	"simdesk/providers"
	"simdesk/state/files"
	"simdesk/state/ledger"
)

// Options of Open; the zero value serves.
type Options struct {
	Now         func() time.Time // the clock; nil means time.Now
	BusyTimeout time.Duration    // how long to wait for another process's write; 0 means 5 s
	Heads       string           // the folder where the newest head is kept, outside of the ledger's; "" keeps none
}

// Store is an open file.
type Store struct {
	file   string        // behind any link: SQLite keeps its log there, and locks lie beside it
	name   string        // as it was given
	opened []os.FileInfo // the files behind the names in pieces when they were opened
	write  *sql.DB       // one connection: writes queue here instead of failing there
	read   *sql.DB
	anchor *sql.Conn  // see hold
	ready  statements // of write
	wide   int

	mu     sync.Mutex
	held   map[*flock.Flock]bool // see Alone
	closed chan struct{}         // with the store: nobody waits for anything then
}

// Open opens the ledger in the file dsn, and makes it, with mode 0600, where
// there is none. A file that is damaged, empty, another program's or a newer
// simdesk's is left untouched and reported with what to do about it.
func Open(ctx context.Context, dsn string, o Options) (*ledger.Ledger, error) {
	s, err := OpenStore(ctx, dsn, o.BusyTimeout)
	if err != nil {
		return nil, ledger.NotSent(err)
	}
	return ledger.Open(ctx, s, ledger.Options{Now: o.Now, Heads: o.Heads})
}

// OpenStore is Open without the ledger above the file. wait is how long to wait
// for another process's write; 0 means 5 s.
func OpenStore(ctx context.Context, dsn string, wait time.Duration) (*Store, error) {
	file, err := fileOf(dsn)
	if err != nil {
		return nil, err
	}
	if why := files.Strange(file); !why.IsZero() {
		return nil, &providers.Error{Kind: providers.KindConfig, Why: providers.Because("ledger.no_plain_file", "why", why)}
	}
	if why := files.Replaceable(file); !why.IsZero() {
		return nil, &providers.Error{Kind: providers.KindConfig, Why: providers.Because("ledger.not_safe", "why", why)}
	}
	if wait <= 0 {
		wait = 5 * time.Second
	}
	s := newStore(behind(file), file)
	err = s.open(ctx, wait)
	if err == nil {
		err = s.checkSmall(ctx)
	}
	if err != nil {
		return nil, fault(file, errors.Join(err, s.Close()))
	}
	return s, nil
}

func newStore(file, name string) *Store {
	return &Store{file: file, name: name, wide: wide,
		held: map[*flock.Flock]bool{}, closed: make(chan struct{})}
}

func (s *Store) open(ctx context.Context, wait time.Duration) error {
	if err := ensureFile(ctx, s.file, wait); err != nil {
		return err
	}
	if err := s.remember(pieces[:1]); err != nil {
		return err
	}
	s.write = openWriter(s.file, wait)
	if err := prepare(ctx, s.write, s.file); err != nil {
		return err
	}
	s.read = openReaders(s.file, wait)
	err := s.hold(ctx)
	if err != nil {
		return err
	}
	s.ready, err = compile(ctx, s.write, selectByID, selectByReference, selectByAttempt,
		insertOrder, updateOrder, selectHead, insertEvent, insertKey, selectOwner, insertThing)
	return err
}

// hold keeps one connection that nobody uses. SQLite takes the log away when
// the last connection ends, and one whose query was cancelled ends; while this
// one is open a log that vanishes was taken by somebody else.
func (s *Store) hold(ctx context.Context) error {
	var err error
	if s.anchor, err = s.read.Conn(ctx); err != nil {
		return err
	}
	if _, err := version(ctx, s.anchor, s.file); err != nil { // the log is opened by the first look
		return err
	}
	return s.remember(pieces[1:])
}

// Path is the file that holds the ledger.
func (s *Store) Path() string { return s.file }

// Step is one transaction of the one connection that writes. What is written to
// a file that was taken away meanwhile nobody will find: that is an error, too.
func (s *Store) Step(ctx context.Context, do func(ledger.Tx) error) error {
	if err := s.present(); err != nil {
		return err
	}
	t, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return fault(s.file, err)
	}
	defer rollback(t)
	if err := do(tx{t, s.ready, s}); err != nil {
		return fault(s.file, err)
	}
	if err := t.Commit(); err != nil {
		return fault(s.file, err)
	}
	return s.present()
}

// Read is one transaction that only reads.
func (s *Store) Read(ctx context.Context, do func(ledger.Questions) error) error {
	t, err := s.read.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return fault(s.file, err)
	}
	defer rollback(t)
	return fault(s.file, do(tx{t, nil, s}))
}

// rollback undoes what was not committed; after a commit it does nothing.
func rollback(t *sql.Tx) { _ = t.Rollback() }

// Close ends the use of the file. Closed twice, it does nothing more.
func (s *Store) Close() error {
	s.letGo()
	err := s.ready.Close()
	if s.anchor != nil {
		err = errors.Join(err, s.anchor.Close())
		s.anchor = nil // closed twice it would complain
	}
	for _, db := range []*sql.DB{s.read, s.write} {
		if db != nil {
			err = errors.Join(err, db.Close())
		}
	}
	return fault(s.file, err)
}
