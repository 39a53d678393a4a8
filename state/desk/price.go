package desk

import (
	"context"
	"time"

	"simdesk/providers"
)

// priceWait bounds how long a confirmation waits for a catalogue that is read
// again.
const priceWait = 30 * time.Second

// product finds what is to be sold, with a cost that is not too old. The
// provider's part of the catalogue is read again where it lacks the product, and
// where its prices are older than the shop sells by.
func (d *stock) product(ctx context.Context, q *Quote, id string) error {
	e, found := d.o.Catalog.Index().Find(q.Provider, id)
	age := d.catalogueAge(q.Provider)
	var fault error
	if !found && age > time.Minute || age > d.o.Oldest {
		fault = d.readPrices(ctx, q.Provider)
		e, found = d.o.Catalog.Index().Find(q.Provider, id)
		age = d.catalogueAge(q.Provider)
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
