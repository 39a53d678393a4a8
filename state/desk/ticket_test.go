package desk

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"simdesk/providers"
	"simdesk/state/ledger"
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

// What a ticket shows of an order never goes back, in whatever order its steps
// are heard of, and not with the answer either: another process may have settled
// the order before that was heard of here.
func TestATicketNeverGoesBack(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 22, 14, 0, 0, 0, time.UTC)
	order := func(state providers.State, after time.Duration, delivered int) ledger.Order {
		return ledger.Order{ID: "1", Reference: "r", State: state, UpdatedAt: at.Add(after), Delivery: make([]providers.Delivery, delivered)}
	}
	was := func(s providers.State) ledger.Order { return order(s, time.Second, 0) }
	for name, c := range map[string]struct {
		first, then ledger.Order
		back        bool
	}{
		"nothing is known yet":            {ledger.Order{}, was("drafted"), false},
		"nothing could be read":           {was("submitted"), ledger.Order{}, true},
		"on":                              {was("submitted"), order("unknown", 2*time.Second, 0), false},
		"on, by a clock that is set back": {was("submitted"), order("completed", -time.Hour, 0), false},
		"two steps at once":               {was("drafted"), order("completed", 2*time.Second, 1), false},
		"sent after all":                  {was("unknown"), order("submitted", 0, 0), true},
		"sent, by a clock that is ahead":  {was("unknown"), order("submitted", time.Hour, 0), true},
		"drafted after all":               {was("completed"), order("drafted", 0, 0), true},
		"drafted, by such a clock":        {was("completed"), order("drafted", time.Hour, 0), true},
		"in doubt, late":                  {was("completed"), order("unknown", 2*time.Second, 0), true},
		"given back, then completed":      {was("refunded"), order("completed", 0, 0), true},
		"for a person again":              {was("completed"), order("needs_review", time.Second, 0), false},
		"for a person, late":              {was("completed"), order("needs_review", 0, 0), true},
		"failed, late":                    {was("completed"), order("failed", 0, 0), true},
		"failed, by a person meanwhile":   {was("completed"), order("failed", 2*time.Second, 0), false},
		"carried out, by such a clock":    {was("failed"), order("completed", 0, 0), false},
		"decided":                         {was("needs_review"), order("completed", 0, 0), false},
		"with its goods":                  {was("completed"), order("completed", 0, 1), false},
		"without its goods":               {order("completed", time.Second, 1), order("completed", 2*time.Second, 0), true},
	} {
		want := c.then
		if c.back {
			want = c.first
		}
		for by, next := range map[string]func(*tickets, *Ticket){
			"news":       func(d *tickets, _ *Ticket) { d.note(c.then) },
			"its answer": func(_ *tickets, ticket *Ticket) { ticket.finish(c.then, nil) },
		} {
			d := newTickets()
			ticket, _, err := d.begin("r", nil)
			if err != nil {
				t.Fatal(err)
			}
			d.note(c.first)
			c.then.Reference = "r"
			next(d, ticket)
			if diff := cmp.Diff(want.State, ticket.Order().State); diff != "" || len(ticket.Order().Delivery) != len(want.Delivery) {
				t.Errorf("%s, by %s: %s", name, by, diff)
			}
		}
	}
}

// Whoever watches a sale while its steps are heard of side by side never sees it
// go back.
func TestATicketNeverGoesBackWhileManyWrite(t *testing.T) {
	t.Parallel()
	life := []providers.State{"drafted", "submitted", "unknown", "processing", "completed", "refunded"}
	for range 200 {
		d := newTickets()
		ticket, _, err := d.begin("r", nil)
		if err != nil {
			t.Fatal(err)
		}
		var all sync.WaitGroup
		for i, s := range slices.Backward(life) {
			o := ledger.Order{ID: "1", Reference: "r", State: s, UpdatedAt: time.Unix(int64(i), 0)}
			all.Go(func() {
				if s == "unknown" {
					ticket.finish(o, nil)
				} else {
					d.note(o)
				}
			})
		}
		all.Go(func() {
			for seen := -1; !ticket.finished(); {
				now := slices.Index(life, ticket.Order().State)
				if now < seen {
					t.Errorf("%s, then %s", life[seen], life[now])
				}
				seen = now
			}
		})
		all.Wait()
		if got := ticket.Order().State; slices.Index(life, got) < slices.Index(life, "unknown") {
			t.Errorf("in the end %s", got)
		}
	}
}

// Every step that an order may take leads to the same stage or to a later one, and
// every state has its stage.
func TestNoStepLeadsToAnEarlierStage(t *testing.T) {
	t.Parallel()
	sent := time.Unix(0, 0)
	for from := range stage {
		for to := range stage {
			if ledger.Follows(ledger.Order{State: from, SubmittedAt: &sent}, to) && stage[to] < stage[from] {
				t.Errorf("from %s to %s", from, to)
			}
		}
	}
	for _, s := range []providers.State{providers.StateDrafted, providers.StateSubmitted, providers.StateUnknown, providers.StateProcessing,
		providers.StateNeedsReview, providers.StateCompleted, providers.StateFailed, providers.StateRefunded} {
		if stage[s] == 0 {
			t.Errorf("%s has none", s)
		}
	}
}
