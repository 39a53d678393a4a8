package reloadly

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"slices"
	"strconv"
	"strings"

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

	rows int
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

// more reports whether another page follows page number n, counted from 1.
func (p page) more(n int) bool {
	switch {
	case p.Last.Known:
		return !p.Last.Value
	case p.TotalPages.Known:
		return int64(n) < p.TotalPages.Int()
	}
	return p.rows > 0
}

// rows reads a page of a list, and what keep makes of each row.
func rows[T any](ctx context.Context, c *Client, op, path string, query url.Values, keep func(json.RawMessage) []T) ([]T, page, wire.Response, error) {
	n := 0
	kept, resp, err := wire.Rows(ctx, c.http, wire.Request{Op: op, Path: path, Query: query}, "content", func(i int, raw json.RawMessage) []T {
		n = i + 1
		return keep(raw)
	})
	p := page{}
	if err == nil {
		err = c.http.Decode(resp, &p)
	}
	p.rows = n
	return kept, p, resp, err
}

// walk reads a paged list to its end and gives each page to use, which
// reports whether the page brought anything new. A list that stops short,
// repeats itself or never ends is an error: a part must not pass for all.
func walk[T any](ctx context.Context, c *Client, op, path string, query url.Values, keep func(json.RawMessage) []T,
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
		more := p.more(n)
		if !more {
			return nil
		}
		if known := p.Last.Known || p.TotalPages.Known; !news && (known || p.rows > 0) {
			return c.http.Unreadable(resp, fmt.Errorf("page %d brings nothing new, yet more pages are announced", n))
		}
	}
	return &providers.Error{Kind: providers.KindUnavailable, Provider: name, Why: providers.Because("reloadly.endless")}
}

// Catalog lists what all operators, or those of the configured countries,
// sell. Operators that cannot be sold are left out and logged.
// Source: GET /operators and /operators/countries/{iso}, reloadly.md 2.1, 3.
func (c *Client) Catalog(ctx context.Context, use func(providers.CatalogPage) error) error {
	countries, err := c.chosen()
	if err != nil {
		return err
	}
	seen := map[string]bool{}
	if len(countries) > 0 {
		return c.byCountry(ctx, countries, seen, use)
	}
	return walk(ctx, c, "operators", "/operators", listing(), c.offers, func(n int, list []offer, p page) (bool, error) {
		products, fresh, err := unseen(list, p.rows, seen)
		if err != nil {
			return false, err
		}
		return fresh, use(providers.CatalogPage{Products: products, Page: n, Pages: int(p.TotalPages.Int())})
	})
}

func (c *Client) byCountry(ctx context.Context, countries []string, seen map[string]bool, use func(providers.CatalogPage) error) error {
	for i, iso := range countries {
		list, p, _, err := rows(ctx, c, "operators", "/operators/countries/"+iso, listing(), c.offers)
		if err != nil {
			return inCountry(iso, err)
		}
		products, _, err := unseen(list, p.rows, seen)
		if err != nil {
			return err
		}
		if err := use(providers.CatalogPage{Products: products, Page: i + 1, Pages: len(countries)}); err != nil {
			return err
		}
	}
	return nil
}

// inCountry names the country that Reloadly refused.
func inCountry(iso string, err error) error {
	var e *providers.Error
	if !errors.As(err, &e) || e.Kind != providers.KindNotFound {
		return err
	}
	named := *e
	named.Why = providers.Because("reloadly.country_configured", "country", iso)
	return &named
}

// listing asks for everything an operator sells; suggested amounts are only
// ballast.
func listing() url.Values {
	q := url.Values{"suggestedAmounts": {"false"}, "suggestedAmountsMap": {"false"}}
	for _, flag := range []string{"includeBundles", "includeData", "includePin", "includeCombo", "includeRange", "includeFixed"} {
		q.Set(flag, "true")
	}
	return q
}

// chosen are the configured countries, checked, each once.
func (c *Client) chosen() ([]string, error) {
	var all []string
	for _, s := range c.countries {
		iso := strings.ToUpper(strings.TrimSpace(s))
		if len(iso) != 2 || strings.Trim(iso, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
			return nil, &providers.Error{Kind: providers.KindConfig, Outcome: providers.NotSent, Provider: name,
				Why: providers.Because("reloadly.country_miswritten", "text", s)}
		}
		if !slices.Contains(all, iso) {
			all = append(all, iso)
		}
	}
	return all, nil
}

// offer is one product of an operator, or one that sells nothing.
type offer struct {
	operator string // "" for one that makes no sense
	product  *providers.Product
}

// offers is what an operator sells. One that makes no sense is left out.
func (c *Client) offers(raw json.RawMessage) []offer {
	var o operator
	if err := loose.Decode(raw, &o); err != nil {
		c.log.Warn("operator left out", slog.String("provider", name), slog.String("error", err.Error()))
		return []offer{{}}
	}
	list := []offer{{operator: "operator " + o.id()}}
	for _, p := range c.sellable(o) {
		list = append(list, offer{"operator " + o.id(), &p})
	}
	return list
}

// unseen returns the products of the operators that were not seen before. A page
// of nothing but operators that make no sense is an error.
func unseen(list []offer, rows int, seen map[string]bool) (products []providers.Product, fresh bool, err error) {
	unread, now := 0, ""
	for _, o := range list {
		switch {
		case o.operator == "":
			unread++
		case o.product == nil: // the first of each operator
			now = ""
			if !seen[o.operator] {
				seen[o.operator], fresh, now = true, true, o.operator
			}
		case o.operator == now:
			products = append(products, *o.product)
		}
	}
	if unread > 0 && unread == rows {
		return nil, false, &providers.Error{Kind: providers.KindUnavailable, Provider: name, Why: providers.Because("reloadly.operators_unread")}
	}
	return products, fresh, nil
}

// sellable are an operator's products; why there are none goes to the log.
func (c *Client) sellable(o operator) []providers.Product {
	products, err := o.products()
	if err != nil {
		c.log.Warn("operator left out", slog.String("provider", name), slog.String("operator", o.id()), slog.String("error", err.Error()))
	}
	return products
}
