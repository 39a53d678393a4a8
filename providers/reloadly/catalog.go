package reloadly

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/url"
	"slices"
	"strings"

	"simdesk/providers"
	"simdesk/providers/wire/loose"
)

// Catalog lists what all operators, or those of the configured countries,
// sell. Operators that cannot be sold are left out and logged.
// Source: GET /operators and /operators/countries/{iso}, reloadly.md 2.1, 3.
func (c *Client) Catalog(ctx context.Context, use func(providers.CatalogPage) error) error {
	countries, err := c.chosen()
	if err != nil {
		return err
	}
	seen := map[string]bool{}
	if len(countries) > 0 {
		return c.byCountry(ctx, countries, seen, use)
	}
	return walk(ctx, c, "operators", "/operators", listing(), c.offers, func(n int, list []offer, p page) (bool, error) {
		products, fresh, err := unseen(list, seen)
		if err != nil {
			return false, err
		}
		return fresh, use(providers.CatalogPage{Products: products, Page: n, Pages: int(p.TotalPages.Int())})
	})
}

func (c *Client) byCountry(ctx context.Context, countries []string, seen map[string]bool, use func(providers.CatalogPage) error) error {
	for i, iso := range countries {
		list, _, _, err := rows(ctx, c, "operators", "/operators/countries/"+iso, listing(), c.offers)
		if err != nil {
			return inCountry(iso, err)
		}
		products, _, err := unseen(list, seen)
		if err != nil {
			return err
		}
		if err := use(providers.CatalogPage{Products: products, Page: i + 1, Pages: len(countries)}); err != nil {
			return err
		}
	}
	return nil
}

// inCountry names the country that Reloadly refused.
func inCountry(iso string, err error) error {
	if !providers.IsKind(err, providers.KindNotFound) {
		return err
	}
	named := *providers.AsError(err)
	named.Why = providers.Because("reloadly.country_configured", "country", iso)
	return &named
}

// listing asks for everything an operator sells; suggested amounts are only
// ballast.
func listing() url.Values {
	q := url.Values{"suggestedAmounts": {"false"}, "suggestedAmountsMap": {"false"}}
	for _, flag := range []string{"includeBundles", "includeData", "includePin", "includeCombo", "includeRange", "includeFixed"} {
		q.Set(flag, "true")
	}
	return q
}

// chosen are the configured countries, checked, each once.
func (c *Client) chosen() ([]string, error) {
	var all []string
	for _, s := range c.countries {
		iso, ok := providers.CountryCode(strings.TrimSpace(s))
		if !ok {
			return nil, providers.Unsent(name, providers.KindConfig, providers.Because("reloadly.country_miswritten", "text", s))
		}
		if !slices.Contains(all, iso) {
			all = append(all, iso)
		}
	}
	return all, nil
}

// offer is what an operator sells; operator is "" for one that makes no sense.
type offer struct {
	operator string
	products []providers.Product
}

// offers is what an operator sells. One that makes no sense is left out.
func (c *Client) offers(raw json.RawMessage) offer {
	var o operator
	if err := loose.Decode(raw, &o); err != nil {
		c.log.Warn("operator left out", slog.String("provider", name), slog.String("error", err.Error()))
		return offer{}
	}
	return offer{"operator " + o.id(), c.sellable(o)}
}

// unseen returns the products of the operators that were not seen before. A page
// of nothing but operators that make no sense is an error.
func unseen(list []offer, seen map[string]bool) (products []providers.Product, fresh bool, err error) {
	unread := 0
	for _, o := range list {
		switch {
		case o.operator == "":
			unread++
		case !seen[o.operator]:
			seen[o.operator], fresh = true, true
			products = append(products, o.products...)
		}
	}
	if unread > 0 && unread == len(list) {
		return nil, false, &providers.Error{Kind: providers.KindUnavailable, Provider: name, Why: providers.Because("reloadly.operators_unread")}
	}
	return products, fresh, nil
}

// sellable are an operator's products; why there are none goes to the log.
func (c *Client) sellable(o operator) []providers.Product {
	products, err := o.products()
	if err != nil {
		c.log.Warn("operator left out", slog.String("provider", name), slog.String("operator", o.id()), slog.String("error", err.Error()))
	}
	return products
}
