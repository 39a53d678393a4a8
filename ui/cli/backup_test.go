package cli

import (
	"context"
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
	"simdesk/state/ledger/sqlite"
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
	busy, err := sqlite.Open(t.Context(), s.file, sqlite.Options{Now: s.clock.Now})
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
		Events int64
		Head   string
	}
	if err := json.Unmarshal([]byte(a.out), &got); err != nil || a.code != exitDone || got["backup"].File != copied || got["backup"].Orders < 2 {
		t.Fatalf("%+v, %v", a, err)
	}
	if head := got["backup"].Head; !strings.HasPrefix(head, fmt.Sprint(got["backup"].Events, ":")) || got["backup"].Events < 3 {
		t.Errorf("a script has no head to note: %+v", got)
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
	s.alpha.track = func(q providers.Query) (providers.Finding, error) {
		r := delivered // each order has an eSIM of its own
		r.ProviderOrderID = "P-" + q.Reference
		r.Delivery = []providers.Delivery{{Type: providers.DeliverESIM, ICCID: iccid + q.Reference, Activation: &providers.Activation{
			SMDP: "rsp.sandbox.example", MatchingID: q.Reference}}}
		return providers.Finding{Verdict: providers.Found, Result: r}, nil
	}
	var settled struct{ Settled []json.RawMessage }
	// All but the first were open; what was about to be sent may have been.
	if a := s.run("reconcile", "--json"); json.Unmarshal([]byte(a.out), &settled) != nil || len(settled.Settled) != got["backup"].Orders-1 {
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

// A head that was noted is looked for; one that is none is a mistake in the
// command.
func TestDoctorLooksForANotedHead(t *testing.T) {
	t.Parallel()
	s := sold(t)
	book, err := sqlite.Open(t.Context(), s.file, sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	head, err := book.Head(t.Context())
	if err != nil || book.Close() != nil {
		t.Fatal(err)
	}
	if a := s.run("doctor", "--head", head.String()); !strings.Contains(a.out, "ok    history          The head noted as 3:HASH is in it.\nok    history          3 events, head 3:HASH. Note") {
		t.Errorf("%+v", a)
	}
	if a := s.run("doctor", "--head", "4:0123456789abcdef"); !strings.Contains(a.out, "fail  history          The history in") ||
		!strings.Contains(a.out, "at event 4. It was noted and is missing.") || a.code != exitError {
		t.Errorf("%+v", a)
	}
	if a := s.run("doctor", "--head", "six"); !strings.Contains(a.out, "is no head of a history") || a.code != exitUsage {
		t.Errorf("%+v", a)
	}
}

// Advice to run doctor is of no use inside doctor.
func TestDoctorDoesNotSendPeopleToDoctor(t *testing.T) {
	t.Parallel()
	for why, want := range map[*providers.Reason]string{
		because("wire.unauthorized", "who", "Alpha"): "Alpha refused the credentials. Check them in the configuration.",
		because("fyatu.auth_token_missing"):          "Fyatu missed the token. Try again; if it stays, tell the developers.",
		because("wire.unreadable", "who", "Alpha"):   "Alpha answered something that cannot be read. Try again in a moment.",
		because("wire.too_long", "who", "Alpha"):     "Alpha answered more than simdesk reads. Try again in a moment.",
		{}:                                           "Alpha refused our credentials. Mend them in the configuration, then start simdesk again.",
	} {
		s := newShop(t)
		s.list = s.list[:1]
		s.alpha.balance = func() error {
			return &providers.Error{Kind: providers.KindUnauthorized, Provider: "alpha", Why: *why}
		}
		a := s.run("doctor")
		_, line, _ := strings.Cut(a.out, "fail  alpha ")
		line, _, _ = strings.Cut(line, "\n")
		if d := cmp.Diff(want, strings.TrimSpace(line)); d != "" {
			t.Errorf("%s", d)
		}
	}
}

func because(key string, args ...any) *providers.Reason {
	why := providers.Because(key, args...)
	return &why
}
