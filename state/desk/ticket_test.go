package desk

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"simdesk/providers"
)

// Whoever holds a ticket may look at it, stop waiting, and wait again.
func TestATicketIsLookedAt(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	sent, held := make(chan struct{}), make(chan struct{})
	s.fake.sell = func(string) (providers.Result, error) {
		close(sent)
		<-held
		return delivered, nil
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
	gone, stop := context.WithCancel(t.Context())
	stop()
	o, err := ticket.Wait(gone)
	if o.State != providers.StateSubmitted || o.Reference != q.Reference || !errors.Is(err, context.Canceled) || s.InFlight() != 1 {
		t.Errorf("%s %v, %d in flight", o.State, err, s.InFlight())
	}
	if d := cmp.Diff(o, ticket.Order()); d != "" {
		t.Error(d)
	}
	close(held)
	o, err = ticket.Wait(t.Context())
	if o.State != providers.StateCompleted || err != nil || s.InFlight() != 0 {
		t.Errorf("%s %v, %d in flight", o.State, err, s.InFlight())
	}
	if d := cmp.Diff(o, ticket.Order(), sealed); d != "" {
		t.Error(d)
	}
}
