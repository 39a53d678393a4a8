package fyatu

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"simdesk/providers"
	"simdesk/providers/wire"
	"simdesk/providers/wire/loose"
)

// data reads the data of an answer that says "success", and the request id
// that Fyatu's support asks for. For a spending request anything else is an
// unknown outcome.
func data[T any](c *Client, r wire.Response) (v T, requestID string, err error) {
	var a answer
	if err := c.w.Decode(r, &a); err != nil {
		return v, "", err
	}
	if r.RequestID = cmp.Or(string(a.Meta.V.RequestID), r.RequestID); !a.Success.Value {
		return v, r.RequestID, c.w.Unreadable(r, errors.New("no success in the answer"))
	}
	if err := loose.Decode(a.Data, &v); err != nil {
		return v, r.RequestID, c.w.Unreadable(r, err)
	}
	return v, r.RequestID, nil
}

// ask sends a request and reads the data of its answer, which is known by the
// request id that Fyatu's support asks for.
func ask[T any](ctx context.Context, c *Client, r wire.Request) (v T, resp wire.Response, err error) {
	if resp, err = c.w.Do(ctx, r); err == nil {
		v, resp.RequestID, err = data[T](c, resp)
	}
	return v, resp, err
}

// spend is ask for the one request of a sale. An answer that check finds to be
// about something else leaves its outcome unknown.
func spend[T any](ctx context.Context, c *Client, op, path string, body any, check func(T) error) (got T, requestID string, err error) {
	got, resp, err := ask[T](ctx, c, wire.Request{
		Op: op, Method: http.MethodPost, Path: path, Safety: wire.Once, Timeout: cmp.Or(c.c.Timeout, spendTimeout), Body: body,
	})
	if err == nil {
		if why := check(got); why != nil {
			err = c.w.Unreadable(resp, why)
		}
	}
	return got, resp.RequestID, err
}

// object is an object that may arrive as null, [] or something else entirely;
// then it is empty.
type object[T any] struct{ V T }

func (o *object[T]) UnmarshalJSON(b []byte) error {
	var zero T
	o.V = zero
	if b[0] != '{' {
		return nil
	}
	return loose.Unmarshal(b, &o.V)
}

// place is a destination: its name, or an object that holds it.
type place struct {
	Name        loose.Text `json:"name"`
	CountryCode loose.Text `json:"countryCode"`
	Type        loose.Text `json:"type"`
}

func (p *place) UnmarshalJSON(b []byte) error {
	*p = place{}
	type whole place
	return loose.ObjectOr(b, (*whole)(p), &p.Name)
}

// price is {"amount","currency"}, or the amount alone.
type price struct {
	Amount   loose.Number `json:"amount"`
	Currency loose.Text   `json:"currency"`
}

func (p *price) UnmarshalJSON(b []byte) error {
	*p = price{}
	type whole price
	return loose.ObjectOr(b, (*whole)(p), &p.Amount)
}

// or is p, or q where p has no amount. One that cannot be read is an amount.
func (p price) or(q price) price {
	if p.Amount.Known || p.Amount.Odd {
		return p
	}
	return q
}

// in is the price in its own currency, else in the one named beside it.
func (p price) in(beside loose.Text) *providers.Money {
	return money(p.Amount, cmp.Or(p.Currency, beside))
}

// pagination is absent on some lists.
type pagination struct {
	Page       loose.Number `json:"page"`
	PerPage    loose.Number `json:"perPage"`
	TotalItems loose.Number `json:"totalItems"`
	TotalPages loose.Number `json:"totalPages"`
}

// pages is how many there are, 0 where the answer does not say.
func (p pagination) pages() int {
	if n := p.TotalPages.Int(); p.TotalPages.Known {
		return int(max(n, 1))
	}
	if per := p.PerPage.Int(); p.TotalItems.Known && per > 0 {
		return int(max((p.TotalItems.Int()+per-1)/per, 1))
	}
	return 0
}

// perPage is the most that a page of Fyatu's holds.
const perPage = 100

func pageQuery(n int) url.Values {
	return url.Values{"page": {strconv.Itoa(n)}, "perPage": {strconv.Itoa(perPage)}}
}

// readPage reads a page of one of the account's lists, and how many pages there
// are, 0 where the answer does not say.
func readPage[T any](ctx context.Context, c *Client, op, path, key string, n int) (rows []T, pages int, err error) {
	got, resp, err := ask[map[string]json.RawMessage](ctx, c, wire.Request{Op: op, Path: path, Query: pageQuery(n)})
	if err != nil {
		return nil, 0, err
	}
	if pages, err = pagesOf(got, key); err == nil {
		err = loose.Decode(got[key], &rows)
	}
	if err != nil {
		return nil, 0, c.w.Unreadable(resp, err)
	}
	return rows, pages, nil
}

// pagesOf is how many pages an answer says that its list has, 0 where it does not
// say. It must hold that list.
func pagesOf(got map[string]json.RawMessage, key string) (int, error) {
	if !bytes.HasPrefix(got[key], []byte("[")) {
		return 0, fmt.Errorf("no list of %s in the answer", key)
	}
	var p object[pagination]
	if raw := got["pagination"]; raw != nil {
		if err := loose.Decode(raw, &p); err != nil {
			return 0, err
		}
	}
	return p.V.pages(), nil
}

// distinct drops what has no id, and what was seen before: a list that moves
// between two pages shows it twice.
func distinct[T interface{ id() string }](list []T, seen map[string]bool) []T {
	var out []T
	for _, one := range list {
		if id := one.id(); id != "" && !seen[id] {
			seen[id] = true
			out = append(out, one)
		}
	}
	return out
}

// money is an amount in its currency, USD where none is given.
func money(n loose.Number, code loose.Text) *providers.Money {
	if strings.TrimSpace(string(code)) == "" {
		code = currency
	}
	return n.Money(string(code))
}

// moment reads the ways an ISO 8601 time is written; nil for none.
func moment(s loose.Text) *time.Time {
	return loose.Time(string(s), time.RFC3339Nano, "2006-01-02T15:04:05", time.DateTime, "2006-01-02T15:04:05Z0700", time.DateOnly)
}
