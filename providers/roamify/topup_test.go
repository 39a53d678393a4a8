package roamify

import (
	"context"
	"testing"

	"simdesk/providers"
)

var (
	getTopUps = exchange{Request: "GET /api/esim/topup/packages?iccid=" + iccid}
	topUp     = exchange{Request: "POST /api/esim/order/topup", Body: `{"iccid":"` + iccid + `","packageId":"` + pkg + `","referenceId":"` + ref + `"}`}
)

func topUpOf() providers.TopUpRequest {
	return providers.TopUpRequest{Reference: ref, ICCID: iccid, Product: providers.Product{Provider: "roamify", ID: pkg, Name: "5 GB", TopUpOnly: true}}
}

func TestTopUpPackages(t *testing.T) {
	t.Parallel()
	c := serve(t, getESIM.With(200, ok(profileJSON("e-1", iccid, "INSTALLED"))),
		getTopUps.With(200, ok(`[{"packageId":"esim-cambodia-7days-1gb-all","package":"1 GB - 7 Days","plan":"data-only","activation":"first-use","day":7,"price":5,
			"withHotspot":true,"withUsageCheck":true,"apn":{"apnAutomatic":true,"apnName":"x"},"data":{"isUnlimited":false,"dataAmount":1024,"dataUnit":"MB"},
			"call":{"withCall":false},"sms":{"withSMS":false},"notes":[]},
			{"packageId":"un","package":"Unlimited","day":1,"price":2,"data":{"isUnlimited":true,"dataAmount":9007199254740991,"dataUnit":"MB"}},
			{"packageId":"un","package":"Unlimited"}]`)))
	got, err := c.TopUpPackages(context.Background(), iccid)
	same(t, err, nil)
	same(t, got, []providers.Product{
		{Provider: "roamify", ID: "esim-cambodia-7days-1gb-all", Name: "1 GB - 7 Days", Kind: providers.KindTopUp, TopUpOnly: true, Days: 7, Cost: usd("5"),
			Data: providers.Data{Bytes: providers.GB, Raw: "1024 MB"}, Instructions: providers.Because("roamify.starts_at_first_use")},
		{Provider: "roamify", ID: "un", Name: "Unlimited", Kind: providers.KindTopUp, TopUpOnly: true, Days: 1, Cost: usd("2"),
			Data: providers.Data{Unlimited: true, Raw: "Unlimited"}},
	})
}

func TestTopUpPackagesOfAnESIMThatTakesNone(t *testing.T) {
	t.Parallel()
	c := serve(t, getESIM.With(200, ok(`{"id":"e-1","iccid":"`+iccid+`","withTopUp":false}`)))
	got, err := c.TopUpPackages(context.Background(), iccid)
	same(t, err, nil)
	same(t, got, []providers.Product{})
}

func TestTopUpPackagesOfAnESIMThatIsNotKnown(t *testing.T) {
	t.Parallel()
	_, err := serve(t, getESIM.With(404, words("eSIM not found"))).TopUpPackages(t.Context(), iccid)
	same(t, judged(err).Kind, providers.KindNotFound)
}

func TestTopUpPackagesThatAreNoList(t *testing.T) {
	t.Parallel()
	c := serve(t, getESIM.With(200, ok(profileJSON("e-1", iccid, "READY"))), getTopUps.With(200, ok(`{"something":"else"}`)))
	_, err := c.TopUpPackages(context.Background(), iccid)
	same(t, judged(err).Kind, providers.KindUnavailable)
}

func TestTopUp(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		say  exchange
		want providers.Result
		err  verdict
	}{
		"completed": {topUp.With(200, ok(`{`+header+`,`+items+`}`)),
			result(providers.StateCompleted, []providers.Delivery{{Type: providers.DeliverTopUp, ICCID: iccid, Message: "5 GB - 30 Days"}}), verdict{}},
		"package without a name": {topUp.With(200, ok(`{`+header+`,"items":[{"packageId":"`+pkg+`"}]}`)),
			result(providers.StateCompleted, []providers.Delivery{{Type: providers.DeliverTopUp, ICCID: iccid, Message: "5 GB"}}), verdict{}},
		"pending": {topUp.With(200, ok(`{"id":"o-1","status":"PENDING"}`)),
			providers.Result{State: providers.StateProcessing, ProviderOrderID: "o-1", ProviderStatus: "PENDING"}, verdict{}},
		"cancelled": {topUp.With(200, ok(`{"id":"o-1","status":"CANCELLED","total":9.5}`)),
			providers.Result{State: providers.StateUnknown, ProviderOrderID: "o-1", ProviderStatus: "CANCELLED", Why: isCancelled}, verdict{}},
		"low balance":     {topUp.With(400, words("insufficient balance")), providers.Result{}, verdict{providers.KindDeclined, providers.Refused, "INSUFFICIENT_BALANCE", false}},
		"not served":      {topUp.With(405, ""), providers.Result{}, verdict{providers.KindUnknownOutcome, providers.Unknown, "NO_ENDPOINT", false}},
		"another package": {topUp.With(200, ok(`{"id":"o-1","status":"COMPLETED","items":[{"packageId":"other"}]}`)), providers.Result{}, verdict{providers.KindUnknownOutcome, providers.Unknown, "", false}},
		"500":             {topUp.With(500, "{}"), providers.Result{}, verdict{providers.KindUnknownOutcome, providers.Unknown, "HTTP_500", false}},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := serve(t, tc.say)
			got, err := c.TopUp(context.Background(), topUpOf())
			same(t, judged(err), tc.err)
			same(t, got, tc.want)
		})
	}
}

func TestTopUpRefusesBeforeSending(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*providers.TopUpRequest){
		"letters in the ICCID": func(r *providers.TopUpRequest) { r.ICCID = "89A" },
		"no package":           func(r *providers.TopUpRequest) { r.Product.ID = "" },
		"another provider's":   func(r *providers.TopUpRequest) { r.Product.Provider = "giftapi" },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := serve(t)
			r := topUpOf()
			change(&r)
			_, err := c.TopUp(context.Background(), r)
			same(t, judged(err), verdict{providers.KindInvalid, providers.NotSent, "", false})
		})
	}
}

func TestTrack(t *testing.T) {
	t.Parallel()
	made := ok(profileJSON("e-1", iccid, "READY"))
	found := func(r providers.Result) providers.Finding {
		return providers.Finding{Verdict: providers.Found, Result: r}
	}
	cases := map[string]struct {
		query providers.Query
		say   []exchange
		want  providers.Finding
	}{
		"delivered": {providers.Query{}, []exchange{find.With(200, ok(`{`+header+`,`+items+`}`)), lookedUp.With(200, made)},
			found(result(providers.StateCompleted, delivered))},
		"delivered with the order": {providers.Query{}, []exchange{find.With(200, ok(`[{`+header+`,"esims":[`+profileJSON("e-1", iccid, "READY")+`]}]`))},
			found(result(providers.StateCompleted, delivered))},
		"nobody applied yet": {providers.Query{Fields: map[string]string{"start_date": "2026-12-01"}},
			[]exchange{find.With(200, ok(`{`+header+`,`+items+`}`)), lookedUp.With(200, newESIM), applyDate.With(200, made)},
			found(result(providers.StateCompleted, delivered))},
		"still being made": {providers.Query{}, []exchange{find.With(200, ok(`{`+header+`,`+items+`}`)), lookedUp.With(200, ok(`{"id":"e-1","status":"READY"}`))},
			found(result(providers.StateProcessing, nil))},
		"put away": {providers.Query{}, []exchange{find.With(200, ok(`{"id":"o-1","referenceId":"`+ref+`","status":"ARCHIVED","total":9.5,"currency":"USD","esims":[`+profileJSON("e-1", iccid, "READY")+`]}`))},
			found(providers.Result{State: providers.StateCompleted, ProviderOrderID: "o-1", ProviderStatus: "ARCHIVED", Cost: usd("9.5"), Delivery: delivered})},
		// What the word means is not documented. A person looks; of an order that
		// was completed before, it is no contradiction.
		"put away without a profile": {providers.Query{}, []exchange{find.With(200, ok(`{"id":"o-1","referenceId":"`+ref+`","status":"ARCHIVED"}`))},
			providers.Finding{Verdict: providers.Unclear, Evidence: []providers.Evidence{{Source: providers.Because("several.order_status"), Expected: providers.Quoted("COMPLETED"), Seen: providers.Quoted("ARCHIVED")}}}},
		"top-up that was put away": {providers.Query{Kind: providers.KindTopUp, Target: iccid}, []exchange{find.With(200, ok(`{"id":"o-1","referenceId":"`+ref+`","status":"archived"}`))},
			providers.Finding{Verdict: providers.Unclear, Evidence: []providers.Evidence{{Source: providers.Because("several.order_status"), Expected: providers.Quoted("COMPLETED"), Seen: providers.Quoted("archived")}}}},
		"waits for somebody": {providers.Query{}, []exchange{find.With(200, ok(`{"id":"o-1","referenceId":"`+ref+`","status":"REQUIRE_ACTION"}`))},
			found(providers.Result{State: providers.StateProcessing, ProviderOrderID: "o-1", ProviderStatus: "REQUIRE_ACTION"})},
		"refunded": {providers.Query{}, []exchange{find.With(200, ok(`{"id":"o-1","referenceId":"`+ref+`","status":"REFUNDED"}`))},
			found(providers.Result{State: providers.StateRefunded, ProviderOrderID: "o-1", ProviderStatus: "REFUNDED"})},
		"cancelled": {providers.Query{}, []exchange{find.With(200, ok(`{"id":"o-1","referenceId":"`+ref+`","status":"CANCELLED"}`))},
			providers.Finding{Verdict: providers.Found, Evidence: []providers.Evidence{{Source: providers.Because("several.order_status"), Expected: providers.Quoted("COMPLETED"), Seen: providers.Quoted("CANCELLED")}},
				Result: providers.Result{State: providers.StateUnknown, ProviderOrderID: "o-1", ProviderStatus: "CANCELLED", Why: isCancelled}}},
		"top-up that was cancelled": {providers.Query{Kind: providers.KindTopUp, Target: iccid}, []exchange{find.With(200, ok(`{"id":"o-1","referenceId":"`+ref+`","status":"CANCELLED"}`))},
			providers.Finding{Verdict: providers.Found, Evidence: []providers.Evidence{{Source: providers.Because("several.order_status"), Expected: providers.Quoted("COMPLETED"), Seen: providers.Quoted("CANCELLED")}},
				Result: providers.Result{State: providers.StateUnknown, ProviderOrderID: "o-1", ProviderStatus: "CANCELLED", Why: isCancelled}}},
		"top-up": {providers.Query{Kind: providers.KindTopUp, Target: iccid, ProductName: "5 GB"}, []exchange{find.With(200, ok(`{`+header+`}`))},
			found(result(providers.StateCompleted, []providers.Delivery{{Type: providers.DeliverTopUp, ICCID: iccid, Message: "5 GB"}}))},
		"404":                      {providers.Query{}, []exchange{find.With(404, words("Order not found"))}, providers.Finding{}},
		"null":                     {providers.Query{}, []exchange{find.With(200, ok(`null`))}, providers.Finding{}},
		"none":                     {providers.Query{}, []exchange{find.With(200, ok(`[]`))}, providers.Finding{}},
		"another order":            {providers.Query{}, []exchange{find.With(200, ok(`{"id":"o-2","referenceId":"other","status":"COMPLETED"}`))}, providers.Finding{}},
		"an order without ours":    {providers.Query{}, []exchange{find.With(200, ok(`{"id":"o-2","status":"COMPLETED"}`))}, providers.Finding{}},
		"the beginning of our own": {providers.Query{}, []exchange{find.With(200, ok(`{"id":"o-2","referenceId":"`+ref+`9","status":"COMPLETED"}`))}, providers.Finding{}},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := serve(t, tc.say...)
			tc.query.Reference = ref
			got, err := c.Track(context.Background(), tc.query)
			same(t, err, nil)
			same(t, got, tc.want)
		})
	}
}

// Nothing keeps Roamify from taking two orders under one reference. One that was
// given back does not hide the one that was charged, and costs nothing.
func TestTrackARefundedOrderDoesNotHideTheOneThatWentThrough(t *testing.T) {
	t.Parallel()
	refunded := `{"id":"o-0","referenceId":"` + ref + `","status":"REFUNDED","total":9.5,"currency":"USD"}`
	done := `{"id":"o-1","referenceId":"` + ref + `","status":"COMPLETED","total":9.5,"currency":"USD","items":[{"esimId":"e-1","packageId":"` + pkg + `","package":"5 GB"}]}`
	c := serve(t, exchange{Request: "GET /api/esim/order?referenceId=" + ref, Answer: ok(`[` + refunded + `,` + done + `,` + done + `]`)})
	got, err := c.Track(context.Background(), providers.Query{Reference: ref, Kind: providers.KindTopUp, Target: iccid, ProductID: pkg})
	same(t, err, nil)
	same(t, got, providers.Finding{
		Verdict: providers.Found,
		Result: providers.Result{State: providers.StateCompleted, ProviderOrderID: "o-1", ProviderStatus: "COMPLETED", Cost: usd("9.5"),
			Delivery: []providers.Delivery{{Type: providers.DeliverTopUp, ICCID: iccid, Message: "5 GB"}}},
		Evidence: []providers.Evidence{
			{Source: providers.Because("several.order", "who", "Roamify", "id", "o-1", "n", 1, "all", 2), Expected: providers.Because("several.one_order"), Seen: providers.Quoted("COMPLETED, 9.50 USD"), Supports: providers.Yes},
			{Source: providers.Because("several.order", "who", "Roamify", "id", "o-0", "n", 2, "all", 2), Expected: providers.Because("several.one_order"), Seen: providers.Quoted("REFUNDED, 9.50 USD"), Supports: providers.No},
		},
	})
}

// Two that went through are two charges: the sum is what the wallet lost, and
// somebody has to claim one back. A cancelled one may have cost something, too.
func TestTrackTwoOrdersUnderOneReferenceAreTwoCharges(t *testing.T) {
	t.Parallel()
	listedAs := func(id, status string) string {
		return `{"id":"` + id + `","referenceId":"` + ref + `","status":"` + status + `","total":9.5,"currency":"USD"}`
	}
	for status, want := range map[string]struct {
		missing  string
		supports providers.Truth
	}{
		"COMPLETED": {"several.charged", providers.Yes},
		"CANCELLED": {"several.may_have_charged", providers.NotKnown},
	} {
		c := serve(t, find.With(200, ok(`[`+listedAs("o-1", "COMPLETED")+`,`+listedAs("o-2", status)+`]`)))
		got, err := c.Track(context.Background(), providers.Query{Reference: ref, Kind: providers.KindTopUp, Target: iccid, ProductName: "5 GB"})
		same(t, err, nil)
		same(t, got, providers.Finding{
			Verdict: providers.Found,
			Result: providers.Result{State: providers.StateCompleted, ProviderOrderID: "o-1", ProviderStatus: "COMPLETED", Cost: usd("19"), Missing: twice(want.missing),
				Delivery: []providers.Delivery{{Type: providers.DeliverTopUp, ICCID: iccid, Message: "5 GB"}}},
			Evidence: []providers.Evidence{
				{Source: providers.Because("several.order", "who", "Roamify", "id", "o-1", "n", 1, "all", 2), Expected: providers.Because("several.one_order"), Seen: providers.Quoted("COMPLETED, 9.50 USD"), Supports: providers.Yes},
				{Source: providers.Because("several.order", "who", "Roamify", "id", "o-2", "n", 2, "all", 2), Expected: providers.Because("several.one_order"), Seen: providers.Quoted(status + ", 9.50 USD"), Supports: want.supports},
			},
		})
	}
}

func twice(key string) providers.Reason {
	return providers.Because(key, "who", "Roamify", "n", 2, "ids", []string{"o-1", "o-2"}, "also", providers.Reason{})
}

// What one of two cost is not known, so neither is the sum: a person has to look.
func TestTrackTwoOrdersOfWhichOneNamesNoCost(t *testing.T) {
	t.Parallel()
	c := serve(t, find.With(200, ok(`[{`+header+`},{"id":"o-2","referenceId":"`+ref+`","status":"COMPLETED"}]`)))
	got, err := c.Track(t.Context(), providers.Query{Reference: ref, Kind: providers.KindTopUp, Target: iccid, ProductName: "5 GB"})
	same(t, err, nil)
	want := result(providers.StateUnknown, []providers.Delivery{{Type: providers.DeliverTopUp, ICCID: iccid, Message: "5 GB"}})
	want.Why = providers.Because("several.cost_unknown", "claim", twice("several.charged"), "why", providers.Reason{})
	same(t, got, providers.Finding{Verdict: providers.Found, Result: want, Evidence: []providers.Evidence{
		{Source: providers.Because("several.order", "who", "Roamify", "id", "o-1", "n", 1, "all", 2), Expected: providers.Because("several.one_order"), Seen: providers.Quoted("COMPLETED, 9.50 USD"), Supports: providers.Yes},
		{Source: providers.Because("several.order", "who", "Roamify", "id", "o-2", "n", 2, "all", 2), Expected: providers.Because("several.one_order"), Seen: providers.Quoted("COMPLETED"), Supports: providers.Yes},
	}})
}

func TestTrackOfAProviderThatIsDownProvesNothing(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		say  exchange
		want providers.ErrorKind
	}{
		"500":                          {exchange{Request: find.Request, Status: 500, Answer: "{}", Times: 3}, providers.KindUnavailable},
		"404 of a router":              {find.With(404, "404 page not found"), providers.KindUnavailable},
		"404 with something behind it": {find.With(404, words("Order not found")+"<!-- -->"), providers.KindUnavailable},
		"HTML":                         {find.With(200, "<html>"), providers.KindUnavailable},
		"a wrong key":                  {find.With(401, words(theirUnauthorized)), providers.KindUnauthorized},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := serve(t, tc.say).Track(context.Background(), providers.Query{Reference: ref})
			same(t, got, providers.Finding{})
			same(t, judged(err).Kind, tc.want)
		})
	}
}

func TestIdentity(t *testing.T) {
	t.Parallel()
	live, box := New(Config{}), New(Config{Sandbox: true})
	same(t, lines(live.Name(), live.Title(), live.c.BaseURL, box.c.BaseURL), "roamify,Roamify,https://api.getroamify.com,https://api-dev.getroamify.com")
	same(t, []bool{live.Sandbox(), box.Sandbox()}, []bool{false, true})
	for capability := providers.CanBalance; capability <= providers.CanDetect; capability++ {
		same(t, !live.Missing(capability).IsZero(), capability == providers.CanDetect)
	}
}
