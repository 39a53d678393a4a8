package giftapi

import (
	"context"
	"net/url"

	"simdesk/providers"
	"simdesk/providers/wire"
)

// maxDetails bounds the product pages read for goods that the price list
// leaves out. Goods beyond it have a cost that is not known.
const maxDetails = 100

type productJSON struct {
	ID               wire.Text  `json:"id"`
	Name             wire.Text  `json:"name"`
	Type             wire.Text  `json:"type"`
	DenominationType wire.Text  `json:"denomination_type"`
	Category         facts      `json:"category"`
	Description      wire.Text  `json:"description"`
	Attributes       facts      `json:"attributes"`
	Fields           fieldSpecs `json:"fields"`
	SKUs             []skuJSON  `json:"skus"`
}

// skuJSON has a price only on a product's own page.
type skuJSON struct {
	ID          wire.Text   `json:"id"`
	Name        wire.Text   `json:"name"`
	Attributes  facts       `json:"attributes"`
	Price       wire.Number `json:"price"`
	Currency    wire.Text   `json:"currency"`
	Stock       wire.Number `json:"stock"`
	MaxPerOrder wire.Number `json:"max_per_order"`
}

// tidy turns the texts that all SKUs share into plain ones, once.
func (p *productJSON) tidy() {
	p.Name, p.Description = wire.Text(tidy(string(p.Name))), wire.Text(tidy(string(p.Description)))
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
	if l.prices, err = c.priceList(ctx, kind); err != nil {
		return err
	}
	query := c.catalogQuery(kind)
	query.Set("include_skus", "true")
	number := 0
	return pages(ctx, c, "products", c.paths.Products, query, func(list []productJSON) (bool, error) {
		number++
		products, err := l.products(ctx, list)
		if err != nil {
			return false, err
		}
		return true, page(providers.CatalogPage{Products: products, Page: number})
	})
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
}

func (l *lister) products(ctx context.Context, list []productJSON) ([]providers.Product, error) {
	all := make([]providers.Product, 0, len(list))
	for _, p := range list {
		skus, err := l.skus(ctx, p)
		if err != nil {
			return nil, err
		}
		p.tidy()
		for _, s := range skus {
			if id := string(s.ID); id != "" && !l.seen[id] {
				l.seen[id] = true
				s.Name = wire.Text(tidy(string(s.Name)))
				all = append(all, l.prices.product(p, s))
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
	SKU              wire.Text   `json:"sku_id"`
	DenominationType wire.Text   `json:"denomination_type"`
	Price            wire.Number `json:"price"`
	Currency         wire.Text   `json:"currency"` // of the price, for a custom row of the face value
	Stock            wire.Number `json:"stock"`
	MaxPerOrder      wire.Number `json:"max_per_order"`
	MarkupPercent    wire.Number `json:"markup_percent"`
	MarkupFixed      wire.Number `json:"markup_fixed"`
	Rate             wire.Number `json:"rate"`
}

func (r priceRow) custom() bool { return r.DenominationType == "custom" }

// priceList reads the whole price list, and the wallet's currency where a row
// needs it: a custom row names only the currency of its face value.
func (c *Client) priceList(ctx context.Context, kind string) (prices, error) {
	p := prices{rows: map[string]priceRow{}}
	custom := false
	err := pages(ctx, c, "pricelist", c.paths.Pricelist, c.catalogQuery(kind), func(rows []priceRow) (bool, error) {
		for _, r := range rows {
			p.rows[string(r.SKU)] = r
			custom = custom || r.custom()
		}
		return true, nil
	})
	if err != nil || !custom {
		return p, err
	}
	b, err := c.Balance(ctx)
	if ctx.Err() != nil {
		return p, err
	}
	// Without the wallet the estimate is not known; the catalogue still is.
	p.wallet = b.Balance.Currency
	return p, nil
}
