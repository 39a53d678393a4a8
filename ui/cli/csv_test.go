package cli

import (
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"simdesk/providers"
	"simdesk/state/ledger"
	"simdesk/state/ledger/sqlite"
)

// sheet reads CSV as an accountant's program does, by the names of its columns.
func sheet(t *testing.T, text string) []map[string]string {
	t.Helper()
	lines, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(text, "\n"); n != len(lines) || !strings.HasSuffix(text, "\n") {
		t.Errorf("%d lines hold %d records", n, len(lines))
	}
	var rows []map[string]string
	for _, line := range lines[1:] {
		row := map[string]string{}
		for i, name := range lines[0] {
			row[name] = line[i]
		}
		rows = append(rows, row)
	}
	return rows
}

func money(s, currency string) *providers.Money { return providers.MustMoney(s, currency).Ptr() }

// written puts orders into the shop's ledger without a provider.
func written(t *testing.T, drafts ...ledger.Draft) *shop {
	t.Helper()
	s := newShop(t)
	book, err := sqlite.Open(t.Context(), s.file, sqlite.Options{Now: s.clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	for i, d := range drafts {
		if d.Reference == "" {
			d.Reference = fmt.Sprint("ref-", i)
		}
		d.Provider, d.Kind = "alpha", providers.KindESIM
		if _, _, err := book.Draft(t.Context(), "ana", d); err != nil {
			t.Fatal(err)
		}
		s.clock.advance(time.Second)
	}
	if err := book.Close(); err != nil {
		t.Fatal(err)
	}
	return s
}

// Amounts are plain decimals with their currency in a column of its own, so
// that they can be summed, each currency apart.
func TestCSVAddsUpPerCurrency(t *testing.T) {
	t.Parallel()
	s := written(t,
		ledger.Draft{Cost: money("1234567.891", "USD"), Price: money("1500000", "USD")},
		ledger.Draft{Cost: money("0.001", "KWD"), Price: money("0.5", "USD")},
		ledger.Draft{Cost: money("980", "JPY"), Price: money("1000", "JPY")},
		ledger.Draft{Cost: money("-2.50", "EUR")},
		ledger.Draft{})
	sums := map[string]decimal.Decimal{}
	for _, row := range sheet(t, s.run("orders", "--csv").out) {
		for _, what := range []string{"cost", "price"} {
			if (row[what] == "") != (row[what+"_currency"] == "") {
				t.Errorf("%s %q without its currency %q", what, row[what], row[what+"_currency"])
			}
			if row[what] == "" {
				continue
			}
			d, err := decimal.NewFromString(row[what])
			if err != nil || strings.ContainsAny(row[what], "eE, '") {
				t.Errorf("%s %q is no plain decimal: %v", what, row[what], err)
			}
			key := what + " " + row[what+"_currency"]
			sums[key] = sums[key].Add(d)
		}
	}
	got := map[string]string{}
	for key, d := range sums {
		got[key] = d.String()
	}
	want := map[string]string{"cost USD": "1234567.891", "cost KWD": "0.001", "cost JPY": "980", "cost EUR": "-2.5",
		"price USD": "1500000.5", "price JPY": "1000"}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

// Whatever a provider or a clerk wrote, an order is one line, comes back from
// a CSV reader, and is nothing that a spreadsheet runs.
func TestCSVIsOneHarmlessLineAnOrder(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`=HYPERLINK("http://example.com","pay")`: `'=HYPERLINK("http://example.com","pay")`,
		"@SUM(A1)":                               "'@SUM(A1)",
		"+1+1":                                   "'+1+1",
		"-2+3|cmd":                               "'-2+3|cmd",
		"\t=1+1":                                 "'=1+1",
		"\r\n=1+1":                               "'=1+1",
		"+44 7700 900123":                        "'+44 7700 900123",
		"+447700900123":                          "+447700900123",
		"8999000000000000018":                    "8999000000000000018",
		"two\nlines, and \"quotes\"":             `twolines, and "quotes"`,
		"line\u2028and\u2029page":                "lineandpage",
		"\u202e=1+1":                             "'=1+1",
		"\ufeff=1+1":                             "'=1+1",
		"x;=1+1":                                 "x;'=1+1",
		"x, \"=1+1":                              "x,' \"=1+1",
		"＝1+1":                                   "'＝1+1",
		"＋1":                                     "'＋1",
		"－1":                                     "'－1",
		"＠SUM(A1)":                               "'＠SUM(A1)",
		"\u00ad=1+1":                             "'=1+1",
		"  =1+1":                                 "'  =1+1",
		"\u00a0\u3000@x":                         "'\u00a0\u3000@x",
		"a-b; c=d":                               "a-b; c=d",
		"Türkiye 5 GB; 日本":                       "Türkiye 5 GB; 日本",
	} {
		s := written(t, ledger.Draft{ProductName: text, Target: text, ProductID: text, Attempt: "a" + text})
		out := s.run("orders", "--csv").out
		rows := sheet(t, out)
		if len(rows) != 1 {
			t.Fatalf("%q: %d orders", text, len(rows))
		}
		if d := cmp.Diff([]string{want, want, want}, []string{rows[0]["product_name"], rows[0]["target"], rows[0]["product_id"]}); d != "" {
			t.Errorf("%q (-want +got):\n%s", text, d)
		}
		if strings.ContainsAny(out, "\r\u2028\u2029\u202e\ufeff") {
			t.Errorf("%q: %q", text, out)
		}
	}
}

// An accountant gets every order, not the first page; a limit is for people.
func TestCSVTurnsEveryPage(t *testing.T) {
	t.Parallel()
	const many = 2*streamPage + 5
	s := written(t, make([]ledger.Draft, many)...)
	seen := map[string]bool{}
	rows := sheet(t, s.run("orders", "--csv").out)
	for _, row := range rows {
		seen[row["reference"]] = true
	}
	if len(rows) != many || len(seen) != many || rows[0]["reference"] != fmt.Sprint("ref-", many-1) {
		t.Errorf("%d lines, %d orders, the first is %s; want %d, newest first", len(rows), len(seen), rows[0]["reference"], many)
	}
	for limit, want := range map[int]int{7: 7, streamPage: streamPage, streamPage + 1: streamPage + 1, many: many, 40_000: many} {
		out := s.run("orders", "--json", "--limit", strconv.Itoa(limit)).out
		whole := strings.HasPrefix(out, `{"orders":[{`) && strings.HasSuffix(out, "}\n")
		if n := strings.Count(out, `"reference":`); n != want || !whole || strings.HasSuffix(out, `],"next":null}`+"\n") != (want == many) {
			t.Errorf("limit %d: %d orders, whole %t", limit, n, whole)
		}
	}
	if rows := sheet(t, s.run("orders", "--csv", "--limit", "7").out); len(rows) != 7 {
		t.Errorf("%d lines, want 7", len(rows))
	}
	if rows := sheet(t, s.run("orders", "--csv", "--state", "completed").out); len(rows) != 0 {
		t.Errorf("%d lines, want the headings alone", len(rows))
	}
}
