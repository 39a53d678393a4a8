package fyatu

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"simdesk/providers"
)

var (
	getWallet = exchange{Request: "GET /account/wallet"}
	listESIMs = exchange{Request: "GET /esim/list?page=1&perPage=100"}
	listMoney = exchange{Request: "GET /account/transactions?page=1&perPage=100"}
)

func walletOf(amount string) exchange { return getWallet.With(200, ok(`{"balance":`+amount+`}`)) }

// row is one eSIM of the list: id, package and minutes after noon.
func row(id, packageID string, minutes int) string {
	return fmt.Sprintf(`{"esimId":"%s","iccid":"89103000000000%s","status":"inactive","package":{"id":"%s","name":"5 GB"},"data":{"total":5120,"used":0,"remaining":5120},"createdAt":"%s"}`,
		id, id[len(id)-5:], packageID, noon.Add(time.Duration(minutes)*time.Minute).Format(time.RFC3339))
}

func esimList(rows ...string) exchange {
	return listESIMs.With(200, ok(`{"esims":[`+strings.Join(rows, ",")+`],"pagination":{"page":1,"totalPages":1}}`))
}

func debit(id, amount string, minutes int) string {
	return fmt.Sprintf(`{"transactionId":"%s","type":"DEBIT","category":"ESIM","amount":%s,"fee":0,"currency":"USD","status":"COMPLETED","createdAt":"%s"}`,
		id, amount, noon.Add(time.Duration(minutes)*time.Minute).Format(time.RFC3339))
}

func moneyList(rows ...string) exchange {
	return listMoney.With(200, ok(`{"transactions":[`+strings.Join(rows, ",")+`],"pagination":{"page":1,"totalPages":1}}`))
}

func lost() providers.Query {
	return providers.Query{Reference: "r", Kind: providers.KindESIM, ProductID: pkg, ProductName: "Turkey, 5 GB - 7 Days", Cost: usd("12.50"), SubmittedAt: noon,
		Baseline: map[string]string{"wallet": "100.00 USD", "esims": "ESIM-00001", "debits": "D0"}}
}

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

// supports is the evidence in short.
func supports(f providers.Finding) map[string]providers.Truth {
	m := map[string]providers.Truth{}
	for _, e := range f.Evidence {
		m[e.Source] = e.Supports
	}
	return m
}

const (
	yes     = providers.Yes
	no      = providers.No
	unknown = providers.NotKnown
)

func weights(list, total, transactions, wallet providers.Truth) map[string]providers.Truth {
	return map[string]providers.Truth{"eSIM list": list, "eSIM total": total, "transactions": transactions, "wallet": wallet}
}

func equal(n int) func(*providers.Query) { return func(q *providers.Query) { q.Equal = n } }

// Another till on the same account may keep a ledger of its own: what it buys at
// the same time is never taken for ours when there is more than one to choose from.
func TestTrackALostSaleByEvidence(t *testing.T) {
	t.Parallel()
	fresh := row("ESIM-00002", pkg, 0)
	cases := map[string]struct {
		change       func(*providers.Query)
		esims, money exchange
		wallet       string
		found        bool
		want         map[string]providers.Truth
	}{
		"all speak for it":              {nil, esimList(fresh, row("ESIM-00001", pkg, -1)), moneyList(debit("D1", "12.50", 0)), "87.50", true, weights(yes, unknown, yes, yes)},
		"debit alone":                   {nil, esimList(fresh), moneyList(debit("D1", "12.5", 1)), "40", true, weights(yes, unknown, yes, unknown)},
		"debit with its fee apart":      {nil, esimList(fresh), moneyList(strings.Replace(debit("D1", "-12", 1), `"fee":0`, `"fee":0.5`, 1)), "40", true, weights(yes, unknown, yes, unknown)},
		"wallet alone":                  {nil, esimList(fresh), moneyList(), "87.5", true, weights(yes, unknown, no, yes)},
		"nothing happened":              {nil, esimList(row("ESIM-00001", pkg, -1)), moneyList(debit("D0", "12.50", -1)), "100", false, weights(no, unknown, no, no)},
		"paid but no eSIM":              {nil, esimList(), moneyList(debit("D1", "12.50", 0)), "87.50", false, weights(no, unknown, yes, yes)},
		"an eSIM that nobody paid":      {nil, esimList(fresh), moneyList(), "100", false, weights(yes, unknown, no, no)},
		"two new eSIMs":                 {nil, esimList(fresh, row("ESIM-00003", pkg, 1)), moneyList(debit("D1", "12.50", 0)), "87.50", false, weights(unknown, unknown, yes, yes)},
		"two debits for one eSIM":       {nil, esimList(fresh), moneyList(debit("D1", "12.50", 0), debit("D2", "12.50", 0)), "75", false, weights(yes, unknown, unknown, unknown)},
		"two debits, whatever is left":  {nil, esimList(fresh), moneyList(debit("D1", "12.50", 0), debit("D2", "12.50", 0)), "87.50", false, weights(yes, unknown, unknown, yes)},
		"two debits, one is our own":    {equal(1), esimList(fresh), moneyList(debit("D1", "12.50", 0), debit("D2", "12.50", 0)), "75", true, weights(yes, unknown, yes, unknown)},
		"three debits, one is our own":  {equal(1), esimList(fresh), moneyList(debit("D1", "12.50", 0), debit("D2", "12.50", 0), debit("D3", "12.50", 1)), "62.5", false, weights(yes, unknown, unknown, unknown)},
		"one debit that is shown twice": {nil, esimList(fresh), moneyList(debit("D1", "12.50", 0), debit("D1", "12.50", 0)), "87.50", true, weights(yes, unknown, yes, yes)},
		"two eSIMs and two debits":      {nil, esimList(fresh, row("ESIM-00003", pkg, 1)), moneyList(debit("D1", "12.50", 0), debit("D2", "12.50", 1)), "75", false, weights(unknown, unknown, unknown, unknown)},
		"the other one has an owner":    {claim("8910300000000000003"), esimList(fresh, row("ESIM-00003", pkg, 1)), moneyList(debit("D1", "12.50", 0)), "75", true, weights(yes, unknown, yes, unknown)},
		"owned under its eSIM id":       {claim("ORD-9/ESIM-00002"), esimList(fresh), moneyList(debit("D1", "12.50", 0)), "87.50", false, weights(no, unknown, yes, yes)},
		"another package":               {nil, esimList(row("ESIM-00002", "other", 0)), moneyList(debit("D1", "12.50", 0)), "87.50", false, weights(no, unknown, yes, yes)},
		"made long before":              {nil, esimList(row("ESIM-00002", pkg, -3)), moneyList(debit("D1", "12.50", -3)), "87.50", false, weights(no, unknown, no, yes)},
		"made within the slack":         {nil, esimList(row("ESIM-00002", pkg, -2)), moneyList(debit("D1", "12.50", -2)), "87.50", true, weights(yes, unknown, yes, yes)},
		"made hours later":              {nil, esimList(row("ESIM-00002", pkg, 120)), moneyList(debit("D1", "12.50", 120)), "87.50", false, weights(no, unknown, no, yes)},
		"another amount":                {nil, esimList(fresh), moneyList(debit("D1", "8", 0)), "92", false, weights(yes, unknown, no, unknown)},
		"a card was funded":             {nil, esimList(fresh), moneyList(strings.Replace(debit("D1", "12.50", 0), "ESIM", "FUNDING", 1)), "92", false, weights(yes, unknown, no, unknown)},
		"a debit that failed":           {nil, esimList(fresh), moneyList(strings.Replace(debit("D1", "12.50", 0), "COMPLETED", "FAILED", 1)), "92", false, weights(yes, unknown, no, unknown)},
		"a credit":                      {nil, esimList(fresh), moneyList(strings.Replace(debit("D1", "12.50", 0), "DEBIT", "CREDIT", 1)), "92", false, weights(yes, unknown, no, unknown)},
		"cost was not known":            {func(q *providers.Query) { q.Cost = nil }, esimList(fresh), moneyList(debit("D1", "12.50", 0)), "87.50", false, weights(yes, unknown, unknown, unknown)},
		"no baseline but the debit":     {func(q *providers.Query) { q.Baseline = nil }, esimList(fresh), moneyList(debit("D1", "12.50", 0)), "87.50", true, weights(yes, unknown, yes, unknown)},
		"no date and no baseline":       {func(q *providers.Query) { q.Baseline = nil }, esimList(undated(fresh)), moneyList(debit("D1", "12.50", 0)), "87.50", false, weights(no, unknown, yes, unknown)},
		"no date but new":               {nil, esimList(undated(fresh)), moneyList(debit("D1", "12.50", 0)), "87.50", true, weights(yes, unknown, yes, yes)},
		"transactions are not served":   {nil, esimList(fresh), listMoney.With(404, ""), "87.50", true, weights(yes, unknown, unknown, yes)},
		"the eSIM list is gone":         {nil, listESIMs.With(410, ""), moneyList(debit("D1", "12.50", 0)), "87.50", false, weights(unknown, unknown, yes, yes)},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			q := lost()
			if tc.change != nil {
				tc.change(&q)
			}
			say := []exchange{tc.esims, tc.money, walletOf(tc.wallet)}
			if tc.found {
				say = append(say, exchange{Request: "GET /esim/ESIM-00002", Answer: ok(`{"esimId":"ESIM-00002","iccid":"8910300000000000002","status":"inactive",` + ready + `}`)})
			}
			got, err := serve(t, say...).Track(context.Background(), q)
			same(t, err, nil)
			same(t, supports(got), tc.want)
			want := providers.Finding{Verdict: providers.Unclear, Evidence: got.Evidence}
			if tc.found {
				want.Verdict, want.Result = providers.Found, providers.Result{State: providers.StateCompleted, ProviderOrderID: "ESIM-00002", ProviderStatus: "inactive",
					Cost: usd("12.50"), Delivery: []providers.Delivery{{Type: providers.DeliverESIM, ICCID: "8910300000000000002", Activation: activationOf}}}
			}
			same(t, got, want)
		})
	}
}

func claim(id string) func(*providers.Query) {
	return func(q *providers.Query) { q.Claimed = map[string]bool{id: true} }
}

func undated(row string) string { return row[:strings.Index(row, `,"createdAt"`)] + "}" }

func TestEvidenceIsWrittenForAPerson(t *testing.T) {
	t.Parallel()
	got, err := serve(t, esimList(row("ESIM-00002", pkg, 0)), moneyList(), walletOf("92")).Track(context.Background(), lost())
	same(t, err, nil)
	same(t, got.Evidence, []providers.Evidence{
		{Source: "eSIM list", Expected: "one new eSIM of Turkey, 5 GB - 7 Days", Seen: "ESIM-00002 of 2026-11-22T12:00:00Z", Supports: yes},
		{Source: "eSIM total", Expected: "the package's size, nothing used", Seen: "5120 MB"},
		{Source: "transactions", Expected: "a debit of 12.50 USD", Seen: "no debit since then", Supports: no},
		{Source: "wallet", Expected: "100.00 USD less 12.50 USD", Seen: "92.00 USD"},
	})
}

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

	named := strings.Replace(row("ESIM-00002", pkg, 0), `{`, `{"orderId":"ORD-1",`, 1)
	other := strings.Replace(row("ESIM-00003", pkg, 0), `{`, `{"orderId":"ORD-2",`, 1)
	got, err = serve(t, esimList(other, named), moneyList(), walletOf("100"),
		exchange{Request: "GET /esim/ESIM-00002", Answer: ok(`{"esimId":"ESIM-00002","iccid":"8910300000000000002","status":"inactive",` + ready + `}`)}).Track(context.Background(), q)
	same(t, err, nil)
	same(t, got.Verdict, providers.Found)
	same(t, got.Result, providers.Result{State: providers.StateCompleted, ProviderOrderID: "ORD-1", ProviderStatus: "inactive",
		Delivery: []providers.Delivery{{Type: providers.DeliverESIM, ICCID: "8910300000000000002", Activation: activationOf}}})

	q.SubmittedAt = noon.Add(-time.Hour)
	got, err = serve(t, esimList(), moneyList(), walletOf("87.50")).Track(context.Background(), q)
	same(t, err, nil)
	same(t, got.Verdict, providers.Unclear)
}

func TestTrackATopUpByEvidence(t *testing.T) {
	t.Parallel()
	grown := func(total string) exchange {
		return refreshIt.With(200, ok(`{"iccid":"`+iccid+`","usage":{"dataTotalMb":`+total+`}}`))
	}
	noted := map[string]string{"wallet": "100.00 USD", "debits": "", "total_mb": "5120", "package_mb": "3072"}
	unsized := map[string]string{"wallet": "100.00 USD", "debits": "", "total_mb": "5120"}
	cases := map[string]struct {
		baseline map[string]string
		say      []exchange
		wallet   string
		found    bool
		want     map[string]providers.Truth
	}{
		"grown and paid":          {noted, []exchange{grown("8192"), moneyList(debit("D1", "8", 0))}, "92", true, weights(unknown, yes, yes, yes)},
		"size is asked for":       {unsized, []exchange{grown("8192"), moneyList(debit("D1", "8", 0)), listTopUps.With(200, ok(topUps))}, "92", true, weights(unknown, yes, yes, yes)},
		"grown, no debit":         {noted, []exchange{grown("8192"), moneyList()}, "92", false, weights(unknown, yes, no, yes)},
		"paid, not grown":         {noted, []exchange{grown("5120"), moneyList(debit("D1", "8", 0))}, "92", false, weights(unknown, no, yes, yes)},
		"grown by something else": {noted, []exchange{grown("6144"), moneyList(debit("D1", "8", 0))}, "92", false, weights(unknown, unknown, yes, yes)},
		"nothing happened":        {noted, []exchange{grown("5120"), moneyList()}, "100", false, weights(unknown, no, no, no)},
		"total before not known":  {nil, []exchange{grown("8192"), moneyList(debit("D1", "8", 0))}, "92", false, weights(unknown, unknown, yes, unknown)},
		"total now not known":     {noted, []exchange{grown("null"), moneyList(debit("D1", "8", 0))}, "92", false, weights(unknown, unknown, yes, yes)},
		"grown by another":        {noted, []exchange{grown("8192"), moneyList(debit("D1", "8", 0))}, "92", false, weights(unknown, no, no, yes)},
		"grown by another and by this": {noted, []exchange{grown("11264"), moneyList(debit("D1", "8", 0), debit("D2", "8", 0))}, "84", true,
			weights(unknown, yes, yes, unknown)},
		"grown once, two debits": {noted, []exchange{grown("8192"), moneyList(debit("D1", "8", 0), debit("D2", "8", 0))}, "84", false,
			weights(unknown, yes, unknown, unknown)},
		"the eSIM cannot be found": {noted, []exchange{refreshIt.With(404, fails("ESIM_NOT_FOUND")), moneyList()}, "92", false, weights(unknown, unknown, no, yes)},
	}
	// What another top-up changed since is no evidence for this one.
	others := map[string]int{"grown by another": 1, "grown by another and by this": 1}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := serve(t, append(tc.say, walletOf(tc.wallet))...)
			got, err := c.Track(context.Background(), providers.Query{Kind: providers.KindTopUp, ProductID: topUpPkg, ProductName: "3 GB", Target: iccid,
				Cost: usd("8"), SubmittedAt: noon, Baseline: tc.baseline, Others: others[name]})
			same(t, err, nil)
			same(t, supports(got), tc.want)
			want := providers.Finding{Verdict: providers.Unclear, Evidence: got.Evidence}
			if tc.found {
				want.Verdict, want.Result = providers.Found, providers.Result{State: providers.StateCompleted, Cost: usd("8"),
					Delivery: []providers.Delivery{{Type: providers.DeliverTopUp, ICCID: iccid, Message: "3 GB"}}}
			}
			same(t, got, want)
		})
	}
}

func TestTrackOfAProviderThatIsDownProvesNothing(t *testing.T) {
	t.Parallel()
	down := func(x exchange) exchange { x.Status, x.Answer, x.Times = 500, fails("INTERNAL_ERROR"), 3; return x }
	for name, say := range map[string][]exchange{
		"list":         {down(listESIMs)},
		"transactions": {esimList(), down(listMoney)},
		"wallet":       {esimList(), moneyList(), down(getWallet)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := serve(t, say...).Track(context.Background(), lost())
			same(t, judged(err), verdict{providers.KindUnavailable, providers.Unknown, "INTERNAL_ERROR", false})
		})
	}
}

// TestNewestPages: which end of the lists is the newest is not documented.
func TestNewestPages(t *testing.T) {
	t.Parallel()
	page := func(n, pages int, rows ...string) exchange {
		return exchange{Request: fmt.Sprintf("GET /esim/list?page=%d&perPage=100", n),
			Answer: ok(fmt.Sprintf(`{"esims":[%s],"pagination":{"page":%d,"totalPages":%d}}`, strings.Join(rows, ","), n, pages))}
	}
	at := func(minutes ...int) []string {
		var rows []string
		for _, m := range minutes {
			rows = append(rows, row(fmt.Sprintf("ESIM-%05d", 50000+m), pkg, m))
		}
		return rows
	}
	cases := map[string]struct {
		say  []exchange
		want int
	}{
		"newest first, one page is enough": {[]exchange{page(1, 9, at(5, -40)...)}, 2},
		"newest first, two pages":          {[]exchange{page(1, 9, at(5, 4)...), page(2, 9, at(3, -40)...)}, 4},
		"oldest first: from the back":      {[]exchange{page(1, 4, at(-400, -300)...), page(4, 4, at(4, 5)...), page(3, 4, at(-40, 3)...)}, 6},
		"no more than five pages":          {[]exchange{page(1, 9, at(9, 8)...), page(2, 9, at(7)...), page(3, 9, at(6)...), page(4, 9, at(5)...), page(5, 9, at(4)...)}, 6},
		"undated: as far as it goes":       {[]exchange{page(1, 2, undated(at(1)[0])), page(2, 2, undated(at(2)[0]))}, 2},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := serve(t, tc.say...).esims().since(context.Background(), noon)
			same(t, err, nil)
			same(t, len(got), tc.want)
		})
	}
}

// TestClockOfTheProvider: what Fyatu dates is dated by its own clock, which
// its answers tell.
func TestClockOfTheProvider(t *testing.T) {
	t.Parallel()
	for _, behind := range []time.Duration{0, 10 * time.Minute} {
		c := serve(t, walletOf("1"))
		i := inquiry{c, lost(), c.books()}
		i.q.SubmittedAt = noon.Add(-behind) // by our clock
		ours := New(Config{BaseURL: c.c.BaseURL, AppID: "A1B2C3D4E5F6G7H8", SecretKey: testSecret, Now: func() time.Time { return i.q.SubmittedAt }, Wire: quick})
		_, err := ours.Balance(context.Background())
		same(t, err, nil)
		i.c = ours
		got := []bool{i.mine(noon.Add(-121 * time.Second)), i.mine(noon.Add(-2 * time.Minute)), i.mine(noon.Add(30 * time.Minute)), i.mine(noon.Add(31 * time.Minute))}
		same(t, got, []bool{false, true, true, false})
	}
}
