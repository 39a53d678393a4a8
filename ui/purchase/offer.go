package purchase

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"simdesk/providers"
	"simdesk/state/desk"
	"simdesk/ui/say"
	"simdesk/ui/widget/confirm"
	"simdesk/ui/widget/page"
)

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
	account := m.env.Account(q.Provider)
	from := account.Title
	if account.Sandbox {
		from = voice.Says("purchase.sandbox", "who", from)
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
		rows = append(rows, [2]string{"Arrives", voice.Says("purchase.about", "money", q.Delivered)})
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
	return voice.Says("purchase.new_customer")
}

// moneyRows leave out what a customer must not see.
func (m *Model) moneyRows() [][2]string {
	q, read := m.quote, say.AsOf(m.quote.AsOf, m.env.Now())
	price := say.Amount(q.Price)
	if m.env.HideCosts() {
		return [][2]string{{"Price", voice.Says("purchase.read", "money", price, "age", read)}}
	}
	cost := m.estimate(q.Cost)
	return [][2]string{{"Cost", voice.Says("purchase.read", "money", cost, "age", read)},
		{"Price", voice.Says("purchase.price_margin", "money", price, "margin", m.estimate(q.Margin))}, {"Wallet", m.wallet()}}
}

// estimate is what follows from the cost, as far as that is certain.
func (m *Model) estimate(money *providers.Money) string {
	if m.quote.Estimated && money != nil {
		return voice.Says("purchase.about", "money", say.Amount(money))
	}
	return say.Amount(money)
}

// wallet is what it holds and will hold. An offer that was left on the screen has
// a time: other tills spend from the same wallet.
func (m *Model) wallet() string {
	q := m.quote
	now := voice.Says("purchase.wallet_now", "money", say.Amount(q.WalletNow))
	if m.old() {
		now = voice.Says("purchase.wallet_then", "money", say.Amount(q.WalletNow), "age", say.AsOf(m.since, m.env.Now()), "key", m.env.Keys.Refresh.Label)
	}
	switch {
	case q.WalletNow == nil:
		return voice.Says("purchase.wallet_unknown")
	case q.WalletAfter == nil:
		return voice.Says("purchase.after_unknown", "now", now)
	case q.WalletAfter.Amount.IsNegative() && q.Blocked != nil:
		return voice.Says("purchase.not_enough", "now", now)
	}
	return voice.Says("purchase.wallet_after", "now", now, "after", m.estimate(q.WalletAfter))
}

func (m *Model) warnings(p *page.Page) {
	if m.quote.WalletError != nil && !m.env.HideCosts() {
		p.Say(m.env.Theme.Warn, "! ", voice.Reason(m.quote.WalletError.Why))
	}
	for _, w := range m.quote.Warnings {
		p.Say(m.env.Theme.Warn, "! ", voice.Reason(w))
	}
}

// questions are asked before an eSIM; on a low screen they share one line.
func (m *Model) questions(room int) []string {
	if !m.asksAboutPhone() || m.gate.Asks() || m.quote.Blocked != nil {
		return nil
	}
	t, p := m.env.Theme, page.New(m.env.Theme, m.w)
	box := map[bool]string{false: "[ ] ", true: "[x] "}
	if room < 6 {
		line := "Phone?"
		for i, k := range m.phoneKeys() {
			line += "  " + box[m.phone[i]] + k.Label + " " + [...]string{"EID", "unlocked", "Wi-Fi"}[i]
		}
		p.RowIn(t.Dim, line)
		return p.Lines()
	}
	p.Say(t.Dim, "", say.Capital(voice.Says("purchase.the_phone")))
	ask := [...]string{voice.Says("purchase.ask_eid"), voice.Says("purchase.ask_unlocked"), voice.Says("purchase.ask_wifi")}
	for i, k := range m.phoneKeys() {
		p.Row(box[m.phone[i]] + t.Key.Render(k.Label) + " " + ask[i])
	}
	return append([]string{""}, p.Lines()...)
}

// prompt says what the key does, or why it does nothing.
func (m *Model) prompt() []string {
	t, k := m.env.Theme, m.env.Keys.Buy
	p := page.New(t, m.w)
	if b := m.quote.Blocked; b != nil {
		p.Say(t.Bad, "! ", m.why(b, m.env.Explain))
		return p.Lines()
	}
	switch m.answer {
	case confirm.TooEarly:
		p.Say(t.Warn, "", m.cut("! "+voice.Says("widget.too_early", "key", k.Label)))
	case confirm.Untyped:
		p.Say(t.Warn, "", m.cut("! "+voice.Says("purchase.type_first", "amount", m.large().Number(), "key", k.Label)))
	case confirm.Nothing, confirm.Confirmed:
	}
	if m.gate.Asks() {
		p.Row(m.gate.View())
	}
	text := voice.Says("purchase.buys", "key", k.Label)
	if m.quote.Price != nil {
		text = voice.Says("purchase.buys_for", "key", k.Label, "money", m.quote.Price)
	}
	esc := voice.Says("purchase.esc_cancels")
	if m.form != nil {
		esc = voice.Says("purchase.esc_changes", "what", m.mayChange())
	}
	p.Say(t.Strong, "", m.cut(text+" "+esc))
	return p.Lines()
}

// why explains why this cannot be bought. That a wallet is too small is said with
// its figures, which a customer must not read.
func (m *Model) why(e *providers.Error, explain func(*providers.Error) string) string {
	if e != nil && e.Code == desk.CodeWallet && m.env.HideCosts() {
		hidden := *e
		hidden.Why = providers.Because("purchase.not_now")
		e = &hidden
	}
	return explain(e)
}

// mayChange names what the form asks for, as far as that is one thing.
func (m *Model) mayChange() string {
	if fields := m.quote.Product.Fields; len(fields) == 1 && ansi.StringWidth(fields[0].Label) <= mostLabel {
		return strings.ToLower(fields[0].Label[:1]) + fields[0].Label[1:]
	}
	return voice.Says("purchase.change_it")
}
