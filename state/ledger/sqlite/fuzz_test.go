package sqlite

import (
	"bytes"
	"encoding/binary"
	"testing"
)

// FuzzLog: whatever lies beside the ledger as its log, reading it ends, and
// what is taken from it is the beginning of a page.
func FuzzLog(f *testing.F) {
	head := make([]byte, logHeader)
	for i, n := range []uint32{logMagic | 1, logVersion, 512, 0, 7, 8} {
		binary.BigEndian.PutUint32(head[4*i:], n)
	}
	sum := checksum(binary.BigEndian, [2]uint32{}, head[:24])
	binary.BigEndian.PutUint32(head[24:], sum[0])
	binary.BigEndian.PutUint32(head[28:], sum[1])
	frame := make([]byte, frameHeader+512)
	binary.BigEndian.PutUint32(frame, 1)
	binary.BigEndian.PutUint32(frame[4:], 1)
	copy(frame[8:16], head[16:24])
	copy(frame[frameHeader:], "SQLite format 3\x00")
	sum = checksum(binary.BigEndian, checksum(binary.BigEndian, sum, frame[:8]), frame[frameHeader:])
	binary.BigEndian.PutUint32(frame[16:], sum[0])
	binary.BigEndian.PutUint32(frame[20:], sum[1])
	whole := append(bytes.Clone(head), frame...)
	if first, bad, what := readLog(bytes.NewReader(frame), head); !what.IsZero() || bad != 0 || !bytes.HasPrefix(first, []byte("SQLite")) {
		f.Fatalf("%q %d %s", first, bad, what)
	}
	f.Add(whole)
	f.Add(whole[:len(whole)-1])
	f.Add(append(whole, frame...))
	f.Add(head)
	f.Fuzz(func(t *testing.T, log []byte) {
		if len(log) < logHeader {
			return
		}
		first, bad, what := readLog(bytes.NewReader(log[logHeader:]), log[:logHeader])
		if first != nil && len(first) != fileHeader || first != nil && !what.IsZero() || bad < 0 || (bad > 0) != (!what.IsZero()) && what.Key != "ledger.log_unbegun" {
			t.Errorf("%d bytes, frame %d, %q", len(first), bad, what)
		}
	})
}
