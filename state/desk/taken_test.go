package desk

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"simdesk/providers"
	"simdesk/state/ledger"
)

// waiting is the moment between draft and submit at which a sale waits for its
// turn at a provider that takes no reference; beforeSubmit is in the midst of
// the step that writes submitted.
const waiting = "while the draft waits for its turn"

// taking takes the ledger away from a shop, or keeps it from it; mend brings it
// back.
type taking struct {
	code    string
	moments []string
	take    func(t *testing.T, file string) (mend func())
}

// anyMoment leaves out beforeDraft, at which every step fails alike.
var anyMoment = []string{waiting, beforeSubmit, afterCharge}

func rename(t *testing.T, from, to string) {
	t.Helper()
	if err := os.Rename(from, to); err != nil {
		t.Error(err)
	}
}

// moved renames what belongs to the ledger, given by the ends of the names.
func moved(ends ...string) func(*testing.T, string) func() {
	return func(t *testing.T, file string) func() {
		for _, end := range ends {
			rename(t, file+end, file+".away"+end)
		}
		return func() {
			for _, end := range ends {
				rename(t, file+".away"+end, file+end)
			}
		}
	}
}

// another is the ledger of another shop, closed.
func another(t *testing.T) []byte {
	t.Helper()
	s := reopened(t, filepath.Join(t.TempDir(), "ledger.db"), newFake())
	s.stop()
	if err := s.book.Close(); err != nil {
		t.Error(err)
	}
	b, err := os.ReadFile(s.file)
	if err != nil {
		t.Error(err)
	}
	return b
}

var takings = map[string]taking{
	"moved":              {ledger.CodeGone, []string{waiting, beforeSubmit}, moved("")}, // else see TestLedgerTakenAway
	"moved with its log": {ledger.CodeGone, anyMoment, moved("", "-wal", "-shm")},
	"its log moved":      {ledger.CodeGone, anyMoment, moved("-wal")},
	"its log moved and another process began a new one": {ledger.CodeGone, anyMoment, func(t *testing.T, file string) func() {
		back := moved("-wal", "-shm")(t, file)
		// Within one process SQLite would share what is open, so what the other
		// process makes is made by hand.
		for _, end := range []string{"-wal", "-shm"} {
			if err := os.WriteFile(file+end, nil, 0o600); err != nil {
				t.Error(err)
			}
		}
		return back
	}},
	"replaced": {ledger.CodeGone, anyMoment, func(t *testing.T, file string) func() {
		back, foreign := moved("", "-wal", "-shm")(t, file), another(t)
		if err := os.WriteFile(file, foreign, 0o600); err != nil {
			t.Error(err)
		}
		return func() {
			if now, err := os.ReadFile(file); err != nil || !bytes.Equal(foreign, now) {
				t.Errorf("the other ledger was written to, %v", err)
			}
			back()
		}
	}},
	"locked": {ledger.CodeLocked, []string{waiting}, locked}, // else see TestLedgerLockedByAnotherProgram
}

func newFake() *fake {
	f := &fake{charges: map[string]int{}, wallet: "100",
		sell: func(string) (providers.Result, error) { return delivered, nil }}
	f.track = func(providers.Query) (providers.Finding, error) {
		if f.total() == 0 {
			return providers.Finding{Verdict: providers.NotFound}, nil
		}
		return providers.Finding{Verdict: providers.Found, Result: delivered}, nil
	}
	return f
}

// atMoment lets something happen at a moment of the next sale. The sale may end
// before it is over: wait.
func (s *disk) atMoment(moment string, happen func()) (wait func()) {
	if moment != waiting {
		s.fail(moment, happen)
		return func() {}
	}
	s.o.Providers = []providers.Provider{blind{s.fake}}
	release, err := s.book.Alone(s.t.Context(), "fake")
	if err != nil {
		s.t.Fatal(err)
	}
	var over sync.WaitGroup
	over.Go(func() {
		defer release()
		ctx, cancel := context.WithTimeout(s.t.Context(), 20*time.Second)
		defer cancel()
		for ; ctx.Err() == nil; time.Sleep(time.Millisecond) {
			if p, err := s.book.List(ctx, ledger.Filter{}); err == nil && len(p.Orders) == 1 {
				happen()
				return
			}
		}
		if s.t.Context().Err() == nil {
			s.t.Error("nothing was drafted")
		}
	})
	return over.Wait
}

// The ledger is taken away, replaced or locked between draft and submit, or
// while the answer is on its way: nothing is sent, or what was sent is known
// as unknown, nothing is written elsewhere, and with the ledger back in its
// place everything is found.
func TestLedgerTakenInTheMidstOfASale(t *testing.T) {
	t.Parallel()
	for name, x := range takings {
		for _, moment := range x.moments {
			t.Run(name+" "+moment, func(t *testing.T) {
				t.Parallel()
				s := reopened(t, filepath.Join(t.TempDir(), "ledger.db"), newFake())
				mend := func() {}
				wait := s.atMoment(moment, func() { mend = x.take(t, s.file) })
				told, err := s.sellOn()
				wait()
				s.check(moment, x.code, told, err)
				s.stop()
				mend()
				s.found(moment)
			})
		}
	}
}

// found checks what the next process makes of it.
func (s *disk) found(moment string) {
	s.t.Helper()
	if err := s.book.Close(); err != nil {
		s.t.Error(err)
	}
	next := reopened(s.t, s.file, s.fake)
	before := next.stored().State
	if _, err := next.Reconcile(s.t.Context()); err != nil {
		s.t.Error(err)
	}
	after, want := next.stored(), map[string]providers.State{waiting: providers.StateDrafted, beforeSubmit: providers.StateUnknown, afterCharge: providers.StateCompleted}[moment]
	if after.State != want || len(after.Delivery) != s.fake.total() {
		s.t.Errorf("on disk %s, after reconcile %s with %d deliveries; want %s", before, after.State, len(after.Delivery), want)
	}
	if err := next.book.Verify(s.t.Context()); err != nil {
		s.t.Error(err)
	}
	if _, err := os.Stat(s.file + ".away"); !errors.Is(err, os.ErrNotExist) {
		s.t.Error(err)
	}
}
