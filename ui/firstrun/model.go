package firstrun

import (
	"context"

	"simdesk/providers"
	"simdesk/state/config"
	"simdesk/ui/keys"
	"simdesk/ui/screen"
	"simdesk/ui/widget/form"
)

// step is what the person is asked now.
type step int

const (
	stepWelcome step = iota // the demo, or a provider
	stepProvider
	stepEnvironment
	stepCredentials
	stepChecking
	stepRefused // the check failed: problem says why
	stepWriting
	stepUnwritten // the file could not be written: fault says why
)

// stages are the number of each step and where back leads. A provider without a
// sandbox has no step for it.
var stages = map[step]struct {
	n    int
	back step
}{
	stepProvider: {1, stepWelcome}, stepEnvironment: {2, stepProvider}, stepCredentials: {3, stepEnvironment},
	stepChecking: {4, stepCredentials}, stepRefused: {4, stepCredentials}, stepWriting: {4, stepCredentials}, stepUnwritten: {4, stepCredentials},
}

// The options that are no provider's name: keys of their titles.
const (
	chooseDemo    = "firstrun.demo_choice"
	chooseSetUp   = "firstrun.set_up_choice"
	chooseAgain   = "firstrun.again_choice"
	chooseCorrect = "firstrun.correct_choice"
	chooseRetry   = "firstrun.retry_choice"
	chooseReturn  = "firstrun.return_choice"
	chooseSave    = "firstrun.save_choice"
	chooseOpen    = "firstrun.open_choice"
)

// model is the whole program. It is a pointer, so that what Update changes
// stays changed.
type model struct {
	ctx     context.Context // ends with Run; checks hang off it
	o       Options
	keys    keys.Map
	w, h    int
	step    step
	menu    menu // of the step, where it has one
	choice  Choice
	env     string // config.Live or config.Sandbox
	form    *form.Form
	check   screen.Request
	problem *providers.Error
	fault   providers.Reason
	outcome Outcome
	notice  string // why the last key did nothing
}

func newModel(ctx context.Context, o Options) *model {
	m := &model{ctx: ctx, o: o, keys: keys.Default(), env: config.Live}
	m.enter(stepWelcome)
	return m
}

// enter goes to a step, with its menu's cursor where the person left it.
func (m *model) enter(s step) {
	m.step, m.notice, m.menu = s, "", menu{}
	switch s {
	case stepWelcome:
		m.menu = menu{tall: true, options: []option{choice(chooseDemo), choice(chooseSetUp)}}
		if m.choice.Name != "" {
			m.menu.choose(chooseSetUp)
		}
	case stepProvider:
		for _, c := range m.o.Providers {
			m.menu.options = append(m.menu.options, option{c.Name, c.Title, screen.Voice.Says(c.Sells)})
		}
		m.menu.choose(m.choice.Name)
	case stepEnvironment:
		m.menu = menu{tall: true, options: []option{
			{config.Live, "Live", screen.Voice.Says("firstrun.live", "who", m.choice.Title)},
			{config.Sandbox, "Sandbox", screen.Voice.Says(m.choice.Sandbox)},
		}}
		m.menu.choose(m.env)
	case stepRefused:
		m.menu.options = m.afterRefusal()
	case stepUnwritten:
		m.menu.options = m.afterFault()
	case stepCredentials, stepChecking, stepWriting:
	}
}

// pick takes a provider. What was typed for it before is kept, what was typed
// for another is not.
func (m *model) pick(name string) {
	c, ok := find(m.o.Providers, name)
	if !ok || c.Name == m.choice.Name {
		return
	}
	m.choice, m.env = c, config.Live
	m.form = m.newForm()
	m.form.SetWidth(m.w)
}

// values are what the file is written from.
func (m *model) values() map[string]string {
	values := m.form.Values()
	values[environment] = m.env
	return values
}

// typing reports whether a box has the cursor, so that every letter is text.
func (m *model) typing() bool { return m.step == stepCredentials }

// afterRefusal offers to save unchecked credentials only where nothing speaks
// against them: the provider could not be asked, or does not serve balances
// where it was asked for one.
func (m *model) afterRefusal() []option {
	correct, again := choice(chooseCorrect), choice(chooseAgain, "who", m.choice.Title)
	switch m.problem.Kind {
	case providers.KindUnavailable, providers.KindThrottled, providers.KindNotFound:
		return []option{again, correct, choice(chooseSave)}
	case providers.KindInternal, providers.KindDeclined, providers.KindUnsupported, providers.KindUnknownOutcome,
		providers.KindUnauthorized, providers.KindInvalid, providers.KindConfig:
	}
	return []option{correct, again}
}
