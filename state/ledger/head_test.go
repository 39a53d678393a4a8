package ledger

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"simdesk/providers"
)

func headOf(t *testing.T, l *Ledger) Head {
	t.Helper()
	h, err := l.Head(context.Background())
	must(t, err)
	return h
}

// Somebody who takes the newest events away, and their orders with them,
// leaves a history that is whole. Only a head that was noted tells.
func TestANotedHeadTellsWhatTheHistoryCannot(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	if h := headOf(t, l); h != (Head{}) || h.String() != "0:" {
		t.Errorf("head of nothing %+v", h)
	}
	mustSubmit(t, l, draftOf(1))
	early := headOf(t, l)
	mustSubmit(t, l, draftOf(2))
	late := headOf(t, l)
	if early.Events != 2 || late.Events != 4 || len(late.String()) != len("4:0123456789abcdef") || !strings.HasPrefix(late.Hash, late.String()[2:]) {
		t.Errorf("heads %+v, %+v", early, late)
	}
	must(t, l.CheckHead(context.Background(), early.String()))
	must(t, l.CheckHead(context.Background(), " "+strings.ToUpper(late.String())+"\n"))
	tamper(t, l, []string{"DELETE FROM events WHERE seq > 2", "DELETE FROM order_keys WHERE order_seq = 3", "DELETE FROM orders WHERE seq = 3"})
	must(t, l.Verify(context.Background()))
	must(t, l.CheckHead(context.Background(), early.String()))
	wantBroken(t, l, late, &ChainError{Seq: 4, What: "was noted and is missing"})
	mustSubmit(t, l, draftOf(3))
	must(t, l.Verify(context.Background()))
	wantBroken(t, l, late, &ChainError{Seq: 4, What: "is not the one that was noted"})
}

func wantBroken(t *testing.T, l *Ledger, noted Head, want *ChainError) {
	t.Helper()
	err := l.CheckHead(context.Background(), noted.String())
	wantProblem(t, err, CodeDamaged, l.Path())
	var got *ChainError
	errors.As(err, &got)
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

func TestWhatIsNoHeadIsRefused(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	for _, s := range []string{"", "4", "4:", "4:ab", "0:0123456789abcdef", "-1:0123456789abcdef", "4:0123456789abcdeg", "x:0123456789abcdef", "4:0123456789abcdef0"} {
		err := l.CheckHead(context.Background(), s)
		wantProblem(t, err, CodeInvalid, "1234:")
		if !providers.IsKind(err, providers.KindInvalid) {
			t.Errorf("%q: %v", s, err)
		}
	}
}

func TestBackupSaysWhatItHolds(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	mustSubmit(t, l, draftOf(1))
	mustDraft(t, l, draftOf(2))
	dir := t.TempDir()
	got, err := l.Backup(context.Background(), filepath.Join(dir, "copy.db"))
	must(t, err)
	if d := cmp.Diff(Copy{File: filepath.Join(dir, "copy.db"), Orders: 2, Head: headOf(t, l)}, got); d != "" {
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
	wantProblem(t, err, CodeDamaged, "event 1 of order")
	var broken *ChainError
	if !errors.As(err, &broken) || got != (Copy{}) {
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
