package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"iter"
	"strings"

	"simdesk/providers"
	"simdesk/state/ledger"
)

// wide is how many matches of a product name are too many to sort: from there
// on it is faster to walk the orders, newest first, until the page is full.
const wide = 20_000

// Orders sorts what it finds, but for a page: that is read from the index on state
// and time, which is in the order of time only within one state, and merged.
func (t tx) Orders(ctx context.Context, s ledger.Search) iter.Seq2[ledger.Row, error] {
	text, args := t.query(ctx, s).newestFirst(s)
	return walk(ctx, t, scanOrder, text, args...)
}

// Costs groups in the file: the orders may be many.
func (t tx) Costs(ctx context.Context, s ledger.Search) iter.Seq2[ledger.Cost, error] {
	q := t.query(ctx, s)
	q.in(s.States)
	return walk(ctx, t, func(rows *sql.Rows) (c ledger.Cost, err error) {
		err = rows.Scan((*text)(&c.Amount), (*text)(&c.Currency), &c.Orders)
		return c, err
	}, q.text("o.cost_amount, o.cost_currency, COUNT(*)")+" GROUP BY o.cost_amount, o.cost_currency", q.args...)
}

// Gains reads two columns: the orders may be many.
func (t tx) Gains(ctx context.Context, s ledger.Search) iter.Seq2[ledger.Gain, error] {
	q := t.query(ctx, s)
	q.in(s.States)
	q.and("(o.provider_order_id IS NOT NULL OR o.delivery <> '[]')")
	return walk(ctx, t, func(rows *sql.Rows) (g ledger.Gain, err error) {
		err = rows.Scan((*text)(&g.ProviderOrderID), &g.Delivery)
		return g, err
	}, q.text("o.provider_order_id, o.delivery"), q.args...)
}

// ProductNames hops from name to name through the index.
func (t tx) ProductNames(ctx context.Context) iter.Seq2[string, error] {
	return walk(ctx, t, func(rows *sql.Rows) (name string, err error) {
		err = rows.Scan(&name)
		return name, err
	}, `WITH RECURSIVE n(name) AS (
			SELECT MIN(product_name) FROM orders
			UNION ALL SELECT (SELECT MIN(product_name) FROM orders WHERE product_name > n.name) FROM n WHERE n.name IS NOT NULL
		) SELECT name FROM n WHERE name IS NOT NULL`)
}

// query is a search as SQL, without its states.
type query struct {
	from, where string
	args        []any // of from, then of where
	state       string
}

func (q *query) and(condition string, args ...any) {
	q.where += " AND " + condition
	q.args = append(q.args, args...)
}

func (q *query) when(given bool, condition string, args ...any) {
	if given {
		q.and(condition, args...)
	}
}

func (t tx) query(ctx context.Context, s ledger.Search) query {
	q := query{from: "orders o", where: "TRUE", state: "o.state"}
	if s.Names != nil {
		q.match(ctx, t, *s.Names)
	}
	q.when(s.Provider != "", "o.provider = ?", s.Provider)
	q.when(s.Clerk != "", "o.clerk = ?", s.Clerk)
	if s.Sale != nil {
		q.and("o.product_id = ? AND o.target = ?", s.Sale.Product, s.Sale.Target)
	}
	q.when(s.Sandbox != nil, "o.sandbox = ?", s.Sandbox)
	q.when(s.Not != "", "o.id <> ?", s.Not)
	q.when(s.Spent, "o.charged NOT LIKE 'no:%'")
	q.when(s.Problem != "", "o.problem LIKE ?", "%"+s.Problem+"%")
	switch since := ledger.Stamp(s.Since); {
	case !s.Since.IsZero() && s.Behind > 0:
		q.and("(o.created_at >= ? OR o.seq > ?)", since, s.Behind)
	case !s.Since.IsZero():
		q.and("o.created_at >= ?", since)
	}
	q.when(!s.Until.IsZero(), "o.created_at < ?", ledger.Stamp(s.Until))
	q.when(!s.Changed.IsZero(), "o.updated_at >= ?", ledger.Stamp(s.Changed))
	if s.Written > 0 { // of many that are completed few were written of since: + keeps SQLite from the index on states
		q.and("o.seq IN (SELECT w.seq FROM events e JOIN orders w ON w.id = e.order_id WHERE e.seq > ?)", s.Written)
		q.state = "+o.state"
	}
	q.when(s.After.Seq > 0, "(o.created_at, o.seq) < (?, ?)", s.After.Created, s.After.Seq)
	return q
}

const (
	inTexts = " IN (SELECT value FROM json_each(?))"
	// namedBy finds each name through its index.
	namedBy = `SELECT seq AS found FROM orders WHERE id` + inTexts + `
		UNION SELECT seq FROM orders WHERE reference` + inTexts + `
		UNION SELECT seq FROM orders WHERE attempt` + inTexts + `
		UNION SELECT seq FROM orders WHERE provider_order_id` + inTexts + `
		UNION SELECT order_seq FROM order_keys WHERE rkey` + inTexts + `
		UNION SELECT k.order_seq FROM json_each(?) b CROSS JOIN order_keys k WHERE k.rkey >= b.value AND k.rkey < b.value || char(1114111)
		UNION SELECT seq FROM orders WHERE product_name` + inTexts
)

// match narrows the search to the names. CROSS JOIN keeps the few that they find in
// front: without it SQLite may walk every order instead.
func (q *query) match(ctx context.Context, t tx, n ledger.Names) {
	ids, products := texts(n.IDs), texts(n.Products)
	args := []any{ids, ids, ids, ids, texts(n.Keys), texts(n.Begins)}
	many := 0 // also where counting fails: then the search does
	count := fmt.Sprintf("SELECT COUNT(*) FROM (SELECT 1 FROM orders WHERE product_name%s LIMIT %d)", inTexts, t.store.wide+1)
	_ = t.QueryRowContext(ctx, count, products).Scan(&many)
	if many > t.store.wide {
		// || '' keeps SQLite from the index on names, and on the newest orders.
		q.and("(o.seq IN ("+namedBy+") OR o.product_name || ''"+inTexts+")", append(args, texts(nil), products)...)
		return
	}
	q.from = "(" + namedBy + ") n CROSS JOIN orders o"
	q.and("o.seq = n.found", append(args, products)...)
}

// texts are values of a statement, however many; none are one that nothing equals.
func texts(all []string) string {
	b, _ := json.Marshal(all) // texts can always be written
	return string(b)
}

// in narrows the search to the states.
func (q *query) in(states []providers.State) {
	switch {
	case len(states) == 0:
	case len(states) > 1:
		words := make([]string, len(states))
		for i, s := range states {
			words[i] = string(s)
		}
		q.and(q.state+inTexts, texts(words))
	case states[0] == providers.StateFailed: // in its text, so that SQLite sees that its index on failed orders fits
		q.and(q.state + " = 'failed'")
	default:
		q.and(q.state+" = ?", string(states[0]))
	}
}

func (q query) text(columns string) string {
	return "SELECT " + columns + " FROM " + q.from + " WHERE " + q.where
}

func (q query) newestFirst(s ledger.Search) (text string, args []any) {
	var each []string
	add := func(states ...providers.State) {
		part := q
		part.args = part.args[:len(part.args):len(part.args)]
		part.in(states)
		each, args = append(each, part.text(columns)), append(args, part.args...)
	}
	if s.Names != nil || s.Limit == 0 || len(s.States) == 0 {
		add(s.States...)
	} else {
		for _, state := range s.States {
			add(state)
		}
	}
	text = strings.Join(each, " UNION ALL ") + " ORDER BY created_at DESC, seq DESC"
	if s.Limit > 0 {
		text += fmt.Sprintf(" LIMIT %d", s.Limit)
	}
	return text, args
}
