package firstrun

import (
	"cmp"
	"strings"

	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/ansi"

	"simdesk/providers"
	"simdesk/ui/keys"
	"simdesk/ui/screen"
	"simdesk/ui/widget/footer"
	"simdesk/ui/widget/page"
)

// chrome is the lines of header, footer and their rules.
const chrome = 4

// View draws the window.
func (m *model) View() string {
	switch {
	case m.w == 0:
		return "simdesk"
	case screen.TooSmall(m.w, m.h):
		return screen.ViewTooSmall(m.w, m.h)
	}
	rule := m.o.Theme.Rule.Render(strings.Repeat("─", m.w))
	body := m.body()
	room := m.h - chrome
	body = append(body, make([]string, max(room-len(body), 0))...)
	lines := append([]string{m.header(), rule}, body[:room]...)
	return strings.Join(append(lines, rule, m.footer()), "\n")
}

// header says how far the set-up is; a provider without a sandbox saves a step.
func (m *model) header() string {
	left, right := " simdesk  First run", ""
	if n, of := stages[m.step].n, 4; n > 0 {
		if n > 1 && m.choice.Sandbox == "" {
			n, of = n-1, of-1
		}
		right = screen.Voice.Says("firstrun.step", "n", n, "of", of) + " "
	}
	right = lipgloss.PlaceHorizontal(m.w-ansi.StringWidth(left), lipgloss.Right, m.o.Theme.Dim.Render(right))
	return m.o.Theme.Title.Render(left) + right
}

// footer draws the keys that do something here and now, or why the last one
// did not.
func (m *model) footer() string {
	t := m.o.Theme
	if m.notice != "" {
		return " " + t.Warn.Render(ansi.Truncate("! "+m.notice, max(m.w-2, 0), "…"))
	}
	return footer.Line(t, m.bindings(), nil, m.w)
}

func (m *model) bindings() []keys.Binding {
	k := m.keys
	quit, back, move := k.Quit.As(screen.Voice.Says("firstrun.quit")), k.Back, k.Move
	switch m.step {
	case stepWelcome:
		return []keys.Binding{k.Enter, move, quit}
	case stepProvider, stepEnvironment, stepRefused, stepUnwritten:
		return []keys.Binding{k.Enter, move, back, k.Quit}
	case stepCredentials:
		enter, show := k.Enter.As("next"), k.HideCosts.As("show secrets")
		if m.form.Last() {
			enter = k.Enter.As("check")
		}
		if m.form.Shown() {
			show = show.As("hide secrets")
		}
		if m.form.Len() == 1 {
			return []keys.Binding{enter, show, back, k.Quit}
		}
		return []keys.Binding{enter, show, move, back, k.Quit}
	case stepChecking:
		return []keys.Binding{back.As("stop asking"), k.Quit}
	case stepWriting:
	}
	return nil
}

// body is the step itself. What cannot be done without stands last and is kept
// where there is little room.
func (m *model) body() []string {
	text := page.New(m.o.Theme, m.w)
	var rest []string
	switch m.step {
	case stepWelcome:
		text.Title(screen.Voice.Says("firstrun.welcome"))
	case stepProvider:
		text.Title(screen.Voice.Says("firstrun.which_provider"))
		text.Say(m.o.Theme.Dim, "", screen.Voice.Says("firstrun.one_is_enough"))
	case stepEnvironment:
		text.Title(screen.Voice.Says("firstrun.which_environment", "who", m.choice.Title))
	case stepCredentials:
		m.sayCredentials(text)
		rest = strings.Split(m.form.View(m.h-chrome-2), "\n")
	case stepChecking:
		text.Says("firstrun.asking", "who", m.choice.Title, "path", m.o.Path)
	case stepRefused:
		m.sayProblem(text)
	case stepWriting:
		text.Title(screen.Voice.Says("firstrun.writing", "path", m.o.Path))
	case stepUnwritten:
		text.Title(screen.Voice.Says("firstrun.not_saved"))
		text.Gap()
		text.Say(m.o.Theme.Bad, "! ", screen.Voice.What(m.fault))
		text.Say(m.o.Theme.Text, "  ", screen.Voice.Next(m.fault))
	}
	if len(m.menu.options) > 0 {
		rest = m.menu.lines(m.o.Theme, m.w)
	}
	return fit(text.Lines(), rest, m.h-chrome)
}

// fit shortens the text above so that the rest fits below it.
func fit(text, rest []string, room int) []string {
	room -= len(rest) + 1
	if len(text) > max(room, 1) {
		text = append(text[:max(room-1, 0):max(room-1, 0)], " …")
	}
	return append(append(text, ""), rest...)
}

func (m *model) sayCredentials(p *page.Page) {
	t, who, says := m.o.Theme, m.choice.Title, screen.Voice.Says
	if m.choice.Sandbox == "" {
		p.Title(says("firstrun.credentials", "who", who))
	} else {
		p.Title(says("firstrun.credentials_for", "who", who, "environment", m.env))
	}
	p.Say(t.Dim, "", says("firstrun.kept", "path", m.o.Path))
	p.Say(t.Dim, "", says("firstrun.schemes"))
	if m.choice.Sandbox == "" {
		p.Say(t.Dim, "", says("firstrun.all_real", "who", who))
	}
}

// sayProblem says what the provider, or what is between it and here, had
// against the credentials, and where they were tried.
func (m *model) sayProblem(p *page.Page) {
	p.Title(m.problemTitle())
	p.Gap()
	p.Say(m.o.Theme.Bad, "! ", cmp.Or(screen.Voice.Reason(m.problem.Why), screen.Voice.Says("firstrun.no_reason")))
	if m.choice.Sandbox != "" && m.problem.Kind == providers.KindUnauthorized {
		p.Say(m.o.Theme.Text, "  ", screen.Voice.Says("firstrun.tried_for", "environment", m.env))
	}
}

func (m *model) problemTitle() string {
	switch m.problem.Kind {
	case providers.KindUnauthorized:
		return screen.Voice.Says("firstrun.not_accepted", "who", m.choice.Title)
	case providers.KindUnavailable, providers.KindThrottled:
		return screen.Voice.Says("firstrun.not_asked", "who", m.choice.Title)
	case providers.KindConfig, providers.KindInvalid:
		return screen.Voice.Says("firstrun.not_usable")
	case providers.KindNotFound, providers.KindDeclined, providers.KindUnsupported, providers.KindUnknownOutcome, providers.KindInternal:
	}
	return screen.Voice.Says("firstrun.no_balance", "who", m.choice.Title)
}
