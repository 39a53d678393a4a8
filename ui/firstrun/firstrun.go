// Package firstrun is what simdesk shows without a configuration file: the
// demo, or a set-up that asks for one provider's credentials, checks them
// against the provider and writes the file.
package firstrun

import (
	"context"
	"errors"
	"os"

	tea "github.com/charmbracelet/bubbletea"
	"golang.org/x/term"

	"simdesk/providers"
	"simdesk/ui/theme"
	"simdesk/ui/widget/guard"
)

// Outcome is how the person left.
type Outcome int

// The outcomes. Quit is the zero value: whoever says nothing wants nothing.
const (
	Quit    Outcome = iota // nothing was written
	Demo                   // nothing was written either
	Written                // a configuration stands at Options.Path: open it
)

// Options are what the screens need from outside.
type Options struct {
	// Path is where the configuration goes. What stands there is never
	// written over.
	Path  string
	Theme *theme.Theme // probed before the program starts
	// Check asks a provider whether it knows these credentials, by reading its
	// balance. Its errors are *providers.Error.
	Check func(ctx context.Context, provider string, values map[string]string) error
	// Providers are the ones to choose from, in this order.
	Providers []Choice
}

// Run shows the screens until the person has chosen or left, or ctx ends,
// which counts as leaving. An error means that the terminal cannot show them.
func Run(ctx context.Context, o Options) (Outcome, error) {
	options := []tea.ProgramOption{tea.WithAltScreen()}
	if term.IsTerminal(int(os.Stdin.Fd())) {
		options = append(options, tea.WithInput(theme.Input()))
	}
	return run(ctx, o, options...)
}

func run(ctx context.Context, o Options, terminal ...tea.ProgramOption) (Outcome, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel() // a check that is under way has nobody left to tell
	o.Theme.Install()
	m := newModel(ctx, o)
	root := guard.New(m, cancel, nil)
	_, err := tea.NewProgram(root, append(terminal, tea.WithContext(ctx))...).Run()
	if broke := root.Err(nil, providers.Because("firstrun.broke")); broke != nil {
		return Quit, broke
	}
	if m.outcome == Quit && (errors.Is(err, tea.ErrInterrupted) || ctx.Err() != nil) {
		return Quit, nil
	}
	return m.outcome, err
}
