package firstrun

import (
	"context"

	"simdesk/providers"
	"simdesk/state/config"
	"simdesk/ui/keys"
	"simdesk/ui/screen"
	"simdesk/ui/widget/form"
)

// The smallest window that the screens are made for.
const (
	minWidth  = 60
	minHeight = 15
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

// The options that are no provider's name.
const (
	chooseDemo    = "demo"
	chooseSetUp   = "set up"
	chooseAgain   = "again"
	chooseCorrect = "correct"
	chooseSave    = "save"
	chooseOpen    = "open"
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
	fault   error
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
		m.menu = menu{tall: true, options: []option{
			{chooseDemo, "Try the demo", "Five simulated providers on this machine: no network, no account, no money."},
			{chooseSetUp, "Set up a provider", "You need the credentials of one. They are checked, then kept in a file that only you can read."},
		}}
		if m.choice.Name != "" {
			m.menu.choose(chooseSetUp)
		}
	case stepProvider:
		for _, c := range m.o.Providers {
			m.menu.options = append(m.menu.options, option{c.Name, c.Title, c.Sells})
		}
		m.menu.choose(m.choice.Name)
	case stepEnvironment:
		m.menu = menu{tall: true, options: []option{
			{config.Live, "Live", "Every sale is real and is paid from your wallet at " + m.choice.Title + "."},
			{config.Sandbox, "Sandbox", m.choice.Sandbox},
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

func (m *model) tooSmall() bool { return m.w < minWidth || m.h < minHeight }

// afterRefusal offers to save unchecked credentials only where nothing speaks
// against them: the provider could not be asked, or does not serve balances
// where it was asked for one.
func (m *model) afterRefusal() []option {
	correct := option{chooseCorrect, "Correct what was entered", ""}
	again := option{chooseAgain, "Ask " + m.choice.Title + " again", ""}
	switch m.problem.Kind {
	case providers.KindUnavailable, providers.KindThrottled, providers.KindNotFound:
		return []option{again, correct, {chooseSave, "Save it unchecked, and open simdesk", ""}}
	case providers.KindInternal, providers.KindDeclined, providers.KindUnsupported, providers.KindUnknownOutcome,
		providers.KindUnauthorized, providers.KindInvalid, providers.KindConfig:
	}
	return []option{correct, again}
}
