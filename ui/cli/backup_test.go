package cli

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"simdesk/providers"
	"simdesk/state/ledger"
)

// restore does what the README says.
func restore(t *testing.T, backup, file string) {
	t.Helper()
	for _, end := range []string{"", "-wal", "-shm"} {
		if err := os.Rename(file+end, file+".damaged"+end); err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
	}
	b, err := os.ReadFile(backup)
	if err == nil {
		err = os.WriteFile(file, b, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// A shop is copied while it sells, loses its ledger, and goes on from the copy:
// the orders are there, and what was open is found.
func TestBackupAndRestore(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.run(buyJapan...)
	lose(s)
	if _, open := soldAs(t, s.run(buyJapan...)); open == "" {
		t.Fatal("no order")
	}
	busy, err := ledger.Open(t.Context(), s.file, ledger.Options{Now: s.clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	stop := make(chan struct{})
	var console sync.WaitGroup
	console.Go(func() {
		for i := 0; ; i++ {
			select {
			case <-stop:
				return
			default:
			}
			if _, _, err := busy.Draft(context.Background(), "Ben", ledger.Draft{Reference: fmt.Sprint("busy-", i), Provider: "alpha"}); err != nil {
				t.Errorf("selling beside a backup: %v", err)
				return
			}
		}
	})
	copied := filepath.Join(t.TempDir(), "monday.db")
	a := s.run("backup", copied, "--json")
	close(stop)
	console.Wait()
	if err := busy.Close(); err != nil {
		t.Error(err)
	}
	var got map[string]struct {
		File   string
		Orders int
	}
	if err := json.Unmarshal([]byte(a.out), &got); err != nil || a.code != exitDone || got["backup"].File != copied || got["backup"].Orders < 2 {
		t.Fatalf("%+v, %v", a, err)
	}
	if info, err := os.Stat(copied); err != nil || info.Mode() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}

	spoilt := []byte(strings.Repeat("lightning ", 1000))
	if err := os.WriteFile(s.file, spoilt, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{buyJapan, {"orders"}, {"reconcile"}, {"doctor"}, {"backup", copied + "2"}} {
		a := s.run(args...)
		if a.code != exitError || !strings.Contains(a.out+a.err, "is damaged and was left as it is") {
			t.Errorf("%s with a damaged ledger: %+v", args, a)
		}
	}
	if b, err := os.ReadFile(s.file); err != nil || string(b) != string(spoilt) {
		t.Errorf("the damaged ledger was changed, %v", err)
	}

	restore(t, copied, s.file)
	if a := s.run("doctor"); !strings.Contains(a.out, "ok    store") || !strings.Contains(a.out, "ok    history") {
		t.Errorf("%+v", a)
	}
	if n := len(s.orders()); n != got["backup"].Orders {
		t.Errorf("%d orders after the restore, %d in the copy", n, got["backup"].Orders)
	}
	s.alpha.track = found(delivered)
	var settled struct{ Settled []json.RawMessage }
	if a := s.run("reconcile", "--json"); json.Unmarshal([]byte(a.out), &settled) != nil || len(settled.Settled) != 1 {
		t.Errorf("%+v", a)
	}
	if s.alpha.charged() != 2 {
		t.Errorf("%d charges, want the 2 from before", s.alpha.charged())
	}
}

func TestBackupOverwritesNothing(t *testing.T) {
	t.Parallel()
	s := sold(t)
	there := filepath.Join(t.TempDir(), "there.db")
	if err := os.WriteFile(there, []byte("precious"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{there, s.file, filepath.Dir(there)} {
		if a := s.run("backup", file); a.code != exitUsage || a.out != "" || !strings.Contains(a.err, "exists already and was left as it is") {
			t.Errorf("%s: %+v", file, a)
		}
	}
	if b, err := os.ReadFile(there); err != nil || string(b) != "precious" {
		t.Errorf("%q, %v", b, err)
	}
	for _, args := range [][]string{{"backup"}, {"backup", ""}, {"backup", "a", "b"}} {
		if a := s.run(args...); a.code != exitUsage {
			t.Errorf("%q: %+v", args, a)
		}
	}
	if a := s.run("backup", filepath.Join(there, "x.db")); a.code != exitError || strings.Count(a.err, "\n") != 1 {
		t.Errorf("%+v", a)
	}
}

// tampered is a shop with two sales whose ledger somebody got at.
func tampered(t *testing.T, statements ...string) *shop {
	t.Helper()
	s := newShop(t)
	s.run(buyJapan...)
	s.run(buyJapan...)
	db, err := sql.Open("sqlite", s.file)
	if err != nil {
		t.Fatal(err)
	}
	var triggers []string
	for _, name := range []string{"events_never_change", "events_never_vanish", "events_follow_on"} {
		var text string
		if err := db.QueryRow("SELECT sql FROM sqlite_master WHERE name = ?", name).Scan(&text); err != nil {
			t.Fatal(err)
		}
		triggers = append(triggers, text)
		statements = append([]string{"DROP TRIGGER " + name}, statements...)
	}
	for _, text := range append(statements, triggers...) {
		if _, err := db.Exec(text); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	return s
}

// Each sale is three events, so events 4 to 6 are those of the second order.
func TestDoctorNamesTheEventThatWasTamperedWith(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		tamper []string
		want   string
	}{
		"changed":      {[]string{"UPDATE events SET payload = replace(payload, '9.50', '0.50') WHERE seq = 3"}, "event 3 of order id-1 was changed or moved"},
		"clerk":        {[]string{"UPDATE events SET clerk = 'Eve' WHERE seq = 4"}, "event 4 of order id-1 was changed or moved"},
		"removed":      {[]string{"DELETE FROM events WHERE seq = 2"}, "event 2 is missing"},
		"last removed": {[]string{"DELETE FROM events WHERE seq = 6"}, "event 6 of order id-1 is missing"},
		"reordered": {[]string{"UPDATE events SET seq = 99 WHERE seq = 2", "UPDATE events SET seq = 2 WHERE seq = 5", "UPDATE events SET seq = 5 WHERE seq = 99"},
			"event 2 of order id-1 was changed or moved"},
		"order": {[]string{"UPDATE orders SET state = 'failed' WHERE seq = 4"}, "order id-1 was changed in the list of orders"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := tampered(t, c.tamper...)
			before, err := os.ReadFile(s.file)
			if err != nil {
				t.Fatal(err)
			}
			a := s.run("doctor")
			want := "fail  store            The history in LEDGER is not what was written: " + c.want + "; keep the file as evidence and restore a backup.\n"
			if got := strings.ReplaceAll(a.out, s.file, "LEDGER"); !strings.Contains(got, want) || strings.Contains(got, "  history  ") || a.code != exitError {
				t.Errorf("exit code %d, want %q in\n%s", a.code, want, got)
			}
			if a := s.run("backup", filepath.Join(t.TempDir(), "copy.db")); a.code != exitError || !strings.Contains(a.err, "No backup was kept") || !strings.Contains(a.err, c.want) {
				t.Errorf("%+v", a)
			}
			if after, err := os.ReadFile(s.file); err != nil || string(after) != string(before) {
				t.Errorf("the evidence was changed, %v", err)
			}
		})
	}
}

// What the history cannot know of itself is seen by a head that was noted.
func TestDoctorFindsACutHistoryByANotedHead(t *testing.T) {
	t.Parallel()
	s := tampered(t)
	book, err := ledger.Open(t.Context(), s.file, ledger.Options{})
	if err != nil {
		t.Fatal(err)
	}
	head, err := book.Head(t.Context())
	if err != nil || book.Close() != nil {
		t.Fatal(err)
	}
	if a := s.run("doctor", "--head", head.String()); !strings.Contains(a.out, "ok    history          The head noted as 6:HASH is in it.\nok    history          6 events, head 6:HASH. Note") {
		t.Errorf("%+v", a)
	}
	cut := tampered(t, "DELETE FROM events WHERE seq > 3", "DELETE FROM order_keys WHERE order_seq > 3", "DELETE FROM orders WHERE seq > 3")
	if a := cut.run("doctor"); !strings.Contains(a.out, "ok    history          3 events") {
		t.Errorf("%+v", a)
	}
	if a := cut.run("doctor", "--head", head.String()); !strings.Contains(a.out, "event 6 was noted and is missing") || a.code != exitError {
		t.Errorf("%+v", a)
	}
	if a := cut.run("doctor", "--head", "six"); !strings.Contains(a.out, "is no head of a history") || a.code != exitUsage {
		t.Errorf("%+v", a)
	}
}

// Advice to run doctor is of no use inside doctor.
func TestDoctorDoesNotSendPeopleToDoctor(t *testing.T) {
	t.Parallel()
	for said, want := range map[string]string{
		"Alpha refused the token. Check it in the configuration; simdesk doctor tells more.":                           "Alpha refused the token. Check it in the configuration.",
		"Alpha answered something that cannot be read. Try again in a moment; if it stays, simdesk doctor tells more.": "Alpha answered something that cannot be read. Try again in a moment.",
		"Alpha does not serve this request any more. simdesk doctor tells more; the base_url may be wrong.":            "Alpha does not serve this request any more. The base_url may be wrong.",
		"": "The provider refused the credentials. Mend them in the configuration.",
	} {
		s := newShop(t)
		s.list = s.list[:1]
		s.alpha.balance = func() error {
			return &providers.Error{Kind: providers.KindUnauthorized, Provider: "alpha", Message: said}
		}
		a := s.run("doctor")
		_, line, _ := strings.Cut(a.out, "fail  alpha ")
		line, _, _ = strings.Cut(line, "\n")
		line = strings.TrimPrefix(strings.TrimSpace(line), "alpha: ")
		if d := cmp.Diff(want, line); d != "" {
			t.Errorf("%s", d)
		}
	}
}
