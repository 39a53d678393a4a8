package fyatu

import (
	"context"

	"simdesk/providers"
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
		plans, pages, err := readPage[plan](ctx, c, opCatalog, "/esim/packages", "packages", n)
		if err != nil {
			return err
		}
		var products []providers.Product
		for _, p := range distinct(plans, seen) {
			products = append(products, p.product())
		}
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
