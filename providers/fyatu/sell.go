package fyatu

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"simdesk/providers"
	"simdesk/providers/wire"
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
	resp, err := c.w.Do(ctx, wire.Request{
		Op: opSell, Method: http.MethodPost, Path: "/esim/purchase", Safety: wire.Once, Timeout: cmp.Or(c.c.Timeout, spendTimeout),
		Body: purchaseRequest{r.Product.ID, 1},
	})
	if err != nil {
		return providers.Result{}, err
	}
	p, requestID, err := data[purchase](c, resp)
	if err != nil {
		return providers.Result{}, err
	}
	p.ESIMs = distinct(p.ESIMs, map[string]bool{})
	if err := p.check(r.Product.ID); err != nil {
		return providers.Result{}, c.w.Unreadable(resp, err)
	}
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
	case p.OrderID == "" && len(p.ESIMs) == 0:
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

// deliver turns eSIMs into what the customer gets, reading what is missing.
// The result is completed once every eSIM has its activation.
func (c *Client) deliver(ctx context.Context, orderID string, esims []esim) providers.Result {
	r := providers.Result{State: providers.StateCompleted, ProviderOrderID: orderID}
	for _, e := range esims {
		if e.ICCID == "" || e.Activation.V.activation() == nil {
			got, _ := c.get(ctx, e.id()) // what cannot be read is not there yet
			e = e.over(got)
		}
		a := e.Activation.V.activation()
		if e.ICCID == "" || a == nil {
			r.State = providers.StateProcessing
			continue
		}
		r.Delivery = append(r.Delivery, providers.Delivery{Type: providers.DeliverESIM, ICCID: string(e.ICCID), Activation: a})
		r.ProviderStatus = string(e.Status)
		r.ProviderOrderID = cmp.Or(r.ProviderOrderID, e.id())
	}
	if len(esims) == 0 {
		r.State = providers.StateProcessing
	}
	return r
}

// trail is the provider's order id with the eSIMs behind it, "ORD-1/ESIM-1":
// Fyatu looks no order up by its id, so an unfinished one is followed by them.
func trail(orderID string, esims []esim) string {
	if len(esims) == 0 {
		return orderID
	}
	var ids []string
	for _, e := range esims {
		ids = append(ids, e.id())
	}
	return orderID + "/" + strings.Join(ids, ",")
}

// parseTrail reads what trail wrote; an eSIM id by itself counts too.
func parseTrail(s string) (orderID string, esims []string) {
	if strings.HasPrefix(s, "ESIM-") {
		return "", []string{s}
	}
	orderID, ids, _ := strings.Cut(s, "/")
	if ids != "" {
		esims = strings.Split(ids, ",")
	}
	return orderID, esims
}
