package ledgertest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"simdesk/providers"
	"simdesk/state/ledger"
)

func whatIsNoHeadIsRefused(t *testing.T, empty Maker) {
	l := New(t, empty)
	for _, s := range []string{"", "4", "4:", "4:ab", "0:0123456789abcdef", "-1:0123456789abcdef", "4:0123456789abcdeg", "x:0123456789abcdef", "4:0123456789abcdef0"} {
		err := l.CheckHead(context.Background(), s)
		WantProblem(t, err, ledger.CodeInvalid, "ledger.no_head")
		if !providers.IsKind(err, providers.KindInvalid) {
			t.Errorf("%q: %v", s, err)
		}
	}
}

// keeping is a ledger that keeps its head in heads and has sold n orders.
func keeping(t *testing.T, empty Maker, heads string, n int) *ledger.Ledger {
	t.Helper()
	l := OpenWith(t, empty(t), ledger.Options{Now: NewClock().Now, Heads: heads})
	for i := range n {
		SellOne(t, l, i)
	}
	return l
}

func keptOf(t *testing.T, l *ledger.Ledger) string {
	t.Helper()
	name, err := l.KeptHead()
	Must(t, err)
	b, err := os.ReadFile(name)
	Must(t, err)
	return string(b)
}

// Another process may go on selling: its steps are no loss, and the head does
// not go back.
func twoProcessesKeepOneHead(t *testing.T, empty Maker) {
	heads := t.TempDir()
	place := empty(t)
	one, two := OpenWith(t, place, ledger.Options{Now: NewClock().Now, Heads: heads}), OpenWith(t, place, ledger.Options{Now: NewClock().Now, Heads: heads})
	SellOne(t, one, 1)
	for i := range 10 {
		SellOne(t, []*ledger.Ledger{one, two}[i%2], 10+i)
		Must(t, one.Intact(context.Background()))
		Must(t, two.Intact(context.Background()))
	}
	head := HeadOf(t, two)
	if kept := keptOf(t, one); head.Events != 33 || !strings.HasPrefix(kept, fmt.Sprintf("33 %s ", head.Hash)) {
		t.Errorf("kept %q, the ledger is at %v", kept, head)
	}
}

// A head that a power cut tore, or that cannot be kept, stops no sale.
func aHeadThatCannotBeReadOrKept(t *testing.T, empty Maker) {
	heads := t.TempDir()
	l := keeping(t, empty, heads, 2)
	name, err := l.KeptHead()
	Must(t, err)
	for _, torn := range []string{"", "6", "6 abc", "6 abc 2026-03-01T09:00:00.000000000Z\nffffffff", strings.Repeat("\x00", 256)} {
		Must(t, os.WriteFile(name, []byte(torn), 0o600))
		Must(t, l.Intact(context.Background()))
	}
	SellOne(t, l, 10)
	if kept := keptOf(t, l); !strings.HasPrefix(kept, "9 ") {
		t.Errorf("kept %q", kept)
	}
	file := filepath.Join(t.TempDir(), "in the way")
	Must(t, os.WriteFile(file, nil, 0o600))
	l = OpenWith(t, empty(t), ledger.Options{Heads: file})
	SellOne(t, l, 1)
	if name, err := l.KeptHead(); err == nil {
		t.Errorf("kept in %s", name)
	}
}

// A till ends while a sale is being quoted: that ledger is then not known to be
// whole, and closing it once more is nothing.
func aLedgerThatIsClosedIsNotWhole(t *testing.T, empty Maker) {
	l := keeping(t, empty, t.TempDir(), 1)
	var quoting sync.WaitGroup
	var over atomic.Bool
	begun := make(chan struct{})
	quoting.Go(func() {
		close(begun)
		for !over.Load() {
			_ = l.Intact(context.Background()) // for the race detector
		}
	})
	<-begun
	Must(t, l.Close())
	over.Store(true)
	quoting.Wait()
	var e *providers.Error
	if err := l.Intact(context.Background()); !errors.As(err, &e) {
		t.Errorf("not said in words: %v", err)
	}
	Must(t, l.Close())
}

// Who waits for a long history to be verified hears how far it is.
func verifyTellsHowFarItIs(t *testing.T, empty Maker) {
	place := empty(t)
	l := Open(t, place)
	Bulk(t, openStore(t, place), 700) // three events each, read twice
	var told []int64
	Must(t, l.Verify(context.Background(), func(done, all int64) {
		if all != 4200 {
			t.Errorf("of %d", all)
		}
		told = append(told, done)
	}))
	if d := cmp.Diff([]int64{1000, 2000, 3000, 4000}, told); d != "" {
		t.Error(d)
	}
}
