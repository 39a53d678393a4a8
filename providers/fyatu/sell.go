package fyatu

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"

	"simdesk/providers"
	"simdesk/providers/wire/loose"
)

type purchaseRequest struct {
	PackageID string `json:"packageId"`
	Quantity  int    `json:"quantity"`
}

type purchase struct {
	loose.Forgiving
	OrderID    loose.Text         `json:"orderId"`
	Reference  loose.Text         `json:"reference"`
	Package    object[packageRef] `json:"package"`
	Quantity   loose.Number       `json:"quantity"`
	ESIMs      loose.List[esim]   `json:"esims"`
	Price      price              `json:"price"`
	TotalPrice price              `json:"totalPrice"`
	Currency   loose.Text         `json:"currency"`
	Status     loose.Text         `json:"status"`
}

// Sell buys one eSIM. What the answer lacks for the customer is read
// afterwards; until it is there the order is processing.
// Errors: see Seller.
// Source: Fyatu docs, "Purchase eSIM".
func (c *Client) Sell(ctx context.Context, r providers.SaleRequest) (providers.Result, error) {
	if err := checkSale(r); err != nil {
		return providers.Result{}, err
	}
	p, requestID, err := spend(ctx, c, opSell, "/esim/purchase", purchaseRequest{r.Product.ID, 1},
		func(p purchase) error { return p.check(r.Product.ID) })
	if err != nil {
		return providers.Result{}, err
	}
	p.ESIMs = distinct(p.ESIMs, map[string]bool{})
	result := c.deliver(ctx, string(p.OrderID), p.ESIMs)
	if !p.done() {
		result.State = providers.StateProcessing
	}
	if result.State == providers.StateProcessing {
		result.ProviderOrderID = trail(string(p.OrderID), p.ESIMs)
	}
	result.ProviderStatus, result.RequestID = cmp.Or(string(p.Status), result.ProviderStatus), requestID
	result.Cost = p.TotalPrice.or(p.Price).in(p.Currency)
	return result, nil
}

// checkSale refuses what Fyatu cannot sell, before anything is sent.
func checkSale(r providers.SaleRequest) error {
	switch {
	case r.Product.Provider != "" && r.Product.Provider != name:
		return providers.Unsent(name, providers.KindInvalid, providers.Because("fyatu.not_its_product"))
	case r.Product.ID == "":
		return providers.Unsent(name, providers.KindInvalid, providers.Because("fyatu.no_package_id"))
	case r.Product.TopUpOnly || r.Product.Kind == providers.KindTopUp:
		return providers.Unsent(name, providers.KindInvalid, providers.Because("fyatu.top_up_only"))
	}
	return r.Product.CheckFields(r.Fields)
}

// check returns why an answer is not about the purchase just made.
func (p purchase) check(packageID string) error {
	switch got := p.Package.V.id(); {
	case p.OrderID == "" && len(distinct(p.ESIMs, map[string]bool{})) == 0:
		return errors.New("neither an order nor an eSIM in the answer")
	case got != "" && got != packageID:
		return fmt.Errorf("the answer is about package %s", got)
	case p.Quantity.Known && p.Quantity.Int() != 1:
		return fmt.Errorf("the answer is about %s eSIMs", p.Quantity)
	}
	return nil
}

// done reports whether the order's own word agrees that it is finished. The
// words are not documented: one that is not plainly good waits for Track.
func (p purchase) done() bool {
	switch strings.ToLower(string(p.Status)) {
	case "", "completed", "complete", "success", "successful", "fulfilled", "delivered", "paid", "confirmed", "active", "ready", "inactive":
		return true
	}
	return false
}
