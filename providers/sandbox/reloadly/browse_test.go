package reloadly

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"simdesk/providers/sandbox/sim/simtest"
)

func TestPages(t *testing.T) {
	t.Parallel()
	_, s, c := open(t)
	first := c.OK(t, "GET /operators?size=5", "")
	m := first.(map[string]any)
	if n := len(m["content"].([]any)); n != 5 {
		t.Errorf("%d operators on a page of 5", n)
	}
	delete(m, "content")
	all, pages := len(s.operators), (len(s.operators)+4)/5
	want := simtest.Decode(t, fmt.Appendf(nil, `{"pageable":{"sort":{"sorted":false,"unsorted":true,"empty":true},"pageNumber":0,"pageSize":5,"offset":0,
"paged":true,"unpaged":false},"totalPages":%d,"totalElements":%d,"last":false,"first":true,"numberOfElements":5,"size":5,"number":0,
"sort":{"sorted":false,"unsorted":true,"empty":true},"empty":false}`, pages, all))
	if diff := cmp.Diff(want, first); diff != "" {
		t.Error(diff)
	}
	zeroth := c.OK(t, "GET /operators?size=5&page=0", "")
	delete(zeroth.(map[string]any), "content")
	if diff := cmp.Diff(first, zeroth); diff != "" {
		t.Errorf("page 0 is not page 1:\n%s", diff)
	}
	past := c.OK(t, "GET /operators?size=1000&page=9", "")
	if simtest.Text(past, "numberOfElements") != "0" || simtest.At(past, "last") != true || simtest.At(past, "empty") != true {
		t.Errorf("a page past the end: %v", past)
	}
	if got := simtest.Text(c.OK(t, "GET /operators?size=5000", ""), "size"); got != "1000" {
		t.Errorf("size %s, want the cap", got)
	}
	if got := simtest.Text(c.OK(t, "GET /operators", ""), "size"); got != "200" {
		t.Errorf("size %s, want the default", got)
	}
	refusal(t, "no number", c.Do(t, "GET /operators?page=x", ""), 400, "INVALID_INPUT_PROVIDED")
}

func TestFlags(t *testing.T) {
	t.Parallel()
	_, _, c := open(t)
	// listed asks the countries that have something of everything.
	listed := func(query string) (all []any) {
		for _, iso := range []string{"NG", "GB", "ID", "IN", "UZ", "GP"} {
			all = append(all, c.OK(t, "GET /operators/countries/"+iso+"?"+query, "").([]any)...)
		}
		return all
	}
	for word, field := range map[string]string{"Bundles": "bundle", "Data": "data", "Pin": "pin", "Combo": "comboProduct"} {
		only, without := listed(strings.ToLower(word)+"Only=true"), listed("include"+word+"=false")
		for _, o := range only {
			if simtest.At(o, field) != true {
				t.Errorf("only %s lists %v", field, simtest.Text(o, "name"))
			}
		}
		for _, o := range without {
			if simtest.At(o, field) == true {
				t.Errorf("without %s lists %v", field, simtest.Text(o, "name"))
			}
		}
		if all := len(listed("")); len(only) == 0 || len(only)+len(without) != all {
			t.Errorf("%s: %d and %d, of %d", field, len(only), len(without), all)
		}
	}
	for query, want := range map[string]string{"includeRange=false": "FIXED", "includeFixed=false": "RANGE"} {
		for _, o := range listed(query) {
			if got := simtest.Text(o, "denominationType"); got != want {
				t.Errorf("%s lists a %s", query, got)
			}
		}
	}
	refusal(t, "no boolean", c.Do(t, "GET /operators?includeData=perhaps", ""), 400, "INVALID_INPUT_PROVIDED")
	plain := c.OK(t, "GET /operators/341", "")
	asked := c.OK(t, "GET /operators/341?suggestedAmounts=true&suggestedAmountsMap=true", "")
	if n := len(simtest.At(plain, "suggestedAmounts").([]any)); n != 0 || simtest.Text(asked, "suggestedAmountsMap", "5") != "7000.0" ||
		len(simtest.At(asked, "suggestedAmounts").([]any)) == 0 {
		t.Errorf("suggestions: %v unasked, %v asked", n, simtest.At(asked, "suggestedAmountsMap"))
	}
}

func TestConversionsCommissionsPromotions(t *testing.T) {
	t.Parallel()
	_, _, c := open(t)
	for _, x := range []struct{ line, body string }{
		{"POST /operators/fx-rate", `{"operatorId":174,"amount":5}`}, {"POST /operators/174/fx-rate", `{"amount":5}`}, {"POST /operators/fx-rate", `{"operatorId":"174","amount":"5"}`},
	} {
		got := strings.TrimSpace(string(c.Do(t, x.line, x.body).Body))
		if want := `{"currencyCode":"HTG","fxRate":335.6,"id":174,"name":"Natcom Haiti"}`; got != want {
			t.Errorf("%s: %s, want %s", x.line, got, want)
		}
	}
	refusal(t, "inactive", c.Do(t, "POST /operators/fx-rate", `{"operatorId":1303,"amount":5}`), 500, "FX_RATE_NOT_AVAILABLE")
	refusal(t, "unknown", c.Do(t, "POST /operators/fx-rate", `{"operatorId":99999,"amount":5}`), 404, "")
	refusal(t, "no amount", c.Do(t, "POST /operators/fx-rate", `{"operatorId":174}`), 400, "INVALID_INPUT_PROVIDED")
	const commission = `{"operator":{"id":174,"operatorId":174,"name":"Natcom Haiti","countryCode":"HT","data":false,"bundle":false,"status":true},
"percentage":13.0,"internationalPercentage":13.0,"localPercentage":0.0,"updatedAt":"2020-12-26 06:57:09"}`
	if diff := cmp.Diff(simtest.Decode(t, []byte(commission)), c.OK(t, "GET /operators/174/commissions", "")); diff != "" {
		t.Error(diff)
	}
	simtest.SameShape(t, simtest.At(c.OK(t, "GET /operators/commissions?size=3", ""), "content", 2), commission)
	list := simtest.At(c.OK(t, "GET /promotions", ""), "content").([]any)
	if len(list) < 4 {
		t.Fatalf("%d promotions", len(list))
	}
	simtest.SameShape(t, list[0], promotionShape)
	if diff := cmp.Diff(list[0], c.OK(t, "GET /promotions/"+simtest.Text(list[0], "id"), "")); diff != "" {
		t.Error(diff)
	}
	haiti := c.OK(t, "GET /promotions/country-codes/HT", "").([]any)
	one := c.OK(t, "GET /promotions/operators/174", "").([]any)
	if len(haiti) != 2 || len(one) != 1 || simtest.Text(one[0], "operatorId") != "174" {
		t.Errorf("%d promotions in Haiti, %d of Natcom", len(haiti), len(one))
	}
	if r := c.Do(t, "GET /promotions/1", ""); r.Status != http.StatusNotFound {
		t.Errorf("%d %s", r.Status, r.Body)
	}
}
