package desk

import (
	"context"
	"fmt"
	"runtime/debug"
	"slices"
	"time"

	"simdesk/providers"
	"simdesk/state/ledger"
	"simdesk/state/settle"
)

// base is what every room of the desk works with: accounts, ledger, clock.
type base struct{ o Options }

// Accounts lists the configured providers, usable or not, in their order.
func (d *base) Accounts() []Account {
	out := make([]Account, 0, len(d.o.Providers)+len(d.o.Broken))
	for _, p := range d.o.Providers {
		out = append(out, Account{Name: p.Name(), Title: p.Title(), Sandbox: p.Sandbox()})
	}
	return append(out, d.o.Broken...)
}

// Why returns why a provider cannot do something, the zero value when it can.
func (d *base) Why(provider string, c providers.Capability) providers.Reason {
	p, err := d.provider(provider)
	if err != nil {
		if why := err.Why; !why.IsZero() {
			return why
		}
		return providers.Because("capability.not_usable")
	}
	if Has(p, c) {
		return providers.Reason{}
	}
	return providers.Why(p, c)
}

var has = map[providers.Capability]func(providers.Provider) bool{
	providers.CanBalance: is[providers.Balancer], providers.CanCatalog: is[providers.Cataloger], providers.CanSell: is[providers.Seller],
	providers.CanReadESIM: is[providers.ESIMReader], providers.CanTopUp: is[providers.TopUpper], providers.CanTrack: is[providers.Tracker],
	providers.CanDetect: is[providers.OperatorDetector],
}

func is[T any](p providers.Provider) bool {
	_, ok := p.(T)
	return ok
}

// Has reports whether a provider has a capability.
func Has(p providers.Provider, c providers.Capability) bool {
	can, known := has[c]
	return known && can(p)
}

// age is how long ago something in the ledger was.
func (d *base) age(at time.Time) time.Duration { return providers.Age(at, d.o.Now()) }

// provider finds a usable account. An account whose configuration is broken
// answers with its own error.
func (d *base) provider(name string) (providers.Provider, *providers.Error) {
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
	var names []string
	for _, a := range d.Accounts() {
		names = append(names, a.Name)
	}
	if len(names) == 0 {
		return nil, notSent(providers.KindConfig, name, providers.Because("desk.no_provider", "provider", name))
	}
	return nil, notSent(providers.KindConfig, name, providers.Because("desk.another_provider", "provider", name, "names", names))
}

// notSent is why something was stopped here, before anything left.
func notSent(kind providers.ErrorKind, provider string, why providers.Reason) *providers.Error {
	return &providers.Error{Kind: kind, Outcome: providers.NotSent, Provider: provider, Why: why}
}

// broken reports whether an account is configured and cannot be used just now.
func (d *base) broken(provider string) bool {
	return slices.ContainsFunc(d.o.Broken, func(a Account) bool { return a.Name == provider })
}

// as finds a provider that has a capability.
func as[T any](d *base, name string, c providers.Capability) (T, providers.Provider, *providers.Error) {
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

// read returns an order as it stands, with its past.
func (d *base) read(ctx context.Context, id string) (ledger.Order, settle.History, error) {
	o, events, err := d.History(ctx, id)
	if err != nil {
		return o, settle.History{}, err
	}
	past, err := settle.Past(events)
	return o, past, err
}

func (d *base) sandbox(provider string) bool {
	p, err := d.provider(provider)
	return err == nil && p.Sandbox()
}

// guarded makes one call to a client that charges nothing. A mistake in one
// client must not end the process, where the sales of the others are under
// way: a panic becomes an error of kind internal.
func guarded[T any](d *base, provider, doing string, call func() (T, error)) (v T, err error) {
	defer func() {
		if r := recover(); r != nil {
			var none T
			v, err = none, d.panicked(provider, doing, r)
		}
	}()
	return call()
}

func (d *base) panicked(provider, doing string, r any) error {
	d.o.Log.Error("panic in a client", "provider", provider, "doing", doing, "error", fmt.Sprint(r), "stack", string(debug.Stack()))
	return &providers.Error{Kind: providers.KindInternal, Outcome: providers.NotSent, Provider: provider, Err: fmt.Errorf("panic: %v", r),
		Why: providers.Because("desk.mistake")}
}
