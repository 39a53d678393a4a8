package esim

import (
	"fmt"
	"strings"
	"time"

	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/ansi"

	"simdesk/providers"
	"simdesk/ui/say"
	"simdesk/ui/widget/page"
)

const (
	barMost  = 40 // cells of the longest bar
	barLeast = 8  // a shorter one says nothing
	lowTenth = 10 // a tenth or less left is drawn as a warning
)

// bundle draws one allowance: its name where there are several, a bar with the
// same in words, and how long it lasts.
func (m *Model) bundle(p *page.Page, i int, b providers.Bundle) {
	e := m.esim()
	if i > 0 {
		p.Gap()
	}
	if name := withRaw(page.Clean(b.Name), b.Status); len(e.Bundles) > 1 || (b.Name != "" && b.Name != e.Name) {
		p.FactIn(m.env.Theme.Strong, "Bundle", name)
	}
	words := left(b)
	if b.Unlimited || b.TotalBytes == nil || b.RemainingBytes == nil || *b.TotalBytes <= 0 {
		p.Fact("Data", words)
	} else {
		m.bar(p, b, words)
	}
	m.until(p, b)
}

// bar draws what is left beside its words, or the words alone where there is
// no room for a bar that says anything.
func (m *Model) bar(p *page.Page, b providers.Bundle, words string) {
	style := m.fullness(b)
	cells := min(p.Room()-ansi.StringWidth(words)-2, barMost)
	if cells < barLeast {
		p.FactIn(style, "Data", words)
		return
	}
	full := filled(*b.RemainingBytes, *b.TotalBytes, cells)
	p.Line("Data", style.Render(strings.Repeat("█", full)+strings.Repeat("░", cells-full))+"  "+words)
}

// filled is how many cells of a bar are full: never none while something is
// left, never all while something is gone. The library's progress rounds both
// away; with its cells counted here, it has nothing left to do.
func filled(part, all int64, cells int) int {
	switch {
	case part <= 0:
		return 0
	case part >= all:
		return cells
	}
	n := int(float64(part) / float64(all) * float64(cells))
	return min(max(n, 1), cells-1)
}

func (m *Model) fullness(b providers.Bundle) lipgloss.Style {
	t := m.env.Theme
	switch {
	case *b.RemainingBytes <= 0:
		return t.Bad
	case *b.RemainingBytes <= *b.TotalBytes/lowTenth:
		return t.Warn
	}
	return t.Good
}

// left is an allowance in words: what is not known is said to be unknown, with
// the provider's own words where it has some.
func left(b providers.Bundle) string {
	switch {
	case b.Unlimited:
		return "unlimited"
	case b.RemainingBytes != nil && b.TotalBytes != nil:
		return of(*b.RemainingBytes, *b.TotalBytes) + " left"
	case b.RemainingBytes != nil:
		return say.Bytes(*b.RemainingBytes) + " left, of how much is unknown"
	case b.TotalBytes != nil:
		return "unknown how much is left of " + say.Bytes(*b.TotalBytes) + said(b.RawRemaining)
	}
	return "unknown" + said(strings.TrimSpace(b.RawRemaining+" of "+b.RawTotal))
}

// of says both sizes with one unit where it is the same: "8.5 of 10 GB".
func of(part, all int64) string {
	p, a := say.Bytes(part), say.Bytes(all)
	number, unit, _ := strings.Cut(p, " ")
	if strings.HasSuffix(a, " "+unit) {
		return number + " of " + a
	}
	if part == 0 {
		return "0 of " + a
	}
	return p + " of " + a
}

func said(raw string) string {
	if raw = page.Clean(raw); raw == "" || raw == "of" {
		return ""
	}
	return " (the provider says " + raw + ")"
}

// until is the end of a bundle, how far it is, and how long the data lasts at
// the pace so far.
func (m *Model) until(p *page.Page, b providers.Bundle) {
	var parts []string
	if b.ExpiresAt != nil {
		parts = append(parts, m.day(*b.ExpiresAt, true), m.away(*b.ExpiresAt))
	} else {
		parts = append(parts, "no end known")
	}
	if pace := m.pace(b); pace != "" {
		parts = append(parts, "at this pace: "+pace)
	}
	if b.StartsAt != nil && b.StartsAt.After(m.env.Now()) {
		parts = append(parts, "starts "+m.day(*b.StartsAt, true))
	}
	p.List("Until", parts)
}

// day is a date for people, with the year where it is another one.
func (m *Model) day(at time.Time, clock bool) string {
	now := m.env.Now()
	at = at.In(now.Location())
	layout := "2 Jan"
	if at.Year() != now.Year() {
		layout = "2 Jan 2006"
	}
	if clock {
		layout += " 15:04"
	}
	return at.Format(layout)
}

// away is how far a time is: days, and below two days hours.
func (m *Model) away(at time.Time) string {
	d := at.Sub(m.env.Now())
	const day = 24 * time.Hour
	switch {
	case d <= -2*day:
		return fmt.Sprintf("ended %d days ago", int(-d/day))
	case d <= 0:
		return "ended"
	case d < time.Hour:
		return fmt.Sprintf("%d minutes left", int(d.Minutes()))
	case d < 2*day:
		return fmt.Sprintf("%d hours left", int(d.Hours()))
	}
	return fmt.Sprintf("%d days left", int(d/day))
}

// soonest is how long a bundle must run before its pace says anything.
const soonest = time.Hour

// pace estimates when the data is used up. It is said only when start and use
// are both known, never guessed.
func (m *Model) pace(b providers.Bundle) string {
	if b.Unlimited || b.StartsAt == nil || b.TotalBytes == nil || b.RemainingBytes == nil {
		return ""
	}
	asOf := m.esim().AsOf
	if asOf.IsZero() {
		asOf = m.env.Now()
	}
	ran, used := asOf.Sub(*b.StartsAt), *b.TotalBytes-*b.RemainingBytes
	if ran < soonest || used <= 0 || *b.RemainingBytes <= 0 {
		return ""
	}
	more := ran.Hours() * (float64(*b.RemainingBytes) / float64(used))
	const years = 24 * 366 * 3
	if more > years {
		return "lasts for years"
	}
	end := asOf.Add(time.Duration(more * float64(time.Hour)))
	switch {
	case b.ExpiresAt != nil && !b.ExpiresAt.After(m.env.Now()):
		return ""
	case b.ExpiresAt != nil && !end.Before(*b.ExpiresAt):
		return "lasts until the end"
	}
	return m.day(end, end.Sub(m.env.Now()) < 24*time.Hour)
}

// difference sets what was left before a top-up beside what is left now.
func (m *Model) difference(p *page.Page) {
	if m.before == nil {
		return
	}
	t, now := m.env.Theme, m.esim()
	switch {
	case m.asking:
		p.Say(t.Warn, "· ", "Topped up. Reading it back…")
	case m.lookErr != nil:
		p.Say(t.Warn, "! ", "Topped up, but it could not be read back: below is what was left before.")
	case sum(m.before) == sum(now) && len(m.before.Bundles) == len(now.Bundles):
		p.Say(t.Warn, "· ", "Topped up. "+m.env.Title(now.Provider)+" does not show it yet: "+sum(now)+" before and now. ^R reads it again.")
	default:
		p.Say(t.Good, "✓ ", "Topped up: "+sum(m.before)+" left before, "+sum(now)+" left now.")
	}
	p.Gap()
}

// sum is what is left on all bundles together, unknown as soon as one is.
func sum(e *providers.ESIM) string {
	var all int64
	for _, b := range e.Bundles {
		switch {
		case b.Unlimited:
			return "unlimited"
		case b.RemainingBytes == nil:
			return "an unknown amount"
		}
		all += *b.RemainingBytes
	}
	if len(e.Bundles) == 0 {
		return "an unknown amount"
	}
	return say.Bytes(all)
}
