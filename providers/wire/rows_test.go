package wire

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"

	"simdesk/providers"
	"simdesk/providers/wire/loose"
)

// bodies answers each request with the next body, the last one for ever.
type bodies struct {
	list   []string
	status int  // 200 unless set
	cut    bool // the first ends in the middle
	packed bool
	asked  int
}

func (s *bodies) RoundTrip(r *http.Request) (*http.Response, error) {
	s.asked++
	connects(r)
	text := s.list[min(s.asked, len(s.list))-1]
	res := &http.Response{StatusCode: cmp.Or(s.status, 200), Header: http.Header{}, Request: r, Body: io.NopCloser(strings.NewReader(text))}
	if s.cut && s.asked == 1 {
		res.Body = io.NopCloser(io.MultiReader(strings.NewReader(text), broken{}))
	}
	if s.packed {
		res.Header.Set("Content-Encoding", "gzip")
		res.Body = io.NopCloser(packed(text))
	}
	return res, nil
}

func packed(text string) io.Reader {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = io.WriteString(z, text)
	_ = z.Close()
	return &b
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

type item struct {
	ID  loose.Text   `json:"id"`
	Sub []loose.Text `json:"sub"`
}

func listed(s *bodies, change ...func(*Options)) (ids []string, rest string, err error) {
	c := New(Options{Provider: "acme", Title: "Acme", Transport: s, Backoff: 1}, change...)
	ids, resp, err := Rows(context.Background(), c, look, "data.list", func(_ int, i item) []string { return []string{string(i.ID)} })
	return ids, string(resp.Body), err
}

func TestRowsAndTheRest(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ body, ids, rest string }{
		"in its place":          {`{"ok":true,"data":{"a":[1,{"b":2}],"list":[{"id":1},{"id":"2"}],"n":12.50},"more":null}`, "1 2", `{"ok":true,"data":{"a":[1,{"b":2}],"list":[],"n":12.50},"more":null}`},
		"in other letters":      {`{"Data":{"LIST":[{"id":1}]}}`, "1", `{"Data":{"LIST":[]}}`},
		"the answer is it":      {" [ {\"id\":1} ] \n", "1", `[]`},
		"with a mark before it": {"\ufeff" + `[{"id":1}]`, "1", `[]`},
		"empty":                 {`{"data":{"list":[]}}`, "", `{"data":{"list":[]}}`},
		"not there":             {`{"data":{}}`, "", `{"data":{}}`},
		"null":                  {`{"data":{"list":null}}`, "", `{"data":{"list":null}}`},
		"an object instead":     {`{"data":{"list":{"error":"<no>","list":[1]}}}`, "", `{"data":{"list":{"error":"<no>","list":[1]}}}`},
		"a list on the way":     {`{"data":[{"list":[{"id":1}]},7]}`, "", `{"data":[{"list":[{"id":1}]},7]}`},
		"a text on the way":     {`{"data":"no"}`, "", `{"data":"no"}`},
		"a number on the way":   {`{"data":12345678901234567890.10}`, "", `{"data":12345678901234567890.10}`},
		"the name elsewhere":    {`{"list":[{"id":1}],"data":{"list":[{"id":2}]}}`, "2", `{"list":[{"id":1}],"data":{"list":[]}}`},
		"cleaned":               {`{"data":{"list":[{"id":"a\u001b[31mb\u202e"}]}}`, "ab", `{"data":{"list":[]}}`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, packed := range []bool{false, true} {
				ids, rest, err := listed(&bodies{list: []string{tc.body}, packed: packed})
				if err != nil {
					t.Fatal(err)
				}
				same(t, tc.ids, strings.Join(ids, " "))
				same(t, tc.rest, rest)
			}
		})
	}
}

// What is wrong is told of where it is wrong, behind the "^", and not of what
// follows.
func TestRowsThatCannotBeRead(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"HTML":               "^<html>welcome</html>",
		"nothing":            "",
		"half":               `{"data":{"list":[{"id":1}`,
		"two answers":        `{"data":{"list":[]}}{}`,
		"no row":             `{"data":{"list":[{"id":1},{"id":[]}]}}`,
		"a row":              `{"data":{"list":[{"id":1},{"id":^}]}}`,
		"behind a row":       `{"data":{"list":[{"id":1}^x}}`,
		"a list's end":       `[{"id":1}^}`,
		"an object's end":    `{"data":{"list":[]}^]`,
		"a name":             `{"data":{"list":[]},^x:1}`,
		"a value":            `{"a":^x,"data":{"list":[]}}`,
		"a value on the way": `{"data":{"a":^x,"list":[]}}`,
		"the place":          `{"data":{"list":^x}}`,
		"a list on the way":  `{"data":[1,^x]}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			where := strings.Index(body, "^")
			body = strings.ReplaceAll(body, "^", "")
			s := &bodies{list: []string{body}}
			ids, rest, err := listed(s)
			e := providers.AsError(err)
			same(t, []any{[]string(nil), body, 1}, []any{ids, rest, s.asked})
			same(t, []any{providers.KindUnavailable, body, because("wire.unreadable")},
				[]any{e.Kind, e.Detail, e.Why})
			var syntax *jsontext.SyntacticError
			if where >= 0 && (!errors.As(err, &syntax) || syntax.ByteOffset > int64(where)+1) {
				t.Errorf("the cause is %v, %+v", e.Err, syntax)
			}
		})
	}
}

func TestRowsThatAreTooMuch(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ body, cause string }{
		"one endless row": {`{"data":{"list":[{"id":"` + strings.Repeat("a", 3<<20) + `"}]}}`, "one row of more than 2097152 bytes"},
		"a row of many":   {`{"data":{"list":[{"sub":[` + strings.Repeat("1,", 20_000) + `1]}]}}`, "20000 elements and 2 members"},
		"a long rest":     {`{"x":"` + strings.Repeat("a", 3<<20) + `","data":{"list":[]}}`, "one row of more than 2097152 bytes"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := &bodies{list: []string{tc.body}}
			ids, _, err := listed(s)
			tooMuch(t, tc.cause, err)
			same(t, []any{[]string(nil), 1}, []any{ids, s.asked})
		})
	}
}

// tooMuch is an answer that was given up for its length: asking again would only
// fetch it again.
func tooMuch(t *testing.T, cause string, err error) {
	t.Helper()
	e := providers.AsError(err)
	same(t, []string{"unavailable", "wire.too_long (who=Acme)", "answer too long: " + cause},
		[]string{string(e.Kind), e.Why.String(), e.Err.Error()})
}

func TestRowsHaveAnEnd(t *testing.T) {
	t.Parallel()
	read := func(rows, keep int) error {
		s := &bodies{list: []string{"[" + strings.Repeat("1,", rows-1) + "1]"}}
		kept, _, err := Rows(t.Context(), New(Options{Title: "Acme", Transport: s}), look, "", func(int, loose.Text) []int { return make([]int, keep) })
		if err == nil && len(kept) != rows*keep {
			t.Errorf("%d kept of %d rows", len(kept), rows)
		}
		return err
	}
	if err := read(1, mostRows); err != nil {
		t.Error(err)
	}
	tooMuch(t, "more than 120000 rows", read(mostRows+1, 0))
	tooMuch(t, "more than 120000 rows", read(1, mostRows+1))
}

// A list may be longer than any other answer; of one that is none the beginning
// is kept.
func TestALongList(t *testing.T) {
	t.Parallel()
	ids, _, err := listed(&bodies{list: []string{"[" + strings.Repeat(`{"x":"`+strings.Repeat("a", 1<<20)+`"},`, 4) + "{}]"}})
	if err != nil || len(ids) != 5 {
		t.Errorf("%d rows: %v", len(ids), err)
	}
	broken := "[" + strings.Repeat("{},", headLength) + strings.Repeat("{ },", headLength) + "x]"
	_, rest, err := listed(&bodies{list: []string{broken}})
	if err == nil || rest != broken[:headLength] {
		t.Errorf("%d bytes kept: %v", len(rest), err)
	}
}

// A list that breaks off is read anew, and nothing of the first try stays.
func TestRowsAreReadAnew(t *testing.T) {
	t.Parallel()
	for second, want := range map[string][]string{`{"data":{"list":[{"id":3}]}}`: {"3"}, `{"data":{"list":[]}}`: nil} {
		ids, rest, err := listed(&bodies{list: []string{`{"x":1,"data":{"list":[{"id":1},{"id":2}`, second}, cut: true})
		if err != nil {
			t.Fatal(err)
		}
		same(t, want, ids)
		same(t, `{"data":{"list":[]}}`, rest)
	}
}

// A refusal is no list, even where it looks like one, and is told as it is, even
// where it looks like nothing.
func TestARefusalInsteadOfAList(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		status int
		body   string
	}{{300, `{"data":{"list":[{"id":1}]}}`}, {402, `{"data":{"list":[{"id":1}]}}`}, {200, "<html>sold out</html>"}} {
		ids, _, err := listed(&bodies{list: []string{c.body}, status: c.status}, func(o *Options) {
			o.Explain = func(r Response) *providers.Error {
				return &providers.Error{Kind: providers.KindDeclined, Detail: string(r.Body)}
			}
		})
		e := providers.AsError(err)
		same(t, []any{[]string(nil), providers.KindDeclined, c.body}, []any{ids, e.Kind, e.Detail})
	}
}
