package ledger

import (
	"context"
	"errors"
	"slices"
	"time"

	"simdesk/providers"
)

// one returns an order and its row, or ErrNoOrder.
func one(ctx context.Context, q Questions, by Key, value string) (Order, Row, error) {
	r, ok, err := q.Order(ctx, by, value)
	if err == nil && !ok {
		err = ErrNoOrder
	}
	if err != nil {
		return Order{}, r, err
	}
	o, err := r.order()
	return o, r, err
}

// named says which order was not there.
func named(err error, what string) error {
	if errors.Is(err, ErrNoOrder) {
		return missing(what)
	}
	return err
}

func (l *Ledger) get(ctx context.Context, by Key, value string) (o Order, err error) {
	err = l.read(ctx, func(q Questions) error {
		found, r, err := one(ctx, q, by, value)
		if err != nil {
			return named(err, value)
		}
		o = found
		// What is shown or sold by is what was written, also where the file was
		// spoilt since.
		return replayed(ctx, q, r)
	})
	return o, err
}

// Get returns the order with our id; an error of kind not_found wraps ErrNoOrder.
func (l *Ledger) Get(ctx context.Context, id string) (Order, error) {
	return l.get(ctx, ByID, id)
}

// ByReference returns the order with this reference, or an error as Get does.
func (l *Ledger) ByReference(ctx context.Context, reference string) (Order, error) {
	return l.get(ctx, ByReference, reference)
}

// ByAttempt returns the order with this attempt key, or an error as Get does.
func (l *Ledger) ByAttempt(ctx context.Context, attempt string) (Order, error) {
	return l.get(ctx, ByAttempt, attempt)
}

// Unsettled returns the orders that a provider may still have to be asked
// about, oldest first. A draft was never sent (see Drafted), and a review waits
// for a person.
func (l *Ledger) Unsettled(ctx context.Context) ([]Order, error) {
	return l.oldestFirst(ctx, Search{States: asked})
}

// asked are the states in which a provider is asked.
var asked = []providers.State{providers.StateSubmitted, providers.StateProcessing, providers.StateUnknown}

// Abandoned is how old a draft must be before it counts as left behind: its
// process is surely not about to submit it any more.
const Abandoned = 15 * time.Minute

// LeftBehind returns the drafts that nobody submits any more now, oldest first:
// those older than Abandoned, and those made by a clock that was ahead. Nothing
// of them was ever sent.
func (l *Ledger) LeftBehind(ctx context.Context, now time.Time) ([]Order, error) {
	drafts, err := l.oldestFirst(ctx, allDrafts)
	return slices.DeleteFunc(drafts, func(o Order) bool { return mayBeSent(o, now) }), err
}

// Drafted returns the drafts that may still be sent now, oldest first.
func (l *Ledger) Drafted(ctx context.Context, now time.Time) ([]Order, error) {
	drafts, err := l.oldestFirst(ctx, allDrafts)
	return slices.DeleteFunc(drafts, func(o Order) bool { return !mayBeSent(o, now) }), err
}

var allDrafts = Search{States: []providers.State{providers.StateDrafted}}

func mayBeSent(draft Order, now time.Time) bool {
	return draft.CreatedAt.After(now.Add(-Abandoned)) && !draft.CreatedAt.After(now.Add(providers.ClockSlack))
}

// FailedWith returns the orders that failed since a time with an error of this
// code, oldest first.
func (l *Ledger) FailedWith(ctx context.Context, code string, since time.Time) ([]Order, error) {
	// The words of the error are only a first sieve.
	found, err := l.search(ctx, Search{States: []providers.State{providers.StateFailed}, Changed: since, Problem: encodeText(code)})
	found = slices.DeleteFunc(found, func(o Order) bool { return o.Error == nil || o.Error.Code != code })
	slices.SortFunc(found, func(a, b Order) int { return a.UpdatedAt.Compare(b.UpdatedAt) })
	return found, err
}

// Recent returns the sales of one product to one target since a time, newest
// first, for a warning before the same is sold again. What is known to have cost
// nothing is left out, and so is what was given back.
func (l *Ledger) Recent(ctx context.Context, provider, productID, target string, since time.Time) ([]Order, error) {
	sold, err := l.search(ctx, Search{Provider: provider, Sale: &Sale{productID, target}, Since: since, Spent: true})
	return slices.DeleteFunc(sold, func(o Order) bool { return o.State == providers.StateRefunded }), err
}

// search returns the orders that are asked for, newest first.
func (l *Ledger) search(ctx context.Context, s Search) (found []Order, err error) {
	err = l.read(ctx, func(q Questions) error {
		rows, err := collect(q.Orders(ctx, s))
		if err == nil {
			found, err = l.orders(rows)
		}
		return err
	})
	return found, err
}

func (l *Ledger) oldestFirst(ctx context.Context, s Search) ([]Order, error) {
	found, err := l.search(ctx, s)
	slices.Reverse(found)
	return found, err
}

func (l *Ledger) orders(rows []Row) ([]Order, error) {
	orders := make([]Order, len(rows))
	for i, r := range rows {
		var err error
		if orders[i], err = r.order(); err != nil {
			return nil, Damaged(l.Path(), err)
		}
	}
	return orders, nil
}

// Events returns the history of an order, oldest first; empty for an id that
// the ledger does not know.
func (l *Ledger) Events(ctx context.Context, id string) (events []Event, err error) {
	err = l.read(ctx, func(q Questions) error {
		events, err = collect(q.EventsOf(ctx, id))
		return err
	})
	return events, err
}

// Waiting counts the orders of which nobody knows yet how they end.
type Waiting struct {
	Asked  int // submitted, processing or unknown: a provider is still asked
	Review int // only a person can settle them
}

// Waiting counts the orders that are open. Of the submitted ones only those count
// that were drafted before a time, or by a clock that was ahead: the others are
// being sold just now.
func (l *Ledger) Waiting(ctx context.Context, before time.Time) (w Waiting, err error) {
	from, until := Stamp(before), Stamp(l.now().Add(providers.ClockSlack))
	err = l.read(ctx, func(q Questions) error {
		w = Waiting{}
		for r, err := range q.Orders(ctx, Search{States: append(asked[:len(asked):len(asked)], providers.StateNeedsReview)}) {
			switch {
			case err != nil:
				return err
			case r.State == string(providers.StateNeedsReview):
				w.Review++
			case r.State != string(providers.StateSubmitted) || r.CreatedAt < from || r.CreatedAt > until:
				w.Asked++
			}
		}
		return nil
	})
	return w, err
}

// ClaimedByOthers returns the ICCIDs of the eSIMs and the provider's order ids
// that its orders but this one own, so that no delivery counts twice. Their state
// does not matter: what a processing order was promised is not free either.
// Orders that were drafted before since, and before this one whatever the clock
// said, are left out.
func (l *Ledger) ClaimedByOthers(ctx context.Context, provider, orderID string, since time.Time) (map[string]bool, error) {
	var claimed map[string]bool
	err := l.read(ctx, func(q Questions) error {
		claimed = map[string]bool{}
		own, _, err := q.Order(ctx, ByID, orderID)
		if err != nil {
			return err
		}
		for g, err := range q.Gains(ctx, Search{Provider: provider, Not: orderID, Since: since, Behind: own.Seq}) {
			if err != nil {
				return err
			}
			if err := g.addTo(claimed); err != nil {
				return Damaged(l.Path(), err)
			}
		}
		return nil
	})
	return claimed, err
}

func (g Gain) addTo(claimed map[string]bool) error {
	if g.ProviderOrderID != "" {
		claimed[g.ProviderOrderID] = true
	}
	delivery, err := Row{Delivery: g.Delivery}.delivered()
	for _, d := range delivery {
		// The ICCID of a top-up belongs to the sale of the eSIM, not to its top-ups.
		if d.Type == providers.DeliverESIM && d.ICCID != "" {
			claimed[d.ICCID] = true
		}
	}
	return err
}

// Moment is a point in the ledger's history. Its event tells before from after
// whatever became of the clock; orders from before it was noted have only a
// time.
type Moment struct {
	Seq int64 // of the newest event then, 0 where it was not noted
	At  time.Time
}

// carriedOutFor is how far back an order may have been sent and still be carried
// out after a moment that has only a time.
const carriedOutFor = 24 * time.Hour

// since narrows a search to what something was written of since the moment.
func (s Search) since(m Moment) Search {
	if m.Seq > 0 {
		s.Written = m.Seq
	} else {
		s.Since, s.Changed = m.At.Add(-carriedOutFor), m.At
	}
	return s
}

// CompletedSince counts the other orders of one product for one target that are
// completed and that something was written of since the moment.
func (l *Ledger) CompletedSince(ctx context.Context, o Order, m Moment) (int, error) {
	others, err := l.costs(ctx, Search{Provider: o.Provider, Sale: &Sale{o.ProductID, o.Target}, Not: o.ID,
		States: []providers.State{providers.StateCompleted}}.since(m))
	n := 0
	for _, c := range others {
		n += c.Orders
	}
	return n, err
}

// AtCostSince counts the other orders of a provider at the cost of this one that
// may have been carried out and that something was written of since the moment.
// One without a cost has no equals.
func (l *Ledger) AtCostSince(ctx context.Context, o Order, m Moment) (int, error) {
	if o.Cost == nil {
		return 0, nil
	}
	others, err := l.costs(ctx, Search{Provider: o.Provider, Not: o.ID, Spent: true}.since(m))
	n := 0
	for _, c := range others {
		switch cost, err := c.in(o.Cost.Currency); {
		case err != nil:
			return 0, Damaged(l.Path(), err)
		case cost != nil && cost.Amount.Equal(o.Cost.Amount):
			n += c.Orders
		}
	}
	return n, err
}

// in is what each cost, nil where that is not known or in another currency.
func (c Cost) in(currency string) (*providers.Money, error) {
	if c.Currency != currency {
		return nil, nil
	}
	return toMoney(c.Amount, c.Currency)
}

func (l *Ledger) costs(ctx context.Context, s Search) (costs []Cost, err error) {
	err = l.read(ctx, func(q Questions) error {
		costs, err = collect(q.Costs(ctx, s))
		return err
	})
	return costs, err
}
