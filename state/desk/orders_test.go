package desk

import (
	"testing"
	"time"

	"simdesk/providers"
	"simdesk/state/ledger"
)

// TestAnOrderThatIsNotSettledWaits, from a moment after it was sent until it
// is settled, and is counted anew by a desk that never saw it.
func TestAnOrderThatIsNotSettledWaits(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	want := func(what string, want ledger.Waiting) {
		t.Helper()
		if got, err := s.Waiting(t.Context()); err != nil || got != want {
			t.Errorf("%s: %+v %v, want %+v", what, got, err, want)
		}
	}
	sent, held := make(chan struct{}), make(chan struct{})
	s.fake.sell = func(string) (providers.Result, error) {
		close(sent)
		<-held
		return providers.Result{}, lostAnswer
	}
	q, err := s.Quote(t.Context(), oneJapan)
	if err != nil {
		t.Fatal(err)
	}
	ticket, err := s.Buy(q)
	if err != nil {
		t.Fatal(err)
	}
	<-sent
	want("just sent", ledger.Waiting{})
	s.clock.advance(patience + time.Second)
	want("sent a while ago", ledger.Waiting{Asked: 1})
	close(held)
	if o, err := ticket.Wait(t.Context()); err != nil || o.State != providers.StateUnknown {
		t.Fatalf("%s %v", o.State, err)
	}
	want("its answer was lost", ledger.Waiting{Asked: 1})
	s.clock.advance(time.Hour)
	if _, err := s.Reconcile(t.Context()); err != nil {
		t.Fatal(err)
	}
	want("nothing was found of it", ledger.Waiting{Review: 1})
}
