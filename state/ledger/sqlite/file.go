package sqlite

import (
	"bytes"
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io"
	"net/url"
	"os"
	"strconv"
	"time"

	_ "modernc.org/sqlite" // the driver, registered as "sqlite"

	"simdesk/providers"
	"simdesk/state/files"
	"simdesk/state/ledger"
)

// applicationID marks a ledger in the file's header, so that no other
// program's database is taken for one. It reads "SDLG".
const applicationID = 0x53444C47

//go:embed migrations/*.sql
var migrationFiles embed.FS

// migrations in the order they apply; PRAGMA user_version counts them.
var migrations = []string{"0001_tables.sql", "0002_only_sqlite.sql", "0003_failed.sql", "0004_things.sql", "0005_charged.sql"}

func openWriter(file string, wait time.Duration) *sql.DB {
	q := settings(wait)
	q.Set("_txlock", "immediate") // fail at the start of a step, not in its middle
	q.Add("_pragma", "synchronous(FULL)")
	q.Add("_pragma", "foreign_keys(1)")
	db := openFile(file, q)
	db.SetMaxOpenConns(1)
	return db
}

func openReaders(file string, wait time.Duration) *sql.DB {
	q := settings(wait)
	q.Set("_query_only", "1")
	db := openFile(file, q)
	db.SetMaxOpenConns(5) // one of them is never used, see hold
	db.SetMaxIdleConns(5)
	return db
}

// openCopy reads a file that nobody writes, and leaves nothing beside it.
func openCopy(file string) *sql.DB {
	q := settings(0)
	q.Set("mode", "ro")
	q.Set("immutable", "1")
	return openFile(file, q)
}

func settings(wait time.Duration) url.Values {
	return url.Values{
		"mode":          {"rw"}, // never create: ensureFile does, and an absent file is a loss
		"_busy_timeout": {strconv.FormatInt(wait.Milliseconds(), 10)},
		"_defensive":    {"1"},
		"_dqs":          {"0"},
	}
}

// openFile never fails: the driver is registered and the address well formed.
func openFile(file string, q url.Values) *sql.DB {
	u := url.URL{Scheme: "file", Opaque: (&url.URL{Path: file}).EscapedPath(), RawQuery: q.Encode()}
	db, err := sql.Open("sqlite", u.String())
	if err != nil {
		panic("sqlite: " + err.Error()) // only an unregistered driver
	}
	return db
}

// checkFile looks at the header before SQLite does, because SQLite takes an
// empty file for a new database.
func checkFile(file string) error {
	f, err := os.Open(file)
	if err != nil {
		return ledger.ReadOnly(file, err)
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if info.IsDir() {
		return problem(providers.KindConfig, "", nil, providers.Because("files.directory", "file", file))
	}
	logged := hasLog(file)
	header := make([]byte, fileHeader)
	_, short := io.ReadFull(f, header)
	first, err := checkLog(file)
	if err != nil {
		return err
	}
	if first != nil { // what a power cut left of moving it over is not read
		header = first
	} else if short != nil || !bytes.HasPrefix(header, []byte("SQLite format 3\x00")) {
		return ledger.Damaged(file, fmt.Errorf("no SQLite header"))
	}
	if err := checkLength(file, header); err != nil && !logged {
		return err
	}
	if err := checkMarks(file, header); err != nil {
		return err
	}
	if files.Others(info) != 0 { // a restored copy: PINs and codes are nobody else's
		return os.Chmod(file, 0o600)
	}
	return nil
}

// build writes an empty ledger into an empty file, without a log beside it.
func build(ctx context.Context, file string, wait time.Duration) error {
	db := openWriter(file, wait)
	defer func() { _ = db.Close() }()
	if _, err := db.ExecContext(ctx, "PRAGMA application_id = "+strconv.Itoa(applicationID)); err != nil {
		return err
	}
	return migrate(ctx, db, file)
}

// prepare brings an existing file to this version and into the mode where
// readers never wait for the writer.
func prepare(ctx context.Context, db *sql.DB, file string) error {
	var id, tables, guards int
	if err := db.QueryRowContext(ctx, "PRAGMA application_id").Scan(&id); err != nil {
		return err
	}
	if id != applicationID {
		return foreign(file)
	}
	if err := migrate(ctx, db, file); err != nil {
		return err
	}
	row := db.QueryRowContext(ctx, `SELECT COUNT(*) FILTER (WHERE type = 'table' AND name IN ('events', 'orders', 'order_keys', 'leases', 'things')),
		COUNT(*) FILTER (WHERE type = 'trigger' AND name IN ('events_never_change', 'events_never_vanish')) FROM sqlite_master`)
	if err := row.Scan(&tables, &guards); err != nil {
		return err
	}
	if tables != 5 {
		return ledger.Damaged(file, fmt.Errorf("%d of 5 tables", tables))
	}
	if guards != 2 {
		return unguarded(ctx, file)
	}
	return enterWAL(ctx, db)
}

// unguarded says what happened to a ledger whose history can be changed: the
// triggers go first when somebody edits it, and which event was touched is what
// the shop has to know.
func unguarded(ctx context.Context, file string) error {
	s := newStore(file, file)
	s.read = openReaders(file, 0)
	defer func() { _ = s.Close() }()
	if err := ledger.Over(s, nil).Verify(ctx); err != nil {
		return err
	}
	return problem(providers.KindConfig, ledger.CodeDamaged, nil, providers.Because("ledger.unguarded", "file", file))
}

// enterWAL must not change the mode of a file that has it already: that would
// wait for every reader.
func enterWAL(ctx context.Context, db *sql.DB) error {
	var mode string
	if err := db.QueryRowContext(ctx, "PRAGMA journal_mode").Scan(&mode); err != nil || mode == "wal" {
		return err
	}
	return db.QueryRowContext(ctx, "PRAGMA journal_mode = WAL").Scan(&mode)
}

// migrate applies what the file lacks, all of it or nothing.
func migrate(ctx context.Context, db *sql.DB, file string) error {
	if v, err := version(ctx, db, file); err != nil || v == len(migrations) {
		return err
	}
	t, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer rollback(t)
	v, err := version(ctx, t, file) // again: another process may have been faster
	if err != nil {
		return err
	}
	for _, name := range migrations[v:] {
		text, err := migrationFiles.ReadFile("migrations/" + name)
		if err != nil {
			return err
		}
		if _, err := t.ExecContext(ctx, string(text)); err != nil {
			return err
		}
	}
	if v > 0 { // before the fifth; an empty ledger has nothing to fill in
		if err := fillCharged(ctx, t); err != nil {
			return err
		}
	}
	if _, err := t.ExecContext(ctx, "PRAGMA user_version = "+strconv.Itoa(len(migrations))); err != nil {
		return err
	}
	return t.Commit()
}

// fillCharged writes into the rows what their events prove of the money.
func fillCharged(ctx context.Context, t *sql.Tx) error {
	proven, err := ledger.ProvenCharged(ctx, tx{Tx: t})
	if err != nil {
		return err
	}
	for seq, text := range proven {
		if _, err := t.ExecContext(ctx, "UPDATE orders SET charged = ? WHERE seq = ?", text, seq); err != nil {
			return err
		}
	}
	return nil
}

func version(ctx context.Context, q querier, file string) (int, error) {
	var v int
	if err := q.QueryRowContext(ctx, "PRAGMA user_version").Scan(&v); err != nil {
		return 0, err
	}
	if v > len(migrations) {
		return 0, newer(file, v)
	}
	return v, nil
}

// querier is a database or a transaction.
type querier interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// smallFile is up to which size the whole file is looked over when it is opened,
// which takes a few milliseconds. All of a large one is for doctor.
const smallFile = 2 << 20

func (s *Store) checkSmall(ctx context.Context) error {
	if info, err := os.Stat(s.file); err != nil || info.Size() > smallFile {
		return nil //nolint:nilerr // a file that is gone is found by what follows
	}
	return s.integrity(ctx, "PRAGMA integrity_check(1)")
}

// Sound asks SQLite whether the file's own structure is.
func (s *Store) Sound(ctx context.Context) error { return s.integrity(ctx, "PRAGMA quick_check(1)") }

func (s *Store) integrity(ctx context.Context, pragma string) error {
	var word string
	if err := s.read.QueryRowContext(ctx, pragma).Scan(&word); err != nil {
		return fault(s.file, err)
	}
	if word != "ok" {
		return ledger.Damaged(s.file, fmt.Errorf("%s", word))
	}
	return nil
}
