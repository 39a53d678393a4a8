package screen

import (
	"github.com/charmbracelet/lipgloss"

	"simdesk/providers"
	"simdesk/ui/theme"
)

// StateSign is one cell that tells an order's state without colour. It stands
// in front of StateWord.
func StateSign(s providers.State) string {
	switch s {
	case providers.StateCompleted:
		return "✓"
	case providers.StateFailed:
		return "×"
	case providers.StateRefunded:
		return "←"
	case providers.StateNeedsReview:
		return "!"
	case providers.StateUnknown:
		return "?"
	case providers.StateDrafted, providers.StateSubmitted, providers.StateProcessing:
	}
	return "·"
}

// StateStyle is how an order's state is drawn.
func StateStyle(t *theme.Theme, s providers.State) *lipgloss.Style {
	switch s {
	case providers.StateCompleted:
		return &t.Good
	case providers.StateNeedsReview:
		return &t.Bad
	case providers.StateUnknown, providers.StateSubmitted, providers.StateProcessing:
		return &t.Warn
	case providers.StateFailed, providers.StateRefunded, providers.StateDrafted:
	}
	return &t.Dim
}
