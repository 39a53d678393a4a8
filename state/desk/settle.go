package desk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"simdesk/providers"
	"simdesk/state/ledger"
)

// abandoned is how old a draft must be before it counts as left behind: its
// process is surely not about to submit it any more.
const abandoned = 15 * time.Minute

// lostProcessing is how long an order that the provider took may be missing
// from the provider's own lists before a person should look.
const lostProcessing = 30 * time.Minute

// settleLease is how long one process may take over one look at one order.
const settleLease = 30 * time.Second

// Reconcile settles what is open, from evidence only, and never charges. With
// ids it looks at those orders alone. What stays open is in StillUnknown.
// Completed orders that a provider has taken back since are found as well: of
// the newest, or of those named.
func (d *Desk) Reconcile(ctx context.Context, ids ...string) (Settled, error) {
	open, err := d.open(ctx)
	if err != nil {
		return Settled{}, err
	}
	if len(ids) > 0 {
		open = slices.DeleteFunc(open, func(o ledger.Order) bool { return !slices.Contains(ids, o.ID) })
	}
	finished, err := d.finished(ctx, ids)
	if err != nil {
		return Settled{}, err
	}
	after := make([]ledger.Order, len(finished)+len(open))
	var wait sync.WaitGroup
	for i, o := range finished {
		wait.Go(func() { after[i] = d.reversed(ctx, o) })
	}
	for i, o := range open {
		wait.Go(func() { after[len(finished)+i] = d.settleNow(ctx, o, len(ids) > 0) })
	}
	wait.Wait()
	out := d.sorted(after, len(finished))
	fresh, err := d.freshDrafts(ctx, ids)
	out.StillUnknown = append(out.StillUnknown, fresh...)
	return out, err
}

// sorted tells what a reconciliation settled from what is still open, and leaves
// out what is as it was: of the first ones, which were completed before, those
// that are so still, and what a person gave up.
func (d *Desk) sorted(orders []ledger.Order, finished int) Settled {
	var out Settled
	for i, o := range orders {
		switch {
		case i < finished && o.State == providers.StateCompleted, d.givenUp(o):
		case o.State.Settled():
			out.Settled = append(out.Settled, o)
		default:
			out.StillUnknown = append(out.StillUnknown, o)
		}
	}
	return out
}

// freshDrafts lists the drafts that may still be sent, by ids if there are any.
// There is nothing to look up of them, but who asks what is open must hear.
func (d *Desk) freshDrafts(ctx context.Context, ids []string) ([]ledger.Order, error) {
	since := d.o.Now().Add(-abandoned)
	page, err := d.o.Ledger.List(ctx, ledger.Filter{States: []providers.State{providers.StateDrafted}, Since: since, Limit: 200})
	return slices.DeleteFunc(page.Orders, func(o ledger.Order) bool {
		return len(ids) > 0 && !slices.Contains(ids, o.ID)
	}), err
}

// open lists what may have to be asked about: unanswered, processing, under
// review, drafts that nobody will submit any more, and what a person gave up.
func (d *Desk) open(ctx context.Context) ([]ledger.Order, error) {
	open, err := d.o.Ledger.Unsettled(ctx)
	if err != nil {
		return nil, err
	}
	for cursor, more := "", true; more; more = cursor != "" {
		review, err := d.o.Ledger.List(ctx, ledger.Filter{States: []providers.State{providers.StateNeedsReview}, Limit: 200, Cursor: cursor})
		if err != nil {
			return nil, err
		}
		open, cursor = append(open, review.Orders...), review.Next
	}
	drafts, err := d.o.Ledger.Drafted(ctx, d.o.Now().Add(-abandoned))
	if err != nil {
		return nil, err
	}
	given, err := d.o.Ledger.FailedWith(ctx, CodeDecided, d.o.Now().Add(-givenUpFor))
	return slices.Concat(open, drafts, given), err
}

// settle looks at one order once and returns it as it stands then. While this
// or another process is at it, the order is returned as it is.
func (d *Desk) settle(ctx context.Context, o ledger.Order) ledger.Order {
	return d.settleNow(ctx, o, false)
}

// settleNow is settle, with asked when a person wants to see what there is.
func (d *Desk) settleNow(ctx context.Context, o ledger.Order, asked bool) ledger.Order {
	if d.charging(o.Reference) {
		return o
	}
	done, ok := d.turn(ctx, o.Provider)
	if !ok {
		return o
	}
	defer done()
	lease := "settle " + o.ID
	if won, err := d.o.Ledger.Acquire(ctx, lease, d.owner, settleLease); err != nil || !won {
		return o
	}
	defer func() {
		if err := d.o.Ledger.Release(context.WithoutCancel(ctx), lease, d.owner); err != nil {
			d.o.Log.Error("lease not released", "order", o.ID, "error", err)
		}
	}()
	fresh, err := d.o.Ledger.Get(ctx, o.ID)
	if err != nil {
		return o // interrupted, or a disk that cannot be read just now
	}
	if d.over(fresh) {
		return fresh
	}
	change := d.news(ctx, fresh, d.lived(ctx, fresh, d.lookInTime(ctx, fresh)), asked)
	if change == nil {
		return fresh
	}
	// A find must reach the disk even when whoever asked has left, but only what
	// was found of the order as it was: the process that charges may have
	// written its answer meanwhile.
	after, err := d.o.Ledger.AppendFrom(context.WithoutCancel(ctx), fresh.ID, fresh.State, d.o.Clerk, *change)
	if err != nil && !errors.Is(err, ledger.ErrBackwards) {
		d.o.Log.Error("settlement not written", "order", o.ID, "error", err)
		return fresh
	}
	if after.State != fresh.State || len(after.Delivery) != len(fresh.Delivery) {
		d.publish(after)
	}
	return after
}

func (d *Desk) charging(reference string) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	t, ok := d.tickets[reference]
	return ok && !t.finished()
}

// lookInTime is look, ended before the lease is somebody else's.
func (d *Desk) lookInTime(ctx context.Context, o ledger.Order) *ledger.Change {
	ctx, cancel := context.WithTimeout(ctx, settleLease*4/5)
	defer cancel()
	return d.look(ctx, o)
}

// look asks for evidence and returns what follows from it, nil for nothing.
func (d *Desk) look(ctx context.Context, o ledger.Order) *ledger.Change {
	if o.State == providers.StateDrafted {
		if d.o.Now().Sub(o.CreatedAt) < abandoned {
			return nil // another process may be about to submit it
		}
		return &ledger.Change{State: providers.StateFailed, Note: "Never sent: simdesk ended before it was submitted. Nothing was charged."}
	}
	age := d.o.Now().Sub(sentAt(o))
	tracker, _, e := as[providers.Tracker](d, o.Provider, providers.CanTrack)
	if e != nil {
		if d.broken(o.Provider) {
			age = 0 // as with a provider that does not answer, below
		}
		return d.unsure(o, age, ledger.Change{Note: "Cannot be looked up: " + e.Message})
	}
	query, err := d.query(ctx, o)
	if err != nil {
		return nil
	}
	found, err := d.track(ctx, tracker, query)
	if err != nil {
		// The provider could not be asked, which says nothing about the order
		// and must not use up the time it has to turn up.
		return d.unsure(o, 0, ledger.Change{})
	}
	if note, ok := d.atHome(o, found); !ok {
		return d.unsure(o, age, ledger.Change{Note: note})
	}
	return d.judge(o, age, found)
}

// track protects the desk from a panic in a client.
func (d *Desk) track(ctx context.Context, t providers.Tracker, q providers.Query) (f providers.Finding, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic while looking up an order: %v", r)
			d.o.Log.Error("panic while looking up", "reference", q.Reference, "error", err)
		}
	}()
	return t.Track(ctx, q)
}

func (d *Desk) judge(o ledger.Order, age time.Duration, f providers.Finding) *ledger.Change {
	switch f.Verdict {
	case providers.Found:
		c := resultChange(f.Result)
		c.Evidence = f.Evidence
		if c.State == providers.StateUnknown {
			return d.unsure(o, age, c)
		}
		return &c
	case providers.Unclear:
		return d.unsure(o, age, ledger.Change{Evidence: f.Evidence, Note: "There is only circumstantial evidence; compare it and decide."})
	case providers.NotFound:
		return d.unsure(o, age, ledger.Change{Evidence: f.Evidence,
			Note: fmt.Sprintf("The provider lists no such order %s after it was sent.", age.Round(time.Second))})
	}
	return nil
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
		c.Note = ""
		c.Error = &ledger.Problem{Kind: providers.KindUnknownOutcome, Provider: o.Provider,
			Message: "The order was sent and no answer is recorded. It is not sent again: simdesk keeps looking it up."}
		return &c
	}
	return nil
}

func sentAt(o ledger.Order) time.Time {
	if o.SubmittedAt != nil {
		return *o.SubmittedAt
	}
	return o.CreatedAt
}

func (d *Desk) query(ctx context.Context, o ledger.Order) (providers.Query, error) {
	var claimed map[string]bool
	var err error
	if d.blind(o.Provider) { // elsewhere our reference tells whose it is
		claimed, err = d.o.Ledger.ClaimedByOthers(ctx, o.Provider, o.ID, sentAt(o).Add(-othersFor))
	}
	if err != nil {
		d.o.Log.Error("claims not read", "order", o.ID, "error", err)
		return providers.Query{}, err
	}
	others, err := d.others(ctx, o)
	if err != nil {
		d.o.Log.Error("other orders not read", "order", o.ID, "error", err)
		return providers.Query{}, err
	}
	number := o.ProviderOrderID
	if d.elsewhere(o) {
		number = ""
	}
	return providers.Query{
		Reference: o.Reference, ProviderOrderID: number, Kind: o.Kind,
		ProductID: o.ProductID, ProductName: o.ProductName, Target: o.Target, Cost: o.Cost,
		SubmittedAt: sentAt(o), Fields: o.Draft.Fields, Baseline: o.Draft.Baseline, Claimed: claimed, Others: others,
	}, nil
}

// othersFor is how far back an order may have been sent and still be carried
// out after a baseline.
const othersFor = 24 * time.Hour

// others counts what else was carried out for the same target since this
// order's baseline was read. One that was sent before and settled after counts
// too: nobody knows on which side its effect is, and to ask a person is better
// than to take it for this order's.
func (d *Desk) others(ctx context.Context, o ledger.Order) (int, error) {
	quoted := o.Draft.QuotedAt
	if quoted == nil || o.Target == "" {
		return 0, nil
	}
	recent, err := d.o.Ledger.Recent(ctx, o.Provider, o.ProductID, o.Target, quoted.Add(-othersFor))
	n := 0
	for _, x := range recent {
		if x.ID != o.ID && x.State == providers.StateCompleted && !x.UpdatedAt.Before(*quoted) {
			n++
		}
	}
	return n, err
}

// Product returns the product as it was confirmed.
func Product(o ledger.Order) (providers.Product, error) {
	var p providers.Product
	err := json.Unmarshal(o.Draft.Product, &p)
	return p, err
}
