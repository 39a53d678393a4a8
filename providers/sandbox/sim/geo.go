package sim

import (
	"slices"
	"strings"
	"sync"

	"github.com/shopspring/decimal"
)

// Country is a place that a phone can travel to, as sellers list it.
type Country struct {
	Code     string // ISO 3166-1 alpha-2
	Name     string // in English
	Region   string // the home region: Europe, Asia, …
	Currency string // ISO 4217
	Calling  string // international calling code without the plus sign
	// DigitsMin and DigitsMax bound the length of a mobile number without the
	// calling code and without a trunk zero.
	DigitsMin, DigitsMax int
	Networks             []string // nil where we know none
	tier                 int      // what a gigabyte costs there, 1 is cheapest
}

// Slug is the country's name as it stands in addresses and package ids.
func (c Country) Slug() string { return Slug(c.Name) }

// fold is made once: making it costs more than all its uses.
var fold = strings.NewReplacer("ô", "o", "ç", "c", "é", "e", "ã", "a", "í", "i", " - ", " ", "&", "and", "'", "", ".", "", "(", "", ")", "")

// Slug turns a name into lower-case words joined by hyphens.
func Slug(name string) string {
	return strings.Join(strings.Fields(fold.Replace(strings.ToLower(name))), "-")
}

// place is a row of the tables in the other geo files.
type place struct {
	code, name, currency, calling string
	min, max, tier                int
	networks                      string
}

func (p place) country(region string) Country {
	c := Country{Code: p.code, Name: p.name, Region: region, Currency: p.currency, Calling: p.calling,
		DigitsMin: p.min, DigitsMax: p.max, tier: p.tier}
	if p.networks != "" {
		c.Networks = strings.Split(p.networks, ", ")
	}
	return c
}

var atlas = sync.OnceValue(func() []Country {
	var all []Country
	for _, part := range []struct {
		region string
		places []place
	}{
		{Europe, europe}, {Asia, asia}, {MiddleEast, middleEast}, {Africa, africa},
		{NorthAmerica, northAmerica}, {LatinAmerica, latinAmerica}, {Caribbean, caribbean}, {Oceania, oceania},
	} {
		for _, p := range part.places {
			all = append(all, p.country(part.region))
		}
	}
	slices.SortFunc(all, func(a, b Country) int { return strings.Compare(a.Name, b.Name) })
	return all
})

// Countries lists every country by name. The slice is the caller's own.
func Countries() []Country { return slices.Clone(atlas()) }

// CountryOf finds a country by its ISO code in any case, or by its name or
// slug.
func CountryOf(s string) (Country, bool) {
	for _, c := range atlas() {
		if strings.EqualFold(c.Code, s) || strings.EqualFold(c.Name, s) || c.Slug() == s {
			return c, true
		}
	}
	return Country{}, false
}

// The regions that sellers bundle.
const (
	Europe       = "Europe"
	Asia         = "Asia"
	MiddleEast   = "Middle East"
	Africa       = "Africa"
	NorthAmerica = "North America"
	LatinAmerica = "Latin America"
	Caribbean    = "Caribbean"
	Oceania      = "Oceania"
	Global       = "Global"
)

// Region is a bundle of countries that one package covers.
type Region struct {
	Code    string // three letters, so that it is no country's
	Name    string
	Members []Country // by name
}

// Slug is the region's name as it stands in addresses and package ids.
func (r Region) Slug() string { return Slug(r.Name) }

var regions = sync.OnceValue(func() []Region {
	out := []Region{
		{Code: "EUR", Name: Europe}, {Code: "ASI", Name: Asia}, {Code: "MEA", Name: MiddleEast}, {Code: "AFR", Name: Africa},
		{Code: "NAM", Name: NorthAmerica}, {Code: "LAT", Name: LatinAmerica}, {Code: "CAR", Name: Caribbean},
		{Code: "OCE", Name: Oceania}, {Code: "GLB", Name: Global},
	}
	for i := range out {
		for _, c := range atlas() {
			if out[i].covers(c) {
				out[i].Members = append(out[i].Members, c)
			}
		}
	}
	return out
})

// Regions lists the bundles, the global one last. Don't change the members.
func Regions() []Region { return slices.Clone(regions()) }

// covers leaves out places whose networks are unknown or too dear for a
// bundle. Mexico travels with both Americas.
func (r Region) covers(c Country) bool {
	switch {
	case len(c.Networks) == 0 || c.tier > 4:
		return false
	case r.Name == Global:
		return c.tier <= 3
	case r.Name == NorthAmerica:
		return c.Region == NorthAmerica || c.Code == "MX"
	default:
		return c.Region == r.Name
	}
}

// PerUSD is how many units of a currency one US dollar buys, roughly. The
// second result is false for a currency that no country here uses.
func PerUSD(currency string) (decimal.Decimal, bool) {
	text, ok := perUSD[currency]
	if !ok {
		return decimal.Decimal{}, false
	}
	return decimal.RequireFromString(text), true
}

// RoundSums is what a seller would print on cards in a currency in place of
// these sums in dollars: ten times as much where a unit is worth a few cents,
// and so on.
func RoundSums(currency string, dollars ...int64) []int64 {
	rate, _ := PerUSD(currency)
	times := int64(1)
	for limit := decimal.NewFromInt(8); rate.GreaterThan(limit); limit = limit.Shift(1) {
		times *= 10
	}
	out := make([]int64, len(dollars))
	for i, d := range dollars {
		out[i] = d * times
	}
	return out
}

// Currencies lists the codes that PerUSD knows, in order.
func Currencies() []string {
	out := make([]string, 0, len(perUSD))
	for code := range perUSD {
		out = append(out, code)
	}
	slices.Sort(out)
	return out
}
