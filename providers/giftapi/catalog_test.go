package giftapi

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"simdesk/providers"
)

func products(t *testing.T, c *Client) ([]providers.Product, error) {
	t.Helper()
	var all []providers.Product
	page := 0
	err := c.Catalog(context.Background(), func(p providers.CatalogPage) error {
		if p.Page == 0 && len(p.Products) == 0 {
			return nil // the price list goes on
		}
		page++
		same(t, "page number", p.Page, page)
		all = append(all, p.Products...)
		return nil
	})
	return all, err
}

func stock(n int) *int { return &n }

const appleText = "With the credit from a gift card, you can get music, movies, TV shows, apps, books, audiobooks, Apple Music memberships and more."

// documentedCatalog serves the document's pages, and behind each a last one.
func documentedCatalog(t *testing.T) *host {
	return newHost(t, map[string]http.HandlerFunc{
		"GET /balance": documented(t, "balance"),
		"GET /catalog/pricelist": func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Query().Get("cursor") != "" {
				says(200, `{"success":true,"data":[],"meta":{"next_cursor":null}}`)(w, r)
				return
			}
			documented(t, "pricelist")(w, r)
		},
		"GET /catalog/products": func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Query().Get("cursor") != "" {
				// The last page repeats a SKU and adds the custom one.
				says(200, `{"success":true,"data":[
					{"id":"p-1","name":"Apple","type":"voucher","skus":[{"id":"019bc0dd-844e-726d-af0a-24187668feef","name":"again"}]},
					{"id":"p-2","name":"Careem | UAE","type":"voucher_open_range","denomination_type":"custom","attributes":[],"fields":null,
					 "skus":[{"id":"019d732c-57c0-739a-8a38-b767229f881f","name":"Careem gift card","attributes":{"min_amount":"10","max_amount":"500"}}]}
				],"meta":[]}`)(w, r)
				return
			}
			documented(t, "products")(w, r)
		},
	})
}

func TestCatalogDocumented(t *testing.T) {
	t.Parallel()
	h := documentedCatalog(t)
	got, err := products(t, h.client())
	if err != nil {
		t.Fatal(err)
	}
	card := func(id, name, cost, face string, left int) providers.Product {
		return providers.Product{
			Provider: Name, ID: id, Name: name, Kind: providers.KindGiftCard, Countries: []string{"US"}, Cost: usd(cost), Stock: stock(left),
			Notes: []providers.Reason{
				providers.Because("giftapi.product", "name", "Apple gift card | USA"), providers.Quoted(appleText),
				providers.Because("giftapi.face_value", "amount", face, "currency", "USD"), providers.Because("giftapi.category", "name", "Test")},
			Extra: map[string]string{extraMaxPerOrder: "1"},
		}
	}
	same(t, "products", got, []providers.Product{
		card("019bc0dd-8434-7246-a0fa-a8a29b88eeee", "$2 Apple Gift Card", "2.2", "2", 100),
		card("019bc0dd-844e-726d-af0a-24187668feef", "$3 Apple Gift Card", "3.3", "3", 50),
		{
			Provider: Name, ID: "019d732c-57c0-739a-8a38-b767229f881f", Name: "Careem gift card", Kind: providers.KindGiftCard,
			Countries: []string{"AE"}, Stock: stock(9999), Notes: []providers.Reason{providers.Because("giftapi.product", "name", "Careem | UAE")},
			Ranges: []providers.Range{{
				Currency: "AED", Min: decimal.NewFromInt(10), Max: decimal.NewFromInt(500),
				CostCurrency: "USD", CostFactor: decimal.RequireFromString("0.26656"),
			}},
			Fields: []providers.Field{
				{Name: "amount", Label: "Amount", Type: providers.TypeAmount, Required: true},
				{Name: "quantity", Label: "Quantity (at most 99)", Type: providers.TypeInteger},
			},
			Extra: map[string]string{
				extraMaxPerOrder: "99",
				"field.amount":   "amount", "field.quantity": "quantity",
			},
		},
	})
	same(t, "100 AED twice", got[2].CostWith(map[string]string{"amount": "100", "quantity": "2"}), usd("53.312"))
	const cursor = "cursor=eyJpZCI6MTIzLCJfcG9pbnRzVG9OZXh0SXRlbXMiOnRydWV9&"
	var asked []string
	for _, c := range h.seen() {
		asked = append(asked, c.Path+"?"+c.Query)
	}
	same(t, "requests", asked, []string{
		"/catalog/pricelist?locale=en&per_page=200",
		"/catalog/pricelist?" + cursor + "locale=en&per_page=200",
		"/balance?",
		"/catalog/products?include_skus=true&locale=en&per_page=200",
		"/catalog/products?" + cursor + "include_skus=true&locale=en&per_page=200",
	})
}

const noPrices = `{"success":true,"data":[],"meta":{"next_cursor":null}}`

// Goods that the price list leaves out are priced from their own page.
func TestCatalogReadsProductPagesWhereNeeded(t *testing.T) {
	t.Parallel()
	h := newHost(t, map[string]http.HandlerFunc{
		"GET /catalog/pricelist": says(200, noPrices),
		"GET /catalog/products": says(200, `{"success":true,"data":[
			{"id":"p-1","name":"Phone","type":"recharge_fixed","fields":[{"code":"msisdn","name":"Phone number","type":"text","required":true}],"skus":[{"id":"s-1","name":"Phone 5"}]},
			{"id":"p-2","name":"Other","type":"other"},
			{"id":"p-3","name":"Lost","type":"other","skus":[{"id":"s-3","name":"Lost thing"}]}]}`),
		"GET /catalog/products/p-1": says(200, `{"success":true,"data":{"id":"p-1","skus":[{"id":"s-1","name":"Phone 5","price":5.1,"currency":"USD","stock":0,"max_per_order":null}]}}`),
		"GET /catalog/products/p-2": says(200, `{"success":true,"data":{"id":"p-2","skus":[{"id":"s-2","name":"Other thing","price":"7","currency":"usd"}]}}`),
		"GET /catalog/products/p-3": says(404, `{"message":"No query results."}`),
	})
	got, err := products(t, h.client())
	if err != nil {
		t.Fatal(err)
	}
	same(t, "products", got, []providers.Product{
		{
			Provider: Name, ID: "s-1", Name: "Phone 5", Kind: providers.KindAirtime, Cost: usd("5.1"), Stock: stock(0),
			Fields: []providers.Field{{Name: "phone", Label: "Phone number", Type: providers.TypePhone, Required: true}},
			Extra:  map[string]string{"field.phone": "msisdn"},
		},
		{Provider: Name, ID: "s-2", Name: "Other thing", Kind: providers.KindOther, Cost: usd("7"), Extra: map[string]string{}},
		{Provider: Name, ID: "s-3", Name: "Lost thing", Kind: providers.KindOther, Extra: map[string]string{}},
	})
}

// The product pages are bounded, and a broken one is not asked for again.
func TestCatalogBoundsProductPages(t *testing.T) {
	t.Parallel()
	var list []string
	for i := range maxDetails + 20 {
		list = append(list, fmt.Sprintf(`{"id":"p-%d","name":"P","type":"other","skus":[{"id":"s-%d","name":"S"}]}`, i, i))
	}
	for _, tt := range []struct {
		name   string
		answer http.HandlerFunc
		asked  int
	}{
		{"all unknown", says(404, `{"message":"Not found"}`), maxDetails},
		{"broken", says(500, ``), 3},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			answers := map[string]http.HandlerFunc{
				"GET /catalog/pricelist": says(200, noPrices),
				"GET /catalog/products":  says(200, `{"success":true,"data":[`+strings.Join(list, ",")+`]}`),
			}
			for i := range list {
				answers[fmt.Sprintf("GET /catalog/products/p-%d", i)] = tt.answer
			}
			h := newHost(t, answers)
			got, err := products(t, h.client())
			if err != nil || len(got) != len(list) {
				t.Fatalf("%d products, %v", len(got), err)
			}
			same(t, "product pages", len(h.seen())-2, tt.asked)
		})
	}
}

func TestCatalogFailsWhole(t *testing.T) {
	t.Parallel()
	good := `{"success":true,"data":[{"id":"p","name":"P","type":"other","skus":[{"id":"s","name":"S","price":1,"currency":"USD"}]}],"meta":{"next_cursor":"again"}}`
	tests := []struct {
		name    string
		answers map[string]http.HandlerFunc
	}{
		{"no price list", map[string]http.HandlerFunc{"GET /catalog/pricelist": says(500, ``)}},
		{"a later page", map[string]http.HandlerFunc{"GET /catalog/pricelist": says(200, noPrices), "GET /catalog/products": func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Query().Get("cursor") == "" {
				says(200, good)(w, r)
				return
			}
			says(502, `<html>`)(w, r)
		}}},
		{"pages without end", map[string]http.HandlerFunc{"GET /catalog/pricelist": says(200, noPrices), "GET /catalog/products": says(200, good)}},
		{"other JSON", map[string]http.HandlerFunc{"GET /catalog/pricelist": says(200, noPrices), "GET /catalog/products": says(200, `{"hello":1}`)}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := products(t, newHost(t, tt.answers).client())
			same(t, "kind", faultOf(t, err).Kind, providers.KindUnavailable)
		})
	}
}

func TestCatalogStopsWhenTheCallerDoes(t *testing.T) {
	t.Parallel()
	h := newHost(t, map[string]http.HandlerFunc{
		"GET /catalog/pricelist": says(200, noPrices),
		"GET /catalog/products":  says(200, `{"success":true,"data":[],"meta":{"next_cursor":"x"}}`),
	})
	enough := errors.New("enough")
	err := h.client().Catalog(context.Background(), func(providers.CatalogPage) error { return enough })
	if !errors.Is(err, enough) {
		t.Errorf("got %v", err)
	}
}

func TestKindOf(t *testing.T) {
	t.Parallel()
	phone := []providers.Field{{Name: providers.FieldPhone}}
	tests := []struct {
		kind   string
		fields []providers.Field
		want   providers.Kind
	}{
		{"voucher", nil, providers.KindGiftCard}, {"voucher_open_range", nil, providers.KindGiftCard}, {"esim", nil, providers.KindESIM},
		{"recharge", phone, providers.KindAirtime}, {"recharge_fixed", phone, providers.KindAirtime},
		{"recharge", nil, providers.KindOther}, {"other", phone, providers.KindOther}, {"", nil, providers.KindOther},
	}
	for _, tt := range tests {
		if got := kindOf(tt.kind, tt.fields); got != tt.want {
			t.Errorf("kindOf(%q, %v) = %q, want %q", tt.kind, tt.fields, got, tt.want)
		}
	}
}
