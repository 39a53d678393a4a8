package test

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"simdesk/providers"
	"simdesk/providers/sandbox"
	"simdesk/state/ledger"
	"simdesk/state/ledger/sqlite"
)

var (
	powerPoints = flag.Int("power.points", 4, "power cuts at random moments of each part of a story, besides those at its syncs")
	powerSeed   = flag.Uint64("power.seed", 1, "seed of what a power cut takes")
)

// story is one command whose every change to the disk is known, so that the
// power can be cut at any moment of it.
type story struct {
	*killing
	product string

	under   string // the folder that is watched
	store   string // the ledger's name in it
	copy    string // the backup's
	base    map[string][]byte
	known   map[string][]providers.State // the histories before, by order id
	changes []change
	sent    map[string]int // which change sent an order's charge, by order id

	places chan struct{} // so many images at once
}

// newStory is a shop with one provider and no ledger yet, not even its folder.
func newStory(t *testing.T) *story {
	t.Helper()
	s := &story{killing: killingIn(t, newWorldOf(t, sandbox.Options{Seed: 61}, makers[0])), store: "shop/ledger.db", copy: "copy.db",
		known: map[string][]providers.State{}, sent: map[string]int{}, places: make(chan struct{}, 4)}
	s.wait = time.Minute
	config := filepath.Join(filepath.Dir(s.file), "config.toml")
	patient := strings.ReplaceAll(contents(t, config), `timeout = "2s"`, `timeout = "10m"`) // the program waits while its disk is judged
	err := os.WriteFile(config, []byte(patient), 0o600)
	if err == nil {
		s.under, err = filepath.EvalSymlinks(t.TempDir())
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range s.shelf["roamify"] {
		if p.Kind == providers.KindESIM {
			s.product = p.ID
		}
	}
	return s
}

func (s *story) path() string { return filepath.Join(s.under, s.store) }

func (s *story) buy() []string {
	return []string{"buy", "--provider", "roamify", "--product", s.product, "--yes", "--wait", "0s", "--store", s.path()}
}

// tell records commands, one after the other, and cuts the power at their
// moments: each time that a charge is about to be sent, at those before it, so
// that the provider is as it was then.
func (s *story) tell(t *testing.T, commands ...[]string) {
	t.Helper()
	rec, from := &recorder{under: s.under}, 0
	judged := func() (err error) {
		if s.changes = rec.changes; from > len(s.changes) {
			return nil // a signal had the same call made again
		}
		if err = s.follow(); err == nil {
			s.cuts(t, from, len(s.changes))
		}
		from = len(s.changes) + 1
		return err
	}
	rec.sending = judged
	var err error
	if s.base, err = held(s.under); err == nil {
		s.known, _, err = s.histories()
	}
	for _, args := range commands {
		out, failed := rec.gate().run(t, s.command(args...))
		if err = errors.Join(err, failed, rec.trouble); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
	}
	if err := judged(); err != nil {
		t.Fatal(err)
	}
	s.faithful(t)
	if said := s.said(len(s.changes)); len(said.orders) == 0 && !said.backup {
		t.Fatal("nothing was shown")
	}
}

// follow finds out which orders have been sent.
func (s *story) follow() error {
	_, orders, err := s.histories()
	for _, o := range orders {
		if i := slices.IndexFunc(s.changes, func(c change) bool { return c.what == posted && bytes.Contains(c.data, []byte(o.Reference)) }); i >= 0 {
			s.sent[o.ID] = i
		}
	}
	return err
}

// faithful compares what was recorded with what the real disk holds.
func (s *story) faithful(t *testing.T) {
	t.Helper()
	want, err := held(s.under)
	if err != nil {
		t.Fatal(err)
	}
	got := s.after(len(s.changes), nil).image(allCame, nil)
	for name := range want {
		if !bytes.Equal(want[name], got[name]) {
			t.Errorf("%s: %d bytes were recorded, and the disk holds %d, or others", name, len(got[name]), len(want[name]))
		}
	}
	if len(want) != len(got) {
		t.Errorf("%d files were recorded, and the disk holds %d", len(got), len(want))
	}
}

// held is every file below a folder, without SQLite's index of its log.
func held(dir string) (map[string][]byte, error) {
	files := map[string][]byte{}
	return files, filepath.WalkDir(dir, func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasSuffix(file, "-shm") {
			return err
		}
		name, err := filepath.Rel(dir, file)
		if err == nil {
			files[name], err = os.ReadFile(file)
		}
		return err
	})
}

// histories reads a copy of the ledger as it is.
func (s *story) histories() (map[string][]providers.State, []ledger.Order, error) {
	dir, err := os.MkdirTemp(fast(), "simdesk-power-")
	if err != nil {
		return nil, nil, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	w := *s.world
	w.file = filepath.Join(dir, s.store)
	files, err := held(s.under)
	if err == nil {
		err = lay(dir, files)
	}
	if err != nil || !exists(w.file) {
		return nil, nil, err
	}
	b, err := w.read()
	return b.history, b.orders, err
}

func exists(file string) bool {
	_, err := os.Stat(file)
	return err == nil
}

// read is what a ledger holds, verified, beside what the providers took.
func (w *world) read() (books, error) {
	book, err := sqlite.Open(context.Background(), w.file, sqlite.Options{Now: w.now})
	if err != nil {
		return books{}, fmt.Errorf("not opened: %w", err)
	}
	defer func() { _ = book.Close() }()
	return w.close(&witness{book: book})
}

// lay writes files into a folder.
func lay(dir string, files map[string][]byte) error {
	for name, b := range files {
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			return err
		}
		if err := os.WriteFile(file, b, 0o600); err != nil {
			return err
		}
	}
	return nil
}

// after is the disk after the first n changes; skip leaves some of them out.
func (s *story) after(n int, skip func(int, change) bool) *disk {
	d := newDisk(s.base)
	for i, c := range s.changes[:n] {
		if skip == nil || !skip(i, c) {
			d.apply(c)
		}
	}
	return d
}

// powerCut is one of them: after so many changes, and what it left.
type powerCut struct {
	after int
	how   cutting
	seed  uint64
	skip  func(int, change) bool
}

func (p powerCut) String() string {
	return fmt.Sprintf("after change %d, %s, %d", p.after, p.how, p.seed)
}

// cuts cuts the power at moments from the one to the other, and judges.
func (s *story) cuts(t *testing.T, from, to int) {
	rng := rand.New(rand.NewPCG(*powerSeed, uint64(from)))
	list := []powerCut{{after: from, how: noneCame}, {after: to, how: noneCame}, {after: to, how: allCame}}
	for i := from; i < to; i++ {
		if s.changes[i].what == synced { // before it is over, when most is at stake, and at once after it
			list = append(list, powerCut{after: i, how: cuttings[rng.IntN(len(cuttings))]}, powerCut{after: i + 1, how: noneCame})
		}
	}
	for range *powerPoints {
		list = append(list, powerCut{after: from + rng.IntN(to-from+1), how: cuttings[rng.IntN(len(cuttings))]})
	}
	var wait sync.WaitGroup
	for _, p := range list {
		p.seed = rng.Uint64()
		s.places <- struct{}{}
		wait.Go(func() {
			defer func() { <-s.places }()
			for _, wrong := range s.judge(t, p, true) {
				t.Errorf("%s: %s", p, wrong)
			}
		})
	}
	wait.Wait()
	t.Logf("changes %d to %d: %d power cuts", from, to, len(list))
}

// judge starts a machine again after a power cut, and returns what is wrong.
func (s *story) judge(t *testing.T, p powerCut, settled bool) []string {
	dir, err := os.MkdirTemp(fast(), "simdesk-power-")
	if err != nil {
		return []string{err.Error()}
	}
	defer func() { _ = os.RemoveAll(dir) }()
	rng := rand.New(rand.NewPCG(p.seed, 1))
	files := s.after(p.after, p.skip).image(p.how, rng)
	w := *s.world
	w.file = filepath.Join(dir, s.store)
	if _, there := files[s.store]; there && rng.IntN(2) == 0 { // whatever is left of it
		files[s.store+"-shm"] = bytes.Repeat([]byte{byte(rng.Uint32())}, 1<<15)
	}
	if err := lay(dir, files); err != nil {
		return []string{err.Error()}
	}
	b, err := w.read()
	if err != nil && p.how == garbled && strings.Contains(err.Error(), "its beginning cannot be read") {
		// The log was being begun, which is done when the file has everything: the
		// refusal asks a person, who loses nothing by setting the log aside.
		if err = os.Remove(w.file + "-wal"); err == nil {
			b, err = w.read()
		}
	}
	if err != nil {
		return []string{"ledger: " + err.Error()}
	}
	wrong := s.missing(b, p.after)
	if wrong = append(wrong, s.copied(dir, p.after)...); !settled || len(wrong) > 0 {
		return wrong
	}
	if err := w.settleAll(); err != nil {
		return []string{"reconcile: " + err.Error()}
	}
	if b, err = w.read(); err != nil {
		return []string{"settled: " + err.Error()}
	}
	v := judge(b)
	return slices.Concat(v.twice, v.lost, v.wrong)
}

// fill writes sales that were never sent until the log is about to be moved
// into the database: SQLite does so at a thousand pages.
func fill(t *testing.T, book *ledger.Ledger) {
	t.Helper()
	var o ledger.Order
	for n, pages := 0, int64(0); pages < 985; n++ {
		var err error
		if n%2 == 0 {
			o, _, err = book.Draft(t.Context(), "ana", ledger.Draft{Reference: fmt.Sprintf("fill-%d", n), Provider: "roamify", Kind: providers.KindESIM, ProductID: "x"})
		} else {
			o, err = book.Append(t.Context(), o.ID, "ana", ledger.Change{State: providers.StateFailed, Note: "never sent"})
		}
		info, statErr := os.Stat(book.Path() + "-wal")
		if err = errors.Join(err, statErr); err != nil {
			t.Fatal(err)
		}
		if pages = (info.Size() - 32) / (4096 + 24); pages >= 1000 {
			t.Fatalf("%d pages in the log", pages)
		}
	}
}

// stories are what happens to a ledger in its life.
var stories = map[string]func(*testing.T, *story){
	"first sale": func(t *testing.T, s *story) {
		s.tell(t, s.buy())
		s.planted(t, defect{"no sync at all", everySync, "lost:"}, defect{"no sync of the log", s.log, "lost:"},
			defect{"no sync of the folder", s.folder, "lost:"}, defect{"no sync of the folder above", s.above, "lost:"},
			defect{"no sync before the charge leaves", s.intent, "lost:"}, defect{"no sync of the answer", s.answer, "shown:"})
		s.lied(t)
	},
	"sale after the log was taken away": func(t *testing.T, s *story) {
		s.run(s.buy()...)
		s.tell(t, s.buy())
		s.planted(t, defect{"no sync of the log", s.log, "lost:"}, defect{"no sync before the charge leaves", s.intent, "lost:"})
		s.lied(t)
	},
	"sale beside another console, and the log is moved": func(t *testing.T, s *story) {
		s.run(s.buy()...)
		fill(t, s.open(t))
		s.tell(t, s.buy(), s.buy())
		header := func(c change) bool { return c.what == wrote && c.file == s.store+"-wal" && c.at == 0 }
		if !slices.ContainsFunc(s.changes, header) || !slices.ContainsFunc(s.changes, func(c change) bool { return c.what == synced && c.file == s.store }) {
			t.Error("the log was not moved and begun anew, so this test shows nothing")
		}
		s.planted(t, defect{"no sync of the database", s.database, "ledger:"}, defect{"no sync of the log", s.log, "lost:"})
		s.lied(t)
	},
	"settling": func(t *testing.T, s *story) {
		s.run(s.buy()...)
		s.proxies["roamify"].weather(func(_ *rand.Rand, line string) trouble { return trouble{reset: strings.Contains(line, "/order")} })
		if r := s.run(s.buy()...); r.code != 4 {
			t.Fatalf("exit code %d", r.code)
		}
		s.proxies["roamify"].disarm()
		s.proxies["roamify"].calm()
		s.tell(t, []string{"reconcile", "--store", s.path()})
		s.planted(t, defect{"no sync of the log", s.log, "shown:"})
	},
	"backup": func(t *testing.T, s *story) {
		s.run(s.buy()...)
		book := s.open(t)
		if _, _, err := book.Draft(t.Context(), "ana", ledger.Draft{Reference: "open", Provider: "roamify", Kind: providers.KindESIM, ProductID: "x"}); err != nil {
			t.Fatal(err)
		}
		s.tell(t, []string{"backup", filepath.Join(s.under, s.copy), "--store", s.path()})
		s.planted(t, defect{"no sync of the copy", s.newCopy, "copy:"}, defect{"no sync of the copy's name", s.above, "copy:"})
	},
}

// open is another console at the same ledger.
func (s *story) open(t *testing.T) *ledger.Ledger {
	t.Helper()
	book, err := sqlite.Open(t.Context(), s.path(), sqlite.Options{Now: s.now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = book.Close() })
	return book
}

// The power goes at any moment of a story, and what was not synced is lost,
// torn or garbage: the ledger opens, it holds what the world has seen, and a
// fresh console settles it.
func TestPowerLoss(t *testing.T) {
	t.Parallel()
	for name, story := range stories {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			story(t, newStory(t))
		})
	}
}
