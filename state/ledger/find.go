package ledger

import (
	"context"
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
	c := idCandidates(text)
	if c.sql == "" {
		return []Order{}, nil
	}
	rows, err := scanOrders(l.read.QueryContext(ctx, "SELECT "+columns+" FROM ("+c.sql+") k CROSS JOIN orders o WHERE o.seq = k.seq", c.args...))
	if err != nil {
		return nil, fault(l.file, err)
	}
	sort.Slice(rows, func(i, j int) bool { return rows[j].before(rows[i]) })
	return l.orders(rows)
}

func (r row) before(s row) bool {
	if r.CreatedAt != s.CreatedAt {
		return r.CreatedAt < s.CreatedAt
	}
	return r.Seq < s.Seq
}

// candidates is a query for the seq of orders that a text may mean.
type candidates struct {
	sql  string
	args []any
}

func (c *candidates) add(sql string, args ...any) {
	if c.sql != "" {
		c.sql += " UNION "
	}
	c.sql += sql
	c.args = append(c.args, args...)
}

// idCandidates finds by numbers and ids, each through its index.
func idCandidates(text string) candidates {
	var c candidates
	text = strings.TrimSpace(providers.Legible(text))
	if text == "" {
		return c
	}
	spellings := []any{text, strings.ToLower(text), strings.ToUpper(text)}
	for _, column := range []string{"id", "reference", "attempt", "provider_order_id"} {
		c.add("SELECT seq FROM orders WHERE "+column+" IN (?, ?, ?)", spellings...)
	}
	for _, end := range ends(text) {
		if digits(end) < minEnd {
			c.add("SELECT order_seq AS seq FROM order_keys WHERE rkey = ?", end)
			continue
		}
		c.add("SELECT order_seq AS seq FROM order_keys WHERE rkey >= ? AND rkey < ?", end, end+string(unicode.MaxRune))
	}
	return c
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
		if _, err := tx.ExecContext(ctx, insertKey, k, seq); err != nil {
			return err
		}
	}
	return nil
}

// namesWith returns the product names that hold every word of the text. It
// hops from name to name through the index: a shop sells some thousand
// products, however many orders it has.
func namesWith(ctx context.Context, q querier, text string) ([]any, error) {
	if b := bare(text); b == "" || digits(b) == len(b) && len(b) >= minEnd {
		return nil, nil // a number: no product is called that
	}
	rows, err := q.QueryContext(ctx, `WITH RECURSIVE n(name) AS (
			SELECT MIN(product_name) FROM orders
			UNION ALL SELECT (SELECT MIN(product_name) FROM orders WHERE product_name > n.name) FROM n WHERE n.name IS NOT NULL
		) SELECT name FROM n WHERE name IS NOT NULL`)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	words := strings.Fields(strings.ToLower(text))
	var names []any
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		if holdsAll(strings.ToLower(name), words) && len(names) < maxValues {
			names = append(names, name)
		}
	}
	return names, rows.Err()
}

// maxValues is below the number of values that SQLite takes in one statement.
const maxValues = 30_000

func holdsAll(name string, words []string) bool {
	for _, w := range words {
		if !strings.Contains(name, w) {
			return false
		}
	}
	return true
}

// states as values of a statement.
func stateArgs(states []providers.State) []any {
	args := make([]any, len(states))
	for i, s := range states {
		args[i] = string(s)
	}
	return args
}
