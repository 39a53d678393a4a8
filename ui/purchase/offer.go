package purchase

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"simdesk/providers"
	"simdesk/state/desk"
	"simdesk/ui/say"
	"simdesk/ui/screen"
	"simdesk/ui/widget/page"
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
	all := m.heading().Lines()
	if m.h >= 16 {
		all = append(all, "")
	}
	all = append(all, m.facts()...)
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
	return m.fit(append(all, last...))
}

// facts are what, for whom, from whom, the money, and what speaks against it.
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
	cells := fewestLabel
	for _, r := range rows {
		cells = max(cells, min(ansi.StringWidth(r[0]), mostLabel))
	}
	p := page.New(m.env.Theme, m.w).Labels(m.env.Theme.Dim, cells+1)
	for _, r := range rows {
		p.Line(r[0], ansi.Truncate(r[1], p.Room(), "…"))
	}
	m.warnings(p)
	return p.Lines()
}

func (m *Model) what() string {
	p := m.quote.Product
	parts := []string{say.KindName(p.Kind)}
	if len(p.Countries) == 1 {
		parts = append(parts, p.Countries[0])
	}
	for _, s := range []string{p.Region, say.Data(p.Data), say.Days(p.Days), p.Operator} {
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
	price := [2]string{"Price", say.Amount(q.Price)}
	read := "   " + say.AsOf(q.AsOf, m.env.Now())
	if m.env.HideCosts() {
		price[1] += read
		return [][2]string{price}
	}
	cost, margin := say.Amount(q.Cost), say.Amount(q.Margin)
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
	now := say.Amount(q.WalletNow) + " " + m.age()
	if q.WalletAfter == nil {
		return now + ", afterwards not known"
	}
	if q.WalletAfter.Amount.IsNegative() && q.Blocked != nil {
		return now + ": not enough"
	}
	after := say.Amount(q.WalletAfter)
	if q.Estimated {
		after = "about " + after
	}
	return now + ", " + after + " after"
}

// age is "now" for an offer that was just made. One that was left on the
// screen has a time: other tills spend from the same wallet.
func (m *Model) age() string {
	if m.old() {
		return say.AsOf(m.since, m.env.Now()) + " (" + m.env.Keys.Refresh.Label + " asks again)"
	}
	return "now"
}

func (m *Model) warnings(p *page.Page) {
	if m.quote.WalletError != nil && !m.env.HideCosts() {
		p.Say(m.env.Theme.Warn, "! ", screen.Voice.Reason(m.quote.WalletError.Why))
	}
	for _, w := range m.quote.Warnings {
		p.Say(m.env.Theme.Warn, "! ", screen.Voice.Reason(w))
	}
}

// questions are asked before an eSIM; on a low screen they share one line.
func (m *Model) questions(room int) []string {
	if !m.asksAboutPhone() || m.gate.Asks() || m.quote.Blocked != nil {
		return nil
	}
	t, k := m.env.Theme, m.env.Keys
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
	p := page.New(t, m.w)
	if room < 6 {
		line := "Phone?"
		for i, q := range ask {
			line += "  " + box(i) + q[0] + " " + q[2]
		}
		p.RowIn(t.Dim, line)
		return p.Lines()
	}
	p.Say(t.Dim, "", "The phone (may be skipped)")
	for i, q := range ask {
		p.Row(box(i) + t.Key.Render(q[0]) + " " + q[1])
	}
	return append([]string{""}, p.Lines()...)
}

// prompt says what the key does, or why it does nothing.
func (m *Model) prompt() []string {
	t, k := m.env.Theme, m.env.Keys.Buy
	p := page.New(t, m.w)
	if b := m.quote.Blocked; b != nil {
		p.Say(t.Bad, "! ", m.why(b))
		return p.Lines()
	}
	switch {
	case m.early:
		p.Say(t.Warn, "", m.cut("! That was too early to count: press "+k.Label+" again."))
	case m.short:
		p.Say(t.Warn, "", m.cut("! Type the amount "+m.large().Number()+" first, then press "+k.Label+"."))
	}
	if m.gate.Asks() {
		p.Row(m.gate.View())
	}
	text := k.Label + " buys"
	if m.quote.Price != nil {
		text += " for " + m.quote.Price.String()
	}
	esc := " Esc cancels."
	if m.form != nil {
		esc = " Esc: " + m.mayChange() + "."
	}
	p.Say(t.Strong, "", m.cut(text+". No other key does."+esc))
	return p.Lines()
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
