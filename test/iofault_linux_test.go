package test

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/sys/unix"

	"simdesk/providers"
	"simdesk/providers/sandbox"
	"simdesk/state/ledger"
	"simdesk/state/ledger/sqlite"
)

// spoiling is one way for a disk to fail during one sale.
type spoiling struct {
	name  string
	calls map[uintptr]string
	on    bool // from the n-th call on, not at the n-th alone
	first bool // the shop's first sale: there is no ledger yet
	shift int
}

// errnos are what a disk says that fails, that is full, and that the system
// has made read-only. They take turns.
var errnos = []unix.Errno{unix.EIO, unix.ENOSPC, unix.EROFS}

var diskAll = flag.Bool("disk.all", false, "every error at every call of a sale, not one of three, and at every reading one")

// spoilings are all of them; each is a row for every call that a sale makes.
func spoilings() []spoiling {
	turns := 1
	if *diskAll {
		turns = len(errnos)
	}
	var all []spoiling
	for i := range turns {
		all = append(all, spoiling{name: "once", calls: writing, shift: i}, spoiling{name: "from then on", calls: writing, on: true, shift: i + 1},
			spoiling{name: "once in the first sale", calls: writing, first: true, shift: i})
	}
	if *diskAll {
		all = append(all, spoiling{name: "once in reading", calls: reading}, spoiling{name: "from then on in reading", calls: reading, on: true})
	}
	return all
}

// errno is what the n-th call is answered with.
func (s spoiling) errno(n int) unix.Errno { return errnos[(n+s.shift)%len(errnos)] }

func (s spoiling) fate(n int) func(int) unix.Errno {
	return func(i int) unix.Errno {
		if n == 0 || i < n || i > n && !s.on {
			return 0
		}
		return s.errno(n)
	}
}

// brokenDisk is a shop with one provider, and the ledger that each row begins
// with.
type brokenDisk struct {
	*killing
	product string
	begin   []byte // one sale is in it

	mu    sync.Mutex
	rows  []*diskRow
	codes map[int]int // how often each exit code came
}

// diskRow is one sale, and what is left of it.
type diskRow struct {
	name, file string
	witness    *witness
	open       bool // after reconcile
}

func newBrokenDisk(t *testing.T) *brokenDisk {
	t.Helper()
	w := newWorldOf(t, sandbox.Options{Seed: 41}, makers[0])
	d := &brokenDisk{killing: killingIn(t, w), codes: map[int]int{}}
	for _, p := range w.shelf["roamify"] {
		if p.Kind == providers.KindESIM {
			d.product = p.ID
		}
	}
	file := filepath.Join(t.TempDir(), "begin.db")
	if r := d.run(d.buy(file)...); r.code != 0 {
		t.Fatalf("%+v", r)
	}
	d.begin = []byte(contents(t, file))
	return d
}

func (d *brokenDisk) buy(file string) []string {
	return []string{"buy", "--provider", "roamify", "--product", d.product, "--yes", "--wait", "0s", "--store", file}
}

// sale sells once on a disk that fails at its n-th call, 0 for never, and
// returns the calls that there were.
func (d *brokenDisk) sale(t *testing.T, s spoiling, n int) []string {
	r := &diskRow{name: fmt.Sprintf("%v %s, call %d", s.errno(n), s.name, n), file: filepath.Join(t.TempDir(), "ledger.db")}
	if !s.first {
		if err := os.WriteFile(r.file, d.begin, 0o600); err != nil {
			t.Error(err)
			return nil
		}
	}
	g := &gate{under: filepath.Dir(r.file), calls: s.calls, fate: s.fate(n)}
	out, err := g.run(t, d.command(d.buy(r.file)...))
	if n > 0 && n <= len(g.seen) {
		r.name += ", " + g.seen[n-1]
	}
	told, code, err := readSale(out, err)
	switch {
	case err != nil:
		t.Errorf("%s: %v", r.name, err)
	case g.failed == 0 && code != 0:
		t.Errorf("%s: nothing failed and the exit code is %d: %s", r.name, code, out)
	default:
		d.compare(t, r, told, code)
	}
	if s.on {
		return g.seen // its history is looked at by audit
	}
	if got := d.run("doctor", "--store", r.file); got.code != 0 || !strings.Contains(got.said("store"), "its history is what was written") {
		t.Errorf("%s: doctor: exit code %d, %+v", r.name, got.code, got.Checks)
	}
	return g.seen
}

// readSale reads what a script is told, and finds what cannot be true whatever
// happened.
func readSale(out []byte, err error) (ledger.Order, int, error) {
	var exit *exec.ExitError
	code := 0
	if errors.As(err, &exit) {
		code = exit.ExitCode()
	}
	var r said
	if err := json.Unmarshal(out, &r); err != nil {
		return ledger.Order{}, code, fmt.Errorf("exit code %d, %w: %s", code, err, out)
	}
	if r.Order == nil {
		if code != 1 {
			return ledger.Order{}, code, fmt.Errorf("exit code %d without an order: %s", code, out)
		}
		return ledger.Order{}, code, nil
	}
	o := ledger.Order{ID: r.Order.ID, State: r.Order.State, Delivery: r.Order.Delivery}
	if !slices.Contains(exits[o.State], code) {
		return o, code, fmt.Errorf("%s ends with %d: %s", o.State, code, out)
	}
	return o, code, nil
}

// compare holds what was told against the healthy disk and the provider's
// books, and settles what is open with the built program.
func (d *brokenDisk) compare(t *testing.T, r *diskRow, told ledger.Order, code int) {
	book, err := sqlite.Open(context.Background(), r.file, sqlite.Options{Now: d.now})
	if err != nil {
		t.Errorf("%s: exit code %d, then %v", r.name, code, err)
		return
	}
	r.witness = &witness{book: book, seen: map[string]map[providers.State]bool{}}
	d.mu.Lock()
	d.rows, d.codes[code] = append(d.rows, r), d.codes[code]+1
	d.mu.Unlock()
	r.witness.look(told, r.name)
	page, err := book.List(context.Background(), ledger.Filter{Limit: 1})
	if err != nil {
		t.Errorf("%s: %v", r.name, err)
		return
	}
	var kept ledger.Order
	if len(page.Orders) > 0 && !strings.Contains(string(d.begin), page.Orders[0].ID) {
		kept = page.Orders[0]
	}
	charges := d.under(kept.Reference)
	switch {
	case told.ID != "" && told.ID != kept.ID:
		t.Errorf("%s: exit code %d for order %s, and the ledger has %q", r.name, code, told.ID, kept.ID)
	case code == 0 && (kept.State != providers.StateCompleted || charges != 1):
		t.Errorf("%s: exit code 0, order %s, %d charges", r.name, kept.State, charges)
	case (code == 1 || code == 3) && charges != 0:
		t.Errorf("%s: exit code %d, %d charges", r.name, code, charges)
	}
	d.settleOne(t, r, kept, charges)
}

// under counts the charges under a reference.
func (d *brokenDisk) under(reference string) int {
	n := 0
	for _, c := range d.charges("roamify") {
		if reference != "" && c.Reference == reference {
			n++
		}
	}
	return n
}

// settleOne runs reconcile. What was charged is found at once; what
// never arrived may still be on its way for two minutes.
func (d *brokenDisk) settleOne(t *testing.T, r *diskRow, kept ledger.Order, charges int) {
	if !kept.State.Settled() && kept.ID != "" {
		r.open = charges == 0
		if got := d.run("reconcile", "--store", r.file); charges == 1 && (got.code != 0 || len(got.Settled) != 1 || got.Settled[0].State != "completed") {
			t.Errorf("%s: reconcile: %+v", r.name, got)
		}
	}
}

// audit lets time pass, settles what is open in every row's ledger, and judges
// all of them together: no charge is unknown to all.
func (d *brokenDisk) audit(t *testing.T) {
	t.Helper()
	all := books{history: map[string][]providers.State{}, shown: map[string][]providers.State{}}
	names := map[string]string{}
	for _, r := range d.rows {
		if r.open {
			w := *d.world
			w.file = r.file
			settleAll(&w, r.witness)
		}
		b, err := d.close(r.witness)
		if err != nil {
			t.Errorf("%s: %v", r.name, err)
		}
		for _, lie := range r.witness.lies {
			t.Error(lie)
		}
		for _, o := range b.orders {
			names[o.Reference] = r.name
		}
		all.orders, all.charges = append(all.orders, b.orders...), b.charges
		maps.Copy(all.history, b.history)
		maps.Copy(all.shown, b.shown)
		if err := r.witness.book.Close(); err != nil {
			t.Error(err)
		}
	}
	v := judge(all)
	for _, wrong := range slices.Concat(v.twice, v.lost, v.wrong) {
		for _, word := range strings.Fields(wrong) {
			wrong += names[word]
		}
		t.Error(wrong)
	}
}

// A disk fails at the n-th call of a sale, for every n that there is: what was
// not written down was not sent, what the program says is true, and with a
// healthy disk everything is found.
func TestADiskThatFailsAtAnyCall(t *testing.T) {
	t.Parallel()
	d := newBrokenDisk(t)
	places := make(chan struct{}, 12) // most of a row is waiting for the disk to mend
	var rows sync.WaitGroup
	for _, s := range spoilings() {
		calls := d.sale(t, s, 0)
		if s.first { // what follows is as in any other sale
			calls = calls[:slices.IndexFunc(calls, func(c string) bool { return strings.HasSuffix(c, "-shm") })]
		}
		t.Logf("%s: %d calls", s.name, len(calls))
		for n := 1; n <= len(calls); n++ {
			places <- struct{}{}
			rows.Go(func() {
				defer func() { <-places }()
				d.sale(t, s, n)
			})
		}
	}
	rows.Wait()
	d.audit(t)
	t.Logf("%d rows, by exit code %v", len(d.rows), d.codes)
	for _, code := range []int{0, 1, 4} {
		if d.codes[code] == 0 {
			t.Errorf("no row ends with %d, so this test shows nothing", code)
		}
	}
}
