package providers

import (
	"fmt"
	"strings"
)

// Listed is one of several orders that a provider lists under one reference of
// ours, which should not be.
type Listed struct {
	ID    string
	Seen  string // its status, and what the provider's support asks for
	State State
	Cost  *Money // nil when it is not known
}

// Several is what a Tracker says when more than one order carries the reference;
// first is its word on the most telling one, and what the customer gets. Money
// that may have been taken twice must show: the cost is the sum of all that
// neither failed nor came back, and Missing says what to claim. Where it cannot
// be summed a person has to look.
func Several(title string, first Finding, all []Listed) Finding {
	var live []Listed
	for i, l := range all {
		first.Evidence = append(first.Evidence, Evidence{
			Source:   fmt.Sprintf("%s order %s (%d of %d)", title, l.ID, i+1, len(all)),
			Expected: "one order under our reference", Seen: l.Seen, Supports: l.happened(),
		})
		if l.State != StateFailed && l.State != StateRefunded {
			live = append(live, l)
		}
	}
	if first.Verdict != Found || len(live) < 2 {
		return first
	}
	r := &first.Result
	sum, ok := together(live)
	if ok {
		r.Cost = sum
	}
	if r.State != StateCompleted {
		return first
	}
	claim := twice(title, live)
	if ok {
		r.Missing = strings.TrimSpace(claim + " " + r.Missing)
		return first
	}
	r.State = StateUnknown
	r.Message = strings.TrimSpace(strings.Join([]string{claim, "What they cost together is not known.", r.Missing, r.Message}, " "))
	r.Missing = ""
	return first
}

// happened reports whether an order speaks for the sale.
func (l Listed) happened() Truth {
	switch l.State {
	case StateCompleted:
		return Yes
	case StateFailed, StateRefunded:
		return No
	default:
		return NotKnown
	}
}

func together(all []Listed) (*Money, bool) {
	var sum *Money
	for _, l := range all {
		switch {
		case l.Cost == nil:
			return nil, false
		case sum == nil:
			sum = l.Cost
		default:
			more, err := sum.Add(*l.Cost)
			if err != nil {
				return nil, false
			}
			sum = &more
		}
	}
	return sum, true
}

func twice(title string, live []Listed) string {
	charged, ids := " charged this ", []string{}
	for _, l := range live {
		if l.State != StateCompleted {
			charged = " may have charged this "
		}
		ids = append(ids, l.ID)
	}
	times := fmt.Sprintf("%d times", len(live))
	if len(live) == 2 {
		times = "twice"
	}
	return fmt.Sprintf("%s%s%s: %d orders under one reference (%s); claim all but one back.", title, charged, times, len(live), strings.Join(ids, ", "))
}

// OpenEnded is what a person compares of an order whose word decides nothing;
// done is the provider's word for one that went through. Nil for any other.
func OpenEnded(r Result, done string) []Evidence {
	if r.State != StateUnknown {
		return nil
	}
	return []Evidence{{Source: "order status", Expected: done, Seen: r.ProviderStatus, Supports: NotKnown}}
}
