package valuetopup

import (
	"testing"
	"time"

	"simdesk/providers"
)

const askStatus = "GET /api/v1/transaction/status/" + ourRef

func query(kind providers.Kind, product, target string, age time.Duration) providers.Query {
	return providers.Query{Reference: ourRef, Kind: kind, ProductID: product, Target: target, SubmittedAt: noon.Add(-age)}
}

func TestTrackBringsEveryDelivery(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		q     providers.Query
		steps []step
		want  providers.Result
	}{
		{"eSIM", query(providers.KindESIM, "8101", "", time.Minute), []step{{Request: askStatus,
			Answer: sold("8101", `,"esimDetail":{"iccid":"8901000000000000017","activationCode":"AbC-1","smdpAddress":"rsp.example.com"}`)}},
			result(providers.StateCompleted, providers.Delivery{Type: providers.DeliverESIM, ICCID: "8901000000000000017",
				Activation: &providers.Activation{SMDP: "rsp.example.com", MatchingID: "AbC-1"}})},
		{"airtime", query(providers.KindAirtime, "641", "+919876543210", time.Minute), []step{{Request: askStatus,
			Answer: sold("641", `,"topupDetail":{"localCurrencyAmount":800,"localCurrencyAmountExcludingTax":0,"destinationCurrency":"INR","operatorTransactionId":"op"}`)}},
			result(providers.StateCompleted, providers.Delivery{Type: providers.DeliverAirtime, Phone: "+919876543210", Delivered: inr("800"), OperatorReference: "op"})},
		{"PIN", query(providers.KindPIN, "700", "", time.Minute), []step{{Request: askStatus, Answer: sold("700", `,"pins":[{"pinNumber":"1"}]`)}},
			result(providers.StateCompleted, providers.Delivery{Type: providers.DeliverPIN, PIN: "1", Instructions: "Dial *123#"})},
		{"gift card without details", query(providers.KindGiftCard, "900", "", time.Minute), []step{{Request: askStatus, Answer: sold("900", ``)},
			{Request: "GET /api/v1/transaction/giftcard/fetch/77001", Answer: ok(`{"cardNumber":"6006"}`)}},
			result(providers.StateCompleted, providers.Delivery{Type: providers.DeliverGiftCard, CardNumber: "6006"})},
		{"gift card without details anywhere", query(providers.KindGiftCard, "900", "", time.Minute), []step{{Request: askStatus, Answer: sold("900", ``)},
			{Request: "GET /api/v1/transaction/giftcard/fetch/77001", Answer: code("852", "later")}},
			result(providers.StateProcessing)},
		{"gift card that is a PIN", query(providers.KindGiftCard, "900", "", time.Minute), []step{{Request: askStatus, Answer: sold("900", `,"pins":[{"pinNumber":"1"}]`)},
			{Request: "GET /api/v1/transaction/giftcard/fetch/77001", Answer: ok(`{}`)}},
			result(providers.StateCompleted, providers.Delivery{Type: providers.DeliverPIN, PIN: "1", Instructions: "Dial *123#"})},
		{"bill", query(providers.KindBill, "950", "AC-77", time.Minute), []step{{Request: askStatus, Answer: sold("950", `,"billPaymentDetail":{"token":"T","unit":"3"}`)}},
			result(providers.StateCompleted, providers.Delivery{Type: providers.DeliverBill, Token: "T", Units: "3"})},
		{"SIM", query(providers.KindSIMActivation, "960", "89014", time.Minute), []step{{Request: askStatus, Answer: sold("960", ``)}},
			result(providers.StateCompleted, providers.Delivery{Type: providers.DeliverSIM, SIMNumber: "89014"})},
		{"number brought along", query(providers.KindSIMPortIn, "961", "89014", time.Minute), []step{{Request: askStatus, Answer: sold("961", ``)},
			{Request: "GET /api/v1/transaction/sim/portin/status/77001", Answer: ok(`{"status":"Completed","mobile":"1212"}`)}},
			func() providers.Result {
				r := result(providers.StateCompleted, providers.Delivery{Type: providers.DeliverSIM, SIMNumber: "89014", Phone: "1212"})
				r.ProviderStatus = "Completed"
				return r
			}()},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := openAt(t, c.steps...).Track(background(t), c.q)
			if err != nil {
				t.Fatal(err)
			}
			same(t, providers.Finding{Verdict: providers.Found, Result: c.want}, got)
		})
	}
}

func TestTrackReadsCodes(t *testing.T) {
	t.Parallel()
	found := func(s providers.State, status, words string) providers.Finding {
		return providers.Finding{Verdict: providers.Found, Result: providers.Result{State: s, ProviderStatus: status, Message: words, RequestID: "req-1"}}
	}
	refused := func(status, words string) providers.Finding { // by a code that is known, so nothing was charged
		f := found(providers.StateFailed, status, words)
		f.Result.Charged = providers.No
		return f
	}
	outOfStock := refused("510", "")
	outOfStock.Result.Why = providers.Because("valuetopup.out_of_stock")
	notFound := providers.Finding{Verdict: providers.NotFound}
	evidence := func(expected, seen providers.Reason, supports providers.Truth) providers.Finding {
		return providers.Finding{Verdict: providers.Unclear, Evidence: []providers.Evidence{{Source: providers.Because("valuetopup.order_status"), Expected: expected, Seen: seen, Supports: supports}}}
	}
	list := step{Request: askErrors, Answer: ok(`[{"errorCode":"776","errorDescription":"Transaction not found"},{"errorCode":"775","errorDescription":"Blocked"}]`)}
	for _, c := range []struct {
		name  string
		age   time.Duration
		steps []step
		want  providers.Finding
	}{
		{"852", time.Minute, []step{{Request: askStatus, Answer: code("852", "Under execution")}}, found(providers.StateProcessing, "852", "Under execution")},
		{"851", time.Hour, []step{{Request: askStatus, Answer: code("851", "")}}, found(providers.StateProcessing, "851", "")},
		{"501", time.Second, []step{{Request: askStatus, Answer: code("501", "Not valid")}}, refused("501", "Not valid")},
		{"510 without a word", time.Hour, []step{{Request: askStatus, Answer: code("510", "")}}, outOfStock},
		{"003", time.Hour, []step{{Request: askStatus, Answer: code("003", "Limit")}}, refused("003", "Limit")},
		{"an old number with a new meaning", time.Hour, []step{{Request: askStatus, Answer: code("004", "Correlation id does not exist")}}, notFound},
		{"an unknown code that says not found", time.Hour, []step{{Request: askStatus, Answer: code("777", "Transaction not found")}, list}, notFound},
		{"the list says not found", time.Hour, []step{{Request: askStatus, Answer: code("776", "")}, list}, notFound},
		{"the list says something else", time.Hour, []step{{Request: askStatus, Answer: code("775", "")}, list}, found(providers.StateFailed, "775", "Blocked")},
		{"an unknown code with words", time.Hour, []step{{Request: askStatus, Answer: code("777", "Blocked")}, list}, found(providers.StateFailed, "777", "Blocked")},
		{"an unknown code while the order may be on its way", time.Minute, []step{{Request: askStatus, Answer: code("777", "Blocked")}, list}, notFound},
		{"an unknown code that says not found of anything", time.Hour, []step{{Request: askStatus, Answer: code("777", "Record not found")}, list}, notFound},
		{"an unknown code as soon as the order is over", 2 * time.Minute, []step{{Request: askStatus, Answer: code("777", "Blocked")}, list}, found(providers.StateFailed, "777", "Blocked")},
		{"a documented code keeps its meaning", time.Hour, []step{{Request: askStatus, Answer: code("501", "Transaction not found")}}, refused("501", "Transaction not found")},
		{"an unknown code without a word", time.Hour, []step{{Request: askStatus, Answer: code("777", "")}, list},
			evidence(providers.Because("valuetopup.end_or_refusal"), providers.Quoted("777"), providers.NotKnown)},
		{"HTTP 404 with words", time.Hour, []step{{Request: askStatus, Status: 404, Answer: code("777", "Not there")}}, notFound},
		{"HTTP 400 with words", time.Hour, []step{{Request: askStatus, Status: 400, Answer: code("777", "Invalid correlation id")}}, notFound},
		{"a transaction of a product that cannot be read", time.Hour, []step{{Request: askStatus,
			Answer: sold(`"x"`, `,"esimDetail":{"iccid":"8901000000000000017","activationCode":"LPA:1$rsp.example.com$AbC-1","confirmationCode":"4711"}`)}},
			providers.Finding{Verdict: providers.Found, Result: result(providers.StateCompleted, soldESIM)}},
		{"another product's transaction", time.Hour, []step{{Request: askStatus, Answer: sold("5", ``)}},
			evidence(providers.Because("valuetopup.sku", "id", "8101"), providers.Because("valuetopup.sku_sold", "id", "5", "transaction", "77001"), providers.No)},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := openAt(t, c.steps...).Track(background(t), query(providers.KindESIM, "8101", "", c.age))
			if err != nil {
				t.Fatal(err)
			}
			same(t, c.want, got)
		})
	}
}

// A code that leaves the operator's side open never fails an order.
func TestTrackNeverFailsAnOrderOverADoubtfulCode(t *testing.T) {
	t.Parallel()
	for c, system := range map[string]bool{"015": false, "560": false, "580": false, "590": false, "600": false, "998": true, "999": true, "005": true} {
		young := query(providers.KindAirtime, "641", "+1", 9*time.Minute)
		got, err := openAt(t, step{Request: askStatus, Answer: code(c, "hm")}).Track(background(t), young)
		if system {
			same(t, verdict{Kind: providers.KindUnavailable, Code: c}, verdictOf(t, err))
			same(t, providers.Finding{}, got)
		} else {
			same(t, providers.Finding{Verdict: providers.Found,
				Result: providers.Result{State: providers.StateProcessing, ProviderStatus: c, Message: "hm", RequestID: "req-1"}}, got)
		}
		old := query(providers.KindAirtime, "641", "+1", 10*time.Minute)
		got, err = openAt(t, step{Request: askStatus, Answer: code(c, "hm")}).Track(background(t), old)
		if err != nil {
			t.Fatal(err)
		}
		same(t, providers.Finding{Verdict: providers.Unclear, Evidence: []providers.Evidence{
			{Source: providers.Because("valuetopup.order_status"), Expected: providers.Because("valuetopup.end_or_refusal"), Seen: providers.Quoted(c + ": hm"), Supports: providers.NotKnown}}}, got)
	}
}

func TestTrackWithoutAnAnswerIsAnError(t *testing.T) {
	t.Parallel()
	for _, s := range []step{
		{Status: 500, Answer: "<html>"}, {Status: 404, Answer: "<html>"}, {Answer: "<html>"}, {Answer: `{}`}, {Answer: ok(`null`)}, {Answer: ok(`{}`)},
		{Answer: code("", "")}, {Answer: code("OK", "")},
	} {
		s.Request = askStatus
		got, err := openAt(t, s).Track(background(t), query(providers.KindESIM, "8101", "", time.Hour))
		if !providers.IsKind(err, providers.KindUnavailable) {
			t.Errorf("%+v: %v", s, err)
		}
		same(t, providers.Finding{}, got)
	}
	for want, s := range map[verdict]step{
		{Kind: providers.KindInvalid, Outcome: providers.Refused, Code: "777"}:   {Status: 400, Answer: code("777", "Blocked")},
		{Kind: providers.KindThrottled, Outcome: providers.Refused, Code: "777"}: {Status: 429, Answer: code("777", "Transaction not found")},
		{Kind: providers.KindUnavailable, Code: "777"}:                           {Status: 500, Answer: code("777", "Transaction not found")},
	} {
		s.Request = askStatus
		got, err := openAt(t, s).Track(background(t), query(providers.KindESIM, "8101", "", time.Hour))
		same(t, want, verdictOf(t, err))
		same(t, providers.Finding{}, got)
	}
	_, err := openAt(t, step{Request: askStatus, Status: 401}).Track(background(t), query(providers.KindESIM, "8101", "", time.Hour))
	same(t, verdict{Kind: providers.KindUnauthorized, Outcome: providers.NotSent}, verdictOf(t, err))
	_, err = openAt(t).Track(background(t), providers.Query{})
	same(t, verdict{Kind: providers.KindInvalid, Outcome: providers.NotSent}, verdictOf(t, err))
}

// The list of codes is not documented. A code that nobody knows and that speaks
// of the question, or of an order that is not over, fails no order.
func TestTrackNeverFailsAnOrderOverAnUnknownCodeThatSpeaksOfSomethingElse(t *testing.T) {
	t.Parallel()
	ask := func(words string, age time.Duration) (providers.Finding, error) {
		steps := []step{{Request: askStatus, Answer: code("777", words)}, {Request: askErrors, Answer: ok(`[]`)}}
		return openAt(t, steps...).Track(background(t), query(providers.KindPIN, "700", "", age))
	}
	for _, words := range []string{"Too many requests", "Authentication failed", "Service temporarily unavailable", "Access denied for this IP"} {
		got, err := ask(words, 5*time.Minute)
		same(t, verdict{Kind: providers.KindUnavailable, Code: "777"}, verdictOf(t, err))
		same(t, providers.Because("valuetopup.no_answer_saying", "words", words, "code", "777"), ownWhy(err))
		same(t, providers.Finding{}, got)
	}
	for _, words := range []string{"Request timed out", "Transaction is in progress", "Pending", "Unknown carrier error"} {
		got, err := ask(words, 5*time.Minute)
		if err != nil {
			t.Fatal(err)
		}
		same(t, providers.Finding{Verdict: providers.Found,
			Result: providers.Result{State: providers.StateProcessing, ProviderStatus: "777", Message: words, RequestID: "req-1"}}, got)
	}
	for _, words := range []string{"Too many requests", "Pending", "Pending: no record"} {
		got, err := ask(words, time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		same(t, unclear(providers.Because("valuetopup.end_or_refusal"), providers.Quoted("777: "+words), providers.NotKnown), got)
	}
}

// Words of today that leave an order open win over what a number once meant.
func TestTrackNeverFailsAnOrderOverAnOldCodeWhoseWordsLeaveItOpen(t *testing.T) {
	t.Parallel()
	got, err := openAt(t, step{Request: askStatus, Answer: code("500", "Internal server error")}).Track(background(t), query(providers.KindPIN, "700", "", 5*time.Minute))
	if err != nil {
		t.Fatal(err)
	}
	same(t, providers.Finding{Verdict: providers.Found, Result: providers.Result{
		State: providers.StateProcessing, ProviderStatus: "500", Message: "Internal server error", RequestID: "req-1"}}, got)
}
