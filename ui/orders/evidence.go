package orders

import (
	"strings"
	"time"

	"github.com/charmbracelet/lipgloss"
	ltable "github.com/charmbracelet/lipgloss/table"

	"simdesk/providers"
	"simdesk/ui/screen"
	"simdesk/ui/widget/page"
)

// evidence sets the newest comparison side by side: what there would be if the
// order went through, and what there is.
func (m *Model) evidence(p *page.Page) {
	t := m.env.Theme
	rows, at := m.newestEvidence()
	if len(rows) == 0 {
		if m.detail.order.State == providers.StateNeedsReview && !m.detail.loading {
			p.Title("Evidence")
			p.Say(t.Text, "", "There is none: the provider has nothing to compare.")
			p.Gap()
		}
		return
	}
	if m.env.HideCosts() {
		p.Title("Evidence")
		p.Say(t.Dim, "", "It is "+hiddenWords)
		p.Gap()
		return
	}
	p.Title("Evidence, " + m.time(at))
	cells := ltable.New().Border(lipgloss.Border{}).BorderTop(false).BorderBottom(false).BorderLeft(false).BorderRight(false).
		BorderColumn(false).Row("Where", "If it went through", "What is there", "Speaks"). // a header would be cut, not wrapped
		StyleFunc(func(row, column int) lipgloss.Style {
			style := t.Text
			if row == 0 {
				style = t.Dim
			}
			return style.Width(evidenceWidth(m.w, column)).PaddingRight(columnGap)
		})
	for _, e := range rows {
		cells.Row(said(e.Source), said(e.Expected), said(e.Seen), speaks(e.Supports))
	}
	for _, line := range strings.Split(strings.TrimRight(cells.Render(), "\n "), "\n") {
		p.Row(line)
	}
	p.Gap()
}

// newestEvidence is what the last step with evidence compared.
func (m *Model) newestEvidence() ([]providers.Evidence, time.Time) {
	for i := len(m.detail.steps) - 1; i >= 0; i-- {
		if s := m.detail.steps[i]; len(s.change.Evidence) > 0 {
			return s.change.Evidence, s.At
		}
	}
	return nil, time.Time{}
}

func speaks(t providers.Truth) string {
	switch t {
	case providers.Yes:
		return "✓ for it"
	case providers.No:
		return "× against"
	case providers.NotKnown:
	}
	return "? open"
}

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

func said(r providers.Reason) string { return page.Clean(screen.Voice.Reason(r)) }
