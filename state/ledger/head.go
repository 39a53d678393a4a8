package ledger

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"simdesk/providers"
)

// Head is the end of the history. A history that lost its newest events, and
// their orders with them, looks whole from inside: only who noted an earlier
// head elsewhere can tell.
type Head struct {
	Events int64
	Hash   string // of the last event, "" for a history that has not begun
}

// markDigits is how much of a hash is written down: 64 bits, which nobody
// meets by trying.
const markDigits = 16

// String is the head as one writes it down, such as "1234:ab12cd34ef56ab78".
func (h Head) String() string {
	return fmt.Sprintf("%d:%s", h.Events, h.Hash[:min(markDigits, len(h.Hash))])
}

// Head returns the end of the history as it is now.
func (l *Ledger) Head(ctx context.Context) (h Head, err error) {
	err = l.read(ctx, func(q Questions) error {
		h, err = q.Head(ctx)
		return err
	})
	return h, err
}

// CheckHead compares a head that was written down with the history, which may
// have grown since. The error wraps a *ChainError where the event is missing
// or another one, and is of kind invalid for a text that is no head.
func (l *Ledger) CheckHead(ctx context.Context, noted string) error {
	number, hash, ok := strings.Cut(strings.ToLower(strings.TrimSpace(noted)), ":")
	seq, err := strconv.ParseInt(number, 10, 64)
	if !ok || err != nil || seq < 1 || len(hash) != markDigits || strings.Trim(hash, "0123456789abcdef") != "" {
		return problem(providers.KindInvalid, CodeInvalid, err, providers.Because("ledger.no_head", "noted", noted))
	}
	return l.read(ctx, func(q Questions) error {
		switch found, err := q.Hash(ctx, seq); {
		case err != nil:
			return err
		case found == "":
			return &ChainError{Seq: seq, What: "ledger.noted_missing"}
		case !strings.HasPrefix(found, hash):
			return &ChainError{Seq: seq, What: "ledger.noted_another"}
		}
		return nil
	})
}

// broken is the sentence around what is wrong with the history.
func (l *Ledger) broken(e *ChainError) error {
	return problem(providers.KindConfig, CodeDamaged, e, e.in(l.Path()))
}
