package catalog

import (
	"encoding/binary"
	"errors"
	"math/big"

	"github.com/shopspring/decimal"
)

// errDamaged is the one answer to a snapshot that does not read as one.
var errDamaged = errors.New("the snapshot is damaged")

// Writing: everything is appended to a byte slice. Numbers are varints, texts
// and lists carry their length in front; a list's length is one more than it
// holds, so that 0 is nil.

func putUint(b []byte, n int) []byte          { return binary.AppendUvarint(b, uint64(n)) }
func putInt(b []byte, n int64) []byte         { return binary.AppendVarint(b, n) }
func putText(b []byte, s string) []byte       { return append(putUint(b, len(s)), s...) }
func putBool(b []byte, v bool) []byte         { return append(b, byte(boolInt(v))) }
func putWord32(b []byte, n uint32) []byte     { return binary.LittleEndian.AppendUint32(b, n) }
func putTexts(b []byte, list []string) []byte { return putList(b, list, putText) }

func boolInt(v bool) int {
	if v {
		return 1
	}
	return 0
}

func putList[T any](b []byte, list []T, put func([]byte, T) []byte) []byte {
	if list == nil {
		return putUint(b, 0)
	}
	b = putUint(b, len(list)+1)
	for _, v := range list {
		b = put(b, v)
	}
	return b
}

// putDecimal keeps the digits and the exponent, so that 12.50 stays 12.50. The
// length of the digits is 0 for those that an int64 holds: nearly all.
func putDecimal(b []byte, d decimal.Decimal) []byte {
	b = putInt(b, int64(d.Exponent()))
	if small := d.CoefficientInt64(); decimal.New(small, d.Exponent()).Equal(d) {
		return putInt(putUint(b, 0), small)
	}
	c := d.Coefficient()
	return append(putUint(b, len(c.Bytes())*2+boolInt(c.Sign() < 0)), c.Bytes()...)
}

// putTable writes texts behind a table of their ends, so that one of them is
// found without reading the others.
func putTable(b []byte, texts []string) []byte {
	b = putWord32(b, uint32(len(texts)))
	end := uint32(0)
	for _, s := range texts {
		end += uint32(len(s))
		b = putWord32(b, end)
	}
	for _, s := range texts {
		b = append(b, s...)
	}
	return b
}

// cursor reads what was put. It never reads past its bytes: once something
// does not fit, bad is set and everything reads as zero.
type cursor struct {
	b   []byte
	bad bool
}

func (c *cursor) fail() { c.b, c.bad = nil, true }

func (c *cursor) uint() int {
	n, size := binary.Uvarint(c.b)
	if size <= 0 || n > 1<<40 {
		c.fail()
		return 0
	}
	c.b = c.b[size:]
	return int(n)
}

func (c *cursor) int() int64 {
	n, size := binary.Varint(c.b)
	if size <= 0 {
		c.fail()
		return 0
	}
	c.b = c.b[size:]
	return n
}

func (c *cursor) take(n int) []byte {
	if n < 0 || n > len(c.b) {
		c.fail()
		return nil
	}
	b := c.b[:n:n]
	c.b = c.b[n:]
	return b
}

func (c *cursor) text() string { return string(c.take(c.uint())) }

func (c *cursor) bool() bool {
	b := c.take(1)
	return b != nil && b[0] != 0
}

func (c *cursor) word32() uint32 {
	b := c.take(4)
	if b == nil {
		return 0
	}
	return binary.LittleEndian.Uint32(b)
}

func (c *cursor) texts() []string { return takeList(c, (*cursor).text) }

// count is the length of a list of which every item takes a byte or more, -1
// for nil: a length that can't be true allocates nothing.
func (c *cursor) count() int {
	n := c.uint() - 1
	if n > len(c.b) {
		c.fail()
		return -1
	}
	return n
}

func takeList[T any](c *cursor, take func(*cursor) T) []T {
	n := c.count()
	if n < 0 {
		return nil
	}
	list := make([]T, 0, n)
	for range n {
		list = append(list, take(c))
	}
	if c.bad {
		return nil
	}
	return list
}

// exponentMost is beyond what providers.ParseDecimal lets in.
const exponentMost = 100

func (c *cursor) decimal() decimal.Decimal {
	exp := c.int()
	n := c.uint()
	if n == 0 && exp <= exponentMost && exp >= -exponentMost {
		return decimal.New(c.int(), int32(exp))
	}
	digits := c.take(n / 2)
	if c.bad || exp > exponentMost || exp < -exponentMost || len(digits) > 64 {
		c.fail()
		return decimal.Decimal{}
	}
	v := new(big.Int).SetBytes(digits)
	if n&1 == 1 {
		v.Neg(v)
	}
	return decimal.NewFromBigInt(v, int32(exp))
}

// table is what putTable wrote, still as bytes.
type table struct {
	ends []byte
	text []byte
}

func (c *cursor) table() table {
	n := int(c.word32())
	t := table{ends: c.take(n * 4)}
	size := uint32(0)
	if n > 0 && !c.bad {
		size = t.end(n - 1)
	}
	t.text = c.take(int(size))
	return t
}

func (t table) len() int { return len(t.ends) / 4 }

func (t table) end(i int) uint32 { return binary.LittleEndian.Uint32(t.ends[i*4:]) }

// at returns nil for an item that the table does not hold.
func (t table) at(i int) []byte {
	if i < 0 || i >= t.len() {
		return nil
	}
	start := uint32(0)
	if i > 0 {
		start = t.end(i - 1)
	}
	end := t.end(i)
	if start > end || int(end) > len(t.text) {
		return nil
	}
	return t.text[start:end]
}
