package fyatu

import (
	"context"
	"strings"
	"testing"
	"time"

	"simdesk/providers"
	"simdesk/providers/wire/loose"
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
			{Source: because("fyatu.esim_list"), Expected: because("fyatu.one_new_esim", "product", "Turkey, 5 GB - 7 Days"), Seen: because("fyatu.esims", "list", []string{"ESIM-00002 2026-11-22T12:00:00Z"}), Supports: yes},
			{Source: because("fyatu.esim_total"), Expected: because("fyatu.package_size"), Seen: mb("5120")},
			{Source: because("fyatu.transactions"), Expected: because("fyatu.a_debit", "cost", amount("12.50")), Seen: because("fyatu.no_debit"), Supports: no},
			{Source: because("fyatu.wallet"), Expected: because("fyatu.before_less", "before", usd("100"), "cost", amount("12.50")), Seen: amount("92")},
		}},
		"two debits, and nothing noted before": {func(q *providers.Query) { q.Baseline = nil },
			[]exchange{esimList(strings.Replace(fresh, `"total":5120`, `"total":null`, 1)), paid, walletOf("75")}, []providers.Evidence{
				{Source: because("fyatu.esim_list"), Expected: because("fyatu.one_new_esim", "product", "Turkey, 5 GB - 7 Days"), Seen: because("fyatu.esims", "list", []string{"ESIM-00002 2026-11-22T12:00:00Z"}), Supports: yes},
				{Source: because("fyatu.esim_total"), Expected: because("fyatu.package_size"), Seen: because("fyatu.not_told")},
				{Source: because("fyatu.transactions"), Expected: because("fyatu.debits_at_most", "n", 1, "cost", amount("12.50")), Seen: because("fyatu.debits", "others", because("fyatu.debit", "amount", usd("12.50"), "at", noon), "amount", usd("12.50"), "at", noon.Add(time.Minute))},
				{Source: because("fyatu.wallet"), Expected: because("fyatu.less_than_before", "cost", amount("12.50")), Seen: because("fyatu.before_unknown", "now", amount("75"))},
			}},
		"lists that are not served": {func(q *providers.Query) { q.Cost = nil },
			[]exchange{listESIMs.With(404, ""), listMoney.With(410, `{"success":false,"status":410,"message":"x","meta":{"requestId":"req_2"}}`), walletOf("100")}, []providers.Evidence{
				{Source: because("fyatu.esim_list"), Expected: because("fyatu.one_new_esim", "product", "Turkey, 5 GB - 7 Days"), Seen: because("fyatu.unread", "why", because("fyatu.not_its_error"))},
				{Source: because("fyatu.esim_total"), Expected: because("fyatu.package_size"), Seen: because("fyatu.no_single_esim")},
				{Source: because("fyatu.transactions"), Expected: because("fyatu.a_debit", "cost", because("fyatu.the_price")), Seen: because("fyatu.unread", "why", because("fyatu.not_its_error"))},
				{Source: because("fyatu.wallet"), Expected: because("fyatu.before_less", "before", usd("100"), "cost", because("fyatu.the_price")), Seen: amount("100"), Supports: no},
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
		"grown":                     {"5120", "3072", 0, []exchange{is("8192")}, providers.Evidence{Expected: mb("8192"), Seen: mb("8192"), Supports: yes}},
		"grown by others too":       {"5120", "3072", 2, []exchange{is("14336")}, providers.Evidence{Expected: mb("14336"), Seen: because("fyatu.other_top_ups", "now", mb("14336"), "n", 2), Supports: yes}},
		"size not known, as it was": {"5120", "", 0, []exchange{is("5120"), unlimited}, providers.Evidence{Expected: because("fyatu.grown_from", "before", mb("5120")), Seen: mb("5120"), Supports: no}},
		"size not known, grown":     {"5120", "", 0, []exchange{is("8192"), unlimited}, providers.Evidence{Expected: because("fyatu.grown_from", "before", mb("5120")), Seen: mb("8192")}},
		"before not known":          {"", "3072", 0, []exchange{is("8192")}, providers.Evidence{Expected: because("fyatu.grown"), Seen: because("fyatu.before_unknown", "now", mb("8192"))}},
		"now not known":             {"5120", "3072", 0, []exchange{is("null")}, providers.Evidence{Expected: because("fyatu.grown"), Seen: because("fyatu.no_total")}},
		"nowhere to be found": {"5120", "3072", 0, []exchange{refreshIt.With(404, fails("ESIM_NOT_FOUND"))},
			providers.Evidence{Expected: because("fyatu.grown"), Seen: because("fyatu.unread", "why", because("fyatu.esim_not_found"))}},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			q := providers.Query{Kind: providers.KindTopUp, ProductID: topUpPkg, Target: iccid, SubmittedAt: noon, Others: tc.others,
				Baseline: map[string]string{"wallet": "100.00 USD", "total_mb": tc.total, "package_mb": tc.size}}
			got, err := serve(t, append(tc.say, moneyList(), walletOf("100"))...).Track(context.Background(), q)
			same(t, err, nil)
			tc.want.Source = because("fyatu.esim_total")
			same(t, got, providers.Finding{Verdict: providers.Unclear, Evidence: []providers.Evidence{
				{Source: because("fyatu.esim_list"), Expected: because("fyatu.no_new_esim", "iccid", iccid), Seen: because("fyatu.not_looked_at")}, tc.want,
				{Source: because("fyatu.transactions"), Expected: because("fyatu.a_debit", "cost", because("fyatu.the_price")), Seen: because("fyatu.no_debit"), Supports: no},
				{Source: because("fyatu.wallet"), Expected: because("fyatu.before_less", "before", usd("100"), "cost", because("fyatu.the_price")), Seen: amount("100"), Supports: no},
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
		same(t, loose.Decode([]byte(`{"amount":1,"type":"`+tc.kind+`","category":"`+tc.category+`","status":"`+tc.status+`"}`), &got), nil)
		if got.isDebit() != tc.want {
			t.Errorf("%v: %v", tc, !tc.want)
		}
	}
}

// because is why, by a key.
var because = providers.Because

func amount(dollars string) providers.Reason { return because("fyatu.amount", "amount", usd(dollars)) }

func mb(size string) providers.Reason { return because("fyatu.megabytes", "size", size) }
