package sqlite

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"iter"
	"strings"

	"simdesk/state/ledger"
)

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

func scanText(rows *sql.Rows) (s string, err error) {
	err = rows.Scan(&s)
	return s, err
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

// list is everything on a walk.
func list[T any](ctx context.Context, t tx, scan func(*sql.Rows) (T, error), query string, args ...any) ([]T, error) {
	var all []T
	for one, err := range walk(ctx, t, scan, query, args...) {
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, nil
}

// marksOf is "?, ?, ?" for n values.
func marksOf(n int) string { return strings.TrimSuffix(strings.Repeat("?, ", n), ", ") }

// anys are values of a statement.
func anys[T any](all []T) []any {
	args := make([]any, len(all))
	for i, one := range all {
		args[i] = one
	}
	return args
}
