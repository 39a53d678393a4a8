package orders

import (
	"context"
	"encoding/json"

	tea "github.com/charmbracelet/bubbletea"

	"simdesk/state/desk"
	"simdesk/state/ledger"
	"simdesk/ui/screen"
)

// listedMsg is the first page of a search, or one behind what is listed.
type listedMsg struct {
	gen  int
	more bool
	page ledger.Page
	err  error
}

// historyMsg is one order with every step it took.
type historyMsg struct {
	gen   int
	order ledger.Order
	steps []step
	err   error
}

// settledMsg is what asking the providers came to; id is "" for all orders.
type settledMsg struct {
	id      string
	settled desk.Settled
	err     error
}

// decidedMsg is what became of a decision; order is as it stands then, where
// that is known.
type decidedMsg struct {
	request desk.DecideRequest
	order   ledger.Order
	err     error
}

// step is an event with what it says.
type step struct {
	ledger.Event
	change ledger.Change
	broken bool // what it says cannot be read
}

func listOrders(ctx context.Context, gen int, d screen.Desk, f ledger.Filter) tea.Cmd {
	return func() tea.Msg {
		page, err := d.Orders(ctx, f)
		return listedMsg{gen, f.Cursor != "", page, err}
	}
}

func readHistory(ctx context.Context, gen int, d screen.Desk, id string) tea.Cmd {
	return func() tea.Msg {
		order, events, err := d.History(ctx, id)
		steps := make([]step, len(events))
		for i, e := range events {
			steps[i].Event = e
			steps[i].broken = json.Unmarshal(e.Payload, &steps[i].change) != nil
		}
		return historyMsg{gen, order, steps, err}
	}
}

// reconcile asks about one order, or with "" about all. Leaving the screen does
// not stop it.
func reconcile(ctx context.Context, d screen.Desk, id string) tea.Cmd {
	return func() tea.Msg {
		var ids []string
		if id != "" {
			ids = []string{id}
		}
		s, err := d.Reconcile(ctx, ids...)
		return settledMsg{id, s, err}
	}
}

func decide(ctx context.Context, d screen.Desk, r desk.DecideRequest) tea.Cmd {
	return func() tea.Msg {
		order, err := d.Decide(ctx, r)
		return decidedMsg{r, order, err}
	}
}
