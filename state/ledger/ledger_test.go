package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"simdesk/providers"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// clock ticks a second at each look, from a fixed start.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func newClock() *clock { return &clock{at: time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)} }

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(time.Second)
	return c.at
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// newLedger opens a ledger in a new directory.
func newLedger(t testing.TB) *Ledger {
	t.Helper()
	return openAt(t, filepath.Join(t.TempDir(), "shop.db"))
}

func openAt(t testing.TB, file string) *Ledger {
	t.Helper()
	l, err := Open(context.Background(), file, Options{Now: newClock().now})
	if err != nil {
		t.Fatalf("Open: %v", err)
	}
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	return l
}

func draftOf(n int) Draft {
	return Draft{
		Reference: fmt.Sprintf("ref-%d", n), Provider: "fyatu", Kind: providers.KindESIM,
		ProductID: "japan-5gb", ProductName: "Japan 5 GB 30 days",
		Cost: providers.MustMoney("4.5", "USD").Ptr(), Price: providers.MustMoney("6.00", "USD").Ptr(),
		Details: Details{Product: []byte(`{"id":"japan-5gb"}`), Fields: map[string]string{"quantity": "1"}},
	}
}

// mustDraft writes a new order.
func mustDraft(t testing.TB, l *Ledger, d Draft) Order {
	t.Helper()
	o, created, err := l.Draft(context.Background(), "Ana", d)
	if err != nil || !created {
		t.Fatalf("Draft(%s) = created %t, %v", d.Reference, created, err)
	}
	return o
}

// mustSubmit writes a new order and marks it as sent.
func mustSubmit(t testing.TB, l *Ledger, d Draft) Order {
	t.Helper()
	won, o, err := l.Submit(context.Background(), mustDraft(t, l, d).ID, "Ana")
	if err != nil || !won {
		t.Fatalf("Submit(%s) = won %t, %v", d.Reference, won, err)
	}
	return o
}

func mustAppend(t testing.TB, l *Ledger, id string, c Change) Order {
	t.Helper()
	o, err := l.Append(context.Background(), id, "Ana", c)
	if err != nil {
		t.Fatalf("Append(%s): %v", c.State, err)
	}
	return o
}

// raw opens the file behind the ledger's back.
func raw(t testing.TB, file string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", file)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func exec(t testing.TB, db *sql.DB, statements ...string) {
	t.Helper()
	for _, s := range statements {
		if _, err := db.Exec(s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
}

// wantProblem checks that err is a sentence that names the file and a code.
func wantProblem(t *testing.T, err error, code, names string) {
	t.Helper()
	var e *providers.Error
	if !errors.As(err, &e) {
		t.Fatalf("error %v is no *providers.Error", err)
	}
	if said := e.Reason().String(); e.Code != code || !strings.Contains(said, names) {
		t.Errorf("error %q, code %q; want code %q and a reason that names %s", said, e.Code, code, names)
	}
}

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
	l := newLedger(t)
	for pragma, want := range map[string]string{"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "user_version": "5"} {
		var got string
		if err := l.write.QueryRow("PRAGMA " + pragma).Scan(&got); err != nil || got != want {
			t.Errorf("%s = %q, %v; want %q", pragma, got, err, want)
		}
	}
	if _, err := l.read.Exec("DELETE FROM orders"); err == nil {
		t.Error("a reader may write")
	}
}

func TestOrdersOutliveTheProcess(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "shop.db")
	first := openAt(t, file)
	want := mustSubmit(t, first, draftOf(1))
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	got, err := openAt(t, file).Get(context.Background(), want.ID)
	if err != nil {
		t.Fatal(err)
	}
	wantOrder(t, got, want)
}

func TestOpenRefusesOtherStores(t *testing.T) {
	t.Parallel()
	for dsn, says := range map[string]string{
		"postgres://shop@db/simdesk": "SQLite only", "postgresql://db": "SQLite only", "mysql://db": "file path", "": "file path", "file:/srv/shop.db": "file path",
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
		"text":    {CodeDamaged, func(t *testing.T, f string) { write(t, f, []byte("these are not the orders you look for")) }},
		"empty":   {CodeDamaged, func(t *testing.T, f string) { write(t, f, nil) }},
		"cut":     {CodeDamaged, func(t *testing.T, f string) { write(t, f, ledgerBytes(t)[:6000]) }},
		"garbled": {CodeDamaged, func(t *testing.T, f string) { write(t, f, garbled(t)) }},
		"other program": {CodeDamaged, func(t *testing.T, f string) {
			exec(t, raw(t, f), "CREATE TABLE photos (name TEXT)")
		}},
		"tables gone": {CodeDamaged, func(t *testing.T, f string) {
			write(t, f, ledgerBytes(t))
			exec(t, raw(t, f), "DROP TABLE events")
		}},
		"triggers gone": {CodeDamaged, func(t *testing.T, f string) {
			write(t, f, ledgerBytes(t))
			exec(t, raw(t, f), "DROP TRIGGER events_never_change")
		}},
		"newer": {CodeNewer, func(t *testing.T, f string) {
			write(t, f, ledgerBytes(t))
			exec(t, raw(t, f), "PRAGMA user_version = 99")
		}},
		"directory":          {"", func(t *testing.T, f string) { must(t, os.Mkdir(f, 0o700)) }},
		"lost, with its log": {CodeDamaged, func(t *testing.T, f string) { write(t, f+"-wal", []byte("sales")) }},
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

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func write(t *testing.T, file string, b []byte) {
	t.Helper()
	must(t, os.WriteFile(file, b, 0o600))
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
	wantProblem(t, err, CodeReadOnly, "shop.db")
	_, err = Open(context.Background(), "/proc/simdesk/shop.db", Options{})
	wantProblem(t, err, CodeReadOnly, "/proc/simdesk/shop.db")
}

func TestOpenManyAtOnce(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "shop.db")
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			l, err := Open(context.Background(), file, Options{})
			if err != nil {
				t.Errorf("Open: %v", err)
				return
			}
			if err := l.Close(); err != nil {
				t.Errorf("Close: %v", err)
			}
		})
	}
	wg.Wait()
}
