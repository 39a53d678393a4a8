package providers

import (
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"
)

func TestLegible(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"LPA:1$rsp.example.com$AB\u200cC\u200dD":  "LPA:1$rsp.example.com$ABCD",
		"12\u00ad34\u2061\u2063\u180e":            "1234",
		"12\u115f34\u316456\ufff9\ufffa":          "123456",
		"AB\U000e0041\U000e007fC\U000e0100":       "ABC",
		"\ufe0f9\u034f8\u17b47\ufe00\uffa0\u2065": "987",
		"نمی\u200cخواهم":                          "نمی\u200cخواهم",
		"क्\u200dष":                               "क्\u200dष",
		"क्\u200d\u200dष":                         "क्ष",
		"\u200cنمی\u200c 5\u200c٥\u200c٦":         "نمی 5٥٦",
		"👩\u200d👩":                                "👩👩",
		"\u0600١٢":                                "\u0600١٢", // seen, although a format control
		"Türkiye 日本 5 GB":                         "Türkiye 日本 5 GB",
		"bad \xff byte":                           "bad \xff byte",
	} {
		if got := Legible(text); got != want {
			t.Errorf("Legible(%q) = %q, want %q", text, got, want)
		}
	}
}

// Whatever was put between the letters of a code, the code comes out.
func TestACodeComesOutWhole(t *testing.T) {
	t.Parallel()
	unseen := rapid.StringOf(rapid.RuneFrom(nil, unicode.Cf, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector).
		Filter(func(r rune) bool { return !unicode.Is(unicode.Prepended_Concatenation_Mark, r) }))
	rapid.Check(t, func(t *rapid.T) {
		code := rapid.StringMatching(`[A-Za-z0-9$:.\-]{0,20}`).Draw(t, "code")
		var b strings.Builder
		for _, r := range code {
			b.WriteString(unseen.Draw(t, "unseen") + string(r))
		}
		if got := Legible(b.String() + unseen.Draw(t, "unseen")); got != code {
			t.Fatalf("%q is not %q", got, code)
		}
	})
}

func FuzzLegible(f *testing.F) {
	for _, s := range []string{"AB\u200cC", "نمی\u200cخواهم", "\u200d\u200c\xff", "\U000e0041"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := Legible(s)
		if Legible(got) != got {
			t.Fatalf("%q and again %q", got, Legible(got))
		}
		for _, r := range got {
			if hidden(r) && !joiner(r) {
				t.Fatalf("Legible(%q) = %q keeps %U", s, got, r)
			}
		}
	})
}
