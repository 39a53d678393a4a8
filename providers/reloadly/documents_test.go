package reloadly

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"simdesk/providers"
	"simdesk/providers/providertest/clienttest"
)

// documents says for each documented answer where it belongs and what it
// comes to there.
var documents = map[string]func(t *testing.T, r clienttest.Response){
	"topup-pin":          checkTopupPIN,
	"topup-report-row":   checkReportRow,
	"topups-async":       checkAsync,
	"token":              checkToken,
	"sign-in-oauth-form": checkOAuthForm,
	"balance":            checkBalance,
	"operator-range":     checkOperator("174"),
	"operator-fixed":     checkTrimmed,
	"operator-plan":      checkPlan,
	"promotion":          checkPromotion,
	"status-refunded":    checkRefunded,
	"error":              checkError,
	"unknown-path":       checkUnknownPath,
}

func TestDocumentedAnswers(t *testing.T) {
	t.Parallel()
	names := clienttest.Names(t, name)
	if len(names) != len(documents) {
		t.Errorf("%d files, %d checks", len(names), len(documents))
	}
	for _, n := range names {
		check, ok := documents[n]
		if !ok {
			t.Errorf("%s.json has no check", n)
			continue
		}
		t.Run(n, func(t *testing.T) {
			t.Parallel()
			check(t, clienttest.Load(t, name, n))
		})
	}
}

const exampleReference = "This is example identifier"

func pinDelivery() []providers.Delivery {
	return []providers.Delivery{{Type: providers.DeliverPIN, PIN: "773709733097662", Serial: "558111", Expires: "30 days",
		Instructions: "DIAL *611. Dial *233* and PIN #. By phone: 1-888-888-8888"}}
}

func checkTopupPIN(t *testing.T, r clienttest.Response) {
	body := `{"operatorId":535,"amount":3168.4,"useLocalAmount":false,"customIdentifier":"This is example identifier",
		"recipientPhone":{"countryCode":"GB","number":"447951631337"},"senderPhone":{"countryCode":"US","number":"11231231231"}}`
	c, _ := newStub(t, nil, call{Request: r.Request, Body: body, Status: r.Status, Answer: string(r.Body)})
	got, err := c.Sell(t.Context(), providers.SaleRequest{
		Reference: exampleReference, Product: fixed("GB", "535", "3168.4", providers.KindPIN),
		Fields: map[string]string{"phone": "447951631337", "sender_phone": "+11231231231"}})
	want := providers.Result{State: providers.StateCompleted, ProviderOrderID: "26523", ProviderStatus: "SUCCESSFUL",
		Cost: providers.MustMoney("3105.03", "NGN").Ptr(), Delivery: pinDelivery()}
	if d := cmp.Diff(want, got, decimals); d != "" || err != nil {
		t.Error(d, err)
	}
}

func checkReportRow(t *testing.T, r clienttest.Response) {
	q := searchQuery("ord-1", 1)
	c, _ := newStub(t, nil, call{Request: "GET /topups/reports/transactions", Query: q, Answer: envelope(0, 1, string(r.Body))})
	got, err := c.Track(t.Context(), providers.Query{Reference: "ord-1", Kind: providers.KindPIN})
	want := providers.Finding{Verdict: providers.Found, Result: providers.Result{
		State: providers.StateCompleted, ProviderOrderID: "26523", ProviderStatus: "SUCCESSFUL",
		Cost: providers.MustMoney("3105.03", "NGN").Ptr(), Delivery: pinDelivery()}}
	if d := cmp.Diff(want, got, decimals); d != "" || err != nil {
		t.Error(d, err)
	}
}

// The answer of the asynchronous path has no Status: as an answer to a sale
// it says too little, and the order is looked up.
func checkAsync(t *testing.T, r clienttest.Response) {
	c, _ := newStub(t, nil, call{Request: "POST /topups", Body: soldBody, Answer: string(r.Body)})
	_, err := c.Sell(t.Context(), sale(airtime()))
	if d := cmp.Diff(verdict{Kind: providers.KindUnknownOutcome}, verdictOf(err)); d != "" {
		t.Error(d)
	}
}

func checkToken(t *testing.T, r clienttest.Response) {
	c, s := newStub(t, nil, call{Request: "GET /accounts/balance", Header: signedIn("eyJ…"), Answer: balanceAnswered})
	s.signIn = func(w http.ResponseWriter, _ int) { r.ServeHTTP(w, nil) }
	if _, err := c.Balance(t.Context()); err != nil {
		t.Error(err)
	}
}

func checkOAuthForm(t *testing.T, r clienttest.Response) {
	c, s := newStub(t, nil)
	s.signIn = func(w http.ResponseWriter, _ int) { r.ServeHTTP(w, nil) }
	_, err := c.Balance(t.Context())
	e := providers.AsError(err)
	if e == nil || e.Kind != providers.KindUnauthorized || e.Detail != "access_denied; Unauthorized" {
		t.Errorf("%+v", e)
	}
}

func checkBalance(t *testing.T, r clienttest.Response) {
	c, _ := newStub(t, nil, call{Request: r.Request, Answer: string(r.Body)})
	got, err := c.Balance(t.Context())
	want := providers.Balance{Available: *usd("993.81"), Balance: *usd("993.81"), AsOf: noon}
	if d := cmp.Diff(want, got, decimals); d != "" || err != nil {
		t.Error(d, err)
	}
}

func checkOperator(want ...string) func(t *testing.T, r clienttest.Response) {
	return func(t *testing.T, r clienttest.Response) {
		c, _ := newStub(t, nil, operators(1, envelope(0, 1, string(r.Body))))
		pages, err := catalogOf(t, c)
		if d := cmp.Diff(want, ids(pages)); d != "" || err != nil {
			t.Error(d, err)
		}
	}
}

// The print leaves out country and currency, without which nothing is sold;
// TestFixedOperator adds them.
func checkTrimmed(t *testing.T, r clienttest.Response) {
	o := operatorOf(t, string(r.Body))
	if _, err := o.products(); err == nil || err.Error() != "its country is not told" || len(o.denominations()) != 2 || o.ranged() {
		t.Error(err, o.denominations())
	}
}

func checkPlan(t *testing.T, r clienttest.Response) {
	o := operatorOf(t, `{"geographicalRechargePlans":[`+string(r.Body)+`]}`)
	local := providers.MustMoney("10", "INR")
	o.LocalCurrency = "INR"
	got := o.denominations()
	if len(got) != 2 || !got[0].amount.Equal(dec("0.14")) || !cmp.Equal(got[0].local, &local, decimals) ||
		got[0].plans[0] != (place{"Andhra Pradesh", "Get Talktime of Rs. 7.47", ""}) {
		t.Errorf("%+v", got)
	}
}

func checkPromotion(t *testing.T, r clienttest.Response) {
	o := operatorOf(t, `{"promotions":[`+string(r.Body)+`]}`)
	if d := cmp.Diff([]promotion{{"…", "Bonus 5x", "2021-01-01 10:59:00"}}, o.Promotions); d != "" {
		t.Error(d)
	}
}

func checkRefunded(t *testing.T, r clienttest.Response) {
	c, _ := newStub(t, nil, call{Request: r.Request, Answer: string(r.Body)})
	got, err := c.Track(t.Context(), providers.Query{Reference: "ord-1", ProviderOrderID: "26523"})
	want := providers.Finding{Verdict: providers.Found, Result: providers.Result{
		State: providers.StateRefunded, ProviderOrderID: "26523", ProviderStatus: "REFUNDED", Why: providers.Because("reloadly.topup_refunded"),
		Message: "The transaction failed due to an outage and / or connection issue with the operator"}}
	if d := cmp.Diff(want, got); d != "" || err != nil {
		t.Error(d, err)
	}
}

func checkError(t *testing.T, r clienttest.Response) {
	c, _ := newStub(t, nil, call{Request: r.Request, Body: soldBody, Status: r.Status, Answer: string(r.Body)})
	_, err := c.Sell(t.Context(), sale(airtime()))
	want := verdict{Kind: providers.KindInvalid, Outcome: providers.Refused, Code: "INVALID_RECIPIENT_PHONE"}
	if d := cmp.Diff(want, verdictOf(err)); d != "" {
		t.Error(d)
	}
	if e := providers.AsError(err); e.Why.Key != "reloadly.number" || e.Detail != "Recipient phone number is not valid" || e.Provider != "reloadly" {
		t.Errorf("%+v", e)
	}
}

func checkUnknownPath(t *testing.T, r clienttest.Response) {
	c, _ := newStub(t, nil, call{Request: "GET /accounts/balance", Status: r.Status, Answer: string(r.Body)})
	_, err := c.Balance(t.Context())
	want := verdict{Kind: providers.KindUnavailable, Outcome: providers.Refused}
	if d := cmp.Diff(want, verdictOf(err)); d != "" {
		t.Error(d)
	}
	if e := providers.AsError(err); e.Why.Key != "reloadly.gone" || e.Detail != "Not Found" || e.Provider != "reloadly" {
		t.Errorf("%+v", e)
	}
}
