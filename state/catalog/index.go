package catalog

import (
	"bytes"
	"hash/maphash"
	"slices"
	"sync"
	"time"

	"simdesk/providers"
)

// Index is an immutable catalogue: it is built once and swapped whole, so rows
// stay valid for whoever holds it. It is safe for concurrent use.
type Index struct {
	pricing  Pricing
	segments []*segment
	costs    []costKeys // [0] is "not known"
	costFrom []int      // by segment: where its costs begin in costs
	rows     []rowRef   // in the order of price

	vocabulary vocabulary
	dense      []bitmap // by token: its rows, nil where they are in lists
	listFrom   []uint32 // by token, and one more: its rows in lists
	lists      []uint32

	scratch sync.Pool
	seen    entryCache
	ids     idTable
	perGB   ordering
	names   ordering
}

// rowRef says where a row's record is.
type rowRef struct{ segment, row uint32 }

// Build makes the index of products with the shop's prices.
func Build(products []providers.Product, p Pricing) *Index {
	byProvider := map[string][]providers.Product{}
	var names []string
	for _, product := range products {
		if _, ok := byProvider[product.Provider]; !ok {
			names = append(names, product.Provider)
		}
		byProvider[product.Provider] = append(byProvider[product.Provider], product)
	}
	var segments []*segment
	var scanned []*columns
	for _, name := range names {
		s, err := newSegment(name, byProvider[name], time.Time{})
		if err != nil {
			continue // what was just written reads back
		}
		if k, err := s.scan(); err == nil {
			segments, scanned = append(segments, s), append(scanned, k)
		}
	}
	return newIndex(p, segments, scanned)
}

// Len returns the number of products.
func (x *Index) Len() int { return len(x.rows) }

// At returns the entry of a row of a Result of this index. Its lists are
// shared and must not be changed. A row that does not exist is an empty entry.
func (x *Index) At(row int32) Entry {
	if row < 0 || int(row) >= len(x.rows) {
		return Entry{}
	}
	if e, ok := x.seen.get(row); ok {
		return e
	}
	e := x.decode(row)
	x.seen.put(row, e)
	return e
}

func (x *Index) decode(row int32) Entry {
	ref := x.rows[row]
	s := x.segments[ref.segment]
	product, _ := s.product(int(ref.row))
	return priced(product, x.pricing)
}

func priced(product providers.Product, p Pricing) Entry {
	// Nothing is bought for nothing: such a cost is a mistake, and what the
	// wallet really pays is not known.
	if product.Cost != nil && !product.Cost.Amount.IsPositive() {
		product.Cost = nil
	}
	e := Entry{Product: product}
	if product.Cost == nil {
		return e
	}
	if price, approx, ok := p.Price(*product.Cost); ok {
		e.Price, e.Approx, e.PerGB = price.Ptr(), approx, perGB(price, product.Data)
	}
	return e
}

// Find returns the entry that a provider sells under an id.
func (x *Index) Find(provider, id string) (Entry, bool) {
	row, ok := x.row(provider, id)
	if !ok {
		return Entry{}, false
	}
	return x.At(row), true
}

// ByIDs returns the rows of a provider's products in the order of ids; ids
// that the catalogue does not hold are left out.
func (x *Index) ByIDs(provider string, ids []string) []int32 {
	rows := make([]int32, 0, len(ids))
	for _, id := range ids {
		if row, ok := x.row(provider, id); ok {
			rows = append(rows, row)
		}
	}
	return rows
}

// row prefers a product that can be sold to one of the same id that only tops
// up.
func (x *Index) row(provider, id string) (int32, bool) {
	found, ok := int32(0), false
	for _, row := range x.ids.rows(x, []byte(id)) {
		s := x.segments[x.rows[row].segment]
		if s.provider != provider || !bytes.Equal(s.id(int(x.rows[row].row)), []byte(id)) {
			continue
		}
		if !x.At(row).TopUpOnly {
			return row, true
		}
		found, ok = row, true
	}
	return found, ok
}

// idTable finds rows by product id. It is made when it is first asked, as most
// runs never ask.
type idTable struct {
	once  sync.Once
	seed  maphash.Seed
	table []hashedID
}

type hashedID struct {
	hash uint32
	row  int32
}

// rows calls for the rows whose id may be this one.
func (t *idTable) rows(x *Index, id []byte) []int32 {
	t.once.Do(func() { t.fill(x) })
	h := uint32(maphash.Bytes(t.seed, id))
	i, _ := slices.BinarySearchFunc(t.table, h, func(e hashedID, h uint32) int {
		return int(int64(e.hash) - int64(h))
	})
	var rows []int32
	for ; i < len(t.table) && t.table[i].hash == h; i++ {
		rows = append(rows, t.table[i].row)
	}
	return rows
}

func (t *idTable) fill(x *Index) {
	t.seed = maphash.MakeSeed()
	t.table = make([]hashedID, x.Len())
	for row, ref := range x.rows {
		id := x.segments[ref.segment].id(int(ref.row))
		t.table[row] = hashedID{uint32(maphash.Bytes(t.seed, id)), int32(row)}
	}
	slices.SortFunc(t.table, func(a, b hashedID) int {
		if a.hash != b.hash {
			return int(int64(a.hash) - int64(b.hash))
		}
		return int(a.row) - int(b.row)
	})
}

// entryCache keeps the rows that were looked at last: a screen draws the same
// few dozen again and again.
type entryCache struct {
	mu      sync.Mutex
	entries map[int32]Entry
}

const entriesKept = 512

func (c *entryCache) get(row int32) (Entry, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.entries[row]
	return e, ok
}

func (c *entryCache) put(row int32, e Entry) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.entries) >= entriesKept || c.entries == nil {
		c.entries = make(map[int32]Entry, entriesKept)
	}
	c.entries[row] = e
}
