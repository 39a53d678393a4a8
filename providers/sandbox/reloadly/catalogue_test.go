package reloadly

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"simdesk/providers/sandbox/sim"
	"simdesk/providers/sandbox/sim/simtest"
)

// natcom is the recorded operator, to the letter but for the address of its
// logo and its promotions.
const natcom = `{"id":174,"operatorId":174,"name":"Natcom Haiti",
 "bundle":false,"data":false,"pin":false,"comboProduct":false,
 "supportsLocalAmounts":false,"supportsGeographicalRechargePlans":false,
 "denominationType":"RANGE",
 "senderCurrencyCode":"USD","senderCurrencySymbol":"$","destinationCurrencyCode":"HTG","destinationCurrencySymbol":"HTG",
 "commission":13.0,"internationalDiscount":13.0,"localDiscount":0.0,
 "mostPopularAmount":15.0,"mostPopularLocalAmount":null,
 "minAmount":0.45,"maxAmount":104.0,"localMinAmount":null,"localMaxAmount":null,
 "country":{"isoName":"HT","name":"Haiti"},"fx":{"rate":67.12,"currencyCode":"HTG"},
 "fixedAmounts":[],"fixedAmountsDescriptions":{},"localFixedAmounts":[],"localFixedAmountsDescriptions":{},
 "suggestedAmounts":[1.0,5.0,10.0],"suggestedAmountsMap":{"1":67.1,"5":335.6,"10":671.2},
 "fees":{"international":0.94,"internationalPercentage":0.0,"local":300.0,"localPercentage":0.0},
 "geographicalRechargePlans":[],"status":"ACTIVE"}`

const promotionShape = `{"id":7016,"promotionId":7016,"operatorId":121,"title":"…","title2":"Bonus 5x","description":"<br />HTML…",
"startDate":"2020-02-07 11:00:00","endDate":"2021-01-01 10:59:00","denominations":"USD 5 and up","localDenominations":null}`

func TestRecordedOperator(t *testing.T) {
	t.Parallel()
	_, _, c := open(t)
	got := c.OK(t, "GET /operators/174", "")
	m := got.(map[string]any)
	if list, ok := m["logoUrls"].([]any); !ok || len(list) != 1 {
		t.Errorf("logos are %v", m["logoUrls"])
	}
	simtest.SameShape(t, simtest.At(got, "promotions", 0), promotionShape)
	delete(m, "logoUrls")
	delete(m, "promotions")
	if diff := cmp.Diff(simtest.Decode(t, []byte(natcom)), got); diff != "" {
		t.Error(diff)
	}
}

func TestDataOperator(t *testing.T) {
	t.Parallel()
	_, _, c := open(t)
	got := c.OK(t, "GET /operators/645", "")
	want := map[string]string{
		"denominationType": `"FIXED"`, "data": "true", "minAmount": "null", "maxAmount": "null", "supportsLocalAmounts": "true",
		"fixedAmounts": "[0.14,2.78]", "fixedAmountsDescriptions": `{"0.14":"25MB (24 hours)","2.78":"Data 1GB (30 days)"}`,
		"localFixedAmounts": "[50.0,1000.0]", "localFixedAmountsDescriptions": `{"1000.00":"Data 1GB (30 days)","50.00":"25MB (24 hours)"}`,
		"fx": `{"currencyCode":"NGN","rate":360.0}`, "suggestedAmounts": "[]", "suggestedAmountsMap": "{}",
	}
	for k, w := range want {
		b, err := json.Marshal(simtest.At(got, k))
		if err != nil || string(b) != w {
			t.Errorf("%s is %s, want %s (%v)", k, b, w, err)
		}
	}
}

func operators(t testing.TB, c *simtest.Client, query string) []any {
	t.Helper()
	var all []any
	for n := 1; ; n++ {
		a := c.OK(t, fmt.Sprintf("GET /operators?page=%d&%s", n, query), "")
		list, ok := simtest.At(a, "content").([]any)
		if !ok {
			t.Fatalf("no content in %v", a)
		}
		all = append(all, list...)
		if simtest.At(a, "last") == true {
			return all
		}
	}
}

func TestCatalogueCoversTheWorld(t *testing.T) {
	t.Parallel()
	_, _, c := open(t)
	seen, places, kinds, empty := map[string]bool{}, map[string]bool{}, map[string]int{}, map[string]int{}
	for _, o := range operators(t, c, "size=200") {
		id := simtest.Text(o, "id")
		if seen[id] || id != simtest.Text(o, "operatorId") {
			t.Errorf("operator %s stands there twice, or with two ids", id)
		}
		seen[id], places[simtest.Text(o, "country", "isoName")] = true, true
		kinds[simtest.Text(o, "denominationType")]++
		for _, flag := range []string{"bundle", "data", "pin", "comboProduct", "supportsLocalAmounts", "supportsGeographicalRechargePlans"} {
			if simtest.At(o, flag) == true {
				kinds[flag]++
			}
		}
		b, err := json.Marshal(simtest.At(o, "fixedAmountsDescriptions"))
		if err != nil {
			t.Fatal(err)
		}
		empty[string(b)]++
		fixed, local := simtest.At(o, "fixedAmounts").([]any), simtest.At(o, "localFixedAmounts").([]any)
		if len(local) > 0 && len(local) != len(fixed) {
			kinds["lists of different length"]++
		}
		checkPlans(t, o)
	}
	if len(seen) < 300 || len(places) < 120 {
		t.Errorf("%d operators in %d countries, want 300 in 120", len(seen), len(places))
	}
	for _, k := range []string{"RANGE", "FIXED", "bundle", "data", "pin", "comboProduct", "supportsLocalAmounts", "supportsGeographicalRechargePlans",
		"lists of different length"} {
		if kinds[k] < 3 {
			t.Errorf("%d operators with %s", kinds[k], k)
		}
	}
	for _, k := range []string{"{}", "[]", "null"} {
		if empty[k] == 0 {
			t.Errorf("no operator's descriptions are %s", k)
		}
	}
}

// checkPlans holds an operator to what the documents say of all of them.
func checkPlans(t *testing.T, o any) {
	t.Helper()
	name := simtest.Text(o, "name")
	fixed, ok := simtest.At(o, "fixedAmounts").([]any)
	if !ok {
		t.Fatalf("%s: fixedAmounts are no list", name)
	}
	circles := simtest.At(o, "geographicalRechargePlans").([]any)
	if simtest.Text(o, "denominationType") == "RANGE" {
		if len(fixed) != 0 || simtest.Text(o, "minAmount") == "" || simtest.Text(o, "maxAmount") == "" {
			t.Errorf("%s: a range with %v from %s", name, fixed, simtest.Text(o, "minAmount"))
		}
		return
	}
	if (len(fixed) == 0) == (len(circles) == 0) || simtest.At(o, "minAmount") != nil {
		t.Errorf("%s: %d amounts and %d circles", name, len(fixed), len(circles))
	}
	for i := 1; i < len(fixed); i++ {
		if !dec(fixed[i-1].(json.Number).String()).LessThan(dec(fixed[i].(json.Number).String())) {
			t.Errorf("%s: amounts %v don't go up", name, fixed)
		}
	}
	about, _ := simtest.At(o, "fixedAmountsDescriptions").(map[string]any)
	for key := range about {
		if !slices.ContainsFunc(fixed, func(d any) bool { return dec(d.(json.Number).String()).Equal(dec(key)) }) || dec(key).StringFixed(2) != key {
			t.Errorf("%s: description of %q, which is none of %v with two decimals", name, key, fixed)
		}
	}
}

func TestIndianPlansByCircle(t *testing.T) {
	t.Parallel()
	_, _, c := open(t)
	list := c.OK(t, "GET /operators/countries/in?includeData=false&includeBundles=false&includePin=false", "").([]any)
	if len(list) < 3 {
		t.Fatalf("%d operators of airtime", len(list))
	}
	for _, o := range list {
		if n := len(simtest.At(o, "fixedAmounts").([]any)); n != 0 || simtest.At(o, "supportsGeographicalRechargePlans") != true {
			t.Errorf("%s has %d plans outside the circles", simtest.Text(o, "name"), n)
		}
		for _, circle := range simtest.At(o, "geographicalRechargePlans").([]any) {
			checkCircle(t, circle)
		}
	}
}

func checkCircle(t *testing.T, circle any) {
	t.Helper()
	m := circle.(map[string]any)
	for amounts, about := range map[string]string{"fixedAmounts": "fixedAmountsDescriptions", "localAmounts": "localFixedAmountsDescriptions"} {
		described, _ := m[about].(map[string]any)
		list := m[amounts].([]any)
		for _, d := range list {
			if got, _ := described[dec(d.(json.Number).String()).StringFixed(2)].(string); !strings.HasPrefix(got, "Get Talktime of Rs. ") {
				t.Errorf("%s: no description of %v in %v", m["locationCode"], d, described)
			}
		}
		if len(described) != len(list) || len(list) == 0 {
			t.Errorf("%s: %d descriptions of %d amounts", m["locationCode"], len(described), len(list))
		}
		m[about] = map[string]any{}
	}
	m["fixedAmountsPlanNames"] = map[string]any{}
	simtest.SameShape(t, circle, `{"locationCode":"AP","locationName":"Andhra Pradesh","fixedAmounts":[0.14,1.39],"localAmounts":[10.0,100.0],
"fixedAmountsPlanNames":{},"fixedAmountsDescriptions":{},"localFixedAmountsPlanNames":{},"localFixedAmountsDescriptions":{}}`)
}

func TestOddScales(t *testing.T) {
	t.Parallel()
	_, _, c := open(t)
	body := string(c.Do(t, "GET /operators/289", "").Body)
	for _, want := range []string{`"rate":505.00000000000,`, `"international":3.8E-5,`, `"localMaxAmount":50000.0`} {
		if !strings.Contains(body, want) {
			t.Errorf("no %s in %s", want, body)
		}
	}
}

func TestCountries(t *testing.T) {
	t.Parallel()
	_, _, c := open(t)
	const sample = `{"isoName":"HT","name":"Haiti","continent":"…","currencyCode":"HTG","currencyName":"Haitian Gourde","currencySymbol":"G","flag":"…","callingCodes":["+509"]}`
	list := c.OK(t, "GET /countries", "").([]any)
	if len(list) < 120 {
		t.Errorf("%d countries", len(list))
	}
	for _, x := range list {
		simtest.SameShape(t, x, sample)
	}
	ht := c.OK(t, "GET /countries/ht", "")
	simtest.SameShape(t, ht, sample)
	if simtest.Text(ht, "currencyName") != "Haitian Gourde" || simtest.Text(ht, "callingCodes", 0) != "+509" {
		t.Errorf("%v", ht)
	}
	refusal(t, "three letters", c.Do(t, "GET /operators/countries/HTI", ""), 404, "")
	refusal(t, "no operators", c.Do(t, "GET /operators/countries/SY", ""), 404, "COUNTRY_NOT_SUPPORTED")
	refusal(t, "no such operator", c.Do(t, "GET /operators/99999", ""), 404, "")
	refusal(t, "no number", c.Do(t, "GET /operators/x", ""), 404, "")
}

func TestSameSeedSameCatalogue(t *testing.T) {
	t.Parallel()
	read := func(seed int64) string {
		c := signIn(t, simtest.Serve(t, New(sim.NewWorld(seed, simtest.Clock)), "/reloadly"))
		return string(c.Do(t, "GET /operators?size=1000", "").Body)
	}
	if a, b, other := read(7), read(7), read(8); a != b || a == other {
		t.Errorf("same seed, same catalogue: %t; other seed, other catalogue: %t", a == b, a != other)
	}
}

func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		New(sim.NewWorld(1, simtest.Clock))
	}
}
