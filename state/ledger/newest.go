package ledger

import (
	"context"
	"errors"

	"simdesk/providers"
)

// newestEvents is how many events are verified when a ledger is opened: some
// sixty sales, in a few milliseconds.
const newestEvents = 200

// verifyNewest compares the newest events with each other and with the orders
// that they belong to, so that a file that was spoilt where the shop works does
// not show wrong orders. All of a large one is for doctor.
func (l *Ledger) verifyNewest(ctx context.Context) error {
	err := l.read(ctx, func(q Questions) error {
		orders, err := newestOrders(ctx, q)
		for i := 0; i < len(orders) && err == nil; i++ {
			err = known(ctx, q, orders[i])
		}
		return err
	})
	var broken *ChainError
	if errors.As(err, &broken) {
		// The first event that was changed is the one to name, however old.
		if first := l.Verify(ctx); first != nil {
			return first
		}
	}
	return err
}

// newestOrders verifies the newest events and returns the ids of their orders.
func newestOrders(ctx context.Context, q Questions) ([]string, error) {
	var later Event
	var orders []string
	seen, n := map[string]bool{}, 0
	for e, err := range q.Events(ctx, true) {
		switch {
		case err != nil:
			return nil, err
		case e.Hash != hashOf(e):
			return nil, &ChainError{Seq: e.Seq, OrderID: e.OrderID, What: "ledger.event_changed"}
		case later.Seq != 0 && later.Seq != e.Seq+1:
			return nil, &ChainError{Seq: e.Seq + 1, What: "ledger.event_missing"}
		case later.Seq != 0 && later.PrevHash != e.Hash:
			return nil, &ChainError{Seq: later.Seq, OrderID: later.OrderID, What: "ledger.event_unlinked"}
		}
		later = e
		if !seen[e.OrderID] {
			seen[e.OrderID] = true
			orders = append(orders, e.OrderID)
		}
		if n++; n == newestEvents {
			break
		}
	}
	return orders, nil
}

// known compares an order that has a history with its row.
func known(ctx context.Context, q Questions, id string) error {
	_, r, err := one(ctx, q, ByID, id)
	if errors.Is(err, ErrNoOrder) {
		return &ChainError{OrderID: id, What: "ledger.order_unlisted"}
	}
	if err != nil {
		return err
	}
	return replayed(ctx, q, r)
}

// told is the sentence around what does not fit.
func (l *Ledger) told(err error) error {
	var known *providers.Error
	var broken *ChainError
	if !errors.As(err, &known) && errors.As(err, &broken) {
		return l.broken(broken)
	}
	return err
}

// replayed compares orders' rows with what their events say.
func replayed(ctx context.Context, q Questions, rows ...Row) error {
	if len(rows) == 0 {
		return nil
	}
	ids, told := make([]string, len(rows)), make(map[string]*replay, len(rows))
	for i, r := range rows {
		ids[i], told[r.ID] = r.ID, &replay{}
	}
	for e, err := range q.EventsOf(ctx, ids...) {
		if err != nil {
			return err
		}
		if e.Hash != hashOf(e) {
			return &ChainError{Seq: e.Seq, OrderID: e.OrderID, What: "ledger.event_changed"}
		}
		if err := told[e.OrderID].add(e); err != nil {
			return err
		}
	}
	for _, got := range rows {
		if r := told[got.ID]; toRow(r.order, r.first, r.last) != got {
			return &ChainError{OrderID: got.ID, What: "ledger.order_changed"}
		}
	}
	return nil
}
