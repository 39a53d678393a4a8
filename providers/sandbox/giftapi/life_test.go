package giftapi

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"simdesk/providers/sandbox/sim"
	"simdesk/providers/sandbox/sim/simtest"
)

// walk follows the cursors of a list to its end, and back again.
func walk(t testing.TB, c *simtest.Client, line string) []any {
	t.Helper()
	var all []any
	var pages []string
	path, last := line, any(nil)
	for {
		page := c.OK(t, path, "")
		all = append(all, simtest.At(page, "data").([]any)...)
		pages = append(pages, fmt.Sprint(simtest.At(page, "data")))
		last = page
		next := simtest.Text(page, "meta", "next_cursor")
		if next == "" {
			break
		}
		path = line + "&cursor=" + url.QueryEscape(next)
	}
	for i := len(pages) - 2; i >= 0; i-- {
		last = c.OK(t, line+"&cursor="+url.QueryEscape(simtest.Text(last, "meta", "prev_cursor")), "")
		if fmt.Sprint(simtest.At(last, "data")) != pages[i] {
			t.Errorf("%s: page %d differs on the way back", line, i+1)
		}
	}
	if simtest.At(last, "meta", "prev_cursor") != nil {
		t.Errorf("%s: a page before the first", line)
	}
	return all
}

func TestCatalogueByCursors(t *testing.T) {
	t.Parallel()
	_, s, c := open(t)
	kinds, countries, skus, fields := map[string]int{}, map[string]bool{}, 0, 0
	for _, p := range walk(t, c, "GET /catalog/products?include_skus=1&per_page=37") {
		kinds[simtest.Text(p, "type")]++
		if simtest.Text(p, "type") == "esim" {
			countries[simtest.Text(p, "attributes", "country_code")] = true
		}
		skus += len(simtest.At(p, "skus").([]any))
		for _, f := range simtest.At(p, "fields").([]any) {
			if simtest.Text(f, "code") == "" || simtest.Text(f, "name") == "" || simtest.At(f, "required") != true {
				t.Errorf("field %v", f)
			}
			fields++
		}
		if _, ok := simtest.At(p, "attributes").([]any); ok != (simtest.Text(p, "category", "id") == "19" || simtest.Text(p, "category", "id") == "40" || (simtest.Text(p, "type") == "voucher" && simtest.Text(p, "id") != AppleUSA)) {
			t.Errorf("attributes %v of %s", simtest.At(p, "attributes"), simtest.Text(p, "name"))
		}
	}
	prices := walk(t, c, "GET /catalog/pricelist?per_page=113")
	if skus != len(s.skus) || len(prices) != skus || skus < 1000 || len(countries) < 180 || fields < 60 {
		t.Errorf("%d SKUs of %d, %d prices, %d countries, %d fields", skus, len(s.skus), len(prices), len(countries), fields)
	}
	for _, kind := range []string{"voucher", "recharge_fixed", "recharge", "voucher_open_range", "esim", "other"} {
		if kinds[kind] == 0 {
			t.Errorf("no product of type %s", kind)
		}
		if got := walk(t, c, "GET /catalog/products?per_page=200&type="+kind); len(got) != kinds[kind] {
			t.Errorf("%s: %d products by filter, want %d", kind, len(got), kinds[kind])
		}
	}
	for _, p := range prices {
		if custom := simtest.Text(p, "denomination_type") == "custom"; custom != (simtest.At(p, "price") == nil) || custom != (simtest.At(p, "rate") != nil) {
			t.Errorf("price %v", p)
		}
	}
	if got := len(walk(t, c, "GET /catalog/products?category_id=1")) + len(walk(t, c, "GET /catalog/products?category_id=31")); got != len(s.products) {
		t.Errorf("%d products in the roots, want %d", got, len(s.products))
	}
}

func TestBadQueries(t *testing.T) {
	t.Parallel()
	_, _, c := open(t)
	for line, want := range map[string]string{
		"GET /catalog/products?per_page=201":  `{"errors":{"per_page":["The per page field must not be greater than 200."]},"message":"The per page field must not be greater than 200."}`,
		"GET /catalog/products?type=sim":      `{"errors":{"type":["The selected type is invalid."]},"message":"The selected type is invalid."}`,
		"GET /catalog/pricelist?type=other":   `{"errors":{"type":["The selected type is invalid."]},"message":"The selected type is invalid."}`,
		"GET /orders?per_page=101&status=new": `{"errors":{"per_page":["The per page field must not be greater than 100."],"status":["The selected status is invalid."]},"message":"The per page field must not be greater than 100. (and 1 more error)"}`,
		"GET /orders?date_from=yesterday":     `{"errors":{"date_from":["The date from field must be a valid date."]},"message":"The date from field must be a valid date."}`,
		"GET /balance/history?per_page=0":     `{"errors":{"per_page":["The per page field must be at least 1."]},"message":"The per page field must be at least 1."}`,
		"GET /catalog/categories?locale=de":   `{"errors":{"locale":["The selected locale is invalid."]},"message":"The selected locale is invalid."}`,
	} {
		if r := c.Do(t, line, ""); r.Status != 422 || string(r.Body) != want {
			t.Errorf("%s: %d %s\nwant %s", line, r.Status, r.Body, want)
		}
	}
	for _, line := range []string{"GET /orders/x", "GET /catalog/products/x", "GET /services/esim/8900/status"} {
		if r := c.Do(t, line, ""); r.Status != 404 || simtest.At(r.JSON(t), "success") != false {
			t.Errorf("%s: %d %s", line, r.Status, r.Body)
		}
	}
}

// sku finds a SKU by its name.
func find(t testing.TB, s *Simulator, name string) *sku {
	t.Helper()
	k := s.named(name)
	if k.name != name {
		t.Fatalf("no SKU %q", name)
	}
	return k
}

func TestOrdersThatSettleLate(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		sku, fields, status, item string
		delivered                 int
		trouble                   any
	}{
		{"25 USD Roblox Gift Card", `{"quantity":2}`, "completed", "completed", 2, nil},
		{"50 USD Roblox Gift Card", `{"quantity":2}`, "failed", "failed", 0, "Supplier has no codes left"},
		{"10 USD Nintendo Gift Card", `{"quantity":3}`, "partially_completed", "completed", 2, "1 of 3 could not be delivered"},
		{"$5 MTN", `{"phone":"+2348035550123"}`, "completed", "completed", 1, nil},
		{"5GB Asia Data", `{}`, "completed", "completed", 1, nil},
	} {
		t.Run(tc.sku, func(t *testing.T) {
			t.Parallel()
			w, s, c := open(t)
			k := find(t, s, tc.sku)
			stock, before := k.stock, s.wallet.Balance()
			r := buy(t, w, c, k.id, "late", tc.fields)
			id := simtest.Text(r.JSON(t), "data", "id")
			funds := c.OK(t, "GET /balance", "")
			total := w.Charges(Name)[0].Amount
			if simtest.Text(r.JSON(t), "data", "status") != "created" || simtest.At(r.JSON(t), "data", "items", 0, "delivery_data") != nil ||
				simtest.Text(funds, "data", "balance") != before.String() || simtest.Text(funds, "data", "reserved_amount") != total.String() {
				t.Errorf("at first %s\n%v", r.Body, funds)
			}
			w.Advance(w.Settle / 2)
			if got := simtest.Text(c.OK(t, "GET /orders/"+id, ""), "data", "status"); got != "processing" {
				t.Errorf("half way %s", got)
			}
			w.Advance(w.Settle / 2)
			got := simtest.At(c.OK(t, "GET /orders/"+id, ""), "data")
			delivered, _ := simtest.At(got, "items", 0, "delivery_data").([]any)
			if simtest.Text(got, "status") != tc.status || simtest.Text(got, "items", 0, "status") != tc.item || len(delivered) != tc.delivered ||
				simtest.At(got, "items", 0, "error_message") != tc.trouble {
				t.Errorf("in the end %v", got)
			}
			paid := before.Sub(s.wallet.Balance())
			if want := k.price.Mul(usd(fmt.Sprint(tc.delivered))); !paid.Equal(want) || k.stock != stock-tc.delivered || len(w.Charges(Name)) != 1 {
				t.Errorf("paid %s for %d at %s, stock %d to %d", paid, tc.delivered, k.price, stock, k.stock)
			}
			if tc.delivered > 0 && simtest.Text(got, "total_amount") != paid.String() {
				t.Errorf("total %s, paid %s", simtest.Text(got, "total_amount"), paid)
			}
			line := simtest.At(c.OK(t, "GET /balance/history?per_page=1", ""), "data", 0)
			if (simtest.Text(line, "order_id") == id) != (tc.delivered > 0) {
				t.Errorf("statement %v", line)
			}
		})
	}
}

// Metadata with the key "sandbox" says what becomes of an order.
func TestForcedEnds(t *testing.T) {
	t.Parallel()
	w, s, c := open(t)
	k := find(t, s, "10 USD Steam Gift Card")
	for _, end := range []string{"completed", "failed", "cancelled", "partially_completed"} {
		before := s.wallet.Balance()
		r := signed(w, c, k.id, end).Do(t, "POST /orders", fmt.Sprintf(`{"external_id":%q,"item":{"sku_id":%q,"fields":{"quantity":4}},"metadata":{"sandbox":%q,"till":3}}`, end, k.id, end))
		if simtest.Text(r.JSON(t), "data", "metadata", "till") != "3" {
			t.Errorf("metadata %s", r.Body)
		}
		w.Advance(w.Settle)
		got := simtest.At(c.OK(t, "GET /orders?external_id="+end, ""), "data", 0)
		units := map[string]string{"completed": "4", "partially_completed": "2", "failed": "0", "cancelled": "0"}[end]
		if paid := before.Sub(s.wallet.Balance()); simtest.Text(got, "status") != end || !paid.Equal(k.price.Mul(usd(units))) {
			t.Errorf("%s: paid %s, %v", end, paid, got)
		}
		if list := simtest.At(c.OK(t, "GET /orders?status="+end, ""), "data").([]any); simtest.Text(list, 0, "external_id") != end {
			t.Errorf("orders that are %s: %v", end, list)
		}
	}
}

func TestOrderFilters(t *testing.T) {
	t.Parallel()
	w, _, c := open(t)
	for i := range 7 {
		buy(t, w, c, Apple2, fmt.Sprintf("till-%d", i), `{}`)
		w.Advance(time.Hour)
	}
	for query, want := range map[string]string{
		"external_id=till-3":                                 "till-3",
		"external_id=till&date_from=2026-11-22T17:30:00Z":    "till-6",
		"external_id=till&date_to=2026-11-22T13:00:00Z":      "till-1 till-0",
		"external_id=till-7":                                 "",
		"external_id=ill-&date_from=2026-11-22+16:00:00":     "till-6 till-5 till-4",
		"status=completed&per_page=3":                        "till-6 till-5 till-4 till-3 till-2 till-1 till-0 SHOP-0009 SHOP-0008 SHOP-0007 SHOP-0006 SHOP-0005 SHOP-0004 SHOP-0003 SHOP-0002 SHOP-0001",
		"external_id=SHOP-0006&date_to=2026-11-30T00:00:00Z": "SHOP-0006",
	} {
		var got []string
		for _, o := range walk(t, c, "GET /orders?"+query) {
			got = append(got, simtest.Text(o, "external_id"))
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %v, want %s", query, got, want)
		}
	}
	if n := len(walk(t, c, "GET /balance/history?per_page=2")); n != 8 {
		t.Errorf("%d lines in the statement, want 8", n)
	}
}

func TestESIMBurnsAndIsToppedUp(t *testing.T) {
	t.Parallel()
	w, s, c := open(t)
	r := buy(t, w, c, find(t, s, "5GB Japan Data").id, "jp", `{"quantity":2}`).JSON(t)
	first := simtest.At(r, "data", "items", 0, "delivery_data", 0)
	iccid := simtest.Text(first, "iccid")
	if iccid == simtest.Text(r, "data", "items", 0, "delivery_data", 1, "iccid") || !strings.HasPrefix(simtest.Text(first, "qr_code"), "LPA:1$"+sim.SMDP+"$SANDBOX-") {
		t.Errorf("delivered %v", r)
	}
	status := func() any { return simtest.At(c.OK(t, "GET /services/esim/"+iccid+"/status", ""), "data") }
	if got := status(); simtest.Text(got, "status") != "Released" || simtest.Text(got, "data_balance", "remaining_gb") != "5" || simtest.At(got, "active_packages", 0, "activated_at") != nil {
		t.Errorf("new %v", got)
	}
	w.Advance(4 * day)
	left := simtest.Text(status(), "data_balance", "remaining_gb")
	if left == "5" || left == "0" || simtest.Text(status(), "active_packages", 0, "status") != "active" {
		t.Errorf("after four days %v", status())
	}
	added := signed(w, c, iccid, "more").Do(t, "POST /services/esim/"+iccid+"/topup", `{"external_id":"more"}`)
	if simtest.Text(added.JSON(t), "data", "items", 0, "sku_name") != "5GB Japan Data" {
		t.Errorf("without a SKU the first one is taken: %s", added.Body)
	}
	if got := status(); simtest.Text(got, "data_balance", "total_gb") != "10" || len(simtest.At(got, "active_packages").([]any)) != 2 {
		t.Errorf("topped up %v", got)
	}
	w.Advance(90 * day)
	if got := status(); simtest.Text(got, "data_balance", "remaining_gb") != "0" || len(simtest.At(got, "active_packages").([]any)) != 0 {
		t.Errorf("after its end %v", got)
	}
	w.Advance(60 * day)
	if got := status(); simtest.At(got, "can_renew") != false {
		t.Errorf("long after its end %v", got)
	}
}

func TestTopupForARegionSettlesLate(t *testing.T) {
	t.Parallel()
	w, s, c := open(t)
	body := fmt.Sprintf(`{"external_id":"region","sku_uuid":%q}`, find(t, s, "3GB Europe Data").id)
	r := signed(w, c, SampleICCID, "region").Do(t, "POST /services/esim/"+SampleICCID+"/topup", body)
	total := func() string {
		return simtest.Text(c.OK(t, "GET /services/esim/"+SampleICCID+"/status", ""), "data", "data_balance", "total_gb")
	}
	if simtest.Text(r.JSON(t), "data", "status") != "created" || total() != "10" {
		t.Errorf("at first %s, total %s", r.Body, total())
	}
	w.Advance(w.Settle)
	if total() != "13" || len(w.Charges(Name)) != 1 {
		t.Errorf("then %s GB, %d charges", total(), len(w.Charges(Name)))
	}
}

func TestLocale(t *testing.T) {
	t.Parallel()
	_, _, c := open(t)
	en := c.OK(t, "GET /catalog/products/"+AppleUSA, "")
	ru := c.OK(t, "GET /catalog/products/"+AppleUSA+"?locale=ru", "")
	if simtest.Text(en, "data", "name") != "Apple gift card | USA" || simtest.Text(ru, "data", "name") != "Подарочная карта Apple | США" {
		t.Errorf("%v\n%v", en, ru)
	}
}

func TestTwoWorldsWithOneSeedAreTheSame(t *testing.T) {
	t.Parallel()
	v, one, a := open(t)
	w, two, b := open(t)
	for _, line := range []string{"GET /catalog/pricelist?per_page=200", "GET /orders", "GET /me", "GET /services/esim/" + SampleICCID + "/status"} {
		if p, q := string(a.Do(t, line, "").Body), string(b.Do(t, line, "").Body); p != q {
			t.Errorf("%s differs between two servers with one seed", line)
		}
	}
	if p, q := string(buy(t, v, a, Apple30, "d", `{}`).Body), string(buy(t, w, b, Apple30, "d", `{}`).Body); p != q {
		t.Errorf("orders differ:\n%s\n%s", p, q)
	}
	if !slices.Equal(one.ICCIDs(), two.ICCIDs()) || len(one.ICCIDs()) != 8 || !slices.Contains(one.ICCIDs(), SampleICCID) {
		t.Errorf("ICCIDs %v and %v", one.ICCIDs(), two.ICCIDs())
	}
	other := simtest.Serve(t, New(sim.NewWorld(8, simtest.Clock)), "/giftapi", "Authorization", "Bearer "+sim.GiftAPIToken)
	if line := "GET /catalog/pricelist?per_page=200"; string(a.Do(t, line, "").Body) == string(other.Do(t, line, "").Body) {
		t.Error("another seed gives the same prices")
	}
}

// A second demo on the same ledger must not meet the first one's order ids.
func TestAnotherRunHasOtherOrderIDs(t *testing.T) {
	t.Parallel()
	v, _, a := open(t)
	w, _, b := open(t)
	w.Serial = 1000
	first, second := buy(t, v, a, Apple30, "run", `{}`).JSON(t), buy(t, w, b, Apple30, "run", `{}`).JSON(t)
	if simtest.Text(first, "data", "id") == simtest.Text(second, "data", "id") ||
		simtest.Text(first, "data", "items", 0, "delivery_data", 0, "pin") == simtest.Text(second, "data", "items", 0, "delivery_data", 0, "pin") {
		t.Errorf("%v\n%v", first, second)
	}
}
