package ledger

import (
	"context"
	"iter"
	"time"

	"simdesk/providers"
)

// Store is where a ledger lies: in a file, or in a database that many counters
// share. It keeps rows and events and answers questions about them; what they
// mean, which step follows and what makes a history whole is the ledger's.
//
// Its errors are *providers.Error: a sentence with the next step. What a
// function of Step or Read returned comes back with Fault around it.
type Store interface {
	// Path names the place in a sentence: a file, or an address without secrets.
	Path() string
	// Step runs do as one transaction that nobody else writes into. All of it is
	// on disk when Step returns nil, and nothing when it returns an error, unless
	// the disk failed in the commit itself or the place was taken away meanwhile.
	Step(ctx context.Context, do func(Tx) error) error
	// Read runs do on one state of the store, while others write.
	//
	// A store that repeats a transaction which met another runs do again, of Step and
	// of Read, from its beginning: what do hands out is set anew each time.
	Read(ctx context.Context, do func(Questions) error) error
	// Alone is Ledger.Alone.
	Alone(ctx context.Context, name string) (release func(), err error)
	// Sound looks whether the store's own structure can be trusted.
	Sound(ctx context.Context) error
	// Backup is Ledger.Backup, whose clock is now.
	Backup(ctx context.Context, file string, now func() time.Time) (Copy, error)
	// Close gives up what is held alone and ends the use of the store. No Step is
	// under way then; a Read may be, and fails.
	Close() error
}

// Key is by what one order is found. No two have the same.
type Key int

// The keys of an order.
const (
	ByID Key = iota
	ByReference
	ByAttempt
)

// Questions are what the ledger asks. A walk may be left at any point, and other
// questions may be asked during it.
type Questions interface {
	// Order is one order; ok is false where there is none.
	Order(ctx context.Context, by Key, value string) (r Row, ok bool, err error)
	// OrdersAt are the orders with these numbers, in any order.
	OrdersAt(ctx context.Context, seqs []int64) ([]Row, error)
	// OrdersIn are the orders in these states, oldest first.
	OrdersIn(ctx context.Context, states ...providers.State) ([]Row, error)
	// FailedSince are the failed orders that changed since a time and whose problem
	// holds the text, oldest change first.
	FailedSince(ctx context.Context, since time.Time, text string) ([]Row, error)
	// SoldSince are the orders of one product for one target since a time, newest
	// first.
	SoldSince(ctx context.Context, since time.Time, provider, product, target string) ([]Row, error)
	// Named are the orders that one of the names fits, in any order.
	Named(ctx context.Context, n Names) ([]Row, error)
	// Places are the first of the orders that a search selects, newest first.
	Places(ctx context.Context, s Search) ([]Place, error)
	// ProductNames are the names of all products in orders, each once.
	ProductNames(ctx context.Context) ([]string, error)
	// OrdersByID walks all orders in the order of their ids.
	OrdersByID(ctx context.Context) iter.Seq2[Row, error]

	// Head is the newest event's number and hash, zero where there is none.
	Head(ctx context.Context) (Head, error)
	// Hash is an event's hash, "" where there is no such event.
	Hash(ctx context.Context, seq int64) (string, error)
	// Events walks all events, from the first or backwards from the newest.
	Events(ctx context.Context, backwards bool) iter.Seq2[Event, error]
	// EventsByOrder walks all events by the order's id, each order's from its first.
	EventsByOrder(ctx context.Context) iter.Seq2[Event, error]
	// EventsOf walks the events of these orders, by the order's id, each order's
	// from its first.
	EventsOf(ctx context.Context, ids ...string) iter.Seq2[Event, error]

	// HasKey reports whether an order is found by a key of keysOf.
	HasKey(ctx context.Context, key string, seq int64) (bool, error)
	// Owner is the order that has a thing, seq 0 for none.
	Owner(ctx context.Context, thing string) (seq int64, id string, err error)
	// Waiting counts the orders of Ledger.Waiting: of the submitted ones those
	// drafted before one time or after the other.
	Waiting(ctx context.Context, before, after time.Time) (Waiting, error)
	// CompletedSince counts the completed orders for the same target and product but
	// this one that something was written of since the moment.
	CompletedSince(ctx context.Context, o Order, m Moment) (int, error)
	// CostsSince counts by amount what orders of its provider and in its currency
	// but this one cost, of which something was written since the moment and nobody
	// knows that they cost nothing.
	CostsSince(ctx context.Context, o Order, m Moment) (map[string]int, error)
	// OpenCosts are the amounts of an account's orders that are being sent or
	// unanswered, and of those drafted between two times.
	OpenCosts(ctx context.Context, a Account, from, until time.Time) ([]string, error)
	// MovedCosts are the amounts of an account's orders that may have been paid and
	// that something was written of after an event.
	MovedCosts(ctx context.Context, a Account, since int64) ([]string, error)
	// Claims walks what a provider's orders but this one got: those drafted since a
	// time, and those behind this one.
	Claims(ctx context.Context, provider, orderID string, since time.Time) iter.Seq2[Claim, error]
}

// Tx is one transaction of a Step.
type Tx interface {
	Questions
	// InsertEvent adds the event behind the newest; one with another number is an
	// error. No event is ever changed or removed.
	InsertEvent(ctx context.Context, e Event) error
	// InsertOrder adds an order. One whose id, reference or attempt another has is
	// an error.
	InsertOrder(ctx context.Context, r Row) error
	// UpdateOrder writes what can change of the order with this number: everything
	// but its ids, what was confirmed and when it was drafted.
	UpdateOrder(ctx context.Context, r Row) error
	// InsertKey lets an order be found by a key; it may be already.
	InsertKey(ctx context.Context, key string, seq int64) error
	// InsertThing gives a thing to an order. One that another has is an error.
	InsertThing(ctx context.Context, thing string, seq int64) error
	// TakeLease gives a lease to the owner until a time, and reports whether it did:
	// it was theirs or nobody's, or ended by now, or ends after the time ahead.
	TakeLease(ctx context.Context, name, owner string, until, now, ahead time.Time) (bool, error)
	// DropLease takes the owner's lease back.
	DropLease(ctx context.Context, name, owner string) error
}

// Names is what a text may name an order by: one that fits is enough.
type Names struct {
	IDs      []string // an id, a reference, an attempt or a provider's id
	Keys     []string // a key of keysOf
	Begins   []string // the beginning of one
	Products []string // a product's name
}

// Search is a part of a list; zero fields select all.
type Search struct {
	Names    *Names // nil for all
	States   []providers.State
	Provider string
	Clerk    string
	Since    time.Time // drafted at or after
	Until    time.Time // drafted before
	After    *Place    // only what stands behind it
	Limit    int
}

// Place is where an order stands among all: by its time, then by its number.
type Place struct {
	Created string // a Stamp
	Seq     int64
}

// Account is what pays an order.
type Account struct {
	Provider string
	Sandbox  bool
	Currency string
}

// Claim is what one order got, as in its Row.
type Claim struct{ ProviderOrderID, Delivery string }
