package ledger

import (
	"errors"
	"strings"
	"testing"
	"time"

	"simdesk/providers"
)

// Every pair of states. Rows are from, columns to, in the order of the header;
// x may, b is backwards, n was never sent.
const moveTable = `
            drafted submitted processing completed failed unknown needs_review refunded
drafted     n       x         n          n         x      n       n            n
submitted   b       b         x          x         x      x       x            x
processing  b       b         x          x         x      b       x            x
unknown     b       b         x          x         x      x       x            x
needs_review b      b         x          x         x      b       x            x
completed   b       b         b          x         b      b       x            x
failed      b       b         x          x         x      b       x            x
refunded    b       b         b          b         b      b       b            x
never_sent  n       n         n          n         x      n       n            n
`

func TestEveryMove(t *testing.T) {
	t.Parallel()
	lines := fieldsOf(moveTable)
	header := lines[0]
	sent := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	if len(lines) != len(moves)+2 || len(header) != len(moves) {
		t.Fatalf("%d rows and %d columns for %d states", len(lines)-1, len(header), len(moves))
	}
	for _, line := range lines[1:] {
		o := Order{ID: "id", State: providers.State(line[0]), SubmittedAt: &sent}
		if line[0] == "never_sent" {
			o.State = providers.StateFailed
		}
		if line[0] == "never_sent" || line[0] == "drafted" {
			o.SubmittedAt = nil
		}
		for i, want := range line[1:] {
			err := checkMove(o, providers.State(header[i]))
			got := "x"
			switch {
			case errors.Is(err, ErrBackwards):
				got = "b"
			case errors.Is(err, ErrNotSubmitted):
				got = "n"
			}
			if got != want {
				t.Errorf("%s → %s is %s, want %s (%v)", line[0], header[i], got, want, err)
			}
		}
	}
}

func fieldsOf(table string) [][]string {
	var lines [][]string
	for line := range strings.SplitSeq(strings.TrimSpace(table), "\n") {
		lines = append(lines, strings.Fields(line))
	}
	return lines
}
