package giftapi

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"simdesk/providers/sandbox/sim"
	"simdesk/providers/sandbox/sim/simtest"
)

// open returns an account and a caller with the right token.
func open(t testing.TB) (*sim.World, *Simulator, *simtest.Client) {
	t.Helper()
	w := sim.NewWorld(7, simtest.Clock)
	s := New(w)
	return w, s, simtest.Serve(t, s, "/giftapi", "Authorization", "Bearer "+sim.GiftAPIToken, "Accept", "application/json")
}

// sign works out a signature as the document says.
func sign(key string, parts ...string) string {
	mac := hmac.New(sha256.New, []byte(key))
	mac.Write([]byte(strings.Join(parts, "")))
	return hex.EncodeToString(mac.Sum(nil))
}

// signed is the caller with a signature over the subject and the order id.
func signed(w *sim.World, c *simtest.Client, subject, externalID string) *simtest.Client {
	stamp := strconv.FormatInt(w.Now().Unix(), 10)
	return c.With("X-Timestamp", stamp).With("X-Signature", sign(sim.GiftAPISecret, stamp, subject, externalID))
}

// buy sends an order, signed.
func buy(t testing.TB, w *sim.World, c *simtest.Client, sku, externalID, fields string) simtest.Reply {
	t.Helper()
	return signed(w, c, sku, externalID).Do(t, "POST /orders", fmt.Sprintf(`{"external_id":%q,"item":{"sku_id":%q,"fields":%s}}`, externalID, sku, fields))
}

// What the document prints, with only the first entry of each list.
const (
	balanceSample = `{"balance":-29.09,"currency":"USD","reserved_amount":0,"available_balance":70.91,"allow_overdraft":true,"overdraft_limit":100,"is_overdrafted":true}`
	metaSample    = `,"meta":{"next_cursor":null,"prev_cursor":null,"per_page":50}}`
	productHead   = `"id":"…","name":"Apple gift card | USA","type":"voucher","denomination_type":"fixed","category":{"id":18,"name":"Test"},
		"description":"<p>…</p>","image":"","attributes":{"digital_acceptance":"online"}`
	listedSku   = `{"id":"…","name":"$2 Apple Gift Card","image":"","attributes":{"denomination":"2","denomination_currency":"USD"}}`
	detailedSku = `{"id":"…","name":"$2 Apple Gift Card","price":2.2,"currency":"USD","stock":100,"max_per_order":1,"image":"","attributes":{"denomination":"2","denomination_currency":"USD"}}`
	orderSample = `{"id":"…","external_id":"ORD-12345","status":"completed","total_amount":29.09,"currency":"USD","metadata":null,"created_at":"2026-01-15T11:54:29+00:00",
		"items":[{"sku_id":"…","sku_name":"$30 Apple Gift Card","quantity":1,"price":29.09,"currency":"USD","status":"completed",
			"delivery_data":[{"pin":"…","expiration":null,"serialNumber":""}],"customer_data":null,"error_message":null}]}`
	topupSample = `{"success":true,"message":"…","data":{"id":"…","external_id":"topup-12345","status":"completed","total_amount":15,"currency":"USD","metadata":null,
		"created_at":"…","items":[{"sku_id":"…","sku_name":"10GB Europe Data","quantity":1,"price":15,"currency":"USD","status":"completed",
			"delivery_data":[{"iccid":"8944422711108338982","status":"recharged","message":"…"}],
			"customer_data":{"iccid":"8944422711108338982","quantity":1},"error_message":null}]}}`
	esimSample = `{"success":true,"data":{"esim_id":"…","iccid":"8944422711108338982","status":"Installed","qr_code":"LPA:1$…","can_renew":true,"last_bundle":"10GB Global Data",
		"data_balance":{"total_gb":10,"remaining_gb":8.5,"unit":"GB"},
		"active_packages":[{"id":"pkg_123","name":"10GB Europe Data","data_total":10,"data_remaining":8.5,"data_unit":"GB","activated_at":"…","expires_at":"…","status":"active"}],
		"coverage":[{"country_name":"United Arab Emirates","country_code":"AE","network_name":"Etisalat"}]}}`
	chargeSample = `{"type":"charge","amount":-29.09,"balance_after":-58.18,"currency":"USD","created_at":"…","order_id":"…",
		"payment_method":null,"fee_amount":0,"original_amount":null,"original_currency":null,"exchange_rate":null}`
)

func TestDocumentedShapes(t *testing.T) {
	t.Parallel()
	w, _, c := open(t)
	sold := buy(t, w, c, Apple30, "ORD-12345", `{"quantity":1}`)
	simtest.SameShape(t, sold.JSON(t), `{"success":true,"message":"Order created successfully","data":`+orderSample+`}`)
	if sold.Status != 201 || simtest.Text(sold.JSON(t), "message") != "Order created successfully" {
		t.Errorf("%d %s", sold.Status, sold.Body)
	}
	id := simtest.Text(sold.JSON(t), "data", "id")
	added := signed(w, c, SampleICCID, "topup-12345").Do(t, "POST /services/esim/"+SampleICCID+"/topup", `{"external_id":"topup-12345","sku_uuid":"`+Europe10GB+`"}`)
	simtest.SameShape(t, added.JSON(t), topupSample)
	if got := added.JSON(t); simtest.Text(got, "data", "total_amount") != "15" || simtest.Text(got, "data", "items", 0, "sku_name") != "10GB Europe Data" ||
		simtest.Text(got, "message") != "Top-up order created successfully" || simtest.Text(got, "data", "items", 0, "delivery_data", 0, "message") != "Package successfully added to existing eSIM" {
		t.Errorf("%s", added.Body)
	}
	alone := strings.Replace(orderSample, `"items":[{`, `"items":[{"id":1,`, 1)
	fixed := `{"sku_id":"…","denomination_type":"fixed","price":2.2,"currency":"USD","stock":100,"max_per_order":1}`
	for _, tc := range []struct{ line, sample string }{
		{"GET /me", `{"success":true,"data":{"partner":{"uuid":"…","name":"…","email":"…","currency":"USD","is_active":true,"balance":` + balanceSample + `}}}`},
		{"GET /balance", `{"success":true,"data":` + balanceSample + `}`},
		{"GET /balance/history", `{"success":true,"data":[` + chargeSample + `]` + metaSample},
		{"GET /catalog/products?include_skus=true&type=voucher&per_page=200", `{"success":true,"data":[{` + productHead + `,"fields":[],"skus":[` + listedSku + `]}]` + metaSample},
		{"GET /catalog/products?type=voucher&per_page=200", `{"success":true,"data":[{` + productHead + `,"fields":[]}]` + metaSample},
		{"GET /catalog/products/" + AppleUSA, `{"success":true,"data":{` + productHead + `,"skus":[` + detailedSku + `]}}`},
		{"GET /catalog/pricelist?type=voucher&per_page=200", `{"success":true,"data":[` + fixed + `]` + metaSample},
		{"GET /orders?external_id=ORD-12345", `{"success":true,"data":[` + orderSample + `]` + metaSample},
		{"GET /orders/" + id, `{"success":true,"data":` + alone + `}`},
		{"GET /services/esim/" + SampleICCID + "/status", esimSample},
	} {
		got := c.OK(t, tc.line, "")
		if strings.Contains(tc.sample, "next_cursor") {
			simtest.At(got, "meta").(map[string]any)["next_cursor"] = nil
		}
		simtest.SameShape(t, got, tc.sample)
	}
}

// The list of categories begins with a root, whose parent is null; the sample
// has a number.
func TestCategories(t *testing.T) {
	t.Parallel()
	_, _, c := open(t)
	got := simtest.At(c.OK(t, "GET /catalog/categories", ""), "data")
	simtest.SameShape(t, simtest.At(got, 1), `{"id":0,"name":"string","parent_id":0,"attributes":[{"code":"string","name":"string","type":"text","target":"product"}]}`)
	if simtest.At(got, 0, "parent_id") != nil {
		t.Errorf("root %v", simtest.At(got, 0))
	}
	sku := simtest.At(c.OK(t, "GET /catalog/categories?target=sku&locale=ru", ""), "data", 1)
	if simtest.Text(sku, "name") != "Подарочные карты" || simtest.Text(sku, "attributes", 0, "code") != "denomination" {
		t.Errorf("%v", sku)
	}
}

// The document's own products have its own figures.
func TestSamples(t *testing.T) {
	t.Parallel()
	_, _, c := open(t)
	apple := simtest.At(c.OK(t, "GET /catalog/products/"+AppleUSA, ""), "data")
	if simtest.Text(apple, "skus", 0, "id") != Apple2 || simtest.Text(apple, "skus", 0, "price") != "2.2" || simtest.Text(apple, "skus", 1, "stock") != "50" {
		t.Errorf("%v", apple)
	}
	var custom any
	for cursor := ""; custom == nil; {
		page := c.OK(t, "GET /catalog/pricelist?per_page=200&cursor="+cursor, "")
		for _, row := range simtest.At(page, "data").([]any) {
			if simtest.Text(row, "sku_id") == CustomAED {
				custom = row
			}
		}
		if cursor = simtest.Text(page, "meta", "next_cursor"); cursor == "" {
			break
		}
	}
	simtest.SameShape(t, custom, `{"sku_id":"…","denomination_type":"custom","currency":"AED","stock":9999,"max_per_order":99,"markup_percent":-2,"markup_fixed":0,"rate":0.272}`)
	if simtest.Text(custom, "rate") != "0.272" || simtest.Text(custom, "markup_percent") != "-2" || simtest.Text(custom, "stock") != "9999" {
		t.Errorf("%v", custom)
	}
	esim := simtest.At(c.OK(t, "GET /services/esim/"+SampleICCID+"/status", ""), "data")
	if simtest.Text(esim, "data_balance", "remaining_gb") != "8.5" || simtest.Text(esim, "last_bundle") != "10GB Global Data" ||
		simtest.Text(esim, "status") != "Installed" || simtest.At(esim, "can_renew") != true || !strings.HasPrefix(simtest.Text(esim, "qr_code"), "LPA:1$"+sim.SMDP+"$SANDBOX-") {
		t.Errorf("%v", esim)
	}
}

// The reference's vectors for the rule: the subject stands between the time
// and the order id.
func TestSignatureVectors(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ subject, externalID, want string }{
		{Apple30, "ORD-12345", "f450ea17ce02d3d55652fe0cd8858f416c0a9b3b2a1402df60669c2b9fccf146"},
		{SampleICCID, "topup-12345", "c68c1d7bc768f4a43d9d8dc2baf7e87a03697048b3d97183d1290708255bff52"},
	} {
		if got := sign("partner_secret", "1768478058", tc.subject, tc.externalID); got != tc.want {
			t.Errorf("%s: %s, want %s", tc.subject, got, tc.want)
		}
	}
}

func TestSignatureIsVerified(t *testing.T) {
	t.Parallel()
	w, s, c := open(t)
	at := func(off time.Duration) string { return strconv.FormatInt(w.Now().Add(off).Unix(), 10) }
	now := at(0)
	good := sign(sim.GiftAPISecret, now, Apple30, "s-1")
	for _, tc := range []struct {
		name, stamp, signature string
		status                 int
		message                string
	}{
		{"no time", "", good, 401, "X-Timestamp header is required"},
		{"no signature", now, "", 401, "X-Signature header is required"},
		{"no number", "today", good, 401, "X-Timestamp must be a Unix timestamp"},
		{"late", at(-5*time.Minute - time.Second), sign(sim.GiftAPISecret, at(-5*time.Minute-time.Second), Apple30, "s-1"), 401, "Request timestamp expired"},
		{"early", at(5*time.Minute + time.Second), sign(sim.GiftAPISecret, at(5*time.Minute+time.Second), Apple30, "s-1"), 401, "Request timestamp expired"},
		{"capitals", now, strings.ToUpper(good), 403, "Invalid signature"},
		{"with the token", now, sign(sim.GiftAPIToken, now, Apple30, "s-1"), 403, "Invalid signature"},
		{"of another order", now, sign(sim.GiftAPISecret, now, Apple30, "s-2"), 403, "Invalid signature"},
		{"of another SKU", now, sign(sim.GiftAPISecret, now, Apple2, "s-1"), 403, "Invalid signature"},
		{"of an ICCID", now, sign(sim.GiftAPISecret, now, SampleICCID, "s-1"), 403, "Invalid signature"},
		{"of another time", at(time.Second), good, 403, "Invalid signature"},
	} {
		call := *c
		call.Header = c.Header.Clone()
		if tc.stamp != "" {
			call.Header.Set("X-Timestamp", tc.stamp)
		}
		if tc.signature != "" {
			call.Header.Set("X-Signature", tc.signature)
		}
		r := call.Do(t, "POST /orders", `{"external_id":"s-1","item":{"sku_id":"`+Apple30+`","fields":{"quantity":1}}}`)
		if want := fmt.Sprintf(`{"message":%q,"success":false}`, tc.message); r.Status != tc.status || string(r.Body) != want {
			t.Errorf("%s: %d %s", tc.name, r.Status, r.Body)
		}
	}
	topup := signed(w, c, Europe10GB, "s-3").Do(t, "POST /services/esim/"+SampleICCID+"/topup", `{"external_id":"s-3","sku_uuid":"`+Europe10GB+`"}`)
	if topup.Status != 403 || len(w.Charges(Name)) != 0 || len(s.orders) != len(earlier) {
		t.Errorf("a top-up signed over the SKU: %d %s, %d charges", topup.Status, topup.Body, len(w.Charges(Name)))
	}
	for _, off := range []time.Duration{-5 * time.Minute, 5 * time.Minute} {
		ref := "edge" + off.String()
		r := c.With("X-Timestamp", at(off)).With("X-Signature", sign(sim.GiftAPISecret, at(off), Apple30, ref)).
			Do(t, "POST /orders", `{"external_id":"`+ref+`","item":{"sku_id":"`+Apple30+`","fields":{"quantity":1}}}`)
		if r.Status != 201 {
			t.Errorf("%s off: %d %s", off, r.Status, r.Body)
		}
	}
}

func TestWrongTokenIsUnauthenticated(t *testing.T) {
	t.Parallel()
	w, _, c := open(t)
	for _, line := range []string{"GET /me", "GET /balance", "GET /orders", "POST /orders"} {
		r := signed(w, c, Apple30, "t").With("Authorization", "Bearer "+sim.GiftAPISecret).Do(t, line, "")
		if r.Status != 401 || string(r.Body) != `{"message":"Unauthenticated."}` {
			t.Errorf("%s: %d %s", line, r.Status, r.Body)
		}
	}
	if r := c.Do(t, "GET /products", ""); r.Status != 404 || string(r.Body) != `{"message":"The route products could not be found."}` {
		t.Errorf("%d %s", r.Status, r.Body)
	}
}
