package reloadly

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"simdesk/providers"
)

func rangeOperator(id int) string {
	return fmt.Sprintf(`{"operatorId":%d,"name":"Operator %d","denominationType":"RANGE","senderCurrencyCode":"USD","destinationCurrencyCode":"NGN",
		"minAmount":1,"maxAmount":10,"country":{"isoName":"NG"}}`, id, id)
}

func operators(page int, answer string) call {
	return call{Request: "GET /operators", Query: operatorsQuery(page), Answer: answer}
}

func TestCatalogReadsAllPages(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name  string
		calls []call
		pages []int // as told
		ids   []string
	}{
		{"three pages, one operator twice", []call{
			operators(1, envelope(0, 3, rangeOperator(1), rangeOperator(2))),
			operators(2, envelope(1, 3, rangeOperator(2), rangeOperator(3))),
			operators(3, envelope(2, 3, rangeOperator(4)))}, []int{3, 3, 3}, []string{"1", "2", "3", "4"}},
		{"the last page is empty", []call{operators(1, envelope(0, 2, rangeOperator(1))), operators(2, envelope(1, 2))}, []int{2, 2}, []string{"1"}},
		{"only totalPages tells", []call{
			operators(1, `{"totalPages":2,"content":[`+rangeOperator(1)+`]}`),
			operators(2, `{"totalPages":"2","content":[`+rangeOperator(2)+`]}`)}, []int{2, 2}, []string{"1", "2"}},
		{"only an empty page tells", []call{
			operators(1, `{"content":[`+rangeOperator(1)+`]}`), operators(2, `{"content":[]}`)}, []int{0, 0}, []string{"1"}},
		{"a bare list", []call{operators(1, `[`+rangeOperator(1)+`]`)}, []int{0}, []string{"1"}},
		{"nothing", []call{operators(1, envelope(0, 0))}, []int{0}, nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			c, _ := newStub(t, nil, tc.calls...)
			pages, err := catalogOf(t, c)
			if err != nil {
				t.Fatal(err)
			}
			var told []int
			for i, p := range pages {
				told = append(told, p.Pages)
				if p.Page != i+1 {
					t.Errorf("page %d is told as %d", i+1, p.Page)
				}
			}
			if d := cmp.Diff(tc.pages, told) + cmp.Diff(tc.ids, ids(pages)); d != "" {
				t.Error(d)
			}
		})
	}
}

// A part of the catalogue must never pass for all of it.
func TestCatalogFailures(t *testing.T) {
	t.Parallel()
	full := operators(1, envelope(0, 3, rangeOperator(1)))
	for _, tc := range []struct {
		name  string
		calls []call
	}{
		{"the second page fails", []call{full, {Request: "GET /operators", Query: operatorsQuery(2), Status: 500}}},
		{"an empty page in the middle", []call{full, operators(2, envelope(1, 3))}},
		{"the same page again", []call{full, operators(2, envelope(1, 3, rangeOperator(1)))}},
		{"no content", []call{operators(1, `{"totalPages":1,"last":true}`)}},
		{"half JSON", []call{operators(1, `{"content":[{"operatorId":1}`)}},
		{"HTML", []call{{Request: "GET /operators", Query: operatorsQuery(1), Answer: "<html>", HTML: true}}},
		{"not one operator can be read", []call{operators(1, envelope(0, 1, `{"operatorId":{}}`, `"x"`))}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			c, _ := newStub(t, nil, tc.calls...)
			if _, err := catalogOf(t, c); !providers.IsKind(err, providers.KindUnavailable) {
				t.Error(err)
			}
		})
	}
}

func TestCatalogStopsWithItsReader(t *testing.T) {
	t.Parallel()
	enough := errors.New("enough")
	for _, countries := range [][]string{nil, {"NG", "GB"}} {
		first := operators(1, envelope(0, 2, rangeOperator(1)))
		if countries != nil {
			first = call{Request: "GET /operators/countries/NG", Query: operatorsQuery(0), Answer: `[]`}
		}
		c, _ := newStub(t, func(c *Config) { c.Countries = countries }, first)
		err := c.Catalog(t.Context(), func(providers.CatalogPage) error { return enough })
		if !errors.Is(err, enough) {
			t.Error(err)
		}
	}
}

func TestCatalogByCountry(t *testing.T) {
	t.Parallel()
	c, _ := newStub(t, func(c *Config) { c.Countries = []string{"ng", " GB", "NG"} },
		call{Request: "GET /operators/countries/NG", Query: operatorsQuery(0), Answer: `[` + rangeOperator(1) + `,` + rangeOperator(2) + `]`},
		call{Request: "GET /operators/countries/GB", Query: operatorsQuery(0), Answer: envelope(0, 1, rangeOperator(2), rangeOperator(3))})
	pages, err := catalogOf(t, c)
	if d := cmp.Diff([]string{"1", "2", "3"}, ids(pages)); d != "" || err != nil {
		t.Error(d, err)
	}
	if len(pages) != 2 || pages[0].Page != 1 || pages[1].Page != 2 || pages[1].Pages != 2 {
		t.Errorf("%+v", pages)
	}
}

func TestCatalogCountryTrouble(t *testing.T) {
	t.Parallel()
	ask := call{Request: "GET /operators/countries/XX", Query: operatorsQuery(0)}
	unsupported, broken := ask, ask
	unsupported.Status, unsupported.Answer = 404, errorBody("COUNTRY_NOT_SUPPORTED")
	broken.Status = 500
	for _, tc := range []struct {
		name    string
		country string
		calls   []call
		kind    providers.ErrorKind
		why     providers.Reason
	}{
		{"not served", "XX", []call{unsupported}, providers.KindNotFound, providers.Because("reloadly.country_configured", "country", "XX")},
		{"down", "XX", []call{broken}, providers.KindUnavailable, providers.Reason{}},
		{"no code", "Nigeria", nil, providers.KindConfig, providers.Because("reloadly.country_miswritten", "text", "Nigeria")},
		{"a path", "../", nil, providers.KindConfig, providers.Because("reloadly.country_miswritten", "text", "../")},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			c, _ := newStub(t, func(c *Config) { c.Countries = []string{tc.country} }, tc.calls...)
			_, err := catalogOf(t, c)
			e := providers.AsError(err)
			if e == nil || e.Kind != tc.kind || !ownWhy(err).Equal(tc.why) {
				t.Errorf("%+v", e)
			}
		})
	}
}

// What cannot be sold is left out, and said in the log.
func TestCatalogLeavesOut(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name    string
		changes map[string]any
		why     string
	}{
		{"no id", map[string]any{"operatorId": nil}, "it has no id"},
		{"no country", map[string]any{"country": nil}, "its country is not told"},
		{"no currency", map[string]any{"senderCurrencyCode": nil}, "its currency is not told"},
		{"inactive", map[string]any{"status": "INACTIVE"}, "it is marked INACTIVE"},
		{"fixed without amounts", map[string]any{"denominationType": "FIXED"}, "it lists no amounts"},
		{"fixed at nothing", map[string]any{"denominationType": "FIXED", "fixedAmounts": []any{0, -1, nil}}, "it lists no amounts"},
		{"nonsense", map[string]any{"minAmount": []int{1}}, "is not a number"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			var log bytes.Buffer
			c, _ := newStub(t, func(c *Config) { c.Log = slog.New(slog.NewTextHandler(&log, nil)) },
				operators(1, envelope(0, 1, with(t, rangeOperator(1), tc.changes), rangeOperator(2))))
			pages, err := catalogOf(t, c)
			if d := cmp.Diff([]string{"2"}, ids(pages)); d != "" || err != nil {
				t.Error(d, err)
			}
			if !strings.Contains(log.String(), "operator left out") || !strings.Contains(log.String(), tc.why) {
				t.Error(log.String())
			}
		})
	}
}

func TestDetectOperator(t *testing.T) {
	t.Parallel()
	path := "GET /operators/auto-detect/phone/%2B2348147658721/countries/NG"
	plans := with(t, rangeOperator(7), map[string]any{"denominationType": "FIXED", "fixedAmounts": []float64{5, 2.5}})
	for _, tc := range []struct {
		name   string
		phone  string
		answer call
		want   []string
		kind   providers.ErrorKind
	}{
		{"a range", "+2348147658721", call{Answer: nigeria}, []string{"341"}, ""},
		{"fixed amounts", "+234 814-765 8721", call{Answer: plans}, []string{"7:5.00", "7:2.50"}, ""},
		{"not known", "+2348147658721", call{Status: 404, Answer: errorBody("COULD_NOT_AUTO_DETECT_OPERATOR")}, nil, providers.KindNotFound},
		{"not in the sandbox", "+2348147658721", call{Status: 500, Answer: strings.Replace(strings.Replace(errorBody("X"), `"X"`, "null", 1),
			"Words of theirs", "This feature is only available on live environment.", 1)}, nil, providers.KindUnsupported},
		{"an operator that sells nothing", "+2348147658721", call{Answer: with(t, rangeOperator(1), map[string]any{"status": "INACTIVE"})}, nil, providers.KindNotFound},
		{"no operator in it", "+2348147658721", call{Answer: `{}`}, nil, providers.KindUnavailable},
		{"another JSON", "+2348147658721", call{Answer: `[]`}, nil, providers.KindUnavailable},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			tc.answer.Request = path
			c, _ := newStub(t, nil, tc.answer)
			got, err := c.DetectOperator(t.Context(), tc.phone, "ng")
			if d := cmp.Diff(tc.want, got); d != "" || (err == nil) != (tc.kind == "") || (err != nil && !providers.IsKind(err, tc.kind)) {
				t.Error(d, err)
			}
		})
	}
	for _, bad := range [][2]string{{"", "NG"}, {"+234", ""}, {"abc", "NG"}} {
		c, _ := newStub(t, nil)
		if _, err := c.DetectOperator(t.Context(), bad[0], bad[1]); !providers.IsKind(err, providers.KindInvalid) {
			t.Error(bad, err)
		}
	}
}
