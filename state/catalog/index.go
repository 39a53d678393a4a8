package catalog

import (
	"strings"

	"simdesk/providers"
)

// Index is an immutable catalogue: it is built once and swapped whole, so rows
// stay valid for whoever holds it.
type Index struct {
	entries []Entry
}

// Build makes the index of products with the shop's prices.
func Build(products []providers.Product, p Pricing) *Index {
	x := &Index{}
	for _, product := range products {
		x.entries = append(x.entries, entryOf(product, p))
	}
	return x
}

func entryOf(product providers.Product, p Pricing) Entry {
	e := Entry{Product: product}
	if product.Cost == nil {
		return e
	}
	if price, approx, ok := p.Price(*product.Cost); ok {
		e.Price, e.Approx, e.PerGB = price.Ptr(), approx, perGB(price, product.Data)
	}
	return e
}

// Len returns the number of products.
func (x *Index) Len() int { return len(x.entries) }

// At returns the entry of a row of a Result of this index. Its lists are
// shared and must not be changed.
func (x *Index) At(row int32) Entry { return x.entries[row] }

// Find returns the entry that a provider sells under an id.
func (x *Index) Find(provider, id string) (Entry, bool) {
	for _, e := range x.entries {
		if e.Provider == provider && e.ID == id {
			return e, true
		}
	}
	return Entry{}, false
}

// ByIDs returns the rows of a provider's products in the order of ids; ids
// that the catalogue does not hold are left out.
func (x *Index) ByIDs(provider string, ids []string) []int32 {
	rows := make([]int32, 0, len(ids))
	for _, id := range ids {
		for row, e := range x.entries {
			if e.Provider == provider && e.ID == id {
				rows = append(rows, int32(row))
			}
		}
	}
	return rows
}

// Search returns the rows that match every word of the query.
func (x *Index) Search(q Query) Result {
	var r Result
	for row, e := range x.entries {
		text := strings.ToLower(e.Name + " " + strings.Join(e.Countries, " ") + " " + e.Region)
		if strings.Contains(text, strings.ToLower(q.Text)) && (q.TopUps || !e.TopUpOnly) {
			r.Rows, r.Total = append(r.Rows, int32(row)), r.Total+1
		}
	}
	return r
}
