package catalog

import (
	"cmp"
	"slices"
	"strings"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"simdesk/providers"
)

// This is the rule of a search read off the comment in search.go, one product
// and one word at a time. It shares only the splitting of texts into words.

func plainWords(p providers.Product) (words, codes []string) {
	texts := []string{p.Operator, p.Provider, p.Region, kindWords[p.Kind]}
	for _, n := range p.Networks {
		texts = append(texts, n.Name)
	}
	for _, text := range texts {
		for _, w := range textWords(text) {
			words = append(words, w.text)
		}
	}
	for _, w := range textWords(p.Name) {
		stated := w.amount == dataAmount && (p.Data.Bytes > 0 || p.Data.Unlimited) || w.amount == daysAmount && p.Days > 0
		if !stated {
			words = append(words, w.text)
		}
	}
	if p.Data.Unlimited {
		words = append(words, "unlimited")
	}
	if p.Data.Bytes > 0 {
		words = append(words, dataWord(p.Data.Bytes))
	}
	if p.Days > 0 {
		words = append(words, daysWord(p.Days))
	}
	many := len(p.Countries) > 1 || p.Region != ""
	for _, code := range p.Countries {
		codes = append(codes, strings.ToLower(code))
		words = append(words, plainCountry(code)...)
		for _, c := range continents {
			if many && language.MustParseRegion(c.m49).Contains(language.MustParseRegion(code)) {
				words = append(words, strings.Fields(c.words)...)
			}
		}
	}
	if hasGlobalWord(p.Region) {
		words = append(words, "global", "world", "worldwide")
	}
	return words, codes
}

func plainCountry(code string) []string {
	name := display.English.Regions().Name(language.MustParseRegion(code))
	if short := shortNames[code]; short != "" {
		name = short
	}
	name = strings.ReplaceAll(name, "&", "and")
	var words []string
	for _, w := range textWords(name + " " + otherNames[code]) {
		words = append(words, w.text)
	}
	return words
}

// plainGrade is how well one word is found.
func plainGrade(w word, words, codes []string) grade {
	if slices.Contains(words, w.text) || slices.Contains(codes, w.text) {
		return exactly
	}
	if w.amount != notAmount && w.text != unlimitedWord {
		return missing
	}
	best := missing
	for _, have := range words {
		if strings.HasPrefix(have, w.text) {
			return beginning
		}
		number := w.text[0] >= '0' && w.text[0] <= '9'
		if !number && len([]rune(w.text)) >= 3 && strings.Contains(have, w.text) {
			best = inside
		}
	}
	return best
}

func plainSearch(x *Index, q Query) []int32 {
	type hit struct {
		row   int32
		grade grade
	}
	var hits []hit
	for row := range int32(x.Len()) {
		p := x.At(row).Product
		if p.TopUpOnly && !q.TopUps || q.Country != "" && !slices.Contains(p.Countries, strings.ToUpper(q.Country)) {
			continue
		}
		words, codes := plainWords(p)
		worst := exactly
		for _, w := range queryWords(q.Text) {
			worst = min(worst, plainGrade(w, words, codes))
		}
		if worst > missing {
			hits = append(hits, hit{row, worst})
		}
	}
	slices.SortStableFunc(hits, func(a, b hit) int {
		return cmp.Or(cmp.Compare(b.grade, a.grade), plainOrder(x, x.At(a.row), x.At(b.row)))
	})
	rows := make([]int32, len(hits))
	for i, h := range hits {
		rows[i] = h.row
	}
	return rows
}

// plainOrder is the order within one closeness, by the exact amounts.
func plainOrder(x *Index, a, b Entry) int {
	known := func(e Entry) int {
		if e.Price == nil {
			return 1
		}
		return 0
	}
	if n := cmp.Compare(known(a), known(b)); n != 0 {
		return n
	}
	where := cmp.Compare(localityOf(&a.Product), localityOf(&b.Product))
	if a.Price == nil {
		return where
	}
	costA, _, _ := x.pricing.Convert(*a.Cost)
	costB, _, _ := x.pricing.Convert(*b.Cost)
	return cmp.Or(a.Price.Amount.Cmp(b.Price.Amount), where, costA.Amount.Cmp(costB.Amount))
}

func plainVocabulary(products []providers.Product) []string {
	seen := map[string]bool{}
	for _, p := range products {
		words, codes := plainWords(p)
		for _, w := range append(words, codes...) {
			seen[w] = true
		}
	}
	var out []string
	for w := range seen {
		out = append(out, w)
	}
	slices.Sort(out)
	return out
}
