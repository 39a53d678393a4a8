package settle

import (
	"time"

	"simdesk/providers"
	"simdesk/state/ledger"
)

// CodeDecided marks the error of an order that failed because a person decided
// so, as long as no provider has said it.
const CodeDecided = "DECIDED_BY_PERSON"

// GivenUpFor is how long the provider is still asked about an order that a person
// gave up: if it took the money after all, somebody must hear of it.
const GivenUpFor = 7 * 24 * time.Hour

// Decided is a person's word on an order, with what was compared.
func Decided(to providers.State, clerk, reason string, h History) ledger.Change {
	c := ledger.Change{State: to, Decided: true, Note: reason, Evidence: h.Evidence,
		Charged: &providers.Charged{Taken: providers.TruthOf(to != providers.StateFailed), By: providers.ByPerson}}
	switch to {
	case providers.StateFailed:
		c.Error = decision(providers.Because("settle.decided_no", "clerk", clerk, "reason", reason))
	case providers.StateRefunded:
		c.Error = decision(providers.Because("settle.decided_given_back", "clerk", clerk, "reason", reason))
	default:
	}
	return c
}

func decision(why providers.Reason) *ledger.Problem {
	return &ledger.Problem{Kind: providers.KindDeclined, Code: CodeDecided, Why: why}
}

// AskedUntil is until when the provider is asked about an order that a person
// gave up, the zero time for any other.
func AskedUntil(o ledger.Order) time.Time {
	if o.State != providers.StateFailed || o.Error == nil || o.Error.Code != CodeDecided {
		return time.Time{}
	}
	return o.UpdatedAt.Add(GivenUpFor)
}

// GivenUp reports whether an order is one that a person gave up and that is still
// asked about.
func GivenUp(o ledger.Order, now time.Time) bool {
	return !AskedUntil(o).IsZero() && providers.Age(o.UpdatedAt, now) < GivenUpFor
}

// Over reports whether nobody asks about an order any more.
func Over(o ledger.Order, now time.Time) bool { return o.State.Settled() && !GivenUp(o, now) }

// Bounds of the pause between two looks at one order: quick while a customer may
// still stand at the counter, slow for what only a person can settle.
const (
	CounterPause = 5 * time.Second
	LongPause    = time.Minute
	ReviewPause  = 10 * time.Minute
)

// Pause is the longest pause between two looks that an order's state bears.
func Pause(o ledger.Order, now time.Time) time.Duration {
	switch {
	case o.State == providers.StateNeedsReview || o.State.Settled():
		return ReviewPause
	case providers.Age(SentAt(o), now) < Arrival:
		return CounterPause
	}
	return LongPause
}
