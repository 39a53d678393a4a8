package catalog

import (
	"strings"
	"unicode/utf8"

	"simdesk/providers"
)

// The rule of a search
//
// Every word of the query must be found in a product. A word is found
//
//   - exactly: it is a whole word of the name, the operator, a network, the
//     region, the provider, or the kind; a country's English name, one of its
//     usual other names ("uk", "türkiye"), or its ISO code; for a product that
//     covers more than one country, a continent; an amount of data ("5gb",
//     "5 gb", "unlimited") or a validity ("30d", "30 days"), which must be just
//     that amount;
//   - at the beginning: such a word begins with it;
//   - inside: such a word holds it, from three letters on, and not for
//     numbers, so that "5gb" never finds 15gb.
//
// What is found exactly in all its words comes first, then what needs a
// beginning, then the rest. Within each: cheapest first, a price that is not
// known last; at the same price one country before a region before the world,
// then the lower cost, then the provider's own order.
//
// When a word is found nowhere it may be misspelt: see respell.

// closeness is how well a word is found.
type closeness int

const (
	exactly closeness = iota
	beginning
	inside
)

// closenesses is how many there are.
const closenesses = 3

// insideFrom is the length from which a word is looked for inside others.
const insideFrom = 3

// scratch is the memory of one search: bitmaps by closeness, each holding the
// closer ones too.
type scratch struct {
	all  [closenesses]bitmap // rows that match every word so far
	word [closenesses]bitmap // rows that match one word
}

func newScratch(rows int) *scratch {
	s := &scratch{}
	for c := range closenesses {
		s.all[c], s.word[c] = newBitmap(rows), newBitmap(rows)
	}
	return s
}

// Search returns the rows that match every word of the query, best first.
func (x *Index) Search(q Query) Result {
	s, _ := x.scratch.Get().(*scratch)
	defer x.scratch.Put(s)
	words := queryWords(q.Text)
	meant := ""
	total := x.match(s, q, words)
	if total == 0 && len(words) > 0 {
		if words, ok := x.respell(s, q, words); ok {
			meant, total = spelling(words), x.match(s, q, words)
		}
	}
	return Result{Rows: x.order(s, q, total), Total: total, Meant: meant}
}

func spelling(words []word) string {
	texts := make([]string, len(words))
	for i, w := range words {
		texts[i] = w.text
	}
	return strings.Join(texts, " ")
}

// match fills s.all and returns how many rows match.
func (x *Index) match(s *scratch, q Query, words []word) int {
	s.all[exactly].fill(x.Len())
	x.filter(s, q)
	copy(s.all[beginning], s.all[exactly])
	copy(s.all[inside], s.all[exactly])
	for _, w := range words {
		x.matchWord(s, w)
		for c := range closenesses {
			s.all[c].and(s.word[c])
		}
	}
	return s.all[inside].count()
}

// filter narrows s.all[exactly] to what the query's other fields select.
func (x *Index) filter(s *scratch, q Query) {
	all, some := s.all[exactly], s.word[exactly]
	only := func(tags ...string) {
		clear(some)
		for _, tag := range tags {
			x.orToken(some, tag)
		}
		all.and(some)
	}
	if !q.TopUps {
		clear(some)
		x.orToken(some, tagTopUp)
		all.andNot(some)
	}
	if len(q.Kinds) > 0 {
		only(kindTags(q.Kinds)...)
	}
	if q.Country != "" {
		only(tagCountry + strings.ToUpper(strings.TrimSpace(q.Country)))
	}
	if q.Provider != "" {
		only(tagProvider + q.Provider)
	}
}

func kindTags(kinds []providers.Kind) []string {
	tags := make([]string, len(kinds))
	for i, k := range kinds {
		tags[i] = tagKind + string(k)
	}
	return tags
}

// matchWord fills s.word with the rows that one word finds.
func (x *Index) matchWord(s *scratch, w word) {
	clear(s.word[exactly])
	x.orToken(s.word[exactly], w.text)
	if w.amount == notAmount {
		x.orPlaces(s.word[exactly], w.text, exactly)
	}
	copy(s.word[beginning], s.word[exactly])
	if w.amount != notAmount && w.text != unlimitedWord {
		copy(s.word[inside], s.word[exactly])
		return
	}
	x.vocabulary.beginning(w.text, func(t int) { x.or(s.word[beginning], t) })
	x.orPlaces(s.word[beginning], w.text, beginning)
	copy(s.word[inside], s.word[beginning])
	if looksInside(w.text) {
		x.vocabulary.inside(w.text, func(t int) { x.or(s.word[inside], t) })
		x.orPlaces(s.word[inside], w.text, inside)
	}
}

func looksInside(text string) bool {
	return !isDigit(text[0]) && utf8.RuneCountInString(text) >= insideFrom
}

func (x *Index) orPlaces(to bitmap, text string, c closeness) {
	places().each(text, c, func(code string) { x.orToken(to, tagCountry+code) })
}

func (x *Index) orToken(to bitmap, token string) {
	if t, ok := x.vocabulary.find(token); ok {
		x.or(to, t)
	}
}

func (x *Index) or(to bitmap, token int) {
	if d := x.dense[token]; d != nil {
		to.or(d)
		return
	}
	for _, row := range x.lists[x.listFrom[token]:x.listFrom[token+1]] {
		to.set(row)
	}
}
