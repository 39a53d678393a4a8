package reloadly

import (
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"simdesk/providers/sandbox/sim"
	"simdesk/providers/sandbox/sim/simtest"
)

const pendingStatus = `{"code":null,"message":null,"status":"PROCESSING","transaction":null}`

func TestAsync(t *testing.T) {
	t.Parallel()
	w, _, c := open(t)
	got := strings.TrimSpace(string(c.Do(t, "POST /topups-async", nigeria).Body))
	if got != `{"transactionId":26523}` {
		t.Fatalf("answer %s", got)
	}
	if len(w.Charges(Name)) != 1 || balance(t, c) != "984.11000" {
		t.Errorf("%d charges, balance %s while it is in progress", len(w.Charges(Name)), balance(t, c))
	}
	if diff := cmp.Diff(simtest.Decode(t, []byte(pendingStatus)), c.OK(t, "GET /topups/26523/status", "")); diff != "" {
		t.Error(diff)
	}
	w.Advance(w.Settle)
	done := c.OK(t, "GET /topups/26523/status", "")
	simtest.SameShape(t, done, `{"code":null,"message":null,"status":"SUCCESSFUL","transaction":`+withoutPIN+`}`)
	if diff := cmp.Diff(simtest.At(done, "transaction"), c.OK(t, "GET /topups/reports/transactions/26523", "")); diff != "" {
		t.Error(diff)
	}
	refusal(t, "unknown", c.Do(t, "GET /topups/1/status", ""), 404, "TRANSACTION_NOT_FOUND")
	refusal(t, "unknown, reported", c.Do(t, "GET /topups/reports/transactions/1", ""), 404, "")
}

// A PIN is what was bought, so it is shown when it is delivered.
func TestLatePIN(t *testing.T) {
	t.Parallel()
	w, _, c := open(t)
	c.OK(t, "POST /topups-async", recharge("535", "7.14", "GB", "447951631337", "pin"))
	if got := simtest.At(c.OK(t, "GET /topups/reports/transactions/26523", ""), "pinDetail"); got != nil {
		t.Errorf("%v before it was delivered", got)
	}
	w.Advance(w.Settle)
	first := simtest.Text(c.OK(t, "GET /topups/26523/status", ""), "transaction", "pinDetail", "code")
	if again := simtest.Text(c.OK(t, "GET /topups/reports/transactions/26523", ""), "pinDetail", "code"); first != again || first == "" {
		t.Errorf("PIN %q, then %q", first, again)
	}
}

func TestEndings(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, operator, country, number, want string
		returned                              bool
	}{
		{"refunded", "1301", "GL", "299555555", `{"code":"TRANSACTION_FAILED_ON_OPERATOR","message":"The transaction failed due to an outage and / or connection issue with the operator","status":"REFUNDED","transaction":null}`, true},
		{"failed", "1302", "NR", "6745555555", `{"code":"PROVIDER_INTERNAL_ERROR","message":"The transaction failed due to an internal error at the operator","status":"FAILED","transaction":null}`, true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			w, _, c := open(t)
			a := c.OK(t, "POST /topups", recharge(tc.operator, "5", tc.country, tc.number, "x"))
			if simtest.Text(a, "status") != "PROCESSING" || balance(t, c) != "989.01000" {
				t.Errorf("%s, balance %s", simtest.Text(a, "status"), balance(t, c))
			}
			w.Advance(w.Settle - 1)
			if diff := cmp.Diff(simtest.Decode(t, []byte(pendingStatus)), c.OK(t, "GET /topups/26523/status", "")); diff != "" {
				t.Error(diff)
			}
			w.Advance(1)
			for range 2 { // the money comes back once
				if got := balance(t, c); got != "993.81000" {
					t.Errorf("balance %s", got)
				}
				if diff := cmp.Diff(simtest.Decode(t, []byte(tc.want)), c.OK(t, "GET /topups/26523/status", "")); diff != "" {
					t.Error(diff)
				}
			}
			if got := w.Charges(Name); len(got) != 1 || got[0].Refunded != tc.returned {
				t.Errorf("%+v", got)
			}
			row := c.OK(t, "GET /topups/reports/transactions?customIdentifier=x", "")
			if got := simtest.Text(row, "content", 0, "status"); got != strings.ToUpper(tc.name) {
				t.Errorf("reported as %s", got)
			}
			refusal(t, "identifier", c.Do(t, "POST /topups", haiti(1, "x")), 400, "CUSTOM_IDENTIFIER_ALREADY_USED")
		})
	}
}

// Some of the operators that anybody may pick take their time.
func TestLateOperators(t *testing.T) {
	t.Parallel()
	w, s, c := open(t)
	lates := 0
	for _, o := range s.operators {
		if o.fate == late && o.airtime() && !o.fixed() && lates < 3 {
			lates++
			a := c.OK(t, "POST /topups", recharge(simtest.Text(c.OK(t, "GET /operators/"+strconv.Itoa(o.id), ""), "id"), o.max.Sub(dec("1")).String(), o.country.Code, example(o.country), strconv.Itoa(o.id)))
			if got := simtest.Text(a, "status"); got != "PROCESSING" {
				t.Errorf("%s: %s", o.name, got)
			}
		}
	}
	if lates < 3 {
		t.Fatalf("%d operators that settle late", lates)
	}
	w.Advance(w.Settle)
	for _, row := range simtest.At(c.OK(t, "GET /topups/reports/transactions", ""), "content").([]any) {
		if got := simtest.Text(row, "status"); got != "SUCCESSFUL" {
			t.Errorf("%s in the end", got)
		}
	}
}

func TestReportFilters(t *testing.T) {
	t.Parallel()
	w, _, c := open(t)
	c.OK(t, "POST /topups", haiti(1, "Order A/1"))
	w.Advance(time.Hour)
	c.OK(t, "POST /topups", nigeria)
	w.Advance(time.Hour)
	c.OK(t, "POST /topups", haiti(2, "order a/1"))
	for _, tc := range []struct {
		query string
		want  []string
	}{
		{"", []string{"26523", "26524", "26525"}},
		{"customIdentifier=" + url.QueryEscape("ORDER A/1"), []string{"26523", "26525"}},
		{"customIdentifier=order", nil},
		{"countryCode=ng", []string{"26524"}},
		{"operatorId=173", []string{"26523", "26525"}},
		{"operatorName=" + url.QueryEscape("digicel haiti"), []string{"26523", "26525"}},
		{"operatorId=173&size=1&page=2", []string{"26525"}},
		{"page=2", nil},
		// Noon in UTC is 8 where the filters are read.
		{period2("2026-11-22 08:30:00", "2026-11-22 09:30:00"), []string{"26524"}},
		{period2("2026-11-22 12:30:00", "2026-11-22 13:30:00"), nil},
	} {
		var got []string
		for _, row := range simtest.At(c.OK(t, "GET /topups/reports/transactions?"+tc.query, ""), "content").([]any) {
			got = append(got, simtest.Text(row, "transactionId"))
		}
		if !cmp.Equal(got, tc.want) {
			t.Errorf("%s: %v, want %v", tc.query, got, tc.want)
		}
	}
	refusal(t, "one date", c.Do(t, "GET /topups/reports/transactions?startDate=2026-11-22+00:00:00", ""), 400, "INVALID_INPUT_PROVIDED")
	refusal(t, "bad date", c.Do(t, "GET /topups/reports/transactions?"+period2("2026-11-22", "2026-11-23"), ""), 400, "INVALID_INPUT_PROVIDED")
	simtest.SameShape(t, simtest.At(c.OK(t, "GET /topups/reports/transactions?size=9999", ""), "size"), "500")
}

func period2(from, to string) string {
	return url.Values{"startDate": {from}, "endDate": {to}}.Encode()
}

// The stalled operator takes its time and leaves nothing behind.
func TestStalledOperatorKeepsNoRecord(t *testing.T) {
	t.Parallel()
	w, _, c := open(t)
	w.Settle = 20 * time.Millisecond
	began := time.Now()
	refusal(t, "stalled", c.Do(t, "POST /topups", recharge("1213", "5", "NG", "2348147658721", "s")), 400, "TRANSACTION_CANNOT_BE_PROCESSED_AT_THE_MOMENT")
	if took := time.Since(began); took < 130*time.Millisecond {
		t.Errorf("refused after %v, want six and a half times %v", took, w.Settle)
	}
	if n := len(w.Charges(Name)); n != 0 {
		t.Errorf("%d charges", n)
	}
	c.OK(t, "POST /topups", recharge("341", "5", "NG", "2348147658721", "s"))
}

func TestSameRequestsSameAnswers(t *testing.T) {
	t.Parallel()
	run := func() string {
		w := sim.NewWorld(7, simtest.Clock)
		c := signIn(t, simtest.Serve(t, New(w), "/reloadly"))
		out := ""
		for _, body := range []string{nigeria, recharge("535", "7.14", "GB", "447951631337", "pin"), haiti(1, "h")} {
			out += string(c.Do(t, "POST /topups", body).Body)
		}
		return out + string(c.Do(t, "GET /topups/reports/transactions", "").Body)
	}
	if a, b := run(), run(); a != b {
		t.Errorf("two runs differ:\n%s", cmp.Diff(a, b))
	}
}
