package cli

import (
	"context"
	"strings"

	"simdesk/providers"
	"simdesk/state/desk"
	"simdesk/ui/say"
)

// balances asks all side by side. One that fails is reported in its place;
// when none answers the object carries the first error as well.
func (r *runner) balances(ctx context.Context, a *App, _ []string) error {
	wallets := a.Desk.Wallets(ctx, func(desk.Wallet) {})
	if len(wallets) == 0 {
		return providers.Unsent("", providers.KindConfig, providers.Because("cli.no_accounts"))
	}
	var errs []*providers.Error
	for _, w := range wallets {
		if w.Error != nil {
			errs = append(errs, w.Error)
		}
	}
	all := noneAnswered(errs, len(wallets))
	t := newTable("PROVIDER", "AVAILABLE>", "BALANCE>", "RESERVED>", "OVERDRAFT>", "")
	for _, w := range wallets {
		t.add(r.walletRow(w)...)
	}
	err := r.show(a.Sandbox, struct {
		Balances []walletView `json:"balances"`
		Error    *errorView   `json:"error,omitempty"`
	}{each(wallets, viewWallet), viewError(all)}, t.String())
	return ended(err, all)
}

// noneAnswered returns the error to report when everybody failed: one that is
// not about the configuration where there is such a one.
func noneAnswered(errs []*providers.Error, asked int) *providers.Error {
	if len(errs) == 0 || len(errs) < asked {
		return nil
	}
	for _, e := range errs {
		if e.Kind != providers.KindConfig {
			return e
		}
	}
	return errs[0]
}

func (r *runner) walletRow(w desk.Wallet) []string {
	if w.Balance == nil {
		return []string{w.Title, "—", "—", "—", "—", voice.Error(w.Error)}
	}
	b := w.Balance
	var notes []string
	if w.Low {
		notes = append(notes, "LOW")
	}
	if w.InFlight != nil && w.InFlight.Amount.IsPositive() {
		notes = append(notes, voice.Says("cli.in_flight", "amount", w.InFlight))
	}
	notes = append(notes, say.AsOf(b.AsOf, r.d.Now()))
	return []string{w.Title, b.Available.String(), b.Balance.String(), say.Amount(b.Reserved), say.Amount(b.OverdraftLimit), strings.Join(notes, ", ")}
}
