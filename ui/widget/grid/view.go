package grid

import (
	"slices"
	"strings"

	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/ansi"

	"simdesk/ui/theme"
)

// pointer stands before the row under the cursor: the selection must be seen
// without colour.
const (
	pointer   = " ▸ "
	noPointer = "   "
	gap       = 2 // cells between columns
	// fewestEnds is the narrowest column that shows both ends of a text.
	fewestEnds = 12

	digits = "0123456789"
)

// layout is the columns of one drawing, their widths and decimal points.
type layout struct {
	shown  []int // numbers of columns
	widths []int // of the shown columns
	points []point
}

// point is where a column's decimal points stand: the cells before and from
// the point on, over the visible rows. Words among the numbers have none.
type point struct{ before, after, words int }

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
			w = max(w, p.before+p.after, p.words)
		}
		l.shown, l.widths, l.points = append(l.shown, i), append(l.widths, w), append(l.points, p)
	}
	for g.need(l) > g.w && g.dropOne(&l) {
	}
	spare, shares := max(g.w-g.need(l), 0), 0
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

func (g *Grid) need(l layout) int {
	n := g.margin()
	for i, w := range l.widths {
		n += w + g.gap(l, i)
	}
	return n
}

func (g *Grid) margin() int {
	if g.still {
		return 0
	}
	return cells(pointer)
}

// gap is the cells before the column at place i of those shown.
func (g *Grid) gap(l layout, i int) int {
	switch {
	case i == 0:
		return 0
	case g.columns[l.shown[i]].Tight:
		return 1
	}
	return gap
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
		text := g.cell(g.rows[i], column)
		if !strings.ContainsAny(text, digits) {
			p.words = max(p.words, cells(text))
			continue
		}
		before, after := SplitPoint(text)
		p.before = max(p.before, cells(before))
		p.after = max(p.after, cells(after))
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
	inks := map[*lipgloss.Style]ink{}
	if g.header {
		lines = append(lines, g.headerLine(l))
	}
	for i := g.top; i < last; i++ {
		lines = append(lines, g.line(i, l, inks))
	}
	return strings.Join(lines, "\n")
}

// Table draws n rows that nobody chooses from, with every column that fits w
// cells: the header, a line a row, and the numbers of the columns that had no
// room.
func Table(t *theme.Theme, columns []Column, n int, cell Cell, w int) (header string, lines []string, out []int) {
	g := New(t, columns)
	g.still, g.w, g.cursor = true, w, -1
	g.rows, g.cell = All(n), cell
	l, inks := g.layout(0, n), map[*lipgloss.Style]ink{}
	for i := range n {
		lines = append(lines, g.line(i, l, inks))
	}
	for i, c := range columns {
		if !c.Hide && !slices.Contains(l.shown, i) {
			out = append(out, i)
		}
	}
	return g.headerLine(l), lines, out
}

// ink is what stands before and after a text in a style: rendering each cell
// would take longer than everything else about it.
type ink struct{ before, after string }

func inkOf(s *lipgloss.Style, inks map[*lipgloss.Style]ink) ink {
	i, ok := inks[s]
	if !ok {
		i.before, i.after, _ = strings.Cut(s.Render("_"), "_")
		inks[s] = i
	}
	return i
}

func (g *Grid) headerLine(l layout) string {
	var b strings.Builder
	b.WriteString(noPointer[:g.margin()])
	for i, c := range l.shown {
		b.WriteString(strings.Repeat(" ", g.gap(l, i)))
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
func (g *Grid) line(i int, l layout, inks map[*lipgloss.Style]ink) string {
	row, on := g.rows[i], i == g.cursor
	var b strings.Builder
	if on {
		b.WriteString(pointer)
	} else {
		b.WriteString(noPointer[:g.margin()])
	}
	left := g.w - g.margin()
	for n, c := range l.shown {
		space := min(g.gap(l, n), max(left, 0))
		b.WriteString(strings.Repeat(" ", space))
		left -= space
		w := min(l.widths[n], max(left, 0))
		left -= w
		text := place(g.fit(row, c, w), w, g.columns[c].Align, l.points[n])
		if style := g.columns[c].Style; style != nil && !on {
			if s := style(row); s != nil && w > 0 {
				ink := inkOf(s, inks)
				text = ink.before + text + ink.after
			}
		}
		b.WriteString(text)
	}
	if !on {
		return b.String()
	}
	return g.theme.Selected.Render(ansi.Truncate(b.String(), g.w, ""))
}

// fit cuts a text that is too long in the middle where the column asks for it.
func (g *Grid) fit(row int32, column, w int) string {
	s := g.cell(row, column)
	if !g.columns[column].Ends || w < fewestEnds {
		return s
	}
	n := cells(s)
	if n <= w {
		return s
	}
	tail := w / 3
	return ansi.Truncate(s, w-tail, "…") + ansi.TruncateLeft(s, n-tail, "")
}

// SplitPoint cuts a number before its decimal point, or behind its digits
// where it has none: "9" + ".50 USD", "500" + " JPY". A currency in front
// stays in front.
func SplitPoint(s string) (before, after string) {
	if i := strings.LastIndexByte(s, '.'); i >= 0 {
		return s[:i], s[i:]
	}
	if i := strings.LastIndexAny(s, digits); i >= 0 {
		return s[:i+1], s[i+1:]
	}
	return s, ""
}

// cells is how wide a plain text is. Most are ASCII, a cell a byte: asking the
// library about every cell takes a fifth of the drawing.
func cells(s string) int {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return ansi.StringWidth(s)
		}
	}
	return len(s)
}

// place cuts plain text to w cells and fills it up.
func place(s string, w int, align Align, p point) string {
	if align == Point && strings.ContainsAny(s, digits) {
		_, after := SplitPoint(s)
		s += strings.Repeat(" ", max(p.after-cells(after), 0))
	}
	n := cells(s)
	if n > w {
		s = ansi.Truncate(s, w, "…")
		n = cells(s)
	}
	fill := strings.Repeat(" ", max(w-n, 0))
	if align == Left {
		return s + fill
	}
	return fill + s
}
