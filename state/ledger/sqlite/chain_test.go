package sqlite

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"simdesk/providers"
	"simdesk/state/ledger"
)

func TestEventsAreAppendOnly(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	mustSubmit(t, l, draftOf(1))
	for _, s := range []string{
		"UPDATE events SET clerk = 'Eve' WHERE seq = 1", "DELETE FROM events WHERE seq = 2",
		"INSERT INTO events SELECT seq + 5, order_id, at, clerk, state, payload, prev_hash, hash FROM events",
		"INSERT OR REPLACE INTO events SELECT seq, order_id, at, 'Eve', state, payload, prev_hash, hash FROM events",
	} {
		if _, err := raw(t, l.Path()).Exec(s); err == nil {
			t.Errorf("%s was allowed", s)
		}
	}
	must(t, l.Verify(context.Background()))
}

func TestVerifyNamesWhatWasDone(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		tamper []string
		seq    int64
		ref    string // of the order named, "" for none
		what   string
	}{
		"clerk":           {[]string{"UPDATE events SET clerk = 'Eve' WHERE seq = 5"}, 5, "ref-1", "ledger.event_changed"},
		"time":            {[]string{"UPDATE events SET at = '2026-03-02T00:00:00.000000000Z' WHERE seq = 1"}, 1, "ref-0", "ledger.event_changed"},
		"time unreadable": {[]string{"UPDATE events SET at = 'noon' WHERE seq = 2"}, 2, "ref-0", "ledger.event_time"},
		"state":           {[]string{"UPDATE events SET state = 'failed' WHERE seq = 6"}, 6, "ref-1", "ledger.event_changed"},
		"payload":         {[]string{"UPDATE events SET payload = replace(payload, '4.50', '0.01') WHERE seq = 4"}, 4, "ref-1", "ledger.event_changed"},
		"hash":            {[]string{"UPDATE events SET hash = 'aa' WHERE seq = 3"}, 3, "ref-0", "ledger.event_changed"},
		"removed":         {[]string{"DELETE FROM events WHERE seq = 4"}, 4, "", "ledger.event_missing"},
		"first removed":   {[]string{"DELETE FROM events WHERE seq = 1"}, 1, "", "ledger.event_missing"},
		"last removed":    {[]string{"DELETE FROM events WHERE seq = 9"}, 9, "ref-2", "ledger.event_missing"},
		"all removed":     {[]string{"DELETE FROM events"}, 1, "ref-0", "ledger.event_missing"},
		"swapped": {[]string{"UPDATE events SET seq = 100 WHERE seq = 4", "UPDATE events SET seq = 4 WHERE seq = 5",
			"UPDATE events SET seq = 5 WHERE seq = 100"}, 4, "ref-1", "ledger.event_changed"},
		"closed up":        {[]string{"DELETE FROM events WHERE seq = 6", "UPDATE events SET seq = seq - 1 WHERE seq > 6"}, 6, "ref-2", "ledger.event_changed"},
		"forged":           {[]string{"forge 5"}, 6, "ref-1", "ledger.event_unlinked"},
		"order's state":    {[]string{"UPDATE orders SET state = 'failed' WHERE reference = 'ref-1'"}, 0, "ref-1", "ledger.order_changed"},
		"order's delivery": {[]string{"UPDATE orders SET delivery = '[]' WHERE reference = 'ref-1'"}, 0, "ref-1", "ledger.order_changed"},
		"found no more":    {[]string{"DELETE FROM order_keys WHERE order_seq = (SELECT seq FROM orders WHERE reference = 'ref-1')"}, 0, "ref-1", "ledger.order_unfound"},
		"order removed":    {[]string{"DELETE FROM order_keys WHERE order_seq = (SELECT seq FROM orders WHERE reference = 'ref-1')", "DELETE FROM orders WHERE reference = 'ref-1'"}, 0, "ref-1", "ledger.order_unlisted"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLedger(t)
			byReference := map[string]string{}
			for i := range 3 {
				o := mustSubmit(t, l, draftOf(i))
				byReference[o.Reference] = o.ID
				mustAppend(t, l, o.ID, ledger.Change{State: providers.StateCompleted, Delivery: []providers.Delivery{{Type: providers.DeliverESIM, ICCID: fmt.Sprintf("8901-%d", i)}}})
			}
			must(t, l.Verify(context.Background()))
			tamper(t, l, c.tamper)
			err := l.Verify(context.Background())
			wantProblem(t, err, ledger.CodeDamaged, l.Path())
			var got *ledger.ChainError
			if !errors.As(err, &got) {
				t.Fatalf("error %v is no *ChainError", err)
			}
			if d := cmp.Diff(&ledger.ChainError{Seq: c.seq, OrderID: byReference[c.ref], What: c.what}, got); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}

// Whoever edits the file takes the triggers out first. Opening it then says
// which event was touched, instead of only that something is wrong.
func TestOpenNamesTheEventThatWasChangedWithTheGuardsTakenOut(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		statement string
		want      *ledger.ChainError
	}{
		"changed":   {"UPDATE events SET clerk = 'Eve' WHERE seq = 2", &ledger.ChainError{Seq: 2, What: "ledger.event_changed"}},
		"removed":   {"DELETE FROM events WHERE seq = 2", &ledger.ChainError{Seq: 2, What: "ledger.event_missing"}},
		"cut off":   {"DELETE FROM events WHERE seq = 4", &ledger.ChainError{Seq: 4, What: "ledger.event_missing"}},
		"untouched": {"SELECT 1", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLedger(t)
			mustSubmit(t, l, draftOf(1))
			mustSubmit(t, l, draftOf(2))
			must(t, l.Close())
			db := raw(t, l.Path())
			exec(t, db, "DROP TRIGGER events_never_change", "DROP TRIGGER events_never_vanish", "DROP TRIGGER events_follow_on", c.statement)
			must(t, db.Close())
			_, err := Open(context.Background(), l.Path(), Options{})
			wantProblem(t, err, ledger.CodeDamaged, l.Path())
			var got *ledger.ChainError
			if errors.As(err, &got) {
				got = &ledger.ChainError{Seq: got.Seq, What: got.What} // the order's id is new each time
			}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}

func tamper(t *testing.T, l *ledger.Ledger, statements []string) {
	t.Helper()
	db := raw(t, l.Path())
	exec(t, db, "DROP TRIGGER events_never_change", "DROP TRIGGER events_never_vanish")
	for _, s := range statements {
		if s != "forge 5" {
			exec(t, db, s)
			continue
		}
		// Somebody who knows how the hash is made.
		var seq, order, at, state, payload, prev string
		must(t, db.QueryRow("SELECT seq, order_id, at, state, payload, prev_hash FROM events WHERE seq = 5").Scan(&seq, &order, &at, &state, &payload, &prev))
		when, err := time.Parse(time.RFC3339Nano, at)
		must(t, err)
		h := sha256.New()
		for _, part := range []string{prev, seq, order, when.Format(time.RFC3339Nano), "Eve", state, payload} {
			h.Write(fmt.Appendf(nil, "%d:%s\n", len(part), part))
		}
		_, err = db.Exec("UPDATE events SET clerk = 'Eve', hash = ? WHERE seq = 5", hex.EncodeToString(h.Sum(nil)))
		must(t, err)
	}
}

// A page that went bad after the ledger was opened.
func TestVerifyFindsADamagedPage(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "shop.db")
	l := openAt(t, file)
	fill(t, l, 40)
	must(t, l.Close())
	b, err := os.ReadFile(file)
	must(t, err)
	for i := 4096 * 3; i < len(b); i++ {
		b[i] ^= 0x5A
	}
	write(t, file, b)
	again, err := Open(context.Background(), file, Options{})
	if err != nil {
		wantProblem(t, err, ledger.CodeDamaged, file)
		return
	}
	defer func() { _ = again.Close() }()
	wantProblem(t, again.Verify(context.Background()), ledger.CodeDamaged, file)
	_, err = again.List(context.Background(), ledger.Filter{})
	wantProblem(t, err, ledger.CodeDamaged, file)
	_, _, err = again.Draft(context.Background(), "Ana", draftOf(100))
	wantProblem(t, err, ledger.CodeDamaged, file)
}

// Somebody who takes the newest events away, and their orders with them,
// leaves a history that is whole. Only a head that was noted tells.
func TestANotedHeadTellsWhatTheHistoryCannot(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	if h := headOf(t, l); h != (ledger.Head{}) || h.String() != "0:" {
		t.Errorf("head of nothing %+v", h)
	}
	mustSubmit(t, l, draftOf(1))
	early := headOf(t, l)
	mustSubmit(t, l, draftOf(2))
	late := headOf(t, l)
	if early.Events != 2 || late.Events != 4 || len(late.String()) != len("4:0123456789abcdef") || !strings.HasPrefix(late.Hash, late.String()[2:]) {
		t.Errorf("heads %+v, %+v", early, late)
	}
	must(t, l.CheckHead(context.Background(), early.String()))
	must(t, l.CheckHead(context.Background(), " "+strings.ToUpper(late.String())+"\n"))
	tamper(t, l, []string{"DELETE FROM events WHERE seq > 2", "DELETE FROM order_keys WHERE order_seq = 3", "DELETE FROM orders WHERE seq = 3"})
	must(t, l.Verify(context.Background()))
	must(t, l.CheckHead(context.Background(), early.String()))
	wantBroken(t, l, late, &ledger.ChainError{Seq: 4, What: "ledger.noted_missing"})
	mustSubmit(t, l, draftOf(3))
	must(t, l.Verify(context.Background()))
	wantBroken(t, l, late, &ledger.ChainError{Seq: 4, What: "ledger.noted_another"})
}

func wantBroken(t *testing.T, l *ledger.Ledger, noted ledger.Head, want *ledger.ChainError) {
	t.Helper()
	err := l.CheckHead(context.Background(), noted.String())
	wantProblem(t, err, ledger.CodeDamaged, l.Path())
	var got *ledger.ChainError
	errors.As(err, &got)
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}
