package sell

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/ansi"

	"simdesk/providers"
	"simdesk/state/catalog"
	"simdesk/state/desk"
	"simdesk/ui/say"
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
	if m.refreshing || m.stale() {
		style = t.Stale
	}
	return tabs + lipgloss.PlaceHorizontal(m.w-cells-1, lipgloss.Right, style.Render(text))
}

// news is the one thing to say beside the kinds: the longest way of saying it
// that fits into room.
func (m *Model) news(room int) string {
	ways := m.sayings()
	for _, w := range ways {
		if ansi.StringWidth(w) <= room {
			return w
		}
	}
	return ansi.Truncate(ways[len(ways)-1], room, "…")
}

// sayings are ways to say the news, the longest first.
func (m *Model) sayings() []string {
	switch {
	case m.detecting:
		return []string{"asking who reaches " + m.phone() + "…", "asking who reaches it…", "asking operators…"}
	case m.refreshing:
		return m.fetching()
	case m.number != "":
		return []string{plural(m.rows(), "product") + " for " + m.number, plural(m.rows(), "product") + " for it"}
	case m.phone() != "":
		return []string{"↵ finds the operator"}
	case m.index.Len() == 0, m.dialling():
		return []string{""}
	case m.result.Meant != "" && m.rows() > 0:
		return []string{fmt.Sprintf("showing %s, %d found", m.result.Meant, m.result.Total), "showing " + m.result.Meant}
	}
	count := fmt.Sprintf("%d found", m.result.Total)
	if ways := m.trouble(); len(ways) > 0 {
		return append([]string{count + ", " + ways[0]}, ways[1:]...)
	}
	oldest := m.oldest()
	if oldest.IsZero() {
		return []string{count}
	}
	age := say.AsOf(oldest, m.env.Now())
	if m.result.Total > len(m.result.Rows) {
		count = fmt.Sprintf("first %d of %d", len(m.result.Rows), m.result.Total)
	}
	return []string{count + ", " + age, fmt.Sprintf("%d, %s", m.result.Total, age)}
}

// trouble names the provider whose part of the catalogue is missing or could
// not be refreshed, or says how many answered where there are several. It is
// said in several ways, the longest first, which needs the count before it.
func (m *Model) trouble() []string {
	var bad []catalog.Source
	answered := 0
	for _, s := range m.sources {
		switch {
		case s.Error != nil:
			bad = append(bad, s)
		case !s.AsOf.IsZero():
			answered++
		}
	}
	switch len(bad) {
	case 0:
		return nil
	case 1:
		return m.troubleOf(bad[0])
	}
	total := m.result.Total
	some := fmt.Sprintf("%d of %d", answered, len(m.sources))
	why := some + " answered: " + m.troubleKey(bad)
	return []string{some + " providers answered: " + m.troubleKey(bad), fmt.Sprintf("%d, %s", total, why), why,
		fmt.Sprintf("%d, %s answered", total, some), some + " answered"}
}

func (m *Model) troubleOf(s catalog.Source) []string {
	long, short := "is missing", "missing"
	if !s.AsOf.IsZero() {
		long, short = say.AsOf(s.AsOf, m.env.Now()), "is old"
	}
	title := m.env.Title(s.Provider)
	long, short = title+" "+long, title+" "+short
	return []string{long, fmt.Sprintf("%d, %s", m.result.Total, short), long, short}
}

// troubleKey is the key that tells more: Balances, where a wallet cannot be
// read either, says why.
func (m *Model) troubleKey(bad []catalog.Source) string {
	for _, s := range bad {
		if slices.ContainsFunc(m.wallets, func(w desk.Wallet) bool { return w.Provider == s.Provider && w.Error != nil }) {
			return "Alt+3 says why"
		}
	}
	return "^R asks again"
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

// fetching says how far each provider is: "Fyatu 3 of 12 pages".
func (m *Model) fetching() []string {
	var parts []string
	first := ""
	for _, a := range m.env.Desk.Accounts() {
		p, ok := m.progress[a.Name]
		if !ok || p.Done || coming(p) {
			continue
		}
		parts = append(parts, a.Title+" "+pages(p))
		if first == "" || p.Pages > 0 && !strings.Contains(first, "/") {
			first = short(a.Title, p)
		}
	}
	ways := []string{strings.Join(parts, " · ")}
	switch {
	case len(parts) == 1:
		ways = append(ways, first)
	case len(parts) > 1:
		ways = append(ways, fmt.Sprintf("%s, %d more", first, len(parts)-1))
	}
	if len(parts) == 0 {
		ways = m.awaited()
	}
	return append(ways, "fetching…")
}

// awaited names who has not sent a first page yet.
func (m *Model) awaited() []string {
	var titles []string
	for _, a := range m.env.Desk.Accounts() {
		if p, ok := m.progress[a.Name]; (!ok || coming(p)) && m.env.Desk.Why(a.Name, providers.CanCatalog).IsZero() {
			titles = append(titles, a.Title)
		}
	}
	switch n := len(titles); n {
	case 0, len(m.env.Desk.Accounts()):
		return []string{"fetching the catalogue…"}
	case 1:
		return []string{"waiting for " + titles[0], titles[0] + " to come"}
	default:
		return []string{"waiting for " + strings.Join(titles, ", "), fmt.Sprintf("%s, %d more", titles[0], n-1)}
	}
}

func pages(p desk.Progress) string {
	text := plural(p.Page, "page")
	switch {
	case p.Error != nil:
		return "failed"
	case p.Done:
		return plural(p.Products, "product")
	case p.Page == 0:
		return "waiting, " + seconds(p)
	case p.Pages > 0:
		text = fmt.Sprintf("%d of %s", p.Page, plural(p.Pages, "page"))
	}
	if p.Waiting >= longWait {
		text += ", waiting " + seconds(p)
	}
	return text
}

// short is where a provider is, in few cells.
func short(title string, p desk.Progress) string {
	switch {
	case p.Waiting >= longWait:
		return title + " waiting, " + seconds(p)
	case p.Pages > 0:
		return fmt.Sprintf("%s %d/%d", title, p.Page, p.Pages)
	}
	return title + " " + pages(p)
}

// longWait is how long a page may take until it is news that it does not come.
const longWait = 2 * time.Second

// coming reports whether the first page is not waited for long enough to say so.
func coming(p desk.Progress) bool { return p.Page == 0 && !p.Done && p.Waiting < longWait }

func seconds(p desk.Progress) string { return fmt.Sprintf("%d s", int(p.Waiting.Seconds())) }

func plural(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %ss", n, one)
}
