package giftapi

import (
	"cmp"
	"context"
	"errors"
	"strings"
	"time"

	"simdesk/providers"
	"simdesk/providers/wire/loose"
)

type esimJSON struct {
	ESIMID     loose.Text    `json:"esim_id"`
	ICCID      loose.Text    `json:"iccid"`
	Status     loose.Text    `json:"status"`
	QRCode     loose.Text    `json:"qr_code"`
	CanRenew   loose.Flag    `json:"can_renew"`
	LastBundle loose.Text    `json:"last_bundle"`
	Balance    facts         `json:"data_balance"`
	Packages   []packageJSON `json:"active_packages"`
	Coverage   []struct {
		Country loose.Text `json:"country_name"`
		Code    loose.Text `json:"country_code"`
		Network loose.Text `json:"network_name"`
	} `json:"coverage"`
}

type packageJSON struct {
	Name        loose.Text `json:"name"`
	Total       loose.Text `json:"data_total"`
	Remaining   loose.Text `json:"data_remaining"`
	Unit        loose.Text `json:"data_unit"`
	ActivatedAt loose.Text `json:"activated_at"`
	ExpiresAt   loose.Text `json:"expires_at"`
	Status      loose.Text `json:"status"`
}

// ESIM returns status, bundles, coverage and activation code. Amounts are in
// bytes of 1024-based units. KindNotFound means that GiftAPI answered and does
// not know the ICCID.
// Source: Partner S2S API, "Get current status, data balance, and details for
// an eSIM by ICCID".
func (c *Client) ESIM(ctx context.Context, iccid string) (providers.ESIM, error) {
	clean, ok := providers.CleanICCID(iccid)
	if !ok {
		return providers.ESIM{}, providers.BadICCID(Name, loose.Clean(iccid))
	}
	j, resp, err := get[esimJSON](ctx, c, opESIM, withICCID(c.paths.ESIMStatus, clean), nil)
	if err != nil {
		return providers.ESIM{}, noSuchESIM(err)
	}
	got, _ := providers.CleanICCID(string(j.ICCID))
	if !providers.SameICCID(got, clean) {
		return providers.ESIM{}, c.wire.Unreadable(resp, errors.New("the answer is not about this ICCID"))
	}
	return j.esim(clean, c.now()), nil
}

// noSuchESIM is "not found" for the only thing that was asked for.
func noSuchESIM(err error) error {
	var e *providers.Error
	if errors.As(err, &e) && e.Kind == providers.KindNotFound {
		e.Why = providers.Because("giftapi.unknown_iccid")
	}
	return err
}

func (j esimJSON) esim(iccid string, now time.Time) providers.ESIM {
	e := providers.ESIM{
		ICCID: iccid, Provider: Name, ESIMID: string(j.ESIMID), Name: loose.Plain(j.LastBundle),
		Install: cmp.Or(installStates[fold(string(j.Status))], providers.InstallUnknown), RawInstall: string(j.Status), RawStatus: string(j.Status),
		CanTopUp: j.CanRenew.Truth(), Bundles: j.bundles(), AsOf: now,
	}
	e.Status = j.planStatus(&e)
	e.Activation = activationIn(flattened(string(j.QRCode)))
	if e.Activation == nil && j.QRCode != "" {
		e.Notes = append(e.Notes, providers.Because("giftapi.qr_code", "text", string(j.QRCode)))
	}
	for _, n := range j.Coverage {
		code := cmp.Or(strings.ToUpper(string(n.Code)), isoOf(string(n.Country)))
		e.Coverage = append(e.Coverage, providers.Network{Country: code, Name: loose.Plain(n.Network)})
	}
	return e
}

// installStates and planStates sort the words that eSIM platforms use. Only
// "Installed" and a package's "active" are documented.
var installStates = map[string]providers.InstallState{
	"installed": providers.InstallInstalled, "enabled": providers.InstallInstalled, "disabled": providers.InstallInstalled,
	"downloaded": providers.InstallDownloaded,
	"released":   providers.InstallNew, "available": providers.InstallNew, "new": providers.InstallNew,
	"notinstalled": providers.InstallNew, "notdownloaded": providers.InstallNew, "readytoinstall": providers.InstallNew,
	"deleted": providers.InstallDeleted, "removed": providers.InstallDeleted, "uninstalled": providers.InstallDeleted,
}

var planStates = map[string]providers.PlanStatus{
	"active": providers.PlanActive, "inuse": providers.PlanActive,
	"notactive": providers.PlanNotActive, "inactive": providers.PlanNotActive, "notactivated": providers.PlanNotActive,
	"pending": providers.PlanNotActive, "queued": providers.PlanNotActive,
	"depleted": providers.PlanDepleted, "exhausted": providers.PlanDepleted, "usedup": providers.PlanDepleted,
	"expired": providers.PlanExpired, "revoked": providers.PlanRevoked, "cancelled": providers.PlanRevoked, "terminated": providers.PlanRevoked,
}

// planStatus is the state of the plan, which the eSIM's own word rarely says:
// "Installed" is about the profile. The packages decide, the best one first.
func (j esimJSON) planStatus(e *providers.ESIM) providers.PlanStatus {
	if s, ok := planStates[fold(string(j.Status))]; ok {
		return s
	}
	best := providers.PlanUnknown
	for i, p := range j.Packages {
		s, ok := planStates[fold(string(p.Status))]
		if !ok {
			continue
		}
		if s == providers.PlanActive && usedUp(e.Bundles[i]) {
			s = providers.PlanDepleted
		}
		if best == providers.PlanUnknown || planRank[s] > planRank[best] {
			best, e.RawStatus = s, string(p.Status)
		}
	}
	if len(j.Packages) == 0 && len(e.Bundles) == 1 && usedUp(e.Bundles[0]) {
		return providers.PlanDepleted
	}
	return best
}

var planRank = map[providers.PlanStatus]int{
	providers.PlanActive: 5, providers.PlanNotActive: 4, providers.PlanDepleted: 3, providers.PlanExpired: 2, providers.PlanRevoked: 1,
}

// usedUp reports that nothing is left of an allowance that was there.
func usedUp(b providers.Bundle) bool {
	return !b.Unlimited && b.TotalBytes != nil && *b.TotalBytes > 0 && b.RemainingBytes != nil && *b.RemainingBytes == 0
}

// bundles are the packages in the answer's order; without any, the eSIM's sum
// stands in for them.
func (j esimJSON) bundles() []providers.Bundle {
	all := []providers.Bundle{}
	for _, p := range j.Packages {
		b := allowance(string(p.Total), string(p.Remaining), string(p.Unit))
		b.Name, b.Status = loose.Plain(p.Name), string(p.Status)
		b.StartsAt, b.ExpiresAt = parseTime(p.ActivatedAt), parseTime(p.ExpiresAt)
		all = append(all, b)
	}
	total, remaining := j.Balance.value("totalgb"), j.Balance.value("remaininggb")
	if d, err := providers.ParseDecimal(total); len(all) > 0 || total+remaining == "" || err == nil && d.IsZero() {
		return all
	}
	b := allowance(total, remaining, cmp.Or(j.Balance.value("unit"), "GB"))
	b.Name = loose.Plain(j.LastBundle)
	return append(all, b)
}

func allowance(total, remaining, unit string) providers.Bundle {
	b := providers.Bundle{RawTotal: withUnit(total, unit), RawRemaining: withUnit(remaining, unit)}
	if fold(total) == "unlimited" {
		b.Unlimited = true
		return b
	}
	b.TotalBytes, b.RemainingBytes = bytesOf(total, unit), bytesOf(remaining, unit)
	return b
}

func withUnit(number, unit string) string {
	if number == "" {
		return ""
	}
	return strings.TrimSpace(number + " " + unit)
}

// parseTime reads both spellings of the zone that the document shows; nil for
// anything else.
func parseTime(s loose.Text) *time.Time {
	return loose.Time(string(s), time.RFC3339, time.DateTime, time.DateOnly)
}
