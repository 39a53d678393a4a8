package firstrun

import (
	"cmp"
	"errors"
	"fmt"
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
	case m.tooSmall():
		return m.viewTooSmall()
	}
	rule := m.o.Theme.Rule.Render(strings.Repeat("─", m.w))
	body := m.body()
	room := m.h - chrome
	body = append(body, make([]string, max(room-len(body), 0))...)
	lines := append([]string{m.header(), rule}, body[:room]...)
	return strings.Join(append(lines, rule, m.footer()), "\n")
}

func (m *model) viewTooSmall() string {
	lines := []string{fmt.Sprintf("window too small (have %d×%d, need %d×%d)", m.w, m.h, minWidth, minHeight), "^Q quits"}
	for i, line := range lines {
		lines[i] = ansi.Truncate(line, max(m.w, 1), "")
	}
	return strings.Join(lines[:max(min(len(lines), m.h), 1)], "\n")
}

// header says how far the set-up is.
func (m *model) header() string {
	left, right := " simdesk  First run", ""
	if m.step != stepWelcome {
		n, of := m.progress()
		right = fmt.Sprintf("step %d of %d ", n, of)
	}
	right = lipgloss.PlaceHorizontal(m.w-ansi.StringWidth(left), lipgloss.Right, m.o.Theme.Dim.Render(right))
	return m.o.Theme.Title.Render(left) + right
}

func (m *model) progress() (n, of int) {
	of = 4
	if m.step != stepProvider && m.choice.Sandbox == "" {
		of = 3
	}
	switch m.step {
	case stepWelcome, stepProvider:
		n = 1
	case stepEnvironment:
		n = 2
	case stepCredentials:
		n = of - 1
	case stepChecking, stepRefused, stepWriting, stepUnwritten:
		n = of
	}
	return n, of
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
	quit, back, move := k.Quit.As("quit, nothing is written"), k.Back, keys.New("↑↓", "move")
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
		text.Title("Welcome. There is no configuration yet.")
	case stepProvider:
		text.Title("Which provider do you have an account with?")
		text.Say(m.o.Theme.Dim, "", "One is enough to begin. The file can hold all of them later.")
	case stepEnvironment:
		text.Title("Which of " + m.choice.Title + "'s environments are the credentials for?")
	case stepCredentials:
		m.sayCredentials(text)
		rest = strings.Split(m.form.View(m.h-chrome-2), "\n")
	case stepChecking:
		text.Title("Asking " + m.choice.Title + "…")
		text.Gap()
		text.Say(m.o.Theme.Text, "", "simdesk reads the balance there. Nothing is bought, and nothing is written yet.")
		text.Gap()
		text.Say(m.o.Theme.Dim, "", "If it answers, "+m.o.Path+" is written and simdesk opens. "+
			"Prices begin at 20 % above cost, in USD: both can be changed in the file.")
	case stepRefused:
		m.sayProblem(text)
	case stepWriting:
		text.Title("Writing " + m.o.Path + "…")
	case stepUnwritten:
		m.sayFault(text)
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
	where := m.choice.Title
	if m.choice.Sandbox != "" {
		where += ", " + m.env
	}
	p.Title("The credentials: " + where)
	p.Say(m.o.Theme.Dim, "", "They are kept in "+m.o.Path+", for you alone.")
	p.Say(m.o.Theme.Dim, "", "Type or paste them. env:NAME, file:PATH and keyring:SERVICE/NAME work in place of a secret.")
	if m.choice.Sandbox == "" {
		p.Say(m.o.Theme.Dim, "", m.choice.Title+" has no sandbox: every sale is real.")
	}
}

// sayProblem says what the provider, or what is between it and here, had
// against the credentials, and where they were tried.
func (m *model) sayProblem(p *page.Page) {
	p.Title(m.problemTitle() + " Nothing was written.")
	p.Gap()
	p.Say(m.o.Theme.Bad, "! ", m.sentence())
	if m.choice.Sandbox != "" && m.problem.Kind == providers.KindUnauthorized {
		p.Say(m.o.Theme.Text, "  ", "They were tried as credentials for "+m.env+". Esc twice changes that.")
	}
}

func (m *model) problemTitle() string {
	switch m.problem.Kind {
	case providers.KindUnauthorized:
		return m.choice.Title + " does not accept these credentials."
	case providers.KindUnavailable, providers.KindThrottled:
		return m.choice.Title + " could not be asked."
	case providers.KindConfig, providers.KindInvalid:
		return "What was entered cannot be used."
	case providers.KindNotFound, providers.KindDeclined, providers.KindUnsupported, providers.KindUnknownOutcome, providers.KindInternal:
	}
	return m.choice.Title + " gave no balance."
}

func (m *model) sentence() string {
	return cmp.Or(screen.Voice.Reason(m.problem.Why), "It gave no reason.")
}

func (m *model) sayFault(p *page.Page) {
	p.Title("The configuration is not saved.")
	p.Gap()
	p.Say(m.o.Theme.Bad, "! ", m.fault.Error()+".")
	if !errors.Is(m.fault, errExists) {
		p.Say(m.o.Theme.Text, "  ", "Make room for it there, or mend the permissions, then try again.")
	}
}
