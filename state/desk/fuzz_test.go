package desk

import (
	"strings"
	"testing"
)

// FuzzPhone: a typed number is one in E.164 that stays the same when it is
// typed again, or none with a sentence.
func FuzzPhone(f *testing.F) {
	for _, s := range []string{"+234 814 765 8721", "0044 7911 123456", "07911123456", "", "+", "٠٧٩١١١٢٣٤٥٦", "tel:+447911123456;ext=1", "1-800-FLOWERS", "\x00"} {
		f.Add(s, "GB")
	}
	f.Add("+234 814 765 8721", "\xff")
	f.Fuzz(func(t *testing.T, typed, country string) {
		for _, countries := range [][]string{nil, {country}} {
			number, why := Phone(typed, countries)
			if (number == "") != (!why.IsZero()) {
				t.Errorf("%q is %q, %q", typed, number, why)
			}
			if number == "" {
				continue
			}
			if again, why := Phone(number, countries); again != number || strings.Trim(number[1:], "0123456789") != "" || number[0] != '+' {
				t.Errorf("%q is %q, and that is %q, %q", typed, number, again, why)
			}
		}
	})
}
