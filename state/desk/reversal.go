package desk

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strings"
	"sync"
	"time"

	"simdesk/providers"
	"simdesk/state/ledger"
)

const (
	// reversalFor is how long a completed order is still asked about.
	reversalFor = 7 * 24 * time.Hour
	// reversalPause lies between two such questions in the background, and
	// reversalRound between the beginnings of two rounds: nobody waits for them.
	reversalPause = 10 * time.Second
	reversalRound = time.Hour
	// reversalsAsked is how many of the newest a reconciliation asks about.
	reversalsAsked = 50
)

// rounds is where the background is on its way through the completed orders.
type rounds struct {
	mu     sync.Mutex
	queue  []ledger.Order
	cursor string
	began  time.Time // of this round
	due    time.Time
}

// reversible returns the completed orders of a page whose provider can be asked
// what became of them since.
func (d *Desk) reversible(ctx context.Context, limit int, cursor string) ([]ledger.Order, string, error) {
	page, err := d.o.Ledger.List(ctx, ledger.Filter{States: []providers.State{providers.StateCompleted},
		Since: d.o.Now().Add(-reversalFor), Limit: limit, Cursor: cursor})
	return slices.DeleteFunc(page.Orders, func(o ledger.Order) bool { return !d.retells(o.Provider) }), page.Next, err
}

// retells reports whether a provider can be asked about one certain order. One
// that takes no reference of ours cannot: circumstances change all the time.
func (d *Desk) retells(provider string) bool {
	p, err := d.provider(provider)
	_, ok := p.(providers.Tracker)
	return err == nil && ok && !d.blind(provider)
}

// nextReversal is the completed order whose turn it is, if one is due.
func (d *Desk) nextReversal(ctx context.Context) (ledger.Order, bool) {
	r, now := &d.rounds, d.o.Now()
	r.mu.Lock()
	defer r.mu.Unlock()
	if now.Before(r.due) {
		return ledger.Order{}, false
	}
	r.due = now.Add(reversalPause)
	if len(r.queue) == 0 {
		if r.cursor == "" { // a new round
			if now.Sub(r.began) < reversalRound {
				return ledger.Order{}, false
			}
			r.began = now
		}
		var err error
		if r.queue, r.cursor, err = d.reversible(ctx, reversalsAsked, r.cursor); err != nil {
			r.cursor = ""
			d.o.Log.Error("completed orders not read", "error", err)
		}
	}
	if len(r.queue) == 0 {
		return ledger.Order{}, false
	}
	o := r.queue[0]
	r.queue = r.queue[1:]
	return o, true
}

// reversed asks whether a completed order was taken back since, or has brought
// what it lacked, and writes it down if so. Nothing else that a provider says of it counts: a status that
// goes backwards is no news.
func (d *Desk) reversed(ctx context.Context, o ledger.Order) ledger.Order {
	tracker, _, e := as[providers.Tracker](d, o.Provider, providers.CanTrack)
	if e != nil {
		return o
	}
	done, ok := d.turn(ctx, o.Provider)
	if !ok {
		return o
	}
	defer done()
	// The list is minutes old, and other consoles go through it as well.
	fresh, err := d.o.Ledger.Get(ctx, o.ID)
	if err != nil {
		return o
	}
	if o = fresh; o.State != providers.StateCompleted {
		return o
	}
	query, err := d.query(ctx, o)
	if err != nil {
		return o
	}
	look, cancel := context.WithTimeout(ctx, settleLease)
	defer cancel()
	found, err := d.track(look, tracker, query)
	if err != nil || found.Verdict != providers.Found {
		return o
	}
	change := d.newer(ctx, o, found.Result)
	if change == nil {
		return o
	}
	after, err := d.o.Ledger.AppendFrom(context.WithoutCancel(ctx), o.ID, providers.StateCompleted, d.o.Clerk, *change)
	if err != nil {
		d.o.Log.Warn("reversal not written", "order", o.ID, "error", err)
		return o
	}
	d.publish(after)
	return after
}

// newer is what follows from a provider's newer word on a completed order, nil
// for nothing. What a person called completed may still lack its delivery, and
// a second charge may come to light.
func (d *Desk) newer(ctx context.Context, o ledger.Order, r providers.Result) *ledger.Change {
	switch r.State {
	case providers.StateCompleted:
		lacking := len(o.Delivery) == 0 && len(r.Delivery) > 0
		if !lacking && !dearer(o, r) {
			return nil
		}
		c := resultChange(r)
		return &c
	case providers.StateRefunded:
		c := resultChange(r)
		return &c
	case providers.StateFailed, providers.StateUnknown:
		past, err := d.past(ctx, o.ID)
		if err != nil || past.decided {
			return nil // a person knew of it and has spoken
		}
		return contradiction(past, r)
	default:
		return nil
	}
}

// dearer reports whether the provider charged more than is written down and
// says what there is to claim: a second order under the same reference.
func dearer(o ledger.Order, r providers.Result) bool {
	if r.Cost == nil || r.Missing == "" {
		return false
	}
	if o.Cost == nil {
		return true
	}
	order, ok := r.Cost.Cmp(*o.Cost)
	return !ok || order > 0
}

// past is what an order's history says beyond its state.
type past struct {
	completed time.Time // when the provider first said so, zero if it never did
	word      string    // in the provider's own words
	decided   bool      // by a person, and nothing that the provider said since completed it
}

func (d *Desk) past(ctx context.Context, id string) (past, error) {
	var p past
	events, err := d.o.Ledger.Events(ctx, id)
	if err != nil {
		return p, err
	}
	for _, e := range events {
		var c ledger.Change
		if err := json.Unmarshal(e.Payload, &c); err != nil {
			return p, err
		}
		switch {
		case c.Decided:
			p.decided = true
		case e.State == providers.StateCompleted && !refuses(c):
			p.decided = false
			if p.completed.IsZero() {
				p.completed, p.word = e.At, c.ProviderStatus
			}
		}
	}
	return p, nil
}

// refuses reports whether a step of a completed order is a refusal that came
// late, see answered.
func refuses(c ledger.Change) bool {
	return c.Error != nil && len(c.Delivery) == 0 && c.ProviderOrderID == "" && c.ProviderStatus == ""
}

// contradiction hands an order to a person that its provider called completed
// and now calls failed, or something that leaves it open: the goods are handed over, the money was taken, and
// whether it came back nobody says.
func contradiction(p past, r providers.Result) *ledger.Change {
	was := cmp.Or(p.word, string(providers.StateCompleted)) + " at " + p.completed.UTC().Format(time.RFC3339)
	now, ask := "now calls it "+cmp.Or(r.ProviderStatus, string(r.State)), "Ask it what became of the money, then decide."
	if r.ProviderStatus == p.word && r.Message != "" { // what is new is in the words beside it
		now, ask = "says now: "+strings.TrimSuffix(r.Message, "."), "Look what it took, then decide."
	}
	return &ledger.Change{
		State: providers.StateNeedsReview, ProviderStatus: r.ProviderStatus,
		Note: "The provider had called it completed and " + now + ".",
		Evidence: []providers.Evidence{{Source: "order status", Expected: was,
			Seen: strings.TrimSpace(r.ProviderStatus + " " + r.Message), Supports: providers.No}},
		Error: &ledger.Problem{Kind: providers.KindUnknownOutcome, Code: r.ProviderStatus, Detail: r.Message, RequestID: r.RequestID,
			Message: "The provider completed this order and " + now + ". " + ask},
	}
}

// lived keeps code from forgetting of an order that its provider completed it
// once: that it was charged is known, whatever the provider calls it by now. In
// progress it is not again: from there it could be called failed.
func (d *Desk) lived(ctx context.Context, o ledger.Order, c *ledger.Change) *ledger.Change {
	judged := o.State == providers.StateNeedsReview || o.State == providers.StateFailed
	again := c != nil && judged && c.State == providers.StateProcessing
	if c == nil || !again && (o.State != providers.StateNeedsReview || !takenBack(*c)) {
		return c
	}
	past, err := d.past(ctx, o.ID)
	if err != nil {
		return nil
	}
	switch {
	case past.completed.IsZero():
		return c
	case again:
		return nil
	}
	return contradiction(past, providers.Result{State: providers.StateFailed, ProviderStatus: c.ProviderStatus, Message: c.Note})
}

// takenBack reports whether a change of an order under review is a provider's
// word against it, and not only that nothing was found.
func takenBack(c ledger.Change) bool {
	return c.State == providers.StateFailed || c.State == providers.StateNeedsReview && c.Error != nil
}

// finished returns the newest completed orders that can be asked about, or
// those among ids.
func (d *Desk) finished(ctx context.Context, ids []string) ([]ledger.Order, error) {
	if len(ids) == 0 {
		orders, _, err := d.reversible(ctx, reversalsAsked, "")
		return orders, err
	}
	var orders []ledger.Order
	for _, id := range ids {
		if o, err := d.o.Ledger.Get(ctx, id); err == nil && o.State == providers.StateCompleted && d.retells(o.Provider) {
			orders = append(orders, o)
		}
	}
	return orders, nil
}
