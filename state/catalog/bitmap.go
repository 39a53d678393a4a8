package catalog

import "math/bits"

// bitmap is a set of rows, one bit each.
type bitmap []uint64

func newBitmap(rows int) bitmap { return make(bitmap, (rows+63)/64) }

func (b bitmap) set(row uint32)      { b[row>>6] |= 1 << (row & 63) }
func (b bitmap) has(row uint32) bool { return b[row>>6]&(1<<(row&63)) != 0 }

func (b bitmap) or(o bitmap) {
	for i, w := range o {
		b[i] |= w
	}
}

func (b bitmap) and(o bitmap) {
	for i, w := range o {
		b[i] &= w
	}
}

func (b bitmap) andNot(o bitmap) {
	for i, w := range o {
		b[i] &^= w
	}
}

// fill sets the first n bits and clears the rest.
func (b bitmap) fill(n int) {
	for i := range b {
		b[i] = ^uint64(0)
	}
	if rest := n & 63; rest != 0 {
		b[len(b)-1] = 1<<rest - 1
	}
}

func (b bitmap) count() int {
	n := 0
	for _, w := range b {
		n += bits.OnesCount64(w)
	}
	return n
}

// appendRows appends the rows that are in b and not in less, in order, until
// rows is full. less may be nil.
func (b bitmap) appendRows(rows []int32, less bitmap) []int32 {
	for i, w := range b {
		if less != nil {
			w &^= less[i]
		}
		for ; w != 0; w &= w - 1 {
			if len(rows) == cap(rows) {
				return rows
			}
			rows = append(rows, int32(i<<6+bits.TrailingZeros64(w)))
		}
	}
	return rows
}
