package roamify

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	"simdesk/providers"
	"simdesk/providers/wire/loose"
)

// ESIM merges what Roamify keeps in three places: the eSIM, its usage (only
// where the plan has it) and its history, which holds the package's name.
// Errors: KindNotFound when Roamify answered and does not know the ICCID.
// Source: Roamify docs, "Get eSIM", "Get eSIM Usage", "Get eSIM Packages History".
func (c *Client) ESIM(ctx context.Context, iccid string) (providers.ESIM, error) {
	e, err := c.mustFind(ctx, iccid)
	if err != nil {
		return providers.ESIM{}, err
	}
	var (
		wg                   sync.WaitGroup
		used                 *usage
		bought               []item
		usageErr, historyErr error
	)
	if e.WithUsageCheck.Truth() != providers.No {
		wg.Go(func() { used, usageErr = c.usage(ctx, string(e.ICCID)) })
	}
	wg.Go(func() {
		bought, _, historyErr = read[item](ctx, c, opHistory, "/api/esim/history", "iccid", string(e.ICCID))
	})
	wg.Wait()
	out := c.merge(e, used, bought)
	for _, err := range []error{usageErr, historyErr} {
		if err != nil {
			out.Warnings = append(out.Warnings, providers.AsError(err))
		}
	}
	return out, nil
}

// mustFind reads one eSIM by its ICCID.
func (c *Client) mustFind(ctx context.Context, iccid string) (esim, error) {
	clean, ok := providers.CleanICCID(iccid)
	if !ok {
		return esim{}, providers.BadICCID(name, loose.Clean(iccid))
	}
	list, resp, err := read[esim](ctx, c, opESIM, "/api/esim", "iccid", clean)
	if err != nil {
		return esim{}, err
	}
	if len(list) == 0 {
		return esim{}, &providers.Error{Kind: providers.KindNotFound, Provider: name, Why: providers.Because(unknown[opESIM]), RequestID: resp.RequestID}
	}
	for _, e := range list {
		if providers.SameICCID(string(e.ICCID), clean) {
			return e, nil
		}
	}
	return esim{}, c.w.Unreadable(resp, errors.New("the answer is about another eSIM"))
}

func (c *Client) merge(e esim, u *usage, bought []item) providers.ESIM {
	now := c.c.Now()
	out := providers.ESIM{
		ICCID: string(e.ICCID), Provider: name, ESIMID: string(e.ID), Name: packageName(bought),
		Status: planStatus(e, u, now), RawStatus: string(e.Status),
		Install: e.install(), RawInstall: string(e.Status),
		CanTopUp: e.WithTopUp.Truth(), Activation: e.activation(), Notes: providers.Quotes(e.Notes...), AsOf: now,
	}
	if why := e.APN.note(); !why.IsZero() {
		out.Notes = append(out.Notes, why)
	}
	b := providers.Bundle{Name: out.Name, Unlimited: e.Data.IsUnlimited.Value, Status: string(e.Status)}
	if u != nil {
		b, out.RawStatus = c.bundle(*u, b, bought), cmp.Or(string(u.Status), out.RawStatus)
		out.Notes = append(out.Notes, u.notes(c.c.UsageUnit, b.Unlimited)...)
	}
	out.Bundles = []providers.Bundle{b}
	return out
}

// packageName names everything that was bought for an eSIM, top-ups included.
func packageName(bought []item) string {
	var names []string
	for _, i := range bought {
		if s := loose.Plain(i.Package); s != "" {
			names = append(names, s)
		}
	}
	return strings.Join(names, " + ")
}

func (e esim) install() providers.InstallState {
	return cmp.Or(installs[strings.ToUpper(string(e.Status))], providers.InstallUnknown)
}

// installs are the words of every list that Roamify documents. A word outside of
// them is shown as it is.
var installs = map[string]providers.InstallState{
	"NEW": providers.InstallNew, "READY": providers.InstallNew, "DOWNLOADED": providers.InstallDownloaded,
	"INSTALLED": providers.InstallInstalled, "ACTIVATED": providers.InstallInstalled, "ACTIVE": providers.InstallInstalled,
	"INACTIVE": providers.InstallInstalled, "DELETED": providers.InstallDeleted,
}

// planStatus reads the plan off the words and figures: INSTALLED alone does
// not say whether the plan has begun.
func planStatus(e esim, u *usage, now time.Time) providers.PlanStatus {
	words := []string{strings.ToUpper(string(e.Status))}
	if u != nil {
		words = append(words, strings.ToUpper(string(u.Status)))
	}
	has := func(wanted ...string) bool {
		return slices.ContainsFunc(wanted, func(w string) bool { return slices.Contains(words, w) })
	}
	switch {
	case has("EXPIRED"), u != nil && u.over(now):
		return providers.PlanExpired
	case has("REVOKED", "DELETED"):
		return providers.PlanRevoked
	case u != nil && u.spent() && !e.Data.IsUnlimited.Value:
		return providers.PlanDepleted
	case has("ACTIVATED", "ACTIVE"), u != nil && u.begun(now):
		return providers.PlanActive
	case has("NEW", "READY", "DOWNLOADED"), u != nil && has("INSTALLED"):
		return providers.PlanNotActive
	}
	return providers.PlanUnknown
}
