package sqlite

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"simdesk/providers"
	"simdesk/state/ledger"
)

func TestBackupSaysWhatItHolds(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	mustSubmit(t, l, draftOf(1))
	mustDraft(t, l, draftOf(2))
	dir := t.TempDir()
	got, err := l.Backup(context.Background(), filepath.Join(dir, "copy.db"))
	must(t, err)
	if d := cmp.Diff(ledger.Copy{File: filepath.Join(dir, "copy.db"), Orders: 2, Head: headOf(t, l)}, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	if names, err := os.ReadDir(dir); err != nil || len(names) != 1 {
		t.Errorf("beside the copy: %v, %v", names, err)
	}
}

// A copy of a history that is not whole is no backup, and would only push out
// the good ones.
func TestNoBackupOfABrokenHistory(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	mustSubmit(t, l, draftOf(1))
	tamper(t, l, []string{"UPDATE events SET clerk = 'Eve' WHERE seq = 1"})
	dir := t.TempDir()
	got, err := l.Backup(context.Background(), filepath.Join(dir, "copy.db"))
	wantProblem(t, err, ledger.CodeDamaged, "event=1")
	var broken *ledger.ChainError
	if !errors.As(err, &broken) || got != (ledger.Copy{}) {
		t.Errorf("%+v, %v", got, err)
	}
	if names, err := os.ReadDir(dir); err != nil || len(names) != 0 {
		t.Errorf("left behind: %v, %v", names, err)
	}
}

// A disk without hard links, such as a memory stick.
func TestACopyNeverOverwrites(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	from, to := filepath.Join(dir, "from"), filepath.Join(dir, "to")
	write(t, from, []byte("new"))
	must(t, copyNew(from, to))
	write(t, from, []byte("newer"))
	if err := copyNew(from, to); !errors.Is(err, os.ErrExist) {
		t.Errorf("%v", err)
	}
	b, err := os.ReadFile(to)
	info, _ := os.Stat(to)
	if err != nil || string(b) != "new" || info.Mode() != 0o600 {
		t.Errorf("%q, %v, %v", b, info.Mode(), err)
	}
}

func TestBackupWhileSelling(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	fill(t, l, 10)
	copied := filepath.Join(t.TempDir(), "copy.db")
	stop := make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		for i := 100; ; i++ {
			select {
			case <-stop:
				return
			default:
				mustSubmit(t, l, draftOf(i))
			}
		}
	})
	_, err := l.Backup(context.Background(), copied)
	close(stop)
	wg.Wait()
	must(t, err)
	if info, err := os.Stat(copied); err != nil || info.Mode() != 0o600 {
		t.Errorf("mode %v, %v; want 0600", info.Mode(), err)
	}
	restored := openAt(t, copied)
	must(t, restored.Verify(context.Background()))
	p, err := restored.List(context.Background(), ledger.Filter{Limit: 1000})
	must(t, err)
	if len(p.Orders) < 10 {
		t.Errorf("%d orders in the copy, want the 10 that were there", len(p.Orders))
	}
	mustDraft(t, restored, draftOf(99))
}

func TestBackupKeepsWhatIsThere(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	there := filepath.Join(t.TempDir(), "there.db")
	write(t, there, []byte("precious"))
	_, err := l.Backup(context.Background(), there)
	wantProblem(t, err, "", there)
	if b, err := os.ReadFile(there); err != nil || string(b) != "precious" {
		t.Errorf("the file holds %q, %v", b, err)
	}
	_, err = l.Backup(context.Background(), filepath.Join(there, "copy.db"))
	wantProblem(t, err, ledger.CodeReadOnly, there)

	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	half := filepath.Join(t.TempDir(), "half.db")
	_, err = l.Backup(ctx, half)
	wantProblem(t, err, "", half)
	if _, err := os.Stat(half); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("half a copy was left: %v", err)
	}
	if !providers.IsKind(err, providers.KindConfig) || !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}
