package roamify

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strconv"

	"simdesk/providers"
	"simdesk/providers/wire"
	"simdesk/providers/wire/loose"
)

const (
	pageSize = 50
	// maxPages ends a listing that never does: 28 000 packages are known of.
	maxPages = 3000
)

// group is a destination with its packages.
type group struct {
	CountryName loose.Text `json:"countryName"`
	CountryCode loose.Text `json:"countryCode"`
	Geography   loose.Text `json:"geography"`
	Signals     []signal   `json:"signals"`
	Packages    []plan     `json:"packages"`
}

type signal struct {
	Code     loose.Text `json:"code"`
	Networks texts      `json:"networks"`
	Carriers texts      `json:"carriers"`
}

// Catalog lists every package, page by page, each once. The answers name no
// last page, and whether a page counts destinations or packages is not
// documented, so the listing ends with a page that is short by both counts,
// empty, or holds nothing new.
// Source: Roamify docs, "Get eSIM Packages", paged since 2026-06-09.
func (c *Client) Catalog(ctx context.Context, page func(providers.CatalogPage) error) error {
	seen := map[string]bool{}
	for n := 1; n <= maxPages; n++ {
		products, groups, err := c.catalogPage(ctx, n)
		if err != nil {
			return err
		}
		plans := len(products)
		fresh := slices.DeleteFunc(products, func(p providers.Product) bool {
			known := p.ID == "" || seen[p.ID]
			seen[p.ID] = true
			return known
		})
		if len(fresh) > 0 || n == 1 {
			if err := page(providers.CatalogPage{Products: fresh, Page: n}); err != nil {
				return err
			}
		}
		if len(fresh) == 0 || groups < pageSize && plans < pageSize {
			return nil
		}
	}
	return &providers.Error{Kind: providers.KindUnavailable, Provider: name,
		Why: providers.Because("roamify.no_last_page", "n", maxPages)}
}

func (c *Client) catalogPage(ctx context.Context, n int) (products []providers.Product, groups int, err error) {
	query := url.Values{"page": {strconv.Itoa(n)}, "pageSize": {strconv.Itoa(pageSize)}}
	products, resp, err := wire.Rows(ctx, c.w, wire.Request{Op: opCatalog, Path: "/api/esim/packages", Query: query}, "data.packages",
		func(i int, g group) []providers.Product {
			groups = i + 1
			return g.products()
		})
	if err != nil {
		return nil, 0, err
	}
	got, err := data[struct {
		Packages *[]struct{} `json:"packages"`
	}](c, resp)
	if err != nil {
		return nil, 0, err
	}
	if got.Packages == nil {
		return nil, 0, c.w.Unreadable(resp, errors.New("no list of packages in the answer"))
	}
	return products, groups, nil
}

// products are the group's packages, those without an id as well: they count
// where a page is short. Where they all work is the same.
func (g group) products() []providers.Product {
	countries, networks := g.coverage()
	var out []providers.Product
	for _, p := range g.Packages {
		out = append(out, g.product(p, countries, networks))
	}
	return out
}
