package providers

import (
	"strings"
	"unicode"
)

// Legible returns s without the letters that nobody sees: Unicode's default
// ignorable ones and the other format controls. In a code, a number or a name
// one of them breaks a copy, hides a formula or makes two things look alike. A
// joiner stays between two letters of a script that is written with it, so
// never in a code: the five providers' codes have Latin letters and digits.
func Legible(s string) string {
	if strings.IndexFunc(s, hidden) < 0 {
		return s
	}
	runes := []rune(strings.Map(func(r rune) rune {
		if hidden(r) && !joiner(r) {
			return -1
		}
		return r
	}, s))
	var b strings.Builder
	for i, r := range runes {
		if !joiner(r) || i > 0 && i < len(runes)-1 && shaped(runes[i-1]) && shaped(runes[i+1]) {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// hidden holds all of Default_Ignorable_Code_Point, which Unicode derives from
// these tables, and with it the few other format controls. The signs that
// stand before Arabic numbers are format controls that are seen.
func hidden(r rune) bool {
	return unicode.In(r, unicode.Cf, unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point) &&
		!unicode.Is(unicode.Prepended_Concatenation_Mark, r)
}

func joiner(r rune) bool { return unicode.Is(unicode.Join_Control, r) }

// shaped reports a letter of a script in which a joiner changes the shape of
// its neighbours, and so the word.
func shaped(r rune) bool {
	return unicode.In(r, unicode.L, unicode.M) && unicode.In(r,
		unicode.Arabic, unicode.Syriac, unicode.Nko, unicode.Mandaic, unicode.Mongolian,
		unicode.Devanagari, unicode.Bengali, unicode.Gurmukhi, unicode.Gujarati, unicode.Oriya, unicode.Tamil, unicode.Telugu,
		unicode.Kannada, unicode.Malayalam, unicode.Sinhala, unicode.Khmer, unicode.Myanmar, unicode.Tibetan)
}
