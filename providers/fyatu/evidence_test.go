package fyatu

import (
	"context"
	"strings"
	"testing"

	"simdesk/providers"
	"simdesk/providers/wire"
)

// TestEvidenceIsWrittenForAPerson: these words are what a person decides by.
func TestEvidenceIsWrittenForAPerson(t *testing.T) {
	t.Parallel()
	fresh := row("ESIM-00002", pkg, 0)
	paid := moneyList(debit("D1", "12.50", 0), debit("D2", "12.50", 1))
	cases := map[string]struct {
		change func(*providers.Query)
		say    []exchange
		want   []providers.Evidence
	}{
		"an eSIM, and a wallet that does not fit": {nil, []exchange{esimList(fresh), moneyList(), walletOf("92")}, []providers.Evidence{
			{Source: "eSIM list", Expected: "one new eSIM of Turkey, 5 GB - 7 Days", Seen: "ESIM-00002 of 2026-11-22T12:00:00Z", Supports: yes},
			{Source: "eSIM total", Expected: "the package's size, nothing used", Seen: "5120 MB"},
			{Source: "transactions", Expected: "a debit of 12.50 USD", Seen: "no debit since then", Supports: no},
			{Source: "wallet", Expected: "100.00 USD less 12.50 USD", Seen: "92.00 USD"},
		}},
		"two debits, and nothing noted before": {func(q *providers.Query) { q.Baseline = nil },
			[]exchange{esimList(strings.Replace(fresh, `"total":5120`, `"total":null`, 1)), paid, walletOf("75")}, []providers.Evidence{
				{Source: "eSIM list", Expected: "one new eSIM of Turkey, 5 GB - 7 Days", Seen: "ESIM-00002 of 2026-11-22T12:00:00Z", Supports: yes},
				{Source: "eSIM total", Expected: "the package's size, nothing used", Seen: "not told"},
				{Source: "transactions", Expected: "a debit of 12.50 USD, at most 1 of them", Seen: "12.50 USD at 12:00:00, 12.50 USD at 12:01:00"},
				{Source: "wallet", Expected: "12.50 USD less than before", Seen: "75.00 USD; what it was before is not known"},
			}},
		"lists that are not served": {func(q *providers.Query) { q.Cost = nil },
			[]exchange{listESIMs.With(404, ""), listMoney.With(410, `{"success":false,"status":410,"message":"x","meta":{"requestId":"req_2"}}`), walletOf("100")}, []providers.Evidence{
				{Source: "eSIM list", Expected: "one new eSIM of Turkey, 5 GB - 7 Days", Seen: "could not be read: " + sayForeign},
				{Source: "eSIM total", Expected: "the package's size, nothing used", Seen: "no single new eSIM to look at"},
				{Source: "transactions", Expected: "a debit of the price", Seen: "could not be read: " + sayForeign},
				{Source: "wallet", Expected: "100.00 USD less the price", Seen: "100.00 USD", Supports: no},
			}},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			q := lost()
			if tc.change != nil {
				tc.change(&q)
			}
			got, err := serve(t, tc.say...).Track(context.Background(), q)
			same(t, err, nil)
			same(t, got, providers.Finding{Verdict: providers.Unclear, Evidence: tc.want})
		})
	}
}

func TestEvidenceOfATopUp(t *testing.T) {
	t.Parallel()
	is := func(total string) exchange {
		return refreshIt.With(200, ok(`{"iccid":"`+iccid+`","usage":{"dataTotalMb":`+total+`}}`))
	}
	unlimited := listTopUps.With(200, ok(`{"packages":[{"packageId":"`+topUpPkg+`","data":{"isUnlimited":true}}]}`))
	cases := map[string]struct {
		total, size string // as noted before
		others      int
		say         []exchange
		want        providers.Evidence // of the eSIM's total
	}{
		"grown":                     {"5120", "3072", 0, []exchange{is("8192")}, providers.Evidence{Expected: "8192 MB", Seen: "8192 MB", Supports: yes}},
		"grown by others too":       {"5120", "3072", 2, []exchange{is("14336")}, providers.Evidence{Expected: "14336 MB", Seen: "14336 MB; 2 other top-ups since then", Supports: yes}},
		"size not known, as it was": {"5120", "", 0, []exchange{is("5120"), unlimited}, providers.Evidence{Expected: "5120 MB grown by the top-up", Seen: "5120 MB", Supports: no}},
		"size not known, grown":     {"5120", "", 0, []exchange{is("8192"), unlimited}, providers.Evidence{Expected: "5120 MB grown by the top-up", Seen: "8192 MB"}},
		"before not known":          {"", "3072", 0, []exchange{is("8192")}, providers.Evidence{Expected: "grown by the top-up", Seen: "8192 MB; what it was before is not known"}},
		"now not known":             {"5120", "3072", 0, []exchange{is("null")}, providers.Evidence{Expected: "grown by the top-up", Seen: "Fyatu tells no total"}},
		"nowhere to be found": {"5120", "3072", 0, []exchange{refreshIt.With(404, fails("ESIM_NOT_FOUND"))},
			providers.Evidence{Expected: "grown by the top-up", Seen: "could not be read: " + faults["ESIM_NOT_FOUND"].message}},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			q := providers.Query{Kind: providers.KindTopUp, ProductID: topUpPkg, Target: iccid, SubmittedAt: noon, Others: tc.others,
				Baseline: map[string]string{"wallet": "100.00 USD", "total_mb": tc.total, "package_mb": tc.size}}
			got, err := serve(t, append(tc.say, moneyList(), walletOf("100"))...).Track(context.Background(), q)
			same(t, err, nil)
			tc.want.Source = "eSIM total"
			same(t, got, providers.Finding{Verdict: providers.Unclear, Evidence: []providers.Evidence{
				{Source: "eSIM list", Expected: "no new eSIM: a top-up stays on " + iccid, Seen: "not looked at"}, tc.want,
				{Source: "transactions", Expected: "a debit of the price", Seen: "no debit since then", Supports: no},
				{Source: "wallet", Expected: "100.00 USD less the price", Seen: "100.00 USD", Supports: no},
			}})
		})
	}
}

// TestWhatIsADebit: what did not go through, and what the card business of the
// same wallet moved, took nothing for an eSIM.
func TestWhatIsADebit(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		kind, category, status string
		want                   bool
	}{
		{"DEBIT", "ESIM", "COMPLETED", true}, {"debit", "", "", true}, {"DEBIT", "ESIM", "PENDING", true}, {"CREDIT", "ESIM", "COMPLETED", false},
		{"DEBIT", "ESIM", "failed", false}, {"DEBIT", "ESIM", "CANCELLED", false}, {"DEBIT", "ESIM", "CANCELED", false}, {"DEBIT", "ESIM", "REVERSED", false},
		{"DEBIT", "ESIM", "REFUNDED", false}, {"DEBIT", "ESIM", "DECLINED", false}, {"DEBIT", "ESIM", "REJECTED", false},
		{"DEBIT", "ISSUANCE", "COMPLETED", false}, {"DEBIT", "FUNDING", "COMPLETED", false}, {"DEBIT", "unloading", "COMPLETED", false},
		{"DEBIT", "DEPOSIT", "COMPLETED", false}, {"DEBIT", "WITHDRAWAL", "COMPLETED", false},
	} {
		var got transaction
		same(t, wire.Decode([]byte(`{"amount":1,"type":"`+tc.kind+`","category":"`+tc.category+`","status":"`+tc.status+`"}`), &got), nil)
		if got.isDebit() != tc.want {
			t.Errorf("%v: %v", tc, !tc.want)
		}
	}
}
