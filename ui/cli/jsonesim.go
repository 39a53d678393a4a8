package cli

import (
	"simdesk/providers"
)

type bundleView struct {
	Name           *string `json:"name"`
	TotalBytes     *int64  `json:"total_bytes"`
	RemainingBytes *int64  `json:"remaining_bytes"`
	Unlimited      bool    `json:"unlimited"`
	StartsAt       *string `json:"starts_at"`
	ExpiresAt      *string `json:"expires_at"`
	Status         *string `json:"status"`
	RawTotal       *string `json:"raw_total"`
	RawRemaining   *string `json:"raw_remaining"`
}

func viewBundle(b providers.Bundle) bundleView {
	v := bundleView{Name: text(b.Name), TotalBytes: b.TotalBytes, RemainingBytes: b.RemainingBytes, Unlimited: b.Unlimited,
		Status: text(b.Status), RawTotal: text(b.RawTotal), RawRemaining: text(b.RawRemaining)}
	if b.StartsAt != nil {
		v.StartsAt = timestamp(*b.StartsAt)
	}
	if b.ExpiresAt != nil {
		v.ExpiresAt = timestamp(*b.ExpiresAt)
	}
	return v
}

type esimView struct {
	ICCID      string                 `json:"iccid"`
	Provider   string                 `json:"provider"`
	Status     providers.PlanStatus   `json:"status"`
	Install    providers.InstallState `json:"install"`
	CanTopUp   *bool                  `json:"can_top_up"`
	Bundles    []bundleView           `json:"bundles"`
	Activation *providers.Activation  `json:"activation"`
	Coverage   []string               `json:"coverage"`
	AsOf       *string                `json:"as_of"`
	Errors     []*errorView           `json:"errors"`
}

// viewESIM is an eSIM as its provider told it. noTopUp says why the provider
// tops up no eSIM at all, which is an answer where the eSIM itself has none.
func viewESIM(e providers.ESIM, noTopUp string, errs []*providers.Error) esimView {
	v := esimView{ICCID: e.ICCID, Provider: e.Provider, Status: e.Status, Install: e.Install, CanTopUp: answer(e.CanTopUp),
		Bundles: []bundleView{}, Activation: e.Activation, Coverage: coverage(e), AsOf: timestamp(e.AsOf), Errors: viewErrors(errs)}
	if v.Status == "" {
		v.Status = providers.PlanUnknown
	}
	if v.Install == "" {
		v.Install = providers.InstallUnknown
	}
	if noTopUp != "" {
		v.CanTopUp = answer(providers.No)
	}
	for _, b := range e.Bundles {
		v.Bundles = append(v.Bundles, viewBundle(b))
	}
	return v
}

// answer is null for what is not known.
func answer(t providers.Truth) *bool {
	if t == providers.NotKnown {
		return nil
	}
	yes := t == providers.Yes
	return &yes
}

// coverage names each country once, in the provider's order.
func coverage(e providers.ESIM) []string {
	seen, out := map[string]bool{}, []string{}
	for _, n := range e.Coverage {
		if n.Country != "" && !seen[n.Country] {
			seen[n.Country] = true
			out = append(out, n.Country)
		}
	}
	return out
}
