package desk

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"simdesk/providers"
	"simdesk/state/ledger"
)

// Another process wrote the draft and is about to send it: whoever waits for
// the order or asks for it by its number must not take that away.
func TestAFreshDraftOfAnotherProcessIsLeftAlone(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	ctx := t.Context()
	o, _, err := s.ledger.Draft(ctx, "bo", ledger.Draft{Reference: "r-1", Provider: "fake", Kind: "esim", ProductID: "jp-5gb"})
	if err != nil {
		t.Fatal(err)
	}
	s.clock.advance(ledger.Abandoned - time.Second)
	if got := s.Await(ctx, o, 20*time.Millisecond); got.State != providers.StateDrafted {
		t.Errorf("after waiting for it: %s", got.State)
	}
	if _, err := s.Reconcile(ctx, o.ID); err != nil {
		t.Fatal(err)
	}
	won, _, err := s.ledger.Submit(ctx, o.ID, "bo")
	if err != nil || !won {
		t.Errorf("its process could not send it: %v %v", won, err)
	}
}

func TestADraftThatNobodyWillSendIsGivenUp(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	o, _, err := s.ledger.Draft(t.Context(), "bo", ledger.Draft{Reference: "r-1", Provider: "fake", Kind: "esim", ProductID: "jp-5gb"})
	if err != nil {
		t.Fatal(err)
	}
	s.clock.advance(ledger.Abandoned)
	if got := s.Await(t.Context(), o, 20*time.Millisecond); got.State != providers.StateFailed {
		t.Errorf("state %s", got.State)
	}
}

// An order that somebody may still send is open: nobody may hear "nothing was
// open" while it can become a charge.
func TestAFreshDraftIsLeftOpen(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	o, _, err := s.ledger.Draft(t.Context(), "bo", ledger.Draft{Reference: "r-1", Provider: "fake", Kind: "esim", ProductID: "jp-5gb"})
	if err != nil {
		t.Fatal(err)
	}
	for _, ids := range [][]string{nil, {o.ID}, {"another"}} {
		got, err := s.Reconcile(t.Context(), ids...)
		want := Settled{StillUnknown: []ledger.Order{o}}
		if len(ids) > 0 && ids[0] == "another" {
			want = Settled{}
		}
		if d := cmp.Diff(want, got, cmpopts.EquateEmpty()); err != nil || d != "" {
			t.Errorf("%v: %v\n%s", ids, err, d)
		}
	}
	s.clock.advance(ledger.Abandoned)
	if got, err := s.Reconcile(t.Context()); err != nil || len(got.StillUnknown)+len(got.Settled) != 1 {
		t.Errorf("when it is given up: %+v %v", got, err)
	}
}
