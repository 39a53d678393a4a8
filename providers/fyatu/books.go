package fyatu

import (
	"context"
	"sync"

	"simdesk/providers"
)

// books are the account's lists and its wallet, where evidence is looked for.
type books struct {
	esims        listing[esim]
	transactions listing[transaction]
	balance      func(context.Context) (providers.Balance, error)
}

func (c *Client) books() books {
	return books{esims: c.esims(), transactions: c.transactions(), balance: c.Balance}
}

// round is a Tracker over books that are read once.
type round struct {
	c *Client
	b books
}

// Round returns a Tracker whose pages and wallet are as they were when it first
// asked for them.
func (c *Client) Round() providers.Tracker {
	b := c.books()
	b.esims.read, b.transactions.read = kept(b.esims.read), kept(b.transactions.read)
	balance := kept(func(ctx context.Context, _ int) (providers.Balance, int, error) {
		got, err := c.Balance(ctx)
		return got, 0, err
	})
	b.balance = func(ctx context.Context) (providers.Balance, error) {
		got, _, err := balance(ctx, 0)
		return got, err
	}
	return round{c, b}
}

// Track is Client.Track over the books of the round.
func (r round) Track(ctx context.Context, q providers.Query) (providers.Finding, error) {
	return inquiry{r.c, q, r.b}.track(ctx)
}

// kept reads each page once. What failed is asked for again.
func kept[T any](read func(ctx context.Context, page int) (T, int, error)) func(ctx context.Context, page int) (T, int, error) {
	type answer struct {
		v     T
		pages int
	}
	var mu sync.Mutex
	have := map[int]answer{}
	return func(ctx context.Context, page int) (T, int, error) {
		mu.Lock()
		defer mu.Unlock()
		if a, ok := have[page]; ok {
			return a.v, a.pages, nil
		}
		v, pages, err := read(ctx, page)
		if err == nil {
			have[page] = answer{v, pages}
		}
		return v, pages, err
	}
}
