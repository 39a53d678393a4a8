package ledger

import (
	"context"
	"slices"
	"sort"
	"strings"
	"unicode"

	"simdesk/providers"
)

// minEnd is how many digits the end of a number must have to find an order.
const minEnd = 4

// Find returns every order, newest first, that the text names: our id, our
// reference, the attempt, the provider's id, an ICCID, phone, account, SIM or
// serial number, or the end of such a number with at least four digits. Numbers
// are compared without spaces, dashes and plus signs.
func (l *Ledger) Find(ctx context.Context, text string) ([]Order, error) {
	n := namesOf(text)
	if n == nil {
		return []Order{}, nil
	}
	var all []Order
	err := l.read(ctx, func(q Questions) error {
		rows, err := q.Named(ctx, *n)
		if err == nil {
			sort.Slice(rows, func(i, j int) bool { return rows[j].before(rows[i]) })
			all, err = l.orders(rows)
		}
		return err
	})
	return all, err
}

func (r Row) before(s Row) bool {
	if r.CreatedAt != s.CreatedAt {
		return r.CreatedAt < s.CreatedAt
	}
	return r.Seq < s.Seq
}

// namesOf is what a text may mean by its numbers and ids, nil for nothing.
func namesOf(text string) *Names {
	text = strings.TrimSpace(providers.Legible(text))
	if text == "" {
		return nil
	}
	n := Names{IDs: []string{text, strings.ToLower(text), strings.ToUpper(text)}}
	for _, end := range ends(text) {
		if digits(end) < minEnd {
			n.Keys = append(n.Keys, end)
			continue
		}
		n.Begins = append(n.Begins, end)
	}
	return &n
}

// ends is how the text may begin a key that is written backwards. A number
// with the zeros of a national or international call ("07700…", "0044…") is
// also looked for without them, because numbers are stored with their country.
func ends(text string) []string {
	plain := bare(text)
	if len(plain) < minEnd {
		return nil
	}
	all := []string{backwards(plain)}
	if short := strings.TrimLeft(plain, "0"); short != plain && len(short) >= 8 && digits(plain) == len(plain) {
		all = append(all, backwards(short))
	}
	return all
}

// bare is the text in lower case without anything but letters and digits.
func bare(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, text)
}

func digits(s string) int {
	n := 0
	for _, r := range s {
		if unicode.IsDigit(r) {
			n++
		}
	}
	return n
}

func backwards(s string) string {
	r := []rune(s)
	for i, j := 0, len(r)-1; i < j; i, j = i+1, j-1 {
		r[i], r[j] = r[j], r[i]
	}
	return string(r)
}

// keysOf is every number that a customer or a clerk may name to find the order.
func keysOf(o Order) []string {
	fields := o.Draft.Fields
	said := []string{o.Target, fields["phone"], fields["account"], fields["sim_number"]}
	for _, d := range o.Delivery {
		said = append(said, d.ICCID, d.Phone, d.SIMNumber, d.Serial)
	}
	var keys []string
	seen := map[string]bool{}
	for _, s := range said {
		if k := backwards(bare(s)); len(k) >= minEnd && !seen[k] {
			seen[k] = true
			keys = append(keys, k)
		}
	}
	return keys
}

// insertKeys adds the keys that an order did not have before.
func insertKeys(ctx context.Context, tx step, seq int64, had, has []string) error {
	old := map[string]bool{}
	for _, k := range had {
		old[k] = true
	}
	for _, k := range has {
		if old[k] {
			continue
		}
		if err := tx.InsertKey(ctx, k, seq); err != nil {
			return err
		}
	}
	return nil
}

// productsWith returns the product names that hold every word of the text: a shop
// sells some thousand products, however many orders it has.
func productsWith(ctx context.Context, q Questions, text string) ([]string, error) {
	if b := bare(text); b == "" || digits(b) == len(b) && len(b) >= minEnd {
		return nil, nil // a number: no product is called that
	}
	all, err := q.ProductNames(ctx)
	words := strings.Fields(strings.ToLower(text))
	return slices.DeleteFunc(all, func(name string) bool { return !holdsAll(strings.ToLower(name), words) }), err
}

func holdsAll(name string, words []string) bool {
	for _, w := range words {
		if !strings.Contains(name, w) {
			return false
		}
	}
	return true
}
