package test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"simdesk/providers"
	"simdesk/state/ledger"
	"simdesk/state/ledger/sqlite"
)

// defect is a sync that a program should have made and did not.
type defect struct {
	name string
	lost func(i int, file string) bool // whether the sync that is change i is left out
	seen string                        // how what is found begins
}

// planted takes syncs out of what was recorded. What tells a sound program from
// others must see it.
func (s *story) planted(t *testing.T, defects ...defect) {
	t.Helper()
	for _, d := range defects {
		rng := rand.New(rand.NewPCG(*powerSeed, 2))
		skip := func(i int, c change) bool { return c.what == synced && d.lost(i, c.file) }
		found, n := false, 0
		for ; n < 200 && !found; n++ {
			wrong := s.judge(t, powerCut{after: s.moment(rng), how: cuttings[rng.IntN(len(cuttings))], seed: rng.Uint64(), skip: skip}, false)
			found = slices.ContainsFunc(wrong, func(w string) bool { return strings.HasPrefix(w, d.seen) })
		}
		if !found {
			t.Errorf("%s: not seen in %d power cuts", d.name, n)
		}
		t.Logf("%s: seen at power cut %d", d.name, n)
	}
}

// moment is one after which the world may have seen something, or any.
func (s *story) moment(rng *rand.Rand) int {
	var seen []int
	for i, c := range s.changes {
		if c.what == posted || c.what == shown {
			seen = append(seen, i+1)
		}
	}
	if rng.IntN(2) == 0 {
		return rng.IntN(len(s.changes) + 1)
	}
	return seen[rng.IntN(len(seen))]
}

// The files of a story, as its defects name them.
func (s *story) log(_ int, file string) bool      { return file == s.store+"-wal" }
func (s *story) database(_ int, file string) bool { return file == s.store }
func (s *story) folder(_ int, file string) bool   { return file == filepath.Dir(s.store) }
func (s *story) above(_ int, file string) bool    { return file == "" }
func (s *story) newCopy(_ int, file string) bool  { return strings.HasPrefix(file, ".simdesk-copy-") }
func everySync(int, string) bool                  { return true }

// answer is what is synced after a charge has left.
func (s *story) answer(i int, _ string) bool {
	for _, sent := range s.sent {
		if i > sent {
			return true
		}
	}
	return false
}

// intent is the last sync before a charge leaves.
func (s *story) intent(i int, _ string) bool {
	for _, sent := range s.sent {
		last := sent
		for last > 0 && s.changes[last].what != synced {
			last--
		}
		if i == last {
			return true
		}
	}
	return false
}

// lied cuts the power of a disk that says it has synced, from some moment on,
// and has not. What is lost then is lost; with the head that is kept on another
// disk it does not look whole, and nothing is sold on it.
func (s *story) lied(t *testing.T) {
	t.Helper()
	rng, ends := rand.New(rand.NewPCG(*powerSeed, 3)), map[string]int{}
	for range 12 + *powerPoints {
		from := rng.IntN(len(s.changes))
		p := powerCut{after: from + rng.IntN(len(s.changes)-from+1), how: cuttings[rng.IntN(len(cuttings))], seed: rng.Uint64(),
			skip: func(i int, c change) bool { return c.what == synced && i >= from }}
		end, err := s.afterLies(p)
		if ends[end]++; err != nil {
			t.Errorf("the disk lies from change %d on, %s: %v", from, p, err)
		}
	}
	t.Logf("a lying disk: %v", ends)
	if ends["the head is missed"]+ends["refused"] == 0 {
		t.Error("nothing was lost, so this test shows nothing")
	}
}

// afterLies opens what a lying disk left, and says how that ended.
func (s *story) afterLies(p powerCut) (end string, err error) {
	dir, err := os.MkdirTemp(fast(), "simdesk-power-")
	if err != nil {
		return "", err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	honest := p
	honest.skip, honest.how = nil, noneCame
	var head ledger.Head
	if _, err := s.opened(dir, honest, func(book *ledger.Ledger) error {
		head, err = book.Head(context.Background())
		return err
	}); err != nil {
		return "", err
	}
	var lost []string
	var history, noted error
	refused, err := s.opened(dir, p, func(book *ledger.Ledger) error {
		if history = book.Verify(context.Background()); history != nil {
			return nil
		}
		if noted = book.Intact(context.Background()); noted != nil {
			if _, _, err := book.Draft(context.Background(), "ana", ledger.Draft{Reference: "next", Provider: "roamify"}); err == nil {
				return errors.New("sold on a ledger that lost something")
			}
		}
		w := *s.world
		b, err := w.close(&witness{book: book})
		lost = s.missing(b, p.after)
		return err
	})
	switch {
	case err != nil:
		return "", err
	case refused != nil || history != nil:
		for _, e := range []error{refused, history} {
			if e != nil && providers.AsError(e).Code != ledger.CodeDamaged {
				return "", fmt.Errorf("not named as damage: %w", e)
			}
		}
		return "refused", nil
	case noted != nil:
		return "the head is missed", nil
	case len(lost) > 0:
		return "", fmt.Errorf("lost, and the head %s is there: %v", head, lost)
	}
	return "whole", nil
}

// opened opens what a power cut left, with the heads that were kept on another
// disk, and looks at it. A ledger that is not opened is refused.
func (s *story) opened(under string, p powerCut, look func(*ledger.Ledger) error) (refused, err error) {
	dir := filepath.Join(under, "disk")
	if err := errors.Join(os.RemoveAll(dir), os.Mkdir(dir, 0o700)); err != nil {
		return nil, err
	}
	if err := lay(dir, s.after(p.after, p.skip).image(p.how, rand.New(rand.NewPCG(p.seed, 1)))); err != nil {
		return nil, err
	}
	book, refused := sqlite.Open(context.Background(), filepath.Join(dir, s.store), sqlite.Options{Now: s.now, Heads: filepath.Join(under, "heads")})
	if refused != nil {
		return refused, nil
	}
	defer func() { _ = book.Close() }()
	return nil, look(book)
}
