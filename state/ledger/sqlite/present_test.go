package sqlite

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"os"
	"testing"

	"simdesk/state/ledger"
)

// The log and its index belong to the ledger as its file does: what is written
// to a log that others no longer see is lost.
func TestNothingIsWrittenWithoutItsLog(t *testing.T) {
	t.Parallel()
	for _, end := range pieces[1:] {
		t.Run(end, func(t *testing.T) {
			t.Parallel()
			l := newLedger(t)
			o := mustDraft(t, l, draftOf(1))
			away := l.Path() + ".away"
			must(t, os.Rename(l.Path()+end, away))
			won, _, err := l.Submit(context.Background(), o.ID, "Ana")
			wantProblem(t, err, ledger.CodeGone, l.Path()+end)
			if won {
				t.Error("somebody may send")
			}
			must(t, os.Rename(away, l.Path()+end))
			if won, _, err := l.Submit(context.Background(), o.ID, "Ana"); err != nil || !won {
				t.Errorf("back in its place: %v, %v", won, err)
			}
			must(t, l.Verify(context.Background()))
		})
	}
}

// A query that is cancelled ends its connection. That must not be taken for
// the loss of the log, which SQLite takes away with the last of them.
func TestConnectionsThatEndLeaveTheLog(t *testing.T) {
	t.Parallel()
	l, s := newBook(t)
	o := mustDraft(t, l, draftOf(1))
	for _, db := range []*sql.DB{s.read, s.read, s.read, s.read, s.write} {
		c, err := db.Conn(t.Context())
		must(t, err)
		if err := c.Raw(func(any) error { return driver.ErrBadConn }); !errors.Is(err, driver.ErrBadConn) {
			t.Error(err)
		}
	}
	if won, _, err := l.Submit(context.Background(), o.ID, "Ana"); err != nil || !won {
		t.Errorf("%v, %v", won, err)
	}
}
