package loose

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"simdesk/providers"
)

func number2(s string) json.Number { return json.Number(s) }

func TestDecodeReadsExactlyOneValue(t *testing.T) {
	t.Parallel()
	for body, good := range map[string]bool{
		`{"a":1}`: true, " {\"a\":1}\r\n": true, "\ufeff{\"a\":1}": true, `null`: true,
		``: false, `{"a":1}x`: false, `{"a":1}{}`: false, `{"a":1},`: false, `{"a":1}null`: false, `{"a":01}`: false, `{'a':1}`: false, `NaN`: false,
		strings.Repeat("[", 100_000): false, `]`: false, `}`: false, `[]]`: false,
	} {
		var v any
		if err := Decode([]byte(body), &v); (err == nil) != good {
			t.Errorf("%.40q: %v", body, err)
		}
	}
}

func TestTextTakesEveryScalar(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		`"abc"`: "abc", `""`: "", `null`: "", `true`: "true", `false`: "false", `8944500102198304826`: "8944500102198304826",
		`123456789012345678901234567890.50`: "123456789012345678901234567890.50", `1e999999999`: "1e999999999", `"\u00e9\/"`: "é/", `" a "`: " a ",
	} {
		var got Text
		if err := Decode([]byte(in), &got); err != nil || string(got) != want {
			t.Errorf("%s: %q %v", in, got, err)
		}
	}
	for _, in := range []string{`{}`, `[]`, `{"a":1}`, `["x"]`} {
		var got Text
		if err := Decode([]byte(in), &got); err == nil {
			t.Errorf("%s was taken for text: %q", in, got)
		}
	}
}

func TestNumberIsExactOrNotKnown(t *testing.T) {
	t.Parallel()
	type known struct {
		Text  string
		Known bool
		Int   int64
	}
	for in, want := range map[string]known{
		`1.5`: {"1.5", true, 1}, `"1.5"`: {"1.5", true, 1}, `" 1.50 "`: {"1.5", true, 1}, `-3`: {"-3", true, -3}, `0`: {"0", true, 0},
		`"\u002b5"`: {"5", true, 5}, `null`: {"0", false, 0}, `""`: {"0", false, 0}, `"  "`: {"0", false, 0}, `"null"`: {"0", false, 0},
		`0.1`: {"0.1", true, 0}, `9007199254740993`: {"9007199254740993", true, 9007199254740993}, `1e3`: {"1000", true, 1000},
		`123456789012345678901234567890`: {"123456789012345678901234567890", true, 0}, `9223372036854775808`: {"9223372036854775808", true, 0},
	} {
		var got Number
		if err := Decode([]byte(in), &got); err != nil {
			t.Errorf("%s: %v", in, err)
		}
		same(t, want, known{got.String(), got.Known, got.Int()})
	}
	for _, in := range []string{`1e999999999`, `-1e999999999`, `1e-999999999`, `"1e999999999"`, `"NaN"`, `"Infinity"`, `"0x10"`, `"1,5"`, `"5 USD"`, `true`, `{}`, `[1]`,
		strings.Repeat("9", 65), `"\ud800"`} {
		var got Number
		if err := Decode([]byte(in), &got); err == nil || got.Known {
			t.Errorf("%s was taken for %v", in, got)
		}
	}
}

func TestNumberAsMoney(t *testing.T) {
	t.Parallel()
	var n, none Number
	if err := Decode([]byte(`"12.5"`), &n); err != nil {
		t.Fatal(err)
	}
	want := providers.MustMoney("12.5", "USD")
	same(t, []*providers.Money{&want, nil, nil}, []*providers.Money{n.Money("usd"), n.Money(""), none.Money("USD")})
}

func TestFlagTakesEverySpelling(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]providers.Truth{
		`true`: providers.Yes, `"true"`: providers.Yes, `"True"`: providers.Yes, `1`: providers.Yes, `"1"`: providers.Yes,
		`false`: providers.No, `"FALSE"`: providers.No, `0`: providers.No, `"0"`: providers.No,
		`null`: providers.NotKnown, `""`: providers.NotKnown, `" "`: providers.NotKnown, `"null"`: providers.NotKnown,
	} {
		var got Flag
		if err := Decode([]byte(in), &got); err != nil || got.Truth() != want {
			t.Errorf("%s: %v %v", in, got, err)
		}
	}
	for _, in := range []string{`2`, `"maybe"`, `{}`, `[]`, `-1`} {
		var got Flag
		if err := Decode([]byte(in), &got); err == nil {
			t.Errorf("%s was taken for %v", in, got)
		}
	}
}

func TestMapTakesTheEmptyArrayOfPHP(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]Map[Text]{
		`{"a":1,"b":"x"}`: {"a": "1", "b": "x"}, `{}`: {}, `[]`: nil, `[ ]`: nil, `null`: nil,
	} {
		got := Map[Text]{"left": "over"}
		if err := Decode([]byte(in), &got); err != nil {
			t.Errorf("%s: %v", in, err)
		}
		same(t, want, got)
	}
	for _, in := range []string{`[1]`, `"x"`, `1`, `[{"a":1}]`, `{"a":{}}`, `[[],[]]`} {
		var got Map[Text]
		if err := Decode([]byte(in), &got); err == nil {
			t.Errorf("%s was taken for %v", in, got)
		}
	}
}

// What one field leaves out never spoils the ones beside it.
func TestNullsBesideValues(t *testing.T) {
	t.Parallel()
	type answer struct {
		T Text
		N Number
		F Flag
		M Map[Text]
	}
	var got answer
	if err := Decode([]byte(`{"T":null,"N":null,"F":null,"M":null}`), &got); err != nil {
		t.Fatal(err)
	}
	same(t, answer{}, got)
}

// What is no number is an error, but where it stands beside what was paid for it
// is not known, and the rest is read: never zero, never nothing.
func TestOddNumbersInALooseStruct(t *testing.T) {
	t.Parallel()
	type inner struct {
		N Number
		F Flag
	}
	type loose struct {
		Forgiving
		Total Number
		PIN   Text
		In    *inner
		List  []inner
	}
	type strict struct {
		Row   loose
		Total Number
		After Number
	}
	const row = `{"Total":"n/a","PIN":"12\u001b[31m34","In":{"N":{},"F":"maybe"},"List":[{"N":"x"},{"N":"2"}]}`
	odd, two := Number{Odd: true}, Number{Decimal: decimal.NewFromInt(2), Known: true}
	want := loose{Total: odd, PIN: "1234", In: &inner{odd, Flag{Odd: true}}, List: []inner{{N: odd}, {N: two}}}
	var got loose
	if err := Decode([]byte(row), &got); err != nil {
		t.Fatal(err)
	}
	same(t, want, got)
	same(t, []*providers.Money{nil}, []*providers.Money{got.Total.Money("USD")})
	for body, good := range map[string]bool{`{"Row":` + row + `,"Total":2}`: true, `{"Row":` + row + `,"Total":"n/a"}`: false, `{"Row":` + row + `,"Total":"n/a","After":2}`: false} {
		var s strict
		if err := Decode([]byte(body), &s); (err == nil) != good {
			t.Errorf("%s: %v", body, err)
		}
		same(t, want, s.Row)
	}
}

func TestANumberKeepsItsDigits(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`-?(0|[1-9][0-9]{0,17})(\.[0-9]{1,12})?`).Draw(t, "number")
		var bare, quoted Number
		if err := Decode([]byte(text), &bare); err != nil {
			t.Fatal(err)
		}
		if err := Decode([]byte(`"`+text+`"`), &quoted); err != nil {
			t.Fatal(err)
		}
		want, err := providers.ParseDecimal(text)
		if err != nil || !bare.Equal(want) || !quoted.Equal(want) {
			t.Fatalf("%s: %v %v, want %v (%v)", text, bare, quoted, want, err)
		}
	})
}

func FuzzDecode(f *testing.F) {
	for _, s := range []string{`{"t":"x","n":1.5,"f":true,"m":{"a":1}}`, `{"n":1e999999999}`, `{"m":[]}`, `{"a":[{"b":"\u001b"}]}`, "\ufeff{}", `{"t":{}}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		var v struct {
			T Text
			N Number
			F Flag
			M Map[any]
			A any
			envelope
		}
		if Decode(body, &v) != nil {
			return
		}
		for _, s := range append(textsIn(v.A), append(textsIn(map[string]any(v.M)), string(v.T), v.Inside)...) {
			checkClean(t, s)
			if s != Clean(s) {
				t.Errorf("not cleaned: %q", s)
			}
		}
		_ = v.N.StringFixed(2)
		_ = v.N.Int()
	})
}

// textsIn are the texts and keys of a JSON value.
func textsIn(v any) (all []string) {
	switch t := v.(type) {
	case string:
		return []string{t}
	case []any:
		for _, inner := range t {
			all = append(all, textsIn(inner)...)
		}
	case map[string]any:
		for k, inner := range t {
			all = append(append(all, k), textsIn(inner)...)
		}
	}
	return all
}

func TestWhatIsDecodedHasAnEnd(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		body string
		ok   bool
	}{
		"a page of a hundred":   {"[" + strings.Repeat(`{"a":1,"b":[1,2],"c":"x,y,[z]\",,"},`, 100) + "{}]", true},
		"commas in a text":      {`["` + strings.Repeat(",", 200_000) + `"]`, true},
		"and behind a quote":    {`["\"` + strings.Repeat(",", 200_000) + `"]`, true},
		"as many elements":      {"[" + strings.Repeat("1,", mostElements) + "1]", true},
		"one more":              {"[" + strings.Repeat("1,", mostElements+1) + "1]", false},
		"empty elements":        {"[" + strings.Repeat("{},", mostElements+1) + "{}]", false},
		"members after a list":  {`{"a":[1],` + strings.Repeat(`"b":1,`, mostElements+1) + `"c":1}`, true},
		"as many members":       {"{" + strings.Repeat(`"a":1,`, mostMembers-1) + `"b":1}`, true},
		"one member more":       {"{" + strings.Repeat(`"a":1,`, mostMembers) + `"b":1}`, false},
		"in many lists":         {"[" + strings.Repeat("[1,1],", mostElements/2+1) + "1]", false},
		"members":               {"{" + strings.Repeat(`"a":1,`, mostMembers+1) + `"b":1}`, false},
		"a depth without a end": {strings.Repeat("[", mostMembers+1), false},
	} {
		var v any
		if err := Decode([]byte(tc.body), &v); errors.Is(err, ErrTooLong) == tc.ok {
			t.Errorf("%s: %v", name, err)
		}
	}
}
