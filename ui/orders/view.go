package orders

import (
	"cmp"
	"strings"
	"time"

	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/ansi"

	"simdesk/state/ledger"
	"simdesk/ui/say"
	"simdesk/ui/screen"
	"simdesk/ui/widget/grid"
	"simdesk/ui/widget/page"
)

const headLines = 2 // the box, and the filters with the count

// The columns of the list.
const (
	colState = iota
	colWhen
	colWhat
	colFor
	colProvider
	colPrice
	colClerk
)

// columns are laid out for 80 cells; narrower windows lose the clerk first,
// then the provider, then whom it was for.
func (m *Model) columns() []grid.Column {
	return []grid.Column{
		colState:    {Title: "State", Width: 13, Style: m.stateStyle},
		colWhen:     {Title: "When", Width: 6, Align: grid.Right},
		colWhat:     {Title: "What", Width: 14, Grow: 1},
		colFor:      {Title: "For", Width: 10, Drop: 2},
		colProvider: {Title: "Provider", Width: 11, Drop: 3},
		colPrice:    {Title: "Price", Width: 9, Align: grid.Point},
		colClerk:    {Title: "Clerk", Width: 8, Drop: 4},
	}
}

func (m *Model) stateStyle(row int32) *lipgloss.Style {
	return screen.StateStyle(m.env.Theme, m.orders[row].State)
}

func (m *Model) cell(row int32, column int) string {
	o := m.orders[row]
	switch column {
	case colState:
		return stateText(o)
	case colWhen:
		return m.when(o.CreatedAt)
	case colWhat:
		return page.Clean(say.What(o))
	case colFor:
		return end(whom(o))
	case colProvider:
		return m.env.Title(o.Provider)
	case colPrice:
		return say.Amount(o.Price)
	}
	return page.Clean(o.Clerk)
}

func stateText(o ledger.Order) string {
	return screen.StateSign(o.State) + " " + say.OrderWord(o)
}

// when is as much of a time as tells it from the others: the hour today, the
// day this year.
func (m *Model) when(at time.Time) string {
	now := m.env.Now()
	at = at.In(now.Location())
	switch {
	case !at.Before(midnight(now)):
		return at.Format("15:04")
	case at.Year() == now.Year():
		return at.Format("2 Jan")
	}
	return at.Format("2006")
}

// whom is the number that an order is for or delivered.
func whom(o ledger.Order) string {
	if o.Target != "" {
		return o.Target
	}
	for _, d := range o.Delivery {
		if number := cmp.Or(d.ICCID, d.Phone, d.SIMNumber); number != "" {
			return number
		}
	}
	return ""
}

// end keeps the last digits of a long number: people read out the end.
func end(s string) string {
	const cells = 10
	s = page.Clean(s)
	if n := ansi.StringWidth(s); n > cells {
		return "…" + ansi.TruncateLeft(s, n-cells+1, "")
	}
	return s
}

// View draws the list, or the order that is open.
func (m *Model) View() string {
	switch {
	case m.decision() != nil:
		return m.viewDecision()
	case m.detail != nil:
		return m.detail.scroll.View(m.detailLines(), m.h, m.env.Theme)
	}
	lines := []string{m.box.View(), m.status()}
	if len(m.orders) > 0 {
		return strings.Join(append(lines, m.grid.View()), "\n")
	}
	p := page.New(m.env.Theme, m.w)
	m.empty(p)
	return strings.Join(append(lines, "", page.Scroll{}.View(p.Lines(), max(m.h-headLines-1, 0), m.env.Theme)), "\n")
}

// status is the filters, and how many orders are listed since when.
func (m *Model) status() string {
	t := m.env.Theme
	name := func(i int) string {
		if !m.offered(i) {
			return ""
		}
		return tabs[i].name
	}
	news := m.news()
	text, cells := page.Tabs(t, len(tabs), name, m.tab, max(m.w-ansi.StringWidth(news)-2, m.w/2))
	style := t.Dim
	if m.settling || m.err != nil {
		style = t.Stale
	}
	right := style.Render(ansi.Truncate(news, max(m.w-cells-3, 0), "…"))
	return text + lipgloss.PlaceHorizontal(m.w-cells-2, lipgloss.Right, right)
}

func (m *Model) news() string {
	switch {
	case m.settling:
		return voice.Says("orders.asking")
	case m.err != nil && len(m.orders) > 0:
		return voice.Says("orders.unread")
	case m.stale:
		return voice.Says("orders.searching")
	case len(m.orders) == 0:
		return ""
	case m.next != "":
		return voice.Says("orders.more_listed", "n", len(m.orders), "age", say.AsOf(m.asOf, m.env.Now()))
	}
	return voice.Says("orders.listed", "n", len(m.orders), "age", say.AsOf(m.asOf, m.env.Now()))
}

// empty says why nothing is listed and what to do next.
func (m *Model) empty(p *page.Page) {
	switch {
	case m.err != nil:
		p.Say(m.env.Theme.Bad, "! ", m.env.Explain(m.err))
	case m.loading:
	case m.text() != "":
		p.Says("orders.no_match", "text", m.text(), "tab", tabs[m.tab].name)
	case m.tab != 0:
		p.Says("orders.none_here", "tab", tabs[m.tab].name)
	default:
		p.Says("orders.nothing_sold")
	}
}
