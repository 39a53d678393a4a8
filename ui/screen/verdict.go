package screen

import (
	"simdesk/providers"
	"simdesk/state/ledger"
	"simdesk/state/settle"
	"simdesk/ui/say"
)

// verdicts say how an order stands: the first line that fits. That nothing was
// charged, a key in _uncharged, is said where the order's Charged knows it and
// nowhere else.
var verdicts = []struct {
	state providers.State
	fits  func(ledger.Order) bool // nil fits any
	key   string
}{
	{providers.StateDrafted, say.CostNothing, "orders.drafted_uncharged"},
	{providers.StateDrafted, nil, "orders.drafted"},
	{providers.StateSubmitted, nil, "orders.submitted"},
	{providers.StateProcessing, nil, "orders.processing"},
	{providers.StateCompleted, say.LookAtIt, "orders.look_at_it"},
	{providers.StateCompleted, nil, "orders.done"},
	{providers.StateFailed, neverSent, "orders.not_sent_uncharged"},
	{providers.StateFailed, say.CostNothing, "orders.refused_uncharged"},
	{providers.StateFailed, nil, "orders.not_carried_out"},
	{providers.StateUnknown, nil, "orders.unknown"},
	{providers.StateNeedsReview, listed, "orders.review_why"},
	{providers.StateNeedsReview, nil, "orders.review"},
	{providers.StateRefunded, decided, "orders.given_back"},
	{providers.StateRefunded, nil, "orders.returned"},
}

func neverSent(o ledger.Order) bool {
	return say.CostNothing(o) && o.Charged.By == providers.ByNotSending
}

// listed: a provider that lists the order says itself what is open then.
func listed(o ledger.Order) bool { return o.ProviderStatus != "" }

func decided(o ledger.Order) bool { return o.Error != nil && o.Error.Code == settle.CodeDecided }

// Verdict says how an order stands, what that means for the money, and as its
// next step what to do in Orders.
func (e *Env) Verdict(o ledger.Order) providers.Reason {
	who := e.Title(o.Provider)
	for _, v := range verdicts {
		if v.state == o.State && (v.fits == nil || v.fits(o)) {
			return providers.Because(v.key, "who", who, "why", e.why(o, who))
		}
	}
	return providers.Quoted(string(o.State))
}

// why is the reason that stands on an order. It may name costs and wallets, which
// are not for a customer.
func (e *Env) why(o ledger.Order, who string) providers.Reason {
	switch {
	case o.Error == nil || Voice.Problem(*o.Error) == "":
		return providers.Because("orders.no_reason", "who", who)
	case e.HideCosts():
		return providers.Because("orders.hidden")
	}
	return providers.Quoted(Voice.Problem(*o.Error))
}

// Outcome is a state that a person decided on, in a sentence.
func Outcome(s providers.State) providers.Reason {
	switch s {
	case providers.StateCompleted:
		return providers.Because("orders.went_through")
	case providers.StateFailed:
		return providers.Because("orders.did_not")
	case providers.StateRefunded:
		return providers.Because("orders.was_given_back")
	default:
	}
	return providers.Quoted(say.StateWord(s))
}

// Standing is how an order stands, in a sentence.
func Standing(o ledger.Order) providers.Reason {
	// What went through may still carry the error of an earlier decision.
	if decided(o) && o.State != providers.StateCompleted {
		return providers.Because("orders.person_decided", "outcome", Outcome(o.State))
	}
	return providers.Quoted(say.OrderWord(o))
}
