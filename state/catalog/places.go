package catalog

import (
	"slices"
	"strings"
	"sync"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// atlas knows what countries and continents are called.
type atlas struct {
	names      map[string][]string // by ISO alpha-2, upper case: the words of its names
	continents map[string][]string // likewise, of where it lies
	words      []string            // of all names, sorted
}

// places is made at the first build or misspelt word, not at start.
var places = sync.OnceValue(newAtlas)

// shortNames replaces official names that would mislead: "china" must not find
// Hong Kong first.
var shortNames = map[string]string{"HK": "Hong Kong", "MO": "Macao"}

// otherNames holds what people call a country besides its English name.
var otherNames = map[string]string{
	"US": "usa america", "GB": "uk britain england scotland wales", "AE": "uae emirates", "KR": "korea",
	"KP": "dprk", "TR": "turkey turkiye", "NL": "holland", "CZ": "czech republic", "CI": "ivory coast",
	"MM": "burma", "MO": "macau", "VA": "vatican", "PS": "palestine", "CV": "cabo verde", "SZ": "swaziland",
	"CD": "drc democratic republic", "CG": "republic", "TL": "east timor", "MK": "macedonia", "BA": "bosnia",
	"SA": "ksa", "RU": "russian federation", "KN": "saint", "LC": "saint", "VC": "saint", "PM": "saint",
	"BL": "saint", "MF": "saint", "SH": "saint",
}

func newAtlas() *atlas {
	a := &atlas{names: map[string][]string{}, continents: map[string][]string{}}
	namer := display.English.Regions()
	for i := range 26 * 26 {
		code := string([]byte{'A' + byte(i/26), 'A' + byte(i%26)})
		region, err := language.ParseRegion(code)
		if err != nil || !region.IsCountry() || region.String() != code {
			continue
		}
		name := namer.Name(region)
		if short, ok := shortNames[code]; ok {
			name = short
		}
		names := strings.ReplaceAll(name, "&", "and") + " " + otherNames[code]
		splitWords(fold(names), func(w string) { a.names[code] = append(a.names[code], w) })
		a.words = append(a.words, a.names[code]...)
		a.continents[code] = continentsOf(region)
	}
	slices.Sort(a.words)
	return a
}

// isName reports whether a word is one of a country's name.
func (a *atlas) isName(word string) bool {
	_, is := slices.BinarySearch(a.words, word)
	return is
}

// knows reports whether a word is a country's name, or the beginning of one.
func (a *atlas) knows(text string) bool {
	i, _ := slices.BinarySearch(a.words, text)
	return i < len(a.words) && strings.HasPrefix(a.words[i], text)
}

// continents are the areas of UN M.49 that people ask for.
var continents = []struct{ m49, words string }{
	{"002", "africa"}, {"142", "asia"}, {"150", "europe"}, {"009", "oceania"}, {"019", "americas america"},
	{"021", "north america"}, {"005", "south latin america"}, {"029", "caribbean"}, {"145", "middle east"},
}

// continentsOf returns the words of the continents that a country lies in.
func continentsOf(r language.Region) (words []string) {
	for _, c := range continents {
		if language.MustParseRegion(c.m49).Contains(r) {
			words = append(words, strings.Fields(c.words)...)
		}
	}
	return words
}
