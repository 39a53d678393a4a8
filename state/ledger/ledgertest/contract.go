package ledgertest

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"simdesk/providers"
	"simdesk/state/ledger"
)

// What the ledger relies on below: it is asked of the store itself.

// A step writes an event with the next number or none.
func theHistoryOnlyGrows(t *testing.T, empty Maker) {
	place := empty(t)
	l, s := Open(t, place), openStore(t, place)
	o := MustSubmit(t, l, DraftOf(1))
	events, err := l.Events(t.Context(), o.ID)
	Must(t, err)
	for name, change := range map[string]func(*ledger.Event){
		"the first again":        func(e *ledger.Event) { e.Seq = 1 },
		"the newest once more":   func(*ledger.Event) {},
		"one with a gap before":  func(e *ledger.Event) { e.Seq += 2 },
		"one with another clerk": func(e *ledger.Event) { e.Clerk = "Eve" },
		"one from before all":    func(e *ledger.Event) { e.Seq = 0 },
	} {
		e := events[1]
		change(&e)
		if err := s.Step(t.Context(), func(tx ledger.Tx) error { return tx.InsertEvent(t.Context(), e) }); providers.AsError(err) == nil {
			t.Errorf("%s was written, or refused without words: %v", name, err)
		}
	}
	again, err := l.Events(t.Context(), o.ID)
	Must(t, err)
	if d := cmp.Diff(events, again); d != "" {
		t.Error(d)
	}
	Must(t, l.Verify(t.Context()))
}

// No two orders have one id, reference, attempt or thing, whoever writes them.
func noTwoOrdersShareAKey(t *testing.T, empty Maker) {
	place := empty(t)
	l, s := Open(t, place), openStore(t, place)
	d := DraftOf(1)
	d.Attempt = "till-1"
	o := MustDraft(t, l, d)
	MustDraft(t, l, DraftOf(2)) // without an attempt
	MustDraft(t, l, DraftOf(3)) // and another: that is none that they share
	for name, change := range map[string]func(*ledger.Row){
		"id":        func(r *ledger.Row) { r.ID = o.ID },
		"reference": func(r *ledger.Row) { r.Reference = o.Reference },
		"attempt":   func(r *ledger.Row) { r.Attempt = d.Attempt },
	} {
		r := rowOf(t, s, ledger.ByReference, "ref-2")
		r.Seq, r.LastSeq, r.ID, r.Reference = 100, 100, "another", "another"
		change(&r)
		if err := s.Step(t.Context(), func(tx ledger.Tx) error { return tx.InsertOrder(t.Context(), r) }); providers.AsError(err) == nil {
			t.Errorf("a second order with one %s: %v", name, err)
		}
	}
	second := rowOf(t, s, ledger.ByReference, "ref-2").Seq
	for _, seq := range []int64{1, second, 1} {
		Must(t, s.Step(t.Context(), func(tx ledger.Tx) error {
			if owner, err := tx.TakeThing(t.Context(), "a PIN", seq); err != nil || owner != o.ID {
				t.Errorf("taken for %d: it has %s, %v", seq, owner, err)
			}
			return nil
		}))
	}
}

func openStore(t testing.TB, place Place) ledger.Store {
	t.Helper()
	s := place(t)
	t.Cleanup(func() { Must(t, s.Close()) })
	return s
}

func rowOf(t testing.TB, s ledger.Store, by ledger.Key, value string) (r ledger.Row) {
	t.Helper()
	Must(t, s.Read(context.Background(), func(q ledger.Questions) error {
		found, ok, err := q.Order(context.Background(), by, value)
		if err == nil && !ok {
			t.Errorf("no order %s", value)
		}
		r = found
		return err
	}))
	return r
}

// Whatever a step has written when it fails is gone, and the next one is served.
func aStepThatFailsWritesNothing(t *testing.T, empty Maker) {
	place := empty(t)
	l, s := Open(t, place), openStore(t, place)
	o := MustSubmit(t, l, DraftOf(1))
	was := rowOf(t, s, ledger.ByID, o.ID)
	no := errors.New("no")
	err := s.Step(t.Context(), func(tx ledger.Tx) error {
		r := was
		r.State = string(providers.StateFailed)
		Must(t, tx.UpdateOrder(t.Context(), r))
		Must(t, tx.InsertKey(t.Context(), "654321", r.Seq))
		return no
	})
	if !errors.Is(err, no) {
		t.Errorf("%v", err)
	}
	if d := cmp.Diff(was, rowOf(t, s, ledger.ByID, o.ID)); d != "" {
		t.Error(d)
	}
	if found, err := l.Find(t.Context(), "123456"); err != nil || len(found) != 0 {
		t.Errorf("%d orders, %v", len(found), err)
	}
	MustAppend(t, l, o.ID, ledger.Change{State: providers.StateCompleted})
}

// What is written during a read is not seen by it.
func aReadSeesOneState(t *testing.T, empty Maker) {
	place := empty(t)
	l, s := Open(t, place), openStore(t, place)
	MustDraft(t, l, DraftOf(1))
	Must(t, s.Read(t.Context(), func(q ledger.Questions) error {
		before, err := q.Head(t.Context())
		Must(t, err)
		MustDraft(t, l, DraftOf(2))
		after, err := q.Head(t.Context())
		Must(t, err)
		_, seen, err := q.Order(t.Context(), ledger.ByReference, "ref-2")
		if before != after || before.Events != 1 || seen {
			t.Errorf("%v, then %v; seen %t", before, after, seen)
		}
		return err
	}))
}

// A walk over orders goes on while its events are asked for, and may be left.
func questionsMayBeAskedOnAWalk(t *testing.T, empty Maker) {
	place := empty(t)
	l, s := Open(t, place), openStore(t, place)
	Fill(t, l, 10)
	for range 20 { // a walk that was left holds nothing
		Must(t, s.Read(t.Context(), func(q ledger.Questions) error {
			orders, last := 0, ""
			for r, err := range q.OrdersByID(t.Context()) {
				Must(t, err)
				if orders++; orders == 8 {
					break
				}
				first := int64(0)
				for e, err := range q.EventsOf(t.Context(), r.ID) {
					Must(t, err)
					if first == 0 {
						first = e.Seq
					}
				}
				if r.Seq != first || strings.Compare(last, r.ID) >= 0 {
					t.Errorf("order %s behind %s: number %d, its first event is %d", r.ID, last, r.Seq, first)
				}
				last = r.ID
			}
			return nil
		}))
	}
}

// counted counts the steps: each is one synced transaction.
type counted struct {
	ledger.Store
	steps *int
}

func (s counted) Step(ctx context.Context, do func(ledger.Tx) error) error {
	*s.steps++
	return s.Store.Step(ctx, do)
}

// A sale costs three transactions and no more: the draft, that it is sent, and the
// answer.
func aSaleIsThreeSteps(t *testing.T, empty Maker) {
	steps := 0
	l := ledger.Over(counted{openStore(t, empty(t)), &steps}, NewClock().Now)
	SellOne(t, l, 1)
	if steps != 3 {
		t.Errorf("%d steps", steps)
	}
}

// repeated is a store that runs each step twice, as one does where transactions
// meet: between the two others may write.
type repeated struct {
	ledger.Store
	between func()
}

func (s repeated) Step(ctx context.Context, do func(ledger.Tx) error) error {
	again := errors.New("again")
	if err := s.Store.Step(ctx, func(tx ledger.Tx) error { return errors.Join(again, do(tx)) }); !errors.Is(err, again) {
		return err
	}
	s.between()
	return s.Store.Step(ctx, do)
}

// What a step said the first time does not count when it is run again.
func aStepMayRunTwice(t *testing.T, empty Maker) {
	place := empty(t)
	other := Open(t, place)
	meanwhile := func() {}
	twice := ledger.Over(repeated{openStore(t, place), func() { meanwhile() }}, NewClock().Now)
	draft := DraftOf(1)
	meanwhile = func() { MustDraft(t, other, draft) }
	o, created, err := twice.Draft(t.Context(), "Ana", draft)
	if err != nil || created {
		t.Errorf("drafted by another meanwhile: created %t, %v", created, err)
	}
	meanwhile = func() {
		if won, _, err := other.Submit(t.Context(), o.ID, "Ana"); err != nil || !won {
			t.Errorf("%t %v", won, err)
		}
	}
	if won, _, err := twice.Submit(t.Context(), o.ID, "Ana"); err != nil || won {
		t.Errorf("sent by another meanwhile: won %t, %v", won, err)
	}
	meanwhile = func() { MustAppend(t, other, o.ID, ledger.Change{State: providers.StateUnknown}) }
	o, err = twice.Append(t.Context(), o.ID, "Ana", ledger.Change{ProviderStatus: "asked"})
	if err != nil || o.State != providers.StateUnknown || o.ProviderStatus != "asked" {
		t.Errorf("a word about an order that moved meanwhile: %s %q, %v", o.State, o.ProviderStatus, err)
	}
	meanwhile = func() {
		if won, err := other.Acquire(t.Context(), "settle", "another", 1<<40); err != nil || !won {
			t.Errorf("%t %v", won, err)
		}
	}
	if won, err := twice.Acquire(t.Context(), "settle", "this", 1<<40); err != nil || won {
		t.Errorf("leased by another meanwhile: %t %v", won, err)
	}
	wantStates(t, other, o.ID, providers.StateDrafted, providers.StateSubmitted, providers.StateUnknown, providers.StateUnknown)
	Must(t, other.Verify(t.Context()))
}

// Whoever changes an order but not its history is found out, by verifying and by
// showing it.
func verifySeesAnOrderThatIsNotWhatItsEventsSay(t *testing.T, empty Maker) {
	place := empty(t)
	l, s := Open(t, place), openStore(t, place)
	o := MustSubmit(t, l, DraftOf(1))
	Must(t, l.Verify(t.Context()))
	r := rowOf(t, s, ledger.ByID, o.ID)
	r.State = string(providers.StateFailed)
	Must(t, s.Step(t.Context(), func(tx ledger.Tx) error { return tx.UpdateOrder(t.Context(), r) }))
	_, get := l.Get(t.Context(), o.ID)
	for _, err := range []error{l.Verify(t.Context()), get} {
		var broken *ledger.ChainError
		if !errors.As(err, &broken) || *broken != (ledger.ChainError{OrderID: o.ID, What: "ledger.order_changed"}) {
			t.Errorf("%v", err)
		}
	}
}

// An event that carries another hash than its own or its predecessor's.
func verifySeesAnEventThatDoesNotFollow(t *testing.T, empty Maker) {
	place := empty(t)
	l, s := Open(t, place), openStore(t, place)
	o := MustSubmit(t, l, DraftOf(1))
	events, err := l.Events(t.Context(), o.ID)
	Must(t, err)
	e := events[1]
	e.Seq = 3
	Must(t, s.Step(t.Context(), func(tx ledger.Tx) error { return tx.InsertEvent(t.Context(), e) }))
	var broken *ledger.ChainError
	if err := l.Verify(t.Context()); !errors.As(err, &broken) || broken.Seq != 3 {
		t.Errorf("%v", err)
	}
}
