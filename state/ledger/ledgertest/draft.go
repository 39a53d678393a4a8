package ledgertest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"simdesk/providers"
	"simdesk/state/ledger"
)

func draftKeepsEverything(t *testing.T, empty Maker) {
	l := New(t, empty)
	d := DraftOf(1)
	d.Attempt, d.Target, d.Sandbox = "till-7/42", "+44 7700 900123", true
	d.Details.Baseline = map[string]string{"esims": "3"}
	d.Details.Wallet = providers.MustMoney("100", "USD").Ptr()
	o := MustDraft(t, l, d)
	at := time.Date(2026, 3, 1, 9, 0, 1, 0, time.UTC)
	wantOrder(t, o, ledger.Order{
		ID: o.ID, Reference: "ref-1", Attempt: "till-7/42", Provider: "fyatu", Kind: providers.KindESIM,
		ProductID: "japan-5gb", ProductName: "Japan 5 GB 30 days", Target: "+44 7700 900123", State: providers.StateDrafted,
		Charged: providers.Charged{Taken: providers.No, By: providers.ByNotSending},
		Cost:    providers.MustMoney("4.50", "USD").Ptr(), Price: providers.MustMoney("6.00", "USD").Ptr(),
		Clerk: "Ana", Sandbox: true, CreatedAt: at, UpdatedAt: at,
		Draft: ledger.Details{Product: []byte(`{"id":"japan-5gb"}`), Fields: map[string]string{"quantity": "1"},
			Baseline: map[string]string{"esims": "3"}, Wallet: providers.MustMoney("100.00", "USD").Ptr()},
	})
	id, err := uuid.Parse(o.ID)
	if err != nil || id.Version() != 7 {
		t.Errorf("id %s is no UUIDv7: %v", o.ID, err)
	}
	if sec, _ := id.Time().UnixTime(); sec != at.Unix() {
		t.Errorf("the id's time is %d, want the ledger's clock, %d", sec, at.Unix())
	}
	for name, get := range map[string]func() (ledger.Order, error){
		"Get":         func() (ledger.Order, error) { return l.Get(context.Background(), o.ID) },
		"ByReference": func() (ledger.Order, error) { return l.ByReference(context.Background(), "ref-1") },
		"ByAttempt":   func() (ledger.Order, error) { return l.ByAttempt(context.Background(), "till-7/42") },
	} {
		got, err := get()
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		wantOrder(t, got, o)
	}
}

func draftTwiceIsOneOrder(t *testing.T, empty Maker) {
	l := New(t, empty)
	d := DraftOf(1)
	d.Attempt = "a"
	first := MustDraft(t, l, d)
	sameReference, sameAttempt := DraftOf(1), DraftOf(2)
	sameAttempt.Attempt = "a"
	for name, again := range map[string]ledger.Draft{"reference": sameReference, "attempt": sameAttempt} {
		o, created, err := l.Draft(context.Background(), "Ben", again)
		if err != nil || created {
			t.Errorf("same %s: created %t, %v", name, created, err)
		}
		wantOrder(t, o, first)
	}
	MustDraft(t, l, DraftOf(3)) // no attempt is no key: two orders without one are two orders
	MustDraft(t, l, DraftOf(4))
}

func draftRefusesWhatCannotBeFoundAgain(t *testing.T, empty Maker) {
	l := New(t, empty)
	for name, d := range map[string]ledger.Draft{
		"no reference": {Provider: "fyatu"}, "no provider": {Reference: "r"},
		"attempt of broken bytes": {Provider: "fyatu", Reference: "r", Attempt: "\xff"},
	} {
		_, created, err := l.Draft(context.Background(), "Ana", d)
		if e := providers.AsError(err); created || e == nil || e.Code != ledger.CodeInvalid || e.Outcome != providers.NotSent {
			t.Errorf("%s: created %t, %v", name, created, err)
		}
	}
}

// Two consoles on one store, many goroutines each: one order, one winner.
func oneWinnerAmongProcesses(t *testing.T, empty Maker) {
	place := empty(t)
	consoles := []*ledger.Ledger{Open(t, place), Open(t, place)}
	var wg sync.WaitGroup
	var created, won atomic.Int32
	var ids sync.Map
	for i := range 20 {
		wg.Go(func() {
			l := consoles[i%2]
			d := DraftOf(i)
			d.Attempt = "one attempt"
			if i < 10 {
				d.Reference = "one reference"
			}
			o, isNew, err := l.Draft(context.Background(), "Ana", d)
			if err != nil {
				t.Errorf("Draft: %v", err)
				return
			}
			if isNew {
				created.Add(1)
			}
			ids.Store(o.ID, true)
			first, _, err := l.Submit(context.Background(), o.ID, "Ana")
			if err != nil {
				t.Errorf("Submit: %v", err)
			}
			if first {
				won.Add(1)
			}
		})
	}
	wg.Wait()
	n := 0
	ids.Range(func(any, any) bool { n++; return true })
	if created.Load() != 1 || won.Load() != 1 || n != 1 {
		t.Errorf("%d created, %d winners, %d orders; want 1 of each", created.Load(), won.Load(), n)
	}
	Must(t, consoles[0].Verify(context.Background()))
}

func submitNeverTwice(t *testing.T, empty Maker) {
	l := New(t, empty)
	o := MustSubmit(t, l, DraftOf(1))
	if o.State != providers.StateSubmitted || o.SubmittedAt == nil || !o.SubmittedAt.Equal(o.UpdatedAt) {
		t.Errorf("submitted order %+v", o)
	}
	won, again, err := l.Submit(context.Background(), o.ID, "Ben")
	if won || err != nil {
		t.Errorf("second Submit = won %t, %v", won, err)
	}
	wantOrder(t, again, o)
	given := MustDraft(t, l, DraftOf(2))
	MustAppend(t, l, given.ID, ledger.Change{State: providers.StateFailed, Note: "closed"})
	if won, _, err := l.Submit(context.Background(), given.ID, "Ana"); won || err != nil {
		t.Errorf("Submit of a failed draft = won %t, %v", won, err)
	}
	_, _, err = l.Submit(context.Background(), "no-such-id", "Ana")
	if !errors.Is(err, ledger.ErrNoOrder) || providers.AsError(err).Outcome != providers.NotSent {
		t.Errorf("Submit of nothing: %v", err)
	}
}

func cancelledStepWritesNothing(t *testing.T, empty Maker) {
	l := New(t, empty)
	o := MustDraft(t, l, DraftOf(1))
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, _, err := l.Draft(ctx, "Ana", DraftOf(2)); !errors.Is(err, context.Canceled) {
		t.Errorf("Draft: %v", err)
	}
	if won, _, err := l.Submit(ctx, o.ID, "Ana"); won || !errors.Is(err, context.Canceled) {
		t.Errorf("Submit: %t, %v", won, err)
	}
	wantStates(t, l, o.ID, providers.StateDrafted)
	p, err := l.List(context.Background(), ledger.Filter{})
	if err != nil || len(p.Orders) != 1 {
		t.Errorf("%d orders, %v; want 1", len(p.Orders), err)
	}
	Must(t, l.Verify(context.Background()))
}

// A step that is cancelled at any moment is there whole or not at all.
func cancelAtAnyMoment(t *testing.T, empty Maker) {
	l := New(t, empty)
	for i := range 60 {
		ctx, cancel := context.WithCancel(context.Background())
		done := make(chan struct{})
		go func() {
			defer close(done)
			for range i * 40 { // a little later each time, without a clock
				_ = ctx.Err()
			}
			cancel()
		}()
		_, created, err := l.Draft(ctx, "Ana", DraftOf(i))
		<-done
		_, found := l.ByReference(context.Background(), DraftOf(i).Reference)
		if created != (err == nil) || created != (found == nil) {
			t.Errorf("round %d: created %t, error %v, found %v", i, created, err, found)
		}
	}
	Must(t, l.Verify(context.Background()))
}

func ordersOutliveTheProcess(t *testing.T, empty Maker) {
	place := empty(t)
	first := Open(t, place)
	want := MustSubmit(t, first, DraftOf(1))
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	got, err := Open(t, place).Get(context.Background(), want.ID)
	if err != nil {
		t.Fatal(err)
	}
	wantOrder(t, got, want)
}

func openManyAtOnce(t *testing.T, empty Maker) {
	place := empty(t)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			l, err := ledger.Open(context.Background(), place(t), ledger.Options{})
			if err != nil {
				t.Errorf("Open: %v", err)
				return
			}
			if err := l.Close(); err != nil {
				t.Errorf("Close: %v", err)
			}
		})
	}
	wg.Wait()
}

// A ledger may be closed while somebody still writes: the step is carried out
// whole or not at all, and nobody reads freed memory.
func closingWhileOrdersAreWritten(t *testing.T, empty Maker) {
	for range 20 {
		l := New(t, empty)
		var writers sync.WaitGroup
		for i := range 4 {
			writers.Go(func() {
				for n := 0; ; n++ {
					d := ledger.Draft{Reference: fmt.Sprintf("r-%d-%d", i, n), Provider: "fake", Kind: providers.KindESIM}
					o, _, err := l.Draft(context.Background(), "ana", d)
					if err != nil {
						return
					}
					if _, _, err := l.Submit(context.Background(), o.ID, "ana"); err != nil {
						return
					}
				}
			})
		}
		time.Sleep(5 * time.Millisecond)
		if err := l.Close(); err != nil {
			t.Error(err)
		}
		writers.Wait()
	}
}
