package desk

import (
	"cmp"
	"context"
	"encoding/json"
	"strings"
	"time"

	"simdesk/providers"
	"simdesk/state/ledger"
)

// past is what an order's history says beyond its state.
type past struct {
	completed time.Time // when the provider first said so, zero if it never did
	word      string    // in the provider's own words
	decided   bool      // by a person, and nothing that the provider said since completed it
}

func (d *Desk) past(ctx context.Context, id string) (past, error) {
	var p past
	events, err := d.o.Ledger.Events(ctx, id)
	if err != nil {
		return past{}, err
	}
	for _, e := range events {
		var c ledger.Change
		if err := json.Unmarshal(e.Payload, &c); err != nil {
			return p, err
		}
		switch {
		case c.Decided:
			p.decided = true
		case e.State == providers.StateCompleted && !refuses(c):
			p.decided = false
			if p.completed.IsZero() {
				p.completed, p.word = e.At, c.ProviderStatus
			}
		}
	}
	return p, nil
}

// refuses reports whether a step of a completed order is a refusal that came
// late, see answered.
func refuses(c ledger.Change) bool {
	return c.Error != nil && len(c.Delivery) == 0 && c.ProviderOrderID == "" && c.ProviderStatus == ""
}

// contradiction hands an order to a person that its provider called completed
// and now calls failed, or something that leaves it open: the goods are handed
// over, the money was taken, and whether it came back nobody says.
func contradiction(p past, r providers.Result) *ledger.Change {
	was := cmp.Or(p.word, string(providers.StateCompleted)) + " at " + p.completed.UTC().Format(time.RFC3339)
	now, ask := "now calls it "+cmp.Or(r.ProviderStatus, string(r.State)), "Ask it what became of the money, then decide."
	if r.ProviderStatus == p.word && r.Message != "" { // what is new is in the words beside it
		now, ask = "says now: "+strings.TrimSuffix(r.Message, "."), "Look what it took, then decide."
	}
	return &ledger.Change{
		State: providers.StateNeedsReview, ProviderStatus: r.ProviderStatus,
		Note: "The provider had called it completed and " + now + ".",
		Evidence: []providers.Evidence{{Source: "order status", Expected: was,
			Seen: strings.TrimSpace(r.ProviderStatus + " " + r.Message), Supports: providers.No}},
		Error: &ledger.Problem{Kind: providers.KindUnknownOutcome, Code: r.ProviderStatus, Detail: r.Message, RequestID: r.RequestID,
			Message: "The provider completed this order and " + now + ". " + ask},
	}
}

// lived keeps code from forgetting of an order that its provider completed it
// once: that it was charged is known, whatever the provider calls it by now. In
// progress it is not again: from there it could be called failed.
func (d *Desk) lived(ctx context.Context, o ledger.Order, c *ledger.Change) *ledger.Change {
	if c == nil || !unsays(o.State, *c) {
		return c
	}
	past, err := d.past(ctx, o.ID)
	switch {
	case err != nil:
		return nil
	case past.completed.IsZero():
		return c
	case c.State == providers.StateProcessing:
		return nil
	}
	return contradiction(past, providers.Result{State: providers.StateFailed, ProviderStatus: c.ProviderStatus, Message: c.Note})
}

// unsays reports whether a look at an order that a person judges or judged found
// a provider's word that would undo an earlier "completed", and not only nothing.
func unsays(from providers.State, c ledger.Change) bool {
	review := from == providers.StateNeedsReview
	switch c.State {
	case providers.StateProcessing:
		return true
	case providers.StateFailed:
		return review
	case providers.StateNeedsReview:
		return review && c.Error != nil
	default:
		return false
	}
}
