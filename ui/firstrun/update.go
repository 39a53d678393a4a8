package firstrun

import (
	"context"
	"errors"
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
type writtenMsg struct{ err error }

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
	case m.w > 0 && m.tooSmall():
		return nil
	case m.keys.Back.Is(k):
		m.back()
	case m.typing():
		return m.toForm(k)
	case k.Paste:
		m.notice = "Pasted text was ignored: no box has the cursor here."
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
	switch m.step {
	case stepWelcome:
		m.notice = "This is the first step. ^Q quits, and nothing is written."
	case stepProvider:
		m.enter(stepWelcome)
	case stepEnvironment:
		m.enter(stepProvider)
	case stepCredentials:
		m.form.Show(false)
		if m.choice.Sandbox == "" {
			m.enter(stepProvider)
		} else {
			m.enter(stepEnvironment)
		}
	case stepChecking:
		m.check.Cancel()
		m.enter(stepCredentials)
	case stepRefused, stepUnwritten:
		m.enter(stepCredentials)
	case stepWriting:
	}
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
	id := m.menu.chosen()
	switch m.step {
	case stepProvider:
		m.pick(id)
		m.enter(stepEnvironment)
		if m.choice.Sandbox == "" {
			m.enter(stepCredentials)
		}
		return nil
	case stepEnvironment:
		m.env = id
		m.enter(stepCredentials)
		return nil
	case stepWelcome, stepCredentials, stepChecking, stepRefused, stepWriting, stepUnwritten:
	}
	switch id {
	case chooseDemo:
		m.outcome = Demo
		return tea.Quit
	case chooseSetUp:
		m.enter(stepProvider)
	case chooseCorrect:
		m.enter(stepCredentials)
	case chooseAgain:
		return m.ask()
	case chooseSave:
		return m.save()
	case chooseOpen:
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
	if !m.check.Current(msg.gen) || m.step != stepChecking {
		return nil
	}
	m.check.Cancel()
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
	if msg.err == nil {
		m.outcome = Written
		return tea.Quit
	}
	m.fault = msg.err
	m.enter(stepUnwritten)
	return nil
}

// afterFault offers to open what another program wrote first.
func (m *model) afterFault() []option {
	correct := option{chooseCorrect, "Back to what was entered", ""}
	if errors.Is(m.fault, errExists) {
		return []option{{chooseOpen, "Open simdesk with that file", ""}, correct}
	}
	return []option{{chooseSave, "Try to save it again", ""}, correct}
}
