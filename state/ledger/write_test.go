package ledger

import (
	"context"
	"errors"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"simdesk/providers"
)

func wantOrder(t *testing.T, got, want Order) {
	t.Helper()
	if d := cmp.Diff(want, got, cmp.AllowUnexported(providers.Activation{})); d != "" {
		t.Errorf("order differs (-want +got):\n%s", d)
	}
}

func TestDraftKeepsEverything(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	d := draftOf(1)
	d.Attempt, d.Target, d.Sandbox = "till-7/42", "+44 7700 900123", true
	d.Details.Baseline = map[string]string{"esims": "3"}
	d.Details.Wallet = providers.MustMoney("100", "USD").Ptr()
	o := mustDraft(t, l, d)
	at := time.Date(2026, 3, 1, 9, 0, 1, 0, time.UTC)
	wantOrder(t, o, Order{
		ID: o.ID, Reference: "ref-1", Attempt: "till-7/42", Provider: "fyatu", Kind: providers.KindESIM,
		ProductID: "japan-5gb", ProductName: "Japan 5 GB 30 days", Target: "+44 7700 900123", State: providers.StateDrafted,
		Charged: providers.Charged{Taken: providers.No, By: providers.ByNotSending},
		Cost:    providers.MustMoney("4.50", "USD").Ptr(), Price: providers.MustMoney("6.00", "USD").Ptr(),
		Clerk: "Ana", Sandbox: true, CreatedAt: at, UpdatedAt: at,
		Draft: Details{Product: []byte(`{"id":"japan-5gb"}`), Fields: map[string]string{"quantity": "1"},
			Baseline: map[string]string{"esims": "3"}, Wallet: providers.MustMoney("100.00", "USD").Ptr()},
	})
	id, err := uuid.Parse(o.ID)
	if err != nil || id.Version() != 7 {
		t.Errorf("id %s is no UUIDv7: %v", o.ID, err)
	}
	if sec, _ := id.Time().UnixTime(); sec != at.Unix() {
		t.Errorf("the id's time is %d, want the ledger's clock, %d", sec, at.Unix())
	}
	for name, get := range map[string]func() (Order, error){
		"Get":         func() (Order, error) { return l.Get(context.Background(), o.ID) },
		"ByReference": func() (Order, error) { return l.ByReference(context.Background(), "ref-1") },
		"ByAttempt":   func() (Order, error) { return l.ByAttempt(context.Background(), "till-7/42") },
	} {
		got, err := get()
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		wantOrder(t, got, o)
	}
}

func TestDraftTwiceIsOneOrder(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	d := draftOf(1)
	d.Attempt = "a"
	first := mustDraft(t, l, d)
	sameReference, sameAttempt := draftOf(1), draftOf(2)
	sameAttempt.Attempt = "a"
	for name, again := range map[string]Draft{"reference": sameReference, "attempt": sameAttempt} {
		o, created, err := l.Draft(context.Background(), "Ben", again)
		if err != nil || created {
			t.Errorf("same %s: created %t, %v", name, created, err)
		}
		wantOrder(t, o, first)
	}
	mustDraft(t, l, draftOf(3)) // no attempt is no key: two orders without one are two orders
	mustDraft(t, l, draftOf(4))
}

func TestDraftRefusesWhatCannotBeFoundAgain(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	for name, d := range map[string]Draft{
		"no reference": {Provider: "fyatu"}, "no provider": {Reference: "r"},
		"attempt of broken bytes": {Provider: "fyatu", Reference: "r", Attempt: "\xff"},
	} {
		_, created, err := l.Draft(context.Background(), "Ana", d)
		if e := providers.AsError(err); created || e == nil || e.Code != CodeInvalid || e.Outcome != providers.NotSent {
			t.Errorf("%s: created %t, %v", name, created, err)
		}
	}
}

// Two consoles on one store, many goroutines each: one order, one winner.
func TestOneWinnerAmongProcesses(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "shop.db")
	consoles := []*Ledger{openAt(t, file), openAt(t, file)}
	var wg sync.WaitGroup
	var created, won atomic.Int32
	var ids sync.Map
	for i := range 20 {
		wg.Go(func() {
			l := consoles[i%2]
			d := draftOf(i)
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
	must(t, consoles[0].Verify(context.Background()))
}

func TestSubmitNeverTwice(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	o := mustSubmit(t, l, draftOf(1))
	if o.State != providers.StateSubmitted || o.SubmittedAt == nil || !o.SubmittedAt.Equal(o.UpdatedAt) {
		t.Errorf("submitted order %+v", o)
	}
	won, again, err := l.Submit(context.Background(), o.ID, "Ben")
	if won || err != nil {
		t.Errorf("second Submit = won %t, %v", won, err)
	}
	wantOrder(t, again, o)
	given := mustDraft(t, l, draftOf(2))
	mustAppend(t, l, given.ID, Change{State: providers.StateFailed, Note: "closed"})
	if won, _, err := l.Submit(context.Background(), given.ID, "Ana"); won || err != nil {
		t.Errorf("Submit of a failed draft = won %t, %v", won, err)
	}
	_, _, err = l.Submit(context.Background(), "no-such-id", "Ana")
	if !errors.Is(err, ErrNoOrder) || providers.AsError(err).Outcome != providers.NotSent {
		t.Errorf("Submit of nothing: %v", err)
	}
}

func TestAppendMovesTheOrder(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	o := mustSubmit(t, l, draftOf(1))
	lost := &Problem{Kind: providers.KindUnknownOutcome, Provider: "fyatu", Message: "the answer was lost"}
	o = mustAppend(t, l, o.ID, Change{State: providers.StateUnknown, Error: lost})
	if d := cmp.Diff(lost, o.Error); d != "" || o.State != providers.StateUnknown {
		t.Errorf("unknown: %s %s", o.State, d)
	}
	a, err := providers.ParseActivation("LPA:1$rsp.example.com$ABC-123")
	must(t, err)
	done := mustAppend(t, l, o.ID, Change{
		State: providers.StateCompleted, ProviderOrderID: "P-9", ProviderStatus: "DONE", Cost: providers.MustMoney("4.40", "USD").Ptr(),
		Delivery: []providers.Delivery{{Type: providers.DeliverESIM, ICCID: "8944110068799000001", Activation: &a}},
		Evidence: []providers.Evidence{{Source: "eSIM list", Expected: "one more", Seen: "one more", Supports: providers.Yes}},
	})
	want := o
	want.State, want.ProviderOrderID, want.ProviderStatus, want.Error = providers.StateCompleted, "P-9", "DONE", nil
	want.Charged = providers.Charged{Taken: providers.Yes, By: providers.ByLookUp}
	want.Cost = providers.MustMoney("4.40", "USD").Ptr()
	want.UpdatedAt = done.UpdatedAt
	a.IOSLink, a.AndroidLink = a.IOS(), a.Android()
	want.Delivery = []providers.Delivery{{Type: providers.DeliverESIM, ICCID: "8944110068799000001", Activation: &a}}
	wantOrder(t, done, want)
	got, err := l.Get(context.Background(), o.ID)
	must(t, err)
	wantOrder(t, got, done)
	wantStates(t, l, o.ID, providers.StateDrafted, providers.StateSubmitted, providers.StateUnknown, providers.StateCompleted)
}

func wantStates(t *testing.T, l *Ledger, id string, want ...providers.State) {
	t.Helper()
	events, err := l.Events(context.Background(), id)
	must(t, err)
	var got []providers.State
	for _, e := range events {
		got = append(got, e.State)
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("history differs (-want +got):\n%s", d)
	}
}

func TestAppendIgnoresRepetition(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	o := mustSubmit(t, l, draftOf(1))
	c := Change{State: providers.StateProcessing, ProviderStatus: "851"}
	o = mustAppend(t, l, o.ID, c)
	wantOrder(t, mustAppend(t, l, o.ID, c), o)
	wantOrder(t, mustAppend(t, l, o.ID, Change{}), o)
	wantStates(t, l, o.ID, providers.StateDrafted, providers.StateSubmitted, providers.StateProcessing)
	c.Note = "asked by telephone"
	mustAppend(t, l, o.ID, c)
	wantStates(t, l, o.ID, providers.StateDrafted, providers.StateSubmitted, providers.StateProcessing, providers.StateProcessing)
}

func TestAppendRefusesBackwards(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	o := mustSubmit(t, l, draftOf(1))
	o = mustAppend(t, l, o.ID, Change{State: providers.StateCompleted})
	got, err := l.Append(context.Background(), o.ID, "Ana", Change{State: providers.StateProcessing, ProviderStatus: "late"})
	if !errors.Is(err, ErrBackwards) {
		t.Errorf("error %v, want ErrBackwards", err)
	}
	wantOrder(t, got, o)
	stored, err := l.Get(context.Background(), o.ID)
	must(t, err)
	wantOrder(t, stored, o)
	if _, err := l.Append(context.Background(), "no-such-id", "Ana", Change{State: providers.StateFailed}); !errors.Is(err, ErrNoOrder) {
		t.Errorf("error %v, want ErrNoOrder", err)
	}
}

// An activation without an address is no activation code: it must come back
// all the same, and the text must stay findable.
func TestAppendSavesADeliveryWithHalfAnActivation(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	o := mustSubmit(t, l, draftOf(1))
	o = mustAppend(t, l, o.ID, Change{State: providers.StateCompleted, Delivery: []providers.Delivery{
		{Type: providers.DeliverESIM, ICCID: "8944110068799000001", Activation: &providers.Activation{MatchingID: "ABC"}},
	}})
	want := []providers.Delivery{{Type: providers.DeliverESIM, ICCID: "8944110068799000001", Activation: &providers.Activation{MatchingID: "ABC"}}}
	if d := cmp.Diff(want, o.Delivery, cmp.AllowUnexported(providers.Activation{})); d != "" {
		t.Errorf("delivery differs (-want +got):\n%s", d)
	}
	events, err := l.Events(context.Background(), o.ID)
	must(t, err)
	if got := string(events[2].Payload); !contains(got, `LPA:1$$ABC`) {
		t.Errorf("the event does not hold the code: %s", got)
	}
	must(t, l.Verify(context.Background()))
}

func TestCancelledStepWritesNothing(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	o := mustDraft(t, l, draftOf(1))
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, _, err := l.Draft(ctx, "Ana", draftOf(2)); !errors.Is(err, context.Canceled) {
		t.Errorf("Draft: %v", err)
	}
	if won, _, err := l.Submit(ctx, o.ID, "Ana"); won || !errors.Is(err, context.Canceled) {
		t.Errorf("Submit: %t, %v", won, err)
	}
	wantStates(t, l, o.ID, providers.StateDrafted)
	p, err := l.List(context.Background(), Filter{})
	if err != nil || len(p.Orders) != 1 {
		t.Errorf("%d orders, %v; want 1", len(p.Orders), err)
	}
	must(t, l.Verify(context.Background()))
}

// A step that is cancelled at any moment is there whole or not at all.
func TestCancelAtAnyMoment(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
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
		_, created, err := l.Draft(ctx, "Ana", draftOf(i))
		<-done
		_, found := l.ByReference(context.Background(), draftOf(i).Reference)
		if created != (err == nil) || created != (found == nil) {
			t.Errorf("round %d: created %t, error %v, found %v", i, created, err, found)
		}
	}
	must(t, l.Verify(context.Background()))
}

func TestLockedByAnotherProgram(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	impatient, err := Open(context.Background(), l.Path(), Options{BusyTimeout: time.Millisecond})
	must(t, err)
	defer func() { _ = impatient.Close() }()
	tx, err := l.write.Begin()
	must(t, err)
	defer rollback(tx)
	_, _, err = impatient.Draft(context.Background(), "Ana", draftOf(1))
	wantProblem(t, err, CodeLocked, l.Path())
	if o := providers.AsError(err).Outcome; o != providers.NotSent {
		t.Errorf("outcome %s, want not sent", o)
	}
}

func TestDiskFull(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	exec(t, l.write, "PRAGMA max_page_count = 1") // SQLite rounds up to what the file has
	d := draftOf(1)
	for len(d.ProductName) < 100_000 {
		d.ProductName += d.ProductName
	}
	_, _, err := l.Draft(context.Background(), "Ana", d)
	wantProblem(t, err, CodeFull, l.Path())
	exec(t, l.write, "PRAGMA max_page_count = 1000000")
	mustDraft(t, l, d)
	must(t, l.Verify(context.Background()))
}

func TestReadOnlyStore(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	exec(t, l.write, "PRAGMA query_only = 1")
	_, _, err := l.Draft(context.Background(), "Ana", draftOf(1))
	wantProblem(t, err, CodeReadOnly, l.Path())
}
