package firstrun

import (
	"context"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"simdesk/providers"
	"simdesk/ui/keys"
	"simdesk/ui/screen"
)

// patience is how long a check may take: a wallet answers in seconds, and the
// person can ask again.
const patience = 30 * time.Second

// checkedMsg is a provider's answer to a check.
type checkedMsg struct {
	gen int
	err error
}

// writtenMsg says how writing the file went.
type writtenMsg struct{ fault providers.Reason }

// Init does nothing: the first size draws the first screen.
func (m *model) Init() tea.Cmd { return nil }

// Update takes one message.
func (m *model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.w, m.h = msg.Width, msg.Height
		if m.form != nil {
			m.form.SetWidth(m.w)
		}
	case tea.KeyMsg:
		return m, m.typed(msg)
	case checkedMsg:
		return m, m.checked(msg)
	case writtenMsg:
		return m, m.written(msg)
	}
	return m, nil
}

// typed takes one key message of the terminal; glued keys are taken apart
// while no box has the cursor.
func (m *model) typed(k tea.KeyMsg) tea.Cmd {
	if m.typing() {
		return m.press(k)
	}
	var cmds []tea.Cmd
	for _, part := range keys.Split(k) {
		cmds = append(cmds, m.press(part))
	}
	return tea.Batch(cmds...)
}

func (m *model) press(k tea.KeyMsg) tea.Cmd {
	m.notice = ""
	switch {
	case m.step == stepWriting:
		return nil // it takes a moment, and cannot be half done
	case m.keys.Quit.Is(k):
		m.check.Cancel()
		return tea.Quit
	case m.w > 0 && screen.TooSmall(m.w, m.h):
		return nil
	case m.keys.Back.Is(k):
		m.back()
	case m.typing():
		return m.toForm(k)
	case k.Paste:
		m.notice = screen.Voice.Says("screen.paste_ignored")
	case len(m.menu.options) == 0:
	case m.keys.Enter.Is(k):
		return m.chosen()
	default:
		m.menu.moved(k, m.keys)
	}
	return nil
}

// back goes one step back; nothing that was typed is lost.
func (m *model) back() {
	if m.step == stepWelcome {
		m.notice = screen.Voice.Says("firstrun.first_step")
		return
	}
	m.check.Cancel()
	if m.form != nil {
		m.form.Show(false)
	}
	to := stages[m.step].back
	if to == stepEnvironment && m.choice.Sandbox == "" {
		to = stepProvider
	}
	m.enter(to)
}

func (m *model) toForm(k tea.KeyMsg) tea.Cmd {
	switch {
	case m.keys.HideCosts.Is(k):
		m.form.Show(!m.form.Shown())
	case m.keys.Enter.Is(k) && !m.form.Last():
		m.form.Move(1)
	case m.keys.Enter.Is(k):
		if m.form.Submit() {
			return m.ask()
		}
	case k.Paste:
		m.pasted(k)
	default:
		m.form.Update(k, m.keys)
	}
	return nil
}

// chosen does what the menu's cursor is on.
func (m *model) chosen() tea.Cmd {
	switch id := m.menu.chosen(); {
	case m.step == stepProvider:
		m.pick(id)
		m.enter(stepEnvironment)
		if m.choice.Sandbox == "" {
			m.enter(stepCredentials)
		}
	case m.step == stepEnvironment:
		m.env = id
		m.enter(stepCredentials)
	case id == chooseDemo:
		m.outcome = Demo
		return tea.Quit
	case id == chooseSetUp:
		m.enter(stepProvider)
	case id == chooseCorrect, id == chooseReturn:
		m.enter(stepCredentials)
	case id == chooseAgain:
		return m.ask()
	case id == chooseSave, id == chooseRetry:
		return m.save()
	case id == chooseOpen:
		m.outcome = Written
		return tea.Quit
	}
	return nil
}

// ask checks the credentials with the provider.
func (m *model) ask() tea.Cmd {
	ctx, gen := m.check.Begin(m.ctx)
	m.form.Show(false)
	m.enter(stepChecking)
	return askProvider(ctx, gen, m.o.Check, m.choice.Name, m.values())
}

func askProvider(ctx context.Context, gen int, check func(context.Context, string, map[string]string) error,
	provider string, values map[string]string) tea.Cmd {
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(ctx, patience)
		defer cancel()
		var err error
		if broke := screen.Try(func() { err = check(ctx, provider, values) }); broke != nil {
			err = &providers.Error{Kind: providers.KindInternal, Outcome: providers.NotSent, Provider: provider, Err: broke,
				Why: providers.Because("firstrun.mistake", "provider", provider)}
		}
		return checkedMsg{gen, err}
	}
}

func (m *model) checked(msg checkedMsg) tea.Cmd {
	if !m.check.Done(msg.gen) || m.step != stepChecking {
		return nil
	}
	if msg.err == nil {
		return m.save()
	}
	m.problem = providers.AsError(msg.err)
	m.enter(stepRefused)
	return nil
}

// save writes the file. It is the last step: no key is taken until it is done.
func (m *model) save() tea.Cmd {
	text, err := File(m.choice.Name, m.values())
	if err != nil {
		m.problem = providers.AsError(err)
		m.enter(stepRefused)
		return nil
	}
	m.enter(stepWriting)
	return writeFile(m.o.Path, text)
}

func writeFile(path string, text []byte) tea.Cmd {
	return func() tea.Msg { return writtenMsg{write(path, text)} }
}

func (m *model) written(msg writtenMsg) tea.Cmd {
	if msg.fault.IsZero() {
		m.outcome = Written
		return tea.Quit
	}
	m.fault = msg.fault
	m.enter(stepUnwritten)
	return nil
}

// afterFault offers to open what another program wrote first.
func (m *model) afterFault() []option {
	if m.fault.Key == exists {
		return []option{choice(chooseOpen), choice(chooseReturn)}
	}
	return []option{choice(chooseRetry), choice(chooseReturn)}
}
