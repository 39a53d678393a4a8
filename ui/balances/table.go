package balances

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"simdesk/providers"
	"simdesk/ui/widget/grid"
)

// column is one column of figures over all wallets, aligned on the decimal
// point. A column that does not fit its window is told in words instead.
type column struct {
	title string
	cells []string     // by reading, "" where there is no balance
	whole int          // cells before the point, of the longest
	rest  int          // cells from the point on
	must  bool         // drawn in any window
	rare  bool         // left out where no provider has it
	word  string       // its name in words
	text  bool         // words, aligned on the left
	said  map[int]bool // readings whose figure needs no words, see left
}

// table is the columns that fit.
type table struct {
	shown, out []column
}

// table chooses the columns for the window: the least important, the last in
// the list, go first; the age stands at the end.
func (m *Model) table() *table {
	cols := []column{
		m.column("Available", "available", true, func(r *reading) *providers.Money { w := spendable(r.last); return &w }),
		m.column("Balance", "balance", false, func(r *reading) *providers.Money { return &r.last.Balance.Balance }),
		m.column("In flight", "in flight", false, func(r *reading) *providers.Money { return r.last.InFlight }),
		m.column("Low mark", "low mark", false, func(r *reading) *providers.Money { return r.last.LowMark }),
		m.column("Reserved", "reserved", false, func(r *reading) *providers.Money { return r.last.Balance.Reserved }),
		m.column("Overdraft", "overdraft to", false, func(r *reading) *providers.Money { return r.last.Balance.OverdraftLimit }),
	}
	for i := range cols[3:] {
		cols[3+i].rare = true
	}
	for i, r := range m.readings {
		if r.last != nil && r.last.Low && r.err == nil {
			cols[3].told(i)
		}
	}
	age := m.ages()
	room := m.w - 2*margin - 2 - nameCells - gap - age.width()
	t := &table{}
	for _, c := range cols {
		if c.rare && c.whole == 0 {
			continue
		}
		if need := c.width() + gap; c.must || (len(t.out) == 0 && need <= room) {
			room -= need
			t.shown = append(t.shown, c)
		} else {
			t.out = append(t.out, c)
		}
	}
	t.shown = append(t.shown, age)
	return t
}

func (m *Model) column(title, word string, must bool, of func(*reading) *providers.Money) column {
	c := column{title: title, word: word, must: must}
	for i := range m.readings {
		cell := ""
		if r := &m.readings[i]; r.last != nil {
			money := of(r)
			cell = amount(money)
			if money != nil && money.Amount.IsZero() {
				c.told(i) // nothing reserved, nothing in flight: not worth a line
			}
		}
		whole, rest := grid.SplitPoint(cell)
		if cell == "—" {
			whole, rest = "", "" // a column of nothing else says nothing
		}
		c.whole, c.rest = max(c.whole, ansi.StringWidth(whole)), max(c.rest, ansi.StringWidth(rest))
		c.cells = append(c.cells, cell)
	}
	return c
}

func (m *Model) ages() column {
	c := column{title: "", text: true}
	for i := range m.readings {
		cell := ""
		if r := &m.readings[i]; r.last != nil {
			cell = m.age(r)
		}
		c.whole = max(c.whole, ansi.StringWidth(cell))
		c.cells = append(c.cells, cell)
	}
	return c
}

func (c *column) told(i int) {
	if c.said == nil {
		c.said = map[int]bool{}
	}
	c.said[i] = true
}

func (c column) width() int { return max(c.whole+c.rest, ansi.StringWidth(c.title)) }

func (c column) cell(s string) string {
	if c.text {
		return s + strings.Repeat(" ", max(c.width()-ansi.StringWidth(s), 0))
	}
	if s == "—" {
		return strings.Repeat(" ", c.width()-1) + s
	}
	whole, rest := grid.SplitPoint(s)
	after := strings.Repeat(" ", max(c.rest-ansi.StringWidth(rest), 0))
	return strings.Repeat(" ", max(c.width()-c.rest-ansi.StringWidth(whole), 0)) + whole + rest + after
}

func (t *table) header() string {
	parts := make([]string, len(t.shown))
	for i, c := range t.shown {
		parts[i] = strings.Repeat(" ", max(c.width()-ansi.StringWidth(c.title), 0)) + c.title
	}
	return strings.TrimRight(strings.Join(parts, strings.Repeat(" ", gap)), " ")
}

func (t *table) line(i int) string {
	parts := make([]string, len(t.shown))
	for n, c := range t.shown {
		parts[n] = c.cell(c.cells[i])
	}
	return strings.TrimRight(strings.Join(parts, strings.Repeat(" ", gap)), " ")
}

// left tells in words what has no column here, as far as it is known.
func (t *table) left(i int) string {
	var parts []string
	for _, c := range t.out {
		if s := c.cells[i]; s != "" && s != "—" && !c.said[i] {
			parts = append(parts, c.word+" "+s)
		}
	}
	return strings.Join(parts, " · ")
}
