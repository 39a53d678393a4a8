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
	// Orders walks the orders that a search selects, newest first.
	Orders(ctx context.Context, s Search) iter.Seq2[Row, error]
	// OrdersByID walks all orders in the order of their ids.
	OrdersByID(ctx context.Context) iter.Seq2[Row, error]
	// Costs counts the orders that a search without a limit selects by what they cost.
	Costs(ctx context.Context, s Search) iter.Seq2[Cost, error]
	// Gains walks what the orders that a search without a limit selects got, in any
	// order.
	Gains(ctx context.Context, s Search) iter.Seq2[Gain, error]
	// ProductNames walks the names of all products in orders, each once.
	ProductNames(ctx context.Context) iter.Seq2[string, error]

	// Head is the newest event's number and hash, zero where there is none.
	Head(ctx context.Context) (Head, error)
	// Events walks all events from a number on.
	Events(ctx context.Context, from int64) iter.Seq2[Event, error]
	// EventsOf walks the events of these orders, of all where none is named, by the
	// order's id, each order's from its first.
	EventsOf(ctx context.Context, ids ...string) iter.Seq2[Event, error]
	// HasKey reports whether an order is found by a key of keysOf.
	HasKey(ctx context.Context, key string, seq int64) (bool, error)
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
	// TakeThing gives a thing to an order unless one has it, and returns the id of
	// the order that has it now.
	TakeThing(ctx context.Context, thing string, seq int64) (owner string, err error)
	// TakeLease gives a lease to the owner until a time, and reports whether it did:
	// it was theirs or nobody's, or ended by now, or ends after the time ahead.
	TakeLease(ctx context.Context, name, owner string, until, now, ahead time.Time) (bool, error)
	// DropLease takes the owner's lease back.
	DropLease(ctx context.Context, name, owner string) error
}

// Search selects orders; zero fields select all.
type Search struct {
	Names    *Names // nil for any
	States   []providers.State
	Provider string
	Clerk    string
	Sale     *Sale  // nil for any
	Sandbox  *bool  // nil for any
	Not      string // the id of an order that is left out
	Spent    bool   // without those that are known to have cost nothing
	Problem  string // a text that the problem holds; signs of LIKE may stand for any

	Since   time.Time // drafted at or after
	Behind  int64     // or, whatever the clock said, behind the order with this number
	Until   time.Time // drafted before
	Changed time.Time // whose last step is from then or after
	Written int64     // of which something was written behind this event

	After Place // only what stands behind it
	Limit int
}

// Names is what a text may name an order by: one that fits is enough.
type Names struct {
	IDs      []string // an id, a reference, an attempt or a provider's id
	Keys     []string // a key of keysOf
	Begins   []string // the beginning of one
	Products []string // a product's name
}

// Sale is what was sold, and for whom.
type Sale struct{ Product, Target string }

// Place is where an order stands among all: by its time, then by its number.
type Place struct {
	Created string // a Stamp
	Seq     int64
}

// Cost is what so many orders cost each, "" where that is not known.
type Cost struct {
	Amount, Currency string
	Orders           int
}

// Gain is what one order got, as in its Row.
type Gain struct{ ProviderOrderID, Delivery string }

// collect is everything on a walk.
func collect[T any](walk iter.Seq2[T, error]) ([]T, error) {
	list := []T{}
	for one, err := range walk {
		if err != nil {
			return nil, err
		}
		list = append(list, one)
	}
	return list, nil
}
