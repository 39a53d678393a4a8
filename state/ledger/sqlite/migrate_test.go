package sqlite

import (
	"context"
	"errors"
	"path/filepath"
	"testing"

	"simdesk/providers"
	"simdesk/state/ledger"
)

// A ledger from before keeps what its events prove, and verifies.
func TestChargedOfAnOldLedger(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "shop.db")
	l, err := Open(context.Background(), file, Options{Now: newClock().Now})
	must(t, err)
	draft := mustDraft(t, l, draftOf(1))
	sold, refused, open, spoilt := mustSubmit(t, l, draftOf(2)), mustSubmit(t, l, draftOf(3)), mustSubmit(t, l, draftOf(4)), mustSubmit(t, l, draftOf(5))
	mustAppend(t, l, sold.ID, ledger.Change{State: providers.StateCompleted})
	mustAppend(t, l, refused.ID, ledger.Change{State: providers.StateFailed, Error: &ledger.Problem{Provider: "fyatu", Code: "NO_MONEY"}})
	mustAppend(t, l, spoilt.ID, ledger.Change{State: providers.StateCompleted})
	for _, text := range []string{
		"DROP TRIGGER events_never_change", "UPDATE events SET payload = '{' WHERE state = 'completed' AND order_id = '" + spoilt.ID + "'",
		"CREATE TRIGGER events_never_change BEFORE UPDATE ON events BEGIN SELECT RAISE(ABORT, 'events are append-only'); END",
		"ALTER TABLE orders DROP COLUMN charged", "PRAGMA user_version = 4",
	} {
		_, err = raw(t, file).Exec(text)
		must(t, err)
	}
	must(t, l.Close())
	again := raw(t, file)
	must(t, migrate(context.Background(), again, file))
	for id, want := range map[string]string{draft.ID: "no:unsent", sold.ID: "yes:answer", refused.ID: "no:answer", open.ID: "not known", spoilt.ID: "not known"} {
		var got string
		must(t, again.QueryRow("SELECT charged FROM orders WHERE id = ?", id).Scan(&got))
		if got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

// A ledger from before knows whose its eSIMs and numbers are as well.
func TestThingsOfAnOldLedger(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "shop.db")
	l, err := Open(context.Background(), file, Options{Now: newClock().Now})
	must(t, err)
	sold := ledger.Change{State: providers.StateCompleted, ProviderOrderID: "ORD-1",
		Delivery: []providers.Delivery{{Type: providers.DeliverESIM, ICCID: "8944110068799000001"}}}
	for i := range 2 { // as two orders from before may share one
		mustAppend(t, l, mustSubmit(t, l, draftOf(i)).ID, sold)
		_, err = raw(t, file).Exec("DELETE FROM things")
		must(t, err)
	}
	for _, text := range []string{"DROP TABLE things", "ALTER TABLE orders DROP COLUMN charged", "PRAGMA user_version = 3"} {
		_, err = raw(t, file).Exec(text)
		must(t, err)
	}
	must(t, l.Close())
	l = openAt(t, file)
	must(t, l.Verify(context.Background()))
	for i, c := range []ledger.Change{{State: providers.StateProcessing, ProviderOrderID: "ORD-1"}, {State: providers.StateCompleted, Delivery: sold.Delivery}} {
		_, err := l.Append(context.Background(), mustSubmit(t, l, draftOf(10+i)).ID, "Ana", c)
		var owned *ledger.OwnedError
		if !errors.As(err, &owned) || owned.Order != byRef(t, l, "ref-0").ID {
			t.Errorf("%d: %v", i, err)
		}
	}
}
