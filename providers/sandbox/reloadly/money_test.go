package reloadly

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"simdesk/providers/sandbox/sim"
	"simdesk/providers/sandbox/sim/simtest"
)

func balance(t testing.TB, c *simtest.Client) string {
	t.Helper()
	return simtest.Text(c.OK(t, "GET /accounts/balance", ""), "balance")
}

// haiti is a top-up of 5 dollars for one of many numbers.
func haiti(n int, identifier string) string {
	return recharge("173", "5", "HT", fmt.Sprintf("509363%05d", n), identifier)
}

func TestPrices(t *testing.T) {
	t.Parallel()
	_, s, _ := open(t)
	percent := *s.operator(341)
	percent.fees = fees{internationalPercent: dec("2.5"), localPercent: dec("1")}
	for _, tc := range []struct {
		name                  string
		o                     *operator
		amount                string
		local                 bool
		discount, fee, cost   string
		delivered, inCurrency string
	}{
		{"range", s.operator(341), "10", false, "0.3", "0", "9.7", "14000", "USD"},
		{"flat fee", s.operator(174), "5", false, "0.65", "0.94", "5.29", "335.6", "USD"},
		{"local", s.operator(341), "1000", true, "0.00357", "0", "0.71071", "1000", "NGN"},
		{"local without a discount", s.operator(640), "1000", true, "0", "0", "1.97851", "1000", "XOF"},
		{"plan", s.operator(645), "2.78", false, "0.1668", "0", "2.6132", "1000", "USD"},
		{"plan by its local price", s.operator(645), "1000", true, "0", "0", "2.77778", "1000", "NGN"},
		{"percent fee instead of the discount", &percent, "10", false, "0", "0.25", "10.25", "14000", "USD"},
		{"local percent fee", &percent, "1400", true, "0", "0.01", "1.01", "1400", "NGN"},
		{"tiny fee", s.operator(289), "1", false, "0.035", "0.00004", "0.96504", "505", "USD"},
	} {
		b := tc.o.bill(dec(tc.amount), tc.local)
		got := []string{b.discount.String(), b.fee.String(), b.cost.String(), b.delivered.String(), b.currency}
		if diff := cmp.Diff([]string{tc.discount, tc.fee, tc.cost, tc.delivered, tc.inCurrency}, got); diff != "" {
			t.Errorf("%s:\n%s", tc.name, diff)
		}
	}
}

func TestWalletLosesTheCostOnce(t *testing.T) {
	t.Parallel()
	w, _, c := open(t)
	a := c.OK(t, "POST /topups", recharge("645", "2.78", "NG", "2348147658721", "ord-1"))
	info := map[string]string{}
	for _, k := range []string{"oldBalance", "newBalance", "cost", "currencyCode", "updatedAt"} {
		info[k] = simtest.Text(a, "balanceInfo", k)
	}
	want := map[string]string{"oldBalance": "993.81000", "newBalance": "991.19680", "cost": "2.61320", "currencyCode": "USD", "updatedAt": "2026-11-22 17:00:00"}
	if diff := cmp.Diff(want, info); diff != "" {
		t.Error(diff)
	}
	if got := balance(t, c); got != "991.19680" || len(w.Charges(Name)) != 1 {
		t.Errorf("balance %s after %d charges", got, len(w.Charges(Name)))
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	w, _, c := open(t)
	w.Settle = time.Millisecond
	ng := recharge("341", "10", "NG", "08147658721", "r")
	for _, tc := range []struct {
		name, old, new string
		status         int
		code           string
	}{
		{"no JSON", ng, "amount=10", 400, "INVALID_INPUT_PROVIDED"},
		{"no operator", `"operatorId":341,`, ``, 400, "INVALID_INPUT_PROVIDED"},
		{"no amount", `"amount":10,`, ``, 400, "INVALID_INPUT_PROVIDED"},
		{"amount in words", `:10,`, `:"ten",`, 400, "INVALID_INPUT_PROVIDED"},
		{"negative amount", `:10,`, `:-10,`, 400, "INVALID_INPUT_PROVIDED"},
		{"no recipient", `"recipientPhone"`, `"phone"`, 400, "INVALID_INPUT_PROVIDED"},
		{"odd flag", `:false`, `:7`, 400, "INVALID_INPUT_PROVIDED"},
		{"identifier of 151", `"r"`, `"` + strings.Repeat("ü", 151) + `"`, 400, "INVALID_INPUT_PROVIDED"},
		{"unknown operator", `:341`, `:99999`, 503, "OPERATOR_UNAVAILABLE_OR_CURRENTLY_INACTIVE"},
		{"inactive operator", `:341`, `:1303`, 503, "OPERATOR_UNAVAILABLE_OR_CURRENTLY_INACTIVE"},
		{"short number", `08147658721`, `0814765`, 400, "INVALID_RECIPIENT_PHONE"},
		{"number of another country", `08147658721`, `+50936377111`, 400, "INVALID_RECIPIENT_PHONE"},
		{"country in words", `"NG"`, `"Nigeria"`, 400, "INVALID_RECIPIENT_PHONE"},
		{"operator of another country", `:341`, `:174`, 400, "OPERATOR_AND_RECIPIENT_PHONE_MISMATCH"},
		{"sender", `"recipientPhone"`, `"senderPhone":{"countryCode":"CA","number":"1"},"recipientPhone"`, 400, "INVALID_SENDER_PHONE"},
		{"too much", `:10,`, `:36,`, 400, "INVALID_AMOUNT_FOR_OPERATOR"},
		{"too much local", `:10,"useLocalAmount":false`, `:50001,"useLocalAmount":true`, 400, "INVALID_LOCAL_AMOUNT_FOR_OPERATOR"},
		{"no such plan", `:341,"amount":10`, `:645,"amount":3`, 400, "INVALID_AMOUNT_FOR_OPERATOR"},
		{"no such local plan", `:341,"amount":10,"useLocalAmount":false`, `:645,"amount":3,"useLocalAmount":true`, 400, "INVALID_LOCAL_AMOUNT_FOR_OPERATOR"},
		{"no local amounts", `:341,"amount":10,"useLocalAmount":false`, `:1213,"amount":5,"useLocalAmount":true`, 400, "LOCAL_AMOUNTS_NOT_SUPPORTED_BY_OPERATOR"},
		{"stalled", `:341,"amount":10`, `:1213,"amount":5`, 400, "TRANSACTION_CANNOT_BE_PROCESSED_AT_THE_MOMENT"},
	} {
		body := strings.Replace(ng, tc.old, tc.new, 1)
		if body == ng {
			t.Fatalf("%s: nothing to replace", tc.name)
		}
		for _, line := range []string{"POST /topups", "POST /topups-async"} {
			r := c.Do(t, line, body)
			refusal(t, tc.name, r, tc.status, tc.code)
		}
	}
	if n := len(w.Charges(Name)); n != 0 || balance(t, c) != "993.81000" {
		t.Errorf("%d charges, balance %s", n, balance(t, c))
	}
	if got := simtest.Text(c.OK(t, "GET /topups/reports/transactions?customIdentifier=r", ""), "totalElements"); got != "0" {
		t.Errorf("%s refused top-ups in the report", got)
	}
	c.OK(t, "POST /topups", ng) // none of them used the identifier up
}

func TestDocumentedMessages(t *testing.T) {
	t.Parallel()
	w, _, c := open(t)
	for _, tc := range []struct{ body, want string }{
		{`{"operatorId":640,"amount":99,"useLocalAmount":true,"recipientPhone":{"countryCode":"NE","number":"22796123456"}}`,
			"Min and max (local) amounts for operator id 640 (Airtel Niger) are : 100.00 XOF and 50000.00 XOF"},
		{recharge("341", "10", "NG", "1", ""), "Recipient phone number is not valid"},
	} {
		if got := simtest.Text(c.Do(t, "POST /topups", tc.body).JSON(t), "message"); got != tc.want {
			t.Errorf("%q, want %q", got, tc.want)
		}
	}
	w.Opened(Name).SetBalance(dec("4.89999")) // five dollars less 2 % are 4.90
	r := c.Do(t, "POST /topups", haiti(1, "x"))
	refusal(t, "empty", r, 400, "INSUFFICIENT_BALANCE")
	if got := simtest.Text(r.JSON(t), "message"); got != "Insufficient funds in the wallet to complete this transaction" {
		t.Error(got)
	}
	w.Opened(Name).SetBalance(dec("4.9"))
	c.OK(t, "POST /topups", haiti(1, "x"))
	if got := balance(t, c); got != "0.00000" || len(w.Charges(Name)) != 1 {
		t.Errorf("balance %s, %d charges", got, len(w.Charges(Name)))
	}
}

// The listed minimum of Airtel Niger is 0.20, but what is enforced is 100
// francs.
func TestBoundsAreThoseOfTheLocalCurrency(t *testing.T) {
	t.Parallel()
	_, _, c := open(t)
	refusal(t, "0.19785", c.Do(t, "POST /topups", recharge("640", "0.19785", "NE", "22796123456", "a")), 400, "INVALID_AMOUNT_FOR_OPERATOR")
	c.OK(t, "POST /topups", recharge("640", "0.19786", "NE", "22796123456", "a"))
}

func TestIdentifier(t *testing.T) {
	t.Parallel()
	w, _, c := open(t)
	c.OK(t, "POST /topups", haiti(1, "Ord-1"))
	refusal(t, "again", c.Do(t, "POST /topups", haiti(1, "Ord-1")), 400, "CUSTOM_IDENTIFIER_ALREADY_USED")
	refusal(t, "for another number", c.Do(t, "POST /topups-async", haiti(2, "Ord-1")), 400, "CUSTOM_IDENTIFIER_ALREADY_USED")
	c.OK(t, "POST /topups", haiti(3, "ord-1")) // other letters, other identifier
	c.OK(t, "POST /topups", strings.Replace(haiti(4, "x"), `"customIdentifier":"x",`, "", 1))
	c.OK(t, "POST /topups", strings.Replace(haiti(5, "x"), `"customIdentifier":"x",`, "", 1))
	long := strings.Repeat("ü/?&= ", 25)
	c.OK(t, "POST /topups", haiti(6, long))
	refusal(t, "long again", c.Do(t, "POST /topups", haiti(6, long)), 400, "CUSTOM_IDENTIFIER_ALREADY_USED")
	if n := len(w.Charges(Name)); n != 5 {
		t.Errorf("%d charges, want 5", n)
	}
}

// The identifier is looked up when a request arrives and known when one has
// been answered, so whoever asks twice at once pays twice.
func TestParallelRequestsBothPass(t *testing.T) {
	t.Parallel()
	w, _, c := open(t)
	w.Faults.Add(sim.Fault{Provider: Name, Op: "sell", After: true, Hold: true, Times: 5})
	var wg sync.WaitGroup
	statuses := make([]int, 5)
	for i := range statuses {
		wg.Go(func() {
			if r, err := c.Try("POST /topups", haiti(1, "same")); err == nil {
				statuses[i] = r.Status
			}
		})
	}
	if err := w.Faults.WaitHolding(t.Context(), 5); err != nil {
		t.Fatal(err)
	}
	w.Faults.Release()
	wg.Wait()
	if want := []int{200, 200, 200, 200, 200}; !cmp.Equal(statuses, want) || len(w.Charges(Name)) != 5 {
		t.Errorf("answers %v, %d charges", statuses, len(w.Charges(Name)))
	}
	refusal(t, "afterwards", c.Do(t, "POST /topups", haiti(2, "same")), 400, "CUSTOM_IDENTIFIER_ALREADY_USED")
	if got := simtest.Text(c.OK(t, "GET /topups/reports/transactions?customIdentifier=SAME", ""), "totalElements"); got != "5" {
		t.Errorf("%s in the report, want all five", got)
	}
}

func TestRecentlyRecharged(t *testing.T) {
	t.Parallel()
	w, _, c := open(t)
	w.Settle = 5 * time.Minute
	c.OK(t, "POST /topups", haiti(1, "a"))
	w.Advance(2*time.Minute - time.Second)
	refusal(t, "too soon", c.Do(t, "POST /topups", haiti(1, "b")), 400, "PHONE_RECENTLY_RECHARGED")
	c.OK(t, "POST /topups", haiti(2, "b"))
	w.Advance(time.Second)
	c.OK(t, "POST /topups-async", haiti(1, "c"))
	w.Advance(2 * time.Minute)
	refusal(t, "pending", c.Do(t, "POST /topups", haiti(1, "d")), 400, "RECIPIENT_HAS_PENDING_TRANSACTION")
	w.Advance(3 * time.Minute)
	c.OK(t, "POST /topups", haiti(1, "d"))
}

func TestFaults(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name    string
		fault   sim.Fault
		charges int
		status  int // 0: no answer
	}{
		{"refused before", refuse("sell", 400, "MAX_DAILY_TRANSACTION_COUNT_REACHED", "Maximum number of daily transactions reached"), 0, 400},
		{"hangs up before", sim.Fault{Provider: Name, Op: "sell", Close: true}, 0, 0},
		{"hangs up after", sim.Fault{Provider: Name, Op: "sell", After: true, Close: true}, 1, 0},
		{"500 after", sim.Fault{Provider: Name, Op: "sell", After: true, Status: 500, Body: "oops"}, 1, 500},
		{"cut after", sim.Fault{Provider: Name, Op: "sell", After: true, Cut: -1}, 1, 0},
		{"another operation", sim.Fault{Provider: Name, Op: "topup", Close: true}, 1, 200},
		{"another provider", sim.Fault{Provider: "fyatu", Close: true}, 1, 200},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			w, _, c := open(t)
			simtest.Under(t, w, Name, tc.fault, func() (simtest.Reply, error) {
				return c.Try("POST /topups", haiti(1, "lost"))
			}, tc.charges, tc.status)
			found := simtest.Text(c.OK(t, "GET /topups/reports/transactions?customIdentifier=lost", ""), "totalElements")
			if found != fmt.Sprint(tc.charges) {
				t.Errorf("%s in the report, want %d", found, tc.charges)
			}
			again := map[int]int{0: http.StatusOK, 1: http.StatusBadRequest}[tc.charges]
			if got := c.Do(t, "POST /topups", haiti(1, "lost")).Status; got != again {
				t.Errorf("the same again answers %d, want %d", got, again)
			}
		})
	}
}

func TestRefuseHasTheShapeOfARefusal(t *testing.T) {
	t.Parallel()
	w, _, c := open(t)
	w.Faults.Add(refuse("balance", 429, "RATE_LIMIT_REACHED", "Too many requests"))
	refusal(t, "limit", c.Do(t, "GET /accounts/balance", ""), 429, "RATE_LIMIT_REACHED")
}

func TestManyAtOnce(t *testing.T) {
	t.Parallel()
	w, _, c := open(t)
	w.Opened(Name).SetBalance(dec("98")) // twenty at 4.90
	sold := simtest.AtOnce(30, func(i int) int {
		line := []string{"POST /topups", "POST /topups-async"}[i%2]
		status := simtest.StatusOf(c.Try(line, haiti(i, fmt.Sprint(i))))
		_, _ = c.Try("GET /topups/reports/transactions", "")
		_, _ = c.Try("GET /accounts/balance", "")
		w.Advance(time.Second)
		return status
	})
	if want := map[int]int{200: 20, 400: 10}; !cmp.Equal(sold, want) || len(w.Charges(Name)) != 20 || balance(t, c) != "0.00000" {
		t.Errorf("answers %v, %d charges, balance %s", sold, len(w.Charges(Name)), balance(t, c))
	}
}

// refuse is a fault that answers an operation with an error of the documents
// and never carries it out: the operators' own refusals, rate limits, closed
// accounts, and others that nothing in this account can bring about. A code of
// "" is null.
func refuse(op string, status int, code, message string) sim.Fault {
	body, err := json.Marshal(errorBody("2022-01-06 18:37:10", "/topups", trouble{status: status, code: code, message: message}))
	if err != nil {
		body = []byte(message)
	}
	return sim.Fault{Provider: Name, Op: op, Status: status, Body: string(body)}
}
