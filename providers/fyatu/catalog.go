package fyatu

import (
	"context"
	"encoding/json"
	"errors"
	"slices"

	"simdesk/providers"
	"simdesk/providers/wire"
)

// maxPages ends a listing that never does.
const maxPages = 1000

// Catalog lists every package once. Where the answers say how many pages there
// are, all are read; where they don't, the listing ends with a page that is
// empty or holds nothing new.
// Source: Fyatu docs refer to "the packages list"; its path and paging are
// those of the other lists.
func (c *Client) Catalog(ctx context.Context, page func(providers.CatalogPage) error) error {
	seen := map[string]bool{}
	for n := 1; n <= maxPages; n++ {
		products, pages, err := c.catalogPage(ctx, n)
		if err != nil {
			return err
		}
		products = slices.DeleteFunc(products, func(p providers.Product) bool {
			known := seen[p.ID]
			seen[p.ID] = true
			return known
		})
		if len(products) > 0 || n == 1 {
			if err := page(providers.CatalogPage{Products: products, Page: n, Pages: pages}); err != nil {
				return err
			}
		}
		if pages > 0 && n >= pages || pages == 0 && len(products) == 0 {
			return nil
		}
	}
	return &providers.Error{Kind: providers.KindUnavailable, Provider: name,
		Why: providers.Because("fyatu.endless_catalogue", "n", maxPages)}
}

// catalogPage is readPage for packages, of which only what is sold is kept: a page
// may be longer than was asked for.
func (c *Client) catalogPage(ctx context.Context, n int) (products []providers.Product, pages int, err error) {
	const key = "packages"
	rows := 0
	products, resp, err := wire.Rows(ctx, c.w, wire.Request{Op: opCatalog, Path: "/esim/packages", Query: pageQuery(n)}, "data."+key,
		func(i int, p plan) []providers.Product {
			if rows = i + 1; p.id() == "" {
				return nil
			}
			return []providers.Product{p.product()}
		})
	if err != nil {
		return nil, 0, err
	}
	got, _, err := data[map[string]json.RawMessage](c, resp)
	if err != nil {
		return nil, 0, err
	}
	if pages, err = pagesOf(got, key); err == nil && rows == 0 && n < pages {
		err = errors.New("the list of packages breaks off")
	}
	if err != nil {
		return nil, 0, c.w.Unreadable(resp, err)
	}
	return products, pages, nil
}
