package grid

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// pointer stands before the row under the cursor: the selection must be seen
// without colour.
const (
	pointer   = " ▸ "
	noPointer = "   "
	margin    = 3 // cells of the pointer
	gap       = 2 // cells between columns
)

// layout chooses the columns that fit and shares out what is left over.
func (g *Grid) layout() {
	g.shown = g.shown[:0]
	for i := range g.columns {
		g.shown = append(g.shown, i)
	}
	for g.need() > g.w && g.dropOne() {
	}
	g.widths = make([]int, len(g.shown))
	spare, shares := max(g.w-g.need(), 0), 0
	for i, c := range g.shown {
		g.widths[i] = g.columns[c].Width
		shares += g.columns[c].Grow
	}
	for i, c := range g.shown {
		if grow := g.columns[c].Grow; grow > 0 {
			part := spare * grow / shares
			g.widths[i] += part
			spare, shares = spare-part, shares-grow
		}
	}
}

func (g *Grid) need() int {
	n := margin
	for i, c := range g.shown {
		if i > 0 {
			n += gap
		}
		n += g.columns[c].Width
	}
	return n
}

func (g *Grid) dropOne() bool {
	worst := -1
	for i, c := range g.shown {
		if d := g.columns[c].Drop; d > 0 && (worst < 0 || d > g.columns[g.shown[worst]].Drop) {
			worst = i
		}
	}
	if worst < 0 {
		return false
	}
	g.shown = append(g.shown[:worst], g.shown[worst+1:]...)
	return true
}

// View draws the header and the visible rows, no line wider than the grid.
func (g *Grid) View() string {
	if g.h == 0 || g.w == 0 {
		return ""
	}
	lines := make([]string, 0, g.h)
	if g.header {
		lines = append(lines, g.headerLine())
	}
	last := min(g.top+g.visible(), len(g.rows))
	points := g.points(g.top, last)
	for i := g.top; i < last; i++ {
		lines = append(lines, g.line(i, points))
	}
	return strings.Join(lines, "\n")
}

func (g *Grid) headerLine() string {
	var b strings.Builder
	b.WriteString(noPointer)
	for i, c := range g.shown {
		if i > 0 {
			b.WriteString(strings.Repeat(" ", gap))
		}
		col := g.columns[c]
		align := col.Align
		if align == Point {
			align = Right
		}
		b.WriteString(place(col.Title, g.widths[i], align, point{}))
	}
	return g.theme.Dim.Render(ansi.Truncate(strings.TrimRight(b.String(), " "), g.w, ""))
}

// line draws one row: plain under the cursor in one style, else a style a
// column. Cells are cut before they are styled, so no sequence is ever cut.
func (g *Grid) line(i int, points []point) string {
	row, on := g.rows[i], i == g.cursor
	var b strings.Builder
	if on {
		b.WriteString(pointer)
	} else {
		b.WriteString(noPointer)
	}
	left := g.w - margin
	for n, c := range g.shown {
		if n > 0 {
			space := min(gap, max(left, 0))
			b.WriteString(strings.Repeat(" ", space))
			left -= space
		}
		w := min(g.widths[n], max(left, 0))
		left -= w
		text := place(g.cell(row, c), w, g.columns[c].Align, points[n])
		if style := g.columns[c].Style; style != nil && !on {
			if s := style(row); s != nil {
				text = s.Render(text)
			}
		}
		b.WriteString(text)
	}
	if !on {
		return b.String()
	}
	return g.theme.Selected.Render(ansi.Truncate(b.String(), g.w, ""))
}

// point is where a column's decimal points stand: the cells before and from
// the point on.
type point struct{ before, after int }

// points measures the visible rows of the columns that line up on the point.
func (g *Grid) points(from, to int) []point {
	ps := make([]point, len(g.shown))
	for n, c := range g.shown {
		if g.columns[c].Align != Point {
			continue
		}
		for i := from; i < to; i++ {
			before, after := splitPoint(g.cell(g.rows[i], c))
			ps[n].before = max(ps[n].before, ansi.StringWidth(before))
			ps[n].after = max(ps[n].after, ansi.StringWidth(after))
		}
	}
	return ps
}

// splitPoint cuts a number before its decimal point, or behind its digits
// where it has none: "9" + ".50 USD", "500" + " JPY". A currency in front
// stays in front.
func splitPoint(s string) (before, after string) {
	if i := strings.IndexByte(s, '.'); i >= 0 {
		return s[:i], s[i:]
	}
	if i := strings.LastIndexAny(s, "0123456789"); i >= 0 {
		return s[:i+1], s[i+1:]
	}
	return s, ""
}

// place cuts plain text to w cells and fills it up.
func place(s string, w int, align Align, p point) string {
	if align == Point && s != "" {
		_, after := splitPoint(s)
		s += strings.Repeat(" ", max(p.after-ansi.StringWidth(after), 0))
		align = Right
	}
	n := ansi.StringWidth(s)
	if n > w {
		s = ansi.Truncate(s, w, "…")
		n = ansi.StringWidth(s)
	}
	fill := strings.Repeat(" ", max(w-n, 0))
	if align == Right {
		return fill + s
	}
	return s + fill
}
