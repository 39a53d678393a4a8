package desk

import (
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"testing"

	"simdesk/providers"
	"simdesk/state/ledger"
	"simdesk/state/ledger/sqlite"
)

// A ledger that lacks what was on disk once confirms nothing that can be bought,
// and does not say that nothing waits: what it lacks may have been sent.
func TestALedgerThatLacksSomething(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	heads, file := t.TempDir(), filepath.Join(t.TempDir(), "ledger.db")
	open := func() *ledger.Ledger {
		book, err := sqlite.Open(t.Context(), file, sqlite.Options{Now: s.clock.Now, Heads: heads})
		if err != nil {
			t.Fatal(err)
		}
		s.o.Ledger = book
		return book
	}
	book := open()
	s.sell(t, oneJapan)
	if _, err := book.Backup(t.Context(), file+".old"); err != nil {
		t.Fatal(err)
	}
	s.sell(t, oneJapan)
	if err := errors.Join(book.Close(), os.Rename(file+".old", file)); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.o.Ledger.Close() }()
	open()
	q, err := s.Quote(t.Context(), oneJapan)
	if err != nil || q.Blocked == nil || q.Blocked.Code != ledger.CodeLost {
		t.Fatalf("%+v %v", q.Blocked, err)
	}
	if _, err := s.Buy(q); !errors.Is(err, q.Blocked) || s.fake.total() != 2 {
		t.Errorf("%v, %d charges", err, s.fake.total())
	}
	if w, err := s.Waiting(t.Context()); w != (ledger.Waiting{}) || providers.AsError(err) == nil || providers.AsError(err).Code != ledger.CodeLost {
		t.Errorf("%+v %v", w, err)
	}
}

// A panic is logged where it can be mended.
func TestAPanicIsLogged(t *testing.T) {
	t.Parallel()
	s, _ := clumsyShop(t)
	logs := make(chan string, 10)
	s.o.Log = slog.New(tap{slog.DiscardHandler, logs})
	if w := s.Wallets(t.Context(), func(Wallet) {})[0]; w.Error == nil || len(logs) != 1 {
		t.Errorf("%+v, logged %d times", w.Error, len(logs))
	}
}
