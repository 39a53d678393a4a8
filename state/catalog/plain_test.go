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

// plainCloseness is how well one word is found, closenesses when it is not.
func plainCloseness(w word, words, codes []string) closeness {
	if slices.Contains(words, w.text) || slices.Contains(codes, w.text) {
		return exactly
	}
	if w.amount != notAmount && w.text != unlimitedWord {
		return closenesses
	}
	best := closeness(closenesses)
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
		row  int32
		tier closeness
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
			worst = max(worst, plainCloseness(w, words, codes))
		}
		if worst < closenesses {
			hits = append(hits, hit{row, worst})
		}
	}
	price := func(row int32) (string, bool) {
		if p := x.At(row).Price; p != nil {
			return p.String(), true
		}
		return "", false
	}
	slices.SortStableFunc(hits, func(a, b hit) int {
		if a.tier != b.tier {
			return cmp.Compare(a.tier, b.tier)
		}
		_, ka := price(a.row)
		_, kb := price(b.row)
		if !ka || !kb {
			return boolInt(kb) - boolInt(ka)
		}
		return x.At(a.row).Price.Amount.Cmp(x.At(b.row).Price.Amount)
	})
	rows := make([]int32, len(hits))
	for i, h := range hits {
		rows[i] = h.row
	}
	return rows
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
