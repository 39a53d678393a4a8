package desk

import (
	"context"
	"log/slog"
	"slices"
	"sync"
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

// Desk is one running console or command. It is safe for concurrent use.
type Desk struct {
	o     Options
	owner string // names this process in leases

	mu      sync.Mutex
	tickets map[string]*Ticket // by reference
	closed  bool
	closing chan struct{} // closed with it
	watch   watchers
	heard   heard
	pacing  pacing
	rounds  rounds
	looking map[string]chan struct{} // by provider, see turn
	shared  map[string]round         // by provider, see sharing

	work sync.WaitGroup // charging requests under way
}

// New returns a desk; nothing is asked of any provider yet.
func New(o Options) *Desk {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Oldest == 0 {
		o.Oldest = 24 * time.Hour
	}
	if o.Pace == 0 {
		o.Pace = 2 * time.Second
	}
	return &Desk{o: o, owner: uuid.NewString(), tickets: map[string]*Ticket{}, closing: make(chan struct{}), looking: map[string]chan struct{}{}, shared: map[string]round{}}
}

// Accounts lists the configured providers, usable or not, in their order.
func (d *Desk) Accounts() []Account {
	out := make([]Account, 0, len(d.o.Providers)+len(d.o.Broken))
	for _, p := range d.o.Providers {
		out = append(out, Account{Name: p.Name(), Title: p.Title(), Sandbox: p.Sandbox()})
	}
	return append(out, d.o.Broken...)
}

// Why returns why a provider cannot do something, "" when it can.
func (d *Desk) Why(provider string, c providers.Capability) string {
	p, err := d.provider(provider)
	if err != nil {
		return err.Message
	}
	if Has(p, c) {
		return ""
	}
	return providers.Why(p, c)
}

// Has reports whether a provider has a capability.
func Has(p providers.Provider, c providers.Capability) bool {
	ok := false
	switch c {
	case providers.CanBalance:
		_, ok = p.(providers.Balancer)
	case providers.CanCatalog:
		_, ok = p.(providers.Cataloger)
	case providers.CanSell:
		_, ok = p.(providers.Seller)
	case providers.CanReadESIM:
		_, ok = p.(providers.ESIMReader)
	case providers.CanTopUp:
		_, ok = p.(providers.TopUpper)
	case providers.CanTrack:
		_, ok = p.(providers.Tracker)
	case providers.CanDetect:
		_, ok = p.(providers.OperatorDetector)
	}
	return ok
}

// InFlight counts charging requests under way from here.
func (d *Desk) InFlight() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	n := 0
	for _, t := range d.tickets {
		if !t.finished() {
			n++
		}
	}
	return n
}

// Drain refuses new sales and waits until every charging request has its
// answer on disk, or ctx ends. What is still open then is found by reconcile.
func (d *Desk) Drain(ctx context.Context) error {
	d.mu.Lock()
	if !d.closed {
		close(d.closing)
	}
	d.closed = true
	d.mu.Unlock()
	done := make(chan struct{})
	go func() {
		d.work.Wait()
		close(done)
	}()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// age is how long ago something in the ledger was.
func (d *Desk) age(at time.Time) time.Duration { return providers.Age(at, d.o.Now()) }

// provider finds a usable account. An account whose configuration is broken
// answers with its own error.
func (d *Desk) provider(name string) (providers.Provider, *providers.Error) {
	for _, p := range d.o.Providers {
		if p.Name() == name {
			return p, nil
		}
	}
	for _, a := range d.o.Broken {
		if a.Name == name {
			return nil, a.Problem
		}
	}
	return nil, &providers.Error{Kind: providers.KindConfig, Outcome: providers.NotSent, Provider: name,
		Message: "No provider called \"" + name + "\" is configured." + d.configured()}
}

// broken reports whether an account is configured and cannot be used just now.
func (d *Desk) broken(provider string) bool {
	return slices.ContainsFunc(d.o.Broken, func(a Account) bool { return a.Name == provider })
}

func (d *Desk) configured() string {
	s := ""
	for _, a := range d.Accounts() {
		s += ", " + a.Name
	}
	if s == "" {
		return " Add one to the configuration, or try simdesk demo."
	}
	return " Configured: " + s[2:] + "."
}

// as finds a provider that has a capability.
func as[T any](d *Desk, name string, c providers.Capability) (T, providers.Provider, *providers.Error) {
	var none T
	p, err := d.provider(name)
	if err != nil {
		return none, nil, err
	}
	if t, ok := p.(T); ok {
		return t, p, nil
	}
	return none, p, providers.Unsupported(p, c)
}
