package providers

import "cmp"

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
			Source:   Because("several.order", "who", title, "id", l.ID, "n", i+1, "all", len(all)),
			Expected: Because("several.one_order"), Seen: Quoted(l.Seen), Supports: l.happened(),
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
	if ok {
		r.Missing = twice(title, live, r.Missing)
		return first
	}
	r.State = StateUnknown
	r.Why = Because("several.cost_unknown", "claim", twice(title, live, r.Missing), "why", r.Why)
	r.Missing = Reason{}
	return first
}

// MostTelling orders orders under one reference: what delivered something comes
// first, then what still may, what failed last and what came back before it.
func MostTelling(a, b State) int { return cmp.Compare(telling[a], telling[b]) }

var telling = map[State]int{StateCompleted: -2, StateProcessing: -1, StateRefunded: 1, StateFailed: 2}

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

// together is what all cost, where each is known and in one currency.
func together(all []Listed) (*Money, bool) {
	sum := all[0].Cost
	for _, l := range all[1:] {
		if sum == nil || l.Cost == nil {
			return nil, false
		}
		more, err := sum.Add(*l.Cost)
		if err != nil {
			return nil, false
		}
		sum = &more
	}
	return sum, sum != nil
}

// twice says what to claim, and also what else did not come.
func twice(title string, live []Listed, also Reason) Reason {
	done, ids := true, []string{}
	for _, l := range live {
		done = done && l.State == StateCompleted
		ids = append(ids, l.ID)
	}
	if done {
		return Because("several.charged", "who", title, "n", len(live), "ids", ids, "also", also)
	}
	return Because("several.may_have_charged", "who", title, "n", len(live), "ids", ids, "also", also)
}

// OpenEnded is what a person compares of an order whose word decides nothing;
// done is the provider's word for one that went through. Nil for any other.
func OpenEnded(r Result, done string) []Evidence {
	if r.State != StateUnknown {
		return nil
	}
	return []Evidence{{Source: Because("several.order_status"), Expected: Quoted(done), Seen: Quoted(r.ProviderStatus), Supports: NotKnown}}
}
