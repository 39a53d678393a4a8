package grid

import (
	"slices"
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

	digits = "0123456789"
)

// layout is the columns of one drawing, their widths and decimal points.
type layout struct {
	shown  []int // numbers of columns
	widths []int // of the shown columns
	points []point
}

// point is where a column's decimal points stand: the cells before and from
// the point on, over the visible rows.
type point struct{ before, after int }

// layout chooses the columns that fit and shares out what is left over. Number
// columns are as wide as their visible numbers: an amount is never cut.
func (g *Grid) layout(from, to int) layout {
	l := layout{}
	for i, c := range g.columns {
		if c.Hide {
			continue
		}
		p, w := point{}, c.Width
		if c.Align == Point {
			p = g.point(i, from, to)
			w = max(w, p.before+p.after)
		}
		l.shown, l.widths, l.points = append(l.shown, i), append(l.widths, w), append(l.points, p)
	}
	for l.need() > g.w && g.dropOne(&l) {
	}
	spare, shares := max(g.w-l.need(), 0), 0
	for _, c := range l.shown {
		shares += g.columns[c].Grow
	}
	for i, c := range l.shown {
		if grow := g.columns[c].Grow; grow > 0 {
			part := spare * grow / shares
			l.widths[i] += part
			spare, shares = spare-part, shares-grow
		}
	}
	return l
}

func (l layout) need() int {
	n := margin + gap*max(len(l.widths)-1, 0)
	for _, w := range l.widths {
		n += w
	}
	return n
}

func (g *Grid) dropOne(l *layout) bool {
	worst := -1
	for i, c := range l.shown {
		if d := g.columns[c].Drop; d > 0 && (worst < 0 || d > g.columns[l.shown[worst]].Drop) {
			worst = i
		}
	}
	if worst < 0 {
		return false
	}
	l.shown = slices.Delete(l.shown, worst, worst+1)
	l.widths = slices.Delete(l.widths, worst, worst+1)
	l.points = slices.Delete(l.points, worst, worst+1)
	return true
}

// point measures the visible numbers of a column.
func (g *Grid) point(column, from, to int) point {
	p := point{}
	for i := from; i < to; i++ {
		before, after := splitPoint(g.cell(g.rows[i], column))
		p.before = max(p.before, ansi.StringWidth(before))
		p.after = max(p.after, ansi.StringWidth(after))
	}
	return p
}

// View draws the header and the visible rows, no line wider than the grid.
func (g *Grid) View() string {
	if g.h == 0 || g.w == 0 {
		return ""
	}
	lines := make([]string, 0, g.h)
	last := min(g.top+g.visible(), len(g.rows))
	l := g.layout(g.top, last)
	if g.header {
		lines = append(lines, g.headerLine(l))
	}
	for i := g.top; i < last; i++ {
		lines = append(lines, g.line(i, l))
	}
	return strings.Join(lines, "\n")
}

func (g *Grid) headerLine(l layout) string {
	var b strings.Builder
	b.WriteString(noPointer)
	for i, c := range l.shown {
		if i > 0 {
			b.WriteString(strings.Repeat(" ", gap))
		}
		col := g.columns[c]
		align := col.Align
		if align == Point {
			align = Right
		}
		b.WriteString(place(col.Title, l.widths[i], align, point{}))
	}
	return g.theme.Dim.Render(ansi.Truncate(strings.TrimRight(b.String(), " "), g.w, ""))
}

// line draws one row: plain under the cursor in one style, else a style a
// column. Cells are cut before they are styled, so no sequence is ever cut.
func (g *Grid) line(i int, l layout) string {
	row, on := g.rows[i], i == g.cursor
	var b strings.Builder
	if on {
		b.WriteString(pointer)
	} else {
		b.WriteString(noPointer)
	}
	left := g.w - margin
	for n, c := range l.shown {
		if n > 0 {
			space := min(gap, max(left, 0))
			b.WriteString(strings.Repeat(" ", space))
			left -= space
		}
		w := min(l.widths[n], max(left, 0))
		left -= w
		text := place(g.cell(row, c), w, g.columns[c].Align, l.points[n])
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

// splitPoint cuts a number before its decimal point, or behind its digits
// where it has none: "9" + ".50 USD", "500" + " JPY". A currency in front
// stays in front.
func splitPoint(s string) (before, after string) {
	if i := strings.IndexByte(s, '.'); i >= 0 {
		return s[:i], s[i:]
	}
	if i := strings.LastIndexAny(s, digits); i >= 0 {
		return s[:i+1], s[i+1:]
	}
	return s, ""
}

// place cuts plain text to w cells and fills it up.
func place(s string, w int, align Align, p point) string {
	if align == Point && strings.ContainsAny(s, digits) {
		_, after := splitPoint(s)
		s += strings.Repeat(" ", max(p.after-ansi.StringWidth(after), 0))
	}
	n := ansi.StringWidth(s)
	if n > w {
		s = ansi.Truncate(s, w, "…")
		n = ansi.StringWidth(s)
	}
	fill := strings.Repeat(" ", max(w-n, 0))
	if align == Left {
		return s + fill
	}
	return fill + s
}
