package roamify

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
)

// body is a request's JSON object. Its methods note the first thing that is
// wrong with it, in the words of the validator that the provider uses.
type body struct {
	fields map[string]any
	wrong  string
}

func readBody(r *http.Request) *body {
	b := &body{}
	d := json.NewDecoder(r.Body)
	d.UseNumber()
	if err := d.Decode(&b.fields); err != nil || b.fields == nil {
		b.wrong = `"value" must be of type object`
	}
	return b
}

func (b *body) fail(format string, args ...any) {
	if b.wrong == "" {
		b.wrong = fmt.Sprintf(format, args...)
	}
}

// text reads a string field.
func (b *body) text(key string, required bool) string { return b.textOf(b.fields, "", key, required) }

func (b *body) textOf(m map[string]any, path, key string, required bool) string {
	v, ok := m[key]
	if !ok {
		if required {
			b.fail("%q is required", path+key)
		}
		return ""
	}
	s, ok := v.(string)
	switch {
	case !ok:
		b.fail("%q must be a string", path+key)
	case s == "":
		b.fail("%q is not allowed to be empty", path+key)
	}
	return s
}

// line is one entry of an order's items.
type line struct {
	packageID string
	quantity  int
}

// lines reads the items of an order.
func (b *body) lines() []line {
	v, ok := b.fields["items"]
	if !ok {
		b.fail(`"items" is required`)
		return nil
	}
	list, ok := v.([]any)
	if !ok {
		b.fail(`"items" must be an array`)
		return nil
	}
	if len(list) == 0 {
		b.fail(`"items" must contain at least 1 items`)
	}
	out := make([]line, 0, len(list))
	for i, v := range list {
		path := fmt.Sprintf("items[%d].", i)
		m, ok := v.(map[string]any)
		if !ok {
			b.fail("%q must be of type object", path[:len(path)-1])
			return nil
		}
		out = append(out, line{b.textOf(m, path, "packageId", true), b.quantity(m, path)})
	}
	return out
}

// maxQuantity is ours, to bound what one request can make.
const maxQuantity = 100

func (b *body) quantity(m map[string]any, path string) int {
	v, ok := m["quantity"]
	if !ok {
		b.fail("%q is required", path+"quantity")
		return 0
	}
	n, ok := v.(json.Number)
	if !ok {
		b.fail("%q must be a number", path+"quantity")
		return 0
	}
	q, err := strconv.Atoi(n.String())
	switch {
	case err != nil:
		b.fail("%q must be an integer", path+"quantity")
	case q < 1:
		b.fail("%q must be greater than or equal to 1", path+"quantity")
	case q > maxQuantity:
		b.fail("%q must be less than or equal to %d", path+"quantity", maxQuantity)
	}
	return q
}
