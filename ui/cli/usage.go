package cli

import (
	"cmp"
	"context"
	"strings"

	"simdesk/providers"
	"simdesk/ui/say"
)

func (r *runner) usage(ctx context.Context, a *App, args []string) error {
	found := a.Desk.LookUp(ctx, args[0], r.o.provider)
	if why := found.Why(); why != nil {
		return why
	}
	e := *found.ESIM
	noTopUp := voice.Reason(a.Desk.Why(e.Provider, providers.CanTopUp))
	if r.g.JSON {
		return r.printJSON(viewESIM(e, noTopUp, found.Errors))
	}
	for _, fault := range found.Errors {
		r.warn(fault)
	}
	topUp := map[providers.Truth]string{providers.NotKnown: "not known", providers.Yes: "yes", providers.No: "no"}[e.CanTopUp]
	if noTopUp != "" {
		topUp = voice.Says("cli.no_top_up", "why", noTopUp)
	}
	out := banner(a.Sandbox) + pairs(
		"ICCID", e.ICCID, "Provider", titleOf(a, e.Provider), "Name", e.Name,
		"Status", withRaw(string(e.Status), e.RawStatus), "Profile", withRaw(string(e.Install), e.RawInstall),
		"Top-up", topUp, "Coverage", strings.Join(coverage(e), ", "), "As of", r.moment(e.AsOf))
	out += r.bundles(e) + activationPairs(e.Activation)
	for _, n := range e.Notes {
		out += say.Plain(voice.Reason(n)) + "\n"
	}
	return r.print(out)
}

// withRaw keeps the provider's own word visible.
func withRaw(word, raw string) string {
	word = cmp.Or(strings.ReplaceAll(word, "_", " "), "unknown")
	if raw == "" || strings.EqualFold(raw, word) {
		return word
	}
	return word + " (" + raw + ")"
}

func (r *runner) bundles(e providers.ESIM) string {
	if len(e.Bundles) == 0 {
		return ""
	}
	t := newTable("BUNDLE", "LEFT>", "OF>", "STARTS", "EXPIRES", "STATUS")
	for _, b := range e.Bundles {
		left, of := size(b.RemainingBytes, b.RawRemaining), size(b.TotalBytes, b.RawTotal)
		if b.Unlimited {
			of = "unlimited"
		}
		t.add(orDash(b.Name), left, of, r.moment(value(b.StartsAt)), r.moment(value(b.ExpiresAt)), orDash(b.Status))
	}
	return "\n" + t.String()
}

func size(n *int64, raw string) string {
	if n == nil {
		return orDash(raw)
	}
	return say.Bytes(*n)
}

func activationPairs(a *providers.Activation) string {
	if a == nil {
		return ""
	}
	return "\n" + pairs("Activation code", a.LPA(), "SM-DP+ address", a.SMDP, "Matching ID", a.MatchingID,
		"Confirmation code", a.ConfirmationCode, "iPhone", a.IOS(), "Android", a.Android())
}

func (r *runner) topups(ctx context.Context, a *App, args []string) error {
	provider := r.o.provider
	iccid, ok := providers.CleanICCID(args[0])
	if !ok {
		iccid = args[0] // the desk says what is wrong with it
	}
	if provider == "" && ok {
		found := a.Desk.LookUp(ctx, iccid, "")
		if why := found.Why(); why != nil {
			return why
		}
		provider = found.ESIM.Provider
	}
	fits, err := a.Desk.TopUps(ctx, iccid, provider)
	if err != nil {
		return err
	}
	if len(fits) == 0 && !r.g.JSON {
		r.note(voice.Says("desk.no_package_fits"))
		return nil
	}
	return r.show(a.Sandbox, struct {
		ICCID    string        `json:"iccid"`
		Provider string        `json:"provider"`
		Products []productView `json:"products"`
	}{iccid, provider, each(fits, viewProduct)}, productTable(a, fits))
}
