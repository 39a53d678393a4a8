package giftapi

import (
	"context"
	"net/url"

	"simdesk/providers"
	"simdesk/providers/wire/loose"
)

// maxDetails bounds the product pages read for goods that the price list
// leaves out. Goods beyond it have a cost that is not known.
const maxDetails = 100

// maxPrices ends a price list that never does.
const maxPrices = 120_000

type productJSON struct {
	ID               loose.Text `json:"id"`
	Name             loose.Text `json:"name"`
	Type             loose.Text `json:"type"`
	DenominationType loose.Text `json:"denomination_type"`
	Category         facts      `json:"category"`
	Description      loose.Text `json:"description"`
	Attributes       facts      `json:"attributes"`
	Fields           fieldSpecs `json:"fields"`
	SKUs             []skuJSON  `json:"skus"`
}

// skuJSON has a price only on a product's own page.
type skuJSON struct {
	ID          loose.Text   `json:"id"`
	Name        loose.Text   `json:"name"`
	Attributes  facts        `json:"attributes"`
	Price       loose.Number `json:"price"`
	Currency    loose.Text   `json:"currency"`
	Stock       loose.Number `json:"stock"`
	MaxPerOrder loose.Number `json:"max_per_order"`
}

// Catalog lists every SKU of every product with its price. The price list is
// read first, so that each page of products leaves here priced.
// Source: Partner S2S API, "Get paginated product list", "SKU prices and stock
// status", "Get product with SKUs, pricing and stock information".
func (c *Client) Catalog(ctx context.Context, page func(providers.CatalogPage) error) error {
	return c.listing(ctx, "", page)
}

// listing lists the products of one type, "" for all.
func (c *Client) listing(ctx context.Context, kind string, page func(providers.CatalogPage) error) error {
	l := lister{c: c, seen: map[string]bool{}, details: maxDetails}
	var err error
	if l.prices, err = c.priceList(ctx, kind, func() error { return page(providers.CatalogPage{}) }); err != nil {
		return err
	}
	query := c.catalogQuery(kind)
	query.Set("include_skus", "true")
	number := 0
	for list, err := range pages(ctx, c, "products", c.paths.Products, query, l.offers) {
		var products []providers.Product
		if err == nil {
			products, err = l.products(ctx, list)
		}
		if err != nil {
			return err
		}
		number++
		if err := page(providers.CatalogPage{Products: products, Page: number}); err != nil {
			return err
		}
	}
	return nil
}

func (c *Client) catalogQuery(kind string) url.Values {
	q := url.Values{"locale": {c.locale}, "per_page": {"200"}}
	if kind != "" {
		q.Set("type", kind)
	}
	return q
}

// lister is one run through the catalogue.
type lister struct {
	c       *Client
	prices  prices
	seen    map[string]bool
	details int // product pages that may still be read
	waiting int // of these, for a product of this page
}

// offer is a SKU, or a product whose own page tells its SKUs.
type offer struct {
	sku    providers.Product
	detail *productJSON
}

// offers is what a row of the list offers. As many as may be read by their own
// page wait for it.
func (l *lister) offers(n int, p productJSON) []offer {
	if n == 0 {
		l.waiting = 0
	}
	if l.needsDetail(p) && l.waiting < l.details {
		l.waiting++
		return []offer{{detail: &p}}
	}
	return l.priced(p, p.SKUs)
}

// priced are a product's SKUs with their prices.
func (l *lister) priced(p productJSON, skus []skuJSON) []offer {
	// The texts that all its SKUs share, once.
	p.Name, p.Description = loose.Text(loose.Plain(p.Name)), loose.Text(loose.Plain(p.Description))
	var list []offer
	for _, s := range skus {
		list = append(list, offer{sku: l.prices.product(p, s)})
	}
	return list
}

// products are the SKUs of a page that were not seen before.
func (l *lister) products(ctx context.Context, list []offer) ([]providers.Product, error) {
	all := make([]providers.Product, 0, len(list))
	for _, o := range list {
		offered := []offer{o}
		if o.detail != nil {
			skus, err := l.skus(ctx, *o.detail)
			if err != nil {
				return nil, err
			}
			offered = l.priced(*o.detail, skus)
		}
		for _, o := range offered {
			if id := o.sku.ID; id != "" && !l.seen[id] {
				l.seen[id] = true
				all = append(all, o.sku)
			}
		}
	}
	return all, nil
}

// skus returns the product's SKUs, with the prices of its own page where the
// price list has none: it takes only the types voucher, recharge_fixed and
// esim as a filter, so the others may well be missing from it. Without that
// page the cost is not known, which is no reason to lose the product.
func (l *lister) skus(ctx context.Context, p productJSON) ([]skuJSON, error) {
	if !l.needsDetail(p) || l.details <= 0 {
		return p.SKUs, nil
	}
	l.details--
	full, _, err := get[productJSON](ctx, l.c, opProduct, withID(l.c.paths.Products, string(p.ID)), url.Values{"locale": {l.c.locale}})
	switch {
	case err == nil && len(full.SKUs) > 0:
		return full.SKUs, nil
	case ctx.Err() != nil:
		return nil, err
	case err != nil && !providers.IsKind(err, providers.KindNotFound):
		// A page that does not work will not work for the next product
		// either, and asking on would trip the circuit breaker.
		l.details = 0
	}
	return p.SKUs, nil
}

func (l *lister) needsDetail(p productJSON) bool {
	if p.ID == "" {
		return false
	}
	for _, s := range p.SKUs {
		if _, ok := l.prices.rows[string(s.ID)]; !ok && !s.Price.Known {
			return true
		}
	}
	return len(p.SKUs) == 0
}

// prices is the price list by SKU id.
type prices struct {
	rows   map[string]priceRow
	wallet string // the currency that sales are paid in, "" when not known
}

type priceRow struct {
	SKU              loose.Text   `json:"sku_id"`
	DenominationType loose.Text   `json:"denomination_type"`
	Price            loose.Number `json:"price"`
	Currency         loose.Text   `json:"currency"` // of the price, for a custom row of the face value
	Stock            loose.Number `json:"stock"`
	MaxPerOrder      loose.Number `json:"max_per_order"`
	MarkupPercent    loose.Number `json:"markup_percent"`
	MarkupFixed      loose.Number `json:"markup_fixed"`
	Rate             loose.Number `json:"rate"`
}

func (r priceRow) custom() bool { return r.DenominationType == "custom" }

// priceList reads the whole price list, and the wallet's currency where a row
// needs it: a custom row names only the currency of its face value.
// goesOn is called for every page.
func (c *Client) priceList(ctx context.Context, kind string, goesOn func() error) (prices, error) {
	p := prices{rows: map[string]priceRow{}}
	custom := false
	keep := func(_ int, r priceRow) []struct{} {
		p.rows[string(r.SKU)] = r
		custom = custom || r.custom()
		return nil
	}
	for _, err := range pages(ctx, c, "pricelist", c.paths.Pricelist, c.catalogQuery(kind), keep) {
		if err == nil && len(p.rows) > maxPrices {
			err = &providers.Error{Kind: providers.KindUnavailable, Provider: Name, Why: providers.Because("giftapi.no_last_price", "n", maxPrices)}
		}
		if err == nil {
			err = goesOn()
		}
		if err != nil {
			return p, err
		}
	}
	if !custom {
		return p, nil
	}
	b, err := c.Balance(ctx)
	if ctx.Err() != nil {
		return p, err
	}
	// Without the wallet the estimate is not known; the catalogue still is.
	p.wallet = b.Balance.Currency
	return p, nil
}
