package orders

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/charmbracelet/lipgloss"
	ltable "github.com/charmbracelet/lipgloss/table"
	"github.com/charmbracelet/x/ansi"

	"simdesk/providers"
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
		p.Say(t.Dim, "", voice.Says("orders.evidence_hidden"))
		return p.Lines()
	}
	asked := []string{o.ProductID, whom(o)}
	if o.SubmittedAt != nil {
		asked = append(asked, voice.Says("orders.sent_at", "at", m.time(*o.SubmittedAt)))
	}
	p.List("We asked", append(asked, voice.Says("orders.cost", "money", say.Amount(o.Cost)), voice.Says("orders.reference", "id", o.Reference)))
	p.List("Wallet", m.walletWords())
	name := "Before"
	for _, key := range slices.Sorted(maps.Keys(o.Draft.Baseline)) {
		if value := page.Clean(o.Draft.Baseline[key]); value != "" {
			p.Fact(name, strings.ReplaceAll(page.Clean(key), "_", " ")+": "+ansi.Truncate(value, factCells, "…"))
			name = ""
		}
	}
	if m.settling {
		p.Say(t.Stale, "", voice.Says("orders.asking_once_more", "who", m.env.Title(o.Provider)))
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
	words := []string{voice.Says("orders.wallet_before", "money", say.Amount(before))}
	if before != nil && o.Cost != nil {
		if after, err := before.Sub(*o.Cost); err == nil {
			words = append(words, voice.Says("orders.wallet_if", "money", after))
		}
	}
	for _, w := range m.wallets {
		if now := w.Spendable(); w.Provider == o.Provider && now != nil {
			words = append(words, voice.Says("orders.wallet_now", "money", now, "age", say.AsOf(m.walletsAt, m.env.Now())),
				voice.Says("orders.wallet_less_inflight"))
		}
	}
	return words
}

// decisionLines is the form, and what is under it.
func (m *Model) decisionLines() []string {
	t, c := m.env.Theme, m.detail.decision
	p := page.New(t, m.w)
	p.Title(voice.Says("orders.to_decide"))
	lines := append(p.Lines(), strings.Split(c.form.View(max(m.h, 2)), "\n")...)
	if m.env.Clerk != "" {
		lines = append(lines, ansi.Truncate(c.form.Row(false, "Clerk", "", page.Clean(m.env.Clerk)), m.w, "…"))
	}
	style := t.Text
	if c.recording {
		style = t.Selected
	}
	lines = append(lines, c.form.Sign(c.recording)+style.Render(say.Capital(voice.Says("orders.record"))))
	p = page.New(t, m.w)
	switch {
	case c.sending:
		p.Say(t.Stale, "", voice.Says("orders.writing"))
	case c.say != "":
		p.Say(t.Warn, "! ", c.say)
	}
	return append(lines, p.Lines()...)
}

// evidence sets the newest comparison side by side: what there would be if the
// order went through, and what there is.
func (m *Model) evidence(p *page.Page) {
	t := m.env.Theme
	rows, at := m.newestEvidence()
	none := len(rows) == 0
	switch {
	case none && (m.detail.order.State != providers.StateNeedsReview || m.detail.loading):
		return
	case none:
		p.Title("Evidence")
		p.Say(t.Text, "", voice.Says("orders.no_evidence"))
	case m.env.HideCosts():
		p.Title("Evidence")
		p.Say(t.Dim, "", voice.Says("orders.evidence_hidden"))
	default:
		p.Title(voice.Says("orders.evidence", "at", m.time(at)))
		for _, line := range m.evidenceTable(rows) {
			p.Row(line)
		}
	}
	p.Gap()
}

func (m *Model) evidenceTable(rows []providers.Evidence) []string {
	t := m.env.Theme
	cells := ltable.New().Border(lipgloss.Border{}).BorderTop(false).BorderBottom(false).BorderLeft(false).BorderRight(false).BorderColumn(false).
		Row("Where", say.Capital(voice.Says("orders.if_it_did")), say.Capital(voice.Says("orders.is_there")), "Speaks"). // a header would be cut, not wrapped
		StyleFunc(func(row, column int) lipgloss.Style {
			style := t.Text
			if row == 0 {
				style = t.Dim
			}
			return style.Width(evidenceWidth(m.w, column)).PaddingRight(columnGap)
		})
	said := func(r providers.Reason) string { return page.Clean(voice.Reason(r)) }
	for _, e := range rows {
		cells.Row(said(e.Source), said(e.Expected), said(e.Seen), speaks[e.Supports])
	}
	return strings.Split(strings.TrimRight(cells.Render(), "\n "), "\n")
}

// newestEvidence is what the last step with evidence compared.
func (m *Model) newestEvidence() ([]providers.Evidence, time.Time) {
	for _, s := range slices.Backward(m.detail.steps) {
		if len(s.change.Evidence) > 0 {
			return s.change.Evidence, s.At
		}
	}
	return nil, time.Time{}
}

var speaks = map[providers.Truth]string{providers.Yes: "✓ for it", providers.No: "× against", providers.NotKnown: "? open"}

const columnGap = 2

// evidenceWidth shares a window between the two sides of the comparison, the
// gap behind each column included.
func evidenceWidth(w, column int) int {
	const where, speaks = 12 + columnGap, 9 + columnGap
	switch column {
	case 0:
		return where
	case 3:
		return speaks
	}
	return max((w-2-where-speaks+columnGap)/2, 8+columnGap)
}
