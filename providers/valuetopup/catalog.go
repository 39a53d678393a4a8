package valuetopup

import (
	"context"
	"errors"
	"time"

	"simdesk/providers"
	"simdesk/providers/wire"
)

// Catalog delivers every SKU of every category as one page: the endpoint has
// no paging. Afterwards it fetches the texts of the error codes, once.
// Source: GET /catalog/skus.
func (c *Client) Catalog(ctx context.Context, page func(providers.CatalogPage) error) error {
	products, err := c.products(ctx)
	if err != nil {
		return err
	}
	if err := page(providers.CatalogPage{Products: products, Page: 1, Pages: 1}); err != nil {
		return err
	}
	c.describeCodes(ctx)
	return nil
}

func (c *Client) products(ctx context.Context) ([]providers.Product, error) {
	rows, seen := 0, map[string]bool{}
	products, resp, err := wire.Rows(ctx, c.wire, wire.Request{Op: "catalog", Path: apiV1 + "/catalog/skus", Timeout: max(c.c.Timeout, time.Minute)}, "payLoad",
		func(n int, s sku) []providers.Product {
			if rows = n + 1; n == 0 {
				clear(seen)
			}
			// A row without an id is nothing that could be sold.
			id, ok := s.id()
			if !ok || seen[id] {
				return nil
			}
			seen[id] = true
			return []providers.Product{s.product(id, c.c.Currency)}
		})
	if err != nil {
		return nil, readError(err)
	}
	env, err := openEnvelope(resp.Body)
	if err == nil {
		err = env.decode(&[]struct{}{})
	}
	if err != nil {
		return nil, c.wire.Unreadable(resp, err)
	}
	if rows > 0 && len(products) == 0 {
		return nil, c.wire.Unreadable(resp, errors.New("no SKU has an id"))
	}
	return products, nil
}
