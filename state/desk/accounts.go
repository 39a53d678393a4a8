package desk

import (
	"context"
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
	e := &providers.Error{Kind: providers.KindConfig, Outcome: providers.NotSent, Provider: name, Why: providers.Because("desk.no_provider", "provider", name)}
	var names []string
	for _, a := range d.Accounts() {
		names = append(names, a.Name)
	}
	if len(names) > 0 {
		e.Why = providers.Because("desk.another_provider", "provider", name, "names", names)
	}
	return nil, e
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
