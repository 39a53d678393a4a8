package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"iter"
	"slices"
	"time"

	"simdesk/providers"
	"simdesk/state/ledger"
)

const selectOrders = "SELECT " + columns + " FROM orders o WHERE "

// Order finds one by its unique index.
func (t tx) Order(ctx context.Context, by ledger.Key, value string) (r ledger.Row, ok bool, err error) {
	query := map[ledger.Key]string{ledger.ByID: selectByID, ledger.ByReference: selectByReference, ledger.ByAttempt: selectByAttempt}[by]
	err = t.QueryRowContext(ctx, query, value).Scan(fields(&r)...)
	if errors.Is(err, sql.ErrNoRows) {
		return r, false, nil
	}
	return r, err == nil, err
}

// OrdersAt reads as many at once as one statement takes.
func (t tx) OrdersAt(ctx context.Context, seqs []int64) ([]ledger.Row, error) {
	var all []ledger.Row
	for some := range slices.Chunk(seqs, t.store.values) {
		rows, err := list(ctx, t, scanOrder, selectOrders+"o.seq IN ("+marksOf(len(some))+")", anys(some)...)
		if err != nil {
			return nil, err
		}
		all = append(all, rows...)
	}
	return all, nil
}

// OrdersIn sorts what it finds: orders that are not settled are few.
func (t tx) OrdersIn(ctx context.Context, states ...providers.State) ([]ledger.Row, error) {
	return list(ctx, t, scanOrder, selectIn(len(states)), stateArgs(states)...)
}

func selectIn(n int) string {
	return selectOrders + "o.state IN (" + marksOf(n) + ") ORDER BY o.created_at, o.seq"
}

// failedSince names the state in its text, so that SQLite sees that its index on
// failed orders fits.
const failedSince = selectOrders + "o.state = 'failed' AND o.updated_at >= ? AND o.problem LIKE ? ORDER BY o.updated_at, o.seq"

// FailedSince takes signs of LIKE in the text for any letters.
func (t tx) FailedSince(ctx context.Context, since time.Time, text string) ([]ledger.Row, error) {
	return list(ctx, t, scanOrder, failedSince, ledger.Stamp(since), "%"+text+"%")
}

const soldSince = selectOrders + `o.created_at >= ? AND o.provider = ? AND o.product_id = ? AND o.target = ? ORDER BY o.created_at DESC, o.seq DESC`

// SoldSince walks the newest orders.
func (t tx) SoldSince(ctx context.Context, since time.Time, provider, product, target string) ([]ledger.Row, error) {
	return list(ctx, t, scanOrder, soldSince, ledger.Stamp(since), provider, product, target)
}

// OrdersByID walks the index on ids.
func (t tx) OrdersByID(ctx context.Context) iter.Seq2[ledger.Row, error] {
	return walk(ctx, t, scanOrder, "SELECT "+columns+" FROM orders o ORDER BY o.id")
}

// Head is the newest event's.
func (t tx) Head(ctx context.Context) (h ledger.Head, err error) {
	err = t.QueryRowContext(ctx, selectHead).Scan(&h.Events, &h.Hash)
	if errors.Is(err, sql.ErrNoRows) {
		return ledger.Head{}, nil
	}
	return h, err
}

// Hash is one event's.
func (t tx) Hash(ctx context.Context, seq int64) (hash string, err error) {
	err = t.QueryRowContext(ctx, "SELECT hash FROM events WHERE seq = ?", seq).Scan(&hash)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return hash, err
}

const selectEvents = "SELECT seq, order_id, at, clerk, state, payload, prev_hash, hash FROM events "

// Events walks the table itself.
func (t tx) Events(ctx context.Context, backwards bool) iter.Seq2[ledger.Event, error] {
	if backwards {
		return walk(ctx, t, scanEvent, selectEvents+"ORDER BY seq DESC")
	}
	return walk(ctx, t, scanEvent, selectEvents+"ORDER BY seq")
}

// EventsByOrder walks the index on orders.
func (t tx) EventsByOrder(ctx context.Context) iter.Seq2[ledger.Event, error] {
	return walk(ctx, t, scanEvent, selectEvents+"ORDER BY order_id, seq")
}

// EventsOf asks as many orders at once as one statement takes, in the order of
// their ids.
func (t tx) EventsOf(ctx context.Context, ids ...string) iter.Seq2[ledger.Event, error] {
	return func(yield func(ledger.Event, error) bool) {
		for some := range slices.Chunk(slices.Sorted(slices.Values(ids)), t.store.values) {
			for e, err := range walk(ctx, t, scanEvent, selectEvents+"WHERE order_id IN ("+marksOf(len(some))+") ORDER BY order_id, seq", anys(some)...) {
				if !yield(e, err) || err != nil {
					return
				}
			}
		}
	}
}

// HasKey looks into the table of keys.
func (t tx) HasKey(ctx context.Context, key string, seq int64) (there bool, err error) {
	err = t.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM order_keys WHERE rkey = ? AND order_seq = ?)", key, seq).Scan(&there)
	return there, err
}

// countWaiting is answered by the index on state and time alone.
const countWaiting = `SELECT
	(SELECT COUNT(*) FROM orders WHERE state = 'submitted' AND created_at < ?) +
	(SELECT COUNT(*) FROM orders WHERE state = 'submitted' AND created_at > ?) +
	(SELECT COUNT(*) FROM orders WHERE state = 'processing') +
	(SELECT COUNT(*) FROM orders WHERE state = 'unknown'),
	(SELECT COUNT(*) FROM orders WHERE state = 'needs_review')`

// Waiting counts without reading one order.
func (t tx) Waiting(ctx context.Context, before, after time.Time) (w ledger.Waiting, err error) {
	err = t.QueryRowContext(ctx, countWaiting, ledger.Stamp(before), ledger.Stamp(after)).Scan(&w.Asked, &w.Review)
	return w, err
}
