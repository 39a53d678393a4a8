package providers

import (
	"context"
	"time"
)

// Capability names one thing a provider may be able to do.
type Capability int

// The capabilities, each with the interface that carries it.
const (
	CanBalance  Capability = iota // Balancer
	CanCatalog                    // Cataloger
	CanSell                       // Seller
	CanReadESIM                   // ESIMReader
	CanTopUp                      // TopUpper
	CanTrack                      // Tracker
	CanDetect                     // OperatorDetector
)

// lacking is why there is none of it, where a client has no reason of its own.
var lacking = [...]string{
	CanBalance:  "capability.no_balance",
	CanCatalog:  "capability.no_catalogue",
	CanSell:     "capability.no_sale",
	CanReadESIM: "capability.no_esim_status",
	CanTopUp:    "capability.no_top_up",
	CanTrack:    "capability.no_order_lookup",
	CanDetect:   "capability.no_detection",
}

// Balancer reads the wallet that sales are paid from.
type Balancer interface {
	// Balance returns the wallet in its own currency, positive when there is
	// money to spend whatever sign the provider uses.
	Balance(ctx context.Context) (Balance, error)
}

// Balance is a wallet at one moment. Nil amounts are not known.
type Balance struct {
	// OnCredit: what can still be spent is not told, only what is owed.
	// Available and Balance are then negative by that.
	OnCredit       bool
	Available      Money  // what can be spent, overdraft and reservations counted as the provider does
	Balance        Money  // the provider's own figure, sign normalised
	Reserved       *Money // held for orders in progress
	OverdraftLimit *Money
	AsOf           time.Time
}

// Cataloger lists everything that can be bought.
type Cataloger interface {
	// Catalog calls page for every page in order and returns after the last.
	// An error from page ends the listing and is returned. A listing that ends
	// early is an error, never a shorter catalogue.
	Catalog(ctx context.Context, page func(CatalogPage) error) error
}

// CatalogPage is one page of products.
type CatalogPage struct {
	Products []Product
	Page     int  // from 1; 0 for a part of a page that goes on, with products or without
	Pages    int  // 0 where the provider does not say
	Anew     bool // what came before is of an answer that broke off: it does not count
}

// Seller sells a product. Sell sends exactly one charging request.
type Seller interface {
	// Sell returns what the provider said. Three things might happen:
	// 1. The provider took the order: the Result says how far it got.
	// 2. It refused: *Error with Outcome Refused or NotSent, nothing charged.
	// 3. It is not known: *Error with Outcome Unknown. Track it, never repeat it.
	Sell(ctx context.Context, r SaleRequest) (Result, error)
}

// SaleRequest is one confirmed sale.
type SaleRequest struct {
	Reference string // ours, unique for all time, at most 36 of [A-Za-z0-9-]
	Product   Product
	Fields    map[string]string // by Field.Name, checked with CheckFields
}

// TopUpper adds data to an eSIM that was sold before.
type TopUpper interface {
	// TopUpPackages lists what fits this eSIM now; empty when nothing does.
	TopUpPackages(ctx context.Context, iccid string) ([]Product, error)
	// TopUp sends exactly one charging request; outcomes as in Seller.Sell.
	TopUp(ctx context.Context, r TopUpRequest) (Result, error)
}

// TopUpRequest is one confirmed top-up.
type TopUpRequest struct {
	Reference string
	ICCID     string
	Product   Product
}

// ESIMReader reads the state of an eSIM.
type ESIMReader interface {
	// ESIM returns what the provider knows now. KindNotFound means that the
	// provider answered and does not know this ICCID.
	ESIM(ctx context.Context, iccid string) (ESIM, error)
}

// Tracker finds out what became of an order, also of one that was completed and
// that the provider may have taken back since. It never charges.
type Tracker interface {
	Track(ctx context.Context, q Query) (Finding, error)
}

// Rounder looks for many orders at once in what it reads once for all of them.
type Rounder interface {
	// Round returns a Tracker that asks for each list and for the wallet when it
	// first needs them, and keeps the answers. It is for orders that were sent
	// before it was made, and only while nobody charges.
	Round() Tracker
}

// Baseliner notes facts before a sale that make evidence comparable after it,
// for providers where none of our references travels with the order.
type Baseliner interface {
	// Baseline returns the facts to store with the draft, by a name of the
	// client's own choosing. They come back in Query.Baseline.
	Baseline(ctx context.Context, q Query) (map[string]string, error)
}

// OperatorDetector finds the operator behind a phone number.
type OperatorDetector interface {
	// DetectOperator returns the ids of the catalogue products that can reach
	// this number (E.164, leading +), best first. country is ISO alpha-2.
	DetectOperator(ctx context.Context, phone, country string) ([]string, error)
}
