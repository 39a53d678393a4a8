package sqlite

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"simdesk/providers"
	"simdesk/state/ledger"
)

// SQLite opens a file that lost its end, and takes a log that it cannot read
// for one that holds nothing: the sales in it would be gone without a word.
// What can be seen from outside is looked at first, and nothing is changed.

// pieces are the ends of the names of the files that an open ledger consists of.
// A sale is in the log until it is moved over, and whoever shares the log but
// not its index writes into it at the same time as others.
var pieces = []string{"", "-wal", "-shm"}

// remember notes which files have just been opened.
func (s *Store) remember(ends []string) error {
	for _, end := range ends {
		info, err := os.Stat(s.piece(end))
		if err != nil {
			return s.taken(end, err)
		}
		s.opened = append(s.opened, info)
	}
	return nil
}

// piece is the name of one of them. That of the ledger is the one that it was
// opened by: a link that leads elsewhere now is another ledger.
func (s *Store) piece(end string) string {
	if end == "" {
		return s.name
	}
	return s.file + end
}

// present reports whether the files are still those that were opened. What is
// written to a file without a name is lost with the process.
func (s *Store) present() error {
	for i, was := range s.opened {
		info, err := os.Stat(s.piece(pieces[i]))
		if err != nil || !os.SameFile(info, was) {
			return s.taken(pieces[i], err)
		}
	}
	return nil
}

// taken says what became of a file of the ledger; err is that of looking at it.
func (s *Store) taken(end string, err error) error {
	switch {
	case err != nil && !errors.Is(err, os.ErrNotExist):
		return ledger.ReadOnly(s.file, err)
	case end == "":
		return vanished(s.file, err)
	}
	return logGone(s.file+end, err)
}

// checkLength finds a file that lost its end. With a log beside it a shorter
// file is sound: the log holds the rest until it has been moved over.
func checkLength(file string, header []byte) error {
	pageSize, pages := int64(binary.BigEndian.Uint16(header[16:])), int64(binary.BigEndian.Uint32(header[28:]))
	if pageSize == 1 {
		pageSize = 1 << 16
	}
	info, err := os.Stat(file)
	if err != nil {
		return err
	}
	if hasLog(file) || info.Size() >= pageSize*pages {
		return nil
	}
	return ledger.Damaged(file, fmt.Errorf("%d bytes where %d pages of %d were written", info.Size(), pages, pageSize))
}

// checkMarks finds a file of another program or of a newer simdesk. Opening it
// would move its log over.
func checkMarks(file string, header []byte) error {
	if id := binary.BigEndian.Uint32(header[68:]); id != applicationID {
		return foreign(file)
	}
	if v := int(binary.BigEndian.Uint32(header[60:])); v > len(migrations) {
		return newer(file, v)
	}
	return nil
}

func hasLog(file string) bool {
	info, err := os.Stat(file + "-wal")
	return err == nil && info.Size() > 0
}

// The layout of a write-ahead log, from SQLite's file format document.
const (
	fileHeader  = 100 // of the ledger itself
	logHeader   = 32
	frameHeader = 24
	logMagic    = 0x377f0682 // the lowest bit set: sums over big-endian words
	logVersion  = 3007000
)

// checkLog finds a write-ahead log that was spoilt. A step that a power cut
// interrupted leaves a torn end, which is normal and was never reported as
// written; steps that ended well behind one that cannot be read are a loss.
// It returns the beginning of the ledger's first page if the log has a newer
// one.
func checkLog(file string) ([]byte, error) {
	f, err := os.Open(file + "-wal")
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, ledger.ReadOnly(file, err)
	}
	defer func() { _ = f.Close() }()
	before := -1
	for {
		first, bad, what, err := readLogFile(f)
		if err != nil || what.IsZero() {
			return first, nil //nolint:nilerr // a log that is not begun holds nothing
		}
		// Another process may have been writing: what was read half written is
		// whole a moment later, and damage stays where it is.
		if bad == before {
			return nil, problem(providers.KindConfig, ledger.CodeDamaged, errors.New(what.String()),
				providers.Because("ledger.log_damaged", "file", file, "what", what))
		}
		before = bad
		time.Sleep(writePause)
	}
}

// writePause is longer than a write into the log takes.
const writePause = 50 * time.Millisecond

// readLogFile is readLog from the beginning; an error is a log not begun.
func readLogFile(f *os.File) (first []byte, bad int, what providers.Reason, err error) {
	head := make([]byte, logHeader)
	if _, err := f.ReadAt(head, 0); err != nil {
		return nil, 0, what, err
	}
	if bytes.Equal(head, make([]byte, logHeader)) {
		return nil, 0, what, nil
	}
	if _, err := f.Seek(logHeader, io.SeekStart); err != nil {
		return nil, 0, what, err
	}
	first, bad, what = readLog(bufio.NewReaderSize(f, 1<<16), head)
	again := make([]byte, logHeader)
	if _, err := f.ReadAt(again, 0); err != nil || !bytes.Equal(head, again) {
		return nil, 0, what, err // another process began it anew meanwhile
	}
	return first, bad, what, nil
}

// word is the i-th number of a log's or a frame's header.
func word(b []byte, i int) uint32 { return binary.BigEndian.Uint32(b[4*i:]) }

// readLog returns the newest beginning of the first page, if there is one, and
// what is wrong with the log, if anything, from which frame on.
func readLog(r io.Reader, head []byte) (first []byte, bad int, what providers.Reason) {
	var order binary.ByteOrder = binary.LittleEndian
	if word(head, 0)&1 == 1 {
		order = binary.BigEndian
	}
	size, sum := word(head, 2), checksum(order, [2]uint32{}, head[:24])
	if word(head, 0)&^1 != logMagic || word(head, 1) != logVersion || size < 512 || size > 1<<16 || sum != [2]uint32{word(head, 6), word(head, 7)} {
		return nil, 0, providers.Because("ledger.log_unbegun")
	}
	frame, follows, lost := make([]byte, frameHeader+int(size)), true, 0
	var begun []byte // the first page in a step that has not ended
	for n := 1; ; n++ {
		if _, err := io.ReadFull(r, frame); err != nil {
			break
		}
		ours := bytes.Equal(frame[8:16], head[16:24]) // else a leftover of an earlier log
		sum = checksum(order, checksum(order, sum, frame[:8]), frame[frameHeader:])
		followed := follows
		follows = follows && ours && sum == [2]uint32{word(frame, 4), word(frame, 5)}
		if followed && !follows {
			bad = n
		}
		if word(frame, 0) == 1 {
			begun = bytes.Clone(frame[frameHeader : frameHeader+fileHeader])
		}
		switch ends := word(frame, 1) != 0; {
		case ends && follows && begun != nil:
			first = begun
		case ends && ours && !follows:
			lost++
		}
	}
	if lost > 1 { // one may be a step that a power cut tore
		return nil, bad, providers.Because("ledger.log_steps", "n", lost)
	}
	return first, 0, what
}

func checksum(order binary.ByteOrder, s [2]uint32, b []byte) [2]uint32 {
	for ; len(b) >= 8; b = b[8:] {
		s[0] += order.Uint32(b) + s[1]
		s[1] += order.Uint32(b[4:]) + s[0]
	}
	return s
}
