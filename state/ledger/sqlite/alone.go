package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"sync"
	"time"

	driver "modernc.org/sqlite"
	sqlitelib "modernc.org/sqlite/lib"

	"simdesk/state/ledger"
)

// alonePause is how long to wait before asking again for what another holds.
const alonePause = 15 * time.Millisecond

// Alone locks a file of its own beside the ledger: the system ends the lock with
// the process, however it ends.
func (s *Store) Alone(ctx context.Context, name string) (release func(), err error) {
	file := s.file + "-" + name + ".lock"
	if err := makeLock(file); err != nil {
		return nil, ledger.ReadOnly(file, err)
	}
	db := openFile(file, settings(0))
	db.SetMaxOpenConns(1)
	for {
		if s.over() {
			return nil, fault(file, errors.Join(sql.ErrConnDone, db.Close()))
		}
		_, err = db.ExecContext(context.WithoutCancel(ctx), "BEGIN EXCLUSIVE")
		if err == nil {
			return s.holding(db), nil
		}
		if !held(err) {
			return nil, fault(file, errors.Join(err, db.Close()))
		}
		select {
		case <-ctx.Done():
			return nil, fault(file, errors.Join(ctx.Err(), db.Close()))
		case <-time.After(alonePause):
		}
	}
}

// making lets one file of locks be made at a time.
var making sync.Mutex

// makeLock makes the file to lock where there is none. One that exists is not
// opened: to close it would end, for other processes, the lock that another
// part of this one may have on it.
func makeLock(file string) error {
	making.Lock()
	defer making.Unlock()
	f, err := os.OpenFile(file, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if errors.Is(err, os.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return f.Close()
}

// holding gives the hold up when asked to, or when the store is closed.
func (s *Store) holding(db *sql.DB) func() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.held[db] = true
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.held, db)
		_ = db.Close() // the system ends the lock with the file
	}
}

// over reports whether the store was closed: nobody waits for anything then.
func (s *Store) over() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.closed
}

// letGo gives up everything that is held.
func (s *Store) letGo() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	for db := range s.held {
		_ = db.Close()
	}
}

func held(err error) bool {
	var se *driver.Error
	return errors.As(err, &se) && se.Code()&0xff == sqlitelib.SQLITE_BUSY
}
