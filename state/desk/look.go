package desk

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"simdesk/providers"
	"simdesk/state/ledger"
)

// lostProcessing is how long an order that the provider took may be missing
// from the provider's own lists before a person should look.
const lostProcessing = 30 * time.Minute

// overdue is how long an order may be in progress by its provider's own word
// before a person should ask why.
const overdue = 24 * time.Hour

// lookInTime is look, ended before the lease is somebody else's.
func (d *Desk) lookInTime(ctx context.Context, o ledger.Order) *ledger.Change {
	ctx, cancel := context.WithTimeout(ctx, settleLease*4/5)
	defer cancel()
	return d.look(ctx, o)
}

// look asks for evidence and returns what follows from it, nil for nothing.
func (d *Desk) look(ctx context.Context, o ledger.Order) *ledger.Change {
	if o.State == providers.StateDrafted {
		if d.age(o.CreatedAt) < ledger.Abandoned {
			return nil // another process may be about to submit it
		}
		return &ledger.Change{State: providers.StateFailed, Charged: neverSent(), Note: "Never sent: simdesk ended before it was submitted. Nothing was charged."}
	}
	age := d.age(sentAt(o))
	tracker, _, e := as[providers.Tracker](d, o.Provider, providers.CanTrack)
	if e != nil {
		if d.broken(o.Provider) {
			age = 0 // as with a provider that does not answer, below
		}
		return d.unsure(o, age, ledger.Change{Note: "Cannot be looked up: " + e.Message})
	}
	found, err := d.ask(ctx, d.sharing(o, tracker), o)
	if err != nil {
		// It could not be asked, which says nothing about the order and must not
		// use up the time it has to turn up.
		return d.unsure(o, 0, ledger.Change{})
	}
	if note, ok := d.atHome(o, found); !ok {
		return d.unsure(o, age, ledger.Change{Note: note})
	}
	return d.judge(o, age, found)
}

// ask asks a provider about an order.
func (d *Desk) ask(ctx context.Context, t providers.Tracker, o ledger.Order) (providers.Finding, error) {
	query, err := d.query(ctx, o)
	if err != nil {
		d.o.Log.Error("other orders not read", "order", o.ID, "error", err)
		return providers.Finding{}, err
	}
	return guarded(d, o.Provider, "looking up an order", func() (providers.Finding, error) { return t.Track(ctx, query) })
}

// lookUp is where a provider's later word on an order comes from: of one that
// takes no reference of ours it is put together.
func (d *Desk) lookUp(provider string) providers.Source {
	if d.blind(provider) {
		return providers.ByEvidence
	}
	return providers.ByLookUp
}

func (d *Desk) judge(o ledger.Order, age time.Duration, f providers.Finding) *ledger.Change {
	switch f.Verdict {
	case providers.Found:
		c := resultChange(o, f.Result, d.lookUp(o.Provider))
		c.Evidence = slices.Concat(f.Evidence, c.Evidence)
		switch {
		case c.State == providers.StateUnknown:
			return d.openEnded(o, age, c)
		case c.State == providers.StateProcessing && age >= overdue:
			return tooLong(c, f.Result)
		}
		return &c
	case providers.Unclear:
		return d.unsure(o, age, ledger.Change{Evidence: f.Evidence, Note: "There is only circumstantial evidence; compare it and decide."})
	case providers.NotFound:
		return d.unsure(o, age, ledger.Change{Evidence: f.Evidence,
			Note: fmt.Sprintf("The provider lists no such order %s.", sent(age))})
	}
	return nil
}

// tooLong hands an order to a person that is still in progress by the provider's
// word. It goes on being asked about, and its end counts when it comes.
func tooLong(c ledger.Change, r providers.Result) *ledger.Change {
	c.State = providers.StateNeedsReview
	seen := strings.TrimSpace(cmp.Or(r.ProviderStatus, string(r.State)) + " " + r.Message)
	c.Evidence = append(slices.Clone(c.Evidence), providers.Evidence{Source: "order status", Expected: "completed within a day", Seen: seen})
	c.Error = &ledger.Problem{Kind: providers.KindUnknownOutcome, Code: r.ProviderStatus, Detail: r.Message, RequestID: r.RequestID,
		Message: "The provider has called this order in progress for more than a day. Ask it what it is waiting for; simdesk goes on asking, too."}
	return &c
}

// openEnded is unsure for an order that the provider lists with a word that does
// not say what became of it. It is not lost, so nobody waits for it to turn up.
func (d *Desk) openEnded(o ledger.Order, age time.Duration, c ledger.Change) *ledger.Change {
	if o.State == providers.StateProcessing && age >= d.o.ReviewAfter {
		c.State = providers.StateNeedsReview
		return &c
	}
	return d.unsure(o, age, c)
}

// unsure keeps an order unknown while it may still turn up, and hands it to a
// person after that. An order that the provider took is given longer.
func (d *Desk) unsure(o ledger.Order, age time.Duration, c ledger.Change) *ledger.Change {
	patience := d.o.ReviewAfter
	if o.State == providers.StateProcessing {
		patience = max(patience, lostProcessing)
	}
	switch {
	case o.State == providers.StateFailed:
		return nil // what a person decided stands until there is proof
	case age >= patience || o.State == providers.StateNeedsReview:
		c.State = providers.StateNeedsReview
		return &c
	case o.State == providers.StateSubmitted:
		c.State = providers.StateUnknown
		if c.Error == nil {
			c.Note = ""
			c.Error = &ledger.Problem{Kind: providers.KindUnknownOutcome, Provider: o.Provider,
				Message: "The order was sent and no answer is recorded. It is not sent again: simdesk keeps looking it up."}
		}
		return &c
	}
	return nil
}

// sent tells how long ago an order was sent.
func sent(age time.Duration) string {
	if age == math.MaxInt64 {
		return "though it was sent by a clock that was ahead, so that nobody knows how long ago"
	}
	return age.Round(time.Second).String() + " after it was sent"
}

func sentAt(o ledger.Order) time.Time {
	if o.SubmittedAt != nil {
		return *o.SubmittedAt
	}
	return o.CreatedAt
}

func (d *Desk) query(ctx context.Context, o ledger.Order) (providers.Query, error) {
	claimed, errClaimed := d.claimed(ctx, o)
	others, errOthers := d.others(ctx, o)
	equal, errEqual := d.equal(ctx, o)
	number := o.ProviderOrderID
	if d.elsewhere(o) {
		number = ""
	}
	return providers.Query{
		Reference: o.Reference, ProviderOrderID: number, Kind: o.Kind,
		ProductID: o.ProductID, ProductName: o.ProductName, Target: o.Target, Cost: o.Cost,
		SubmittedAt: sentAt(o), Fields: o.Draft.Fields, Baseline: o.Draft.Baseline, Claimed: claimed, Others: others, Equal: equal,
	}, errors.Join(errClaimed, errOthers, errEqual)
}

// othersFor is how far back an order may have been sent and still be carried
// out after this one.
const othersFor = 24 * time.Hour

// claimed is what other orders own. Where our reference travels it tells whose
// something is.
func (d *Desk) claimed(ctx context.Context, o ledger.Order) (map[string]bool, error) {
	if !d.blind(o.Provider) {
		return nil, nil
	}
	return d.o.Ledger.ClaimedByOthers(ctx, o.Provider, o.ID, sentAt(o).Add(-othersFor))
}

// others counts what else was carried out for the same target since this
// order's baseline was read. One that was sent before and settled after counts
// too: nobody knows on which side its effect is, and to ask a person is better
// than to take it for this order's.
func (d *Desk) others(ctx context.Context, o ledger.Order) (int, error) {
	if o.Draft.QuotedAt == nil || o.Target == "" {
		return 0, nil
	}
	return d.o.Ledger.CompletedSince(ctx, o, quotedAt(o))
}

// equal counts what else this ledger sent at the same cost and may have been
// carried out since this order's baseline was read. Only a provider that takes
// no reference of ours has to be asked by amounts.
func (d *Desk) equal(ctx context.Context, o ledger.Order) (int, error) {
	if !d.blind(o.Provider) {
		return 0, nil
	}
	return d.o.Ledger.AtCostSince(ctx, o, quotedAt(o))
}

// quotedAt is when the baseline was read, or when the order was sent.
func quotedAt(o ledger.Order) ledger.Moment {
	m := ledger.Moment{Seq: o.Draft.Since, At: sentAt(o)}
	if o.Draft.QuotedAt != nil {
		m.At = *o.Draft.QuotedAt
	}
	return m
}
