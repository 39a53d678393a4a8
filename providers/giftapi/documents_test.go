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
	"verify_token":          envelopeCheck,
	"balance_history":       envelopeCheck,
	"categories":            envelopeCheck,
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

// envelopeCheck is for what nobody asks for yet: it comes in the envelope of all.
func envelopeCheck(t *testing.T, r clienttest.Response) {
	var e envelope[facts]
	if err := loose.Decode(r.Body, &e); err != nil || e.Data == nil || len(*e.Data) == 0 {
		t.Errorf("%+v, %v", e, err)
	}
}

func balanceCheck(t *testing.T, r clienttest.Response) {
	h := newHost(t, map[string]http.HandlerFunc{"GET /balance": r.ServeHTTP})
	got, err := h.client().Balance(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	same(t, "available", got.Available, *usd("70.91"))
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
	if o.ID == "" || o.Status != "completed" || len(o.Items) != 1 || len(o.Items[0].Delivery) != 1 || parseTime(o.CreatedAt) == nil {
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

// offersOf is what the rows of a page offer.
func offersOf(l *lister, rows []productJSON) (all []offer) {
	for n, row := range rows {
		all = append(all, l.offers(n, row)...)
	}
	return all
}
