package desk

import (
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"simdesk/providers"
	"simdesk/state/catalog"
	"simdesk/state/ledger"
	"simdesk/state/ledger/sqlite"
)

// disk is a shop whose disk can be made to fail at a moment of a sale.
type disk struct {
	*Desk
	t    *testing.T
	file string
	book *ledger.Ledger
	fake *fake
	logs chan string // "answer not written", once for each try

	quoted func() // called when the clerk is about to confirm

	mu      sync.Mutex
	steps   int // of the ledger, each of which looks at the clock once
	atStep  int
	failing func()
}

// onDisk opens a shop on a ledger that waits 20 ms for others' locks.
func onDisk(t *testing.T) *disk {
	t.Helper()
	return reopened(t, filepath.Join(t.TempDir(), "ledger.db"), &fake{charges: map[string]int{}, wallet: "100",
		sell: func(string) (providers.Result, error) { return delivered, nil },
		track: func(providers.Query) (providers.Finding, error) {
			return providers.Finding{Verdict: providers.Found, Result: delivered}, nil
		}})
}

func reopened(t *testing.T, file string, f *fake) *disk {
	t.Helper()
	s := &disk{t: t, file: file, fake: f, logs: make(chan string, 100)}
	var err error
	s.book, err = sqlite.Open(t.Context(), file, sqlite.Options{Now: s.now, BusyTimeout: 20 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.book.Close() })
	pricing := catalog.Pricing{Currency: "USD", MarkupPercent: dec("20"), Rounding: dec("0.10")}
	store := catalog.New("", []string{"fake"}, pricing, time.Now)
	if err := store.Replace("fake", []providers.Product{japan}, time.Now()); err != nil {
		t.Fatal(err)
	}
	s.Desk = New(Options{Providers: []providers.Provider{f}, Ledger: s.book, Catalog: store, Pricing: pricing, Clerk: "simdesk",
		Pace: time.Millisecond, Log: slog.New(tap{slog.DiscardHandler, s.logs})})
	return s
}

// tap passes on what a desk logs.
type tap struct {
	slog.Handler
	to chan string
}

func (tap) Enabled(context.Context, slog.Level) bool { return true }

func (h tap) Handle(_ context.Context, r slog.Record) error {
	select {
	case h.to <- r.Message:
	default: // nobody counts any more
	}
	return nil
}

func (s *disk) now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.steps++
	if s.failing != nil && s.steps == s.atStep {
		s.failing()
	}
	return time.Now()
}

// The moments at which a disk may begin to fail.
const (
	beforeDraft  = "before the draft"
	beforeSubmit = "between draft and submit"
	afterCharge  = "after the charge"
)

// fail makes the disk fail at a moment of the next sale.
func (s *disk) fail(moment string, begin func()) {
	switch moment {
	case beforeDraft:
		s.quoted = begin
	case beforeSubmit:
		s.mu.Lock()
		s.atStep, s.failing = s.steps+2, begin
		s.mu.Unlock()
	case afterCharge:
		s.fake.sell = func(string) (providers.Result, error) {
			begin()
			return delivered, nil
		}
	}
}

// sellOn sells and returns what a clerk is told.
func (s *disk) sellOn() (ledger.Order, error) {
	s.t.Helper()
	q, err := s.Quote(s.t.Context(), oneJapan)
	if err != nil {
		s.t.Fatal(err)
	}
	if s.quoted != nil {
		s.quoted()
	}
	ticket, err := s.Buy(q)
	if err != nil {
		s.t.Fatal(err)
	}
	o, err := ticket.Wait(s.t.Context())
	again, _ := s.Buy(q)
	if again != ticket {
		s.t.Error("pressed again, it was another sale")
	}
	return o, err
}

// stored returns the one order on disk, or an empty one.
func (s *disk) stored() ledger.Order {
	s.t.Helper()
	p, err := s.book.List(s.t.Context(), ledger.Filter{})
	if err != nil || len(p.Orders) > 1 {
		s.t.Fatalf("%d orders, %v", len(p.Orders), err)
	}
	if len(p.Orders) == 0 {
		return ledger.Order{}
	}
	return p.Orders[0]
}

// check compares what a failing disk came to with what it must come to.
func (s *disk) check(moment, code string, told ledger.Order, err error) {
	s.t.Helper()
	e := providers.AsError(err)
	if e == nil {
		s.t.Fatalf("%s: nobody was told, %+v", moment, told)
	}
	if len(told.Delivery) > 0 {
		s.t.Errorf("%s: shown as delivered: %+v", moment, told)
	}
	charges, outcome := 0, providers.NotSent
	if moment == afterCharge {
		charges, outcome = 1, providers.Unknown
		e = providers.AsError(e.Err)
	}
	if got := providers.AsError(err).Outcome; got != outcome || e == nil || e.Code != code || s.fake.total() != charges {
		s.t.Errorf("%s: outcome %v, %d charges, %+v; want outcome %v, %d charges, code %s", moment, got, s.fake.total(), e, outcome, charges, code)
	}
}

// mended checks what is on disk afterwards, and that the next process settles
// it and nothing is charged again.
func (s *disk) mended(moment string) {
	s.t.Helper()
	want := map[string]providers.State{beforeDraft: "", beforeSubmit: providers.StateDrafted, afterCharge: providers.StateSubmitted}[moment]
	if got := s.stored(); got.State != want || len(got.Delivery) > 0 {
		s.t.Errorf("%s: on disk %q, want %q", moment, got.State, want)
	}
	next := reopened(s.t, s.file, s.fake)
	if _, err := next.Reconcile(s.t.Context()); err != nil {
		s.t.Errorf("%s: %v", moment, err)
	}
	if want == providers.StateSubmitted {
		want = providers.StateCompleted
	}
	after := next.stored()
	if after.State != want || (len(after.Delivery) == 1) != (want == providers.StateCompleted) {
		s.t.Errorf("%s: after reconcile %+v, want %q", moment, after, want)
	}
	if err := next.book.Verify(s.t.Context()); err != nil {
		s.t.Errorf("%s: %v", moment, err)
	}
	charged := s.fake.total()
	s.fake.sell = anew
	if o, err := next.sellOnce(); err != nil || o.State != providers.StateCompleted || s.fake.total() != charged+1 {
		s.t.Errorf("%s: the next sale: %+v, %v", moment, o, err)
	}
}

func (s *disk) sellOnce() (ledger.Order, error) {
	q, err := s.Quote(s.t.Context(), oneJapan)
	if err != nil {
		return ledger.Order{}, err
	}
	ticket, err := s.Buy(q)
	if err != nil {
		return ledger.Order{}, err
	}
	return ticket.Wait(s.t.Context())
}

// stop ends the process as far as its desk goes: what it still held is gone.
func (s *disk) stop() {
	s.t.Helper()
	if err := s.Drain(s.t.Context()); err != nil {
		s.t.Fatal(err)
	}
}

// locked keeps everybody from writing to a ledger until release is called.
func locked(t *testing.T, file string) (release func()) {
	t.Helper()
	db, err := sql.Open("sqlite", file)
	if err != nil {
		t.Error(err)
		return func() {}
	}
	db.SetMaxOpenConns(1)
	if _, err := db.Exec("PRAGMA busy_timeout = 10000; BEGIN IMMEDIATE"); err != nil { // a step may be under way
		t.Errorf("BEGIN: %v", err)
	}
	return func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	}
}

// Another program holds the ledger for longer than anybody waits.
func TestLedgerLockedByAnotherProgram(t *testing.T) {
	t.Parallel()
	for _, moment := range []string{beforeDraft, afterCharge} {
		t.Run(moment, func(t *testing.T) {
			t.Parallel()
			s := onDisk(t)
			release := func() {}
			s.fail(moment, func() { release = locked(t, s.file) })
			o, err := s.sellOn()
			s.check(moment, ledger.CodeLocked, o, err)
			s.stop()
			release()
			s.mended(moment)
		})
	}
}

// A disk that is slow, or taken by others for a moment, is waited for: the
// answer is tried again until it is written, and the clerk sees a finished sale.
func TestAnswerIsWrittenOnceTheDiskTakesIt(t *testing.T) {
	t.Parallel()
	s := onDisk(t)
	release := func() {}
	s.fail(afterCharge, func() {
		release = locked(t, s.file)
		go func() {
			for range 3 {
				<-s.logs
			}
			release()
		}()
	})
	o, err := s.sellOn()
	if err != nil || o.State != providers.StateCompleted || len(o.Delivery) != 1 || s.fake.total() != 1 {
		t.Errorf("%+v, %v, %d charges", o, err, s.fake.total())
	}
}

// The clerk has been told that the answer could not be written, the console
// stays open, and the disk is mended: the answer that it kept is written, also
// where the provider would not tell it again.
func TestAnswerIsKeptForAsLongAsTheConsoleIsOpen(t *testing.T) {
	t.Parallel()
	s := onDisk(t)
	s.fake.track = func(providers.Query) (providers.Finding, error) {
		return providers.Finding{}, errors.New("no memory of it")
	}
	release := func() {}
	s.fail(afterCharge, func() { release = locked(t, s.file) })
	events, stop := s.Subscribe()
	defer stop()
	told, err := s.sellOn()
	s.check(afterCharge, ledger.CodeLocked, told, err)
	release()
	for o := range events {
		if o.State == providers.StateCompleted {
			break
		}
	}
	got := s.stored()
	if d := cmp.Diff(delivered.Delivery[0].ICCID, got.Delivery[0].ICCID); d != "" || got.State != providers.StateCompleted {
		t.Errorf("%s%s", got.State, d)
	}
	s.stop()
}

// A ledger that is taken away while the console runs: nothing is sent, and an
// answer on its way is not shown as if it were stored.
func TestLedgerTakenAway(t *testing.T) {
	t.Parallel()
	for _, moment := range []string{beforeDraft, afterCharge} {
		t.Run(moment, func(t *testing.T) {
			t.Parallel()
			s := onDisk(t)
			s.fail(moment, func() {
				if err := os.Rename(s.file, s.file+".away"); err != nil {
					t.Error(err)
				}
			})
			o, err := s.sellOn()
			s.check(moment, ledger.CodeGone, o, err)
			s.stop()
			if _, err := os.Stat(s.file); !errors.Is(err, os.ErrNotExist) {
				t.Errorf("the ledger was made anew: %v", err)
			}
			if err := os.Rename(s.file+".away", s.file); err != nil {
				t.Fatal(err)
			}
			s.mended(moment)
		})
	}
}
