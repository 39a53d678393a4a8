package desk

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"simdesk/providers"
	"simdesk/state/ledger"
)

func TestQuoteTellsEverythingBeforeTheMoney(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	q, err := s.Quote(t.Context(), QuoteRequest{Provider: "fake", ProductID: "ng-airtime", Clerk: "ana",
		Fields: map[string]string{"phone": "0803\u00ad 123\u2063 4567", "amount": "1\u200d0\u3164"}})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{"phone": q.Fields["phone"], "cost": q.Cost.String(), "price": q.Price.String(), "margin": q.Margin.String(),
		"delivered": q.Delivered.String(), "now": q.WalletNow.String(), "after": q.WalletAfter.String()}
	want := map[string]string{"phone": "+2348031234567", "cost": "9.70 USD", "price": "11.70 USD", "margin": "2.00 USD",
		"delivered": "15000.00 NGN", "now": "100.00 USD", "after": "90.30 USD"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if !q.Estimated || len(q.Reference) != 36 || len(q.Warnings) != 0 {
		t.Errorf("estimated %v, reference %q, warnings %v", q.Estimated, q.Reference, q.Warnings)
	}
}

func TestQuoteRefusesWhatCannotBeSold(t *testing.T) {
	t.Parallel()
	airtime := func(phone, amount string) QuoteRequest {
		return QuoteRequest{Provider: "fake", ProductID: "ng-airtime", Fields: map[string]string{"phone": phone, "amount": amount}}
	}
	cases := []struct {
		name string
		r    QuoteRequest
		kind providers.ErrorKind
		says string
	}{
		{"unknown provider", QuoteRequest{Provider: "nobody", ProductID: "x"}, providers.KindConfig, `desk.another_provider (names=fake, provider=nobody)`},
		{"phone of another country", airtime("+33 6 12 34 56 78", "10"), providers.KindInvalid,
			"desk.field (label=Customer's number, why=desk.number_of (countries=NG, have=FR, number=+33 6 12 34 56 78))"},
		{"no phone at all", airtime("123456", "10"), providers.KindInvalid,
			"desk.field (label=Customer's number, why=desk.no_number_in (country=NG, typed=123456))"},
		{"amount out of range", airtime("08031234567", "51"), providers.KindInvalid, "field.out_of_range (high=50.00 USD, label=Amount, low=1.00 USD)"},
		{"amount missing", airtime("08031234567", ""), providers.KindInvalid, "field.missing (label=Amount)"},
		{"unknown field", QuoteRequest{Provider: "fake", ProductID: "jp-5gb", Fields: map[string]string{"colour": "red"}}, providers.KindInvalid,
			"field.takes_none (field=colour, product=Japan 5 GB)"},
		{"letters in an ICCID", QuoteRequest{Provider: "fake", ICCID: "8944abc"}, providers.KindInvalid,
			"desk.no_iccid (typed=8944abc)"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := newShop(t).Quote(t.Context(), c.r)
			e := providers.AsError(err)
			if e == nil || e.Kind != c.kind || e.Why.String() != c.says || e.Outcome != providers.NotSent {
				t.Errorf("got %+v", e)
			}
		})
	}
}

func TestWhatTheWalletAllows(t *testing.T) {
	t.Parallel()
	type figures struct{ Now, After, Blocked string }
	for _, c := range []struct {
		name, wallet string
		credit       bool
		want         figures
	}{
		{"enough", "9.50", false, figures{"9.50 USD", "0.00 USD", ""}},
		{"not enough", "9.49", false, figures{"9.49 USD", "-0.01 USD", CodeWallet}},
		{"owed, on credit", "-120.50", true, figures{"-120.50 USD", "", ""}},
		{"nothing owed yet, on credit", "0", true, figures{"0.00 USD", "", ""}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newShop(t)
			s.fake.wallet, s.fake.credit = c.wallet, c.credit
			q, err := s.Quote(t.Context(), QuoteRequest{Provider: "fake", ProductID: "jp-5gb"})
			if err != nil {
				t.Fatal(err)
			}
			got := figures{Now: q.WalletNow.String()}
			if q.WalletAfter != nil {
				got.After = q.WalletAfter.String()
			}
			if q.Blocked != nil {
				got.Blocked = q.Blocked.Code
			}
			if d := cmp.Diff(c.want, got); d != "" || len(q.Warnings) != 0 {
				t.Errorf("%s %v", d, q.Warnings)
			}
			if c.credit {
				if o := s.sell(t, QuoteRequest{Provider: "fake", ProductID: "jp-5gb"}); o.State != providers.StateCompleted {
					t.Errorf("sold on credit: %s", o.State)
				}
			}
		})
	}
}

func TestAProductGoneFromTheCatalogue(t *testing.T) {
	t.Parallel()
	_, err := newShop(t).Quote(t.Context(), QuoteRequest{Provider: "fake", ProductID: "gone"})
	if e := providers.AsError(err); e == nil || e.Kind != providers.KindNotFound {
		t.Errorf("got %+v", e)
	}
}

func TestTheSameSaleMinutesAgoIsWarnedOf(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	r := QuoteRequest{Provider: "fake", ProductID: "ng-airtime", Fields: map[string]string{"phone": "08031234567", "amount": "10"}}
	s.sell(t, r)
	s.clock.advance(3 * time.Minute)
	q, err := s.Quote(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	want := []providers.Reason{providers.Because("desk.sold_to", "target", "+2348031234567", "age", 3*time.Minute)}
	if d := cmp.Diff(want, q.Warnings); d != "" {
		t.Error(d)
	}
	s.clock.advance(10 * time.Minute)
	if q, err = s.Quote(t.Context(), r); err != nil || len(q.Warnings) != 0 {
		t.Errorf("%v %v", q.Warnings, err)
	}
}

// TestTheSameSaleIsWarnedOfInWords: a clerk reads no state's name, as the ledger
// has it.
func TestTheSameSaleIsWarnedOfInWords(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 22, 14, 0, 0, 0, time.UTC)
	for state, want := range map[providers.State]string{
		providers.StateCompleted:   "desk.sold",
		providers.StateProcessing:  "desk.sold_in_progress",
		providers.StateSubmitted:   "desk.sold_in_doubt",
		providers.StateUnknown:     "desk.sold_in_doubt",
		providers.StateFailed:      "desk.sold_not_carried_out",
		providers.StateNeedsReview: "desk.sold_in_doubt",
	} {
		if got := sameSaleWarning(ledger.Order{State: state, CreatedAt: now.Add(-2 * time.Minute)}, "", now); !got.Equal(providers.Because(want, "age", 2*time.Minute)) {
			t.Errorf("%s:\n got %s\nwant %s", state, got, want)
		}
	}
}

// TestWhatIsInDoubtIsWarnedOf: the customer whose order nobody knows about is
// still at the counter after a minute, or comes back after lunch.
func TestWhatIsInDoubtIsWarnedOf(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.inReview(t)
	for _, step := range []struct {
		wait time.Duration
		age  time.Duration
	}{{0, 3 * time.Minute}, {3 * time.Hour, 3*time.Hour + 3*time.Minute}, {24 * time.Hour, 0}} {
		s.clock.advance(step.wait)
		var want []providers.Reason
		if step.age > 0 {
			want = []providers.Reason{providers.Because("desk.doubt", "age", step.age)}
		}
		q, err := s.Quote(t.Context(), oneJapan)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(want, q.Warnings); d != "" {
			t.Errorf("after %v: %s", step.wait, d)
		}
	}
}

func TestATopUpWithoutAProductNeverGuesses(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	small, big := japan, japan
	small.ID, big.ID = "small", "big"
	s.fake.fits = []providers.Product{small, big}
	r := QuoteRequest{Provider: "fake", ICCID: "8999 0000 0000 0000 018F"}
	if _, err := s.Quote(t.Context(), r); !providers.IsKind(err, providers.KindInvalid) {
		t.Errorf("two fit: %v", err)
	}
	r.ProductID = "big"
	q, err := s.Quote(t.Context(), r)
	if err != nil || q.Product.ID != "big" || q.ICCID != "8999000000000000018" {
		t.Errorf("named: %+v %v", q, err)
	}
	s.fake.fits, r.ProductID = []providers.Product{small}, ""
	if q, err := s.Quote(t.Context(), r); err != nil || q.Product.ID != "small" {
		t.Errorf("one fits: %v %v", q.Product.ID, err)
	}
	s.fake.fits = nil
	if _, err := s.Quote(t.Context(), r); !providers.IsKind(err, providers.KindDeclined) {
		t.Errorf("none fits: %v", err)
	}
}
