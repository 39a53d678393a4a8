package purchase

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"simdesk/state/desk"
	"simdesk/state/ledger"
	"simdesk/ui/screen"
)

// quotedMsg is the offer, or why there is none.
type quotedMsg struct {
	gen   int
	quote desk.Quote
	err   error
}

// boughtMsg says that the desk has the order, or why it took none.
type boughtMsg struct {
	ticket screen.Ticket
	err    error
}

// answeredMsg is the answer of the charging request.
type answeredMsg struct {
	order ledger.Order
	err   error
}

func askQuote(ctx context.Context, gen int, d screen.Desk, r desk.QuoteRequest) tea.Cmd {
	return func() tea.Msg {
		q, err := d.Quote(ctx, r)
		return quotedMsg{gen, q, err}
	}
}

// buy hands the offer to the desk, which writes the order to disk before it
// returns: that is why it is a command. The request itself is the desk's.
func buy(d screen.Desk, q desk.Quote) tea.Cmd {
	return func() tea.Msg {
		ticket, err := d.Buy(q)
		return boughtMsg{ticket, err}
	}
}

func waitFor(ctx context.Context, t screen.Ticket) tea.Cmd {
	return func() tea.Msg {
		order, err := t.Wait(ctx)
		return answeredMsg{order, err}
	}
}
