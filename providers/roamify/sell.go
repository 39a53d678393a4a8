package roamify

import (
	"context"
	"errors"
	"fmt"

	"simdesk/providers"
)

type orderRequest struct {
	Items       []orderItem `json:"items"`
	ReferenceID string      `json:"referenceId"`
}

type orderItem struct {
	PackageID string `json:"packageId"`
	Quantity  int    `json:"quantity"`
}

// Sell buys one eSIM. It sends one instant order, which answers with the
// profile, or an ordinary order whose profile is asked for afterwards where the
// package needs a start date or instant orders turned out not to be served. The
// documents have both and nothing to read that tells whether they are served, so
// the sale that finds out stays unknown: a router's words prove nothing, and an
// order that followed it under the same reference would be a second charging
// request. It is remembered for as long as the client lives.
// Errors: see Seller; StateProcessing while the profile is still being made.
// Source: Roamify docs, "Create Instant eSIM Order", "Create eSIM Order",
// "Generate eSIM Profile".
func (c *Client) Sell(ctx context.Context, r providers.SaleRequest) (providers.Result, error) {
	if err := checkSale(r); err != nil {
		return providers.Result{}, err
	}
	wish := profileWish{start: r.Fields[providers.FieldStartDate], patient: true}
	op, path := opInstant, "/api/esim/order/instant"
	if wish.start != "" || c.noInstant.Load() {
		op, path, wish.untouched = opOrder, "/api/esim/order", true
	}
	o, resp, err := c.spend(ctx, op, path, orderRequest{[]orderItem{{r.Product.ID, 1}}, r.Reference}, r.Reference, r.Product.ID)
	if err != nil {
		if op == opInstant && providers.AsError(err).Code == codeNoEndpoint {
			c.noInstant.Store(true)
		}
		return providers.Result{}, err
	}
	return c.deliver(ctx, o, resp.RequestID, wish), nil
}

// checkSale refuses what Roamify cannot sell, before anything is sent.
func checkSale(r providers.SaleRequest) error {
	switch {
	case r.Reference == "":
		return providers.Unsent(name, providers.KindInternal, providers.Because("roamify.no_reference"))
	case r.Product.Provider != "" && r.Product.Provider != name:
		return providers.Unsent(name, providers.KindInvalid, providers.Because("roamify.not_theirs"))
	case r.Product.ID == "":
		return providers.Unsent(name, providers.KindInvalid, providers.Because("roamify.no_package_id"))
	case r.Product.TopUpOnly || r.Product.Kind == providers.KindTopUp:
		return providers.Unsent(name, providers.KindInvalid, providers.Because("roamify.only_tops_up"))
	}
	return r.Product.CheckFields(r.Fields)
}

// check returns why an answer is not about the order just sent.
func (o order) check(reference, packageID string) error {
	switch {
	case o.ID == "" || o.Status == "":
		return errors.New("no order id and status in the answer")
	case o.ReferenceID != "" && string(o.ReferenceID) != reference:
		return fmt.Errorf("the answer is about order %s", o.ReferenceID)
	}
	for _, i := range o.Items {
		if i.PackageID != "" && string(i.PackageID) != packageID {
			return fmt.Errorf("the answer is about package %s", i.PackageID)
		}
	}
	return nil
}
