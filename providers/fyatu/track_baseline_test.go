package fyatu

import (
	"context"
	"testing"

	"simdesk/providers"
)

func TestBaselineOfASale(t *testing.T) {
	t.Parallel()
	c := serve(t, walletOf("100"), moneyList(debit("D0", "12.5", -1)), esimList(row("ESIM-00001", pkg, -1), row("ESIM-00002", "other", -1)))
	got, err := c.Baseline(context.Background(), lost())
	same(t, err, nil)
	same(t, got, map[string]string{"wallet": "100.00 USD", "esims": "ESIM-00001", "debits": "D0"})
}

func TestBaselineOfATopUp(t *testing.T) {
	t.Parallel()
	c := serve(t, walletOf("100"), moneyList(), refreshIt.With(200, ok(flatShape)), listTopUps.With(200, ok(topUps)))
	got, err := c.Baseline(context.Background(), providers.Query{Kind: providers.KindTopUp, ProductID: topUpPkg, Target: iccid})
	same(t, err, nil)
	same(t, got, map[string]string{"wallet": "100.00 USD", "debits": "", "total_mb": "5120", "package_mb": "3072"})
}

// TestFactsOfATopUp: what is not known is not noted as a figure.
func TestFactsOfATopUp(t *testing.T) {
	t.Parallel()
	total := func(mb string) exchange {
		return refreshIt.With(200, ok(`{"iccid":"`+iccid+`","usage":{"dataTotalMb":`+mb+`}}`))
	}
	offers := func(data string) exchange {
		return listTopUps.With(200, ok(`{"packages":[{"packageId":"other","data":{"amount":1024}},{"packageId":"`+topUpPkg+`","data":`+data+`}]}`))
	}
	for name, tc := range map[string]struct {
		target string
		say    []exchange
		want   map[string]string
	}{
		"a part of a MB":       {iccid, []exchange{total("0.5"), offers(`{"amount":100.1}`)}, map[string]string{"total_mb": "0.5", "package_mb": "100.1"}},
		"neither is told":      {iccid, []exchange{total("null"), offers(`{"isUnlimited":true}`)}, map[string]string{"total_mb": "", "package_mb": ""}},
		"neither can be read":  {iccid, []exchange{refreshIt.With(404, fails("ESIM_NOT_FOUND")), listTopUps.With(404, fails("ESIM_NOT_FOUND"))}, map[string]string{}},
		"no eSIM's number":     {"89-abc", nil, map[string]string{}},
		"the package is taken": {iccid, []exchange{total("1"), listTopUps.With(200, ok(`{"packages":[]}`))}, map[string]string{"total_mb": "1", "package_mb": ""}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := serve(t, append(tc.say, walletOf("100"), moneyList())...)
			got, err := c.Baseline(context.Background(), providers.Query{Kind: providers.KindTopUp, ProductID: topUpPkg, Target: tc.target})
			same(t, err, nil)
			tc.want["wallet"], tc.want["debits"] = "100.00 USD", ""
			same(t, got, tc.want)
		})
	}
}

func TestBaselineKeepsWhatCanBeRead(t *testing.T) {
	t.Parallel()
	c := serve(t, walletOf("100"), listMoney.With(404, ""), listESIMs.With(410, ""))
	got, err := c.Baseline(context.Background(), lost())
	same(t, err, nil)
	same(t, got, map[string]string{"wallet": "100.00 USD"})

	c = serve(t, getWallet.With(403, fails("AUTH_SCOPE_DENIED")), listMoney.With(403, fails("AUTH_SCOPE_DENIED")), listESIMs.With(403, fails("AUTH_SCOPE_DENIED")))
	_, err = c.Baseline(context.Background(), lost())
	same(t, judged(err), verdict{providers.KindUnauthorized, providers.Refused, "AUTH_SCOPE_DENIED", false})
}
