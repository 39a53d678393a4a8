package fyatu

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"simdesk/providers"
	"simdesk/providers/wire"
	"simdesk/providers/wire/loose"
)

// TopUpPackages lists the packages that fit an eSIM.
// Errors: KindNotFound for an ICCID that Fyatu does not know; KindInvalid when
// it cannot tell the eSIM's region.
// Source: Fyatu docs, "List top-up packages".
func (c *Client) TopUpPackages(ctx context.Context, iccid string) ([]providers.Product, error) {
	clean, ok := providers.CleanICCID(iccid)
	if !ok {
		return nil, providers.BadICCID(name, loose.Clean(iccid))
	}
	got, resp, err := ask[struct {
		ICCID    loose.Text `json:"iccid"`
		Packages *[]plan    `json:"packages"`
	}](ctx, c, wire.Request{Op: opTopUps, Path: "/esim/" + clean + "/topups"})
	if err != nil {
		return nil, err
	}
	if got.Packages == nil || got.ICCID != "" && !providers.SameICCID(string(got.ICCID), clean) {
		return nil, c.w.Unreadable(resp, errors.New("no packages for this eSIM in the answer"))
	}
	products := []providers.Product{}
	for _, p := range distinct(*got.Packages, map[string]bool{}) {
		products = append(products, p.topUp())
	}
	return products, nil
}

type topUpRequest struct {
	PackageID string `json:"packageId"`
}

type topUpAnswer struct {
	loose.Forgiving
	ICCID       loose.Text `json:"iccid"`
	ESIMID      loose.Text `json:"esimId"`
	PackageID   loose.Text `json:"packageId"`
	PackageName loose.Text `json:"packageName"`
	Price       price      `json:"price"`
	Currency    loose.Text `json:"currency"`
}

// TopUp adds a package to an eSIM; it is applied at once.
// Errors: see TopUpper.
// Source: Fyatu docs, "Top-up eSIM".
func (c *Client) TopUp(ctx context.Context, r providers.TopUpRequest) (providers.Result, error) {
	iccid, ok := providers.CleanICCID(r.ICCID)
	if !ok {
		return providers.Result{}, providers.BadICCID(name, loose.Clean(r.ICCID))
	}
	if r.Product.ID == "" || r.Product.Provider != "" && r.Product.Provider != name {
		return providers.Result{}, providers.Unsent(name, providers.KindInvalid, providers.Because("fyatu.not_its_package"))
	}
	got, requestID, err := spend(ctx, c, opTopUp, "/esim/"+iccid+"/topup", topUpRequest{r.Product.ID},
		func(a topUpAnswer) error { return a.check(iccid, r.Product.ID) })
	if err != nil {
		return providers.Result{}, err
	}
	return providers.Result{
		State: providers.StateCompleted, Cost: got.Price.in(got.Currency), RequestID: requestID,
		Delivery: []providers.Delivery{topUpDelivery(iccid, cmp.Or(loose.Plain(got.PackageName), r.Product.Name))},
	}, nil
}

func topUpDelivery(iccid, packageName string) providers.Delivery {
	return providers.Delivery{Type: providers.DeliverTopUp, ICCID: iccid, Message: packageName}
}

// check returns why an answer is not about the top-up just made.
func (a topUpAnswer) check(iccid, packageID string) error {
	switch {
	case string(a.PackageID) != packageID:
		return fmt.Errorf("the answer is about package %q", a.PackageID)
	case a.ICCID != "" && !providers.SameICCID(string(a.ICCID), iccid):
		return errors.New("the answer is about another eSIM")
	}
	return nil
}
