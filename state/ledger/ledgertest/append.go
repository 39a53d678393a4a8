package ledgertest

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"simdesk/providers"
	"simdesk/state/ledger"
)

func appendMovesTheOrder(t *testing.T, empty Maker) {
	l := New(t, empty)
	o := MustSubmit(t, l, DraftOf(1))
	lost := &ledger.Problem{Kind: providers.KindUnknownOutcome, Provider: "fyatu", Message: "the answer was lost"}
	o = MustAppend(t, l, o.ID, ledger.Change{State: providers.StateUnknown, Error: lost})
	if d := cmp.Diff(lost, o.Error); d != "" || o.State != providers.StateUnknown {
		t.Errorf("unknown: %s %s", o.State, d)
	}
	a, err := providers.ParseActivation("LPA:1$rsp.example.com$ABC-123")
	Must(t, err)
	done := MustAppend(t, l, o.ID, ledger.Change{
		State: providers.StateCompleted, ProviderOrderID: "P-9", ProviderStatus: "DONE", Cost: providers.MustMoney("4.40", "USD").Ptr(),
		Delivery: []providers.Delivery{{Type: providers.DeliverESIM, ICCID: "8944110068799000001", Activation: &a}},
		Evidence: []providers.Evidence{{Source: providers.Quoted("eSIM list"), Expected: providers.Quoted("one more"), Seen: providers.Quoted("one more"), Supports: providers.Yes}},
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
	Must(t, err)
	wantOrder(t, got, done)
	wantStates(t, l, o.ID, providers.StateDrafted, providers.StateSubmitted, providers.StateUnknown, providers.StateCompleted)
}

func appendIgnoresRepetition(t *testing.T, empty Maker) {
	l := New(t, empty)
	o := MustSubmit(t, l, DraftOf(1))
	c := ledger.Change{State: providers.StateProcessing, ProviderStatus: "851"}
	o = MustAppend(t, l, o.ID, c)
	wantOrder(t, MustAppend(t, l, o.ID, c), o)
	wantOrder(t, MustAppend(t, l, o.ID, ledger.Change{}), o)
	wantStates(t, l, o.ID, providers.StateDrafted, providers.StateSubmitted, providers.StateProcessing)
	c.Note = "asked by telephone"
	MustAppend(t, l, o.ID, c)
	wantStates(t, l, o.ID, providers.StateDrafted, providers.StateSubmitted, providers.StateProcessing, providers.StateProcessing)
}

func appendRefusesBackwards(t *testing.T, empty Maker) {
	l := New(t, empty)
	o := MustSubmit(t, l, DraftOf(1))
	o = MustAppend(t, l, o.ID, ledger.Change{State: providers.StateCompleted})
	got, err := l.Append(context.Background(), o.ID, "Ana", ledger.Change{State: providers.StateProcessing, ProviderStatus: "late"})
	if !errors.Is(err, ledger.ErrBackwards) {
		t.Errorf("error %v, want ErrBackwards", err)
	}
	wantOrder(t, got, o)
	stored, err := l.Get(context.Background(), o.ID)
	Must(t, err)
	wantOrder(t, stored, o)
	if _, err := l.Append(context.Background(), "no-such-id", "Ana", ledger.Change{State: providers.StateFailed}); !errors.Is(err, ledger.ErrNoOrder) {
		t.Errorf("error %v, want ErrNoOrder", err)
	}
}

// An activation without an address is no activation code: it must come back
// all the same, and the text must stay findable.
func appendSavesADeliveryWithHalfAnActivation(t *testing.T, empty Maker) {
	l := New(t, empty)
	o := MustSubmit(t, l, DraftOf(1))
	o = MustAppend(t, l, o.ID, ledger.Change{State: providers.StateCompleted, Delivery: []providers.Delivery{
		{Type: providers.DeliverESIM, ICCID: "8944110068799000001", Activation: &providers.Activation{MatchingID: "ABC"}},
	}})
	want := []providers.Delivery{{Type: providers.DeliverESIM, ICCID: "8944110068799000001", Activation: &providers.Activation{MatchingID: "ABC"}}}
	if d := cmp.Diff(want, o.Delivery, cmp.AllowUnexported(providers.Activation{})); d != "" {
		t.Errorf("delivery differs (-want +got):\n%s", d)
	}
	events, err := l.Events(context.Background(), o.ID)
	Must(t, err)
	if got := string(events[2].Payload); !strings.Contains(got, `LPA:1$$ABC`) {
		t.Errorf("the event does not hold the code: %s", got)
	}
	Must(t, l.Verify(context.Background()))
}

// A provider that says "not found" at first and "done" later.
func failedOrderThatLivedAfterAll(t *testing.T, empty Maker) {
	l := New(t, empty)
	o := MustSubmit(t, l, DraftOf(1))
	MustAppend(t, l, o.ID, ledger.Change{State: providers.StateNeedsReview})
	MustAppend(t, l, o.ID, ledger.Change{State: providers.StateFailed, Note: "not in their list"})
	o = MustAppend(t, l, o.ID, ledger.Change{State: providers.StateCompleted, ProviderStatus: "DONE"})
	if o.State != providers.StateCompleted {
		t.Errorf("state %s, want completed", o.State)
	}
}

// Two tills decide the same order at once: one event is written, and the other
// till gets the order as the first has left it. Append would write both, because
// an order that failed may turn out to have been carried out.
func appendFromCountsOnce(t *testing.T, empty Maker) {
	place := empty(t)
	one, two := Open(t, place), Open(t, place)
	o := MustSubmit(t, one, DraftOf(1))
	MustAppend(t, one, o.ID, ledger.Change{State: providers.StateNeedsReview})
	choices := []providers.State{providers.StateFailed, providers.StateCompleted}
	var got [2]ledger.Order
	var errs [2]error
	var wait sync.WaitGroup
	for i, l := range []*ledger.Ledger{one, two} {
		wait.Go(func() {
			got[i], errs[i] = l.AppendFrom(context.Background(), o.ID, providers.StateNeedsReview, "Bo", ledger.Change{State: choices[i], Note: "seen", Decided: true})
		})
	}
	wait.Wait()
	won := 0
	if errs[0] != nil {
		won = 1
	}
	if errs[won] != nil || !errors.Is(errs[1-won], ledger.ErrBackwards) {
		t.Fatalf("%v and %v", errs[0], errs[1])
	}
	wantOrder(t, got[1-won], got[won])
	wantStates(t, one, o.ID, providers.StateDrafted, providers.StateSubmitted, providers.StateNeedsReview, choices[won])
	Must(t, one.Verify(context.Background()))
}

func appendFromKeepsToTheMoves(t *testing.T, empty Maker) {
	l := New(t, empty)
	o := MustSubmit(t, l, DraftOf(1))
	done := MustAppend(t, l, o.ID, ledger.Change{State: providers.StateCompleted})
	got, err := l.AppendFrom(context.Background(), o.ID, providers.StateCompleted, "Bo", ledger.Change{State: providers.StateFailed})
	if !errors.Is(err, ledger.ErrBackwards) {
		t.Errorf("completed became %s: %v", got.State, err)
	}
	wantOrder(t, got, done)
	if _, err := l.AppendFrom(context.Background(), "none", providers.StateNeedsReview, "Bo", ledger.Change{}); !errors.Is(err, ledger.ErrNoOrder) {
		t.Errorf("no order: %v", err)
	}
}
