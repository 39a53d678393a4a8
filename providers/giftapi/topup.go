package giftapi

import (
	"context"
	"slices"

	"simdesk/providers"
	"simdesk/providers/wire/loose"
)

type topUpRequest struct {
	ExternalID string `json:"external_id"`
	SKU        string `json:"sku_uuid"`
}

// TopUpPackages lists the eSIM SKUs that may fit this eSIM, priced as in the
// catalogue; none unless the provider says can_renew. GiftAPI has no list of
// what fits, so a SKU for other countries than the eSIM covers is left out
// where both are known, and the provider has the last word.
func (c *Client) TopUpPackages(ctx context.Context, iccid string) ([]providers.Product, error) {
	e, err := c.ESIM(ctx, iccid)
	if err != nil {
		return nil, err
	}
	packages := []providers.Product{}
	if e.CanTopUp != providers.Yes {
		return packages, nil
	}
	err = c.listing(ctx, "esim", func(page providers.CatalogPage) error {
		for _, p := range page.Products {
			if p.Kind == providers.KindESIM && fits(p, e) {
				// The request has only a reference and the SKU, no fields.
				p.Kind, p.Fields, p.CanTopUp = providers.KindTopUp, nil, providers.Yes
				packages = append(packages, p)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return packages, nil
}

// fits leaves out what is sold out and what works in no country of the eSIM.
func fits(p providers.Product, e providers.ESIM) bool {
	if p.Stock != nil && *p.Stock <= 0 {
		return false
	}
	if len(p.Countries) == 0 || len(e.Coverage) == 0 {
		return true
	}
	return slices.ContainsFunc(e.Coverage, func(n providers.Network) bool { return slices.Contains(p.Countries, n.Country) })
}

// TopUp adds a package to an eSIM. Outcomes are those of providers.Seller. The
// signature covers the ICCID in place of the SKU, and the result is an order
// like any other.
// Source: Partner S2S API, "Add a new data package to an existing eSIM".
func (c *Client) TopUp(ctx context.Context, r providers.TopUpRequest) (providers.Result, error) {
	iccid, ok := providers.CleanICCID(r.ICCID)
	if !ok {
		return providers.Result{}, providers.BadICCID(Name, loose.Clean(r.ICCID))
	}
	if err := checkSale(r.Reference, r.Product); err != nil {
		return providers.Result{}, err
	}
	w := wanted{kind: providers.KindTopUp, sku: r.Product.ID, iccid: iccid}
	body := topUpRequest{ExternalID: r.Reference, SKU: r.Product.ID}
	q := c.spending(opTopUp, withICCID(c.paths.ESIMTopUp, iccid), body, iccid, r.Reference)
	return c.order(ctx, q, r.Reference, w)
}
