package roamify

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"simdesk/providers/sandbox/sim"
	"simdesk/providers/sandbox/sim/simtest"
)

func TestCatalogueIsPagedAndBigEnough(t *testing.T) {
	t.Parallel()
	_, s, c := open(t)
	seen := map[string]bool{}
	counts := map[string]int{}
	geographies := map[string]int{}
	for page := 1; ; page++ {
		groups := simtest.At(c.OK(t, fmt.Sprintf("GET /api/esim/packages?page=%d", page), ""), "data", "packages").([]any)
		for _, g := range groups {
			geographies[simtest.Text(g, "geography")]++
			for _, p := range simtest.At(g, "packages").([]any) {
				seen[simtest.Text(p, "packageId")] = true
				if simtest.Text(p, "dataAmount") == "9007199254740991" && simtest.At(p, "isUnlimited") == true {
					counts["unlimited"]++
				}
				if simtest.At(p, "requirements", "travelDate") == true {
					counts["dated"]++
				}
				if simtest.At(p, "withUsageCheck") == false {
					counts["blind"]++
				}
			}
		}
		if len(groups) < 50 {
			break
		}
	}
	if len(seen) != len(s.plans) || len(seen) < 1000 || geographies["local"] < 150 || geographies["regional"] != 8 || geographies["global"] != 1 {
		t.Errorf("%d plans of %d, geographies %v", len(seen), len(s.plans), geographies)
	}
	if counts["unlimited"] < 100 || counts["dated"] != 30 || counts["blind"] < 10 {
		t.Errorf("odd plans: %v", counts)
	}
}

func TestPackageFilters(t *testing.T) {
	t.Parallel()
	_, _, c := open(t)
	for query, want := range map[string]string{
		"country=Japan&days=7&gbs=1":                          "esim-japan-7days-1gb-all",
		"countryCode=JP&gbs=50":                               "esim-japan-90days-50gb-all",
		"countryCode=JP&isUnlimited=true&days=3":              "esim-japan-3days-un2gb-all",
		"packageId=esim-japan-7days-1gb-all&days=9":           "esim-japan-7days-1gb-all",
		"geography=global&gbs=20":                             "esim-global-30days-20gb-all",
		"country=Nowhere":                                     "",
		"countryCode=JP&page=2":                               "",
		"page=900000000000000000&pageSize=900000000000000000": "",
	} {
		groups := simtest.At(c.OK(t, "GET /api/esim/packages?"+query, ""), "data", "packages").([]any)
		got := []string{}
		for _, g := range groups {
			for _, p := range simtest.At(g, "packages").([]any) {
				got = append(got, simtest.Text(p, "packageId"))
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %v, want %q", query, got, want)
		}
	}
}

func TestTwoWorldsWithOneSeedAreTheSame(t *testing.T) {
	t.Parallel()
	_, one, a := open(t)
	_, two, b := open(t)
	for _, line := range []string{"GET /api/esim/packages?pageSize=500", "GET /api/esims", "GET /api/esim/orders"} {
		if x, y := string(a.Do(t, line, "").Body), string(b.Do(t, line, "").Body); x != y {
			t.Errorf("%s differs between two servers with one seed", line)
		}
	}
	if got, want := strings.Join(one.ICCIDs(), " "), strings.Join(two.ICCIDs(), " "); got != want || len(one.ICCIDs()) != 8 {
		t.Errorf("ICCIDs %s and %s", got, want)
	}
	other := simtest.Serve(t, New(sim.NewWorld(8, simtest.Clock)), "/roamify", "Authorization", "Bearer "+sim.RoamifyKey)
	if line := "GET /api/esim/packages"; string(a.Do(t, line, "").Body) == string(other.Do(t, line, "").Body) {
		t.Error("another seed gives the same catalogue")
	}
}

// Nine eSIMs are preloaded, so the third sale from there is the one whose
// profile takes its time.
func TestProfileThatTakesItsTime(t *testing.T) {
	t.Parallel()
	w, _, c := open(t)
	a := c.OK(t, "POST /api/esim/order", strings.Replace(oneCambodia, `"quantity":1`, `"quantity":3`, 1))
	var ids []string
	for i := range 3 {
		ids = append(ids, simtest.Text(a, "data", "items", i, "esimId"))
	}
	if got := c.OK(t, "GET /api/esim?esimId="+ids[2], ""); simtest.Text(got, "data", "status") != "NEW" || simtest.Text(got, "data", "iccid") != "" {
		t.Errorf("before apply: %v", got)
	}
	for i, want := range []int{200, 200, 400, 400} {
		r := c.Do(t, "POST /api/esim/apply", `{"esimId":"`+ids[min(i, 2)]+`"}`)
		if r.Status != want || (want == 400) != strings.Contains(string(r.Body), "eSIM is still pending processing") {
			t.Errorf("apply %d: %d %s", i, r.Status, r.Body)
		}
	}
	w.Advance(w.Settle)
	got := c.OK(t, "GET /api/esim?esimId="+ids[2], "")
	lpa := simtest.Text(got, "data", "esim", "lpaCode")
	if simtest.Text(got, "data", "status") != "READY" || !strings.HasPrefix(lpa, "LPA:1$"+sim.SMDP+"$SANDBOX-") {
		t.Errorf("after the wait: %v", got)
	}
	list, ok := simtest.At(c.OK(t, "POST /api/esim/apply", `{"referenceId":"ref-123456"}`), "data").([]any)
	if !ok || len(list) != 3 {
		t.Errorf("apply by reference answers %v, want a list of three", list)
	}
	if n := len(w.Charges(Name)); n != 1 {
		t.Errorf("%d charges for one order", n)
	}
}

func TestTravelDate(t *testing.T) {
	t.Parallel()
	w, _, c := open(t)
	a := c.OK(t, "POST /api/esim/order", `{"items":[{"packageId":"esim-japan-7days-un2gb-all","quantity":1}]}`)
	id := simtest.Text(a, "data", "items", 0, "esimId")
	if r := c.Do(t, "POST /api/esim/apply", `{"esimId":"`+id+`"}`); r.Status != 400 || string(r.Body) != `{"error":"\"startDate\" is required"}` {
		t.Errorf("without a date: %d %s", r.Status, r.Body)
	}
	got := c.OK(t, "POST /api/esim/apply", `{"esimId":"`+id+`","startDate":"2026-12-01"}`)
	iccid := simtest.Text(got, "data", "iccid")
	w.Advance(5 * day)
	if u := c.OK(t, "GET /api/esim/usage?iccid="+iccid, ""); simtest.At(u, "data", "startedAt") != nil {
		t.Errorf("started before its date: %v", u)
	}
	w.Advance(5 * day)
	u := c.OK(t, "GET /api/esim/usage?iccid="+iccid, "")
	if simtest.Text(u, "data", "allowedData") != "9007199254740991" || simtest.At(u, "data", "startedAt") == nil {
		t.Errorf("in use: %v", u)
	}
}

func TestUsageMovesWithTime(t *testing.T) {
	t.Parallel()
	w, s, c := open(t)
	usage := func() (status, allowed, left string) {
		u := c.OK(t, "GET /api/esim/usage?iccid="+SampleICCID, "")
		return simtest.Text(u, "data", "status"), simtest.Text(u, "data", "allowedData"), simtest.Text(u, "data", "remainingData")
	}
	status, allowed, left := usage()
	if status != "ACTIVE" || allowed != "1024" || left != "698" {
		t.Errorf("after two of 6.3 days: %s, %s of %s MB left", status, left, allowed)
	}
	c.OK(t, "POST /api/esim/order/topup", `{"iccid":"894000000000039210","packageId":"esim-cambodia-30days-3gb-all"}`)
	if _, allowed, left = usage(); allowed != "4096" || left != "3770" {
		t.Errorf("after 3 GB more: %s of %s MB left", left, allowed)
	}
	w.Advance(6 * day)
	if _, allowed, left = usage(); allowed != "3072" || left == "3072" {
		t.Errorf("when the first plan has ended: %s of %s MB left", left, allowed)
	}
	w.Advance(60 * day)
	if status, _, left = usage(); status != "EXPIRED" || left != "0" {
		t.Errorf("in the end: %s, %s MB left", status, left)
	}
	r := c.Do(t, "POST /api/esim/order/topup", `{"iccid":"894000000000039210","packageId":"esim-cambodia-7days-1gb-all"}`)
	if r.Status != http.StatusBadRequest || len(s.world.Charges(Name)) != 1 {
		t.Errorf("topping up an expired eSIM: %d %s", r.Status, r.Body)
	}
}

// The third top-up of an account settles late, and counts only then.
func TestPendingTopup(t *testing.T) {
	t.Parallel()
	w, _, c := open(t)
	var id string
	for range 3 {
		a := c.OK(t, "POST /api/esim/order/topup", `{"iccid":"894000000000039210","packageId":"esim-cambodia-7days-1gb-all"}`)
		id = simtest.Text(a, "data", "id")
	}
	state := func() string {
		o := c.OK(t, "GET /api/esim/order?orderId="+id, "")
		u := c.OK(t, "GET /api/esim/usage?iccid="+SampleICCID, "")
		return simtest.Text(o, "data", "status") + " " + simtest.Text(u, "data", "allowedData")
	}
	if got := state(); got != "PENDING 3072" {
		t.Errorf("at once: %s", got)
	}
	w.Advance(w.Settle)
	if got := state(); got != "COMPLETED 4096" {
		t.Errorf("later: %s", got)
	}
}

func TestPreloadedCustomers(t *testing.T) {
	t.Parallel()
	_, s, c := open(t)
	want := []string{"EXPIRED", "REVOKED", "INSTALLED", "INSTALLED", "INSTALLED", "INSTALLED", "INSTALLED", "INSTALLED"}
	for i, iccid := range s.ICCIDs() {
		if got := simtest.Text(c.OK(t, "GET /api/esim?iccid="+iccid, ""), "data", "status"); got != want[i] {
			t.Errorf("eSIM %d is %s, want %s", i+1, got, want[i])
		}
	}
	if r := c.Do(t, "GET /api/esim/usage?iccid="+s.ICCIDs()[5], ""); r.Status != 400 || !strings.Contains(string(r.Body), "not supported") {
		t.Errorf("usage of an eSIM without usage check: %d %s", r.Status, r.Body)
	}
	if list := simtest.At(c.OK(t, "GET /api/esim/topup/packages?iccid="+s.ICCIDs()[7], ""), "data").([]any); len(list) != 0 {
		t.Errorf("an unlimited eSIM can be topped up with %d packages", len(list))
	}
	if u := c.OK(t, "GET /api/esim/usage?iccid="+s.ICCIDs()[2], ""); simtest.Text(u, "data", "remainingData") != "0" {
		t.Errorf("the depleted one: %v", u)
	}
}

func TestEventsAsThePhoneMakesThem(t *testing.T) {
	t.Parallel()
	w, _, c := open(t)
	iccid := simtest.Text(c.OK(t, "POST /api/esim/order/instant", oneCambodia), "data", "esims", 0, "iccid")
	words := func() string {
		var out []string
		for _, e := range simtest.At(c.OK(t, "GET /api/esim/events?iccid="+iccid, ""), "events").([]any) {
			out = append(out, simtest.Text(e, "status"))
		}
		return strings.Join(out, " ")
	}
	if got := words(); got != "NEW" {
		t.Errorf("at first: %s", got)
	}
	w.Advance(time.Minute)
	if got := words(); got != "NEW DOWNLOADED INSTALLED ACTIVATED" {
		t.Errorf("a minute later: %s", got)
	}
}
