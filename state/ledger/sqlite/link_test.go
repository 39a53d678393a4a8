package sqlite

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// A link to the ledger and the file itself are two names of one ledger, whose
// holds lie in one place.
func TestALedgerUnderTwoNamesIsOneLedger(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file, name := filepath.Join(dir, "books", "shop.db"), filepath.Join(dir, "ledger.db")
	if err := os.Mkdir(filepath.Dir(file), 0o700); err != nil {
		t.Fatal(err)
	}
	first := openAt(t, file)
	if err := os.Symlink(file, name); err != nil {
		t.Fatal(err)
	}
	second := openAt(t, name)
	release, err := first.Alone(t.Context(), "fyatu")
	if err != nil {
		t.Fatal(err)
	}
	defer release()
	short, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := second.Alone(short, "fyatu"); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("both hold it: %v", err)
	}
}
