package ledger

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"
	"time"

	"simdesk/providers"
)

// one returns the order that the query finds, or sql.ErrNoRows.
func one(ctx context.Context, q querier, query string, args ...any) (Order, row, error) {
	var r row
	if err := q.QueryRowContext(ctx, query, args...).Scan(r.pointers()...); err != nil {
		return Order{}, r, err
	}
	o, err := r.order()
	return o, r, err
}

// named says which order was not there.
func named(err error, what string) error {
	if errors.Is(err, sql.ErrNoRows) {
		return missing(what)
	}
	return err
}

func (l *Ledger) get(ctx context.Context, query, value string) (Order, error) {
	tx, err := l.read.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return Order{}, fault(l.file, err)
	}
	defer rollback(tx)
	o, r, err := one(ctx, tx, query, value)
	if err != nil {
		return Order{}, fault(l.file, named(err, value))
	}
	// What is shown or sold by is what was written, also where the file was
	// spoilt since.
	return o, l.told(replayed(ctx, tx, r))
}

// Get returns the order with our id; an error of kind not_found wraps ErrNoOrder.
func (l *Ledger) Get(ctx context.Context, id string) (Order, error) {
	return l.get(ctx, selectByID, id)
}

// ByReference returns the order with this reference, or an error as Get does.
func (l *Ledger) ByReference(ctx context.Context, reference string) (Order, error) {
	return l.get(ctx, selectByReference, reference)
}

// ByAttempt returns the order with this attempt key, or an error as Get does.
func (l *Ledger) ByAttempt(ctx context.Context, attempt string) (Order, error) {
	return l.get(ctx, selectByAttempt, attempt)
}

// Unsettled returns the orders that a provider may still have to be asked
// about, oldest first. A draft was never sent (see Drafted), and a review waits
// for a person.
func (l *Ledger) Unsettled(ctx context.Context) ([]Order, error) {
	return l.query(ctx, "o.state IN (?, ?, ?) ORDER BY o.created_at, o.seq", inFlight()...)
}

// inFlight holds the states in which money may be on its way.
func inFlight() []any {
	return []any{string(providers.StateSubmitted), string(providers.StateProcessing), string(providers.StateUnknown)}
}

// Abandoned is how old a draft must be before it counts as left behind: its
// process is surely not about to submit it any more.
const Abandoned = 15 * time.Minute

// LeftBehind returns the drafts that nobody submits any more now, oldest first:
// those older than Abandoned, and those made by a clock that was ahead. Nothing
// of them was ever sent.
func (l *Ledger) LeftBehind(ctx context.Context, now time.Time) ([]Order, error) {
	return l.query(ctx, "o.state = ? AND (o.created_at <= ? OR o.created_at > ?) ORDER BY o.created_at, o.seq",
		string(providers.StateDrafted), formatTime(now.Add(-Abandoned)), formatTime(now.Add(providers.ClockSlack)))
}

// Drafted returns the drafts that may still be sent now, oldest first.
func (l *Ledger) Drafted(ctx context.Context, now time.Time) ([]Order, error) {
	return l.query(ctx, "o.state = ? AND o.created_at > ? AND o.created_at <= ? ORDER BY o.created_at, o.seq",
		string(providers.StateDrafted), formatTime(now.Add(-Abandoned)), formatTime(now.Add(providers.ClockSlack)))
}

// failedWith names the state in its text, so that SQLite sees that its index on
// failed orders fits. The words of the error are only a first sieve.
const failedWith = "o.state = 'failed' AND o.updated_at >= ? AND o.problem LIKE ? ORDER BY o.updated_at, o.seq"

// FailedWith returns the orders that failed since a time with an error of this
// code, oldest first.
func (l *Ledger) FailedWith(ctx context.Context, code string, since time.Time) ([]Order, error) {
	found, err := l.query(ctx, failedWith, formatTime(since), "%"+encodeText(code)+"%")
	return slices.DeleteFunc(found, func(o Order) bool { return o.Error == nil || o.Error.Code != code }), err
}

// Recent returns the sales of one product to one target since a time, newest
// first, for a warning before the same is sold again. What is known to have cost
// nothing is left out, and so is what was given back.
func (l *Ledger) Recent(ctx context.Context, provider, productID, target string, since time.Time) ([]Order, error) {
	return l.query(ctx, `o.created_at >= ? AND o.provider = ? AND o.product_id = ? AND o.target = ? AND o.state <> ? AND `+mayHaveCost+`
		ORDER BY o.created_at DESC, o.seq DESC`, formatTime(since), provider, productID, target, string(providers.StateRefunded))
}

// mayHaveCost selects the orders of which nobody knows that they cost nothing.
const mayHaveCost = "o.charged NOT LIKE 'no:%'"

func (l *Ledger) query(ctx context.Context, where string, args ...any) ([]Order, error) {
	rows, err := scanOrders(l.read.QueryContext(ctx, "SELECT "+columns+" FROM orders o WHERE "+where, args...))
	if err != nil {
		return nil, fault(l.file, err)
	}
	return l.orders(rows)
}

func (l *Ledger) orders(rows []row) ([]Order, error) {
	all := make([]Order, 0, len(rows))
	for _, r := range rows {
		o, err := r.order()
		if err != nil {
			return nil, damaged(l.file, err)
		}
		all = append(all, o)
	}
	return all, nil
}

// Events returns the history of an order, oldest first; empty for an id that
// the ledger does not know.
func (l *Ledger) Events(ctx context.Context, id string) ([]Event, error) {
	all := []Event{}
	err := eachEvent(ctx, l.read, "WHERE order_id = ? ORDER BY seq", func(e Event) error {
		all = append(all, e)
		return nil
	}, id)
	if err != nil {
		return nil, fault(l.file, err)
	}
	return all, nil
}

func eachEvent(ctx context.Context, q querier, rest string, do func(Event) error, args ...any) error {
	rows, err := q.QueryContext(ctx, "SELECT seq, order_id, at, clerk, state, payload, prev_hash, hash FROM events "+rest, args...)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		e, err := scanEvent(rows)
		if err != nil {
			return err
		}
		if err := do(e); err != nil {
			return err
		}
	}
	return rows.Err()
}

func scanEvent(rows *sql.Rows) (Event, error) {
	var e Event
	var at, payload string
	if err := rows.Scan(&e.Seq, &e.OrderID, &at, &e.Clerk, &e.State, &payload, &e.PrevHash, &e.Hash); err != nil {
		return e, err
	}
	e.Payload = []byte(payload)
	var err error
	if e.At, err = parseTime(at); err != nil {
		return e, &ChainError{Seq: e.Seq, OrderID: e.OrderID, What: "has a time that cannot be read"}
	}
	return e, nil
}

// ClaimedByOthers returns the ICCIDs of the eSIMs and the provider's order ids
// that its orders but this one own, so that no delivery counts twice. Their state
// does not matter: what a processing order was promised is not free either.
// Orders that were drafted before since, and before this one whatever the clock
// said, are left out.
func (l *Ledger) ClaimedByOthers(ctx context.Context, provider, orderID string, since time.Time) (map[string]bool, error) {
	return l.claims(ctx, "(o.created_at >= ? OR o.seq > (SELECT seq FROM orders WHERE id = ?)) AND o.provider = ? AND o.id <> ?",
		formatTime(since), orderID, provider, orderID)
}

// claims reads two columns: where a shop waits for a person for weeks, the
// orders since are many.
func (l *Ledger) claims(ctx context.Context, where string, args ...any) (map[string]bool, error) {
	rows, err := l.read.QueryContext(ctx, "SELECT COALESCE(o.provider_order_id, ''), o.delivery FROM orders o WHERE "+where+
		" AND (o.provider_order_id IS NOT NULL OR o.delivery <> '[]')", args...)
	if err != nil {
		return nil, fault(l.file, err)
	}
	defer func() { _ = rows.Close() }()
	claimed := map[string]bool{}
	for rows.Next() {
		var r row
		if err := rows.Scan(&r.ProviderOrderID.String, &r.Delivery); err != nil {
			return nil, fault(l.file, err)
		}
		var o Order
		if err := r.optional(&o); err != nil {
			return nil, damaged(l.file, err)
		}
		if id := r.ProviderOrderID.String; id != "" {
			claimed[id] = true
		}
		for _, d := range o.Delivery {
			// The ICCID of a top-up belongs to the sale of the eSIM, not to its top-ups.
			if d.Type == providers.DeliverESIM && d.ICCID != "" {
				claimed[d.ICCID] = true
			}
		}
	}
	return claimed, fault(l.file, rows.Err())
}

// marksOf is "?, ?, ?" for n values.
func marksOf(n int) string { return strings.TrimSuffix(strings.Repeat("?, ", n), ", ") }
