package valuetopup

import (
	"context"
	"errors"
	"time"

	"simdesk/providers"
	"simdesk/providers/wire"
)

// portion is how many products are handed on at once, while the answer arrives.
const portion = 1000

// Catalog delivers every SKU of every category as one page, in portions: the
// endpoint has no paging. Afterwards it fetches the texts of the error codes, once.
// Source: GET /catalog/skus.
func (c *Client) Catalog(ctx context.Context, page func(providers.CatalogPage) error) error {
	last, err := c.products(ctx, page)
	if err != nil {
		return err
	}
	last.Page, last.Pages = 1, 1
	if err := page(last); err != nil {
		return err
	}
	c.describeCodes(ctx)
	return nil
}

// products hands on all portions but the last, which it returns.
func (c *Client) products(ctx context.Context, page func(providers.CatalogPage) error) (last providers.CatalogPage, err error) {
	seen := map[string]bool{}
	begin := func() { // what came is of an attempt before
		last = providers.CatalogPage{Anew: len(seen) > 0}
		clear(seen)
	}
	rows, resp, err := wire.Each(ctx, c.wire, wire.Request{Op: "catalog", Path: apiV1 + "/catalog/skus", Timeout: max(c.c.Timeout, time.Minute)}, "payLoad",
		func(n int, s sku) error {
			if n == 0 {
				begin()
			}
			// A row without an id is nothing that could be sold.
			id, ok := s.id()
			if !ok || seen[id] {
				return nil
			}
			seen[id] = true
			if last.Products = append(last.Products, s.product(id, c.c.Currency)); len(last.Products) < portion {
				return nil
			}
			full := last
			last = providers.CatalogPage{}
			return page(full)
		})
	if err != nil {
		return last, readError(err)
	}
	if rows == 0 {
		begin()
	}
	env, err := openEnvelope(resp.Body)
	if err == nil {
		err = env.decode(&[]struct{}{})
	}
	if err == nil && rows > 0 && len(seen) == 0 {
		err = errors.New("no SKU has an id")
	}
	if err != nil {
		return last, c.wire.Unreadable(resp, err)
	}
	return last, nil
}
