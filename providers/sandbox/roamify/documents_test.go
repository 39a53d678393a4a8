package roamify

import (
	"strings"
	"testing"

	"simdesk/providers/sandbox/sim"
	"simdesk/providers/sandbox/sim/simtest"
)

// open returns an account and a caller with the right key.
func open(t testing.TB) (*sim.World, *Simulator, *simtest.Client) {
	t.Helper()
	w := sim.NewWorld(7, simtest.Clock)
	s := New(w)
	return w, s, simtest.Serve(t, s, "/roamify", "Authorization", "Bearer "+sim.RoamifyKey)
}

// What the documents print, shortened only in the values.
const (
	orderSample = `{"status":"success","data":{"id":"…","referenceId":"ref-123456","orderType":"api","status":"COMPLETED","total":5,"currency":"USD",
		"createdAt":1731837535,"updatedAt":1731837539,
		"items":[{"esimId":"…","packageId":"…","package":"1 GB - 7 Days","type":"esim","price":5,"currency":"USD","createdAt":1731837535,"updatedAt":1731837539}]}}`
	esimSample = `{"id":"…","iccid":"894000000000029365","status":"READY","activation":"first-use","withTopUp":true,"withHotspot":true,
		"withDataRoaming":true,"withDestinationInstall":false,"withUsageCheck":true,
		"esim":{"lpaCode":"LPA:1$lpa.roamify.com$TEST","smdpAddress":"lpa.roamify.com","activationCode":"TEST","qrCodeUrl":"https://…",
			"pin":"","puk":"","number":"","iosQuickInstall":"https://…","androidQuickInstall":"https://…"},
		"apn":{"apnAutomatic":true,"apnName":"","apnUsername":"","apnPassword":""},
		"data":{"isUnlimited":false},"call":{"withCall":false,"callType":"all"},"sms":{"withSMS":false,"smsType":"all"},
		"notes":[],"createdAt":1731837539,"updatedAt":1731837987,"expiredAt":1763373985}`
	packagesSample = `{"status":"success","data":{"packages":[{
		"id":"afghanistan-esims","countryName":"Afghanistan","countryCode":"AF","countrySlug":"afghanistan","region":"Asia","geography":"local",
		"minPrice":5,"maxPrice":5,"image":"https://…","signals":[{"code":"AF","name":"Afghanistan","networks":["3G","4G"],"carriers":["MTN"]}],
		"packages":[{"packageId":"esim-canada-15days-un2gb-all","package":"Unlimited Data - 15 Days (2 GB / 128 KBPS)","plan":"data-only",
			"activation":"first-use","day":15,"price":1.32,"isUnlimited":true,"isAPNAutomatic":true,"apn":"drei.at",
			"dataAmount":9007199254740991,"dataUnit":"MB","callType":"all","callAmount":-1,"callUnit":"","smsType":"all","smsAmount":-1,"smsUnit":"",
			"withSMS":false,"withCall":false,"withHotspot":true,"withDataRoaming":true,"withDestinationInstall":false,"withUsageCheck":true,
			"withThrottle":true,"throttle":{"throttleSpeed":128,"throttleSpeedUnit":"kbps","throttleThreshold":2,"throttleThresholdUnit":"gb"},"notes":[]}]}]}}`
	topupsSample = `{"status":"success","data":[{"packageId":"…","package":"…","plan":"data-only","activation":"first-use","day":7,"price":5,
		"withHotspot":true,"withDataRoaming":true,"withDestinationInstall":false,"withUsageCheck":true,
		"apn":{"apnAutomatic":true,"apnName":"","apnUsername":"","apnPassword":""},
		"data":{"isUnlimited":false,"dataAmount":1024,"dataUnit":"MB"},
		"call":{"withCall":false,"callType":"all","callAmount":-1,"callUnit":""},"sms":{"withSMS":false,"smsType":"all","smsAmount":-1,"smsUnit":""},"notes":[]}]}`
	usageSample = `{"status":"success","data":{"id":"…","iccid":"…","status":"INSTALLED","startedAt":1,"expiredAt":1,"allowedData":1024,"remainingData":924,
		"allowedSms":0,"remainingSms":0,"allowedVoice":0,"remainingVoice":0}}`
	eventsSample = `{"iccid":"…","esimId":"…","referenceId":"…","events":[{"iccid":"…","eid":"…","status":"NEW","timeStamp":1756528206,"dateTime":"2025-08-30 04:30:06"}],"locations":[]}`
)

const oneCambodia = `{"items":[{"packageId":"esim-cambodia-7days-1gb-all","quantity":1}],"referenceId":"ref-123456"}`

func TestDocumentedShapes(t *testing.T) {
	t.Parallel()
	_, _, c := open(t)
	instant := strings.Replace(orderSample, `"items":[{"esimId":"…","packageId":"…","package":"1 GB - 7 Days","type":"esim","price":5,"currency":"USD","createdAt":1731837535,"updatedAt":1731837539}]`,
		`"esims":[`+esimSample+`]`, 1)
	details := strings.Replace(usageSample, `"remainingVoice":0`, `"remainingVoice":0,"dataUsages":[{"date":"20250102","usage":10000,"location":"KH"}]`, 1)
	for _, tc := range []struct{ line, body, sample string }{
		{"GET /api/esim/countries", "", `{"status":"success","data":{"countries":[{"code":"AF","name":"Afghanistan","geography":"local"}]}}`},
		{"GET /api/esim/packages?countryCode=CA&days=15&isUnlimited=true", "", packagesSample},
		{"POST /api/esim/order", oneCambodia, orderSample},
		{"GET /api/esim/order?referenceId=ref-123456", "", orderSample},
		{"GET /api/esim/orders?referenceId=ref-123456", "", `{"status":"success","data":{"orders":[` + orderSample[len(`{"status":"success","data":`):len(orderSample)-1] + `]}}`},
		{"POST /api/esim/order/instant", strings.Replace(oneCambodia, "ref-", "now-", 1), instant},
		{"POST /api/esim/order/topup", `{"iccid":"894000000000039210","packageId":"esim-cambodia-7days-1gb-all","referenceId":"top-1"}`, orderSample},
		{"GET /api/esim?iccid=" + SampleICCID, "", `{"status":"success","data":` + esimSample + `}`},
		{"GET /api/esims?limit=2", "", `{"status":"success","data":[` + esimSample + `]}`},
		{"GET /api/esim/usage?iccid=" + SampleICCID, "", usageSample},
		{"GET /api/esim/usage/details?iccid=" + SampleICCID, "", details},
		{"GET /api/esim/topup/packages?iccid=" + SampleICCID, "", topupsSample},
		{"GET /api/esim/history?iccid=" + SampleICCID, "", `{"status":"success","data":[{"esimId":"…","packageId":"…","package":"…","type":"esim","price":5,"currency":"USD","createdAt":1,"updatedAt":1}]}`},
		{"GET /api/esim/events?iccid=" + SampleICCID, "", eventsSample},
		{"POST /api/esim/link", `{"iccid":"` + SampleICCID + `"}`, `{"status":"success","data":{"iccid":"…","esimId":"…","link":"https://…","whatsappLink":"https://…","key":"…","accessCode":"1234","createdAt":1,"updatedAt":1}}`},
		{"GET /api/compatible-devices", "", `{"status":"success","data":[{"model":"…","deviceType":"…","os":"…","brand":"…","name":"…"}]}`},
		{"GET /api/balance", "", `{"status":"success","data":{"balance":3723.35,"currency":"USD"}}`},
	} {
		simtest.SameShape(t, c.OK(t, tc.line, tc.body), tc.sample)
	}
}

// Some pages label their answers as plain text although they hold JSON.
func TestContentTypes(t *testing.T) {
	t.Parallel()
	_, _, c := open(t)
	for _, tc := range []struct{ line, body, want string }{
		{"GET /api/balance", "", "application/json"},
		{"POST /api/esim/order", oneCambodia, "application/json"},
		{"POST /api/esim/order/instant", oneCambodia, "text/plain; charset=utf-8"},
		{"POST /api/esim/order/topup", `{"iccid":"894000000000039210","packageId":"esim-cambodia-7days-1gb-all"}`, "text/plain; charset=utf-8"},
		{"GET /api/esim/events?iccid=" + SampleICCID, "", "text/plain; charset=utf-8"},
	} {
		if got := c.Do(t, tc.line, tc.body).Header.Get("Content-Type"); got != tc.want {
			t.Errorf("%s: %q, want %q", tc.line, got, tc.want)
		}
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	_, s, c := open(t)
	apply := s.cards[len(s.cards)-1].ID
	for _, tc := range []struct {
		name, line, body string
		status           int
		want             string
	}{
		{"no body", "POST /api/esim/order", ``, 400, `{"error":"\"value\" must be of type object"}`},
		{"no items", "POST /api/esim/order", `{}`, 400, `{"error":"\"items\" is required"}`},
		{"empty items", "POST /api/esim/order", `{"items":[]}`, 400, `{"error":"\"items\" must contain at least 1 items"}`},
		{"quantity as text", "POST /api/esim/order", `{"items":[{"packageId":"x","quantity":"1"}]}`, 400, `{"error":"\"items[0].quantity\" must be a number"}`},
		{"no such package", "POST /api/esim/order", `{"items":[{"packageId":"x","quantity":1}]}`, 500, `{"message":"Something went wrong","status":"failed"}`},
		{"no travel date", "POST /api/esim/order/instant", `{"items":[{"packageId":"esim-japan-7days-un2gb-all","quantity":1}]}`, 400, `{"message":"This package requires a startDate: create an order and apply it","status":"failed"}`},
		{"no iccid", "POST /api/esim/order/topup", `{"packageId":"x"}`, 400, `{"error":"\"iccid\" is required"}`},
		{"no such eSIM", "POST /api/esim/order/topup", `{"iccid":"8900","packageId":"x"}`, 404, `{"message":"eSIM not found","status":"failed"}`},
		{"no such top-up", "POST /api/esim/order/topup", `{"iccid":"` + SampleICCID + `","packageId":"x"}`, 500, `{"message":"Something went wrong","status":"failed"}`},
		{"no such order", "GET /api/esim/order?orderId=x", ``, 404, `{"message":"Order not found","status":"failed"}`},
		{"both numbers", "GET /api/esim?iccid=1&esimId=2", ``, 400, `{"error":"\"value\" contains a conflict between exclusive peers [iccid, esimId]"}`},
		{"neither number", "GET /api/esim", ``, 400, `{"error":"\"value\" must contain at least one of [iccid, esimId]"}`},
		{"nothing to apply", "POST /api/esim/apply", `{}`, 400, `{"error":"\"esimId\" is required"}`},
		{"bad date", "POST /api/esim/apply", `{"esimId":"` + apply + `","startDate":"tomorrow"}`, 400, `{"error":"\"startDate\" must be in ISO 8601 date format"}`},
		{"page as text", "GET /api/esim/packages?page=two", ``, 400, `{"error":"\"page\" must be a number"}`},
		{"mixed dates", "GET /api/rates?source=USD&target=EUR&datetime=2026-01-01&from=2026-01-01", ``, 400, `{"message":"datetime cannot be combined with from, to and interval","status":"failed"}`},
		{"no such path", "GET /api/orders", ``, 404, `{"message":"Cannot GET /api/orders","status":"failed"}`},
	} {
		r := c.Do(t, tc.line, tc.body)
		if r.Status != tc.status || string(r.Body) != tc.want {
			t.Errorf("%s: %d %s\nwant %d %s", tc.name, r.Status, r.Body, tc.status, tc.want)
		}
	}
	if n := len(s.world.Charges(Name)); n != 0 {
		t.Errorf("refusals charged %d times", n)
	}
}

func TestWrongKeyIsUnauthorized(t *testing.T) {
	t.Parallel()
	_, _, c := open(t)
	r := c.With("Authorization", "Bearer roamify_other").Do(t, "POST /api/esim/order", oneCambodia)
	if r.Status != 401 || !strings.HasPrefix(string(r.Body), "Unauthorized, please make sure your have provided") {
		t.Errorf("%d %s", r.Status, r.Body)
	}
	if r := c.With("Authorization", "").Do(t, "GET /api/health", ""); r.Status != 200 {
		t.Errorf("health needs a key: %d", r.Status)
	}
}
