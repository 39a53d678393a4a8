package desk

import (
	"context"
	"slices"

	"simdesk/providers"
	"simdesk/state/catalog"
)

// TopUps lists the packages that fit an eSIM now, priced, cheapest first as
// the provider's own order allows. provider "" finds the owner first.
func (d *cards) TopUps(ctx context.Context, iccid, provider string) ([]catalog.Entry, error) {
	iccid, err := cleanICCID(iccid)
	if err != nil {
		return nil, err
	}
	if provider == "" {
		found := d.LookUp(ctx, iccid, "")
		if found.ESIM == nil {
			return nil, found.Why()
		}
		provider = found.ESIM.Provider
	}
	t, _, e := as[providers.TopUpper](d.base, provider, providers.CanTopUp)
	if e != nil {
		return nil, e
	}
	products, fault := guarded(d.base, provider, "packages", func() ([]providers.Product, error) { return t.TopUpPackages(ctx, iccid) })
	if fault != nil {
		return nil, fault
	}
	index := catalog.Build(products, d.o.Pricing)
	entries := make([]catalog.Entry, 0, index.Len())
	for _, row := range index.Search(catalog.Query{TopUps: true}).Rows {
		entries = append(entries, index.At(row))
	}
	return entries, nil
}

func (d *sale) chooseTopUp(ctx context.Context, q *Quote, r QuoteRequest) error {
	iccid, err := cleanICCID(r.ICCID)
	if err != nil {
		return err
	}
	q.ICCID = iccid
	fits, err := d.TopUps(ctx, iccid, r.Provider)
	if err != nil {
		return err
	}
	q.Product, err = d.pick(ctx, iccid, r, fits)
	q.AsOf = d.o.Now() // the packages were just read
	return err
}

// pick takes the package asked for. Where none was named it takes the only
// one that fits, or the one this eSIM was sold with; it never guesses.
func (d *sale) pick(ctx context.Context, iccid string, r QuoteRequest, fits []catalog.Entry) (providers.Product, error) {
	switch {
	case len(fits) == 0:
		return providers.Product{}, notSent(providers.KindDeclined, r.Provider, providers.Because("desk.no_package_fits"))
	case r.ProductID != "":
		if i := slices.IndexFunc(fits, func(e catalog.Entry) bool { return e.ID == r.ProductID }); i >= 0 {
			return fits[i].Product, nil
		}
		return providers.Product{}, notSent(providers.KindNotFound, r.Provider,
			providers.Because("desk.package_does_not_fit", "package", r.ProductID, "iccid", iccid))
	case len(fits) == 1:
		return fits[0].Product, nil
	}
	orders, err := d.o.Ledger.Find(ctx, iccid)
	if err != nil {
		return providers.Product{}, err
	}
	for _, o := range orders {
		if i := slices.IndexFunc(fits, func(e catalog.Entry) bool { return e.ID == o.ProductID && o.Provider == r.Provider }); i >= 0 {
			return fits[i].Product, nil
		}
	}
	ids := make([]string, len(fits))
	for i, e := range fits {
		ids[i] = e.ID
	}
	return providers.Product{}, notSent(providers.KindInvalid, r.Provider,
		providers.Because("desk.several_fit", "n", len(fits), "iccid", iccid, "ids", ids))
}

func cleanICCID(s string) (string, error) {
	if iccid, ok := providers.CleanICCID(s); ok {
		return iccid, nil
	}
	return "", notSent(providers.KindInvalid, "", providers.Because("desk.no_iccid", "typed", s))
}
