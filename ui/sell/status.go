package sell

import (
	"slices"
	"strings"
	"time"

	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/ansi"

	"simdesk/providers"
	"simdesk/state/catalog"
	"simdesk/state/desk"
	"simdesk/ui/say"
	"simdesk/ui/screen"
	"simdesk/ui/widget/page"
)

// fewestNews is the cells that the news beside the kinds always has.
const fewestNews = 20

// status is the kinds, the count and the age, or how far a refresh is. The
// kinds stay where they are, whatever there is to say beside them.
func (m *Model) status() string {
	t := m.env.Theme
	tabs, cells := page.Tabs(t, len(kinds), func(i int) string { return kinds[i].name }, m.kind, max(m.w-fewestNews-2, m.w/2))
	text := m.news(max(m.w-cells-2, 0))
	style := t.Dim
	if m.refresh.Busy() || m.stale() {
		style = t.Stale
	}
	return tabs + lipgloss.PlaceHorizontal(m.w-cells-1, lipgloss.Right, style.Render(text))
}

// news is the one thing to say beside the kinds, in the longest of its ways that
// fits into room: the words have a line for each, the longest first.
func (m *Model) news(room int) string {
	ways := strings.Split(m.says(), "\n")
	for _, w := range ways {
		if ansi.StringWidth(w) <= room {
			return w
		}
	}
	return ansi.Truncate(ways[len(ways)-1], room, "…")
}

func (m *Model) says() string {
	says, total := screen.Voice.Says, m.result.Total
	switch {
	case m.detect.Busy():
		return says("sell.detecting", "phone", m.phone())
	case m.refresh.Busy():
		return m.fetching()
	case m.number != "":
		return says("sell.reaching", "n", m.rows(), "phone", m.number)
	case m.phone() != "":
		return says("sell.enter_detects")
	case m.index.Len() == 0, m.dialling():
		return ""
	case m.result.Meant != "" && m.rows() > 0:
		return says("sell.meant", "meant", m.result.Meant, "n", total)
	}
	if bad := m.trouble(); len(bad) > 0 {
		return m.troubled(bad)
	}
	oldest := m.oldest()
	age := say.AsOf(oldest, m.env.Now())
	switch {
	case oldest.IsZero():
		return says("sell.found", "n", total)
	case total > len(m.result.Rows):
		return says("sell.found_more", "shown", len(m.result.Rows), "n", total, "age", age)
	}
	return says("sell.found_of_age", "n", total, "age", age)
}

// trouble is the parts of the catalogue that are missing or could not be
// refreshed.
func (m *Model) trouble() []catalog.Source {
	return slices.DeleteFunc(slices.Clone(m.sources), func(s catalog.Source) bool { return s.Error == nil })
}

// troubled names the provider in trouble, or says how many answered where there
// are several, and the key that tells more: Balances, where a wallet cannot be
// read either, says why.
func (m *Model) troubled(bad []catalog.Source) string {
	says, total := screen.Voice.Says, m.result.Total
	if s := bad[0]; len(bad) == 1 {
		who := m.env.Title(s.Provider)
		if s.AsOf.IsZero() {
			return says("sell.part_missing", "n", total, "who", who)
		}
		return says("sell.part_old", "n", total, "who", who, "age", say.AsOf(s.AsOf, m.env.Now()))
	}
	answered := 0
	for _, s := range m.sources {
		if s.Error == nil && !s.AsOf.IsZero() {
			answered++
		}
	}
	broken := func(s catalog.Source) bool {
		return slices.ContainsFunc(m.wallets, func(w desk.Wallet) bool { return w.Provider == s.Provider && w.Error != nil })
	}
	if slices.ContainsFunc(bad, broken) {
		return says("sell.few_answered_why", "n", total, "some", answered, "all", len(m.sources))
	}
	return says("sell.few_answered", "n", total, "some", answered, "all", len(m.sources))
}

// oldest is the time of the oldest part of the catalogue.
func (m *Model) oldest() time.Time {
	var oldest time.Time
	for _, s := range m.sources {
		if s.Products > 0 && (oldest.IsZero() || s.AsOf.Before(oldest)) {
			oldest = s.AsOf
		}
	}
	return oldest
}

func (m *Model) stale() bool {
	return slices.ContainsFunc(m.sources, func(s catalog.Source) bool {
		return s.Error != nil || (s.Products > 0 && providers.Age(s.AsOf, m.env.Now()) > oldAfter)
	})
}

// fetching says where each provider is that has begun, or who is waited for.
func (m *Model) fetching() string {
	var begun, awaited []string
	for _, a := range m.env.Desk.Accounts() {
		switch p, asked := m.progress[a.Name]; {
		case p.Done:
		case asked && !coming(p):
			begun = append(begun, whereIs(a.Title, p))
		case m.env.Desk.Why(a.Name, providers.CanCatalog).IsZero():
			awaited = append(awaited, a.Title)
		}
	}
	says := screen.Voice.Says
	switch n := len(awaited); {
	case len(begun) == 1:
		return says("sell.fetching_one", "it", begun[0])
	case len(begun) > 1:
		for i, ways := range begun {
			begun[i] = ways[strings.LastIndexByte(ways, '\n')+1:] // the shortest
		}
		return says("sell.fetching_several", "all", strings.Join(begun, " · "), "first", begun[0], "more", len(begun)-1)
	case n == 0, n == len(m.env.Desk.Accounts()):
		return says("sell.fetching")
	case n == 1:
		return says("sell.awaiting_one", "who", awaited[0])
	default:
		return says("sell.awaiting_several", "who", awaited, "first", awaited[0], "more", n-1)
	}
}

// whereIs is how far a provider is, with its name, in its ways.
func whereIs(who string, p desk.Progress) string {
	switch {
	case p.Page == 0 || p.Waiting >= longWait:
		return screen.Voice.Says("sell.who_waiting", "who", who, "waited", p.Waiting)
	case p.Pages > 0:
		return screen.Voice.Says("sell.who_page_of", "who", who, "page", p.Page, "pages", p.Pages)
	}
	return screen.Voice.Says("sell.who_page", "who", who, "n", p.Page)
}

// progress is how far a provider is, where there is a line for it.
func progress(p desk.Progress) string {
	waits, says := p.Waiting >= longWait, screen.Voice.Says
	switch {
	case p.Done:
		return says("sell.products", "n", p.Products)
	case coming(p):
		return says("sell.first_page")
	case p.Page == 0:
		return says("sell.waiting", "waited", p.Waiting)
	case p.Pages > 0 && waits:
		return says("sell.page_of_waiting", "page", p.Page, "pages", p.Pages, "waited", p.Waiting)
	case p.Pages > 0:
		return says("sell.page_of", "page", p.Page, "pages", p.Pages)
	case waits:
		return says("sell.page_waiting", "n", p.Page, "waited", p.Waiting)
	}
	return says("sell.page", "n", p.Page)
}

// longWait is how long a page may take until it is news that it does not come.
const longWait = 2 * time.Second

// coming reports whether the first page is not waited for long enough to say so.
func coming(p desk.Progress) bool { return p.Page == 0 && !p.Done && p.Waiting < longWait }
