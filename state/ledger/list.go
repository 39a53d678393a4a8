package ledger

import (
	"context"
	"encoding/base64"
	"fmt"
	"slices"
	"sort"
	"strings"

	"simdesk/providers"
)

// pageSize is how many orders a page holds when nobody says.
const pageSize = 50

// place is where an order stands in a listing.
type place struct {
	part int // 0 the first part, 1 the settled ones behind the open ones
	Place
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
	if f.Limit <= 0 {
		f.Limit = pageSize
	}
	err = l.read(ctx, func(q Questions) error { // one state of the ledger for all parts
		p = Page{}
		places, err := pagePlaces(ctx, q, f, after)
		if err != nil {
			return err
		}
		if len(places) > f.Limit {
			places = places[:f.Limit]
			p.Next = places[f.Limit-1].cursor()
		}
		p.Orders, err = l.atPlaces(ctx, q, places)
		return err
	})
	return p, err
}

// pagePlaces finds what stands on the page, and one more to know whether
// another follows.
func pagePlaces(ctx context.Context, q Questions, f Filter, after *place) ([]place, error) {
	s, err := searchFor(ctx, q, f)
	if err != nil {
		return nil, err
	}
	var all []place
	for i, states := range parts(f) {
		if after != nil && i < after.part || states != nil && len(states) == 0 {
			continue
		}
		s.States, s.Limit, s.After = states, f.Limit+1-len(all), nil
		if after != nil {
			s.After = &after.Place
		}
		found, err := q.Places(ctx, s)
		if err != nil {
			return nil, err
		}
		for _, at := range found {
			all = append(all, place{i, at})
		}
		if len(all) > f.Limit {
			break
		}
		after = nil // the next part is read from its start
	}
	return all, nil
}

// searchFor is what the filter selects, in any state.
func searchFor(ctx context.Context, q Questions, f Filter) (Search, error) {
	s := Search{Provider: f.Provider, Clerk: f.Clerk, Since: f.Since, Until: f.Until}
	if strings.TrimSpace(f.Text) == "" {
		return s, nil
	}
	if s.Names = namesOf(f.Text); s.Names == nil {
		s.Names = &Names{}
	}
	var err error
	s.Names.Products, err = productsWith(ctx, q, f.Text)
	return s, err
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

// atPlaces reads the orders, in the order of the places.
func (l *Ledger) atPlaces(ctx context.Context, q Questions, places []place) ([]Order, error) {
	seqs, rank := make([]int64, len(places)), make(map[int64]int, len(places))
	for i, p := range places {
		seqs[i], rank[p.Seq] = p.Seq, i
	}
	rows, err := q.OrdersAt(ctx, seqs)
	if err != nil {
		return nil, err
	}
	if err := replayed(ctx, q, rows...); err != nil {
		return nil, err
	}
	sort.Slice(rows, func(i, j int) bool { return rank[rows[i].Seq] < rank[rows[j].Seq] })
	return l.orders(rows)
}

func (p place) cursor() string {
	return base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "%d %s %d", p.part, p.Created, p.Seq))
}

// parseCursor reads what cursor wrote; nil for the first page.
func parseCursor(text string) (*place, error) {
	if text == "" {
		return nil, nil
	}
	var p place
	b, err := base64.RawURLEncoding.DecodeString(text)
	if err == nil {
		_, err = fmt.Sscanf(string(b), "%d %s %d", &p.part, &p.Created, &p.Seq)
	}
	if err != nil {
		return nil, problem(providers.KindInvalid, CodeInvalid, err, providers.Because("ledger.no_page", "page", text))
	}
	return &p, nil
}
