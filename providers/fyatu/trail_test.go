package fyatu

import (
	"context"
	"testing"
	"time"

	"simdesk/providers"
)

func TestTrackByTheESIMs(t *testing.T) {
	t.Parallel()
	result := func(state providers.State, id string, d []providers.Delivery) providers.Finding {
		r := providers.Result{State: state, ProviderOrderID: id, Delivery: d}
		if d != nil {
			r.ProviderStatus = "inactive"
		}
		return providers.Finding{Verdict: providers.Found, Result: r}
	}
	again := getByID.With(200, ok(`{`+eSIM1+`}`))
	again.Times = 2
	cases := map[string]struct {
		id   string
		say  exchange
		want providers.Finding
	}{
		"delivered":     {"ORD-1/ESIM-1", getByID.With(200, ok(`{`+eSIM1+`,`+ready+`}`)), result(providers.StateCompleted, "ORD-1", delivered)},
		"an id alone":   {"ESIM-1", getByID.With(200, ok(`{`+eSIM1+`,`+ready+`}`)), result(providers.StateCompleted, "ESIM-1", delivered)},
		"an ICCID":      {"/" + iccid, getIt.With(200, ok(`{"iccid":"`+iccid+`","status":"inactive",`+ready+`}`)), result(providers.StateCompleted, iccid, delivered)},
		"not yet there": {"ORD-1/ESIM-1", again, result(providers.StateProcessing, "ORD-1/ESIM-1", nil)},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			q := lost()
			q.ProviderOrderID = tc.id
			got, err := serve(t, tc.say).Track(context.Background(), q)
			same(t, err, nil)
			same(t, got, tc.want)
		})
	}
}

// TestTrackAnOrderWithoutESIMs: Fyatu took it and named no eSIM.
func TestTrackAnOrderWithoutESIMs(t *testing.T) {
	t.Parallel()
	q := lost()
	q.ProviderOrderID = "ORD-1"
	got, err := serve(t, esimList(), moneyList(), walletOf("87.50")).Track(context.Background(), q)
	same(t, err, nil)
	same(t, got.Verdict, providers.Found)
	same(t, got.Result, providers.Result{State: providers.StateProcessing, ProviderOrderID: "ORD-1"})

	named, other := ordered("ORD-1", row("ESIM-00002", pkg, 0)), ordered("ORD-2", row("ESIM-00003", pkg, 0))
	got, err = serve(t, esimList(other, named), moneyList(), walletOf("100"),
		exchange{Request: "GET /esim/ESIM-00002", Answer: ok(`{"esimId":"ESIM-00002","iccid":"8910300000000000002","status":"inactive",` + ready + `}`)}).Track(context.Background(), q)
	same(t, err, nil)
	same(t, got.Verdict, providers.Found)
	same(t, got.Result, providers.Result{State: providers.StateCompleted, ProviderOrderID: "ORD-1", ProviderStatus: "inactive",
		Delivery: []providers.Delivery{{Type: providers.DeliverESIM, ICCID: "8910300000000000002", Activation: activationOf}}})

	same(t, got.Evidence[0], providers.Evidence{Source: because("fyatu.esim_list"), Expected: because("fyatu.one_new_esim", "product", "Turkey, 5 GB - 7 Days"), Seen: because("fyatu.esims", "list", []string{"ESIM-00002 2026-11-22T12:00:00Z"}), Supports: yes})

	q.SubmittedAt = noon.Add(-time.Hour)
	got, err = serve(t, esimList(), moneyList(), walletOf("87.50")).Track(context.Background(), q)
	same(t, err, nil)
	same(t, got.Verdict, providers.Unclear)
}

// TestTrackAnOrderWhoseListNamesNone: the documents show no order beside an eSIM
// in the list, so one that names none may be the order's, one of another may not.
func TestTrackAnOrderWhoseListNamesNone(t *testing.T) {
	t.Parallel()
	one, two := row("ESIM-00002", pkg, 0), row("ESIM-00003", pkg, 0)
	read := exchange{Request: "GET /esim/ESIM-00002", Answer: ok(`{"esimId":"ESIM-00002","iccid":"8910300000000000002","status":"inactive",` + ready + `}`)}
	delivered := []providers.Delivery{{Type: providers.DeliverESIM, ICCID: "8910300000000000002", Activation: activationOf}}
	waits := func(id string) providers.Result {
		return providers.Result{State: providers.StateProcessing, ProviderOrderID: id}
	}
	cases := map[string]struct {
		id      string
		say     []exchange
		verdict providers.Verdict
		want    providers.Result
	}{
		"one that names none": {"ORD-1", []exchange{esimList(one), read}, providers.Found,
			providers.Result{State: providers.StateCompleted, ProviderOrderID: "ORD-1", ProviderStatus: "inactive", Delivery: delivered}},
		"two that name none":   {"ORD-1", []exchange{esimList(one, two)}, providers.Unclear, providers.Result{}},
		"another order's":      {"ORD-1", []exchange{esimList(ordered("ORD-2", one))}, providers.Found, waits("ORD-1")},
		"its eSIM is not read": {"ORD-1/ESIM-1", []exchange{getByID.With(404, fails("ESIM_NOT_FOUND")), esimList()}, providers.Found, waits("ORD-1/ESIM-1")},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			q := lost()
			q.ProviderOrderID = tc.id
			got, err := serve(t, append(tc.say, moneyList(), walletOf("100"))...).Track(context.Background(), q)
			same(t, err, nil)
			same(t, got, providers.Finding{Verdict: tc.verdict, Result: tc.want, Evidence: got.Evidence})
		})
	}

	q := lost()
	got, err := serve(t, esimList(ordered("ORD-1", one)), moneyList(), walletOf("87.50"), read).Track(context.Background(), q)
	same(t, err, nil)
	same(t, got.Result, providers.Result{State: providers.StateCompleted, ProviderOrderID: "ORD-1", ProviderStatus: "inactive", Cost: usd("12.50"), Delivery: delivered})
}

func TestTrackOfAProviderThatIsDownProvesNothing(t *testing.T) {
	t.Parallel()
	says := func(code string, times int) func(exchange) exchange {
		return func(x exchange) exchange { x.Status, x.Answer, x.Times = statusOf[code], fails(code), times; return x }
	}
	down := says("INTERNAL_ERROR", 3)
	unavailable := verdict{providers.KindUnavailable, providers.Unknown, "INTERNAL_ERROR", false}
	first := listESIMs.With(200, ok(`{"esims":[`+row("ESIM-00002", pkg, 0)+`],"pagination":{"totalPages":2}}`))
	named := func(q *providers.Query) { q.ProviderOrderID = "ORD-1/ESIM-1" }
	topped := func(q *providers.Query) { q.Kind, q.Target = providers.KindTopUp, iccid }
	grown := refreshIt.With(200, ok(flatShape))
	for name, tc := range map[string]struct {
		change func(*providers.Query)
		say    []exchange
		want   verdict
	}{
		"list":               {nil, []exchange{down(listESIMs)}, unavailable},
		"list, second page":  {nil, []exchange{first, down(exchange{Request: "GET /esim/list?page=2&perPage=100"})}, unavailable},
		"no list":            {nil, []exchange{listESIMs.With(200, ok(`{}`))}, verdict{providers.KindUnavailable, providers.Unknown, "", false}},
		"transactions":       {nil, []exchange{esimList(), down(listMoney)}, unavailable},
		"no transactions":    {nil, []exchange{esimList(), listMoney.With(200, ok(`{}`))}, verdict{providers.KindUnavailable, providers.Unknown, "", false}},
		"too many requests":  {nil, []exchange{esimList(), says("RATE_LIMIT_EXCEEDED", 3)(listMoney)}, verdict{providers.KindThrottled, providers.Refused, "RATE_LIMIT_EXCEEDED", false}},
		"not allowed":        {nil, []exchange{esimList(), says("AUTH_SCOPE_DENIED", 1)(listMoney)}, verdict{providers.KindUnauthorized, providers.Refused, "AUTH_SCOPE_DENIED", false}},
		"wallet":             {nil, []exchange{esimList(), moneyList(), down(getWallet)}, unavailable},
		"an eSIM of its own": {named, []exchange{down(getByID)}, unavailable},
		"top-up: the eSIM":   {topped, []exchange{down(refreshIt)}, unavailable},
		"top-up: debits":     {topped, []exchange{grown, down(listMoney)}, unavailable},
		"top-up: wallet":     {topped, []exchange{grown, moneyList(), down(getWallet)}, unavailable},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			q := lost()
			if tc.change != nil {
				tc.change(&q)
			}
			got, err := serve(t, tc.say...).Track(context.Background(), q)
			same(t, judged(err), tc.want)
			same(t, got, providers.Finding{})
		})
	}
}
