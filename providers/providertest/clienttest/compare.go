package clienttest

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"simdesk/providers"
)

// SameJSON reports whether two texts are the same JSON, numbers to the digit,
// or both empty.
func SameJSON(a, b string) bool {
	return (a == "") == (b == "") && cmp.Equal(tree(a), tree(b))
}

// tree is a JSON text as values, numbers as json.Number; nil for "". What is no
// JSON stays text, which no JSON equals.
func tree(text string) any {
	if text == "" {
		return nil
	}
	v, err := decode(text)
	if err != nil {
		return fmt.Sprintf("%v: %s", err, text)
	}
	return v
}

// Tree is a JSON text as values, numbers as json.Number; nil for "".
func Tree(t testing.TB, text string) any {
	t.Helper()
	if text == "" {
		return nil
	}
	v, err := decode(text)
	if err != nil {
		t.Errorf("%v: %s", err, text)
	}
	return v
}

func decode(text string) (v any, err error) {
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	err = d.Decode(&v)
	return v, err
}

// Same compares whole values; amounts by value, errors by what they say.
func Same(t testing.TB, got, want any) {
	t.Helper()
	opts := cmp.Options{
		cmp.Comparer(func(a, b providers.Money) bool { return a.Currency == b.Currency && a.Amount.Equal(b.Amount) }),
		cmp.Comparer(func(a, b providers.Activation) bool {
			return a.LPA() == b.LPA() && a.IOSLink == b.IOSLink && a.AndroidLink == b.AndroidLink && a.ConfirmationCode == b.ConfirmationCode
		}),
		cmp.FilterPath(func(p cmp.Path) bool { return p.Last().String() == ".Err" }, cmp.Ignore()),
	}
	if d := cmp.Diff(want, got, opts); d != "" {
		t.Errorf("-want +got\n%s", d)
	}
}

// Verdict is the part of an error that decides what happens next.
type Verdict struct {
	Kind      providers.ErrorKind
	Outcome   providers.Outcome
	Code      string
	Duplicate bool
}

// VerdictOf is the verdict of an error, empty where there is none.
func VerdictOf(err error) Verdict {
	e := providers.AsError(err)
	if e == nil {
		return Verdict{}
	}
	return Verdict{e.Kind, e.Outcome, e.Code, e.Duplicate}
}
