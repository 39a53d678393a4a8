package catalog

import (
	"cmp"
	"math"
	"slices"
)

// denseFrom: a token that more than one row in so many holds is kept as a
// bitmap, which is then smaller than its list of rows and faster to join.
const denseFrom = 32

// costKeys are what rows with one cost are sorted by, unpriced where the price
// is not known.
type costKeys struct{ price, cost uint64 }

const unpriced = math.MaxUint64

// newIndex numbers all rows in the order in which a search shows them: price,
// then the narrower product, then the lower cost, then as the provider lists
// them. Walking a bitmap then is walking by price, and no search ever sorts.
func newIndex(p Pricing, segments []*segment, scanned []*columns) *Index {
	x := &Index{pricing: p, segments: segments}
	x.priceCosts()
	ranks := x.rank(scanned)
	var places [][]uint32
	x.vocabulary, places = mergeTokens(segments)
	x.post(scanned, ranks, places)
	x.scratch.New = func() any { return newScratch(x.Len()) }
	return x
}

func (x *Index) priceCosts() {
	calc := newCalculator(x.pricing)
	x.costs = []costKeys{{unpriced, unpriced}}
	for _, s := range x.segments {
		x.costFrom = append(x.costFrom, len(x.costs))
		for i := range s.costs.len() {
			x.costs = append(x.costs, calc.keys(s, i))
		}
	}
}

// costAt is the place in x.costs of a segment's own cost number.
func (x *Index) costAt(segment int, cost uint32) uint32 {
	if cost == 0 {
		return 0
	}
	return uint32(x.costFrom[segment]) + cost - 1
}

// rank sorts the few distinct prices, not the many rows: rows with the same
// cost and coverage share a bucket. It returns each segment row's number.
func (x *Index) rank(scanned []*columns) [][]uint32 {
	buckets := make([]uint32, len(x.costs)*int(localities))
	total := 0
	for i, k := range scanned {
		for row, cost := range k.costs {
			buckets[x.bucket(i, k, row, cost)]++
		}
		total += len(k.costs)
	}
	next := uint32(0)
	for _, k := range x.bucketOrder(buckets) {
		buckets[k.bucket], next = next, next+buckets[k.bucket]
	}
	x.rows = make([]rowRef, total)
	ranks := make([][]uint32, len(scanned))
	for i, k := range scanned {
		ranks[i] = make([]uint32, len(k.costs))
		for row, cost := range k.costs {
			b := x.bucket(i, k, row, cost)
			ranks[i][row] = buckets[b]
			x.rows[buckets[b]] = rowRef{uint32(i), uint32(row)}
			buckets[b]++
		}
	}
	return ranks
}

func (x *Index) bucket(segment int, k *columns, row int, cost uint32) uint32 {
	return x.costAt(segment, cost)*uint32(localities) + uint32(k.where[k.groups[row]])
}

// bucketKey is a bucket with what it is sorted by beside it: with tens of
// thousands of distinct prices, looking that up is what sorting costs.
type bucketKey struct {
	costKeys
	bucket uint32
}

func (x *Index) bucketOrder(counts []uint32) []bucketKey {
	used := make([]bucketKey, 0, len(counts))
	for b, n := range counts {
		if n > 0 {
			used = append(used, bucketKey{x.costs[b/int(localities)], uint32(b)})
		}
	}
	slices.SortFunc(used, func(a, b bucketKey) int {
		if a.price != b.price {
			return cmp.Compare(a.price, b.price)
		}
		return cmp.Or(
			cmp.Compare(a.bucket%uint32(localities), b.bucket%uint32(localities)),
			cmp.Compare(a.cost, b.cost),
			cmp.Compare(a.bucket, b.bucket))
	})
	return used
}

// post notes for every token which rows hold it.
func (x *Index) post(scanned []*columns, ranks, places [][]uint32) {
	counts := make([]uint32, x.vocabulary.len())
	for i, k := range scanned {
		for t, n := range k.counts {
			counts[places[i][t]] += n
		}
	}
	x.reserve(counts)
	fill := slices.Clone(x.listFrom)
	add := func(token, row uint32) {
		if d := x.dense[token]; d != nil {
			d.set(row)
			return
		}
		x.lists[fill[token]] = row
		fill[token]++
	}
	var own []uint32
	for i, k := range scanned {
		for row, rank := range ranks[i] {
			own = k.own(x.segments[i], row, own[:0])
			for _, t := range own {
				add(places[i][t], rank)
			}
			for _, t := range k.ofGroup(k.groups[row]) {
				add(places[i][t], rank)
			}
		}
	}
}

func (x *Index) reserve(counts []uint32) {
	x.dense = make([]bitmap, len(counts))
	x.listFrom = make([]uint32, len(counts)+1)
	size := uint32(0)
	for t, n := range counts {
		x.listFrom[t] = size
		if int(n)*denseFrom > len(x.rows) {
			x.dense[t] = newBitmap(len(x.rows))
		} else {
			size += n
		}
	}
	x.listFrom[len(counts)] = size
	x.lists = make([]uint32, size)
}
