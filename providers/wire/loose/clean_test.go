package loose

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"simdesk/providers"
)

func TestCleanTakesOutWhatMovesACursor(t *testing.T) {
	t.Parallel()
	for dirty, want := range map[string]string{
		"":                "",
		"  MTN Nigeria  ": "  MTN Nigeria  ", // nothing to take out: left as it is
		"Türk Telekom, İstanbul €5 日本 🇹🇷":          "Türk Telekom, İstanbul €5 日本 🇹🇷",
		"\x1b[31mred\x1b[0m":                       "red",
		"\x1b]0;title\x07after":                    "after",
		"\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\": "link",
		"\u009b31mred":                             "31mred", // no longer a sequence, so only text
		"\x1bPq#0\x1b\\sixel":                      "sixel",
		"\x1b":                                     "",
		"a\x1b[":                                   "a",
		"one\r\ntwo\tthree\u2028four":              "one  two three four",
		"del\x7f":                                  "del",
		"a\x80":                                    "a\uFFFD",
		"next\u0085line":                           "next line",
		"bell\a back\b null\x00 del\x7f":           "bell back null del",
		"\u202e00.5\u202c USD":                     "00.5 USD",
		"\u2066x\u2069\u200e\u061c":                "x",
		"89\u200b44\ufeff50":                       "894450",
		"LPA:1$\u00adrsp\u200c$\u3164A\U000e0041":  "LPA:1$rsp$A",
		"\ufff9PIN\u180e\u115f 12\u2063 ":          "PIN 12",
		"\u200d \x1b[m\u00ad ":                     "",
		"\ufeffstart":                              "start",
		"bad \xff byte":                            "bad \uFFFD byte",
		"  \x1b[2J  ":                              "",
	} {
		if got := Clean(dirty); got != want {
			t.Errorf("Clean(%q) = %q, want %q", dirty, got, want)
		}
	}
}

// hostile draws text as a terminal would hate it.
func hostile() *rapid.Generator[string] {
	piece := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{
		"\x1b", "\x1b[", "31m", "\x1b]", "\a", "\x1bP", "\x1b\\", "\u009b", "\u009d", "\u0090", "\u009c", "\u202e", "\u2066", "\u200f", "\u061c",
		"\u200b", "\ufeff", "\u200c", "\u200d", "\u00ad", "\u3164", "ب", "क", "\xff", "\xc3", "\xe2\x80", "\x9c", "\x85", "\r\n", "日本", "é", "\U000e0041", "5 GB", "\u2029",
	}))
	return rapid.Map(rapid.SliceOfN(piece, 0, 12), func(s []string) string { return strings.Join(s, "") })
}

func TestCleanProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		checkClean(t, hostile().Draw(t, "text"))
	})
}

type failer interface{ Fatalf(string, ...any) }

func checkClean(t failer, dirty string) {
	got := Clean(dirty)
	if !utf8.ValidString(got) {
		t.Fatalf("Clean(%q) = %q is not UTF-8", dirty, got)
	}
	for _, r := range got {
		if unicode.IsControl(r) || r == '\u2028' || r == '\u2029' ||
			!unicode.Is(unicode.Join_Control, r) && providers.Legible(string(r)) == "" {
			t.Fatalf("Clean(%q) = %q keeps %U", dirty, got, r)
		}
	}
	if again := Clean(got); again != got {
		t.Fatalf("Clean(%q) = %q, and again %q", dirty, got, again)
	}
}

func TestHarmlessTextStaysAsItIs(t *testing.T) {
	t.Parallel()
	letters := rapid.StringOf(rapid.RuneFrom(nil, unicode.Letter, unicode.Number, unicode.Punct, unicode.Sc, unicode.Mn).
		Filter(func(r rune) bool { return providers.Legible(string(r)) != "" }))
	rapid.Check(t, func(t *rapid.T) {
		s := strings.Join(rapid.SliceOf(letters).Draw(t, "words"), " ")
		if got := Clean(s); got != s {
			t.Fatalf("Clean(%q) = %q", s, got)
		}
	})
}

func FuzzClean(f *testing.F) {
	for _, s := range []string{"\x1b[31mred", "\x1b]0;t\a", "\u202eabc", "a\xffb", "日本"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) { checkClean(t, s) })
}

type envelope struct{ Inside string }

type name string

func TestEveryStringOfAnAnswerIsCleaned(t *testing.T) {
	t.Parallel()
	type leaf struct {
		Text    string
		Named   name
		Loose   Text
		Pointer *string
		Twice   **string
	}
	type answer struct {
		envelope
		name
		private string
		Leaves  []leaf
		Fixed   [2]string
		ByName  map[string]leaf
		Lists   map[name][]string
		Any     any
		Anys    []any
		Nested  map[string]map[string]*leaf
		Free    Map[any]
		Number  int
	}
	const dirty, plain = `"\u001b[31mx\u202e"`, "x"
	leafJSON := `{"Text":` + dirty + `,"Named":` + dirty + `,"Loose":` + dirty + `,"Pointer":` + dirty + `,"Twice":` + dirty + `}`
	anyJSON := `[` + dirty + `,{` + dirty + `:[` + dirty + `,{"k":` + dirty + `}]},12345678901234567890.10,null,true]`
	body := `{"Inside":` + dirty + `,"Leaves":[` + leafJSON + `],"Fixed":[` + dirty + `,` + dirty + `],
		"ByName":{` + dirty + `:` + leafJSON + `},"Lists":{` + dirty + `:[` + dirty + `]},"Any":` + anyJSON + `,"Anys":` + anyJSON + `,
		"Nested":{` + dirty + `:{` + dirty + `:` + leafJSON + `}},"Free":{` + dirty + `:` + anyJSON + `},"Number":7}`
	var got answer
	if err := Decode([]byte(body), &got); err != nil {
		t.Fatal(err)
	}
	x := plain
	px := &x
	wantLeaf := leaf{plain, plain, plain, &x, &px}
	wantAny := []any{plain, map[string]any{plain: []any{plain, map[string]any{"k": plain}}}, number2("12345678901234567890.10"), nil, true}
	want := answer{envelope: envelope{plain}, name: "", private: "", Leaves: []leaf{wantLeaf}, Fixed: [2]string{plain, plain},
		ByName: map[string]leaf{plain: wantLeaf}, Lists: map[name][]string{plain: {plain}}, Any: any(wantAny), Anys: wantAny,
		Nested: map[string]map[string]*leaf{plain: {plain: &wantLeaf}}, Free: Map[any]{plain: wantAny}, Number: 7}
	if d := cmp.Diff(want, got, cmp.AllowUnexported(answer{})); d != "" {
		t.Error(d)
	}
}

func TestWhatWasReadOfABrokenAnswerIsCleanedToo(t *testing.T) {
	t.Parallel()
	var got struct {
		A string
		N Number
	}
	if err := Decode([]byte(`{"A":"\u001b[2Jx","N":"many"}`), &got); err == nil {
		t.Error("no error")
	}
	same(t, "x", got.A)
}

func TestAKeyThatOnlyLooksLikeAnotherDoesNotTakeItsPlace(t *testing.T) {
	t.Parallel()
	for range 20 { // maps have no order: a wrong one would show
		var got map[string]string
		if err := Decode([]byte(`{"amount":"5","amo\u200bunt":"9","\u202ex":"1","x\u202e":"2"}`), &got); err != nil {
			t.Fatal(err)
		}
		same(t, map[string]string{"amount": "5", "x": "2"}, got)
	}
}
