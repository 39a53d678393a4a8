package fyatu

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"sync"
	"time"

	"simdesk/providers"
	"simdesk/providers/wire/loose"
)

// mostPages bounds how far back evidence is looked for.
const mostPages = 5

// listing is a list of Fyatu's whose order is not documented.
type listing[T any] struct {
	read func(ctx context.Context, page int) (rows []T, pages int, err error)
	when func(T) *time.Time
}

// since returns the rows made at or after t, with some older ones, reading
// only the pages that can hold them: from the front, or from the back where
// the oldest come first.
func (l listing[T]) since(ctx context.Context, t time.Time) ([]T, error) {
	rows, pages, err := l.read(ctx, 1)
	if err != nil {
		return nil, err
	}
	next, step := 2, 1
	if l.oldestFirst(rows) {
		next, step = pages, -1
	} else if l.before(rows, t) {
		return rows, nil
	}
	for range mostPages - 1 {
		if next < 2 || next > pages {
			break
		}
		more, _, err := l.read(ctx, next)
		if err != nil {
			return nil, err
		}
		rows = append(slices.Clip(rows), more...) // the page may be kept, see Round
		if l.before(more, t) {
			break
		}
		next += step
	}
	return rows, nil
}

func (l listing[T]) oldestFirst(rows []T) bool {
	if len(rows) < 2 {
		return false
	}
	first, last := l.when(rows[0]), l.when(rows[len(rows)-1])
	return first != nil && last != nil && first.Before(*last)
}

// before reports whether a page reaches back past t, so that no other page on
// that side can hold anything newer.
func (l listing[T]) before(rows []T, t time.Time) bool {
	for _, r := range rows {
		if at := l.when(r); at != nil && at.Before(t) {
			return true
		}
	}
	return false
}

// esims lists the account's eSIMs.
// Source: Fyatu docs, "List eSIMs".
func (c *Client) esims() listing[esim] {
	return listing[esim]{
		when: func(e esim) *time.Time { return moment(e.CreatedAt) },
		read: reader[esim](c, opList, "/esim/list", "esims"),
	}
}

// transaction is one movement of the wallet.
type transaction struct {
	TransactionID loose.Text   `json:"transactionId"`
	Reference     loose.Text   `json:"reference"`
	Type          loose.Text   `json:"type"`
	Category      loose.Text   `json:"category"`
	Amount        loose.Number `json:"amount"`
	Fee           loose.Number `json:"fee"`
	Currency      loose.Text   `json:"currency"`
	Status        loose.Text   `json:"status"`
	CreatedAt     loose.Text   `json:"createdAt"`
}

func (t transaction) id() string { return string(cmp.Or(t.TransactionID, t.Reference)) }

// transactions lists the wallet's movements.
// Source: Fyatu docs, "List transactions".
func (c *Client) transactions() listing[transaction] {
	return listing[transaction]{
		when: func(t transaction) *time.Time { return moment(t.CreatedAt) },
		read: reader[transaction](c, opTransactions, "/account/transactions", "transactions"),
	}
}

func reader[T any](c *Client, op, path, key string) func(context.Context, int) ([]T, int, error) {
	type answer struct {
		rows  []T
		pages int
	}
	return func(ctx context.Context, n int) ([]T, int, error) {
		a, err := once(c, path+"?"+strconv.Itoa(n), func() (a answer, err error) {
			a.rows, a.pages, err = readPage[T](ctx, c, op, path, key, n)
			return a, err
		})
		return a.rows, a.pages, err
	}
}

// round holds what a round of settling has read, by what it is.
type round struct {
	mu   sync.Mutex
	have map[string]any
}

// Round returns a Tracker whose pages and wallet are as they were when it first
// asked for them.
func (c *Client) Round() providers.Tracker {
	return &Client{Identity: c.Identity, c: c.c, w: c.w, round: &round{have: map[string]any{}}}
}

// once reads a thing once in a round, else always. What failed is asked for again.
func once[T any](c *Client, what string, read func() (T, error)) (T, error) {
	if c.round == nil {
		return read()
	}
	c.round.mu.Lock()
	defer c.round.mu.Unlock()
	if v, ok := c.round.have[what].(T); ok {
		return v, nil
	}
	v, err := read()
	if err == nil {
		c.round.have[what] = v
	}
	return v, err
}
