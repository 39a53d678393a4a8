package ledger

import (
	"context"
	"encoding/base64"
	"fmt"
	"slices"
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
		rows, err := pageRows(ctx, q, f, after)
		if err != nil {
			return err
		}
		if len(rows) > f.Limit {
			rows = rows[:f.Limit]
			p.Next = placeOf(rows[f.Limit-1], f).cursor()
		}
		if err := replayed(ctx, q, rows...); err != nil {
			return err
		}
		p.Orders, err = l.orders(rows)
		return err
	})
	return p, err
}

// pageRows finds what stands on the page, and one more to know whether another
// follows.
func pageRows(ctx context.Context, q Questions, f Filter, after *place) ([]Row, error) {
	s, err := searchFor(ctx, q, f)
	if err != nil {
		return nil, err
	}
	var rows []Row
	for part, states := range parts(f) {
		if after != nil && part < after.part || f.OpenFirst && len(states) == 0 {
			continue
		}
		s.States, s.Limit, s.After = states, f.Limit+1-len(rows), Place{}
		if after != nil && part == after.part {
			s.After = after.Place
		}
		found, err := collect(q.Orders(ctx, s))
		if err != nil {
			return nil, err
		}
		if rows = append(rows, found...); len(rows) > f.Limit {
			break
		}
	}
	return rows, nil
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

// parts splits the states into those that come first and those behind them.
func parts(f Filter) [][]providers.State {
	if !f.OpenFirst {
		return [][]providers.State{f.States}
	}
	two := make([][]providers.State, 2)
	for state := range moves {
		if len(f.States) == 0 || slices.Contains(f.States, state) {
			part := partOf(state, f)
			two[part] = append(two[part], state)
		}
	}
	return two
}

func partOf(s providers.State, f Filter) int {
	if f.OpenFirst && s.Settled() {
		return 1
	}
	return 0
}

func placeOf(r Row, f Filter) place {
	return place{partOf(providers.State(r.State), f), Place{r.CreatedAt, r.Seq}}
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
