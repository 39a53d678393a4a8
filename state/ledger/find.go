package ledger

import (
	"context"
	"slices"
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
	return l.search(ctx, Search{Names: n})
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
		} else {
			n.Begins = append(n.Begins, end)
		}
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
	found := []string{backwards(plain)}
	if short := strings.TrimLeft(plain, "0"); short != plain && len(short) >= 8 && digits(plain) == len(plain) {
		found = append(found, backwards(short))
	}
	return found
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

func digits(s string) (n int) {
	for _, r := range s {
		if unicode.IsDigit(r) {
			n++
		}
	}
	return n
}

func backwards(s string) string {
	r := []rune(s)
	slices.Reverse(r)
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
	for _, s := range said {
		if k := backwards(bare(s)); len(k) >= minEnd && !slices.Contains(keys, k) {
			keys = append(keys, k)
		}
	}
	return keys
}

// insertKeys adds the keys that an order did not have before.
func insertKeys(ctx context.Context, tx step, seq int64, was, is Order) error {
	had := keysOf(was)
	for _, k := range keysOf(is) {
		if slices.Contains(had, k) {
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
	names, err := collect(q.ProductNames(ctx))
	words := strings.Fields(strings.ToLower(text))
	return slices.DeleteFunc(names, func(name string) bool {
		name = strings.ToLower(name)
		return slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(name, w) })
	}), err
}
