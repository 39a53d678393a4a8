package ledger

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"simdesk/providers"
)

func TestLease(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "shop.db")
	one, two := openAt(t, file), openAt(t, file)
	c := newClock()
	one.now, two.now = c.now, c.now
	ctx := context.Background()
	acquire := func(l *Ledger, name, owner string, want bool) {
		t.Helper()
		if got, err := l.Acquire(ctx, name, owner, time.Minute); err != nil || got != want {
			t.Errorf("Acquire(%s, %s) = %t, %v; want %t", name, owner, got, err, want)
		}
	}
	acquire(one, "settle", "a", true)
	acquire(two, "settle", "b", false)
	acquire(two, "report", "b", true)
	acquire(one, "settle", "a", true) // renewed
	must(t, two.Release(ctx, "settle", "b"))
	acquire(two, "settle", "b", false) // not theirs to release
	c.add(time.Minute)
	acquire(two, "settle", "b", true) // expired
	acquire(one, "settle", "a", false)
	must(t, two.Release(ctx, "settle", "b"))
	acquire(one, "settle", "a", true)
}

// A clock that was ahead and is set right must not keep an order from being
// settled for as long as it was ahead.
func TestALeaseOfAClockThatWasAheadEnds(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "shop.db")
	died, next := openAt(t, file), openAt(t, file)
	c := newClock()
	died.now, next.now = c.now, c.now
	c.add(24 * time.Hour)
	if won, err := died.Acquire(t.Context(), "settle", "a", time.Minute); err != nil || !won {
		t.Fatalf("%t %v", won, err)
	}
	c.add(-24 * time.Hour)
	if won, err := next.Acquire(t.Context(), "settle", "b", time.Minute); err != nil || !won {
		t.Errorf("still held: %t %v", won, err)
	}
}

func TestLeaseHasOneOwner(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "shop.db")
	consoles := []*Ledger{openAt(t, file), openAt(t, file)}
	var won atomic.Int32
	var wg sync.WaitGroup
	for i := range 10 {
		wg.Go(func() {
			got, err := consoles[i%2].Acquire(context.Background(), "settle", string(rune('a'+i)), time.Hour)
			if err != nil {
				t.Errorf("Acquire: %v", err)
			}
			if got {
				won.Add(1)
			}
		})
	}
	wg.Wait()
	if won.Load() != 1 {
		t.Errorf("%d owners, want 1", won.Load())
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
	p, err := restored.List(context.Background(), Filter{Limit: 1000})
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
	wantProblem(t, err, CodeReadOnly, there)

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
