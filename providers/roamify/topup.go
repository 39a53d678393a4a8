package roamify

import (
	"cmp"
	"context"
	"errors"

	"simdesk/providers"
	"simdesk/providers/wire/loose"
)

// TopUpPackages lists the packages that fit an eSIM; none when Roamify says
// that it takes no top-up.
// Errors: KindNotFound for an ICCID that Roamify does not know.
// Source: Roamify docs, "Get eSIM Compatible TopUp Packages".
func (c *Client) TopUpPackages(ctx context.Context, iccid string) ([]providers.Product, error) {
	e, err := c.mustFind(ctx, iccid)
	if err != nil {
		return nil, err
	}
	if e.WithTopUp.Truth() == providers.No {
		return []providers.Product{}, nil
	}
	plans, resp, err := read[plan](ctx, c, opTopUps, "/api/esim/topup/packages", "iccid", string(e.ICCID))
	if err != nil {
		return nil, err
	}
	products, seen := []providers.Product{}, map[string]bool{}
	for _, p := range plans {
		if id := string(p.PackageID); id != "" && !seen[id] {
			seen[id] = true
			products = append(products, p.topUp())
		}
	}
	if len(plans) > 0 && len(products) == 0 {
		// An object instead of a list must not read as "nothing fits".
		return nil, c.w.Unreadable(resp, errors.New("no package ids in the answer"))
	}
	return products, nil
}

func (p plan) topUp() providers.Product {
	out := p.product()
	out.Kind, out.TopUpOnly = providers.KindTopUp, true
	return out
}

type topUpRequest struct {
	ICCID       string `json:"iccid"`
	PackageID   string `json:"packageId"`
	ReferenceID string `json:"referenceId"`
}

// TopUp adds a package to an eSIM.
// Errors: see TopUpper; StateProcessing while the order is not completed.
// Source: Roamify docs, "Create eSIM Top-Up Order".
func (c *Client) TopUp(ctx context.Context, r providers.TopUpRequest) (providers.Result, error) {
	iccid, ok := providers.CleanICCID(r.ICCID)
	switch {
	case r.Reference == "":
		return providers.Result{}, providers.Unsent(name, providers.KindInternal, providers.Because("roamify.no_reference"))
	case !ok:
		return providers.Result{}, providers.BadICCID(name, loose.Clean(r.ICCID))
	case r.Product.ID == "" || r.Product.Provider != "" && r.Product.Provider != name:
		return providers.Result{}, providers.Unsent(name, providers.KindInvalid, providers.Because("roamify.not_theirs_topup"))
	}
	o, resp, err := c.spend(ctx, opTopUp, "/api/esim/order/topup", topUpRequest{iccid, r.Product.ID, r.Reference}, r.Reference, r.Product.ID)
	if err != nil {
		return providers.Result{}, err
	}
	return o.topUpResult(iccid, r.Product.Name, resp.RequestID), nil
}

// topUpResult is a top-up order as it stands.
func (o order) topUpResult(iccid, productName, requestID string) providers.Result {
	r := o.result(requestID)
	if r.State != providers.StateCompleted {
		return r
	}
	if len(o.Items) > 0 {
		productName = cmp.Or(loose.Plain(o.Items[0].Package), productName)
	}
	r.Delivery = []providers.Delivery{{Type: providers.DeliverTopUp, ICCID: iccid, Message: productName}}
	return r
}
