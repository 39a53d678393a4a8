package cli

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"simdesk/providers"
	"simdesk/state/catalog"
	"simdesk/ui/say"
)

func (r *runner) usage() *cobra.Command {
	var provider string
	cmd := &cobra.Command{
		Use: "usage ICCID", Short: "What is left on an eSIM, and its activation code", Args: cobra.ExactArgs(1),
		RunE: r.withApp(func(ctx context.Context, a *App, args []string) error {
			return r.showUsage(ctx, a, args[0], provider)
		}),
	}
	cmd.Flags().StringVar(&provider, "provider", "", "ask this `PROVIDER` only")
	return cmd
}

func (r *runner) showUsage(ctx context.Context, a *App, iccid, provider string) error {
	found := a.Desk.LookUp(ctx, iccid, provider)
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
	word = strings.ReplaceAll(word, "_", " ")
	if word == "" {
		word = "unknown"
	}
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
		starts, expires := "—", "—"
		if b.StartsAt != nil {
			starts = r.moment(*b.StartsAt)
		}
		if b.ExpiresAt != nil {
			expires = r.moment(*b.ExpiresAt)
		}
		left, of := size(b.RemainingBytes, b.RawRemaining), size(b.TotalBytes, b.RawTotal)
		if b.Unlimited {
			of = "unlimited"
		}
		t.add(orDash(b.Name), left, of, starts, expires, orDash(b.Status))
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

func (r *runner) topups() *cobra.Command {
	var provider string
	cmd := &cobra.Command{
		Use: "topups ICCID", Short: "Packages that fit an eSIM", Args: cobra.ExactArgs(1),
		RunE: r.withApp(func(ctx context.Context, a *App, args []string) error {
			return r.showTopUps(ctx, a, args[0], provider)
		}),
	}
	cmd.Flags().StringVar(&provider, "provider", "", "the eSIM's `PROVIDER`")
	return cmd
}

func (r *runner) showTopUps(ctx context.Context, a *App, typed, provider string) error {
	iccid, ok := providers.CleanICCID(typed)
	if !ok {
		iccid = typed // the desk says what is wrong with it
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
	if r.g.JSON {
		return r.printJSON(struct {
			ICCID    string        `json:"iccid"`
			Provider string        `json:"provider"`
			Products []productView `json:"products"`
		}{iccid, provider, viewProducts(fits)})
	}
	return r.printTopUps(a, fits)
}

func (r *runner) printTopUps(a *App, fits []catalog.Entry) error {
	if len(fits) == 0 {
		r.note(voice.Says("desk.no_package_fits"))
		return nil
	}
	return r.print(banner(a.Sandbox) + productTable(a, fits))
}
