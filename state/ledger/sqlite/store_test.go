package sqlite

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"simdesk/providers"
	"simdesk/state/ledger"
)

func TestOpenMakesPrivateFiles(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "a", "b")
	l := openAt(t, filepath.Join(dir, "shop #1?.db"))
	mustDraft(t, l, draftOf(1))
	for name, want := range map[string]os.FileMode{
		dir: 0o700 | os.ModeDir, l.Path(): 0o600, l.Path() + "-wal": 0o600, l.Path() + "-shm": 0o600,
	} {
		info, err := os.Stat(name)
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode() != want {
			t.Errorf("%s has mode %v, want %v", name, info.Mode(), want)
		}
	}
	names, err := os.ReadDir(dir)
	if err != nil || len(names) != 3 {
		t.Errorf("the directory holds %v (%v), want the ledger, its log and its index", names, err)
	}
}

func TestOpenClosesARestoredFileToOthers(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "shop.db")
	openAt(t, file)
	if err := os.Chmod(file, 0o644); err != nil {
		t.Fatal(err)
	}
	openAt(t, file)
	if info, err := os.Stat(file); err != nil || info.Mode() != 0o600 {
		t.Errorf("mode %v, %v; want 0600", info.Mode(), err)
	}
}

func TestOpenSetsDurability(t *testing.T) {
	t.Parallel()
	_, s := newBook(t)
	for pragma, want := range map[string]string{"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "user_version": "5"} {
		var got string
		if err := s.write.QueryRow("PRAGMA " + pragma).Scan(&got); err != nil || got != want {
			t.Errorf("%s = %q, %v; want %q", pragma, got, err, want)
		}
	}
	if _, err := s.read.Exec("DELETE FROM orders"); err == nil {
		t.Error("a reader may write")
	}
}

func TestOpenRefusesOtherStores(t *testing.T) {
	t.Parallel()
	for dsn, says := range map[string]string{
		"postgres://shop@db/simdesk": "ledger.sqlite_only", "postgresql://db": "ledger.sqlite_only", "mysql://db": "ledger.no_path", "": "ledger.no_path", "file:/srv/shop.db": "ledger.no_path",
	} {
		_, err := Open(context.Background(), dsn, Options{})
		wantProblem(t, err, "", says)
		if e := providers.AsError(err); e.Kind != providers.KindConfig || e.Outcome != providers.NotSent {
			t.Errorf("%q: kind %s, outcome %s; want config, not sent", dsn, e.Kind, e.Outcome)
		}
	}
}

func TestOpenRefusesAndKeeps(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		code  string
		spoil func(t *testing.T, file string)
	}{
		"text":    {ledger.CodeDamaged, func(t *testing.T, f string) { write(t, f, []byte("these are not the orders you look for")) }},
		"empty":   {ledger.CodeDamaged, func(t *testing.T, f string) { write(t, f, nil) }},
		"cut":     {ledger.CodeDamaged, func(t *testing.T, f string) { write(t, f, ledgerBytes(t)[:6000]) }},
		"garbled": {ledger.CodeDamaged, func(t *testing.T, f string) { write(t, f, garbled(t)) }},
		"other program": {ledger.CodeDamaged, func(t *testing.T, f string) {
			exec(t, raw(t, f), "CREATE TABLE photos (name TEXT)")
		}},
		"tables gone": {ledger.CodeDamaged, func(t *testing.T, f string) {
			write(t, f, ledgerBytes(t))
			exec(t, raw(t, f), "DROP TABLE events")
		}},
		"triggers gone": {ledger.CodeDamaged, func(t *testing.T, f string) {
			write(t, f, ledgerBytes(t))
			exec(t, raw(t, f), "DROP TRIGGER events_never_change")
		}},
		"newer": {ledger.CodeNewer, func(t *testing.T, f string) {
			write(t, f, ledgerBytes(t))
			exec(t, raw(t, f), "PRAGMA user_version = 99")
		}},
		"directory":          {"", func(t *testing.T, f string) { must(t, os.Mkdir(f, 0o700)) }},
		"lost, with its log": {ledger.CodeDamaged, func(t *testing.T, f string) { write(t, f+"-wal", []byte("sales")) }},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file := filepath.Join(t.TempDir(), "shop.db")
			c.spoil(t, file)
			before, _ := os.ReadFile(file)
			l, err := Open(context.Background(), file, Options{})
			if err == nil {
				_ = l.Close()
				t.Fatal("opened")
			}
			wantProblem(t, err, c.code, file)
			if e := providers.AsError(err); e.Kind != providers.KindConfig || e.Outcome != providers.NotSent {
				t.Errorf("kind %s, outcome %s; want config, not sent", e.Kind, e.Outcome)
			}
			if after, _ := os.ReadFile(file); string(after) != string(before) {
				t.Error("the file was changed")
			}
		})
	}
}

// ledgerBytes is a sound ledger with an order in it.
func ledgerBytes(t *testing.T) []byte {
	t.Helper()
	l := newLedger(t)
	mustSubmit(t, l, draftOf(1))
	copied := filepath.Join(t.TempDir(), "copy.db")
	_, err := l.Backup(context.Background(), copied)
	must(t, err)
	b, err := os.ReadFile(copied)
	must(t, err)
	return b
}

// garbled keeps the header of a ledger and spoils its first page behind it.
func garbled(t *testing.T) []byte {
	b := ledgerBytes(t)
	for i := 100; i < 4096; i++ {
		b[i] = 0xA5
	}
	return b
}

func TestOpenWhereNothingCanBeWritten(t *testing.T) {
	t.Parallel()
	parent := filepath.Join(t.TempDir(), "a-file")
	write(t, parent, []byte("in the way"))
	_, err := Open(context.Background(), filepath.Join(parent, "shop.db"), Options{})
	wantProblem(t, err, ledger.CodeReadOnly, "shop.db")
	_, err = Open(context.Background(), "/proc/simdesk/shop.db", Options{})
	wantProblem(t, err, ledger.CodeReadOnly, "/proc/simdesk/shop.db")
}

func TestLockedByAnotherProgram(t *testing.T) {
	t.Parallel()
	l, s := newBook(t)
	impatient, err := Open(context.Background(), l.Path(), Options{BusyTimeout: time.Millisecond})
	must(t, err)
	defer func() { _ = impatient.Close() }()
	tx, err := s.write.Begin()
	must(t, err)
	defer rollback(tx)
	_, _, err = impatient.Draft(context.Background(), "Ana", draftOf(1))
	wantProblem(t, err, ledger.CodeLocked, l.Path())
	if o := providers.AsError(err).Outcome; o != providers.NotSent {
		t.Errorf("outcome %s, want not sent", o)
	}
}

func TestDiskFull(t *testing.T) {
	t.Parallel()
	l, s := newBook(t)
	exec(t, s.write, "PRAGMA max_page_count = 1") // SQLite rounds up to what the file has
	d := draftOf(1)
	for len(d.ProductName) < 100_000 {
		d.ProductName += d.ProductName
	}
	_, _, err := l.Draft(context.Background(), "Ana", d)
	wantProblem(t, err, ledger.CodeFull, l.Path())
	exec(t, s.write, "PRAGMA max_page_count = 1000000")
	mustDraft(t, l, d)
	must(t, l.Verify(context.Background()))
}

func TestReadOnlyStore(t *testing.T) {
	t.Parallel()
	l, s := newBook(t)
	exec(t, s.write, "PRAGMA query_only = 1")
	_, _, err := l.Draft(context.Background(), "Ana", draftOf(1))
	wantProblem(t, err, ledger.CodeReadOnly, l.Path())
}
