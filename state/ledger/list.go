package ledger

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/base64"
	"fmt"
	"slices"
	"sort"
	"strings"

	"simdesk/providers"
)

// pageSize is how many orders a page holds when nobody says.
const pageSize = 50

// wide is how many matches of a product name are too many to sort: from there
// on it is faster to walk the orders, newest first, until the page is full.
const wide = 20_000

// place is where an order stands in a listing.
type place struct {
	part    int // 0 the first part, 1 the settled ones behind the open ones
	created string
	seq     int64
}

// List returns one page of orders, newest first. Orders that arrive between
// two pages move nothing. With OpenFirst, an order that is settled between two
// pages may show up on both.
// A cursor that is none is an error of kind invalid.
func (l *Ledger) List(ctx context.Context, f Filter) (Page, error) {
	var p Page
	after, err := parseCursor(f.Cursor)
	if err != nil {
		return p, err
	}
	tx, err := l.read.BeginTx(ctx, &sql.TxOptions{ReadOnly: true}) // one state of the ledger for all parts
	if err != nil {
		return p, fault(l.file, err)
	}
	defer rollback(tx)
	if f.Limit <= 0 {
		f.Limit = pageSize
	}
	places, err := l.pagePlaces(ctx, tx, f, after)
	if err != nil {
		return p, fault(l.file, err)
	}
	if len(places) > f.Limit {
		places = places[:f.Limit]
		p.Next = places[f.Limit-1].cursor()
	}
	p.Orders, err = l.atPlaces(ctx, tx, places)
	return p, err
}

// pagePlaces finds what stands on the page, and one more to know whether
// another follows.
func (l *Ledger) pagePlaces(ctx context.Context, tx *sql.Tx, f Filter, after *place) ([]place, error) {
	s, err := l.newSearch(ctx, tx, f)
	if err != nil {
		return nil, err
	}
	var all []place
	for i, states := range parts(f) {
		if after != nil && i < after.part || states != nil && len(states) == 0 {
			continue
		}
		found, err := s.part(ctx, tx, states, after, f.Limit+1-len(all))
		if err != nil {
			return nil, err
		}
		for _, at := range found {
			at.part = i
			all = append(all, at)
		}
		if len(all) > f.Limit {
			break
		}
		after = nil // the next part is read from its start
	}
	return all, nil
}

// parts splits the states into those that come first and those behind them;
// nil stands for every state, an empty list for none.
func parts(f Filter) [][]providers.State {
	if !f.OpenFirst {
		return [][]providers.State{f.States}
	}
	open, settled := []providers.State{}, []providers.State{}
	for s := range moves {
		if len(f.States) > 0 && !slices.Contains(f.States, s) {
			continue
		}
		if s.Settled() {
			settled = append(settled, s)
		} else {
			open = append(open, s)
		}
	}
	return [][]providers.State{open, settled}
}

// search is a filter as SQL.
type search struct {
	from  string
	where []string
	args  []any // of from, then of where
	text  bool
}

func (l *Ledger) newSearch(ctx context.Context, q querier, f Filter) (search, error) {
	s := search{from: "orders o"}
	if strings.TrimSpace(f.Text) != "" {
		if err := s.matchText(ctx, q, f.Text, l.wide); err != nil {
			return s, err
		}
	}
	if f.Provider != "" {
		s.and("o.provider = ?", f.Provider)
	}
	if f.Clerk != "" {
		s.and("o.clerk = ?", f.Clerk)
	}
	if !f.Since.IsZero() {
		s.and("o.created_at >= ?", formatTime(f.Since))
	}
	if !f.Until.IsZero() {
		s.and("o.created_at < ?", formatTime(f.Until))
	}
	return s, nil
}

func (s *search) and(condition string, args ...any) {
	s.where = append(s.where, condition)
	s.args = append(s.args, args...)
}

// matchText narrows the search to what the text may mean. CROSS JOIN keeps the
// few candidates in front: without it SQLite may walk every order instead.
func (s *search) matchText(ctx context.Context, q querier, text string, wide int) error {
	s.text = true
	c := idCandidates(text)
	names, err := namesWith(ctx, q, text)
	if err != nil {
		return err
	}
	var n int
	if len(names) > 0 {
		in := "product_name IN (" + marksOf(len(names)) + ")"
		count := fmt.Sprintf("SELECT COUNT(*) FROM (SELECT 1 FROM orders WHERE %s LIMIT %d) m", in, wide+1)
		if err := q.QueryRowContext(ctx, count, names...).Scan(&n); err != nil {
			return err
		}
		if n > wide {
			// || '' keeps SQLite from the index on names, and on the newest orders.
			s.and("(o.seq IN ("+c.sql+") OR o.product_name || '' IN ("+marksOf(len(names))+"))", append(c.args, names...)...)
			return nil
		}
		c.add("SELECT seq FROM orders WHERE "+in, names...)
	}
	s.from = "(" + c.sql + ") k CROSS JOIN orders o"
	s.args = append(s.args, c.args...)
	s.where = append(s.where, "o.seq = k.seq")
	return nil
}

// part returns up to n places of orders in these states, newest first. Each
// state is read from its own index and the lists are merged, because an index
// on state and time is in the order of time only within one state.
func (s search) part(ctx context.Context, q querier, states []providers.State, after *place, n int) ([]place, error) {
	if s.text || len(states) == 0 {
		return s.read(ctx, q, states, after, n)
	}
	var all []place
	for _, state := range states {
		found, err := s.read(ctx, q, []providers.State{state}, after, n)
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	sort.Slice(all, func(i, j int) bool { return all[i].newer(all[j]) })
	return all[:min(n, len(all))], nil
}

func (p place) newer(q place) bool {
	if p.created != q.created {
		return p.created > q.created
	}
	return p.seq > q.seq
}

func (s search) read(ctx context.Context, q querier, states []providers.State, after *place, n int) ([]place, error) {
	s.where, s.args = slices.Clone(s.where), slices.Clone(s.args)
	if len(states) > 0 {
		s.and("o.state IN ("+marksOf(len(states))+")", stateArgs(states)...)
	}
	if after != nil {
		s.and("(o.created_at, o.seq) < (?, ?)", after.created, after.seq)
	}
	query := "SELECT o.created_at, o.seq FROM " + s.from
	if len(s.where) > 0 {
		query += " WHERE " + strings.Join(s.where, " AND ")
	}
	query += fmt.Sprintf(" ORDER BY o.created_at DESC, o.seq DESC LIMIT %d", n)
	rows, err := q.QueryContext(ctx, query, s.args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var all []place
	for rows.Next() {
		var p place
		if err := rows.Scan(&p.created, &p.seq); err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	return all, rows.Err()
}

// atPlaces reads the orders, in the order of the places.
func (l *Ledger) atPlaces(ctx context.Context, q querier, places []place) ([]Order, error) {
	all := make([]Order, 0, len(places))
	for some := range slices.Chunk(places, cmp.Or(l.values, maxValues)) {
		orders, err := l.someAtPlaces(ctx, q, some)
		if err != nil {
			return nil, err
		}
		all = append(all, orders...)
	}
	return all, nil
}

func (l *Ledger) someAtPlaces(ctx context.Context, q querier, places []place) ([]Order, error) {
	seqs, rank := make([]any, len(places)), make(map[int64]int, len(places))
	for i, p := range places {
		seqs[i], rank[p.seq] = p.seq, i
	}
	rows, err := scanOrders(q.QueryContext(ctx, "SELECT "+columns+" FROM orders o WHERE o.seq IN ("+marksOf(len(seqs))+")", seqs...))
	if err != nil {
		return nil, fault(l.file, err)
	}
	if err := replayedAll(ctx, q, rows); err != nil {
		return nil, l.told(err)
	}
	sort.Slice(rows, func(i, j int) bool { return rank[rows[i].Seq] < rank[rows[j].Seq] })
	return l.orders(rows)
}

func (p place) cursor() string {
	return base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "%d %s %d", p.part, p.created, p.seq))
}

// parseCursor reads what cursor wrote; nil for the first page.
func parseCursor(text string) (*place, error) {
	if text == "" {
		return nil, nil
	}
	var p place
	b, err := base64.RawURLEncoding.DecodeString(text)
	if err == nil {
		_, err = fmt.Sscanf(string(b), "%d %s %d", &p.part, &p.created, &p.seq)
	}
	if err != nil {
		return nil, problem(providers.KindInvalid, CodeInvalid, err, "The page %q is not one of this list; start again at its beginning.", text)
	}
	return &p, nil
}
