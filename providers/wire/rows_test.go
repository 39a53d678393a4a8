package wire

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"simdesk/providers"
)

// bodies answers each request with the next body, the last one for ever.
type bodies struct {
	list   []string
	cut    bool // the first ends in the middle
	packed bool
	asked  int
}

func (s *bodies) RoundTrip(r *http.Request) (*http.Response, error) {
	s.asked++
	text := s.list[min(s.asked, len(s.list))-1]
	res := &http.Response{StatusCode: 200, Header: http.Header{}, Request: r, Body: io.NopCloser(strings.NewReader(text))}
	if s.cut && s.asked == 1 {
		res.Body = io.NopCloser(io.MultiReader(strings.NewReader(text), broken{}))
	}
	if s.packed {
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		_, _ = io.WriteString(z, text)
		_ = z.Close()
		res.Header.Set("Content-Encoding", "gzip")
		res.Body = io.NopCloser(&b)
	}
	return res, nil
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

type item struct {
	ID  Text   `json:"id"`
	Sub []Text `json:"sub"`
}

func listed(s *bodies) (ids []string, rest string, err error) {
	c := New(Options{Provider: "acme", Title: "Acme", Transport: s, Backoff: 1})
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

func TestRowsThatCannotBeRead(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		body    string
		tooLong bool
	}{
		"HTML":                 {"<html>welcome</html>", false},
		"nothing":              {"", false},
		"half":                 {`{"data":{"list":[{"id":1}`, false},
		"two answers":          {`{"data":{"list":[]}}{}`, false},
		"a row is no row":      {`{"data":{"list":[{"id":1},{"id":[]}]}}`, false},
		"one endless row":      {`{"data":{"list":[{"id":"` + strings.Repeat("a", 3<<20) + `"}]}}`, true},
		"a row of many":        {`{"data":{"list":[{"sub":[` + strings.Repeat("1,", 20_000) + `1]}]}}`, true},
		"a long rest":          {`{"x":"` + strings.Repeat("a", 3<<20) + `","data":{"list":[]}}`, true},
		"more rows than there": {`{"data":{"list":[` + strings.Repeat("{},", mostRows+1) + `{}]}}`, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := &bodies{list: []string{tc.body}}
			ids, _, err := listed(s)
			if ids != nil || !providers.IsKind(err, providers.KindUnavailable) || errors.Is(err, errTooLong) != tc.tooLong || s.asked != 1 {
				t.Errorf("%d ids after %d requests: %v", len(ids), s.asked, err)
			}
		})
	}
}

// A list that breaks off is read anew, and nothing of the first try stays.
func TestRowsAreReadAnew(t *testing.T) {
	t.Parallel()
	for _, second := range []string{`{"data":{"list":[{"id":3}]}}`, `{"data":{"list":[]}}`} {
		ids, _, err := listed(&bodies{list: []string{`{"data":{"list":[{"id":1},{"id":2}`, second}, cut: true})
		if err != nil {
			t.Fatal(err)
		}
		same(t, strings.Contains(second, "3"), len(ids) == 1)
	}
}

// What is packed too well is not unpacked, whatever it is read for.
func TestAnAnswerThatUnpacksToFarMore(t *testing.T) {
	t.Parallel()
	bomb := func(r Request, size int) error {
		s := &bodies{list: []string{`{"x":"` + strings.Repeat("a", size) + `"}`}, packed: true}
		_, err := New(Options{Provider: "acme", Title: "Acme", Transport: s, BodyLimit: 64 << 20, Backoff: 1}).Do(context.Background(), r)
		return err
	}
	for _, r := range []Request{look, sale} {
		if err := bomb(r, 2<<20); !errors.Is(err, errTooLong) {
			t.Errorf("%s: %v", r.Op, err)
		}
		if err := bomb(r, 500<<10); err != nil {
			t.Errorf("a small one of %s: %v", r.Op, err)
		}
	}
}

func TestWhatIsDecodedHasAnEnd(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		body string
		ok   bool
	}{
		"a page of a hundred":   {"[" + strings.Repeat(`{"a":1,"b":[1,2],"c":"x,y,[z]\",,"},`, 100) + "{}]", true},
		"commas in a text":      {`["` + strings.Repeat(",", 200_000) + `"]`, true},
		"empty elements":        {"[" + strings.Repeat("{},", mostElements+1) + "{}]", false},
		"in many lists":         {"[" + strings.Repeat("[1,1],", mostElements/2+1) + "1]", false},
		"members":               {"{" + strings.Repeat(`"a":1,`, mostMembers+1) + `"b":1}`, false},
		"a depth without a end": {strings.Repeat("[", mostMembers+1), false},
	} {
		var v any
		if err := Decode([]byte(tc.body), &v); errors.Is(err, errTooLong) == tc.ok {
			t.Errorf("%s: %v", name, err)
		}
	}
}
