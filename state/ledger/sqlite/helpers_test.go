package sqlite

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"testing"

	"go.uber.org/goleak"

	"simdesk/state/ledger"
	"simdesk/state/ledger/ledgertest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var (
	newClock    = ledgertest.NewClock
	draftOf     = ledgertest.DraftOf
	mustDraft   = ledgertest.MustDraft
	mustSubmit  = ledgertest.MustSubmit
	mustAppend  = ledgertest.MustAppend
	must        = ledgertest.Must
	wantProblem = ledgertest.WantProblem
	fill        = ledgertest.Fill
	pages       = ledgertest.Pages
	byRef       = ledgertest.ByRef
	headOf      = ledgertest.HeadOf
	sellOne     = ledgertest.SellOne
	draftError  = ledgertest.DraftError
)

// newPlace is a file of its own.
func newPlace(t testing.TB) ledgertest.Place {
	file := filepath.Join(t.TempDir(), "shop.db")
	return func(t testing.TB) ledger.Store {
		t.Helper()
		s, err := OpenStore(context.Background(), file, 0)
		must(t, err)
		return s
	}
}

func TestAStoreOfALedger(t *testing.T) {
	t.Parallel()
	ledgertest.Run(t, newPlace)
}

// newBook opens a ledger in a new directory; the store is the file under it.
func newBook(t testing.TB) (*ledger.Ledger, *Store) {
	t.Helper()
	return bookAt(t, filepath.Join(t.TempDir(), "shop.db"))
}

func bookAt(t testing.TB, file string) (*ledger.Ledger, *Store) {
	t.Helper()
	s, err := OpenStore(context.Background(), file, 0)
	if err != nil {
		t.Fatalf("Open: %v", err)
	}
	return ledgertest.Open(t, func(testing.TB) ledger.Store { return s }), s
}

func newLedger(t testing.TB) *ledger.Ledger {
	t.Helper()
	l, _ := newBook(t)
	return l
}

func openAt(t testing.TB, file string) *ledger.Ledger {
	t.Helper()
	l, _ := bookAt(t, file)
	return l
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

func write(t *testing.T, file string, b []byte) {
	t.Helper()
	must(t, os.WriteFile(file, b, 0o600))
}
