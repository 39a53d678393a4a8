package desk

import (
	"context"
	"errors"
	"sync"
	"time"

	"simdesk/providers"
	"simdesk/state/ledger"
	"simdesk/state/settle"
)

// asking finds out at a provider what became of an order.
type asking struct {
	*base
	mu      sync.Mutex
	looking map[string]chan struct{} // by provider, see turn
	shared  map[string]round         // by provider, see trackerFor
}

// look asks an order's provider what became of it, and ends before the lease is
// somebody else's. Of a draft nobody knows anything.
func (d *asking) look(ctx context.Context, o ledger.Order) settle.Look {
	ctx, cancel := context.WithTimeout(ctx, settleLease*4/5)
	defer cancel()
	if o.State == providers.StateDrafted {
		return settle.Look{Says: settle.Mute}
	}
	tracker, _, e := as[providers.Tracker](d.base, o.Provider, providers.CanTrack)
	switch {
	case d.broken(o.Provider): // as with one that does not answer
		return settle.Look{Says: settle.Mute}
	case e != nil:
		return settle.Look{Says: settle.Unable, Why: providers.Because("desk.cannot_look_up", "why", e.Why)}
	}
	found, err := d.ask(ctx, d.trackerFor(o, tracker), o)
	if err != nil {
		return settle.Look{Says: settle.Mute}
	}
	if why, ok := d.atHome(o, found); !ok {
		return settle.Look{Says: settle.Unable, Why: why}
	}
	by := providers.ByLookUp
	if d.blind(o.Provider) {
		by = providers.ByEvidence // it is put together
	}
	return settle.Found(found, by)
}

// ask asks a provider about an order.
func (d *asking) ask(ctx context.Context, t providers.Tracker, o ledger.Order) (providers.Finding, error) {
	query, err := d.query(ctx, o)
	if err != nil {
		d.o.Log.Error("other orders not read", "order", o.ID, "error", err)
		return providers.Finding{}, err
	}
	return guarded(d.base, o.Provider, "track", func() (providers.Finding, error) { return t.Track(ctx, query) })
}

// query is what a provider is asked by, with what else of this ledger may have had
// the same effects. Where our reference travels, it tells whose something is.
func (d *asking) query(ctx context.Context, o ledger.Order) (providers.Query, error) {
	sent := settle.SentAt(o)
	q := providers.Query{
		Reference: o.Reference, ProviderOrderID: o.ProviderOrderID, Kind: o.Kind,
		ProductID: o.ProductID, ProductName: o.ProductName, Target: o.Target, Cost: o.Cost,
		SubmittedAt: sent, Fields: o.Draft.Fields, Baseline: o.Draft.Baseline,
	}
	if d.elsewhere(o) {
		q.ProviderOrderID = ""
	}
	before := ledger.Moment{Seq: o.Draft.Since, At: sent} // when the baseline was read, if it was
	if o.Draft.QuotedAt != nil {
		before.At = *o.Draft.QuotedAt
	}
	var errClaimed, errEqual, errOthers error
	if d.blind(o.Provider) {
		q.Claimed, errClaimed = d.o.Ledger.ClaimedByOthers(ctx, o.Provider, o.ID, sent.Add(-othersFor))
		q.Equal, errEqual = d.o.Ledger.AtCostSince(ctx, o, before)
	}
	// One that was sent before and settled after counts too: nobody knows on which
	// side its effect is, and to ask a person is better than to take it for this
	// order's.
	if o.Draft.QuotedAt != nil && o.Target != "" {
		q.Others, errOthers = d.o.Ledger.CompletedSince(ctx, o, before)
	}
	return q, errors.Join(errClaimed, errEqual, errOthers)
}

// othersFor is how far back an order may have been sent and still be carried
// out after this one.
const othersFor = 24 * time.Hour

// A ledger may hold orders of a provider's sandbox and of its live account: the
// configuration was changed, or the demo was opened on the shop's store. The one
// lists nothing of the other, which is no evidence, and its order numbers are
// other orders. Only an order under our own reference is this one.

// elsewhere reports whether an order was sold at another account than the one
// that is configured under this provider's name now.
func (d *base) elsewhere(o ledger.Order) bool {
	p, err := d.provider(o.Provider)
	return err == nil && p.Sandbox() != o.Sandbox
}

// atHome is what a look found, or why it found nothing.
func (d *asking) atHome(o ledger.Order, f providers.Finding) (why providers.Reason, ok bool) {
	switch {
	case !d.elsewhere(o) || f.Verdict == providers.Found && !d.blind(o.Provider):
		return providers.Reason{}, true
	case o.Sandbox:
		return providers.Because("desk.sold_in_sandbox"), false
	}
	return providers.Because("desk.sold_live"), false
}
