package screen

import (
	"context"

	"simdesk/providers"
	"simdesk/state/catalog"
	"simdesk/state/desk"
	"simdesk/state/ledger"
)

// Desk is what the screens ask of the desk. Calls that take a context may take
// long and belong into a command; the others return at once.
type Desk interface {
	Accounts() []desk.Account
	// Why returns why a provider cannot do something, nothing when it can.
	Why(provider string, c providers.Capability) providers.Reason
	Index() *catalog.Index
	Sources() []catalog.Source
	// Refresh fetches the catalogue from all providers side by side.
	Refresh(ctx context.Context, progress func(desk.Progress)) error
	// Quote prepares a confirmation. Nothing is bought.
	Quote(ctx context.Context, r desk.QuoteRequest) (desk.Quote, error)
	// Buy spends. It returns at once; the desk owns the sale, writes the order to
	// disk and sends it. The same quote again returns the same order.
	Buy(q desk.Quote) (Ticket, error)
	// Wallets asks all providers side by side; each is called as they answer.
	Wallets(ctx context.Context, each func(desk.Wallet)) []desk.Wallet
	LookUp(ctx context.Context, iccid, provider string) desk.Lookup
	FindOrders(ctx context.Context, text string) ([]ledger.Order, error)
	TopUps(ctx context.Context, iccid, provider string) ([]catalog.Entry, error)
	// Detect returns the operators that reach a number, best first.
	Detect(ctx context.Context, phone, country string) ([]catalog.Entry, error)
	Orders(ctx context.Context, f ledger.Filter) (ledger.Page, error)
	// Waiting counts the orders that nobody knows the end of yet. It is quick.
	Waiting(ctx context.Context) (ledger.Waiting, error)
	History(ctx context.Context, id string) (ledger.Order, []ledger.Event, error)
	Reconcile(ctx context.Context, ids ...string) (desk.Settled, error)
	// Decide settles an order under review by a person's word, and asks no
	// provider. When somebody was faster the order is returned with the error.
	Decide(ctx context.Context, r desk.DecideRequest) (ledger.Order, error)
	// InFlight counts the charging requests now under way from here.
	InFlight() int
	// Subscribe delivers every change of an order until stop is called.
	Subscribe() (orders <-chan ledger.Order, stop func())
}

// Ticket follows one charging request.
type Ticket interface {
	Order() ledger.Order // the latest that is known
	// Wait returns when the charging request has its answer. Ending ctx ends
	// the waiting, never the request.
	Wait(ctx context.Context) (ledger.Order, error)
}

// Of is the desk as the screens know it.
func Of(d *desk.Desk) Desk { return whole{d} }

type whole struct{ *desk.Desk }

func (w whole) Buy(q desk.Quote) (Ticket, error) {
	t, err := w.Desk.Buy(q)
	if err != nil {
		return nil, err // a nil *Ticket in an interface would not be nil
	}
	return t, nil
}
