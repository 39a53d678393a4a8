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

// supports is the evidence in short.
func supports(f providers.Finding) map[string]providers.Truth {
	m := map[string]providers.Truth{}
	for _, e := range f.Evidence {
		m[e.Source.Key] = e.Supports
	}
	return m
}

const (
	yes     = providers.Yes
	no      = providers.No
	unknown = providers.NotKnown
)

func weights(list, total, transactions, wallet providers.Truth) map[string]providers.Truth {
	return map[string]providers.Truth{"fyatu.esim_list": list, "fyatu.esim_total": total, "fyatu.transactions": transactions, "fyatu.wallet": wallet}
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
		"no debit, cost not known":      {func(q *providers.Query) { q.Cost = nil }, esimList(fresh), moneyList(), "87.50", false, weights(yes, unknown, no, unknown)},
		"cost in another currency":      {costing("12.50", "EUR"), esimList(fresh), moneyList(debit("D1", "12.50", 0)), "87.50", false, weights(yes, unknown, no, unknown)},
		"cost of nothing":               {costing("0", "USD"), esimList(fresh), moneyList(), "100", false, weights(yes, unknown, no, no)},
		"wallet in another currency":    {noting("wallet", "100.00 EUR"), esimList(fresh), moneyList(), "87.50", false, weights(yes, unknown, no, unknown)},
		"debit in another currency":     {nil, esimList(fresh), moneyList(strings.Replace(debit("D1", "12.50", 0), "USD", "EUR", 1)), "92", false, weights(yes, unknown, no, unknown)},
		"debit without a currency":      {nil, esimList(fresh), moneyList(strings.Replace(debit("D1", "12.50", 0), "USD", "", 1)), "40", true, weights(yes, unknown, yes, unknown)},
		"debit with its fee beside":     {nil, esimList(fresh), moneyList(strings.Replace(debit("D1", "12.50", 0), `"fee":0`, `"fee":0.5`, 1)), "40", true, weights(yes, unknown, yes, unknown)},
		"debit without a fee":           {nil, esimList(fresh), moneyList(strings.Replace(debit("D1", "12.50", 0), `"fee":0`, `"fee":null`, 1)), "40", true, weights(yes, unknown, yes, unknown)},
		"debit without a date":          {nil, esimList(fresh), moneyList(undated(debit("D1", "12.50", 0))), "92", false, weights(yes, unknown, no, unknown)},
		"debit without an amount":       {nil, esimList(fresh), moneyList(debit("D1", "null", 0)), "92", false, weights(yes, unknown, no, unknown)},
		"two debits without an id":      {nil, esimList(fresh), moneyList(debit("", "12.50", 0), debit("", "12.50", 0)), "75", false, weights(yes, unknown, unknown, unknown)},
		"first debit, without an id":    {noting("debits", ""), esimList(fresh), moneyList(debit("", "12.50", 0)), "40", true, weights(yes, unknown, yes, unknown)},
		"first eSIM, without an ICCID":  {noting("esims", ""), esimList(strings.Replace(fresh, "8910300000000000002", "", 1)), moneyList(debit("D1", "12.50", 0)), "40", true, weights(yes, unknown, yes, unknown)},
		"an eSIM without a name":        {nil, esimList(strings.NewReplacer("8910300000000000002", "", "ESIM-00002", "").Replace(fresh)), moneyList(debit("D1", "12.50", 0)), "87.50", false, weights(no, unknown, yes, yes)},
		"one eSIM that is shown twice":  {nil, esimList(fresh, fresh), moneyList(debit("D1", "12.50", 0)), "87.50", true, weights(yes, unknown, yes, yes)},
		"noted under its ICCID":         {noting("esims", "8910300000000000002"), esimList(fresh), moneyList(debit("D1", "12.50", 0)), "87.50", false, weights(no, unknown, yes, yes)},
		"owned under its order":         {claim("ORD-9/ESIM-00007"), esimList(ordered("ORD-9", fresh)), moneyList(debit("D1", "12.50", 0)), "87.50", false, weights(no, unknown, yes, yes)},
		"another one is owned":          {claim("ESIM-00007"), esimList(fresh), moneyList(debit("D1", "12.50", 0)), "87.50", true, weights(yes, unknown, yes, yes)},
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

func costing(amount, currency string) func(*providers.Query) {
	return func(q *providers.Query) { q.Cost = providers.MustMoney(amount, currency).Ptr() }
}

// noting puts another fact into the baseline.
func noting(fact, value string) func(*providers.Query) {
	return func(q *providers.Query) { q.Baseline[fact] = value }
}

// ordered is a row of the list that names its order.
func ordered(id, row string) string { return `{"orderId":"` + id + `",` + row[1:] }

func undated(row string) string { return row[:strings.Index(row, `,"createdAt"`)] + "}" }

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

// TestClockOfTheProvider: what Fyatu dates is dated by its own clock, which
// its answers tell.
func TestClockOfTheProvider(t *testing.T) {
	t.Parallel()
	for _, behind := range []time.Duration{0, 10 * time.Minute} {
		c := serve(t, walletOf("1"))
		i := inquiry{c, lost()}
		i.q.SubmittedAt = noon.Add(-behind) // by our clock
		ours := New(Config{BaseURL: c.c.BaseURL, AppID: "A1B2C3D4E5F6G7H8", SecretKey: testSecret, Now: func() time.Time { return i.q.SubmittedAt }, Wire: quick})
		_, err := ours.Balance(context.Background())
		same(t, err, nil)
		i.c = ours
		got := []bool{i.mine(noon.Add(-121 * time.Second)), i.mine(noon.Add(-2 * time.Minute)), i.mine(noon.Add(30 * time.Minute)), i.mine(noon.Add(31 * time.Minute))}
		same(t, got, []bool{false, true, true, false})
	}
}
