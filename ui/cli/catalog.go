package cli

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"simdesk/providers"
	"simdesk/state/catalog"
	"simdesk/ui/say"
)

// shown is how many rows people get when they do not say; programs get all.
const shown = 50

func (r *runner) catalog(ctx context.Context, a *App, words []string) error {
	q := catalog.Query{Text: strings.Join(words, " "), Provider: r.o.provider, Country: r.o.country, Kinds: r.o.kinds, Sort: r.o.sort, Limit: r.o.limit}
	// Whoever asks for packages that only top up shall see them.
	q.TopUps = slices.Contains(q.Kinds, providers.KindTopUp)
	if err := knownProvider(a, q.Provider); err != nil {
		return err
	}
	refresh := r.o.refresh || oldest(sources(a, q.Provider)).IsZero()
	if refresh {
		if err := r.refresh(ctx, a); err != nil {
			return err
		}
	}
	if q.Limit == 0 && !r.g.JSON {
		q.Limit = shown
	}
	index := a.Desk.Index()
	found := index.Search(q)
	entries := make([]catalog.Entry, 0, len(found.Rows))
	for _, row := range found.Rows {
		entries = append(entries, index.At(row))
	}
	parts := sources(a, q.Provider)
	errs := sourceErrors(a, parts)
	var all *providers.Error
	if refresh && !anyAnswered(a, parts) {
		all = noneAnswered(errs, 1)
	}
	return ended(r.printCatalog(a, entries, found, oldest(parts), errs, all), all)
}

// knownProvider refuses a name that is not configured, an account that cannot
// be used and one without a catalogue.
func knownProvider(a *App, name string) error {
	x, why := account(a, name), a.Desk.Why(name, providers.CanCatalog)
	switch {
	case name == "":
		return nil
	case x.Name == "":
		return providers.Unsent(name, providers.KindConfig, why)
	case x.Problem != nil:
		return x.Problem
	case !why.IsZero():
		return providers.Unsent(name, providers.KindUnsupported, why)
	}
	return nil
}

// sources are the parts of the catalogue that a search looks in.
func sources(a *App, provider string) []catalog.Source {
	return slices.DeleteFunc(slices.Clone(a.Desk.Sources()), func(s catalog.Source) bool {
		return provider != "" && s.Provider != provider
	})
}

// anyAnswered reports whether a refresh brought anything. A catalogue that only
// could not be kept is an answer.
func anyAnswered(a *App, parts []catalog.Source) bool {
	return slices.ContainsFunc(parts, func(s catalog.Source) bool {
		return !s.AsOf.IsZero() && (s.Error == nil || s.Error.Kind == providers.KindConfig) && a.Desk.Why(s.Provider, providers.CanCatalog).IsZero()
	})
}

// oldest is the zero time where none was ever fetched.
func oldest(parts []catalog.Source) time.Time {
	var at time.Time
	for _, s := range parts {
		if !s.AsOf.IsZero() && (at.IsZero() || s.AsOf.Before(at)) {
			at = s.AsOf
		}
	}
	return at
}

// sourceErrors tells whose products are missing or older than they should be.
func sourceErrors(a *App, parts []catalog.Source) []*providers.Error {
	var out []*providers.Error
	for _, s := range parts {
		problem := cmp.Or(account(a, s.Provider).Problem, s.Error)
		switch {
		case problem != nil:
			out = append(out, problem)
		case s.AsOf.IsZero() && a.Desk.Why(s.Provider, providers.CanCatalog).IsZero():
			out = append(out, providers.Unsent(s.Provider, providers.KindUnavailable, providers.Because("cli.not_fetched")))
		}
	}
	return out
}

func (r *runner) printCatalog(a *App, entries []catalog.Entry, found catalog.Result, at time.Time, errs []*providers.Error, all *providers.Error) error {
	if r.g.JSON {
		return r.printJSON(struct {
			Products []productView `json:"products"`
			AsOf     *string       `json:"as_of"`
			Total    int           `json:"total"`
			Errors   []*errorView  `json:"errors"`
			Error    *errorView    `json:"error,omitempty"`
		}{each(entries, viewProduct), timestamp(at), found.Total, each(errs, viewError), viewError(all)})
	}
	for _, e := range errs {
		r.warn(e)
	}
	if found.Meant != "" {
		r.note(voice.Says("cli.meant", "meant", found.Meant))
	}
	if len(entries) == 0 {
		if all == nil {
			r.note(voice.Says("cli.nothing_found"))
		}
		return nil
	}
	foot := voice.Says("cli.products", "n", len(entries), "all", found.Total, "age", say.AsOf(at, r.d.Now())) + "\n"
	return r.print(banner(a.Sandbox) + productTable(a, entries) + foot)
}

func productTable(a *App, entries []catalog.Entry) string {
	t := newTable("WHERE", "DATA", "DAYS", "NAME", "PROVIDER", "COST>", "PRICE>", "PER GB>", "ID")
	for _, e := range entries {
		price := say.Amount(e.Price)
		if e.Approx {
			price = "≈ " + price
		}
		t.add(where(e.Product), say.Data(e.Data), say.Days(e.Days), e.Name, titleOf(a, e.Provider),
			cost(e.Product), price, perGB(e), e.ID)
	}
	return t.String()
}

func where(p providers.Product) string {
	switch {
	case len(p.Countries) == 1:
		return p.Countries[0]
	case p.Region != "":
		return p.Region
	case len(p.Countries) > 1:
		return voice.Says("cli.countries", "n", len(p.Countries))
	}
	return ""
}

// cost is the fixed cost, or the range that the amount is chosen from.
func cost(p providers.Product) string {
	r, ok := p.RangeIn("")
	if !ok {
		return say.Amount(p.Cost)
	}
	low := providers.Money{Amount: r.Min, Currency: r.Currency}
	high := providers.Money{Amount: r.Max, Currency: r.Currency}
	switch {
	case r.Min.IsPositive() && r.Max.IsPositive():
		return voice.Says("cli.cost_between", "low", low.Number(), "high", high)
	case r.Min.IsPositive():
		return voice.Says("cli.cost_from", "low", low)
	case r.Max.IsPositive():
		return voice.Says("cli.cost_up_to", "high", high)
	}
	return voice.Says("cli.cost_any")
}

func perGB(e catalog.Entry) string {
	if e.PerGB == nil {
		return ""
	}
	return e.PerGB.String()
}
