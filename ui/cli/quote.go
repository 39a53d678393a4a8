package cli

import (
	"io"
	"maps"
	"slices"

	"simdesk/providers"
	"simdesk/state/desk"
	"simdesk/ui/say"
)

// printQuote shows what will be bought, from whom, for how much and what the
// wallet holds afterwards. Programs read the standard output alone, so for
// them it goes to the other one.
func (r *runner) printQuote(a *App, q desk.Quote) error {
	to := r.d.Out
	if r.g.JSON {
		to = r.d.Err
	}
	p := q.Product
	about := "Cost"
	if q.Estimated {
		about = "Estimated cost"
	}
	s := banner(a.Sandbox) + pairs(append([]string{
		"Product", p.Name + " (" + p.ID + ")", "Kind", say.KindName(p.Kind), "From", titleOf(a, q.Provider), "For", q.ICCID,
	}, append(fieldPairs(p, q.Fields),
		about, r.cost(q), "Price", say.Amount(q.Price), "Margin", optional(q.Margin),
		"Recipient gets", optional(q.Delivered), "Wallet now", wallet(q), "Wallet after", say.Amount(q.WalletAfter))...)...)
	for _, w := range q.Warnings {
		s += "! " + say.Plain(voice.Reason(w)) + "\n"
	}
	_, err := io.WriteString(to, s+"\n")
	return err
}

// cost is with its age: a catalogue may be of yesterday.
func (r *runner) cost(q desk.Quote) string {
	if q.Cost == nil {
		return say.Amount(nil)
	}
	return say.Amount(q.Cost) + ", " + say.AsOf(q.AsOf, r.d.Now())
}

func fieldPairs(p providers.Product, fields map[string]string) []string {
	var out []string
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		label := name
		if i := slices.IndexFunc(p.Fields, func(f providers.Field) bool { return f.Name == name }); i >= 0 {
			label = p.Fields[i].Label
		}
		out = append(out, say.Plain(label), fields[name])
	}
	return out
}

func wallet(q desk.Quote) string {
	if q.WalletNow == nil && q.WalletError != nil {
		return voice.Says("cli.wallet_unread", "why", voice.Message(q.WalletError))
	}
	return say.Amount(q.WalletNow)
}

func optional(m *providers.Money) string {
	if m == nil {
		return ""
	}
	return say.Amount(m)
}
