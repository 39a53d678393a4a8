package roamify

import (
	"context"
	"testing"
	"time"

	"simdesk/providers"
)

var (
	getESIM    = exchange{Request: "GET /api/esim?iccid=" + iccid}
	getUsage   = exchange{Request: "GET /api/esim/usage?iccid=" + iccid}
	getHistory = exchange{Request: "GET /api/esim/history?iccid=" + iccid}
	history1GB = getHistory.With(200, ok(`[{"esimId":"e-1","packageId":"p","package":"1 GB - 7 Days","type":"esim","price":5,"currency":"USD"}]`))
)

func TestESIM(t *testing.T) {
	t.Parallel()
	c := serve(t, getESIM.With(200, ok(profileJSON("e-1", iccid, "INSTALLED"))), history1GB,
		getUsage.With(200, ok(`{"id":"e-1","iccid":"`+iccid+`","status":"ACTIVE","startedAt":1763640000,"expiredAt":1764244800,
			"allowedData":1024,"remainingData":924,"allowedSms":10,"remainingSms":4,"allowedVoice":-1,"remainingVoice":-1}`)))
	got, err := c.ESIM(context.Background(), "8940 0000 0000 0293 65F")
	same(t, err, nil)
	same(t, got, providers.ESIM{
		ICCID: iccid, Provider: "roamify", ESIMID: "e-1", Name: "1 GB - 7 Days", Status: providers.PlanExpired, RawStatus: "ACTIVE",
		Install: providers.InstallInstalled, RawInstall: "INSTALLED", CanTopUp: providers.Yes, Activation: activation, AsOf: noon,
		Bundles: []providers.Bundle{{Name: "1 GB - 7 Days", TotalBytes: bytesPtr(providers.GB), RemainingBytes: bytesPtr(924 * providers.MB),
			StartsAt: timePtr(time.Unix(1763640000, 0).UTC()), ExpiresAt: timePtr(time.Unix(1764244800, 0).UTC()),
			Status: "ACTIVE", RawTotal: "1024 MB", RawRemaining: "924 MB"}},
		Notes: []providers.Reason{providers.Because("roamify.no_unit"), providers.Because("roamify.sms_left", "left", "4", "all", "10")},
	})
}

func TestESIMWithoutUsageCheck(t *testing.T) {
	t.Parallel()
	c := serve(t, getHistory.With(200, ok(`[]`)),
		getESIM.With(200, ok(`{"id":"e-1","iccid":"`+iccid+`","status":"READY","withTopUp":false,"withUsageCheck":false,"notes":["Dial *101#"],
			"apn":{"apnAutomatic":false,"apnName":"drei.at"},"data":{"isUnlimited":true}}`)))
	got, err := c.ESIM(context.Background(), iccid)
	same(t, err, nil)
	same(t, got, providers.ESIM{
		ICCID: iccid, Provider: "roamify", ESIMID: "e-1", Status: providers.PlanNotActive, RawStatus: "READY",
		Install: providers.InstallNew, RawInstall: "READY", CanTopUp: providers.No, AsOf: noon,
		Bundles: []providers.Bundle{{Unlimited: true, Status: "READY"}}, Notes: []providers.Reason{providers.Quoted("Dial *101#"), providers.Because("roamify.apn", "name", "drei.at")},
	})
}

func TestESIMKeepsTheRestWhenPartsFail(t *testing.T) {
	t.Parallel()
	down := getUsage.With(500, words("boom"))
	down.Times = 3 // a read is retried
	c := serve(t, getESIM.With(200, ok(profileJSON("e-1", iccid, "INSTALLED"))), getHistory.With(422, words("no")), down)
	got, err := c.ESIM(context.Background(), iccid)
	same(t, err, nil)
	var warned []verdict
	for _, w := range got.Warnings {
		warned = append(warned, judged(w))
	}
	same(t, warned, []verdict{{providers.KindUnavailable, providers.Unknown, "HTTP_500", false}, {providers.KindInvalid, providers.Refused, "HTTP_422", false}})
	same(t, got.Bundles, []providers.Bundle{{Status: "INSTALLED"}})
	same(t, got.Status, providers.PlanUnknown)
}

func TestUnknownESIM(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		status int
		answer string
		want   providers.ErrorKind
	}{
		"404 with its words":       {404, words("eSIM not found"), providers.KindNotFound},
		"404 with bare words":      {404, `{"message":"eSIM not found"}`, providers.KindNotFound},
		"400 with its words":       {400, `{"error":"No eSIM with this iccid"}`, providers.KindNotFound},
		"null":                     {200, ok(`null`), providers.KindNotFound},
		"empty list":               {200, ok(`[]`), providers.KindNotFound},
		"404 of a router":          {404, `<html>Not Found</html>`, providers.KindUnavailable},
		"400 for another reason":   {400, words("malformed"), providers.KindInvalid},
		"HTML":                     {200, "<html>", providers.KindUnavailable},
		"another eSIM's answer":    {200, ok(profileJSON("e-9", "894000000000099999", "READY")), providers.KindUnavailable},
		"401 is not \"not found\"": {401, words("not found"), providers.KindUnauthorized},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := serve(t, getESIM.With(tc.status, tc.answer))
			_, err := c.ESIM(context.Background(), iccid)
			same(t, judged(err).Kind, tc.want)
		})
	}
}

func TestBadICCIDIsNotAsked(t *testing.T) {
	t.Parallel()
	c := serve(t)
	_, err := c.ESIM(context.Background(), "89-abc")
	same(t, judged(err), verdict{providers.KindInvalid, providers.NotSent, "", false})
}

// TestUsageUnits is reference rule 3.8: the documents say MB in one place and
// KB in another.
func TestUsageUnits(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		allowed, configured string
		bought              []string
		want                *int64
		raw                 string
	}{
		"MB by the plan":             {"1024", "", []string{"1 GB - 7 Days"}, bytesPtr(providers.GB), "1024 MB"},
		"MB counted in thousands":    {"1000", "", []string{"1 GB - 7 Days"}, bytesPtr(1000 * providers.MB), "1000 MB"},
		"KB by the plan":             {"1048576", "", []string{"1 GB - 7 Days"}, bytesPtr(providers.GB), "1048576 KB"},
		"small plan in KB":           {"102400", "", []string{"100 MB - 1 Day"}, bytesPtr(100 * providers.MB), "102400 KB"},
		"plan and top-up together":   {"4096", "", []string{"1 GB - 7 Days", "3 GB - 30 Days"}, bytesPtr(4 * providers.GB), "4096 MB"},
		"only the top-up":            {"3145728", "", []string{"1 GB - 7 Days", "3 GB - 30 Days"}, bytesPtr(3 * providers.GB), "3145728 KB"},
		"no plan, small figure":      {"199999", "", nil, bytesPtr(199999 * providers.MB), "199999 MB"},
		"no plan, large figure":      {"200000", "", nil, bytesPtr(200000 * providers.KB), "200000 KB"},
		"plan says nothing about it": {"5120", "", []string{"Unlimited (2 GB / 128 KBPS)"}, bytesPtr(5 * providers.GB), "5120 MB"},
		"configuration decides":      {"1024", "kb", []string{"1 GB - 7 Days"}, bytesPtr(providers.MB), "1024 KB"},
		"unlimited":                  {"9007199254740991", "", nil, nil, "Unlimited"},
		"not applicable":             {"-1", "", nil, nil, ""},
		"unknown stays unknown":      {"null", "", nil, nil, ""},
		"more than there is":         {"99999999999999999999", "GB", nil, nil, "Unlimited"},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := serve(t, getUsage.With(200, ok(`{"allowedData":`+tc.allowed+`}`)))
			c.c.UsageUnit = tc.configured
			var bought []item
			for _, p := range tc.bought {
				bought = append(bought, item{Package: wireText(p)})
			}
			u, err := c.usage(context.Background(), iccid)
			same(t, err, nil)
			got := c.bundle(*u, providers.Bundle{}, bought)
			same(t, got.TotalBytes, tc.want)
			same(t, got.RawTotal, tc.raw)
		})
	}
}

func TestPlanStatus(t *testing.T) {
	t.Parallel()
	began, ended := "1763640000", "1763640001" // both in 2025
	cases := []struct {
		esim, usage string
		want        providers.PlanStatus
		install     providers.InstallState
	}{
		{"NEW", ``, providers.PlanNotActive, providers.InstallNew},
		{"ready", ``, providers.PlanNotActive, providers.InstallNew},
		{"DOWNLOADED", ``, providers.PlanNotActive, providers.InstallDownloaded},
		{"INSTALLED", ``, providers.PlanUnknown, providers.InstallInstalled},
		{"INSTALLED", `"status":"INSTALLED","startedAt":0`, providers.PlanNotActive, providers.InstallInstalled},
		{"INSTALLED", `"startedAt":` + began, providers.PlanActive, providers.InstallInstalled},
		{"INSTALLED", `"allowedData":1024,"remainingData":1000`, providers.PlanActive, providers.InstallInstalled},
		{"INSTALLED", `"allowedData":1024,"remainingData":0`, providers.PlanDepleted, providers.InstallInstalled},
		{"INSTALLED", `"allowedData":0,"remainingData":0`, providers.PlanNotActive, providers.InstallInstalled},
		{"INSTALLED", `"startedAt":` + began + `,"expiredAt":` + ended, providers.PlanExpired, providers.InstallInstalled},
		{"INSTALLED", `"status":"EXPIRED"`, providers.PlanExpired, providers.InstallInstalled},
		{"ACTIVATED", ``, providers.PlanActive, providers.InstallInstalled},
		{"INACTIVE", ``, providers.PlanUnknown, providers.InstallInstalled},
		{"REVOKED", ``, providers.PlanRevoked, providers.InstallUnknown},
		{"DELETED", ``, providers.PlanRevoked, providers.InstallDeleted},
		{"EXPIRED", ``, providers.PlanExpired, providers.InstallUnknown},
		{"TELEPORTED", ``, providers.PlanUnknown, providers.InstallUnknown},
	}
	for _, tc := range cases {
		t.Run(tc.esim+" "+tc.usage, func(t *testing.T) {
			t.Parallel()
			var u *usage
			if tc.usage != "" {
				u = &usage{}
				same(t, decodeInto(`{`+tc.usage+`}`, u), nil)
			}
			same(t, planStatus(esim{Status: wireText(tc.esim)}, u, noon), tc.want)
			same(t, esim{Status: wireText(tc.esim)}.install(), tc.install)
		})
	}
}
