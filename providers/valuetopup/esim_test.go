package valuetopup

import (
	"testing"
	"time"

	"simdesk/providers"
)

const (
	iccid   = "8901000000000000017"
	askESIM = "GET /api/v1/esim/status/" + iccid
)

func at(s string) *time.Time {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		panic(err)
	}
	return &t
}

func size(n int64) *int64 { return &n }

func TestESIMWithTwoBundles(t *testing.T) {
	t.Parallel()
	client := openAt(t, step{Request: askESIM, Answer: ok(`[
		{"name":"Japan 5GB","description":"Data","initialQuantity":5,"remainingQuantity":0,"assignmentDateTime":"2026-11-01T00:00:00","startTime":"2026-11-01T08:00:00Z",
		 "endTime":"2026-12-01 08:00:00","assignmentReference":"r1","unit":"GB","activationCode":"AbC-1","smdpAddress":"rsp.example.com"},
		{"name":"Extra","description":"","initialQuantity":1024.0,"remainingQuantity":"512","startTime":"2026-11-20T10:00:00+02:00","endTime":"31/12/2026 5pm","unit":"mb"},
		{"name":"Talk","initialQuantity":100,"remainingQuantity":40,"startTime":"2026-11-20","unit":"minutes"}]`)})
	got, err := client.ESIM(background(t), " 8901-0000-0000-0000-017f ")
	if err != nil {
		t.Fatal(err)
	}
	same(t, providers.ESIM{
		ICCID: iccid, Provider: "valuetopup", Name: "Japan 5GB", Status: providers.PlanActive, Install: providers.InstallUnknown, CanTopUp: providers.No,
		Bundles: []providers.Bundle{
			{Name: "Japan 5GB", TotalBytes: size(5 * providers.GB), RemainingBytes: size(0), StartsAt: at("2026-11-01T08:00:00Z"),
				ExpiresAt: at("2026-12-01T08:00:00Z"), RawTotal: "5 GB", RawRemaining: "0 GB"},
			{Name: "Extra", TotalBytes: size(providers.GB), RemainingBytes: size(512 * providers.MB), StartsAt: at("2026-11-20T08:00:00Z"), RawTotal: "1024 mb", RawRemaining: "512 mb"},
			{Name: "Talk", StartsAt: at("2026-11-20T00:00:00Z"), RawTotal: "100 minutes", RawRemaining: "40 minutes"},
		},
		Activation: &providers.Activation{SMDP: "rsp.example.com", MatchingID: "AbC-1"},
		Notes:      []providers.Reason{providers.Because("valuetopup.ends", "bundle", "Extra", "when", "31/12/2026 5pm")}, AsOf: noon,
	}, got)
}

func TestESIMStatusIsReadOffQuantitiesAndTimes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, rows string
		want       providers.PlanStatus
	}{
		{"in use", `{"initialQuantity":5,"remainingQuantity":4}`, providers.PlanActive},
		{"started", `{"initialQuantity":5,"remainingQuantity":5,"startTime":"2026-11-20T00:00:00Z"}`, providers.PlanActive},
		{"not started", `{"initialQuantity":5,"remainingQuantity":5,"assignmentDateTime":"2026-11-20","startTime":"0001-01-01T00:00:00","endTime":"0001-01-01T00:00:00"}`, providers.PlanNotActive},
		{"starts tomorrow", `{"initialQuantity":5,"remainingQuantity":5,"startTime":"2026-11-23"}`, providers.PlanNotActive},
		{"used up", `{"initialQuantity":5,"remainingQuantity":0}`, providers.PlanDepleted},
		{"over", `{"initialQuantity":5,"remainingQuantity":3,"endTime":"2026-11-22T12:00:00Z"}`, providers.PlanExpired},
		{"ends nobody knows when", `{"initialQuantity":5,"remainingQuantity":3,"endTime":"next week"}`, providers.PlanUnknown},
		{"nothing known", `{"initialQuantity":5,"remainingQuantity":5}`, providers.PlanUnknown},
		{"one over, one used up", `{"initialQuantity":5,"remainingQuantity":3,"endTime":"2026-11-01"},{"initialQuantity":5,"remainingQuantity":0}`, providers.PlanDepleted},
		{"one over, one waiting", `{"initialQuantity":5,"remainingQuantity":3,"endTime":"2026-11-01"},{"initialQuantity":5,"remainingQuantity":5,"assignmentDateTime":"x"}`, providers.PlanNotActive},
	} {
		client := openAt(t, step{Request: askESIM, Answer: ok("[" + c.rows + "]")})
		got, err := client.ESIM(background(t), iccid)
		if err != nil {
			t.Fatal(err)
		}
		if got.Status != c.want {
			t.Errorf("%s: %s, want %s", c.name, got.Status, c.want)
		}
	}
}

func TestESIMShowsUnknownAmountsAsUnknown(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		row  string
		want providers.Bundle
	}{
		{`{"initialQuantity":0,"remainingQuantity":0,"unit":"GB"}`, providers.Bundle{RawTotal: "0 GB", RawRemaining: "0 GB"}},
		{`{"initialQuantity":null,"unit":"GB"}`, providers.Bundle{}},
		{`{"initialQuantity":5000,"remainingQuantity":20,"unit":""}`, providers.Bundle{RawTotal: "5000", RawRemaining: "20"}},
		{`{"name":"Unlimited week","initialQuantity":0,"unit":"GB"}`, providers.Bundle{Name: "Unlimited week", Unlimited: true, RawTotal: "0 GB"}},
	} {
		client := openAt(t, step{Request: askESIM, Answer: ok("[" + c.row + "]")})
		got, err := client.ESIM(background(t), iccid)
		if err != nil {
			t.Fatal(err)
		}
		same(t, []providers.Bundle{c.want}, got.Bundles)
	}
}

func TestESIMErrors(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		step step
		want verdict
	}{
		{"an empty list", step{Answer: ok(`[]`)}, verdict{Kind: providers.KindNotFound}},
		{"words", step{Answer: code("777", "eSIM not found")}, verdict{Kind: providers.KindNotFound, Outcome: providers.Refused, Code: "777"}},
		{"other words", step{Answer: code("033", "Invalid ICCID")}, verdict{Kind: providers.KindNotFound, Outcome: providers.Refused, Code: "033"}},
		{"a number that is not valid", step{Answer: code("501", "")}, verdict{Kind: providers.KindNotFound, Outcome: providers.Refused, Code: "501"}},
		{"HTTP 404 with a code", step{Status: 404, Answer: code("777", "x")}, verdict{Kind: providers.KindNotFound, Outcome: providers.Refused, Code: "777"}},
		{"HTTP 404 without one", step{Status: 404, Answer: "<html>not found</html>"}, verdict{Kind: providers.KindUnavailable, Outcome: providers.Refused}},
		{"a code that proves nothing", step{Answer: code("777", "Not today")}, verdict{Kind: providers.KindUnavailable, Outcome: providers.Refused, Code: "777"}},
		{"offline", step{Answer: code("998", "not found")}, verdict{Kind: providers.KindUnavailable, Code: "998"}},
		{"no content", step{Answer: ok(`null`)}, verdict{Kind: providers.KindUnavailable}},
		{"other JSON", step{Answer: `{"esim":{}}`}, verdict{Kind: providers.KindUnavailable}},
		{"wrong password", step{Status: 401, Answer: code("777", "user not found")}, verdict{Kind: providers.KindUnauthorized, Outcome: providers.NotSent, Code: "777"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			c.step.Request = askESIM
			_, err := openAt(t, c.step).ESIM(background(t), iccid)
			same(t, c.want, verdictOf(t, err))
		})
	}
	_, err := openAt(t).ESIM(background(t), "89010000ABCD00000017")
	same(t, verdict{Kind: providers.KindInvalid, Outcome: providers.NotSent}, verdictOf(t, err))
}

func TestDetectOperator(t *testing.T) {
	t.Parallel()
	const ask = "GET /api/v1/catalog/lookup/mobile/919876543210"
	skus := `"skus":[{"skuId":641,"category":"RTR"},{"skuId":700,"category":"PIN"},{"skuId":642},{"skuId":641,"category":"RTR"},{"skuId":null}]`
	for _, c := range []struct {
		answer string
		want   []string
	}{
		{ok(`{"productId":1,"category":"RTR","countryCode":"IN",` + skus + `}`), []string{"641", "642"}},
		{ok(`[{` + skus + `},{"skus":[{"skuId":9}]}]`), []string{"641", "642", "9"}},
		{ok(`{"skus":[]}`), []string{}},
		{ok(`{"skus":null}`), []string{}},
		{code("777", "No operator found"), []string{}},
	} {
		got, err := openAt(t, step{Request: ask, Answer: c.answer}).DetectOperator(background(t), "+91 98765-43210", "IN")
		if err != nil {
			t.Fatal(err)
		}
		same(t, c.want, got)
	}
	_, err := openAt(t, step{Request: ask, Answer: code("501", "x")}).DetectOperator(background(t), "+919876543210", "IN")
	same(t, verdict{Kind: providers.KindInvalid, Outcome: providers.Refused, Code: "501"}, verdictOf(t, err))
	_, err = openAt(t, step{Request: ask, Answer: code("777", "Blocked")}).DetectOperator(background(t), "+919876543210", "IN")
	same(t, verdict{Kind: providers.KindUnavailable, Outcome: providers.Refused, Code: "777"}, verdictOf(t, err))
	_, err = openAt(t).DetectOperator(background(t), "+91 9", "IN")
	same(t, verdict{Kind: providers.KindInvalid, Outcome: providers.NotSent}, verdictOf(t, err))
}
