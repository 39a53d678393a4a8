package roamify

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
	pageSize = 50
	// maxPages ends a listing that never does: 28 000 packages are known of.
	maxPages = 3000
)

// group is a destination with its packages.
type group struct {
	CountryName wire.Text `json:"countryName"`
	CountryCode wire.Text `json:"countryCode"`
	Region      wire.Text `json:"region"`
	Geography   wire.Text `json:"geography"`
	Signals     []signal  `json:"signals"`
	Packages    []plan    `json:"packages"`
}

type signal struct {
	Code     wire.Text `json:"code"`
	Name     wire.Text `json:"name"`
	Networks texts     `json:"networks"`
	Carriers texts     `json:"carriers"`
}

// Catalog lists every package, page by page, each once. The answers name no
// last page, and whether a page counts destinations or packages is not
// documented, so the listing ends with a page that is short by both counts,
// empty, or holds nothing new.
// Source: Roamify docs, "Get eSIM Packages", paged since 2026-06-09.
func (c *Client) Catalog(ctx context.Context, page func(providers.CatalogPage) error) error {
	seen := map[string]bool{}
	for n := 1; n <= maxPages; n++ {
		groups, err := c.catalogPage(ctx, n)
		if err != nil {
			return err
		}
		fresh, plans := unseen(groups, seen)
		if len(fresh) > 0 || n == 1 {
			if err := page(providers.CatalogPage{Products: fresh, Page: n}); err != nil {
				return err
			}
		}
		if len(fresh) == 0 || len(groups) < pageSize && plans < pageSize {
			return nil
		}
	}
	return &providers.Error{Kind: providers.KindUnavailable, Provider: name,
		Message: fmt.Sprintf("Roamify's catalogue did not end after %d pages. The last good one stays in use; tell the developers.", maxPages)}
}

func (c *Client) catalogPage(ctx context.Context, n int) ([]group, error) {
	query := url.Values{"page": {strconv.Itoa(n)}, "pageSize": {strconv.Itoa(pageSize)}}
	resp, err := c.w.Do(ctx, wire.Request{Op: opCatalog, Path: "/api/esim/packages", Query: query})
	if err != nil {
		return nil, err
	}
	got, err := data[struct {
		Packages *[]group `json:"packages"`
	}](c, resp)
	if err != nil {
		return nil, err
	}
	if got.Packages == nil {
		return nil, c.w.Unreadable(resp, errors.New("no list of packages in the answer"))
	}
	return *got.Packages, nil
}

// unseen returns the products that no page before held, and how many packages
// the page held in all.
func unseen(groups []group, seen map[string]bool) (fresh []providers.Product, plans int) {
	for _, g := range groups {
		plans += len(g.Packages)
		for _, p := range g.Packages {
			if id := string(p.PackageID); id != "" && !seen[id] {
				seen[id] = true
				fresh = append(fresh, g.product(p))
			}
		}
	}
	return fresh, plans
}
