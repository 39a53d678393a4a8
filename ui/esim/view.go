package esim

import (
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
	nameCells = 13              // the providers' names, where each says why it does not know
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
	t, e, voice := m.env.Theme, m.esim(), screen.Voice
	style, text := t.Dim, ""
	switch {
	case m.face == faceTopUps && m.packages.Busy():
		style, text = t.Stale, voice.Says("esim.asking_packages", "who", m.env.Title(m.provider))
	case m.face == faceESIM && m.look.Busy():
		style, text = t.Stale, m.askingWhom()
	case m.face == faceTopUps && len(m.topUps) > 0:
		text = voice.Says("esim.packages", "n", len(m.topUps))
	case m.face == faceESIM && e != nil && e.AsOf.IsZero():
		text = voice.Says("esim.no_age")
	case m.face == faceESIM && e != nil:
		text = say.AsOf(e.AsOf, m.env.Now())
		if m.lookErr != nil || m.env.Now().Sub(e.AsOf) > oldAfter {
			style, text = t.Stale, voice.Says("esim.old", "age", text)
		}
	case m.face == faceSearch && m.find.Busy():
		text = voice.Says("esim.searching")
	case m.face == faceSearch && len(m.matches) > 0:
		text = voice.Says("esim.matches", "n", len(m.matches))
	}
	return " " + style.Render(ansi.Truncate(text, max(m.w-2, 0), "…"))
}

// askingWhom names who has been asked, and for how long when it takes long.
func (m *Model) askingWhom() string {
	who := m.readers()
	if m.provider != "" {
		who = []string{m.env.Title(m.provider)}
	}
	if waited := m.env.Now().Sub(m.since); waited >= patience {
		return screen.Voice.Says("esim.still_asking", "who", who, "waited", waited)
	}
	return screen.Voice.Says("esim.asking", "who", who)
}

// readers are the providers that can tell about an eSIM.
func (m *Model) readers() []string {
	var titles []string
	for _, a := range m.env.Desk.Accounts() {
		if a.Problem == nil && m.env.Desk.Why(a.Name, providers.CanReadESIM).IsZero() {
			titles = append(titles, a.Title)
		}
	}
	return titles
}

func (m *Model) viewSearch() string {
	if len(m.matches) > 0 {
		return m.matchGrid.View()
	}
	p := page.New(m.env.Theme, m.w)
	m.empty(p)
	return page.Scroll{}.View(p.Lines(), m.room(), m.env.Theme)
}

// empty says why nothing is listed and what to do next.
func (m *Model) empty(p *page.Page) {
	switch text := m.text(); {
	case m.findErr != nil:
		p.Says("esim.search_failed", "why", m.env.Explain(m.findErr))
	case text == "":
		p.Says("esim.empty")
	case m.typedICCID() != "" && !m.find.Busy():
		p.Says("esim.not_sold_here", "who", m.readers())
		m.luhn(p, m.typedICCID())
	case m.find.Busy():
	case len([]rune(text)) < fewest:
		p.Says("esim.type_on", "n", fewest)
	case m.searched == "":
	case m.other > 0:
		p.Says("esim.other_orders", "n", m.other, "text", text)
	default:
		p.Says("esim.nothing", "text", text)
	}
}

// luhn warns of a number that was probably mistyped. Real ones fail the check
// too, so it never stops anybody.
func (m *Model) luhn(p *page.Page, iccid string) {
	if !providers.LuhnOK(iccid) {
		p.Say(m.env.Theme.Warn, "! ", screen.Voice.Says("esim.check_digit"))
	}
}

// card is everything about the eSIM that is shown, one line each.
func (m *Model) card() []string {
	p := page.New(m.env.Theme, m.w)
	m.head(p)
	if m.look.Busy() && m.shown == nil {
		return p.Lines()
	}
	if m.lookErr != nil {
		m.failed(p)
	}
	e := m.esim()
	if e == nil {
		m.history(p)
		return p.Lines()
	}
	m.difference(p)
	for i, b := range e.Bundles {
		m.bundle(p, i, b)
	}
	if len(e.Bundles) == 0 {
		p.Fact("Data", screen.Voice.Says("esim.no_allowance", "who", m.env.Title(e.Provider)))
	}
	p.Gap()
	where := countries(e.Coverage)
	far := len(where) > fewCountries
	if far {
		p.Fact("Where", screen.Voice.Says("esim.countries", "n", len(where)))
	} else {
		p.List("Where", where)
	}
	p.Fact("Top-up", m.topUpWord(e.CanTopUp))
	for _, w := range e.Warnings {
		p.Say(m.env.Theme.Warn, "! ", screen.Voice.Says("esim.unread", "why", w.Why))
	}
	for _, n := range e.Notes {
		p.Fact("Note", screen.Voice.Reason(n))
	}
	m.history(p)
	if far {
		p.Gap()
		p.List("Where", where)
	}
	return p.Lines()
}

// fewCountries is how many are listed where one looks for them; more stand at
// the end, out of the way of what matters more.
const fewCountries = 12

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
		m.luhn(p, m.iccid)
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
	install, status := string(e.Install), strings.ReplaceAll(string(e.Status), "_", " ")
	if e.Install == providers.InstallUnknown || e.Install == "" {
		install = "install unknown"
	}
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
	p.Say(m.env.Theme.Bad, "! ", m.env.Explain(m.lookErr))
	if m.shown == nil || m.esim() != nil || len(m.shown.Errors) < 2 {
		p.Gap()
		return
	}
	p.Labels(m.env.Theme.Dim, nameCells)
	for _, e := range m.shown.Errors {
		text := screen.Voice.Reason(e.Why)
		if e.Kind == providers.KindNotFound {
			text = screen.Voice.Says("esim.does_not_know")
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
		return screen.Voice.Says("esim.top_up_possible")
	}
	return screen.Voice.Says("esim.top_up_unknown")
}
