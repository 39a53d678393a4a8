package esim

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"

	"simdesk/providers"
	"simdesk/ui/say"
	"simdesk/ui/screen"
	"simdesk/ui/widget/page"
)

const (
	oldAfter  = 5 * time.Minute // a reading that is older is drawn as stale
	patience  = 2 * time.Second // how long "Asking…" stands before the seconds are counted
	topUpHead = 2               // the eSIM and a gap above the packages
)

// View draws the box and what is under it.
func (m *Model) View() string {
	lines := []string{m.box.View(), m.status()}
	switch m.face {
	case faceESIM:
		lines = append(lines, m.scroll.View(m.card(), m.room(), m.env.Theme))
	case faceTopUps:
		lines = append(lines, m.viewTopUps()...)
	case faceSearch:
		lines = append(lines, m.viewSearch())
	}
	return strings.Join(lines, "\n")
}

// status is the one line between the box and the rest.
func (m *Model) status() string {
	t := m.env.Theme
	style, text := t.Dim, ""
	switch {
	case m.face == faceTopUps && m.fetching:
		style, text = t.Stale, "Asking "+m.env.Title(m.provider)+" which packages fit…"
	case m.face == faceESIM && m.asking:
		style, text = t.Stale, m.askingWhom()
	case m.face == faceTopUps && len(m.topUps) > 0:
		text = fmt.Sprintf("%d packages fit, best guess first, then the cheapest", len(m.topUps))
	case m.face == faceESIM && m.esim() != nil:
		at := m.esim().AsOf
		if text = say.AsOf(at, m.env.Now()); at.IsZero() {
			text = "as of: the provider does not say"
		} else if m.lookErr != nil || m.env.Now().Sub(at) > oldAfter {
			style, text = t.Stale, text+", not newer: ^R reads it again"
		}
	case m.face == faceSearch && m.finding:
		text = "Searching the orders…"
	case m.face == faceSearch && len(m.matches) > 0:
		text = fmt.Sprintf("%d of ours match", len(m.matches))
		if len(m.matches) == 1 {
			text = "1 of ours matches"
		}
	}
	return " " + style.Render(ansi.Truncate(text, max(m.w-2, 0), "…"))
}

// askingWhom names who has been asked, and for how long when it takes long.
func (m *Model) askingWhom() string {
	who := m.readers()
	if m.provider != "" {
		who = m.env.Title(m.provider)
	}
	text := "Asking " + who + "…"
	if waited := m.env.Now().Sub(m.since); waited >= patience {
		text += fmt.Sprintf(" %d s", int(waited.Seconds()))
	}
	return text
}

// readers are the providers that can tell about an eSIM.
func (m *Model) readers() string {
	var titles []string
	for _, a := range m.env.Desk.Accounts() {
		if a.Problem == nil && m.env.Desk.Why(a.Name, providers.CanReadESIM).IsZero() {
			titles = append(titles, a.Title)
		}
	}
	return strings.Join(titles, ", ")
}

func (m *Model) viewSearch() string {
	if len(m.matches) > 0 {
		return m.matchGrid.View()
	}
	p := page.New(m.env.Theme, m.w)
	first, rest := m.empty()
	p.Title(first)
	p.Gap()
	for _, line := range rest {
		p.Say(m.env.Theme.Text, "", line)
	}
	return page.Scroll{}.View(p.Lines(), m.room(), m.env.Theme)
}

// empty says why nothing is listed and what to do next.
func (m *Model) empty() (first string, rest []string) {
	text := strings.TrimSpace(m.box.Value())
	const whole = "Only a whole ICCID, 18 to 22 digits, can be asked of the providers."
	switch {
	case m.findErr != nil:
		return "The orders cannot be searched.", []string{m.env.Explain(m.findErr)}
	case text == "":
		return "Scan or type what the customer has.", []string{
			"An ICCID or its last digits, a phone number, an order number, a name.",
			"What was sold here is found first; a whole ICCID is asked of every provider."}
	case m.typedICCID() != "" && m.finding:
		return "", nil
	case m.typedICCID() != "":
		return "Not sold here. ↵ asks " + m.readers() + ".", m.luhn(m.typedICCID())
	case len([]rune(text)) < fewest:
		return "Go on typing.", []string{fmt.Sprintf("The search starts with %d characters; of a number it takes the last 4 digits or more.", fewest)}
	case m.finding || m.searched == "":
		return "", nil
	case m.other > 0:
		return fmt.Sprintf("No eSIM, but %d of our orders: %s", m.other, text), []string{"Alt+4 searches the orders.", whole}
	}
	return "Nothing sold here matches: " + text, []string{whole, "Esc clears the search."}
}

// luhn warns of a number that was probably mistyped. Real ones fail the check
// too, so it never stops anybody.
func (m *Model) luhn(iccid string) []string {
	if iccid == "" || providers.LuhnOK(iccid) {
		return nil
	}
	return []string{"The check digit does not fit: compare the number with the phone. Some real numbers are like that."}
}

// card is everything about the eSIM that is shown, one line each.
func (m *Model) card() []string {
	t := m.env.Theme
	p := page.New(t, m.w)
	m.head(p)
	if m.asking && m.shown == nil {
		return p.Lines()
	}
	if m.lookErr != nil {
		m.failed(p)
	}
	if e := m.esim(); e != nil {
		m.difference(p)
		for i, b := range e.Bundles {
			m.bundle(p, i, b)
		}
		if len(e.Bundles) == 0 {
			p.Fact("Data", "unknown: "+m.env.Title(e.Provider)+" names no allowance")
		}
		p.Gap()
		m.where(p, e)
		p.Fact("Top-up", m.topUpWord(e.CanTopUp))
		for _, w := range e.Warnings {
			p.Say(t.Warn, "! ", "Not everything could be read: "+say.Plain(screen.Voice.Reason(w.Reason())))
		}
		for _, n := range e.Notes {
			p.Fact("Note", screen.Voice.Reason(n))
		}
	}
	m.history(p)
	if e := m.esim(); e != nil && len(countries(e.Coverage)) > fewCountries {
		p.Gap()
		p.List("Where", countries(e.Coverage))
	}
	return p.Lines()
}

// fewCountries is how many are listed where one looks for them; more stand at
// the end, out of the way of what matters more.
const fewCountries = 12

func (m *Model) where(p *page.Page, e *providers.ESIM) {
	all := countries(e.Coverage)
	if len(all) > fewCountries {
		all = []string{fmt.Sprintf("%d countries, listed below", len(all))}
	}
	p.List("Where", all)
}

// head is the number and whose it is, on one line where both fit.
func (m *Model) head(p *page.Page) {
	t := m.env.Theme
	number, what := screen.Fours(page.Clean(m.iccid)), ""
	if e := m.esim(); e != nil {
		what = m.what(e)
	}
	if both := ansi.StringWidth(number) + 3 + ansi.StringWidth(what); what != "" && both <= m.w-2 {
		p.Row(t.Title.Render(number) + "   " + t.Strong.Render(what))
	} else {
		p.Title(number)
		p.Say(t.Strong, "", what)
	}
	if m.esim() == nil { // a number that a provider knows is right, whatever its check digit
		for _, text := range m.luhn(m.iccid) {
			p.Say(t.Warn, "! ", text)
		}
	}
	p.Gap()
}

// what is provider, name, install and plan state. The provider's own word
// stands in parentheses where it is another one.
func (m *Model) what(e *providers.ESIM) string {
	parts := []string{m.env.Title(e.Provider)}
	if name := page.Clean(e.Name); name != "" {
		parts = append(parts, name)
	}
	install := "install " + string(providers.InstallUnknown)
	if e.Install != providers.InstallUnknown && e.Install != "" {
		install = string(e.Install)
	}
	status := strings.ReplaceAll(string(e.Status), "_", " ")
	if e.Status == providers.PlanUnknown || e.Status == "" {
		status = "plan unknown"
	}
	return strings.Join(append(parts, withRaw(install, e.RawInstall), withRaw(status, e.RawStatus)), " · ")
}

func withRaw(word, raw string) string {
	raw = page.Clean(raw)
	if raw == "" || plainWord(raw) == plainWord(word) {
		return word
	}
	return word + " (" + raw + ")"
}

// plainWord makes "NOT_ACTIVE" and "not active" the same word.
func plainWord(s string) string {
	return strings.ToLower(strings.NewReplacer("_", "", "-", "", " ", "").Replace(s))
}

// failed says why nothing, or nothing newer, is known.
func (m *Model) failed(p *page.Page) {
	t := m.env.Theme
	p.Say(t.Bad, "! ", m.env.Explain(m.lookErr))
	if m.shown == nil || m.esim() != nil || len(m.shown.Errors) < 2 {
		p.Gap()
		return
	}
	for _, e := range m.shown.Errors {
		text := page.Clean(screen.Voice.Reason(e.Reason()))
		if e.Kind == providers.KindNotFound {
			text = "does not know it"
		}
		p.Fact(m.env.Title(e.Provider), text)
	}
	p.Gap()
}

// history is what was sold here for this eSIM.
func (m *Model) history(p *page.Page) {
	if m.shown == nil || len(m.shown.Orders) == 0 {
		return
	}
	p.Gap()
	name := "Sold here"
	for _, o := range m.shown.Orders {
		parts := []string{o.CreatedAt.In(m.env.Now().Location()).Format("2 Jan 2006 15:04"), say.KindName(o.Kind),
			o.ProductName, screen.StateSign(o.State) + " " + say.OrderWord(o)}
		p.FactIn(*screen.StateStyle(m.env.Theme, o.State), name, strings.Join(parts, " · "))
		name = ""
	}
}

// countries groups networks by country: "AE Etisalat, du".
func countries(all []providers.Network) []string {
	var codes []string
	names := map[string][]string{}
	for _, n := range all {
		if !slices.Contains(codes, n.Country) {
			codes = append(codes, n.Country)
		}
		if n.Name != "" && !slices.Contains(names[n.Country], n.Name) {
			names[n.Country] = append(names[n.Country], n.Name)
		}
	}
	for i, c := range codes {
		codes[i] = strings.TrimSpace(c + " " + strings.Join(names[c], ", "))
	}
	return codes
}

func (m *Model) topUpWord(t providers.Truth) string {
	if why := m.whyNoTopUp(); why != "" {
		return why
	}
	if t == providers.Yes {
		return "possible: ^T lists what fits"
	}
	return "not known whether it can be topped up: ^T asks"
}
