package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
)

const (
	// newestEvents is how many events are verified when a ledger is opened: some
	// sixty sales, in a few milliseconds.
	newestEvents = 200
	// smallFile is up to which size the whole file is looked over as well, which
	// takes about as long.
	smallFile = 2 << 20
)

// verifyNewest compares the newest events with each other and with the orders
// that they belong to, so that a file that was spoilt where the shop works does
// not show wrong orders. All of a large one is for doctor.
func (l *Ledger) verifyNewest(ctx context.Context) error {
	if info, err := os.Stat(l.file); err == nil && info.Size() <= smallFile {
		if err := l.integrity(ctx, "PRAGMA integrity_check(1)"); err != nil {
			return err
		}
	}
	tx, err := l.read.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return fault(l.file, err)
	}
	defer rollback(tx)
	var later Event
	var orders []string
	seen := map[string]bool{}
	err = eachEvent(ctx, tx, fmt.Sprintf("ORDER BY seq DESC LIMIT %d", newestEvents), func(e Event) error {
		switch {
		case e.Hash != hashOf(e):
			return &ChainError{Seq: e.Seq, OrderID: e.OrderID, What: "was changed or moved"}
		case later.Seq != 0 && later.Seq != e.Seq+1:
			return &ChainError{Seq: e.Seq + 1, What: "is missing"}
		case later.Seq != 0 && later.PrevHash != e.Hash:
			return &ChainError{Seq: later.Seq, OrderID: later.OrderID, What: "does not follow the event before it"}
		}
		later = e
		if !seen[e.OrderID] {
			seen[e.OrderID] = true
			orders = append(orders, e.OrderID)
		}
		return nil
	})
	for i := 0; i < len(orders) && err == nil; i++ {
		err = known(ctx, tx, orders[i])
	}
	var broken *ChainError
	if errors.As(err, &broken) {
		// The first event that was changed is the one to name, however old.
		if first := l.Verify(ctx); first != nil {
			return first
		}
	}
	return l.told(err)
}

// known compares an order that has a history with its row.
func known(ctx context.Context, q querier, id string) error {
	_, r, err := one(ctx, q, selectByID, id)
	if errors.Is(err, sql.ErrNoRows) {
		return &ChainError{OrderID: id, What: "is in the history but not in the list of orders"}
	}
	if err != nil {
		return err
	}
	return replayed(ctx, q, r)
}

// told is the sentence around what does not fit.
func (l *Ledger) told(err error) error {
	var broken *ChainError
	if errors.As(err, &broken) {
		return l.broken(broken)
	}
	return fault(l.file, err)
}

// replayed compares an order's row with what its events say.
func replayed(ctx context.Context, q querier, got row) error {
	var r replay
	err := eachEvent(ctx, q, "WHERE order_id = ? ORDER BY seq", func(e Event) error {
		if e.Hash != hashOf(e) {
			return &ChainError{Seq: e.Seq, OrderID: e.OrderID, What: "was changed or moved"}
		}
		return r.add(e)
	}, got.ID)
	if err == nil && toRow(r.order, r.first, r.last) != got {
		err = &ChainError{OrderID: got.ID, What: "was changed in the list of orders"}
	}
	return err
}

// replayedAll is replayed for the rows of a list.
func replayedAll(ctx context.Context, q querier, rows []row) error {
	ids, told := make([]any, len(rows)), make(map[string]*replay, len(rows))
	for i, r := range rows {
		ids[i], told[r.ID] = r.ID, &replay{}
	}
	err := eachEvent(ctx, q, "WHERE order_id IN ("+marksOf(len(ids))+") ORDER BY order_id, seq", func(e Event) error {
		if e.Hash != hashOf(e) {
			return &ChainError{Seq: e.Seq, OrderID: e.OrderID, What: "was changed or moved"}
		}
		return told[e.OrderID].add(e)
	}, ids...)
	if err != nil {
		return err
	}
	for _, got := range rows {
		if r := told[got.ID]; toRow(r.order, r.first, r.last) != got {
			return &ChainError{OrderID: got.ID, What: "was changed in the list of orders"}
		}
	}
	return nil
}
