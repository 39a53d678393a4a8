package catalog

import (
	"bytes"
	"cmp"
	"math/bits"
	"slices"

	"simdesk/providers"
)

// order returns the first rows that match, in the query's order.
func (x *Index) order(s *scratch, q Query, total int) []int32 {
	n := total
	if q.Limit > 0 {
		n = min(n, q.Limit)
	}
	if q.Sort == "" {
		rows := make([]int32, 0, n)
		for g := exactly + raised; g > missing; g-- {
			rows = x.merge(rows, s.grades, g)
		}
		return rows
	}
	for i, g := range s.grades {
		s.grades[i] = min(g, inside)
	}
	if q.Sort == SortPrice {
		return x.merge(make([]int32, 0, n), s.grades, inside)
	}
	rows := x.merge(make([]int32, 0, total), s.grades, inside)
	x.resort(rows, q.Sort)
	return rows[:n]
}

// merge appends the rows of one grade by price, until rows is full. Each file's
// rows are in order already.
func (x *Index) merge(rows []int32, grades []grade, g grade) []int32 {
	type head struct {
		row int // -1 when the file has no more
		key sortKey
	}
	heads := make([]head, len(x.files))
	advance := func(i, from int) {
		f := x.files[i]
		heads[i].row = bytes.IndexByte(grades[f.row:][from:f.len()], g)
		if heads[i].row >= 0 {
			heads[i].row += from
			heads[i].key, _ = f.sortedBy(heads[i].row)
		}
	}
	for i := range heads {
		advance(i, 0)
	}
	for len(rows) < cap(rows) {
		best := -1
		for i, h := range heads {
			if h.row >= 0 && (best < 0 || h.key.compare(heads[best].key) < 0) {
				best = i
			}
		}
		if best < 0 {
			return rows
		}
		rows = append(rows, int32(x.files[best].row+heads[best].row))
		advance(best, heads[best].row+1)
	}
	return rows
}

// resort sorts rows, which are by price, by the price of one GB or by name. What
// has no price of one GB comes last.
func (x *Index) resort(rows []int32, by Sort) {
	type sortable struct {
		row   int32
		perGB uint64
		name  string
	}
	list := make([]sortable, len(rows))
	for i, row := range rows {
		list[i].row = row
		if by == SortName {
			list[i].name = fold(x.At(row).Name)
		} else {
			list[i].perGB = x.perGB(row)
		}
	}
	slices.SortStableFunc(list, func(a, b sortable) int {
		return cmp.Or(cmp.Compare(a.perGB, b.perGB), cmp.Compare(a.name, b.name))
	})
	for i := range list {
		rows[i] = list[i].row
	}
}

// perGB returns the price of one GB of a row in the units of sortKey.
func (x *Index) perGB(row int32) uint64 {
	f, at := x.at(row)
	key, data := f.sortedBy(at)
	if high, low := bits.Mul64(key.price, uint64(providers.GB)); key.price != unpriced && data != unlimited && high < data {
		perGB, _ := bits.Div64(high, low, data)
		return perGB
	}
	return unpriced
}
