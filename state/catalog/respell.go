package catalog

import (
	"bytes"
	"cmp"
	"math/bits"
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

// respell replaces each word, of the terms from the given one on, that is found
// nowhere by its nearest neighbour among the words of the catalogue, and tells
// whether that can lead to anything. A country that is spelt right and that
// nobody sells is left alone: Iran is not Iraq.
func (x *Index) respell(s *scratch, q Query, terms []term, from int) bool {
	changed := false
	for i := from; i < len(terms); i++ {
		if bytes.Count(s.texts[i], []byte{missing}) < x.texts {
			continue
		}
		candidates := x.neighbours(terms[i].word)
		if len(candidates) == 0 {
			return false
		}
		changed = true
		if !slices.ContainsFunc(candidates, func(n neighbour) bool { return x.try(s, q, terms, i, n) }) {
			x.try(s, q, terms, i, candidates[0])
		}
	}
	return changed
}

// try puts a neighbour in the place of the i-th term and tells whether anything
// matches it and the terms before it.
func (x *Index) try(s *scratch, q Query, terms []term, i int, n neighbour) bool {
	terms[i] = termOf(word{text: n.text, amount: notAmount})
	x.scan(s, i, terms[i])
	return x.any(s, q, i+1)
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
	target, set := []rune(w.text), letters([]byte(w.text))
	for _, f := range x.files {
		for text := range bytes.SplitSeq(f.words, []byte("\n")) {
			if bits.OnesCount32(set^letters(text)) > 2*reach {
				continue
			}
			if d := editDistance(target, text, reach); d <= reach {
				found = append(found, neighbour{string(text), d, places().isName(string(text)), text[0] == w.text[0]})
			}
		}
	}
	slices.SortFunc(found, func(a, b neighbour) int {
		return cmp.Or(
			cmp.Compare(a.distance, b.distance), before(a.country, b.country),
			before(a.first, b.first), cmp.Compare(a.text, b.text))
	})
	found = slices.Compact(found) // providers share words
	return found[:min(len(found), candidatesTried)]
}

func before(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}

// letters is a set of a word's letters, by their last five bits. An edit takes
// one out and puts one in at the most, which is a quick look at what is near.
func letters(word []byte) (set uint32) {
	for _, r := range string(word) {
		set |= 1 << (r & 31)
	}
	return set
}

// editDistance counts letters added, left out, changed, or swapped with their
// neighbour (optimal string alignment). It gives up beyond reach.
func editDistance(a []rune, text []byte, reach int) int {
	var buffer [longestWord + 2]rune
	b := buffer[:0]
	for _, r := range string(text) {
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
			change := last[j-1]
			if a[i-1] != b[j-1] {
				change++
			}
			now[j] = min(last[j]+1, now[j-1]+1, change)
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
