package balances

import (
	"time"

	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/ansi"

	"simdesk/ui/screen"
	"simdesk/ui/widget/page"
)

const (
	oldAfter  = 5 * time.Minute // a figure that is older is drawn as stale
	slowAfter = 3 * time.Second // a provider that takes longer is called slow
	nameCells = 12              // the providers' column
	margin    = 1
	gap       = 2
	indent    = margin + 2 + nameCells + gap // what stands before the figures
)

// View draws the wallets, or that they are hidden.
func (m *Model) View() string { return m.scroll.View(m.lines(), m.h, m.env.Theme) }

func (m *Model) lines() []string {
	if m.env.HideCosts() {
		return m.viewHidden()
	}
	p := page.New(m.env.Theme, m.w)
	if len(m.readings) == 0 {
		p.Says("balances.no_provider")
		return p.Lines()
	}
	s := m.sums()
	s.say(p, m.env.Theme.Strong, m.env.Currency)
	p.Gap()
	header, figures, out := m.table()
	p.Labels(m.env.Theme.Text, indent-margin)
	p.Line("", header)
	for i := range m.readings {
		m.row(p, &m.readings[i], figures[i], out)
	}
	if again := m.askingAgain(); again != "" {
		p.Gap()
		p.Say(m.env.Theme.Dim, "", again)
	}
	return p.Lines()
}

// askingAgain names those whose figures above are older than the question.
func (m *Model) askingAgain() string {
	var titles []string
	for _, r := range m.readings {
		if r.waiting && r.last != nil {
			titles = append(titles, r.title)
		}
	}
	if len(titles) == 0 {
		return ""
	}
	return screen.Voice.Says("balances.asking_again", "names", titles)
}

// viewHidden names the providers and no figure: a customer is looking.
func (m *Model) viewHidden() []string {
	p := page.New(m.env.Theme, m.w)
	p.Says("balances.hidden")
	p.Gap()
	p.Labels(m.env.Theme.Text, nameCells+1)
	for i := range m.readings {
		r := &m.readings[i]
		word := screen.Voice.Says("balances.answers")
		switch {
		case r.err != nil:
			word = screen.Voice.Says("balances.trouble")
		case r.last == nil:
			word = screen.Voice.Says("balances.no_answer")
		}
		p.Fact(page.Clean(r.title), word)
	}
	return p.Lines()
}

// row adds one provider: its figures, or why there are none, and under them
// what has no column in this window.
func (m *Model) row(p *page.Page, r *reading, figures string, out []figure) {
	t := m.env.Theme
	sign, style := m.sign(r)
	head := style.Render(sign) + " " + ansi.Truncate(page.Clean(r.title), nameCells, "…")
	add := func(style lipgloss.Style, say string) {
		if say != "" {
			p.FactIn(style, head, say)
			head = ""
		}
	}
	if r.last != nil {
		p.Line(head, figures)
		head = ""
		if r.last.Low && r.err == nil {
			add(t.Bad, m.lowWords(r))
		}
		add(t.Dim, m.left(r, out))
	}
	switch {
	case r.err != nil:
		add(t.Bad, m.env.Brief(r.err))
	case r.last == nil && r.waiting:
		add(t.Dim, m.askingFor())
	case r.last == nil:
		add(t.Dim, screen.Voice.Says("balances.not_asked"))
	}
}

// sign tells a row's state in one cell, for which there is also a word.
func (m *Model) sign(r *reading) (string, lipgloss.Style) {
	t := m.env.Theme
	switch {
	case r.err != nil:
		return "×", t.Bad
	case r.last == nil:
		return "·", t.Dim
	case r.last.Low:
		return "▼", t.Bad
	}
	return "●", t.Good
}

func (m *Model) lowWords(r *reading) string {
	if r.last.LowMark == nil {
		return "low"
	}
	return screen.Voice.Says("balances.below_mark", "mark", *r.last.LowMark)
}

func (m *Model) askingFor() string {
	waited := m.env.Now().Sub(m.begun)
	if waited < slowAfter {
		return screen.Voice.Says("balances.asking")
	}
	return screen.Voice.Says("balances.slow", "waited", waited)
}
