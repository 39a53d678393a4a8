package fyatu

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"simdesk/providers/sandbox/sim"
	"simdesk/providers/sandbox/sim/simtest"
)

func TestCatalogueIsPaged(t *testing.T) {
	t.Parallel()
	_, s, c := open(t)
	kinds, seen := map[string]int{}, map[string]bool{}
	for page := 1; ; page++ {
		a := c.OK(t, fmt.Sprintf("GET /esim/packages?perPage=400&page=%d", page), "")
		list := simtest.At(a, "data", "packages").([]any)
		if got := simtest.Text(a, "data", "pagination", "perPage"); got != "100" || len(list) > 100 {
			t.Fatalf("perPage %s, %d packages, want 100 at most", got, len(list))
		}
		for _, p := range list {
			kinds[simtest.Text(p, "type")]++
			seen[simtest.Text(p, "packageId")] = true
		}
		if fmt.Sprint(page) == simtest.Text(a, "data", "pagination", "totalPages") {
			break
		}
	}
	if len(seen) != len(s.packages) || kinds["SIM"] < 300 || kinds["TOPUP"] < 100 {
		t.Errorf("%d packages of %d: %v", len(seen), len(s.packages), kinds)
	}
	if list := simtest.At(c.OK(t, "GET /esim/packages?page=9999", ""), "data", "packages").([]any); len(list) != 0 {
		t.Errorf("a page behind the last has %d packages", len(list))
	}
}

func TestFilters(t *testing.T) {
	t.Parallel()
	_, _, c := open(t)
	for query, want := range map[string]string{
		"destination=turkey&type=TOPUP":    "merhaba-topup-1gb merhaba-topup-3gb merhaba-topup-5gb merhaba-topup-10gb",
		"country=TR&tier=unlimited":        "merhaba-7days-unlimited merhaba-15days-unlimited",
		"country=turkey&tier=premium":      "merhaba-30days-10gb-premium",
		"type=global&tier=standard&page=2": "",
		"destination=atlantis":             "",
	} {
		var got []string
		for _, p := range simtest.At(c.OK(t, "GET /esim/packages?"+query, ""), "data", "packages").([]any) {
			got = append(got, simtest.Text(p, "packageId"))
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %v, want %q", query, got, want)
		}
	}
	if list := simtest.At(c.OK(t, "GET /esim/destinations?type=global", ""), "data", "destinations").([]any); len(list) != 1 {
		t.Errorf("global destinations: %v", list)
	}
}

func TestTwoWorldsWithOneSeedAreTheSame(t *testing.T) {
	t.Parallel()
	_, one, a := open(t)
	_, two, b := open(t)
	for _, line := range []string{"GET /esim/packages?perPage=100&page=3", "GET /esim/list", "GET /esim/destinations"} {
		if x, y := string(a.Do(t, line, "").Body), string(b.Do(t, line, "").Body); x != y {
			t.Errorf("%s differs between two servers with one seed", line)
		}
	}
	if x, y := strings.Join(one.ICCIDs(), " "), strings.Join(two.ICCIDs(), " "); x != y {
		t.Errorf("ICCIDs %s and %s", x, y)
	}
	if x, y := one.byID["hola-30days-5gb"].price, New(sim.NewWorld(8, simtest.Clock)).byID["hola-30days-5gb"].price; x.Equal(y) {
		t.Error("another seed gives the same prices")
	}
}

func TestPreloadedCustomers(t *testing.T) {
	t.Parallel()
	_, s, c := open(t)
	want := []string{"expired", "consumed", "active", "active", "active", "active", "inactive"}
	for i, iccid := range s.ICCIDs() {
		if got := simtest.Text(c.OK(t, "GET /esim/"+iccid, ""), "data", "status"); got != want[i] {
			t.Errorf("eSIM %d is %s, want %s", i+1, got, want[i])
		}
	}
	sample := c.OK(t, "GET /esim/"+strings.ToLower(SampleESIMID), "")
	if simtest.Text(sample, "data", "iccid") != SampleICCID || simtest.Text(sample, "data", "package", "packageId") != "merhaba-7days-5gb" {
		t.Errorf("the documents' own: %v", sample)
	}
	for query, n := range map[string]int{"status=expired": 1, "status=active": 4, "search=TURKEY": 1, "search=" + SampleICCID[5:]: 1, "perPage=3&page=3": 1, "search=nobody": 0} {
		if list := simtest.At(c.OK(t, "GET /esim/list?"+query, ""), "data", "esims").([]any); len(list) != n {
			t.Errorf("list?%s has %d rows, want %d", query, len(list), n)
		}
	}
}

// buy returns a new eSIM whose ICCID is odd or even.
func buy(t *testing.T, c *simtest.Client, odd bool) string {
	t.Helper()
	for range 40 {
		a := c.OK(t, "POST /esim/purchase", `{"packageId":"merhaba-7days-5gb"}`)
		iccid := simtest.Text(a, "data", "esims", 0, "iccid")
		if strings.ContainsAny(iccid[len(iccid)-1:], "13579") == odd {
			return iccid
		}
	}
	t.Fatal("no such ICCID in forty")
	return ""
}

func TestStatusMovesWithTime(t *testing.T) {
	t.Parallel()
	w, _, c := open(t)
	w.Opened(Name).SetBalance(w.Opened(Name).Balance().Mul(w.Opened(Name).Balance()))
	iccid := buy(t, c, false)
	live := func() (status, used, left string) {
		a := c.OK(t, "POST /esim/"+iccid+"/refresh", "")
		return simtest.Text(a, "data", "status"), simtest.Text(a, "data", "usage", "dataUsedMb"), simtest.Text(a, "data", "usage", "dataRemainingMb")
	}
	if status, used, left := live(); status != "inactive" || used != "0" || left != "5120" {
		t.Errorf("sold: %s, %s used, %s left", status, used, left)
	}
	w.Advance(time.Hour)
	if status, used, _ := live(); status != "active" || used == "0" {
		t.Errorf("an hour later: %s, %s used", status, used)
	}
	w.Advance(8 * day)
	c = login(t, c)
	if status, _, left := live(); status != "expired" || left != "0" {
		t.Errorf("in the end: %s, %s left", status, left)
	}
}

// The figures of a GET may be a minute old, also right after a top-up.
func TestGetMayBeCached(t *testing.T) {
	t.Parallel()
	w, _, c := open(t)
	total := func(line string) string {
		return simtest.Text(c.OK(t, line, ""), "data", "usage", "data", "totalMb")
	}
	get, refresh := "GET /esim/"+SampleICCID, "POST /esim/"+SampleICCID+"/refresh"
	before := total(get)
	c.OK(t, "POST /esim/"+SampleICCID+"/topup", `{"packageId":"merhaba-topup-1gb"}`)
	if got := total(get); before != "5120" || got != before {
		t.Errorf("total %s before and %s after the top-up, want 5120 from the cache", before, got)
	}
	if got := total(refresh); got != "6144" {
		t.Errorf("refreshed total is %s, want 6144", got)
	}
	c.OK(t, "POST /esim/"+SampleICCID+"/topup", `{"packageId":"merhaba-topup-1gb"}`)
	w.Advance(cached)
	if got := total(get); got != "7168" {
		t.Errorf("a minute later the total is %s, want 7168", got)
	}
}

// Of a consumed eSIM the page says two things; which holds is up to the ICCID.
func TestToppingUpAConsumedESIM(t *testing.T) {
	t.Parallel()
	for _, odd := range []bool{false, true} {
		w, s, c := open(t)
		iccid := buy(t, c, odd)
		s.mu.Lock()
		s.find(iccid).Plans[0].Pace = 0.1
		s.mu.Unlock()
		w.Advance(2 * day)
		c = login(t, c)
		if got := simtest.Text(c.OK(t, "GET /esim/"+iccid, ""), "data", "status"); got != "consumed" {
			t.Fatalf("status %s, want consumed", got)
		}
		r := c.Do(t, "POST /esim/"+iccid+"/topup", `{"packageId":"merhaba-topup-3gb"}`)
		after := simtest.Text(c.OK(t, "POST /esim/"+iccid+"/refresh", ""), "data", "status")
		if odd && (r.Status != 200 || after != "active") {
			t.Errorf("odd: %d %s, then %s", r.Status, r.Body, after)
		}
		if !odd {
			checkCode(t, "even", r, 400, "INVALID_STATUS")
		}
	}
}

func TestActivationIsASandboxOne(t *testing.T) {
	t.Parallel()
	_, _, c := open(t)
	even := c.OK(t, "GET /esim/"+buy(t, c, false), "")
	if got := simtest.Text(even, "data", "activation", "manualCode"); !strings.HasPrefix(got, "LPA:1$"+sim.SMDP+"$SANDBOX-") {
		t.Errorf("manual code %q", got)
	}
	odd := c.OK(t, "GET /esim/"+buy(t, c, true), "")
	if simtest.Text(odd, "data", "activation", "lpa") != sim.SMDP || !strings.HasPrefix(simtest.Text(odd, "data", "activation", "matchingId"), "SANDBOX-") {
		t.Errorf("activation %v", simtest.At(odd, "data", "activation"))
	}
}
