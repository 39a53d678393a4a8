package providers

import "strings"

// CleanICCID returns the digits of an ICCID without spaces, dashes and the
// filler F; ok is false when anything else is in it or the length is not
// 18 to 22. The Luhn digit is not checked: real ICCIDs fail it.
func CleanICCID(s string) (iccid string, ok bool) {
	s = strings.TrimSpace(Legible(s))
	s = strings.NewReplacer(" ", "", "-", "").Replace(s)
	s = strings.TrimRight(s, "Ff")
	for _, r := range s {
		if r < '0' || r > '9' {
			return "", false
		}
	}
	return s, len(s) >= 18 && len(s) <= 22
}

// LuhnOK reports whether the last digit is the Luhn check digit of the rest.
// It is a reason to warn, never to refuse.
func LuhnOK(digits string) bool {
	sum := 0
	for i := range len(digits) {
		d := int(digits[len(digits)-1-i] - '0')
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}

// BadICCID is the error for what was typed as an ICCID and is none; nothing was
// sent.
func BadICCID(provider, typed string) *Error {
	return Unsent(provider, KindInvalid, Because("iccid.none", "typed", typed))
}

// SameICCID compares two ICCIDs in their 19 and 20 digit forms: data sets come
// with and without the check digit.
func SameICCID(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	return a == b || (len(a) >= 18 && len(b) == len(a)+1 && strings.HasPrefix(b, a))
}
