package giftapi

import (
	"context"
	"net/http"
	"testing"

	"simdesk/providers"
	"simdesk/providers/providertest/clienttest"
	"simdesk/providers/wire/loose"
)

// checks show that every answer in testdata decodes where it belongs. Those
// with a test of their own, which compares whole values, are named by it.
var checks = map[string]func(*testing.T, clienttest.Response){
	"balance":               balanceCheck, // TestBalance
	"verify_token":          profileCheck,
	"balance_history":       historyCheck,
	"categories":            categoriesCheck,
	"products":              productsCheck, // TestCatalogDocumented
	"product":               productCheck,
	"pricelist":             pricelistCheck, // TestCatalogDocumented
	"create_order":          orderCheck,     // TestSell
	"order":                 orderCheck,     // TestTrackByID
	"orders":                ordersCheck,    // TestTrackByReference
	"esim_topup":            orderCheck,     // TestTopUp
	"esim_status":           esimCheck,      // TestESIM
	"webhook":               webhookCheck,
	"error_unauthenticated": errorCheck(fault{providers.KindUnauthorized, providers.NotSent, "", false}),
	"error_validation":      errorCheck(fault{providers.KindUnknownOutcome, providers.Unknown, "", false}), // its "field" is nothing that was sent
	"error_wrapped":         errorCheck(fault{providers.KindUnknownOutcome, providers.Unknown, "", false}),
}

func TestEveryDocumentedAnswer(t *testing.T) {
	t.Parallel()
	names := clienttest.Names(t, Name)
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			check := checks[name]
			if check == nil {
				t.Fatal("no check for this answer")
			}
			check(t, clienttest.Load(t, Name, name))
		})
	}
	if len(names) != len(checks) {
		t.Errorf("%d answers, %d checks", len(names), len(checks))
	}
}

func profileCheck(t *testing.T, r clienttest.Response) {
	h := newHost(t, map[string]http.HandlerFunc{"GET /me": r.ServeHTTP})
	got, err := h.client().Profile(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	same(t, "partner", got, Partner{
		UUID: "a3c3c002-1bcc-4593-bf39-e591c1d22cf0", Name: "Partner Name", Email: "partner@example.com", Currency: "USD", Active: providers.Yes,
		Balance: &providers.Balance{Available: *usd("41.82"), Balance: *usd("-58.18"), Reserved: usd("0"), OverdraftLimit: usd("100"), AsOf: signedAt},
	})
}

func balanceCheck(t *testing.T, r clienttest.Response) {
	h := newHost(t, map[string]http.HandlerFunc{"GET /balance": r.ServeHTTP})
	got, err := h.client().Balance(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	same(t, "available", got.Available, *usd("70.91"))
}

func historyCheck(t *testing.T, r clienttest.Response) {
	h := newHost(t, map[string]http.HandlerFunc{"GET /balance/history": r.ServeHTTP})
	got, next, err := h.client().History(context.Background(), "c")
	if err != nil {
		t.Fatal(err)
	}
	same(t, "entries", got, []Entry{
		{Type: "charge", Amount: usd("-29.09"), BalanceAfter: usd("-58.18"), OrderID: "12161770-8560-4377-9795-e8a70aaceb07", At: *at(t, "2026-02-24T11:37:58Z")},
		{Type: "topup", Amount: usd("500"), BalanceAfter: usd("441.82"), Method: "bank_transfer", At: *at(t, "2026-02-23T11:37:58Z")},
	})
	same(t, "next", next, "eyJjcmVhdGVkX2F0IjoiMjAyNi0wMi0yMyAxMTozNzo1OCIsIl9wb2ludHNUb05leHRJdGVtcyI6dHJ1ZX0")
	same(t, "query", h.seen()[0].Query, "cursor=c&per_page=100")
}

func categoriesCheck(t *testing.T, r clienttest.Response) {
	h := newHost(t, map[string]http.HandlerFunc{"GET /catalog/categories": r.ServeHTTP})
	got, err := h.client().Categories(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	same(t, "categories", got, []Category{
		{ID: "0", Name: "string", ParentID: "0", Attributes: []Attribute{{Code: "string", Name: "string", Type: "text", Target: "product"}}},
	})
}

// The list of products has no prices: with an empty price list and no product
// pages the costs are not known.
func productsCheck(t *testing.T, r clienttest.Response) {
	var e envelope[[]productJSON]
	if err := loose.Decode(r.Body, &e); err != nil {
		t.Fatal(err)
	}
	l := lister{seen: map[string]bool{}}
	got, err := l.products(context.Background(), offersOf(&l, *e.Data))
	if err != nil || len(got) != 2 || got[0].Cost != nil || got[0].Stock != nil {
		t.Errorf("got %+v, %v", got, err)
	}
}

// offersOf is what the rows of a page offer.
func offersOf(l *lister, list []productJSON) (out []offer) {
	for n, p := range list {
		out = append(out, l.offers(n, p)...)
	}
	return out
}

// A product's own page prices what the price list leaves out.
func productCheck(t *testing.T, r clienttest.Response) {
	h := newHost(t, map[string]http.HandlerFunc{
		"GET /catalog/pricelist": says(200, noPrices),
		"GET /catalog/products":  says(200, `{"success":true,"data":[{"id":"019bc0dd-8423-739c-a557-5387d900152b","name":"Apple gift card | USA","type":"voucher"}]}`),
		"GET /catalog/products/019bc0dd-8423-739c-a557-5387d900152b": r.ServeHTTP,
	})
	got, err := products(t, h.client())
	if err != nil || len(got) != 2 {
		t.Fatalf("got %+v, %v", got, err)
	}
	same(t, "costs", []*providers.Money{got[0].Cost, got[1].Cost}, []*providers.Money{usd("2.2"), usd("3.3")})
	same(t, "stock", []*int{got[0].Stock, got[1].Stock}, []*int{stock(100), stock(50)})
	same(t, "last query", h.seen()[2].Query, "locale=en")
}

func pricelistCheck(t *testing.T, r clienttest.Response) {
	var e envelope[[]priceRow]
	if err := loose.Decode(r.Body, &e); err != nil {
		t.Fatal(err)
	}
	same(t, "custom row", (*e.Data)[2], priceRow{
		SKU: "019d732c-57c0-739a-8a38-b767229f881f", DenominationType: "custom", Currency: "AED", Stock: number("9999"),
		MaxPerOrder: number("99"), MarkupPercent: number("-2"), MarkupFixed: number("0"), Rate: number("0.272"),
	})
	next, err := e.nextCursor()
	if err != nil {
		t.Fatal(err)
	}
	same(t, "next", next, "eyJpZCI6MTIzLCJfcG9pbnRzVG9OZXh0SXRlbXMiOnRydWV9")
}

func orderCheck(t *testing.T, r clienttest.Response) {
	var e envelope[orderJSON]
	if err := loose.Decode(r.Body, &e); err != nil {
		t.Fatal(err)
	}
	complete(t, *e.Data)
}

func ordersCheck(t *testing.T, r clienttest.Response) {
	var e envelope[[]orderJSON]
	if err := loose.Decode(r.Body, &e); err != nil || len(*e.Data) != 1 {
		t.Fatalf("%+v, %v", e, err)
	}
	complete(t, (*e.Data)[0])
}

func complete(t *testing.T, o orderJSON) {
	t.Helper()
	if o.ID == "" || o.Status != "completed" || len(o.Items) != 1 || len(o.Items[0].Delivery) != 1 || parseTime(string(o.CreatedAt)) == nil {
		t.Errorf("not the documented order: %+v", o)
	}
}

func esimCheck(t *testing.T, r clienttest.Response) {
	var e envelope[esimJSON]
	if err := loose.Decode(r.Body, &e); err != nil || len(e.Data.Packages) != 1 || len(e.Data.Coverage) != 2 {
		t.Errorf("%+v, %v", e, err)
	}
}

// A webhook's order has its own spelling of the delivery.
func webhookCheck(t *testing.T, r clienttest.Response) {
	var hook struct {
		Data struct {
			Order orderJSON `json:"order"`
		} `json:"data"`
	}
	if err := loose.Decode(r.Body, &hook); err != nil {
		t.Fatal(err)
	}
	got := New(Config{}).result(context.Background(), hook.Data.Order, wanted{kind: providers.KindGiftCard, sku: appleSKU})
	same(t, "result", got, providers.Result{
		State: providers.StateCompleted, ProviderOrderID: "12161770-8560-4377-9795-e8a70aaceb07", ProviderStatus: "completed", Cost: usd("29.09"),
		Delivery: []providers.Delivery{{Type: providers.DeliverPIN, PIN: "ABCD-EFGH-IJKL-MNOP", Serial: "VOUCHER123456", Expires: "2027-01-15"}},
	})
}

func errorCheck(want fault) func(*testing.T, clienttest.Response) {
	return func(t *testing.T, r clienttest.Response) {
		h := newHost(t, map[string]http.HandlerFunc{"POST /orders": r.ServeHTTP})
		_, err := h.client().Sell(context.Background(), sale())
		same(t, "fault", faultOf(t, err), want)
	}
}
