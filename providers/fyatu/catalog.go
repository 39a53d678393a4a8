package fyatu

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strconv"

	"simdesk/providers"
	"simdesk/providers/wire"
)

const (
	perPage = 100
	// maxPages ends a listing that never does.
	maxPages = 1000
)

type packagePage struct {
	Packages   *[]plan            `json:"packages"`
	Pagination object[pagination] `json:"pagination"`
}

// Catalog lists every package once. Where the answers say how many pages there
// are, all are read; where they don't, the listing ends with a page that is
// empty or holds nothing new.
// Source: Fyatu docs refer to "the packages list"; its path and paging are
// those of the other lists.
func (c *Client) Catalog(ctx context.Context, page func(providers.CatalogPage) error) error {
	seen := map[string]bool{}
	for n := 1; n <= maxPages; n++ {
		plans, pages, err := c.catalogPage(ctx, n)
		if err != nil {
			return err
		}
		products := unseen(plans, seen)
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
		Message: fmt.Sprintf("Fyatu's catalogue did not end after %d pages. The last good one stays in use; tell the developers.", maxPages)}
}

func (c *Client) catalogPage(ctx context.Context, n int) (plans []plan, pages int, err error) {
	query := url.Values{"page": {strconv.Itoa(n)}, "perPage": {strconv.Itoa(perPage)}}
	resp, err := c.w.Do(ctx, wire.Request{Op: opCatalog, Path: "/esim/packages", Query: query})
	if err != nil {
		return nil, 0, err
	}
	got, _, err := data[packagePage](c, resp)
	if err != nil {
		return nil, 0, err
	}
	pages = got.Pagination.V.pages()
	if got.Packages == nil || len(*got.Packages) == 0 && n < pages {
		return nil, 0, c.w.Unreadable(resp, errors.New("the list of packages breaks off"))
	}
	return *got.Packages, pages, nil
}

func unseen(plans []plan, seen map[string]bool) []providers.Product {
	products := []providers.Product{}
	for _, p := range plans {
		if id := p.id(); id != "" && !seen[id] {
			seen[id] = true
			products = append(products, p.product())
		}
	}
	return products
}
