package ledger

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"time"
)

// ChainError names the first event that is not what was written.
type ChainError struct {
	Seq     int64  // the event's number; 0 where only the orders table is wrong
	OrderID string // the order it belongs to, "" where the event is gone
	What    string // "was changed", "is missing"
}

func (e *ChainError) Error() string {
	if e.Seq == 0 {
		return fmt.Sprintf("order %s %s", e.OrderID, e.What)
	}
	if e.OrderID == "" {
		return fmt.Sprintf("event %d %s", e.Seq, e.What)
	}
	return fmt.Sprintf("event %d of order %s %s", e.Seq, e.OrderID, e.What)
}

// hashOf is the hex SHA-256 over an event and the hash before it. Each part is
// written with its length in front, so that no two events read the same.
func hashOf(e Event) string {
	var b []byte
	for _, part := range []string{
		e.PrevHash, strconv.FormatInt(e.Seq, 10), e.OrderID, e.At.UTC().Format(time.RFC3339Nano), e.Clerk, string(e.State), string(e.Payload),
	} {
		b = strconv.AppendInt(b, int64(len(part)), 10)
		b = append(append(append(b, ':'), part...), '\n')
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// Verify walks the history from its first event and compares every order with
// what its events say. It returns nil, or an error that wraps a *ChainError for
// the first event that was changed, removed or moved.
//
// Removing the newest events is seen by the orders that still know of them;
// where those were rolled back too, only a head that was kept shows it.
//
// A long history takes minutes: told hears how far it is, in reads of events.
func (l *Ledger) Verify(ctx context.Context, told ...func(done, all int64)) error {
	if err := l.integrity(ctx, "PRAGMA quick_check(1)"); err != nil {
		return err
	}
	tx, err := l.read.BeginTx(ctx, &sql.TxOptions{ReadOnly: true}) // selling goes on meanwhile
	if err != nil {
		return fault(l.file, err)
	}
	defer rollback(tx)
	read, err := counting(ctx, tx, told)
	if err == nil {
		err = verifyChain(ctx, tx, read)
	}
	if err == nil {
		err = verifyOrders(ctx, tx, read)
	}
	return l.told(err)
}

// countEvery is after how many events those who listen are told.
const countEvery = 1000

// counting returns what is to be called for each event that is read; each is read
// twice.
func counting(ctx context.Context, q querier, told []func(done, all int64)) (read func(), err error) {
	var done, all int64
	if len(told) > 0 {
		err = q.QueryRowContext(ctx, "SELECT COALESCE(MAX(seq), 0) * 2 FROM events").Scan(&all)
	}
	return func() {
		if done++; done%countEvery == 0 {
			for _, tell := range told {
				tell(done, all)
			}
		}
	}, err
}

func verifyChain(ctx context.Context, q querier, read func()) error {
	var last Event
	return eachEvent(ctx, q, "ORDER BY seq", func(e Event) error {
		read()
		switch {
		case e.Seq != last.Seq+1:
			return &ChainError{Seq: last.Seq + 1, What: "is missing"}
		case e.Hash != hashOf(e):
			return &ChainError{Seq: e.Seq, OrderID: e.OrderID, What: "was changed or moved"}
		case e.PrevHash != last.Hash:
			return &ChainError{Seq: e.Seq, OrderID: e.OrderID, What: "does not follow the event before it"}
		}
		last = e
		return nil
	})
}

// verifyOrders reads orders and events side by side, both by order id, so that
// a million orders need the memory of one.
func verifyOrders(ctx context.Context, q querier, read func()) error {
	rows, err := q.QueryContext(ctx, "SELECT "+columns+" FROM orders o ORDER BY o.id")
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	var r replay
	err = eachEvent(ctx, q, "ORDER BY order_id, seq", func(e Event) error {
		read()
		if r.order.ID != "" && r.order.ID != e.OrderID {
			if err := r.check(ctx, q, rows); err != nil {
				return err
			}
			r = replay{}
		}
		return r.add(e)
	})
	if err != nil {
		return err
	}
	if r.first != 0 {
		if err := r.check(ctx, q, rows); err != nil {
			return err
		}
	}
	if rows.Next() { // one more order than the events tell of
		var stray row
		if err := rows.Scan(stray.pointers()...); err != nil {
			return err
		}
		return &ChainError{Seq: stray.Seq, OrderID: stray.ID, What: "is missing"}
	}
	return rows.Err()
}

// replay is an order as its events tell it.
type replay struct {
	order       Order
	first, last int64
}

func (r *replay) add(e Event) error {
	var err error
	if r.order, err = fold(r.order, e); err != nil {
		return &ChainError{Seq: e.Seq, OrderID: e.OrderID, What: "does not follow: " + err.Error()}
	}
	if r.order.State != e.State {
		return &ChainError{Seq: e.Seq, OrderID: e.OrderID, What: "says one state and holds another"}
	}
	if r.first == 0 {
		r.first = e.Seq
	}
	r.last = e.Seq
	return nil
}

// check compares the order with its row and with the numbers it is found by.
func (r *replay) check(ctx context.Context, q querier, rows *sql.Rows) error {
	if err := r.compare(rows); err != nil {
		return err
	}
	for _, k := range keysOf(r.order) {
		var there bool
		if err := q.QueryRowContext(ctx, selectKey, k, r.first).Scan(&there); err != nil {
			return err
		}
		if !there {
			return &ChainError{OrderID: r.order.ID, What: "is not found by its numbers any more"}
		}
	}
	return nil
}

// compare checks the next row of orders against the replayed order.
func (r *replay) compare(rows *sql.Rows) error {
	if !rows.Next() {
		return errors.Join(rows.Err(), &ChainError{OrderID: r.order.ID, What: "is in the history but not in the list of orders"})
	}
	var got row
	if err := rows.Scan(got.pointers()...); err != nil {
		return err
	}
	want := toRow(r.order, r.first, r.last)
	switch {
	case got == want:
		return nil
	case got.ID > want.ID:
		return &ChainError{OrderID: want.ID, What: "is in the history but not in the list of orders"}
	case got.ID < want.ID:
		return &ChainError{Seq: got.Seq, OrderID: got.ID, What: "is missing"}
	case got.LastSeq > want.LastSeq:
		return &ChainError{Seq: got.LastSeq, OrderID: got.ID, What: "is missing"}
	}
	return &ChainError{OrderID: got.ID, What: "was changed in the list of orders"}
}
