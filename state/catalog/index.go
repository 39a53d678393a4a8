package catalog

import (
	"encoding/binary"
	"runtime"
	"sort"
	"sync"
	"time"

	"simdesk/providers"
)

// Index is an immutable catalogue: it is built once and swapped whole, so rows
// stay valid for whoever holds it. It is safe for concurrent use.
type Index struct {
	pricing Pricing
	files   []span
	rows    int
	texts   int
	scratch sync.Pool
}

// span is one provider's file and where its rows and texts begin among all.
type span struct {
	*file
	row, text int
}

// Build makes the index of products with the shop's prices, in memory.
func Build(products []providers.Product, p Pricing) *Index {
	byProvider := map[string][]providers.Product{}
	var names []string
	for _, product := range products {
		if _, ok := byProvider[product.Provider]; !ok {
			names = append(names, product.Provider)
		}
		byProvider[product.Provider] = append(byProvider[product.Provider], product)
	}
	var files []*file
	for _, name := range names {
		if f, err := build(name, byProvider[name], time.Time{}, p); err == nil {
			files = append(files, f)
		}
	}
	return newIndex(p, files)
}

func newIndex(p Pricing, files []*file) *Index {
	x := &Index{pricing: p}
	for _, f := range files {
		x.files = append(x.files, span{file: f, row: x.rows, text: x.texts})
		x.rows += f.len()
		x.texts += f.texts.len()
	}
	x.scratch.New = func() any { return &scratch{grades: make([]grade, x.rows)} }
	return x
}

// Len returns the number of products.
func (x *Index) Len() int { return x.rows }

// At returns the entry of a row of a Result of this index. A row that does not
// exist is an empty entry.
func (x *Index) At(row int32) Entry {
	defer runtime.KeepAlive(x)
	if row < 0 || int(row) >= x.rows {
		return Entry{}
	}
	f, at := x.at(row)
	p, err := f.product(at)
	if err != nil {
		return Entry{}
	}
	return priced(p, x.pricing)
}

// Data returns the data of a row without decoding the row: the provider's own
// words for it are left out.
func (x *Index) Data(row int32) providers.Data {
	defer runtime.KeepAlive(x)
	if row < 0 || int(row) >= x.rows {
		return providers.Data{}
	}
	f, at := x.at(row)
	if _, data := f.sortedBy(at); data != unlimited {
		return providers.Data{Bytes: int64(data)}
	}
	return providers.Data{Unlimited: true}
}

// at finds the file that holds a row, and the row's place in it.
func (x *Index) at(row int32) (f *file, at int) {
	i := len(x.files) - 1
	for x.files[i].row > int(row) {
		i--
	}
	return x.files[i].file, int(row) - x.files[i].row
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

// Find returns the entry that a provider sells under an id: one that can be
// sold rather than one of the same id that only tops up.
func (x *Index) Find(provider, id string) (Entry, bool) {
	rows := x.ByIDs(provider, []string{id})
	if len(rows) == 0 {
		return Entry{}, false
	}
	return x.At(rows[0]), true
}

// ByIDs returns the rows of a provider's products in the order of ids; ids
// that the catalogue does not hold are left out.
func (x *Index) ByIDs(provider string, ids []string) []int32 {
	defer runtime.KeepAlive(x)
	rows := make([]int32, 0, len(ids))
	for _, f := range x.files {
		if f.meta.Provider != provider {
			continue
		}
		for _, id := range ids {
			if row, ok := f.byID(id); ok {
				rows = append(rows, int32(f.row+row))
			}
		}
	}
	return rows
}

func (f *file) byID(id string) (row int, ok bool) {
	at := func(i int) uint64 { return binary.LittleEndian.Uint64(f.ids[i*idSize:]) }
	hash := hashID(id)
	i := sort.Search(f.len(), func(i int) bool { return uint32(at(i)>>32) >= hash })
	for ; i < f.len() && uint32(at(i)>>32) == hash; i++ {
		p, err := f.product(int(uint32(at(i))))
		if err != nil || p.ID != id {
			continue
		}
		row, ok = int(uint32(at(i))), true
		if !p.TopUpOnly {
			return row, true
		}
	}
	return row, ok
}
