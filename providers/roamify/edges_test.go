package roamify

import (
	"testing"

	"simdesk/providers"
)

func TestAnOrderIsNotBelievedWithoutItsEnvelopeAndId(t *testing.T) {
	t.Parallel()
	unknown := verdict{providers.KindUnknownOutcome, providers.Unknown, "", false}
	for name, body := range map[string]string{
		"no status word":    `{"data":{` + header + `,` + items + `}}`,
		"no data":           `{"status":"success"}`,
		"data of no object": `{"status":"success","data":"x"}`,
		"no order id":       ok(`{"status":"COMPLETED"}`),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := serve(t, instant.With(200, body))
			_, err := c.Sell(t.Context(), sale())
			same(t, judged(err), unknown)
		})
	}
}

func TestOneRefusalDoesNotEndInstantOrders(t *testing.T) {
	t.Parallel()
	c := serve(t, instant.With(422, words("no")), instant.With(200, ok(`{`+header+`,"esims":[`+profileJSON("e-1", iccid, "READY")+`]}`)))
	if _, err := c.Sell(t.Context(), sale()); judged(err).Outcome != providers.Refused {
		t.Error(err)
	}
	got, err := c.Sell(t.Context(), sale())
	same(t, err, nil)
	same(t, got, result(providers.StateCompleted, delivered))
}

func TestAProductThatNamesNoProviderIsSold(t *testing.T) {
	t.Parallel()
	r := sale()
	r.Product.Provider = ""
	c := serve(t, instant.With(200, ok(`{`+header+`,"items":[{"esimId":"e-1"}],"esims":[`+profileJSON("e-1", iccid, "READY")+`]}`)))
	got, err := c.Sell(t.Context(), r)
	same(t, err, nil)
	same(t, got, result(providers.StateCompleted, delivered))
}

func TestWhatIsNotSent(t *testing.T) {
	t.Parallel()
	c := serve(t)
	topUpAsASale := sale()
	topUpAsASale.Product.Kind = providers.KindTopUp
	_, err := c.Sell(t.Context(), topUpAsASale)
	same(t, judged(err), verdict{providers.KindInvalid, providers.NotSent, "", false})
	_, err = c.TopUp(t.Context(), providers.TopUpRequest{ICCID: iccid, Product: providers.Product{ID: pkg}})
	same(t, judged(err), verdict{providers.KindInternal, providers.NotSent, "", false})
	_, err = c.Track(t.Context(), providers.Query{})
	same(t, judged(err), verdict{providers.KindInternal, providers.NotSent, "", false})
}

func TestTopUpPackagesThatCannotBeRead(t *testing.T) {
	t.Parallel()
	found := getESIM.With(200, ok(profileJSON("e-1", iccid, "READY")))
	for name, c := range map[string]struct {
		answer exchange
		want   providers.ErrorKind
	}{
		"nothing fits":     {getTopUps.With(200, ok(`[]`)), ""},
		"refused":          {getTopUps.With(403, words("no")), providers.KindUnauthorized},
		"no envelope":      {getTopUps.With(200, `{"data":[{"packageId":"a"}]}`), providers.KindUnavailable},
		"rows without ids": {getTopUps.With(200, ok(`[{"package":"x"}]`)), providers.KindUnavailable},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := serve(t, found, c.answer).TopUpPackages(t.Context(), iccid)
			if judged(err).Kind != c.want || len(got) != 0 {
				t.Errorf("%v, %v", got, err)
			}
		})
	}
}

// Of several orders under one reference the one that went through is first,
// then what is in progress, what nobody understands, what was paid back.
func TestRankOfSeveralOrders(t *testing.T) {
	t.Parallel()
	var all []order
	for _, status := range []string{"REFUNDED", "CANCELLED", "PENDING", "COMPLETED"} {
		all = append(all, order{ID: wireText("o-" + status), ReferenceID: ref, Status: wireText(status)})
	}
	all = append(all, order{ReferenceID: ref, Status: "COMPLETED"}, all[0], order{ID: "x", ReferenceID: "another"})
	var got []string
	for _, o := range ours(all, providers.Query{Reference: ref}) {
		got = append(got, string(o.Status))
	}
	same(t, got, []string{"COMPLETED", "PENDING", "CANCELLED", "REFUNDED"})
}
