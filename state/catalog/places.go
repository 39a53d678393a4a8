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
	words     []string            // sorted
	countries map[string][]string // word → ISO codes
	codes     map[string]uint16   // ISO alpha-2, upper case → its continents
}

// places is made at the first search or build, not at start.
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
	a := &atlas{countries: map[string][]string{}, codes: map[string]uint16{}}
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
		a.add(code, strings.ReplaceAll(name, "&", "and")+" "+otherNames[code])
	}
	for w := range a.countries {
		a.words = append(a.words, w)
	}
	slices.Sort(a.words)
	return a
}

func (a *atlas) add(code, names string) {
	a.codes[code] = continentsOf(code)
	splitWords(fold(names), func(w string) {
		if !slices.Contains(a.countries[w], code) {
			a.countries[w] = append(a.countries[w], code)
		}
	})
}

// each calls f for every country that a word stands for at this closeness.
func (a *atlas) each(text string, c closeness, f func(code string)) {
	emit := func(word string) {
		for _, code := range a.countries[word] {
			f(code)
		}
	}
	switch c {
	case exactly:
		if code := strings.ToUpper(text); a.isCode(code) {
			f(code)
		}
		emit(text)
	case beginning:
		i, _ := slices.BinarySearch(a.words, text)
		for ; i < len(a.words) && strings.HasPrefix(a.words[i], text); i++ {
			emit(a.words[i])
		}
	case inside:
		for _, w := range a.words {
			if strings.Contains(w, text) {
				emit(w)
			}
		}
	}
}

func (a *atlas) isCode(code string) bool {
	_, ok := a.codes[code]
	return ok
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

// continentsOf returns the set of continents that a country lies in, a bit
// each.
func continentsOf(code string) uint16 {
	r, err := language.ParseRegion(code)
	if err != nil {
		return 0
	}
	set := uint16(0)
	for i, c := range continents {
		if language.MustParseRegion(c.m49).Contains(r) {
			set |= 1 << i
		}
	}
	return set
}

// continentWords are the words of the continents that hold one of the
// countries.
func (a *atlas) continentWords(countries []string) []string {
	set := uint16(0)
	for _, code := range countries {
		set |= a.codes[strings.ToUpper(code)]
	}
	var out []string
	for i, c := range continents {
		if set&(1<<i) != 0 {
			out = append(out, strings.Fields(c.words)...)
		}
	}
	return out
}
