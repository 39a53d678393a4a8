package orders

import (
	"maps"
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"simdesk/providers"
	"simdesk/state/ledger"
	"simdesk/state/settle"
	"simdesk/ui/say"
	"simdesk/ui/widget/page"
)

const (
	leastCompared = 3  // lines of evidence that stay in the smallest window
	factCells     = 60 // of a fact that a client noted before the sale
)

// viewDecision draws what there is to compare, and the form under it.
func (m *Model) viewDecision() string {
	top := m.detail.decision.scroll.View(m.compared(), m.comparedRoom(), m.env.Theme)
	lines := append(strings.Split(top, "\n"), m.decisionLines()...)
	return strings.Join(lines[:min(len(lines), max(m.h, 0))], "\n")
}

func (m *Model) comparedRoom() int { return max(m.h-len(m.decisionLines()), leastCompared) }

// compared is what was asked, the wallet before and after, and what the
// provider lists.
func (m *Model) compared() []string {
	t, o := m.env.Theme, m.detail.order
	p := page.New(t, m.w)
	p.Title(say.What(o) + " · " + m.env.Title(o.Provider))
	if m.env.HideCosts() {
		p.Say(t.Dim, "", "What there is to compare is "+hiddenWords)
		return p.Lines()
	}
	asked := []string{o.ProductID, whom(o)}
	if o.SubmittedAt != nil {
		asked = append(asked, "sent "+m.time(*o.SubmittedAt))
	}
	p.List("We asked", append(asked, "cost "+say.Amount(o.Cost), "reference "+o.Reference))
	p.List("Wallet", m.walletWords())
	name := "Before"
	for _, key := range slices.Sorted(maps.Keys(o.Draft.Baseline)) {
		if value := page.Clean(o.Draft.Baseline[key]); value != "" {
			p.Fact(name, strings.ReplaceAll(page.Clean(key), "_", " ")+": "+ansi.Truncate(value, factCells, "…"))
			name = ""
		}
	}
	if m.settling {
		p.Say(t.Stale, "", "Asking "+m.env.Title(o.Provider)+" once more…")
	}
	p.Gap()
	m.evidence(p)
	return p.Lines()
}

// walletWords are the wallet before the sale, what it would have left, and what
// it holds now. What is in flight is off both, so that they compare.
func (m *Model) walletWords() []string {
	o := m.detail.order
	before := o.Draft.Wallet
	words := []string{"before " + say.Amount(before)}
	if before != nil && o.Cost != nil {
		if after, err := before.Sub(*o.Cost); err == nil {
			words = append(words, after.String()+" if it went through")
		}
	}
	for _, w := range m.wallets {
		if now := w.Spendable(); w.Provider == o.Provider && now != nil {
			words = append(words, "now "+now.String()+", "+say.AsOf(m.walletsAt, m.env.Now())+", with all that came since",
				"both less what was in flight")
		}
	}
	return words
}

// decisionLines is the form, and what is under it.
func (m *Model) decisionLines() []string {
	t, c := m.env.Theme, m.detail.decision
	p := page.New(t, m.w)
	p.Title("Decide: what became of it?")
	lines := append(p.Lines(), strings.Split(c.form.View(max(m.h, 2)), "\n")...)
	if m.env.Clerk != "" {
		lines = append(lines, ansi.Truncate(c.form.Row(false, "Clerk", "", page.Clean(m.env.Clerk)), m.w, "…"))
	}
	style := t.Text
	if c.recording {
		style = t.Selected
	}
	lines = append(lines, c.form.Sign(c.recording)+style.Render("Record this decision"))
	p = page.New(t, m.w)
	switch {
	case c.sending:
		p.Say(t.Stale, "", "Writing it down…")
	case c.say != "":
		p.Say(t.Warn, "! ", c.say)
	}
	return append(lines, p.Lines()...)
}

// decisionWord is an outcome in a sentence.
func decisionWord(s providers.State) string {
	switch s {
	case providers.StateCompleted:
		return "it went through"
	case providers.StateFailed:
		return "it did not go through"
	case providers.StateRefunded:
		return "it was given back"
	case providers.StateDrafted, providers.StateSubmitted, providers.StateProcessing, providers.StateUnknown, providers.StateNeedsReview:
	}
	return say.StateWord(s)
}

// settledWord is how an order stands, in a sentence.
func settledWord(o ledger.Order) string {
	// What went through may still carry the error of an earlier decision.
	if o.Error != nil && o.Error.Code == settle.CodeDecided && (o.State == providers.StateFailed || o.State == providers.StateRefunded) {
		return "a person decided that " + decisionWord(o.State)
	}
	return say.StateWord(o.State)
}

// lastDecision is the step by which a person gave the order the state it has.
func (d *detail) lastDecision() (step, bool) {
	for i := len(d.steps) - 1; i >= 0 && d.steps[i].State == d.order.State; i-- {
		if d.steps[i].change.Decided {
			return d.steps[i], true
		}
	}
	return step{}, false
}
