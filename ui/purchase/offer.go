package purchase

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"simdesk/providers"
	"simdesk/state/desk"
	"simdesk/ui/screen"
)

// hiddenWords stands for what may name costs and wallets: what a provider
// wrote, and why a wallet does not cover a sale.
const hiddenWords = "hidden while a customer is looking."

// The width of the offer's labels: as the longest needs, within these.
const (
	fewestLabel = 9
	mostLabel   = 24
)

// viewOffer is everything a person must see before spending. The line that
// says what the key does is always the last, and never falls off.
func (m *Model) viewOffer() string {
	all := []string{m.heading()}
	if m.h >= 16 {
		all = append(all, "")
	}
	all = append(all, m.facts()...)
	all = append(all, m.warnings()...)
	last := m.prompt()
	if room := m.h - len(last) - len(all); room >= 2 {
		all = append(all, m.questions(room)...)
	}
	if room := max(m.h-len(last), 0); len(all) > room {
		all = all[:room]
	}
	if m.h-len(last)-len(all) > 0 {
		all = append(all, "")
	}
	return m.lines(append(all, last...)...)
}

// facts are what, for whom, from whom, and the money.
func (m *Model) facts() []string {
	q := m.quote
	from := m.env.Title(q.Provider)
	if m.sandbox() {
		from += " (SANDBOX: no real money moves)"
	}
	rows := [][2]string{{"What", m.what()}, {"From", from}, {"For", m.target()}}
	for _, f := range q.Product.Fields {
		if v := q.Fields[f.Name]; v != "" && v != m.target() && f.Name != providers.FieldPhone {
			if r, ok := q.Product.RangeIn(q.Fields[providers.FieldCurrency]); ok && f.Name == providers.FieldAmount {
				v += " " + r.Currency
			}
			rows = append(rows, [2]string{f.Label, v})
		}
	}
	if q.Delivered != nil {
		rows = append(rows, [2]string{"Arrives", "about " + q.Delivered.String()})
	}
	rows = append(rows, m.moneyRows()...)
	return m.table(rows)
}

// table draws labels and what belongs to them, side by side.
func (m *Model) table(rows [][2]string) []string {
	cells := fewestLabel
	for _, r := range rows {
		cells = max(cells, min(ansi.StringWidth(r[0]), mostLabel))
	}
	lines := make([]string, 0, len(rows))
	for _, r := range rows {
		label := ansi.Truncate(r[0], cells, "…")
		label += strings.Repeat(" ", cells+1-ansi.StringWidth(label))
		lines = append(lines, m.env.Theme.Dim.Render(label)+ansi.Truncate(r[1], max(m.w-cells-3, 1), "…"))
	}
	return lines
}

func (m *Model) what() string {
	p := m.quote.Product
	parts := []string{screen.KindName(p.Kind)}
	if len(p.Countries) == 1 {
		parts = append(parts, p.Countries[0])
	}
	for _, s := range []string{p.Region, screen.Data(p.Data), screen.Days(p.Days), p.Operator} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, " · ")
}

func (m *Model) target() string {
	if m.isTopUp() {
		return "eSIM " + m.quote.ICCID
	}
	if t := m.quote.Product.Target(m.quote.Fields); t != "" {
		return t
	}
	return "a new customer"
}

// moneyRows leave out what a customer must not see.
func (m *Model) moneyRows() [][2]string {
	q := m.quote
	price := [2]string{"Price", screen.Amount(q.Price)}
	read := "   " + screen.AsOf(q.AsOf, m.env.Now())
	if m.env.HideCosts() {
		price[1] += read
		return [][2]string{price}
	}
	cost, margin := screen.Amount(q.Cost), screen.Amount(q.Margin)
	if q.Cost != nil && q.Estimated {
		cost, margin = "about "+cost, "about "+margin
	}
	cost += read
	price[1] += "   margin " + margin
	return [][2]string{{"Cost", cost}, price, {"Wallet", m.wallet()}}
}

func (m *Model) wallet() string {
	q := m.quote
	if q.WalletNow == nil {
		return "not known now"
	}
	now := screen.Amount(q.WalletNow) + " " + m.age()
	if q.WalletAfter == nil {
		return now + ", afterwards not known"
	}
	if q.WalletAfter.Amount.IsNegative() && q.Blocked != nil {
		return now + ": not enough"
	}
	after := screen.Amount(q.WalletAfter)
	if q.Estimated {
		after = "about " + after
	}
	return now + ", " + after + " after"
}

// age is "now" for an offer that was just made. One that was left on the
// screen has a time: other tills spend from the same wallet.
func (m *Model) age() string {
	if m.old() {
		return screen.AsOf(m.since, m.env.Now()) + " (" + m.env.Keys.Refresh.Label + " asks again)"
	}
	return "now"
}

func (m *Model) warnings() []string {
	var lines []string
	if m.quote.WalletError != nil && !m.env.HideCosts() {
		lines = append(lines, m.signed("! ", m.env.Theme.Warn.Render, screen.Voice.Reason(m.quote.WalletError.Reason()))...)
	}
	for _, w := range m.quote.Warnings {
		lines = append(lines, m.signed("! ", m.env.Theme.Warn.Render, screen.Voice.Reason(w))...)
	}
	return lines
}

// questions are asked before an eSIM; on a low screen they share one line.
func (m *Model) questions(room int) []string {
	if !m.asksAboutPhone() || m.gate.Asks() || m.quote.Blocked != nil {
		return nil
	}
	k := m.env.Keys
	ask := [3][3]string{
		{k.EID.Label, "does *#06# show an EID?", "EID"},
		{k.Unlocked.Label, "is the phone unlocked?", "unlocked"},
		{k.WiFi.Label, "is there Wi-Fi here?", "Wi-Fi"},
	}
	box := func(i int) string {
		if m.phone[i] {
			return "[x] "
		}
		return "[ ] "
	}
	if room < 6 {
		line := "Phone?"
		for i, q := range ask {
			line += "  " + box(i) + q[0] + " " + q[2]
		}
		return []string{m.env.Theme.Dim.Render(m.cut(line))}
	}
	lines := []string{"", m.env.Theme.Dim.Render("The phone (may be skipped)")}
	for i, q := range ask {
		lines = append(lines, box(i)+m.env.Theme.Key.Render(q[0])+" "+q[1])
	}
	return lines
}

// prompt says what the key does, or why it does nothing.
func (m *Model) prompt() []string {
	t, k := m.env.Theme, m.env.Keys.Buy
	if b := m.quote.Blocked; b != nil {
		return m.bad(m.why(b))
	}
	say := k.Label + " buys"
	if m.quote.Price != nil {
		say += " for " + m.quote.Price.String()
	}
	esc := " Esc cancels."
	if m.form != nil {
		esc = " Esc: " + m.mayChange() + "."
	}
	lines := []string{t.Strong.Render(m.cut(say + ". No other key does." + esc))}
	if m.gate.Asks() {
		lines = append([]string{m.gate.View()}, lines...)
	}
	switch {
	case m.early:
		lines = append([]string{t.Warn.Render(m.cut("! That was too early to count: press " + k.Label + " again."))}, lines...)
	case m.short:
		lines = append([]string{t.Warn.Render(m.cut("! Type the amount " + m.large().Number() + " first, then press " + k.Label + "."))}, lines...)
	}
	return lines
}

// why says why this cannot be bought. That a wallet is too small is said with
// its figures, which a customer must not read.
func (m *Model) why(e *providers.Error) string {
	if e == nil || e.Code != desk.CodeWallet || !m.env.HideCosts() {
		return m.env.Explain(e)
	}
	return "This cannot be sold now. Nothing was sent. Why is " + hiddenWords + " Esc goes back: choose another product or provider."
}

// mayChange names what the form asks for, as far as that is one thing.
func (m *Model) mayChange() string {
	if fields := m.quote.Product.Fields; len(fields) == 1 && ansi.StringWidth(fields[0].Label) <= mostLabel {
		return strings.ToLower(fields[0].Label[:1]) + fields[0].Label[1:]
	}
	return "change it"
}

func (m *Model) sandbox() bool {
	for _, a := range m.env.Desk.Accounts() {
		if a.Name == m.quote.Provider {
			return a.Sandbox
		}
	}
	return false
}
