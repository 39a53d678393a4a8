package catalog

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"math"
	"runtime"
	"time"
)

// A file is one provider's catalogue, laid out to be read where it lies: it is
// mapped and not loaded, and a row is decoded when it is looked at. Rows stand
// in the order of price. What a search scans is apart from the rest:
//
//	line     "simdesk catalogue 3\n": the digit changes with the layout and
//	         with the rules by which words are made
//	uint32   CRC-32C of all that follows
//	uint64s  the lengths of the parts, in the order of file.parts
//	parts    one behind the other
type file struct {
	meta    meta
	head    []byte // meta as CBOR
	finds   []byte // findSize a row: the three texts by which it is found
	sorts   []byte // sortSize a row: what it is sorted by
	ids     []byte // idSize a row: hash of the id and row, sorted
	texts   table  // words, shared by rows
	words   []byte // every word of texts once, for a misspelt one
	records table  // an ownPart a row
	shared  table  // sharedParts
}

// meta says what a file is.
type meta struct {
	Provider string
	Pricing  string // what rows are sorted by
	Seconds  int64
	Nanos    int64
}

func (m meta) asOf() time.Time { return time.Unix(m.Seconds, m.Nanos).UTC() }

const (
	magic    = "simdesk catalogue 3\n"
	headSize = len(magic) + 4 // and the checksum
	findSize = 3 * 4          // texts: of names, of amounts, of what it covers
	sortSize = 4 * 8          // sortKey; bytes of data, or unlimited
	idSize   = 8

	unlimited = math.MaxUint64
)

var (
	errDamaged = errors.New("the stored catalogue is damaged")
	crcTable   = crc32.MakeTable(crc32.Castagnoli)
)

func (f *file) parts() []*[]byte {
	return []*[]byte{
		&f.head, &f.finds, &f.sorts, &f.ids, &f.texts.ends, &f.texts.bytes, &f.words,
		&f.records.ends, &f.records.bytes, &f.shared.ends, &f.shared.bytes,
	}
}

func (f *file) len() int { return len(f.finds) / findSize }

// layout returns what stands in a file, piece by piece.
func (f *file) layout() [][]byte {
	var lengths []byte
	for _, p := range f.parts() {
		lengths = binary.LittleEndian.AppendUint64(lengths, uint64(len(*p)))
	}
	pieces := [][]byte{nil, lengths}
	for _, p := range f.parts() {
		pieces = append(pieces, *p)
	}
	sum := uint32(0)
	for _, p := range pieces {
		sum = crc32.Update(sum, crcTable, p)
	}
	pieces[0] = binary.LittleEndian.AppendUint32([]byte(magic), sum)
	return pieces
}

// openFile maps a file and reads it by readFile, or by parseFile where it was
// just written. It is unmapped once nothing refers to it any more, so whoever
// reads it keeps it alive until the reading is over.
func openFile(path string, read func([]byte) (*file, error)) (*file, error) {
	b, release, err := mapFile(path)
	if err != nil {
		return nil, err
	}
	f, err := read(b)
	if err != nil {
		release()
		return nil, err
	}
	runtime.AddCleanup(f, func(release func()) { release() }, release)
	return f, nil
}

func readFile(b []byte) (*file, error) {
	body, ok := bytes.CutPrefix(b, []byte(magic))
	if !ok || len(body) < 4 || binary.LittleEndian.Uint32(body) != crc32.Checksum(body[4:], crcTable) {
		return nil, errDamaged
	}
	return parseFile(b)
}

// parseFile checks every number that a search goes by; what it does not check
// is checked where it is read.
func parseFile(b []byte) (*file, error) {
	f := &file{}
	parts := f.parts()
	if len(b) < headSize+8*len(parts) {
		return nil, errDamaged
	}
	b = b[headSize:]
	rest := b[8*len(parts):]
	for i, p := range parts {
		n := binary.LittleEndian.Uint64(b[8*i:])
		if n > uint64(len(rest)) {
			return nil, errDamaged
		}
		*p, rest = rest[:n:n], rest[n:]
	}
	if len(rest) > 0 || decoding.Unmarshal(f.head, &f.meta) != nil || !f.fits() {
		return nil, errDamaged
	}
	return f, nil
}

func (f *file) fits() bool {
	n := f.len()
	if len(f.finds) != n*findSize || len(f.sorts) != n*sortSize || len(f.ids) != n*idSize || f.records.len() != n {
		return false
	}
	if !f.texts.fits() || !f.records.fits() || !f.shared.fits() {
		return false
	}
	texts := uint32(f.texts.len())
	for i := 0; i < len(f.finds); i += 4 {
		if binary.LittleEndian.Uint32(f.finds[i:]) >= texts {
			return false
		}
	}
	return true
}

// sortedBy returns a row's place by price, and its bytes of data.
func (f *file) sortedBy(row int) (key sortKey, data uint64) {
	b := f.sorts[row*sortSize:][:sortSize]
	u := binary.LittleEndian.Uint64
	return sortKey{u(b), u(b[8:]), u(b[16:])}, u(b[24:])
}

// table is texts behind one another and where each of them ends.
type table struct{ ends, bytes []byte }

func (t *table) add(b []byte) {
	t.bytes = append(t.bytes, b...)
	t.ends = binary.LittleEndian.AppendUint32(t.ends, uint32(len(t.bytes)))
}

func (t *table) len() int { return len(t.ends) / 4 }

func (t *table) end(i int) int { return int(binary.LittleEndian.Uint32(t.ends[4*i:])) }

func (t *table) start(i int) int {
	if i == 0 {
		return 0
	}
	return t.end(i - 1)
}

// at returns nil for a text that the table does not hold.
func (t *table) at(i int) []byte {
	if i < 0 || i >= t.len() {
		return nil
	}
	return t.bytes[t.start(i):t.end(i)]
}

func (t *table) fits() bool {
	last := 0
	for i := range t.len() {
		if t.end(i) < last {
			return false
		}
		last = t.end(i)
	}
	return len(t.ends)%4 == 0 && last == len(t.bytes)
}
