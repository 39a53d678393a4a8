package ledger

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"simdesk/providers"
)

// Holders in two processes never overlap; each gets its turn.
func TestAloneIsOneAtATime(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "shop.db")
	books := []*Ledger{openAt(t, file), openAt(t, file)}
	var inside, most, turns atomic.Int32
	var wait sync.WaitGroup
	for i := range 8 {
		wait.Go(func() {
			for range 5 {
				release, err := books[i%2].Alone(t.Context(), "fyatu")
				if err != nil {
					t.Error(err)
					return
				}
				most.Store(max(most.Load(), inside.Add(1)))
				turns.Add(1)
				time.Sleep(time.Millisecond)
				inside.Add(-1)
				release()
			}
		})
	}
	wait.Wait()
	if most.Load() != 1 || turns.Load() != 40 {
		t.Errorf("%d at once, %d turns", most.Load(), turns.Load())
	}
}

func TestAloneEndsWithItsHolderAndWaitsNoLongerThanAsked(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "shop.db")
	first, second := openAt(t, file), openAt(t, file)
	if _, err := first.Alone(t.Context(), "fyatu"); err != nil {
		t.Fatal(err)
	}
	short, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := second.Alone(short, "fyatu"); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("held by another: %v", err)
	}
	other, err := second.Alone(t.Context(), "other")
	if err != nil {
		t.Fatalf("another name: %v", err)
	}
	other()
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	release, err := second.Alone(t.Context(), "fyatu")
	if err != nil {
		t.Fatalf("after its holder ended: %v", err)
	}
	release()
}

// A ledger may be closed while somebody still writes: the step is carried out
// whole or not at all, and nobody reads freed memory.
func TestClosingWhileOrdersAreWritten(t *testing.T) {
	t.Parallel()
	for range 20 {
		l := newLedger(t)
		var writers sync.WaitGroup
		for i := range 4 {
			writers.Go(func() {
				for n := 0; ; n++ {
					d := Draft{Reference: fmt.Sprintf("r-%d-%d", i, n), Provider: "fake", Kind: providers.KindESIM}
					o, _, err := l.Draft(context.Background(), "ana", d)
					if err != nil {
						return
					}
					if _, _, err := l.Submit(context.Background(), o.ID, "ana"); err != nil {
						return
					}
				}
			})
		}
		time.Sleep(5 * time.Millisecond)
		if err := l.Close(); err != nil {
			t.Error(err)
		}
		writers.Wait()
	}
}
