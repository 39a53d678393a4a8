package sell

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"simdesk/state/catalog"
	"simdesk/state/desk"
	"simdesk/ui/screen"
)

// refreshStepMsg is one page of one provider.
type refreshStepMsg struct {
	gen  int
	step desk.Progress
}

// refreshedMsg ends a refresh; err says what no provider's step says.
type refreshedMsg struct {
	gen int
	err error
}

// detectedMsg is the operators that reach a number, or why they are not known.
type detectedMsg struct {
	gen     int
	phone   string
	entries []catalog.Entry
	err     error
}

func refreshCatalog(ctx context.Context, gen int, d screen.Desk) tea.Cmd {
	return screen.Stream(ctx, func(ctx context.Context, emit func(tea.Msg)) {
		err := d.Refresh(ctx, func(p desk.Progress) { emit(refreshStepMsg{gen, p}) })
		emit(refreshedMsg{gen, err})
	})
}

func detectOperators(ctx context.Context, gen int, d screen.Desk, phone, country string) tea.Cmd {
	return func() tea.Msg {
		entries, err := d.Detect(ctx, phone, country)
		return detectedMsg{gen, phone, entries, err}
	}
}
