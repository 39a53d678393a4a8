package settle

import (
	"time"

	"simdesk/providers"
	"simdesk/state/ledger"
)

// What came to light of an order beside its state, for a person to act on.
const (
	CodeDearer   = "CHARGED_MORE" // the wallet paid more than was confirmed
	CodeRepeated = "REPEATED"     // the answer handed over what another order has
)

// Answer turns what a client returned to a sale into the next step. Only an error
// that says that nothing was charged makes an order fail.
func Answer(o ledger.Order, r providers.Result, err error) ledger.Change {
	if err == nil {
		return Result(o, r, providers.ByAnswer)
	}
	e := providers.AsError(err)
	charged := e.Charged()
	c := ledger.Change{State: providers.StateFailed, Charged: &charged, Error: &ledger.Problem{Kind: e.Kind, Provider: e.Provider, Code: e.Code,
		Why: e.Why, Detail: e.Detail, RequestID: e.RequestID, RetryAfterSeconds: int(e.RetryAfter / time.Second)}}
	if charged.Taken != providers.No {
		c.State = providers.StateUnknown
		c.Error.Kind = providers.KindUnknownOutcome
	}
	return c
}

// Result accepts the states a provider may report and treats any other, such as
// a forgotten zero value, as not known.
func Result(o ledger.Order, r providers.Result, by providers.Source) ledger.Change {
	c := ledger.Change{State: r.State, Charged: chargedFor(r, by), ProviderOrderID: r.ProviderOrderID, ProviderStatus: r.ProviderStatus,
		Cost: r.Cost, Delivery: r.Delivery, Note: r.Message, Why: r.Why}
	switch r.State {
	case providers.StateCompleted:
		c.Error, c.Evidence = overcharged(o, r)
		if !r.Missing.IsZero() {
			c.Error = problem(providers.KindDeclined, r, providers.Because("settle.missing", "what", r.Missing))
		}
	case providers.StateProcessing:
	case providers.StateFailed, providers.StateRefunded:
		c.Error = problem(providers.KindDeclined, r, providers.Because("settle.not_carried_out"))
	default:
		c.State = providers.StateUnknown
		c.Error = problem(providers.KindUnknownOutcome, r, providers.Because("settle.left_open"))
	}
	return c
}

// chargedFor is what a provider's word says of the money.
func chargedFor(r providers.Result, by providers.Source) *providers.Charged {
	switch {
	case r.State == providers.StateCompleted, r.State == providers.StateRefunded:
		return &providers.Charged{Taken: providers.Yes, By: by}
	case r.State == providers.StateFailed && r.Charged != providers.NotKnown:
		return &providers.Charged{Taken: r.Charged, By: by}
	}
	return &providers.Charged{}
}

// problem is what a provider's word leaves to be acted on.
func problem(kind providers.ErrorKind, r providers.Result, why providers.Reason) *ledger.Problem {
	return &ledger.Problem{Kind: kind, Code: r.ProviderStatus, Detail: r.Message, RequestID: r.RequestID, Why: why}
}

// Late is what is kept of an answer that comes after its order was settled, by a
// person for one. It does not move the order; but a code that it brings is the
// customer's, and a refusal of what counts as done is for somebody to see.
func Late(o ledger.Order, c ledger.Change) ledger.Change {
	late := ledger.Change{Delivery: c.Delivery}
	switch {
	case o.State != providers.StateCompleted:
	case c.State == providers.StateCompleted:
		late.Charged = c.Charged
	case c.State == providers.StateFailed:
		e := *c.Error
		e.Why = providers.Because("settle.refused_late", "answer", e.Why)
		late.Error = &e
	}
	return late
}

// NotSent is what becomes of an order that never got its turn.
func NotSent(provider string, err error) ledger.Change {
	c := TooLate(provider)
	c.Error.Detail, c.Error.Why = err.Error(), providers.Because("settle.no_turn")
	return c
}

// TooLate is what becomes of an order whose turn came when everybody takes it for
// left behind: the machine slept with it, and the customer is gone.
func TooLate(provider string) ledger.Change {
	return ledger.Change{State: providers.StateFailed, Charged: unsent(),
		Error: &ledger.Problem{Kind: providers.KindUnavailable, Provider: provider, Why: providers.Because("settle.too_late")}}
}

// unsent is what is known of the money where nothing has left.
func unsent() *providers.Charged {
	return &providers.Charged{Taken: providers.No, By: providers.ByNotSending}
}

// Repeated is what follows from an answer that hands over what another order has:
// what became of this one is not known. Nothing of the answer is kept, not even
// its order number, by which the other's order would be found.
func Repeated(c ledger.Change, owned *ledger.OwnedError) ledger.Change {
	return ledger.Change{State: providers.StateUnknown, Charged: &providers.Charged{},
		Evidence: append(c.Evidence, providers.Evidence{Source: providers.Because("settle.answer"), Expected: providers.Because("settle.its_own"),
			Seen: providers.Because("settle.anothers", "what", owned.What, "order", owned.Order), Supports: providers.NotKnown}),
		Error: &ledger.Problem{Kind: providers.KindUnknownOutcome, Code: CodeRepeated,
			Why: providers.Because("settle.repeated", "what", owned.What, "order", owned.Order)}}
}
