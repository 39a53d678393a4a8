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
)

// envelope is what every answer comes in. Data is nil where it is null or
// absent, which is never a good answer.
type envelope[T any] struct {
	Data *T                        `json:"data"`
	Meta wire.Map[json.RawMessage] `json:"meta"`
}

func (e envelope[T]) nextCursor() string {
	var next wire.Text
	if raw, ok := e.Meta["next_cursor"]; ok && wire.Decode(raw, &next) == nil {
		return string(next)
	}
	return ""
}

var errNoData = errors.New("the answer has no data")

// open decodes the data of one answer.
func open[T any](c *Client, resp wire.Response) (envelope[T], error) {
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
	e, err := open[T](c, resp)
	if err != nil {
		return none, resp, err
	}
	return *e.Data, resp, nil
}

// maxPages stops a listing that never ends: 200 000 rows of the catalogue.
const maxPages = 1000

// pages reads a list to its end and hands over each page. It stops early when
// page returns false or an error.
func pages[T any](ctx context.Context, c *Client, op, path string, query url.Values, page func([]T) (bool, error)) error {
	seen := map[string]bool{}
	for range maxPages {
		resp, err := c.wire.Do(ctx, wire.Request{Op: op, Path: path, Query: query})
		if err != nil {
			return err
		}
		e, err := open[[]T](c, resp)
		if err != nil {
			return err
		}
		more, err := page(*e.Data)
		next := e.nextCursor()
		if err != nil || !more || next == "" {
			return err
		}
		if seen[next] {
			return c.wire.Unreadable(resp, fmt.Errorf("the list comes back to cursor %q", next))
		}
		seen[next] = true
		query.Set("cursor", next)
	}
	return &providers.Error{Kind: providers.KindUnavailable, Provider: Name,
		Message: fmt.Sprintf("GiftAPI's list (%s) did not end after %d pages. Try again later.", op, maxPages)}
}

// facts is any JSON value as text by dotted key, without what is null or
// empty: attributes, delivery data and customer data are free maps, and an
// empty one may arrive as [].
type facts map[string]string

// UnmarshalJSON accepts every JSON value; a bare one has the key "".
func (f *facts) UnmarshalJSON(b []byte) error {
	v, err := anyJSON(b)
	if err != nil {
		return err
	}
	*f = facts{}
	f.add("", v)
	return nil
}

func (f facts) add(key string, v any) {
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
			f[key] = s
		}
	}
}

// keys are sorted, so that the same answer always reads the same.
func (f facts) keys() []string {
	keys := make([]string, 0, len(f))
	for k := range f {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// find returns the value of the first name that is there, and its key. Names
// are folded: "serialNumber", "serial_number" and "item.serial-number" are all
// found under "serialnumber".
func (f facts) find(names ...string) (key, value string) {
	keys := f.keys()
	for _, name := range names {
		for _, k := range keys {
			if fold(k) == name || fold(k[strings.LastIndexByte(k, '.')+1:]) == name {
				return k, f[k]
			}
		}
	}
	return "", ""
}

func (f facts) value(names ...string) string {
	_, v := f.find(names...)
	return v
}

// take is find that removes what it found.
func (f facts) take(names ...string) string {
	k, v := f.find(names...)
	if v != "" {
		delete(f, k)
	}
	return v
}

// fold makes the spellings of one key equal.
func fold(key string) string {
	return strings.NewReplacer("_", "", "-", "", " ", "", ".", "").Replace(strings.ToLower(key))
}

// words is text for a person in whatever shape it comes.
type words string

// UnmarshalJSON puts the texts of a list or an object one after another.
func (w *words) UnmarshalJSON(b []byte) error {
	var f facts
	if err := f.UnmarshalJSON(b); err != nil {
		return err
	}
	var all []string
	for _, k := range f.keys() {
		all = append(all, f[k])
	}
	*w = words(strings.Join(all, " "))
	return nil
}

func anyJSON(b []byte) (any, error) {
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	var v any
	err := d.Decode(&v)
	return v, err
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
