package catalog

import (
	"bytes"
	"encoding/binary"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"unicode/utf8"
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
//
// A search first grades every text for every word, in one scan of the texts,
// and then every row by its three texts.

// grade is how well a word is found.
type grade = byte

const (
	missing grade = iota
	inside
	beginning
	exactly

	// raised is what a grade gains that comes first whatever the others are.
	raised = exactly
)

// insideFrom is the length from which a word is looked for inside others.
const insideFrom = 3

// term is what must be found in a row: one of its needles.
type term struct {
	word    word
	needles [][]byte
}

// whole is a term for words and tags that must be found as they are.
func whole(texts ...string) term {
	var t term
	for _, s := range texts {
		t.needles = append(t.needles, []byte("\n"+s+"\n"))
	}
	return t
}

func termOf(w word) term {
	t := term{word: w}
	switch {
	case w.amount != notAmount && w.text != unlimitedWord:
		t = whole(w.text)
	case !isDigit(w.text[0]) && utf8.RuneCountInString(w.text) >= insideFrom:
		t.needles = [][]byte{[]byte(w.text)}
	default:
		t = whole(countryTag(w.text))
		t.needles = append(t.needles, []byte("\n"+w.text))
	}
	t.word = w
	return t
}

// The terms that are not looked for: rows that hold the first are left out, those
// that hold the second come before all others.
const (
	leftOut = iota
	raising
	wanted // what is looked for begins here
)

// terms are what a query's fields ask for, and where its words begin.
func terms(q Query) (list []term, words int) {
	list = make([]term, wanted)
	if !q.TopUps {
		list[leftOut] = whole(tagTopUp)
	}
	if q.First != "" && q.Sort == "" {
		list[raising] = whole(kindTag(q.First))
	}
	if len(q.Kinds) > 0 {
		var tags []string
		for _, k := range q.Kinds {
			tags = append(tags, kindTag(k))
		}
		list = append(list, whole(tags...))
	}
	if q.Country != "" {
		list = append(list, whole(countryTag(strings.TrimSpace(q.Country))))
	}
	words = len(list)
	for _, w := range queryWords(q.Text) {
		if !slices.ContainsFunc(list[words:], func(t term) bool { return t.word == w }) {
			list = append(list, termOf(w))
		}
	}
	return list, words
}

// scratch is the memory of one search.
type scratch struct {
	texts  [][]grade // by term: how well each text holds it
	grades []grade   // how well each row matches
}

// Search returns the rows that match every word of the query, best first.
func (x *Index) Search(q Query) Result {
	defer runtime.KeepAlive(x)
	s, _ := x.scratch.Get().(*scratch)
	defer x.scratch.Put(s)
	terms, from := terms(q)
	meant := ""
	for i, t := range terms {
		x.scan(s, i, t)
	}
	total := x.match(s, q, len(terms))
	if total == 0 && x.respell(s, q, terms, from) {
		var words []string
		for _, t := range terms[from:] {
			words = append(words, t.word.text)
		}
		meant, total = strings.Join(words, " "), x.match(s, q, len(terms))
	}
	return Result{Rows: x.order(s, q, total), Total: total, Meant: meant}
}

// piece is how many rows or texts a core takes at a time.
const piece = 1 << 13

// spread calls do for all pieces of 0 to n, on all cores.
func spread(n int, do func(from, to int)) {
	var next atomic.Int64
	work := func() {
		for {
			to := int(next.Add(piece))
			if to-piece >= n {
				return
			}
			do(to-piece, min(to, n))
		}
	}
	var wait sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), (n+piece-1)/piece) - 1 {
		wait.Go(work)
	}
	work()
	wait.Wait()
}

// scan grades all texts for the i-th term.
func (x *Index) scan(s *scratch, i int, t term) {
	if i == len(s.texts) {
		s.texts = append(s.texts, make([]grade, x.texts))
	}
	grades := s.texts[i]
	clear(grades)
	if len(t.needles) == 0 {
		return
	}
	spread(x.texts, func(from, to int) {
		for _, f := range x.files {
			lo, hi := max(from-f.text, 0), min(to-f.text, f.texts.len())
			for _, needle := range t.needles {
				f.texts.mark(needle, lo, hi, grades[f.text:])
			}
		}
	})
}

// mark grades the texts from lo to hi that hold a needle.
func (t *table) mark(needle []byte, lo, hi int, grades []grade) {
	if lo >= hi {
		return
	}
	at, stop := t.start(lo), t.end(hi-1)
	for {
		hit := bytes.Index(t.bytes[at:stop], needle)
		if hit < 0 {
			return
		}
		at += hit
		for t.end(lo) <= at {
			lo++
		}
		g := t.gradeAt(at, at+len(needle))
		grades[lo] = max(grades[lo], g)
		if at++; g == exactly {
			at = t.end(lo)
		}
	}
}

// gradeAt tells whether a hit is a whole word. A needle may hold the line
// breaks around it.
func (t *table) gradeAt(from, to int) grade {
	begins := t.bytes[from] == '\n' || from > 0 && t.bytes[from-1] == '\n'
	ends := t.bytes[to-1] == '\n' || to < len(t.bytes) && t.bytes[to] == '\n'
	switch {
	case begins && ends:
		return exactly
	case begins:
		return beginning
	}
	return inside
}

// match grades all rows by the first n terms and returns how many match.
func (x *Index) match(s *scratch, q Query, n int) int {
	clear(s.grades)
	if s.nowhere(n) {
		return 0
	}
	for _, f := range x.of(q.Provider) {
		spread(f.len(), func(from, to int) { f.grade(s, n, from, to) })
	}
	return len(s.grades) - bytes.Count(s.grades, []byte{missing})
}

// any reports whether any row matches the first n terms.
func (x *Index) any(s *scratch, q Query, n int) bool {
	var found atomic.Bool
	for _, f := range x.of(q.Provider) {
		spread(f.len(), func(from, to int) {
			if found.Load() {
				return
			}
			f.grade(s, n, from, to)
			if grades := s.grades[f.row:][from:to]; bytes.Count(grades, []byte{missing}) < len(grades) {
				found.Store(true)
			}
		})
	}
	return found.Load()
}

// nowhere reports whether one of the first n terms is held by no text.
func (s *scratch) nowhere(n int) bool {
	return slices.ContainsFunc(s.texts[wanted:n], func(t []grade) bool { return bytes.Count(t, []byte{missing}) == len(t) })
}

// of returns the files of one provider, of all for "".
func (x *Index) of(provider string) []span {
	if provider == "" {
		return x.files
	}
	i := slices.IndexFunc(x.files, func(f span) bool { return f.meta.Provider == provider })
	if i < 0 {
		return nil
	}
	return x.files[i : i+1]
}

// grade grades rows by how well their texts hold the first n terms.
func (f span) grade(s *scratch, n, from, to int) {
	grades, finds := s.grades[f.row:][from:to], f.finds[from*findSize:to*findSize]
	out, first := s.texts[leftOut][f.text:], s.texts[raising][f.text:]
	for i := range grades {
		find := finds[i*findSize:][:findSize]
		covers := binary.LittleEndian.Uint32(find[8:])
		grades[i] = missing
		if out[covers] != missing {
			continue
		}
		g := exactly
		if n > wanted {
			names, amounts := binary.LittleEndian.Uint32(find), binary.LittleEndian.Uint32(find[4:])
			for _, t := range s.texts[wanted:n] {
				t = t[f.text:]
				if g = min(g, max(t[names], t[amounts], t[covers])); g == missing {
					break
				}
			}
		}
		if g != missing && first[covers] != missing {
			g += raised
		}
		grades[i] = g
	}
}
