package test

import (
	"math/rand/v2"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	driver "modernc.org/sqlite"

	"simdesk/providers"
	"simdesk/state/ledger"
	"simdesk/state/ledger/sqlite"
)

// storage is what lies under the ledger in virtual time. While it is full no step
// can be kept, of any till: the ledger's database hears it where it commits.
type storage struct {
	full     atomic.Bool
	refusals atomic.Int64
}

// disks are the disks by the folder of their ledger.
var disks sync.Map

func init() {
	driver.RegisterConnectionHook(func(conn driver.ExecQuerierContext, dsn string) error {
		disks.Range(func(folder, d any) bool {
			if hooks, ok := conn.(driver.HookRegisterer); ok && strings.Contains(dsn, folder.(string)+"/") {
				hooks.RegisterCommitHook(d.(*storage).commit)
			}
			return true
		})
		return nil
	})
}

// commit is asked before each commit; anything but 0 undoes the step.
func (d *storage) commit() int32 {
	if !d.full.Load() {
		return 0
	}
	d.refusals.Add(1)
	return 1
}

func (e *ether) refusals() int64 {
	if e == nil {
		return 0
	}
	return e.disk.refusals.Load()
}

// disk is full for a moment, sometimes for longer than an answer waits to be
// written. In virtual time only: real sales share their disk with whatever else
// runs here.
func (r *torture) disk(rng *rand.Rand) {
	long := 1 + time.Duration(rng.Int64N(int64(200*time.Millisecond)))
	if rng.IntN(10) == 0 {
		long += 3 * time.Second
	}
	if r.ether == nil || rng.IntN(2) == 0 {
		return
	}
	d := r.ether.disk
	d.full.Store(true)
	time.Sleep(long)
	d.full.Store(false)
	r.ways[r.makers[0].name].made().Add(1)
}

// The disk of virtual time refuses a step as a real one does: nothing of it is
// written, and the next one is.
func TestVirtualDiskRefusesSteps(t *testing.T) {
	dir := t.TempDir()
	d := new(storage)
	disks.Store(dir, d)
	defer disks.Delete(dir)
	book, err := sqlite.Open(t.Context(), filepath.Join(dir, "ledger.db"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = book.Close() }()
	draft := ledger.Draft{Reference: "r1", Provider: "roamify", Kind: providers.KindESIM}
	for _, full := range []bool{true, false} {
		d.full.Store(full)
		_, created, err := book.Draft(t.Context(), "ana", draft)
		page, errList := book.List(t.Context(), ledger.Filter{})
		if created == full || (err != nil) != full || errList != nil || len(page.Orders) == 1 == full {
			t.Errorf("full %v: created %v, %v, %d orders, %v", full, created, err, len(page.Orders), errList)
		}
	}
	if d.refusals.Load() != 1 {
		t.Errorf("%d refusals", d.refusals.Load())
	}
}
