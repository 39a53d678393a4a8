package esim

import (
	"fmt"
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
		return m.day(f.at, true)
	}
	if f.orders > 1 {
		return fmt.Sprintf("%d orders", f.orders)
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
	dim, strong, good := m.env.Theme.Dim, m.env.Theme.Strong, m.env.Theme.Good
	always := func(s *lipgloss.Style) func(int32) *lipgloss.Style { return func(int32) *lipgloss.Style { return s } }
	return []grid.Column{
		topUpData:  {Title: "Data", Width: 9, Align: grid.Right},
		topUpDays:  {Title: "Days", Width: 5, Align: grid.Right},
		topUpName:  {Title: "What", Width: 10, Grow: 1},
		topUpCost:  {Title: "Cost", Width: 8, Align: grid.Point, Drop: 1, Style: always(&dim), Hide: m.hidden},
		topUpPrice: {Title: "Price", Width: 9, Align: grid.Point, Style: always(&strong)},
		topUpNote:  {Title: "", Width: 11, Style: always(&good)},
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
		if e.Approx && e.Price != nil {
			return "≈ " + e.Price.String()
		}
		return say.Amount(e.Price)
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
	p.Title("Top up " + screen.Fours(page.Clean(m.iccid)))
	p.Gap()
	switch {
	case m.topUpErr != nil:
		p.Say(t.Bad, "! ", m.env.Explain(m.topUpErr))
	case m.fetching && len(m.topUps) == 0:
		p.Say(t.Dim, "", "The packages are listed as soon as they are known.")
	case len(m.topUps) == 0:
		p.Say(t.Strong, "", "No package fits this eSIM now.")
		p.Say(t.Text, "", "Sell a new one (Alt+1). Esc goes back to the eSIM.")
	default:
		return append(p.Lines(), strings.Split(m.topUpGrid.View(), "\n")...)
	}
	return p.Lines()
}
