package valuetopup

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"simdesk/providers/sandbox/sim"
	"simdesk/providers/sandbox/sim/simtest"
)

func TestCatalogueHasEveryCategory(t *testing.T) {
	t.Parallel()
	_, s, c := open(t)
	list := simtest.At(c.OK(t, "GET /api/v1/catalog/skus", ""), "payLoad").([]any)
	fixed, ranges, countries := map[string]int{}, map[string]int{}, map[string]bool{}
	for _, k := range list {
		category := simtest.Text(k, "category")
		countries[simtest.Text(k, "countryCode")] = true
		if simtest.Text(k, "minAmount") == simtest.Text(k, "maxAmount") && simtest.Text(k, "minAmount") == simtest.Text(k, "faceValue") {
			fixed[category]++
		} else {
			ranges[category]++
		}
	}
	if len(list) != len(s.skus) || len(list) < 1000 || len(countries) < 190 {
		t.Errorf("%d SKUs of %d in %d countries", len(list), len(s.skus), len(countries))
	}
	for _, category := range []string{"RTR", "PIN", "eSIM", "Gift Card", "SIM"} {
		if fixed[category] == 0 {
			t.Errorf("no fixed SKU in %s", category)
		}
	}
	for _, category := range []string{"RTR", "Gift Card", "Bill Pay"} {
		if ranges[category] == 0 {
			t.Errorf("no range in %s", category)
		}
	}
}

func TestLookupByPrefix(t *testing.T) {
	t.Parallel()
	_, _, c := open(t)
	for number, want := range map[string]string{
		"2348035550123": "000 NG", "18765550123": "000 JM", "12125550123": "000 US", "14165550123": "000 CA", "77015550123": "000 KZ",
		"79165550123": "000 RU", "447700900123": "000 GB", "2349": "501 ", "999123456789": "501 ", "2348035599027": "027 ",
	} {
		got := c.OK(t, "GET /api/v1/catalog/lookup/mobile/"+number, "")
		if have := simtest.Text(got, "responseCode") + " " + simtest.Text(got, "payLoad", "countryCode"); have != want {
			t.Errorf("%s: %q, want %q", number, have, want)
		}
		if want[:3] == "000" && len(simtest.At(got, "payLoad", "skus").([]any)) == 0 {
			t.Errorf("%s: nothing to sell", number)
		}
	}
}

// Gift cards are the document's own example of a sale that takes a while.
func TestGiftCardsSettle(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, amount, code string
		card               bool
	}{
		{"Apple United States 25 USD", "25", "000", true},
		{"Apple United States 50 USD", "50", "510", false},
		{"Google Play United States 50 USD", "50", "015", false},
		{"Amazon United States", "12.34", "000", true},
		{"Steam United States 10 USD", "10", "000", false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			w, s, c := open(t)
			before := s.wallet.Balance()
			const pending = `{"responseCode":"852","responseMessage":"Gift card processing is in progress.","payLoad":null}`
			body := fmt.Sprintf(`{"skuId":%d,"amount":%s,"correlationId":"card-1"}`, id(t, s, tc.name), tc.amount)
			r := c.Do(t, "POST /api/v1/transaction/giftcard/order", body)
			again := c.Do(t, "GET /api/v1/transaction/status/card-1", "")
			if string(r.Body) != pending || string(again.Body) != pending || r.Status != 200 {
				t.Errorf("%d %s\n%s", r.Status, r.Body, again.Body)
			}
			w.Advance(w.Settle)
			got := c.OK(t, "GET /api/v1/transaction/status/card-1", "")
			number := simtest.Text(got, "payLoad", "giftCardDetail", "cardNumber")
			if simtest.Text(got, "responseCode") != tc.code || strings.HasPrefix(number, "SANDBOX-") != tc.card {
				t.Errorf("settled as %v", got)
			}
			charges := w.Charges(Name)
			if len(charges) != 1 || charges[0].Refunded != (tc.code != "000") || charges[0].Reference != "card-1" {
				t.Errorf("charges %+v", charges)
			}
			if tc.code != "000" && !s.wallet.Balance().Equal(before) {
				t.Errorf("the wallet went from %s to %s for nothing", before, s.wallet.Balance())
			}
			fetched := c.OK(t, "GET /api/v1/transaction/giftcard/fetch/"+charges[0].ID, "")
			if got := strings.HasPrefix(simtest.Text(fetched, "payLoad", "cardNumber"), "SANDBOX-"); got != (tc.code == "000") {
				t.Errorf("fetched %v", fetched)
			}
		})
	}
}

// A number that ends in 99851 or 99852 is in progress at first.
func TestTopupInProgress(t *testing.T) {
	t.Parallel()
	for _, code := range []string{"851", "852"} {
		w, s, c := open(t)
		body := fmt.Sprintf(`{"skuId":%d,"amount":5,"mobile":"23480355%s","correlationId":"slow"}`, id(t, s, "MTN Nigeria"), "99"+code)
		if got := c.OK(t, "POST /api/v1/transaction/topup", body); simtest.Text(got, "responseCode") != code || simtest.At(got, "payLoad") != nil {
			t.Errorf("%v", got)
		}
		if got := c.OK(t, "GET /api/v1/transaction/status/slow", ""); simtest.Text(got, "responseCode") != code {
			t.Errorf("%v", got)
		}
		w.Advance(w.Settle)
		if got := c.OK(t, "GET /api/v1/transaction/status/slow", ""); simtest.Text(got, "responseCode") != "000" || simtest.Text(got, "payLoad", "faceValue") != "5" {
			t.Errorf("%v", got)
		}
		if n := len(w.Charges(Name)); n != 1 {
			t.Errorf("%d charges", n)
		}
	}
}

func TestESIMBurns(t *testing.T) {
	t.Parallel()
	w, s, c := open(t)
	got := c.OK(t, "POST /api/v1/esim/order", fmt.Sprintf(`{"skuId":%d,"correlationId":"e"}`, id(t, s, "Japan 5 GB 30 Days")))
	detail := simtest.At(got, "payLoad", "esimDetail")
	iccid, lpa := simtest.Text(detail, "iccid"), simtest.Text(detail, "qrCodeString")
	if lpa != "LPA:1$"+sim.SMDP+"$"+simtest.Text(detail, "activationCode") || !strings.HasPrefix(lpa, "LPA:1$"+sim.SMDP+"$SANDBOX-") {
		t.Errorf("activation %v", detail)
	}
	row := func() (left, unit, start string) {
		b := simtest.At(c.OK(t, "GET /api/v1/esim/status/"+iccid, ""), "payLoad", 0)
		if simtest.Text(b, "initialQuantity") != "5120" {
			t.Errorf("bundle %v", b)
		}
		return simtest.Text(b, "remainingQuantity"), simtest.Text(b, "unit"), simtest.Text(b, "startTime")
	}
	if left, unit, start := row(); left != "5120" || unit != "MB" || start != "" {
		t.Errorf("new: %s %s since %q", left, unit, start)
	}
	w.Advance(5 * day)
	if left, _, start := row(); left == "5120" || left == "0" || start == "" {
		t.Errorf("after five days: %s since %q", left, start)
	}
	w.Advance(60 * day)
	if left, _, _ := row(); left != "0" {
		t.Errorf("after its end: %s", left)
	}
	if got := c.OK(t, "GET /api/v1/esim/status/8900", ""); simtest.Text(got, "responseCode") != "854" || simtest.At(got, "payLoad") != nil {
		t.Errorf("unknown: %v", got)
	}
	europe := simtest.At(c.OK(t, "GET /api/v1/esim/status/"+s.ICCIDs()[2], ""), "payLoad", 0)
	if simtest.Text(europe, "unit") != "Bytes" || simtest.Text(europe, "initialQuantity") != "10737418240" {
		t.Errorf("a region's bundle: %v", europe)
	}
}

func TestPortIn(t *testing.T) {
	t.Parallel()
	w, s, c := open(t)
	for secret, want := range map[string]string{"": "Rejected", "4321": "Completed"} {
		got := c.OK(t, "POST /api/v1/transaction/sim/portin", fmt.Sprintf(
			`{"skuId":%d,"simNumber":"8901260000000000001","zipCode":2108,"correlationId":"p%s","mobileNumber":"16175550123","accountNumber":"77","passwordPin":%q}`,
			id(t, s, "Lyca Mobile SIM 19 USD"), secret, secret))
		if simtest.Text(got, "payLoad", "simInfo", "zipCode") != "02108" || simtest.Text(got, "payLoad", "simInfo", "mobileNumber") != "16175550123" {
			t.Errorf("%v", got)
		}
		line := "GET /api/v1/transaction/sim/portin/status/" + simtest.Text(got, "payLoad", "transactionId")
		if got := simtest.Text(c.OK(t, line, ""), "payLoad", "status"); got != "In Progress" {
			t.Errorf("at first %q", got)
		}
		w.Advance(w.Settle)
		if got := simtest.Text(c.OK(t, line, ""), "payLoad", "status"); got != want {
			t.Errorf("with password %q: %q, want %q", secret, got, want)
		}
	}
}

func TestBills(t *testing.T) {
	t.Parallel()
	_, s, c := open(t)
	water, power := id(t, s, "Water Ghana"), id(t, s, "Prepaid Electricity Ghana")
	ask := func(k int, account string) any {
		return c.OK(t, fmt.Sprintf("GET /api/v1/transaction/billpay/fetch-account-detail?skuId=%d&accountNumber=%s", k, account), "")
	}
	if due := simtest.Text(ask(water, "100200300"), "payLoad", "faceValue"); due == "0" || due != simtest.Text(ask(water, "100200300"), "payLoad", "faceValue") {
		t.Errorf("due %q", due)
	}
	if got := simtest.Text(ask(water, "1"), "responseCode"); got != "501" {
		t.Errorf("no such account: %s", got)
	}
	if got := simtest.Text(ask(id(t, s, "MTN Nigeria"), "100200300"), "responseCode"); got != "511" {
		t.Errorf("no bill: %s", got)
	}
	paid := c.OK(t, "POST /api/v1/transaction/billpay", fmt.Sprintf(`{"skuId":%d,"amount":20,"accountNumber":"100200300","correlationId":"b"}`, power))
	if got := simtest.At(paid, "payLoad", "billPaymentDetail"); !strings.HasPrefix(simtest.Text(got, "token"), "SANDBOX-") || simtest.Text(got, "unit") != "130.0 kWh" {
		t.Errorf("%v", got)
	}
	if got := simtest.Text(paid, "payLoad", "invoiceAmount"); got != "20.5" {
		t.Errorf("charged %s", got)
	}
}

func TestCheckoutFillsTheWallet(t *testing.T) {
	t.Parallel()
	w, s, c := open(t)
	before := s.wallet.Balance()
	session := simtest.Text(c.OK(t, "POST /api/payments/checkout", `{"amount":50}`), "sessionId")
	line := "GET /api/payments/GetPaymentResponse?sessionId=" + session
	if got := c.OK(t, line, ""); simtest.At(got, "isSuccessful") != false || !s.wallet.Balance().Equal(before) {
		t.Errorf("at first %v", got)
	}
	w.Advance(w.Settle)
	for range 2 {
		if got := c.OK(t, line, ""); simtest.At(got, "isSuccessful") != true || s.wallet.Balance().Sub(before).String() != "50" {
			t.Errorf("then %v, wallet %s", got, s.wallet.Balance())
		}
	}
	if got := c.OK(t, "GET /api/payments/GetPaymentResponse?sessionId=other", ""); simtest.Text(got, "responseCode") != "850" {
		t.Errorf("unknown %v", got)
	}
}

func TestTwoWorldsWithOneSeedAreTheSame(t *testing.T) {
	t.Parallel()
	_, one, a := open(t)
	_, two, b := open(t)
	buy := fmt.Sprintf(`{"skuId":%d,"correlationId":"d"}`, id(t, one, "Japan 5 GB 30 Days"))
	for _, x := range []struct{ line, body string }{
		{"GET /api/v1/catalog/skus", ""}, {"GET /api/v1/catalog/carriers", ""}, {"POST /api/v1/esim/order", buy}, {"GET /api/v1/catalog/promotion/current", ""},
	} {
		if p, q := string(a.Do(t, x.line, x.body).Body), string(b.Do(t, x.line, x.body).Body); p != q {
			t.Errorf("%s differs between two servers with one seed", x.line)
		}
	}
	if !slices.Equal(one.ICCIDs(), two.ICCIDs()) || len(one.ICCIDs()) != 7 {
		t.Errorf("ICCIDs %v and %v", one.ICCIDs(), two.ICCIDs())
	}
	other := simtest.Serve(t, New(sim.NewWorld(8, simtest.Clock)), "/valuetopup", "Authorization", a.Header.Get("Authorization"))
	if line := "GET /api/v1/catalog/skus"; string(a.Do(t, line, "").Body) == string(other.Do(t, line, "").Body) {
		t.Error("another seed gives the same catalogue")
	}
}

func TestNoSuchPath(t *testing.T) {
	t.Parallel()
	_, _, c := open(t)
	if r := c.Do(t, "GET /api/v1/esim/list", ""); r.Status != http.StatusNotFound {
		t.Errorf("%d %s", r.Status, r.Body)
	}
}
