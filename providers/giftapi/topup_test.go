package giftapi

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"simdesk/providers"
)

const topUpPath = "/services/esim/" + testICCID + "/topup"

func europe() providers.Product {
	return providers.Product{Provider: Name, ID: europeSKU, Name: "10GB Europe Data", Kind: providers.KindTopUp, Cost: usd("15")}
}

func topUp() providers.TopUpRequest {
	return providers.TopUpRequest{Reference: "topup-12345", ICCID: testICCID, Product: europe()}
}

func TestTopUp(t *testing.T) {
	t.Parallel()
	h := newHost(t, map[string]http.HandlerFunc{"POST " + topUpPath: documented(t, "esim_topup")})
	got, err := h.client().TopUp(context.Background(), topUp())
	if err != nil {
		t.Fatal(err)
	}
	same(t, "result", got, providers.Result{
		State: providers.StateCompleted, ProviderOrderID: "42161770-8560-4377-9795-e8a70aaceb10", ProviderStatus: "completed", Cost: usd("15"),
		Delivery: []providers.Delivery{{Type: providers.DeliverTopUp, ICCID: testICCID, Message: "Package successfully added to existing eSIM"}},
	})
	same(t, "requests", h.seen(), []call{{
		Method: "POST", Path: topUpPath,
		Header: map[string]string{
			"Authorization": "Bearer " + testToken, "Accept": "application/json", "Content-Type": "application/json",
			"X-Timestamp": "1768478058", "X-Signature": "c68c1d7bc768f4a43d9d8dc2baf7e87a03697048b3d97183d1290708255bff52",
		},
		Body: `{"external_id":"topup-12345","sku_uuid":"` + europeSKU + `"}`,
	}})
}

func TestTopUpFaults(t *testing.T) {
	t.Parallel()
	body := `{"success":true,"data":{"id":"o","external_id":"topup-12345","status":"completed","items":[{"sku_id":"` + europeSKU + `","customer_data":{"iccid":"` + testICCID + `"}}]}}`
	unknown := fault{providers.KindUnknownOutcome, providers.Unknown, "", false}
	tests := []struct {
		name   string
		answer http.HandlerFunc
		want   fault
	}{
		{"another eSIM", says(200, strings.ReplaceAll(body, testICCID, "8944422711108338999")), unknown},
		{"another eSIM, behind words", says(200, strings.ReplaceAll(strings.Replace(body, `"customer_data"`, `"customer_data":{"iccid":"pending"},"delivery_data"`, 1), testICCID, "8944422711108338999")), unknown},
		{"another package", says(200, strings.ReplaceAll(body, europeSKU, appleSKU)), unknown},
		{"another reference", says(200, strings.ReplaceAll(body, "topup-12345", "topup-1234")), unknown},
		{"500", says(500, `{}`), unknown},
		{"no such eSIM", says(404, `{"success":false,"message":"eSIM not found"}`), fault{providers.KindNotFound, providers.Refused, "", false}},
		{"cannot be renewed", says(422, `{"success":false,"message":"can_renew is false"}`), fault{providers.KindDeclined, providers.Refused, "", false}},
		{"reference used", says(422, `{"errors":{"external_id":["Must be unique."]}}`), fault{providers.KindUnknownOutcome, providers.Unknown, "", true}},
		{"401", says(401, `{"message":"Unauthenticated."}`), fault{providers.KindUnauthorized, providers.NotSent, "", false}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			h := newHost(t, map[string]http.HandlerFunc{"POST " + topUpPath: tt.answer})
			_, err := h.client().TopUp(context.Background(), topUp())
			same(t, "fault", faultOf(t, err), tt.want)
			same(t, "charging requests", h.count("POST"), 1)
		})
	}
}

func TestTopUpRefusesBeforeSending(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		change func(*providers.TopUpRequest)
		want   providers.ErrorKind
	}{
		{"letters in the ICCID", func(r *providers.TopUpRequest) { r.ICCID = "89x4422711108338982" }, providers.KindInvalid},
		{"no package", func(r *providers.TopUpRequest) { r.Product.ID = "" }, providers.KindInvalid},
		{"no reference", func(r *providers.TopUpRequest) { r.Reference = "" }, providers.KindInvalid},
		{"sold out", func(r *providers.TopUpRequest) { r.Product.Stock = stock(0) }, providers.KindDeclined},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			h := newHost(t, nil)
			r := topUp()
			tt.change(&r)
			_, err := h.client().TopUp(context.Background(), r)
			same(t, "fault", faultOf(t, err), fault{tt.want, providers.NotSent, "", false})
			same(t, "requests", len(h.seen()), 0)
		})
	}
}

func TestTopUpPackages(t *testing.T) {
	t.Parallel()
	prices := `{"success":true,"data":[
		{"sku_id":"s-eu","denomination_type":"fixed","price":15,"currency":"USD","stock":7,"max_per_order":9},
		{"sku_id":"s-ae","denomination_type":"fixed","price":4,"currency":"USD","stock":5,"max_per_order":1},
		{"sku_id":"s-jp","denomination_type":"fixed","price":5,"currency":"USD","stock":5,"max_per_order":1},
		{"sku_id":"s-card","denomination_type":"fixed","price":6,"currency":"USD","stock":1,"max_per_order":1},
		{"sku_id":"s-any","denomination_type":"fixed","price":7,"currency":"USD","max_per_order":1},
		{"sku_id":"s-out","denomination_type":"fixed","price":6,"currency":"USD","stock":0,"max_per_order":1}]}`
	list := `{"success":true,"data":[{"id":"p","name":"Data","type":"esim","skus":[
		{"id":"s-eu","name":"10GB Europe Data"},{"id":"s-ae","name":"UAE Data 1GB","attributes":{"validity_days":"7"}},
		{"id":"s-jp","name":"Japan Data 3GB"},{"id":"s-out","name":"UAE Data 2GB"},{"id":"s-any","name":"Data 9GB"}]},
		{"id":"c","name":"Card","type":"voucher","skus":[{"id":"s-card","name":"Card 6"}]}]}`
	h := newHost(t, map[string]http.HandlerFunc{
		"GET /services/esim/" + testICCID + "/status": documented(t, "esim_status"),
		"GET /catalog/pricelist":                      says(200, prices),
		"GET /catalog/products":                       says(200, list),
	})
	got, err := h.client().TopUpPackages(context.Background(), testICCID)
	if err != nil {
		t.Fatal(err)
	}
	extra := func(most string) map[string]string {
		m := map[string]string{extraMaxPerOrder: most}
		if most != "1" {
			m["field.quantity"] = "quantity"
		}
		return m
	}
	same(t, "packages", got, []providers.Product{
		{Provider: Name, ID: "s-eu", Name: "10GB Europe Data", Kind: providers.KindTopUp, Region: "Europe", CanTopUp: providers.Yes,
			Data: providers.Data{Bytes: 10 * providers.GB, Raw: "10GB"}, Cost: usd("15"), Stock: stock(7), Extra: extra("9")},
		{Provider: Name, ID: "s-ae", Name: "UAE Data 1GB", Kind: providers.KindTopUp, Countries: []string{"AE"}, CanTopUp: providers.Yes,
			Data: providers.Data{Bytes: providers.GB, Raw: "1GB"}, Days: 7, Cost: usd("4"), Stock: stock(5), Extra: extra("1")},
		{Provider: Name, ID: "s-any", Name: "Data 9GB", Kind: providers.KindTopUp, CanTopUp: providers.Yes,
			Data: providers.Data{Bytes: 9 * providers.GB, Raw: "9GB"}, Cost: usd("7"), Extra: extra("1")},
	})
	var asked []string
	for _, c := range h.seen() {
		asked = append(asked, c.Path+"?"+c.Query)
	}
	same(t, "requests", asked, []string{
		"/services/esim/" + testICCID + "/status?",
		"/catalog/pricelist?locale=en&per_page=200&type=esim",
		"/catalog/products?include_skus=true&locale=en&per_page=200&type=esim",
	})
}

// Without can_renew nothing fits, and the catalogue need not be asked.
func TestTopUpPackagesOnlyWhileRenewable(t *testing.T) {
	t.Parallel()
	for _, renew := range []string{"false", "null"} {
		body := `{"success":true,"data":{"iccid":"` + testICCID + `","can_renew":` + renew + `}}`
		h := newHost(t, map[string]http.HandlerFunc{"GET /services/esim/" + testICCID + "/status": says(200, body)})
		got, err := h.client().TopUpPackages(context.Background(), testICCID)
		if err != nil {
			t.Fatal(err)
		}
		same(t, "packages", got, []providers.Product{})
	}
}

// Where the eSIM's countries are not known, none is a reason to leave a package
// out; what cannot be asked is an error and no empty list.
func TestTopUpPackagesOfWhatIsNotKnown(t *testing.T) {
	t.Parallel()
	const status = "GET /services/esim/" + testICCID + "/status"
	renewable := says(200, `{"success":true,"data":{"iccid":"`+testICCID+`","can_renew":true}}`)
	japan := says(200, `{"success":true,"data":[{"id":"p","name":"Data","type":"esim","skus":[{"id":"s-jp","name":"Japan Data 3GB","price":5,"currency":"USD"}]}]}`)
	h := newHost(t, map[string]http.HandlerFunc{status: renewable, "GET /catalog/pricelist": says(200, noPrices), "GET /catalog/products": japan})
	got, err := h.client().TopUpPackages(context.Background(), testICCID)
	if err != nil || len(got) != 1 || got[0].ID != "s-jp" {
		t.Errorf("got %+v, %v", got, err)
	}
	for name, answers := range map[string]map[string]http.HandlerFunc{
		"not_found":   {status: says(404, `{"success":false,"message":"eSIM not found"}`)},
		"unavailable": {status: renewable, "GET /catalog/pricelist": says(503, ``)},
	} {
		got, err := newHost(t, answers).client().TopUpPackages(context.Background(), testICCID)
		if err == nil || string(faultOf(t, err).Kind) != name || got != nil {
			t.Errorf("%s: got %+v, %v", name, got, err)
		}
	}
}

// A top-up delivers that it is done, whatever comes with it.
func TestTopUpWithoutItsDelivery(t *testing.T) {
	t.Parallel()
	h := newHost(t, map[string]http.HandlerFunc{"POST " + topUpPath: says(200, `{"success":true,"data":{"id":"o","external_id":"topup-12345","status":"completed"}}`)})
	got, err := h.client().TopUp(context.Background(), topUp())
	if err != nil {
		t.Fatal(err)
	}
	same(t, "result", got, providers.Result{State: providers.StateCompleted, ProviderOrderID: "o", ProviderStatus: "completed",
		Delivery: []providers.Delivery{{Type: providers.DeliverTopUp, ICCID: testICCID}}})
}
