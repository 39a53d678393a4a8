package sqlite

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"simdesk/providers"
	"simdesk/state/ledger"
)

// shopOf sells n orders into a ledger that keeps its head in heads.
func shopOf(t *testing.T, heads string, n int) *ledger.Ledger {
	t.Helper()
	l, err := Open(context.Background(), filepath.Join(t.TempDir(), "shop.db"), Options{Now: newClock().Now, Heads: heads})
	must(t, err)
	t.Cleanup(func() { _ = l.Close() })
	for i := range n {
		sellOne(t, l, i)
	}
	return l
}

// crash puts back what is on disk just now as a process that died leaves it.
func crash(t *testing.T, l *ledger.Ledger) (file string, image map[string][]byte) {
	t.Helper()
	image = map[string][]byte{}
	for _, end := range pieces[:2] {
		b, err := os.ReadFile(l.Path() + end)
		must(t, err)
		image[end] = b
	}
	must(t, l.Close())
	return l.Path(), image
}

func lay(t *testing.T, file string, image map[string][]byte) {
	t.Helper()
	for _, end := range pieces {
		if err := os.Remove(file + end); err != nil && !errors.Is(err, os.ErrNotExist) {
			t.Fatal(err)
		}
		if b, ok := image[end]; ok {
			write(t, file+end, b)
		}
	}
}

// A ledger that lost its newest sales looks whole from inside. The kept head
// names what is missing, nothing is sold, everything can be read, and a person
// decides.
func TestWhatALedgerLostIsNamed(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		lose func(t *testing.T, l *ledger.Ledger) (file string)
		says string // "" for nothing lost
	}{
		"nothing": {func(t *testing.T, l *ledger.Ledger) string {
			file, image := crash(t, l)
			lay(t, file, image)
			return file
		}, ""},
		"closed": {func(t *testing.T, l *ledger.Ledger) string { must(t, l.Close()); return l.Path() }, ""},
		"its log": {func(t *testing.T, l *ledger.Ledger) string {
			file, image := crash(t, l)
			delete(image, "-wal")
			lay(t, file, image)
			return file
		}, "n=75"},
		"the end of its log": {func(t *testing.T, l *ledger.Ledger) string {
			file, image := crash(t, l)
			image["-wal"] = image["-wal"][:len(image["-wal"])/2]
			lay(t, file, image)
			return file
		}, "ledger.lost_steps (event=75,"},
		"an older copy": {func(t *testing.T, l *ledger.Ledger) string {
			copied := filepath.Join(t.TempDir(), "copy.db")
			_, err := l.Backup(context.Background(), copied)
			must(t, err)
			sellOne(t, l, 100)
			must(t, l.Close())
			b, err := os.ReadFile(copied)
			must(t, err)
			lay(t, l.Path(), map[string][]byte{"": b})
			return l.Path()
		}, "ledger.lost_steps (event=78,"},
		"another ledger": {func(t *testing.T, l *ledger.Ledger) string {
			must(t, l.Close())
			other := shopOf(t, "", 30)
			must(t, other.Close())
			b, err := os.ReadFile(other.Path())
			must(t, err)
			lay(t, l.Path(), map[string][]byte{"": b})
			return l.Path()
		}, "ledger.lost_another (event=75,"},
		"the whole file": {func(t *testing.T, l *ledger.Ledger) string {
			must(t, l.Close())
			lay(t, l.Path(), nil)
			return l.Path()
		}, "n=75"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			heads := filepath.Join(t.TempDir(), "heads")
			file := c.lose(t, shopOf(t, heads, 25))
			l, err := Open(context.Background(), file, Options{Now: newClock().Now, Heads: heads})
			must(t, err)
			defer func() { _ = l.Close() }()
			for _, err := range []error{l.Intact(context.Background()), draftError(l, 900)} {
				if c.says == "" {
					must(t, err)
					continue
				}
				e := providers.AsError(err)
				if e == nil || e.Code != ledger.CodeLost || e.Outcome != providers.NotSent || !strings.Contains(e.Why.String(), c.says) {
					t.Fatalf("%+v", e)
				}
			}
			_, err = l.List(context.Background(), ledger.Filter{})
			must(t, err)
			kept, err := l.KeptHead()
			must(t, err)
			info, err := os.Stat(kept)
			must(t, err)
			if info.Mode().Perm() != 0o600 {
				t.Errorf("mode %v", info.Mode())
			}
			if c.says == "" {
				return
			}
			// A person has looked, and says that this is the ledger from now on.
			must(t, l.Close())
			must(t, os.Remove(kept))
			l, err = Open(context.Background(), file, Options{Now: newClock().Now, Heads: heads})
			must(t, err)
			defer func() { _ = l.Close() }()
			must(t, draftError(l, 901))
		})
	}
}

// Open orders are still settled on a ledger that lost something. However many
// steps that adds, the kept head goes on telling what is missing.
func TestSettlingDoesNotForgetALoss(t *testing.T) {
	t.Parallel()
	heads := filepath.Join(t.TempDir(), "heads")
	l := shopOf(t, heads, 20)
	open := mustSubmit(t, l, draftOf(500))
	copied := filepath.Join(t.TempDir(), "copy.db")
	_, err := l.Backup(context.Background(), copied)
	must(t, err)
	sellOne(t, l, 100)
	must(t, l.Close())
	b, err := os.ReadFile(copied)
	must(t, err)
	lay(t, l.Path(), map[string][]byte{"": b})
	l, err = Open(context.Background(), l.Path(), Options{Now: newClock().Now, Heads: heads})
	must(t, err)
	defer func() { _ = l.Close() }()
	for i := range 6 {
		mustAppend(t, l, open.ID, ledger.Change{State: providers.StateNeedsReview, Note: fmt.Sprint("look ", i)})
		if e := providers.AsError(draftError(l, 900+i)); e == nil || e.Code != ledger.CodeLost {
			t.Fatalf("sold after %d steps on a ledger that lost 3: %+v", i+1, e)
		}
	}
}

// Bytes and pages of a ledger and its log are changed at random: it is refused,
// or what it lost is named, or it shows every order as it was written. Nothing
// is sold on one that shows anything else.
func TestDamageIsSeenBeforeAnythingIsSold(t *testing.T) {
	t.Parallel()
	heads := t.TempDir()
	l := shopOf(t, heads, 25)
	db := raw(t, l.Path())
	exec(t, db, "PRAGMA wal_checkpoint(PASSIVE)")
	must(t, db.Close())
	for i := range 5 {
		sellOne(t, l, 50+i)
	}
	want := everything(t, l)
	file, image := crash(t, l)
	name := ""
	wrong, refused := 0, 0
	for i := range 242 {
		rng := rand.New(rand.NewPCG(uint64(i), 7))
		spoilt := map[string][]byte{}
		for end, b := range image {
			spoilt[end] = append([]byte{}, b...)
		}
		end := []string{"", "-wal"}[i%2]
		what := damage(rng, spoilt, end)
		lay(t, file, spoilt)
		l, err := Open(context.Background(), file, Options{Now: newClock().Now, Heads: heads})
		if err != nil {
			refused++
			continue
		}
		name, _ = l.KeptHead()
		if l.Intact(context.Background()) != nil {
			if draftError(l, 900+i) == nil {
				t.Errorf("%d, %s: sold on a ledger that lost something", i, what)
			}
			refused++
			must(t, l.Close())
			continue
		}
		if d := cmp.Diff(want, everything(t, l)); d != "" {
			wrong++
			t.Errorf("%d, %s: (-written +shown)\n%.600s", i, what, d)
		}
		must(t, l.Close())
	}
	t.Logf("%d of 242 refused or named, %d wrong; head in %s", refused, wrong, filepath.Base(name))
}

func everything(t *testing.T, l *ledger.Ledger) map[string]ledger.Order {
	t.Helper()
	all := map[string]ledger.Order{}
	p, err := l.List(context.Background(), ledger.Filter{Limit: 1000})
	if err != nil {
		return map[string]ledger.Order{"": {ID: err.Error()}}
	}
	for _, o := range p.Orders {
		all[o.ID] = o
	}
	return all
}

// damage spoils one of the files and says how.
func damage(rng *rand.Rand, image map[string][]byte, end string) string {
	b := image[end]
	at := rng.IntN(len(b))
	switch rng.IntN(6) {
	case 0:
		b[at] ^= byte(1 + rng.IntN(255))
		return fmt.Sprintf("byte %d of %q flipped", at, end)
	case 1:
		n := min(512, len(b)-at)
		clear(b[at : at+n])
		return fmt.Sprintf("%d bytes at %d of %q zeroed", n, at, end)
	case 2:
		page, from := rng.IntN(len(b)/4096), rng.IntN(len(b)/4096)
		copy(b[page*4096:(page+1)*4096], b[from*4096:(from+1)*4096])
		return fmt.Sprintf("page %d of %q written over page %d", from, end, page)
	case 3:
		image[end] = b[:at]
		return fmt.Sprintf("%q cut at %d", end, at)
	case 4:
		delete(image, "-wal")
		return "the log removed"
	}
	for i := range min(64, len(b)-at) {
		b[at+i] = byte(rng.IntN(256))
	}
	return fmt.Sprintf("garbage at %d of %q", at, end)
}
