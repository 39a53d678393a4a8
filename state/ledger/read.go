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
	return l.ordersIn(ctx, providers.StateSubmitted, providers.StateProcessing, providers.StateUnknown)
}

// ordersIn returns the orders in these states, oldest first.
func (l *Ledger) ordersIn(ctx context.Context, states ...providers.State) ([]Order, error) {
	return l.some(ctx, func(q Questions) ([]Row, error) { return q.OrdersIn(ctx, states...) })
}

// Abandoned is how old a draft must be before it counts as left behind: its
// process is surely not about to submit it any more.
const Abandoned = 15 * time.Minute

// LeftBehind returns the drafts that nobody submits any more now, oldest first:
// those older than Abandoned, and those made by a clock that was ahead. Nothing
// of them was ever sent.
func (l *Ledger) LeftBehind(ctx context.Context, now time.Time) ([]Order, error) {
	drafts, err := l.ordersIn(ctx, providers.StateDrafted)
	return slices.DeleteFunc(drafts, func(o Order) bool { return mayBeSent(o, now) }), err
}

// Drafted returns the drafts that may still be sent now, oldest first.
func (l *Ledger) Drafted(ctx context.Context, now time.Time) ([]Order, error) {
	drafts, err := l.ordersIn(ctx, providers.StateDrafted)
	return slices.DeleteFunc(drafts, func(o Order) bool { return !mayBeSent(o, now) }), err
}

func mayBeSent(draft Order, now time.Time) bool {
	return draft.CreatedAt.After(now.Add(-Abandoned)) && !draft.CreatedAt.After(now.Add(providers.ClockSlack))
}

// FailedWith returns the orders that failed since a time with an error of this
// code, oldest first.
func (l *Ledger) FailedWith(ctx context.Context, code string, since time.Time) ([]Order, error) {
	// The words of the error are only a first sieve.
	found, err := l.some(ctx, func(q Questions) ([]Row, error) { return q.FailedSince(ctx, since, encodeText(code)) })
	return slices.DeleteFunc(found, func(o Order) bool { return o.Error == nil || o.Error.Code != code }), err
}

// Recent returns the sales of one product to one target since a time, newest
// first, for a warning before the same is sold again. What is known to have cost
// nothing is left out, and so is what was given back.
func (l *Ledger) Recent(ctx context.Context, provider, productID, target string, since time.Time) ([]Order, error) {
	sold, err := l.some(ctx, func(q Questions) ([]Row, error) { return q.SoldSince(ctx, since, provider, productID, target) })
	return slices.DeleteFunc(sold, func(o Order) bool {
		return o.State == providers.StateRefunded || o.Charged.Taken == providers.No
	}), err
}

// some returns the orders that are asked for.
func (l *Ledger) some(ctx context.Context, ask func(Questions) ([]Row, error)) (all []Order, err error) {
	err = l.read(ctx, func(q Questions) error {
		rows, err := ask(q)
		if err == nil {
			all, err = l.orders(rows)
		}
		return err
	})
	return all, err
}

func (l *Ledger) orders(rows []Row) ([]Order, error) {
	all := make([]Order, 0, len(rows))
	for _, r := range rows {
		o, err := r.order()
		if err != nil {
			return nil, Damaged(l.Path(), err)
		}
		all = append(all, o)
	}
	return all, nil
}

// Events returns the history of an order, oldest first; empty for an id that
// the ledger does not know.
func (l *Ledger) Events(ctx context.Context, id string) ([]Event, error) {
	all := []Event{}
	err := l.read(ctx, func(q Questions) error {
		all = all[:0]
		for e, err := range q.EventsOf(ctx, id) {
			if err != nil {
				return err
			}
			all = append(all, e)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return all, nil
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
		for c, err := range q.Claims(ctx, provider, orderID, since) {
			if err != nil {
				return err
			}
			delivery, err := Row{Delivery: c.Delivery}.delivered()
			if err != nil {
				return Damaged(l.Path(), err)
			}
			if c.ProviderOrderID != "" {
				claimed[c.ProviderOrderID] = true
			}
			for _, d := range delivery {
				// The ICCID of a top-up belongs to the sale of the eSIM, not to its top-ups.
				if d.Type == providers.DeliverESIM && d.ICCID != "" {
					claimed[d.ICCID] = true
				}
			}
		}
		return nil
	})
	return claimed, err
}
