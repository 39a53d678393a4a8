package giftapi

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
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

// unwrap decodes one answer, whose data is there.
func unwrap[T any](c *Client, resp wire.Response) (envelope[T], error) {
	var e envelope[T]
	err := c.wire.Decode(resp, &e)
	if err == nil && e.Data == nil {
		err = c.wire.Unreadable(resp, errNoData)
	}
	return e, err
}

// get reads the data at path.
func get[T any](ctx context.Context, c *Client, op, path string, query url.Values) (data T, resp wire.Response, err error) {
	if resp, err = c.wire.Do(ctx, wire.Request{Op: op, Path: path, Query: query}); err != nil {
		return data, resp, err
	}
	e, err := unwrap[T](c, resp)
	if err != nil {
		return data, resp, err
	}
	return *e.Data, resp, nil
}

// maxPages stops a listing that never ends: 200 000 rows of the catalogue.
const maxPages = 1000

// pages are what keep made of the rows of each page of a list, up to its end or the
// first error: a page of any length takes the memory of what is kept of it.
func pages[T, K any](ctx context.Context, c *Client, op, path string, query url.Values, keep func(n int, row T) []K) iter.Seq2[[]K, error] {
	return func(yield func([]K, error) bool) {
		seen := map[string]bool{}
		for range maxPages {
			kept, next, err := onePage(ctx, c, wire.Request{Op: op, Path: path, Query: query}, seen, keep)
			if !yield(kept, err) || err != nil || next == "" {
				return
			}
			seen[next] = true
			query.Set("cursor", next)
		}
		yield(nil, &providers.Error{Kind: providers.KindUnavailable, Provider: Name,
			Why: providers.Because("giftapi.no_last_page", "list", op, "n", maxPages)})
	}
}

// onePage reads a page and the cursor of the next, which was not seen before.
func onePage[T, K any](ctx context.Context, c *Client, r wire.Request, seen map[string]bool, keep func(n int, row T) []K) (kept []K, next string, err error) {
	kept, resp, err := wire.Rows(ctx, c.wire, r, "data", keep)
	if err != nil {
		return nil, "", err
	}
	e, err := unwrap[[]struct{}](c, resp)
	if err != nil {
		return nil, "", err
	}
	if next, err = e.nextCursor(); err == nil && seen[next] {
		err = fmt.Errorf("the list comes back to cursor %q", next)
	}
	if err != nil {
		return nil, "", c.wire.Unreadable(resp, err)
	}
	return kept, next, nil
}

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
			f.add(strings.TrimPrefix(key+"."+k, "."), inner)
		}
	case []any:
		for i, inner := range t {
			f.add(strings.TrimPrefix(key+"."+strconv.Itoa(i), "."), inner)
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

// text is all that it holds, for a person.
func (f facts) text() string {
	all := make([]string, len(f))
	for i, x := range f {
		all[i] = x.Value
	}
	return strings.Join(all, " ")
}

var separators = strings.NewReplacer("_", "", "-", "", " ", "", ".", "")

// fold makes the spellings of one key equal.
func fold(key string) string { return separators.Replace(strings.ToLower(key)) }

// anyJSON is what UnmarshalJSON is given, which is always valid JSON.
func anyJSON(b []byte) (v any) {
	_ = loose.Unmarshal(b, &v)
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

type orderJSON struct {
	loose.Forgiving
	ID         loose.Text   `json:"id"`
	ExternalID loose.Text   `json:"external_id"`
	Status     loose.Text   `json:"status"`
	Total      loose.Number `json:"total_amount"`
	Currency   loose.Text   `json:"currency"`
	CreatedAt  loose.Text   `json:"created_at"`
	Items      []itemJSON   `json:"items"`
}

// itemJSON has its deliveries as a list, as documented, or as one thing alone.
type itemJSON struct {
	SKU      loose.Text        `json:"sku_id"`
	Quantity loose.Number      `json:"quantity"`
	Status   loose.Text        `json:"status"`
	Delivery loose.List[facts] `json:"delivery_data"`
	Customer facts             `json:"customer_data"`
	Error    facts             `json:"error_message"`
}

// wanted is what an order was for, as far as it decides how to read the
// answer.
type wanted struct {
	kind     providers.Kind
	sku      string
	iccid    string // of a top-up
	phone    string
	quantity int64 // 0 for one
}

// ours returns why this is not the order that was sent, nil when it is.
func (o orderJSON) ours(reference string, w wanted) error {
	switch {
	case o.ID == "" || o.Status == "":
		return errors.New("the order has no id or no status")
	case string(o.ExternalID) != reference:
		return fmt.Errorf("the order is for reference %q", o.ExternalID)
	case o.another(w) != nil:
		return errors.New("the order is for something else")
	}
	return nil
}

// another is what a person compares of an order for another SKU or another eSIM
// than was wanted, nil when it is for nothing else.
func (o orderJSON) another(w wanted) []providers.Evidence {
	differs := func(source, want, got string) []providers.Evidence {
		return []providers.Evidence{{Source: providers.Because(source), Expected: providers.Quoted(want), Seen: providers.Quoted(got), Supports: providers.No}}
	}
	for _, i := range o.Items {
		if got := string(i.SKU); w.sku != "" && got != "" && !strings.EqualFold(got, w.sku) {
			return differs("giftapi.ordered_product", w.sku, got)
		}
		for _, f := range append(i.Delivery, i.Customer) {
			if got, ok := providers.CleanICCID(f.value("iccid")); w.iccid != "" && ok && !providers.SameICCID(got, w.iccid) {
				return differs("giftapi.ordered_esim", w.iccid, got)
			}
		}
	}
	return nil
}

// orderStates are the provider's words. Nothing says whether the money of a
// cancelled order came back: it is not known to have cost nothing.
// partially_completed took money and delivered something: it is completed, and
// Missing says what did not come. Any other word is neither success nor failure.
var orderStates = map[string]providers.State{
	"created":             providers.StateProcessing,
	"processing":          providers.StateProcessing,
	"completed":           providers.StateCompleted,
	"partially_completed": providers.StateCompleted,
	"failed":              providers.StateFailed,
	"cancelled":           providers.StateUnknown,
	"canceled":            providers.StateUnknown,
}

func (o orderJSON) state() providers.State {
	return cmp.Or(orderStates[strings.ToLower(string(o.Status))], providers.StateProcessing)
}

// open reports whether an item is not done by its own word: of what hands
// nothing over, an order's "completed" is then no proof.
func (o orderJSON) open() bool {
	return slices.ContainsFunc(o.Items, func(i itemJSON) bool {
		s := orderStates[strings.ToLower(string(i.Status))]
		return s != "" && s != providers.StateCompleted
	})
}

// errors are the provider's words on the items that did not go through.
func (o orderJSON) errors() string {
	var all []string
	for _, i := range o.Items {
		all = append(all, i.Error.text())
	}
	return loose.Plain(strings.Join(all, " "))
}
