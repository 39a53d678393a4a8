// Package guard is the last resort of a full-screen program: should its root
// model panic, the program ends in order, its terminal restored, instead of
// with a stack drawn over the screen.
package guard

import (
	"context"
	"errors"
	"log/slog"

	tea "github.com/charmbracelet/bubbletea"

	"simdesk/providers"
	"simdesk/ui/screen"
)

// Model is a root model that may break. Bubble Tea's own catcher prints the
// stack on the terminal, and without it the terminal stays raw: so nothing
// that panics may reach it.
type Model struct {
	inner tea.Model
	end   context.CancelFunc
	log   *slog.Logger
	broke *screen.Panic
}

// New guards a model. end ends the program's context, which is how the program
// is told to restore the terminal and return. log may be nil.
func New(inner tea.Model, end context.CancelFunc, log *slog.Logger) *Model {
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	return &Model{inner: inner, end: end, log: log}
}

// try makes one call to the model, none once it has broken.
func (m *Model) try(call string, f func()) {
	if m.broke != nil {
		return
	}
	if m.broke = screen.Try(f); m.broke != nil {
		m.broke.Log(m.log, "root "+call)
		m.end()
	}
}

// Init starts the model.
func (m *Model) Init() (cmd tea.Cmd) {
	m.try("Init", func() { cmd = m.inner.Init() })
	return cmd
}

// Update hands the model one message.
func (m *Model) Update(msg tea.Msg) (_ tea.Model, cmd tea.Cmd) {
	m.try("Update", func() { m.inner, cmd = m.inner.Update(msg) })
	return m, cmd
}

// View draws the model, nothing once it has broken.
func (m *Model) View() (view string) {
	m.try("View", func() { view = m.inner.View() })
	return view
}

// Filter is a program's filter that sees the model itself.
func (m *Model) Filter(filter func(tea.Model, tea.Msg) tea.Msg) func(tea.Model, tea.Msg) tea.Msg {
	return func(_ tea.Model, msg tea.Msg) (out tea.Msg) {
		m.try("filter", func() { out = filter(m.inner, msg) })
		return out
	}
}

// Err is what the program's own error comes to: one that says why when the
// model has broken, of kind internal.
func (m *Model) Err(err error, why providers.Reason) error {
	switch {
	case m.broke != nil:
		err = m.broke
	case !errors.Is(err, tea.ErrProgramPanic):
		return err
	}
	return &providers.Error{Kind: providers.KindInternal, Outcome: providers.NotSent, Why: why, Err: err}
}
