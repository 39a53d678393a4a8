package esim

import (
	"strings"
	"time"

	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/ansi"

	"simdesk/providers"
	"simdesk/ui/say"
	"simdesk/ui/screen"
	"simdesk/ui/widget/page"
)

const (
	barMost  = 40 // cells of the longest bar
	barLeast = 8  // a shorter one says nothing
	lowTenth = 10 // a tenth or less left is drawn as a warning
	dayLong  = 24 * time.Hour
)

// bundle draws one allowance: its name where there are several, a bar with the
// same in words, and how long it lasts.
func (m *Model) bundle(p *page.Page, i int, b providers.Bundle) {
	e := m.esim()
	if i > 0 {
		p.Gap()
	}
	if len(e.Bundles) > 1 || (b.Name != "" && b.Name != e.Name) {
		p.FactIn(m.env.Theme.Strong, "Bundle", withRaw(page.Clean(b.Name), b.Status))
	}
	words := left(b)
	cells := min(p.Room()-ansi.StringWidth(words)-2, barMost)
	switch {
	case b.Unlimited || b.TotalBytes == nil || b.RemainingBytes == nil || *b.TotalBytes <= 0:
		p.Fact("Data", words)
	case cells < barLeast:
		p.FactIn(m.fullness(b), "Data", words)
	default:
		full := filled(*b.RemainingBytes, *b.TotalBytes, cells)
		p.Line("Data", m.fullness(b).Render(strings.Repeat("█", full)+strings.Repeat("░", cells-full))+"  "+words)
	}
	p.List("Until", m.until(b))
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
	raw := page.Clean(b.RawRemaining)
	switch {
	case b.Unlimited:
		return "unlimited"
	case b.RemainingBytes != nil && b.TotalBytes != nil:
		part, all := say.Bytes(*b.RemainingBytes), say.Bytes(*b.TotalBytes)
		number, unit, _ := strings.Cut(part, " ")
		if strings.HasSuffix(all, " "+unit) || number == "0" {
			part = number // one unit for both: "8.5 of 10 GB"
		}
		return screen.Voice.Says("esim.left", "left", part, "all", all)
	case b.RemainingBytes != nil:
		return screen.Voice.Says("esim.left_of_unknown", "left", say.Bytes(*b.RemainingBytes))
	case b.TotalBytes != nil && raw != "":
		return screen.Voice.Says("esim.unknown_of_says", "all", say.Bytes(*b.TotalBytes), "raw", raw)
	case b.TotalBytes != nil:
		return screen.Voice.Says("esim.unknown_of", "all", say.Bytes(*b.TotalBytes))
	}
	all := page.Clean(b.RawTotal)
	switch {
	case raw != "" && all != "":
		return screen.Voice.Says("esim.unknown_says_of", "raw", raw, "all", all)
	case raw != "" || all != "":
		return screen.Voice.Says("esim.unknown_says", "raw", raw+all)
	}
	return "unknown"
}

// until is the end of a bundle, how far it is, and how long the data lasts at
// the pace so far.
func (m *Model) until(b providers.Bundle) []string {
	parts := []string{screen.Voice.Says("esim.no_end")}
	if b.ExpiresAt != nil {
		parts = []string{say.Day(*b.ExpiresAt, m.env.Now(), true), m.away(*b.ExpiresAt)}
	}
	parts = append(parts, m.pace(b))
	if b.StartsAt != nil && b.StartsAt.After(m.env.Now()) {
		parts = append(parts, screen.Voice.Says("esim.starts", "day", say.Day(*b.StartsAt, m.env.Now(), true)))
	}
	return parts
}

// away is how far a time is.
func (m *Model) away(at time.Time) string {
	switch d := at.Sub(m.env.Now()); {
	case d > 0:
		return screen.Voice.Says("esim.ends_in", "left", d)
	case d <= -2*dayLong:
		return screen.Voice.Says("esim.ended_ago", "ago", -d)
	}
	return "ended"
}

const (
	soonest = time.Hour         // how long a bundle must run before its pace says anything
	years   = 3 * 366 * dayLong // further than that is not worth a date
)

// pace estimates when the data is used up, "" where it says nothing. It is said
// only when start and use are both known, never guessed.
func (m *Model) pace(b providers.Bundle) string {
	if b.Unlimited || b.StartsAt == nil || b.TotalBytes == nil || b.RemainingBytes == nil ||
		b.ExpiresAt != nil && !b.ExpiresAt.After(m.env.Now()) {
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
	more := float64(ran) * (float64(*b.RemainingBytes) / float64(used))
	if more > float64(years) {
		return screen.Voice.Says("esim.pace_years")
	}
	end := asOf.Add(time.Duration(more))
	if b.ExpiresAt != nil && !end.Before(*b.ExpiresAt) {
		return screen.Voice.Says("esim.pace_to_the_end")
	}
	return screen.Voice.Says("esim.pace", "day", say.Day(end, m.env.Now(), end.Sub(m.env.Now()) < dayLong))
}

// difference sets what was left before a top-up beside what is left now.
func (m *Model) difference(p *page.Page) {
	if m.before == nil {
		return
	}
	t, now := m.env.Theme, m.esim()
	switch was, is := sum(m.before), sum(now); {
	case m.look.Busy():
		p.Say(t.Warn, "· ", screen.Voice.Says("esim.topped_up"))
	case m.lookErr != nil:
		p.Say(t.Warn, "! ", screen.Voice.Says("esim.topped_up_unread"))
	case was == is && len(m.before.Bundles) == len(now.Bundles):
		p.Say(t.Warn, "· ", screen.Voice.Says("esim.topped_up_unseen", "who", m.env.Title(now.Provider), "left", is))
	default:
		p.Say(t.Good, "✓ ", screen.Voice.Says("esim.topped_up_now", "before", was, "left", is))
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
			return screen.Voice.Says("esim.unknown_amount")
		}
		all += *b.RemainingBytes
	}
	if len(e.Bundles) == 0 {
		return screen.Voice.Says("esim.unknown_amount")
	}
	return say.Bytes(all)
}
