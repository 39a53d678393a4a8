package catalog

import (
	"cmp"
	"slices"
	"unicode/utf8"
)

// How far a misspelt word may be from the one that is meant: one edit for four
// and five letters, two for longer ones. Shorter words are never corrected.
const (
	respellFrom    = 4
	respellFarFrom = 6
	longestWord    = 32
)

// candidatesTried bounds the searches that one misspelt word costs.
const candidatesTried = 8

// respell replaces each word that is found nowhere by its nearest neighbour
// among the names of countries and the words of the catalogue. A country that
// is spelt right and that nobody sells is left alone: Iran is not Iraq.
func (x *Index) respell(s *scratch, q Query, words []word) ([]word, bool) {
	fixed := slices.Clone(words)
	changed := false
	for i, w := range words {
		x.matchWord(s, w)
		if s.word[inside].count() > 0 {
			continue
		}
		candidates := x.neighbours(w)
		if len(candidates) == 0 {
			return nil, false
		}
		changed = true
		fixed[i].text = candidates[0].text
		for _, c := range candidates {
			fixed[i].text = c.text
			if x.match(s, q, fixed[:i+1]) > 0 {
				break
			}
		}
	}
	return fixed, changed && x.match(s, q, fixed) > 0
}

type neighbour struct {
	text     string
	distance int
	country  bool
	first    bool // begins with the same letter
}

// neighbours returns the likeliest first: the nearest, a country before a word
// of a name, the same first letter before another.
func (x *Index) neighbours(w word) []neighbour {
	n := utf8.RuneCountInString(w.text)
	if w.amount != notAmount || n < respellFrom || n > longestWord || isDigit(w.text[0]) || places().knows(w.text) {
		return nil
	}
	reach := 1
	if n >= respellFarFrom {
		reach = 2
	}
	var found []neighbour
	target := []rune(w.text)
	consider := func(text string, country bool) {
		if d := editDistance(target, text, reach); d <= reach {
			found = append(found, neighbour{text, d, country, text[0] == w.text[0]})
		}
	}
	for _, name := range places().words {
		if x.sells(name) {
			consider(name, true)
		}
	}
	for t := x.vocabulary.words; t < x.vocabulary.len(); t++ {
		consider(x.vocabulary.at(t), false)
	}
	slices.SortFunc(found, func(a, b neighbour) int {
		return cmp.Or(
			cmp.Compare(a.distance, b.distance), boolInt(b.country)-boolInt(a.country),
			boolInt(b.first)-boolInt(a.first), cmp.Compare(a.text, b.text))
	})
	return found[:min(len(found), candidatesTried)]
}

func (x *Index) sells(countryWord string) bool {
	for _, code := range places().countries[countryWord] {
		if _, ok := x.vocabulary.find(tagCountry + code); ok {
			return true
		}
	}
	return false
}

// editDistance counts letters added, left out, changed, or swapped with their
// neighbour (optimal string alignment). It gives up beyond reach.
func editDistance(a []rune, text string, reach int) int {
	var buffer [longestWord + 2]rune
	b := buffer[:0]
	for _, r := range text {
		if len(b) > len(a)+reach {
			return reach + 1
		}
		b = append(b, r)
	}
	if len(b) < len(a)-reach || len(b) < respellFrom-1 {
		return reach + 1
	}
	var rows [3][longestWord + 4]int
	before, last, now := &rows[0], &rows[1], &rows[2]
	for j := range len(b) + 1 {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		now[0] = i
		least := i
		for j := 1; j <= len(b); j++ {
			now[j] = min(last[j]+1, now[j-1]+1, last[j-1]+boolInt(a[i-1] != b[j-1]))
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				now[j] = min(now[j], before[j-2]+1)
			}
			least = min(least, now[j])
		}
		if least > reach {
			return reach + 1
		}
		before, last, now = last, now, before
	}
	return last[len(b)]
}
