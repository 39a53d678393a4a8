// Package purchase asks for what a sale needs, shows the confirmation, and
// follows the order until its outcome is known. Leaving it stops nothing.
package purchase

import (
	"slices"
	"time"

	"simdesk/providers"
	"simdesk/state/desk"
	"simdesk/state/ledger"
	"simdesk/ui/keys"
	"simdesk/ui/say"
	"simdesk/ui/screen"
	"simdesk/ui/widget/confirm"
	"simdesk/ui/widget/form"
)

// stage is how far a purchase got.
type stage int

const (
	asking    stage = iota // the form: what the customer must tell
	quoting                // the desk prepares the offer
	quoteLost              // it could not: nothing is bought
	offered                // the confirmation
	buying                 // the one charging request is under way
	settled                // it has its answer, whatever it is
	notBought              // the desk took no order
)

var voice = screen.Voice

// stale is how old an offer may be when its screen comes back: older ones are
// asked for anew, as wallets and prices move.
const stale = time.Minute

// Model is one purchase.
type Model struct {
	env     *screen.Env
	request desk.QuoteRequest
	product *providers.Product // nil until the catalogue or the desk tells
	stage   stage
	w, h    int

	form        *form.Form // nil when nothing is asked for
	asked       bool       // the form was on the screen
	formRefused string     // why the desk could not use the form, in its words

	req    screen.Request
	quote  desk.Quote
	gate   *confirm.Gate
	answer confirm.Answer // to the last key
	ahead  bool           // the key that buys came before the offer did
	phone  [3]bool        // the questions about it that were answered yes

	since time.Time // when this stage began: the offer was made, buying began
	order ledger.Order
	err   *providers.Error
}

// New returns the purchase of a product, or with an ICCID of a top-up.
func New(env *screen.Env, r desk.QuoteRequest) *Model {
	m := &Model{env: env, request: r, stage: quoting, gate: confirm.New(env.Theme, env.Keys.Buy, env.Now)}
	if e, ok := env.Desk.Index().Find(r.Provider, r.ProductID); ok {
		p := e.Product
		m.product = &p
		if len(p.Fields) > 0 && r.ICCID == "" {
			m.form, m.stage = form.ForProduct(env.Theme, p, r.Fields), asking
			if answered(p, r.Fields) && m.form.Ready() {
				m.stage = quoting // esc on the offer comes back to what may be added
			}
			m.asked = m.stage == asking
		}
	}
	return m
}

// answered reports whether everything is known that a sale needs: what may stay
// empty is worth no screen of its own.
func answered(p providers.Product, known map[string]string) bool {
	return !slices.ContainsFunc(p.Fields, func(f providers.Field) bool { return f.Required && known[f.Name] == "" })
}

// SetSize lays the screen out.
func (m *Model) SetSize(w, h int) {
	m.w, m.h = w, h
	if m.form != nil {
		m.form.SetWidth(w)
	}
}

// NextTick is when the seconds of an answer that takes long are counted, or when
// an offer turns old.
func (m *Model) NextTick() time.Time {
	switch {
	case m.stage == buying:
		return m.since.Add(patience)
	case m.stage == offered && !m.old():
		return m.since.Add(stale)
	}
	return time.Time{}
}

// old reports whether an offer has been left on the screen for long.
func (m *Model) old() bool { return m.env.Now().Sub(m.since) >= stale }

// Typing reports whether the form or the amount has the cursor.
func (m *Model) Typing() bool {
	return m.stage == asking || (m.stage == offered && m.gate.Asks())
}

// Bindings are the keys of the stage. Only the offer has one that spends.
func (m *Model) Bindings() []keys.Binding {
	k := m.env.Keys
	switch m.stage {
	case asking:
		return []keys.Binding{k.Enter.As("continue"), k.Next, k.Back, k.HideCosts, k.Prev.As("previous field").InHelpOnly()}
	case quoting:
		return []keys.Binding{k.Back}
	case quoteLost, notBought:
		again := k.Refresh.As("try again")
		if !m.mayAskAgain() {
			again = again.Off(voice.Says("purchase.look_first"))
		}
		return []keys.Binding{again, k.Back}
	case offered:
		buy := k.Buy
		if m.quote.Blocked != nil {
			buy = buy.Off(m.why(m.quote.Blocked, m.env.Explain))
		}
		back := k.Back.As("cancel")
		if m.form != nil {
			back = k.Back.As("change")
		}
		all := []keys.Binding{buy, back, k.HideCosts, k.Refresh.As("ask again").InHelpOnly()}
		if m.asksAboutPhone() && !m.gate.Asks() {
			for _, question := range m.phoneKeys() {
				all = append(all, question.InHelpOnly())
			}
		}
		return all
	case buying:
		return []keys.Binding{k.Back.As("keep running")}
	case settled:
	}
	open := k.Enter.As("open order")
	if m.toppedUp() {
		open = k.Enter.As("show eSIM")
	}
	back := k.Back
	if m.mayCorrect() {
		back = k.Back.As("correct it")
	}
	return []keys.Binding{open, back}
}

// mayCorrect: what was refused was not charged, so that what the customer told
// can be corrected and offered again. That is another order. A form that was
// never on the screen holds nothing to correct.
func (m *Model) mayCorrect() bool {
	return m.stage == settled && m.asked && m.order.State == providers.StateFailed && say.CostNothing(m.order)
}

func (m *Model) isTopUp() bool { return m.request.ICCID != "" }

// toppedUp reports whether there is more on the eSIM now.
func (m *Model) toppedUp() bool { return m.isTopUp() && m.order.State == providers.StateCompleted }

// asksAboutPhone: a phone that takes no eSIM is the commonest sale that cannot
// be refunded. The questions can be skipped.
func (m *Model) asksAboutPhone() bool {
	return !m.isTopUp() && m.quote.Product.Kind == providers.KindESIM
}

// phoneKeys answer the questions about the phone.
func (m *Model) phoneKeys() [3]keys.Binding {
	return [3]keys.Binding{m.env.Keys.EID, m.env.Keys.Unlocked, m.env.Keys.WiFi}
}

// mayAskAgain is false when the desk took no order and it is not certain that
// nothing was sent: a new offer has a new reference, which nothing would hold
// against the first one.
func (m *Model) mayAskAgain() bool {
	return m.stage != notBought || m.err == nil || m.err.Outcome != providers.Unknown
}

// large returns the amount that must be typed in, nil for the usual sale. An
// amount of which nobody can tell whether it is above the limit, in another
// currency without a rate, is taken for large.
func (m *Model) large() *providers.Money {
	limit := m.env.TypeAmountAbove
	if limit == nil {
		return nil
	}
	var unsure *providers.Money
	sure := false
	for _, money := range []*providers.Money{m.quote.Price, m.quote.Cost} {
		if money == nil {
			continue
		}
		order, ok := money.Cmp(*limit)
		switch {
		case ok && order > 0:
			return money
		case !ok && unsure == nil:
			unsure = money
		}
		sure = sure || ok
	}
	if sure {
		return nil
	}
	return unsure
}
