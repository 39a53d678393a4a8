package giftapi

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"simdesk/providers"
)

const orderID = "7898e683-4e56-44a3-9782-eca3f758a844"

func trackedCard() providers.Result {
	return providers.Result{
		State: providers.StateCompleted, ProviderOrderID: orderID, ProviderStatus: "completed", Cost: usd("29.09"),
		Delivery: []providers.Delivery{{Type: providers.DeliverPIN, PIN: "9b329e7e9764a41cf516e7e716035c2e"}},
	}
}

func cardQuery() providers.Query {
	return providers.Query{Reference: "ORD-12345", Kind: providers.KindGiftCard, ProductID: appleSKU}
}

func TestTrackByReference(t *testing.T) {
	t.Parallel()
	h := newHost(t, map[string]http.HandlerFunc{"GET /orders": documented(t, "orders")})
	got, err := h.client().Track(context.Background(), cardQuery())
	if err != nil {
		t.Fatal(err)
	}
	same(t, "finding", got, providers.Finding{Verdict: providers.Found, Result: trackedCard()})
	same(t, "requests", h.seen(), []call{{Method: "GET", Path: "/orders", Query: "external_id=ORD-12345&per_page=100", Header: map[string]string{
		"Authorization": "Bearer " + testToken, "Accept": "application/json",
	}}})
}

func TestTrackByID(t *testing.T) {
	t.Parallel()
	h := newHost(t, map[string]http.HandlerFunc{"GET /orders/" + orderID: documented(t, "order")})
	q := cardQuery()
	q.ProviderOrderID = orderID
	got, err := h.client().Track(context.Background(), q)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "finding", got, providers.Finding{Verdict: providers.Found, Result: trackedCard()})
	same(t, "requests", len(h.seen()), 1)
}

// An id that is not known, or is another order's, leaves it to the reference.
func TestTrackFallsBackToTheReference(t *testing.T) {
	t.Parallel()
	foreign := `{"success":true,"data":{"id":"` + orderID + `","external_id":"ORD-9","status":"completed"}}`
	for name, answer := range map[string]http.HandlerFunc{"unknown": says(404, `{"message":"No query results"}`), "foreign": says(200, foreign)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHost(t, map[string]http.HandlerFunc{"GET /orders/" + orderID: answer, "GET /orders": documented(t, "orders")})
			q := cardQuery()
			q.ProviderOrderID = orderID
			got, err := h.client().Track(context.Background(), q)
			if err != nil {
				t.Fatal(err)
			}
			same(t, "finding", got, providers.Finding{Verdict: providers.Found, Result: trackedCard()})
		})
	}
}

func listed(orders ...string) string {
	return `{"success":true,"data":[` + strings.Join(orders, ",") + `],"meta":{"next_cursor":null}}`
}

func brief(id, reference, status, created string) string {
	return fmt.Sprintf(`{"id":%q,"external_id":%q,"status":%q,"created_at":%q}`, id, reference, status, created)
}

func TestTrackMatchesExactly(t *testing.T) {
	t.Parallel()
	near := listed(brief("1", "ORD-123456", "completed", ""), brief("2", "XORD-12345", "completed", ""), brief("3", "ord-12345", "completed", ""))
	for name, body := range map[string]string{"nothing": listed(), "only near ones": near} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHost(t, map[string]http.HandlerFunc{"GET /orders": says(200, body)})
			got, err := h.client().Track(context.Background(), cardQuery())
			if err != nil {
				t.Fatal(err)
			}
			same(t, "finding", got, providers.Finding{Verdict: providers.NotFound})
		})
	}
}

// "Search" may match parts of other references, so ours may be on page two.
func TestTrackReadsOn(t *testing.T) {
	t.Parallel()
	h := newHost(t, map[string]http.HandlerFunc{"GET /orders": func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("cursor") == "" {
			says(200, `{"success":true,"data":[`+brief("1", "ORD-123456", "completed", "")+`],"meta":{"next_cursor":"n+/="}}`)(w, r)
			return
		}
		documented(t, "orders")(w, r)
	}})
	got, err := h.client().Track(context.Background(), cardQuery())
	if err != nil {
		t.Fatal(err)
	}
	same(t, "finding", got, providers.Finding{Verdict: providers.Found, Result: trackedCard()})
	same(t, "second query", h.seen()[1].Query, "cursor=n%2B%2F%3D&external_id=ORD-12345&per_page=100")
}

// Several orders under one reference should not be; what delivered counts, and
// a person is told.
func TestTrackSeveralOrders(t *testing.T) {
	t.Parallel()
	body := listed(brief("f", "ORD-12345", "failed", "2026-01-03"), brief("old", "ORD-12345", "processing", "2026-01-01"), brief("new", "ORD-12345", "created", "2026-01-02"))
	h := newHost(t, map[string]http.HandlerFunc{"GET /orders": says(200, body)})
	got, err := h.client().Track(context.Background(), cardQuery())
	if err != nil {
		t.Fatal(err)
	}
	same(t, "finding", got, providers.Finding{
		Verdict: providers.Found,
		Result:  providers.Result{State: providers.StateProcessing, ProviderOrderID: "new", ProviderStatus: "created"},
		Evidence: []providers.Evidence{
			{Source: providers.Because("several.order", "who", "GiftAPI", "id", "new", "n", 1, "all", 3), Expected: providers.Because("several.one_order"), Seen: providers.Quoted("created")},
			{Source: providers.Because("several.order", "who", "GiftAPI", "id", "old", "n", 2, "all", 3), Expected: providers.Because("several.one_order"), Seen: providers.Quoted("processing")},
			{Source: providers.Because("several.order", "who", "GiftAPI", "id", "f", "n", 3, "all", 3), Expected: providers.Because("several.one_order"), Seen: providers.Quoted("failed"), Supports: providers.No},
		},
	})
}

// Two that went through are two charges: the sum is what the wallet lost. Where
// one does not say what it cost, a person has to look, and the code is kept.
func TestTrackTwoCompletedOrdersAreTwoCharges(t *testing.T) {
	t.Parallel()
	card := func(id, money string) string {
		return `{"id":"` + id + `","external_id":"ORD-12345","status":"completed"` + money + `,"items":[{"sku_id":"` + appleSKU + `","quantity":1,"delivery_data":[{"pin":"` + id + `"}]}]}`
	}
	const total = `,"total_amount":29.09,"currency":"USD"`
	twice := providers.Because("several.charged", "who", "GiftAPI", "n", 2, "ids", []string{"a", "b"}, "also", providers.Reason{})
	result := providers.Result{State: providers.StateCompleted, ProviderOrderID: "a", ProviderStatus: "completed", Cost: usd("58.18"), Missing: twice,
		Delivery: []providers.Delivery{{Type: providers.DeliverPIN, PIN: "a"}}}
	open := result
	open.State, open.Cost, open.Missing = providers.StateUnknown, usd("29.09"), providers.Reason{}
	open.Why = providers.Because("several.cost_unknown", "claim", twice, "why", providers.Reason{})
	for name, tc := range map[string]struct {
		second, seen string
		want         providers.Result
	}{
		"both tell their cost": {card("b", total), "completed, 29.09 USD", result},
		"one does not":         {card("b", ""), "completed", open},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHost(t, map[string]http.HandlerFunc{"GET /orders": says(200, listed(card("a", total), tc.second))})
			got, err := h.client().Track(context.Background(), cardQuery())
			if err != nil {
				t.Fatal(err)
			}
			same(t, "finding", got, providers.Finding{Verdict: providers.Found, Result: tc.want, Evidence: []providers.Evidence{
				{Source: providers.Because("several.order", "who", "GiftAPI", "id", "a", "n", 1, "all", 2), Expected: providers.Because("several.one_order"), Seen: providers.Quoted("completed, 29.09 USD"), Supports: providers.Yes},
				{Source: providers.Because("several.order", "who", "GiftAPI", "id", "b", "n", 2, "all", 2), Expected: providers.Because("several.one_order"), Seen: providers.Quoted(tc.seen), Supports: providers.Yes},
			}})
		})
	}
}

// Whether a cancelled order's money came back is not documented, so it is not
// called failed; what failed is.
func TestTrackCancelledIsNotKnown(t *testing.T) {
	t.Parallel()
	unknown := providers.Finding{
		Verdict: providers.Found,
		Result: providers.Result{State: providers.StateUnknown, ProviderOrderID: "c", ProviderStatus: "cancelled",
			Why: providers.Because("giftapi.cancelled")},
		Evidence: []providers.Evidence{{Source: providers.Because("several.order_status"), Expected: providers.Quoted("completed"), Seen: providers.Quoted("cancelled")}},
	}
	failed := providers.Finding{Verdict: providers.Found, Result: providers.Result{State: providers.StateFailed, ProviderOrderID: "f", ProviderStatus: "failed"}}
	for name, tc := range map[string]struct {
		body string
		want providers.Finding
	}{
		"cancelled": {listed(brief("c", "ORD-12345", "cancelled", "2026-01-03")), unknown},
		"failed":    {listed(brief("f", "ORD-12345", "failed", "2026-01-03")), failed},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHost(t, map[string]http.HandlerFunc{"GET /orders": says(200, tc.body)})
			got, err := h.client().Track(context.Background(), cardQuery())
			if err != nil {
				t.Fatal(err)
			}
			same(t, "finding", got, tc.want)
		})
	}
}

func TestTrackAnotherProductIsUnclear(t *testing.T) {
	t.Parallel()
	h := newHost(t, map[string]http.HandlerFunc{"GET /orders": documented(t, "orders")})
	q := cardQuery()
	q.ProductID = europeSKU
	got, err := h.client().Track(context.Background(), q)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "finding", got, providers.Finding{Verdict: providers.Unclear, Evidence: []providers.Evidence{
		{Source: providers.Because("giftapi.ordered_product"), Expected: providers.Quoted(europeSKU), Seen: providers.Quoted(appleSKU), Supports: providers.No},
	}})
}

// Whatever the sale's own answer could not say, tracking brings later.
func TestTrackDeliversWhatTheSaleDidNot(t *testing.T) {
	t.Parallel()
	status := "GET /services/esim/" + testICCID + "/status"
	body := listed(`{"id":"o-1","external_id":"ORD-12345","status":"completed",` + item(`[{"iccid":"`+testICCID+`"}]`, "") + `}`)
	h := newHost(t, map[string]http.HandlerFunc{"GET /orders": says(200, body), status: documented(t, "esim_status")})
	q := cardQuery()
	q.Kind = providers.KindESIM
	got, err := h.client().Track(context.Background(), q)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "finding", got, providers.Finding{Verdict: providers.Found, Result: providers.Result{
		State: providers.StateCompleted, ProviderOrderID: "o-1", ProviderStatus: "completed", Cost: usd("29.09"),
		Delivery: []providers.Delivery{{Type: providers.DeliverESIM, ICCID: testICCID, Activation: lpa(t, "LPA:1$rsp-3104.idemia.io$ABC-123-DEF")}},
	}})
}

func TestTrackTopUpAndAirtime(t *testing.T) {
	t.Parallel()
	tests := []struct {
		kind             providers.Kind
		target, delivery string
		want             []providers.Delivery
	}{
		{providers.KindTopUp, testICCID, `null`, []providers.Delivery{{Type: providers.DeliverTopUp, ICCID: testICCID}}},
		{providers.KindAirtime, "+79161234567", `null`, []providers.Delivery{{Type: providers.DeliverAirtime, Phone: "+79161234567"}}},
		{providers.KindAirtime, "+79161234567", `[{"message":"Done"}]`, []providers.Delivery{{Type: providers.DeliverAirtime, Phone: "+79161234567", Message: "Done"}}},
		{providers.KindOther, "", `null`, nil},
	}
	for _, tt := range tests {
		body := listed(`{"id":"o-1","external_id":"ORD-12345","status":"completed",` + item(tt.delivery, `,"customer_data":{"phone":"+70000000000"}`) + `}`)
		h := newHost(t, map[string]http.HandlerFunc{"GET /orders": says(200, body)})
		q := cardQuery()
		q.Kind, q.Target = tt.kind, tt.target
		got, err := h.client().Track(context.Background(), q)
		if err != nil {
			t.Fatal(err)
		}
		same(t, "state", got.Result.State, providers.StateCompleted)
		same(t, "delivery", got.Result.Delivery, tt.want)
	}
}

// A completed order whose item failed, and which hands nothing over that would
// prove either, is not shown as done.
func TestTrackItemThatFailedIsNotDelivered(t *testing.T) {
	t.Parallel()
	body := listed(`{"id":"o-1","external_id":"ORD-12345","status":"completed",` + item(`null`, `,"status":"failed","error_message":"Supplier refused"`) + `}`)
	for _, kind := range []providers.Kind{providers.KindTopUp, providers.KindAirtime, providers.KindOther} {
		h := newHost(t, map[string]http.HandlerFunc{"GET /orders": says(200, body)})
		q := cardQuery()
		q.Kind, q.Target = kind, testICCID
		got, err := h.client().Track(context.Background(), q)
		if err != nil {
			t.Fatal(err)
		}
		same(t, string(kind), got, providers.Finding{Verdict: providers.Found, Result: providers.Result{
			State: providers.StateProcessing, ProviderOrderID: "o-1", ProviderStatus: "completed", Cost: usd("29.09"),
			Message: "Supplier refused", Why: providers.Because("giftapi.nothing_yet", "status", "completed"),
		}})
	}
}

// A provider that cannot be asked has not said that there is no order.
func TestTrackErrors(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]http.HandlerFunc{
		"down": says(503, ``), "HTML": says(200, `<html>`), "other JSON": says(200, `{}`), "half": says(200, `{"data":[`),
		"failure": says(200, `{"success":false,"message":"Order not found"}`),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHost(t, map[string]http.HandlerFunc{"GET /orders": answer})
			got, err := h.client().Track(context.Background(), cardQuery())
			if err == nil {
				t.Errorf("got %+v, want an error", got)
			}
		})
	}
}

func TestTrackByIDDownIsAnError(t *testing.T) {
	t.Parallel()
	h := newHost(t, map[string]http.HandlerFunc{"GET /orders/" + orderID: says(500, ``)})
	q := cardQuery()
	q.ProviderOrderID = orderID
	if got, err := h.client().Track(context.Background(), q); err == nil {
		t.Errorf("got %+v, want an error", got)
	}
}
