package fyatu

import (
	"context"
	"fmt"
	"testing"
	"time"

	"simdesk/providers"
)

var refreshIt = exchange{Request: "POST /esim/" + iccid + "/refresh"}

// The two shapes that the documents give for the same thing.
const (
	flatShape = `{"esimId":"ESIM-1","iccid":"` + iccid + `","status":"active","package":{"id":"` + pkg + `","name":"5 GB - 7 Days","destination":"Turkey","dataGb":5,"validityDays":7},
		"usage":{"dataUsedMb":1024,"dataTotalMb":5120,"dataRemainingMb":4096,"percentageUsed":20},
		"validity":{"activatedAt":"2026-11-20T10:00:00Z","expiresAt":"2026-11-27T10:00:00Z","daysRemaining":5},
		"activation":{"qrCodeUrl":"https://q","manualCode":"LPA:1$rsp.example.com$AbC","appleInstallUrl":"https://ios.example/x"},"createdAt":"2026-11-19T10:00:00Z"}`
	nestedShape = `{"esimId":"ESIM-1","iccid":"` + iccid + `","status":"active","package":{"packageId":"` + pkg + `","name":"5 GB - 7 Days","destination":"Turkey","destinationType":"local","dataDisplay":"5 GB","validityDays":7,"isUnlimited":false},
		"usage":{"data":{"usedMb":512,"totalMb":5120,"remainingMb":4608,"percentUsed":10},"voice":{"used":1},"sms":[]},
		"validity":{"activatedAt":"2026-11-20T10:00:00+00:00","expiresAt":"2026-11-27T10:00:00+00:00","daysRemaining":null},
		"activation":{"lpa":"rsp.example.com","matchingId":"AbC","confirmationCode":null,"appleInstallUrl":"https://ios.example/x"},
		"sharing":{"accessCode":"1234","link":"https://share.example"},"apn":{"type":"manual","value":"internet","data":[]}}`
)

func turkeyESIM(remaining int64, raw string, notes []providers.Reason) providers.ESIM {
	return providers.ESIM{ICCID: iccid, Provider: "fyatu", ESIMID: "ESIM-1", Name: "Turkey, 5 GB - 7 Days", Status: providers.PlanActive, RawStatus: "active",
		Install: providers.InstallUnknown, CanTopUp: providers.Yes, Activation: activationOf, AsOf: noon, Notes: notes,
		Bundles: []providers.Bundle{{Name: "Turkey, 5 GB - 7 Days", TotalBytes: bytesPtr(5 * providers.GB), RemainingBytes: bytesPtr(remaining), Status: "active",
			StartsAt: timePtr(time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC)), ExpiresAt: timePtr(time.Date(2026, 11, 27, 10, 0, 0, 0, time.UTC)),
			RawTotal: "5120 MB", RawRemaining: raw}}}
}

func TestESIMInBothShapes(t *testing.T) {
	t.Parallel()
	notes := []providers.Reason{because("fyatu.apn", "apn", "internet"), because("fyatu.own_page_with_code", "link", "https://share.example", "code", "1234")}
	cases := map[string]struct {
		kept, live string
		want       providers.ESIM
	}{
		"live figures win":  {nestedShape, flatShape, turkeyESIM(4096*providers.MB, "4096 MB", notes)},
		"the other way too": {flatShape, nestedShape, turkeyESIM(4608*providers.MB, "4608 MB", nil)},
		"live tells nothing": {nestedShape, `{"iccid":"` + iccid + `","usage":[],"validity":null,"activation":[]}`,
			turkeyESIM(4608*providers.MB, "4608 MB", notes)},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := serve(t, getIt.With(200, ok(tc.kept)), refreshIt.With(200, ok(tc.live))).ESIM(context.Background(), "8910 3000 0000 0012 345 F")
			same(t, err, nil)
			same(t, got, tc.want)
		})
	}
}

func TestESIMFromOneOfTheTwo(t *testing.T) {
	t.Parallel()
	warned := func(e providers.ESIM, code string) {
		t.Helper()
		same(t, len(e.Warnings), 1)
		same(t, e.Warnings[0].Code, code)
	}
	got, err := serve(t, getIt.With(200, ok(flatShape)), refreshIt.With(400, fails("REFRESH_FAILED"))).ESIM(context.Background(), iccid)
	same(t, err, nil)
	warned(got, "REFRESH_FAILED")
	got.Warnings = nil
	same(t, got, turkeyESIM(4096*providers.MB, "4096 MB", nil))

	broken := getIt.With(500, fails("INTERNAL_ERROR"))
	broken.Times = 3
	got, err = serve(t, broken, refreshIt.With(200, ok(flatShape))).ESIM(context.Background(), iccid)
	same(t, err, nil)
	warned(got, "INTERNAL_ERROR")
	got.Warnings = nil
	same(t, got, turkeyESIM(4096*providers.MB, "4096 MB", nil))
}

// TestGoneIsNotUnknown: "no such eSIM" and "no such address" must not read the
// same, and that Fyatu ended its API is said only where Fyatu says so.
func TestGoneIsNotUnknown(t *testing.T) {
	t.Parallel()
	envelope := func(status int) string {
		return fmt.Sprintf(`{"success":false,"status":%d,"message":"x","meta":{"requestId":"req_2"}}`, status)
	}
	cases := map[string]struct {
		status int
		answer string
		want   verdict
		says   string
	}{
		"ESIM_NOT_FOUND":         {404, fails("ESIM_NOT_FOUND"), verdict{providers.KindNotFound, providers.Refused, "ESIM_NOT_FOUND", false}, "fyatu.esim_not_found"},
		"RESOURCE_NOT_FOUND":     {404, fails("RESOURCE_NOT_FOUND"), verdict{providers.KindNotFound, providers.Refused, "RESOURCE_NOT_FOUND", false}, "fyatu.resource_not_found"},
		"404 HTML":               {404, "<html>", verdict{providers.KindUnavailable, providers.Refused, "HTTP_404", false}, "fyatu.not_its_error"},
		"404 without a code":     {404, envelope(404), verdict{providers.KindUnavailable, providers.Refused, "HTTP_404", false}, "fyatu.not_its_error"},
		"404 other code":         {404, failsWith(404, "ROUTE_NOT_FOUND"), verdict{providers.KindUnavailable, providers.Refused, "ROUTE_NOT_FOUND", false}, "fyatu.not_its_error"},
		"410 HTML":               {410, "<html>", verdict{providers.KindUnavailable, providers.Refused, "HTTP_410", false}, "fyatu.not_its_error"},
		"410 of another's":       {410, `{"status":"failed","message":"Gone"}`, verdict{providers.KindUnavailable, providers.Refused, "HTTP_410", false}, "fyatu.not_its_error"},
		"410 in Fyatu's own way": {410, envelope(410), verdict{providers.KindUnavailable, providers.Refused, "ENDPOINT_GONE", false}, "fyatu.gone"},
		"another eSIM":           {200, ok(`{"esimId":"ESIM-9","iccid":"8910300000000099999"}`), verdict{providers.KindUnavailable, providers.Unknown, "", false}, "wire.unreadable"},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := serve(t, getIt.With(tc.status, tc.answer), refreshIt.With(tc.status, tc.answer))
			_, err := c.ESIM(context.Background(), iccid)
			same(t, judged(err), tc.want)
			same(t, providers.AsError(err).Why.Key, tc.says)
		})
	}
}

func TestBundles(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		in   string
		want providers.Bundle
	}{
		"unlimited never has 0 MB left": {`{"package":{"isUnlimited":true},"usage":{"data":{"usedMb":0,"totalMb":0,"remainingMb":0}}}`, providers.Bundle{Unlimited: true, RawTotal: "Unlimited"}},
		"unlimited by its name":         {`{"package":{"name":"Unlimited - 7 Days"},"usage":{"dataTotalMb":0,"dataRemainingMb":0}}`, providers.Bundle{Name: "Unlimited - 7 Days", Unlimited: true, RawTotal: "Unlimited"}},
		"no total yet":                  {`{"usage":{"dataTotalMb":0,"dataRemainingMb":0}}`, providers.Bundle{}},
		"nulls":                         {`{"usage":{"dataTotalMb":null},"validity":{"activatedAt":null}}`, providers.Bundle{}},
		"all used":                      {`{"usage":{"dataTotalMb":100,"dataRemainingMb":0}}`, providers.Bundle{TotalBytes: bytesPtr(100 * providers.MB), RemainingBytes: bytesPtr(0), RawTotal: "100 MB", RawRemaining: "0 MB"}},
		"left by difference":            {`{"usage":{"dataTotalMb":100,"dataUsedMb":"99.5"}}`, providers.Bundle{TotalBytes: bytesPtr(100 * providers.MB), RemainingBytes: bytesPtr(512 * providers.KB), RawTotal: "100 MB", RawRemaining: "0.5 MB"}},
		"only the total":                {`{"usage":{"dataTotalMb":100}}`, providers.Bundle{TotalBytes: bytesPtr(100 * providers.MB), RawTotal: "100 MB"}},
		"as the list has it":            {`{"data":{"total":100,"used":40,"remaining":60}}`, providers.Bundle{TotalBytes: bytesPtr(100 * providers.MB), RemainingBytes: bytesPtr(60 * providers.MB), RawTotal: "100 MB", RawRemaining: "60 MB"}},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			same(t, decoded(t, tc.in).bundle(), tc.want)
		})
	}
}

func TestPlanStatus(t *testing.T) {
	t.Parallel()
	for word, want := range map[string]struct {
		status providers.PlanStatus
		topUp  providers.Truth
	}{
		"inactive": {providers.PlanNotActive, providers.Yes}, "READY": {providers.PlanNotActive, providers.Yes}, "active": {providers.PlanActive, providers.Yes},
		"consumed": {providers.PlanDepleted, providers.NotKnown}, "expired": {providers.PlanExpired, providers.No}, "NOT_ACTIVE": {providers.PlanNotActive, providers.Yes},
		"FINISHED": {providers.PlanDepleted, providers.NotKnown}, "paused": {providers.PlanUnknown, providers.NotKnown}, "": {providers.PlanUnknown, providers.NotKnown},
	} {
		t.Run(word, func(t *testing.T) {
			t.Parallel()
			got := decoded(t, `{"status":"`+word+`"}`).view(iccid)
			same(t, got.Status, want.status)
			same(t, got.CanTopUp, want.topUp)
			same(t, got.RawStatus, word)
		})
	}
}

func TestBadICCIDIsNotAsked(t *testing.T) {
	t.Parallel()
	c := serve(t)
	_, first := c.ESIM(context.Background(), "89-abc")
	_, second := c.TopUpPackages(context.Background(), "89-abc")
	_, third := c.TopUp(context.Background(), providers.TopUpRequest{ICCID: "../..", Product: providers.Product{ID: "x"}})
	_, fourth := c.Track(context.Background(), providers.Query{Kind: providers.KindTopUp, Target: "89-abc"})
	for _, err := range []error{first, second, third, fourth} {
		same(t, judged(err), verdict{providers.KindInvalid, providers.NotSent, "", false})
	}
}

func TestActivationForms(t *testing.T) {
	t.Parallel()
	full := &providers.Activation{SMDP: "rsp.example.com", MatchingID: "AbC"}
	linked := *full
	linked.IOSLink = "https://esimsetup.apple.com/esim_qrcode_provisioning?carddata=LPA:1$rsp.example.com$AbC"
	coded := *full
	coded.ConfirmationCode = "1234"
	cases := map[string]struct {
		in   activation
		want *providers.Activation
	}{
		"manual code":              {activation{ManualCode: "LPA:1$rsp.example.com$AbC"}, full},
		"host and matching id":     {activation{LPA: "rsp.example.com", MatchingID: "AbC"}, full},
		"whole code as lpa":        {activation{LPA: "LPA:1$rsp.example.com$AbC", MatchingID: "AbC"}, full},
		"matching id as code":      {activation{LPA: "rsp.example.com", ManualCode: "AbC"}, full},
		"only the iPhone link":     {activation{AppleInstallURL: "https://esimsetup.apple.com/esim_qrcode_provisioning?carddata=LPA:1$rsp.example.com$AbC"}, &linked},
		"confirmation code":        {activation{LPA: "rsp.example.com", MatchingID: "AbC", ConfirmationCode: "1234"}, &coded},
		"nothing":                  {activation{}, nil},
		"a code without its host":  {activation{ManualCode: "AbC"}, nil},
		"a sentence is no code":    {activation{LPA: "see the", ManualCode: "QR code"}, nil},
		"half a code is no host":   {activation{LPA: "LPA:1$", MatchingID: "AbC"}, nil},
		"manual code with spaces ": {activation{ManualCode: " LPA:1$rsp.example.com$AbC "}, full},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			same(t, tc.in.activation(), tc.want)
		})
	}
}
