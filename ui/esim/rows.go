package esim

import (
	"strings"

	"github.com/charmbracelet/lipgloss"

	"simdesk/ui/say"
	"simdesk/ui/screen"
	"simdesk/ui/widget/grid"
	"simdesk/ui/widget/page"
)

// The columns of what of ours matches.
const (
	matchICCID = iota
	matchName
	matchProvider
	matchSold
	matchOrders
)

func matchColumns() []grid.Column {
	return []grid.Column{
		matchICCID:    {Title: "ICCID", Width: 24},
		matchName:     {Title: "What", Width: 8, Grow: 1},
		matchProvider: {Title: "Provider", Width: 11},
		matchSold:     {Title: "Newest order", Width: 12, Drop: 1},
		matchOrders:   {Title: "", Width: 8, Drop: 2},
	}
}

func (m *Model) matchCell(row int32, column int) string {
	f := m.matches[row]
	switch column {
	case matchICCID:
		return screen.Fours(page.Clean(f.iccid))
	case matchName:
		return page.Clean(f.name)
	case matchProvider:
		return m.env.Title(f.provider)
	case matchSold:
		return say.Day(f.at, m.env.Now(), true)
	}
	if f.orders > 1 {
		return screen.Voice.Says("esim.orders", "n", f.orders)
	}
	return ""
}

// The columns of the packages that fit.
const (
	topUpData = iota
	topUpDays
	topUpName
	topUpCost
	topUpPrice
	topUpNote
)

func (m *Model) topUpColumns() []grid.Column {
	t := m.env.Theme
	always := func(s lipgloss.Style) func(int32) *lipgloss.Style { return func(int32) *lipgloss.Style { return &s } }
	return []grid.Column{
		topUpData:  {Title: "Data", Width: 9, Align: grid.Right},
		topUpDays:  {Title: "Days", Width: 5, Align: grid.Right},
		topUpName:  {Title: "What", Width: 10, Grow: 1},
		topUpCost:  {Title: "Cost", Width: 8, Align: grid.Point, Drop: 1, Style: always(t.Dim), Hide: m.env.HideCosts()},
		topUpPrice: {Title: "Price", Width: 9, Align: grid.Point, Style: always(t.Strong)},
		topUpNote:  {Title: "", Width: 11, Style: always(t.Good)},
	}
}

func (m *Model) topUpCell(row int32, column int) string {
	e := m.topUps[row]
	switch column {
	case topUpData:
		return say.Data(e.Data)
	case topUpDays:
		return say.Days(e.Days)
	case topUpName:
		return page.Clean(e.Name)
	case topUpCost:
		if m.env.HideCosts() {
			return "" // at once, not with the next layout
		}
		return say.Amount(e.Cost)
	case topUpPrice:
		return say.Price(e.Price, e.Approx)
	}
	switch {
	case e.same:
		return "as before"
	case e.Stock != nil && *e.Stock <= 0:
		return "sold out"
	}
	return ""
}

// viewTopUps draws the packages under the eSIM that they are for.
func (m *Model) viewTopUps() []string {
	t := m.env.Theme
	p := page.New(t, m.w)
	p.Title(screen.Voice.Says("esim.top_up", "iccid", screen.Fours(page.Clean(m.iccid))))
	p.Gap()
	switch {
	case m.topUpErr != nil:
		p.Say(t.Bad, "! ", m.env.Explain(m.topUpErr))
	case m.packages.Busy() && len(m.topUps) == 0:
		p.Say(t.Dim, "", screen.Voice.Says("esim.packages_come"))
	case len(m.topUps) == 0:
		p.Says("esim.no_package")
	default:
		return append(p.Lines(), strings.Split(m.topUpGrid.View(), "\n")...)
	}
	return p.Lines()
}
