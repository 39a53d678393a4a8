package ledger

import (
	"context"
	"strings"

	"simdesk/providers"
)

// charged is whether the wallet paid for an order once a change has happened to
// it. What was taken stays taken until somebody says that it was not.
func charged(was Order, c Change) providers.Charged {
	now := chargedBefore(was, c)
	if c.Charged != nil {
		now = *c.Charged
	}
	if now.Taken == providers.NotKnown && was.Charged.Taken == providers.Yes {
		return was.Charged
	}
	return now
}

// chargedBefore is what can be said of the money by a step that does not tell, as
// none did in ledgers from before it was noted. A refusal is one where the
// provider's own code stands beside it.
func chargedBefore(was Order, c Change) providers.Charged {
	says := func(taken providers.Truth) providers.Charged {
		switch {
		case c.Decided:
			return providers.Charged{Taken: taken, By: providers.ByPerson}
		case was.State == providers.StateSubmitted:
			return providers.Charged{Taken: taken, By: providers.ByAnswer}
		}
		return providers.Charged{Taken: taken, By: providers.ByLookUp}
	}
	switch c.State {
	case providers.StateDrafted:
		return providers.Charged{Taken: providers.No, By: providers.ByNotSending}
	case providers.StateCompleted, providers.StateRefunded:
		if was.State == c.State {
			return was.Charged
		}
		return says(providers.Yes)
	case providers.StateFailed:
		switch {
		case was.State == c.State || was.State == providers.StateDrafted:
			return was.Charged
		case c.Decided || ownCode(c.Error):
			return says(providers.No)
		}
	case providers.StateSubmitted, providers.StateProcessing, providers.StateUnknown, providers.StateNeedsReview:
	}
	return providers.Charged{}
}

// ownCode reports whether an error carries a code of the provider's own. A status
// alone may be that of anything on the way.
func ownCode(p *Problem) bool {
	return p != nil && p.Provider != "" && p.Code != "" && !strings.HasPrefix(p.Code, "HTTP_")
}

// ProvenCharged is what the events prove of the money, by the number of the
// order's first event, for the rows of a ledger from before it was noted. An order
// whose events cannot be read is left out: verifying the history says what is wrong.
func ProvenCharged(ctx context.Context, q Questions) (map[int64]string, error) {
	proven := map[int64]string{}
	var r replay
	var id string
	for e, err := range q.EventsOf(ctx) {
		if err != nil {
			return nil, err
		}
		if e.OrderID != id {
			id, r = e.OrderID, replay{}
		}
		if r.add(e) != nil {
			delete(proven, r.first)
			r = replay{}
			continue
		}
		proven[r.first] = textOf(r.order.Charged)
	}
	return proven, nil
}
