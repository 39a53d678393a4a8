package desk

import (
	"context"
	"sync"
	"time"

	"simdesk/providers"
	"simdesk/state/catalog"
)

// priceWait bounds how long a confirmation waits for a catalogue that is read
// again.
const priceWait = 30 * time.Second

// stock is what there is to sell, and what it costs.
type stock struct{ *base }

// Index is the catalogue as it is now; it never changes under its holder.
func (d *stock) Index() *catalog.Index { return d.o.Catalog.Index() }

// Sources tells each provider's part of the catalogue and its age.
func (d *stock) Sources() []catalog.Source { return d.o.Catalog.Sources() }

// Refresh fetches every provider's catalogue side by side. One that fails
// keeps its last snapshot, marked with the error; progress is called from
// several goroutines one at a time.
func (d *stock) Refresh(ctx context.Context, progress func(Progress)) error {
	var mu sync.Mutex
	one := func(p Progress) {
		mu.Lock()
		defer mu.Unlock()
		progress(p)
	}
	var wait sync.WaitGroup
	for _, p := range d.o.Providers {
		wait.Go(func() { _ = d.refreshOne(ctx, p.Name(), one) })
	}
	wait.Wait()
	return ctx.Err()
}

func (d *stock) refreshOne(ctx context.Context, name string, progress func(Progress)) error {
	c, p, e := as[providers.Cataloger](d.base, name, providers.CanCatalog)
	if e != nil {
		return e
	}
	into := d.o.Catalog.Builder(name)
	products, err := guarded(d.base, name, "catalogue", func() (int, error) {
		return fetch(ctx, c, p, into, progress)
	})
	if err == nil {
		err = d.o.Catalog.Take(into, d.o.Now())
	}
	done := Progress{Provider: name, Products: products, Done: true, Error: providers.AsError(err)}
	if done.Error == nil {
		progress(done)
		return nil
	}
	d.o.Catalog.Failed(name, done.Error)
	progress(done)
	return done.Error
}

// catalogueAt is when a provider's part of the catalogue was read, the zero time
// where it never was.
func (d *stock) catalogueAt(provider string) time.Time {
	for _, s := range d.o.Catalog.Sources() {
		if s.Provider == provider {
			return s.AsOf
		}
	}
	return time.Time{}
}

// Detect returns the catalogue's products that reach a phone number, from
// every provider that can tell; each provider's best first.
func (d *stock) Detect(ctx context.Context, phone, country string) ([]catalog.Entry, error) {
	number, why := Phone(phone, []string{country})
	if !why.IsZero() {
		return nil, notSent(providers.KindInvalid, "", why)
	}
	found := d.detect(ctx, number, country)
	index := d.o.Catalog.Index()
	var out []catalog.Entry
	for _, p := range d.o.Providers {
		for _, row := range index.ByIDs(p.Name(), found[p.Name()]) {
			out = append(out, index.At(row))
		}
	}
	return out, nil
}

// product finds what is to be sold, with a cost that is not too old. The
// provider's part of the catalogue is read again where it lacks the product, and
// where its prices are older than the shop sells by.
func (d *stock) product(ctx context.Context, q *Quote, id string) error {
	e, found := d.o.Catalog.Index().Find(q.Provider, id)
	age := d.age(d.catalogueAt(q.Provider))
	var fault error
	if !found && age > time.Minute || age > d.o.Oldest {
		fault = d.readPrices(ctx, q.Provider)
		e, found = d.o.Catalog.Index().Find(q.Provider, id)
		age = d.age(d.catalogueAt(q.Provider))
	}
	switch {
	case !found && fault != nil:
		return fault
	case !found:
		return notSent(providers.KindNotFound, q.Provider, providers.Because("desk.no_product", "product", id))
	case age > d.o.Oldest:
		q.Blocked = oldPrice(q.Provider, age, fault)
	}
	q.Product, q.AsOf = e.Product, d.catalogueAt(q.Provider)
	return nil
}

func (d *stock) readPrices(ctx context.Context, provider string) error {
	ctx, cancel := context.WithTimeout(ctx, priceWait)
	defer cancel()
	return d.refreshOne(ctx, provider, func(Progress) {})
}

// oldPrice stops a sale whose cost may have become another long ago.
func oldPrice(provider string, age time.Duration, fault error) *providers.Error {
	var why providers.Reason
	if fault != nil {
		why = providers.AsError(fault).Why
	}
	e := notSent(providers.KindUnavailable, provider, providers.Because("desk.old_price", "age", age, "why", why))
	e.Code, e.Err = CodeOldPrice, fault
	return e
}
