package catalog

import (
	"bytes"
	"sort"
	"strings"
)

// vocabulary holds every token once, sorted, in one text with a line break
// behind each: a search inside words is one search through that text.
type vocabulary struct {
	text   string
	starts []uint32 // one more than there are tokens
	words  int      // the first token that is a word and not a tag
}

func (v *vocabulary) len() int { return len(v.starts) - 1 }

func (v *vocabulary) at(i int) string { return v.text[v.starts[i] : v.starts[i+1]-1] }

// lower returns the first token that is not before s.
func (v *vocabulary) lower(s string) int {
	return sort.Search(v.len(), func(i int) bool { return v.at(i) >= s })
}

// find returns the token s, or false.
func (v *vocabulary) find(s string) (int, bool) {
	i := v.lower(s)
	return i, i < v.len() && v.at(i) == s
}

// beginning calls f for every word that begins with s.
func (v *vocabulary) beginning(s string, f func(token int)) {
	for i := max(v.lower(s), v.words); i < v.len() && strings.HasPrefix(v.at(i), s); i++ {
		f(i)
	}
}

// inside calls f for every word that holds s.
func (v *vocabulary) inside(s string, f func(token int)) {
	if v.len() == 0 {
		return
	}
	from, token := int(v.starts[v.words]), v.words
	for {
		hit := strings.Index(v.text[from:], s)
		if hit < 0 {
			return
		}
		from += hit
		for int(v.starts[token+1]) <= from {
			token++
		}
		f(token)
		from = int(v.starts[token+1])
	}
}

// mergeTokens makes one vocabulary of the segments' sorted ones. places holds,
// by segment, each of its tokens' place in the merged one.
func mergeTokens(segments []*segment) (v vocabulary, places [][]uint32) {
	places = make([][]uint32, len(segments))
	next := make([]int, len(segments))
	size, longest := 0, 0
	for i, s := range segments {
		places[i] = make([]uint32, s.tokens.len())
		size += len(s.tokens.text) + s.tokens.len()
		longest += s.tokens.len()
	}
	text := make([]byte, 0, size)
	v.starts = make([]uint32, 0, longest+1)
	for {
		low := lowest(segments, next)
		if low == nil {
			break
		}
		token := uint32(len(v.starts))
		v.starts = append(v.starts, uint32(len(text)))
		if bytes.HasPrefix(low, []byte(tagMark)) {
			v.words = len(v.starts)
		}
		text = append(append(text, low...), '\n')
		for i, s := range segments {
			if next[i] < s.tokens.len() && bytes.Equal(s.tokens.at(next[i]), low) {
				places[i][next[i]] = token
				next[i]++
			}
		}
	}
	v.starts = append(v.starts, uint32(len(text)))
	v.text = string(text)
	return v, places
}

func lowest(segments []*segment, next []int) []byte {
	var low []byte
	for i, s := range segments {
		if next[i] < s.tokens.len() {
			if t := s.tokens.at(next[i]); low == nil || bytes.Compare(t, low) < 0 {
				low = t
			}
		}
	}
	return low
}
