package valuetopup

import (
	"testing"
	"time"

	"simdesk/providers"
)

// What an order's answer holds and lacks, and what the customer gets of it.
func TestDeliveryOfWhatTheAnswerHolds(t *testing.T) {
	t.Parallel()
	const (
		fetch   = "GET /api/v1/transaction/giftcard/fetch/77001"
		portIn  = "GET /api/v1/transaction/sim/portin/status/77001"
		half    = `,"esimDetail":{"iccid":"` + iccid + `","smdpAddress":"rsp.example.com","confirmationCode":" 4711 "}`
		simInfo = `,"simInfo":{"simNumber":"89014","mobileNumber":"1213"}`
	)
	data, esim, card, moved := providers.KindData, providers.KindESIM, providers.KindGiftCard, providers.KindSIMPortIn
	delivered := func(d providers.Delivery) providers.Result { return result(providers.StateCompleted, d) }
	word := func(r providers.Result, status, words string) providers.Result {
		r.ProviderStatus, r.Message = status, words
		return r
	}
	linked := result(providers.StateProcessing)
	linked.Why = providers.Because("valuetopup.qr_link", "link", "https://q")
	bare := &providers.Activation{SMDP: "rsp.example.com", ConfirmationCode: "4711"}
	sim := providers.Delivery{Type: providers.DeliverSIM, SIMNumber: "89014", Phone: "1213"}
	for _, c := range []struct {
		name   string
		kind   providers.Kind
		blocks string
		next   []step
		want   providers.Result
	}{
		{"data", data, `,"topupDetail":{"localCurrencyAmount":800,"destinationCurrency":"INR"}`, nil,
			delivered(providers.Delivery{Type: providers.DeliverAirtime, Phone: "89014", Delivered: inr("800")})},
		{"an amount after tax that cannot be read", data, `,"topupDetail":{"localCurrencyAmount":800,"localCurrencyAmountExcludingTax":"678 INR","destinationCurrency":"INR"}`, nil,
			delivered(providers.Delivery{Type: providers.DeliverAirtime, Phone: "89014"})},
		{"an amount of nothing", data, `,"topupDetail":{"localCurrencyAmount":0,"localCurrencyAmountExcludingTax":0,"destinationCurrency":"INR"}`, nil,
			delivered(providers.Delivery{Type: providers.DeliverAirtime, Phone: "89014"})},
		{"a bill without a word", providers.KindBill, ``, nil, delivered(providers.Delivery{Type: providers.DeliverBill})},
		{"an eSIM order of which only a PIN came", esim, `,"pins":[{"pinNumber":"1"}]`, nil,
			result(providers.StateProcessing, providers.Delivery{Type: providers.DeliverPIN, PIN: "1", Instructions: "Dial *123#"})},
		{"an eSIM that is all blank", esim, `,"esimDetail":{"iccid":"","activationCode":"","smdpAddress":"","qrCodeString":"","qrCodeLink":""}`, nil, result(providers.StateProcessing)},
		{"an eSIM of which only the link came", esim, `,"esimDetail":{"qrCodeLink":"https://q"}`, nil,
			linked},
		{"an eSIM by its code alone", esim, `,"esimDetail":{"activationCode":"LPA:1$rsp.example.com$AbC-1"}`, nil,
			delivered(providers.Delivery{Type: providers.DeliverESIM, Activation: &providers.Activation{SMDP: "rsp.example.com", MatchingID: "AbC-1"}})},
		{"an address whose code comes later", esim, half, []step{{Request: askESIM, Answer: ok(`[{"activationCode":"AbC-1","smdpAddress":"rsp.example.com"}]`)}}, delivered(soldESIM)},
		{"an address that stays alone", esim, half, []step{{Request: askESIM, Answer: ok(`[{}]`)}},
			delivered(providers.Delivery{Type: providers.DeliverESIM, ICCID: iccid, Activation: bare})},
		{"an address while its code cannot be asked for", esim, half, []step{{Request: askESIM, Status: 500}},
			delivered(providers.Delivery{Type: providers.DeliverESIM, ICCID: iccid, Activation: bare})},
		{"a card that is a link", card, `,"giftCardDetail":{"certificateLink":"https://c"}`, nil,
			delivered(providers.Delivery{Type: providers.DeliverGiftCard, Link: "https://c"})},
		{"a card that is a PIN of its own", card, `,"giftCardDetail":{"pin":"1234"}`, nil,
			delivered(providers.Delivery{Type: providers.DeliverGiftCard, PIN: "1234"})},
		{"a card of which a part cannot be read", card, ``, []step{{Request: fetch, Answer: ok(`{"cardNumber":"6006","pin":{"value":"1234"}}`)}}, result(providers.StateProcessing)},
		{"a number brought along that the sale told already", moved, simInfo, []step{{Request: portIn, Answer: ok(`{"status":"Completed","mobile":"1214"}`)}},
			word(delivered(sim), "Completed", "")},
		{"a number brought along whose status cannot be read", moved, simInfo, []step{{Request: portIn, Answer: ok(`{"status":"Completed","rejectReason":{"text":"no"}}`)}},
			result(providers.StateProcessing, sim)},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			steps := append([]step{{Request: askStatus, Answer: sold("5", c.blocks)}}, c.next...)
			got, err := openAt(t, steps...).Track(background(t), query(c.kind, "5", "89014", time.Minute))
			if err != nil {
				t.Fatal(err)
			}
			same(t, providers.Finding{Verdict: providers.Found, Result: c.want}, got)
		})
	}
}

// An order in progress that has a number already can be named to the provider.
func TestOrderInProgressKeepsItsNumber(t *testing.T) {
	t.Parallel()
	for payLoad, number := range map[string]string{
		`{"transactionId":77001.0}`: "77001", `{"transactionId":77001,"pins":"later"}`: "77001", `{"transactionId":0}`: "", `"later"`: "", `null`: "",
	} {
		client := openAt(t, step{Request: "POST /api/v1/esim/order", Body: esimBody, Answer: `{"responseCode":"852","responseMessage":"Under execution","payLoad":` + payLoad + `}`})
		got, err := client.Sell(background(t), request(t, esimSKU, nil))
		if err != nil {
			t.Fatal(err)
		}
		same(t, providers.Result{State: providers.StateProcessing, ProviderOrderID: number, ProviderStatus: "852", Message: "Under execution", RequestID: "req-1"}, got)
	}
}

func TestActivationIsTheMostThatIsTold(t *testing.T) {
	t.Parallel()
	full, flagged := &providers.Activation{SMDP: "a.example", MatchingID: "M"}, &providers.Activation{SMDP: "a.example", NeedsCode: true}
	for _, c := range []struct {
		name           string
		qr, code, smdp string
		want           *providers.Activation
	}{
		{"nothing", "", "", "", nil},
		{"a code without an address", "", "M", "", nil},
		{"address and code", "", " M ", " a.example ", full},
		{"the QR code wins", "LPA:1$a.example$M", "N", "b.example", full},
		{"a matching id wins over none", "LPA:1$a.example$", "LPA:1$a.example$M", "b.example", full},
		{"of two without one the first", "LPA:1$a.example$$$1", "", "a.example", flagged},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			same(t, c.want, activationOf(c.qr, c.code, c.smdp, ""))
		})
	}
}
