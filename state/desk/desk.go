package desk

import (
	"cmp"
	"log/slog"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"simdesk/providers"
	"simdesk/state/catalog"
	"simdesk/state/ledger"
)

// Options are what a desk works with. Providers, Ledger and Catalog are
// required.
type Options struct {
	Providers []providers.Provider
	Broken    []Account // configured accounts that cannot be used, with Problem set
	Ledger    *ledger.Ledger
	Catalog   *catalog.Store
	Pricing   catalog.Pricing
	LowMarks  map[string]decimal.Decimal // by provider, in the wallet's currency
	Clerk     string                     // who does what code does by itself
	Now       func() time.Time
	Log       *slog.Logger
	// Oldest is how old a cost may be that is sold by. Default a day.
	Oldest time.Duration
	// Pace is the first pause between two looks at an open order; each pause
	// is twice the one before, up to a minute. Default 2 seconds.
	Pace time.Duration
}

// Desk is one running console or command. It is safe for concurrent use. What it
// does is told by the room that a method belongs to: sale (the only one that
// spends), settling, asking, wallets, stock, cards and news.
type Desk struct {
	*base
	*stock
	*cards
	*wallets
	*asking
	*tickets
	*news
	*settling
	*sale
}

// New returns a desk; nothing is asked of any provider yet.
func New(o Options) *Desk {
	if o.Now == nil {
		o.Now = time.Now
	}
	o.Log = cmp.Or(o.Log, slog.New(slog.DiscardHandler))
	o.Oldest = cmp.Or(o.Oldest, 24*time.Hour)
	o.Pace = cmp.Or(o.Pace, 2*time.Second)
	d := &Desk{base: &base{o}, tickets: newTickets()}
	d.stock, d.wallets = &stock{d.base}, &wallets{d.base}
	d.cards = &cards{d.base, d.stock}
	d.asking = &asking{base: d.base, looking: map[string]chan struct{}{}, shared: map[string]round{}}
	d.news = &news{base: d.base, tickets: d.tickets, watchers: map[chan ledger.Order]bool{}}
	d.settling = &settling{base: d.base, asking: d.asking, tickets: d.tickets, news: d.news, owner: uuid.NewString()}
	d.sale = &sale{d.base, d.stock, d.cards, d.wallets, d.asking, d.tickets, d.news}
	return d
}
