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
	"strconv"
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

// Builder lays out a provider's catalogue as it arrives. It holds encoded records,
// not products.
type Builder struct {
	provider string
	pricing  Pricing

	rows    []laidOut
	records table
	byID    []int32 // the row that counts, by number of its id
	ids     interner
	texts   interner
	shared  interner
	covers  map[uint32]covered // by the shared rest
	words   map[string]bool
	seen    map[string]bool    // of the text that is being made
	costs   map[string]sortKey // by cost as text
	part    bytes.Buffer       // of a record, while it is encoded
}

// laidOut is a row before its place is known.
type laidOut struct {
	sortKey
	data  uint64
	texts [3]uint32
	id    uint32 // its hash
}

// covered is what products with one shared rest have in common.
type covered struct {
	text     uint32
	networks []string // words of the operator and the networks
}

// NewBuilder returns a builder of a provider's catalogue, sorted by the shop's
// prices.
func NewBuilder(provider string, p Pricing) *Builder {
	b := &Builder{provider: provider, pricing: p}
	b.Reset()
	return b
}

// Reset forgets what was added.
func (b *Builder) Reset() {
	*b = Builder{
		provider: b.provider, pricing: b.pricing,
		ids: interner{table: &table{}}, texts: interner{table: &table{}}, shared: interner{table: &table{}},
		covers: map[uint32]covered{}, words: map[string]bool{}, seen: map[string]bool{}, costs: map[string]sortKey{},
	}
}

// Add lays out products. Where the same one is listed twice, which happens when a
// listing moves while it is paged, the last counts.
func (b *Builder) Add(products []providers.Product) error {
	for i := range products {
		if err := b.add(&products[i]); err != nil {
			return fmt.Errorf("product %q: %w", products[i].ID, err)
		}
	}
	return nil
}

func (b *Builder) add(p *providers.Product) error {
	rest, err := b.share(rest(p))
	if err != nil {
		return err
	}
	notes, err := b.share(&notes{Notes: p.Notes, Instructions: p.Instructions})
	if err != nil {
		return err
	}
	record, err := b.encoded(own(p, rest, notes))
	if err != nil {
		return err
	}
	c, ok := b.covers[rest]
	if !ok {
		c = covered{b.text(coverWords(b.provider, p)), networkWords(p)}
		b.covers[rest] = c
	}
	row := laidOut{
		sortKey: b.key(p.Cost), data: uint64(max(p.Data.Bytes, 0)), id: hashID(p.ID),
		texts: [3]uint32{b.text(append(nameWords(p), c.networks...)), b.text(amountWords(p)), c.text},
	}
	row.where = uint64(localityOf(p))
	if p.Data.Unlimited {
		row.data = unlimited
	}
	id := int(b.ids.id([]byte(string(p.Kind) + " " + strconv.FormatBool(p.TopUpOnly) + " " + p.ID)))
	if id == len(b.byID) {
		b.byID = append(b.byID, 0)
	}
	b.byID[id] = int32(len(b.rows))
	b.rows = append(b.rows, row)
	b.records.add(record)
	return nil
}

// file is what was added, in the order of price.
func (b *Builder) file(asOf time.Time) (*file, error) {
	m := meta{Provider: b.provider, Pricing: b.pricing.String(), Seconds: asOf.Unix(), Nanos: int64(asOf.Nanosecond())}
	head, err := cbor.Marshal(m)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(b.byID, func(x, y int32) int { return cmp.Or(b.rows[x].compare(b.rows[y].sortKey), cmp.Compare(x, y)) })
	n := len(b.byID)
	f := &file{
		meta: m, head: head, texts: *b.texts.table, shared: *b.shared.table,
		finds: make([]byte, 0, n*findSize), sorts: make([]byte, 0, n*sortSize),
		records: table{ends: make([]byte, 0, 4*n), bytes: make([]byte, 0, len(b.records.bytes))},
		words:   []byte(strings.Join(slices.Sorted(maps.Keys(b.words)), "\n")),
	}
	ids := make([]uint64, n) // hash and row
	for i, at := range b.byID {
		row := &b.rows[at]
		for _, text := range row.texts {
			f.finds = binary.LittleEndian.AppendUint32(f.finds, text)
		}
		for _, v := range [...]uint64{row.price, row.where, row.cost, row.data} {
			f.sorts = binary.LittleEndian.AppendUint64(f.sorts, v)
		}
		f.records.add(b.records.at(int(at)))
		ids[i] = uint64(row.id)<<32 | uint64(i)
	}
	slices.Sort(ids)
	for _, id := range ids {
		f.ids = binary.LittleEndian.AppendUint64(f.ids, id)
	}
	return f, nil
}

// build lays out a provider's products.
func build(provider string, products []providers.Product, asOf time.Time, p Pricing) (*file, error) {
	b := NewBuilder(provider, p)
	if err := b.Add(products); err != nil {
		return nil, err
	}
	return b.file(asOf)
}

// share numbers what many products have in common.
func (b *Builder) share(v any) (uint32, error) {
	part, err := b.encoded(v)
	return b.shared.id(part), err
}

// encoded is good until the next one.
func (b *Builder) encoded(v any) ([]byte, error) {
	b.part.Reset()
	err := cbor.MarshalToBuffer(v, &b.part)
	return b.part.Bytes(), err
}

func hashID(id string) uint32 { return crc32.Checksum([]byte(id), crcTable) }

// key asks for each cost once: products are many, costs are few.
func (b *Builder) key(cost *providers.Money) sortKey {
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
func (b *Builder) text(words []string) uint32 {
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
