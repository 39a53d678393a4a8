package fyatu

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"simdesk/providers/sandbox/sim"
	"simdesk/providers/sandbox/sim/simtest"
)

const credentials = `{"appId":"` + sim.FyatuAppID + `","secretKey":"` + sim.FyatuSecretKey + `","grantType":"client_credentials"}`

// open returns a business and a caller with a fresh token.
func open(t testing.TB) (*sim.World, *Simulator, *simtest.Client) {
	t.Helper()
	w := sim.NewWorld(7, simtest.Clock)
	s := New(w)
	return w, s, login(t, simtest.Serve(t, s, "/fyatu/api/v3"))
}

// login is the caller with a fresh token: a day's end ends the old one.
func login(t testing.TB, c *simtest.Client) *simtest.Client {
	t.Helper()
	return c.With("Authorization", "Bearer "+simtest.Text(c.OK(t, "POST /auth/token", credentials), "data", "accessToken"))
}

// What the documents print, shortened only in the values.
const (
	meta        = `"meta":{"requestId":"req_abc123def456","timestamp":"2023-11-07T05:31:56Z"}`
	tokenSample = `{"success":true,"status":200,"message":"…","data":{"accessToken":"eyJ…","tokenType":"Bearer","expiresIn":86400,
		"expiresAt":"2026-01-06T10:30:00+00:00","appType":"issuing","scopes":["esim:read","esim:write"]},` + meta + `}`
	paged             = `"pagination":{"page":1,"perPage":50,"totalItems":7,"totalPages":1}`
	transactionSample = `{"success":true,"status":200,"message":"…","data":{` + paged + `,"transactions":[{"transactionId":"DEP69FE…","reference":"CQDX…",
		"type":"CREDIT","category":"DEPOSIT","amount":100,"fee":0,"currency":"USD","status":"COMPLETED","description":"Deposit of 100 USD",
		"createdAt":"2026-05-08T21:30:58Z","updatedAt":"…"}]},` + meta + `}`
	packageSample = `{"packageId":"merhaba-7days-5gb","slug":"turkey","name":"5 GB - 7 Days","tier":"standard",
		"destination":{"slug":"turkey","name":"Turkey","countryCode":"TR","type":"local","imageUrl":"…"},
		"data":{"amount":5120,"display":"5 GB","isUnlimited":false},"validity":{"days":7,"display":"7 days"},
		"price":{"amount":12.5,"currency":"USD"},
		"features":{"hasVoice":false,"hasSms":false,"voiceMinutes":0,"smsCount":0,"planType":"data"},
		"operator":{"name":"Merhaba","imageUrl":"…","apnType":"automatic","apnValue":""},
		"coverage":[{"countryCode":"TR","countryName":"Turkey","networks":[{"name":"Turkcell","types":["LTE","5G"]}]}],"shortInfo":"…"}`
	activation = `{"qrCodeUrl":"…","manualCode":"…","appleInstallUrl":"…"}`
	// The two versions of a purchase and of an eSIM that the pages give.
	purchaseEven = `{"success":true,"status":201,"message":"…","data":{"orderId":"…","reference":"…","package":{"id":"…","name":"…","destination":"…"},"quantity":1,
		"esims":[{"esimId":"ESIM-…","iccid":"89…","status":"inactive","activation":` + activation + `}],
		"price":12.5,"currency":"USD","status":"…","createdAt":"…"},` + meta + `}`
	purchaseOdd = `{"success":true,"status":201,"message":"…","data":{"orderId":"…","reference":"…","package":{"id":"…","name":"…","destination":"…"},"quantity":1,
		"esims":[{"esimId":"ESIM-…","iccid":"89…","status":"ready","orderId":"…"}],
		"totalPrice":12.5,"currency":"USD","status":"…","createdAt":"…"},` + meta + `}`
	validity = `"validity":{"activatedAt":null,"expiresAt":null,"daysRemaining":null}`
	esimEven = `{"success":true,"status":200,"message":"…","data":{"esimId":"…","iccid":"…","status":"inactive","createdAt":"…",` + validity + `,
		"package":{"id":"…","name":"…","destination":"…","dataGb":5,"validityDays":7},
		"usage":{"dataUsedMb":0,"dataTotalMb":5120,"dataRemainingMb":5120,"percentageUsed":0},"activation":` + activation + `},` + meta + `}`
	esimOdd = `{"success":true,"status":200,"message":"…","data":{"esimId":"…","iccid":"…","status":"inactive","createdAt":"…",` + validity + `,
		"package":{"packageId":"…","name":"…","destination":"…","destinationType":"local","dataDisplay":"5 GB","validityDays":7,"isUnlimited":false},
		"usage":{"data":{"usedMb":0,"totalMb":5120,"remainingMb":5120,"percentUsed":0}},
		"activation":{"qrCodeUrl":"…","manualCode":"…","appleInstallUrl":"…","lpa":"…","matchingId":"…","confirmationCode":""},
		"sharing":{"accessCode":"…","link":"…"},"apn":{"type":"automatic","value":"","data":null}},` + meta + `}`
)

const buyMerhaba = `{"packageId":"merhaba-7days-5gb","quantity":1,"ownerId":"customer-1"}`

func TestDocumentedShapes(t *testing.T) {
	t.Parallel()
	_, _, c := open(t)
	for _, tc := range []struct{ line, body, sample string }{
		{"POST /auth/token", credentials, tokenSample},
		{"POST /auth/refresh", "", tokenSample},
		{"GET /account/wallet", "", `{"success":true,"status":200,"message":"…","data":{"balance":1250,"currency":"USD"},` + meta + `}`},
		{"GET /account/transactions", "", transactionSample},
		{"GET /esim/destinations", "", `{"success":true,"status":200,"message":"…","data":{"destinations":[{"slug":"france","countryCode":"FR","name":"France","type":"local","imageUrl":"…","lowestPrice":4.50}]},` + meta + `}`},
		{"GET /esim/packages/merhaba-7days-5gb", "", `{"success":true,"status":200,"message":"…","data":` + packageSample + `,` + meta + `}`},
		{"GET /esim/packages?perPage=3", "", `{"success":true,"status":200,"message":"…","data":{` + paged + `,"packages":[` + strings.Replace(packageSample, `"tier"`, `"type":"SIM","tier"`, 1) + `]},` + meta + `}`},
		{"GET /esim/list?search=japan", "", `{"success":true,"status":200,"message":"…","data":{` + paged + `,"esims":[{"esimId":"…","iccid":"…","customName":null,"status":"…",
			"package":{"id":"…","name":"…","destination":"…"},"data":{"total":1,"used":1,"remaining":1},` + validity + `,"createdAt":"…"}]},` + meta + `}`},
		{"GET /esim/" + SampleICCID + "/topups", "", `{"success":true,"status":200,"message":"…","data":{"iccid":"…","esimId":"…","destination":"…","total":4,
			"packages":[{"packageId":"…","name":"…","data":{"amount":3072,"display":"3 GB","isUnlimited":false},"validity":{"days":30},"price":{"amount":8,"currency":"USD"}}]},` + meta + `}`},
		{"POST /auth/revoke", "", `{"success":true,"status":200,"message":"…",` + meta + `}`},
	} {
		simtest.SameShape(t, c.OK(t, tc.line, tc.body), tc.sample)
	}
}

// The purchase, the detail and the refresh come in either of the shapes that
// the pages give, by the ICCID.
func TestContradictionsAreBothServed(t *testing.T) {
	t.Parallel()
	_, _, c := open(t)
	seen := map[bool]int{}
	for range 12 {
		got := c.OK(t, "POST /esim/purchase", buyMerhaba)
		iccid := simtest.Text(got, "data", "esims", 0, "iccid")
		odd := strings.ContainsAny(iccid[len(iccid)-1:], "13579")
		seen[odd]++
		purchase, detail := purchaseEven, esimEven
		if odd {
			purchase, detail = purchaseOdd, esimOdd
		}
		simtest.SameShape(t, got, purchase)
		simtest.SameShape(t, c.OK(t, "GET /esim/"+iccid, ""), detail)
		simtest.SameShape(t, c.OK(t, "POST /esim/"+iccid+"/refresh", ""), detail)
	}
	if seen[true] == 0 || seen[false] == 0 {
		t.Errorf("odd and even ICCIDs: %v", seen)
	}
}

// The whole example of the top-up page.
func TestDocumentedTopup(t *testing.T) {
	t.Parallel()
	w, _, c := open(t)
	r := c.Do(t, "POST /esim/8910300000000012345/topup", `{"packageId": "merhaba-topup-3gb"}`)
	want := `"data":{"currency":"USD","esimId":"ESIM-20260105-ABC12345","iccid":"8910300000000012345","packageId":"merhaba-topup-3gb","packageName":"Top-up 3GB","price":8.00},"message":"eSIM topped up successfully"`
	if r.Status != 200 || !strings.Contains(string(r.Body), want) {
		t.Errorf("%d %s\nwant %s", r.Status, r.Body, want)
	}
	if got := simtest.Text(c.OK(t, "GET /account/wallet", ""), "data", "balance"); got != "1242" || len(w.Charges(Name)) != 1 {
		t.Errorf("balance %s after %d charges, want 1242 after one", got, len(w.Charges(Name)))
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	w, s, c := open(t)
	ids := s.ICCIDs() // expired, consumed, active, premium, the sample, unlimited, inactive
	for _, tc := range []struct {
		name, line, body string
		status           int
		code             string
	}{
		{"no package", "POST /esim/purchase", `{}`, 400, "VALIDATION_ERROR"},
		{"eleven", "POST /esim/purchase", `{"packageId":"merhaba-7days-5gb","quantity":11}`, 400, "VALIDATION_ERROR"},
		{"half", "POST /esim/purchase", `{"packageId":"merhaba-7days-5gb","quantity":0.5}`, 400, "VALIDATION_ERROR"},
		{"not JSON", "POST /esim/purchase", `packageId`, 400, "VALIDATION_ERROR"},
		{"unknown package", "POST /esim/purchase", `{"packageId":"nothing"}`, 404, "PACKAGE_NOT_FOUND"},
		{"a top-up as a SIM", "POST /esim/purchase", `{"packageId":"merhaba-topup-3gb"}`, 404, "PACKAGE_NOT_FOUND"},
		{"unknown eSIM", "GET /esim/8900000000000000000", ``, 404, "ESIM_NOT_FOUND"},
		{"refresh unknown", "POST /esim/ESIM-1/refresh", ``, 404, "ESIM_NOT_FOUND"},
		{"topups of unknown", "GET /esim/ESIM-1/topups", ``, 404, "ESIM_NOT_FOUND"},
		{"topup of unknown", "POST /esim/ESIM-1/topup", `{"packageId":"merhaba-topup-3gb"}`, 404, "ESIM_NOT_FOUND"},
		{"topup without package", "POST /esim/" + SampleICCID + "/topup", `{}`, 400, "VALIDATION_ERROR"},
		{"a SIM as a top-up", "POST /esim/" + SampleICCID + "/topup", `{"packageId":"merhaba-7days-5gb"}`, 404, "PACKAGE_NOT_FOUND"},
		{"another country's", "POST /esim/" + SampleICCID + "/topup", `{"packageId":"hola-topup-3gb"}`, 400, "TOPUP_FAILED"},
		{"expired", "POST /esim/" + ids[0] + "/topup", `{"packageId":"bonjour-topup-1gb"}`, 400, "INVALID_STATUS"},
		{"unlimited", "POST /esim/" + ids[5] + "/topup", `{"packageId":"sawatdee-topup-1gb"}`, 400, "TOPUP_FAILED"},
		{"bad page", "GET /esim/list?page=0", ``, 400, "VALIDATION_ERROR"},
		{"bad status", "GET /esim/list?status=new", ``, 400, "VALIDATION_ERROR"},
		{"no such path", "GET /esims", ``, 404, "RESOURCE_NOT_FOUND"},
		{"no such package detail", "GET /esim/packages/nothing", ``, 404, "PACKAGE_NOT_FOUND"},
	} {
		checkCode(t, tc.name, c.Do(t, tc.line, tc.body), tc.status, tc.code)
	}
	if n := len(w.Charges(Name)); n != 0 {
		t.Errorf("refusals charged %d times", n)
	}
}

// checkCode finds the code at the top or, for validation, inside "error".
func checkCode(t testing.TB, name string, r simtest.Reply, status int, code string) {
	t.Helper()
	body := r.JSON(t)
	got := simtest.Text(body, "code") + simtest.Text(body, "error", "code")
	if r.Status != status || got != code || simtest.At(body, "success") != false || simtest.Text(body, "status") != fmt.Sprint(status) {
		t.Errorf("%s: %d %s, want %d and %s", name, r.Status, r.Body, status, code)
	}
	if !strings.HasPrefix(simtest.Text(body, "meta", "requestId"), "req_") {
		t.Errorf("%s: no requestId in %s", name, r.Body)
	}
}

// Every documented code can be had from any operation, before it runs.
func TestEveryCodeCanBeProvoked(t *testing.T) {
	t.Parallel()
	w, _, c := open(t)
	for code, e := range codes {
		w.Faults.Clear()
		w.Faults.Add(refuse("sell", code, 0))
		checkCode(t, code, c.Do(t, "POST /esim/purchase", buyMerhaba), e.status, code)
	}
	w.Faults.Clear()
	w.Faults.Add(refuse("sell", "VALIDATION_ERROR", http.StatusUnprocessableEntity))
	checkCode(t, "422", c.Do(t, "POST /esim/purchase", buyMerhaba), 422, "VALIDATION_ERROR")
	if n := len(w.Charges(Name)); n != 0 {
		t.Errorf("provoked errors charged %d times", n)
	}
}

// A removed API has no code that says so, and the account still works.
func TestGone(t *testing.T) {
	t.Parallel()
	_, s, c := open(t)
	for _, status := range []int{404, 410, 501} {
		s.SetGone(status)
		for _, line := range []string{"GET /esim/list", "POST /esim/purchase", "GET /esim/no/such/path"} {
			r := c.Do(t, line, "")
			if r.Status != status || strings.Contains(string(r.Body), "code") {
				t.Errorf("%s: %d %s, want %d without a code", line, r.Status, r.Body, status)
			}
		}
		c.OK(t, "GET /account/wallet", "")
	}
	s.SetGone(0)
	c.OK(t, "GET /esim/list", "")
}
