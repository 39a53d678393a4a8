package reloadly

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"simdesk/providers/sandbox/sim"
	"simdesk/providers/sandbox/sim/simtest"
)

const credentials = `{"client_id":"` + sim.ReloadlyClientID + `","client_secret":"` + sim.ReloadlySecret +
	`","grant_type":"client_credentials","audience":"https://topups-sandbox.reloadly.com"}`

// open starts a world with an account in it, and a client that signed in.
func open(t testing.TB) (*sim.World, *Simulator, *simtest.Client) {
	t.Helper()
	w := sim.NewWorld(7, simtest.Clock)
	s := New(w)
	c := simtest.Serve(t, s, "/reloadly", "Accept", "application/com.reloadly.topups-v1+json")
	return w, s, signIn(t, c)
}

func signIn(t testing.TB, c *simtest.Client) *simtest.Client {
	t.Helper()
	return c.With("Authorization", "Bearer "+simtest.Text(c.OK(t, "POST /oauth/token", credentials), "access_token"))
}

// refusal checks an error's status, code and whole shape.
func refusal(t testing.TB, name string, r simtest.Reply, status int, code string) {
	t.Helper()
	got := r.JSON(t)
	if r.Status != status || simtest.Text(got, "errorCode") != code {
		t.Errorf("%s: %d %s, want %d %q", name, r.Status, r.Body, status, code)
	}
	details := simtest.At(got, "details")
	m, ok := got.(map[string]any)
	if _, isList := details.([]any); !ok || !isList {
		t.Fatalf("%s: details are %v", name, details)
	}
	delete(m, "details")
	sample := `{"timeStamp":"2022-01-06 18:37:10","message":"Recipient phone number is not valid","path":"/topups","errorCode":"X","infoLink":null}`
	if code == "" {
		sample = strings.Replace(sample, `"X"`, "null", 1)
	}
	simtest.SameShape(t, got, sample)
}

func recharge(operator, amount, country, number, identifier string) string {
	return `{"operatorId":` + operator + `,"amount":` + amount + `,"useLocalAmount":false,"customIdentifier":"` + identifier +
		`","recipientPhone":{"countryCode":"` + country + `","number":"` + number + `"}}`
}

const nigeria = `{"operatorId":"341","amount":"10","useLocalAmount": false,"customIdentifier":"This is example identifier 092",
"recipientPhone":{"countryCode":"NG","number":"08147658721"},"senderPhone":{"countryCode":"CA","number":"1231231231"}}`

const topupShape = `{"transactionId":26523,"status":"SUCCESSFUL","operatorTransactionId":null,"customIdentifier":"x","recipientPhone":"447951631337",
"recipientEmail":null,"senderPhone":"11231231231","countryCode":"GB","operatorId":535,"operatorName":"EE PIN England","discount":63.37,
"discountCurrencyCode":"NGN","requestedAmount":3168.4,"requestedAmountCurrencyCode":"NGN","deliveredAmount":5,"deliveredAmountCurrencyCode":"GBP",
"transactionDate":"2022-01-26 03:19:16","fee":0,"pinDetail":{"serial":"558111","info1":"DIAL *611","info2":"DIAL *611","info3":"Dial *233* and PIN #",
"value":null,"code":"773709733097662","ivr":"1-888-888-8888","validity":"30 days"},"balanceInfo":{"oldBalance":60387.41,"newBalance":57282.38,
"cost":3105.03,"currencyCode":"NGN","currencyName":"Nigerian Naira","updatedAt":"2022-01-26 08:19:16"}}`

func TestPINAsInTheDocuments(t *testing.T) {
	t.Parallel()
	_, _, c := open(t)
	a := c.OK(t, "POST /topups", strings.Replace(recharge("535", "7.14", "GB", "447951631337", "This is example identifier"), `"recipientPhone"`,
		`"senderPhone":{"countryCode":"CA","number":"11231231231"},"recipientPhone"`, 1))
	simtest.SameShape(t, a, topupShape)
	for _, at := range []string{"serial", "code"} {
		if got := simtest.Text(a, "pinDetail", at); !strings.HasPrefix(got, "SANDBOX") {
			t.Errorf("%s is %q, which could be taken for a real one", at, got)
		}
	}
	got := map[string]string{}
	for _, k := range []string{"transactionId", "recipientPhone", "senderPhone", "countryCode", "deliveredAmount", "requestedAmount", "customIdentifier", "discount"} {
		got[k] = simtest.Text(a, k)
	}
	want := map[string]string{"transactionId": "26523", "recipientPhone": "447951631337", "senderPhone": "11231231231", "countryCode": "GB",
		"deliveredAmount": "5.0", "requestedAmount": "7.14", "customIdentifier": "This is example identifier", "discount": "0.1428"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestCurlSampleOfTheDocuments(t *testing.T) {
	t.Parallel()
	w, _, c := open(t)
	a := c.OK(t, "POST /topups", nigeria)
	simtest.SameShape(t, a, withoutPIN)
	want := []sim.Charge{{Provider: Name, ID: "26523", Reference: "This is example identifier 092", Product: "341", Target: "2348147658721",
		Amount: dec("9.70000"), Currency: "USD", At: simtest.Start}}
	if diff := cmp.Diff(want, w.Charges(Name)); diff != "" {
		t.Error(diff)
	}
	if got := simtest.Text(a, "balanceInfo", "newBalance"); got != "984.11000" {
		t.Errorf("new balance %s", got)
	}
}

func TestNautaAsInTheDocuments(t *testing.T) {
	t.Parallel()
	_, _, c := open(t)
	const sample = `{"operatorId":"685","amount":"10","customIdentifier":"n%d","recipientEmail":"%s","senderPhone":{"countryCode":"CA","number":"1231231231"}}`
	for i, address := range []string{"anyone@nauta.com.cu", "anyone@nauta.co.cu"} {
		a := c.OK(t, "POST /topups", fmt.Sprintf(sample, i, address))
		if simtest.Text(a, "recipientEmail") != address || simtest.At(a, "recipientPhone") != nil || simtest.Text(a, "countryCode") != "CU" {
			t.Errorf("%v", a)
		}
	}
	for _, address := range []string{"", "anyone@example.com", "nauta.com.cu", "@nauta.com.cu"} {
		refusal(t, address, c.Do(t, "POST /topups", fmt.Sprintf(sample, 9, address)), http.StatusBadRequest, "INVALID_INPUT_PROVIDED")
	}
}

func TestBalanceShape(t *testing.T) {
	t.Parallel()
	_, _, c := open(t)
	r := c.Do(t, "GET /accounts/balance", "")
	simtest.SameShape(t, r.JSON(t), `{"balance":993.81000,"frozenBalance":null,"currencyCode":"USD","currencyName":"US Dollar",
"updatedAt":"2026-10-08 05:42:10","lowBalanceThreshold":0.000000,"maxLowBalanceThreshold":0.000000}`)
	if !strings.Contains(string(r.Body), `"balance":993.81000,`) || !strings.Contains(string(r.Body), `"lowBalanceThreshold":0.000000`) {
		t.Errorf("numbers lost their scale: %s", r.Body)
	}
}

func TestUnknownPathIsSprings(t *testing.T) {
	t.Parallel()
	_, _, c := open(t)
	for _, line := range []string{"GET /x", "DELETE /topups", "GET /operators/341/x"} {
		r := c.Do(t, line, "")
		simtest.SameShape(t, r.JSON(t), `{"timestamp":"2026-10-08T01:41:31.693+00:00","status":404,"error":"Not Found","path":"/x"}`)
		if r.Status != http.StatusNotFound {
			t.Errorf("%s: %d", line, r.Status)
		}
	}
	if got := simtest.Text(c.Do(t, "GET /x", "").JSON(t), "timestamp"); got != "2026-11-22T12:00:00.000+00:00" {
		t.Errorf("timestamp %q", got)
	}
	r := c.With("Content-Type", "text/plain").Do(t, "POST /topups", "")
	if r.Status != http.StatusUnsupportedMediaType {
		t.Errorf("plain text: %d %s", r.Status, r.Body)
	}
}

func TestDouble(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"5": "5.0", "0.14": "0.14", "0": "0.0", "0.000038": "3.8E-5", "10000000": "1.0E7", "12345678.9": "1.23456789E7",
		"0.001": "0.001", "0.0005": "5.0E-4", "9999999": "9999999.0", "-0.00012": "-1.2E-4", "100.50": "100.5", "20000000.0": "2.0E7",
	} {
		if got := string(double(dec(in))); got != want {
			t.Errorf("double(%s) = %s, want %s", in, got, want)
		}
	}
}

// withoutPIN is the sample for airtime.
var withoutPIN = func() string {
	from := strings.Index(topupShape, `{"serial"`)
	to := strings.Index(topupShape, `,"balanceInfo"`)
	return topupShape[:from] + "null" + topupShape[to:]
}()
