package sell

import (
	"strconv"

	"github.com/charmbracelet/lipgloss"

	"simdesk/providers"
	"simdesk/state/catalog"
	"simdesk/ui/say"
	"simdesk/ui/screen"
	"simdesk/ui/widget/grid"
)

// The columns, in the order they are drawn.
const (
	colWhere = iota
	colData
	colDays
	colName
	colProvider
	colCost
	colPrice
	colPerGB
	colNote
	colCount
)

// row is the plain text of one product's cells, made once.
type row struct {
	cells [colCount]string
	out   bool // sold out
}

// columns are laid out for 80 cells with costs; narrower windows lose the note
// first, then the price per GB, then the cost.
func (m *Model) columns() []grid.Column {
	cols := []grid.Column{
		colWhere:    {Title: "", Width: 4},
		colData:     {Title: "Data", Width: m.dataCells, Align: grid.Right, Tight: true},
		colDays:     {Title: "Days", Width: 5, Align: grid.Right, Tight: true},
		colName:     {Title: "What", Width: 10, Grow: 1, Ends: m.noData},
		colProvider: {Title: "Provider", Width: 11},
		colCost:     {Title: "Cost", Width: 8, Align: grid.Point, Drop: 1, Style: m.style(m.env.Theme.Dim)},
		colPrice:    {Title: "Price", Width: 8, Align: grid.Point, Style: m.style(m.env.Theme.Strong)},
		colPerGB:    {Title: m.env.Currency + "/GB", Width: 6, Align: grid.Point, Drop: 2},
		colNote:     {Title: "", Width: 8, Drop: 3, Style: m.style(m.env.Theme.Dim)},
	}
	cols[colCost].Hide = m.env.HideCosts()
	cols[colData].Hide, cols[colDays].Hide, cols[colPerGB].Hide = m.noData, m.noData, m.noData
	return cols
}

// style dims what is sold out.
func (m *Model) style(usual lipgloss.Style) func(int32) *lipgloss.Style {
	dim := m.env.Theme.Dim
	return func(r int32) *lipgloss.Style {
		if m.row(r).out {
			return &dim
		}
		return &usual
	}
}

func (m *Model) row(r int32) *row {
	if c, ok := m.cells[r]; ok {
		return c
	}
	e := m.entry(r)
	c := &row{out: e.Stock != nil && *e.Stock <= 0}
	c.cells = [colCount]string{
		colWhere: where(e), colData: say.Data(e.Data), colDays: say.Days(e.Days), colName: name(e),
		colProvider: m.env.Title(e.Provider), colCost: say.Amount(e.Cost), colPrice: price(e), colNote: note(e),
	}
	if e.PerGB != nil {
		c.cells[colPerGB] = e.PerGB.Number()
	}
	m.cells[r] = c
	return c
}

func (m *Model) cell(r int32, column int) string { return m.row(r).cells[column] }

// where is the country, or how many there are.
func where(e catalog.Entry) string {
	switch n := len(e.Countries); {
	case n == 1:
		return e.Countries[0]
	case n > 1:
		return "×" + strconv.Itoa(n)
	}
	return ""
}

// name is what tells this product from its neighbours: the network of an eSIM
// for one country, the region of one for many (how many stands beside it), the
// product's name otherwise.
func name(e catalog.Entry) string {
	switch {
	case e.Kind != providers.KindESIM:
		return e.Name
	case len(e.Countries) > 1 && e.Region != "":
		return e.Region
	case len(e.Countries) > 1:
		return screen.Voice.Says("sell.countries", "n", len(e.Countries))
	case len(e.Countries) == 0 && e.Region != "":
		return e.Region
	case len(e.Countries) == 1 && e.Operator != "":
		return e.Operator
	}
	return e.Name
}

func price(e catalog.Entry) string {
	if e.Price == nil && !e.Fixed() {
		return "by amount"
	}
	return say.Price(e.Price, e.Approx)
}

func note(e catalog.Entry) string {
	switch {
	case e.Stock != nil && *e.Stock <= 0:
		return "sold out"
	case e.Stock != nil && *e.Stock < 10:
		return screen.Voice.Says("sell.left", "n", *e.Stock)
	case e.CanTopUp == providers.Yes:
		return "top-up"
	}
	return ""
}
