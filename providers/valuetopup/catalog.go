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
	resp, err := c.wire.Do(ctx, wire.Request{Op: "catalog", Path: apiV1 + "/catalog/skus", Timeout: max(c.c.Timeout, time.Minute)})
	if err != nil {
		return nil, readError(err)
	}
	env, err := openEnvelope(resp.Body)
	var skus []sku
	if err == nil {
		err = env.decode(&skus)
	}
	if err != nil {
		return nil, c.wire.Unreadable(resp, err)
	}
	products := make([]providers.Product, 0, len(skus))
	seen := map[string]bool{}
	for _, s := range skus {
		// A row without an id is nothing that could be sold.
		if id, ok := s.id(); ok && !seen[id] {
			seen[id] = true
			products = append(products, s.product(id, c.c.Currency))
		}
	}
	if len(skus) > 0 && len(products) == 0 {
		return nil, c.wire.Unreadable(resp, errors.New("no SKU has an id"))
	}
	return products, nil
}
