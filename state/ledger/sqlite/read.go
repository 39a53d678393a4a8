package sqlite

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"iter"

	"simdesk/state/ledger"
)

var selectBy = map[ledger.Key]string{ledger.ByID: selectByID, ledger.ByReference: selectByReference, ledger.ByAttempt: selectByAttempt}

// Order finds one by its unique index.
func (t tx) Order(ctx context.Context, by ledger.Key, value string) (r ledger.Row, ok bool, err error) {
	err = t.QueryRowContext(ctx, selectBy[by], value).Scan(fields(&r)...)
	return r, err == nil, ifAny(err)
}

// ifAny is nil where nothing was found.
func ifAny(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	return err
}

// OrdersByID walks the index on ids.
func (t tx) OrdersByID(ctx context.Context) iter.Seq2[ledger.Row, error] {
	return walk(ctx, t, scanOrder, "SELECT "+columns+" FROM orders o ORDER BY o.id")
}

// Head is the newest event's.
func (t tx) Head(ctx context.Context) (h ledger.Head, err error) {
	err = t.QueryRowContext(ctx, selectHead).Scan(&h.Events, &h.Hash)
	return h, ifAny(err)
}

const selectEvents = "SELECT seq, order_id, at, clerk, state, payload, prev_hash, hash FROM events "

// Events walks the table itself.
func (t tx) Events(ctx context.Context, from int64) iter.Seq2[ledger.Event, error] {
	return walk(ctx, t, scanEvent, selectEvents+"WHERE seq >= ? ORDER BY seq", from)
}

// EventsOf walks the index on orders.
func (t tx) EventsOf(ctx context.Context, ids ...string) iter.Seq2[ledger.Event, error] {
	if len(ids) == 0 {
		return walk(ctx, t, scanEvent, selectEvents+"ORDER BY order_id, seq")
	}
	return walk(ctx, t, scanEvent, selectEvents+"WHERE order_id"+inTexts+" ORDER BY order_id, seq", texts(ids))
}

// HasKey looks into the table of keys.
func (t tx) HasKey(ctx context.Context, key string, seq int64) (there bool, err error) {
	err = t.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM order_keys WHERE rkey = ? AND order_seq = ?)", key, seq).Scan(&there)
	return there, err
}

// fields are those of a row in the order of columns, to be read into or written.
func fields(r *ledger.Row) []any {
	return []any{&r.Seq, &r.LastSeq, &r.ID, &r.Reference, (*text)(&r.Attempt), &r.Provider, &r.Kind, &r.ProductID, &r.ProductName, &r.Target, &r.State,
		(*text)(&r.CostAmount), (*text)(&r.CostCurrency), (*text)(&r.PriceAmount), (*text)(&r.PriceCurrency), (*text)(&r.ProviderOrderID), &r.ProviderStatus,
		&r.Delivery, (*text)(&r.Problem), &r.Clerk, &r.Sandbox, &r.CreatedAt, &r.UpdatedAt, (*text)(&r.SubmittedAt), &r.Details, &r.Charged}
}

// text stands as NULL where it is lacking.
type text string

// Scan reads a text or NULL.
func (t *text) Scan(v any) error {
	var s sql.NullString
	err := s.Scan(v)
	*t = text(s.String)
	return err
}

// Value is the text or NULL.
func (t text) Value() (driver.Value, error) {
	if t == "" {
		return nil, nil
	}
	return string(t), nil
}

func scanOrder(rows *sql.Rows) (r ledger.Row, err error) {
	err = rows.Scan(fields(&r)...)
	return r, err
}

func scanEvent(rows *sql.Rows) (e ledger.Event, err error) {
	var at, payload string
	if err := rows.Scan(&e.Seq, &e.OrderID, &at, &e.Clerk, &e.State, &payload, &e.PrevHash, &e.Hash); err != nil {
		return e, err
	}
	e.Payload = []byte(payload)
	err = e.SetAt(at)
	return e, err
}

// walk runs a query while its rows are asked for.
func walk[T any](ctx context.Context, t tx, scan func(*sql.Rows) (T, error), query string, args ...any) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var none T
		rows, err := t.QueryContext(ctx, query, args...)
		if err != nil {
			yield(none, err)
			return
		}
		defer func() { _ = rows.Close() }()
		for rows.Next() {
			one, err := scan(rows)
			if !yield(one, err) || err != nil {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(none, err)
		}
	}
}
