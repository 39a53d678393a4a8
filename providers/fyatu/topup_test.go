package fyatu

import (
	"context"
	"testing"

	"simdesk/providers"
)

const topUpPkg = "merhaba-topup-3gb"

var (
	listTopUps = exchange{Request: "GET /esim/" + iccid + "/topups"}
	topUp      = exchange{Request: "POST /esim/" + iccid + "/topup", Body: `{"packageId":"` + topUpPkg + `"}`}
	topUps     = `{"iccid":"` + iccid + `","esimId":"ESIM-1","destination":"Turkey","packages":[
		{"packageId":"` + topUpPkg + `","name":"Top-up 3GB","data":{"amount":3072,"display":"3 GB","isUnlimited":false},"validity":{"days":30},"price":{"amount":8.00,"currency":"USD"}},
		{"packageId":"` + topUpPkg + `"},{"name":"Without an id"}],"total":1}`
)

func topUpOf() providers.TopUpRequest {
	return providers.TopUpRequest{Reference: "r", ICCID: iccid, Product: providers.Product{Provider: "fyatu", ID: topUpPkg, Name: "3 GB", TopUpOnly: true}}
}

func TestTopUpPackages(t *testing.T) {
	t.Parallel()
	got, err := serve(t, listTopUps.With(200, ok(topUps))).TopUpPackages(context.Background(), iccid)
	same(t, err, nil)
	same(t, got, []providers.Product{{Provider: "fyatu", ID: topUpPkg, Name: "Top-up 3GB", Kind: providers.KindTopUp, TopUpOnly: true,
		Data: providers.Data{Bytes: 3 * providers.GB, Raw: "3 GB"}, Days: 30, Cost: usd("8")}})

	got, err = serve(t, listTopUps.With(200, ok(`{"packages":[]}`))).TopUpPackages(context.Background(), iccid)
	same(t, err, nil)
	same(t, got, []providers.Product{})
}

func TestTopUpPackagesFaults(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		say  exchange
		want verdict
	}{
		"ESIM_NOT_FOUND":   {listTopUps.With(404, fails("ESIM_NOT_FOUND")), verdict{providers.KindNotFound, providers.Refused, "ESIM_NOT_FOUND", false}},
		"REGION_NOT_FOUND": {listTopUps.With(400, fails("REGION_NOT_FOUND")), verdict{providers.KindInvalid, providers.Refused, "REGION_NOT_FOUND", false}},
		"gone":             {listTopUps.With(410, ""), verdict{providers.KindUnavailable, providers.Refused, "HTTP_410", false}},
		"no list":          {listTopUps.With(200, ok(`{}`)), verdict{providers.KindUnavailable, providers.Unknown, "", false}},
		"another eSIM's":   {listTopUps.With(200, ok(`{"iccid":"8910300000000099999","packages":[]}`)), verdict{providers.KindUnavailable, providers.Unknown, "", false}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := serve(t, tc.say).TopUpPackages(context.Background(), iccid)
			same(t, judged(err), tc.want)
		})
	}
}

func TestTopUp(t *testing.T) {
	t.Parallel()
	unknown := verdict{providers.KindUnknownOutcome, providers.Unknown, "", false}
	cases := map[string]struct {
		say  exchange
		want providers.Result
		err  verdict
	}{
		"applied": {topUp.With(200, ok(`{"iccid":"`+iccid+`","esimId":"ESIM-1","packageId":"`+topUpPkg+`","packageName":"Top-up 3GB","price":8.00,"currency":"USD"}`)),
			providers.Result{State: providers.StateCompleted, Cost: usd("8"), RequestID: "req_1", Delivery: []providers.Delivery{{Type: providers.DeliverTopUp, ICCID: iccid, Message: "Top-up 3GB"}}}, verdict{}},
		"price not told": {topUp.With(200, ok(`{"packageId":"`+topUpPkg+`"}`)),
			providers.Result{State: providers.StateCompleted, RequestID: "req_1", Delivery: []providers.Delivery{{Type: providers.DeliverTopUp, ICCID: iccid, Message: "3 GB"}}}, verdict{}},
		"another package":      {topUp.With(200, ok(`{"packageId":"other"}`)), providers.Result{}, unknown},
		"another eSIM":         {topUp.With(200, ok(`{"packageId":"`+topUpPkg+`","iccid":"8910300000000099999"}`)), providers.Result{}, unknown},
		"no package":           {topUp.With(200, ok(`{}`)), providers.Result{}, unknown},
		"INVALID_STATUS":       {topUp.With(400, fails("INVALID_STATUS")), providers.Result{}, verdict{providers.KindDeclined, providers.Refused, "INVALID_STATUS", false}},
		"INSUFFICIENT_BALANCE": {topUp.With(402, fails("INSUFFICIENT_BALANCE")), providers.Result{}, verdict{providers.KindDeclined, providers.Refused, "INSUFFICIENT_BALANCE", false}},
		"TOPUP_FAILED":         {topUp.With(400, fails("TOPUP_FAILED")), providers.Result{}, verdict{providers.KindDeclined, providers.Refused, "TOPUP_FAILED", false}},
		"gone":                 {topUp.With(404, "<html>"), providers.Result{}, verdict{providers.KindUnknownOutcome, providers.Unknown, "HTTP_404", false}},
		"500":                  {topUp.With(500, ""), providers.Result{}, verdict{providers.KindUnknownOutcome, providers.Unknown, "HTTP_500", false}},
		"connection broken":    {exchange{Request: topUp.Request, Body: topUp.Body, Drop: true}, providers.Result{}, unknown},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := serve(t, tc.say).TopUp(context.Background(), topUpOf())
			same(t, judged(err), tc.err)
			same(t, got, tc.want)
		})
	}
}

func TestTopUpRefusesBeforeSending(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*providers.TopUpRequest){
		"no package":         func(r *providers.TopUpRequest) { r.Product.ID = "" },
		"another provider's": func(r *providers.TopUpRequest) { r.Product.Provider = "giftapi" },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, r := serve(t), topUpOf()
			change(&r)
			_, err := c.TopUp(context.Background(), r)
			same(t, judged(err), verdict{providers.KindInvalid, providers.NotSent, "", false})
		})
	}
}
