package giftapi

import (
	"context"
	"net/http"
	"testing"
	"time"

	"simdesk/providers"
)

func size(n int64) *int64 { return &n }

func at(t *testing.T, s string) *time.Time {
	t.Helper()
	v, err := time.Parse(time.RFC3339, s)
	if err != nil {
		t.Fatal(err)
	}
	return &v
}

func TestESIM(t *testing.T) {
	t.Parallel()
	h := newHost(t, map[string]http.HandlerFunc{"GET /services/esim/" + testICCID + "/status": documented(t, "esim_status")})
	got, err := h.client().ESIM(context.Background(), "8944 4227 1110 8338 982")
	if err != nil {
		t.Fatal(err)
	}
	same(t, "eSIM", got, providers.ESIM{
		ICCID: testICCID, Provider: Name, ESIMID: "6c4045e5-e041-400e-ada1-b5320e20f01d", Name: "10GB Global Data",
		Status: providers.PlanActive, RawStatus: "active", Install: providers.InstallInstalled, RawInstall: "Installed",
		CanTopUp: providers.Yes,
		Bundles: []providers.Bundle{{
			Name: "10GB Europe Data", TotalBytes: size(10 * providers.GB), RemainingBytes: size(17 * providers.GB / 2),
			StartsAt: at(t, "2026-01-15T10:00:00Z"), ExpiresAt: at(t, "2026-02-15T10:00:00Z"), Status: "active",
			RawTotal: "10 GB", RawRemaining: "8.5 GB",
		}},
		Activation: lpa(t, "LPA:1$rsp-3104.idemia.io$ABC-123-DEF"),
		Coverage:   []providers.Network{{Country: "AE", Name: "Etisalat"}, {Country: "GB", Name: "Vodafone"}},
		AsOf:       signedAt,
	})
	same(t, "requests", h.seen(), []call{{Method: "GET", Path: "/services/esim/" + testICCID + "/status", Header: map[string]string{
		"Authorization": "Bearer " + testToken, "Accept": "application/json",
	}}})
}

func TestESIMVariants(t *testing.T) {
	t.Parallel()
	base := func() providers.ESIM {
		return providers.ESIM{
			ICCID: testICCID, Provider: Name, Status: providers.PlanUnknown, Install: providers.InstallUnknown,
			Bundles: []providers.Bundle{}, AsOf: signedAt,
		}
	}
	tests := []struct {
		name, fields string
		change       func(*providers.ESIM)
	}{
		{"hardly anything", `"status":null`, func(*providers.ESIM) {}},
		{"a word nobody knows", `"status":"Frozen"`, func(e *providers.ESIM) { e.RawStatus, e.RawInstall = "Frozen", "Frozen" }},
		{"new, nothing bought", `"status":"Released","can_renew":false,"active_packages":[]`, func(e *providers.ESIM) {
			e.RawStatus, e.RawInstall, e.Install, e.CanTopUp = "Released", "Released", providers.InstallNew, providers.No
		}},
		{"plan word in the eSIM's status", `"status":"Expired"`, func(e *providers.ESIM) {
			e.RawStatus, e.RawInstall, e.Status = "Expired", "Expired", providers.PlanExpired
		}},
		{"only the sum", `"data_balance":{"total_gb":"3","remaining_gb":0,"unit":"GB"},"last_bundle":"3GB Japan"`, func(e *providers.ESIM) {
			e.Name, e.Status = "3GB Japan", providers.PlanDepleted
			e.Bundles = []providers.Bundle{{Name: "3GB Japan", TotalBytes: size(3 * providers.GB), RemainingBytes: size(0), RawTotal: "3 GB", RawRemaining: "0 GB"}}
		}},
		{"unlimited, and a unit nobody knows", `"active_packages":[{"data_total":"Unlimited","status":"expired"},{"data_total":5,"data_remaining":1,"data_unit":"blocks","status":"queued"}]`,
			func(e *providers.ESIM) {
				e.Status, e.RawStatus = providers.PlanNotActive, "queued"
				e.Bundles = []providers.Bundle{
					{Unlimited: true, RawTotal: "Unlimited", Status: "expired"},
					{RawTotal: "5 blocks", RawRemaining: "1 blocks", Status: "queued"},
				}
			}},
		{"used up", `"active_packages":[{"data_total":5,"data_remaining":"0","data_unit":"mb","status":"Active"}]`, func(e *providers.ESIM) {
			e.Status, e.RawStatus = providers.PlanDepleted, "Active"
			e.Bundles = []providers.Bundle{{TotalBytes: size(5 * providers.MB), RemainingBytes: size(0), RawTotal: "5 mb", RawRemaining: "0 mb", Status: "Active"}}
		}},
		{"the QR code is a picture", `"qr_code":"https://qr.example/1.png"`, func(e *providers.ESIM) {
			e.Notes = []providers.Reason{providers.Because("giftapi.qr_code", "text", "https://qr.example/1.png")}
		}},
		{"country by name", `"coverage":[{"country_name":"United Kingdom","network_name":"EE"}]`, func(e *providers.ESIM) {
			e.Coverage = []providers.Network{{Country: "GB", Name: "EE"}}
		}},
		{"empty PHP maps", `"data_balance":[],"active_packages":null,"coverage":[]`, func(*providers.ESIM) {}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			body := `{"success":true,"data":{"iccid":"` + testICCID + `",` + tt.fields + `}}`
			h := newHost(t, map[string]http.HandlerFunc{"GET /services/esim/" + testICCID + "/status": says(200, body)})
			got, err := h.client().ESIM(context.Background(), testICCID)
			if err != nil {
				t.Fatal(err)
			}
			want := base()
			tt.change(&want)
			same(t, "eSIM", got, want)
		})
	}
}

func TestESIMWithLettersSendsNothing(t *testing.T) {
	t.Parallel()
	h := newHost(t, nil)
	c := h.client()
	for _, iccid := range []string{"", "89AB422711108338982", "123", "../../orders/8944422711108338982"} {
		_, err := c.ESIM(context.Background(), iccid)
		same(t, "fault", faultOf(t, err), fault{providers.KindInvalid, providers.NotSent, "", false})
	}
	same(t, "requests", len(h.seen()), 0)
}
