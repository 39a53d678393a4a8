package sqlite

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"simdesk/providers"
	"simdesk/state/ledger"
)

// crashed is what a power cut leaves of a ledger with three orders in its
// file and three more in its log: both as they are on disk, in a new place.
func crashed(t *testing.T) string {
	t.Helper()
	l, s := newBook(t)
	fill(t, l, 3)
	exec(t, s.write, "PRAGMA wal_checkpoint(TRUNCATE)")
	for i := range 3 {
		mustSubmit(t, l, draftOf(100+i))
	}
	return imageOf(t, l)
}

func imageOf(t *testing.T, l *ledger.Ledger) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "shop.db")
	for _, end := range []string{"", "-wal"} {
		b, err := os.ReadFile(l.Path() + end)
		must(t, err)
		write(t, file+end, b)
	}
	return file
}

// change rewrites a file through f.
func change(t *testing.T, file string, f func([]byte) []byte) {
	t.Helper()
	b, err := os.ReadFile(file)
	must(t, err)
	write(t, file, f(b))
}

// filesBeside returns everything in the ledger's directory, by name.
func filesBeside(t *testing.T, file string) map[string]string {
	t.Helper()
	names, err := os.ReadDir(filepath.Dir(file))
	must(t, err)
	all := map[string]string{}
	for _, n := range names {
		b, err := os.ReadFile(filepath.Join(filepath.Dir(file), n.Name()))
		must(t, err)
		all[n.Name()] = string(b)
	}
	return all
}

func sameFiles(t *testing.T, before, after map[string]string) {
	t.Helper()
	for name := range before {
		if before[name] != after[name] {
			t.Errorf("%s was changed: %d bytes, then %d", name, len(before[name]), len(after[name]))
		}
	}
	if len(before) != len(after) {
		t.Errorf("%d files, then %d", len(before), len(after))
	}
}

const framed = frameHeader + 4096

// Whatever is wrong with the file or its log is said, and both stay as they
// are: they are the evidence.
func TestOpenLeavesADamagedLedgerAsItIs(t *testing.T) {
	t.Parallel()
	flip := func(at int) func([]byte) []byte {
		return func(b []byte) []byte { b[at] ^= 0x40; return b }
	}
	dropLog := func(t *testing.T, file string) { must(t, os.Remove(file+"-wal")) }
	for name, c := range map[string]struct {
		code  string
		spoil func(t *testing.T, file string)
	}{
		"header": {ledger.CodeDamaged, func(t *testing.T, f string) {
			dropLog(t, f)
			change(t, f, flip(3))
		}},
		"header, and the log does not have it": {ledger.CodeDamaged, func(t *testing.T, f string) {
			change(t, f+"-wal", func([]byte) []byte { return nil })
			change(t, f, flip(3))
		}},
		"last page gone": {ledger.CodeDamaged, func(t *testing.T, f string) {
			dropLog(t, f)
			change(t, f, func(b []byte) []byte { return b[:len(b)-4096] })
		}},
		"last byte gone": {ledger.CodeDamaged, func(t *testing.T, f string) {
			dropLog(t, f)
			change(t, f, func(b []byte) []byte { return b[:len(b)-1] })
		}},
		"schema page": {ledger.CodeDamaged, func(t *testing.T, f string) {
			dropLog(t, f)
			change(t, f, func(b []byte) []byte { return append(b[:100:100], bytes.Repeat([]byte{0xA5}, len(b)-100)...) })
		}},
		"log is text":            {ledger.CodeDamaged, func(t *testing.T, f string) { write(t, f+"-wal", bytes.Repeat([]byte("sales "), 999)) }},
		"log's magic":            {ledger.CodeDamaged, func(t *testing.T, f string) { change(t, f+"-wal", flip(0)) }},
		"log's salt":             {ledger.CodeDamaged, func(t *testing.T, f string) { change(t, f+"-wal", flip(17)) }},
		"first frame of the log": {ledger.CodeDamaged, func(t *testing.T, f string) { change(t, f+"-wal", flip(logHeader+frameHeader+77)) }},
		"a frame's salt":         {ledger.CodeDamaged, func(t *testing.T, f string) { change(t, f+"-wal", flip(logHeader+framed+9)) }},
		"newer, in the log": {ledger.CodeNewer, func(t *testing.T, f string) {
			l, s := bookAt(t, f)
			exec(t, s.write, "PRAGMA user_version = 99")
			image := imageOf(t, l)
			must(t, os.Rename(image+"-wal", f+".log"))
			must(t, l.Close())
			must(t, os.Rename(image, f))
			must(t, os.Rename(f+".log", f+"-wal"))
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file := crashed(t)
			c.spoil(t, file)
			before := filesBeside(t, file)
			l, err := Open(context.Background(), file, Options{})
			if err == nil {
				_ = l.Close()
				t.Fatal("opened")
			}
			wantProblem(t, err, c.code, file)
			if e := providers.AsError(err); e.Kind != providers.KindConfig || e.Outcome != providers.NotSent {
				t.Errorf("kind %s, outcome %s; want config, not sent", e.Kind, e.Outcome)
			}
			sameFiles(t, before, filesBeside(t, file))
		})
	}
}

// What a power cut leaves is no damage: everything that was reported as
// written is there.
func TestOpenAfterAPowerCut(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		orders int
		cut    func(log []byte) []byte
	}{
		"as it was":           {6, func(b []byte) []byte { return b }},
		"half a frame":        {6, func(b []byte) []byte { return append(b, b[logHeader:logHeader+1000]...) }},
		"zeros behind":        {6, func(b []byte) []byte { return append(b, make([]byte, 3*framed)...) }},
		"no log yet":          {3, func([]byte) []byte { return nil }},
		"a log of zeros":      {3, func(b []byte) []byte { return make([]byte, len(b)) }},
		"a beginning cut off": {3, func(b []byte) []byte { return b[:20] }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file := crashed(t)
			change(t, file+"-wal", c.cut)
			l := openAt(t, file)
			must(t, l.Verify(context.Background()))
			p, err := l.List(context.Background(), ledger.Filter{})
			must(t, err)
			if len(p.Orders) != c.orders {
				t.Errorf("%d orders, want %d", len(p.Orders), c.orders)
			}
		})
	}
}

// The power went while the first page was moved from the log into the file:
// what is in the file is not read, since the log has it whole.
func TestOpenWithoutABeginning(t *testing.T) {
	t.Parallel()
	file := crashed(t)
	change(t, file, func(b []byte) []byte { return append(bytes.Repeat([]byte{0xA5}, 512), b[512:]...) })
	l := openAt(t, file)
	must(t, l.Verify(context.Background()))
	p, err := l.List(context.Background(), ledger.Filter{})
	must(t, err)
	if len(p.Orders) != 6 {
		t.Errorf("%d orders, want 6", len(p.Orders))
	}
}

// The last step was being written when the power went: it was never reported,
// so the ledger opens without it.
func TestOpenWithoutATornLastStep(t *testing.T) {
	t.Parallel()
	file := crashed(t)
	change(t, file+"-wal", func(b []byte) []byte { b[len(b)-9] ^= 1; return b })
	l := openAt(t, file)
	must(t, l.Verify(context.Background()))
	o, err := l.ByReference(context.Background(), "ref-102")
	if err != nil || o.State != providers.StateDrafted {
		t.Errorf("state %s, %v; want drafted, as before the torn step", o.State, err)
	}
}

// A log that was begun anew keeps frames of the earlier one behind its end.
func TestLeftoversInALogAreNoDamage(t *testing.T) {
	t.Parallel()
	l, s := newBook(t)
	fill(t, l, 20)
	exec(t, s.write, "PRAGMA wal_checkpoint(RESTART)")
	mustSubmit(t, l, draftOf(500))
	again := openAt(t, imageOf(t, l))
	must(t, again.Verify(context.Background()))
	if _, err := again.ByReference(context.Background(), "ref-500"); err != nil {
		t.Error(err)
	}
}

// A log with sums over big-endian words, as written on such a machine.
func TestLogsOfEitherByteOrder(t *testing.T) {
	t.Parallel()
	file := crashed(t)
	b, err := os.ReadFile(file + "-wal")
	must(t, err)
	if _, _, what := readLog(bytes.NewReader(b[logHeader:]), b[:logHeader]); !what.IsZero() {
		t.Errorf("as written here: %s", what)
	}
	b[3] |= 1
	sum := checksum(binary.BigEndian, [2]uint32{}, b[:24])
	put := func(at int) {
		binary.BigEndian.PutUint32(b[at:], sum[0])
		binary.BigEndian.PutUint32(b[at+4:], sum[1])
	}
	put(24)
	for at := logHeader; at < len(b); at += framed {
		sum = checksum(binary.BigEndian, checksum(binary.BigEndian, sum, b[at:at+8]), b[at+frameHeader:at+framed])
		put(at + 16)
	}
	if _, _, what := readLog(bytes.NewReader(b[logHeader:]), b[:logHeader]); !what.IsZero() {
		t.Errorf("big-endian: %s", what)
	}
}

// Opening beside a console that writes, moves its log over and begins it anew
// must never take that for damage.
func TestOpenBesideABusyConsole(t *testing.T) {
	t.Parallel()
	l, s := newBook(t)
	stop := make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		for i := 0; ; i++ {
			select {
			case <-stop:
				return
			default:
			}
			mustDraft(t, l, draftOf(i))
			if i%7 == 0 {
				exec(t, s.write, "PRAGMA wal_checkpoint(RESTART)")
			}
		}
	})
	for range 200 {
		if err := checkFile(l.Path()); err != nil {
			t.Errorf("%v", err)
			break
		}
	}
	close(stop)
	wg.Wait()
}

func TestNothingIsWrittenToAFileThatIsGone(t *testing.T) {
	t.Parallel()
	for name, take := range map[string]func(t *testing.T, file string){
		"moved":   func(t *testing.T, f string) { must(t, os.Rename(f, f+".away")) },
		"deleted": func(t *testing.T, f string) { must(t, os.Link(f, f+".away")); must(t, os.Remove(f)) },
		"replaced": func(t *testing.T, f string) {
			must(t, os.Rename(f, f+".away"))
			write(t, f, ledgerBytes(t))
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLedger(t)
			drafted, sent := mustDraft(t, l, draftOf(1)), mustSubmit(t, l, draftOf(2))
			take(t, l.Path())
			before := filesBeside(t, l.Path())
			_, _, drafting := l.Draft(context.Background(), "Ana", draftOf(3))
			_, _, submitting := l.Submit(context.Background(), drafted.ID, "Ana")
			_, answering := l.Append(context.Background(), sent.ID, "Ana", ledger.Change{State: providers.StateCompleted})
			_, copying := l.Backup(context.Background(), filepath.Join(t.TempDir(), "copy.db"))
			for _, err := range []error{drafting, submitting, answering, copying} {
				wantProblem(t, err, ledger.CodeGone, l.Path())
			}
			sameFiles(t, before, filesBeside(t, l.Path()))
			must(t, os.Rename(l.Path()+".away", l.Path()))
			mustAppend(t, l, sent.ID, ledger.Change{State: providers.StateCompleted})
			must(t, l.Verify(context.Background()))
		})
	}
}

// A log that another process is writing into is not damaged, at whatever
// moment it is looked at.
func TestALogThatGrowsMeanwhileIsSound(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "shop.db")
	l := openAt(t, file)
	done := make(chan struct{})
	var writers sync.WaitGroup
	for i := range 3 {
		writers.Go(func() {
			for n := 0; ; n++ {
				select {
				case <-done:
					return
				default:
				}
				d := ledger.Draft{Reference: fmt.Sprintf("r-%d-%d", i, n), Provider: "fake", Kind: providers.KindESIM}
				if _, _, err := l.Draft(context.Background(), "ana", d); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	for end := time.Now().Add(time.Second); time.Now().Before(end); {
		if _, err := checkLog(file); err != nil {
			t.Error(err)
			break
		}
	}
	close(done)
	writers.Wait()
}
