package valuetopup

import (
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"simdesk/providers"
	"simdesk/providers/wire"
)

// Every code that the reference names, as the answer to a sale.
func TestSellCodes(t *testing.T) {
	t.Parallel()
	refused := func(k providers.ErrorKind) verdict { return verdict{Kind: k, Outcome: providers.Refused} }
	open := verdict{Kind: providers.KindUnknownOutcome}
	for c, want := range map[string]verdict{
		"001": refused(providers.KindInvalid), "003": refused(providers.KindDeclined), "004": refused(providers.KindDeclined),
		"005": refused(providers.KindDeclined), "009": refused(providers.KindDeclined), "015": open, "027": refused(providers.KindDeclined),
		"032": refused(providers.KindDeclined), "033": refused(providers.KindInvalid), "035": refused(providers.KindDeclined),
		"041": refused(providers.KindDeclined), "500": refused(providers.KindDeclined), "501": refused(providers.KindInvalid),
		"502": refused(providers.KindDeclined), "503": refused(providers.KindDeclined), "510": refused(providers.KindDeclined),
		"520": refused(providers.KindDeclined), "530": refused(providers.KindDeclined), "540": refused(providers.KindDeclined),
		"560": open, "570": refused(providers.KindDeclined), "580": open, "590": open, "600": open, "998": open, "999": open,
		"777": refused(providers.KindDeclined), // one that nobody knows
	} {
		want.Code = c
		e := sellOnce(t, step{Answer: code(c, "their words")})
		same(t, want, verdictOf(t, e))
		got := providers.AsError(e)
		same(t, []string{"their words", "req-1"}, []string{got.Detail, got.RequestID})
		why := providers.Because(refusals[c].why)
		switch {
		case want.Outcome == providers.Unknown:
			why = providers.Reason{} // what a refusal would mean must not be said of what is open
		case c == "777":
			why = providers.Because("valuetopup.declined_saying", "words", "their words", "code", c)
		}
		same(t, why, ownWhy(e))
	}
	if len(refusals) != 26 {
		t.Errorf("%d codes in the table: the list above must hold them all", len(refusals))
	}
}

// The numbers come from an older interface and may mean something else by now:
// words that leave the sale open win over them, not over a documented meaning.
func TestSellWordsThatLeaveItOpenWinOverOldCodes(t *testing.T) {
	t.Parallel()
	for c, words := range map[string]string{
		"500": "Internal server error", "502": "Gateway timeout", "503": "Request is in progress", "520": "Unknown error", "570": "No response from carrier",
	} {
		same(t, verdict{Kind: providers.KindUnknownOutcome, Code: c}, verdictOf(t, sellOnce(t, step{Answer: code(c, words)})))
	}
	for c, kind := range map[string]providers.ErrorKind{"501": providers.KindInvalid, "510": providers.KindDeclined} {
		same(t, verdict{Kind: kind, Outcome: providers.Refused, Code: c}, verdictOf(t, sellOnce(t, step{Answer: code(c, "Timed out")})))
	}
}

// A refusal in the answer's words is none while the list of codes says that the
// operator's side is open.
func TestSellListOfCodesThatLeavesItOpenWins(t *testing.T) {
	t.Parallel()
	r := request(t, esimSKU, nil)
	client := openAt(t,
		step{Request: askErrors, Answer: ok(`[{"errorCode":"777","errorDescription":"Carrier timed out"},{"errorCode":"778","errorDescription":"Blocked"}]`)},
		step{Request: "POST /api/v1/esim/order", Body: esimBody, Answer: code("777", "Not sold")},
		step{Request: "POST /api/v1/esim/order", Body: esimBody, Answer: code("778", "Not sold")},
	)
	client.describeCodes(background(t))
	_, err := client.Sell(background(t), r)
	same(t, verdict{Kind: providers.KindUnknownOutcome, Code: "777"}, verdictOf(t, err))
	_, err = client.Sell(background(t), r)
	same(t, verdict{Kind: providers.KindDeclined, Outcome: providers.Refused, Code: "778"}, verdictOf(t, err))
}

const esimBody = `{"skuId":8101,"correlationId":"` + ourRef + `"}`

// sellOnce sells an eSIM against one answer and returns the error. A second
// request fails the test, whatever the first came to.
func sellOnce(t *testing.T, s step) error {
	t.Helper()
	r := request(t, esimSKU, nil)
	s.Request, s.Body = "POST /api/v1/esim/order", esimBody
	client := openWith(t, Config{Wire: func(o *wire.Options) { o.Attempts, o.Backoff = 3, time.Microsecond }}, s)
	ctx, cancel := context.WithTimeout(background(t), 300*time.Millisecond)
	defer cancel()
	if !s.Stall {
		ctx = background(t)
	}
	got, err := client.Sell(ctx, r)
	if err == nil {
		t.Fatalf("sold: %+v", got)
	}
	return err
}

func TestSellFaults(t *testing.T) {
	t.Parallel()
	unknown := verdict{Kind: providers.KindUnknownOutcome}
	good := sold("8101", `,"esimDetail":{"iccid":"8901000000000000017","activationCode":"A","smdpAddress":"rsp.example.com"}`)
	coded := func(v verdict, c string) verdict { v.Code = c; return v }
	for _, c := range []struct {
		name string
		step step
		want verdict
	}{
		{"no answer in time", step{Stall: true}, unknown},
		{"broken off", step{Answer: good, Cut: 40}, unknown},
		{"half a JSON", step{Answer: good[:90]}, unknown},
		{"500", step{Status: 500}, unknown},
		{"a product that cannot be read", step{Answer: sold(`"x"`, `,"esimDetail":{"iccid":"8901000000000000017","activationCode":"A","smdpAddress":"rsp.example.com"}`)}, unknown},
		{"502 in HTML", step{Status: 502, Answer: "<html>Bad gateway</html>"}, unknown},
		{"500 that looks like a refusal", step{Status: 500, Answer: code("003", "limit")}, coded(unknown, "003")},
		{"408", step{Status: 408}, unknown},
		{"a redirect", step{Status: 302}, unknown},
		{"200 in HTML", step{Answer: "<html>OK</html>"}, unknown},
		{"200 with nothing", step{}, unknown},
		{"200 with an empty object", step{Answer: `{}`}, unknown},
		{"200 with other JSON", step{Answer: `{"status":"ok","order":1}`}, unknown},
		{"200 with a list", step{Answer: `[]`}, unknown},
		{"a code that is none", step{Answer: `{"responseCode":0,"payLoad":null}`}, unknown},
		{"a code in words", step{Answer: code("ERROR", "no")}, unknown},
		{"success without content", step{Answer: ok(`null`)}, unknown},
		{"success without a transaction", step{Answer: ok(`{}`)}, unknown},
		{"success with transaction 0", step{Answer: ok(`{"transactionId":0}`)}, unknown},
		{"success whose delivery cannot be read", step{Answer: sold("8101", `,"pins":5`)}, unknown},
		{"a refusal whose words are no text", step{Answer: `{"responseCode":"510","responseMessage":{"en":"no"},"payLoad":null}`}, unknown},
		{"success about another product", step{Answer: sold("8102", ``)}, unknown},
		{"a refusal that carries a transaction", step{Answer: `{"responseCode":"510","payLoad":{"transactionId":5}}`}, coded(unknown, "510")},
		{"a refusal that carries nothing in a way of its own", step{Answer: `{"responseCode":"510","responseMessage":null,"payLoad":{}}`}, coded(unknown, "510")},
		{"a refusal whose transaction cannot be read", step{Answer: `{"responseCode":"510","responseMessage":null,"payLoad":{"transactionId":"T-5"}}`}, coded(unknown, "510")},
		{"our reference was used before", step{Answer: code("777", "CorrelationId already exists")}, verdict{Kind: providers.KindUnknownOutcome, Code: "777", Duplicate: true}},
		{"the same as HTTP 409", step{Status: 409, Answer: code("777", "Duplicate correlation id")}, verdict{Kind: providers.KindUnknownOutcome, Code: "777", Duplicate: true}},
		{"a request that came twice on its way", step{Answer: code("777", "Duplicate transaction")}, verdict{Kind: providers.KindUnknownOutcome, Code: "777", Duplicate: true}},
		{"the same in other words", step{Answer: code("777", "Transaction has already been processed")}, verdict{Kind: providers.KindUnknownOutcome, Code: "777", Duplicate: true}},
		{"an unknown code that leaves it open", step{Answer: code("777", "Transaction is in progress")}, coded(unknown, "777")},
		{"an unknown code of a carrier that did not answer", step{Answer: code("777", "Carrier timed out")}, coded(unknown, "777")},
		{"400 that carries a transaction", step{Status: 400, Answer: `{"responseCode":"510","payLoad":{"transactionId":5}}`}, coded(unknown, "510")},
		{"half an envelope", step{Answer: `{"responseCode":"510"}`}, coded(unknown, "510")},
		{"an envelope with more in it", step{Answer: `{"responseCode":"510","responseMessage":"x","payLoad":null,"code":510}`}, coded(unknown, "510")},
		{"the scheme's own 401", step{Then: challenges(401, "Basic realm=\"x\"", "")}, verdict{Kind: providers.KindUnauthorized, Outcome: providers.NotSent}},
		{"the same in small letters", step{Then: challenges(401, "basic", "")}, verdict{Kind: providers.KindUnauthorized, Outcome: providers.NotSent}},
		{"401 of another scheme", step{Then: challenges(401, "Bearer", "")}, unknown},
		{"401 of a proxy's page", step{Then: challenges(401, "Basic", "<html>")}, unknown},
		{"401 that is cut", step{Then: func(w http.ResponseWriter) {
			w.Header().Set("Content-Length", "400")
			challenges(401, "Basic", "")(w)
			panic(http.ErrAbortHandler)
		}}, unknown},
		{"401", step{Status: 401}, unknown},
		{"503 with the scheme's header", step{Then: challenges(503, "Basic", "")}, unknown},
		{"401 in HTML", step{Status: 401, Answer: "<html>"}, unknown},
		{"401 with a code", step{Status: 401, Answer: code("560", "x")}, coded(unknown, "560")},
		// No document prints an answer with another status.
		{"403", step{Status: 403, Answer: "<html>"}, unknown},
		{"404 without a code", step{Status: 404, Answer: "<html>"}, unknown},
		{"400 with a known code", step{Status: 400, Answer: code("003", "limit")}, coded(unknown, "003")},
		{"400 with a code that leaves it open", step{Status: 400, Answer: code("560", "carrier")}, coded(unknown, "560")},
		{"400 that says success", step{Status: 400, Answer: ok(`{"transactionId":9}`)}, coded(unknown, "000")},
		{"400 that says in progress", step{Status: 400, Answer: code("852", "")}, coded(unknown, "852")},
		{"422 with a strange code", step{Status: 422, Answer: code("777", "x")}, coded(unknown, "777")},
		{"429", step{Status: 429}, unknown},
		{"451 in HTML", step{Status: 451, Answer: "<html>"}, unknown},
		{"Fyatu's refusal", step{Status: 402, Answer: `{"success":false,"status":402,"message":"x","code":"INSUFFICIENT_BALANCE","meta":{"requestId":"r"}}`}, unknown},
		{"GiftAPI's refusal", step{Status: 422, Answer: `{"success":false,"message":"Not enough items in stock"}`}, unknown},
		{"GiftAPI's refusal in a 200", step{Answer: `{"success":false,"message":"Not enough items in stock"}`}, unknown},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			same(t, c.want, verdictOf(t, sellOnce(t, c.step)))
		})
	}
}

// challenges answers with the header of a 401 as RFC 7617 has it, with a body or
// without.
func challenges(status int, scheme, body string) func(http.ResponseWriter) {
	return func(w http.ResponseWriter) {
		w.Header().Set("WWW-Authenticate", scheme)
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

func TestSellToNobodyThereIsNotSent(t *testing.T) {
	t.Parallel()
	r := request(t, esimSKU, nil)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	_ = l.Close()
	_, err = New(Config{BaseURL: "http://" + address}).Sell(background(t), r)
	same(t, verdict{Kind: providers.KindUnavailable, Outcome: providers.NotSent}, verdictOf(t, err))
}

// A sale must not be given up before Value Topup gives it up itself.
func TestSaleWaitsLongerThanValueTopup(t *testing.T) {
	t.Parallel()
	if saleTimeout <= 2*time.Minute {
		t.Errorf("a sale waits %s", saleTimeout)
	}
}

func TestErrorsHoldNoCredentials(t *testing.T) {
	t.Parallel()
	for _, s := range []step{{Status: 401}, {Status: 500, Answer: "<html>"}, {Answer: code("777", "x")}} {
		e := providers.AsError(sellOnce(t, s))
		all := e.Detail + e.Error()
		if e.Err != nil {
			all += e.Err.Error()
		}
		for _, secret := range []string{testPassword, testBasic[6:]} {
			if strings.Contains(all, secret) {
				t.Errorf("%q holds the password", all)
			}
		}
	}
}

// What a sale of a SIM card and of a bill is answered names their number again:
// one of another number repeats what another sale was told.
var echoes = []struct {
	name, sent, got string
	same            bool
}{
	{"the same", "8901260000000000017", "8901260000000000017", true},
	{"nothing", "8901260000000000017", "", true},
	{"a blank", "8901260000000000017", "  ", true},
	{"a zero for nothing", "8901260000000000017", "0", true},
	{"another", "8901260000000000017", "8901260000000000025", false},
	{"another in groups", "8901260000000000017", "8901 2600 0000 0000 025", false},
	{"in groups", "8901260000000000017", "8901 2600-0000.0000 017", true},
	{"typed in groups", "8901 2600 0000 0000 017", "8901260000000000017", true},
	{"without its check digit", "8901260000000000017", "890126000000000001", true},
	{"with a check digit", "890126000000000001", "8901260000000000017", true},
	{"with the filler of a chip", "8901260000000000017", "8901260000000000017F", true},
	{"with a country", "07700 900123", "+44 7700 900123", true},
	{"without a country", "+447700900123", "07700900123", true},
	{"of another phone", "07700 900123", "+44 7700 900124", false},
	{"without the zeros before it", "000100200300", "100200300", true},
	{"with zeros before it", "100200300", "0000100200300", true},
	{"its end alone", "100200300", "0300", true},
	{"its end behind stars", "100200300", "*****0300", true},
	{"its ends round stars", "100200300", "100***300", true},
	{"the end of another", "100200300", "*****0301", false},
	{"its end behind letters", "100200300", "XXXXX0300", true},
	{"in other letters", "AC-77x", "ac 77X", true},
	{"with its check digits", "AC-77", "AC-7707", true},
	{"of another in the same form", "AC-77", "AC-78", false},
	{"words, which are no number", "AC-77", "paid", true},
}

func TestAnAnswerAboutAnotherNumberIsNotBelieved(t *testing.T) {
	t.Parallel()
	for _, c := range echoes {
		sim := func(block string) step {
			return step{Request: "POST /api/v1/transaction/sim/activate", Answer: sold("960", block),
				Body: `{"skuId":960,"correlationId":"` + ourRef + `","simNumber":"` + c.sent + `","zipCode":10001}`}
		}
		bill := func(block string) step {
			return step{Request: "POST /api/v1/transaction/billpay", Answer: sold("950", block),
				Body: `{"skuId":950,"correlationId":"` + ourRef + `","accountNumber":"` + c.sent + `","amount":50}`}
		}
		card, paid := `,"simInfo":{"simNumber":"`+c.got+`"}`, `,"billPaymentDetail":{"accountNumber":"`+c.got+`"}`
		waits := bill(paid) // and says it in the same place
		waits.Answer = strings.Replace(waits.Answer, "000", "852", 1)
		asked := map[string]providers.SaleRequest{
			"valuetopup.another_sim":     request(t, simSKU, map[string]string{"sim_number": c.sent, "zip": "10001"}),
			"valuetopup.another_account": request(t, billSKU, map[string]string{"account": c.sent, "amount": "50"}),
		}
		for _, k := range []struct {
			why  string
			step step
		}{{"valuetopup.another_sim", sim(card)}, {"valuetopup.another_account", bill(paid)}, {"valuetopup.another_account", waits}} {
			t.Run(c.name, func(t *testing.T) {
				t.Parallel()
				_, err := openAt(t, k.step).Sell(background(t), asked[k.why])
				if c.same {
					same(t, nil, err)
					return
				}
				same(t, verdict{Kind: providers.KindUnknownOutcome}, verdictOf(t, err))
				same(t, providers.Because(k.why), ownWhy(err))
			})
		}
	}
}

// A number that is brought along names its old account, which is no bill's.
func TestOnlyWhatWasSentIsCompared(t *testing.T) {
	t.Parallel()
	client := openAt(t, step{Request: "POST /api/v1/transaction/sim/portin",
		Body:   `{"skuId":961,"correlationId":"` + ourRef + `","simNumber":"89014","zipCode":10001,"accountNumber":"77"}`,
		Answer: sold("961", `,"simInfo":{"simNumber":"89014"},"billPaymentDetail":{"accountNumber":"55"}`)},
		step{Request: "GET /api/v1/transaction/sim/portin/status/77001", Status: 503})
	_, err := client.Sell(background(t), request(t, portInSKU, map[string]string{"sim_number": "89014", "zip": "10001", "accountNumber": "77"}))
	same(t, nil, err)
}
