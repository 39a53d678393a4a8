package catalog

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"hash/maphash"
	"maps"
	"runtime"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/fxamacker/cbor/v2"

	"simdesk/providers"
)

// sortKey is where a search lists a row among equal matches: by price, one
// country before a region before the world, then by cost.
type sortKey struct{ price, where, cost uint64 }

func (k sortKey) compare(o sortKey) int {
	return cmp.Or(cmp.Compare(k.price, o.price), cmp.Compare(k.where, o.where), cmp.Compare(k.cost, o.cost))
}

// builder makes a file of a provider's products.
type builder struct {
	pricing Pricing
	file    *file
	texts   interner
	shared  interner
	covers  map[uint32]covered // by the shared rest
	words   map[string]bool
	seen    map[string]bool    // of the text that is being made
	costs   map[string]sortKey // by cost as text
	ids     []uint64           // hash and row
}

// covered is what products with one shared rest have in common.
type covered struct {
	text     uint32
	networks []string // words of the operator and the networks
}

// typicalRecord is a guess that saves growing, in bytes.
const typicalRecord = 96

// build lays out a provider's products. Where the same product is listed twice,
// which happens when a listing moves while it is paged, the last counts.
func build(provider string, products []providers.Product, asOf time.Time, p Pricing) (*file, error) {
	m := meta{Provider: provider, Pricing: p.String(), Seconds: asOf.Unix(), Nanos: int64(asOf.Nanosecond())}
	head, err := cbor.Marshal(m)
	if err != nil {
		return nil, err
	}
	f := &file{meta: m, head: head}
	b := &builder{
		pricing: p, file: f, texts: interner{table: &f.texts}, shared: interner{table: &f.shared},
		covers: map[uint32]covered{}, words: map[string]bool{}, seen: map[string]bool{}, costs: map[string]sortKey{},
	}
	rows := b.sorted(products)
	f.finds, f.sorts = make([]byte, 0, len(rows)*findSize), make([]byte, 0, len(rows)*sortSize)
	f.records.bytes = make([]byte, 0, len(rows)*typicalRecord)
	for _, r := range rows {
		if err := b.add(r); err != nil {
			return nil, fmt.Errorf("product %q: %w", r.ID, err)
		}
	}
	slices.Sort(b.ids)
	for _, id := range b.ids {
		f.ids = binary.LittleEndian.AppendUint64(f.ids, id)
	}
	f.words = []byte(strings.Join(slices.Sorted(maps.Keys(b.words)), "\n"))
	return f, nil
}

// keyed is a product and its place.
type keyed struct {
	*providers.Product
	key sortKey
}

// sorted returns each product once, in the order of price.
func (b *builder) sorted(products []providers.Product) []keyed {
	type id struct {
		id        string
		kind      providers.Kind
		topUpOnly bool
	}
	last := make(map[id]int, len(products))
	for i := range products {
		p := &products[i]
		last[id{p.ID, p.Kind, p.TopUpOnly}] = i
	}
	rows := make([]keyed, 0, len(last))
	for _, i := range slices.Sorted(maps.Values(last)) {
		p := &products[i]
		key := b.key(p.Cost)
		key.where = uint64(localityOf(p))
		rows = append(rows, keyed{p, key})
	}
	slices.SortStableFunc(rows, func(x, y keyed) int { return x.key.compare(y.key) })
	return rows
}

// add lays out the next row.
func (b *builder) add(p keyed) error {
	rest, err := b.share(rest(p.Product))
	if err != nil {
		return err
	}
	notes, err := b.share(notes{Notes: p.Notes, Instructions: p.Instructions})
	if err != nil {
		return err
	}
	record, err := cbor.Marshal(own(p.Product, rest, notes))
	if err != nil {
		return err
	}
	c, ok := b.covers[rest]
	if !ok {
		c = covered{b.text(coverWords(b.file.meta.Provider, p.Product)), networkWords(p.Product)}
		b.covers[rest] = c
	}
	f := b.file
	b.ids = append(b.ids, uint64(hashID(p.ID))<<32|uint64(f.len()))
	for _, n := range [...]uint32{b.text(append(nameWords(p.Product), c.networks...)), b.text(amountWords(p.Product)), c.text} {
		f.finds = binary.LittleEndian.AppendUint32(f.finds, n)
	}
	data := uint64(max(p.Data.Bytes, 0))
	if p.Data.Unlimited {
		data = 0
	}
	for _, n := range [...]uint64{p.key.price, p.key.where, p.key.cost, data} {
		f.sorts = binary.LittleEndian.AppendUint64(f.sorts, n)
	}
	f.records.add(record)
	return nil
}

// share numbers what many products have in common.
func (b *builder) share(v any) (uint32, error) {
	part, err := cbor.Marshal(v)
	return b.shared.id(part), err
}

func hashID(id string) uint32 { return crc32.Checksum([]byte(id), crcTable) }

// key asks for each cost once: products are many, costs are few.
func (b *builder) key(cost *providers.Money) sortKey {
	if cost == nil {
		return b.pricing.key(nil)
	}
	text := cost.Amount.String() + cost.Currency
	k, ok := b.costs[text]
	if !ok {
		k = b.pricing.key(cost)
		b.costs[text] = k
	}
	return k
}

// text numbers a text of words: each between line breaks, so that a word's
// beginning and end are found with it.
func (b *builder) text(words []string) uint32 {
	clear(b.seen)
	text := []byte("\n")
	for _, w := range words {
		if b.seen[w] {
			continue
		}
		b.seen[w] = true
		text = append(append(text, w...), '\n')
		if w[0] >= ' ' && !isDigit(w[0]) && utf8.RuneCountInString(w) >= respellFrom-1 {
			b.words[w] = true
		}
	}
	return b.texts.id(text)
}

// interner numbers the texts that it adds to a table, each once.
type interner struct {
	*table
	known map[uint64]uint32 // by hash: what is stored once need not be kept twice
}

var seed = maphash.MakeSeed()

func (n *interner) id(b []byte) uint32 {
	hash := maphash.Bytes(seed, b)
	if id, ok := n.known[hash]; ok && bytes.Equal(n.at(int(id)), b) {
		return id
	}
	if n.known == nil {
		n.known = map[uint64]uint32{}
	}
	id := uint32(n.len())
	n.known[hash] = id
	n.add(b)
	return id
}

// products decodes every row, in the order of price.
func (f *file) products() ([]providers.Product, error) {
	defer runtime.KeepAlive(f)
	list := make([]providers.Product, f.len())
	for row := range list {
		p, err := f.product(row)
		if err != nil {
			return nil, err
		}
		list[row] = p
	}
	return list, nil
}
