package orders

import (
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"

	"simdesk/providers"
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
	cells := [][]string{{"Where", "If it went through", "What is there", "Speaks"}}
	for _, e := range rows {
		cells = append(cells, []string{page.Clean(e.Source), page.Clean(e.Expected), page.Clean(e.Seen), speaks(e.Supports)})
	}
	for i, row := range cells {
		for _, line := range sideBySide(row, evidenceWidths(m.w)) {
			if i == 0 {
				p.RowIn(t.Dim, line)
			} else {
				p.Row(line)
			}
		}
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

// evidenceWidths shares a window between the two sides of the comparison.
func evidenceWidths(w int) []int {
	const where, speaks = 12, 9
	side := max((w-2-where-speaks-3*columnGap)/2, 8)
	return []int{where, side, side, speaks}
}

// sideBySide wraps each cell in its own column.
func sideBySide(cells []string, widths []int) []string {
	columns, height := make([][]string, len(cells)), 0
	for i, s := range cells {
		columns[i] = page.Wrap(s, widths[i])
		height = max(height, len(columns[i]))
	}
	lines := make([]string, height)
	for n := range lines {
		var b strings.Builder
		for i, c := range columns {
			text := ""
			if n < len(c) {
				text = c[n]
			}
			b.WriteString(text + strings.Repeat(" ", max(widths[i]-ansi.StringWidth(text), 0)+columnGap))
		}
		lines[n] = strings.TrimRight(b.String(), " ")
	}
	return lines
}
