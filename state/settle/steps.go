package settle

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"simdesk/providers"
	"simdesk/state/ledger"
)

// The steps that the table names.

func nothing(situation) *ledger.Change { return nil }

func neverSent(situation) *ledger.Change {
	return &ledger.Change{State: providers.StateFailed, Charged: unsent(), Why: providers.Because("settle.never_sent")}
}

// asTold takes the provider's word.
func asTold(s situation) *ledger.Change {
	c := Result(s.order, s.look.Result, s.look.By)
	c.Evidence = slices.Concat(s.look.Evidence, c.Evidence)
	return &c
}

// overdue hands an order to a person that is still in progress by the provider's
// word. It goes on being asked about, and its end counts when it comes.
func overdue(s situation) *ledger.Change {
	c, r := asTold(s), s.look.Result
	c.State = providers.StateNeedsReview
	seen := strings.TrimSpace(cmp.Or(r.ProviderStatus, string(r.State)) + " " + r.Message)
	c.Evidence = append(c.Evidence, providers.Evidence{Source: providers.Because("settle.order_status"), Expected: providers.Because("settle.within_a_day"), Seen: providers.Quoted(seen)})
	c.Error = problem(providers.KindUnknownOutcome, r, providers.Because("settle.overdue"))
	return c
}

// contradicted hands an order to a person that its provider called completed and
// now calls failed, or something that leaves it open: the goods are handed over,
// the money was taken, and whether it came back nobody says.
func contradicted(s situation) *ledger.Change {
	h, r := s.history, s.look.Result
	was := providers.Because("settle.was", "word", cmp.Or(h.Word, string(providers.StateCompleted)), "at", h.Completed.UTC())
	why := providers.Because("settle.now_calls_it", "word", cmp.Or(r.ProviderStatus, string(r.State)))
	switch {
	case r.ProviderStatus == h.Word && !r.Why.IsZero(): // what is new is beside the word
		why = providers.Because("settle.now_reads", "why", r.Why)
	case r.ProviderStatus == h.Word && r.Message != "":
		why = providers.Because("settle.now_says", "words", r.Message)
	}
	return &ledger.Change{
		State: providers.StateNeedsReview, ProviderStatus: r.ProviderStatus,
		Evidence: append(slices.Clone(s.look.Evidence), providers.Evidence{Source: providers.Because("settle.order_status"), Expected: was,
			Seen: providers.Quoted(strings.TrimSpace(r.ProviderStatus + " " + r.Message)), Supports: providers.No}),
		Error: problem(providers.KindUnknownOutcome, r, why),
	}
}

// forPerson hands an order over that the provider does not settle.
func forPerson(s situation) *ledger.Change {
	c := s.seen()
	c.State = providers.StateNeedsReview
	return &c
}

// unanswered is an order whose answer nobody has, while it may still turn up.
func unanswered(s situation) *ledger.Change {
	c := s.seen()
	c.State = providers.StateUnknown
	if c.Error == nil {
		c.Why = providers.Reason{}
		c.Error = &ledger.Problem{Kind: providers.KindUnknownOutcome, Provider: s.order.Provider, Why: providers.Because("settle.no_answer")}
	}
	return &c
}

// seen is what a look showed that does not settle an order.
func (s situation) seen() ledger.Change {
	switch s.look.Says {
	case Unclear:
		return ledger.Change{Evidence: s.look.Evidence, Why: providers.Because("settle.circumstances")}
	case Nowhere:
		return ledger.Change{Evidence: s.look.Evidence, Why: providers.Because("settle.not_listed", "age", s.age.Round(time.Second))}
	case Another:
		return Repeated(ledger.Change{Evidence: s.look.Evidence}, s.look.Owner)
	case Open, Odd:
		return *asTold(s)
	default:
		return ledger.Change{Why: s.look.Why}
	}
}

// unwritten leaves of a step what belongs into the history. What is in progress is
// looked at every minute, and most providers say the same each time. An order
// that stays under review gets another event only when a person has asked and
// there is something else to compare than before; one that a person called failed
// goes back to review only for what that person had not seen.
func (s situation) unwritten(c *ledger.Change) *ledger.Change {
	from := s.order.State
	switch {
	case c == nil:
		return nil
	case c.State == providers.StateProcessing && from == c.State:
		if c.Note == s.history.Note {
			c.Note = ""
		}
		if c.Why.Equal(s.history.Why) {
			c.Why = providers.Reason{}
		}
		if slices.EqualFunc(c.Evidence, s.history.Evidence, providers.Evidence.Equal) {
			c.Evidence = nil
		}
	case c.State != providers.StateNeedsReview || !slices.Contains(judged, from):
	case from == c.State && !s.look.Asked, len(c.Evidence) == 0, slices.EqualFunc(c.Evidence, s.history.Evidence, providers.Evidence.Equal):
		return nil
	}
	return c
}
