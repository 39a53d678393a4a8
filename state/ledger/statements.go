package ledger

import (
	"context"
	"database/sql"
	"errors"
	"strings"
)

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
	selectLastEvent = "SELECT seq, hash FROM events ORDER BY seq DESC LIMIT 1"
	insertEvent     = "INSERT INTO events (seq, order_id, at, clerk, state, payload, prev_hash, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
	insertKey       = "INSERT INTO order_keys (rkey, order_seq) VALUES (?, ?) ON CONFLICT DO NOTHING"
	selectKey       = "SELECT EXISTS (SELECT 1 FROM order_keys WHERE rkey = ? AND order_seq = ?)"
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

// step is one transaction that uses compiled statements where there are some.
type step struct {
	*sql.Tx
	ready statements
	last  *Event // that it has written
}

// ExecContext hides the transaction's own, to the same effect.
func (s step) ExecContext(ctx context.Context, text string, args ...any) (sql.Result, error) {
	st, ok := s.ready[text]
	if !ok {
		return s.Tx.ExecContext(ctx, text, args...)
	}
	bound := s.StmtContext(ctx, st)
	defer func() { _ = bound.Close() }()
	return bound.ExecContext(ctx, args...)
}

// QueryRowContext hides the transaction's own, to the same effect.
func (s step) QueryRowContext(ctx context.Context, text string, args ...any) *sql.Row {
	st, ok := s.ready[text]
	if !ok {
		return s.Tx.QueryRowContext(ctx, text, args...)
	}
	bound := s.StmtContext(ctx, st)
	defer func() { _ = bound.Close() }()
	return bound.QueryRowContext(ctx, args...)
}

// step runs one transaction: all of it is on disk when step returns nil. When
// it returns an error nothing is, unless the disk itself failed in the commit,
// or the file was taken away during the step and holds what nobody will find.
func (l *Ledger) step(ctx context.Context, do func(step) error) error {
	l.ending.RLock()
	defer l.ending.RUnlock()
	if err := l.present(); err != nil {
		return err
	}
	tx, err := l.write.BeginTx(ctx, nil)
	if err != nil {
		return fault(l.file, err)
	}
	defer rollback(tx)
	var last Event
	if err := do(step{tx, l.ready, &last}); err != nil {
		return fault(l.file, err)
	}
	if err := tx.Commit(); err != nil {
		return fault(l.file, err)
	}
	if err := l.present(); err != nil {
		return err
	}
	l.keep(context.WithoutCancel(ctx), last) // it is on disk, whoever stopped waiting
	return nil
}

// rollback undoes what was not committed; after a commit it does nothing.
func rollback(tx *sql.Tx) { _ = tx.Rollback() }
