package wire

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"simdesk/providers/wire/loose"
)

// What an answer may be, in bytes as unpacked. A wallet, an order or a page of
// a hundred takes a few hundred kilobytes at most; only Value Topup sends a
// catalogue of any size in one answer, and that is read row by row, see Rows.
const (
	readLimit  = 1 << 20
	writeLimit = 4 << 20  // what was paid for is in it
	listLimit  = 96 << 20 // a hundred thousand products are 65 MB
	rowLimit   = 2 << 20  // a destination at Roamify with all its packages
	ahead      = 64 << 10 // what is read at once, at the most: of a row, of what follows it
	// packedRatio is how much longer an answer may become when it is unpacked,
	// once it is longer than packedFree: real catalogues shrink 10 to 40 times.
	packedRatio = 100
	packedFree  = 1 << 20
)

const (
	// listTime is what one answer may take whose rows are read as they come: on a
	// slow machine the time is our own.
	listTime = 90 * time.Second
	// flowing is what must have come of it in the time that any answer has.
	flowing = 64 << 10
)

// errTrickles is a long list that does not flow.
var errTrickles = fmt.Errorf("the answer trickles: %w", context.DeadlineExceeded)

// unpacked is the body of an answer, unpacked, that fails where there is more of
// it than limit, or than what arrived can honestly hold.
func unpacked(res *http.Response, limit int64) (*meter, error) {
	if !strings.EqualFold(res.Header.Get("Content-Encoding"), "gzip") {
		return &meter{from: res.Body, limit: limit}, nil
	}
	packed := &meter{from: res.Body, limit: limit}
	z, err := gzip.NewReader(packed)
	if err != nil {
		return nil, err
	}
	return &meter{from: z, limit: limit, packed: packed}, nil
}

// meter counts what is read through it and ends what is too much.
type meter struct {
	from   io.Reader
	limit  int64
	read   int64
	row    int64         // what was read when the last row ended
	rows   bool          // no row is longer than rowLimit
	packed *meter        // what it was unpacked from
	broken error         // why from ended, other than at its end
	came   *atomic.Int64 // as read, for who looks on; nil for nobody
}

// Read tells of an answer that is too long before anything more of it is kept.
func (m *meter) Read(b []byte) (int, error) {
	if m.broken != nil {
		return 0, m.broken // and not what a body says that is read on after that
	}
	n, err := m.from.Read(b[:min(len(b), ahead)])
	m.read += int64(n)
	if m.came != nil {
		m.came.Store(m.read)
	}
	if over := m.over(); over != nil {
		m.broken = over
		return 0, over
	}
	if !errors.Is(err, io.EOF) {
		m.broken = err
	}
	return n, err
}

func (m *meter) over() error {
	switch {
	case m.read > m.limit:
		return fmt.Errorf("%w: more than %d bytes", loose.ErrTooLong, m.limit)
	case m.rows && m.read-m.row > rowLimit:
		return fmt.Errorf("%w: one row of more than %d bytes", loose.ErrTooLong, rowLimit)
	case m.packed != nil && m.read > packedFree && m.read > packedRatio*m.packed.read:
		return fmt.Errorf("%w: more than %d times as long as what was sent", loose.ErrTooLong, packedRatio)
	}
	return nil
}
