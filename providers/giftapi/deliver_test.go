package giftapi

import (
	"context"
	"net/http"
	"testing"

	"simdesk/providers"
)

const otherICCID = "8944422711108338999"

// What is documented of a delivery is two vouchers and a top-up. Whatever else
// was paid for has to be found, and nothing of it is dropped.
func TestDeliveries(t *testing.T) {
	t.Parallel()
	const card, esim, airtime = providers.KindGiftCard, providers.KindESIM, providers.KindAirtime
	const code = `"qr":"LPA:1$smdp.example$aBc"`
	pin := func(d providers.Delivery) providers.Delivery { d.Type = providers.DeliverPIN; return d }
	sim := func(iccid string) providers.Delivery {
		return providers.Delivery{Type: providers.DeliverESIM, ICCID: iccid, Activation: lpa(t, "LPA:1$smdp.example$aBc")}
	}
	asked := providers.Delivery{Type: providers.DeliverESIM, ICCID: testICCID, Activation: lpa(t, "LPA:1$rsp-3104.idemia.io$ABC-123-DEF")}
	tests := []struct {
		name               string
		kind               providers.Kind
		delivery, customer string
		want               providers.Delivery
	}{
		{"a PIN further in", card, `[{"voucher":{"pin":"1234"},"serial":{"number":"S1"}}]`, `null`, pin(providers.Delivery{PIN: "1234", Serial: "S1"})},
		{"a card", card, `[{"card":{"number":"6006"}}]`, `null`, providers.Delivery{Type: providers.DeliverGiftCard, CardNumber: "6006"}},
		{"a card with a serial number", card, `[{"card_number":"6006","serial":"S1"}]`, `null`, pin(providers.Delivery{Serial: "S1", Instructions: "Card number: 6006"})},
		{"a card with instructions", card, `[{"card_number":"6006","instructions":"Scratch <b>it</b>"}]`, `null`,
			pin(providers.Delivery{Instructions: "Scratch it · Card number: 6006"})},
		{"a card with something else", card, `[{"card_number":"6006","region":"EU"}]`, `null`, pin(providers.Delivery{Instructions: "Card number: 6006 · Region: EU"})},
		{"airtime with a word", airtime, `[{"operator_reference":"OP-1","message":"Done"}]`, `{"msisdn":"+79161234567"}`,
			providers.Delivery{Type: providers.DeliverAirtime, Phone: "+79161234567", OperatorReference: "OP-1", Message: "Done"}},
		{"airtime that is a code", airtime, `[{"pin":"1234"}]`, `null`, pin(providers.Delivery{PIN: "1234"})},
		{"an eSIM whose number the customer's data has", esim, `[{` + code + `}]`, `{"iccid":"` + testICCID + `"}`, sim(testICCID)},
		{"the number under its key", esim, `[{"card":"` + otherICCID + `","iccid":"` + testICCID + `",` + code + `}]`, `null`, sim(testICCID)},
		{"a word under its key", esim, `[{"iccid":"pending","number":"` + testICCID + `",` + code + `}]`, `null`, sim(testICCID)},
		{"one number twice", esim, `[{"a":"` + testICCID + `","b":"` + testICCID + `",` + code + `}]`, `null`, sim(testICCID)},
		{"two numbers", esim, `[{"a":"` + otherICCID + `","b":"` + testICCID + `",` + code + `}]`, `null`, sim("")},
		{"numbers of other things", esim, `[{"a":"1234567890123456789","b":"8901","c":"` + testICCID + `",` + code + `}]`, `null`, sim(testICCID)},
		{"a code that is cut", esim, `[{"iccid":"` + testICCID + `","qr":"LPA:1$smdp.example"}]`, `null`, asked},
		{"half a code", esim, `[{"iccid":"` + testICCID + `","smdp_address":"smdp.example"}]`, `null`, asked},
		{"its other half", esim, `[{"iccid":"` + testICCID + `","matching_id":"aBc"}]`, `null`, asked},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			body := order(`"status":"completed",` + item(tt.delivery, `,"customer_data":`+tt.customer))
			h := newHost(t, map[string]http.HandlerFunc{
				"POST /orders": says(200, body), "GET /services/esim/" + testICCID + "/status": documented(t, "esim_status"),
			})
			r := sale()
			r.Product.Kind = tt.kind
			got, err := h.client().Sell(context.Background(), r)
			if err != nil {
				t.Fatal(err)
			}
			same(t, "result", got, providers.Result{State: providers.StateCompleted, ProviderOrderID: "o-1", ProviderStatus: "completed",
				Cost: usd("29.09"), Delivery: []providers.Delivery{tt.want}})
		})
	}
}

// What a failed order handed over all the same is kept, and somebody looks.
func TestFailedAndYetHandedOver(t *testing.T) {
	t.Parallel()
	tests := []struct {
		kind     providers.Kind
		delivery string
		want     providers.Delivery
	}{
		{providers.KindGiftCard, `[{"card_number":"6006"}]`, providers.Delivery{Type: providers.DeliverGiftCard, CardNumber: "6006"}},
		{providers.KindGiftCard, `[{"url":"https://example.com/r"}]`, providers.Delivery{Type: providers.DeliverGiftCard, Link: "https://example.com/r"}},
		{providers.KindESIM, `[{"qr":"LPA:1$smdp.example$aBc"}]`, providers.Delivery{Type: providers.DeliverESIM, Activation: lpa(t, "LPA:1$smdp.example$aBc")}},
	}
	for _, tt := range tests {
		h := newHost(t, map[string]http.HandlerFunc{"POST /orders": says(200, order(`"status":"failed",`+item(tt.delivery, "")))})
		r := sale()
		r.Product.Kind = tt.kind
		got, err := h.client().Sell(context.Background(), r)
		if err != nil {
			t.Fatal(err)
		}
		same(t, "result", got, providers.Result{State: providers.StateUnknown, ProviderOrderID: "o-1", ProviderStatus: "failed",
			Delivery: []providers.Delivery{tt.want}, Why: providers.Because("giftapi.handed_over", "status", "failed")})
	}
}

// What the provider says of an order is told in full, and no more.
func TestWhatIsSaidOfAnOrder(t *testing.T) {
	t.Parallel()
	pin := []providers.Delivery{{Type: providers.DeliverPIN, PIN: "1234"}}
	tests := []struct {
		name string
		kind providers.Kind
		body string
		want providers.Result
	}{
		{"the reason of the second item", providers.KindGiftCard, `"status":"failed","items":[{},{"error_message":"Sold out"}]`,
			providers.Result{State: providers.StateFailed, ProviderStatus: "failed", Message: "Sold out"}},
		{"a part, of which nothing is seen to be missing", providers.KindGiftCard, `"status":"partially_completed",` + item(`[{"pin":"1234"}]`, `,"error_message":"Late"`),
			providers.Result{State: providers.StateCompleted, ProviderStatus: "partially_completed", Cost: usd("29.09"), Delivery: pin,
				Message: "Late", Missing: providers.Because("giftapi.part", "said", providers.Quoted("Late"))}},
		{"an item that is done", providers.KindAirtime, `"status":"completed",` + item(`null`, `,"status":"completed"`),
			providers.Result{State: providers.StateCompleted, ProviderStatus: "completed", Cost: usd("29.09"), Delivery: []providers.Delivery{{Type: providers.DeliverAirtime}}}},
		{"an eSIM without its code", providers.KindESIM, `"status":"completed",` + item(`[{"sim":"x"}]`, ""),
			providers.Result{State: providers.StateProcessing, ProviderStatus: "completed", Cost: usd("29.09"),
				Delivery: []providers.Delivery{{Type: providers.DeliverESIM}}, Why: providers.Because("giftapi.no_activation")}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			h := newHost(t, map[string]http.HandlerFunc{"POST /orders": says(200, order(tt.body))})
			r := sale()
			r.Product.Kind = tt.kind
			got, err := h.client().Sell(context.Background(), r)
			if err != nil {
				t.Fatal(err)
			}
			tt.want.ProviderOrderID = "o-1"
			same(t, "result", got, tt.want)
		})
	}
}
