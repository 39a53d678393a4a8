package ledger

import (
	"slices"

	"simdesk/providers"
)

// moves is every step an order may take, from architecture.md section 5, and
// what shops meet beside it:
//
//   - A state may repeat to add what has become known meanwhile.
//   - submitted goes to refunded when the process that sent it died, and the
//     provider had taken and reversed the order before anybody asked again.
//   - failed is final unless evidence says that the order lived after all: a
//     provider that answers "not found" at first and "done" later, or a person
//     who judged wrong. An order that was charged must not stay failed. It does
//     not go back to unknown: ignorance is no evidence.
//   - completed never goes back to processing, unknown or failed: late answers
//     arrive out of order. Money that came back is refunded; what the provider
//     later calls failed is for a person to judge.
//   - refunded is final.
var moves = map[providers.State][]providers.State{
	providers.StateDrafted: {providers.StateSubmitted, providers.StateFailed},
	providers.StateSubmitted: {providers.StateProcessing, providers.StateCompleted, providers.StateFailed,
		providers.StateUnknown, providers.StateNeedsReview, providers.StateRefunded},
	providers.StateProcessing: {providers.StateProcessing, providers.StateCompleted, providers.StateFailed,
		providers.StateNeedsReview, providers.StateRefunded},
	providers.StateUnknown: {providers.StateUnknown, providers.StateProcessing, providers.StateCompleted,
		providers.StateFailed, providers.StateNeedsReview, providers.StateRefunded},
	providers.StateNeedsReview: {providers.StateNeedsReview, providers.StateProcessing, providers.StateCompleted,
		providers.StateFailed, providers.StateRefunded},
	providers.StateCompleted: {providers.StateCompleted, providers.StateNeedsReview, providers.StateRefunded},
	providers.StateFailed: {providers.StateFailed, providers.StateProcessing, providers.StateCompleted,
		providers.StateNeedsReview, providers.StateRefunded},
	providers.StateRefunded: {providers.StateRefunded},
}

// Follows reports whether an order may go to this state.
func Follows(o Order, to providers.State) bool { return checkMove(o, to) == nil }

// checkMove is nil when the order may go to this state.
func checkMove(o Order, to providers.State) error {
	neverSent := o.SubmittedAt == nil
	if o.State == providers.StateFailed && neverSent && to != providers.StateFailed {
		return problem(providers.KindInternal, CodeMove, ErrNotSubmitted, providers.Because("ledger.given_up", "order", o.ID, "to", string(to)))
	}
	if slices.Contains(moves[o.State], to) {
		return nil
	}
	if o.State == providers.StateDrafted {
		return problem(providers.KindInternal, CodeMove, ErrNotSubmitted, providers.Because("ledger.never_sent", "order", o.ID, "to", string(to)))
	}
	return problem(providers.KindInternal, CodeMove, ErrBackwards, providers.Because("ledger.further", "order", o.ID, "state", string(o.State), "to", string(to)))
}
