package catalog

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// fold returns s as it is compared: lower case, without accents, compatibility
// forms resolved. The Turkish İ, I, ı and i all become i: staff type on any
// keyboard, and no two products differ by that dot alone.
func fold(s string) string {
	if isASCII(s) {
		return strings.ToLower(s)
	}
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range norm.NFKD.String(s) {
		r = unicode.ToLower(r)
		if unicode.Is(unicode.Mn, r) {
			continue
		}
		if t, ok := undecomposed[r]; ok {
			b.WriteString(t)
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

// undecomposed holds the letters that Unicode does not take apart.
var undecomposed = map[rune]string{
	'ı': "i", 'ø': "o", 'đ': "d", 'ð': "d", 'ł': "l", 'ħ': "h",
	'ß': "ss", 'æ': "ae", 'œ': "oe", 'þ': "th",
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// splitWords calls f for every run of letters and digits of a folded text. A
// point or comma between two digits belongs to the number, as a point.
func splitWords(s string, f func(word string)) {
	start, comma := -1, false
	emit := func(end int) {
		if start < 0 {
			return
		}
		w := s[start:end]
		if comma {
			w = strings.ReplaceAll(w, ",", ".")
		}
		f(w)
		start, comma = -1, false
	}
	for i, r := range s {
		switch {
		case isWordRune(r):
			if start < 0 {
				start = i
			}
		case (r == '.' || r == ',') && betweenDigits(s, i):
			comma = comma || r == ','
		default:
			emit(i)
		}
	}
	emit(len(s))
}

func isWordRune(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z' || isDigit(byte(r))
	}
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r))
}

func betweenDigits(s string, i int) bool {
	return i > 0 && i+1 < len(s) && isDigit(s[i-1]) && isDigit(s[i+1])
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }
