package catalog

import (
	"cmp"
	"math"
	"math/bits"
	"slices"
	"sync"

	"simdesk/providers"
)

// order returns the first rows of what s.all holds, in the query's order.
func (x *Index) order(s *scratch, q Query, total int) []int32 {
	n := total
	if q.Limit > 0 {
		n = min(n, q.Limit)
	}
	rows := make([]int32, 0, n)
	if n == 0 {
		return rows
	}
	switch q.Sort {
	case SortPrice:
		return s.all[inside].appendRows(rows, nil)
	case SortPerGB:
		return pick(rows, s.all[inside], x.perGB.rows(x, perGBKeys))
	case SortName:
		return pick(rows, s.all[inside], x.names.rows(x, nameKeys))
	}
	rows = s.all[exactly].appendRows(rows, nil)
	rows = s.all[beginning].appendRows(rows, s.all[exactly])
	return s.all[inside].appendRows(rows, s.all[beginning])
}

// pick appends the rows of order that are in set until rows is full.
func pick(rows []int32, set bitmap, order []int32) []int32 {
	for _, row := range order {
		if len(rows) == cap(rows) {
			break
		}
		if set.has(uint32(row)) {
			rows = append(rows, row)
		}
	}
	return rows
}

// ordering is all rows in another order than by price, made when it is first
// asked for.
type ordering struct {
	once  sync.Once
	order []int32
}

type sortKey struct {
	row    int32
	number uint64
	text   string
}

func (o *ordering) rows(x *Index, keys func(*Index) []sortKey) []int32 {
	o.once.Do(func() {
		list := keys(x)
		slices.SortFunc(list, func(a, b sortKey) int {
			return cmp.Or(cmp.Compare(a.number, b.number), cmp.Compare(a.text, b.text), cmp.Compare(a.row, b.row))
		})
		o.order = make([]int32, len(list))
		for i, k := range list {
			o.order[i] = k.row
		}
	})
	return o.order
}

// perGBKeys sorts by the price of one GB; what has none comes last, by price.
func perGBKeys(x *Index) []sortKey {
	keys := make([]sortKey, x.Len())
	for row, ref := range x.rows {
		keys[row] = sortKey{row: int32(row), number: math.MaxUint64}
		s := x.segments[ref.segment]
		head := &cursor{b: s.records.at(int(ref.row))}
		price := x.costs[x.costAt(int(ref.segment), uint32(head.uint()))].price
		if _, bytes := s.facts(int(ref.row)); price != unpriced && bytes > 0 {
			keys[row].number = perGBKey(price, uint64(bytes))
		}
	}
	return keys
}

func perGBKey(price, bytes uint64) uint64 {
	high, low := bits.Mul64(price, uint64(providers.GB))
	if high >= bytes {
		return math.MaxUint64 - 1
	}
	q, _ := bits.Div64(high, low, bytes)
	return q
}

func nameKeys(x *Index) []sortKey {
	keys := make([]sortKey, x.Len())
	for row, ref := range x.rows {
		name, _ := x.segments[ref.segment].facts(int(ref.row))
		keys[row] = sortKey{row: int32(row), text: fold(name)}
	}
	return keys
}
