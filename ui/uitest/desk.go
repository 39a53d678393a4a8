package uitest

import (
	"context"
	"sync"
	"testing"

	"simdesk/providers"
	"simdesk/state/catalog"
	"simdesk/state/desk"
	"simdesk/state/ledger"
	"simdesk/ui/screen"
)

// Desk is a desk whose answers a test sets. A call that the test did not
// expect, one whose function is nil, fails the test.
type Desk struct {
	T testing.TB

	AccountList  []desk.Account
	Missing      map[string]map[providers.Capability]providers.Reason // Why, by provider
	Catalog      *catalog.Index
	SourceList   []catalog.Source
	RefreshFunc  func(ctx context.Context, progress func(desk.Progress)) error
	QuoteFunc    func(ctx context.Context, r desk.QuoteRequest) (desk.Quote, error)
	BuyFunc      func(q desk.Quote) (screen.Ticket, error)
	WalletList   []desk.Wallet
	LookUpFunc   func(ctx context.Context, iccid, provider string) desk.Lookup
	FindFunc     func(ctx context.Context, text string) ([]ledger.Order, error)
	TopUpsFunc   func(ctx context.Context, iccid, provider string) ([]catalog.Entry, error)
	DetectFunc   func(ctx context.Context, phone, country string) ([]catalog.Entry, error)
	OrdersFunc   func(ctx context.Context, f ledger.Filter) (ledger.Page, error)
	WaitingFunc  func() (ledger.Waiting, error)
	HistoryFunc  func(ctx context.Context, id string) (ledger.Order, []ledger.Event, error)
	SettleFunc   func(ctx context.Context, ids ...string) (desk.Settled, error)
	DecideFunc   func(ctx context.Context, r desk.DecideRequest) (ledger.Order, error)
	InFlightFunc func() int
	Changes      chan ledger.Order // what Subscribe delivers

	mu      sync.Mutex
	bought  []desk.Quote
	quoted  []desk.QuoteRequest
	decided []desk.DecideRequest
}

var _ screen.Desk = (*Desk)(nil)

func (d *Desk) unexpected(call string) {
	d.T.Errorf("the desk was asked to %s, which this test does not expect", call)
}

// Bought returns every quote that Buy was called with.
func (d *Desk) Bought() []desk.Quote {
	d.mu.Lock()
	defer d.mu.Unlock()
	return append([]desk.Quote{}, d.bought...)
}

// Quoted returns every request that Quote was called with.
func (d *Desk) Quoted() []desk.QuoteRequest {
	d.mu.Lock()
	defer d.mu.Unlock()
	return append([]desk.QuoteRequest{}, d.quoted...)
}

// Decided returns every request that Decide was called with.
func (d *Desk) Decided() []desk.DecideRequest {
	d.mu.Lock()
	defer d.mu.Unlock()
	return append([]desk.DecideRequest{}, d.decided...)
}

// Accounts returns AccountList.
func (d *Desk) Accounts() []desk.Account { return d.AccountList }

// Why returns the reason in Missing.
func (d *Desk) Why(provider string, c providers.Capability) providers.Reason {
	return d.Missing[provider][c]
}

// Index returns Catalog, empty when it is nil.
func (d *Desk) Index() *catalog.Index {
	if d.Catalog == nil {
		return catalog.Build(nil, catalog.Pricing{})
	}
	return d.Catalog
}

// Sources returns SourceList.
func (d *Desk) Sources() []catalog.Source { return d.SourceList }

// Refresh calls RefreshFunc.
func (d *Desk) Refresh(ctx context.Context, progress func(desk.Progress)) error {
	if d.RefreshFunc == nil {
		d.unexpected("refresh the catalogue")
		return nil
	}
	return d.RefreshFunc(ctx, progress)
}

// Quote calls QuoteFunc.
func (d *Desk) Quote(ctx context.Context, r desk.QuoteRequest) (desk.Quote, error) {
	d.mu.Lock()
	d.quoted = append(d.quoted, r)
	d.mu.Unlock()
	if d.QuoteFunc == nil {
		d.unexpected("quote " + r.ProductID)
		return desk.Quote{}, nil
	}
	return d.QuoteFunc(ctx, r)
}

// Buy calls BuyFunc.
func (d *Desk) Buy(q desk.Quote) (screen.Ticket, error) {
	d.mu.Lock()
	d.bought = append(d.bought, q)
	d.mu.Unlock()
	if d.BuyFunc == nil {
		d.unexpected("buy " + q.Product.ID)
		return NewTicket(ledger.Order{}), nil
	}
	return d.BuyFunc(q)
}

// Wallets returns WalletList, each told one by one.
func (d *Desk) Wallets(_ context.Context, each func(desk.Wallet)) []desk.Wallet {
	for _, w := range d.WalletList {
		if each != nil {
			each(w)
		}
	}
	return d.WalletList
}

// LookUp calls LookUpFunc.
func (d *Desk) LookUp(ctx context.Context, iccid, provider string) desk.Lookup {
	if d.LookUpFunc == nil {
		d.unexpected("look up " + iccid)
		return desk.Lookup{}
	}
	return d.LookUpFunc(ctx, iccid, provider)
}

// FindOrders calls FindFunc.
func (d *Desk) FindOrders(ctx context.Context, text string) ([]ledger.Order, error) {
	if d.FindFunc == nil {
		d.unexpected("find orders by " + text)
		return nil, nil
	}
	return d.FindFunc(ctx, text)
}

// TopUps calls TopUpsFunc.
func (d *Desk) TopUps(ctx context.Context, iccid, provider string) ([]catalog.Entry, error) {
	if d.TopUpsFunc == nil {
		d.unexpected("list the top-ups of " + iccid)
		return nil, nil
	}
	return d.TopUpsFunc(ctx, iccid, provider)
}

// Detect calls DetectFunc.
func (d *Desk) Detect(ctx context.Context, phone, country string) ([]catalog.Entry, error) {
	if d.DetectFunc == nil {
		d.unexpected("detect the operator of " + phone)
		return nil, nil
	}
	return d.DetectFunc(ctx, phone, country)
}

// Orders calls OrdersFunc.
func (d *Desk) Orders(ctx context.Context, f ledger.Filter) (ledger.Page, error) {
	if d.OrdersFunc == nil {
		d.unexpected("list orders")
		return ledger.Page{}, nil
	}
	return d.OrdersFunc(ctx, f)
}

// Waiting calls WaitingFunc, nothing waits when it is nil.
func (d *Desk) Waiting(context.Context) (ledger.Waiting, error) {
	if d.WaitingFunc == nil {
		return ledger.Waiting{}, nil
	}
	return d.WaitingFunc()
}

// History calls HistoryFunc.
func (d *Desk) History(ctx context.Context, id string) (ledger.Order, []ledger.Event, error) {
	if d.HistoryFunc == nil {
		d.unexpected("tell the history of " + id)
		return ledger.Order{}, nil, nil
	}
	return d.HistoryFunc(ctx, id)
}

// Reconcile calls SettleFunc.
func (d *Desk) Reconcile(ctx context.Context, ids ...string) (desk.Settled, error) {
	if d.SettleFunc == nil {
		d.unexpected("reconcile")
		return desk.Settled{}, nil
	}
	return d.SettleFunc(ctx, ids...)
}

// Decide calls DecideFunc.
func (d *Desk) Decide(ctx context.Context, r desk.DecideRequest) (ledger.Order, error) {
	d.mu.Lock()
	d.decided = append(d.decided, r)
	d.mu.Unlock()
	if d.DecideFunc == nil {
		d.unexpected("decide " + r.ID)
		return ledger.Order{}, nil
	}
	return d.DecideFunc(ctx, r)
}

// InFlight calls InFlightFunc, 0 when it is nil.
func (d *Desk) InFlight() int {
	if d.InFlightFunc == nil {
		return 0
	}
	return d.InFlightFunc()
}

// Subscribe returns Changes.
func (d *Desk) Subscribe() (<-chan ledger.Order, func()) { return d.Changes, func() {} }
