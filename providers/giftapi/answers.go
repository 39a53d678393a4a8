package giftapi

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"simdesk/providers"
	"simdesk/providers/wire"
	"simdesk/providers/wire/loose"
)

// envelope is what every answer comes in. Data is nil where it is null or
// absent, which is never a good answer.
type envelope[T any] struct {
	Data *T                         `json:"data"`
	Meta loose.Map[json.RawMessage] `json:"meta"`
}

// nextCursor is where the list goes on, "" at its end. One that cannot be read
// is an error: a list that is cut short says nothing about what is not in it.
func (e envelope[T]) nextCursor() (string, error) {
	raw, ok := e.Meta["next_cursor"]
	if !ok {
		return "", nil
	}
	var next loose.Text
	err := loose.Decode(raw, &next)
	return string(next), err
}

var errNoData = errors.New("the answer has no data")

// unwrap decodes the data of one answer.
func unwrap[T any](c *Client, resp wire.Response) (envelope[T], error) {
	var e envelope[T]
	if err := c.wire.Decode(resp, &e); err != nil {
		return e, err
	}
	if e.Data == nil {
		return e, c.wire.Unreadable(resp, errNoData)
	}
	return e, nil
}

// get reads the data at path.
func get[T any](ctx context.Context, c *Client, op, path string, query url.Values) (T, wire.Response, error) {
	var none T
	resp, err := c.wire.Do(ctx, wire.Request{Op: op, Path: path, Query: query})
	if err != nil {
		return none, resp, err
	}
	e, err := unwrap[T](c, resp)
	if err != nil {
		return none, resp, err
	}
	return *e.Data, resp, nil
}

// maxPages stops a listing that never ends: 200 000 rows of the catalogue.
const maxPages = 1000

// pages reads a list to its end and hands over what keep made of the rows of
// each page. It stops early when page returns false or an error.
func pages[T, K any](ctx context.Context, c *Client, op, path string, query url.Values, keep func(n int, row T) []K, page func([]K) (bool, error)) error {
	seen := map[string]bool{}
	for range maxPages {
		kept, resp, err := wire.Rows(ctx, c.wire, wire.Request{Op: op, Path: path, Query: query}, "data", keep)
		if err != nil {
			return err
		}
		e, err := unwrap[[]struct{}](c, resp)
		if err != nil {
			return err
		}
		if more, err := page(kept); err != nil || !more {
			return err
		}
		next, err := e.nextCursor()
		if err != nil {
			return c.wire.Unreadable(resp, err)
		}
		if next == "" {
			return nil
		}
		if seen[next] {
			return c.wire.Unreadable(resp, fmt.Errorf("the list comes back to cursor %q", next))
		}
		seen[next] = true
		query.Set("cursor", next)
	}
	return &providers.Error{Kind: providers.KindUnavailable, Provider: Name,
		Why: providers.Because("giftapi.no_last_page", "list", op, "n", maxPages)}
}

// whole keeps rows as they are.
func whole[T any](_ int, row T) []T { return []T{row} }

// facts is any JSON value as text by dotted key, without what is null or
// empty: attributes, delivery data and customer data are free maps, and an
// empty one may arrive as []. They are sorted by key, so that the same answer
// always reads the same.
type facts []fact

type fact struct {
	Key   string
	Value string
	whole string // the key folded
	last  string // its part behind the last dot, folded
}

// UnmarshalJSON accepts every JSON value; a bare one has the key "".
func (f *facts) UnmarshalJSON(b []byte) error {
	*f = flattened(anyJSON(b))
	return nil
}

func flattened(v any) facts {
	var f facts
	f.add("", v)
	slices.SortFunc(f, func(a, b fact) int { return strings.Compare(a.Key, b.Key) })
	return f
}

func (f *facts) add(key string, v any) {
	switch t := v.(type) {
	case map[string]any:
		for k, inner := range t {
			f.add(join(key, k), inner)
		}
	case []any:
		for i, inner := range t {
			f.add(join(key, strconv.Itoa(i)), inner)
		}
	default:
		if s := scalar(t); s != "" {
			*f = append(*f, fact{key, s, fold(key), fold(key[strings.LastIndexByte(key, '.')+1:])})
		}
	}
}

// index is where the first name that is there stands, -1 when none is. Names
// are folded: "serialNumber", "serial_number" and "item.serial-number" are all
// found under "serialnumber".
func (f facts) index(names ...string) int {
	for _, name := range names {
		for i, x := range f {
			if x.whole == name || x.last == name {
				return i
			}
		}
	}
	return -1
}

func (f facts) value(names ...string) string {
	if i := f.index(names...); i >= 0 {
		return f[i].Value
	}
	return ""
}

// take is value that removes what it found.
func (f *facts) take(names ...string) string {
	i := f.index(names...)
	if i < 0 {
		return ""
	}
	v := (*f)[i].Value
	*f = slices.Delete(*f, i, i+1)
	return v
}

var separators = strings.NewReplacer("_", "", "-", "", " ", "", ".", "")

// fold makes the spellings of one key equal.
func fold(key string) string { return separators.Replace(strings.ToLower(key)) }

// words is text for a person in whatever shape it comes.
type words string

// UnmarshalJSON puts the texts of a list or an object one after another.
func (w *words) UnmarshalJSON(b []byte) error {
	f := flattened(anyJSON(b))
	all := make([]string, len(f))
	for i, x := range f {
		all[i] = x.Value
	}
	*w = words(strings.Join(all, " "))
	return nil
}

// anyJSON is what UnmarshalJSON is given, which is always valid JSON.
func anyJSON(b []byte) (v any) {
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	_ = d.Decode(&v)
	return v
}

// scalar is a JSON value that is neither object nor list, as text.
func scalar(v any) string {
	switch t := v.(type) {
	case string:
		return strings.TrimSpace(t)
	case json.Number:
		return t.String()
	case bool:
		return strconv.FormatBool(t)
	}
	return ""
}

func join(key, part string) string {
	if key == "" {
		return part
	}
	return key + "." + part
}
