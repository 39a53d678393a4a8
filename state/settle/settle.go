// Package settle decides what follows for an order from what is heard of it: the
// answer to its sale, a later look, a person's word. It asks nobody, reads no
// clock and writes nothing: state/desk does, before and after.
package settle

import (
	"cmp"
	"slices"
	"time"

	"simdesk/providers"
	"simdesk/state/ledger"
)

// How long an order may be open before something follows from that alone.
const (
	// Arrival is how long a request may still be on its way: until then "nothing
	// found" proves nothing.
	Arrival = 2 * time.Minute
	// Lost is how long an order that the provider took may be missing from the
	// provider's own lists before a person should look.
	Lost = 30 * time.Minute
	// Overdue is how long an order may be in progress by its provider's own word
	// before a person should ask why.
	Overdue = 24 * time.Hour
)

// Says is what a look at an order came to.
type Says int

// What a look comes to.
const (
	Mute      Says = iota // nobody could be asked just now, which says nothing
	Unable                // this account cannot tell
	Nowhere               // the provider lists no such order
	Unclear               // there are circumstances alone
	Another               // what is shown belongs to another order
	Open                  // the order is listed with a word that leaves open what became of it
	Odd                   // it is listed with a word that no provider may use
	Working               // in progress
	Done                  // carried out
	Failed                // not carried out
	GivenBack             // not carried out, and the money is back
)

// Look is what was found when an order was asked about.
type Look struct {
	Says     Says
	Result   providers.Result // the provider's word, where it has one on this very order
	Evidence []providers.Evidence
	Why      providers.Reason   // why the account cannot tell
	By       providers.Source   // where the provider's word comes from
	Owner    *ledger.OwnedError // whose it is that was found, see Another
	Asked    bool               // a person waits for what there is to see
}

// Found is the look that a finding makes.
func Found(f providers.Finding, by providers.Source) Look {
	l := Look{Says: Nowhere, Result: f.Result, Evidence: f.Evidence, By: by}
	switch f.Verdict {
	case providers.Unclear:
		l.Says = Unclear
	case providers.Found:
		l.Says = cmp.Or(words[f.Result.State], Odd)
	default:
	}
	return l
}

// words are what the states say that a provider may use.
var words = map[providers.State]Says{
	providers.StateCompleted: Done, providers.StateProcessing: Working, providers.StateFailed: Failed,
	providers.StateRefunded: GivenBack, providers.StateUnknown: Open,
}

// row is one line of the table: for an order in one of these states, of which a
// look says one of these things, when this holds too, this follows.
type row struct {
	state []providers.State
	says  []Says
	when  func(situation) bool
	then  func(situation) *ledger.Change
}

// situation is everything that a line may look at.
type situation struct {
	order   ledger.Order
	history History
	look    Look
	age     time.Duration // since it was sent, or drafted
}

var (
	drafted   = []providers.State{providers.StateDrafted}
	submitted = []providers.State{providers.StateSubmitted}
	progress  = []providers.State{providers.StateProcessing}
	review    = []providers.State{providers.StateNeedsReview}
	completed = []providers.State{providers.StateCompleted}
	failed    = []providers.State{providers.StateFailed}
	judged    = []providers.State{providers.StateNeedsReview, providers.StateFailed} // by a person, soon or already
	noAnswer  = []providers.State{providers.StateSubmitted, providers.StateUnknown}
	every     = []providers.State{providers.StateDrafted, providers.StateSubmitted, providers.StateProcessing, providers.StateCompleted,
		providers.StateFailed, providers.StateUnknown, providers.StateNeedsReview, providers.StateRefunded}
	whatever = []Says{Mute, Unable, Nowhere, Unclear, Another, Open, Odd, Working, Done, Failed, GivenBack}
)

// table is read from top to bottom: the first line that fits decides. Open orders
// are asked about until they end, completed ones for a week, and so are those
// that a person called failed: an order that was charged must not stay failed.
var table = []row{
	// Never sent: nobody has anything to say of it.
	{drafted, whatever, since(ledger.Abandoned), neverSent},
	{drafted, whatever, always, nothing}, // another process may be about to submit it

	// Completed: the goods are handed over. Only what takes them back counts, and
	// what was lacking.
	{completed, says(Done), bringsMore, asTold},
	{completed, says(GivenBack), always, asTold},
	{completed, says(Failed, Open), decided, nothing}, // a person knew of it and has spoken
	{completed, says(Failed, Open), always, contradicted},
	{completed, whatever, always, nothing},

	// Over, but for what a person called failed.
	{[]providers.State{providers.StateRefunded}, whatever, always, nothing},
	{failed, whatever, byProvider, nothing},

	// The provider knows how it ended.
	{every, says(Done, GivenBack), always, asTold},
	{review, says(Failed), completedOnce, contradicted},
	{every, says(Failed), always, asTold},

	// It is at it. What it completed once is not in progress again: from there it
	// could be called failed.
	{judged, says(Working), overdueAgain, contradicted},
	{every, says(Working), since(Overdue), overdue},
	{every, says(Working), completedOnce, nothing},
	{every, says(Working), always, asTold},

	// Nobody says how it ended. What a person called failed stays so without proof.
	{failed, whatever, always, nothing},
	{submitted, says(Mute), always, unanswered},
	{every, says(Mute), always, nothing}, // it must not use up the time that the order has to turn up
	{review, says(Open, Odd), completedOnce, contradicted},
	{review, whatever, always, forPerson},
	{progress, says(Open, Odd), since(Arrival), forPerson}, // it is not lost, so nobody waits for it to turn up
	{progress, whatever, since(Lost), forPerson},
	{progress, whatever, always, nothing},
	{noAnswer, whatever, since(Arrival), forPerson},
	{submitted, whatever, always, unanswered},
	{every, whatever, always, nothing},
}

// Next is the step that follows for an order with this history from a look at it,
// nil for none.
func Next(o ledger.Order, h History, l Look, now time.Time) *ledger.Change {
	s := situation{o, h, l, providers.Age(SentAt(o), now)}
	for _, r := range table {
		if slices.Contains(r.state, o.State) && slices.Contains(r.says, l.Says) && r.when(s) {
			return s.unwritten(r.then(s))
		}
	}
	return nil
}

// SentAt is when an order was sent, or else drafted.
func SentAt(o ledger.Order) time.Time {
	if o.SubmittedAt != nil {
		return *o.SubmittedAt
	}
	return o.CreatedAt
}

// IsNews reports whether a step is news to who watches orders.
func IsNews(before, after ledger.Order) bool {
	return after.State != before.State || len(after.Delivery) != len(before.Delivery) ||
		after.State == providers.StateCompleted && claim(before, after)
}

// claim reports whether something came to light that is to be claimed: another
// fault, or another figure of the same.
func claim(before, after ledger.Order) bool {
	if after.Error == nil || before.Error == nil {
		return after.Error != nil
	}
	return after.Error.Code != before.Error.Code || !sameMoney(before.Cost, after.Cost)
}

func sameMoney(a, b *providers.Money) bool {
	if a == nil || b == nil {
		return a == b
	}
	order, ok := a.Cmp(*b)
	return ok && order == 0
}

func says(s ...Says) []Says { return s }

func always(situation) bool { return true }

func since(d time.Duration) func(situation) bool {
	return func(s situation) bool { return s.age >= d }
}

func completedOnce(s situation) bool { return !s.history.Completed.IsZero() }

func overdueAgain(s situation) bool { return completedOnce(s) && s.age >= Overdue }

func decided(s situation) bool { return s.history.Decided }

func byProvider(s situation) bool { return AskedUntil(s.order).IsZero() }

// bringsMore: what a person called completed may still lack its delivery, and a
// second charge may come to light.
func bringsMore(s situation) bool {
	lacking := len(s.order.Delivery) == 0 && len(s.look.Result.Delivery) > 0
	return lacking || claimable(s.order, s.look.Result)
}
