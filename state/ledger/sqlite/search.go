package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"sort"
	"strings"
	"unicode"

	"simdesk/providers"
	"simdesk/state/ledger"
)

const (
	// maxValues is below the number of values that SQLite takes in one statement.
	maxValues = 30_000
	// wide is how many matches of a product name are too many to sort: from there
	// on it is faster to walk the orders, newest first, until the page is full.
	wide = 20_000
)

// Named finds each name through its index.
func (t tx) Named(ctx context.Context, n ledger.Names) ([]ledger.Row, error) {
	c := candidatesFor(n)
	if c.sql == "" {
		return nil, nil
	}
	return list(ctx, t, scanOrder, "SELECT "+columns+" FROM ("+c.sql+") k CROSS JOIN orders o WHERE o.seq = k.seq", c.args...)
}

// candidates is a query for the seq of orders that a text may mean.
type candidates struct {
	sql  string
	args []any
}

func (c *candidates) add(sql string, args ...any) {
	if c.sql != "" {
		c.sql += " UNION "
	}
	c.sql += sql
	c.args = append(c.args, args...)
}

func candidatesFor(n ledger.Names) candidates {
	var c candidates
	if len(n.IDs) > 0 {
		for _, column := range []string{"id", "reference", "attempt", "provider_order_id"} {
			c.add("SELECT seq FROM orders WHERE "+column+" IN ("+marksOf(len(n.IDs))+")", anys(n.IDs)...)
		}
	}
	for _, key := range n.Keys {
		c.add("SELECT order_seq AS seq FROM order_keys WHERE rkey = ?", key)
	}
	for _, begin := range n.Begins {
		c.add("SELECT order_seq AS seq FROM order_keys WHERE rkey >= ? AND rkey < ?", begin, begin+string(unicode.MaxRune))
	}
	return c
}

// ProductNames hops from name to name through the index.
func (t tx) ProductNames(ctx context.Context) ([]string, error) {
	return list(ctx, t, scanText, `WITH RECURSIVE n(name) AS (
			SELECT MIN(product_name) FROM orders
			UNION ALL SELECT (SELECT MIN(product_name) FROM orders WHERE product_name > n.name) FROM n WHERE n.name IS NOT NULL
		) SELECT name FROM n WHERE name IS NOT NULL`)
}

// Places reads each state from its own index and merges the lists, because an
// index on state and time is in the order of time only within one state.
func (t tx) Places(ctx context.Context, f ledger.Search) ([]ledger.Place, error) {
	s := query{from: "orders o"}
	if f.Names != nil {
		if some, err := s.match(ctx, t, *f.Names); err != nil || !some {
			return nil, err
		}
	}
	s.filter(f)
	if f.Names != nil || len(f.States) == 0 {
		return s.places(ctx, t, f.States, f)
	}
	var all []ledger.Place
	for i := range f.States {
		found, err := s.places(ctx, t, f.States[i:i+1], f)
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	sort.Slice(all, func(i, j int) bool { return before(all[j], all[i]) })
	return all[:min(f.Limit, len(all))], nil
}

func before(p, q ledger.Place) bool {
	if p.Created != q.Created {
		return p.Created < q.Created
	}
	return p.Seq < q.Seq
}

// query is a search as SQL.
type query struct {
	from  string
	where []string
	args  []any // of from, then of where
}

func (s *query) and(condition string, args ...any) {
	s.where = append(s.where, condition)
	s.args = append(s.args, args...)
}

func (s *query) filter(f ledger.Search) {
	if f.Provider != "" {
		s.and("o.provider = ?", f.Provider)
	}
	if f.Clerk != "" {
		s.and("o.clerk = ?", f.Clerk)
	}
	if !f.Since.IsZero() {
		s.and("o.created_at >= ?", ledger.Stamp(f.Since))
	}
	if !f.Until.IsZero() {
		s.and("o.created_at < ?", ledger.Stamp(f.Until))
	}
	if f.After != nil {
		s.and("(o.created_at, o.seq) < (?, ?)", f.After.Created, f.After.Seq)
	}
}

// match narrows the search to the names; false where nothing can fit. CROSS JOIN
// keeps the few candidates in front: without it SQLite may walk every order instead.
func (s *query) match(ctx context.Context, t tx, n ledger.Names) (bool, error) {
	c, products := candidatesFor(n), anys(n.Products[:min(len(n.Products), maxValues)])
	if len(products) > 0 {
		in := "product_name IN (" + marksOf(len(products)) + ")"
		var many int
		count := fmt.Sprintf("SELECT COUNT(*) FROM (SELECT 1 FROM orders WHERE %s LIMIT %d) m", in, t.store.wide+1)
		if err := t.QueryRowContext(ctx, count, products...).Scan(&many); err != nil {
			return false, err
		}
		if many > t.store.wide {
			// || '' keeps SQLite from the index on names, and on the newest orders.
			s.and("(o.seq IN ("+c.sql+") OR o.product_name || '' IN ("+marksOf(len(products))+"))", append(c.args, products...)...)
			return true, nil
		}
		c.add("SELECT seq FROM orders WHERE "+in, products...)
	}
	if c.sql == "" {
		return false, nil
	}
	s.from = "(" + c.sql + ") k CROSS JOIN orders o"
	s.args = append(s.args, c.args...)
	s.where = append(s.where, "o.seq = k.seq")
	return true, nil
}

func (s query) places(ctx context.Context, t tx, states []providers.State, f ledger.Search) ([]ledger.Place, error) {
	text, args := s.text(states, f.Limit)
	return list(ctx, t, func(rows *sql.Rows) (p ledger.Place, err error) {
		err = rows.Scan(&p.Created, &p.Seq)
		return p, err
	}, text, args...)
}

func (s query) text(states []providers.State, limit int) (text string, args []any) {
	s.where, s.args = slices.Clone(s.where), slices.Clone(s.args)
	if len(states) > 0 {
		s.and("o.state IN ("+marksOf(len(states))+")", stateArgs(states)...)
	}
	text = "SELECT o.created_at, o.seq FROM " + s.from
	if len(s.where) > 0 {
		text += " WHERE " + strings.Join(s.where, " AND ")
	}
	text += fmt.Sprintf(" ORDER BY o.created_at DESC, o.seq DESC LIMIT %d", limit)
	return text, s.args
}

// stateArgs are states as values of a statement.
func stateArgs(states []providers.State) []any {
	args := make([]any, len(states))
	for i, s := range states {
		args[i] = string(s)
	}
	return args
}
