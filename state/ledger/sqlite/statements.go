package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"strings"
)

const columns = `o.seq, o.last_seq, o.id, o.reference, o.attempt, o.provider, o.kind, o.product_id, o.product_name, o.target, o.state,
	o.cost_amount, o.cost_currency, o.price_amount, o.price_currency, o.provider_order_id, o.provider_status, o.delivery, o.problem,
	o.clerk, o.sandbox, o.created_at, o.updated_at, o.submitted_at, o.details, o.charged`

// The statements of a sale. They are compiled once, when the ledger is opened:
// compiling takes longer than running them.
var (
	selectByID        = "SELECT " + columns + " FROM orders o WHERE o.id = ?"
	selectByReference = "SELECT " + columns + " FROM orders o WHERE o.reference = ?"
	selectByAttempt   = "SELECT " + columns + " FROM orders o WHERE o.attempt = ?"
	insertOrder       = "INSERT INTO orders (" + strings.ReplaceAll(columns, "o.", "") + ") VALUES (?" + strings.Repeat(", ?", 25) + ")"
	updateOrder       = `UPDATE orders SET last_seq = ?, state = ?, cost_amount = ?, cost_currency = ?, provider_order_id = ?,
		provider_status = ?, delivery = ?, problem = ?, updated_at = ?, submitted_at = ?, charged = ? WHERE seq = ?`
)

const (
	selectHead  = "SELECT seq, hash FROM events ORDER BY seq DESC LIMIT 1"
	insertEvent = "INSERT INTO events (seq, order_id, at, clerk, state, payload, prev_hash, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
	insertKey   = "INSERT INTO order_keys (rkey, order_seq) VALUES (?, ?) ON CONFLICT DO NOTHING"
	selectOwner = "SELECT o.id FROM things t JOIN orders o ON o.seq = t.order_seq WHERE t.thing = ?"
	insertThing = "INSERT INTO things (thing, order_seq) VALUES (?, ?) ON CONFLICT DO NOTHING"
)

// statements are compiled statements by their text.
type statements map[string]*sql.Stmt

func compile(ctx context.Context, db *sql.DB, texts ...string) (statements, error) {
	all := statements{}
	for _, text := range texts {
		st, err := db.PrepareContext(ctx, text)
		if err != nil {
			return nil, errors.Join(err, all.Close())
		}
		all[text] = st
	}
	return all, nil
}

// Close frees them all.
func (s statements) Close() error {
	var err error
	for _, st := range s {
		err = errors.Join(err, st.Close())
	}
	return err
}

// tx answers the ledger's questions and writes its steps, by compiled statements
// where there are some.
type tx struct {
	*sql.Tx
	ready statements
	store *Store
}

// ExecContext hides the transaction's own, to the same effect.
func (t tx) ExecContext(ctx context.Context, text string, args ...any) (sql.Result, error) {
	st, ok := t.ready[text]
	if !ok {
		return t.Tx.ExecContext(ctx, text, args...)
	}
	bound := t.StmtContext(ctx, st)
	defer func() { _ = bound.Close() }()
	return bound.ExecContext(ctx, args...)
}

// QueryRowContext hides the transaction's own, to the same effect.
func (t tx) QueryRowContext(ctx context.Context, text string, args ...any) *sql.Row {
	st, ok := t.ready[text]
	if !ok {
		return t.Tx.QueryRowContext(ctx, text, args...)
	}
	bound := t.StmtContext(ctx, st)
	defer func() { _ = bound.Close() }()
	return bound.QueryRowContext(ctx, args...)
}
