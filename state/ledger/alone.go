package ledger

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"sync"
	"time"

	"modernc.org/sqlite"
	sqlitelib "modernc.org/sqlite/lib"
)

// alonePause is how long to wait before asking again for what another holds.
const alonePause = 15 * time.Millisecond

// Alone waits until nobody else, in this process or any other on this ledger,
// holds name, and holds it until release. Unlike a lease it has no end of its
// own that a slow answer or a clock that jumps could bring about: only release
// or the end of the process, however it ends, gives it up. The error is that of
// ctx or of the disk.
func (l *Ledger) Alone(ctx context.Context, name string) (release func(), err error) {
	file := l.file + "-" + name + ".lock"
	if err := makeLock(file); err != nil {
		return nil, readOnly(file, err)
	}
	db := openFile(file, settings(0))
	db.SetMaxOpenConns(1)
	for {
		if l.over() {
			return nil, fault(file, errors.Join(sql.ErrConnDone, db.Close()))
		}
		_, err = db.ExecContext(context.WithoutCancel(ctx), "BEGIN EXCLUSIVE")
		if err == nil {
			return l.holding(db), nil
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

// holding gives the hold up when asked to, or when the ledger is closed.
func (l *Ledger) holding(db *sql.DB) func() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.held == nil {
		l.held = map[*sql.DB]bool{}
	}
	l.held[db] = true
	return func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		delete(l.held, db)
		_ = db.Close() // the system ends the lock with the file
	}
}

// over reports whether the ledger was closed: nobody waits for anything then.
func (l *Ledger) over() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.closed
}

// letGo gives up everything that is held.
func (l *Ledger) letGo() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.closed = true
	for db := range l.held {
		_ = db.Close()
	}
}

func held(err error) bool {
	var se *sqlite.Error
	return errors.As(err, &se) && se.Code()&0xff == sqlitelib.SQLITE_BUSY
}
