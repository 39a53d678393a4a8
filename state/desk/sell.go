package desk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"simdesk/providers"
	"simdesk/state/ledger"
	"simdesk/state/settle"
)

// walletTries is how often a wallet is read again before a sale is refused: what
// other tills were paying may meanwhile be in the provider's figure.
const walletTries = 3

// sale is quoting and selling: the only room that spends.
type sale struct {
	*base
	*stock
	*cards
	*wallets
	*asking
	*tickets
	*news
}

// Buy carries out a confirmed quote and returns at once; the desk owns the
// request from here, whoever stops waiting. The same quote again, from here or
// from any process on this ledger, is the same order.
func (d *sale) Buy(q Quote) (*Ticket, error) {
	var refused error
	if q.Blocked != nil && q.Existing == nil {
		refused = q.Blocked
	}
	t, fresh, err := d.begin(q.Reference, refused)
	if !fresh {
		return t, err
	}
	go func() {
		defer d.work.Done()
		// Leaving a screen or a signal must not cancel a charge half way, so
		// this work hangs on no caller's context; the client's own time-outs
		// end it.
		order, err := d.carryOut(context.Background(), q)
		t.finish(order, err)
		d.publish(order)
	}()
	return t, nil
}

// carryOut is the life of a sale: draft on disk, submitted on disk, one
// charging request, answer on disk. An error means that the ledger could not
// be read or written; what the provider said is in the order.
func (d *sale) carryOut(ctx context.Context, q Quote) (ledger.Order, error) {
	order, created, err := d.draft(ctx, q)
	if !created {
		return order, err
	}
	release, err := d.alone(ctx, q.Provider, chargeWait)
	if err != nil {
		return d.record(context.WithoutCancel(ctx), order, q.Clerk, settle.NotSent(q.Provider, err))
	}
	defer release()
	if d.age(order.CreatedAt) >= ledger.Abandoned {
		return d.record(context.WithoutCancel(ctx), order, q.Clerk, settle.TooLate(q.Provider))
	}
	won, order, err := d.o.Ledger.Submit(ctx, order.ID, q.Clerk)
	if !won {
		return order, err
	}
	d.publish(order)
	result, err := d.charge(ctx, q)
	return d.record(ctx, order, q.Clerk, settle.Answer(order, result, err))
}

// draft writes the order down and reserves its cost, in one step of the ledger.
// Where the money was reserved by others since the wallet was read, it is read
// again: some of it may be in the new figure, or have come back.
func (d *sale) draft(ctx context.Context, q Quote) (o ledger.Order, created bool, err error) {
	for try := 0; ; try++ {
		draft, odd := q.draft(d.sandbox(q.Provider))
		if odd != nil {
			return o, false, odd
		}
		o, created, err = d.o.Ledger.Draft(ctx, q.Clerk, draft)
		if e := providers.AsError(err); e == nil || e.Code != CodeWallet || try == walletTries || !d.readAgain(ctx, &q) {
			return o, created, err
		}
	}
}

// readAgain reads the wallet for a quote; false where it cannot be read.
func (d *sale) readAgain(ctx context.Context, q *Quote) bool {
	ctx, cancel := context.WithTimeout(ctx, walletWait)
	defer cancel()
	p, fault := d.provider(q.Provider)
	if fault != nil {
		return false
	}
	since, err := d.o.Ledger.Newest(ctx)
	if err != nil {
		return false
	}
	w := d.wallet(ctx, p)
	if w.Balance == nil {
		return false
	}
	q.Float = &ledger.Float{Available: w.Balance.Available, Since: since} // the baseline stays as old as it is
	return true
}

// charge sends the one charging request. A panic in a client leaves the order
// unknown, since nobody can say how far it got.
func (d *sale) charge(ctx context.Context, q Quote) (result providers.Result, err error) {
	defer func() {
		if r := recover(); r != nil {
			d.o.Log.Error("panic while charging", "provider", q.Provider, "reference", q.Reference, "error", fmt.Sprint(r))
			err = &providers.Error{Kind: providers.KindUnknownOutcome, Provider: q.Provider,
				Why: providers.Because("desk.mistake_while_charging")}
		}
	}()
	if q.ICCID != "" {
		seller, _, e := as[providers.TopUpper](d.base, q.Provider, providers.CanTopUp)
		if e != nil {
			return result, e
		}
		return seller.TopUp(ctx, providers.TopUpRequest{Reference: q.Reference, ICCID: q.ICCID, Product: q.Product})
	}
	seller, _, e := as[providers.Seller](d.base, q.Provider, providers.CanSell)
	if e != nil {
		return result, e
	}
	return seller.Sell(ctx, providers.SaleRequest{Reference: q.Reference, Product: q.Product, Fields: q.Fields})
}

// record writes the answer before anybody sees it. A disk that is full for a
// moment gets a few tries: the charge has happened, so giving up costs most.
// Whoever waits is told then, and the answer is still not let go of.
func (d *sale) record(ctx context.Context, o ledger.Order, clerk string, c ledger.Change) (ledger.Order, error) {
	var err error
	for try := range 6 { // three seconds
		var written ledger.Order
		if written, err = d.writeAnswer(ctx, o.ID, clerk, c); err == nil {
			return written, nil
		}
		d.o.Log.Error("answer not written", "order", o.ID, "error", err)
		time.Sleep(50 * time.Millisecond << try)
	}
	if o.State == providers.StateDrafted {
		e := *providers.AsError(err) // the answer is that nothing was sent
		e.Outcome = providers.NotSent
		return o, &e
	}
	d.work.Add(1) // not from zero: the sale that calls is counted
	go func() {
		defer d.work.Done()
		d.keepTrying(ctx, o, clerk, c)
	}()
	return o, &providers.Error{Kind: providers.KindInternal, Outcome: providers.Unknown, Provider: o.Provider, Err: err,
		Why: providers.Because("desk.answer_not_written", "file", d.o.Ledger.Path())}
}

// answered writes an answer. One that comes after the order was settled, by a
// person for one, does not move it; but a code that it brings is the customer's,
// and a refusal of what counts as done is for somebody to see.
func (d *sale) writeAnswer(ctx context.Context, id, clerk string, c ledger.Change) (ledger.Order, error) {
	o, err := d.o.Ledger.Append(ctx, id, clerk, c)
	var owned *ledger.OwnedError
	if errors.As(err, &owned) {
		d.o.Log.Warn("an answer brought what another order has", "order", id, "owner", owned.Order)
		c = settle.Repeated(c, owned)
		o, err = d.o.Ledger.Append(ctx, id, clerk, c)
	}
	if !errors.Is(err, ledger.ErrBackwards) {
		return o, err
	}
	o, err = d.o.Ledger.Append(ctx, id, clerk, settle.Late(o, c))
	if errors.As(err, &owned) {
		d.o.Log.Warn("a late answer brought what another order has", "order", id, "owner", owned.Order)
		return o, nil
	}
	return o, err
}

// keepTrying writes an answer that the disk did not take as soon as it does:
// not every provider tells a PIN twice. Only the end of the process ends it.
func (d *sale) keepTrying(ctx context.Context, o ledger.Order, clerk string, c ledger.Change) {
	for pause, last := d.o.Pace, false; !last; pause = min(2*pause, settle.LongPause) {
		select {
		case <-time.After(pause):
		case <-d.closing:
			last = true
		}
		written, err := d.writeAnswer(ctx, o.ID, clerk, c)
		if err == nil {
			d.publish(written)
			return
		}
		d.o.Log.Error("answer still not written", "order", o.ID, "error", err)
	}
}

func (q Quote) draft(sandbox bool) (ledger.Draft, error) {
	product, odd := json.Marshal(q.Product)
	if odd != nil {
		return ledger.Draft{}, odd
	}
	target, kind := q.Product.Target(q.Fields), q.Product.Kind
	if q.ICCID != "" {
		target, kind = q.ICCID, providers.KindTopUp
	}
	details := ledger.Details{Product: product, Fields: q.Fields, Baseline: q.Baseline, Wallet: q.WalletNow, Cost: q.Cost, Estimated: q.Estimated, Since: q.Since}
	if q.Baseline != nil {
		details.QuotedAt = &q.MadeAt
	}
	if !q.AsOf.IsZero() {
		details.PricedAt = &q.AsOf
	}
	return ledger.Draft{
		Reference: q.Reference, Attempt: q.Attempt, Provider: q.Provider, Kind: kind,
		ProductID: q.Product.ID, ProductName: q.Product.Name, Target: target,
		Cost: q.Cost, Price: q.Price, Sandbox: sandbox,
		Details: details, Float: q.Float,
	}, nil
}
