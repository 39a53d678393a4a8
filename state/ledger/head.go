package ledger

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

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
		switch found, err := hashAt(ctx, q, seq); {
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

// hashAt is an event's hash, "" where there is no such event.
func hashAt(ctx context.Context, q Questions, seq int64) (string, error) {
	for e, err := range q.Events(ctx, seq) {
		if err != nil || e.Seq != seq {
			return "", err
		}
		return e.Hash, nil
	}
	return "", nil
}

// The newest head that this machine saw of a ledger is kept outside of the
// ledger's folder. A log that is removed or cut, or an older copy in the file's
// place, leaves a history that looks whole; the kept head tells that it is not.
//
// It is written after the step is on disk, so that it is never ahead of the
// ledger, and not synced: a power cut may leave an older one, which still tells
// of everything that was lost up to it.

// keptLength is the length of a kept head: it is written over in one piece.
const keptLength = 256

// kept is the file of the newest head, nil where none is kept.
type kept struct {
	name string
	file *os.File
}

// mark is one head with its time.
type mark struct {
	Head
	At time.Time
}

// openKept opens the head of the ledger at this path in dir, "" for none.
func openKept(dir, ledger string) (*kept, error) {
	if dir == "" {
		return nil, nil
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	sum := sha256.Sum256([]byte(ledger))
	k := &kept{name: filepath.Join(dir, filepath.Base(ledger)+"-"+hex.EncodeToString(sum[:8])+".head")}
	if info, err := os.Lstat(k.name); err == nil && !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is not a plain file", k.name)
	}
	var err error
	if k.file, err = os.OpenFile(k.name, os.O_RDWR|os.O_CREATE, 0o600); err != nil {
		return nil, err
	}
	return k, k.file.Chmod(0o600)
}

func (k *kept) Close() error {
	if k == nil {
		return nil
	}
	if err := k.file.Close(); !errors.Is(err, os.ErrClosed) { // a ledger may be closed twice
		return err
	}
	return nil
}

// read returns the kept head, an empty one where there is none or where it was
// torn. Another process may be writing it just now.
func (k *kept) read() (mark, error) {
	for range 3 {
		b := make([]byte, keptLength)
		n, err := k.file.ReadAt(b, 0)
		switch {
		case n == 0 && errors.Is(err, io.EOF):
			return mark{}, nil
		case n == 0:
			return mark{}, err
		}
		if m, ok := parseMark(string(b[:n])); ok {
			return m, nil
		}
		time.Sleep(time.Millisecond)
	}
	return mark{}, nil
}

// parseMark reads what String and its sum wrote; ok is false for half of it.
func parseMark(text string) (m mark, ok bool) {
	text, sum, ok := strings.Cut(text, "\n")
	if !ok || strings.TrimSpace(sum) != checked(text) {
		return mark{}, false
	}
	var at string
	_, err := fmt.Sscanf(text, "%d %s %s", &m.Events, &m.Hash, &at)
	if err == nil {
		m.At, err = parseTime(at)
	}
	return m, err == nil
}

// String is a mark with its sum.
func (m mark) String() string {
	text := fmt.Sprintf("%d %s %s", m.Events, m.Hash, Stamp(m.At))
	return text + "\n" + checked(text)
}

func checked(text string) string { return fmt.Sprintf("%08x", crc32.ChecksumIEEE([]byte(text))) }

// write keeps a newer head. Two processes that write at the same moment may
// leave the older of two heads, one step back, until the next.
func (k *kept) write(m mark) error {
	if have, err := k.read(); err != nil || have.Events >= m.Events {
		return err
	}
	_, err := k.file.WriteAt(fmt.Appendf(nil, "%-*s\n", keptLength-1, m), 0)
	return err
}

// compare looks for the kept head in the history. The error names what is
// missing and says how to go on; nothing is sold until then.
func (l *Ledger) compare(ctx context.Context, q Questions) error {
	if l.kept == nil {
		return nil
	}
	// The head is read first: what another process adds meanwhile is in both.
	m, err := l.kept.read()
	if err != nil || m.Events == 0 {
		return Fault(l.Path(), err)
	}
	hash, err := hashAt(ctx, q, m.Events)
	if err != nil || hash == m.Hash && hash != "" {
		return err
	}
	newest, err := q.Head(ctx)
	if err != nil {
		return err
	}
	return lost(l.Path(), l.kept.name, m, newest.Events)
}

func lost(file, name string, m mark, newest int64) *providers.Error {
	why := providers.Because("ledger.lost_another", "file", file, "until", m.At.Local(), "event", m.Events, "kept", name)
	if newest < m.Events {
		why = providers.Because("ledger.lost_steps", "file", file, "n", m.Events-newest, "event", m.Events, "until", m.At.Local(), "kept", name)
	}
	e := problem(providers.KindConfig, CodeLost, &ChainError{Seq: m.Events, What: "ledger.event_seen_and_missing"}, why)
	e.Outcome = providers.NotSent
	return e
}

// Intact returns nil, or an error of code CodeLost that says what the ledger
// lacks. Until a person has decided, nothing is drafted.
func (l *Ledger) Intact(ctx context.Context) error {
	if l.kept == nil {
		return nil
	}
	return l.read(ctx, func(q Questions) error { return l.compare(ctx, q) })
}

// KeptHead is the file that holds the newest head, "" where none is kept, and why
// not.
func (l *Ledger) KeptHead() (string, error) {
	if l.kept == nil {
		return "", l.unkept
	}
	return l.kept.name, nil
}

// keepOpened begins to keep the head of a ledger that was just opened. One that
// lacks something keeps what it should have.
func (l *Ledger) keepOpened(ctx context.Context, dir string) error {
	if l.kept, l.unkept = openKept(dir, l.Path()); l.kept == nil || l.Intact(ctx) != nil {
		return nil // a head that cannot be kept stops no sale: doctor tells
	}
	h, err := l.Head(ctx)
	if err == nil && h.Events > 0 {
		l.keep(ctx, Event{Seq: h.Events, Hash: h.Hash, At: l.now()})
	}
	return err
}

// keep writes down how far the ledger is now. One that lacks something keeps
// what it should have: the steps that settle its open orders would pass the head
// that tells of the loss.
func (l *Ledger) keep(ctx context.Context, e Event) {
	if l.kept == nil || e.Seq == 0 || l.Intact(ctx) != nil {
		return
	}
	// What cannot be kept leaves an older head, which still tells something.
	_ = l.kept.write(mark{Head{e.Seq, e.Hash}, e.At})
}
