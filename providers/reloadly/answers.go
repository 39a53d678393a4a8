package reloadly

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/url"
	"strconv"

	"simdesk/providers"
	"simdesk/providers/wire"
	"simdesk/providers/wire/loose"
)

const (
	pageSize = 200
	// mostPages is far more than there are operators: a listing that still
	// goes on is going in circles.
	mostPages = 200
)

// page is what one page of any of Reloadly's lists says beside its rows: Spring's
// envelope, or the bare array that some paths answer with.
type page struct {
	Content    []struct{}   `json:"content"`
	Last       loose.Flag   `json:"last"`
	TotalPages loose.Number `json:"totalPages"`
}

// UnmarshalJSON accepts both shapes. An object without content is neither.
func (p *page) UnmarshalJSON(b []byte) error {
	if bytes.HasPrefix(bytes.TrimSpace(b), []byte("[")) {
		p.Last = loose.Flag{Value: true, Known: true}
		return loose.Unmarshal(b, &p.Content)
	}
	type envelope page
	if err := loose.Unmarshal(b, (*envelope)(p)); err != nil {
		return err
	}
	if p.Content == nil {
		return errors.New("no content in the answer")
	}
	return nil
}

// more reports whether another page follows page number n, counted from 1, of so
// many rows.
func (p page) more(n, rows int) bool {
	switch {
	case p.Last.Known:
		return !p.Last.Value
	case p.TotalPages.Known:
		return int64(n) < p.TotalPages.Int()
	}
	return rows > 0
}

// rows reads a page of a list, and what keep makes of each row.
func rows[R, T any](ctx context.Context, c *Client, op, path string, query url.Values, keep func(R) T) ([]T, page, wire.Response, error) {
	kept, resp, err := wire.Rows(ctx, c.http, wire.Request{Op: op, Path: path, Query: query}, "content", func(_ int, row R) []T { return []T{keep(row)} })
	p := page{}
	if err == nil {
		err = c.http.Decode(resp, &p)
	}
	return kept, p, resp, err
}

// walk reads a paged list to its end and gives each page to use, which
// reports whether the page brought anything new. A list that stops short,
// repeats itself or never ends is an error: a part must not pass for all.
func walk[R, T any](ctx context.Context, c *Client, op, path string, query url.Values, keep func(R) T,
	use func(n int, kept []T, p page) (news bool, err error)) error {
	query.Set("size", strconv.Itoa(pageSize))
	for n := 1; n <= mostPages; n++ {
		query.Set("page", strconv.Itoa(n))
		kept, p, resp, err := rows(ctx, c, op, path, query, keep)
		if err != nil {
			return err
		}
		news, err := use(n, kept, p)
		if err != nil {
			return err
		}
		if !p.more(n, len(kept)) {
			return nil
		}
		if !news {
			return c.http.Unreadable(resp, fmt.Errorf("page %d brings nothing new, yet more pages are announced", n))
		}
	}
	return &providers.Error{Kind: providers.KindUnavailable, Provider: name, Why: providers.Because("reloadly.endless")}
}
