package giftapi

import (
	"slices"
	"strings"
	"sync"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"simdesk/providers/wire/loose"
)

// regionNames are the words by which a plan for several countries goes, the
// longest first.
var regionNames = []string{
	"Central America", "European Union", "Latin America", "South America", "North America", "Asia Pacific", "Middle East", "Scandinavia",
	"Caribbean", "Worldwide", "Oceania", "Balkans", "Europe", "Africa", "Global", "World", "Asia",
}

// places reads where a product works: from the attributes, else from its
// names. Anywhere in an eSIM's name a country means that country; in another
// name only a part of its own does ("Apple gift card | USA"), because goods
// are called Jordan, Georgia and Chad too.
func places(sku, product facts, names []string, esim bool) (countries []string, region string) {
	for _, f := range []facts{sku, product} {
		if countries = countriesIn(f); len(countries) > 0 {
			break
		}
	}
	if len(countries) == 0 {
		countries = countryInNames(names, esim)
	}
	if len(countries) == 1 {
		return countries, ""
	}
	word := firstOf(sku, product, "region", "area", "zone")
	if word == "" && esim {
		word = regionInNames(names)
	}
	return countries, loose.Plain(word)
}

// placeKeys are the attributes that hold a country, folded.
var placeKeys = []string{
	"country", "countries", "countrycode", "countrycodes", "countryiso", "coverage", "iso", "isocode", "region", "regions",
}

// countriesIn reads one country or a list, as a list or as a text with commas.
func countriesIn(f facts) []string {
	var found []string
	for _, key := range placeKeys {
		for _, x := range f {
			// The parts of a list have the list's key and a number.
			if strings.TrimRight(x.whole, "0123456789") != key {
				continue
			}
			for _, part := range strings.FieldsFunc(x.Value, listSeparator) {
				if iso := isoOf(part); iso != "" && !slices.Contains(found, iso) {
					found = append(found, iso)
				}
			}
		}
		if len(found) > 0 {
			return found
		}
	}
	return nil
}

// brands are codes that mean something else in the name of a gift card.
var brands = map[string]bool{"TV": true, "PS": true, "ID": true, "MS": true, "AI": true, "IO": true, "PM": true, "AM": true}

func listSeparator(r rune) bool { return strings.ContainsRune(",;|/", r) }

func countryInNames(names []string, esim bool) []string {
	for _, name := range names {
		for _, part := range segments(name) {
			if iso := isoOf(part); iso != "" && !brands[strings.TrimSpace(part)] {
				return []string{iso}
			}
		}
	}
	if !esim {
		return nil
	}
	for _, name := range names {
		if found := namedCountries(name); len(found) == 1 {
			return found
		}
	}
	return nil
}

// segments are the parts of a name that separators set off.
func segments(name string) []string {
	return strings.FieldsFunc(strings.ReplaceAll(name, " - ", "|"), func(r rune) bool {
		return strings.ContainsRune("|()[],:/·–—", r)
	})
}

// namedCountries finds every country that is written out in s, the longest
// name first: "Papua New Guinea" is not Guinea.
func namedCountries(s string) []string {
	words := wordsOf(s)
	var found []string
	for i := 0; i < len(words); i++ {
		for n := min(5, len(words)-i); n > 0; n-- {
			iso := byName()[strings.Join(words[i:i+n], " ")]
			if iso == "" {
				continue
			}
			if !slices.Contains(found, iso) {
				found = append(found, iso)
			}
			i += n - 1
			break
		}
	}
	return found
}

func regionInNames(names []string) string {
	for _, name := range names {
		text := " " + strings.Join(wordsOf(name), " ") + " "
		for _, r := range regionNames {
			if strings.Contains(text, " "+strings.ToLower(r)+" ") {
				return r
			}
		}
	}
	return ""
}

// isoOf is the ISO 3166 alpha-2 code of a country's code or English name, ""
// for anything else. A code must be written in capitals: "in" is a word.
func isoOf(s string) string {
	s = strings.TrimSpace(s)
	if iso := byName()[strings.Join(wordsOf(s), " ")]; iso != "" {
		return iso
	}
	if len(s) == 2 && s == strings.ToUpper(s) && isCountry(s) {
		return s
	}
	return ""
}

// isCountry leaves out old and alternative codes: UK is GB, SU is no more.
func isCountry(code string) bool {
	r, err := language.ParseRegion(code)
	return err == nil && r.IsCountry() && r.Canonicalize().String() == code
}

// byName maps English country names, as words in lower case, to codes.
var byName = sync.OnceValue(func() map[string]string {
	names := map[string]string{}
	english := display.English.Regions()
	for a := 'A'; a <= 'Z'; a++ {
		for b := 'A'; b <= 'Z'; b++ {
			code := string([]rune{a, b})
			if !isCountry(code) {
				continue
			}
			if name := english.Name(language.MustParseRegion(code)); name != "" {
				names[strings.Join(wordsOf(name), " ")] = code
				names[strings.Join(wordsOf(strings.ReplaceAll(name, "&", "and")), " ")] = code
			}
		}
	}
	for name, code := range theirCountryNames {
		names[name] = code
	}
	return names
})

// theirCountryNames are in common use beside the names of the standard.
var theirCountryNames = map[string]string{
	"usa": "US", "united states of america": "US", "u s a": "US", "uk": "GB", "great britain": "GB", "england": "GB",
	"uae": "AE", "emirates": "AE", "turkey": "TR", "turkiye": "TR", "türkiye": "TR", "south korea": "KR", "korea": "KR",
	"republic of korea": "KR", "czech republic": "CZ", "czechia": "CZ", "hong kong": "HK", "macau": "MO", "macao": "MO",
	"ivory coast": "CI", "viet nam": "VN", "vietnam": "VN", "russian federation": "RU", "holland": "NL", "burma": "MM",
	"myanmar": "MM", "swaziland": "SZ", "macedonia": "MK", "north macedonia": "MK", "cape verde": "CV", "palestine": "PS",
	"dr congo": "CD", "bosnia": "BA", "reunion": "RE", "curacao": "CW", "the bahamas": "BS", "the gambia": "GM",
	"ksa": "SA",
}
